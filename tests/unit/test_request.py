"""Request definitions, and what one requester asks for differently."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import load_field_map
from foi_return.config.request import RequestOverrides, load_request, override, shipped_requests
from foi_return.config.toml_write import toml_text
from foi_return.coverage import find_coverage
from foi_return.errors import RequestError
from foi_return.inner_cells import InnerCell
from foi_return.periods import AgeBand, finest_age_bands
from foi_return.tables import CountTable, TableBuilder
from foi_return.terms.request import Breakdown, Combine, Request
from tests.support.maps import ANYTOWN

CORE = load_request("core")
Tables = dict[str, Any]


def core_tables() -> Tables:
    return tomllib.loads(shipped_requests()["core"].read_text(encoding="utf-8"))


def faults_of(overrides: RequestOverrides) -> list[str]:
    with pytest.raises(RequestError) as caught:
        override(CORE, overrides)
    return [str(fault) for fault in caught.value.faults]


def test_core_request_asks_what_the_letter_asks() -> None:
    assert [period.label for period in CORE.periods] == [f"{year}/{year % 100 + 1}" for year in range(2019, 2026)]
    assert [question.number for question in CORE.questions] == ["1", "2", "3", "4", "5", "6"]
    assert [flag.part for flag in CORE.flags] == [f"2({letter})" for letter in "abcdefghi"]
    assert [table.key for table in CORE.tables] == [
        "q1", "q3", "q4", "q5-cce", "q5-cse", "q5-both", "q6-cce", "q6-cse", "q6-both",
    ]  # fmt: skip
    assert CORE.category("both").combine is Combine.ALL_OF
    assert CORE.category("exploited").parts == ("cce", "cse", "gang", "ocg", "county_lines")
    assert CORE.memberships[:5] == ("cce", "cse", "gang", "ocg", "county_lines")
    with pytest.raises(KeyError):
        CORE.category("nothing")


# ---- Overrides ----


def test_no_override_changes_nothing() -> None:
    assert override(CORE, RequestOverrides()) == CORE


def test_years_are_replaced_in_any_spelling() -> None:
    asked = override(CORE, RequestOverrides(years=["2021-22", "2019/2020 to 2020/21", "2020/21"]))
    assert [period.label for period in asked.periods] == ["2019/20", "2020/21", "2021/22"]
    assert replace(asked, periods=CORE.periods) == CORE


def test_bands_are_replaced_by_the_requesters_own() -> None:
    asked = override(CORE, RequestOverrides(age_bands=["16+", "under 12", "12 to 15"]))
    assert asked.age_bands == (AgeBand(0, 11), AgeBand(12, 15), AgeBand(16, None))


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (RequestOverrides(years=[]), ["no periods were named"]),
        (RequestOverrides(years=["2019/21", "2020/21", "x"]), ["'2019/21' is not", "'x' is not"]),
        (RequestOverrides(years=["2019", "2020/21"]), ["more than one kind"]),
        (RequestOverrides(years=["2021/22 to 2019/20"]), ["is before the first"]),
        (RequestOverrides(age_bands=[]), ["no age bands were named"]),
        (RequestOverrides(age_bands=["10-12", "12-14"]), ["share an age"]),
        (RequestOverrides(age_bands=["old", "young"]), ["'old' is not", "'young' is not"]),
        (RequestOverrides(categories=["csa", "cse", "gangs"]), ["'csa' is not a category", "Did you mean 'gang'?"]),
        (RequestOverrides(categories=[]), ["no table is left to print"]),
        (RequestOverrides(["x"], ["y"], ["z"]), ["'x' is not", "'y' is not", "'z' is not"]),
        (RequestOverrides(years=["20\x1b19"]), ["20\\u001b19"]),
    ],
)
def test_every_override_that_cannot_be_meant_is_reported(overrides: RequestOverrides, expected: list[str]) -> None:
    faults = faults_of(overrides)
    assert len(faults) == len(expected)
    assert all(words in fault for words, fault in zip(expected, faults, strict=True))


def count_tables(request: Request, cells: list[InnerCell]) -> dict[str, CountTable]:
    field_map = load_field_map(ANYTOWN, CORE)
    coverage = find_coverage(request, field_map, None)
    tables = TableBuilder(
        request, field_map, coverage, cells, frozenset(), finest_age_bands(request.age_bands), False
    ).build()
    return {table.definition.key: table for table in tables}


def test_category_left_out_loses_its_tables_and_still_counts_in_what_follows_from_it() -> None:
    asked = override(CORE, RequestOverrides(categories=["both", "gang"]))
    assert [table.key for table in asked.tables] == ["q1", "q3", "q4", "q5-both", "q6-both"]
    cells = [
        InnerCell("2022/23", ("cce", "cse", "online"), "Female", "13 to 15", 3),
        InnerCell("2022/23", ("cse",), "Male", "13 to 15", 2),
    ]
    tables, whole = count_tables(asked, cells), count_tables(CORE, cells)
    year = [period.label for period in CORE.periods].index("2022/23")
    assert [(row.label, row.cells[year].figure) for row in tables["q1"].rows] == [("Both CCE and CSE", 3)]
    assert tables["q4"].rows == whole["q4"].rows
    assert tables["q5-both"].rows == whole["q5-both"].rows
    assert [row.label for row in tables["q3"].rows] == ["Exploited by, or associated with, a gang"]


def test_context_table_stays_whatever_categories_are_asked_for() -> None:
    asked = override(CORE, RequestOverrides(categories=["cse"]))
    assert [(table.key, table.categories) for table in asked.tables if table.breakdown == Breakdown.CONTEXT] == [
        ("q4", ("exploited",))
    ]


def test_ages_outside_the_bands_are_counted_in_rows_of_their_own() -> None:
    asked = override(CORE, RequestOverrides(age_bands=["12 to 13", "15 to 15"]))
    cells = [
        InnerCell("2022/23", ("cse",), "Female", "12 to 13", 1),
        InnerCell("2022/23", ("cse",), "Female", "Under 12", 1),
        InnerCell("2022/23", ("cse",), "Female", "14", 1),
        InnerCell("2022/23", ("cse",), "Female", "16 and over", 3),
        InnerCell("2022/23", ("cse",), "Female", "Not known", 4),
    ]
    rows = count_tables(asked, cells)["q6-cse"].rows
    year = [period.label for period in CORE.periods].index("2022/23")
    assert [(row.label, row.cells[year].figure) for row in rows] == [
        ("12 to 13", 1),
        ("15", 0),
        ("16 and over", 3),
        ("Other ages", 2),
        ("Not known", 4),
        ("Total", 10),
    ]


# ---- Definition files ----


def load_changed(folder: Path, change: Callable[[Tables], object]) -> Request:
    tables = copy.deepcopy(core_tables())
    change(tables)
    path = folder / "own.toml"
    path.write_text(toml_text(tables, "a definition"), encoding="utf-8")
    return load_request(str(path))


def test_own_definition_is_loaded_from_its_file(tmp_path: Path) -> None:
    assert load_changed(tmp_path, lambda _: None) == CORE


@pytest.mark.parametrize(
    ("name", "expected"), [("cor", "Did you mean 'core'?"), ("x", "'core'"), ("x.toml", "no such file")]
)
def test_definition_that_does_not_exist_is_named(name: str, expected: str) -> None:
    with pytest.raises(RequestError, match=expected.replace("?", ".")):
        load_request(name)


def put(path: str, value: object) -> Callable[[Tables], object]:
    def change(tables: Tables) -> None:
        *steps, last = path.split("/")
        place: Any = tables
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("nam", "x"), "Did you mean 'name'?"),
        (put("format", 9), "format version is 9"),
        (put("title", ""), "at least 1 character"),
        (put("years", ["2019/21"]), "years: '2019/21' is not a financial year"),
        (put("years", ["sometime"]), "years: 'sometime' is not a period"),
        (put("years", ["2019/20", "2023"]), "more than one kind"),
        (put("years", []), "at least 1 item"),
        (put("age_bands", ["10-12", "12-13"]), "share an age"),
        (put("categories/both/all_of", ["cce", "csx"]), "'csx' is no recorded category"),
        (put("categories/both/all_of", ["cce", "exploited"]), "'exploited' is no recorded category"),
        (put("categories/both/any_of", ["cce"]), "both all_of and any_of are given"),
        (put("categories/both/lable", "x"), "categories.both.lable: this key is not known"),
        (put("categories/a b", {"label": "x"}), "categories.a b"),
        (put("contexts/cse", {"label": "x"}), "a category has the same name"),
        (put("flag_question", "9"), "there is no question '9'"),
        (put("flags/0/category", "csa"), "flags.cse_flag: 'csa' is no category"),
        (put("flags/0/key", "cce_flag"), "two have the key 'cce_flag'"),
        (put("flags/0/part", "2(b)"), "two have the part '2(b)'"),
        (put("questions/0/number", "2"), "two have the number '2'"),
        (put("tables/0/question", "7"), "tables[1]: there is no question '7'"),
        (put("tables/0/categories", ["cse", "csa"]), "tables[1]: 'csa' is no category"),
        (put("tables/0/categories", []), "a table needs either categories or each"),
        (put("tables/0/each", ["cse"]), "a table needs either categories or each"),
        (put("tables/2/categories", ["cse", "cce"]), "a breakdown is of one category"),
        (put("tables/0/breakdown", "gender"), "'sex', 'age_group', 'context'"),
        (put("tables/0/key", "q3"), "two tables are called 'q3'"),
        (put("tables/3/key", "q5"), "two tables are called 'q5'"),
        (put("tables/0/key", "../q1"), "letters, digits, - and _ only"),
        (put("tables/0/key", "q1-{category}"), "letters, digits, - and _ only"),
        (put("tables/3/key", "q5-{categry}"), "'{categry}' stands for nothing"),
        (put("tables/0/title", "Children by {sexes}"), "'{sexes}' stands for nothing"),
        (put("tables/0/title", "Children by {sex!r}"), "'{sex}' stands for nothing"),
        (put("tables/0/title", "Children by {sex.x}"), "'{sex.x}' stands for nothing"),
        (put("tables/0/title", "Children {"), "a brace is not closed"),
        (put("contexts", {}), "the request has none"),
        (put("unit", "chil\ndren"), "U+000A"),
    ],
)
def test_definition_that_contradicts_itself_says_where(
    tmp_path: Path, change: Callable[[Tables], object], expected: str
) -> None:
    with pytest.raises(RequestError) as caught:
        load_changed(tmp_path, change)
    assert expected in str(caught.value)


def test_faults_of_a_definition_are_reported_together(tmp_path: Path) -> None:
    def change(tables: Tables) -> None:
        tables["years"] = ["x", "y"]
        tables["age_bands"] = ["z"]
        tables["tables"][0]["question"] = "9"
        tables["flags"][0]["category"] = "none"

    with pytest.raises(RequestError) as caught:
        load_changed(tmp_path, change)
    assert len(caught.value.faults) == 5
