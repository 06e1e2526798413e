"""The workbook: what is written is what is protected, a reader's software finds its way, and nothing is hidden."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from foi_return.errors import OutputError
from foi_return.outputs.hostile_text import check_publishable
from foi_return.outputs.sheet_names import name_sheets
from foi_return.outputs.text_fit import fits_one_line, row_height
from foi_return.outputs.workbook import render_workbook, write_workbook
from foi_return.terms.field_map import FlagAnswer, FlagStatement
from foi_return.terms.protected import Note, ProtectedReturn, ProtectedRow, ProtectedTable
from foi_return.terms.shorthand import Shorthand, meanings
from tests.support.protected import HOSTILE_TEXTS, cells, hostile_return, realistic_return

RETURNS = {"realistic": realistic_return(), "hostile": hostile_return()}
PACKAGES = {name: render_workbook(answer) for name, answer in RETURNS.items()}
WORKBOOKS = {name: load_workbook(io.BytesIO(package), rich_text=True) for name, package in PACKAGES.items()}
BOTH = pytest.mark.parametrize("name", list(RETURNS))

TABLE_SHEETS = ["Q1", "Q3", "Q4", "Q5_CCE", "Q5_CSE", "Q5_BOTH", "Q6_CCE", "Q6_CSE", "Q6_BOTH"]


def sheet_of(answer: ProtectedReturn, name: str) -> Worksheet:
    return sheet(load_workbook(io.BytesIO(render_workbook(answer))), name)


def sheet(workbook: Workbook, name: str) -> Worksheet:
    worksheet = workbook[name]
    assert isinstance(worksheet, Worksheet)
    return worksheet


def worksheets(name: str) -> list[Worksheet]:
    return [sheet(WORKBOOKS[name], title) for title in WORKBOOKS[name].sheetnames]


def table_rows(worksheet: Worksheet) -> list[list[Any]]:
    """The rows of a sheet's only table, its header first."""
    (table,) = worksheet.tables.values()
    return [[cell.value for cell in row] for row in worksheet[table.ref]]


def table_cells(worksheet: Worksheet) -> list[tuple[Cell, ...]]:
    (table,) = worksheet.tables.values()
    return list(worksheet[table.ref])


def lines(worksheet: Worksheet) -> list[str]:
    """The texts of column A above the table."""
    header = min((int(re.findall(r"\d+", table.ref)[0]) for table in worksheet.tables.values()), default=10_000)
    texts = [cell.value for cell in worksheet["A"] if cell.row < header]
    assert all(isinstance(text, str) for text in texts)
    return [str(text) for text in texts]


def header_and_footer(worksheet: Worksheet) -> tuple[str, str]:
    """What stands in the middle of the page's head and at the right of its foot."""
    head, foot = worksheet.oddHeader, worksheet.oddFooter
    return str(head.center.text) if head else "", str(foot.right.text) if foot else ""


def parts(name: str) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(PACKAGES[name])) as package:
        for part in package.namelist():
            yield part, package.read(part).decode()


@BOTH
def test_every_cell_reads_back_as_it_was_protected(name: str) -> None:
    for table, title in zip(RETURNS[name].tables, TABLE_SHEETS, strict=True):
        header, *rows = table_rows(sheet(WORKBOOKS[name], title))
        assert header == [table.row_heading, *(period.label for period in table.periods)]
        assert len(rows) == len(table.rows)
        for written, row in zip(rows, table.rows, strict=True):
            shown = [cell.text if isinstance(cell.published, Shorthand) else cell.published for cell in row.cells]
            assert written[1:] == shown
            assert [type(value) for value in written[1:]] == [type(value) for value in shown]
            assert written[0].startswith(row.label)


def test_sheets_stand_in_the_order_of_the_guidance() -> None:
    assert WORKBOOKS["realistic"].sheetnames == [
        "Cover",
        "Contents",
        "Questions",
        "Question_2",
        *TABLE_SHEETS,
        "Notes",
        "Definitions",
    ]


@BOTH
def test_hostile_or_not_a_text_is_never_a_formula_a_link_or_a_number(name: str) -> None:
    for worksheet in worksheets(name):
        for row in worksheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.coordinate
                if cell.data_type == "n":
                    assert isinstance(cell.value, int) or cell.value is None


