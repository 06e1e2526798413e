"""Splits the lines of a delimited text file into rows of cells, and goes on behind a row that cannot be split."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

MAX_CELL = 1_000_000
"""The longest cell, in characters, that is read; a longer one is a sign of quotes that never close."""


class TextRow(NamedTuple):
    """One row as a spreadsheet would show it.

    Attributes:
        cells: Its cells; None where they cannot be told apart.
        lines: How many lines of the file it takes: more than one where a quoted cell holds line breaks.
    """

    cells: list[str] | None
    lines: int


class _Lines:
    """The lines of a file, with a way to go back to the second line of a row that turned out to be broken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._ahead = lines
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._ahead)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> None:
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def read_rows(lines: Iterator[str], delimiter: str) -> Iterator[TextRow]:
    """The rows of a file, blank ones too, so that their numbers are those that a spreadsheet shows.

    A quote that never closes would swallow every row below it. So a row that cannot be split costs its first line
    only: reading goes on in the next line.

    Args:
        lines: The lines, with their line ends.
        delimiter: What separates cells.
    """
    csv.field_size_limit(MAX_CELL)
    source = _Lines(lines)
    taken = source.taken
    reader = csv.reader(source, delimiter=delimiter, strict=True, skipinitialspace=True)
    usual = 0
    while True:
        try:
            for cells in reader:
                if len(taken) == 1 and "\0" not in taken[0]:
                    usual = len(cells) if len(cells) > 1 else usual
                    yield TextRow(cells, 1)
                elif len(taken) == 1 or _swallowed(taken, usual, delimiter):
                    source.give_back_all_but_first()
                    yield TextRow(None, 1)
                else:
                    yield TextRow(cells, len(taken))
                taken.clear()
            return
        except csv.Error:
            split = _split_with_padding(taken[0], delimiter) if len(taken) == 1 else None
            source.give_back_all_but_first()
            yield TextRow(split, 1)
            taken.clear()


def _split_with_padding(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line in which blanks stand between a closing quote and the delimiter: `"CSE"  ,"High"`."""
    if '" ' not in line or len(line) > MAX_CELL:
        return None
    sign = re.escape(delimiter)
    cell = re.compile(rf' *"((?:[^"]|"")*)" *({sign}|[\r\n]*\Z)|(?! *") *([^{sign}\r\n]*)({sign}|[\r\n]*\Z)')
    cells, place = [], 0
    while match := cell.match(line, place):
        quoted, behind_quote, plain, behind = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        if (behind if quoted is None else behind_quote) != delimiter:
            return cells
        place = match.end()
    return None


def _swallowed(lines: list[str], usual: int, delimiter: str) -> bool:
    """Whether a quoted cell with line breaks is really a quote that did not close, with whole rows behind it.

    The lines within a note are prose; two or more that all split into as many cells as the row above has are rows.
    """
    if any("\0" in line for line in lines):
        return True
    inner = lines[1:-1]
    if usual < 3 or len(inner) < 2:
        return False
    return all(len(cells) == usual for cells in csv.reader(inner, delimiter=delimiter))
