"""Reads workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods) with python-calamine; ids and codes stay text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, SourceError
from foi_return.sources.header import SEARCHED_ROWS, find_header, locate_columns, name_columns
from foi_return.sources.text_file import unreadable_file
from foi_return.text import listed, nearest


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a workbook that are not hidden, in order."""
    workbook = _open(path)
    return [sheet.name for sheet in workbook.sheets_metadata if _is_visible(sheet)]


def read_sheet_columns(path: Path, sheet: str | None) -> tuple[list[str], int]:
    """The names of all columns of a sheet, and its header row, without a field map to guide the search."""
    rows = _sheet_rows(_open(path), sheet, path.name)
    top = [_texts(row) for row in rows[:SEARCHED_ROWS]]
    position = find_header(top, ())
    return name_columns(top[position]) if top else [], position + 1


def read_spreadsheet(workspace: Workspace, name: str, path: Path, sheet: str | None, needed: Sequence[str]) -> RawTable:
    """Loads the needed columns of a sheet.

    Raises:
        SourceError: The workbook cannot be opened, or has no such sheet or columns.
    """
    where = f"{name} ({path.name})"
    rows = _sheet_rows(_open(path), sheet, where)
    top = [_texts(row) for row in rows[:SEARCHED_ROWS]]
    if not any(any(row) for row in top):
        raise SourceError(Fault(where, "the sheet is empty", "a header row and rows below it", "Export it again"))
    header = find_header(top, needed)
    positions = locate_columns(name_columns(top[header]), needed, where)
    places = sorted(set(positions.values()))

    def loaded() -> Iterator[list[str | int]]:
        for number, row in enumerate(rows[header + 1 :], start=header + 2):
            texts = [cell_text(row[place]) for place in places]
            if any(text.strip() for text in texts) or any(cell != "" for cell in row):
                yield [number, *texts]

    table = workspace.new_table_name("raw")
    workspace.insert_rows(table, ["row BIGINT", *(f"c{place} VARCHAR" for place in places)], loaded())
    columns = {column: f"c{position}" for column, position in positions.items()}
    return RawTable(name, table, columns, header + 1, header + 2, (), "row", date_cells=True)


def cell_text(value: Any) -> str:
    """A cell as text: `12` for the number 12, `2021-04-01` for a date, `TRUE` for a truth value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell_text(cell) for cell in row]


def _is_visible(sheet: Any) -> bool:
    return str(sheet.visible).endswith("Visible")


def _open(path: Path) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
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
        raise SourceError(
            Fault(
                path.name,
                "this is no workbook that can be read; it may be damaged or cut short",
                "an .xlsx, .xls, .xlsb or .ods workbook, or a CSV file",
                "Open it in a spreadsheet program and save it again as .xlsx",
            )
        ) from None


def _sheet_rows(workbook: Any, sheet: str | None, where: str) -> list[list[Any]]:
    names = [metadata.name for metadata in workbook.sheets_metadata]
    visible = [metadata.name for metadata in workbook.sheets_metadata if _is_visible(metadata)]
    if sheet is None:
        if len(visible) != 1:
            raise SourceError(
                Fault(
                    where,
                    f"the workbook has {len(visible)} sheets, and the field map does not say which to read",
                    listed(visible),
                    "Add sheet = '...' to the source in the field map",
                )
            )
        sheet = visible[0]
    if sheet not in names:
        raise SourceError(Fault(where, f"there is no sheet called '{sheet}'", listed(names), nearest(sheet, names)))
    rows: list[list[Any]] = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return rows
