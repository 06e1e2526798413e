"""Looks through an .xlsx workbook before it is read: how large it really is, and which cells have failed.

The reader of workbooks returns a formula that has failed (`#N/A`), and one that was never calculated, as blank cells.
A blank end date means that a record is still open, and a blank code that nothing was recorded: neither is what an error
says. So they are looked up in the file itself, and its true size with them, since what an archive says of itself may be
false.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from foi_return.errors import SourceError
from foi_return.sources.extent import MAX_CELLS, Extent
from foi_return.sources.faults import damaged_workbook, too_large
from foi_return.text import FORMULA_WITHOUT_RESULT

MAX_UNPACKED = 2 << 30
"""The most bytes that one part of a workbook may have when it is unpacked."""

MAX_PARTS = 10_000
_MAX_INDEX = 32 << 20
_MOST_FAILED = 2_000_000
_MAX_ROW = 64 << 20
_MOST_TIMES = 1_032
"""No part of an archive can grow by more than this."""

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "_rels/.rels"
_CHUNK_BYTES = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MARKS = (b't="e"', b"t='e'", b"<f", b":f")
"""One of these stands wherever an error or a formula does; plain texts are found much faster than patterns."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_RESULT = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_DOCTYPE = b"<!DOCTYPE"
BROKEN = (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, ElementTree.ParseError, EOFError)

Workbook = Path | IO[bytes]
"""A workbook on a disk, or in memory once its password has opened it."""

Place = tuple[int, int]
"""A row and a column, each counted from 0."""


def check_parts(workbook: Workbook, where: str) -> None:
    """Refuses an archive that would grow beyond all bounds when it is opened; its sheets are looked at later.

    Raises:
        SourceError: It has very many parts, or one that is too large.
    """
    try:
        with zipfile.ZipFile(workbook) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise too_large(where, f"the archive has {len(parts):,} parts", f"at most {MAX_PARTS:,}")
            for part in parts:
                if part.file_size > MAX_UNPACKED:
                    raise _part_too_large(where)
                if part.compress_size * _MOST_TIMES > MAX_UNPACKED and "/worksheets/" not in part.filename:
                    with open_whole(archive, part.filename) as file:
                        for _ in pieces(file, where):
                            pass
    except BROKEN:
        return  # What is wrong with it the reader finds out.


def is_archive(workbook: Workbook) -> bool:
    """Whether a workbook is an archive: .xlsx, .xlsb and .ods are, .xls is not."""
    try:
        return zipfile.is_zipfile(workbook)
    except OSError:
        return False


def scan_sheet(workbook: Workbook, sheet: str, where: str) -> Mapping[Place, str]:
    """What stands in the failed cells of a sheet, by place: `#N/A`, or a mark for a formula without a result.

    Returns:
        Nothing for workbooks of other forms than .xlsx.

    Raises:
        SourceError: The sheet is too large to be read, or damaged.
    """
    try:
        with zipfile.ZipFile(workbook) as archive:
            part = _sheet_part(archive, sheet)
            if part is not None:
                return _scan_part(archive, part, f"{where}, sheet '{sheet}'")
            names = archive.namelist()
            for other in names if _WORKBOOK in names else []:
                if other.endswith(".xml"):  # The reader may find a sheet where its place is not told by the rules.
                    _scan_part(archive, other, where)
    except BROKEN:
        raise damaged_workbook(where) from None
    return {}


def _scan_part(archive: zipfile.ZipFile, part: str, where: str) -> dict[Place, str]:
    found: dict[Place, str] = {}
    extent = Extent()
    for rows in _whole_rows(archive, part, where):
        extent.add(rows)
        if any(mark in rows for mark in _MARKS):
            found.update(_failed_in(rows))
            if len(found) > _MOST_FAILED:
                raise too_large(where, "too many of its formulas have failed", f"at most {_MOST_FAILED:,}")
    if extent.cells > MAX_CELLS:
        extent = Extent(precise=True)
        for rows in _whole_rows(archive, part, where):
            extent.add(rows)
            if extent.cells > MAX_CELLS:
                raise sheet_too_large(where)
    return found


