"""Opens the files of an extract, whatever their form, and loads what the field map reads of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from foi_return.engine.shaping import shape_tables
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.cin_xml import TABLES, is_census, read_census
from foi_return.sources.faults import empty_file, unreadable_file
from foi_return.sources.pieces import Piece, Stack, matching_files
from foi_return.sources.spreadsheet import list_source_sheets, read_sheet_columns, read_spreadsheet, sheet_names
from foi_return.sources.text_file import read_text_columns, read_text_file
from foi_return.terms.field_map import FieldMap, RecordsSpec, SourceSpec
from foi_return.terms.shapes import conditions_of
from foi_return.text import listed, nearest

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
    """The sheets that a file offers, or the tables of a census; a text file has none."""
    if is_census(path, SourceSpec("")):
        return list(TABLES)
    return sheet_names(path) if is_spreadsheet(path) else []


def list_columns(path: Path, sheet: str | None = None) -> tuple[list[str], int]:
    """The names of a file's columns and the number of its header row, found without a field map."""
    if is_census(path, SourceSpec("")):
        return list(TABLES[sheet or next(iter(TABLES))]), 1
    return read_sheet_columns(path, sheet) if is_spreadsheet(path) else read_text_columns(path)


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


def needed_columns(field_map: FieldMap) -> dict[str, list[str]]:
    """The columns that a field map reads, by source and by table, each once; a table's, under their names in it."""
    columns: dict[str, dict[str, None]] = {name: {} for name in (*field_map.sources, *field_map.tables)}
    child = field_map.child
    columns[child.source].update(dict.fromkeys(filter(None, (child.id, child.birth_date, child.sex, *child.names))))
    for walk in field_map.crosswalks.values():
        columns[walk.source].update(dict.fromkeys((walk.old, walk.new)))
    for records in field_map.records.values():
        columns[records.source].update(dict.fromkeys(_columns_of_records(field_map, records)))
    for name, table in field_map.tables.items():
        for column in (*columns[name], *table.joining_columns()) if columns[name] else ():
            source, own = table.place_of(column)
            if source:
                columns[source][own] = None
    return {name: list(names) for name, names in columns.items()}


def _columns_of_records(field_map: FieldMap, records: RecordsSpec) -> Iterator[str]:
    yield from filter(None, (records.child, records.start, records.end))
    yield from (grade.column for grade in (records.risk_level, records.identified_as) if grade is not None)
    yield from field_map.coded_columns(records.name)
    yield from (rule.column for rule in field_map.phrase_rules(records.name))
    yield from (condition.column for condition in conditions_of(records.only_if))


def read_extract(
    workspace: Workspace, field_map: FieldMap, paths: Mapping[str, Path], progress: Progress
) -> dict[str, RawTable]:
    """Loads every source of a field map.

    Args:
        workspace: Where to.
        field_map: What to read.
        paths: The file of each source.
        progress: Told in words what is being read.

    Returns:
        The loaded sources by name, and the tables that are made from them.

    Raises:
        SourceError: With every fault of every file.
    """
    faults = _naming_faults(field_map, paths)
    tables: dict[str, RawTable] = {}
    columns = needed_columns(field_map)
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
