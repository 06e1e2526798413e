"""Workbooks of every form: what stands in a cell arrives as the text that a person sees there."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError
from foi_return.sources.extract import list_columns, list_sheets
from foi_return.sources.spreadsheet import cell_text
from tests.support.reading import read_file, write_bytes
from tests.support.workbooks import (
    Cell,
    protect_xls,
    rewrite_part,
    write_encrypted,
    write_ods,
    write_xls,
    write_xlsb,
    write_xlsx,
)

WRITERS: dict[str, Callable[..., Path]] = {"xlsx": write_xlsx, "xls": write_xls, "xlsb": write_xlsb, "ods": write_ods}
NEEDED = ["Id", "Code", "Start"]
every_form = pytest.mark.parametrize("form", WRITERS)

Rows = Sequence[Sequence[Cell]]
TABLE: Rows = [["Id", "Code", "Start"], [12, "CSE", date(2021, 4, 1)], ["007", "CCE", "01/04/2021"]]
SHEET = "xl/worksheets/sheet1.xml"
READ = {2: ("12", "CSE", "2021-04-01"), 3: ("007", "CCE", "01/04/2021")}


def make(folder: Path, form: str, rows: Rows, name: str = "Data") -> Path:
    return WRITERS[form](folder / f"extract.{form}", {name: rows})


def fault_of(workspace: Workspace, path: Path, sheet: str | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        read_file(workspace, path, NEEDED, sheet)
    return str(caught.value)


@every_form
def test_numbers_texts_and_dates_arrive_as_text(workspace: Workspace, tmp_path: Path, form: str) -> None:
    found = read_file(workspace, make(tmp_path, form, TABLE), NEEDED)
    assert (found.rows, found.header_row, found.unreadable) == (READ, 1, ())


@every_form
def test_titles_and_leading_blank_rows_and_columns_count(workspace: Workspace, tmp_path: Path, form: str) -> None:
    rows: Rows = [[], [], [None, "Hazards"], [], *([None, None, *row] for row in TABLE), [], [None, None, 3, "CSE"]]
    found = read_file(workspace, make(tmp_path, form, rows), NEEDED)
    assert found.header_row == 5
    assert found.rows == {6: READ[2], 7: READ[3], 9: ("3", "CSE", "")}


@every_form
def test_truth_values_are_words(workspace: Workspace, tmp_path: Path, form: str) -> None:
    path = make(tmp_path, form, [["Id", "Flag"], [1, True], [2, False]])
    assert read_file(workspace, path, ["Flag"]).rows == {2: ("TRUE",), 3: ("FALSE",)}


@every_form
def test_only_visible_sheet_is_read_and_a_hidden_one_by_its_name(
    workspace: Workspace, tmp_path: Path, form: str
) -> None:
    other: Rows = [["Id", "Code", "Start"], [9, "x", "y"]]
    path = WRITERS[form](tmp_path / f"extract.{form}", {"Old": other, "Data": TABLE}, hidden=["Old"])
    assert list_sheets(path) == ["Data"]
    assert read_file(workspace, path, NEEDED).rows == READ
    assert read_file(workspace, path, NEEDED, "Old").rows == {2: ("9", "x", "y")}


@every_form
def test_sheet_is_chosen_by_name_in_any_case(workspace: Workspace, tmp_path: Path, form: str) -> None:
    path = WRITERS[form](tmp_path / f"extract.{form}", {"Notes": [["x"]], "Hazard list": TABLE})
    assert read_file(workspace, path, NEEDED, "Hazard list").rows == READ
    assert read_file(workspace, path, NEEDED, " hazard  LIST").rows == READ
    several = fault_of(workspace, path)
    assert "has 2 sheets" in several
    assert "'Notes', 'Hazard list'" in several
    missing = fault_of(workspace, path, "Hazards list")
    assert "no sheet called 'Hazards list'" in missing
    assert "Did you mean 'Hazard list'?" in missing


def test_sheets_of_charts_are_no_sheets(workspace: Workspace, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": "line"})
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, NEEDED)
        sheet.write_row(1, 0, ["1", "CSE", "x"])
        chart.add_series({"values": "=Data!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)
    assert list_sheets(path) == ["Data"]
    assert read_file(workspace, path, NEEDED).rows == {2: ("1", "CSE", "x")}


def test_workbook_without_a_visible_sheet_says_so(workspace: Workspace, tmp_path: Path) -> None:
    path = write_ods(tmp_path / "extract.ods", {"Data": TABLE}, hidden=["Data"])
    assert "has 0 sheets" in fault_of(workspace, path)
    assert read_file(workspace, path, NEEDED, "Data").rows == READ


@every_form
def test_columns_are_listed_without_a_map(tmp_path: Path, form: str) -> None:
    path = make(tmp_path, form, [["Hazards"], [], *TABLE])
    assert list_columns(path) == (["Id", "Code", "Start"], 3)


@every_form
def test_missing_columns_are_all_reported(workspace: Workspace, tmp_path: Path, form: str) -> None:
    path = make(tmp_path, form, [["Id", "Codes", "Begin"], ["1", "CSE", "x"]])
    with pytest.raises(SourceError) as caught:
        read_file(workspace, path, NEEDED)
    assert [fault.next_step for fault in caught.value.faults] == [
        "Did you mean 'Codes'?",
        "Correct the field map, or ask for the extract with this column",
    ]


@every_form
def test_empty_sheet_is_said_to_be_empty(workspace: Workspace, tmp_path: Path, form: str) -> None:
    assert "sheet 'Data': it is empty" in fault_of(workspace, make(tmp_path, form, []))
    assert "it is empty" in fault_of(workspace, make(tmp_path, form, [[" "]]))


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_failed_formula_is_no_blank_cell(workspace: Workspace, tmp_path: Path, form: str) -> None:
    path = make(tmp_path, form, [*TABLE, ["#N/A", "#REF!", "#DIV/0!"], [], [None, None, "#N/A"]])
    found = read_file(workspace, path, NEEDED)
    assert found.rows == {**READ, 4: ("#N/A", "#REF!", "#DIV/0!"), 6: ("", "", "#N/A")}


def test_failed_formula_is_found_far_down_and_in_any_sheet(workspace: Workspace, tmp_path: Path) -> None:
    rows: list[Sequence[Cell]] = [["Id", "Code", "Start"], *((number, "CSE" * 20, "x") for number in range(12_000))]
    rows.append([1, "#N/A", "x"])
    path = write_xlsx(tmp_path / "extract.xlsx", {"A": [["#NUM!"]], "B & <C>": rows})
    found = read_file(workspace, path, NEEDED, "B & <C>")
    assert found.rows[12_002] == ("1", "#N/A", "x")
    assert len([cells for cells in found.rows.values() if "#" in cells[1]]) == 1


def test_formula_that_nobody_calculated_is_no_blank_cell(workspace: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (NEEDED, ["1", "=A2", date(2021, 4, 1)], ["2", '=""', "x"]):
        sheet.append(row)
    book.save(tmp_path / "extract.xlsx")
    found = read_file(workspace, tmp_path / "extract.xlsx", NEEDED)
    assert found.rows == {2: ("1", "#not calculated", "2021-04-01"), 3: ("2", "#not calculated", "x")}


def test_formula_with_an_empty_result_is_a_blank_cell(workspace: Workspace, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "extract.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, NEEDED)
        sheet.write_row(1, 0, ["1", "CSE"])
        sheet.write_formula(1, 2, '=""', None, "NOTHING")
        sheet.write_formula(2, 0, "=1+1", None, 2)
    path = rewrite_part(tmp_path / "extract.xlsx", SHEET, lambda xml: xml.replace(b"NOTHING", b""))
    found = read_file(workspace, path, NEEDED)
    assert found.rows == {2: ("1", "CSE", ""), 3: ("2", "", "")}


def test_dates_of_the_other_calendar_are_the_days_that_are_shown(workspace: Workspace, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "extract.xlsx", {"Data": TABLE}, default_date_format="dd/mm/yyyy", date_1904=True)
    assert read_file(workspace, path, NEEDED).rows == READ


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"),
        (12, "12"),
        (-3.0, "-3"),
        (12.5, "12.5"),
        (1234567890123456.0, "1234567890123456"),
        (1e17, "100000000000000000"),
        (1e22, "1e+22"),
        ("0012", "0012"),
        (" x ", " x "),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2021, 4, 1), "2021-04-01"),
        (datetime(2021, 4, 1), "2021-04-01"),  # noqa: DTZ001
        (datetime(2021, 4, 1, 13, 5, 7), "2021-04-01 13:05:07"),  # noqa: DTZ001
        (time(13, 5), "13:05:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("a\0b", "ab"),
        ("", ""),
    ],
)
def test_cell_is_the_text_that_a_person_sees(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_workbook_with_a_password_says_so(workspace: Workspace, tmp_path: Path) -> None:
    for path in (write_encrypted(tmp_path / "extract.xlsx"), protect_xls(make(tmp_path, "xls", TABLE))):
        assert "protected with a password" in fault_of(workspace, path)


@every_form
def test_damaged_workbook_is_no_workbook(workspace: Workspace, tmp_path: Path, form: str) -> None:
    whole = make(tmp_path, form, TABLE).read_bytes()
    for content in (whole[: len(whole) // 2], whole[:40]):
        assert "no workbook that can be read" in fault_of(workspace, write_bytes(tmp_path, content, name="cut"))


def test_archive_of_other_files_is_no_workbook(workspace: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "extract.xlsx", "w") as archive:
        archive.writestr("people.csv", "Id,Code,Start\n1,CSE,x\n")
    assert "no workbook that can be read" in fault_of(workspace, tmp_path / "extract.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_workbook_with_a_broken_part_is_no_workbook(workspace: Workspace, tmp_path: Path, part: str) -> None:
    path = make(tmp_path, "xlsx", TABLE)
    message = fault_of(workspace, rewrite_part(path, part, lambda content: content[: len(content) // 2]))
    assert "no workbook that can be read" in message or "has 0 sheets" in message


def test_name_of_the_file_does_not_decide_its_form(workspace: Workspace, tmp_path: Path) -> None:
    path = make(tmp_path, "xlsx", TABLE).rename(tmp_path / "extract.csv")
    assert read_file(workspace, path, NEEDED).rows == READ
