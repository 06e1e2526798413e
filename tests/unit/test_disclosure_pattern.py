"""What is hidden, on cases that a person can work out."""

from __future__ import annotations

import pytest

from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.explain import PUBLIC_REASON, explain
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import Level, Protection, Role, Statement, Zeros
from foi_return.disclosure.secondary import WorkLimits
from foi_return.errors import DisclosureError
from tests.support.releases import EveryFilling, problem, random_problem, shuffled, user_support_136


def names(keys: frozenset[tuple[str, ...]]) -> str:
    return " ".join(sorted(" ".join(key) for key in keys))


@pytest.mark.parametrize("zeros", [Zeros.SHOWN, Zeros.MAY_HIDE])
def test_one_secondary_cell_avoids_exact_disclosure(zeros: Zeros) -> None:
    found = suppress(user_support_136(Protection(5, zeros, Level.EXACT)))
    assert (names(found.secondary), found.proved) == ("N", True)


@pytest.mark.parametrize("zeros", [Zeros.SHOWN, Zeros.MAY_HIDE])
def test_two_secondary_cells_keep_every_value_from_one_to_five(zeros: Zeros) -> None:
    found = suppress(user_support_136(Protection(5, zeros)))
    assert names(found.secondary) in ("I N", "J N")
    assert (found.cost, found.bound, found.proved) == (2, 2, True)


def test_small_cell_needs_a_partner() -> None:
    found = suppress(problem({"a": 3, "b": 9, "c": 20}, {"a": "a", "b": "b", "c": "c", "total": "abc"}))
    assert names(found.primary) == "a"
    assert len(found.secondary) == 1


def test_weight_decides_which_cell_is_hidden() -> None:
    counts, sums = {"a": 3, "b": 9, "c": 20}, {"a": "a", "b": "b", "c": "c", "total": "abc"}
    for cheap in ("b", "c", "total"):
        weights = {name: {"weight": 1 if name == cheap else 5} for name in sums}
        assert names(suppress(problem(counts, sums, options=weights)).secondary) == cheap


def test_hidden_cells_that_sum_to_their_number_need_another() -> None:
    """Four cells of 1 under a total of 4: each is at least 1, so each would be exactly 1."""
    counts = dict.fromkeys("abcd", 1)
    sums = {name: name for name in "abcde"} | {"total": "abcde"}
    found = suppress(problem(counts | {"e": 30}, sums))
    assert len(found.secondary) == 1


def test_no_pattern_helps_where_every_cell_is_small_and_the_least_value_is_reported() -> None:
    """Boys 2, girls 2, total 4: whatever is hidden, the total is at least 2."""
    found = suppress(problem({"b": 2, "g": 2}, {"boys": "b", "girls": "g", "total": "bg"}))
    (limit,) = found.limited
    assert (limit.key, limit.attainable, limit.missing) == (("total",), (2, 3, 4, 5), (1,))
    assert limit.at_least is not None
    assert limit.at_least.cells == ((("boys",), 1), (("girls",), 1))
    assert limit.statements == ()
    assert not limit.already_out
    assert list(found.witnesses[("total",)]) == [2, 3, 4, 5]


def test_end_points_alone_prove_nothing() -> None:
    """Where x + 2y = 7 is known, x is odd, though 1 and 5 are both possible."""
    statement = Statement("twice", ((0, 1), (1, 2)), 7, 7)
    found = suppress(problem({"x": 3, "y": 2}, {"x": "x", "y": "y"}, statements=(statement,)))
    limits = {limit.key[0]: limit for limit in found.limited}
    assert limits["x"].attainable == (1, 3, 5)
    assert limits["x"].missing == (2, 4)
    assert limits["x"].statements == ("twice",)
    assert limits["y"].missing == (4, 5)


def test_shown_sums_that_force_parity_are_not_shown() -> None:
    """a+b, b+c, c+a and a+b+c+d: with the three pair sums even a is exact; with two hidden it may be any number."""
    sums = {"a": "a", "b": "b", "c": "c", "ab": "ab", "bc": "bc", "ca": "ca"}
    asked = problem({"a": 3, "b": 4, "c": 4}, sums)
    found = suppress(asked)
    reader = EveryFilling(asked)
    assert reader.safe(found.hidden, reader.all_required())
    assert found.cost == reader.least_cost()


def test_group_that_follows_by_subtraction_is_protected() -> None:
    """CCE 20 and both 17 would give CCE only 3, though no table shows it."""
    sums = {"cce": "ob", "both": "b", "cce only": "o"}
    found = suppress(
        problem({"o": 3, "b": 17}, sums, options={"cce only": {"role": Role.LATENT}, "cce": {"weight": 5}})
    )
    assert names(found.hidden) == "both"
    assert list(found.witnesses[("cce only",)]) == [0, 1, 2, 3, 4, 5]


