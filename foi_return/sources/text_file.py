"""Reads delimited text (CSV): its encoding, its delimiter and its rows."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.header import SEARCHED_ROWS, find_header, locate_columns, name_columns
from foi_return.text import normalise

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

DELIMITERS = (",", ";", "\t", "|")
CHUNK_BYTES = 1 << 20
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_CELL = 1_000_000
"""The longest cell, in characters, that is read; a longer one is a sign of quotes that never close."""


@dataclass(frozen=True, slots=True)
class TextShape:
    """How a text file is written.

    Attributes:
        encoding: Python's name of its encoding.
        delimiter: What separates its cells.
        top: Its first rows, cell by cell.
        lines_to_header: How many lines of the file there are up to and with each of those rows.
        line_count: How many lines the whole file has.
    """

    encoding: str
    delimiter: str
    top: tuple[tuple[str, ...], ...]
    lines_to_header: tuple[int, ...]
    line_count: int


def read_text_columns(path: Path) -> tuple[list[str], int]:
    """The names of all columns of a text file, and its header row, without a field map to guide the search."""
    shape = _find_shape(path, ())
    position = find_header(shape.top, ())
    return name_columns(shape.top[position]) if shape.top else [], position + 1


def read_text_file(workspace: Workspace, name: str, path: Path, needed: Sequence[str]) -> RawTable:
    """Loads the needed columns of a text file.

    A file in UTF-8 whose lines are its rows is read by the database itself. Any other (another encoding, a quoted
    cell with a line break, a row whose cells do not fit) is read row by row, which is slower and knows every row's
    number.

    Raises:
        SourceError: The file is empty, has no such columns or is no text.
    """
    where = f"{name} ({path.name})"
    shape = _find_shape(path, needed)
    if not shape.top:
        raise SourceError(Fault(where, "the file is empty", "a header row and rows below it", "Export it again"))
    header = find_header(shape.top, needed)
    names = name_columns(shape.top[header])
    positions = locate_columns(names, needed, where)
    if shape.encoding in ("utf-8", "utf-8-sig"):
        table = _load_directly(workspace, name, path, shape, header, len(names), positions)
        if table is not None:
            return table
    return _load_row_by_row(workspace, name, path, shape, header, len(names), positions)


def _find_shape(path: Path, needed: Sequence[str]) -> TextShape:
    encoding, lines = _find_encoding(path)
    candidates = [_top_rows(path, encoding, delimiter) for delimiter in DELIMITERS]
    wanted = {normalise(name) for name in needed}

    def fit(candidate: tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]) -> tuple[int, int]:
        rows = candidate[0]
        named = max((len(wanted & {normalise(cell) for cell in row}) for row in rows), default=0)
        widths = [len(row) for row in rows if len(row) > 1]
        return named, max((widths.count(width) * width for width in set(widths)), default=0)

    best = max(range(len(DELIMITERS)), key=lambda index: (fit(candidates[index]), -index))
    rows, line_numbers = candidates[best]
    return TextShape(encoding, DELIMITERS[best], rows, line_numbers, lines)


def _find_encoding(path: Path) -> tuple[str, int]:
    """The encoding (a byte order mark, else strict UTF-8, else cp1252) and the number of lines.

    Statistical guessing is not used: it takes cp1252 for other encodings.
    """
    lines, last = 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    valid = True
    try:
        with path.open("rb") as file:
            start = file.read(4)
            for mark, encoding in _BYTE_ORDER_MARKS:
                if start.startswith(mark) and encoding != "utf-8-sig":
                    return encoding, -1
            file.seek(0)
            while chunk := file.read(CHUNK_BYTES):
                if b"\0" in chunk:
                    return _without_mark(path, chunk)
                lines += chunk.count(b"\n")
                last = chunk[-1:]
                if valid:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        valid = False
            if valid:
                try:
                    decoder.decode(b"", final=True)
                except UnicodeDecodeError:
                    valid = False
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    encoding = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    return encoding if valid else "cp1252", lines + (last not in (b"", b"\n"))


def _without_mark(path: Path, chunk: bytes) -> tuple[str, int]:
    """UTF-16 without a byte order mark shows in zero bytes at every second place."""
    sample = chunk[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 4 * max(even, 1) and odd > len(sample) // 8:
        return "utf-16-le", -1
    if even > 4 * max(odd, 1) and even > len(sample) // 8:
        return "utf-16-be", -1
    raise SourceError(
        Fault(
            path.name,
            "this is neither text nor a spreadsheet that can be read",
            "a CSV file, or an .xlsx, .xls, .xlsb or .ods workbook",
            "Export it again from the system in one of these forms",
        )
    )


def unreadable_file(path: Path, problem: OSError) -> SourceError:
    """The error for a file that the system will not open."""
    if isinstance(problem, FileNotFoundError):
        return SourceError(Fault(str(path), "there is no such file", next_step="Check the path"))
    if isinstance(problem, IsADirectoryError) or path.is_dir():
        return SourceError(Fault(str(path), "this is a folder", "a file", "Name the file in it"))
    return SourceError(
        Fault(
            str(path),
            f"the file cannot be opened ({problem.strerror})",
            next_step="Close it in other programs, and check that you may read it",
        )
    )


def _top_rows(path: Path, encoding: str, delimiter: str) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    rows, lines = [], []
    try:
        with path.open(encoding=encoding, newline="", errors="replace") as file:
            reader = _reader(file, delimiter)
            for row in islice(reader, SEARCHED_ROWS):
                rows.append(tuple(row))
                lines.append(reader.line_num)
    except csv.Error:
        pass
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    return tuple(rows), tuple(lines)


def _reader(file: Iterator[str], delimiter: str) -> CsvReader:
    csv.field_size_limit(min(MAX_CELL, sys.maxsize))
    return csv.reader(file, delimiter=delimiter, strict=True)


def _load_directly(
    workspace: Workspace,
    name: str,
    path: Path,
    shape: TextShape,
    header: int,
    width: int,
    positions: dict[str, int],
) -> RawTable | None:
    """Lets the database read the file; None where it cannot, or where lines and rows do not correspond."""
    import duckdb

    table = workspace.new_table_name("raw")
    columns = {column: f"c{position}" for column, position in positions.items()}
    types = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width))
    skipped = shape.lines_to_header[header]
    wanted = ", ".join(sorted(set(columns.values())))
    try:
        workspace.duckdb.execute(
            f"CREATE TABLE {table} AS SELECT {wanted} FROM read_csv(?, auto_detect = false, delim = ?, quote = '\"', "
            f"escape = '\"', skip = ?, header = false, columns = {{{types}}}, strict_mode = true, "
            f"max_line_size = {2 * MAX_CELL})",
            [str(path), shape.delimiter, skipped],
        )
    except duckdb.Error:
        # The database's own message would repeat the line, and with it a child's details.
        workspace.duckdb.execute(f"DROP TABLE IF EXISTS {table}")
        return None
    (rows,) = workspace.duckdb.execute(f"SELECT COUNT(*) FROM {table}").fetchone() or (0,)
    if skipped + rows != shape.line_count:
        workspace.duckdb.execute(f"DROP TABLE {table}")
        return None
    return RawTable(name, table, columns, header + 1, header + 2)


def _load_row_by_row(
    workspace: Workspace,
    name: str,
    path: Path,
    shape: TextShape,
    header: int,
    width: int,
    positions: dict[str, int],
) -> RawTable:
    unreadable: list[int] = []
    places = sorted(set(positions.values()))

    def rows() -> Iterator[list[str | int]]:
        with path.open(encoding=shape.encoding, newline="", errors="replace") as file:
            reader = _reader(file, shape.delimiter)
            number = 0
            while True:
                number += 1
                try:
                    row = next(reader, None)
                except csv.Error:
                    unreadable.append(number)
                    continue
                if row is None:
                    return
                if number <= header + 1 or not any(cell.strip() for cell in row):
                    continue
                if len(row) < width or any(cell.strip() for cell in row[width:]):
                    unreadable.append(number)
                    continue
                yield [number, *(row[place] for place in places)]

    table = workspace.new_table_name("raw")
    workspace.insert_rows(table, ["row BIGINT", *(f"c{place} VARCHAR" for place in places)], rows())
    columns = {column: f"c{position}" for column, position in positions.items()}
    return RawTable(name, table, columns, header + 1, header + 2, tuple(unreadable), "row")
