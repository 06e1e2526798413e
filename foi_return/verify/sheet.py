"""One sheet of a workbook: its cells, and what the file says about its rows and columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from foi_return.verify.markup import DamagedError, local, stream, strip, truth
from foi_return.verify.styles import Style

MOST_CELLS = 300_000
"""So many cells of a workbook are looked at; a published one has fewer, and what is beyond is counted only."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_LAST_DAY = 2_958_465
_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something.

    Attributes:
        row: Its row, counted from 0.
        column: Its column, counted from 0.
        text: What is in it; a date as yyyy-mm-dd, a share with its percent sign, a whole number without decimals.
        number: The number in it, unless it is shown as a date.
        style: Its format.
        formula: Its formula, if it has one; "=" for one that it shares with another cell.
        is_error: Whether it shows an error.
    """

    row: int
    column: int
    text: str
    number: float | None
    style: Style
    formula: str = ""
    is_error: bool = False

    @property
    def place(self) -> str:
        """How a spreadsheet names it: `B3`."""
        return f"{column_name(self.column)}{self.row + 1}"


@dataclass(slots=True)
class Lines:
    """The rows, or the columns, of a sheet that are not plain.

    Attributes:
        hidden: Those that are hidden, or have no size.
        grouped: Those that belong to an outline.
    """

    hidden: set[int] = field(default_factory=set)
    grouped: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Sheet:
    """A sheet.

    Attributes:
        name: Its name.
        state: `visible`, `hidden` or `veryHidden`.
        kind: `worksheet`, `chartsheet`, or another kind of sheet.
        part: Its part of the file.
        cells: Its cells that hold something, by row and column, in the order of the file.
        rows: Its rows.
        columns: Its columns; of those beyond the last that holds something, only the first of each range.
        unread: How many more cells there are.
        rest: All that the file says of it, without the cells.
    """

    name: str
    state: str
    kind: str
    part: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    rows: Lines = field(default_factory=Lines)
    columns: Lines = field(default_factory=Lines)
    unread: int = 0
    rest: Element = field(default_factory=lambda: Element("worksheet"))

    @property
    def is_shown(self) -> bool:
        """Whether a reader sees it without unhiding anything."""
        return self.state == "visible"

    def is_seen(self, place: tuple[int, int]) -> bool:
        """Whether a cell is on a visible sheet, in a visible row and column."""
        return self.is_shown and place[0] not in self.rows.hidden and place[1] not in self.columns.hidden


def read_cells(sheet: Sheet, content: bytes, strings: Sequence[str], styles: Sequence[Style], most: int) -> None:
    """Fills a sheet from its part, row by row, so that memory grows with the cells that are kept only.

    Args:
        sheet: The sheet to fill.
        content: Its part.
        strings: The workbook's shared texts.
        styles: The workbook's cell formats.
        most: How many cells are kept.

    Raises:
        DamagedError: The part cannot be parsed, or a cell refers to a text that is not there.
    """
    row, body, depth, path = -1, None, 0, []
    for event, element in stream(content):
        name = local(element)
        if event == "start":
            if depth == 0:
                sheet.rest = element
            path.append(name)
            depth += 1
            if name == "sheetData" and depth == 2:
                body = element
            continue
        path.pop()
        depth -= 1
        if name == "row" and body is not None and depth == 2:
            row = _take_row(sheet, element, row + 1, strings, styles, most)
            body.clear()
    for element in sheet.rest.iter():
        strip(element)
    _take_columns(sheet)


def _take_row(
    sheet: Sheet, element: Element, expected: int, strings: Sequence[str], styles: Sequence[Style], most: int
) -> int:
    row = _whole(element.get("r"), expected + 1) - 1
    if not 0 <= row < _LAST_ROW:
        raise DamagedError("row")
    if truth(element.get("hidden")) or element.get("ht") in ("0", "0.0"):
        sheet.rows.hidden.add(row)
    if _whole(element.get("outlineLevel"), 0):
        sheet.rows.grouped.add(row)
    column = -1
    for cell in element:
        if local(cell) != "c":
            continue
        place = split_reference(cell.get("r", ""))
        column = place[1] if place else column + 1
        if len(sheet.cells) >= most:
            sheet.unread += 1
            continue
        found = _cell(cell, (row, column), strings, styles)
        if found is not None:
            sheet.cells[row, column] = found
    return row


def _cell(element: Element, place: tuple[int, int], strings: Sequence[str], styles: Sequence[Style]) -> Cell | None:
    """A cell, or None where nothing is in it."""
    kind, value, formula, inline = element.get("t", "n"), "", "", None
    for child in element:
        name = local(child)
        if name == "v":
            value = child.text or ""
        elif name == "f":
            formula = child.text or "="
        elif name == "is":
            inline = "".join(t.text or "" for t in child.iter() if local(t) == "t")
    index = _whole(element.get("s"), 0)
    style = styles[index] if index < len(styles) else _PLAIN
    if kind == "s" and value:
        position = _whole(value.strip(), len(strings))
        if position >= len(strings):
            raise DamagedError("shared string")
        text, number = strings[position], None
    elif kind == "inlineStr":
        text, number = inline or "", None
    elif kind == "n" and value:
        text, number = _number_text(value, style)
    else:
        text, number = value, None
    if not text and not formula:
        return None
    return Cell(*place, text, number, style, formula, kind == "e")


def _number_text(value: str, style: Style) -> tuple[str, float | None]:
    try:
        number = float(value)
    except ValueError:
        raise DamagedError("number") from None
    if not math.isfinite(number):
        raise DamagedError("number")
    if style.is_date and 0 <= number <= _LAST_DAY:
        moment = _EPOCH + timedelta(days=number)
        return (moment.date().isoformat() if number >= 1 else moment.time().isoformat("minutes")), None
    if style.number_format.rstrip().endswith("%"):
        return f"{format(100 * number, '.9f').rstrip('0').rstrip('.')}%", number
    return (str(int(number)) if number.is_integer() else repr(number)), number


def _take_columns(sheet: Sheet) -> None:
    last = max((column for _, column in sheet.cells), default=-1)
    for column in sheet.rest.iterfind("cols/col"):
        first, end = _whole(column.get("min"), 1) - 1, min(_whole(column.get("max"), 1) - 1, last)
        span = range(max(first, 0), end + 1) or range(max(first, 0), max(first, 0) + 1)
        if truth(column.get("hidden")) or column.get("width") in ("0", "0.0"):
            sheet.columns.hidden.update(span)
        if _whole(column.get("outlineLevel"), 0):
            sheet.columns.grouped.update(span)


def column_name(column: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


def split_reference(reference: str) -> tuple[int, int] | None:
    """The row and the column of `B3` or `$B$3`, each counted from 0; None where it is no cell."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    row, column = int(match[2]) - 1, column - 1
    return (row, column) if 0 <= row < _LAST_ROW and column < _LAST_COLUMN else None


def split_range(reference: str) -> tuple[int, int, int, int] | None:
    """The first row, first column, last row and last column of `A1:C5` or `A1`; None where it is no range."""
    first, _, last = reference.partition(":")
    start = split_reference(first)
    end = split_reference(last) if last else start
    return None if start is None or end is None else (*start, *end)


def ranges_of(text: str) -> Iterator[tuple[int, int, int, int]]:
    """The ranges of an attribute that lists several, such as `A1:B2 C5`."""
    for reference in text.split():
        found = split_range(reference)
        if found:
            yield found


def spans(numbers: Sequence[int]) -> list[str]:
    """Numbers counted from 1 with neighbours drawn together: `4 to 9`, `12`."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(a) if a == b else f"{a} to {b}" for a, b in found]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
