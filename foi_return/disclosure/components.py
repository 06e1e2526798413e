"""Divides a problem into independent components, each as small as it can be without changing any answer.

Inner cells of a shown zero are zero and vanish; inner cells that no cell and no statement tells apart become one; cells
with the same sum become one cell; what shares neither inner cells nor statements is apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from foi_return.disclosure.linear import INFINITE, Floats, Marks, Rows, Whole
from foi_return.disclosure.problem import Key, Problem, Role, SumCell, Zeros


class State(IntEnum):
    """What may become of a cell."""

    FREE = 0
    """Shown or hidden, as the optimum decides."""
    SMALL = 1
    """Hidden whatever happens."""
    LATENT = 2
    """A small group that no table shows: no statement is made of it."""
    GIVEN = 3
    """Known to the reader whatever happens."""
    FORCED = 4
    """Shown because somebody asked for it; could be given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """A part of a problem that can be solved alone.

    Attributes:
        counts: The true count of each variable (a variable stands for inner cells that nothing tells apart).
        members: The positions in the problem of the inner cells of each variable.
        cells: One row for each distinct sum.
        values: Its true value.
        keys: The key of its first cell.
        positions: The positions in the problem of the cells with this sum.
        states: What may become of it.
        weights: What hiding it costs.
        least: What the reader knows at least of it when it is hidden; 0 for a latent cell.
        small: Which cells must be protected: the small ones that are not given.
        statements: One row for each statement.
        low: Its lower bound, or minus infinity.
        high: Its upper bound, or infinity.
        statement_positions: The statements' positions in the problem.
    """

    counts: Whole
    members: tuple[tuple[int, ...], ...]
    cells: Rows
    values: Whole
    keys: tuple[Key, ...]
    positions: tuple[tuple[int, ...], ...]
    states: Whole
    weights: Whole
    least: Whole
    small: Whole
    statements: Rows
    low: Floats
    high: Floats
    statement_positions: tuple[int, ...]

    @property
    def always_hidden(self) -> Marks:
        """Cells that are hidden in every pattern."""
        return np.isin(self.states, (State.SMALL, State.LATENT))

    @property
    def everything_hidden(self) -> Marks:
        """The pattern in which only what is known whatever happens is shown."""
        marks: Marks = self.states != State.GIVEN
        return marks

    def cost(self, hidden: Marks) -> int:
        """What a pattern costs beyond the cells that are hidden in every pattern."""
        return int(self.weights[hidden & ~self.always_hidden].sum())

    def with_statements(self, kept: Sequence[int]) -> Component:
        """The same component for a reader who knows fewer statements."""
        rows = [
            list(zip(self.statements.row(row).tolist(), self.statements.coefficients(row).tolist(), strict=True))
            for row in kept
        ]
        positions = tuple(self.statement_positions[row] for row in kept)
        chosen = list(kept)
        return replace(
            self,
            statements=Rows.of(rows),
            low=self.low[chosen],
            high=self.high[chosen],
            statement_positions=positions,
        )

    def expand(self, moves: Whole) -> tuple[tuple[int, int], ...]:
        """A filling as differences from the true counts of the problem's inner cells."""
        spread: list[tuple[int, int]] = []
        for variable in np.flatnonzero(moves):
            left = int(moves[variable])
            for position, count in self._members_with_counts(int(variable)):
                step = left if left > 0 else max(left, -count)
                if step:
                    spread.append((position, step))
                left -= step
        return tuple(sorted(spread))

    def _members_with_counts(self, variable: int) -> Iterable[tuple[int, int]]:
        return zip(self.members[variable], self._member_counts[variable], strict=True)

    _member_counts: tuple[tuple[int, ...], ...] = ()


def divide(problem: Problem, all_parts: bool = False) -> tuple[Component, ...]:
    """The components that hold a small cell, in canonical order; all cells elsewhere may be shown.

    Args:
        problem: The problem.
        all_parts: Give the components without a small cell as well.
    """
    zero = known_zeros(problem)
    order = sorted(range(len(problem.cells)), key=lambda position: problem.cells[position].key)
    groups = _group_cells(problem, order, zero)
    variables = _group_inner(problem, groups, zero)
    components = []
    for group_numbers, variable_numbers, statements in _connected(problem, groups, variables):
        component = _component(
            problem,
            [groups[number] for number in group_numbers],
            [variables[number] for number in variable_numbers],
            statements,
        )
        if all_parts or len(component.small) or (component.states == State.GIVEN).any():
            components.append(component)
    return tuple(components)


def known_zeros(problem: Problem) -> frozenset[int]:
    """Inner cells that the reader knows to be zero because a cell that sums them is a shown zero."""
    if problem.protection.zeros is not Zeros.SHOWN:
        return frozenset()
    return frozenset(position for cell in problem.cells if cell.published and cell.value == 0 for position in cell.sums)


