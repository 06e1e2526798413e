"""Opens a file as grids of texts: a delimited text is one grid, a workbook has one for each sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foi_return.errors import Fault, SourceError

Row = tuple[str, ...]

LARGEST = 50_000_000
"""The most bytes that a published table may have."""

_SAME = 1e-9

_DELIMITERS = (",", ";", "\t", "|")
_FORMS = "release.json, a workbook (.xlsx) or a table as CSV"


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet or a text file, cell by cell.

    Attributes:
        name: The sheet's name; the file's for a text.
        rows: Its rows, as texts without spaces around them.
        tables: The ranges of Excel tables in it, as (first row, last row, columns), counted from 0.
    """

    name: str
    rows: tuple[Row, ...]
    tables: tuple[tuple[int, int, int], ...] = ()


def read_bytes(path: Path) -> bytes:
    """The file's content.

    Raises:
        SourceError: It cannot be opened, is empty or is far too large.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except FileNotFoundError:
        raise SourceError(Fault(str(path), "there is no such file", next_step="Check the path")) from None
    except OSError as problem:
        found = "this is a folder" if path.is_dir() else f"the file cannot be opened ({problem.strerror})"
        raise SourceError(Fault(str(path), found, _FORMS)) from None
    if size > LARGEST:
        raise SourceError(Fault(path.name, f"the file has {size:,} bytes", f"a published table, up to {LARGEST:,}"))
    if not content.strip():
        raise SourceError(Fault(path.name, "the file is empty", _FORMS))
    return content


def decode(name: str, content: bytes) -> str:
    """The text of a file: by its byte order mark, else as strict UTF-8, else as Windows-1252.

    Raises:
        SourceError: It is no text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        sample = content[:2000]
        if sample[1::2].count(0) > len(sample) // 4 and not sample[::2].count(0):
            return content.decode("utf-16-le", errors="replace")
        raise SourceError(Fault(name, "this is neither text nor a workbook that can be read", _FORMS))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def text_grid(name: str, text: str) -> Grid:
    """The grid of a delimited text: the delimiter is the one that gives most rows of the same number of cells.

    Raises:
        SourceError: Its quotes do not close.
    """
    candidates = [_split(name, text, delimiter) for delimiter in _DELIMITERS]

    def fit(rows: Sequence[Row]) -> int:
        widths = [len(row) for row in rows if len(row) > 1]
        return max((widths.count(width) * min(width, 20) for width in set(widths)), default=0)

    best = max(range(len(candidates)), key=lambda index: (fit(candidates[index]), -index))
    return Grid(name, candidates[best])


def workbook_grids(name: str, content: bytes) -> list[Grid]:
    """The grids of a workbook's visible and hidden sheets: a reader can unhide what is hidden.

    Raises:
        SourceError: It cannot be read as a workbook.
    """
    import openpyxl
    from openpyxl.utils import range_boundaries

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as problem:
        raise SourceError(
            Fault(
                name,
                f"the workbook cannot be read ({type(problem).__name__})",
                _FORMS,
                "Open it in a spreadsheet program, save it again as .xlsx, or save the table as CSV",
            )
        ) from None
    grids = []
    for sheet in book.worksheets:
        rows = tuple(tuple(_text(cell.value, cell.number_format) for cell in row) for row in sheet.iter_rows())
        ranges = []
        for table in sheet.tables.values():
            _, top, right, bottom = range_boundaries(table.ref)
            ranges.append((int(top or 1) - 1, int(bottom or 1) - 1, int(right or 1)))
        grids.append(Grid(sheet.title, rows, tuple(ranges)))
    return grids


def is_workbook(content: bytes) -> bool:
    """Whether the content is an `.xlsx` by its first bytes."""
    return content[:4] == b"PK\x03\x04"


def _split(name: str, text: str, delimiter: str) -> tuple[Row, ...]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise SourceError(Fault(name, f"the text cannot be split into cells ({problem})", _FORMS)) from None
    return tuple(tuple(cell.strip() for cell in row) for row in rows)


def _text(value: Any, number_format: str) -> str:
    """A cell as text; a number that is shown as a percentage has its sign."""
    if value is None:
        return ""
    if number_format.endswith("%") and isinstance(value, int | float) and not isinstance(value, bool):
        decimals = number_format.partition(".")[2].count("0")
        shown = f"{100 * value:.{decimals}f}"
        # What lies beneath a format is there for every reader to see.
        return f"{shown if abs(float(shown) - 100 * value) < _SAME else f'{100 * value:.9f}'}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
