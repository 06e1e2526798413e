"""Tells a total below the records from a record: `Total | 1,234`, `Number of rows: 12`."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from foi_return.terms.findings import Finding, FindingCode
from foi_return.text import SHEET_ERRORS, normalise

MOST_TOTALS = 3
"""How many rows at the end of a file may be totals."""

_TOTAL = re.compile(
    r"(grand |sub-?|sub |overall )?totals?\b[^.]{0,40}|(number|count) of \w+[^.]{0,30}|"
    r"(row|record) count\b[^.]{0,20}|count:?"
)
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?")


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row is a total: its first filled cell says so, and every other one is a plain number or an error.

    A record has more than that: an id and a code, or a date.
    """
    filled = [text for cell in cells if (text := normalise(cell))]
    if not filled or len(filled[0]) > 60:
        return False
    head, sign, count = filled[0].rpartition(":")
    label = head if sign and _NUMBER.fullmatch(count.strip()) else filled[0]
    return _TOTAL.fullmatch(label) is not None and all(
        _NUMBER.fullmatch(text) or text in SHEET_ERRORS for text in filled[1:]
    )


def trailing_totals(rows: Sequence[tuple[int, Sequence[str] | None]]) -> list[int]:
    """The numbers of the totals at the end of some rows, the last rows of a file; blank rows are passed over.

    Args:
        rows: Each row's number and its cells; None for a row that cannot be split.
    """
    found: list[int] = []
    for number, cells in reversed(rows):
        if cells is not None and not any(map(normalise, cells)):
            continue
        if cells is None or len(found) == MOST_TOTALS or not is_total(cells):
            break
        found.append(number)
    return sorted(found)


def without_totals(
    rows: Iterable[tuple[int, list[str] | None]], totals: list[int]
) -> Iterator[tuple[int, list[str] | None]]:
    """The rows of a file but the totals at its end, whose numbers are added to `totals` when the last row was read."""
    held: deque[tuple[int, list[str] | None]] = deque()
    for row in rows:
        held.append(row)
        if len(held) > MOST_TOTALS:
            yield held.popleft()
    totals += trailing_totals(list(held))
    yield from (row for row in held if row[0] not in totals)


def total_finding(source: str, totals: Sequence[int]) -> tuple[Finding, ...]:
    """The finding for totals that were left out; none where there are none."""
    return (Finding(FindingCode.TOTAL_ROW, source, len(totals), rows=tuple(totals)),) if totals else ()
