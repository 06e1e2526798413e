"""Cuts hold for every safe pattern, and a pattern that no cut rules out is safe: by trying all patterns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from foi_return.disclosure.components import Component, State, divide
from foi_return.disclosure.cuts import Cut, Sum, at_least_one, cut_from, either
from foi_return.disclosure.linear import Marks
from foi_return.disclosure.problem import Level, Problem, Protection, Statement
from foi_return.disclosure.reader import Finding, Reader
from foi_return.disclosure.separation import Separator
from foi_return.disclosure.targets import find_targets
from tests.support.releases import EveryFilling, problem, random_problem


def every_pattern(component: Component) -> Iterator[Marks]:
    choice = np.flatnonzero(np.isin(component.states, (State.FREE, State.FORCED)))
    for hidden in itertools.product((False, True), repeat=len(choice)):
        pattern = component.always_hidden.copy()
        pattern[choice] = hidden
        yield pattern


def safe_patterns(asked: Problem, component: Component) -> Iterator[tuple[Marks, bool]]:
    """Every pattern of a component, and whether a reader who tries every filling leaves it safe."""
    reader = EveryFilling(asked, 20_000)
    inside = {place for places in component.positions for place in places}
    required = {place: wanted for place, wanted in reader.all_required().items() if place in inside}
    elsewhere = {key for key in reader.everything if key not in {asked.cells[place].key for place in inside}}
    for pattern in every_pattern(component):
        rows = [component.positions[row] for row in np.flatnonzero(pattern)]
        hidden = {asked.cells[place].key for places in rows for place in places if asked.cells[place].published}
        yield pattern, reader.safe(hidden | elsewhere, required)


def small_problems(level: Level) -> Iterator[tuple[int, Problem, Component]]:
    for seed in range(60):
        asked = random_problem(seed, level)
        for component in divide(asked):
            free = int(np.isin(component.states, (State.FREE, State.FORCED)).sum())
            if len(asked.inner) <= 3 and 2 <= free <= 4:
                yield seed, asked, component


@pytest.mark.parametrize("level", [Level.FULL, Level.LESS, Level.EXACT])
def test_cuts_hold_for_every_safe_pattern_and_rule_out_every_other(level: Level) -> None:
    seen = 0
    for seed, asked, component in small_problems(level):
        reader = Reader(component, 1_000)
        separator = Separator(reader, find_targets(reader, asked.protection), level)
        patterns = list(safe_patterns(asked, component))
        for pattern, safe in patterns:
            cuts = separator.linear(pattern.astype(np.float64)) or separator.whole(pattern)
            assert bool(cuts) is not safe, (seed, pattern)
            assert all(cut.reached(pattern) < 1 for cut in cuts), (seed, pattern)
            for cut in cuts:
                assert all(cut.reached(other) >= 1 for other, good in patterns if good), (seed, cut)
            seen += len(cuts)
        relaxed = np.where(component.always_hidden, 1.0, 0.4)
        for cut in separator.linear(relaxed):
            assert cut.reached(relaxed) < 1
            assert all(cut.reached(other) >= 1 for other, good in patterns if good), (seed, cut)
    assert seen > 20
    assert not separator.unsure


def test_whole_cuts_alone_rule_out_every_pattern_that_is_not_safe() -> None:
    for level in (Level.FULL, Level.EXACT):
        for seed, asked, component in itertools.islice(small_problems(level), 5):
            reader = Reader(component, 1_000)
            separator = Separator(reader, find_targets(reader, asked.protection), level)
            patterns = list(safe_patterns(asked, component))
            for pattern, safe in patterns:
                cuts = separator.whole(pattern)
                assert bool(cuts) is not safe, (seed, pattern)
                assert len(separator.whole(pattern, first_only=True)) == min(len(cuts), 1)
                for cut in cuts:
                    assert cut.reached(pattern) == 0
                    assert all(cut.reached(other) >= 1 for other, good in patterns if good), (seed, cut)
                    for cell in cut.cells:
                        assert component.states[cell] in (State.FREE, State.FORCED)


def test_whole_cut_asks_for_no_more_cells_than_can_help() -> None:
    """Hiding E helps nobody, so it is not among those of which one must be hidden."""
    sums = {"a": "a", "b": "b", "c": "c", "abc": "abc", "e": "e", "ce": "ce"}
    (component,) = divide(problem({"a": 3, "b": 9, "c": 20, "e": 30}, sums))
    reader = Reader(component, 1_000)
    asked = problem({"a": 3, "b": 9, "c": 20, "e": 30}, sums)
    separator = Separator(reader, find_targets(reader, asked.protection), Level.FULL)
    (cut,) = separator.whole(component.always_hidden)
    names = {component.keys[cell][0] for cell in cut.cells}
    assert "b" in names
    assert "abc" in names
    assert names < {"b", "c", "abc", "e", "ce"}


@pytest.mark.parametrize("level", [Level.FULL, Level.EXACT])
def test_value_that_a_search_did_not_settle_counts_as_impossible(level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem({"a": 3, "b": 9}, {"a": "a", "b": "b", "total": "ab"}, Protection(5, level=level))
    (component,) = divide(asked)
    targets = find_targets(Reader(component, 1_000), asked.protection)
    sure = Separator(Reader(component, 1_000), targets, level)
    assert (sure.whole(component.everything_hidden), sure.unsure) == ([], False)
    undecided = Reader(component, 1_000)
    monkeypatch.setattr(undecided, "look", lambda *_: Finding.UNKNOWN)
    unsure = Separator(undecided, targets, level)
    assert len(unsure.whole(component.everything_hidden)) == 1
    assert unsure.unsure


def part() -> Component:
    """A (3) is small; B (9), C (20) and the total (32) may be hidden; in the order a, all, b, c."""
    (component,) = divide(problem({"a": 3, "b": 9, "c": 20}, {"a": "a", "b": "b", "c": "c", "all": "abc"}))
    assert [key[0] for key in component.keys] == ["a", "all", "b", "c"]
    return component


def combined(cells: tuple[int, int, int, int], room: int = 0, scale: int = 1) -> Sum:
    return Sum(scale, np.array(cells, dtype=np.int64), np.zeros(0, dtype=np.int64), room)


def test_cut_counts_what_hiding_loosens() -> None:
    """A may move up by as far as B (9) and C (20) may move down; hiding the total takes all bounds away."""
    component = part()
    up = combined((0, -1, 1, 1))
    assert cut_from(component, up, 2) == Cut((1, 2, 3), (1, 1, 1), 1)
    assert cut_from(component, up, 12) == Cut((1, 2, 3), (3, 2, 3), 3)
    assert cut_from(component, combined((0, -1, 1, 1), room=2), 2) is None
    assert cut_from(component, combined((0, -1, 1, 1), room=1), 2) == Cut((1, 2, 3), (1, 1, 1), 1)
    assert cut_from(component, combined((0, -1, 1, 1), scale=3), 12) == Cut((1, 2, 3), (36, 8, 19), 36)


def test_sum_that_rests_on_the_bound_of_a_hidden_cell_proves_nothing() -> None:
    component = part()
    assert cut_from(component, combined((-1, 0, 1, 1)), 2) is None
    assert cut_from(component, combined((1, -1, 0, 0)), 2) is None, "A itself may move down by 2"
    assert cut_from(component, combined((1, -1, 0, 0)), 3) == Cut((1,), (1,), 1)


def test_cut_that_no_cell_can_meet_says_so_and_one_too_large_to_hold_is_none() -> None:
    component = part()
    assert cut_from(component, combined((1, 0, 0, 0)), 3) == Cut((), (), 1)
    assert cut_from(component, combined((0, 0, 1, 0)), 10) is None
    assert cut_from(component, combined((0, -1, 1, 1)), 2 * 10**9) is None


def test_cut_counts_cells_only_where_any_so_many_of_them_are_enough() -> None:
    counts = {"a": 3, "b": 6, "c": 6, "d": 5, "e": 5, "f": 5}
    (component,) = divide(problem(counts, {name: name for name in counts} | {"all": "abcdef"}))
    assert [key[0] for key in component.keys] == ["a", "all", "b", "c", "d", "e", "f"]

    def cut(cells: tuple[int, ...], far: int) -> Cut | None:
        return cut_from(component, Sum(1, np.array((0, 0, *cells)), np.zeros(0, dtype=np.int64), 0), far)

    assert cut((1, 1, 1, 1, 1), 10) == Cut((2, 3, 4, 5, 6), (5, 5, 4, 4, 4), 10)
    assert cut((1, 0, 1, 1, 0), 8) == Cut((2, 4, 5), (1, 1, 1), 2)
    assert cut((0, 0, 2, 1, 1), 12) == Cut((4, 5, 6), (2, 1, 1), 3)
    largest = 10**9
    assert cut_from(part(), combined((0, -1, 0, 0)), largest) == Cut((1,), (1,), 1)
    assert cut_from(part(), combined((0, -1, 0, 0)), largest + 1) is None


@pytest.mark.parametrize("level", [Level.FULL, Level.EXACT])
def test_nothing_is_asked_of_a_pattern_for_a_cell_that_is_out_already(level: Level) -> None:
    told = (Statement("told", ((0, 1),), 3, 3),)
    asked = problem({"a": 3, "b": 9}, {"a": "a", "ab": "ab"}, Protection(5, level=level), told)
    (component,) = divide(asked)
    reader = Reader(component, 1_000)
    separator = Separator(reader, find_targets(reader, asked.protection), level)
    assert separator.targets == ()
    assert separator.whole(component.always_hidden) == []
    assert separator.linear(component.always_hidden.astype(np.float64)) == []


def test_cut_that_holds_where_one_of_two_holds() -> None:
    one, other = Cut((1, 3), (1, 2), 2), Cut((2, 3), (1, 1), 3)
    joined = either(one, other)
    assert joined == Cut((1, 2, 3), (3, 2, 6), 6)
    for pattern in itertools.product((0.0, 1.0), repeat=4):
        values = np.array(pattern)
        if max(one.reached(values), other.reached(values)) >= 1:
            assert joined.reached(values) >= 1


def test_one_of_several_must_be_hidden() -> None:
    cut = at_least_one(np.array([4, 7]))
    assert cut == Cut((4, 7), (1, 1), 1)
    assert cut.reached(np.array([0, 0, 0, 0, 0, 0, 0, 0.25])) == 0.25
