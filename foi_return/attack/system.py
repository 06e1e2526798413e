"""Everything that a reader knows: whole numbers between bounds that obey relations, split where nothing links them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foi_return.attack.places import Place
from foi_return.attack.statements import Figure, Relation

Statement = Figure | Relation

_ROOM = 1000
"""How far above all that is printed a hidden number is taken to reach at most."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the system that nothing links to the rest.

    Attributes:
        places: The numbers in it, in a fixed order.
        figures: What is printed of them.
        relations: How they go together.
        ceiling: A number so large that a figure which can reach it has no upper bound.
    """

    places: tuple[Place, ...]
    figures: tuple[Figure, ...]
    relations: tuple[Relation, ...]
    ceiling: int

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements: those that a proof should do without first."""
        derived = [relation for relation in self.relations if relation.derived]
        plain = [relation for relation in self.relations if not relation.derived]
        return (*derived, *self.figures, *plain)

    def limited_to(self, statements: Iterable[Statement]) -> Component:
        """The part of a component that some of its statements make, with the same ceiling."""
        figures, relations = [], []
        for statement in statements:
            if isinstance(statement, Figure):
                figures.append(statement)
            else:
                relations.append(statement)
        used = {figure.place for figure in figures} | {place for relation in relations for place, _ in relation.terms}
        return Component(tuple(sorted(used)), tuple(figures), tuple(relations), self.ceiling)

    def bounds(self) -> dict[Place, tuple[int, int]]:
        """The least and the greatest of each number by its figures alone; numbers are at least 0."""
        found = {place: (0, self.ceiling) for place in self.places}
        for figure in self.figures:
            low, high = found[figure.place]
            upper = high if figure.high is None else min(high, figure.high)
            found[figure.place] = (max(low, figure.low), upper)
        return found


def components(figures: Sequence[Figure], relations: Sequence[Relation]) -> tuple[Component, ...]:
    """Splits a system into components, in the order of their places."""
    leader: dict[Place, Place] = {}

    def find(place: Place) -> Place:
        leader.setdefault(place, place)
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for figure in figures:
        find(figure.place)
    for relation in relations:
        first = find(relation.terms[0][0])
        for place, _ in relation.terms[1:]:
            leader[find(place)] = first
    groups: dict[Place, list[Place]] = {}
    for place in sorted(leader):
        groups.setdefault(find(place), []).append(place)
    of_figures: dict[Place, list[Figure]] = {}
    for figure in figures:
        of_figures.setdefault(find(figure.place), []).append(figure)
    of_relations: dict[Place, list[Relation]] = {}
    for relation in relations:
        of_relations.setdefault(find(relation.terms[0][0]), []).append(relation)
    return tuple(
        Component(
            tuple(places),
            tuple(of_figures.get(root, ())),
            tuple(of_relations.get(root, ())),
            _ceiling(of_figures.get(root, ())),
        )
        for root, places in groups.items()
    )


def _ceiling(figures: Sequence[Figure]) -> int:
    return _ROOM + 2 * sum(figure.high if figure.high is not None else figure.low for figure in figures)
