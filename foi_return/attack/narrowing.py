"""Narrows numbers statement by statement, as a person with a pencil would, and remembers which statements did it.

Quick, and enough for most of what comes out; what it cannot decide is left to the solver.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foi_return.attack.places import Place
from foi_return.attack.statements import Figure, Relation
from foi_return.attack.system import Component, Statement

Bound = tuple[Place, bool, int]
"""A number, whether this is the greatest that it can be or the least, and the bound."""

_ROUNDS = 40
"""How often each relation is looked at, on average, before narrowing is given up."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bound and what it rests on.

    Attributes:
        place: Whose bound it is.
        upper: Whether it is the greatest that the number can be.
        bound: The bound.
        why: The statement that gives it.
        using: The bounds of other numbers that it takes.
    """

    place: Place
    upper: bool
    bound: int
    why: Statement
    using: tuple[Bound, ...]


class Narrowing:
    """The bounds of every number of a component, with the reason for each.

    Attributes:
        low: The least of each number.
        high: The greatest of each number.
        contradiction: The statements that cannot all be true; None where none was found.
    """

    def __init__(self, component: Component, assumed: Mapping[Place, tuple[int, int]]):
        """Narrows as far as it goes.

        Args:
            component: What is known.
            assumed: Bounds to try on some numbers; they need no reason.
        """
        self.low = dict.fromkeys(component.places, 0)
        self.high = dict.fromkeys(component.places, component.ceiling)
        self.contradiction: set[Statement] | None = None
        self._why: dict[tuple[Place, bool], list[Step]] = {}
        self._relations: dict[Place, list[Relation]] = {}
        for relation in component.relations:
            for place, _ in relation.terms:
                self._relations.setdefault(place, []).append(relation)
        for place, (low, high) in assumed.items():
            if place in self.low:
                self.low[place], self.high[place] = max(0, low), min(component.ceiling, high)
        self._at_first = {place: (self.low[place], self.high[place]) for place in component.places}
        for figure in component.figures:
            if self.contradiction is None:
                self._apply_figure(figure)
        if self.contradiction is None:
            self._run(component)

    def _apply_figure(self, figure: Figure) -> None:
        place = figure.place
        if figure.low > self.low[place]:
            self._set(place, False, figure.low, figure, ())
        if figure.high is not None and figure.high < self.high[place] and self.contradiction is None:
            self._set(place, True, figure.high, figure, ())

    def _set(self, place: Place, upper: bool, bound: int, why: Statement, using: tuple[Bound, ...]) -> None:
        (self.high if upper else self.low)[place] = bound
        self._why.setdefault((place, upper), []).append(Step(place, upper, bound, why, using))
        if self.low[place] > self.high[place]:
            ends = [(place, False, self.low[place]), (place, True, self.high[place])]
            self.contradiction = {step.why for step in self._trace(ends)}

    def _run(self, component: Component) -> None:
        queue = deque(component.relations)
        waiting = set(map(id, queue))
        for _ in range(_ROUNDS * max(1, len(component.relations))):
            if not queue or self.contradiction is not None:
                return
            relation = queue.popleft()
            waiting.discard(id(relation))
            for place in self._narrow(relation):
                for other in self._relations[place]:
                    if id(other) not in waiting:
                        waiting.add(id(other))
                        queue.append(other)

    def _narrow(self, relation: Relation) -> list[Place]:
        """Narrows every number of one relation by the others; returns those that changed."""
        changed = []
        if relation.high is not None:
            changed += self._narrow_side(relation, relation.high, 1)
        if self.contradiction is None:
            changed += self._narrow_side(relation, -relation.low, -1)
        return changed

    def _narrow_side(self, relation: Relation, limit: int, sign: int) -> list[Place]:
        """Uses `sum of sign * factor * number <= limit`: each term is at most what the least of the others leaves."""
        least = 0
        for place, factor in relation.terms:
            least += sign * factor * (self.low[place] if sign * factor > 0 else self.high[place])
        changed = []
        for place, factor in relation.terms:
            weight = sign * factor
            own = weight * (self.low[place] if weight > 0 else self.high[place])
            room = limit - (least - own)
            upper = weight > 0
            bound = room // weight if upper else -(room // -weight)
            if (bound < self.high[place]) if upper else (bound > self.low[place]):
                using = tuple(
                    (other, sign * part < 0, self.high[other] if sign * part < 0 else self.low[other])
                    for other, part in relation.terms
                    if other != place
                )
                self._set(place, upper, bound, relation, using)
                changed.append(place)
                if self.contradiction is not None:
                    return changed
        return changed

    def steps(self, place: Place, upper: bool, bound: int) -> tuple[Step, ...]:
        """The steps that lead to a bound, each after those that it takes; empty where narrowing does not reach it."""
        reached = self.high[place] <= bound if upper else self.low[place] >= bound
        return tuple(self._trace([(place, upper, bound)])) if reached else ()

    def _trace(self, ends: Sequence[Bound]) -> list[Step]:
        """Every step on which some bounds rest, each after those that it takes."""
        found: dict[int, Step] = {}
        opened: set[int] = set()
        stack = [(end, False) for end in reversed(ends)]
        while stack:
            (place, upper, bound), ready = stack.pop()
            step = self._first_step(place, upper, bound)
            if step is None or id(step) in found:
                continue
            if ready:
                found[id(step)] = step
            elif id(step) not in opened:
                opened.add(id(step))
                stack.append(((place, upper, bound), True))
                stack.extend((end, False) for end in reversed(step.using))
        return list(found.values())

    def _first_step(self, place: Place, upper: bool, bound: int) -> Step | None:
        low, high = self._at_first[place]
        if (high <= bound) if upper else (low >= bound):
            return None
        steps = self._why.get((place, upper), ())
        return next((step for step in steps if (step.bound <= bound if upper else step.bound >= bound)), None)
