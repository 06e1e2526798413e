"""Which columns of which sources a field map reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import RecordsSpec
from foi_return.terms.shapes import conditions_of


def needed_together(maps: Iterable[FieldMap]) -> dict[str, list[str]]:
    """The columns that several field maps of the same sources and tables read, each once."""
    columns: dict[str, dict[str, None]] = {}
    for field_map in maps:
        for name, needed in needed_columns(field_map).items():
            columns.setdefault(name, {}).update(dict.fromkeys(needed))
    return {name: list(needed) for name, needed in columns.items()}


def needed_columns(field_map: FieldMap) -> dict[str, list[str]]:
    """The columns that a field map reads, by source and by table, each once; a table's, under their names in it."""
    columns: dict[str, dict[str, None]] = {name: {} for name in (*field_map.sources, *field_map.tables)}
    child = field_map.child
    if child.is_known:
        columns[child.source].update(dict.fromkeys(filter(None, (child.id, child.birth_date, child.sex, *child.names))))
    for walk in field_map.crosswalks.values():
        columns[walk.source].update(dict.fromkeys((walk.old, walk.new)))
    for records in field_map.records.values():
        columns[records.source].update(dict.fromkeys(_columns_of_records(field_map, records)))
    for name, table in field_map.tables.items():
        for column in (*columns[name], *table.joining_columns()) if columns[name] else ():
            source, own = table.place_of(column)
            if source:
                columns[source][own] = None
        for count in table.counts if columns[name] else ():
            columns[count.source].update(dict.fromkeys(count.columns))
    return {name: list(names) for name, names in columns.items()}


def _columns_of_records(field_map: FieldMap, records: RecordsSpec) -> Iterator[str]:
    yield from filter(None, (*records.id_columns, records.start, records.end))
    yield from (grade.column for grade in (records.risk_level, records.identified_as) if grade is not None)
    yield from field_map.coded_columns(records.name)
    yield from (rule.column for rule in field_map.phrase_rules(records.name))
    yield from (condition.column for condition in conditions_of(records.only_if))
    yield from (column for classes in records.classes.values() for column in classes.columns)
