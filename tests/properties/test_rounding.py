"""Whatever the release: a reader who tries every filling learns no more from rounded numbers than the level allows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.components import divide
from foi_return.disclosure.problem import Level, Problem, Zeros
from foi_return.disclosure.rounded import RoundedRelease, protect_by_rounding
from foi_return.disclosure.rounding import round_cells
from foi_return.terms.rounding import Rounding, RoundingMethod
from tests.support.releases import EveryFilling, random_problem, shuffled

seeds = st.integers(0, 10**6)


def random_rounding(seed: int) -> tuple[Problem, Rounding]:
    draw = random.Random(seed)
    hides = draw.random() < 0.5
    rounding = Rounding(draw.choice((5, 10)), draw.choice(list(RoundingMethod)), hides)
    asked = random_problem(seed)
    zeros = Zeros.HIDDEN if asked.protection.zeros is Zeros.HIDDEN else Zeros.SHOWN
    level = Level.FULL if hides and draw.random() < 0.3 else Level.ROUNDED
    return replace(asked, protection=replace(asked.protection, zeros=zeros, level=level, rounding=rounding)), rounding


def possible(problem: Problem, found: RoundedRelease) -> list[set[int]]:
    """Every value of each cell that agrees with what is shown, by trying every filling."""
    reader = EveryFilling(found.problem)
    hidden = {cell.key for cell in problem.cells if cell.published and (cell.key in found.shown or cell.value)}
    hidden |= found.suppression.hidden
    return [reader.possible(hidden, place) for place in range(len(problem.cells))]


@pytest.mark.parametrize("block", range(4))
def test_every_value_that_must_stay_possible_is_possible_by_trying_every_filling(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        problem, rounding = random_rounding(seed)
        found = protect_by_rounding(problem, rounding)
        before, after = EveryFilling(problem), possible(problem, found)
        everything = {cell.key for cell in problem.cells if cell.published} - {
            cell.key for cell in problem.cells if not cell.value and problem.protection.zeros is Zeros.SHOWN
        }
        for place, cell in enumerate(problem.cells):
            if cell.is_small(problem.protection):
                least = problem.protection.least_hidden if cell.published else 0
                wanted = set(problem.protection.wanted(cell.value, least))
                assert wanted & before.possible(everything, place) <= after[place], (seed, cell.key)


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_every_rounded_release_has_a_valid_certificate(seed: int) -> None:
    problem, rounding = random_rounding(seed)
    found = protect_by_rounding(problem, rounding)
    verdict = check(certify(found.problem, found.suppression, rounded=found.shown))
    assert verdict.valid, verdict.reasons


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_controlled_rounding_adds_up_and_stays_next_to_the_counts(seed: int) -> None:
    problem, rounding = random_rounding(seed)
    rounding = replace(rounding, method=RoundingMethod.CONTROLLED)
    found = round_cells(problem, rounding, divide(problem, all_parts=True))
    values = {cell.key: cell.value for cell in problem.cells}
    for key, number in found.shown.items():
        assert number % rounding.base == 0
        assert abs(number - values[key]) <= found.rounding.far * rounding.base - 1
    published = [cell for cell in problem.cells if cell.published]
    numbers = {cell.key: found.shown.get(cell.key, cell.value) for cell in published}
    for whole in published:
        for part in published:
            rest = [other for other in published if set(other.sums) == set(whole.sums) - set(part.sums)]
            for other in rest:
                if set(part.sums) < set(whole.sums):
                    assert numbers[whole.key] == numbers[part.key] + numbers[other.key]


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_order_of_the_input_changes_nothing(seed: int) -> None:
    problem, rounding = random_rounding(seed)
    first, second = (protect_by_rounding(each, rounding) for each in (problem, shuffled(problem, seed + 1)))
    assert (first.shown, first.suppression.hidden) == (second.shown, second.suppression.hidden)
