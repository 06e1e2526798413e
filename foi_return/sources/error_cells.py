"""Finds the cells of an .xlsx sheet whose formula has failed (`#N/A`) or was never calculated.

The reader of workbooks returns both as blank cells. A blank end date means that a record is still open, and a blank
code that nothing was recorded: neither is what an error says. So they are looked up in the file itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from foi_return.text import FORMULA_WITHOUT_RESULT

_CHUNK_BYTES = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MARKS = (b't="e"', b"t='e'", b"<f", b":f>", b":f ", b":f/")
"""One of these stands wherever an error or a formula does; plain texts are found much faster than patterns."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_RESULT = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_DOCTYPE = b"<!DOCTYPE"

Place = tuple[int, int]
"""A row and a column, each counted from 0."""


def find_error_cells(path: Path, sheet: str) -> Mapping[Place, str]:
    """What stands in the failed cells of a sheet, by place: `#N/A`, or a mark for a formula without a result.

    Returns:
        Nothing for workbooks of other forms than .xlsx, and for one whose parts cannot be found.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = _sheet_part(archive, sheet)
            if part is None:
                return {}
            with archive.open(part) as file:
                return dict(_failed_cells(file))
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, ElementTree.ParseError):
        return {}


def _sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part of the archive that holds a sheet."""
    main = [
        target for kind, target in _relations(archive, PurePosixPath()).values() if kind.endswith("/officeDocument")
    ]
    if not main or main[0] not in archive.namelist():
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
    content = archive.read(part)
    if _DOCTYPE in content:
        raise ValueError("a part of a workbook has no document type")
    return ElementTree.fromstring(content)


def _failed_cells(file: IO[bytes]) -> Iterator[tuple[Place, str]]:
    """Looks through a sheet in bounded memory: whole rows at a time, and closely only where something may be found."""
    rest = b""
    while chunk := file.read(_CHUNK_BYTES):
        rest += chunk
        end = rest.rfind(b"row>")
        if end < 0:
            continue
        rows, rest = rest[:end], rest[end:]
        if any(mark in rows for mark in _MARKS):
            yield from _failed_in(rows)


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
