"""The account of what is hidden: in the words of the release, with true numbers, and with what cannot be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from foi_return.config.earlier import load_earlier
from foi_return.disclosure.account import account, names_of
from foi_return.disclosure.explain import PUBLIC_REASON, explain, explain_rounded
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import Level, Protection
from foi_return.disclosure.rounded import protect_by_rounding
from foi_return.disclosure.secondary import WorkLimits
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import release_record
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.terms.policy import PolicyLevel, ZeroPolicy
from foi_return.terms.rounding import Rounding
from tests.support.releases import problem
from tests.support.small_council import POLICY
from tests.unit.test_policy_rules import CELLS, YEAR, inputs


def prepared(asked: ReturnInputs) -> PreparedReturn:
    return prepare_return(asked, CELLS, frozenset())


def told(found: PreparedReturn) -> list[str]:
    return account(found.answer, found.problem, found.suppression, found.withheld)


def section(lines: list[str], heading: str) -> list[str]:
    start = next(number for number, line in enumerate(lines) if line.startswith(heading)) + 1
    after = [n for n, line in enumerate(lines) if n > start and line and not line.startswith(" ")]
    return lines[start : after[0] if after else None]


def test_every_hidden_cell_is_named_in_words_with_its_true_number_and_its_place() -> None:
    found = prepared(inputs())
    lines = told(found)
    names = names_of(found.answer, found.problem)
    values = {cell.key: cell.value for cell in found.problem.cells}
    assert found.suppression.secondary and found.suppression.primary
    small = section(lines, "Hidden because they are small")
    for key in found.suppression.primary:
        assert any(line.startswith(f"  {names.cells[key]}: {values[key]} (question ") for line in small)
    for key in found.suppression.secondary:
        at = lines.index(f"  {names.cells[key]}")
        assert f"[{names.cells[key]}] = {values[key]} were shown" in lines[at + 2]
        assert lines[at + 3].endswith(PUBLIC_REASON)
        assert "question " in lines[at + 1]
    assert "Do not send" in " ".join(lines[:4])
    text = "\n".join(lines)
    assert "age_group=" not in text and "sex=" not in text
    assert len(set(names.cells.values())) == len(names.cells)


def test_what_an_earlier_answer_gives_away_is_listed_with_the_subtraction(tmp_path: Path) -> None:
    asked = inputs(replace(POLICY, zeros=ZeroPolicy.SHOWN))
    record = release_record(prepared(asked).answer)
    hidden = [cell for cell in record["cells"] if cell["table"].startswith("q5") and cell.get("shorthand") == "c"]
    place = (hidden[0]["category"], hidden[0]["breakdown"])
    true = {
        tuple(cell.key): cell.value for cell in prepared(asked).problem.cells
    }  # An older answer that hid nothing of this table.
    for cell in record["cells"]:
        if cell.get("shorthand") == "c" and cell["category"] == place[0] and set(cell["breakdown"]) <= {"sex"}:
            key = (cell["period"], cell["category"], *(f"{name}={label}" for name, label in cell["breakdown"].items()))
            del cell["shorthand"]
            cell["value"] = true[key]
    path = tmp_path / "release.json"
    path.write_text(json.dumps({**record, "reference": "OLD-1"}), encoding="utf-8")
    answer = load_earlier(path, asked.request, asked.field_map, ("Female", "Male", "Not known"))
    out = section(told(prepared(replace(asked, earlier=(answer,)))), "Already out")
    assert any("a reader knows it" in line for line in out)
    assert any("[OLD-1: " in line and " = " in line for line in out)


def test_limited_cell_says_which_sum_limits_it() -> None:
    cells = [InnerCell(YEAR, ("cse",), sex, "12 to 15", count) for sex, count in (("Female", 2), ("Male", 1))]
    lines = section(told(prepare_return(inputs(), cells, frozenset())), "Limited")
    at = next(
        number for number, line in enumerate(lines) if line.startswith("  Child sexual exploitation (CSE), 2021/22")
    )
    assert lines[at].endswith(": 3; up to the threshold a reader can think it only 2, 3, 4, 5")
    assert lines[at + 1].endswith(
        "It is at least [Child sexual exploitation (CSE), Female, 2021/22] (at least 1) "
        "+ [Child sexual exploitation (CSE), Male, 2021/22] (at least 1) = 2"
    )


def test_number_that_is_hidden_although_it_would_be_rounded_says_what_it_would_give_away() -> None:
    asked = problem(
        {"a": 28, "b": 4},
        {"a": "a", "b": "b", "total": "ab"},
        Protection(5, level=Level.ROUNDED, rounding=Rounding(5)),
    )
    found = protect_by_rounding(asked, Rounding(5))
    assert found.withheld.keys() == found.suppression.secondary
    (why,) = explain_rounded(found.problem, found.suppression, found.withheld)
    assert why.key in (("a",), ("total",))
    assert "were shown as 30, [b] (4) could not be 5" in why.internal
    assert "[b] is at most 4, because it is at most [total] as rounded (at most 32) - [a] as rounded (at least 28)" in (
        why.internal
    )


def test_account_of_rounded_figures_explains_each_that_is_hidden() -> None:
    policy = replace(POLICY, level=PolicyLevel.ROUNDED, rounding=Rounding(5, hides_small=True))
    found = prepared(inputs(policy))
    lines = told(found)
    names = names_of(found.answer, found.problem)
    assert found.suppression.hidden
    for key, (number, _) in found.withheld.items():
        assert any(f"[{names.cells[key]}] were shown as {number}" in line for line in lines)
    assert YEAR in " ".join(lines)


def test_without_work_left_nothing_is_claimed() -> None:
    asked = problem({"a": 3, "b": 9, "c": 9}, {"a": "a", "b": "b", "c": "c", "total": "abc"})
    found = suppress(asked)
    (why,) = explain(asked, found, WorkLimits(work=0))
    assert why.reveals is None and "stopped" in why.internal
