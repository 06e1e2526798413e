"""Which row holds the names of the columns, and what an error may repeat of it."""

from __future__ import annotations

import pytest

from foi_return.errors import SourceError
from foi_return.sources.header import SEARCHED_ROWS, find_header, locate_columns, name_columns, repeated_names

HEADER = ["Person ID", "Date of birth", "Hazard"]
RECORD = ["1001", "01/02/2010", "CSE"]


def test_header_is_the_first_row_that_names_most_of_the_columns() -> None:
    rows = [["Hazard"], ["Person ID", "Hazard"], HEADER, RECORD, HEADER]
    assert find_header(rows, ["Person ID", "Hazard", "Date of birth"]) == 2


def test_title_that_names_one_column_is_not_taken_for_the_header() -> None:
    assert find_header([["Person ID", ""], [], HEADER, RECORD], HEADER) == 2


def test_header_below_the_searched_rows_is_not_found() -> None:
    rows = [["title"]] * SEARCHED_ROWS + [HEADER]
    assert find_header(rows, HEADER) == 0


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Report"], ["Made on", "01/05/2026"], [], HEADER, RECORD, RECORD], 3),
        (
            [["Person", "", "Record", ""], ["ID", "Born", "Hazard", "Start"], ["1", "2010-01-01", "CSE", "2020-01-01"]],
            1,
        ),
        ([["Notes", "Notes", "ID", "Code"], ["a", "b", "1", "CSE"]], 0),
        ([["ID", "", "Code", "Start", "End"], ["1", "x", "CSE", "2020-01-01", "2021-01-01"]], 0),
        ([["ID", "2019/20", "2020/21"], ["1", "2", "3"]], 0),
        ([["Title", "", ""], ["ID", "2019/20", "2020/21"], ["1", "2", "3"]], 1),
        ([["Code"], ["CSE"], ["CCE"]], 0),
        ([], 0),
        ([[]], 0),
    ],
)
def test_header_is_found_without_knowing_a_column(rows: list[list[str]], expected: int) -> None:
    assert find_header(rows, ()) == expected


def test_columns_without_a_name_are_called_by_their_place() -> None:
    assert name_columns(["\ufeffPerson  ID ", "", " ", "Two\nlines"]) == [
        "Person ID",
        "column 2",
        "column 3",
        "Two lines",
    ]


def test_columns_are_located_by_the_names_of_the_map() -> None:
    assert locate_columns(HEADER, ["hazard", "PERSON ID"], "people") == {"hazard": 2, "PERSON ID": 0}


def test_names_that_several_columns_share_are_listed() -> None:
    assert repeated_names(["Note", "Id", "note ", "NOTE", "Id2"]) == ["note"]


def message(names: list[str], needed: list[str]) -> str:
    with pytest.raises(SourceError) as caught:
        locate_columns(names, needed, "people (people.csv)")
    return str(caught.value)


def test_names_of_a_header_are_listed_in_an_error() -> None:
    assert "'Person ID', 'Date of birth', 'Hazard'" in message(HEADER, ["Person ID", "Hazard", "Born"])
    assert "'Q1 2019', 'Person ID', 'Hazard'" in message(
        ["Q1 2019", "Person ID", "Hazard"], ["Person ID", "Hazard", "X"]
    )


def test_one_name_that_is_nearly_right_makes_a_header() -> None:
    assert "Did you mean 'PersonID'?" in message(["PersonID", "Sex"], ["Person ID"])


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        ["CSE", "1001", "x"],
        ["Hazard", "1001", "x"],
        ["Jane Doe", "Female", "at risk"],
        ["PersonID", "AB12 3CD"],
    ],
)
def test_row_that_may_be_a_record_is_not_repeated(record: list[str]) -> None:
    text = message(record, ["Person ID", "Date of birth", "Hazard", "Gender"])
    assert "none of the first 50 rows looks like the header row" in text
    assert not [cell for cell in record if f"'{cell}'" in text.replace("called 'Hazard'", "")]


def test_long_header_is_cut_short_and_strange_characters_are_written_as_codes() -> None:
    names = ["Person ID", "Hazard", "x\x1b[2Jy", "n" * 500, *(f"Column {letter}" for letter in "abcdefghij" * 5)]
    text = message(names, ["Person ID", "Hazard", "Start"])
    assert "\x1b" not in text
    assert "x\\u001b[2Jy" in text
    assert "n" * 61 not in text
    assert "and 14 more" in text
