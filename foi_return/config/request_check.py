"""Finds what is wrong with a request definition: names that refer to nothing, or to two things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import TYPE_CHECKING

from foi_return.errors import Fault
from foi_return.terms.request import NOT_KNOWN, PERCENT_SUFFIX, RECORDED, Breakdown
from foi_return.text import listed, nearest, normalise, printable
from foi_return.years_between import parse_years_between, share_years

if TYPE_CHECKING:
    from foi_return.config.request import RequestModel, TableModel

KEY = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
"""What a name in files looks like: nothing that a path, a sheet or a spreadsheet could take for something else."""

RESERVED_LABELS = (NOT_KNOWN, RECORDED, "Total")
"""Labels of rows that the program adds to a breakdown itself."""


def find_request_faults(model: RequestModel, where: str) -> Iterator[Fault]:
    """Every fault of a definition, in the order of the file."""
    numbers = [question.number for question in model.questions]
    yield from _repeated(f"{where}: questions", "number", numbers)
    yield from _category_faults(model, where)
    yield from _unit_faults(model, where)
    yield from _flag_faults(model, where, numbers)
    yield from _breakdown_faults(model, where)
    keys: set[str] = set()
    for number, table in enumerate(model.tables, start=1):
        place = f"{where}: tables[{number}]"
        yield from _table_faults(table, model, place, numbers)
        for key in _table_keys(table):
            if key in keys:
                yield Fault(place, f"two tables are called '{key}'", "a key of its own for each table")
            keys.add(key)


def _repeated(where: str, what: str, names: Sequence[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Fault(where, f"two have the {what} '{name}'", "one of its own for each")


def _category_faults(model: RequestModel, where: str) -> Iterator[Fault]:
    recorded = [key for key, category in model.categories.items() if not (category.all_of or category.any_of)]
    if not recorded:
        yield Fault(f"{where}: categories", "every category follows from others", "one that is recorded itself")
    for key, category in model.categories.items():
        if category.all_of and category.any_of:
            yield Fault(f"{where}: categories.{key}", "both all_of and any_of are given", "one of them")
        if category.none_of and not category.all_of:
            yield Fault(f"{where}: categories.{key}", "none_of stands without all_of", "all_of = [...] beside it")
        if category.within and key not in recorded:
            found = "within is given for a category that follows from others"
            yield Fault(f"{where}: categories.{key}", found, "within under a category that is recorded itself")
        for part in (*category.all_of, *category.any_of, *category.none_of, *filter(None, [category.within])):
            if part not in recorded:
                step = nearest(part, recorded)
                yield Fault(f"{where}: categories.{key}", f"'{part}' is no recorded category", listed(recorded), step)
    for key in model.contexts:
        if key in model.categories:
            yield Fault(f"{where}: contexts.{key}", "a category has the same name", "a name of its own")


def _breakdown_faults(model: RequestModel, where: str) -> Iterator[Fault]:
    for key, breakdown in model.breakdowns.items():
        place = f"{where}: breakdowns.{key}"
        if key in (*Breakdown, *model.categories, *model.contexts):
            yield Fault(place, "something else has the same name", "a name of its own")
        if sum(map(bool, (breakdown.rows, breakdown.years, breakdown.numbers, breakdown.part_of_period))) > 1:
            expected = "one of rows, years, numbers, part_of_period"
            yield Fault(place, "it says in more than one way what its rows are", expected)
        if not any(table.breakdown == key for table in model.tables):
            yield Fault(place, "no table is broken down by it", f'breakdown = "{key}" under some [[tables]]')
        labels = [*breakdown.rows, *breakdown.years, *breakdown.numbers]
        alike = [normalise(label) for label in labels]
        for label in labels:
            if normalise(label) in map(normalise, RESERVED_LABELS):
                yield Fault(f"{place}: {label}", "the program has a row of this name itself", "another label")
            elif alike.count(normalise(label)) > 1 or not normalise(label):
                yield Fault(place, f"the row '{label}' is blank or comes twice", "a label of its own for each row")
        yield from _years_faults(breakdown.years, f"{place}.years")
        yield from _years_faults(breakdown.numbers, f"{place}.numbers")


def _years_faults(years: Mapping[str, str], place: str) -> Iterator[Fault]:
    classes = []
    for label, text in years.items():
        try:
            classes.append(parse_years_between(text))
        except ValueError as problem:
            yield Fault(f"{place}.{label}", printable(str(problem), 200), "under 10, 10 to 13, 18+, up to 1 or over 1")
    if share_years(classes):
        yield Fault(place, "two rows have something in common", "rows that do not overlap")


def _unit_faults(model: RequestModel, where: str) -> Iterator[Fault]:
    """Categories of what is not counted, or that follow from those of something else; units that nothing counts."""
    for key, category in model.categories.items():
        if category.unit and category.unit not in model.units:
            step = nearest(category.unit, model.units) or f"Add a table [units.{printable(category.unit, 40)}]"
            found = f"'{category.unit}' is nothing that is counted"
            yield Fault(f"{where}: categories.{key}.unit", found, listed(model.units) or "no unit", step)
        for part in (*category.all_of, *category.any_of, *category.none_of, *filter(None, [category.within])):
            if part in model.categories and model.categories[part].unit != category.unit:
                found = f"'{part}' counts something else"
                yield Fault(f"{where}: categories.{key}", found, "categories of one unit")
    for key in model.units:
        if not any(category.unit == key for category in model.categories.values()):
            yield Fault(f"{where}: units.{key}", "no category counts it", f"unit = '{key}' under some [categories]")


def _flag_faults(model: RequestModel, where: str, numbers: Sequence[str]) -> Iterator[Fault]:
    yield from _repeated(f"{where}: flags", "key", [flag.key for flag in model.flags])
    yield from _repeated(f"{where}: flags", "part", [flag.part for flag in model.flags])
    for flag in model.flags:
        if flag.category is not None and flag.category not in model.categories:
            step = nearest(flag.category, model.categories)
            found = f"'{flag.category}' is no category"
            yield Fault(f"{where}: flags.{flag.key}", found, listed(model.categories), step)
    if model.flags and model.flag_question not in numbers:
        yield Fault(f"{where}: flag_question", f"there is no question '{model.flag_question}'", listed(numbers))


def _table_faults(table: TableModel, model: RequestModel, place: str, numbers: Sequence[str]) -> Iterator[Fault]:
    if bool(table.categories) == bool(table.each):
        yield Fault(place, "a table needs either categories or each", "one of the two")
    units = {model.categories[key].unit for key in table.categories if key in model.categories}
    if len(units) > 1:
        yield Fault(place, "its categories count several things", "categories of one unit")
    if table.breakdown is not None and len(table.categories) > 1:
        yield Fault(place, "a breakdown is of one category", "one category, or each = [...]")
    yield from _broken_down_faults(table, model, place)
    if table.breakdown == "context" and not model.contexts:
        yield Fault(place, "it is broken down by context, and the request has none", "a table of contexts")
    if table.question not in numbers:
        yield Fault(place, f"there is no question '{table.question}'", listed(numbers))
    for key in (*table.categories, *table.each):
        if key not in model.categories:
            yield Fault(place, f"'{key}' is no category", listed(model.categories), nearest(key, model.categories))
    yield from _name_faults(f"{place}.title", table.title, ("category", "sex"))
    yield from _name_faults(f"{place}.key", table.key, ("category",))
    for key in _table_keys(table):
        if not re.fullmatch(KEY, key):
            yield Fault(f"{place}.key", f"found '{key}'", "letters, digits, - and _ only")


def _broken_down_faults(table: TableModel, model: RequestModel, place: str) -> Iterator[Fault]:
    known = [*Breakdown, *model.breakdowns]
    if table.breakdown is not None and table.breakdown not in known:
        found = f"'{table.breakdown}' is no breakdown"
        step = nearest(table.breakdown, known) or f"Add a table [breakdowns.{printable(table.breakdown, 40)}]"
        yield Fault(f"{place}: breakdown", found, listed(known), step)
    if table.percentages and table.breakdown in (None, Breakdown.CONTEXT):
        yield Fault(
            f"{place}: percentages",
            "the table has no total that its rows are parts of",
            f"breakdown = {listed(key for key in known if key != Breakdown.CONTEXT)}",
            "Leave percentages out here",
        )


def _name_faults(place: str, text: str, known: Sequence[str]) -> Iterator[Fault]:
    """Names in braces that stand for nothing."""
    expected = listed(f"{{{name}}}" for name in known)
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        yield Fault(place, "a brace is not closed, or not opened", expected)
        return
    for _, name, form, conversion in parts:
        if name not in known or form or conversion:
            yield Fault(place, f"'{{{name}}}' stands for nothing", expected)


def _table_keys(table: TableModel) -> list[str]:
    keys = [table.key.replace("{category}", key) for key in table.each] or [table.key]
    return [*keys, *(f"{key}{PERCENT_SUFFIX}" for key in keys if table.percentages)]
