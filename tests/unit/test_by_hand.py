"""A table that was published before the program: read with what somebody says of it, and protected against."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foi_return.attack import attack_files
from foi_return.by_hand import convert_table
from foi_return.config.earlier import load_earlier
from foi_return.disclosure.system import EarlierFigure
from foi_return.errors import RegisterError
from foi_return.inner_cells import InnerCell, Selector
from foi_return.pipeline import prepare_return
from tests.support.random_releases import SEXES, YEAR, _inputs
from tests.support.small_council import POLICY

TABLE = """Sex,2020/21,2021/22
Girls,*,19
Boys,12,*
Total,31,27
"""
ABOUT = 'format = 1\nreference = "HAND"\ncouncil = "Smalltown Council"\ncategory = "cce"\n'


def converted(folder: Path, table: str = TABLE, about: str = ABOUT) -> dict[tuple[Any, ...], Any]:
    """Each figure of the record by year, category and breakdown: its number, or what its mark may say."""
    (folder / "table.csv").write_text(table, encoding="utf-8")
    (folder / "about.toml").write_text(about, encoding="utf-8")
    path = convert_table(folder / "table.csv", folder / "about.toml")
    assert path == folder / "about.release.json"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {
        (cell["period"], cell["category"], *cell["breakdown"].values()): cell.get("value", cell.get("ranges"))
        for cell in cells
    }


def test_mark_that_nobody_explains_is_tried_each_way(tmp_path: Path) -> None:
    each_way = [[1, 4], [0, 4], [1, None], [0, None]]
    assert converted(tmp_path) == {
        ("2020/21", "cce", "Female"): each_way,
        ("2021/22", "cce", "Female"): 19,
        ("2020/21", "cce", "Male"): 12,
        ("2021/22", "cce", "Male"): each_way,
        ("2020/21", "cce"): 31,
        ("2021/22", "cce"): 27,
    }


@pytest.mark.parametrize(
    ("meaning", "ranges"),
    [("1-5", [[1, 5]]), ("small", [[1, 9], [0, 9]]), ("any", [[0, None]]), ("zero", [[0, 0]]), ("none", None)],
)
def test_mark_means_what_is_said(tmp_path: Path, meaning: str, ranges: Any) -> None:
    found = converted(tmp_path, about=f'{ABOUT}threshold = 10\nmarks = {{ "*" = "{meaning}" }}\n')
    assert found.get(("2020/21", "cce", "Female")) == ranges


def test_counts_of_episodes_are_the_most_that_children_can_be(tmp_path: Path) -> None:
    table = "Measure,2024\nChild criminal exploitation,140\nGangs,<6\n"
    about = (
        'format = 1\nreference = "C3"\ncouncil = "Smalltown Council"\nfigures = "at most"\n'
        'periods = { "2024" = "2023/24" }\ncategories = { "gangs" = "gang" }\n'
    )
    assert converted(tmp_path, table, about) == {
        ("2023/24", "cce"): [[0, 140]],
        ("2023/24", "gang"): [[1, 5], [0, 5]],
    }


@pytest.mark.parametrize(
    ("table", "about", "found"),
    [
        (TABLE, ABOUT.replace('category = "cce"\n', ""), "no known category"),
        (TABLE.replace("2020/21", "2020"), ABOUT, "'2020' may be a calendar or a financial year"),
        (TABLE, ABOUT + 'periods = { "2020/21" = "last year" }\n', "'last year' is no period"),
        (TABLE, ABOUT + 'marks = { "*" = "perhaps" }\n', "'perhaps' is no meaning"),
        (TABLE, ABOUT + "colour = 1\n", "colour"),
    ],
)
def test_what_is_not_said_is_asked_for(tmp_path: Path, table: str, about: str, found: str) -> None:
    with pytest.raises(RegisterError, match=found):
        converted(tmp_path, table, about)


@pytest.mark.parametrize(("value", "low", "high"), [(3, 1, 4), (0, 0, 4), (9, 1, None)])
def test_strongest_true_reading_is_taken(value: int, low: int, high: int | None) -> None:
    selector = Selector(YEAR, frozenset({"cce"}))
    figure = EarlierFigure("HAND", (YEAR, "cce"), selector, 1, 4, ((0, 4), (1, None), (0, None)))
    read = figure.read_as(value)
    assert read is not None
    assert (read.low, read.high) == (low, high)
    assert replace(figure, weaker=()).read_as(9) is None


def test_answer_is_protected_against_the_table(tmp_path: Path) -> None:
    """The table showed 19 girls and a mark for boys, without a total; the total now would give the boys away."""
    converted(tmp_path, TABLE.replace("Total,31,27\n", ""))
    inputs = _inputs(POLICY, ("under 18",))
    answer = load_earlier(tmp_path / "about.release.json", inputs.request, inputs.field_map, SEXES)
    cells = [InnerCell(YEAR, ("cce",), sex, "Under 18", count) for sex, count in (("Female", 19), ("Male", 3))]
    prepared = prepare_return(replace(inputs, earlier=(answer,)), cells, frozenset())
    total = next(row for row in prepared.answer.tables[0].rows if row.cells[0].category == "cce")
    assert total.cells[0].text == "[c]"
    assert not prepared.revised


STARRED = "Year,Sex,CCE\n2023/24,Female,*\n2023/24,Male,*\n2023/24,Not known,5\n2023/24,Total,13\n"


@pytest.mark.parametrize(
    ("marks", "readings", "known"),
    [
        ("", 4, {4}),
        ('\n[marks]\n"*" = "1-4"\n', 1, {4}),
        ('\n[marks]\n"*" = "any"\n', 1, set()),
    ],
    ids=["nobody explained it", "1 to 4", "any number"],
)
def test_attack_reads_a_mark_of_the_table_as_what_it_may_mean(
    tmp_path: Path, marks: str, readings: int, known: set[int]
) -> None:
    (tmp_path / "old.csv").write_text(STARRED, encoding="utf-8")
    (tmp_path / "old.toml").write_text(ABOUT + marks, encoding="utf-8")
    report = attack_files([convert_table(tmp_path / "old.csv", tmp_path / "old.toml")])
    assert len(report.readings) == readings
    assert {finding.low for finding in report.comes_out} == known
