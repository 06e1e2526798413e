"""Reads the names of the columns from one header row, or from two with groups above (`Episode` over `Start`, `End`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from foi_return.sources.header import SEARCHED_ROWS, Rows, find_header, holds_names, name_columns, repeated_names
from foi_return.text import normalise

Span = tuple[tuple[int, int], tuple[int, int]]
"""A merged range of a sheet: its first and last cell, each as row and column from 0."""


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """Where the names of the columns stand.

    Attributes:
        last: The index of the last row of names; the records begin below it.
        names: The name of each column, by position.
    """

    last: int
    names: list[str]


def read_header(
    rows: Rows,
    needed: Sequence[str],
    first: int | None = None,
    count: int | None = None,
    merged: Iterable[Span] = (),
) -> HeaderRows:
    """The names of the columns.

    Two rows are taken for a header where together they hold more of the needed columns than one does; or, with no
    column to look for, where one row leaves columns without a name or gives two the same, and two rows do not.

    Args:
        rows: The first rows of the file.
        needed: The columns that the field map reads.
        first: The index of the first header row, where the map says it.
        count: How many rows the header has, where the map says it.
        merged: The merged ranges of the sheet.
    """
    top, spans = rows[:SEARCHED_ROWS], tuple(merged)
    start = find_header(top, needed) if first is None else min(first, max(len(top) - 1, 0))
    single = HeaderRows(start, name_columns(top[start]) if top else [])
    if count == 1 or not top:
        return single
    starts = range(len(top) - 1) if first is None else range(start, min(start + 1, len(top) - 1))
    pairs = [HeaderRows(place + 1, _join(top[place], top[place + 1], _across(spans, place))) for place in starts]
    if needed:
        best = max(pairs, key=lambda pair: _matches(pair.names, needed), default=single)
        forced = count == 2 and pairs
        return best if forced or _matches(best.names, needed) > _matches(single.names, needed) else single
    return _unguided(top, single, pairs, spans, forced=count == 2)


def _matches(names: Sequence[str], needed: Sequence[str]) -> int:
    return len({normalise(name) for name in needed} & {normalise(name) for name in names})


def _unguided(
    top: Rows, single: HeaderRows, pairs: Sequence[HeaderRows], spans: Sequence[Span], forced: bool
) -> HeaderRows:
    """The header where no column is known. A record must never be joined to the names above it.

    So the row below is joined only where a merged range in the row above spreads over it, and it holds names.
    """
    place = single.last
    joined = {pair.last: pair for pair in pairs}
    above, below = joined.get(place), joined.get(place + 1)
    if below and (forced or (_across(spans, place) and holds_names(top[place + 1]))):
        return below
    if above and (forced or (_untidy(top[place], top[place - 1]) and not repeated_names(above.names))):
        return above
    return single


def _untidy(lower: Sequence[str], upper: Sequence[str]) -> bool:
    """Whether the upper row is more than a title, and the lower has a name twice or none where the upper has one."""
    if sum(bool(normalise(cell)) for cell in upper) < 2:
        return False
    nameless = any(normalise(over) and not normalise(name) for name, over in zip(lower, upper, strict=False))
    return nameless or bool(repeated_names([name for name in lower if normalise(name)]))


def _across(spans: Sequence[Span], row: int) -> list[tuple[int, int]]:
    """The first and last column of the merged ranges that spread sideways within a row."""
    return [(left, right) for (top, left), (bottom, right) in spans if top == bottom == row and right > left]


def _join(upper: Sequence[str], lower: Sequence[str], across: Sequence[tuple[int, int]]) -> list[str]:
    """Names such as `Episode Start`. Without merged ranges, a group spreads to the right over cells without a name."""
    groups = list(upper)
    for left, right in across:
        groups[left : right + 1] = [upper[left]] * (min(right + 1, len(groups)) - left)
    pairs = []
    group = ""
    for over, name in zip_longest(groups, lower, fillvalue=""):
        if normalise(over):
            group = over if normalise(name) else ""
        pairs.append((over if across or normalise(over) or not normalise(name) else group, name))
    joined = [name if normalise(over) == normalise(name) else f"{over} {name}" for over, name in pairs]
    return name_columns(joined)
