"""Which rows are one child, what a clerk decides, and which category a child has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.reconcile.linking import Decision, LinkedChild, link
from foi_return.reconcile.names import fold, house_of, name_groups, parts_of, postcode_of
from foi_return.reconcile.outcomes import category_of, count_outcomes
from foi_return.reconcile.reading import Lists
from foi_return.terms.reconciliation import Thresholds
from tests.support.partner_lists import demo_reconciliation, pair, person

LEVELS = Thresholds(0.95, 0.02)
LIKELY = 15.0


def test_likely_pair_is_matched_without_a_clerk() -> None:
    linked = link([person(2, "Ann", "Lee")], [person(2, "Ann", "Lee", own_id="1")], [pair(0, 0, LIKELY)], {}, LEVELS)
    assert linked.children == (LinkedChild((0,), 0),)
    assert linked.to_decide == ()


@pytest.mark.parametrize("what", ["first_name", "birth_date"])
@pytest.mark.parametrize("how", ["different", "not there"])
def test_pair_that_may_be_twins_or_siblings_is_a_clerks_however_likely(what: str, how: str) -> None:
    doubtful = pair(0, 0, LIKELY, **{what: how})
    linked = link([person(2, "Ann", "Lee")], [person(2, "Eve", "Lee", own_id="1")], [doubtful], {}, LEVELS)
    assert linked.to_decide == (doubtful,)
    assert linked.children == (LinkedChild((0,), None, is_settled=False),)


def test_two_people_who_fit_alike_are_a_clerks_to_tell_apart() -> None:
    pairs = [pair(0, 0, LIKELY), pair(0, 1, LIKELY - 3)]
    people = [person(2, "Jayden", "Lee", own_id="1"), person(3, "Jaydon", "Lee", own_id="2")]
    linked = link([person(2, "Jayden", "Lee")], people, pairs, {}, LEVELS)
    assert linked.to_decide == tuple(pairs)
    far = link([person(2, "Jayden", "Lee")], people, [pairs[0], pair(0, 1, LIKELY - 9)], {}, LEVELS)
    assert far.children[0].person == 0


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Decision.SAME, LinkedChild((0,), 0)),
        (Decision.DIFFERENT, LinkedChild((0,), None)),
        (Decision.CANNOT_TELL, LinkedChild((0,), None, is_settled=False)),
    ],
)
def test_clerks_decision_stands(decision: Decision, expected: LinkedChild) -> None:
    doubtful = pair(0, 0, LIKELY, first_name="different")
    people = [person(2, "Eve", "Lee", own_id="1")]
    linked = link([person(2, "Ann", "Lee")], people, [doubtful], {(0, 0): decision}, LEVELS)
    assert linked.children == (expected,)
    assert linked.to_decide == ()


def test_child_listed_twice_under_another_surname_counts_once_and_is_reported() -> None:
    partner = [person(2, "Ann", "Lee"), person(3, "Ann", "Moss")]
    pairs = [pair(0, 0, LIKELY), pair(1, 0, LIKELY - 2, last_name="different")]
    linked = link(partner, [person(2, "Ann", "Lee", own_id="1")], pairs, {}, LEVELS)
    assert linked.children == (LinkedChild((0, 1), 0),)
    assert linked.facts["rows of a child who is on the list more than once, beyond the first"] == 1
    assert linked.facts["of them under another surname"] == 1


def test_rows_with_other_first_names_that_claim_one_person_are_a_clerks() -> None:
    partner = [person(2, "Ann", "Lee"), person(3, "Anna Belle", "Lee"), person(4, "Ava", "Lee")]
    pairs = [pair(0, 0, LIKELY), pair(2, 0, LIKELY - 2, first_name="alike")]
    linked = link(partner, [person(2, "Ann", "Lee", own_id="1")], pairs, {}, LEVELS)
    assert linked.to_decide == (pairs[1],)


def test_identical_rows_that_are_not_found_are_one_child() -> None:
    linked = link([person(2, "Ann", "Lee"), person(3, "ANN", "lee")], [], [], {}, LEVELS)
    assert linked.children == (LinkedChild((0, 1), None),)


def test_row_without_enough_of_a_name_is_not_settled() -> None:
    assert not person(2, "Ann", "Lee", "").is_nameless
    for row in (person(2, "Ann", ""), person(2, "Unknown", "Lee", "")):
        assert link([row], [], [], {}, LEVELS).children == (LinkedChild((0,), None, is_settled=False),)


def test_names_are_evened_out() -> None:
    assert fold("  Zoë-Anne ") == "zoe anne"
    assert fold("O\u2019Connor") == fold("O'CONNOR") == "oconnor"
    assert fold("Наталья") == "наталья"
    assert fold("=cmd|' /C calc'!A0") == "cmd c calc a"
    assert fold("Unknown") == fold("12345") == ""
    assert parts_of("smith jones") == ("smithjones", "smith", "jones")
    assert parts_of("") == ()
    assert name_groups("bill") & name_groups("william")
    assert postcode_of("an1 1aa") == "AN11AA"
    assert postcode_of("no fixed abode") == ""
    assert house_of("Flat 2b, The Mews") == "2b"


CASES = {
    "adult": (person(2, "A", "B", "1990-01-01"), None, {}),
    "elsewhere": (person(2, "A", "B", tested={"Authority": frozenset({"othershire"})}), None, {}),
    "restricted": (person(2, "A", "B"), {"Restricted": frozenset({"y"})}, {"Type": frozenset({"cse referral"})}),
    "referred": (person(2, "A", "B"), {}, {"Type": frozenset({"cse concern", "cse referral"})}),
    "below": (person(2, "A", "B"), {}, {"Type": frozenset({"cse concern", "neglect"})}),
    "no_reference": (person(2, "A", "B"), {}, {"Type": frozenset({"neglect"})}),
    "not_found": (person(2, "A", "B"), None, {}),
}


@pytest.mark.parametrize("expected", CASES)
def test_first_rule_that_fits_wins(expected: str, tmp_path: Path) -> None:
    row, tested, on_file = CASES[expected]
    people = () if tested is None else (person(5, "A", "B", own_id="7", tested=tested),)
    lists = Lists((row,), people, {"7": on_file}, {})
    child = LinkedChild((0,), 0 if people else None)
    definition = demo_reconciliation(tmp_path)
    assert category_of(definition, lists, child) == expected
    assert sum(count_outcomes(definition, lists, [child, replace(child, is_settled=False)]).values()) == 2
