"""Rounding as protection: what is shown, what a reader may conclude from it, and what is hidden as well."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.earlier import load_earlier
from foi_return.config.policy import choose_policy, load_policies
from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify, digest
from foi_return.disclosure.checker import check
from foi_return.disclosure.components import divide
from foi_return.disclosure.problem import Level, Problem, Protection, Role, Statement, Zeros
from foi_return.disclosure.rounded import RoundedRelease, protect_by_rounding
from foi_return.disclosure.rounding import round_cells
from foi_return.errors import DisclosureError
from foi_return.outputs.release import release_record
from foi_return.outputs.workbook_layout import lay_out
from foi_return.pipeline import PreparedReturn, prepare_return
from foi_return.terms.policy import Policy, PolicyLevel, ShownCell, ZeroPolicy
from foi_return.terms.rounding import Rounding, RoundingMethod
from foi_return.terms.shorthand import Shorthand
from tests.support.releases import problem
from tests.unit.test_policy_rules import CELLS, ORDER, PROFILE, YEAR, figures, inputs, load

FIVE, TEN = Rounding(5), Rounding(10)
HIDES = Rounding(5, hides_small=True)
CONTROLLED = Rounding(5, RoundingMethod.CONTROLLED)
LATENT = {"role": Role.LATENT}


def rule(rounding: Rounding = FIVE, threshold: int = 5, zeros: Zeros = Zeros.SHOWN) -> Protection:
    return Protection(threshold, zeros, Level.ROUNDED, rounding)


def rounded(asked: Problem, rounding: Rounding = FIVE) -> RoundedRelease:
    return protect_by_rounding(asked, rounding)


def shown(found: RoundedRelease) -> dict[str, int]:
    return {" ".join(key): number for key, number in found.shown.items()}


def prepared(policy: Policy) -> PreparedReturn:
    return prepare_return(inputs(policy), CELLS, frozenset())


@pytest.mark.parametrize(
    ("base", "counts", "multiples"),
    [
        (FIVE, (0, 1, 2, 3, 4, 5, 7, 8, 12, 13), (0, 0, 0, 5, 5, 5, 5, 10, 10, 15)),
        (TEN, (0, 4, 5, 9, 14, 15), (0, 0, 10, 10, 10, 20)),
    ],
)
def test_count_becomes_the_nearest_multiple_and_a_half_goes_up(
    base: Rounding, counts: tuple[int, ...], multiples: tuple[int, ...]
) -> None:
    assert tuple(map(base.nearest, counts)) == multiples


@pytest.mark.parametrize(
    ("rounding", "number", "tells_zeros", "stands_for"),
    [
        (FIVE, 10, True, (8, 12)),
        (FIVE, 5, True, (3, 7)),
        (FIVE, 0, True, (1, 2)),
        (FIVE, 0, False, (0, 2)),
        (TEN, 10, True, (5, 14)),
        (TEN, 0, False, (0, 4)),
        (HIDES, 10, True, (8, 12)),
        (replace(HIDES, base=10), 10, True, (8, 14)),
        (CONTROLLED, 10, True, (6, 14)),
        (CONTROLLED, 0, False, (0, 4)),
        (replace(CONTROLLED, far=2), 10, True, (1, 19)),
    ],
)
def test_rounded_number_stands_for_every_count_that_gives_it(
    rounding: Rounding, number: int, tells_zeros: bool, stands_for: tuple[int, int]
) -> None:
    assert rounding.interval(number, 8, tells_zeros) == stands_for
    if rounding.method is RoundingMethod.CONVENTIONAL:
        low, high = stands_for
        assert {rounding.nearest(count) for count in range(low, high + 1)} == {number}
        assert rounding.nearest(high + 1) != number


def test_conventional_rounding_need_not_add_up_and_controlled_does() -> None:
    asked = problem({"a": 7, "b": 7, "c": 7}, {"a": "a", "b": "b", "c": "c", "total": "abc"}, rule())
    assert shown(rounded(asked)) == {"a": 5, "b": 5, "c": 5, "total": 20}
    by_control = shown(rounded(asked, CONTROLLED))
    assert by_control["total"] == by_control["a"] + by_control["b"] + by_control["c"] == 20
    assert sorted(by_control.values()) == [5, 5, 10, 20]


def test_controlled_rounding_keeps_multiples_and_is_the_same_each_time() -> None:
    counts = {"a": 5, "b": 12, "c": 13, "d": 20}
    asked = problem(counts, {**{name: name for name in counts}, "ab": "ab", "cd": "cd", "total": "abcd"}, rule())
    first = shown(rounded(asked, CONTROLLED))
    assert (first["a"], first["d"], first["total"]) == (5, 20, 50)
    assert first == shown(rounded(asked, CONTROLLED))


def test_controlled_rounding_that_cannot_stay_next_to_the_counts_goes_further_and_says_so() -> None:
    """The pairs are multiples of 10 already, but they make twice the total, which is 15."""
    sums = {"ab": "ab", "bc": "bc", "ca": "ca", "total": "abc"}
    rounding = Rounding(10, RoundingMethod.CONTROLLED)
    asked = problem(dict.fromkeys("abc", 5), sums, rule(rounding))
    found = round_cells(asked, rounding, divide(asked, all_parts=True))
    numbers = {key[0]: number for key, number in found.shown.items()}
    assert found.rounding.far == 2
    assert numbers["ab"] + numbers["bc"] + numbers["ca"] == 2 * numbers["total"]
    assert found.rounding.sentence().endswith("some are rounded by as much as 19.")


def test_controlled_rounding_takes_the_nearest_multiple_where_nothing_forbids_it() -> None:
    counts = {"a": 1, "b": 2, "c": 7, "d": 8, "e": 12, "f": 10, "g": 3}
    asked = problem(counts, {name: name for name in counts} | {"group": "ab"}, rule(), options={"group": LATENT})
    assert any(len(component.keys) == 3 for component in divide(asked)), "the group stands with its parts"
    found = round_cells(asked, CONTROLLED, divide(asked, all_parts=True))
    assert {key[0]: number for key, number in found.shown.items()} == {
        name: FIVE.nearest(count) for name, count in counts.items()
    }
    assert found.rounding.far == 1


def test_controlled_rounding_that_cannot_add_up_names_the_other_method() -> None:
    """A 3 that is published by order stays a 3, and no multiples of 5 differ by 3."""
    asked = problem({"a": 3, "b": 30}, {"a": "a", "b": "b", "ab": "ab"}, rule(), options={"a": {"hideable": False}})
    with pytest.raises(DisclosureError) as raised:
        rounded(asked, CONTROLLED)
    (fault,) = raised.value.faults
    assert (fault.where, fault.expected, fault.next_step) == ("policy: rounding", "", 'Use method = "conventional"')
    assert fault.found == "no multiples of 5 near the counts add up as the counts do"


def test_limits_of_every_part_are_reported() -> None:
    told = tuple(Statement(f"told {place}", ((place, 1),), 4, 4) for place in (0, 1))
    found = rounded(problem({"a": 4, "b": 4}, {"a": "a", "b": "b"}, rule(), told))
    assert [limit.key for limit in found.suppression.limited] == [("a",), ("b",)]
    assert (found.suppression.bound, found.suppression.cost, found.suppression.proved) == (0, 0, True)


def test_number_that_rounding_would_give_away_is_hidden_as_well() -> None:
    """Total 28 to 32 less a part of 28 to 32 leaves at most 4: that the other part is 5, 6 or 7 would be ruled out."""
    asked = problem({"a": 28, "b": 4}, {"a": "a", "b": "b", "total": "ab"}, rule())
    found = rounded(asked)
    assert len(found.suppression.secondary) == 1
    missing = {each.key: each.missing for each in audit(found.problem, {("a",), ("b",), ("total",)}) if each.small}
    assert missing == {("b",): ()}


def test_what_turns_out_not_to_be_needed_is_shown_again() -> None:
    """2, 1 and their sum 3 stand as 0, 0 and 5: a reader knows them all. Without the sum, zeros stand for 0 to 2."""
    options = {"a": {"weight": 3}, "b": {"weight": 2}, "ab": {"weight": 3}}
    asked = problem({"a": 2, "b": 1}, {"a": "a", "b": "b", "ab": "ab"}, rule(FIVE, 3, Zeros.HIDDEN), options=options)
    found = rounded(asked)
    assert (sorted(found.suppression.hidden), shown(found)) == ([("ab",)], {"a": 0, "b": 0})
    assert (found.suppression.cost, found.suppression.proved) == (3, False)


@pytest.mark.parametrize(("forced", "hidden"), [("a", "total"), ("total", "a")])
def test_number_that_must_be_shown_is_spared_however_cheap_it_is(forced: str, hidden: str) -> None:
    options: dict[str, dict[str, Any]] = {forced: {"hideable": False}, hidden: {"weight": 50}}
    asked = problem({"a": 28, "b": 4}, {"a": "a", "b": "b", "total": "ab"}, rule(), options=options)
    assert rounded(asked).suppression.secondary == frozenset({(hidden,)})


def test_nothing_more_is_hidden_where_rounding_is_enough() -> None:
    asked = problem({"a": 30, "b": 4}, {"a": "a", "b": "b", "total": "ab"}, rule())
    found = rounded(asked)
    assert not found.suppression.hidden
    assert shown(found) == {"a": 30, "b": 5, "total": 35}
    assert list(found.suppression.witnesses[("b",)]) == [3, 4, 5, 6, 7]


def test_small_numbers_are_hidden_and_the_reader_knows_that_others_are_not_small() -> None:
    asked = problem({"a": 8, "b": 2, "c": 6}, {"a": "a", "b": "b", "c": "c"}, rule(HIDES, 8))
    found = rounded(asked, HIDES)
    assert (shown(found), sorted(found.suppression.hidden)) == ({"a": 10}, [("b",), ("c",)])
    assert list(found.suppression.witnesses[("b",)]) == [1, 2]
    assert list(found.suppression.witnesses[("c",)]) == [3, 4, 5, 6, 7]


def test_earlier_exact_answer_is_reported_not_called_safe() -> None:
    earlier = Statement("earlier: b", ((1, 1),), 4, 4)
    asked = problem({"a": 30, "b": 4}, {"a": "a", "b": "b", "total": "ab"}, rule(), (earlier,))
    found = rounded(asked)
    (limit,) = found.suppression.limited
    assert (limit.key, limit.attainable, limit.statements) == (("b",), (4,), ("earlier: b",))
    assert check(certify(found.problem, found.suppression, rounded=found.shown)).valid


def test_forced_numbers_that_give_a_small_one_away_are_named() -> None:
    options = {name: {"hideable": False} for name in ("a", "total")}
    asked = problem({"a": 28, "b": 4}, {"a": "a", "b": "b", "total": "ab"}, rule(), options=options)
    with pytest.raises(DisclosureError, match="1 of them would give away a small number"):
        rounded(asked)


@pytest.mark.parametrize("method", list(RoundingMethod))
@pytest.mark.parametrize("hides", [True, False])
@pytest.mark.parametrize("base", [5, 10])
@pytest.mark.parametrize("zeros", [ZeroPolicy.SHOWN, ZeroPolicy.HIDDEN])
def test_whole_return_is_rounded_and_certified(
    method: RoundingMethod, hides: bool, base: int, zeros: ZeroPolicy
) -> None:
    rounding = Rounding(base, method, hides)
    found = prepared(Policy("own", 8, zeros, "a reason", PolicyLevel.ROUNDED, rounding=rounding))
    document = certify(found.problem, found.suppression, found.orders, found.rounded)
    record = release_record(found.answer)
    verdict = check(document, record)
    assert verdict.valid, verdict.reasons
    assert record["policy"]["rounded_to"] == base
    assert all(cell["value"] % base == 0 for cell in record["cells"] if "value" in cell)
    marks = {cell.get("shorthand") for cell in record["cells"]}
    assert ("low" in marks) <= (zeros is ZeroPolicy.SHOWN)


def test_round_to_five_hides_one_to_seven_and_says_so() -> None:
    found = prepared(choose_policy("round-to-5"))
    numbers = figures(found)
    assert numbers[("cse", "sex=Male")] is Shorthand.CONFIDENTIAL
    assert numbers[("cse",)] == 55
    answer = found.answer
    assert answer.policy.sentence == (
        "Numbers from 1 to 7 are hidden and shown as [c], and so are other numbers from which they could be worked "
        "out. All other numbers are rounded to the nearest 5; totals may not add up. A 0 is a true zero, and a hidden "
        "number is never 0."
    )
    rule_in_words = "Numbers are rounded to the nearest 5; totals may not add up."
    sheets = {sheet.name: [line.text for line in sheet.lines] for sheet in lay_out(answer)}
    assert all(rule_in_words in lines for name, lines in sheets.items() if name.startswith(("Q1", "Q5", "Q6")))
    assert rule_in_words in [note.text for note in answer.notes]


def test_low_stands_where_a_number_rounds_to_zero_and_is_explained() -> None:
    found = prepared(Policy("own", 5, ZeroPolicy.SHOWN, "a reason", PolicyLevel.ROUNDED, rounding=FIVE))
    assert figures(found)[("cse", "sex=Male")] is Shorthand.ROUNDS_TO_ZERO
    assert figures(found)[("gang",)] == 0
    sheets = {sheet.name: sheet for sheet in lay_out(found.answer)}
    explained = [line.text for sheet in sheets.values() for line in sheet.lines]
    assert "[low] means above 0, but rounds to 0." in explained
    exact = prepared(choose_policy(None)).answer
    assert not any("[low]" in line.text for sheet in lay_out(exact) for line in sheet.lines)


def test_small_number_shown_by_order_is_exact() -> None:
    cell = replace(ShownCell("policies.toml: shown[1]", YEAR, "cse", {"sex": "Male"}), **ORDER)
    found = prepared(replace(choose_policy("round-to-5"), shown=(cell,)))
    assert figures(found)[("cse", "sex=Male")] == 2
    document = certify(found.problem, found.suppression, found.orders, found.rounded)
    verdict = check(document, release_record(found.answer))
    assert verdict.valid, verdict.reasons


def test_checker_finds_rounded_numbers_that_are_not_told_or_not_right() -> None:
    found = prepared(Policy("own", 5, ZeroPolicy.SHOWN, "a reason", PolicyLevel.ROUNDED, rounding=FIVE))
    document = certify(found.problem, found.suppression, found.orders, found.rounded)
    record = release_record(found.answer)

    def verdict(**changes: object) -> bool:
        bad = {**copy.deepcopy(document), **changes}
        return check({**bad, "digest": digest(bad)}, record).valid

    assert verdict()
    for place, cell in enumerate(document["cells"]):
        if "statement" not in cell:
            continue
        others = document["cells"][:place] + document["cells"][place + 1 :]
        assert not verdict(cells=[*others, {**cell, "published": cell["published"] + 5}])
        assert not verdict(cells=[*others, {name: part for name, part in cell.items() if name != "statement"}])
        looser = copy.deepcopy(document["statements"])
        looser[cell["statement"]]["low"] -= 1
        assert not verdict(statements=looser)
    assert not verdict(policy={**document["policy"], "rounding": None})
    assert not verdict(policy={**document["policy"], "rounding": {**document["policy"]["rounding"], "base": 10}})
    for place, cell in enumerate(record["cells"]):
        if "value" in cell:
            bad = copy.deepcopy(record)
            bad["cells"][place]["value"] += 5
            assert not check(document, bad).valid


def test_limit_may_not_rest_on_what_is_itself_shown_rounded() -> None:
    """Else a program could excuse every value that it gives away."""
    asked = problem({"a": 28, "b": 4}, {"a": "a", "b": "b", "total": "ab"}, rule())
    found = rounded(asked)
    document = certify(found.problem, found.suppression, rounded=found.shown)
    place = len(document["statements"]) - 1
    proof = {"scale": 1, "cells": [], "statements": [[place, 1]]}
    document["limited"] = [
        {"cell": ["b"], "missing": [], "attainable": [4], "undecided": [], "because_of": [], "at_least": proof}
        | {"at_most": None}
    ]
    assert not check({**document, "digest": digest(document)}).valid


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('rounding = { base = 7, small = "hidden" }', "the base is 7"),
        ("rounding = { base = 5 }", "this key is missing"),
        ('level = "exact"\nrounding = { base = 5, small = "hidden" }', "for numbers that are hidden, not for rounded"),
        ('level = "full"\nrounding = { base = 5, small = "rounded" }', "for numbers that are hidden, not for rounded"),
        ('zeros = "protected"\nrounding = { base = 5, small = "hidden" }', "zeros are 'protected'"),
    ],
)
def test_rule_of_rounding_that_contradicts_itself_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DisclosureError) as raised:
        load(tmp_path, PROFILE + text)
    assert words in str(raised.value)


def test_rounding_profile_ships_its_own_level() -> None:
    policy = load_policies()["round-to-5"]
    assert policy.level is PolicyLevel.ROUNDED
    assert policy.rounding == HIDES
    assert policy.threshold == 8


def test_earlier_rounded_answer_is_read_as_intervals(tmp_path: Path) -> None:
    asked = inputs()
    earlier = prepared(Policy("own", 5, ZeroPolicy.SHOWN, "a reason", PolicyLevel.ROUNDED, rounding=FIVE))
    path = tmp_path / "release.json"
    path.write_text(json.dumps(release_record(earlier.answer)), encoding="utf-8")
    answer = load_earlier(path, asked.request, asked.field_map, ("Female", "Male", "Not known"))
    told = {(cell.category, *cell.breakdown.values()): (cell.low, cell.high) for cell in answer.cells}
    assert told[("cse",)] == (53, 57)
    assert told[("cse", "Male")] == (1, 2)
    assert told[("gang",)] == (0, 0)
    again = prepare_return(replace(asked, earlier=(answer,)), CELLS, frozenset())
    assert check(certify(again.problem, again.suppression), release_record(again.answer)).valid
