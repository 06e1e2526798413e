"""Measures a sheet of an .xlsx workbook before it is read: two cells at opposite corners make billions of blank ones.

The reader of workbooks fills the rectangle between the first and the last cell. A file of a few kilobytes can so ask
for more memory than any computer has, and the reader cannot be stopped. Most sheets are plainly small enough; their
places are not read one by one.
"""

from __future__ import annotations

import re

MAX_CELLS = 30_000_000
"""The largest sheet that is read, in cells, blank ones too: 1,000,000 rows of 30 columns. It takes up to 3 GB."""

_UNKNOWN = 1 << 20
_MOST_COLUMNS, _MOST_ROWS = 1 << 14, 1 << 20
_WIDTHS = (
    (26, re.compile(rb'<c r="(?![A-Z][0-9])')),
    (52, re.compile(rb'<c r="(?!A?[A-Z][0-9])')),
    (156, re.compile(rb'<c r="(?![A-E]?[A-Z][0-9])')),
    (702, re.compile(rb'<c r="(?![A-Z]{1,2}[0-9])')),
    (_UNKNOWN, re.compile(rb"(?!)")),
)
"""Numbers of columns, each with a pattern that finds a cell beyond them, or one that is written in another way."""

_HEIGHTS = (
    (9_999, re.compile(rb'<c r="[A-Z]{1,3}[0-9]{5}')),
    (99_999, re.compile(rb'<c r="[A-Z]{1,3}[0-9]{6}')),
    (999_999, re.compile(rb'<c r="[A-Z]{1,3}[0-9]{7}')),
    (_UNKNOWN, re.compile(rb"(?!)")),
)
"""The same for rows."""

_BEYOND_QUICK = re.compile(rb'<c r="(?![A-Z][0-9]{1,6}")')
"""Finds a cell beyond the first width and the last but one height: most sheets have none, and one search is enough."""

_QUICK_HEIGHT = 2

_TOKEN = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_AT = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{0,9})["']""")


class Extent:
    """How far the cells of a sheet reach, at most, as its rows are looked at piece by piece.

    Args:
        precise: Whether to read every place; else the size found is a bound, mostly far above the true one.
    """

    def __init__(self, precise: bool = False) -> None:
        self._precise = precise
        self._quick = True
        self._wide = self._high = 0
        self._width = self._height = self._row = self._column = 0

    def add(self, rows: bytes) -> None:
        """Takes the next whole rows."""
        if self._precise:
            self._add_precisely(rows)
        elif not _all_plain(rows):
            self._quick = False
            self._wide, self._high = len(_WIDTHS) - 1, len(_HEIGHTS) - 1
        elif not self._quick or _BEYOND_QUICK.search(rows):
            self._quick = False
            while _WIDTHS[self._wide][1].search(rows):
                self._wide += 1
            while _HEIGHTS[self._high][1].search(rows):
                self._high += 1
        else:
            self._high = _QUICK_HEIGHT

    @property
    def cells(self) -> int:
        """The most cells that the rectangle over everything seen so far can have, blank ones too."""
        if self._width > _MOST_COLUMNS or self._height > _MOST_ROWS:
            return _UNKNOWN * _UNKNOWN
        if self._precise:
            return self._width * self._height
        return _WIDTHS[self._wide][0] * _HEIGHTS[self._high][0]

    def _add_precisely(self, rows: bytes) -> None:
        """Goes by the places that rows and cells give, or by their order; a cell without content does not count."""
        for token in _TOKEN.finditer(rows):
            place = _AT.search(token[2])
            if token[1] == b"row":
                self._row = int(place[2]) if place and place[2] else self._row + 1
                self._column = 0
                continue
            self._column = _column(place[1]) if place and place[1] else self._column + 1
            if not token[2].endswith(b"/"):
                self._width = max(self._width, self._column)
                self._height = max(self._height, self._row, int(place[2] or 0) if place else 0)


def _all_plain(rows: bytes) -> bool:
    """Whether every cell begins as nearly all programs write it, so that its place can be found by a plain search."""
    plain = rows.count(b'<c r="')
    cells = rows.count(b"<c")
    return (cells == plain or cells - rows.count(b"<co") == plain) and b":c" not in rows


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
