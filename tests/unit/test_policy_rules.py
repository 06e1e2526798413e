"""A policy says what must be shown, what hiding costs and how hidden cells look, and may not contradict itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.policy import choose_policy, load_policies
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.problem import Key, Level
from foi_return.errors import DisclosureError
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import release_record
from foi_return.outputs.workbook_layout import lay_out
from foi_return.pipeline import PreparedReturn, ReturnInputs, build_system, count_tables, prepare_return
from foi_return.terms.policy import Policy, PolicyLevel, ShownCell, Weights, ZeroPolicy
from foi_return.terms.protected import Figure
from tests.support.small_council import POLICY, SmallCouncil

YEAR = "2021/22"
CELLS = (
    InnerCell(YEAR, ("cce",), "Female", "Under 12", 3),
    InnerCell(YEAR, ("cce",), "Female", "12 to 15", 17),
    InnerCell(YEAR, ("cce",), "Male", "12 to 15", 31),
    InnerCell(YEAR, ("cce", "cse"), "Female", "12 to 15", 12),
    InnerCell(YEAR, ("cse",), "Female", "12 to 15", 40),
    InnerCell(YEAR, ("cse",), "Male", "12 to 15", 2),
)
ORDER: dict[str, Any] = {
    "reason": "Ordered by decision 077/2020",
    "name": "A. Officer",
    "decided": date(2026, 5, 21),
}


def inputs(policy: Policy = POLICY) -> ReturnInputs:
    council = SmallCouncil((), (), years=(YEAR,), age_bands=("under 12", "12 to 15", "16+"))
    return replace(council.inputs(), policy=policy)


def prepared(policy: Policy = POLICY) -> PreparedReturn:
    return prepare_return(inputs(policy), CELLS, frozenset())


def shown(category: str, order: bool = True, **breakdown: str) -> ShownCell:
    cell = ShownCell("policies.toml: shown[1]", YEAR, category, breakdown)
    return replace(cell, **ORDER) if order else cell


def figures(found: PreparedReturn) -> dict[Key, Figure]:
    cells = [cell for table in found.answer.tables for row in table.rows for cell in row.cells]
    return {
        (cell.category, *(f"{name}={label}" for name, label in cell.breakdown.items())): cell.published
        for cell in cells
    }


def faults(policy: Policy) -> str:
    with pytest.raises(DisclosureError) as raised:
        prepared(policy)
    return str(raised.value)


def load(folder: Path, text: str) -> dict[str, Policy]:
    path = folder / "policies.toml"
    path.write_text("format = 1\n" + text, encoding="utf-8")
    return load_policies(path)


PROFILE = '[profiles.own]\nthreshold = 5\nreason = "Our own."\n'


def test_file_says_level_weights_mark_and_shown_cells(tmp_path: Path) -> None:
    text = PROFILE + (
        'level = "exact"\nmark = "s"\nweights = { total = 7, categories = { cce = 2 } }\n'
        '[[shown]]\nperiod = "2021/22"\ncategory = "cce"\nbreakdown = { sex = "Male" }\n'
        'reason = "Ordered"\nname = "A. Officer"\ndate = 2026-05-21\n'
    )
    policy = load(tmp_path, text)["own"]
    assert policy.level is PolicyLevel.EXACT
    assert policy.mark == "s"
    assert policy.weights == Weights(7, 3, 2, {"cce": 2})
    (cell,) = policy.shown
    assert (cell.period, cell.category, dict(cell.breakdown)) == ("2021/22", "cce", {"sex": "Male"})
    assert cell.reason and cell.name and cell.decided
    assert cell.where.endswith("policies.toml: shown[1]")


def test_file_of_shown_cells_alone_has_the_shipped_profiles(tmp_path: Path) -> None:
    policies = load(tmp_path, '[[shown]]\nperiod = "2021/22"\ncategory = "cce"\n')
    assert list(policies) == list(load_policies())
    assert all(len(policy.shown) == 1 for policy in policies.values())


def test_shipped_profiles_are_sound_and_say_why() -> None:
    policies = load_policies()
    assert next(iter(policies)) == choose_policy(None).name == "fewer-than-5"
    assert {"five-or-fewer": 6, "fewer-than-10": 10}.items() <= {
        name: policy.threshold for name, policy in policies.items()
    }.items()
    assert all(policy.reason for policy in policies.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PROFILE.replace("5", "1"), "no number would be small"),
        (PROFILE.replace("5", "2") + 'level = "less"', "the level 'less' protects nothing"),
        (PROFILE + 'level = "rounded"', "nothing is rounded"),
        (PROFILE + 'mark = "[c]"', "'[c]' is not a mark"),
        (PROFILE + 'mark = "c1"', "'c1' is not a mark"),
        (PROFILE + 'mark = "x"', "'x' means something else already"),
        (PROFILE + "weights = { part = 0 }", "greater than or equal to 1"),
        (PROFILE + "weights = { part = 1.5 }", "weights.part"),
        (PROFILE + "thresholds = 5", "Did you mean 'threshold'?"),
        (PROFILE + '[[shown]]\nperiod = "2021/22"\ncategory = "cce"\n' * 2, "shown[2]: the same cell is asked for"),
        ("", "there is no profile"),
    ],
)
def test_file_that_contradicts_itself_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DisclosureError) as raised:
        load(tmp_path, text)
    assert words in str(raised.value)
    assert "policies.toml" in str(raised.value)


@pytest.mark.parametrize(("level", "meant"), [("full", Level.FULL), ("less", Level.LESS), ("exact", Level.EXACT)])
def test_level_reaches_the_problem_and_the_certificate(level: str, meant: Level) -> None:
    found = prepared(replace(POLICY, level=PolicyLevel(level)))
    assert found.problem.protection.level is meant
    document = certify(found.problem, found.suppression)
    assert document["policy"]["level"] == meant.value
    assert check(document, release_record(found.answer)).valid


def test_weaker_level_hides_no_more() -> None:
    costs = [prepared(replace(POLICY, level=level)).suppression.cost for level in PolicyLevel if level != "rounded"]
    assert costs == sorted(costs, reverse=True)


def test_weight_follows_place_category_and_question() -> None:
    policy = replace(POLICY, weights=Weights(7, 5, 4, {"cse": 3}, {"1": 10}))
    tables = count_tables(inputs(policy), CELLS, frozenset())
    weights = {cell.key[1:]: cell.weight for cell in build_system(inputs(policy), tables, CELLS)[0].cells}
    assert weights[("cce",)] == 70
    assert weights[("cse",)] == 210
    assert weights[("cce", "sex=Male")] == 5
    assert weights[("cse", "sex=Male")] == 15
    assert weights[("gang",)] == 7


def test_weights_decide_what_is_hidden() -> None:
    cheap_ages = prepared(replace(POLICY, weights=Weights(part=1, questions={"5": 50}))).suppression.secondary
    assert not any(part.startswith("sex=") for key in cheap_ages for part in key if key[1] == "cce")


def test_weight_for_what_no_table_has_is_refused() -> None:
    text = faults(replace(POLICY, weights=Weights(categories={"csa": 2}, questions={"99": 2})))
    assert "1. policy: weights.categories: no table has 'csa'" in text
    assert "2. policy: weights.questions: no table has '99'" in text


def test_own_mark_stands_in_the_workbook_and_is_explained() -> None:
    answer = prepared(replace(POLICY, mark="s")).answer
    texts = [
        cell
        for sheet in lay_out(answer)
        for line in ([line.text for line in sheet.lines], *(sheet.table.rows if sheet.table else ()))
        for cell in line
        if isinstance(cell, str)
    ]
    assert "[s]" in texts
    assert any(text.startswith("[s] means hidden to protect") for text in texts)
    assert not any("[c]" in text for text in texts)
    record = release_record(answer)
    assert record["policy"]["mark"] == "s"
    assert "c" in {cell.get("shorthand") for cell in record["cells"]}


def test_cell_that_is_not_small_is_shown_for_the_asking() -> None:
    usual = prepared()
    (hidden,) = [key for key in usual.suppression.secondary if key[1] == "cse" and len(key) == 3][:1]
    name, label = hidden[2].split("=")
    forced = prepared(replace(POLICY, shown=(shown(hidden[1], order=False, **{name: label}),)))
    assert hidden not in forced.suppression.hidden
    assert check(certify(forced.problem, forced.suppression), release_record(forced.answer)).valid


def test_small_cell_shown_by_order_is_a_given_in_certificate_and_notes() -> None:
    found = prepared(replace(POLICY, shown=(shown("cce", age_group="Under 12"),)))
    assert figures(found)[("cce", "age_group=Under 12")] == 3
    document = certify(found.problem, found.suppression, found.orders)
    assert document["given"] == [[YEAR, "cce", "age_group=Under 12"]]
    assert document["orders"] == [
        {
            "cell": [YEAR, "cce", "age_group=Under 12"],
            "reason": "Ordered by decision 077/2020",
            "name": "A. Officer",
            "date": "2026-05-21",
        }
    ]
    assert check(document, release_record(found.answer)).valid
    (note,) = [note.text for note in found.answer.notes if "published by order" in note.text]
    assert note.endswith(
        "children by age group, Under 12, 2021/22: this number is small and is published by order. "
        "Ordered by decision 077/2020 (21 May 2026)."
    )
    assert "A. Officer" not in str(release_record(found.answer))


@pytest.mark.parametrize("lacking", ["reason", "name", "decided"])
def test_small_cell_without_reason_name_and_date_is_refused(lacking: str) -> None:
    nothing: dict[str, Any] = {lacking: None if lacking == "decided" else ""}
    cell = replace(shown("cse", sex="Male"), **nothing)
    text = faults(replace(POLICY, shown=(cell,)))
    assert text.startswith("policies.toml: shown[1]: ")
    assert "is a small number" in text
    assert f"and {'date' if lacking == 'decided' else lacking} is missing" in text


def test_cell_that_no_table_has_is_refused_with_the_nearest() -> None:
    text = faults(replace(POLICY, shown=(shown("cce", sex="Males"),)))
    assert "no table of this return has the cell '2021/22, cce, sex=Males'" in text
    assert "Did you mean '2021/22, cce, sex=Male'?" in text


def test_forced_zero_contradicts_hidden_zeros() -> None:
    policy = replace(POLICY, zeros=ZeroPolicy.HIDDEN, shown=(shown("gang"),))
    assert "the policy hides every zero" in faults(policy)


def test_forced_zero_is_shown_where_zeros_may_be_hidden() -> None:
    policy = replace(POLICY, zeros=ZeroPolicy.MAY_HIDE, shown=(shown("gang", order=False),))
    assert figures(prepared(policy))[("gang",)] == 0


def test_cells_that_cannot_be_shown_together_are_named_in_words() -> None:
    whole = tuple(
        shown("cse", order=False, **breakdown)
        for breakdown in ({}, {"sex": "Female"}, {"age_group": "12 to 15"}, {"sex": "Not known"})
    )
    text = faults(replace(POLICY, shown=whole))
    assert "would give away a small number: " in text
    assert "out of the [[shown]] cells of the policy file" in text
    assert "2021/22" in text
    assert "sex=" not in text