def test_earlier_answer_that_gives_a_cell_away_is_reported_with_what_gives_it_away() -> None:
    statements = (
        Statement("last year: under 16", ((0, 1),), 3, 3),
        Statement("last year: all", ((0, 1), (1, 1)), 12, 12),
        Statement("last year: another", ((2, 1),), 1, None),
    )
    found = suppress(problem({"a": 3, "b": 9, "c": 30}, {"a": "a", "c": "c", "all": "abc"}, statements=statements))
    (limit,) = found.limited
    assert (limit.key, limit.already_out, limit.statements) == (("a",), True, ("last year: under 16",))
    assert found.cost == 0


def test_zero_that_discloses_is_protected_like_a_small_count() -> None:
    rule = Protection(5, Zeros.MAY_HIDE)
    sums = {"boys": "b", "girls": "g", "total": "bg"}
    assert not suppress(problem({"b": 12, "g": 0}, sums, rule)).hidden
    found = suppress(
        problem({"b": 12, "g": 0}, sums, rule, options={"girls": {"protect_zero": True}, "total": {"weight": 9}})
    )
    assert names(found.hidden) == "boys girls"
    assert list(found.witnesses[("girls",)]) == [0, 1, 2, 3, 4, 5]


def test_small_cell_that_must_be_shown_is_given_and_the_rest_is_protected() -> None:
    sums = {"a": "a", "b": "b", "c": "c", "total": "abc"}
    asked = problem({"a": 3, "b": 2, "c": 20}, sums, options={"a": {"hideable": False}})
    found = suppress(asked)
    assert found.given == (("a",),)
    assert ("a",) not in found.hidden
    assert len(found.secondary) == 1
    assert check(certify(asked, found)).valid


def test_cells_that_must_be_shown_and_make_safety_impossible_are_named_with_the_fewest_to_give_up() -> None:
    sums = {"a": "a", "b": "b", "c": "c", "d": "d", "total": "abc", "other": "abcd"}
    forced = {name: {"hideable": False} for name in ("b", "c", "total")}
    with pytest.raises(DisclosureError, match="1 of them would give away"):
        suppress(problem({"a": 3, "b": 9, "c": 9, "d": 40}, sums, options=forced))
    forced.pop("total")
    assert names(suppress(problem({"a": 3, "b": 9, "c": 9, "d": 40}, sums, options=forced)).secondary) in (
        "other total",
        "d total",
    )


def test_cells_with_the_same_sum_are_hidden_together() -> None:
    sums = {"q1": "ab", "q5": "ab", "a": "a", "b": "b"}
    found = suppress(problem({"a": 2, "b": 9}, sums, options={"a": {"weight": 9}, "b": {"weight": 9}}))
    assert names(found.secondary) == "q1 q5"


def test_audit_finds_what_a_careless_pattern_gives_away() -> None:
    asked = problem({"a": 3, "b": 9, "c": 20}, {"a": "a", "b": "b", "c": "c", "total": "abc"})
    (careless,) = audit(asked, {("a",)})
    assert (careless.low, careless.high, careless.known, careless.missing) == (3, 3, True, (1, 2, 4, 5))
    careful = {cell.key: cell for cell in audit(asked, {("a",), ("b",)})}
    assert (careful[("a",)].low, careful[("a",)].high, careful[("a",)].missing) == (1, 11, ())
    unlimited = {cell.key: cell for cell in audit(asked, {("a",), ("total",)})}
    assert unlimited[("a",)].high is None


def test_hidden_cell_says_why_with_values_inside_and_without_outside() -> None:
    asked = problem({"a": 3, "b": 9}, {"a": "a", "b": "b", "total": "ab"}, options={"total": {"weight": 9}})
    (why,) = explain(asked, suppress(asked))
    assert (why.key, why.reveals, why.ruled_out) == (("b",), ("a",), 2)
    assert "[b] = 9" in why.internal
    assert "[a] (3) could not be 2" in why.internal
    assert "[total] (12)" in why.internal
    assert why.public == PUBLIC_REASON


@pytest.mark.parametrize("zeros", list(Zeros))
def test_same_pattern_in_any_order_of_input(zeros: Zeros) -> None:
    asked = user_support_136(Protection(5, zeros))
    first = suppress(asked)
    assert all(suppress(shuffled(asked, seed)).hidden == first.hidden for seed in range(5))


def test_without_work_left_the_pattern_is_still_safe_and_says_that_it_is_not_proved() -> None:
    asked = user_support_136(Protection(5))
    found = suppress(asked, WorkLimits(work=0))
    assert not found.proved
    assert found.bound <= 2 <= found.cost
    assert check(certify(asked, found)).valid


@pytest.mark.parametrize("seed", range(20))
def test_limits_of_zero_leave_a_safe_pattern_with_its_bound(seed: int) -> None:
    asked = random_problem(seed)
    found, least = suppress(asked, WorkLimits(0, 0, 0, 0, 0, 0)), suppress(asked)
    assert found.bound <= least.cost <= found.cost
    assert check(certify(asked, found)).valid


def test_limits_below_zero_are_refused_all_together() -> None:
    with pytest.raises(DisclosureError) as caught:
        WorkLimits(work=-1, rounds=-2)
    assert [fault.where for fault in caught.value.faults] == ["work limits: rounds", "work limits: work"]
