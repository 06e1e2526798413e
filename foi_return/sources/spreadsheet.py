"""Reads workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods) with python-calamine; ids and codes stay text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.faults import damaged_workbook, empty_file, unreadable_file
from foi_return.sources.header import SEARCHED_ROWS, locate_columns
from foi_return.sources.header_rows import HeaderRows, Span, read_header
from foi_return.sources.other_extents import check_other_sheets
from foi_return.sources.password import open_protected
from foi_return.sources.sheet_scan import Place, check_parts, is_archive, scan_sheet
from foi_return.sources.sheet_scan import Workbook as File
from foi_return.sources.totals import MOST_TOTALS, total_finding, trailing_totals
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.map_parts import SourceSpec
from foi_return.text import FORMULA_WITHOUT_RESULT, SHEET_ERRORS, listed, nearest, normalise

Result = TypeVar("Result")

_WHOLE_NUMBERS = 1e21
"""Whole numbers below this are written out; what a workbook holds of a longer one is not whole any more."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as the reader returns it.

    Attributes:
        rows: Its rows from the first, all as wide as the widest.
        failed: What stands in its failed cells.
        merged: Its merged ranges.
        hidden: How many other sheets of the workbook are hidden.
    """

    rows: list[list[Any]]
    failed: Mapping[Place, str]
    merged: tuple[Span, ...]
    hidden: int


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a workbook that are not hidden, in order; sheets of charts are left out."""
    return _visible(_open(path, SourceSpec(path.name))[0])


def list_source_sheets(path: Path, spec: SourceSpec) -> list[str | None]:
    """The sheets that hold the table of a source: those that the map lists, or every one that is not hidden.

    Raises:
        SourceError: The workbook cannot be opened, or lacks a sheet.
    """
    if not spec.sheets:
        return [spec.sheet]
    workbook, _ = _open(path, spec)
    wanted = _visible(workbook) if spec.sheets == ("*",) else spec.sheets
    return [_choose_sheet(workbook, sheet, f"{spec.name} ({path.name})") for sheet in wanted]


def read_sheet_columns(path: Path, sheet: str | None) -> tuple[list[str], int]:
    """The names of all columns of a sheet, and its header row, without a field map to guide the search.

    Raises:
        SourceError: The workbook cannot be opened, has no such sheet, or the sheet is empty.
    """
    found = _read_sheet(path, SourceSpec(path.name), sheet, path.name, SEARCHED_ROWS)
    header = read_header([_texts(row) for row in found.rows], (), merged=found.merged)
    return header.names, header.last + 1


def guided_sheet_columns(spec: SourceSpec, path: Path, sheet: str | None, needed: Sequence[str]) -> list[str]:
    """The names of all columns of a sheet, its header found as a field map says and by the columns it reads.

    Raises:
        SourceError: The workbook cannot be opened, has no such sheet, or the sheet is empty.
    """
    found = _read_sheet(path, spec, sheet, f"{spec.name} ({path.name})", SEARCHED_ROWS)
    first = None if spec.header_row is None else spec.header_row - 1
    top = [_texts(row) for row in found.rows]
    return read_header(top, needed, first, spec.header_rows, found.merged).names


def read_spreadsheet(
    workspace: Workspace, spec: SourceSpec, path: Path, sheet: str | None, needed: Sequence[str]
) -> RawTable:
    """Loads the needed columns of a sheet.

    Raises:
        SourceError: The workbook cannot be opened, or has no such sheet or columns.
    """
    where = f"{spec.name} ({path.name}{f', sheet {sheet}' if spec.sheets else ''})"
    found = _read_sheet(path, spec, sheet, where, None)
    top = [_texts(row) for row in found.rows[:SEARCHED_ROWS]]
    first = None if spec.header_row is None else spec.header_row - 1
    header = read_header(top, needed, first, spec.header_rows, found.merged)
    positions = locate_columns(header.names, needed, where)
    totals = _totals(found.rows, header.last)
    errors: dict[tuple[FindingCode, int], list[int]] = {}
    table = workspace.new_table_name("raw")
    places = sorted(set(positions.values()))
    workspace.insert_rows(
        table,
        ["row BIGINT", *(f"c{place} VARCHAR" for place in places)],
        _loaded_rows(found, header, places, totals, errors),
    )
    columns = {column: f"c{position}" for column, position in positions.items()}
    doubts = (
        *total_finding(spec.name, totals),
        *(
            Finding(code, spec.name, len(rows), header.names[place], tuple(rows))
            for (code, place), rows in sorted(errors.items())
        ),
    )
    if found.hidden:
        doubts += (Finding(FindingCode.SHEET_HIDDEN, spec.name, found.hidden),)
    return RawTable(
        spec.name, table, columns, header.last + 1, header.last + 2, (), "row", True, tuple(header.names), doubts
    )


