"""The whole of disclosure control on one problem: from what is counted to what is hidden, with witnesses and limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from foi_return.disclosure.components import Component, State, divide
from foi_return.disclosure.cuts import Sum
from foi_return.disclosure.forced import forced_fault, forced_too_far
from foi_return.disclosure.linear import Marks
from foi_return.disclosure.problem import Key, Level, Problem, Protection
from foi_return.disclosure.reader import Reader
from foi_return.disclosure.secondary import Search, Solution, WorkLimits
from foi_return.disclosure.targets import Target, explain_limit, find_targets
from foi_return.errors import DisclosureError

Filling = tuple[tuple[int, int], ...]
"""Whole counts of the inner cells, as (position, difference from the true count)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A sum of relations that bounds a cell: `scale * cell` is the sum of multiplier times relation, and more or less.

    Attributes:
        scale: What the cell is multiplied by.
        cells: Keys of published cells with their multipliers; each stands for what the reader knows of it with
            everything hidden (at least 1, or its value where it is given).
        statements: Positions of statements in the problem with their multipliers.
    """

    scale: int
    cells: tuple[tuple[Key, int], ...]
    statements: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LimitedCell:
    """A small cell that cannot have every value it should, whatever is hidden now.

    Attributes:
        key: The cell.
        attainable: The values that are left to it, up to the threshold; one alone means that it is out already.
        missing: The values that are not.
        unsure: Those of the missing that a search within its limit did not decide.
        statements: The names of a smallest set of statements that rule the missing values out; none where that
            hidden cells are at least 1 is enough.
        at_least: Shows the least attainable value; None where nothing is missing below.
        at_most: Shows the greatest.
    """

    key: Key
    attainable: tuple[int, ...]
    missing: tuple[int, ...]
    unsure: tuple[int, ...]
    statements: tuple[str, ...]
    at_least: Proof | None
    at_most: Proof | None

    @property
    def notable(self) -> bool:
        """Whether more than the value 0 is missing, so that the officer should read of it."""
        return any(self.missing)

    @property
    def already_out(self) -> bool:
        """Whether the reader knows it exactly whatever is hidden now."""
        return len(self.attainable) == 1


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is hidden, and why that is enough.

    Attributes:
        hidden: The published cells that are hidden.
        primary: Those of them that are small.
        cost: The weight of the others.
        bound: No safe pattern has others of less weight.
        proved: Whether the pattern is proved to be the least.
        witnesses: For each small cell, published or latent, the values that must stay possible, each with a filling.
        limited: The small cells of which earlier answers or other hidden cells say too much already (see `notable`).
        given: The small cells that are shown because they must be.
    """

    hidden: frozenset[Key]
    primary: frozenset[Key]
    cost: int
    bound: int
    proved: bool
    witnesses: Mapping[Key, Mapping[int, Filling]]
    limited: tuple[LimitedCell, ...] = ()
    given: tuple[Key, ...] = field(default=())

    @property
    def secondary(self) -> frozenset[Key]:
        """The hidden cells that are not small."""
        return self.hidden - self.primary


