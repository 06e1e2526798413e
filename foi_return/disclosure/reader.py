"""The reader: what somebody who knows all statements and the pattern can conclude about a small cell.

All programmes are in moves: how far each variable is from its true count.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from foi_return.disclosure.components import Component, State
from foi_return.disclosure.linear import INFINITE, Answer, Floats, Marks, Model, Outcome, Rows, Sweep, Whole, solve
from foi_return.disclosure.witnesses import Witnesses

_NEAR = 80
"""In larger components a witness is first sought among so many variables near the cell."""

_SCOPES = (60, 180)
"""Relations are first read among so many variables near a cell: quick, and their conclusions are the plainest."""

_LARGE = 400
"""In components with more variables, relations are never read all at once."""

_ROWS_FOR_ONE = 250
"""A simplex iteration with so many more relations counts as one more unit of work."""

_WHOLE = 1e-6


class Finding(Enum):
    """Whether a value is possible for a cell."""

    POSSIBLE = auto()
    IMPOSSIBLE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How far a reader can think a small cell from its true value, in one direction.

    Attributes:
        reach: The greatest move in that direction that the linear relations allow.
        cells: The multiplier of each cell's relation (positive where its lower bound binds, negative where its upper).
        statements: The multiplier of each statement.
    """

    reach: float
    cells: Floats
    statements: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A programme, and which variables and relations of the component it holds; None for all.

    Attributes:
        model: The programme. Columns after those of the variables are none of the reader's business.
        columns: The variables that its columns stand for.
        rows: The relations that its rows stand for.
        split: Whether each variable has two columns, one for each direction.
    """

    model: Model
    columns: Whole | None
    rows: Whole | None
    split: bool = False


class Reader:
    """Reads one component under different patterns, and remembers every witness found.

    Args:
        component: The component.
        nodes: How many nodes each whole-number search may use.
    """

    def __init__(self, component: Component, nodes: int):
        self.component = component
        self.witnesses = Witnesses(component)
        self.work = 0
        self.nodes = nodes
        self._near: dict[tuple[int, int], Marks] = {}
        self._latent = component.states == State.LATENT
        self._order, self._rows_of = _rows_by_size(component)
        self._rows = component.cells.above(component.statements)
        self._room_below = component.low - component.statements.times(component.counts)
        self._room_above = component.high - component.statements.times(component.counts)

    @property
    def wide(self) -> bool:
        """Whether a cell has variables that are not near it."""
        return len(self.component.counts) > _NEAR

    @property
    def large(self) -> bool:
        """Whether a programme over the whole component is too much to solve for every question."""
        return len(self.component.counts) > _LARGE

    def look(self, cell: int, value: int, hidden: Marks, near_only: bool = False) -> Finding:
        """Whether the reader must think a value of a cell possible; a witness is kept if so.

        Args:
            cell: The cell.
            value: The value.
            hidden: The pattern.
            near_only: Look among the variables near the cell only; UNKNOWN where they do not settle it.
        """
        if value < self.component.least[cell]:
            return Finding.IMPOSSIBLE
        if self.witnesses.find(cell, value, hidden) is not None:
            return Finding.POSSIBLE
        nearby = self._look_near(cell, value, hidden)
        if nearby is not Finding.UNKNOWN or (near_only and self.wide):
            return nearby
        model = self._sparse(cell, value, hidden)
        answer = self.run(model)
        if answer.outcome is Outcome.INFEASIBLE:
            return Finding.IMPOSSIBLE
        if self.keep(answer.columns):
            return Finding.POSSIBLE
        answer = self.run(model, whole=True)
        if answer.outcome is Outcome.INFEASIBLE:
            return Finding.IMPOSSIBLE
        return Finding.POSSIBLE if self.keep(answer.columns) else Finding.UNKNOWN

    def scopes(self) -> tuple[int | None, ...]:
        """Among how many variables near a cell its relations are worth reading, in turn; None for all."""
        near = tuple(scope for scope in _SCOPES if scope < len(self.component.counts))
        return near if self.large else (*near, None)

    def read(self, cell: int, up: bool, pattern: Floats, far: int, scope: int | None = None) -> Reading:
        """How far the linear relations let the reader think a cell up or down, at most `far`.

        Args:
            cell: The small cell.
            up: Upwards, or downwards.
            pattern: 1 where a cell is hidden, 0 where it is shown, or between (in the relaxed master problem: then a
                cell has that share of the freedom that matters).
            far: How far is far enough.
            scope: Read the relations among so many variables near the cell only. The reader who knows all of them may
                conclude more, never less.
        """
        near = None if scope is None else self.near(cell, scope)
        answer = self.run(self._reading_model(cell, up, pattern, far, near))
        if answer.outcome is not Outcome.OPTIMAL:
            return Reading(INFINITE, np.zeros(0), np.zeros(0))
        self.keep(answer.columns)
        cells, statements = np.split(answer.row_duals, [self.component.cells.number])
        return Reading(-answer.objective, cells, statements)

    def extreme(self, cell: int, up: bool, hidden: Marks) -> int | None:
        """The greatest or least value the reader must think possible in whole numbers; None where nothing limits it."""
        model = self._reading_model(cell, up, hidden.astype(np.float64), None)
        answer = self.run(model)
        if answer.outcome in (Outcome.UNBOUNDED, Outcome.LIMIT):
            return None
        if not self.keep(answer.columns):
            answer = self.run(model, whole=True)
            self.keep(answer.columns)
        reach = int(np.floor(-answer.bound + _WHOLE))
        return int(self.component.values[cell]) + (reach if up else -reach)

    def ranges(self, cells: Whole, hidden: Marks) -> dict[int, tuple[int, int | None]]:
        """For each cell the least and the greatest value that the linear relations leave it; None for no greatest.

        The reader who counts in whole numbers may know more, never less. For components that are too large to search
        for whole fillings cell by cell.
        """
        model = self._build(
            np.zeros(len(self.component.counts)), *self._bounds(hidden.astype(np.float64), None), None, inside=True
        ).model
        sweep = Sweep(model)
        found = {}
        for cell in cells.tolist():
            value, columns = int(self.component.values[cell]), self.component.cells.row(cell)
            down, up = sweep.least(columns, 1.0), sweep.least(columns, -1.0)
            for answer in (down, up):
                self.keep(answer.columns)
            low = value + int(np.ceil(down.objective - _WHOLE)) if down.outcome is Outcome.OPTIMAL else 0
            high = value + int(np.floor(-up.objective + _WHOLE)) if up.outcome is Outcome.OPTIMAL else None
            found[cell] = (max(low, 0), high)
        return found

    def _look_near(self, cell: int, value: int, hidden: Marks) -> Finding:
        """What the variables near a cell decide: a filling that moves only them, or relations that hold only them."""
        if not self.wide:
            return Finding.UNKNOWN
        near = self.near(cell, _NEAR)
        if self.keep(self.run(self._sparse(cell, value, hidden, near)).columns):
            return Finding.POSSIBLE
        inside = self.run(self.programme(cell, value, hidden, near, inside=True))
        return Finding.IMPOSSIBLE if inside.outcome is Outcome.INFEASIBLE else Finding.UNKNOWN

    def near(self, cell: int, number: int) -> Marks:
        """The variables nearest to a cell: those it sums, then those that share the smallest cells with them."""
        component = self.component
        known = self._near.get((cell, number))
        if known is not None:
            return known
        near = np.zeros(len(component.counts), dtype=np.bool_)
        queue: list[tuple[int, int]] = [(0, cell)]
        queued = {cell}
        found = 0
        while queue and found < number:
            _, row = heapq.heappop(queue)
            for variable in component.cells.row(row):
                if near[variable]:
                    continue
                near[variable] = True
                found += 1
                for other in self._rows_of[variable]:
                    if other not in queued:
                        queued.add(other)
                        heapq.heappush(queue, (int(self._order[other]), other))
        self._near[(cell, number)] = near
        return near

    def keep(self, columns: Floats) -> bool:
        """Keeps a solution as a witness if it is whole and possible."""
        if not len(columns):
            return False
        moves = np.rint(columns).astype(np.int64)
        if np.abs(columns - moves).max(initial=0.0) > _WHOLE:
            return False
        return self.witnesses.add(moves) is not None

    def run(self, part: Part, whole: bool = False) -> Answer:
        """Solves a programme; variables and relations that it leaves out stay put and count for nothing."""
        variables = np.arange(len(self.component.counts)) if part.columns is None else part.columns
        width = len(variables) * (2 if part.split else 1)
        marks = np.arange(len(part.model.cost)) < width
        answer = solve(part.model, marks if whole else None, self.nodes if whole else None)
        self.work += (1 + answer.iterations) * (1 + part.model.rows.number // _ROWS_FOR_ONE)
        columns, duals = answer.columns, answer.row_duals
        if len(columns):
            columns = np.zeros(len(self.component.counts))
            moved = answer.columns[:width]
            columns[variables] = moved[0::2] - moved[1::2] if part.split else moved
        if part.rows is not None and len(duals):
            duals = np.zeros(self._rows.number)
            duals[part.rows] = answer.row_duals
        return replace(answer, columns=columns, row_duals=duals)

    def programme(self, cell: int, value: int, hidden: Marks, near: Marks | None = None, inside: bool = False) -> Part:
        """The programme whose solutions are the fillings that give a cell a value under a pattern.

        Args:
            cell: The cell.
            value: The value.
            hidden: The pattern.
            near: The variables that may move; None for all.
            inside: Keep only the relations that hold no other variable.
        """
        low, high = self._bounds(hidden.astype(np.float64), None)
        low[cell] = high[cell] = value - int(self.component.values[cell])
        return self._build(np.zeros(len(self.component.counts)), low, high, near, inside)

    def _sparse(self, cell: int, value: int, hidden: Marks, near: Marks | None = None) -> Part:
        """The same, in search of the filling that moves fewest children: it fits under most other patterns too."""
        part = self.programme(cell, value, hidden, near)
        model, size = part.model, 2 * len(part.model.cost)
        signs = np.tile(np.array([1, -1]), len(model.rows.index))
        twice = Rows(
            model.rows.starts * 2,
            np.repeat(model.rows.index * 2, 2) + (signs < 0),
            np.repeat(model.rows.value, 2) * signs,
        )
        high = np.full(size, INFINITE)
        high[1::2] = -model.low
        model = Model(np.ones(size), np.zeros(size), high, twice, model.row_low, model.row_high)
        return Part(model, part.columns, part.rows, True)

    def _reading_model(self, cell: int, up: bool, pattern: Floats, far: int | None, near: Marks | None = None) -> Part:
        low, high = self._bounds(pattern, far)
        if far is not None and up:
            high[cell] = far
        elif far is not None:
            low[cell] = max(low[cell], -far)
        cost = np.zeros(len(self.component.counts))
        cost[self.component.cells.row(cell)] = -1.0 if up else 1.0
        return self._build(cost, low, high, near, inside=True)

    def _bounds(self, pattern: Floats, far: int | None) -> tuple[Floats, Floats]:
        """The bounds of each cell's move, then of each statement's."""
        component = self.component
        pattern = np.where(component.always_hidden, 1.0, np.where(component.states == State.GIVEN, 0.0, pattern))
        below = (component.values - component.least).astype(np.float64)
        partly = pattern < 1.0
        low, high = -below, np.full(len(below), INFINITE)
        scale = 0.0 if far is None else float(far)
        low[partly] = -np.minimum(below, scale)[partly] * pattern[partly]
        high[partly] = scale * pattern[partly]
        low[self._latent] = -INFINITE
        return np.concatenate([low, self._room_below]), np.concatenate([high, self._room_above])

    def _build(self, cost: Floats, low: Floats, high: Floats, near: Marks | None, inside: bool) -> Part:
        """The programme for all variables, or for those near: with every relation of theirs, or those inside only."""
        least = -self.component.counts.astype(np.float64)
        most = np.full(len(least), INFINITE)
        if near is None:
            return Part(Model(cost, least, most, self._rows, low, high), None, None)
        touches = near[self._rows.index]
        inner = np.bincount(self._rows.row_of[touches], minlength=self._rows.number)
        chosen = inner == np.diff(self._rows.starts) if inside else inner > 0
        kept = touches & chosen[self._rows.row_of]
        columns, rows = np.flatnonzero(near), np.flatnonzero(chosen)
        place = np.cumsum(near) - 1
        starts = np.concatenate([[0], np.cumsum(inner[rows])]).astype(np.int64)
        small = Rows(starts, place[self._rows.index[kept]], self._rows.value[kept])
        return Part(Model(cost[columns], least[columns], most[columns], small, low[rows], high[rows]), columns, rows)


def _rows_by_size(component: Component) -> tuple[Whole, list[list[int]]]:
    """The number of variables in each cell, and the cells that each variable stands in."""
    sizes = np.diff(component.cells.starts)
    rows_of: list[list[int]] = [[] for _ in component.counts]
    for row, variable in zip(component.cells.row_of.tolist(), component.cells.index.tolist(), strict=True):
        rows_of[variable].append(row)
    return sizes, rows_of
