"""Finds the files that a path or pattern means, and joins the tables read from several files or sheets into one."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.faults import LOCK_MARK
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.places import ROWS_OF_A_PIECE
from foi_return.text import normalise

_MOST_FILES = 1_000


def matching_files(path: Path) -> list[Path]:
    """The files that a path means: itself; or, where it holds `*`, `?` or `[`, the files that fit it, by name.

    A file whose own name holds such a sign is that file. What Excel lays beside a workbook that is open is none.

    Raises:
        SourceError: No file fits the pattern, or very many do; or the path is that of such a mark.
    """
    if path.name.startswith(LOCK_MARK):
        what = "this is not the workbook, but the mark that Excel lays beside it while it is open"
        raise SourceError(Fault(str(path), what, "the workbook itself", "Close it in Excel, then name it"))
    try:
        if not glob.has_magic(str(path)) or path.exists():
            return [path]
        found = sorted(Path(name) for name in glob.glob(str(path), recursive=False))  # noqa: PTH207
    except OSError:  # A name that is too long for the system, for one.
        return [path]
    files = [file for file in found if file.is_file() and not file.name.startswith(LOCK_MARK)]
    if not files:
        raise SourceError(
            Fault(
                str(path),
                "no file fits this pattern",
                "a path in which * stands for any letters, such as cin-*.xml",
                "Check the folder and the names in it, and put quotes around the pattern",
            )
        )
    if len(files) > _MOST_FILES:
        raise SourceError(
            Fault(str(path), f"{len(files):,} files fit this pattern", f"at most {_MOST_FILES:,}", "Narrow the pattern")
        )
    return files


@dataclass(frozen=True, slots=True)
class Piece:
    """One file or sheet of a source.

    Attributes:
        path: The file.
        sheet: The sheet, or None.
        label: What tells it from the other pieces, for a person.
    """

    path: Path
    sheet: str | None
    label: str


def _number(piece: int, row: int) -> int:
    """The number of a row in a source of several pieces; see `terms.places`."""
    return piece * ROWS_OF_A_PIECE + row


class Stack:
    """The table of a source of several pieces, filled piece by piece, so that no more than two copies exist of any."""

    def __init__(self, workspace: Workspace, name: str, needed: Sequence[str]) -> None:
        self._workspace = workspace
        self._name = name
        self._columns = {column: f"c{place}" for place, column in enumerate(needed)}
        self._table = workspace.new_table_name("raw")
        self._read: list[RawTable] = []
        texts = ", ".join(f"{column} VARCHAR" for column in self._columns.values())
        workspace.duckdb.execute(f"CREATE TABLE {self._table} (row BIGINT, {texts})")

    def add(self, raw: RawTable) -> None:
        """Takes over the rows of the next piece; its own table is dropped."""
        piece = len(self._read)
        columns = ", ".join(raw.columns[column] for column in self._columns)
        self._workspace.duckdb.execute(
            f"INSERT INTO {self._table} SELECT {piece * ROWS_OF_A_PIECE} + {raw.row_sql}, {columns} FROM {raw.table}"
        )
        self._workspace.duckdb.execute(f"DROP TABLE {raw.table}")
        unreadable = tuple(_number(piece, row) for row in raw.unreadable)
        doubts = tuple(replace(doubt, rows=tuple(_number(piece, row) for row in doubt.rows)) for doubt in raw.doubts)
        self._read.append(replace(raw, unreadable=unreadable, doubts=doubts))

    def table(self, pieces: Sequence[Piece]) -> RawTable:
        """The whole table, with what is doubtful in all of its pieces."""
        first = self._read[0]
        return RawTable(
            self._name,
            self._table,
            self._columns,
            first.header_row,
            first.first_row,
            tuple(row for raw in self._read for row in raw.unreadable),
            "row",
            any(raw.date_cells for raw in self._read),
            first.names,
            (*_together(self._read), *self._different()),
            tuple(piece.label for piece in pieces),
        )

    def _different(self) -> tuple[Finding, ...]:
        """A finding that names, by its header row, each piece that has other columns than the first."""
        first = _names(self._read[0])
        rows = tuple(_number(piece, raw.header_row) for piece, raw in enumerate(self._read) if _names(raw) != first)
        return (Finding(FindingCode.COLUMNS_DIFFER, self._name, len(rows), rows=rows),) if rows else ()


def _names(raw: RawTable) -> set[str]:
    return {normalise(name) for name in raw.names}


def _together(tables: Sequence[RawTable]) -> list[Finding]:
    """The doubts of all pieces, those of one kind and column as one."""
    found: dict[tuple[FindingCode, str], Finding] = {}
    for doubt in (doubt for raw in tables for doubt in raw.doubts):
        before = found.get((doubt.code, doubt.column))
        found[doubt.code, doubt.column] = (
            replace(before, count=before.count + doubt.count, rows=before.rows + doubt.rows) if before else doubt
        )
    return list(found.values())
