"""What is told of a column where it can be chosen: how full it is, its values, and from when they are. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.wizard.facts import ColumnFacts
from foi_return.wizard.view import values_in_words

MOST_LISTED = 6
"""Values of a coded column that are told beside its name; where they are mapped, every one is listed, however rare."""

MOSTLY_DATES = 0.5


def column_in_words(column: ColumnFacts) -> str:
    """A column's evidence: `filled in 98% of rows; 3 different values: Male; Female; Not known`.

    Of free text, ids and names no value is told; of dates, only the first and the last year.
    """
    if not column.filled:
        return "empty"
    return "; ".join(_parts(column))


def _parts(column: ColumnFacts) -> Iterator[str]:
    yield _filled(column)
    if column.years and column.read_share > MOSTLY_DATES:
        first, last = column.years
        yield f"dates in {first}" if first == last else f"dates from {first} to {last}"
        return
    values = list(column.values or ())
    listed = f": {', '.join(values)}" if values and len(values) <= MOST_LISTED else ""
    yield f"{values_in_words(column)}{listed}"
    if column.unlisted in ("free text", "ids"):
        yield column.unlisted


def _filled(column: ColumnFacts) -> str:
    """The fill rate, never rounded to all or none."""
    if column.filled == column.rows:
        return "filled in every row"
    share = int(column.fill_rate * 100)
    return f"filled in {share}% of rows" if share else "filled in less than 1% of rows"
