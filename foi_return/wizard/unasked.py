"""What a field map can say and the wizard does not ask: a map that says it is used as it stands. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from foi_return.terms.field_map import FieldMap


def find_unasked(field_map: FieldMap, tables: Mapping[str, Any]) -> tuple[str, ...]:
    """What going through a map question by question would lose of it, in words; nothing where it loses nothing.

    Args:
        field_map: The map.
        tables: The same as the tables of its file.
    """
    found = [*_of_files(field_map), *_of_children(field_map), *_of_records(field_map), *_of_rules(field_map, tables)]
    return tuple(dict.fromkeys(found))


def _of_files(field_map: FieldMap) -> Iterator[str]:
    if field_map.database is not None:
        yield "records in a database"
    if field_map.tables:
        yield "files that are joined, or cells that hold several values"
    if field_map.crosswalks:
        yield "ids of another system"
    for source in field_map.sources.values():
        if source.sheets:
            yield "several sheets that are read as one"
        if source.kind or source.part:
            yield "files of the children in need census"


def _of_children(field_map: FieldMap) -> Iterator[str]:
    child = field_map.child
    if child.id_form:
        yield "ids that are filled up"
    if child.merged:
        yield "ids that were merged"
    if child.names:
        yield "names by which doubles are found"


def _of_records(field_map: FieldMap) -> Iterator[str]:
    sources = Counter(records.source for records in field_map.records.values())
    for name, records in field_map.records.items():
        if name != records.source or sources[records.source] > 1:
            yield "several kinds of records in one file, or records under a name of their own"
        parts = {
            "rows that count only under a condition": records.only_if,
            "figures that are to follow": records.to_follow,
            "ids of another system": records.child_ids,
            "records that count only beside others": records.linked_to,
            "several things that are counted": records.unit,
            "ids of several columns": len(records.id_columns) > 1,
            "risk levels in their order": records.risk_level is not None and records.risk_level.ordered,
        }
        yield from (words for words, said in parts.items() if said)


def _of_rules(field_map: FieldMap, tables: Mapping[str, Any]) -> Iterator[str]:
    if tables.get("combined"):
        yield "categories that are recorded as one"
    if any(rule.contains for mapping in field_map.mappings.values() for rule in mapping.rules):
        yield "words that are looked for in free text"
    if tables.get("counting", {}).get("risk_at_least"):
        yield "the lowest risk level that counts"
