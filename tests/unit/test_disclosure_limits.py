"""What is out already is reported with its proof, audited, explained and written into the certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from foi_return.disclosure.audit import as_published, audit, hidden_rows
from foi_return.disclosure.certificate import COVERS, DOES_NOT_COVER, certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.components import State, divide
from foi_return.disclosure.explain import explain
from foi_return.disclosure.forced import forced_fault
from foi_return.disclosure.pattern import LimitedCell, Proof, suppress
from foi_return.disclosure.problem import Level, Problem, Protection, Role, Statement, Zeros
from foi_return.disclosure.reader import Reader
from foi_return.disclosure.targets import find_targets
from foi_return.disclosure.witnesses import Witnesses
from foi_return.errors import DisclosureError
from foi_return.terms.policy import ShownCell
from tests.support.releases import problem

SUMS = {"a": "a", "b": "b", "c": "c", "all": "abc"}
COUNTS = {"a": 3, "b": 9, "c": 20}


def limited(*statements: Statement, level: Level = Level.FULL) -> LimitedCell:
    asked = problem(COUNTS, SUMS, Protection(5, level=level), statements)
    found = suppress(asked)
    verdict = check(certify(asked, found))
    assert (verdict.valid, verdict.unproved) == (True, [])
    (limit,) = found.limited
    assert limit.key == ("a",)
    return limit


def test_upper_limit_has_its_proof() -> None:
    limit = limited(Statement("at most four", ((0, 1),), None, 4))
    assert (limit.attainable, limit.missing, limit.statements) == ((1, 2, 3, 4), (5,), ("at most four",))
    assert (limit.at_least, limit.at_most) == (None, Proof(1, (), ((0, -1),)))
    assert limit.notable
    assert not limit.already_out


def test_lower_limit_has_its_proof() -> None:
    limit = limited(Statement("at least two", ((0, 1),), 2, None))
    assert (limit.attainable, limit.missing, limit.statements) == ((2, 3, 4, 5), (1,), ("at least two",))
    assert (limit.at_least, limit.at_most) == (Proof(1, (), ((0, 1),)), None)


def test_limit_that_two_statements_make_together_names_both_and_no_third() -> None:
    limit = limited(
        Statement("another", ((2, 1),), 5, None),
        Statement("first two", ((0, 1), (1, 1)), 12, None),
        Statement("second", ((1, 1),), None, 9),
    )
    assert (limit.attainable, limit.missing) == ((3, 4, 5), (1, 2))
    assert sorted(limit.statements) == ["first two", "second"]
    assert limit.at_least is not None
    assert sorted(limit.at_least.statements) == [(1, 1), (2, -1)]


def test_parity_has_no_proof_by_addition_and_none_is_pretended() -> None:
    asked = problem({"x": 3, "y": 2}, {"x": "x", "y": "y"}, statements=(Statement("odd", ((0, 1), (1, 2)), 7, 7),))
    limits = {limit.key[0]: limit for limit in suppress(asked).limited}
    assert (limits["x"].at_least, limits["x"].at_most) == (None, None)
    assert limits["y"].at_most is not None
    assert limits["y"].attainable == (1, 2, 3)
    verdict = check(certify(asked, suppress(asked)))
    assert verdict.unproved == ["('x',) has no witness for 2", "('x',) has no witness for 4"]


def test_bound_that_only_whole_numbers_make_has_no_proof_by_addition() -> None:
    """X + 2 Y = 8, so X is even: 1 is ruled out, but halves of a child in Y would allow it."""
    asked = problem({"x": 4, "y": 2}, {"x": "x", "y": "y"}, statements=(Statement("even", ((0, 1), (1, 2)), 8, 8),))
    limits = {limit.key[0]: limit for limit in suppress(asked).limited}
    assert (limits["x"].attainable, limits["x"].missing) == ((2, 4), (1, 3, 5))
    assert limits["x"].at_least is None
    verdict = check(certify(asked, suppress(asked)))
    assert verdict.unproved == [f"('x',) has no witness for {value}" for value in (1, 3, 5)]


def test_exactly_known_cell_lacks_every_other_value_at_the_weakest_level() -> None:
    limit = limited(Statement("told", ((0, 1),), 3, 3), level=Level.EXACT)
    assert (limit.attainable, limit.missing) == ((3,), (0, 1, 2, 4, 5))
    assert limit.already_out
    assert limit.statements == ("told",)


def test_any_other_value_up_to_the_threshold_will_do_at_the_weakest_level() -> None:
    asked = problem({"a": 4, "b": 9}, {"a": "a", "b": "b"}, Protection(5, level=Level.EXACT))
    (component,) = [part for part in divide(asked) if part.small.size]
    (target,) = find_targets(Reader(component, 1_000), asked.protection)
    assert target.values == (1, 2, 3, 4, 5)
    assert len(suppress(asked).witnesses[("a",)]) == 2


def test_latent_group_with_the_sum_of_a_hidden_cell_shares_what_is_known_of_it() -> None:
    sums = {"both": "a", "only both": "a", "rest": "b", "all": "ab"}
    asked = problem({"a": 3, "b": 30}, sums, options={"only both": {"role": Role.LATENT}})
    found = suppress(asked)
    (limit,) = found.limited
    assert (limit.key, limit.missing, limit.statements) == (("only both",), (0,), ())
    assert limit.at_least == Proof(1, ((("both",), 1),), ())
    assert not limit.notable
    assert check(certify(asked, found)) == (True, [], [])


def test_given_tells_of_every_group_with_its_sum() -> None:
    sums = {"told": "a", "hidden twin": "a", "rest": "b", "all": "ab"}
    options: dict[str, dict[str, Any]] = {"told": {"hideable": False}, "hidden twin": {"role": Role.LATENT}}
    asked = problem({"a": 3, "b": 30}, sums, options=options)
    found = suppress(asked)
    (limit,) = found.limited
    assert (limit.key, limit.attainable, limit.missing) == (("hidden twin",), (3,), (0, 1, 2, 4, 5))
    assert limit.at_least == Proof(1, ((("told",), 1),), ())
    assert limit.at_most == Proof(1, ((("told",), -1),), ())
    assert (found.given, found.hidden, found.primary) == ((("told",),), frozenset(), frozenset())
    assert check(certify(asked, found)) == (True, [], [])


def test_certificate_says_all_that_it_rests_on() -> None:
    asked = problem(COUNTS, SUMS, statements=(Statement("at most four", ((0, 1),), None, 4),))
    decided = ShownCell("file", "2019/20", "cce", {}, "a reason", "A. Officer", date(2026, 5, 21))
    undated = replace(decided, decided=None)
    document = certify(asked, suppress(asked), {("b",): undated, ("a",): decided})
    assert list(document) == [
        "format", "covers", "does_not_cover", "policy", "pattern", "inner_cells", "cells", "statements", "fillings",
        "witnesses", "limited", "given", "orders", "digest",
    ]  # fmt: skip
    assert document["covers"] == list(COVERS)
    assert document["does_not_cover"] == list(DOES_NOT_COVER)
    assert document["pattern"] == {"cost": 1, "bound": 1, "proved_least": True}
    assert document["limited"] == [
        {
            "cell": ["a"],
            "attainable": [1, 2, 3, 4],
            "missing": [5],
            "undecided": [],
            "because_of": ["at most four"],
            "at_least": None,
            "at_most": {"scale": 1, "cells": [], "statements": [[0, -1]]},
        }
    ]
    assert document["orders"] == [
        {"cell": ["a"], "reason": "a reason", "name": "A. Officer", "date": "2026-05-21"},
        {"cell": ["b"], "reason": "a reason", "name": "A. Officer", "date": None},
    ]


def test_certificate_of_names_that_are_not_english_is_valid() -> None:
    asked = problem({"é": 3, "ß": 9}, {"né": "é", "groß": "ß", "всего": "éß"})
    assert check(certify(asked, suppress(asked))) == (True, [], [])


def test_audit_covers_cells_that_are_not_small_and_parts_that_hold_no_small_cell() -> None:
    asked = problem({"a": 3, "b": 9, "c": 20}, {"a": "a", "b": "b", "ab": "ab", "c": "c"})
    found = {cell.key[0]: cell for cell in audit(asked, {("a",), ("b",), ("c",)})}
    assert list(found) == ["a", "b", "c"]
    assert (found["c"].value, found["c"].low, found["c"].high) == (20, 1, None)
    assert (found["b"].value, found["b"].low, found["b"].high) == (9, 1, 11)
    assert (found["b"].small, found["b"].missing, found["c"].missing) == (False, (), ())
    assert not found["c"].known


def test_audit_tells_of_small_groups_that_no_table_shows_and_not_of_what_is_shown() -> None:
    sums = {"cce": "ob", "both": "b", "only": "o", "twin": "o"}
    options = {name: {"role": Role.LATENT} for name in ("only", "twin")}
    asked = problem({"o": 3, "b": 17}, sums, options=options)
    found = {cell.key[0]: (cell.low, cell.high, cell.missing) for cell in audit(asked, {("both",)})}
    assert found == {"both": (1, 20, ()), "only": (0, 19, ()), "twin": (0, 19, ())}
    found = {cell.key[0]: (cell.low, cell.high, cell.missing) for cell in audit(asked, set())}
    assert found == {"only": (3, 3, (0, 1, 2, 4, 5)), "twin": (3, 3, (0, 1, 2, 4, 5))}


def test_sum_that_one_of_two_tables_shows_is_shown() -> None:
    asked = problem({"a": 3, "b": 9}, {"a": "a", "b": "b", "q1": "ab", "q5": "ab"})
    (component,) = divide(asked)
    names = [key[0] for key in component.keys]
    pattern = hidden_rows(asked, component, {("a",), ("q1",)})
    assert {name for name, hidden in zip(names, pattern, strict=True) if hidden} == {"a"}
    states = dict(zip(names, as_published(component, pattern).tolist(), strict=True))
    assert states == {"a": State.SMALL, "b": State.GIVEN, "q1": State.GIVEN}


def test_explanation_shows_the_sum_that_gives_the_small_number_away() -> None:
    asked = problem(COUNTS, SUMS, options={"c": {"weight": 9}, "all": {"weight": 9}})
    (why,) = explain(asked, suppress(asked))
    assert (why.key, why.reveals, why.ruled_out) == (("b",), ("a",), 2)
    assert why.internal == (
        "If [b] = 9 were shown, [a] (3) could not be 2: [a] is at least 3, because it is at least "
        "[all] (32) - [b] (9) - [c] (20)."
    )


def test_explanation_names_statements_and_hidden_cells_that_the_reader_adds_up() -> None:
    asked = problem(
        {"a": 3, "b": 9, "c": 2},
        {"a": "a", "b": "b", "abc": "abc"},
        options={"abc": {"weight": 9}},
        statements=(Statement("last year's C", ((2, 1),), None, 2),),
    )
    (why,) = explain(asked, suppress(asked))
    assert (why.key, why.ruled_out) == (("b",), 2)
    assert why.internal.endswith(
        "[a] is at least 3, because it is at least [abc] (14) - [b] (9) - 'last year's C' (at most 2)."
    )


def test_explanation_at_the_weakest_level_counts_hidden_cells_as_at_least_one() -> None:
    """Four cells of 1 under a total of 4: each is exactly 1, though without that each might be 0."""
    counts = dict.fromkeys("abcd", 1) | {"e": 30}
    sums = {name: name for name in "abcde"} | {"total": "abcde"}
    options = {"total": {"weight": 9}}
    asked = problem(counts, sums, Protection(5, level=Level.EXACT), options=options)
    (why,) = explain(asked, suppress(asked))
    assert (why.key, why.reveals) == (("e",), ("a",))
    assert why.ruled_out == 2
    assert why.internal == (
        "If [e] = 30 were shown, [a] (1) could not be 2: [a] is at most 1, because it is at most [total] (34) "
        "- [b] (at least 1) - [c] (at least 1) - [d] (at least 1) - [e] (30)."
    )


def test_explanation_takes_hidden_cells_as_the_reader_does() -> None:
    sums = {"a": "a", "b": "b", "e": "e", "total": "abe"}
    asked = problem({"a": 1, "b": 2, "e": 30}, sums, options={"total": {"weight": 9}})
    (why,) = explain(asked, suppress(asked))
    assert why.internal == (
        "If [e] = 30 were shown, [a] (1) could not be 3: [a] is at most 2, because it is at most [total] (33) "
        "- [b] (at least 1) - [e] (30)."
    )


def test_explanation_says_how_many_times_each_number_is_taken() -> None:
    twice = (Statement("twice A and B", ((0, 2), (1, 1)), 15, 15),)
    asked = problem({"a": 3, "b": 9}, {"a": "a", "b": "b"}, statements=twice)
    assert [why.internal.partition(": ")[2] for why in explain(asked, suppress(asked))] == [
        "2 times [a] is at least 6, because it is at least 'twice A and B' (at least 15) - [b] (9)."
    ]
    odd = (Statement("odd", ((0, 1), (1, 2)), 21, 21),)
    asked = problem({"x": 3, "y": 9}, {"x": "x", "y": "y"}, statements=odd)
    assert [why.internal.partition(": ")[2] for why in explain(asked, suppress(asked))] == [
        "[x] is at least 3, because it is at least 'odd' (at least 21) - 2 x [y] (9)."
    ]


@pytest.mark.parametrize(
    ("keys", "found", "next_step"),
    [
        (
            [("2019/20", "cce")],
            "1 of them would give away a small number: 2019/20, cce",
            "Let this one be hidden: take it out of the [[shown]] cells of the policy file. Fewer are not enough",
        ),
        (
            [("2019/20", "cce"), ("x",)],
            "2 of them would give away a small number: 2019/20, cce; the X",
            "Let these be hidden: take them out of the [[shown]] cells of the policy file. Fewer are not enough",
        ),
    ],
)
def test_cells_to_give_up_are_named_in_words(keys: list[tuple[str, ...]], found: str, next_step: str) -> None:
    fault = forced_fault(keys, {("x",): "the X"})
    assert (fault.where, fault.found) == ("cells that must be shown", found)
    assert (fault.expected, fault.next_step) == ("cells that can be shown safely", next_step)


def plain(zeros: Zeros = Zeros.SHOWN, statements: tuple[Statement, ...] = ()) -> tuple[Problem, Witnesses]:
    asked = problem({"a": 3, "b": 9}, {"a": "a", "b": "b", "ab": "ab"}, Protection(5, zeros), statements)
    (component,) = divide(asked)
    return asked, Witnesses(component)


def test_filling_is_kept_once_and_only_if_the_reader_must_think_it_possible() -> None:
    _, witnesses = plain(statements=(Statement("b", ((1, 1),), 8, 10),))
    assert len(witnesses) == 1
    assert witnesses.add(np.array([-2, 1])) == 1
    assert witnesses.add(np.array([-2, 1])) == 1
    assert witnesses.add(np.array([-3, 0])) is None, "a hidden cell is at least 1"
    assert witnesses.add(np.array([0, 2])) is None, "the statement allows at most 10"
    assert witnesses.add(np.array([0, -2])) is None, "the statement asks for at least 8"
    assert witnesses.add(np.array([0, 1])) == 2
    assert len(witnesses) == 3
    _, loose = plain(Zeros.MAY_HIDE)
    assert loose.add(np.array([-3, 0])) == 1
    assert loose.add(np.array([-4, 4])) is None, "no count is below 0"
    assert loose.add(np.array([0, 0])) == 0


def test_witness_serves_every_pattern_that_hides_what_it_moves() -> None:
    _, witnesses = plain()
    number = witnesses.add(np.array([-1, 1]))
    assert number == 1
    a, ab, b = 0, 1, 2
    hidden = np.array([True, False, True])
    assert witnesses.find(a, 2, hidden) == 1
    assert witnesses.find(b, 10, hidden) == 1
    assert witnesses.find(a, 2, np.array([True, True, False])) is None
    assert witnesses.find(a, 1, hidden) == 2, "twice the same moves"
    assert witnesses.moves(2).tolist() == [-2, 2]
    assert witnesses.find(a, 4, hidden) == 3, "the same moves the other way"
    assert witnesses.find(a, 3, hidden) == 0
    assert witnesses.find(a, 0, hidden) is None
    assert witnesses.find(ab, 13, hidden) is None
    assert witnesses.fits(hidden).tolist() == [True] * len(witnesses)
    assert witnesses.fits(np.array([True, False, False])).tolist() == [True] + [False] * (len(witnesses) - 1)
    assert witnesses.cell_moves[1].tolist() == [-1, 0, 1]


def test_many_witnesses_are_kept_and_found() -> None:
    asked = problem({"a": 3, "b": 9}, {"a": "a", "b": "b"})
    witnesses = Witnesses(divide(problem({"a": 3, "b": 9}, {"a": "a", "ab": "ab"}))[0])
    assert asked.counts == {0: 3, 1: 9}
    numbers = [witnesses.add(np.array([0, step])) for step in range(1, 150)]
    assert numbers == list(range(1, 150))
    assert witnesses.find(1, 12 + 149, np.array([False, True])) == 149


def test_limits_of_every_part_are_reported() -> None:
    counts = {"a": 2, "b": 2, "c": 2, "d": 2}
    sums = {name: name for name in counts} | {"ab": "ab", "cd": "cd"}
    found = suppress(problem(counts, sums))
    assert [(limit.key, limit.missing) for limit in found.limited] == [(("ab",), (1,)), (("cd",), (1,))]


def test_limit_that_a_given_makes_is_proved_by_the_cell_that_must_be_shown() -> None:
    """Boys (3) are published by order, so all of them, girls (1) included, are at least 4."""
    sums = {"a table that is hidden": "b", "boys": "b", "girls": "g", "total": "bg"}
    asked = problem({"b": 3, "g": 1}, sums, options={"boys": {"hideable": False}})
    found = suppress(asked)
    limits = {limit.key[0]: limit for limit in found.limited}
    assert (limits["total"].attainable, limits["total"].missing) == ((4, 5), (1, 2, 3))
    assert limits["total"].at_least == Proof(1, ((("boys",), 1), (("girls",), 1)), ())
    assert check(certify(asked, found)) == (True, [], [])


def test_fewest_to_give_up_are_counted_without_what_may_be_hidden_anyway() -> None:
    """X and A with X give A away. One of them is enough, with cells that nobody forces; two would do without those."""
    sums = {
        "a": "a", "x": "x", "ax": "ax", "y": "y", "xy": "xy", "u": "u", "yu": "yu", "m": "m", "axm": "axm", "n": "n",
        "mn": "mn",
    }  # fmt: skip
    forced = {name: {"hideable": False} for name in ("x", "ax", "xy", "yu", "axm", "mn")}
    counts = {"a": 3} | dict.fromkeys("xyumn", 20)
    with pytest.raises(DisclosureError, match=r"1 of them would give away a small number: a?x\."):
        suppress(problem(counts, sums, options=forced))


def test_component_with_fewer_statements_keeps_their_places() -> None:
    statements = tuple(
        Statement(name, ((place, factor), (2, 1)), low, high)
        for name, place, factor, low, high in (("z", 0, 2, 1, 99), ("y", 1, 3, 2, None), ("x", 0, 1, None, 70))
    )
    (component,) = divide(problem(COUNTS, SUMS, statements=statements))
    assert component.statement_positions == (2, 1, 0)
    fewer = component.with_statements([1, 2])
    assert fewer.statement_positions == (1, 0)
    assert (fewer.low.tolist(), fewer.high.tolist()) == ([2, 1], [float("inf"), 99])
    assert [sorted(fewer.statements.coefficients(row).tolist()) for row in (0, 1)] == [[1, 3], [1, 2]]
    assert (fewer.statements.times(fewer.counts) >= fewer.low).all()
    assert component.with_statements([]).statements.number == 0
