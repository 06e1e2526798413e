"""Finds what is wrong with the tables, conditions and phrases of a field map."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.errors import Fault
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import Rule
from foi_return.terms.shapes import Conditions, Packing, TableSpec, Test, conditions_of
from foi_return.text import listed, nearest, normalise


def table_faults(field_map: FieldMap, where: str) -> Iterator[Fault]:
    """Tables that are made from what there is not, or that could be taken for something else."""
    used = {field_map.child.source, *(records.source for records in field_map.records.values())}
    for name, table in field_map.tables.items():
        place = f"{where}: tables.{name}"
        if name in field_map.sources:
            yield Fault(place, "a source has the same name", "a name of its own", f"Such as {name}_joined")
        if name not in used:
            yield Fault(place, "nothing reads this table", f"source = '{name}' under [child] or some [records]")
        yield from _source_fault(table.base, field_map, f"{place}.from")
        yield from _join_faults(table, field_map, place)
        yield from _count_faults(table, field_map, place)
        yield from _unpacking_faults(table, place)


def _source_fault(name: str, field_map: FieldMap, place: str) -> Iterator[Fault]:
    if name not in field_map.sources:
        step = nearest(name, field_map.sources) or f"Add a table [sources.{name}]"
        yield Fault(place, f"there is no source called '{name}'", listed(field_map.sources), step)


def _join_faults(table: TableSpec, field_map: FieldMap, place: str) -> Iterator[Fault]:
    before = [table.base]
    for number, join in enumerate(table.joins, start=1):
        spot = f"{place}.joins[{number}]"
        yield from _source_fault(join.source, field_map, f"{spot}.source")
        if join.source in before:
            yield Fault(f"{spot}.source", f"'{join.source}' is part of the table already", "each source once")
        for column, other in join.where.items():
            source, own = table.place_of(column)
            if not normalise(own) or not normalise(other):
                yield Fault(f"{spot}.where", "a column has no name", 'column = "column of the joined source"')
            if source not in before:
                step = "Join in the order in which the keys are there"
                yield Fault(f"{spot}.where", f"'{column}' is not in the table yet", listed(before), step)
            if other.startswith(f"{join.source}."):
                yield Fault(f"{spot}.where", f"'{other}' is written with its source", f"'{other.split('.', 1)[1]}'")
        before.append(join.source)


def _count_faults(table: TableSpec, field_map: FieldMap, place: str) -> Iterator[Fault]:
    there = [table.base, *(join.source for join in table.joins)]
    made: set[str] = set()
    for number, count in enumerate(table.counts, start=1):
        spot = f"{place}.counts[{number}]"
        yield from _source_fault(count.source, field_map, f"{spot}.source")
        for column, other in count.where.items():
            source, own = table.place_of(column)
            if not normalise(own) or not normalise(other):
                yield Fault(f"{spot}.where", "a column has no name", 'column = "column of the counted source"')
            elif source not in there:
                yield Fault(f"{spot}.where", f"'{column}' is not in the table", listed(there))
        if normalise(count.into) in made:
            yield Fault(f"{spot}.into", f"two columns are called '{count.into}'", "a name of its own")
        made.add(normalise(count.into))


def _unpacking_faults(table: TableSpec, place: str) -> Iterator[Fault]:
    packed = table.unpacking
    if packed is None:
        return
    if normalise(packed.into) == normalise(packed.column):
        yield Fault(f"{place}.unpack.into", "the new column has the name of the packed one", "another name")
    if packed.packing is Packing.JSON_OBJECT and not any(value.strip() for value in packed.true_values):
        yield Fault(f"{place}.unpack.true_values", "no value says that a key holds", "such as ['Yes']")


def condition_faults(test: Test | None, place: str) -> Iterator[Fault]:
    """Conditions that say nothing, or that contradict themselves."""
    if isinstance(test, Conditions) and not test.parts:
        yield Fault(place, "it says nothing", "column with values or not_values, all = [...] or any = [...]")
    for condition in conditions_of(test):
        spot = f"{place}: column '{condition.column}'"
        if not condition.values and not condition.not_values and condition.at_least is None:
            yield Fault(spot, "it names no value", "values = [...], not_values = [...] or at_least = a number")
        if not all(map(normalise, (*condition.values, *condition.not_values))):
            yield Fault(spot, "a value is blank", "values that say something; a blank cell has no value")
        both = {normalise(value) for value in condition.values} & {normalise(value) for value in condition.not_values}
        if both:
            yield Fault(spot, f"{listed(sorted(both))} is both asked for and ruled out", "one of the two")


def phrase_faults(rule: Rule, place: str) -> Iterator[Fault]:
    """Rules without values or phrases, or with both; phrases that would be found nearly everywhere."""
    if rule.every and (rule.values or rule.contains or rule.column):
        yield Fault(place, "every says that each record means it, and a column is named as well", "one of the two")
    if not rule.every and not rule.values and not rule.contains:
        yield Fault(place, "it names neither values nor phrases", "values = [...], or contains = [...] for free text")
    if rule.values and rule.contains:
        yield Fault(place, "it names both values and phrases", "one of the two; a second rule for the other")
    for phrase in rule.contains:
        if sum(letter.isalnum() for letter in phrase) < 2:
            yield Fault(f"{place}.contains", f"the phrase '{phrase}' is too short to mean anything", "a word or more")
