"""Dates as the map's formats read them: strictly, never guessed, and alike in both engines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from foi_return.dates import BLANKS, DATE_FORMATS, EXCEL_SERIAL, conflicting_formats, date_format_names
from foi_return.engine import reference
from foi_return.engine.typed import type_records
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.terms.map_parts import RecordsSpec
from tests.support.typing_dates import typed_birth_dates

ONE_DAY = {
    "dd/mm/yyyy": ["01/04/2021", "1/4/2021", "01/4/2021"],
    "dd-mm-yyyy": ["01-04-2021", "1-4-2021"],
    "dd.mm.yyyy": ["01.04.2021", "1.4.2021"],
    "dd mmm yyyy": ["01 Apr 2021", "1 apr 2021", "1 APR 2021"],
    "dd-mmm-yyyy": ["01-Apr-2021", "1-APR-2021"],
    "dd mmmm yyyy": ["01 April 2021", "1 APRIL 2021"],
    "yyyy-mm-dd": ["2021-04-01", "2021-4-1"],
    "yyyy/mm/dd": ["2021/04/01", "2021/4/1"],
    "yyyymmdd": ["20210401"],
    "mm/dd/yyyy": ["04/01/2021", "4/1/2021"],
    EXCEL_SERIAL: ["44287", "44287.75", "44287.0"],
}
"""1 April 2021 in every format and the spellings that each allows."""

NO_DATES = [
    "31/02/2010", "29/02/2019", "00/04/2021", "32/01/2021", "01/13/2021", "01/00/2021", "01/04/21", "1/4/021",
    "01/04/20211", "01/04/2021x", "x01/04/2021", "01/04", "04/2021", "2021", "01/ 04/2021", "01//04/2021", "-1/4/2021",
    "+1/4/2021", "01/04/-2021", "\N{FULLWIDTH DIGIT ONE}/4/2021", "\N{ARABIC-INDIC DIGIT ONE}/4/2021", "epoch",
    "infinity", "-infinity", "today", "1 Sept 2021", "1 Avril 2021", "1st April 2021", "unknown", "n/a", "#N/A", "0",
    "01/04/2021 25", "01/04/2021 noon", "01/04/2021T", "2021-04-01T00:00:00Z", "2021-03-31T23:30:00+01:00",
    "2021-02-30", "20210431", "2021040", "202104011", "2021 401",
]  # fmt: skip


def keys(
    workspace: Workspace, texts: Sequence[str | None], formats: Sequence[str], *, date_cells: bool = False
) -> list[int | None]:
    """The dates of both engines, which must be the same."""
    typed = [key for key, _ in typed_birth_dates(workspace, texts, formats, date_cells=date_cells)]
    parsed = [reference._parse_date(reference._trim(text), formats, date_cells) for text in texts]
    assert typed == [day and day.year * 10_000 + day.month * 100 + day.day for day in parsed]
    return typed


def test_every_format_has_its_examples() -> None:
    assert list(ONE_DAY) == list(date_format_names())


@pytest.mark.parametrize("name", ONE_DAY)
def test_format_reads_its_own_dates(workspace: Workspace, name: str) -> None:
    assert set(keys(workspace, ONE_DAY[name], [name])) == {20210401}


@pytest.mark.parametrize("name", ONE_DAY)
def test_format_reads_no_other_dates(workspace: Workspace, name: str) -> None:
    alike = {name} | ({"dd/mm/yyyy", "mm/dd/yyyy"} if name in {"dd/mm/yyyy", "mm/dd/yyyy"} else set())
    others = [text for other, texts in ONE_DAY.items() if other not in alike for text in texts]
    assert set(keys(workspace, others, [name])) == {None}


def test_month_first_is_never_guessed(workspace: Workspace) -> None:
    texts = ["04/01/2021", "13/01/2021", "01/13/2021"]
    assert keys(workspace, texts, ["dd/mm/yyyy"]) == [20210104, 20210113, None]
    assert keys(workspace, texts, ["mm/dd/yyyy"]) == [20210401, None, 20210113]
    assert conflicting_formats(["mm/dd/yyyy", "yyyymmdd", "dd/mm/yyyy"])


def test_what_is_no_date_in_any_format_is_none(workspace: Workspace) -> None:
    every = [name for name in date_format_names() if name not in {"mm/dd/yyyy", EXCEL_SERIAL}]
    assert dict.fromkeys(NO_DATES) == dict(zip(NO_DATES, keys(workspace, NO_DATES, every), strict=True))


@pytest.mark.parametrize("name", [name for name in DATE_FORMATS if name != "yyyymmdd"])
def test_time_of_day_is_left_aside(workspace: Workspace, name: str) -> None:
    times = [" 00:00", " 9:05", "T13:45:10", " 13:45:10.123", " 23:59:59.1234567", " 12:00:00 AM", " 1:00pm"]
    assert set(keys(workspace, [ONE_DAY[name][0] + time for time in times], [name])) == {20210401}


def test_blanks_around_a_date_are_left_aside(workspace: Workspace) -> None:
    texts = [f"{blank}01/04/2021{blank}{blank}" for blank in BLANKS]
    assert set(keys(workspace, texts, ["dd/mm/yyyy"])) == {20210401}


def test_leap_days_are_days_of_leap_years_only(workspace: Workspace) -> None:
    texts = ["29/02/2020", "29/02/2021", "29/02/2000", "29/02/2100"]
    assert keys(workspace, texts, ["dd/mm/yyyy"]) == [20200229, None, 20000229, None]


def test_dates_that_stand_for_no_date_are_none(workspace: Workspace) -> None:
    texts = ["01/01/1900", "31/12/1900", "01/01/1901", "31/12/2100", "01/01/2101", "31/12/9999", "01/01/0001"]
    assert keys(workspace, texts, ["dd/mm/yyyy"]) == [None, None, 19010101, 21001231, None, None, None]


def test_serials_are_dates_only_where_the_map_says_so(workspace: Workspace) -> None:
    texts = ["44287", "1", "366", "367", "73415", "73416", "999999", "1000000", "-5", "44287.", "4.4e4", " 44287 "]
    assert set(keys(workspace, texts, ["dd/mm/yyyy", "yyyymmdd"], date_cells=True)) == {None}
    expected = [20210401, None, None, 19010101, 21001231, None, None, None, None, None, None, 20210401]
    assert keys(workspace, texts, [EXCEL_SERIAL]) == expected


def test_date_cells_are_dates_whatever_the_map_says(workspace: Workspace) -> None:
    texts = ["2021-04-01", "2021-04-01 13:45:10", "01/04/2021", "44287"]
    assert keys(workspace, texts, ["dd/mm/yyyy"], date_cells=True) == [20210401, 20210401, 20210401, None]
    assert keys(workspace, texts, ["dd/mm/yyyy"]) == [None, None, 20210401, None]


def test_blank_is_no_wrong_date(workspace: Workspace) -> None:
    texts = [None, "", " ", "\N{NO-BREAK SPACE}", "NULL", "null", "x", "31/02/2010"]
    typed = typed_birth_dates(workspace, texts, ["dd/mm/yyyy"])
    assert [bad for _, bad in typed] == [False, False, False, False, False, False, True, True]


def test_end_date_in_the_far_future_is_an_end_date(workspace: Workspace) -> None:
    table = workspace.new_table_name("ends")
    ends = ["31/12/9999", "01/01/2101", "01/01/1900", "31/12/2020", "NULL", "", "x", "02/01/2021"]
    columns = ["row BIGINT", "c0 VARCHAR", "c1 VARCHAR", "c2 VARCHAR", "c3 VARCHAR"]
    workspace.insert_rows(table, columns, ([n, "7", "01/01/2021", end, "CSE"] for n, end in enumerate(ends)))
    raw = RawTable("records", table, {"Id": "c0", "Start": "c1", "End": "c2", "Code": "c3"}, 1, 2, (), "row")
    spec = RecordsSpec("records", "records", ("Id",), "Start", "End", ("dd/mm/yyyy",))
    typed = type_records(workspace, raw, spec, ["Code"], [("c3", ["CSE"])])
    query = f"SELECT end_key, end_bad, end_early FROM {typed.table} ORDER BY row_no"
    found = workspace.duckdb.execute(query).fetchall()
    assert found == [
        (99991231, 0, 0),
        (21010101, 0, 0),
        (None, 1, 0),
        (20210101, 0, 1),
        (None, 0, 0),
        (None, 0, 0),
        (None, 1, 0),
        (20210102, 0, 0),
    ]


def test_id_is_trimmed_and_nothing_else(workspace: Workspace) -> None:
    ids = [" 007 ", "\N{NO-BREAK SPACE}a b\N{ZERO WIDTH SPACE}", "7.0", "#N/A", "#REF!", "NULL", " ", "0", "N/A", "é"]
    table = workspace.new_table_name("ids")
    workspace.insert_rows(table, ["row BIGINT", "c0 VARCHAR"], ([number, text] for number, text in enumerate(ids)))
    raw = RawTable("records", table, {"Id": "c0"}, 1, 2, (), "row")
    spec = RecordsSpec("records", "records", ("Id",), "Id", None, ("dd/mm/yyyy",))
    typed = type_records(workspace, raw, spec, ["Id"], [("c0", ids)])
    found = workspace.duckdb.execute(f"SELECT child_id FROM {typed.table} ORDER BY row_no").fetchall()
    expected = ["007", "a b", "7.0", None, None, None, None, "0", "N/A", "é"]
    assert [child for (child,) in found] == expected
    assert [reference._child_id(reference._trim(text)) for text in ids] == expected