def test_hostile_texts_arrive_unchanged() -> None:
    workbook, answer = WORKBOOKS["hostile"], RETURNS["hostile"]
    notes = [row[1] for row in table_rows(sheet(workbook, "Notes"))[1:]]
    labels = [re.sub(r"( \[(b|note \d+)\])*$", "", row[0]) for row in table_rows(sheet(workbook, "Q1"))[1:]]
    flags = table_rows(sheet(workbook, "Question_2"))[1:]
    assert notes == list(HOSTILE_TEXTS)
    assert labels == list(HOSTILE_TEXTS)
    assert [row[3] for row in flags] == [line.statement.fields[0] for line in answer.flags]
    assert [row[5] for row in flags] == [line.statement.note for line in answer.flags]
    assert workbook.properties.creator == answer.council
    assert workbook.properties.title == answer.title


def test_text_that_looks_like_a_formula_stays_text_when_its_cell_is_edited() -> None:
    for row in sheet(WORKBOOKS["hostile"], "Notes").iter_rows(min_col=2, max_col=2):
        text = row[0].value
        if isinstance(text, str) and text[0] in "=+-@":
            assert row[0].quotePrefix


@BOTH
def test_titles_and_sections_are_tagged_as_headings_and_nothing_else_is(name: str) -> None:
    tagged = {"Heading 1": set[str](), "Heading 2": set[str]()}
    for worksheet in worksheets(name):
        assert worksheet["A1"].style == "Heading 1", worksheet.title
        for row in worksheet.iter_rows():
            for cell in row:
                if cell.style in tagged:
                    tagged[cell.style].add(f"{worksheet.title}!{cell.coordinate}")
    assert {place.split("!")[1] for place in tagged["Heading 1"]} == {"A1"}
    assert len(tagged["Heading 2"]) == 5
    assert {place.split("!")[0] for place in tagged["Heading 2"]} == {"Cover"}


@BOTH
def test_nothing_is_hidden_merged_filtered_frozen_or_computed(name: str) -> None:
    for part, text in parts(name):
        assert not re.search(r"hidden=|<f[ >]|mergeCell|autoFilter|<pane|veryHidden|dataValidation", text), part
        if part != "xl/theme/theme1.xml":
            assert not re.search(r"TargetMode|externalLink|drawing|vba|pivot|connection|customXml", part + text), part
    for worksheet in worksheets(name):
        assert worksheet.sheet_state == "visible"
        assert not any(row.hidden for row in worksheet.row_dimensions.values())
        assert not any(column.hidden for column in worksheet.column_dimensions.values())
        assert worksheet.protection.sheet is False
        fills = {cell.fill.fill_type for row in worksheet.iter_rows() for cell in row}
        assert fills == {None}


@BOTH
def test_only_printing_defines_names(name: str) -> None:
    assert not WORKBOOKS[name].defined_names
    for worksheet in worksheets(name):
        assert not set(worksheet.defined_names)
        assert bool(worksheet.print_title_rows) == bool(worksheet.tables)


@BOTH
def test_each_sheet_holds_at_most_one_table_with_nothing_beneath_or_beside_it(name: str) -> None:
    seen: set[str] = set()
    for worksheet in worksheets(name):
        assert len(worksheet.tables) == (0 if worksheet.title == "Cover" else 1)
        for table in worksheet.tables.values():
            assert table.displayName not in seen
            seen.add(table.displayName)
            assert table.ref.split(":")[1] == f"{get_column_letter(worksheet.max_column)}{worksheet.max_row}"
            assert table.autoFilter is None
            assert table.headerRowCount in (1, None)
            assert table.tableStyleInfo.name is None
        for row in range(1, len(lines(worksheet)) + 1):
            assert [cell.value for cell in worksheet[row][1:] if cell.value is not None] == []


@BOTH
def test_tables_have_unique_headings_and_no_empty_cell(name: str) -> None:
    for worksheet in worksheets(name):
        for table in worksheet.tables.values():
            header, *rows = table_rows(worksheet)
            assert header == table.column_names
            assert len({heading.casefold() for heading in header}) == len(header)
            assert rows
            assert all(str(value or "0").strip() for row in [header, *rows] for value in row)
            assert not any(value is None for row in [header, *rows] for value in row)


@BOTH
def test_text_is_sans_serif_and_12_point_or_more(name: str) -> None:
    for worksheet in worksheets(name):
        for row in worksheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert (cell.font.name, cell.font.scheme, float(cell.font.sz) >= 12) == ("Arial", None, True)


