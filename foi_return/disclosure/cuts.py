"""Cuts: conditions that every safe pattern meets, each proved in whole numbers from what the reader can add up.

Suppose multipliers of the relations show that a small cell cannot move as far as it must. The reader's sum takes shown
cells as exact and hidden ones as at least `least`. Hiding a cell that the sum bounds from above takes that bound away;
hiding one that it bounds from below loosens the bound by its value less `least`. So enough of them must be hidden:
`sum of coefficient * (cell is hidden) >= needed`.

Source: Fischetti and Salazar-González (2001), section 4, with no upper bound known to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from foi_return.disclosure.components import Component, State
from foi_return.disclosure.linear import Floats, Marks, Whole
from foi_return.disclosure.reader import Reading

_SCALES = (1, 2, 3, 4, 6, 12, 60, 420, 5040)
"""Common denominators tried for the multipliers, which are small fractions."""

_NEAR_WHOLE = 1e-5

_LARGEST = 10**9
"""Whole numbers that programmes in floating point hold without loss, with room to add them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """At least `needed` of the coefficients must belong to hidden cells.

    Attributes:
        cells: Cells of the component, ascending.
        coefficients: The whole-number coefficient of each, from 1 to `needed`.
        needed: What hidden cells must add up to.
    """

    cells: tuple[int, ...]
    coefficients: tuple[int, ...]
    needed: int

    def reached(self, pattern: Floats | Marks) -> float:
        """What a pattern adds up to, in units of `needed`."""
        return float(np.dot(pattern[list(self.cells)].astype(np.float64), self.coefficients)) / self.needed


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A whole-number combination of relations: `scale * move <= room`, however the variables are chosen.

    Attributes:
        scale: What the move is multiplied by.
        cells: The multiplier of each cell's relation: positive takes its lower bound, negative its upper.
        statements: The multiplier of each statement.
        room: What truth, statements and variables at zero leave, without the bounds of hidden cells.
    """

    scale: int
    cells: Whole
    statements: Whole
    room: int


def add_up(component: Component, cell: int, up: bool, reading: Reading) -> Sum | None:
    """Turns a reading's multipliers into an exact sum; None where they are not small fractions."""
    if not len(reading.cells):
        return None
    multipliers = np.concatenate([reading.cells, reading.statements])
    for scale in _SCALES:
        whole = np.rint(multipliers * scale)
        if np.abs(multipliers * scale - whole).max(initial=0.0) < _NEAR_WHOLE * scale:
            return _exact_sum(component, cell, up, scale, whole.astype(np.int64))
    return None


def _exact_sum(component: Component, cell: int, up: bool, scale: int, multipliers: Whole) -> Sum | None:
    number, variables = component.cells.number, len(component.counts)
    cells, statements = multipliers[:number], multipliers[number:]
    rest = np.zeros(variables, dtype=np.int64)
    rest[component.cells.row(cell)] = -scale if up else scale
    rest -= component.cells.transposed_times(cells, variables)
    rest -= component.statements.transposed_times(statements, variables)
    if (rest < 0).any() or cells[component.states == State.LATENT].any():
        return None
    amounts = component.statements.times(component.counts)
    taken = np.where(statements > 0, component.low, component.high)[statements != 0]
    if not np.isfinite(taken).all():
        return None
    slack = np.abs(amounts[statements != 0] - taken.astype(np.int64))
    room = int(rest @ component.counts) + int(np.abs(statements[statements != 0]) @ slack)
    return Sum(scale, cells, statements, room)


def cut_from(component: Component, total: Sum, far: int) -> Cut | None:
    """The cut that a sum proves when the cell must be able to move as far as `far`; None where it proves nothing."""
    needed = total.scale * far - total.room
    always = component.always_hidden
    if (total.cells[always] < 0).any() or needed <= 0:
        return None
    loosened = total.cells * (component.values - component.least)
    needed -= int(loosened[always & (total.cells > 0)].sum())
    if needed <= 0:
        return None
    open_to_choice = ~always & (component.states != State.GIVEN)
    coefficients = np.where(total.cells < 0, needed, np.minimum(np.maximum(loosened, 0), needed))
    cells = np.flatnonzero(open_to_choice & (coefficients > 0))
    return _tidy(cells, coefficients[cells], needed)


def _tidy(cells: Whole, coefficients: Whole, needed: int) -> Cut | None:
    """Divides by common factors; where the cut only counts cells, says how many."""
    if not len(cells):
        return Cut((), (), 1)
    if int(coefficients.sum()) < needed or needed > _LARGEST:
        return None
    fewest = int(np.searchsorted(np.sort(coefficients)[::-1].cumsum(), needed) + 1)
    if int(coefficients.min()) * fewest >= needed:
        return Cut(tuple(map(int, cells)), (1,) * len(cells), fewest)
    common = gcd(*map(int, coefficients))
    return Cut(tuple(map(int, cells)), tuple(int(each) // common for each in coefficients), -(-needed // common))


def at_least_one(cells: Whole) -> Cut:
    """The cut that one of the cells must be hidden."""
    return Cut(tuple(map(int, cells)), (1,) * len(cells), 1)


def either(first: Cut, second: Cut) -> Cut:
    """The cut that holds wherever one of two holds."""
    share: dict[int, int] = {}
    for cut, other in ((first, second), (second, first)):
        for cell, coefficient in zip(cut.cells, cut.coefficients, strict=True):
            share[cell] = share.get(cell, 0) + coefficient * other.needed
    needed = first.needed * second.needed
    cells = sorted(share)
    return Cut(tuple(cells), tuple(min(share[cell], needed) for cell in cells), needed)
