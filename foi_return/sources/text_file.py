"""Reads delimited text (CSV) into the workspace: its delimiter, its header and its rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.encoding import MAX_LINE, decoded_lines, find_encoding
from foi_return.sources.faults import empty_file, unreadable_file
from foi_return.sources.header import SEARCHED_ROWS, locate_columns
from foi_return.sources.header_rows import read_header
from foi_return.sources.text_rows import MAX_CELL, TextRow, read_rows
from foi_return.sources.totals import MOST_TOTALS, total_finding, trailing_totals, without_totals
from foi_return.terms.map_parts import SourceSpec
from foi_return.text import normalise

DELIMITERS = (",", ";", "\t", "|")
MAX_COLUMNS = 16_384
"""The most columns that are read; a spreadsheet has no more either."""

_TAIL_BYTES = 20_000
_PATTERN_SIGNS = frozenset("*?[")
"""In a path, the database takes these for a pattern, and would read every file that fits it."""


@dataclass(frozen=True, slots=True)
class TextShape:
    """How a text file is written.

    Attributes:
        encoding: Python's name of its encoding.
        delimiter: What separates its cells.
        top: Its first rows.
        lines: How many lines the whole file has; None where its bytes do not tell.
    """

    encoding: str
    delimiter: str
    top: tuple[TextRow, ...]
    lines: int | None

    @property
    def cells(self) -> list[list[str]]:
        """The cells of the first rows; none for a row that cannot be split."""
        return [row.cells or [] for row in self.top]


def read_text_columns(path: Path) -> tuple[list[str], int]:
    """The names of all columns of a text file, and its header row, without a field map to guide the search."""
    shape = _find_shape(path, ())
    header = read_header(shape.cells, ())
    return header.names, header.last + 1


def guided_text_columns(spec: SourceSpec, path: Path, needed: Sequence[str]) -> list[str]:
    """The names of all columns of a text file, its header found as a field map says and by the columns it reads."""
    first = None if spec.header_row is None else spec.header_row - 1
    return read_header(_find_shape(path, needed).cells, needed, first, spec.header_rows).names


def read_text_file(workspace: Workspace, spec: SourceSpec, path: Path, needed: Sequence[str]) -> RawTable:
    """Loads the needed columns of a text file.

    A file in UTF-8 whose lines are its rows is read by the database itself. Any other (another encoding, a quoted
    cell with a line break, a row whose cells do not fit) is read row by row, which is slower and knows every row's
    number.

    Raises:
        SourceError: The file is empty, has no such columns or is no text.
    """
    shape = _find_shape(path, needed)
    first = None if spec.header_row is None else spec.header_row - 1
    header = read_header(shape.cells, needed, first, spec.header_rows)
    positions = locate_columns(header.names, needed, f"{spec.name} ({path.name})")
    known = (workspace, spec.name, path, shape, header.last, len(header.names), positions)
    table = _load_directly(*known) or _load_row_by_row(*known)
    return replace(table, names=tuple(header.names))


def _find_shape(path: Path, needed: Sequence[str]) -> TextShape:
    encoding = find_encoding(path)
    candidates = [_top_rows(path, encoding.name, delimiter) for delimiter in DELIMITERS]
    wanted = {normalise(name) for name in needed}

    def fit(rows: Sequence[TextRow]) -> tuple[int, int]:
        split = [row.cells for row in rows if row.cells]
        named = max((len(wanted & {normalise(cell) for cell in cells}) for cells in split), default=0)
        widths = [len(cells) for cells in split if len(cells) > 1]
        return named, max((widths.count(width) * width for width in set(widths)), default=0)

    best = max(range(len(DELIMITERS)), key=lambda index: (fit(candidates[index]), -index))
    shape = TextShape(encoding.name, DELIMITERS[best], candidates[best], encoding.lines)
    if not any(normalise(cell) for cells in shape.cells for cell in cells):
        if any(row.cells is None for row in shape.top):
            raise _no_rows(path)
        raise empty_file(path.name)
    return shape


def _no_rows(path: Path) -> SourceError:
    return SourceError(
        Fault(
            path.name,
            f"none of its first {SEARCHED_ROWS} rows can be split into columns",
            f"at most {MAX_COLUMNS:,} columns, and cells of at most {MAX_CELL:,} characters",
            "Check that this is the right file, and export it again from the system",
        )
    )


def _top_rows(path: Path, encoding: str, delimiter: str) -> tuple[TextRow, ...]:
    """The first rows; those with more columns than any table has are given up, before they fill the memory."""
    rows = []
    try:
        for row in islice(read_rows(_top_lines(path, encoding), delimiter), SEARCHED_ROWS):
            wide = row.cells is not None and len(row.cells) > MAX_COLUMNS
            rows.append(TextRow(None, row.lines) if wide else row)
            if wide:
                break
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    return tuple(rows)


def _top_lines(path: Path, encoding: str) -> Iterator[str]:
    """The first lines of a file: some millions of characters are enough to find a header."""
    length = 0
    for line in decoded_lines(path, encoding):
        yield line
        length += len(line)
        if length > MAX_LINE:
            return


def _load_directly(
    workspace: Workspace,
    name: str,
    path: Path,
    shape: TextShape,
    header: int,
    width: int,
    positions: dict[str, int],
) -> RawTable | None:
    """Lets the database read the file; None where it cannot, or where lines and rows do not correspond.

    A blank line, or a line break in a quoted cell, makes fewer rows than lines: then row numbers would be wrong. In a
    file of one column a blank line is a row, so that the two could make up for each other.
    """
    import duckdb

    file = str(path.absolute())
    above = shape.top[: header + 1]
    plain = width > 1 and all(row.cells is not None and row.lines == 1 for row in above)
    if not plain or shape.lines is None or _PATTERN_SIGNS & set(file):
        return None
    table = workspace.new_table_name("raw")
    columns = {column: f"c{position}" for column, position in positions.items()}
    types = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width))
    wanted = ", ".join(sorted(set(columns.values())))
    try:
        workspace.duckdb.execute(
            f"CREATE TABLE {table} AS SELECT {wanted} FROM read_csv(?, auto_detect = false, delim = ?, quote = '\"', "
            f"escape = '\"', skip = ?, header = false, columns = {{{types}}}, strict_mode = true, "
            f"max_line_size = {MAX_CELL}, compression = 'none', hive_partitioning = false)",
            [file, shape.delimiter, header + 1],
        )
        (rows,) = workspace.duckdb.execute(f"SELECT COUNT(*) FROM {table}").fetchone() or (0,)
    except duckdb.Error:
        rows = None  # The database's own message would repeat the line, and with it a child's details.
    if rows is None or header + 1 + rows != shape.lines:
        workspace.duckdb.execute(f"DROP TABLE IF EXISTS {table}")
        return None
    totals = _totals_at_end(path, shape)
    if totals:
        workspace.duckdb.execute(f"DELETE FROM {table} WHERE rowid + {header + 2} >= {totals[0]}")
    return RawTable(name, table, columns, header + 1, header + 2, doubts=total_finding(name, totals))


def _totals_at_end(path: Path, shape: TextShape) -> list[int]:
    """The numbers of the totals in the last lines of a file whose lines are its rows."""
    assert shape.lines is not None
    with path.open("rb") as file:
        file.seek(max(file.seek(0, 2) - _TAIL_BYTES, 0))
        tail = file.read().decode(shape.encoding, "replace").rstrip("\r\n").splitlines()[-MOST_TOTALS - 1 :]
    try:
        rows = list(csv.reader(tail, delimiter=shape.delimiter, strict=True))
    except csv.Error:
        return []
    return trailing_totals(list(enumerate(rows, start=shape.lines - len(rows) + 1)))


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

    totals: list[int] = []

    def split() -> Iterator[tuple[int, list[str] | None]]:
        read = read_rows(decoded_lines(path, shape.encoding), shape.delimiter)
        for number, row in enumerate(islice(read, header + 1, None), start=header + 2):
            if row.cells is None or any(map(str.strip, row.cells)):
                yield number, row.cells

    def rows() -> Iterator[list[str | int]]:
        for number, cells in without_totals(split(), totals):
            if cells is None:
                unreadable.append(number)
            else:
                if len(cells) < width or any(map(str.strip, cells[width:])):
                    unreadable.append(number)
                else:
                    yield [number, *(cells[place] for place in places)]

    table = workspace.new_table_name("raw")
    try:
        workspace.insert_rows(table, ["row BIGINT", *(f"c{place} VARCHAR" for place in places)], rows())
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    columns = {column: f"c{position}" for column, position in positions.items()}
    doubts = total_finding(name, totals)
    return RawTable(name, table, columns, header + 1, header + 2, tuple(unreadable), "row", doubts=doubts)
