"""Reads workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods) with python-calamine; ids and codes stay text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.error_cells import Place, find_error_cells
from foi_return.sources.faults import empty_file, unreadable_file
from foi_return.sources.header import SEARCHED_ROWS, find_header, locate_columns, name_columns
from foi_return.text import listed, nearest, normalise

Result = TypeVar("Result")

_WHOLE_NUMBERS = 1e21
"""Whole numbers below this are written out; what a workbook holds of a longer one is not whole any more."""


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a workbook that are not hidden, in order; sheets of charts are left out."""
    return _visible(_open(path))


def read_sheet_columns(path: Path, sheet: str | None) -> tuple[list[str], int]:
    """The names of all columns of a sheet, and its header row, without a field map to guide the search.

    Raises:
        SourceError: The workbook cannot be opened, has no such sheet, or the sheet is empty.
    """
    top = [_texts(row) for row in _read_rows(path, sheet, path.name, SEARCHED_ROWS)[0]]
    position = find_header(top, ())
    return name_columns(top[position]), position + 1


def read_spreadsheet(workspace: Workspace, name: str, path: Path, sheet: str | None, needed: Sequence[str]) -> RawTable:
    """Loads the needed columns of a sheet.

    Raises:
        SourceError: The workbook cannot be opened, or has no such sheet or columns.
    """
    where = f"{name} ({path.name})"
    rows, failed = _read_rows(path, sheet, where, None)
    top = [_texts(row) for row in rows[:SEARCHED_ROWS]]
    header = find_header(top, needed)
    positions = locate_columns(name_columns(top[header]), needed, where)
    places = sorted(set(positions.values()))

    def loaded() -> Iterator[list[str | int]]:
        for index, row in enumerate(islice(rows, header + 1, None), start=header + 1):
            texts = [failed.get((index, place)) or cell_text(row[place]) for place in places]
            if any(map(normalise, texts)) or any(map(normalise, _texts(row))):
                yield [index + 1, *texts]

    table = workspace.new_table_name("raw")
    workspace.insert_rows(table, ["row BIGINT", *(f"c{place} VARCHAR" for place in places)], loaded())
    columns = {column: f"c{position}" for column, position in positions.items()}
    return RawTable(name, table, columns, header + 1, header + 2, (), "row", date_cells=True)


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
                "the workbook is protected with a password",
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
    if path.is_dir():
        return unreadable_file(path, IsADirectoryError())
    return SourceError(
        Fault(
            path.name,
            "this is no workbook that can be read; it may be damaged or cut short",
            "an .xlsx, .xls, .xlsb or .ods workbook, or a CSV file",
            "Open it in a spreadsheet program and save it again as .xlsx",
        )
    )


def _open(path: Path) -> Any:
    import python_calamine

    return _guarded(path, lambda: python_calamine.CalamineWorkbook.from_path(str(path)))


def _visible(workbook: Any) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if str(sheet.visible).endswith(".Visible") and str(sheet.typ).endswith(".WorkSheet")
    ]


def _read_rows(
    path: Path, sheet: str | None, where: str, most: int | None
) -> tuple[list[list[Any]], Mapping[Place, str]]:
    """The rows of a sheet from the first, all as wide as the widest, and what stands in its failed cells."""
    workbook = _open(path)
    name = _choose_sheet(workbook, sheet, where)
    rows: list[list[Any]] = _guarded(
        path, lambda: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=most)
    )
    if not any(map(normalise, (text for row in rows[:SEARCHED_ROWS] for text in _texts(row)))):
        raise empty_file(f"{where}, sheet '{name}'")
    return rows, find_error_cells(path, name) if most is None else {}


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
    names: list[str] = [
        metadata.name for metadata in workbook.sheets_metadata if str(metadata.typ).endswith(".WorkSheet")
    ]
    if sheet in names:
        return sheet
    alike = [name for name in names if normalise(name) == normalise(sheet)]
    if len(alike) == 1:
        return alike[0]
    raise SourceError(Fault(where, f"there is no sheet called '{sheet}'", listed(names), nearest(sheet, names)))
