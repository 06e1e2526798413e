"""Measures a sheet of an .xlsx workbook before it is read: two cells at opposite corners make billions of blank ones.

The reader of workbooks fills the rectangle between the first and the last cell. A file of a few kilobytes can so ask
for more memory than any computer has, and the reader cannot be stopped. Most sheets are plainly small enough; their
places are not read one by one.
"""

from __future__ import annotations

import re

MAX_CELLS = 30_000_000
"""The largest sheet that is read, in cells, blank ones too: 1,000,000 rows of 30 columns. It takes up to 3 GB."""

_TWO_LETTERS = re.compile(rb'r="[A-Z]{2}')
_THREE_LETTERS = re.compile(rb'r="[A-Z]{3}')
_SIX_DIGITS = re.compile(rb'r="[A-Z]{1,3}[0-9]{6}')
_SEVEN_DIGITS = re.compile(rb'r="[A-Z]{1,3}[0-9]{7}')
_ODD = (
    b"r='",
    b"r =",
    b"r\n",
    b"r\t",
    b"r\r",
    b'= "',
    b"=\n",
    b"=\t",
    b":c ",
    b":c>",
    b":c/",
    b"<c>",
    b"<c/",
    b"<c\n",
    b"<c\t",
)
"""Other ways to write a cell, or the start of a text; either way the places are then read one by one."""

_TOKEN = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_AT = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{0,9})["']""")


class Extent:
    """How far the cells of a sheet reach, at most, as its rows are looked at piece by piece.

    Args:
        precise: Whether to read every place; else the size found is a bound, mostly far above the true one.
    """

    def __init__(self, precise: bool = False) -> None:
        self._coarse_width = 26
        self._coarse_height = 100_000
        self._width = self._height = 0
        self._row = self._column = 0
        self._precise = precise

    def add(self, rows: bytes) -> None:
        """Takes the next whole rows."""
        if self._precise:
            self._add_precisely(rows)
        else:
            self._add_roughly(rows)

    @property
    def cells(self) -> int:
        """The most cells that the rectangle over everything seen so far can have, blank ones too."""
        return self._width * self._height if self._precise else self._coarse_width * self._coarse_height

    def _add_roughly(self, rows: bytes) -> None:
        if any(sign in rows for sign in _ODD) or rows.count(b"<c ") != rows.count(b'<c r="'):
            self._coarse_width, self._coarse_height = 1 << 14, 1 << 20
            return
        if _TWO_LETTERS.search(rows):
            wide = 1 << 14 if _THREE_LETTERS.search(rows) else 702
            self._coarse_width = max(self._coarse_width, wide)
        if _SIX_DIGITS.search(rows):
            high = 1 << 20 if _SEVEN_DIGITS.search(rows) else 1_000_000
            self._coarse_height = max(self._coarse_height, high)

    def _add_precisely(self, rows: bytes) -> None:
        for token in _TOKEN.finditer(rows):
            place = _AT.search(token[2])
            if token[1] == b"row":
                self._row = int(place[2]) if place and place[2] else self._row + 1
                self._column = 0
                continue
            if place and place[1]:
                self._column = _column(place[1])
                self._height = max(self._height, int(place[2] or 0))
            else:
                self._column += 1
            self._width = max(self._width, self._column)
            self._height = max(self._height, self._row)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
