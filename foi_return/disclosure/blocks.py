"""Blocks: the inner cells of a set of categories that figures count together, in one period.

Where earlier answers counted by other rules or over other days, a category stands in a block once for each such view
that a figure of it was counted in, and a child has an age group in each of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from foi_return.disclosure.problem import Key
from foi_return.disclosure.views import Between, Cover
from foi_return.errors import DisclosureError, Fault
from foi_return.inner_cells import ABSENT, InnerCell, Selector
from foi_return.terms.request import NOT_KNOWN, Breakdown

EVERY = "every"
"""Stands for a sex or an age group that a block does not tell apart."""

MOST_CELLS = 6_000
"""A block with more inner cells than this is more than can be protected in a time that anybody would wait."""

MOST_TOGETHER = 1_500
"""A block of several views with more inner cells than this tells sex and age apart from each other, where it can."""

MOST_APART = 3_000
"""The same of blocks that tell sex and age apart from each other: figures of one are tied to those of the other."""

Name = tuple[frozenset[str], str, tuple[str, ...], tuple[str, ...]]
"""An inner cell of a block: its categories, sex, age group under each set of rules, and class in each dimension."""


@dataclass(frozen=True, eq=False)
class Block:
    """The inner cells of one linked set of categories in one period.

    Attributes:
        period: The period's label.
        members: The categories, each under each set of rules.
        views: The numbers of those sets of rules, in order.
        patterns: The combinations of members that a child can have.
        sexes: The sexes that are told apart.
        ages: For each of `views`, the age groups that are told apart.
        pairs: The age groups that a child can have under two sets of rules.
        dimensions: The dimensions of the request's own that are told apart, each with its labels.
    """

    period: str
    members: frozenset[str]
    views: tuple[int, ...]
    patterns: tuple[frozenset[str], ...]
    sexes: tuple[str, ...]
    ages: tuple[tuple[str, ...], ...]
    pairs: Mapping[tuple[int, int], frozenset[tuple[str, str]]]
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many inner cells it has."""
        return sum(1 for _ in self.names())

    def tells(self, selector: Selector) -> bool:
        """Whether it tells apart all that a figure is narrowed by."""
        return (
            {key for key, _ in selector.classes} <= set(self.dimensions)
            and (selector.sex is None or self.sexes != (EVERY,))
            and (selector.age_groups is None or self.ages[self.views.index(selector.view)] != (EVERY,))
        )

    def names(self) -> Iterator[Name]:
        """Every inner cell, in a fixed order."""
        combinations = cache(self._age_combinations)
        classes = list(itertools.product(*self.dimensions.values()))
        for pattern in self.patterns:
            yield from itertools.product((pattern,), self.sexes, combinations(self._counted_by(pattern)), classes)

    def key(self, pattern: frozenset[str], sex: str, ages: tuple[str, ...], classes: tuple[str, ...]) -> Key:
        """The name of an inner cell."""
        own = tuple(f"{key}={label}" for key, label in zip(self.dimensions, classes, strict=True))
        return (self.period, "+".join(sorted(pattern)), sex, " / ".join(age or "not counted" for age in ages), *own)

    def count(self, cells: Sequence[InnerCell]) -> dict[Key, int]:
        """The true counts of those that anybody is in."""
        counts: dict[Key, int] = {}
        for cell in cells:
            pattern = self.members.intersection(cell.memberships)
            if pattern:
                counted = self._counted_by(pattern)
                ages = tuple(
                    ABSENT if not there else EVERY if labels == (EVERY,) else cell.age_in(view)
                    for view, there, labels in zip(self.views, counted, self.ages, strict=True)
                )
                found = dict(cell.classes)
                classes = tuple(found.get(key, NOT_KNOWN) for key in self.dimensions)
                key = self.key(pattern, EVERY if self.sexes == (EVERY,) else cell.sex, ages, classes)
                counts[key] = counts.get(key, 0) + cell.count
        return counts

    def _counted_by(self, pattern: frozenset[str]) -> tuple[bool, ...]:
        """Whether each set of rules counts the children of a pattern."""
        found = {view_of(key) for key in pattern}
        return tuple(view in found for view in self.views)

    def _age_combinations(self, counted: tuple[bool, ...]) -> tuple[tuple[str, ...], ...]:
        choices = [labels if there else (ABSENT,) for there, labels in zip(counted, self.ages, strict=True)]
        found: list[tuple[str, ...]] = [()]
        for place, labels in enumerate(choices):
            found = [
                (*ages, label)
                for ages in found
                for label in labels
                if all(self._can_be(before, ages[before], place, label) for before in range(place))
            ]
        return tuple(found)

    def _can_be(self, first: int, young: str, second: int, old: str) -> bool:
        if not {young, old}.isdisjoint((ABSENT, EVERY)):
            return True
        return (young, old) in self.pairs[self.views[first], self.views[second]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One inner cell of a block.

    Attributes:
        block: Its block.
        position: Its position among all inner cells.
        pattern: Its categories.
        sex: Its sex.
        ages: Its age group under each set of rules of the block.
        classes: Its class in each dimension of the block.
    """

    block: Block
    position: int
    pattern: frozenset[str]
    sex: str
    ages: tuple[str, ...]
    classes: tuple[str, ...] = ()

    def age_in(self, view: int) -> str:
        """Its age group under one set of rules."""
        return self.ages[self.block.views.index(view)]

    def is_counted_by(self, selector: Selector) -> bool:
        """Whether a figure that is about categories of the block counts it."""
        pattern, members = self.pattern, self.block.members
        any_of = selector.any_of if selector.any_of <= members else frozenset()
        return (
            selector.all_of <= pattern
            and selector.none_of.isdisjoint(pattern)
            and (not any_of or not any_of.isdisjoint(pattern))
            and selector.sex in (None, self.sex)
            and (selector.age_groups is None or self.age_in(selector.view) in selector.age_groups)
            and (
                not selector.classes
                or selector.holds_classes(dict(zip(self.block.dimensions, self.classes, strict=True)))
            )
        )


def view_of(key: str) -> int:
    """The number of the set of rules under which a member counts."""
    return int(key.partition("@")[2] or 0)


def make_block(
    period: str,
    members: frozenset[str],
    selectors: Sequence[Selector],
    containments: Sequence[tuple[str, str]],
    sexes: tuple[str, ...],
    age_groups: tuple[str, ...],
    between: Between,
    dimensions: Mapping[str, tuple[str, ...]],
) -> Block:
    """The block of some linked categories; it tells apart what one of these figures of them tells apart.

    Raises:
        DisclosureError: It would have more inner cells than can be protected.
    """
    views = tuple(sorted({view_of(key) for key in members}))
    split = {selector.view for selector in selectors if selector.age_groups}
    ages = tuple(age_groups if view in split else (EVERY,) for view in views)
    patterns = tuple(_patterns(members, containments, between.covers))
    told_apart = sexes if any(selector.sex for selector in selectors) else (EVERY,)
    own = {key for selector in selectors for key, _ in selector.classes}
    kept = {key: labels for key, labels in dimensions.items() if key in own}
    block = Block(period, members, views, patterns, told_apart, ages, between.age_pairs, kept)
    if len(views) > 1 and sum(1 for _ in itertools.islice(block.names(), MOST_CELLS + 1)) > MOST_CELLS:
        keys = ", ".join(sorted({key.partition("@")[0] for key in members}))
        raise DisclosureError(
            Fault(
                f"{period}: {keys}",
                f"Earlier answers count in {len(views)} ways, by rules and days, too many to protect together",
                "",
                "Leave the oldest out with --unprotected-against, and say why",
            )
        )
    return block


def _patterns(
    members: frozenset[str], containments: Sequence[tuple[str, str]], covers: Sequence[Cover]
) -> list[frozenset[str]]:
    """The combinations of a block's categories that can be: for each category apart, then together."""
    rules = [(part, frozenset({whole})) for part, whole in containments]
    inside = [(part, wholes) for part, wholes in (*rules, *covers) if {part} | wholes <= members]
    by_name: dict[str, list[str]] = {}
    for key in sorted(members):
        by_name.setdefault(key.partition("@")[0], []).append(key)
    found = [frozenset[str]()]
    for keys in by_name.values():
        alone = [
            chosen
            for size in range(len(keys) + 1)
            for chosen in map(frozenset, itertools.combinations(keys, size))
            if _allowed(chosen, [(part, wholes) for part, wholes in inside if {part} | wholes <= set(keys)])
        ]
        found = [before | chosen for before in found for chosen in alone]
    every = (pattern for pattern in found if pattern and _allowed(pattern, inside))
    return sorted(every, key=lambda pattern: (len(pattern), sorted(pattern)))


def _allowed(pattern: frozenset[str], inside: Sequence[Cover]) -> bool:
    return all(not wholes.isdisjoint(pattern) for part, wholes in inside if part in pattern)


def facets(selectors: Sequence[Selector], *, apart: bool = False) -> list[list[Selector]]:
    """The figures in sets that have no dimension in common: one block tells apart what those of one set do.

    Sex and age stand together in the first set, unless they are wanted apart and no figure is narrowed by both; so do
    figures that are narrowed by nothing. Offence and outcome, of which no figure tells how they go together, have a
    block each: the reader learns nothing of their combinations, and any whole numbers that give one and the same total
    can be brought together in some table of both.
    """
    sex, age = frozenset({Breakdown.SEX.value}), frozenset({Breakdown.AGE_GROUP.value})
    sets = [sex, age] if apart else [sex | age]
    for dimensions in dict.fromkeys(selector.dimensions for selector in selectors):
        touching = [known for known in sets if not known.isdisjoint(dimensions)]
        if dimensions:
            sets = [known for known in sets if known not in touching] + [dimensions.union(*touching)]
    sets.sort(key=lambda known: (Breakdown.SEX.value not in known, sorted(known)))
    first, *others = sets
    of_others = [[selector for selector in selectors if selector.dimensions & known] for known in others]
    return [[selector for selector in selectors if selector.dimensions <= first], *of_others]
