"""Rounding: the multiple of the base that each published count is shown as, and what that tells a reader.

Conventional rounding takes the nearest multiple, a half upwards, so sums need not add up. Controlled rounding takes a
multiple next to the count, up or down, so that whatever adds up between published counts adds up between the rounded
ones too, at the least total distance from the counts. It follows from what the cells sum: the rounded numbers are those
of some council, if perhaps one of fractions of children.

Source: L. H. Cox and L. R. Ernst, Controlled rounding, INFOR 20 (1982); J. J. Salazar-González, Controlled rounding and
cell perturbation, Mathematical Programming 105 (2006), for the zero-restricted problem and its relaxation.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foi_return.disclosure.components import Component, State
from foi_return.disclosure.linear import INFINITE, Model, Outcome, Rows, solve
from foi_return.disclosure.problem import Key, Problem, SumCell, Zeros
from foi_return.errors import DisclosureError, Fault
from foi_return.terms.rounding import Rounding, RoundingMethod

_NODES = 20_000
_FARTHEST = 3
"""Controlled rounding is given up where numbers would have to move by more multiples than this."""

_TIE = 97
"""Among roundings of the same total distance a fixed draw for each cell decides, of fewer values than this."""


@dataclass(frozen=True, slots=True)
class RoundedCells:
    """What each published cell would be shown as.

    Attributes:
        rounding: The rule, with how far numbers were moved.
        shown: The rounded number by key; cells that are exact (true zeros, givens) are left out.
    """

    rounding: Rounding
    shown: dict[Key, int]


def round_cells(problem: Problem, rounding: Rounding, components: Sequence[Component]) -> RoundedCells:
    """Rounds every published cell that is not exact.

    Args:
        problem: The problem.
        rounding: The rule.
        components: All its components, those without a small cell included.

    Raises:
        DisclosureError: No rounding adds up even if numbers move by several multiples.
    """
    if rounding.method is RoundingMethod.CONVENTIONAL:
        cells = [cell for cell in problem.cells if is_rounded(problem, cell)]
        return RoundedCells(rounding, {cell.key: rounding.nearest(cell.value) for cell in cells})
    for far in range(1, _FARTHEST + 1):
        rule = replace(rounding, far=far)
        found = [_controlled(component, rule) for component in components]
        rows = [each for each in found if each is not None]
        if len(rows) == len(found):
            return RoundedCells(rule, _by_key(problem, components, rows))
    raise DisclosureError(
        Fault(
            "policy: rounding",
            f"no multiples of {rounding.base} near the counts add up as the counts do",
            "",
            'Use method = "conventional"',
        )
    )


def is_rounded(problem: Problem, cell: SumCell) -> bool:
    """Whether a published cell is shown rounded where it is shown: not a true zero that is told apart, nor a given."""
    exact_zero = cell.value == 0 and problem.protection.zeros is Zeros.SHOWN
    given = not cell.hideable and cell.is_small(problem.protection)
    return cell.published and not exact_zero and not given


def _by_key(problem: Problem, components: Sequence[Component], found: Sequence[list[int]]) -> dict[Key, int]:
    shown: dict[Key, int] = {}
    for component, rows in zip(components, found, strict=True):
        for positions, number in zip(component.positions, rows, strict=True):
            cells = (problem.cells[position] for position in positions)
            shown.update({cell.key: number for cell in cells if is_rounded(problem, cell)})
    return shown


def _controlled(component: Component, rounding: Rounding) -> list[int] | None:
    """The rounded number of each row of a component (of no meaning for a latent one); None where none adds up.

    Columns: for each row one step up to the next multiple, further steps up, further steps down; then the variables.
    """
    rows, variables, base = component.cells.number, len(component.counts), rounding.base
    values = component.values
    floors, rests = values // base, values % base
    step_up = np.where(rests > 0, 1.0, 0.0)
    more = float(rounding.far - 1)
    exact = component.states == State.GIVEN
    draws = np.array([zlib.crc32("\x1f".join(key).encode()) % _TIE for key in component.keys], dtype=np.float64)
    scale = float(_TIE * 2 * (rounding.far + 1) * rows + 1)
    published = component.states != State.LATENT
    first = np.where(rests > 0, scale * (base - 2 * rests) + draws, 0.0)
    further = np.full(rows, scale * base + _TIE)
    cost = np.concatenate(
        [np.where(published, each, 0.0) for each in (first, further, further)] + [np.zeros(variables)]
    )
    down = np.minimum(floors.astype(np.float64), more)
    zero = np.zeros(rows)
    low = np.concatenate([zero, zero, zero, np.zeros(variables)])
    # Every variable has an end: without one, HiGHS was seen to search a model of four rows for ever.
    most = float(values.max(initial=0) + base * (rounding.far + 1))
    high = np.concatenate([step_up, np.full(rows, more), down, np.full(variables, most)])
    entries: list[list[tuple[int, int]]] = []
    for row in range(rows):
        steps = [] if exact[row] else [(row, -base), (rows + row, -base), (2 * rows + row, base)]
        entries.append([*steps, *((3 * rows + int(variable), 1) for variable in component.cells.row(row))])
    middle = np.where(exact, values, floors * base).astype(np.float64)
    row_low = np.where(published, middle, -INFINITE)
    row_high = np.where(published, middle, INFINITE)
    model = Model(cost, low, high, Rows.of(entries), row_low, row_high)
    whole = np.concatenate([np.ones(3 * rows, dtype=np.bool_), np.zeros(variables, dtype=np.bool_)])
    answer = solve(model, whole, _NODES)
    if answer.outcome is Outcome.INFEASIBLE or not len(answer.columns):
        return None
    steps_taken = np.rint(answer.columns[: 3 * rows]).astype(np.int64).reshape(3, rows)
    return [int(each) for each in base * (floors + steps_taken[0] + steps_taken[1] - steps_taken[2])]
