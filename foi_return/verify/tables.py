"""Finds tables of figures in a sheet, whoever made it, and what kind each of their columns is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from foi_return.attack.marks import MarkKind, cell_number, mark_kind
from foi_return.attack.places import period_label
from foi_return.verify.sheet import Cell, Sheet
from foi_return.verify.styles import shown_decimals

_FEWEST_COLUMNS = 2
_NO_COUNT = re.compile(
    r"(?:ids?|ref(?:erence)?s?|codes?|no\.?|nr|#|notes?|questions?|ranks?|ages?|years?|months?|quarters?|weeks?|pages?|rows?|"
    r"lines?|versions?|lat(?:itude)?|lon(?:gitude)?|order|index|day|date|table|sheet|part|"
    r".*[\s_](?:code|id|number of note|rank|year|no\.?|ref|reference))",
    re.IGNORECASE,
)
_NO_COUNT_WORDS = re.compile(
    r"%|\bper ?cent|\brates?\b|\bratio|\bproportion|\baverage|\bmean\b|\bmedian|\bper\b|\bindex\b|\bscore|\bcost|"
    r"\bprice|\bhours?\b|\bdays?\b|\bweeks?\b|\bpounds?\b|\bamount|\bbudget|\bspend|\u00a3|\bvolume\b|\bweight\b|\bheight\b|"
    r"\bwidth\b|\blength\b|\bdifference\b|\bchange\b",
    re.IGNORECASE,
)

REASON_HEADING = re.compile(r"shorthand|marker?|symbol|status|suppress\w*|reason|flag|notes?", re.IGNORECASE)
"""Headings of columns that say why a number is missing."""


_SHARE = re.compile(r"\s*(?:%|per ?cent)", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        sheet: The sheet that it is on.
        headings: The text at the head of each column.
        left: The column with which it begins.
        rows: The rows below the headings, by number.
        counts: The columns that hold counts, as columns of the sheet.
        marked: Whether the file itself marks it up as a table.
    """

    sheet: Sheet
    headings: tuple[str, ...]
    left: int
    rows: tuple[int, ...]
    counts: tuple[int, ...]
    marked: bool

    @property
    def columns(self) -> range:
        """The columns of the sheet that it covers."""
        return range(self.left, self.left + len(self.headings))

    def heading(self, column: int) -> str:
        """The heading of a column of the sheet."""
        return self.headings[column - self.left]

    @cached_property
    def rows_of_shares(self) -> frozenset[int]:
        """Rows that say in a column of units that their number is a percentage, as in tidy data."""
        units = [column for column in self.columns if self.heading(column).strip().casefold() == "unit"]
        return frozenset(
            row
            for row in self.rows
            for column in units
            if (cell := self.sheet.cells.get((row, column))) is not None and _SHARE.match(cell.text)
        )

    @cached_property
    def columns_of_shares(self) -> frozenset[int]:
        """Columns with something in rows whose number is a percentage, and in no other: what the percentage is of."""
        if not self.rows_of_shares:
            return frozenset()
        filled = {column: {row for row in self.rows if (row, column) in self.sheet.cells} for column in self.counts}
        return frozenset(column for column, rows in filled.items() if rows and rows <= self.rows_of_shares)

    def cells(self, column: int) -> Iterator[Cell | None]:
        """The cells of a column from top to bottom, None where one is empty."""
        for row in self.rows:
            yield self.sheet.cells.get((row, column))

    def texts(self, column: int) -> list[str]:
        """The texts of a column from top to bottom, empty ones left out."""
        return [cell.text for cell in self.cells(column) if cell is not None and cell.text.strip()]


def find_tables(sheet: Sheet, marked: Sequence[tuple[int, int, int, int]] = ()) -> list[Table]:
    """The tables of a sheet: those that the file marks up, or else every block of cells with a row of headings.

    Args:
        sheet: The sheet.
        marked: The ranges that the file marks up as tables: first row, first column, last row, last column.
    """
    if marked:
        found = [
            _table(sheet, top, range(top + 1, bottom + 1), left, right, marked=True)
            for top, left, bottom, right in marked
        ]
        return [table for table in found if table is not None]
    rows: dict[int, list[int]] = {}
    for row, column in sheet.cells:
        rows.setdefault(row, []).append(column)
    tables, block = [], list[int]()
    for row in sorted(rows):
        if block and row > block[-1] + 1:
            tables += _of_block(sheet, block, rows)
            block = []
        block.append(row)
    return [*tables, *(_of_block(sheet, block, rows) if block else ())]


def _of_block(sheet: Sheet, block: Sequence[int], rows: dict[int, list[int]]) -> list[Table]:
    """The table in rows without an empty row between; its headings are the first row that is nearly as wide as most."""
    wide = [len(rows[row]) for row in block if len(rows[row]) >= _FEWEST_COLUMNS]
    if len(wide) < _FEWEST_COLUMNS:
        return []
    usual = max(set(wide), key=lambda width: (wide.count(width) * width, width))
    top = next(index for index, row in enumerate(block) if len(rows[row]) >= max(_FEWEST_COLUMNS, usual - 1))
    columns = [column for row in block[top:] for column in rows[row]]
    table = _table(sheet, block[top], block[top + 1 :], min(columns), max(columns), marked=False)
    return [] if table is None else [table]


def _table(sheet: Sheet, top: int, body: Sequence[int], left: int, right: int, *, marked: bool) -> Table | None:
    right = min(right, max((column for _, column in sheet.cells), default=-1))
    last = max((row for row, _ in sheet.cells), default=-1)
    body = [row for row in body if row <= last]
    if not body or right <= left:
        return None
    heads = [sheet.cells.get((top, column)) for column in range(left, right + 1)]
    plain = Table(sheet, tuple("" if head is None else head.text for head in heads), left, tuple(body), (), marked)
    counts = tuple(column for column in plain.columns if column > left and _holds_counts(plain, column))
    return Table(sheet, plain.headings, left, plain.rows, counts, marked)


def _holds_counts(table: Table, column: int) -> bool:
    """Whether a column holds whole numbers, or marks in their place, that count something."""
    heading = " ".join(table.heading(column).split())
    if _NO_COUNT.fullmatch(heading) and not period_label(heading):
        return False
    if _NO_COUNT_WORDS.search(heading) or REASON_HEADING.fullmatch(heading):
        return False
    numbers = marks = others = 0
    for cell in table.cells(column):
        if cell is None or not cell.text.strip():
            continue
        if cell.number is not None and shown_decimals(cell.style.number_format):
            others += 1
        elif cell_number(cell.text) is not None:
            numbers += 1
        elif is_mark(cell.text):
            marks += 1
        else:
            others += 1
    return numbers > 0 and others * 4 <= numbers + marks if others else numbers + marks > 0


def has_marks_apart(table: Table) -> bool:
    """Whether marks stand in a column of their own, as in tidy data; the attack needs them in the numbers' place."""
    return any(
        REASON_HEADING.fullmatch(table.heading(column).strip()) and any(map(is_mark, table.texts(column)))
        for column in table.columns
    )


def is_mark(text: str) -> bool:
    """Whether a text stands in place of a number."""
    return bool(text.strip()) and mark_kind(text) is not None


def hides(text: str) -> bool:
    """Whether a text says that a number is hidden."""
    return bool(text.strip()) and mark_kind(text) in (MarkKind.HIDING, MarkKind.RANGE)
