"""Measures the sheets of .ods and .xlsb workbooks before they are read, as `extent` does for .xlsx."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from struct import unpack_from

from foi_return.sources.extent import MAX_CELLS
from foi_return.sources.faults import damaged_workbook
from foi_return.sources.sheet_scan import BROKEN, Workbook, open_whole, pieces, sheet_too_large

_OPEN_DOCUMENT = "content.xml"
_TABLE_TOKEN = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,10})["']""")
_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,10})["']""")
_MAX_RECORD = 64 << 20


def check_other_sheets(workbook: Workbook, where: str) -> None:
    """Refuses a workbook of which a sheet is too large to be read; .xlsx sheets are looked at elsewhere.

    Raises:
        SourceError: A sheet is too large, or the workbook is damaged.
    """
    try:
        with zipfile.ZipFile(workbook) as archive:
            for part in archive.namelist():
                if part == _OPEN_DOCUMENT:
                    with open_whole(archive, part) as file:
                        most = _open_document_cells(pieces(file, where))
                elif part.endswith(".bin") and "worksheets/" in part.lower():
                    with open_whole(archive, part) as file:
                        most = _binary_cells(pieces(file, where), where)
                else:
                    continue
                if most > MAX_CELLS:
                    raise sheet_too_large(where)
    except BROKEN:
        raise damaged_workbook(where) from None


def _open_document_cells(content: Iterator[bytes]) -> int:
    """The most cells of a sheet. A cell or row that is written once may stand for many; empty ones at an end do not."""
    most = width = height = 0
    cells = pending = rows = waiting = 0
    rest = b""
    for piece in content:
        rest += piece
        last = 0
        for token in _TABLE_TOKEN.finditer(rest):
            last = token.end()
            end, kind, attributes = token.groups()
            if kind == b"table":
                most = max(most, width * height)
                width = height = waiting = 0
            elif kind == b"table-row" and not end:
                cells = pending = 0
                rows = _repeated(_ROWS, attributes)
            elif kind == b"table-row":
                waiting += rows
                if cells:
                    width, height, waiting = max(width, cells), height + waiting, 0
            elif not end:
                pending += _repeated(_COLUMNS, attributes)
                if b"value" in attributes or not attributes.endswith(b"/"):
                    cells, pending = cells + pending, 0
        rest = rest[max(last, len(rest) - 100_000) :]
    return max(most, width * height)


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def _binary_cells(content: Iterator[bytes], where: str) -> int:
    """The most cells of a sheet of records, each a kind, a length and as many bytes. Source: [MS-XLSB] 2.1.4."""
    width = height = 0
    rest = b""
    for piece in chain(content, [b""]):
        rest += piece
        place, size = 0, len(rest)
        while size - place > 14 or (not piece and place < size):
            kind, start = _number(rest, place, 2)
            length, start = _number(rest, start, 4)
            if length > _MAX_RECORD:
                raise damaged_workbook(where)
            if start + length > size:
                break
            if kind == 0 and length >= 4:
                height = max(height, unpack_from("<I", rest, start)[0] + 1)
            elif 1 <= kind <= 11 and length >= 4:
                width = max(width, unpack_from("<I", rest, start)[0] + 1)
            place = start + length
        rest = rest[place:]
    return width * height


def _number(content: bytes, place: int, longest: int) -> tuple[int, int]:
    """A number of 7 bits in each byte, the lowest first, and the place behind it."""
    number = 0
    for shift in range(longest):
        byte = content[place] if place < len(content) else 0
        number |= (byte & 0x7F) << (7 * shift)
        place += 1
        if byte < 0x80:
            break
    return number, place
