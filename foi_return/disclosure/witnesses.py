"""Witnesses: whole-number fillings that agree with all that the reader knows and give a small cell a certain value.

A filling is kept as its moves: how far each variable is from its true count. It is a witness under every pattern that
hides each cell that it moves, so one filling serves many small cells, values and patterns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foi_return.disclosure.components import Component
from foi_return.disclosure.linear import Marks, Whole

_TRIES = 24
"""How many known fillings are stretched in search of another value."""


class Witnesses:
    """All fillings of a component found so far. Each is checked in whole numbers before it is kept.

    Args:
        component: The component that they fill.
    """

    def __init__(self, component: Component):
        self._component = component
        self._moves: list[Whole] = []
        self._cell_moves = np.zeros((0, len(component.values)), dtype=np.int32)
        self._touched = np.zeros((0, (len(component.values) + 7) // 8), dtype=np.uint8)
        self._used = 0
        self._seen: set[bytes] = set()
        self.add(np.zeros(len(component.counts), dtype=np.int64))

    def __len__(self) -> int:
        return self._used

    def moves(self, number: int) -> Whole:
        """The moves of one filling."""
        return self._moves[number]

    @property
    def cell_moves(self) -> NDArray[np.int32]:
        """How far each filling (row) moves each cell (column)."""
        return self._cell_moves[: self._used]

    def possible(self, moves: Whole) -> bool:
        """Whether a filling is a witness when everything that can be hidden is hidden."""
        component = self._component
        if (component.counts + moves < 0).any():
            return False
        if (component.values + component.cells.times(moves) < component.least).any():
            return False
        amounts = component.statements.times(component.counts + moves)
        return bool(((amounts >= component.low) & (amounts <= component.high)).all())

    def add(self, moves: Whole) -> int | None:
        """Keeps a filling if it is possible and new; gives its number, or None if it is impossible."""
        if not self.possible(moves):
            return None
        code = moves.tobytes()
        if code in self._seen:
            return next(number for number in range(self._used) if np.array_equal(self._moves[number], moves))
        self._seen.add(code)
        if self._used == len(self._cell_moves):
            more = np.zeros((max(64, self._used), self._cell_moves.shape[1]), dtype=np.int32)
            self._cell_moves = np.vstack([self._cell_moves, more])
            bits = np.zeros((len(more), self._touched.shape[1]), dtype=np.uint8)
            self._touched = np.vstack([self._touched, bits])
        self._cell_moves[self._used] = self._component.cells.times(moves)
        self._touched[self._used] = np.packbits(self._cell_moves[self._used] != 0)
        self._moves.append(moves)
        self._used += 1
        return self._used - 1

    def fits(self, hidden: Marks) -> Marks:
        """Which fillings move hidden cells only."""
        return self._fit(np.arange(self._used), hidden)

    def _fit(self, numbers: Whole, hidden: Marks) -> Marks:
        moved = (self._touched[numbers] & np.packbits(~hidden)).max(axis=1, initial=0)
        marks: Marks = moved == 0
        return marks

    def find(self, cell: int, value: int, hidden: Marks) -> int | None:
        """A witness that the cell may have the value under a pattern, among those known or stretched from them."""
        wanted = value - int(self._component.values[cell])
        column = self.cell_moves[:, cell]
        exact = np.flatnonzero(column == wanted)
        exact = exact[self._fit(exact, hidden)]
        if len(exact):
            return int(exact[0])
        divisible = np.flatnonzero((column != 0) & (wanted % np.where(column == 0, 1, column) == 0))
        for number in divisible[self._fit(divisible, hidden)][:_TRIES]:
            stretched = self.add(self._moves[number] * (wanted // int(column[number])))
            if stretched is not None:
                return stretched
        return None
