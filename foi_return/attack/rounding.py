"""What a reader takes a rounded number to stand for, from what the file says of its rounding.

Source: the guidance of departments on rounding to 5 or 10, by which a half is rounded up; L. H. Cox and L. R. Ernst,
Controlled rounding, INFOR 20 (1982), by which a number goes up or down to a multiple so that totals add up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NEAREST = re.compile(r"rounded to the nearest (\d+)")
_UP_OR_DOWN = re.compile(r"rounded up or down to a multiple of (\d+)")
_FARTHER = re.compile(r"rounded to multiples of (\d+) .*?by as much as (\d+)")


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rule of rounding.

    Attributes:
        base: Numbers are multiples of it.
        below: How far a count can lie under the number that is shown for it.
        above: How far over it.
        least: The least count that is shown rounded.
        exact_zero: Whether a 0 is a true zero.
    """

    base: int
    below: int
    above: int
    least: int = 0
    exact_zero: bool = False

    def interval(self, shown: int) -> tuple[int, int]:
        """The least and the greatest count that a number stands for; one that is no multiple is exact."""
        if shown % self.base or (self.exact_zero and not shown):
            return shown, shown
        low, high = max(0, shown - self.below), shown + self.above
        return (max(low, self.least), high) if self.least <= high else (low, high)

    def low_mark(self) -> tuple[int, int]:
        """The counts that a mark for "above 0, but rounds to 0" stands for."""
        return max(1, self.least), max(1, self.least, self.above)

    def alike(self, count: int) -> range:
        """Every count that has the same nearest multiple: a reader must not tell them apart."""
        middle = (2 * count + self.base) // (2 * self.base) * self.base
        return range(max(0, middle - self.base // 2), middle + (self.base - 1) // 2 + 1)

    @property
    def words(self) -> str:
        """`rounded to a multiple of 5, so that 10 stands for 8 to 12`."""
        low, high = self.interval(4 * self.base)
        return f"rounded to multiples of {self.base}, so that {4 * self.base} stands for {low} to {high}"


def nearest(base: int, exact_zero: bool) -> Rounded:
    """Rounding to the nearest multiple by somebody who does not say which way a half goes: both are allowed."""
    return Rounded(base, base // 2, base // 2, int(exact_zero), exact_zero)


def up_or_down(base: int, exact_zero: bool, farthest: int | None = None) -> Rounded:
    """Rounding to a multiple next to the count, or as far as is said."""
    far = base - 1 if farthest is None else farthest
    return Rounded(base, far, far, int(exact_zero), exact_zero)


def stated_rounding(sentence: str, threshold: int | None, exact_zero: bool) -> Rounded | None:
    """The rounding that the policy's sentence on a cover states; None where it states none.

    Args:
        sentence: The sentence.
        threshold: The threshold where small counts are hidden and not rounded, or None.
        exact_zero: Whether a 0 is a true zero.
    """
    text = sentence.casefold()
    if match := _NEAREST.search(text):
        base = int(match[1])
        rule = Rounded(base, base // 2, (base - 1) // 2)
    elif match := _UP_OR_DOWN.search(text):
        rule = up_or_down(int(match[1]), False)
    elif match := _FARTHER.search(text):
        rule = up_or_down(int(match[1]), False, int(match[2]))
    else:
        return None
    return Rounded(rule.base, rule.below, rule.above, threshold or int(exact_zero), exact_zero)