def _loaded_rows(
    sheet: _Sheet,
    header: HeaderRows,
    places: Sequence[int],
    totals: Sequence[int],
    errors: dict[tuple[FindingCode, int], list[int]],
) -> Iterator[list[str | int]]:
    """The rows below the header, their numbers first; the rows of failed cells are added to `errors`."""
    failed = sheet.failed
    for index, row in enumerate(islice(sheet.rows, header.last + 1, None), start=header.last + 1):
        texts = [failed.get((index, place)) or cell_text(row[place]) for place in places]
        if not (any(map(normalise, texts)) or any(map(normalise, _texts(row)))) or (totals and index + 1 in totals):
            continue
        if "#" in "".join(texts):
            for place, text in zip(places, texts, strict=True):
                if text.lower() in SHEET_ERRORS:
                    code = FindingCode.NOT_CALCULATED if text == FORMULA_WITHOUT_RESULT else FindingCode.ERROR_CELL
                    errors.setdefault((code, place), []).append(index + 1)
        yield [index + 1, *texts]


def _totals(rows: Sequence[Sequence[Any]], header: int) -> list[int]:
    """The numbers of the totals at the end of a sheet, below its last records."""
    last: list[tuple[int, list[str]]] = []
    for index in range(len(rows) - 1, header, -1):
        texts = _texts(rows[index])
        if any(map(normalise, texts)):
            last.insert(0, (index + 1, texts))
            if len(last) > MOST_TOTALS:
                break
    return trailing_totals(last)


def cell_text(value: Any) -> str:
    """A cell as text: `12` for the number 12, `2021-04-01` for a date, `TRUE` for a truth value."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE_NUMBERS else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell_text(cell) for cell in row]


def _guarded(path: Path, action: Callable[[], Result]) -> Result:
    """Does something with a workbook; whatever the reader says of it is left unsaid, for it may repeat a cell."""
    import python_calamine

    try:
        return action()
    except python_calamine.PasswordError:
        raise SourceError(
            Fault(
                path.name,
                "the workbook is protected with a password in a way that cannot be opened here",
                "a workbook that opens without one",
                "Open it, save a copy without the password in a folder that only you can read, and name that copy",
            )
        ) from None
    except OSError as problem:
        raise unreadable_file(path, problem) from None
    except python_calamine.CalamineError:
        raise _no_workbook(path) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # How a bug in the reader itself shows.
            raise
        raise _no_workbook(path) from None


def _no_workbook(path: Path) -> SourceError:
    return unreadable_file(path, IsADirectoryError()) if path.is_dir() else damaged_workbook(path.name)


def _open(path: Path, spec: SourceSpec) -> tuple[Any, File]:
    """The workbook for the reader, and the file to look into: the one on the disk, or what its password opened."""
    import python_calamine

    opened = open_protected(path, spec.password)
    file: File = path if opened is None else opened
    if is_archive(file):
        check_parts(file, path.name)
        check_other_sheets(file, path.name)
    if opened is None:
        return _guarded(path, lambda: python_calamine.CalamineWorkbook.from_path(str(path))), file
    opened.seek(0)
    return _guarded(path, lambda: python_calamine.CalamineWorkbook.from_filelike(opened)), file


def _visible(workbook: Any) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if str(sheet.visible).endswith(".Visible") and str(sheet.typ).endswith(".WorkSheet")
    ]


def _read_sheet(path: Path, spec: SourceSpec, sheet: str | None, where: str, most: int | None) -> _Sheet:
    workbook, file = _open(path, spec)
    name = _choose_sheet(workbook, sheet, where)
    failed = scan_sheet(file, name, path.name) if is_archive(file) else {}
    found = _guarded(path, lambda: workbook.get_sheet_by_name(name))
    rows: list[list[Any]] = _guarded(path, lambda: found.to_python(skip_empty_area=False, nrows=most))
    if not any(map(normalise, (text for row in rows[:SEARCHED_ROWS] for text in _texts(row)))):
        raise empty_file(f"{where}, sheet '{name}'")
    return _Sheet(rows, failed, tuple(found.merged_cell_ranges or ()), _hidden(workbook, [name, *spec.sheets]))


def _hidden(workbook: Any, named: Sequence[str]) -> int:
    """How many hidden sheets there are that nobody named."""
    known = {normalise(name) for name in named}
    shown = set(_visible(workbook))
    return sum(name not in shown and normalise(name) not in known for name in _worksheets(workbook))


def _worksheets(workbook: Any) -> list[str]:
    return [sheet.name for sheet in workbook.sheets_metadata if str(sheet.typ).endswith(".WorkSheet")]


def _choose_sheet(workbook: Any, sheet: str | None, where: str) -> str:
    """The sheet of a name, whatever its case and spaces, also a hidden one; without a name, the only visible one."""
    if sheet is None:
        visible = _visible(workbook)
        if len(visible) == 1:
            return visible[0]
        raise SourceError(
            Fault(
                where,
                f"the workbook has {len(visible)} sheets, and the field map does not say which to read",
                listed(visible) or "a workbook with a sheet that is not hidden",
                "Add sheet = '...' to the source in the field map",
            )
        )
    names = _worksheets(workbook)
    if sheet in names:
        return sheet
    alike = [name for name in names if normalise(name) == normalise(sheet)]
    if len(alike) == 1:
        return alike[0]
    raise SourceError(Fault(where, f"there is no sheet called '{sheet}'", listed(names), nearest(sheet, names)))
