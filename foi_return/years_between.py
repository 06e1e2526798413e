"""The years between two days, in classes such as under 10, 10 to 13, up to 1 and over 1."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foi_return.dates import date_key

YEAR = 10_000
"""The difference of two date keys (yyyymmdd) that is one year."""

_FORMS = (
    (re.compile(r"under ([0-9]{1,3})"), lambda years: (0, years[0] * YEAR - 1)),
    (re.compile(r"up to ([0-9]{1,3})"), lambda years: (0, years[0] * YEAR)),
    (re.compile(r"over ([0-9]{1,3})"), lambda years: (years[0] * YEAR + 1, None)),
    (re.compile(r"([0-9]{1,3})(?:\+| and over)"), lambda years: (years[0] * YEAR, None)),
    (re.compile(r"([0-9]{1,3}) to ([0-9]{1,3})"), lambda years: (years[0] * YEAR, (years[1] + 1) * YEAR - 1)),
)


@dataclass(frozen=True, slots=True)
class YearsBetween:
    """A class of the time between two days, as the difference of their date keys.

    Attributes:
        least: The least difference that belongs to it.
        most: The greatest; None for no end.
    """

    least: int
    most: int | None

    def holds(self, first: date, last: date) -> bool:
        """Whether the time from one day to another belongs to it; a day before the first belongs to none."""
        difference = date_key(last) - date_key(first)
        return difference >= self.least and (self.most is None or difference <= self.most)

    def holds_number(self, number: float) -> bool:
        """Whether a number belongs to it: one with decimals as the whole number below it, like completed years."""
        return self.least <= math.floor(number) * YEAR and (self.most is None or math.floor(number) * YEAR <= self.most)

    def meets(self, other: YearsBetween) -> bool:
        """Whether some time belongs to both."""
        return (self.most is None or other.least <= self.most) and (other.most is None or self.least <= other.most)


def parse_years_between(text: str) -> YearsBetween:
    """Reads `under 10`, `10 to 13`, `18+` or `18 and over` in completed years, `up to 1` and `over 1` to the day.

    The anniversary itself belongs to `up to 1`, and the day after it to `over 1`. Somebody is 10 from a tenth birthday
    on; who is born on 29 February has it on 1 March of other years.

    Raises:
        ValueError: The text is none of these, or no time belongs to it.
    """
    cleaned = " ".join(text.lower().split())
    for form, bounds in _FORMS:
        if match := form.fullmatch(cleaned):
            least, most = bounds([int(years) for years in match.groups()])
            if most is None or least <= most:
                return YearsBetween(least, most)
    raise ValueError(f"'{text}' says no range; write under 10, 10 to 13, 18+, up to 1 or over 1")


def share_years(classes: Sequence[YearsBetween]) -> bool:
    """Whether two of the classes have a time in common."""
    return any(one.meets(other) for number, one in enumerate(classes) for other in classes[:number])
