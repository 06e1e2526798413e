"""Finds what is wrong with a field map in itself, and against the request that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from foi_return.config.field_map_flags import day_faults, flag_faults
from foi_return.config.identity_check import identity_faults, link_faults
from foi_return.config.shape_check import condition_faults, phrase_faults, table_faults
from foi_return.dates import conflicting_formats, date_format_names
from foi_return.errors import Fault
from foi_return.periods import Span
from foi_return.terms.counting import IdentifiedAs
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import CategoryMapping, GradeSpec, RecordsSpec
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.terms.shapes import conditions_of
from foi_return.text import listed, nearest, normalise

RESERVED_LABEL = "Total"
"""The label of the last row of a breakdown; no sex or gender can have it."""


def find_map_faults(field_map: FieldMap, request: Request, where: str) -> list[Fault]:
    """Every fault, in the order of the file.

    Args:
        field_map: The map.
        request: The definition that it answers, with all its categories.
        where: The file, for the messages.
    """
    if field_map.request != request.name:
        return [
            Fault(
                f"{where}: request",
                f"the map answers the request definition '{field_map.request}', not '{request.name}'",
                f"request = '{request.name}'",
                "Choose the map that was made for this request",
            )
        ]
    return [
        *_source_name_faults(field_map, where),
        *table_faults(field_map, where),
        *_child_faults(field_map, where),
        *identity_faults(field_map, where),
        *(
            fault
            for records in field_map.records.values()
            for fault in _records_faults(records, field_map, f"{where}: records.{records.name}")
        ),
        *_mapping_faults(field_map, request, where),
        *_column_faults(field_map, where),
        *_claimed_twice(field_map, where),
        *flag_faults(field_map, request, where),
        *find_counting_faults(field_map, where),
    ]


def _source_name_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    for name in field_map.sources:
        if not name.strip() or name != name.strip() or "=" in name:
            yield Fault(
                f"{where}: sources.{name}",
                "a source of this name could not be given on the command line, as NAME=PATH",
                "a name without spaces at its ends and without the sign =",
            )


def _child_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    child = field_map.child
    if not child.is_known:
        return
    place = f"{where}: child"
    yield from _source_faults(child.source, field_map, f"{place}.source")
    yield from _format_faults(child.date_formats, f"{place}.date_formats")
    if child.sex is not None and not child.sex_values:
        yield Fault(f"{place}.sex_values", "the column for sex is named but none of its values", "label = [values]")
    if child.sex is None and child.sex_values:
        yield Fault(f"{place}.sex", "values are listed but no column holds them", "sex = the name of the column")
    for label in child.sex_values:
        if normalise(label) == normalise(RESERVED_LABEL):
            yield Fault(f"{place}.sex_values.{label}", "the last row of each table is called so", "another label")
        if normalise(label) == normalise(NOT_KNOWN) and label != NOT_KNOWN:
            yield Fault(
                f"{place}.sex_values.{label}", "this label is the program's own, in another spelling", f"'{NOT_KNOWN}'"
            )
    yield from _value_list_faults(child.sex_values, f"{place}.sex_values")


def _records_faults(records: RecordsSpec, field_map: FieldMap, place: str) -> Iterator[Fault]:
    yield from _source_faults(records.source, field_map, f"{place}.source")
    yield from _format_faults(records.date_formats, f"{place}.date_formats")
    yield from _span_faults(records.covers, f"{place}.covers")
    yield from _to_follow_faults(records, f"{place}.to_follow")
    yield from link_faults(records, field_map, f"{place}.linked_to")
    if records.risk_level is not None:
        yield from _value_list_faults(records.risk_level.values, f"{place}.risk_level.values")
    if records.identified_as is not None:
        filled = {label: values for label, values in records.identified_as.values.items() if values}
        yield from _value_list_faults(filled, f"{place}.identified_as")
        if not filled:
            yield Fault(
                f"{place}.identified_as", "it lists no values", "at_risk = [values], victim = [values], or both"
            )
    yield from condition_faults(records.only_if, f"{place}.only_if")
    read = [*field_map.coded_columns(records.name), *(each.column for each in conditions_of(records.only_if))]
    for column, values in records.not_counted.items():
        yield from _blank_values(values, f"{place}.not_counted.{column}")
        if column not in read:
            yield Fault(
                f"{place}.not_counted.{column}",
                "no rule reads this column",
                listed(read) or "a column that a rule reads",
                nearest(column, read),
            )


def _to_follow_faults(records: RecordsSpec, place: str) -> Iterator[Fault]:
    promised = records.to_follow
    if promised is None:
        return
    yield from _span_faults(promised.days, place)
    if promised.days == Span():
        yield Fault(place, "it names no days", "from, to or both")
    if not promised.note:
        yield Fault(f"{place}.note", "the promise is missing", "a sentence for the reader, who will see it")
    if promised.days.intersection(records.covers) is not None:
        step = "covers = { from = DATE, to = DATE } that ends where to_follow begins, or begins where it ends"
        yield Fault(place, "the source covers some of these days", "days outside covers", step)


def _source_faults(name: str, field_map: FieldMap, place: str) -> Iterator[Fault]:
    known = (*field_map.sources, *field_map.tables)
    if name not in known:
        step = nearest(name, known) or f"Add a table [sources.{name}]"
        yield Fault(place, f"there is no source called '{name}'", listed(known), step)


def _format_faults(formats: Sequence[str], place: str) -> Iterator[Fault]:
    known = date_format_names()
    for name in formats:
        if name not in known:
            yield Fault(place, f"'{name}' is not a date format", listed(known), nearest(name, known))
    if conflicting_formats(formats):
        yield Fault(
            place,
            "dd/mm/yyyy and mm/dd/yyyy read one text as two different days",
            "one of them",
            "Look at a date after the 12th of a month to see which it is",
        )


def _span_faults(span: Span, place: str) -> Iterator[Fault]:
    if span.start and span.end and span.end < span.start:
        yield Fault(place, f"it ends on {span.end} before it starts", "from on or before to")
    for day in (span.start, span.end):
        yield from day_faults(day, place)


def _value_list_faults(lists: Mapping[str, tuple[str, ...]], place: str) -> Iterator[Fault]:
    """Labels with the values that mean each: blank or alike labels, lists without values, values under two labels."""
    labels: dict[str, str] = {}
    seen: dict[str, str] = {}
    for label, values in lists.items():
        if not label.strip():
            yield Fault(place, "a label is blank", "a label that says something")
        alike = labels.setdefault(normalise(label), label)
        if alike != label:
            yield Fault(f"{place}.{label}", f"'{alike}' is the same label in another spelling", "one of them")
        if not values:
            yield Fault(f"{place}.{label}", "it lists no values, so nothing could mean it", "at least one value")
        yield from _blank_values(values, f"{place}.{label}")
        for value in values:
            other = seen.setdefault(normalise(value), label)
            if other != label:
                yield Fault(f"{place}.{label}", f"'{value}' is listed under both {other} and {label}", "one of them")


def _blank_values(values: Sequence[str], place: str) -> Iterator[Fault]:
    if not all(map(normalise, values)):
        yield Fault(place, "a value is blank", "values that say something; blank cells need none")


def _mapping_faults(field_map: FieldMap, request: Request, where: str) -> Iterator[Fault]:
    groups = {
        "categories": {category.key: category.label for category in request.recorded_categories},
        "contexts": {context.key: context.label for context in request.contexts},
    }
    for group, labels in groups.items():
        for key, label in labels.items():
            if key not in field_map.mappings:
                yield Fault(
                    f"{where}: {group}.{key}",
                    f"'{label}' is neither mapped nor declared not held",
                    "rules, or held = false with a reason",
                    f"Add a table [{group}.{key}]",
                )
    for key, mapping in field_map.mappings.items():
        group = "contexts" if key in groups["contexts"] else "categories"
        group = "own_contexts" if key in field_map.own_contexts else group
        place = f"{where}: {group}.{key}"
        if key not in request.memberships:
            derived = [category.key for category in request.categories if category.combine is not None]
            found = "it follows from other categories" if key in derived else "the request has no such category"
            yield Fault(place, found, listed(request.memberships), nearest(key, request.memberships))
            continue
        yield from _one_mapping_faults(mapping, field_map, request, place)


def _one_mapping_faults(mapping: CategoryMapping, field_map: FieldMap, request: Request, place: str) -> Iterator[Fault]:
    declared_absent = not mapping.held or not mapping.applicable
    if declared_absent and mapping.rules:
        yield Fault(place, "it is declared not held or not applicable, yet has rules", "one or the other")
    if declared_absent and not mapping.reason.strip():
        yield Fault(f"{place}.reason", "the reason is missing", "a sentence for the reader, who will see it")
    if not declared_absent and not mapping.rules:
        yield Fault(place, "it has no rules and is not declared not held", "rules, or held = false with a reason")
    yield from _span_faults(mapping.recorded, f"{place}.recorded")
    known = request.memberships
    for key in sorted(mapping.may_overlap - set(known)):
        yield Fault(f"{place}.may_overlap", f"'{key}' is no category or context", listed(known), nearest(key, known))
    for number, rule in enumerate(mapping.rules, start=1):
        if rule.records not in field_map.records:
            yield Fault(
                f"{place}.rules[{number}].records",
                f"there are no records called '{rule.records}'",
                listed(field_map.records),
                nearest(rule.records, field_map.records),
            )
        yield from _blank_values(rule.values, f"{place}.rules[{number}].values")
        yield from phrase_faults(rule, f"{place}.rules[{number}]")


def _column_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """Columns without a name, and columns that the map spells in two ways, which would be read as two."""
    spellings: dict[tuple[str, str], str] = {}
    for source, column, place in _columns(field_map):
        if not normalise(column):
            yield Fault(f"{where}: {place}", "the column has no name", "the name in the header of the extract")
        else:
            first = spellings.setdefault((source, normalise(column)), column)
            if first != column:
                yield Fault(
                    f"{where}: {place}",
                    f"the column '{column}' is spelled '{first}' elsewhere in the map",
                    f"'{first}'",
                )


def _columns(field_map: FieldMap) -> Iterator[tuple[str, str, str]]:
    """Every column that the map names: the source or table, its name there and its place in the file."""
    for name, table in field_map.tables.items():
        for joining in table.joining_columns():
            yield name, joining, f"tables.{name}"
    for name, walk in field_map.crosswalks.items():
        yield walk.source, walk.old, f"crosswalks.{name}.from"
        yield walk.source, walk.new, f"crosswalks.{name}.to"
    child = field_map.child
    for key, column in (
        ("id", child.id),
        ("birth_date", child.birth_date),
        ("sex", child.sex),
        *(("names", name) for name in child.names),
    ):
        if column is not None and child.is_known:
            yield child.source, column, f"child.{key}"
    for records in field_map.records.values():
        yield from _columns_of_records(records)
    for mapping in field_map.mappings.values():
        for number, rule in enumerate(mapping.rules, start=1):
            if rule.records in field_map.records and not rule.every:
                source = field_map.records[rule.records].source
                yield source, rule.column, f"{mapping.key}.rules[{number}].column"


def _columns_of_records(records: RecordsSpec) -> Iterator[tuple[str, str, str]]:
    risk, identified = records.risk_level, records.identified_as
    for key, column in (
        *(("id" if len(records.id_columns) > 1 else "child", column) for column in records.id_columns),
        ("start", records.start),
        ("end", records.end),
        ("risk_level.column", risk.column if risk else None),
        ("identified_as.column", identified.column if identified else None),
        *(("only_if", condition.column) for condition in conditions_of(records.only_if)),
        *((f"breakdowns.{key}", column) for key, spec in records.classes.items() for column in spec.columns),
    ):
        if column is not None:
            yield records.source, column, f"records.{records.name}.{key}"


Claims = dict[tuple[str, str, str], list[str]]
"""Records, column and value (spelling evened out) to the keys that claim it."""


def _claimed_twice(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """A value that two categories claim without saying that they overlap, or that is both claimed and not counted."""
    claims: Claims = {}
    written: dict[tuple[str, str, str], tuple[str, str]] = {}
    for key, mapping in field_map.mappings.items():
        for rule in mapping.rules:
            for value in rule.values:
                place = rule.records, normalise(rule.column), normalise(value)
                claims.setdefault(place, []).append(key)
                written.setdefault(place, (rule.column, value))
    for place, keys in claims.items():
        column, value = written[place]
        for key, other in combinations(dict.fromkeys(keys), 2):
            if not _declared(field_map, key, other):
                yield Fault(
                    f"{where}: records.{place[0]}, column '{column}'",
                    f"the value '{value}' is claimed by both {key} and {other}",
                    "a value claimed once",
                    f"Take it from one of them, or say may_overlap = ['{key}'] under {other} if it means both",
                )
    yield from _claimed_and_not_counted(field_map, claims, where)


def _claimed_and_not_counted(field_map: FieldMap, claims: Claims, where: str) -> Iterator[Fault]:
    for name, records in field_map.records.items():
        for column, values in records.not_counted.items():
            for value in values:
                if claimed := claims.get((name, normalise(column), normalise(value))):
                    yield Fault(
                        f"{where}: records.{name}.not_counted.{column}",
                        f"'{value}' is claimed by {claimed[0]} as well",
                        "one of the two",
                    )


def _declared(field_map: FieldMap, key: str, other: str) -> bool:
    mappings = field_map.mappings
    return key in mappings[other].may_overlap or other in mappings[key].may_overlap


def find_counting_faults(field_map: FieldMap, where: str) -> list[Fault]:
    """Counting rules that the map's records cannot answer."""
    return list(_counting_faults(field_map, where))


def _counting_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    counting = field_map.counting
    for name, records in field_map.records.items():
        levels = records.risk_level.values if records.risk_level else {}
        for level in counting.risk_levels:
            if level not in levels:
                yield Fault(
                    f"{where}: counting.risk_levels",
                    f"records '{name}' have no risk level '{level}'",
                    listed(levels) or f"a table [records.{name}.risk_level] that says which column holds it",
                    nearest(level, levels),
                )
        if counting.identified_as is not IdentifiedAs.EITHER and not _tells(
            records.identified_as, counting.identified_as
        ):
            yield Fault(
                f"{where}: counting.identified_as",
                f"records '{name}' do not tell children at risk from victims",
                f"a table [records.{name}.identified_as], or identified_as = 'at risk or victim'",
            )


def _tells(grade: GradeSpec | None, identified_as: IdentifiedAs) -> bool:
    return grade is not None and bool(grade.values.get(identified_as.value))
