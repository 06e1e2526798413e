"""The master problem: the cheapest pattern that meets every cut found so far."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from foi_return.disclosure.cuts import Cut
from foi_return.disclosure.linear import INFINITE, Answer, Floats, Marks, Model, Outcome, Rows, Whole, solve

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What the master problem proposes.

    Attributes:
        pattern: 1 for each cell it hides, 0 for each it shows, between where the problem was relaxed; None where the
            cuts contradict each other or nothing was found.
        bound: No pattern that meets the cuts costs less.
        proved: Whether the pattern is the cheapest that meets the cuts.
    """

    pattern: Floats | None
    bound: int
    proved: bool


class Master:
    """Keeps the cuts and proposes patterns.

    Args:
        costs: What hiding each cell costs in this problem.
        choice: The cells that may be shown or hidden.
        always: The cells that are hidden in every pattern.
    """

    def __init__(self, costs: Whole, choice: Marks, always: Marks):
        self._always = always
        self._cells = np.flatnonzero(choice)
        self._costs = costs[self._cells].astype(np.float64)
        self._column = {int(cell): column for column, cell in enumerate(self._cells)}
        self._rows: list[list[tuple[int, int]]] = []
        self._needed: list[int] = []
        self._seen: set[tuple[tuple[tuple[int, int], ...], int]] = set()
        self._contradiction = False
        self.work = 0

    @property
    def number(self) -> int:
        """How many cuts are kept."""
        return len(self._rows)

    def add(self, cut: Cut) -> bool:
        """Keeps a cut; False if it was kept before. Cells that may not be hidden here drop out of it."""
        row = [
            (self._column[cell], coefficient)
            for cell, coefficient in zip(cut.cells, cut.coefficients, strict=True)
            if cell in self._column
        ]
        mark = (tuple(row), cut.needed)
        if mark in self._seen:
            return False
        self._seen.add(mark)
        if sum(coefficient for _, coefficient in row) < cut.needed:
            self._contradiction = True
            return True
        self._rows.append(row)
        self._needed.append(cut.needed)
        return True

    def relaxed(self) -> Proposal:
        """The cheapest pattern if cells could be hidden in part."""
        if not self._rows:
            return self._proposal(np.zeros(len(self._cells)), 0, True)
        return self._read(solve(self._model(None, None)))

    def whole(self, nodes: int, ties: Whole | None = None, most: int | None = None) -> Proposal:
        """The cheapest pattern, within a number of nodes.

        Args:
            nodes: The limit of the search.
            ties: Costs to use in place of the true ones, to choose among equally good patterns.
            most: What the true cost may be at most.
        """
        if self._contradiction:
            return Proposal(None, 0, True)
        if not self._rows and ties is None:
            return self._proposal(np.zeros(len(self._cells)), 0, True)
        if not len(self._cells):
            return self._proposal(np.zeros(0), 0, True)
        marks = np.ones(len(self._cells), dtype=np.bool_)
        return self._read(solve(self._model(ties, most), marks, nodes))

    def _model(self, ties: Whole | None, most: int | None) -> Model:
        rows, low = list(self._rows), [float(each) for each in self._needed]
        high = [INFINITE] * len(rows)
        if most is not None:
            rows.append([(column, int(cost)) for column, cost in enumerate(self._costs)])
            low.append(-INFINITE)
            high.append(float(most))
        costs = self._costs if ties is None else ties[self._cells].astype(np.float64)
        size = len(self._cells)
        return Model(costs, np.zeros(size), np.ones(size), Rows.of(rows), np.array(low), np.array(high))

    def _read(self, answer: Answer) -> Proposal:
        self.work += 1 + answer.iterations
        bound = ceil(answer.bound - _ROUNDING * max(1.0, abs(answer.bound))) if np.isfinite(answer.bound) else 0
        if not len(answer.columns):
            return Proposal(None, bound, answer.outcome is Outcome.INFEASIBLE)
        return self._proposal(answer.columns, bound, answer.outcome is Outcome.OPTIMAL)

    def _proposal(self, chosen: Floats, bound: int, proved: bool) -> Proposal:
        pattern = self._always.astype(np.float64)
        pattern[self._cells] = np.clip(chosen, 0.0, 1.0)
        return Proposal(pattern, bound, proved)
