"""Finds what is wrong with what a field map says of ids: crosswalks, merged ids, ids of other systems."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.errors import Fault
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import UNLINKED, RecordsSpec
from foi_return.text import listed, nearest, normalise


def identity_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """Crosswalks that are not there or lead nowhere, and one column of ids that is read in two ways."""
    yield from _crosswalk_faults(field_map, where)
    yield from _use_faults(field_map, where)


def _crosswalk_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    walks = field_map.crosswalks
    for name, walk in walks.items():
        place = f"{where}: crosswalks.{name}"
        if name == UNLINKED:
            yield Fault(place, f"'{UNLINKED}' stands for ids without a crosswalk", "another name")
        if walk.source not in field_map.sources:
            step = nearest(walk.source, field_map.sources) or f"Add a table [sources.{walk.source}]"
            problem = f"there is no source called '{walk.source}'"
            yield Fault(f"{place}.source", problem, listed(field_map.sources), step)
        if normalise(walk.old) == normalise(walk.new):
            yield Fault(place, "from and to are one column", "two columns, with the other id and the id used here")
        used = [field_map.child.merged, *(records.child_ids for records in field_map.records.values())]
        if name not in used:
            yield Fault(
                place, "nothing reads it", f"child_ids = '{name}' under some [records], or merged under [child]"
            )


def _use_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    walks = field_map.crosswalks
    if field_map.child.merged and field_map.child.merged not in walks:
        yield _missing(field_map.child.merged, list(walks), f"{where}: child.merged")
    people = field_map.child
    read = {(people.source, normalise(people.id)): ""} if people.is_known else dict[tuple[str, str], str]()
    for name, records in field_map.records.items():
        place = f"{where}: records.{name}.child_ids"
        if records.child_ids and records.child_ids not in (*walks, UNLINKED):
            yield _missing(records.child_ids, [*walks, UNLINKED], place)
        if records.child_ids and records.child_ids == field_map.child.merged:
            step = "a crosswalk of its own; merged ids are followed in all records"
            yield Fault(place, "these are the merged ids, not those of another system", step)
        if len(records.id_columns) > 1:
            yield from _composed_faults(records, field_map, f"{where}: records.{name}")
            continue
        (column,) = records.id_columns
        first = read.setdefault((records.source, normalise(column)), records.child_ids)
        if first != records.child_ids:
            problem = f"the ids of column '{column}' are read in another way elsewhere in the map"
            yield Fault(place, problem, "one way for each column", "Give the file twice, as two sources")


def _composed_faults(records: RecordsSpec, field_map: FieldMap, place: str) -> Iterator[Fault]:
    """What an id of several columns cannot be: one that a crosswalk translates, or that of a person of the people."""
    if records.child_ids:
        problem = "an id of several columns cannot be that of another system: crosswalks translate ids of one column"
        yield Fault(f"{place}.child_ids", problem, "no child_ids, or an id of one column")
    if not records.has_own_id(field_map.child):
        problem = f"an id of several columns stands for nobody in '{field_map.child.source}', whose id is one column"
        step = "Say unit = '...' if the request counts something else in these records"
        yield Fault(f"{place}.id", problem, "one column, with the ids of the people", step)


def link_faults(records: RecordsSpec, field_map: FieldMap, place: str) -> Iterator[Fault]:
    """Records that are linked to what there is not, to themselves, or to records that are linked in turn."""
    if records.linked_to is None:
        return
    name = records.linked_to.records
    others = [other for other, spec in field_map.records.items() if spec.linked_to is None and other != records.name]
    if name not in field_map.records:
        found = f"there are no records called '{name}'"
        yield Fault(f"{place}.records", found, listed(others) or "other records", nearest(name, others))
    elif name == records.name:
        yield Fault(f"{place}.records", "records cannot be linked to themselves", listed(others) or "other records")
    elif name not in others:
        yield Fault(
            f"{place}.records", f"'{name}' are linked to other records in turn", listed(others) or "other records"
        )
    elif len(records.id_columns) != len(field_map.records[name].id_columns):
        yield Fault(place, f"the ids of '{name}' have another number of columns", "records whose ids mean the same")
    elif (
        UNLINKED in (records.child_ids, field_map.records[name].child_ids)
        and records.child_ids != field_map.records[name].child_ids
    ):
        yield Fault(place, "their children cannot be matched", "records whose ids mean the same children")


def _missing(name: str, known: list[str], place: str) -> Fault:
    step = nearest(name, known) or f"Add a table [crosswalks.{name}]"
    return Fault(place, f"there is no crosswalk called '{name}'", listed(known) or "a table under [crosswalks]", step)
