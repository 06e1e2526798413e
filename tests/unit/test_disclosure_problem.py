"""A problem that contradicts itself is refused before anything is hidden."""

from __future__ import annotations

import pytest

from foi_return.disclosure.components import divide
from foi_return.disclosure.problem import InnerCount, Level, Problem, Protection, Statement, SumCell, place_key
from foi_return.errors import DisclosureError, Fault
from foi_return.terms.rounding import Rounding
from tests.support.releases import problem


def test_threshold_below_two_is_refused() -> None:
    with pytest.raises(DisclosureError, match="threshold of 2"):
        problem({"a": 1}, {"a": "a"}, Protection(1))


def test_level_that_protects_nothing_is_refused() -> None:
    with pytest.raises(DisclosureError, match="protects nothing"):
        problem({"a": 1}, {"a": "a"}, Protection(2, level=Level.LESS))


def test_value_that_is_not_the_sum_is_refused() -> None:
    with pytest.raises(DisclosureError, match="not the sum"):
        Problem((InnerCount(("a",), 3),), (SumCell(("total",), (0,), 4),), (), Protection(5))


def test_statement_that_is_false_of_the_counts_is_refused() -> None:
    with pytest.raises(DisclosureError, match=r"last year.*not true"):
        problem({"a": 3}, {"a": "a"}, statements=(Statement("last year", ((0, 1),), 4, 4),))


def test_all_faults_are_reported_together() -> None:
    with pytest.raises(DisclosureError) as caught:
        Problem(
            (InnerCount(("a",), -1), InnerCount(("a",), 1)),
            (SumCell(("x",), (0, 0), 1), SumCell(("x",), (1,), 1, weight=0, protect_zero=True)),
            (Statement("s", ((5, 1),), 0),),
            Protection(5),
        )
    found = " ".join(fault.found for fault in caught.value.faults)
    for words in ("below zero", "stands 2 times", "twice", "weight is 0", "Only a zero", "names an inner cell"):
        assert words in found


def test_every_fault_says_where_it_is_what_was_expected_and_what_to_do() -> None:
    twice = "It sums an inner cell twice, or one that there is not"
    named = "It names an inner cell twice, or one that there is not"
    with pytest.raises(DisclosureError) as caught:
        Problem(
            (InnerCount(("a",), -1), InnerCount(("a",), 1)),
            (SumCell(("x",), (1, 1), 2, weight=0), SumCell(("x",), (7,), 0), SumCell(("y",), (1,), 2)),
            (
                Statement("twice", ((1, 1), (1, 1)), 2),
                Statement("nobody", ((7, 1),), 0),
                Statement("false", ((1, 1),), 2),
            ),
            Protection(2, level=Level.LESS),
        )
    assert tuple(caught.value.faults) == (
        Fault("policy", "With threshold 2 the level 'less' protects nothing", "level 'full', or threshold 3"),
        Fault("inner cell ('a',)", "Its count is below zero", "a count of 0 or more"),
        Fault("inner cell ('a',)", "The name stands 2 times", "each name once"),
        Fault("cell ('x',)", "The name stands 2 times", "each name once"),
        Fault("cell ('x',)", twice),
        Fault("cell ('x',)", "Its weight is 0", "1 or more"),
        Fault("cell ('x',)", twice),
        Fault("cell ('y',)", "Its value is not the sum of its inner cells"),
        Fault("statement 'twice'", named),
        Fault("statement 'nobody'", named),
        Fault("statement 'false'", "It is not true of these counts", "", "Recompute it from this extract"),
    )


@pytest.mark.parametrize(
    ("protection", "fault"),
    [
        (Protection(1), Fault("policy", "The threshold is 1", "a threshold of 2 or more")),
        (
            Protection(5, level=Level.ROUNDED),
            Fault("policy", "The level is for rounded counts, and nothing is rounded", "a rule of rounding"),
        ),
    ],
)
def test_rule_that_contradicts_itself_is_named(protection: Protection, fault: Fault) -> None:
    with pytest.raises(DisclosureError) as caught:
        problem({"a": 1}, {"a": "a"}, protection)
    assert tuple(caught.value.faults) == (fault,)


@pytest.mark.parametrize(
    ("protection", "value", "least", "wanted"),
    [
        (Protection(5), 3, 1, range(1, 6)),
        (Protection(5, level=Level.LESS), 3, 0, range(0, 5)),
        (Protection(8, level=Level.FULL, rounding=Rounding(5)), 3, 1, range(1, 9)),
        (Protection(8, level=Level.ROUNDED, rounding=Rounding(5)), 3, 1, range(3, 8)),
        (Protection(8, level=Level.ROUNDED, rounding=Rounding(5)), 2, 1, range(1, 3)),
    ],
)
def test_level_says_which_values_must_stay_possible(
    protection: Protection, value: int, least: int, wanted: range
) -> None:
    assert protection.wanted(value, least) == wanted


def test_key_of_a_place_does_not_depend_on_the_order_of_its_breakdowns() -> None:
    one = place_key("2019/20", "cce", {"sex": "Female", "age_group": "16 to 17"})
    assert one == place_key("2019/20", "cce", {"age_group": "16 to 17", "sex": "Female"})
    assert one == ("2019/20", "cce", "age_group=16 to 17", "sex=Female")


def test_what_shares_nothing_is_apart_and_what_nothing_tells_apart_is_one() -> None:
    parts = divide(
        problem({"a": 2, "b": 1, "c": 3, "d": 9, "e": 9}, {"a": "a", "bc": "bc", "abc": "abc", "d": "d", "e": "e"})
    )
    assert [part.keys for part in parts] == [(("a",), ("abc",), ("bc",))]
    assert sorted(parts[0].counts.tolist()) == [2, 4]


def test_inner_cells_of_a_shown_zero_vanish() -> None:
    (part,) = divide(problem({"a": 2, "b": 0, "c": 4}, {"a": "a", "b": "b", "ab": "ab", "all": "abc"}))
    assert part.keys == (("a",), ("all",))
    assert sorted(part.counts.tolist()) == [2, 4]
