"""Finds a smallest set of statements that shows what a number is: none of them can be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foi_return.attack.narrowing import Narrowing
from foi_return.attack.places import Place
from foi_return.attack.solver import Solver, Undecided
from foi_return.attack.statements import Figure
from foi_return.attack.system import Component, Statement

_REACH = 6
"""How far from a number statements are looked for before the whole component is taken."""

_NEAR = 3
"""How far from a number a pencil looks before it takes the whole component."""


def prove_excluded(component: Component, place: Place, low: int, high: int) -> tuple[Statement, ...]:
    """A set of statements of which none can be left out, and from which it follows that a number is not in a range.

    Args:
        component: All statements; the claim follows from them.
        place: Whose number it is.
        low: The least number that is excluded.
        high: The greatest number that is excluded.

    Returns:
        The statements in the order of the component; empty where the claim could not be shown.
    """
    start = _first_set(component, place, low, high)
    if start is None:
        return ()
    kept = list(start)
    for statement in _order(start, place):
        rest = [other for other in kept if other is not statement]
        if _excludes(component.limited_to(rest), place, low, high):
            kept = rest
    return tuple(kept)


def contradiction(component: Component) -> tuple[Statement, ...]:
    """Statements that cannot all be true, of which none can be left out; empty where all can be true."""
    found = Narrowing(component, {}).contradiction
    kept = [statement for statement in component.statements if found is None or statement in found]
    if found is None and _possible(component):
        return ()
    for statement in list(kept):
        rest = [other for other in kept if other is not statement]
        if not _possible(component.limited_to(rest)):
            kept = rest
    return tuple(kept)


def _first_set(component: Component, place: Place, low: int, high: int) -> list[Statement] | None:
    """Enough statements to show the claim: near the number by narrowing, then anywhere, then by search."""
    nearby = list(_neighbourhoods(component, place))
    for statements in (*nearby[:_NEAR], list(component.statements)):
        found = Narrowing(component.limited_to([*statements]), {place: (low, high)}).contradiction
        if found is not None:
            return [statement for statement in statements if statement in found]
    for statements in (*nearby, list(component.statements)):
        if _excludes(component.limited_to(statements), place, low, high):
            return statements
    return None


def _neighbourhoods(component: Component, place: Place) -> Iterable[list[Statement]]:
    """Ever larger sets of statements around a number."""
    near = {place}
    for _ in range(_REACH):
        around = _around(component, near)
        yield around
        wider = near | {other for statement in around for other in _places(statement)}
        if wider == near:
            return
        near = wider


def _around(component: Component, near: set[Place]) -> list[Statement]:
    """The relations that touch some numbers, and the figures of every number in them."""
    relations = [relation for relation in component.relations if not near.isdisjoint(_places(relation))]
    reached = near | {place for relation in relations for place in _places(relation)}
    return [
        statement
        for statement in component.statements
        if (statement.place in reached if isinstance(statement, Figure) else statement in relations)
    ]


def _places(statement: Statement) -> Iterable[Place]:
    return (statement.place,) if isinstance(statement, Figure) else [place for place, _ in statement.terms]


def _order(statements: Sequence[Statement], place: Place) -> list[Statement]:
    """The order in which statements are tried without: what a reader would think of last comes first."""

    def liking(statement: Statement) -> tuple[int, int]:
        if isinstance(statement, Figure):
            # A proof from earlier files alone shows that the number is out already.
            return (1 if statement.release == 0 else 2, int(statement.place == place))
        return (0 if statement.derived else 3, int(any(other == place for other in _places(statement))))

    return sorted(statements, key=liking)


def _excludes(component: Component, place: Place, low: int, high: int) -> bool:
    if place not in component.places:
        return False
    if Narrowing(component, {place: (low, high)}).contradiction is not None:
        return True
    try:
        return not Solver(component).can_be(place, low, high)
    except Undecided:
        return False


def _possible(component: Component) -> bool:
    if not component.places:
        return True
    if Narrowing(component, {}).contradiction is not None:
        return False
    try:
        return Solver(component).fits()
    except Undecided:
        return True
