"""The reader concludes what trying every filling shows, also where only what lies near a cell is looked at."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from foi_return.disclosure import reader as reading
from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.components import divide
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import Level, Problem, Statement
from foi_return.disclosure.reader import Finding, Reader
from tests.support.releases import EveryFilling, problem, random_problem
from tests.unit.test_disclosure_cuts import every_pattern


def look_small(monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """Has components of a few variables treated as those of hundreds are."""
    monkeypatch.setattr(reading, "_NEAR", near)
    monkeypatch.setattr(reading, "_SCOPES", (near, near + 1))
    monkeypatch.setattr(reading, "_LARGE", near + 1)


def chain() -> Problem:
    """Five parts in pairs that overlap, under a total: what lies near one end is not near the other."""
    counts = {"a": 3, "b": 8, "c": 7, "d": 9, "e": 20}
    sums = {name: name for name in counts} | {"ab": "ab", "bc": "bc", "cd": "cd", "de": "de", "all": "abcde"}
    return problem(counts, sums)


def test_pattern_is_safe_and_least_where_only_what_is_near_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [chain(), *(random_problem(seed, tuple(Level)[seed % 3]) for seed in (2, 3, 7, 8))]
    costs = [suppress(asked).cost for asked in problems]
    look_small(monkeypatch, 2)
    for asked, cost in zip(problems, costs, strict=True):
        found = suppress(asked)
        assert (found.cost, found.proved) == (cost, True)
        verdict = check(certify(asked, found))
        assert verdict.valid, verdict.reasons


@pytest.mark.parametrize("near", [1, 2, 80])
def test_value_is_possible_if_some_filling_gives_it(near: int, monkeypatch: pytest.MonkeyPatch) -> None:
    look_small(monkeypatch, near)
    asked = problem(
        {"a": 2, "b": 3, "c": 4}, {"a": "a", "b": "b", "ab": "ab", "bc": "bc", "abc": "abc"},
        statements=(Statement("twice", ((0, 1), (2, 2)), 10, 10),),
    )  # fmt: skip
    (component,) = divide(asked)
    every = EveryFilling(asked, 20_000)
    for pattern in every_pattern(component):
        hidden = {component.keys[row] for row in np.flatnonzero(pattern)}
        for cell, value in itertools.product(component.small.tolist(), range(6)):
            place = component.positions[cell][0]
            possible = value in every.possible(hidden, place)
            wanted = Finding.POSSIBLE if possible else Finding.IMPOSSIBLE
            nearby = Reader(component, 1_000).look(cell, value, pattern, near_only=True)
            assert nearby in (wanted, Finding.UNKNOWN), (hidden, cell, value)
            assert Reader(component, 1_000).look(cell, value, pattern) is wanted, (hidden, cell, value)


def test_nearest_variables_are_those_of_the_smallest_cells_that_share_one() -> None:
    (component,) = divide(chain())
    reader = Reader(component, 1_000)
    names = [key[0] for key in component.keys]
    letters = [component.keys[names.index(name)][0] for name in "abcde"]
    variable = {name: int(component.cells.row(names.index(name))[0]) for name in letters}

    def near(cell: str, number: int) -> str:
        marks = reader.near(names.index(cell), number)
        return "".join(name for name in letters if marks[variable[name]])

    assert [near("a", number) for number in (1, 2, 3, 4, 5)] == ["a", "ab", "abc", "abcd", "abcde"]
    assert near("cd", 2) == "cd"
    assert near("e", 3) == "cde"
    assert near("a", 9) == "abcde"
    assert near("a", 2) == "ab"


def test_scopes_widen_to_all_relations_unless_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    (component,) = divide(chain())
    reader = Reader(component, 1_000)
    assert (reader.wide, reader.large, reader.scopes()) == (False, False, (None,))
    monkeypatch.setattr(reading, "_NEAR", 4)
    monkeypatch.setattr(reading, "_SCOPES", (3, 5))
    assert (reader.wide, reader.large, reader.scopes()) == (True, False, (3, None))
    monkeypatch.setattr(reading, "_LARGE", 4)
    assert (reader.large, reader.scopes()) == (True, (3,))


def test_reach_is_how_far_relations_let_a_cell_move() -> None:
    asked = problem({"a": 3, "b": 9, "c": 20}, {"a": "a", "b": "b", "c": "c", "all": "abc"})
    (component,) = divide(asked)
    reader = Reader(component, 1_000)
    cell = [key[0] for key in component.keys].index("a")
    shown = component.always_hidden.astype(np.float64)
    everything = component.everything_hidden.astype(np.float64)
    assert [reader.read(cell, up, shown, 2).reach for up in (True, False)] == [0, 0]
    assert [reader.read(cell, up, everything, 2).reach for up in (True, False)] == [2, 2]
    assert reader.read(cell, True, everything, 2, scope=1).reach == 2


def test_range_is_of_whole_numbers_where_halves_would_reach_further() -> None:
    asked = problem({"x": 4, "y": 2}, {"x": "x", "y": "y"}, statements=(Statement("even", ((0, 1), (1, 2)), 8, 8),))
    found = {cell.key[0]: (cell.low, cell.high, cell.missing) for cell in audit(asked, {("x",), ("y",)})}
    assert found == {"x": (2, 6, (1, 3, 5)), "y": (1, 3, (4, 5))}