def sheet_too_large(where: str) -> SourceError:
    """The error for a sheet with more cells than are read."""
    return too_large(
        where,
        f"more than {MAX_CELLS:,} cells lie between its first and its last",
        "fewer, blank ones included",
    )


def _part_too_large(where: str) -> SourceError:
    return too_large(where, "a part of the workbook is too large", f"at most {MAX_UNPACKED >> 30} GB unpacked")


def open_whole(archive: zipfile.ZipFile, part: str) -> IO[bytes]:
    """A part of an archive, whatever size the archive says that it has."""
    info = copy(archive.getinfo(part))
    info.file_size = 1 << 62
    return archive.open(info)


def pieces(file: IO[bytes], where: str) -> Iterator[bytes]:
    """The bytes of a part, piece by piece; refused as soon as they are too many."""
    size = 0
    while piece := file.read(_CHUNK_BYTES):
        size += len(piece)
        if size > MAX_UNPACKED:
            raise _part_too_large(where)
        yield piece


def _whole_rows(archive: zipfile.ZipFile, part: str, where: str) -> Iterator[bytes]:
    """Cuts a sheet between rows, so that no cell is cut in two."""
    with open_whole(archive, part) as file:
        rest: list[bytes] = []
        length = 0
        for piece in pieces(file, where):
            end = piece.rfind(b"row>")
            if end < 0:
                rest.append(piece)
                length += len(piece)
                if length > _MAX_ROW:
                    raise too_large(where, "a row of the sheet is too long", f"at most {_MAX_ROW >> 20} MB")
                continue
            yield b"".join((*rest, piece[:end]))
            rest, length = [piece[end:]], len(piece) - end
        yield b"".join(rest)


def _sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part of the archive that holds a sheet."""
    if _RELATIONS not in archive.namelist():
        return None
    main = [
        target for kind, target in _relations(archive, PurePosixPath()).values() if kind.endswith("/officeDocument")
    ]
    if not main or main[0] not in archive.namelist() or main[0].endswith(".bin"):
        return None
    parts = _relations(archive, PurePosixPath(main[0]))
    for element in _parse(archive, main[0]).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            return parts[element.get(_RELATION) or element.get(_STRICT_RELATION) or ""][1]
    return None


def _relations(archive: zipfile.ZipFile, part: PurePosixPath) -> dict[str, tuple[str, str]]:
    """The parts that a part refers to: their kind and their name in the archive, by the key that it uses for them."""
    relations = {}
    for element in _parse(archive, str(part.parent / "_rels" / f"{part.name}.rels")).iter():
        if element.tag.endswith("Relationship"):
            target = str(PurePosixPath("/") / part.parent / element.get("Target", "")).removeprefix("/")
            relations[element.get("Id", "")] = element.get("Type", ""), target
    return relations


def _parse(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if archive.getinfo(part).file_size > _MAX_INDEX:
        raise ValueError("an index of a workbook is short")
    content = archive.read(part)
    if _DOCTYPE in content:
        raise ValueError("a part of a workbook has no document type")
    return ElementTree.fromstring(content)


def _failed_in(rows: bytes) -> Iterator[tuple[Place, str]]:
    for attributes, content in _CELL.findall(rows):
        place, kind = _PLACE.search(attributes), _TYPE.search(attributes)
        if place is None:
            continue
        result = _RESULT.search(content)
        if kind is not None and kind[1] == b"e":
            yield _place(place), result[1].decode("utf-8", "replace") if result else "#ERROR"
        elif result is None and _FORMULA.search(content) and (kind is None or kind[1] != b"str"):
            yield _place(place), FORMULA_WITHOUT_RESULT


def _place(match: re.Match[bytes]) -> Place:
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(match[2]) - 1, column - 1