def test_figures_and_their_headings_stand_to_the_right_with_a_comma_for_thousands() -> None:
    header, *rows = table_cells(sheet(WORKBOOKS["realistic"], "Q1"))
    assert [cell.alignment.horizontal for cell in header] == ["left"] + ["right"] * 7
    for row in rows:
        assert [cell.alignment.horizontal for cell in row] == ["left"] + ["right"] * 7
        assert {cell.number_format for cell in row[1:] if isinstance(cell.value, int)} == {"#,##0"}
        assert all(cell.alignment.wrap_text for cell in row)


def test_ranges_are_written_with_to() -> None:
    for worksheet in worksheets("realistic"):
        for row in worksheet.iter_rows():
            for cell in row:
                assert not re.search("\\d *[\u2013\u2014-] *\\d", str(cell.value)), cell.value
    ages = [row[0] for row in table_rows(sheet(WORKBOOKS["realistic"], "Q6_CCE"))]
    assert [label.split(" [")[0] for label in ages[1:4]] == ["Under 10", "10 to 12", "13 to 15"]


def test_only_the_shorthand_of_a_sheet_is_explained_on_it() -> None:
    for worksheet, table in zip(worksheets("realistic")[4:-2], RETURNS["realistic"].tables, strict=True):
        explained = {line.split()[0] for line in lines(worksheet) if " means " in line}
        used = {shorthand.mark for shorthand in table.shorthand_used} | ({"[b]"} if table.has_break else set())
        zero = {"0"} if any(cell.published == 0 for row in table.rows for cell in row.cells) else set()
        assert explained == used | zero, worksheet.title


def test_sheet_says_what_it_holds_how_it_counts_and_where_it_comes_from() -> None:
    answer = RETURNS["realistic"]
    first = lines(sheet(WORKBOOKS["realistic"], "Q1"))
    assert first[0].endswith("Question 1: Children recorded for exploitation, by category, 2019/20 to 2025/26")
    assert first[1] == "This sheet contains one table, which answers question 1. Each figure is a number of children."
    assert first[2].startswith("[b] means")
    rule, *others = answer.counting.short()
    assert f"How they are counted: {rule}" in first
    assert set(others) <= set(first)
    assert "Source: Mosaic. Extract made on 20 April 2026." in first
    assert set(answer.coverage) <= set(first)


def test_a_table_by_age_says_on_which_day_age_is_taken() -> None:
    rule = RETURNS["realistic"].counting.sentences()[1]
    assert rule.startswith("Age is")
    by_sheet = {worksheet.title: rule in lines(worksheet) for worksheet in worksheets("realistic")}
    assert {title for title, told in by_sheet.items() if told} == {"Q6_CCE", "Q6_CSE", "Q6_BOTH"}


def test_a_table_without_shorthand_says_so() -> None:
    answer = realistic_return()
    row = ProtectedRow("Child sexual exploitation (CSE)", cells("5 6 7 8 9 10 11", "cse"))
    texts = lines(sheet_of(replace(answer, tables=(replace(answer.tables[0], rows=(row,)),)), "Q1"))
    assert texts[2] == "No shorthand is used in this table."
    assert not any("notes" in text for text in texts)


def test_marks_stand_in_row_labels_and_never_beside_a_figure() -> None:
    for title in TABLE_SHEETS:
        for row in table_rows(sheet(WORKBOOKS["realistic"], title))[1:]:
            assert not any(isinstance(value, str) and re.search(r"note|\[b\]", value) for value in row[1:])
    labels = [row[0] for row in table_rows(sheet(WORKBOOKS["realistic"], "Q1"))[1:]]
    assert labels == [
        "Child criminal exploitation (CCE) [b] [note 1] [note 2]",
        "Child sexual exploitation (CSE)",
        "Both CCE and CSE [b] [note 1] [note 2]",
    ]


def test_every_note_that_a_label_refers_to_is_among_the_notes() -> None:
    referred = {
        note
        for title in TABLE_SHEETS
        for row in table_rows(sheet(WORKBOOKS["realistic"], title))
        for note in re.findall(r"\[note \d+\]", row[0])
    }
    rows = table_rows(sheet(WORKBOOKS["realistic"], "Notes"))[1:]
    assert referred == {f"[note {number}]" for number in range(1, 6)}
    assert rows == [[f"[note {note.number}]", note.text] for note in RETURNS["realistic"].notes]


