"""Reads a file as a return would, and shows what came of it as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.sources.extract import read_source
from foi_return.terms.map_parts import SourceSpec


@dataclass(frozen=True)
class ReadFile:
    """What stands in the workspace after a file was read.

    Attributes:
        rows: Row number to the cells of the needed columns; a blank cell is an empty text.
        header_row: The row of the header.
        unreadable: The rows that could not be read.
        by_database: Whether the database itself read the file.
    """

    rows: dict[int, tuple[str, ...]]
    header_row: int
    unreadable: tuple[int, ...]
    by_database: bool


def read_file(workspace: Workspace, path: Path, needed: Sequence[str], sheet: str | None = None) -> ReadFile:
    """Reads the needed columns of a file."""
    raw = read_source(workspace, SourceSpec("source", sheet=sheet), path, list(needed))
    return show(workspace, raw, needed)


def show(workspace: Workspace, raw: RawTable, needed: Sequence[str]) -> ReadFile:
    """A loaded table as plain values, in the order of the needed columns."""
    columns = ", ".join(raw.columns[name] for name in needed)
    rows = workspace.duckdb.execute(f"SELECT {raw.row_sql}, {columns} FROM {raw.table}").fetchall()
    return ReadFile(
        {int(number): tuple(cell or "" for cell in cells) for number, *cells in rows},
        raw.header_row,
        raw.unreadable,
        raw.row_column is None,
    )


def write_bytes(folder: Path, content: bytes | str, encoding: str = "utf-8", name: str = "extract.csv") -> Path:
    """Writes a file exactly as given."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
