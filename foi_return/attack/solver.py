"""What a number can be: the least, the greatest, and each value between, over all whole numbers that fit.

Every component gets a HiGHS instance with one thread and a fixed seed; the status is read before anything is changed;
what HiGHS finds is rounded to whole numbers and checked against every statement; a bound that it could not prove is
rounded inward and said to be unproved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from foi_return.attack.places import Place
from foi_return.attack.system import Component

if TYPE_CHECKING:
    import highspy

_NODES = 50_000
"""How many nodes of a search are looked at before a question is left undecided."""

_NEAR = 1e-6


class Undecided(Exception):
    """The search was given up: neither a fitting filling nor the proof that there is none was found."""


class Solver:
    """Answers questions about the numbers of one component.

    Attributes:
        seen: Values that each number has in some filling that fits every statement.
    """

    def __init__(self, component: Component):
        self._component = component
        self._bounds = component.bounds()
        self._column = {place: number for number, place in enumerate(component.places)}
        self._impossible = any(low > high for low, high in self._bounds.values())
        self._highs = None if self._impossible or not component.relations else self._model()
        self.seen: dict[Place, set[int]] = {place: set() for place in component.places}

    def fits(self) -> bool:
        """Whether there are any whole numbers that fit every statement."""
        if self._highs is None:
            return not self._impossible
        return self._solve(None, 0) is not None

    def least(self, place: Place) -> int:
        """The least that a number can be; the system fits."""
        if self._highs is None or self._bounds[place][0] in self.seen[place]:
            return self._bounds[place][0]
        filling = self._solve(place, 1)
        assert filling is not None, "the system does not fit"
        return filling[place]

    def most(self, place: Place) -> int:
        """The greatest that a number can be; the component's ceiling where there is no bound."""
        if self._highs is None or self._bounds[place][1] in self.seen[place]:
            return self._bounds[place][1]
        filling = self._solve(place, -1)
        assert filling is not None, "the system does not fit"
        return filling[place]

    def can_be(self, place: Place, low: int, high: int) -> bool:
        """Whether a number can be between two others, both included."""
        old = self._bounds[place]
        narrow = (max(low, old[0]), min(high, old[1]))
        if self._impossible or narrow[0] > narrow[1]:
            return False
        if self._highs is None or any(narrow[0] <= value <= narrow[1] for value in self.seen[place]):
            return True
        column = self._column[place]
        self._highs.changeColBounds(column, *narrow)
        self._bounds[place] = narrow
        try:
            return self._solve(None, 0) is not None
        finally:
            self._bounds[place] = old
            self._highs.changeColBounds(column, *old)

    def _model(self) -> highspy.Highs:
        import highspy
        import numpy as np

        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("mip_max_nodes", _NODES),
        ):
            highs.setOptionValue(option, value)
        lows = np.array([self._bounds[place][0] for place in self._component.places], dtype=np.float64)
        tops = np.array([self._bounds[place][1] for place in self._component.places], dtype=np.float64)
        count = len(lows)
        highs.addVars(count, lows, tops)
        highs.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * count)
        )
        for relation in self._component.relations:
            columns = np.array([self._column[place] for place, _ in relation.terms], dtype=np.int32)
            factors = np.array([factor for _, factor in relation.terms], dtype=np.float64)
            top = highspy.kHighsInf if relation.high is None else float(relation.high)
            highs.addRow(float(relation.low), top, len(columns), columns, factors)
        return highs

    def _solve(self, place: Place | None, cost: int) -> Mapping[Place, int] | None:
        """A filling that fits, of the least `cost` times the number of a place; None where nothing fits."""
        import highspy

        highs = self._highs
        assert highs is not None
        if place is not None:
            highs.changeColCost(self._column[place], float(cost))
        highs.run()
        status = highs.getModelStatus()
        values = list(highs.getSolution().col_value)
        if place is not None:
            highs.changeColCost(self._column[place], 0.0)
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise Undecided
        filling = {name: round(value) for name, value in zip(self._component.places, values, strict=True)}
        if any(math.fabs(filling[name] - value) > _NEAR * 100 for name, value in zip(filling, values, strict=True)):
            raise Undecided
        if not self._holds(filling):
            raise Undecided
        for name, value in filling.items():
            self.seen[name].add(value)
        return filling

    def _holds(self, filling: Mapping[Place, int]) -> bool:
        """Whether a filling obeys every statement, in whole numbers."""
        if any(not low <= filling[place] <= high for place, (low, high) in self._bounds.items()):
            return False
        for relation in self._component.relations:
            total = sum(factor * filling[place] for place, factor in relation.terms)
            if total < relation.low or (relation.high is not None and total > relation.high):
                return False
        return True
