"""Opens the files of an extract, whatever their form, and loads what the field map reads of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from foi_return.engine.shaping import shape_tables
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.cin_xml import TABLES, census_columns, is_census, read_census
from foi_return.sources.faults import empty_file, unreadable_file
from foi_return.sources.pieces import Piece, Stack, matching_files
from foi_return.sources.spreadsheet import (
    guided_sheet_columns,
    list_source_sheets,
    read_sheet_columns,
    read_spreadsheet,
    sheet_names,
)
from foi_return.sources.text_file import guided_text_columns, read_text_columns, read_text_file
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import SourceSpec
from foi_return.terms.needed import needed_together
from foi_return.text import listed, nearest, normalise

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"

Progress = Callable[[str], None]


def is_spreadsheet(path: Path) -> bool:
    """Whether a file is a workbook, by its first bytes and not by its name.

    Raises:
        SourceError: The file cannot be opened, or is empty.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    if not start:
        raise empty_file(path.name)
    return start in (_ZIP, _OLE)


def list_sheets(path: Path) -> list[str]:
    """The sheets that a file offers, or the tables of a census; a text file has none.

    Of several files that fit a pattern, those that every one of them offers, in the order of the first.
    """
    first, *others = (_sheets_of(file) for file in matching_files(path))
    return [sheet for sheet in first if all(sheet in other for other in others)]


def _sheets_of(path: Path) -> list[str]:
    if is_census(path, SourceSpec("")):
        return list(TABLES)
    return sheet_names(path) if is_spreadsheet(path) else []


def list_columns(path: Path, sheet: str | None = None) -> tuple[list[str], int]:
    """The names of a file's columns and the number of its header row, found without a field map.

    Of several files that fit a pattern, the names that all of them have, in the order of the first.
    """
    (names, header), *others = (_columns_of(file, sheet) for file in matching_files(path))
    known = [{normalise(name) for name in other} for other, _ in others]
    return [name for name in names if all(normalise(name) in each for each in known)], header


def _columns_of(path: Path, sheet: str | None) -> tuple[list[str], int]:
    if is_census(path, SourceSpec("")):
        return list(TABLES[sheet or next(iter(TABLES))]), 1
    return read_sheet_columns(path, sheet) if is_spreadsheet(path) else read_text_columns(path)


def list_source_columns(spec: SourceSpec, path: Path, needed: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns of a source as a field map reads it: of several files or sheets, those of all of them.

    Args:
        spec: How the map reads the source.
        path: The file, or the pattern of several.
        needed: The columns that the map reads, by which the header is found.

    Raises:
        SourceError: A file cannot be found, opened or understood; with the faults of all files.
    """
    files = matching_files(path)
    found: list[list[str]] = []
    faults: list[Fault] = []
    for file in files:
        try:
            pieces = _pieces(spec, file, several=len(files) > 1)
            found += [_piece_columns(spec, piece, needed) for piece in pieces]
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults)
    known = [{normalise(name) for name in names} for names in found]
    return tuple(name for name in found[0] if all(normalise(name) in each for each in known))


def _piece_columns(spec: SourceSpec, piece: Piece, needed: Sequence[str]) -> list[str]:
    if is_census(piece.path, spec):
        return census_columns(spec, piece.path)
    if is_spreadsheet(piece.path):
        return guided_sheet_columns(spec, piece.path, piece.sheet, needed)
    return guided_text_columns(spec, piece.path, needed)


def read_source(workspace: Workspace, spec: SourceSpec, path: Path, needed: list[str]) -> RawTable:
    """Loads the needed columns of a source: one file, or every file that fits a pattern, and the sheets of each.

    Raises:
        SourceError: A file cannot be found, opened or understood, or lacks a column; with the faults of all files.
    """
    files = matching_files(path)
    pieces: list[Piece] = []
    faults: list[Fault] = []
    for file in files:
        try:
            pieces += _pieces(spec, file, several=len(files) > 1)
        except SourceError as error:
            faults += error.faults
    if len(pieces) == 1 and not faults:
        return _read_piece(workspace, spec, pieces[0], needed)
    stack = Stack(workspace, spec.name, needed)
    for piece in pieces:
        try:
            stack.add(_read_piece(workspace, spec, piece, needed))
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults)
    return stack.table(pieces)


def _pieces(spec: SourceSpec, file: Path, several: bool) -> list[Piece]:
    """The sheets of a file that hold the source's table; a file of another form is one piece."""
    if is_census(file, spec) or not is_spreadsheet(file):
        return [Piece(file, None, file.name)]
    sheets = list_source_sheets(file, spec)
    if not spec.sheets:
        return [Piece(file, sheet, file.name) for sheet in sheets]
    return [Piece(file, sheet, f"{file.name}, sheet {sheet}" if several else f"sheet {sheet}") for sheet in sheets]


def _read_piece(workspace: Workspace, spec: SourceSpec, piece: Piece, needed: list[str]) -> RawTable:
    if is_census(piece.path, spec):
        return read_census(workspace, spec, piece.path, needed)
    if is_spreadsheet(piece.path):
        return read_spreadsheet(workspace, spec, piece.path, piece.sheet, needed)
    return read_text_file(workspace, spec, piece.path, needed)


def read_extract(
    workspace: Workspace,
    field_map: FieldMap,
    paths: Mapping[str, Path],
    progress: Progress,
    others: Sequence[FieldMap] = (),
) -> dict[str, RawTable]:
    """Loads every source of a field map.

    Args:
        workspace: Where to.
        field_map: What to read.
        paths: The file of each source.
        progress: Told in words what is being read.
        others: Further maps of the same sources by which they are counted too.

    Returns:
        The loaded sources by name, and the tables that are made from them.

    Raises:
        SourceError: With every fault of every file.
    """
    faults = _naming_faults(field_map, paths)
    tables: dict[str, RawTable] = {}
    columns = needed_together((field_map, *others))
    for name, spec in field_map.sources.items():
        if name not in paths or not columns[name]:
            continue
        progress(f"Reading {name} ({paths[name].name})")
        try:
            tables[name] = read_source(workspace, spec, paths[name], columns[name])
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults)
    if field_map.tables:
        progress("Joining and unpacking")
    return shape_tables(workspace, field_map, tables, columns)


def _naming_faults(field_map: FieldMap, paths: Mapping[str, Path]) -> list[Fault]:
    faults = [
        Fault(
            f"source '{name}'",
            "no file is given for it",
            field_map.sources[name].title or "a file of the extract",
            f"Add --source {name}=FILE",
        )
        for name in field_map.sources
        if name not in paths
    ]
    faults += [
        Fault(
            f"source '{name}'",
            "the field map has no source of this name",
            listed(field_map.sources),
            nearest(name, field_map.sources),
        )
        for name in paths
        if name not in field_map.sources
    ]
    return faults
