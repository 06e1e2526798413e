"""How many records to review, and which: planned sizes, shares of each group, a seeded draw."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from foi_return.review.intervals import exact_limits
from foi_return.terms.review import Part

SMALLEST_STRATUM = 10
"""A group with fewer records is put together with the others like it: its sample would say nothing, and its name too
much."""

LEAST_SAMPLE = 5
"""The fewest records that are drawn from a group, where it has as many."""

OTHERS = "(smaller groups)"

StratumKey = tuple[Part, str]
"""A side of the flag, and the name of a group on it."""


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """A record that may be reviewed.

    Attributes:
        id: What reviewers find it by; unique.
        part: Which side of the flag it is on.
        stratum: The name of its group; empty where the list has none.
    """

    id: str
    part: Part
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """How many records of one side of the flag are to be reviewed.

    Attributes:
        number: How many; None for all of them.
        half_width: Half the width that the interval of their share may have; where it is given, the number follows.
        expected: The share that is expected to meet the definition; one half is the safe guess.
    """

    number: int | None = None
    half_width: float | None = None
    expected: float = 0.5

    def size(self, population: int, confidence: float) -> int:
        """How many of a population that is."""
        if self.half_width is not None:
            return planned_size(population, self.half_width, self.expected, confidence)
        return population if self.number is None else min(self.number, population)


def planned_size(population: int, half_width: float, expected: float, confidence: float) -> int:
    """The size of a simple sample whose exact interval should be no wider than twice `half_width`.

    The textbook size with its correction for finite lists, then enlarged until the exact interval, which is a little
    wider, fits for the expected share.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), 4.4.
    """
    if population < 1:
        return 0
    deviate = NormalDist().inv_cdf((1 + confidence) / 2)
    infinite = deviate**2 * expected * (1 - expected) / half_width**2
    size = max(1, math.ceil(infinite / (1 + (infinite - 1) / population)))
    while size < population:
        low, high = exact_limits(population, size, round(size * expected), confidence)
        if (high - low) / (2 * population) <= half_width:
            return size
        size += max(1, size // 50)
    return population


def pool_small_strata(records: Sequence[ListedRecord]) -> list[ListedRecord]:
    """The records with every group that is smaller than `SMALLEST_STRATUM` put into one, on each side of the flag."""
    sizes = count_strata(records)
    return [
        record
        if sizes[record.part, record.stratum] >= SMALLEST_STRATUM or not record.stratum
        else ListedRecord(record.id, record.part, OTHERS)
        for record in records
    ]


def count_strata(records: Sequence[ListedRecord]) -> dict[StratumKey, int]:
    """How many records each group has; flagged ones first, then in the order of names."""
    sizes: dict[StratumKey, int] = {}
    for record in records:
        key = record.part, record.stratum
        sizes[key] = sizes.get(key, 0) + 1
    return dict(sorted(sizes.items(), key=lambda item: (list(Part).index(item[0][0]), item[0][1])))


def allocate(sizes: Mapping[str, int], number: int) -> dict[str, int]:
    """A sample's size in each group: in proportion to the groups, but at least `LEAST_SAMPLE` of each, or all of it.

    The sum is `number`, or more where the least of each group takes more; 0 takes nothing of any.
    """
    whole = sum(sizes.values())
    if not number:
        return dict.fromkeys(sizes, 0)
    shares = {name: number * size / whole for name, size in sizes.items()} if whole else {}
    given = {name: min(sizes[name], max(int(share), LEAST_SAMPLE)) for name, share in shares.items()}
    by_rest = sorted(shares, key=lambda name: (int(shares[name]) - shares[name], name))
    while sum(given.values()) < min(number, whole):
        for name in by_rest:
            if given[name] < sizes[name] and sum(given.values()) < number:
                given[name] += 1
    return given


def draw_sample(
    records: Sequence[ListedRecord], wishes: Mapping[Part, Wish], seed: int, confidence: float
) -> list[ListedRecord]:
    """The records to review, in random order, so that whoever stops half-way has reviewed a random sample.

    The same records, wishes and seed give the same list, in whatever order the records come.
    """
    chance = random.Random(seed)
    sizes = count_strata(records)
    drawn: list[ListedRecord] = []
    for part in Part:
        own = {name: size for (side, name), size in sizes.items() if side is part}
        numbers = allocate(own, wishes[part].size(sum(own.values()), confidence))
        for name in own:
            group = [record for record in records if (record.part, record.stratum) == (part, name)]
            drawn += chance.sample(sorted(group, key=lambda record: record.id), numbers[name])
    chance.shuffle(drawn)
    return drawn