def _group_cells(problem: Problem, order: Sequence[int], zero: frozenset[int]) -> list[tuple[int, ...]]:
    """Positions of cells with the same sum of inner cells that may be above zero; latent cells that matter only."""
    groups: dict[frozenset[int], list[int]] = {}
    for position in order:
        cell = problem.cells[position]
        sums = frozenset(cell.sums) - zero
        if sums and (cell.published or cell.is_small(problem.protection)):
            groups.setdefault(sums, []).append(position)
    return [tuple(group) for group in groups.values()]


def _group_inner(problem: Problem, groups: list[tuple[int, ...]], zero: frozenset[int]) -> list[tuple[int, ...]]:
    """Positions of inner cells that stand in the same cells and statements; those in none are left out."""
    columns: dict[int, list[tuple[int, int]]] = {
        position: [] for position in range(len(problem.inner)) if position not in zero
    }
    for number, group in enumerate(groups):
        for position in set(problem.cells[group[0]].sums) - zero:
            columns[position].append((number, 1))
    for number, statement in enumerate(problem.statements):
        for position, coefficient in statement.terms:
            if coefficient and position in columns:
                columns[position].append((-1 - number, coefficient))
    merged: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for position in sorted(columns, key=lambda position: problem.inner[position].name):
        if columns[position]:
            merged.setdefault(tuple(sorted(columns[position])), []).append(position)
    return list(map(tuple, merged.values()))


def _connected(
    problem: Problem, groups: list[tuple[int, ...]], variables: list[tuple[int, ...]]
) -> list[tuple[list[int], list[int], list[int]]]:
    """Numbers of the groups, variables and statements of each connected part, in canonical order."""
    parent = list(range(len(variables)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    variable_of = {position: number for number, members in enumerate(variables) for position in members}
    touched_by_group = [_numbers(problem.cells[group[0]].sums, variable_of) for group in groups]
    touched_by_statement = [
        _numbers((position for position, coefficient in statement.terms if coefficient), variable_of)
        for statement in problem.statements
    ]
    for touched in (*touched_by_group, *touched_by_statement):
        for number in touched[1:]:
            parent[root(number)] = root(touched[0])
    parts: dict[int, tuple[list[int], list[int], list[int]]] = {}
    for number, touched in enumerate(touched_by_group):
        parts.setdefault(root(touched[0]), ([], [], []))[0].append(number)
    for number in range(len(variables)):
        parts.setdefault(root(number), ([], [], []))[1].append(number)
    named = sorted(range(len(problem.statements)), key=lambda number: problem.statements[number].name)
    for number in named:
        if touched_by_statement[number]:
            parts[root(touched_by_statement[number][0])][2].append(number)
    return list(parts.values())


def _numbers(positions: Iterable[int], variable_of: dict[int, int]) -> list[int]:
    return sorted({variable_of[position] for position in positions if position in variable_of})


def _component(
    problem: Problem, groups: list[tuple[int, ...]], variables: list[tuple[int, ...]], statements: list[int]
) -> Component:
    variable_of = {position: number for number, members in enumerate(variables) for position in members}
    counts = [[problem.inner[position].count for position in members] for members in variables]
    cells = [[problem.cells[position] for position in group] for group in groups]
    states = [_state(problem, group) for group in cells]
    limits = [problem.statements[number] for number in statements]
    values = [group[0].value for group in cells]
    return Component(
        counts=np.array([sum(each) for each in counts], dtype=np.int64),
        members=tuple(variables),
        cells=Rows.of([[(number, 1) for number in _numbers(group[0].sums, variable_of)] for group in cells]),
        values=np.array(values, dtype=np.int64),
        keys=tuple(group[0].key for group in cells),
        positions=tuple(groups),
        states=np.array(states, dtype=np.int64),
        weights=np.array([sum(cell.weight for cell in group if cell.published) for group in cells], dtype=np.int64),
        least=np.array(
            [
                0 if state is State.LATENT else problem.protection.least_of(value)
                for state, value in zip(states, values, strict=True)
            ],
            dtype=np.int64,
        ),
        small=np.flatnonzero(np.isin(states, (State.SMALL, State.LATENT))),
        statements=Rows.of([_merged_terms(statement.terms, variable_of) for statement in limits]),
        low=np.array([-INFINITE if each.low is None else each.low for each in limits], dtype=np.float64),
        high=np.array([INFINITE if each.high is None else each.high for each in limits], dtype=np.float64),
        statement_positions=tuple(statements),
        _member_counts=tuple(map(tuple, counts)),
    )


def _merged_terms(terms: Iterable[tuple[int, int]], variable_of: dict[int, int]) -> list[tuple[int, int]]:
    return sorted({(variable_of[position], factor) for position, factor in terms if factor and position in variable_of})


def _state(problem: Problem, group: list[SumCell]) -> State:
    published = [cell for cell in group if cell.role is Role.PUBLISHED]
    small = _must_protect(problem, group)
    if not published:
        return State.LATENT
    if any(not cell.hideable for cell in published):
        return State.GIVEN if small else State.FORCED
    return State.SMALL if small else State.FREE


def _must_protect(problem: Problem, group: list[SumCell]) -> bool:
    return any(cell.is_small(problem.protection) for cell in group)