@BOTH
def test_links_lead_to_sheets_of_the_workbook_in_words(name: str) -> None:
    workbook = WORKBOOKS[name]
    for worksheet in worksheets(name):
        links = [cell for row in worksheet.iter_rows() for cell in row if cell.hyperlink]
        targets = set()
        for cell in links:
            assert cell.hyperlink is not None
            assert cell.hyperlink.target is None
            place = re.fullmatch(r"'(\w+)'!A1", cell.hyperlink.location or "")
            assert place
            target = place[1]
            assert target in workbook.sheetnames
            assert cell.value and "://" not in str(cell.value)
            targets.add(target)
        expected = set(workbook.sheetnames) - {"Contents"} if worksheet.title == "Contents" else {"Contents"}
        assert expected <= targets


def test_contents_lists_every_other_sheet_with_its_question() -> None:
    rows = table_rows(sheet(WORKBOOKS["realistic"], "Contents"))[1:]
    assert [row[0] for row in rows] == ["Cover", "Questions", "Question_2", *TABLE_SHEETS, "Notes", "Definitions"]
    assert [row[1] for row in rows[2:-2]] == ["2", "1", "3", "4", "5", "5", "5", "6", "6", "6"]


def test_every_question_is_restated_with_the_sheets_that_answer_it() -> None:
    rows = table_rows(sheet(WORKBOOKS["realistic"], "Questions"))[1:]
    assert [row[:2] for row in rows] == [[question.number, question.text] for question in realistic_return().questions]
    assert [row[2] for row in rows] == [
        "Sheet Q1",
        "Sheet Question_2",
        "Sheet Q3",
        "Sheet Q4",
        "Sheets Q5_CCE, Q5_CSE, Q5_BOTH",
        "Sheets Q6_CCE, Q6_CSE, Q6_BOTH",
        "Not in this workbook; see the letter",
    ]


def test_flags_say_why_a_name_or_a_day_is_missing() -> None:
    rows = {row[0]: row[2:] for row in table_rows(sheet(WORKBOOKS["realistic"], "Question_2"))[1:]}
    assert rows["2(a)"] == ["Yes", "Hazard: CSE; CSE risk level", "1 April 2019", "[z]"]
    assert rows["2(c)"] == ["Yes", "12A Trafficking", "[x]", "[z]"]
    assert rows["2(d)"][:3] == ["Free text only", "[x]", "[x]"]
    assert rows["2(f)"] == ["No", "[z]", "[z]", "[z]"]
    assert rows["2(g)"] == ["Not known", "[x]", "[x]", "To follow."]
    explained = [line[:3] for line in lines(sheet(WORKBOOKS["realistic"], "Question_2")) if line.startswith("[")]
    assert explained == ["[x]", "[z]"]


def test_a_return_without_flags_has_no_sheet_for_them() -> None:
    workbook = load_workbook(io.BytesIO(render_workbook(replace(realistic_return(), flags=(), flag_question=""))))
    assert "Question_2" not in workbook.sheetnames
    assert "Question_" not in workbook.sheetnames


def test_cover_says_what_is_answered_and_how_to_read_it() -> None:
    texts = "\n".join(lines(sheet(WORKBOOKS["realistic"], "Cover")))
    answer = RETURNS["realistic"]
    for told in (
        answer.council,
        answer.reference,
        "Freedom of Information Act 2000",
        "2019/20 to 2025/26 (1 April 2019 to 31 March 2026",
        answer.policy.sentence,
        answer.policy.reason,
        answer.field_map,
        answer.fingerprint,
        "20 April 2026",
        "0 means a true zero",
        *answer.coverage,
        *(f"{mark} means {words}" for mark, words in meanings().items()),
    ):
        assert told in texts


def test_zeros_are_not_called_true_where_they_are_hidden() -> None:
    answer = realistic_return()
    hidden = replace(answer, policy=replace(answer.policy, zeros_shown=False, sentence="Zeros are hidden as well."))
    assert "true zero" not in "\n".join(lines(sheet_of(hidden, "Cover")))


def test_years_with_a_gap_between_them_are_named_one_by_one() -> None:
    answer = realistic_return()
    apart = replace(answer, periods=(answer.periods[0], answer.periods[2]))
    assert any("2019/20, 2021/22 (" in line for line in lines(sheet_of(apart, "Cover")))


