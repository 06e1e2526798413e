"""A request definition read out: what is counted, by what, and the tables that come out, for whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.periods import Period
from foi_return.terms.request import (
    NOT_KNOWN,
    PERCENT_SUFFIX,
    RECORDED,
    Breakdown,
    Category,
    Combine,
    Dimension,
    PartOfPeriod,
    Request,
    TableDefinition,
)
from foi_return.text import listed_with


def request_lines(request: Request) -> Iterator[str]:
    """Lines that say what a definition means, with a skeleton of each of its tables."""
    yield f"{request.name}: {request.title}"
    yield ""
    yield f"Counts: {request.counted.plural}."
    yield f"Periods: {_periods(request.periods)}."
    if request.uses(Breakdown.AGE_GROUP):
        yield f"Age groups: {', '.join(band.label for band in request.age_bands)}."
    yield ""
    yield "Categories, which a field map says how to find unless they follow from others:"
    for category in request.categories:
        yield f"  {category.key}: {category.label}{_how(category, request)}"
    for context in request.contexts:
        yield f"  {context.key}: {context.label} (a setting; something may have several)"
    if request.dimensions:
        yield ""
        yield "Breakdowns of its own, in each of which something falls in one row:"
        for dimension in request.dimensions:
            yield f"  {dimension.key}: {dimension.label}. {_rows_in_words(dimension)}"
    for question in request.questions:
        yield ""
        yield f"Question {question.number}: {question.text}"
        if question.number == request.flag_question:
            yield f"  {len(request.flags)} yes/no questions about fields of the system"
        for table in request.tables:
            if table.question == question.number:
                yield from _table_lines(table, request)


def _periods(periods: tuple[Period, ...]) -> str:
    first, last = periods[0].label, periods[-1].label
    return first if first == last else f"{first} to {last} ({len(periods)})"


def _how(category: Category, request: Request) -> str:
    if category.combine is not None:
        word = "and" if category.combine is Combine.ALL_OF else "or"
        without = f", without {listed_with(category.without, 'and')}" if category.without else ""
        return f" (follows from {listed_with(category.parts, word)}{without})"
    unit = f", of {request.unit_of(category.unit).plural}" if request.units else ""
    within = f", lies within {category.within}" if category.within else ""
    return f" (recorded{unit}{within})"


def _rows_in_words(dimension: Dimension) -> str:
    if dimension.part is not None:
        return f"The {dimension.part}s of each period; they follow from the day on which a record counts."
    if dimension.is_number:
        return f"By a number: {', '.join(dimension.rows)}."
    if dimension.years:
        return f"By the years between two dates: {', '.join(dimension.rows)}."
    if dimension.rows:
        return f"Rows: {', '.join(dimension.rows)}."
    return "Rows as they are recorded: the field map lists them."


def _table_lines(table: TableDefinition, request: Request) -> Iterator[str]:
    category = request.category(table.categories[0])
    title = table.title.format(category=category.label, sex="sex or gender")
    yield f"  {table.key}: {title} ({request.unit_of(category.unit).plural})"
    yield from (f"    | {row} | ... |" for row in _table_rows(table, request))
    if table.percentages:
        yield f"  {table.key}{PERCENT_SUFFIX}: the same as percentages, each with its two numbers"


def _table_rows(table: TableDefinition, request: Request) -> list[str]:
    if table.breakdown is None:
        return [request.category(key).label for key in table.categories]
    if table.breakdown == Breakdown.CONTEXT:
        return [context.label for context in request.contexts]
    if table.breakdown == Breakdown.AGE_GROUP:
        rows = [band.label for band in request.age_bands]
    else:
        dimension = request.dimension(table.breakdown)
        rows = list(dimension.rows) if dimension is not None else []
        rows = rows or [_PARTS.get(dimension.part, "...") if dimension is not None and dimension.part else "..."]
        if dimension is not None and dimension.shows_recorded:
            rows.append(RECORDED)
    return [*rows, NOT_KNOWN, "Total"]


_PARTS = {PartOfPeriod.MONTH: "each month", PartOfPeriod.QUARTER: "each quarter"}
