"""A table may have its percentages beside it; they say nothing that the shown counts do not say."""

from __future__ import annotations

import copy
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from foi_return.config.earlier import load_earlier
from foi_return.config.request import load_request, shipped_requests
from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.percentages import percentage
from foi_return.disclosure.problem import Problem, Statement, SumCell, place_key
from foi_return.errors import RequestError
from foi_return.outputs.release import release_record
from foi_return.outputs.workbook import render_workbook
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.terms.policy import Policy
from foi_return.terms.protected import Figure, ProtectedTable
from foi_return.terms.request import Breakdown
from foi_return.terms.shorthand import Shorthand
from tests.support.small_council import POLICY
from tests.unit.test_policy_rules import CELLS, YEAR, inputs

HIDDEN, LOW, NOTHING, UNKNOWN = (
    Shorthand.CONFIDENTIAL,
    Shorthand.ROUNDS_TO_ZERO,
    Shorthand.NOT_APPLICABLE,
    Shorthand.NOT_AVAILABLE,
)


def with_percentages(policy: Policy = POLICY) -> ReturnInputs:
    usual = inputs(policy)
    split = (Breakdown.SEX, Breakdown.AGE_GROUP)
    tables = tuple(replace(table, percentages=table.breakdown in split) for table in usual.request.tables)
    return replace(usual, request=replace(usual.request, tables=tables))


def prepared(policy: Policy = POLICY) -> PreparedReturn:
    return prepare_return(with_percentages(policy), CELLS, frozenset())


def table(found: PreparedReturn, key: str) -> ProtectedTable:
    return next(table for table in found.answer.tables if table.key == key)


def column(found: PreparedReturn, key: str) -> dict[str, Figure]:
    return {row.label: row.cells[0].published for row in table(found, key).rows}


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 2000, 0.1),
        (1, 2001, 0.0),
        (8, 8, 100.0),
        (0, 8, 0.0),
        (HIDDEN, 8, HIDDEN),
        (7, HIDDEN, HIDDEN),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (NOTHING, 8, NOTHING),
        (LOW, 10, LOW),
        (0, 0, NOTHING),
    ],
)
def test_percentage_is_of_what_is_shown_to_one_decimal_place(count: Figure, total: Figure, shown: Figure) -> None:
    assert percentage(count, total) == shown
    assert isinstance(percentage(count, total), float | Shorthand)


def test_table_of_percentages_stands_after_its_table_with_the_same_rows_and_marks() -> None:
    found = prepared()
    keys = [table.key for table in found.answer.tables]
    assert keys[keys.index("q5-cce") + 1] == "q5-cce-percent"
    assert "q1-percent" not in keys
    counts, shares = column(found, "q5-cce"), column(found, "q5-cce-percent")
    assert list(counts) == list(shares)
    assert counts == {"Female": 32, "Male": 31, "Total": 63}
    assert shares == {"Female": 50.8, "Male": 49.2, "Total": 100.0}
    for key in keys:
        if key.endswith("-percent"):
            hidden = [label for label, figure in column(found, key).items() if figure is HIDDEN]
            assert hidden == [
                label
                for label, figure in column(found, key.removesuffix("-percent")).items()
                if HIDDEN in (figure, column(found, key.removesuffix("-percent"))["Total"])
            ]


def percentages_as_statements(found: PreparedReturn) -> list[Statement]:
    """What each percentage says by itself: `low <= 100 * count / total < high`, in whole numbers."""
    cells = {cell.key: cell for cell in found.problem.cells}
    told = []
    for shown in found.answer.tables:
        for row in shown.rows if shown.holds_percentages else ():
            for cell in row.cells:
                count = cells[place_key(cell.period, cell.category, cell.breakdown)]
                total = cells[place_key(cell.period, cell.category, {})]
                if isinstance(cell.published, float):
                    told += _bounds(count, total, round(10 * cell.published))
    return told


