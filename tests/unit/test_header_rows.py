"""Names of columns that stand in two rows: groups above, names below."""

from __future__ import annotations

from pathlib import Path

import pytest

from foi_return.engine.workspace import Workspace
from foi_return.sources.extract import list_columns, read_source
from foi_return.sources.header_rows import Span, read_header
from foi_return.terms.map_parts import SourceSpec
from tests.support.reading import show, write_bytes

UPPER = ["Person ID", "Episode", "", "Sex", "Risk", ""]
LOWER = ["", "Start", "End", "", "Start", "End"]
JOINED = ["Person ID", "Episode Start", "Episode End", "Sex", "Risk Start", "Risk End"]
RECORD = ["1", "2021-01-01", "2021-02-01", "F", "2020-01-01", ""]
MERGED: list[Span] = [((0, 1), (0, 2)), ((0, 4), (0, 5)), ((0, 0), (1, 0)), ((0, 3), (1, 3))]


@pytest.mark.parametrize("merged", [[], MERGED])
def test_two_rows_are_joined_where_the_map_names_what_they_say_together(merged: list[Span]) -> None:
    header = read_header([UPPER, LOWER, RECORD], ["Person ID", "Risk End"], merged=merged)
    assert (header.last, header.names) == (1, JOINED)


def test_two_rows_below_a_title_are_joined_too() -> None:
    header = read_header([["Episodes"], [], UPPER, LOWER, RECORD], ["Person ID", "Episode Start"])
    assert (header.last, header.names) == (3, JOINED)


def test_one_row_is_enough_where_it_names_as_much() -> None:
    assert read_header([UPPER, LOWER, RECORD], ["Person ID", "Sex"]).last == 0
    rows = [["Person", ""], ["ID", "Start"], RECORD[:2]]
    assert read_header(rows, ["ID", "Start"]).names == ["ID", "Start"]


def test_map_may_say_where_the_names_are() -> None:
    assert read_header([UPPER, LOWER, RECORD], ["x"], first=0, count=2).names == JOINED
    assert read_header([UPPER, LOWER, RECORD], ["Risk End"], first=1, count=1).names[1:3] == ["Start", "End"]
    assert read_header([UPPER, LOWER, RECORD], [], count=2).names == JOINED


def test_without_a_map_merged_ranges_tell_that_there_are_two_rows() -> None:
    assert read_header([UPPER, LOWER, RECORD], (), merged=MERGED).names == JOINED
    assert read_header([UPPER, LOWER, RECORD], ()).last < 2


def test_repeated_names_take_the_groups_above_them() -> None:
    rows = [["", "Risk", "", "Episode", ""], ["ID", "Start", "End", "Start", "End"], ["1", "2", "3", "4", "5"]]
    assert read_header(rows, ()).names == ["ID", "Risk Start", "Risk End", "Episode Start", "Episode End"]


def test_record_is_never_joined_to_the_names_above_it() -> None:
    rows = [["Name", "Surname", "Hazard"], ["Canary", "", "CSE"], ["x", "y", "z"]]
    assert read_header(rows, ()).names == ["Name", "Surname", "Hazard"]
    assert read_header(rows, (), merged=[((0, 0), (1, 0))]).last == 0
    assert read_header(rows, ["Name", "Hazard"]).last == 0


def test_group_over_a_column_outside_its_range_does_not_spread() -> None:
    header = read_header([["A", "", ""], ["x", "y", "z"]], ["A x"], merged=[((0, 0), (0, 1))])
    assert header.names == ["A x", "A y", "z"]


def test_text_file_with_two_rows_of_names_is_read_below_both(workspace: Workspace, tmp_path: Path) -> None:
    text = "\n".join(map(",".join, (UPPER, LOWER, RECORD)))
    path = write_bytes(tmp_path, text + "\n")
    needed = ["Person ID", "Risk Start"]
    raw = read_source(workspace, SourceSpec("risk"), path, needed)
    assert show(workspace, raw, needed).rows == {3: ("1", "2020-01-01")}
    assert raw.names == tuple(JOINED)


def test_merged_header_of_a_workbook_is_joined_with_a_map_and_without(workspace: Workspace, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(1, 1, 2, 1, "Person ID")
        sheet.merge_range(1, 2, 1, 3, "Episode")
        sheet.write_row(2, 2, ["Start", "End"])
        sheet.write_row(3, 1, ["007", "2021-01-01", "2021-02-01"])
    assert list_columns(path) == (["column 1", "Person ID", "Episode Start", "Episode End"], 3)
    needed = ["Person ID", "Episode End"]
    raw = read_source(workspace, SourceSpec("episodes"), path, needed)
    assert show(workspace, raw, needed).rows == {4: ("007", "2021-02-01")}
