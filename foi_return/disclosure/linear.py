"""One linear or whole-number programme, solved by HiGHS in a way that gives the same answer each time.

Every programme gets an instance of its own with one thread and a fixed seed. Limits count simplex iterations and nodes
of the search tree, never seconds. (Instances with different `threads` in one process gave wrong statuses and a crash.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

INFINITE = float(highspy.kHighsInf)

_PRESOLVE_ROWS = 400
"""Below so many rows HiGHS is quicker without its presolve."""


class Outcome(Enum):
    """How a solve ended."""

    OPTIMAL = auto()
    INFEASIBLE = auto()
    UNBOUNDED = auto()
    LIMIT = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Sparse rows: row r has `value[starts[r]:starts[r + 1]]` at columns `index[starts[r]:starts[r + 1]]`.

    No row is empty.
    """

    starts: Whole
    index: Whole
    value: Whole

    @classmethod
    def of(cls, rows: list[list[tuple[int, int]]]) -> Rows:
        """Builds rows from lists of (column, coefficient)."""
        entries = [entry for row in rows for entry in row]
        starts = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
        columns = np.array([column for column, _ in entries], dtype=np.int64)
        return cls(starts, columns, np.array([coefficient for _, coefficient in entries], dtype=np.int64))

    @property
    def number(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    @property
    def row_of(self) -> Whole:
        """The row of each entry."""
        return np.repeat(np.arange(self.number, dtype=np.int64), np.diff(self.starts))

    def times(self, columns: Whole) -> Whole:
        """The value of each row for whole-number values of the columns."""
        if not self.number:
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(columns[self.index] * self.value, self.starts[:-1])

    def transposed_times(self, multipliers: Whole, columns: int) -> Whole:
        """The sum of multiplier times row, for each column."""
        total = np.zeros(columns, dtype=np.int64)
        np.add.at(total, self.index, self.value * np.repeat(multipliers, np.diff(self.starts)))
        return total

    def row(self, number: int) -> Whole:
        """The columns of one row."""
        return self.index[self.starts[number] : self.starts[number + 1]]

    def above(self, others: Rows) -> Rows:
        """These rows with others below them."""
        return Rows(
            np.concatenate([self.starts, others.starts[1:] + self.starts[-1]]),
            np.concatenate([self.index, others.index]),
            np.concatenate([self.value, others.value]),
        )

    def coefficients(self, number: int) -> Whole:
        """The coefficients of one row, in the order of its columns."""
        return self.value[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Minimise `cost @ x` over `row_low <= rows @ x <= row_high` and `low <= x <= high`."""

    cost: Floats
    low: Floats
    high: Floats
    rows: Rows
    row_low: Floats
    row_high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a solve gave.

    Attributes:
        outcome: How it ended.
        objective: The best solution's value, or infinite where there is none.
        bound: No solution can be lower than this.
        columns: The best solution; empty where there is none.
        row_duals: The multiplier of each row (linear programmes only): positive at a lower bound, negative at an upper.
        iterations: The work done, in simplex iterations.
    """

    outcome: Outcome
    objective: float
    bound: float
    columns: Floats
    row_duals: Floats
    iterations: int


_OUTCOMES = {
    highspy.HighsModelStatus.kOptimal: Outcome.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Outcome.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Outcome.UNBOUNDED,
}


def solve(model: Model, whole: Marks | None = None, nodes: int | None = None) -> Answer:
    """Solves a linear programme, or, where `whole` marks columns, a whole-number one within a number of nodes."""
    small = model.rows.number < _PRESOLVE_ROWS and whole is None
    answer = _solve(model, whole, nodes, "off" if small else "choose")
    if answer.outcome is Outcome.LIMIT and not small and (whole is None or not len(answer.columns)):
        plain = _solve(model, whole, nodes, "off")
        return plain if plain.outcome is not Outcome.LIMIT or len(plain.columns) else answer
    return answer


def _solve(model: Model, whole: Marks | None, nodes: int | None, presolve: str) -> Answer:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in _options(nodes, presolve).items():
        solver.setOptionValue(option, setting)
    solver.passModel(_highs_model(model, whole))
    solver.run()
    outcome = _OUTCOMES.get(solver.getModelStatus(), Outcome.LIMIT)
    info = solver.getInfo()
    found = outcome is not Outcome.INFEASIBLE and info.primal_solution_status == 2
    solution = solver.getSolution()
    columns = np.array(solution.col_value, dtype=np.float64) if found else np.zeros(0)
    linear = whole is None and outcome is Outcome.OPTIMAL
    return Answer(
        outcome,
        info.objective_function_value if found else INFINITE,
        info.mip_dual_bound if whole is not None else (info.objective_function_value if linear else -INFINITE),
        columns,
        np.array(solution.row_dual, dtype=np.float64) if linear else np.zeros(0),
        int(info.simplex_iteration_count),
    )


_PRIMAL_SIMPLEX = 4
"""HiGHS' number for the method that goes on from the last solution when only the objective has changed."""


class Sweep:
    """Many linear programmes over the same relations, each with an objective of its own, in one pass.

    Each solve begins where the one before ended, which is many times quicker than beginning anew. The objective value
    is the same whichever way leads to it; the solution need not be.

    Args:
        model: The relations; its objective is not used.
    """

    def __init__(self, model: Model):
        self._model = replace(model, cost=np.zeros(len(model.cost)))
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in {**_options(None, "off"), "simplex_strategy": _PRIMAL_SIMPLEX}.items():
            self._solver.setOptionValue(option, setting)
        self._solver.passModel(_highs_model(self._model, None))
        self._changed = np.zeros(0, dtype=np.int32)

    def least(self, columns: Whole, factor: float) -> Answer:
        """Minimises the sum of some columns, each times the factor."""
        self._solver.changeColsCost(len(self._changed), self._changed, np.zeros(len(self._changed)))
        self._changed = columns.astype(np.int32)
        self._solver.changeColsCost(len(columns), self._changed, np.full(len(columns), factor))
        self._solver.run()
        outcome = _OUTCOMES.get(self._solver.getModelStatus(), Outcome.LIMIT)
        if outcome is Outcome.OPTIMAL:
            value = self._solver.getInfo().objective_function_value
            found = np.array(self._solver.getSolution().col_value, dtype=np.float64)
            return Answer(outcome, value, value, found, np.zeros(0), 0)
        cost = np.zeros(len(self._model.cost))
        cost[columns] = factor
        return solve(replace(self._model, cost=cost))


def _options(nodes: int | None, presolve: str) -> dict[str, bool | int | float | str]:
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "parallel": "off",
        "presolve": presolve,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-6,
        "mip_feasibility_tolerance": 1e-7,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
    }
    if nodes is not None:
        options["mip_max_nodes"] = nodes
    return options


def _highs_model(model: Model, whole: Marks | None) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_ = len(model.cost)
    lp.num_row_ = model.rows.number
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost, model.low, model.high
    lp.row_lower_, lp.row_upper_ = model.row_low, model.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = model.rows.starts.astype(np.int32)
    lp.a_matrix_.index_ = model.rows.index.astype(np.int32)
    lp.a_matrix_.value_ = model.rows.value.astype(np.float64)
    if whole is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(mark)] for mark in whole]
    return lp