def _bounds(count: SumCell, total: SumCell, tenths: int) -> list[Statement]:
    def line(name: str, factor: int, low: int | None, high: int | None) -> Statement:
        parts = set(count.sums)
        terms = tuple((each, (2000 if each in parts else 0) - factor) for each in total.sums)
        return Statement(f"percent {count.key} {name}", terms, low, high)

    return [line("at least", 2 * tenths - 1, 0, None), line("at most", 2 * tenths + 1, None, -1)]


def test_attack_on_counts_and_percentages_finds_what_the_attack_on_counts_finds() -> None:
    found = prepared()
    told = percentages_as_statements(found)
    assert len(told) > 20
    with_them: Problem = replace(found.problem, statements=(*found.problem.statements, *told))
    hidden = found.suppression.hidden
    assert audit(with_them, hidden) == audit(found.problem, hidden)


def test_percentages_hide_nothing_more() -> None:
    assert prepared().suppression.hidden == prepare_return(inputs(), CELLS, frozenset()).suppression.hidden


def test_workbook_holds_them_as_numbers_with_one_decimal_and_says_what_they_are() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(prepared().answer)))
    sheet = book["Q5_CCE_PERCENT"]
    texts = [str(cell.value) for cell in sheet["A"]]
    assert texts[0].startswith("Question 5: Percentages: ")
    assert any("Each percentage is of the total, to one decimal place" in each for each in texts)
    figures = [cell for cell in sheet["B"] if isinstance(cell.value, int | float)]
    for row in sheet.iter_rows(min_col=2, max_col=4, values_only=True):
        if isinstance(row[0], int | float):
            share, number, out_of = (float(str(value)) for value in row)
            assert round(100 * number / out_of, 1) == share
    assert {cell.number_format for cell in figures} == {"0.0"}
    assert [cell.value for cell in figures] == [50.8, 49.2, 100]
    assert not any(text.startswith("0 means a true zero") for text in texts)


def test_release_holds_them_as_numbers_with_their_unit_and_the_checker_verifies_them() -> None:
    found = prepared()
    record = release_record(found.answer)
    shares = [cell for cell in record["cells"] if cell["unit"] == "percent of children"]
    assert {cell["table"] for cell in shares} >= {"q5-cce-percent", "q6-cse-percent"}
    assert all(isinstance(cell["value"], float) for cell in shares if "value" in cell)
    document = certify(found.problem, found.suppression)
    assert check(document, record).valid
    for place, cell in enumerate(record["cells"]):
        if cell["unit"].startswith("percent"):
            bad = copy.deepcopy(record)
            bad["cells"][place].pop("shorthand", None)
            bad["cells"][place]["value"] = cell.get("value", 50.0) + 0.2
            assert not check(document, bad).valid, cell


def test_earlier_answer_with_percentages_is_read_by_its_counts(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    figures = []
    for asked in (with_percentages(), inputs()):
        answer = prepare_return(asked, CELLS, frozenset()).answer
        path.write_text(json.dumps(release_record(answer)), encoding="utf-8")
        read = load_earlier(path, asked.request, asked.field_map, ("Female", "Male", "Not known"))
        places = [(cell.period, cell.category, *cell.breakdown.items()) for cell in read.cells]
        figures.append(dict(zip(places, [(cell.low, cell.high) for cell in read.cells], strict=True)))
    assert figures[0] == figures[1]
    assert figures[0][(YEAR, "cce")] == (63, 63)


def test_request_may_ask_for_percentages_of_a_table_that_has_a_total(tmp_path: Path) -> None:
    text = shipped_requests()["core"].read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace('breakdown = "sex"', 'breakdown = "sex"\npercentages = true'), encoding="utf-8")
    asked = {table.key: table.percentages for table in load_request(str(path)).tables}
    assert asked["q5-cce"]
    assert not asked["q6-cce"]
    assert not any(table.percentages for table in load_request("core").tables)
    path.write_text(
        text.replace('breakdown = "context"', 'breakdown = "context"\npercentages = true'), encoding="utf-8"
    )
    with pytest.raises(RequestError, match="no total that its rows are parts of"):
        load_request(str(path))
