"""Charts: drawn from published cells alone, with gaps where there is no figure, and readable without colour."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from foi_return.attack.open_file import open_publication
from foi_return.outputs.chart_drawing import COLOURS, DASHES, MARKERS
from foi_return.outputs.workbook import render_workbook
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.shorthand import Shorthand
from tests.support.colours import SIGHT, contrast, nearest_pair
from tests.support.protected import cells, realistic_return
from tests.unit.test_open_data import with_figures

ANSWER = realistic_return()
PACKAGE = render_workbook(ANSWER, charts=True)
CHARTED = ["Q1", "Q3", "Q4", "Q5_CCE", "Q5_CSE", "Q5_BOTH", "Q6_CCE", "Q6_CSE", "Q6_BOTH"]


def opened(package: bytes) -> Workbook:
    return load_workbook(io.BytesIO(package))


def worksheet(workbook: Workbook, name: str) -> Worksheet:
    found = workbook[name]
    assert isinstance(found, Worksheet)
    return found


def parts(package: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if re.fullmatch(pattern, name)}


def series(chart: str) -> list[tuple[str, str]]:
    """Of each line of a chart: the references of its name and of its values."""
    found = []
    for text in re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL):
        name = re.search(r"<c:tx>.*?<c:f>(.*?)</c:f>", text, re.DOTALL)
        values = re.search(r"<c:val>.*?<c:f>(.*?)</c:f>", text, re.DOTALL)
        assert name
        assert values
        found.append((name[1], values[1]))
    return found


def test_without_being_asked_for_no_chart_is_drawn() -> None:
    assert not parts(render_workbook(ANSWER), ".*(chart|drawing).*")
    assert not [name for name in opened(render_workbook(ANSWER)).sheetnames if name.startswith("Chart")]


def test_each_table_has_a_chart_on_a_visible_sheet_of_its_own_after_the_tables() -> None:
    workbook = opened(PACKAGE)
    names = workbook.sheetnames
    drawn = [f"Chart_{name}" for name in CHARTED]
    assert names[-len(drawn) - 3 :] == [*drawn, "Chart_figures", "Notes", "Definitions"]
    assert len(parts(PACKAGE, r"xl/charts/chart\d+\.xml")) == len(drawn)
    for name in drawn:
        sheet = worksheet(workbook, name)
        assert sheet.sheet_state == "visible"
        assert not sheet.tables
        assert sheet["A1"].style == "Heading 1"
        assert str(sheet["A1"].value).startswith("DRAFT: Chart for question")
        assert sheet.page_setup.fitToHeight in (1, None), "a chart is on one page"
        assert sheet.page_setup.orientation == "landscape"
    contents = [row[0].value for row in worksheet(workbook, "Contents").iter_rows()]
    assert set(drawn) | {"Chart_figures"} <= set(contents)
    cover = [row[0].value for row in worksheet(workbook, "Cover").iter_rows()]
    assert "9 charts of the published figures, each on a sheet of its own." in cover


def test_lines_are_references_to_published_cells_and_to_nothing_else() -> None:
    workbook = opened(PACKAGE)
    figures = worksheet(workbook, "Chart_figures")
    charts = parts(PACKAGE, r"xl/charts/chart\d+\.xml")
    for number, (table, name) in enumerate(zip(ANSWER.tables, CHARTED, strict=True), start=1):
        rows = {row.label: row for row in table.rows}
        lines = series(charts[f"xl/charts/chart{number}.xml"])
        assert lines
        for label_place, values in lines:
            assert label_place.startswith("Chart_figures!$B$")
            (row,) = figures[values.removeprefix("Chart_figures!").replace("$", "")]
            label = figures[label_place.split("!")[1].replace("$", "")].value
            assert figures.cell(row[0].row, 1).value == name
            published = [cell.published for cell in rows[str(label)].cells]
            assert [cell.value for cell in row] == [each if isinstance(each, int) else None for each in published]


def test_a_hidden_year_is_a_gap_and_never_a_zero() -> None:
    for name, chart in parts(PACKAGE, r"xl/charts/chart\d+\.xml").items():
        assert '<c:dispBlanksAs val="gap"/>' in chart, name
    (first,) = parts(PACKAGE, r"xl/charts/chart1\.xml").values()
    cache = re.findall(r"<c:val>.*?</c:val>", first, re.DOTALL)[0]
    assert re.findall(r'<c:pt idx="(\d)"', cache) == ["2", "3", "4", "5", "6"], "two years were not recorded"
    lines = [str(row[0].value) for row in worksheet(opened(PACKAGE), "Chart_figures").iter_rows(max_row=3)]
    assert "An empty cell does not mean none." in lines[2]


def test_what_a_chart_does_not_draw_is_said() -> None:
    fourth = [str(row[0].value) for row in worksheet(opened(PACKAGE), "Chart_Q4").iter_rows()]
    assert (
        "No line is drawn where no year has a figure: 'Hotel or temporary accommodation', 'School or pupil referral "
        "unit'." in fourth
    )
    first = [str(row[0].value) for row in worksheet(opened(PACKAGE), "Chart_Q1").iter_rows()]
    assert "Recording covered only a part of 2021/22; the table's notes say which part." in first


def test_alternative_text_says_what_is_drawn_and_where_the_figures_are() -> None:
    drawings = parts(PACKAGE, r"xl/drawings/drawing\d+\.xml")
    assert len(drawings) == len(CHARTED)
    for number, name in enumerate(CHARTED, start=1):
        found = re.search(r'descr="([^"]*)"', drawings[f"xl/drawings/drawing{number}.xml"])
        assert found
        assert "A line has a gap where no figure is published." in found[1]
        assert f"table on sheet {name}." in found[1]
    assert "'Child criminal exploitation (CCE)', 'Child sexual exploitation (CSE)', 'Both" in drawings[
        "xl/drawings/drawing1.xml"
    ].replace("&apos;", "'")


def test_a_table_of_zeros_marks_or_single_points_has_no_chart() -> None:
    def sheets(answer: ProtectedReturn) -> list[str]:
        return [name for name in opened(render_workbook(answer, charts=True)).sheetnames if name.startswith("Chart")]

    assert sheets(with_figures(ANSWER, 0)) == []
    assert sheets(with_figures(ANSWER, Shorthand.CONFIDENTIAL)) == []
    table = ANSWER.tables[0]
    row = replace(table.rows[0], cells=cells("[x] [x] [c] 12 [c] [c] [c]", "cce"))
    assert sheets(replace(ANSWER, tables=(replace(table, rows=(row,)),))) == []
    row = replace(row, cells=cells("[x] [x] [c] 12 [c] [c] 0", "cce"))
    assert sheets(replace(ANSWER, tables=(replace(table, rows=(row,)),))) == ["Chart_Q1", "Chart_figures"]


def test_only_published_figures_change_a_chart() -> None:
    """The writer is given no true count; a mark in place of another mark changes no byte of a chart."""
    table = ANSWER.tables[0]
    rows = [replace(row, cells=tuple(replace(c, published=Shorthand.NOT_APPLICABLE) if c.published is
            Shorthand.NOT_AVAILABLE else c for c in row.cells)) for row in table.rows]  # fmt: skip
    other = replace(ANSWER, tables=(replace(table, rows=tuple(rows)), *ANSWER.tables[1:]))
    pattern = r"xl/(charts|drawings)/[a-z]+\d+\.xml"
    assert parts(render_workbook(other, charts=True), pattern) == parts(PACKAGE, pattern)


@pytest.mark.parametrize("sight", list(SIGHT))
def test_any_two_colours_differ_whatever_cones_a_reader_has(sight: str) -> None:
    assert nearest_pair(COLOURS, sight) > 25, "ten is told apart side by side; lines lie apart and are thin"


def test_colours_stand_out_and_lines_differ_without_them() -> None:
    assert all(contrast(colour) >= 3 for colour in COLOURS)
    assert len(set(COLOURS)) == len(COLOURS)
    kinds = [(MARKERS[n % len(MARKERS)], DASHES[n % len(DASHES)]) for n in range(30)]
    assert len(set(kinds)) == len(kinds)
    assert all(one[0] != other[0] for one, other in pairwise(kinds))


def test_same_answer_gives_the_same_bytes_with_charts_too() -> None:
    assert render_workbook(realistic_return(), charts=True) == PACKAGE


def test_attack_reads_the_tables_and_takes_charts_for_none(tmp_path: Path) -> None:
    plain, charted = tmp_path / "a" / "answer.xlsx", tmp_path / "b" / "answer.xlsx"
    for path, package in ((plain, render_workbook(ANSWER)), (charted, PACKAGE)):
        path.parent.mkdir()
        path.write_bytes(package)
    assert open_publication(charted) == open_publication(plain)


def test_charts_bring_nothing_hidden_computed_or_from_another_file() -> None:
    for part, text in parts(PACKAGE, r".*\.(xml|rels)").items():
        assert not re.search(r"hidden=|<f[ >]|mergeCell|autoFilter|<pane|veryHidden|externalData|vba|pivot", text), part
        assert "TargetMode" not in text or "theme" in part, part
