"""Intervals for how many records of a finite list met a definition, when a random sample of each group was reviewed.

One group: the exact interval of the hypergeometric distribution (both tails inverted), which is what remains of the
Clopper-Pearson interval when the list is finite; it shrinks to a point as the review comes to cover the list. Its
coverage is at least what it says, whatever the size of the sample, also where nothing or everything was met.

Several groups: their exact intervals are combined by the method of variance estimates recovery: the distance of each
end from the estimate adds up in squares. It weights each group by its population, leaves a group that was reviewed
whole alone, and with one group it is the exact interval again.

Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), 3.6; J. P. Buonaccorsi, A note on confidence intervals for
proportions in finite populations, The American Statistician 41 (1987); G. Y. Zou and A. Donner, Construction of
confidence limits about effect measures, Statistics in Medicine 27 (2008); A. Donner and G. Y. Zou, Closed-form
confidence intervals for functions of the normal mean and standard deviation, Stat. Methods Med. Res. 21 (2012).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from foi_return.errors import Fault, RequestError

_HALVINGS = 60
"""Enough to find a share to the last bit of a floating-point number."""


@dataclass(frozen=True, slots=True)
class Range:
    """An estimated number of records with its ends: `low <= value <= high`."""

    value: float
    low: float
    high: float


@lru_cache(maxsize=1)
def distribution() -> Any:
    """The hypergeometric distribution of the statistics library.

    Raises:
        RequestError: The library is not installed.
    """
    try:
        from scipy.stats import hypergeom
    except ImportError:
        raise RequestError(
            Fault(
                "foi-return review",
                "only a sample was reviewed, and the statistics library that intervals need is not installed",
                "the package scipy",
                "Run: pip install 'foi-return[review]'",
            )
        ) from None
    return hypergeom


def exact_limits(population: int, reviewed: int, met: int, confidence: float) -> tuple[int, int]:
    """The fewest and the most records of a list that can have met the definition.

    Args:
        population: How many records the list has.
        reviewed: How many were drawn at random, without replacement, and reviewed; at least 1.
        met: How many of those met it.
        confidence: Such as 0.95; each tail has half of the rest.

    Returns:
        Whole numbers, both inclusive. Where all were reviewed, both are `met`.
    """
    fewest, most = met, population - (reviewed - met)
    if fewest == most:
        return fewest, most
    law, tail = distribution(), (1 - confidence) / 2

    def as_many(total: int) -> bool:
        return bool(law.sf(met - 1, population, total, reviewed) > tail)

    def as_few(total: int) -> bool:
        return bool(law.cdf(met, population, total, reviewed) > tail)

    return _first(as_many, fewest, most), -_first(lambda total: as_few(-total), -most, -fewest)


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least whole number from `low` to `high` of which something holds that holds of every greater one too."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def group_range(population: int, reviewed: int, met: int, confidence: float) -> Range:
    """The number of one group that met the definition: in proportion to the sample, with its exact limits."""
    low, high = exact_limits(population, reviewed, met, confidence)
    value = population * met / reviewed
    return Range(value, min(low, value), max(high, value))


def add_ranges(groups: Sequence[Range]) -> Range:
    """The sum over groups that were sampled one by one."""
    value = math.fsum(group.value for group in groups)
    below = math.hypot(*(group.value - group.low for group in groups))
    above = math.hypot(*(group.high - group.value for group in groups))
    return Range(value, value - below, value + above)


def share_of_sum(part: Range, other: Range) -> Range | None:
    """`part / (part + other)` of two numbers that were estimated from samples of their own; None where both are 0.

    A share r is kept where (1 - r) * part - r * other, whose interval is a sum of ranges, can be 0.
    """
    if not part.value + other.value:
        return None

    def lower_end(share: float) -> float:
        spread = math.hypot((1 - share) * (part.value - part.low), share * (other.high - other.value))
        return (1 - share) * part.value - share * other.value - spread

    def upper_end(share: float) -> float:
        spread = math.hypot((1 - share) * (part.high - part.value), share * (other.value - other.low))
        return (1 - share) * part.value - share * other.value + spread

    value = part.value / (part.value + other.value)
    # lower_end is concave and upper_end convex; each goes from 0 or more to 0 or less, so each changes its sign once.
    low = _last_not_negative(lower_end) if part.low > 0 else 0.0
    high = _last_not_negative(upper_end) if other.low > 0 else 1.0
    return Range(value, min(low, value), max(high, value))


def _last_not_negative(function: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if function(middle) >= 0:
            low = middle
        else:
            high = middle
    return low
