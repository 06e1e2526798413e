"""Finds the header row of a sheet or text file, below any title rows, and the columns in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foi_return.errors import Fault, SourceError
from foi_return.text import listed, nearest, normalise

SEARCHED_ROWS = 50
"""How many rows at the top of a file are searched for its header."""

Rows = Sequence[Sequence[str]]


def find_header(rows: Rows, needed: Sequence[str]) -> int:
    """The index of the header row.

    With columns to look for, it is the first of the rows that hold most of them. With none, it is the first row that
    fills as many different cells as any row does: titles above a table fill one or two.

    Args:
        rows: The first rows of the file; longer ones than `SEARCHED_ROWS` are not looked at.
        needed: The columns that the field map reads.
    """
    top = rows[:SEARCHED_ROWS]
    if needed:
        wanted = {normalise(name) for name in needed}
        named = [len(wanted & {normalise(cell) for cell in row}) for row in top]
        if max(named, default=0):
            return named.index(max(named))
    widths = [_header_width(row) for row in top]
    return widths.index(max(widths)) if widths else 0


def _header_width(row: Sequence[str]) -> int:
    names = [normalise(cell) for cell in row if cell.strip()]
    return len(names) if len(set(names)) == len(names) else 0


def name_columns(header: Sequence[str]) -> list[str]:
    """A name for every column, by position: what the header says, or `column 5` where it says nothing."""
    return [" ".join(cell.split()) or f"column {number}" for number, cell in enumerate(header, start=1)]


def locate_columns(names: Sequence[str], needed: Sequence[str], where: str) -> dict[str, int]:
    """The position of each column that the field map reads, by the name that the map gives it.

    Raises:
        SourceError: With every column that is missing, or that stands there twice.
    """
    positions: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        positions.setdefault(normalise(name), []).append(position)
    faults = []
    for name in needed:
        found = positions.get(normalise(name), [])
        if not found:
            faults.append(
                Fault(
                    where,
                    f"there is no column called '{name}'",
                    f"one of the file's columns: {listed(_some(names))}",
                    nearest(name, names) or "Correct the field map, or ask for the extract with this column",
                )
            )
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


def _some(names: Sequence[str]) -> Sequence[str]:
    shown = [name if len(name) <= 60 else f"{name[:60]}..." for name in names[:40]]
    return [*shown, f"and {len(names) - 40} more"] if len(names) > 40 else shown


def repeated_names(names: Sequence[str]) -> list[str]:
    """Names that more than one column has."""
    return [name for name, count in Counter(normalise(name) for name in names).items() if count > 1]