def suppress(problem: Problem, limits: WorkLimits | None = None, names: Mapping[Key, str] | None = None) -> Suppression:
    """Hides as little as is safe.

    Args:
        problem: The problem.
        limits: How much work may be done.
        names: What messages call the cells that must be shown; their keys where nothing is given.

    Raises:
        DisclosureError: Cells that must be shown make safety impossible; names the smallest set to give up.
    """
    limits = limits or WorkLimits()
    solved = [_solve(component, problem.protection, limits) for component in divide(problem)]
    given_up = [key for each in solved for key in each.give_up]
    if given_up:
        raise DisclosureError(forced_fault(given_up, names or {}))
    small = [cell for cell in problem.cells if cell.is_small(problem.protection)]
    primary = frozenset(cell.key for cell in small if cell.published and cell.hideable)
    hidden = set(primary)
    witnesses: dict[Key, Mapping[int, Filling]] = {}
    limited: list[LimitedCell] = []
    for each in solved:
        given = _given(problem, each.component)
        hidden.update(_hidden_keys(problem, each.component, each.solution.hidden))
        witnesses.update(_witnesses(problem, each))
        witnesses.update({limit.key: {limit.attainable[0]: ()} for limit in given})
        limited += [*_limited(problem, each), *given]
    return Suppression(
        frozenset(hidden),
        primary,
        sum(each.solution.cost for each in solved),
        sum(each.solution.bound for each in solved),
        all(each.solution.proved for each in solved),
        dict(sorted(witnesses.items())),
        tuple(limited),
        tuple(sorted(cell.key for cell in small if cell.published and not cell.hideable)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    component: Component
    reader: Reader
    targets: tuple[Target, ...]
    solution: Solution
    level: Level
    give_up: tuple[Key, ...] = ()


def _solve(component: Component, protection: Protection, limits: WorkLimits) -> _Solved:
    reader = Reader(component, limits.reader_nodes)
    targets = find_targets(reader, protection)
    give_up = forced_too_far(reader, targets, protection, limits)
    if give_up:
        nothing = Solution(component.always_hidden, 0, 0, False, 0)
        return _Solved(component, reader, targets, nothing, protection.level, give_up)
    return _Solved(component, reader, targets, Search(reader, targets, protection, limits).run(), protection.level)


def account_for(
    problem: Problem, everything_hidden: Reader, as_published: Reader, targets: Sequence[Target]
) -> tuple[dict[Key, Mapping[int, Filling]], list[LimitedCell]]:
    """The witnesses and the limits of the small cells of a component whose shown counts are statements (rounding).

    Args:
        problem: The problem.
        everything_hidden: A reader of the component to whom nothing is shown.
        as_published: A reader of the component who sees what is shown.
        targets: What must stay possible.
    """
    component, level = as_published.component, problem.protection.level
    given = _given(problem, component)
    nothing = Solution(component.everything_hidden, 0, 0, False, 0)
    found: dict[Key, Mapping[int, Filling]] = {}
    found.update(_witnesses(problem, _Solved(component, as_published, tuple(targets), nothing, level)))
    found.update({limit.key: {limit.attainable[0]: ()} for limit in given})
    unlimited = everything_hidden.component
    return found, [
        *_limited(problem, _Solved(unlimited, everything_hidden, tuple(targets), nothing, level)),
        *given,
    ]


def _hidden_keys(problem: Problem, component: Component, hidden: Marks) -> list[Key]:
    cells = (problem.cells[position] for row in np.flatnonzero(hidden) for position in component.positions[row])
    return [cell.key for cell in cells if cell.published and cell.hideable]


def _witnesses(problem: Problem, solved: _Solved) -> dict[Key, dict[int, Filling]]:
    """For each small cell and each value that must stay possible, a filling; the same filling serves many."""
    component, reader = solved.component, solved.reader
    found: dict[Key, dict[int, Filling]] = {}
    expanded: dict[int, Filling] = {}
    for target in solved.targets:
        true = int(component.values[target.cell])
        fillings: dict[int, Filling] = {}
        for value in sorted(target.values, key=lambda value: (abs(value - true), value)):
            if solved.level is Level.EXACT and len(fillings) > 1:
                break
            number = reader.witnesses.find(target.cell, value, solved.solution.hidden)
            if number is None:
                if solved.level is Level.EXACT:
                    continue
                raise AssertionError("A pattern that passed has a witness for each value")
            if number not in expanded:
                expanded[number] = component.expand(reader.witnesses.moves(number))
            fillings[value] = expanded[number]
        for position in component.positions[target.cell]:
            cell = problem.cells[position]
            if not cell.published or cell.hideable:
                found[cell.key] = dict(sorted(fillings.items()))
    return found


def _limited(problem: Problem, solved: _Solved) -> list[LimitedCell]:
    """The limits of each small cell; a latent one with the sum of a published one shares what is known of that."""
    component = solved.component
    limited: list[LimitedCell] = []
    for target in solved.targets:
        known = _known_by_its_sum(problem, component, target.cell)
        if target.missing:
            limit = explain_limit(solved.reader, target)
            names = tuple(problem.statements[position].name for position in limit.statements)
            proofs = [_proof(problem, component, total) for total in (limit.at_least, limit.at_most)]
        elif known is None:
            continue
        else:
            names, proofs = (), [None, None]
        for position in component.positions[target.cell]:
            cell = problem.cells[position]
            missing, at_least = target.missing, proofs[0]
            if known is not None and not cell.published:
                missing, at_least = (*range(int(component.least[target.cell])), *missing), at_least or known
            if missing:
                limited.append(LimitedCell(cell.key, target.values, missing, target.unsure, names, at_least, proofs[1]))
    return limited


def _known_by_its_sum(problem: Problem, component: Component, row: int) -> Proof | None:
    """Shows that a latent cell is at least 1 because a published cell with the same sum is."""
    cells = [problem.cells[position] for position in component.positions[row]]
    published = [cell.key for cell in cells if cell.published]
    if not published or len(published) == len(cells) or not component.least[row]:
        return None
    return Proof(1, ((published[0], 1),), ())


def _given(problem: Problem, component: Component) -> list[LimitedCell]:
    """Small cells that are out because a cell with the same sum must be shown."""
    limited = []
    for row in np.flatnonzero(component.states == State.GIVEN):
        cells = [problem.cells[position] for position in component.positions[row]]
        key = next(cell.key for cell in cells if cell.published and not cell.hideable)
        value = int(component.values[row])
        others = tuple(each for each in range(problem.protection.top + 1) if each != value)
        proofs = (Proof(1, ((key, 1),), ()), Proof(1, ((key, -1),), ()))
        limited += [
            LimitedCell(cell.key, (value,), others, (), (), *proofs)
            for cell in cells
            if not cell.published or cell.hideable
        ]
    return limited


def _proof(problem: Problem, component: Component, total: Sum | None) -> Proof | None:
    if total is None:
        return None
    cells = []
    for row in np.flatnonzero(total.cells):
        published = [position for position in component.positions[row] if problem.cells[position].published]
        if component.states[row] == State.GIVEN:
            published = [position for position in published if not problem.cells[position].hideable]
        cells.append((problem.cells[published[0]].key, int(total.cells[row])))
    statements = [
        (component.statement_positions[row], int(total.statements[row])) for row in np.flatnonzero(total.statements)
    ]
    return Proof(total.scale, tuple(cells), tuple(statements))
