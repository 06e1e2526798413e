"""A good safe pattern, found quickly: hide what the cheapest witnesses need, then show again what can be shown.

Source: the network heuristics of Kelly, Golden and Assad (1992), as extended to general tables by Fischetti and
Salazar-González (2001): for each value that must stay possible, the filling that moves the least weight of shown cells.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foi_return.disclosure.components import Component, State
from foi_return.disclosure.linear import Floats, Marks, Model, Rows, Whole
from foi_return.disclosure.problem import Level
from foi_return.disclosure.reader import Finding, Part, Reader
from foi_return.disclosure.targets import Target

_NEAREST = 80
"""How many variables near a cell the cheapest witness may move at first; doubled until one is found."""


def hide_until_safe(
    reader: Reader, targets: Sequence[Target], level: Level, hidden: Marks, prices: Floats
) -> Marks | None:
    """Hides cells beyond a pattern until every target is met; None if that fails.

    Args:
        reader: The reader.
        targets: What must stay possible.
        level: What protection means.
        hidden: The pattern to begin with.
        prices: What it costs to move a shown cell by 1, above 0.
    """
    hidden = hidden.copy()
    for target, value in _demands(reader.component, targets, level):
        if level is Level.EXACT and _met(reader, target, hidden):
            continue
        if reader.witnesses.find(target.cell, value, hidden) is not None:
            continue
        moves = _cheapest(reader, target.cell, value, hidden, prices)
        if moves is None and level is not Level.EXACT:
            return None
        if moves is not None:
            hidden |= (reader.component.cells.times(moves) != 0) & (reader.component.states == State.FREE)
    if level is Level.EXACT and not all(_met(reader, target, hidden) for target in targets):
        return None
    return hidden


def _met(reader: Reader, target: Target, hidden: Marks) -> bool:
    value = int(reader.component.values[target.cell])
    return any(
        reader.witnesses.find(target.cell, other, hidden) is not None for other in target.values if other != value
    )


def _demands(component: Component, targets: Sequence[Target], level: Level) -> list[tuple[Target, int]]:
    """Each value of each target: for every cell the farthest first, because its witness can often be stretched less.

    At the level EXACT the nearest first, as any will do.
    """
    demands = []
    for target in targets:
        true = int(component.values[target.cell])
        order = sorted(
            (value for value in target.values if value != true), key=lambda value: (abs(value - true), value)
        )
        demands += [(target, value) for value in (order if level is Level.EXACT else reversed(order))]
    return demands


def _cheapest(reader: Reader, cell: int, value: int, hidden: Marks, prices: Floats) -> Whole | None:
    """The moves of a witness that moves little weight of cells still shown."""
    number, variables = _NEAREST, len(reader.component.counts)
    while True:
        near = reader.near(cell, number) if number < variables else None
        part = _priced(reader, cell, value, hidden, prices, near)
        moves = _whole_moves(reader, part)
        if moves is not None or near is None:
            return moves
        number *= 3


def _priced(reader: Reader, cell: int, value: int, hidden: Marks, prices: Floats, near: Marks | None) -> Part:
    """The programme in which every shown cell that may be hidden can move, at its price for each step."""
    component = reader.component
    open_ = hidden | (component.states == State.FREE)
    part = reader.programme(cell, value, open_, near)
    rows = np.arange(part.model.rows.number) if part.rows is None else part.rows
    priced = np.flatnonzero((rows < component.cells.number) & _at(~hidden & (component.states == State.FREE), rows))
    return Part(_with_prices(part.model, priced, prices[rows[priced]]), part.columns, part.rows)


def _at(marks: Marks, rows: Whole) -> Marks:
    padded: Marks = np.concatenate([marks, np.zeros(1, dtype=np.bool_)])[np.minimum(rows, len(marks))]
    return padded


def _with_prices(model: Model, priced: Whole, weights: Floats) -> Model:
    """Adds to each priced row two columns, up and down, that take up its move and cost its weight."""
    size, extra = len(model.cost), len(priced)
    order = np.argsort(np.concatenate([model.rows.row_of, priced, priced]), kind="stable")
    index = np.concatenate([model.rows.index, size + np.arange(2 * extra)])[order]
    value = np.concatenate([model.rows.value, np.full(extra, -1), np.full(extra, 1)])[order]
    lengths = np.diff(model.rows.starts)
    lengths[priced] += 2
    rows = Rows(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), index, value)
    row_low, row_high = model.row_low.copy(), model.row_high.copy()
    down = np.minimum(-row_low[priced], 1e6)
    row_low[priced] = row_high[priced] = 0.0
    return Model(
        np.concatenate([model.cost, weights, weights]),
        np.concatenate([model.low, np.zeros(2 * extra)]),
        np.concatenate([model.high, np.full(extra, 1e6), down]),
        rows,
        row_low,
        row_high,
    )


def _whole_moves(reader: Reader, part: Part) -> Whole | None:
    for whole in (False, True):
        columns = reader.run(part, whole).columns
        if not len(columns):
            return None
        if reader.keep(columns):
            return np.rint(columns).astype(np.int64)
    return None


def show_again(
    reader: Reader,
    targets: Sequence[Target],
    level: Level,
    hidden: Marks,
    work: int,
    among: Marks | None = None,
    near_only: bool = True,
) -> tuple[Marks, bool]:
    """Shows each hidden cell again where the pattern stays safe, the heaviest first.

    Args:
        reader: The reader.
        targets: What must stay possible.
        level: What protection means.
        hidden: A safe pattern.
        work: The work that may be done.
        among: The cells to try; None for all.
        near_only: Look for witnesses among the variables near a cell only; quick, but some cells stay hidden that
            could be shown.

    Returns:
        The pattern, and whether it is known that no single cell can be shown again.
    """
    component = reader.component
    limit = reader.work + work
    hidden = hidden.copy()
    tried = hidden if among is None else hidden & among
    free = np.flatnonzero(tried & (component.states == State.FREE))
    for cell in sorted(free.tolist(), key=lambda cell: (-int(component.weights[cell]), component.keys[cell])):
        if reader.work > limit:
            return hidden, False
        hidden[cell] = False
        if not _safe(reader, targets, level, hidden, near_only):
            hidden[cell] = True
    return hidden, True


def _safe(reader: Reader, targets: Sequence[Target], level: Level, hidden: Marks, near_only: bool) -> bool:
    """Whether every target is met under a pattern."""
    fits = reader.witnesses.fits(hidden)
    values = reader.component.values
    covered = reader.witnesses.cell_moves[fits]
    for target in targets:
        true = int(values[target.cell])
        have = set((covered[:, target.cell] + true).tolist())
        wanted = [value for value in target.values if value != true]
        if level is Level.EXACT:
            if not have.intersection(wanted) and not any(
                _possible(reader, target, v, hidden, near_only) for v in wanted
            ):
                return False
        elif any(value not in have and not _possible(reader, target, value, hidden, near_only) for value in wanted):
            return False
    return True


def _possible(reader: Reader, target: Target, value: int, hidden: Marks, near_only: bool) -> bool:
    return reader.look(target.cell, value, hidden, near_only) is Finding.POSSIBLE
