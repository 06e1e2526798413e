"""Finds the header row of a sheet or text file, below any title rows, and the columns in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from foi_return.errors import Fault, SourceError
from foi_return.text import listed, nearest, normalise, printable

SEARCHED_ROWS = 50
"""How many rows at the top of a file are searched for its header."""

Rows = Sequence[Sequence[str]]

_NO_NAME = re.compile(r"[\d\s/.,:+-]+")
"""Numbers and dates: a row that holds one is a row of records, not of names."""

_PERHAPS_A_VALUE = re.compile(r"\d\D?\d")
_SHOWN_NAMES = 40


def find_header(rows: Rows, needed: Sequence[str]) -> int:
    """The index of the header row.

    With columns to look for, it is the first of the rows that hold most of them. With none, it is the first row that
    fills about as many cells as any row does, with names: titles above a table fill one or two, and the rows below
    it hold numbers and dates.

    Args:
        rows: The first rows of the file; those beyond `SEARCHED_ROWS` are not looked at.
        needed: The columns that the field map reads.
    """
    top = rows[:SEARCHED_ROWS]
    wanted = {normalise(name) for name in needed}
    named = [len(wanted & {normalise(cell) for cell in row}) for row in top]
    if max(named, default=0):
        return named.index(max(named))
    filled = [sum(bool(normalise(cell)) for cell in row) for row in top]
    widest = max(filled, default=0)
    headings = [width if holds_names(row) else 0 for row, width in zip(top, filled, strict=True)]
    if (most := max(headings, default=0)) * 2 >= widest > 0:
        return next(index for index, width in enumerate(headings) if width * 5 >= most * 4)
    return filled.index(widest) if filled else 0


def holds_names(row: Sequence[str]) -> bool:
    """Whether no cell of a row is a number or a date: a row that holds one is a row of records."""
    return not any(_NO_NAME.fullmatch(cell) for cell in row if normalise(cell))


def name_columns(header: Sequence[str]) -> list[str]:
    """A name for every column, by position: what the header says, or `column 5` where it says nothing."""
    return [" ".join(cell.strip("\ufeff").split()) or _place_name(place) for place, cell in enumerate(header, start=1)]


def _place_name(place: int) -> str:
    return f"column {place}"


def locate_columns(names: Sequence[str], needed: Sequence[str], where: str) -> dict[str, int]:
    """The position of each column that the field map reads, by the name that the map gives it.

    Raises:
        SourceError: With every column that is missing, or that stands there twice.
    """
    positions: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        positions.setdefault(normalise(name), []).append(position)
    shown = _names_to_show(names, needed)
    faults = []
    for name in needed:
        found = positions.get(normalise(name), [])
        if not found:
            faults.append(_missing(name, shown, where))
        elif len(found) > 1:
            faults.append(
                Fault(
                    where,
                    f"{len(found)} columns are called '{name}'",
                    "one column of that name",
                    "Rename the others in the extract",
                )
            )
    if faults:
        raise SourceError(faults)
    return {name: positions[normalise(name)][0] for name in needed}


def _missing(name: str, shown: Sequence[str], where: str) -> Fault:
    if not shown:
        return Fault(
            where,
            f"there is no column called '{name}', and none of the first {SEARCHED_ROWS} rows looks like the header "
            "row that the field map describes",
            "a row of column names above the records",
            "Check that this is the right file, and that it has a header row",
        )
    names = [printable(item) for item in shown[:_SHOWN_NAMES]]
    more = f" and {len(shown) - _SHOWN_NAMES} more" if len(shown) > _SHOWN_NAMES else ""
    return Fault(
        where,
        f"there is no column called '{name}'",
        f"one of the file's columns: {listed(names)}{more}",
        nearest(name, names) or "Correct the field map, or ask for the extract with this column",
    )


def _names_to_show(names: Sequence[str], needed: Sequence[str]) -> Sequence[str]:
    """The names of a header row that an error may repeat; none where the row may be one of records.

    A file without a header has a child's details where names should stand. The row is a header if it holds two of
    the columns that the map reads; or one, or something near to one, and nothing that looks like a date or an id.
    """
    known = {normalise(name) for name in names}
    found = [name for name in needed if normalise(name) in known]
    if len(found) < 2:
        if not found and not any(_resembles(name, known) for name in needed):
            return ()
        own = [name for place, name in enumerate(names, start=1) if name != _place_name(place)]
        if any(_PERHAPS_A_VALUE.search(name) for name in own):
            return ()
    return names


def _resembles(name: str, known: Iterable[str]) -> bool:
    long_names = [other for other in known if len(other) > 4]
    return len(name) > 4 and bool(get_close_matches(normalise(name), long_names, n=1, cutoff=0.8))


def repeated_names(names: Sequence[str]) -> list[str]:
    """Names that more than one column has."""
    return [name for name, count in Counter(normalise(name) for name in names).items() if count > 1]