def test_a_draft_is_marked_on_every_sheet_and_every_page() -> None:
    for worksheet in worksheets("realistic"):
        assert str(worksheet["A1"].value).startswith("DRAFT: ")
        assert "DRAFT" in header_and_footer(worksheet)[0]
    warning = sheet(WORKBOOKS["realistic"], "Cover")["A2"]
    assert warning.value == (
        "DRAFT: not protected against subtraction. Small numbers are hidden, but a reader could work some of them "
        "out from totals and other tables. Do not publish or send."
    )
    assert warning.font.b


def test_a_protected_answer_is_not_called_a_draft() -> None:
    assert not any("DRAFT" in text for part, text in parts("hostile"))


def test_properties_tell_title_author_subject_and_language() -> None:
    properties = WORKBOOKS["realistic"].properties
    assert properties.creator == "Anytown Metropolitan Borough Council"
    assert properties.subject == "Answer to request FOI/2026/0123 under the Freedom of Information Act 2000"
    assert properties.language == "en-GB"
    assert str(properties.title).endswith("Child exploitation recorded by children's services")


@BOTH
def test_the_first_sheet_opens_with_the_cursor_in_a1(name: str) -> None:
    workbook = WORKBOOKS[name]
    assert workbook.active is workbook["Cover"]
    for worksheet in worksheets(name):
        assert worksheet.sheet_view.topLeftCell in (None, "A1")
        assert {selection.activeCell for selection in worksheet.sheet_view.selection} <= {"A1"}
        assert bool(worksheet.sheet_view.tabSelected) == (worksheet.title == "Cover")


@BOTH
def test_pages_are_a4_one_page_wide_and_numbered(name: str) -> None:
    for worksheet in worksheets(name):
        assert worksheet.page_setup.paperSize == 9
        assert worksheet.page_setup.orientation == ("portrait" if worksheet.title == "Cover" else "landscape")
        assert worksheet.sheet_properties.pageSetUpPr is not None
        assert worksheet.sheet_properties.pageSetUpPr.fitToPage
        assert worksheet.page_setup.fitToHeight == 0
        assert "&P" in header_and_footer(worksheet)[1]


def test_an_ampersand_in_the_reference_is_no_code_in_the_footer() -> None:
    footers = [text for _, text in parts("hostile") if "oddFooter" in text]
    assert footers
    assert all("=FOI&amp;&amp;P/2026 &amp;C" in text for text in footers)


def test_the_same_answer_gives_the_same_bytes_whatever_the_time_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(realistic_return(), tmp_path / "one.xlsx")
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
    try:
        write_workbook(realistic_return(), tmp_path / "another name.xlsx")
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "another name.xlsx").read_bytes()
    assert (tmp_path / "one.xlsx").read_bytes() == PACKAGES["realistic"]


def test_another_figure_gives_other_bytes() -> None:
    answer = realistic_return()
    row = replace(answer.tables[0].rows[1], cells=cells("88 93 102 110 97 0 86", "cse"))
    table = replace(answer.tables[0], rows=(answer.tables[0].rows[0], row, answer.tables[0].rows[2]))
    assert render_workbook(replace(answer, tables=(table, *answer.tables[1:]))) != PACKAGES["realistic"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\x00b", "U+0000"),
        ("tab\there", "U+0009"),
        ("two\nlines", "U+000A"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\ud800", "U+D800"),
        ("\uffff", "U+FFFF"),
        ("invoice\u202excod.exe", "U+202E"),
        ("\u202a", "U+202A"),
        ("\u2066", "U+2066"),
        ("\u2069", "U+2069"),
        ("a" * 32_768, "32,768 characters"),
        ("\N{CHILD}" * 16_384, "32,768 characters"),
    ],
)
def test_text_that_breaks_a_file_or_deceives_is_refused(text: str, named: str, tmp_path: Path) -> None:
    answer = realistic_return()
    path = tmp_path / "answer.xlsx"
    with pytest.raises(OutputError, match=re.escape(named)) as caught:
        write_workbook(replace(answer, notes=(*answer.notes, Note(8, text))), path)
    assert "sheet 'Notes', row 12" in str(caught.value)
    assert all(str(fault).isprintable() for fault in caught.value.faults)
    assert not path.exists()


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "a" * 32_767, "\N{CHILD}" * 16_383, ""])
def test_text_that_only_looks_hostile_is_accepted(text: str) -> None:
    assert check_publishable(text, "here") is None


def test_a_heading_is_held_to_the_limit_of_headings() -> None:
    answer = realistic_return()
    table = replace(answer.tables[0], row_heading="h" * 256)
    with pytest.raises(OutputError, match="256 characters"):
        render_workbook(replace(answer, tables=(table,)))
    render_workbook(replace(answer, tables=(replace(table, row_heading="h" * 255),)))


