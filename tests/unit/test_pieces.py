"""One table in several files or sheets; totals, errors and hidden sheets that are reported and not read."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

from foi_return.engine.findings import find_findings
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import SourceError
from foi_return.sources.extract import list_columns, list_sheets, read_source
from foi_return.sources.faults import unreadable_file
from foi_return.sources.pieces import matching_files
from foi_return.sources.totals import is_total
from foi_return.terms.findings import FindingCode
from foi_return.terms.map_parts import SourceSpec
from foi_return.terms.places import place_in_words
from tests.support.doubts import context_of
from tests.support.reading import show, write_bytes
from tests.support.small_council import CODES, Person, Record, SmallCouncil, count_council
from tests.support.workbooks import Cell, write_ods, write_xlsx

NEEDED = ["Id", "Code"]
ALL_SHEETS = SourceSpec("hazards", sheets=("*",))


def read(workspace: Workspace, path: Path, spec: SourceSpec | None = None) -> tuple[RawTable, dict[str, list[str]]]:
    """The table and its rows by place."""
    raw = read_source(workspace, spec or SourceSpec("hazards"), path, NEEDED)
    rows = show(workspace, raw, NEEDED).rows
    return raw, {place_in_words(number, raw.pieces): list(cells) for number, cells in rows.items()}


def doubts(raw: RawTable) -> list[tuple[FindingCode, str, int]]:
    return [(doubt.code, doubt.column, doubt.count) for doubt in raw.doubts]


# ---- Files ----


def test_files_of_a_pattern_become_one_table_that_knows_where_each_row_stands(
    workspace: Workspace, tmp_path: Path
) -> None:
    write_bytes(tmp_path, "Code,Id\nCSE,1\nCCE,2\n", name="hazards-2.csv")
    write_bytes(tmp_path, "Title,\n\nId,Code\n3,Gang\n", "utf-16", name="hazards-1.csv")
    write_xlsx(tmp_path / "hazards-3.xlsx", {"Data": [["Id", "Code"], [4, "CSE"]]})
    write_bytes(tmp_path, "Id,Code\n9,x\n", name="other.csv")
    raw, rows = read(workspace, tmp_path / "hazards-*")
    assert rows == {
        "hazards-1.csv, row 4": ["3", "Gang"],
        "hazards-2.csv, row 2": ["1", "CSE"],
        "hazards-2.csv, row 3": ["2", "CCE"],
        "hazards-3.xlsx, row 2": ["4", "CSE"],
    }
    assert raw.date_cells
    assert doubts(raw) == []


def test_rows_that_cannot_be_read_keep_their_file(workspace: Workspace, tmp_path: Path) -> None:
    write_bytes(tmp_path, "Id,Code\n1,CSE\n", name="a1.csv")
    write_bytes(tmp_path, "Id,Code\n1,CSE\n2\n3,CCE\n", name="a2.csv")
    raw, _ = read(workspace, tmp_path / "a?.csv")
    assert [place_in_words(row, raw.pieces) for row in raw.unreadable] == ["a2.csv, row 3"]


def test_every_file_must_have_the_columns_of_the_map(workspace: Workspace, tmp_path: Path) -> None:
    write_bytes(tmp_path, "Id,Code\n1,CSE\n", name="a1.csv")
    write_bytes(tmp_path, "Id,Kode\n1,CSE\n", name="a2.csv")
    write_bytes(tmp_path, "", name="a3.csv")
    with pytest.raises(SourceError) as caught:
        read(workspace, tmp_path / "a*.csv")
    assert [fault.where for fault in caught.value.faults] == ["a3.csv", "hazards (a2.csv)"]


def test_other_columns_may_differ_and_are_reported_with_their_file(workspace: Workspace, tmp_path: Path) -> None:
    write_bytes(tmp_path, "Id,Code\n1,CSE\n", name="a1.csv")
    write_bytes(tmp_path, "Code,ID \n1,CSE\n", name="a2.csv")
    write_bytes(tmp_path, "Id,Code,Team\n1,CSE,x\n", name="a3.csv")
    raw, _ = read(workspace, tmp_path / "a*.csv")
    assert doubts(raw) == [(FindingCode.COLUMNS_DIFFER, "", 1)]
    assert [place_in_words(row, raw.pieces) for row in raw.doubts[0].rows] == ["a3.csv, row 1"]


def test_pattern_that_nothing_fits_says_so(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file fits this pattern"):
        read(workspace, tmp_path / "cin-*.csv")


def test_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = write_bytes(tmp_path, "Id,Code\n", name="data[1].csv")
    write_bytes(tmp_path, "Id,Code\n", name="data1.csv")
    assert matching_files(path) == [path]
    path.unlink()
    assert matching_files(path) == [tmp_path / "data1.csv"]


# ---- Sheets ----


def test_sheets_of_one_table_are_read_together(workspace: Workspace, tmp_path: Path) -> None:
    sheets: dict[str, list[list[Cell]]] = {
        "2020": [["Id", "Code"], [1, "CSE"]],
        "2021": [["Hazards"], ["Code", "Id"], ["CCE", 2]],
        "Old": [["Id", "Code"], [9, "x"]],
    }
    path = write_xlsx(tmp_path / "extract.xlsx", sheets, hidden=["Old"])
    expected = {"sheet 2020, row 2": ["1", "CSE"], "sheet 2021, row 3": ["2", "CCE"]}
    raw, rows = read(workspace, path, ALL_SHEETS)
    assert rows == expected
    assert FindingCode.SHEET_HIDDEN in {doubt.code for doubt in raw.doubts}
    assert read(workspace, path, SourceSpec("hazards", sheets=("2020", " 2021 ")))[1] == expected
    named, rows = read(workspace, path, SourceSpec("hazards", sheets=("2020", "old")))
    assert rows == {"sheet 2020, row 2": ["1", "CSE"], "sheet Old, row 2": ["9", "x"]}
    assert doubts(named) == []


def test_sheet_without_the_columns_is_named(workspace: Workspace, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "extract.xlsx", {"2020": [["Id", "Code"], [1, "x"]], "Notes": [["Id", "Cod"]]})
    with pytest.raises(SourceError, match=r"\(extract.xlsx, sheet Notes\): there is no column called 'Code'"):
        read(workspace, path, ALL_SHEETS)


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_hidden_sheet_is_reported_and_not_read(workspace: Workspace, tmp_path: Path, write: object) -> None:
    assert callable(write)
    path = write(tmp_path / "extract", {"Data": [["Id", "Code"], [1, "CSE"]], "Old": [["Id"], [2]]}, hidden=["Old"])
    raw, rows = read(workspace, path)
    assert rows == {"row 2": ["1", "CSE"]}
    assert doubts(raw) == [(FindingCode.SHEET_HIDDEN, "", 1)]


# ---- Cells ----


def test_errors_and_formulas_without_a_value_are_counted_by_column(workspace: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ((*NEEDED, "Note"), ["1", "=A2", "=A2"], ["2", "#N/A", "x"], ["3", "=A2", "x"]):
        sheet.append(row)
    sheet["B3"].data_type = "e"
    book.save(tmp_path / "extract.xlsx")
    raw, rows = read(workspace, tmp_path / "extract.xlsx")
    assert rows == {"row 2": ["1", "#not calculated"], "row 3": ["2", "#N/A"], "row 4": ["3", "#not calculated"]}
    assert sorted(doubts(raw)) == [(FindingCode.ERROR_CELL, "Code", 1), (FindingCode.NOT_CALCULATED, "Code", 2)]
    assert {doubt.rows for doubt in raw.doubts} == {(3,), (2, 4)}


TOTALS = [["Total", "3"], ["Grand total:", ""], ["", "Number of rows: 3"], ["TOTAL", "1,234"], ["Sub-total", "12.5"]]
RECORDS = [["Total", "CSE"], ["1", "12"], ["Totally", "3"], ["12", "total"], ["Total", "01/02/2021"], ["", ""], ["5"]]


@pytest.mark.parametrize("cells", TOTALS)
def test_total_is_told_from_a_record(cells: list[str]) -> None:
    assert is_total(cells)


@pytest.mark.parametrize("cells", RECORDS)
def test_record_is_no_total(cells: list[str]) -> None:
    assert not is_total(cells)


@pytest.mark.parametrize("form", ["csv", "csv by rows", "short csv", "xlsx", "ods"])
def test_total_below_the_records_is_left_out_and_reported(workspace: Workspace, tmp_path: Path, form: str) -> None:
    rows: list[list[Cell]] = [["Id", "Code", "Note"], ["1", "CSE", "x"], ["Total", "CCE", "y"], ["3", "CSE", "x"]]
    path = tmp_path / "extract"
    if "csv" in form:
        last = "Total,3" if form == "short csv" else "Total,,3"
        text = "\n".join(",".join(map(str, row)) for row in rows) + f"\n{last}\n"
        path.write_text(text, encoding="utf-16" if form == "csv by rows" else "utf-8")
    else:
        (write_xlsx if form == "xlsx" else write_ods)(path, {"Data": [*rows, [], ["Total", None, 3]]})
    raw, found = read(workspace, path)
    assert found == {"row 2": ["1", "CSE"], "row 3": ["Total", "CCE"], "row 4": ["3", "CSE"]}
    assert doubts(raw) == [(FindingCode.TOTAL_ROW, "", 1)]
    assert raw.doubts[0].rows == ((5,) if "csv" in form else (6,))
    assert raw.unreadable == ()


def test_total_above_other_rows_is_read_as_a_record(workspace: Workspace, tmp_path: Path) -> None:
    raw, rows = read(workspace, write_bytes(tmp_path, "Id,Code\nTotal,3\n1,CSE\n"))
    assert rows == {"row 2": ["Total", "3"], "row 3": ["1", "CSE"]}
    assert doubts(raw) == []


# ---- What is counted ----


class Split(SmallCouncil):
    """The same council, with its records in several files of several forms."""

    def write(self, folder: Path) -> dict[str, Path]:
        paths = super().write(folder)
        header, *lines = paths["records"].read_text().splitlines()
        for place in range(3):
            text = "\n".join(["Hazards", "", header, *lines[place::3], "Total" + "," * header.count(","), ""])
            write_bytes(folder, text, ("utf-8", "utf-16", "utf-8-sig")[place], f"piece-{place}.csv")
        return {"people": paths["people"], "records": folder / "piece-*.csv"}


def test_records_in_several_files_are_counted_as_in_one(workspace: Workspace, tmp_path: Path) -> None:
    rng = random.Random(1)
    people = [Person(str(number), f"20{rng.randrange(3, 12):02}-05-01", rng.choice("FMU")) for number in range(30)]
    codes = [value for values in CODES.values() for value in values]
    records = [
        Record(str(rng.randrange(34)), rng.choice(codes), f"20{rng.randrange(19, 24)}-{rng.randrange(1, 13):02}-03")
        for _ in range(120)
    ]
    whole, split = (
        count_council(kind(people, records, years=("2019/20 to 2022/23",)), tmp_path, workspace)
        for kind in (SmallCouncil, Split)
    )
    assert split.sql == whole.sql == split.pandas
    assert sum(cell.count for cell in whole.sql) > 50
    places = [finding for finding in find_findings(context_of(workspace, split)) if finding.rows]
    assert FindingCode.TOTAL_ROW in {finding.code for finding in places}
    for finding in places:
        expected = "piece-" if finding.source == "records" else "row "
        assert all(place_in_words(row, finding.pieces).startswith(expected) for row in finding.rows)


def test_mark_of_an_open_workbook_is_no_file_of_a_pattern(tmp_path: Path) -> None:
    for name in ("data1.csv", "~$data1.csv"):
        (tmp_path / name).write_text("Id\n1\n", encoding="utf-8")
    assert matching_files(tmp_path / "*.csv") == [tmp_path / "data1.csv"]
    with pytest.raises(SourceError, match="the mark that Excel lays beside it"):
        matching_files(tmp_path / "~$data1.csv")


@pytest.mark.parametrize("mark", ["~$people 2026.xlsx", "~$ople 2026.xlsx"])
def test_workbook_that_is_open_in_excel_is_told_as_that(mark: str, tmp_path: Path) -> None:
    workbook = tmp_path / "people 2026.xlsx"
    refused = PermissionError(13, "Permission denied")
    assert "cannot be opened (Permission denied)" in str(unreadable_file(workbook, refused))
    (tmp_path / mark).touch()
    told = str(unreadable_file(workbook, refused))
    assert "open in Excel" in told
    assert "Save and close it there" in told


def test_file_that_the_system_refuses_is_a_sentence_and_not_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.xlsx"
    path.touch()
    (tmp_path / "~$people.xlsx").touch()

    def refuse(*_words: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    for read in (list_sheets, list_columns):
        with pytest.raises(SourceError, match="open in Excel"):
            read(path)
