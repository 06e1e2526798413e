"""Whatever the release: what is hidden is safe, is the least that is, does not depend on order, and is certified."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.disclosure.audit import audit, hidden_rows
from foi_return.disclosure.banded import tell_bands
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.components import divide
from foi_return.disclosure.explain import explain
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import Level, Role, Zeros
from foi_return.disclosure.reader import Reader
from tests.support.releases import EveryFilling, random_problem, shuffled

seeds = st.integers(0, 10**6)
levels = st.sampled_from((Level.FULL, Level.LESS, Level.EXACT))


@pytest.mark.parametrize("block", range(6))
def test_pattern_is_safe_and_least_by_trying_every_pattern_and_every_filling(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        problem = random_problem(seed, tuple(Level)[seed % 3])
        found = suppress(problem)
        reader = EveryFilling(problem)
        assert reader.safe(found.hidden, reader.all_required()), seed
        assert (found.proved, found.cost) == (True, reader.least_cost()), seed


@pytest.mark.parametrize("level", [Level.LESS, Level.EXACT])
def test_bands_are_safe_and_hide_least_by_trying_every_pattern_and_every_filling(level: Level) -> None:
    for seed in range(60):
        asked = random_problem(seed, level)
        problem = tell_bands(replace(asked, protection=replace(asked.protection, zeros=Zeros.SHOWN)))
        found = suppress(problem)
        reader = EveryFilling(problem)
        assert reader.safe(found.hidden, reader.all_required()), seed
        assert (found.proved, found.cost) == (True, reader.least_cost()), seed
        verdict = check(certify(problem, found))
        assert verdict.valid, (seed, verdict.reasons)


@given(seeds, levels)
@settings(max_examples=60, deadline=None)
def test_nothing_hidden_is_recovered_that_was_not_out_already(seed: int, level: Level) -> None:
    problem = random_problem(seed, level)
    found = suppress(problem)
    reader = EveryFilling(problem)
    for place, cell in enumerate(problem.cells):
        if cell.is_small(problem.protection) and reader.possible(found.hidden, place) == {cell.value}:
            assert reader.required(place) == {cell.value}
            assert next(limit for limit in found.limited if limit.key == cell.key).already_out


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_order_of_the_input_changes_nothing(seed: int) -> None:
    problem = random_problem(seed)
    assert suppress(problem).hidden == suppress(shuffled(problem, seed + 1)).hidden


@given(seeds, levels)
@settings(max_examples=60, deadline=None)
def test_every_pattern_has_a_valid_certificate(seed: int, level: Level) -> None:
    problem = random_problem(seed, level)
    verdict = check(certify(problem, suppress(problem)))
    assert verdict.valid, verdict.reasons


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_audit_gives_the_range_that_trying_every_filling_gives(seed: int) -> None:
    problem = random_problem(seed)
    found = suppress(problem)
    reader = EveryFilling(problem)
    places = {cell.key: place for place, cell in enumerate(problem.cells)}
    for audited in audit(problem, found.hidden):
        possible = reader.possible(found.hidden, places[audited.key])
        assert audited.low == min(possible)
        if audited.high is not None and audited.high <= max(possible):
            assert audited.high == max(possible)
        least = problem.protection.least_hidden if problem.cells[places[audited.key]].role is Role.PUBLISHED else 0
        if audited.small and least == problem.protection.least_hidden:
            assert set(audited.missing) == set(range(least, problem.protection.top + 1)) - possible


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_ranges_in_one_sweep_enclose_those_that_are_searched_cell_by_cell(seed: int) -> None:
    problem = random_problem(seed)
    found = suppress(problem)
    for component in divide(problem, all_parts=True):
        pattern = hidden_rows(problem, component, found.hidden)
        rows = np.flatnonzero(pattern)
        swept = Reader(component, 20_000).ranges(rows, pattern)
        reader = Reader(component, 20_000)
        for row in rows.tolist():
            low, high = swept[row]
            least, most = reader.extreme(row, False, pattern), reader.extreme(row, True, pattern)
            assert low <= (least or 0) <= int(component.values[row])
            assert high is None or (most is not None and high >= most)


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_every_secondary_cell_is_needed_and_says_what_for(seed: int) -> None:
    problem = random_problem(seed)
    found = suppress(problem)
    reader = EveryFilling(problem)
    places = {cell.key: place for place, cell in enumerate(problem.cells)}
    explained = explain(problem, found)
    assert {each.key for each in explained} == found.secondary
    for each in explained:
        assert each.reveals is not None
        alone = [cell.key for cell in problem.cells if cell.sums == problem.cells[places[each.key]].sums]
        same = {key for key in alone if key in found.hidden}
        if problem.protection.zeros is not Zeros.SHOWN:
            assert each.ruled_out not in reader.possible(found.hidden - same, places[each.reveals])
        assert not any(character.isdigit() for character in each.public)