def test_all_faults_are_reported_together_each_text_once() -> None:
    answer = replace(realistic_return(), council="A\u202eB", system="C\x07D")
    with pytest.raises(OutputError) as caught:
        render_workbook(replace(answer, notes=(Note(1, "A\u202eB"), Note(2, "E\x00F"))))
    whole = str(caught.value)
    assert len(caught.value.faults) > 3
    assert "U+0007" in whole
    assert "U+0000" in whole
    assert sum("'A\\u202eB'" in str(fault) for fault in caught.value.faults) == 1


def _with_table(**changes: object) -> ProtectedReturn:
    answer = realistic_return()
    table: ProtectedTable = replace(answer.tables[0], **changes)  # type: ignore[arg-type]
    return replace(answer, tables=(table,))


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (_with_table(rows=()), "no row"),
        (_with_table(row_heading="2019/20"), "same heading"),
        (_with_table(row_heading=" "), "same heading"),
        (_with_table(rows=(ProtectedRow("", cells("1 1 1 1 1 1 1", "cse")),)), "empty"),
        (replace(realistic_return(), notes=(Note(1, " "),)), "empty"),
    ],
)
def test_what_cannot_be_a_table_is_refused(answer: ProtectedReturn, found: str) -> None:
    with pytest.raises(OutputError, match=found):
        render_workbook(answer)


def test_a_return_without_notes_says_nothing_of_them_in_a_table() -> None:
    workbook = load_workbook(io.BytesIO(render_workbook(replace(realistic_return(), notes=()))))
    assert not sheet(workbook, "Notes").tables


def test_a_flag_with_a_name_and_no_day_is_told_apart_from_no_flag() -> None:
    answer = realistic_return()
    line = replace(answer.flags[0], statement=FlagStatement(FlagAnswer.NO, note="Planned for 2027."))
    row = table_rows(sheet_of(replace(answer, flags=(line,)), "Question_2"))[1]
    assert row[2:] == ["No", "[z]", "[z]", "Planned for 2027."]


def test_sheet_names_are_short_legal_and_unique() -> None:
    wishes = ["Q5-CCE", "Q5_CCE", "q5 cce", "a[b]:*?/\\'c", "Notes", "HISTORY", "", "X" * 40, "X" * 40, "COVER"]
    names = name_sheets(wishes)
    assert names[:4] == ("Q5_CCE", "Q5_CCE_2", "q5_cce_3", "a_b_c")
    assert len({name.casefold() for name in names}) == len(wishes)
    assert all(re.fullmatch(r"\w{1,31}", name) for name in names)
    assert not {"notes", "cover", "history"} & {name.casefold() for name in names}


def test_a_row_is_as_high_as_its_wrapped_text() -> None:
    one, two = row_height("Short", 20, 12), row_height("A text that is too long for one line of it", 20, 12)
    assert one < two < 3 * one
    assert row_height("w" * 200, 20, 12) > 8 * one - 30
    assert row_height("word " * 10_000, 20, 12) == 409
    assert row_height("Bold text of a line", 18, 12, bold=True) >= row_height("Bold text of a line", 18, 12)
    assert fits_one_line("Short", 20, 12)
    assert not fits_one_line("A text that is too long for one line of it", 20, 12)


@BOTH
def test_rows_with_long_texts_are_higher_than_one_line(name: str) -> None:
    for worksheet in worksheets(name):
        for row in range(1, worksheet.max_row + 1):
            height = worksheet.row_dimensions[row].height
            assert height is not None
            assert 15 <= height <= 409
    definitions = sheet(WORKBOOKS["realistic"], "Definitions")
    top = len(lines(definitions)) + 1
    heading, first_rule = (definitions.row_dimensions[row].height or 0 for row in (top, top + 1))
    assert first_rule > 1.5 * heading


@pytest.mark.parametrize("place", ["missing/answer.xlsx", "."])
def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_workbook(realistic_return(), tmp_path / place)
    assert caught.value.faults[0].next_step


def test_importing_the_writers_loads_no_library() -> None:
    modules = "foi_return.outputs.workbook, foi_return.outputs.release, foi_return.outputs.staging"
    code = f"import sys, {modules}; print(sorted({{'xlsxwriter', 'openpyxl', 'pandas'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"
