"""Opens any file that can be attacked, by what is in it and not by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foi_return.attack.grid import Grid, decode, is_workbook, read_bytes, text_grid, workbook_grids
from foi_return.attack.plain_table import plain_tables, unknown_marks
from foi_return.attack.publication import Facts, Publication
from foi_return.attack.release_file import read_release
from foi_return.attack.workbook_file import is_own_workbook, read_workbook
from foi_return.errors import Fault, SourceError
from foi_return.text import printable

_NAMED = 10
"""So many unknown marks are named."""
_OF_OPEN_DATA = frozenset(("period", "category", "breakdown", "breakdown_value", "value", "shorthand"))
_OF_RECORDS = 10
"""A file with more different texts in place of figures, none of which could be a mark, lists records."""


def open_publication(path: Path, rounded: int | None = None, percent: str | None = None) -> Publication:
    """What a file publishes.

    Args:
        path: A release record, a finished workbook, or a table from anybody as CSV or XLSX.
        rounded: The base to which a plain table is rounded, for which sums need not come out.
        percent: What the percentages of a plain table are of: `column` or `row`; None leaves them out.

    Raises:
        SourceError: It cannot be opened, no table is found in it, or it is open data with one figure on each row.
    """
    content = read_bytes(path)
    if is_workbook(content):
        return publication_of(path.name, workbook_grids(path.name, content), rounded, percent)
    text = decode(path.name, content)
    if text.lstrip()[:1] in ("{", "["):
        return read_release(path, text)
    grid = text_grid(path.name, text)
    _refuse_a_row_each(grid)
    return _plain(path.name, [grid], rounded, percent)


def _refuse_a_row_each(grid: Grid) -> None:
    """Refuses this program's open data: with one figure on each row, its sums are not to be seen in it."""
    if grid.rows and _OF_OPEN_DATA.issubset(grid.rows[0]):
        raise SourceError(
            Fault(
                grid.name,
                "it is open data, with one figure on each row, which is not read as a table",
                "the workbook or release.json of the same answer: they hold the same figures",
            )
        )


def publication_of(
    name: str, grids: Sequence[Grid], rounded: int | None = None, percent: str | None = None
) -> Publication:
    """What the sheets of a workbook publish, one of foi-return or anybody's.

    Raises:
        SourceError: No table is found in them.
    """
    return read_workbook(name, grids) if is_own_workbook(grids) else _plain(name, grids, rounded, percent)


def _plain(name: str, grids: Sequence[Grid], rounded: int | None, percent: str | None) -> Publication:
    tables, notes = [], []
    for grid in grids:
        found, said = plain_tables(grid, rounded, percent)
        tables += found
        notes += said
    if not any(table.cells for table in tables):
        raise SourceError(
            Fault(
                name,
                "no table of figures is found in it",
                "a row of headings, a label at the start of each row, and figures or marks",
                "Save one table with its totals as CSV",
            )
        )
    odd, unnamed = unknown_marks([cell for table in tables for cell in table.cells])
    if unnamed > _OF_RECORDS:
        raise SourceError(
            Fault(
                name,
                f"{unnamed} different texts stand where figures belong, so it seems to list records, not figures",
                "a table of figures in which few different marks stand for what is hidden",
                "Never publish such a list. Attack a table that was, or will be, published",
            )
        )
    if odd or unnamed:
        others = [f"{unnamed} others that are not named, because they may be a person's"] if unnamed else []
        named = [*(f"'{printable(text, 20)}'" for text in odd[:_NAMED]), *others]
        notes.append(
            f"marks that are not known, taken to hide any number or none: {', '.join(named)}; say what they mean with "
            "--mark"
        )
    return Publication(name, "a table", tuple(tables), Facts(), None, None, plain=True, notes=tuple(notes))
