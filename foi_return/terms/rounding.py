"""Rounding to a base: what a count is rounded to, and what a reader may conclude from a rounded number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoundingMethod(StrEnum):
    """How counts are rounded.

    CONVENTIONAL: to the nearest multiple; a half is rounded up, away from zero. CONTROLLED: to a multiple next to it,
    up or down, so that totals add up; a multiple stays as it is.
    """

    CONVENTIONAL = "conventional"
    CONTROLLED = "controlled"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A rule of rounding.

    Attributes:
        base: Counts become multiples of this; 5 or 10.
        method: How.
        hides_small: Whether small counts are hidden rather than rounded.
        far: How many multiples a count may be moved at most; more than 1 only where controlled rounding has no other
            solution.
    """

    base: int
    method: RoundingMethod = RoundingMethod.CONVENTIONAL
    hides_small: bool = False
    far: int = 1

    @property
    def below(self) -> int:
        """How far a count can lie beneath the number that it is rounded to."""
        return self.base // 2 if self.method is RoundingMethod.CONVENTIONAL else self.far * self.base - 1

    @property
    def above(self) -> int:
        """How far a count can lie over the number that it is rounded to."""
        return (self.base - 1) // 2 if self.method is RoundingMethod.CONVENTIONAL else self.far * self.base - 1

    def nearest(self, count: int) -> int:
        """The nearest multiple; a half is rounded up, away from zero."""
        return (2 * count + self.base) // (2 * self.base) * self.base

    def alike(self, count: int) -> range:
        """Every count from 0 that has the same nearest multiple."""
        middle = self.nearest(count)
        return range(max(0, middle - self.base // 2), middle + (self.base - 1) // 2 + 1)

    def interval(self, shown: int, threshold: int, tells_zeros: bool) -> tuple[int, int]:
        """The counts that a reader takes a shown number to stand for, both ends included.

        Args:
            shown: The rounded number; not a true zero that is told apart.
            threshold: Where small counts are hidden, a shown number is no small one.
            tells_zeros: Whether a true zero is told apart from a count that rounds to 0.
        """
        least = threshold if self.hides_small else int(tells_zeros)
        return max(least, shown - self.below), shown + self.above

    def sentence(self) -> str:
        """The rule in words, for the reader; its first letter is small."""
        if self.method is RoundingMethod.CONVENTIONAL:
            return f"numbers are rounded to the nearest {self.base}; totals may not add up."
        if self.far == 1:
            return f"numbers are rounded up or down to a multiple of {self.base} so that totals add up."
        return (
            f"numbers are rounded to multiples of {self.base} so that totals add up; some are rounded by as much as "
            f"{self.above}."
        )
