"""Inner cells, the finest that are counted, and selectors, which say which of them a figure sums."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from foi_return.terms.request import NOT_KNOWN, Breakdown

ABSENT = ""
"""The age group of children whom a set of rules does not count."""


def in_view(key: str, view: int) -> str:
    """A category or context as another set of rules finds it: `cce@1`; under the present rules (0) it is its key."""
    return f"{key}@{view}" if view else key


@dataclass(frozen=True, slots=True, order=True)
class InnerCell:
    """The finest cell: children of one period, one set of memberships, one sex and one age group.

    Where earlier answers counted by other rules, it is finer still: children who are alike under each set of rules.

    Attributes:
        period: The period's label.
        memberships: Keys of the categories and contexts recorded, sorted; under other rules as `in_view` writes them.
        sex: The label of their sex or gender.
        age_group: The label of their age group; ABSENT where the present rules do not count them.
        count: How many children; 1 or more.
        other_ages: The same under each other set of rules.
        classes: Their class in each dimension of the request's own, as (dimension, label), sorted.
    """

    period: str
    memberships: tuple[str, ...]
    sex: str
    age_group: str
    count: int
    other_ages: tuple[str, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()

    def age_in(self, view: int) -> str:
        """Their age group under the present rules (0) or another set of rules."""
        return self.other_ages[view - 1] if view else self.age_group


@dataclass(frozen=True, slots=True)
class Selector:
    """Which inner cells a published cell sums.

    Attributes:
        period: The period's label.
        all_of: The child must be recorded for each of these.
        any_of: The child must be recorded for at least one of these; empty means no such condition.
        none_of: The child must be recorded for none of these.
        sex: The sex or gender, or None for all.
        age_groups: The finest age groups, or None for all.
        view: Under which rules: 0 for the present ones, else the number of another set.
        classes: For each dimension of the request's own that narrows it, the labels that belong to it, sorted.
    """

    period: str
    all_of: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    sex: str | None = None
    age_groups: frozenset[str] | None = None
    view: int = 0
    classes: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def dimensions(self) -> frozenset[str]:
        """What it tells inner cells apart by, beside period and category."""
        names = {key for key, _ in self.classes}
        names |= {Breakdown.SEX.value} if self.sex is not None else set()
        return frozenset(names | ({Breakdown.AGE_GROUP.value} if self.age_groups is not None else set()))

    def seen_by(self, view: int) -> Selector:
        """The same figure as another set of rules counts it."""
        every = (frozenset(in_view(key, view) for key in keys) for keys in (self.all_of, self.any_of, self.none_of))
        all_of, any_of, none_of = every
        return replace(self, all_of=all_of, any_of=any_of, none_of=none_of, view=view)

    def selects(self, cell: InnerCell) -> bool:
        """Whether the published cell counts the children of this inner cell."""
        return (
            cell.period == self.period
            and self.sex in (None, cell.sex)
            and (self.age_groups is None or cell.age_in(self.view) in self.age_groups)
            and self.all_of.issubset(cell.memberships)
            and (not self.any_of or not self.any_of.isdisjoint(cell.memberships))
            and self.none_of.isdisjoint(cell.memberships)
            and (not self.classes or self.holds_classes(dict(cell.classes)))
        )

    def holds_classes(self, classes: Mapping[str, str]) -> bool:
        """Whether something of these classes, by dimension, is among those that it counts."""
        return all(classes.get(key, NOT_KNOWN) in labels for key, labels in self.classes)

    def count(self, cells: Iterable[InnerCell]) -> int:
        """How many children the published cell counts."""
        return sum(cell.count for cell in cells if self.selects(cell))


class CellIndex:
    """Inner cells by period and by class, so that a figure need not look at all of them.

    A table of recorded crime has hundreds of rows, each about one offence, and its inner cells are thousands.

    Args:
        cells: The inner cells.
        dimensions: The keys of the request's own dimensions.
    """

    def __init__(self, cells: Iterable[InnerCell], dimensions: Sequence[str] = ()):
        self._of_period: dict[str, list[InnerCell]] = {}
        self._of_class: dict[tuple[str, str, str], list[InnerCell]] = {}
        for cell in cells:
            self._of_period.setdefault(cell.period, []).append(cell)
            classes = dict(cell.classes)
            for key in dimensions:
                self._of_class.setdefault((cell.period, key, classes.get(key, NOT_KNOWN)), []).append(cell)

    def count(self, selector: Selector) -> int:
        """How many children a figure counts."""
        return selector.count(self._candidates(selector))

    def _candidates(self, selector: Selector) -> Iterable[InnerCell]:
        """Cells among which all are that a figure counts."""
        if not selector.classes:
            return self._of_period.get(selector.period, ())
        key, labels = min(selector.classes, key=lambda pair: len(pair[1]))
        found = (self._of_class.get((selector.period, key, label), ()) for label in labels)
        return itertools.chain.from_iterable(found)
