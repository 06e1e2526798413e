"""What it would cost to answer a request, by the rules of an Act, and whether that is above its limit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foi_return.terms.field_map import Regime


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of work on a request.

    Attributes:
        key: Its name on the command line: `locate`.
        words: What it is.
        counts: Whether its cost counts towards the limit.
        source: Where the law says so.
    """

    key: str
    words: str
    counts: bool
    source: str


@dataclass(frozen=True, slots=True)
class CostRules:
    """The cost limit of an Act for a council.

    Attributes:
        regime: The Act.
        limit: In pounds; a cost of exactly this is not above it.
        limit_source: Where the law sets it.
        rate: Pounds for an hour; the most, where a council may reckon with less.
        rate_is: What the rate is, in words.
        rate_source: Where the law sets it.
        rate_may_be_less: Whether a council reckons with what its staff cost, up to the rate.
        called: What the law calls the limit.
        provision: What a refusal is under.
        reading: The activity that the reading of files is.
        activities: Every kind of work, with whether it counts.
        together: When several requests are added up.
        free_up_to: Pounds up to which no fee may be asked; None where no fee of this kind is provided for.
        fee_share: Percent of what is above that, which may be asked.
        fee_source: Where the law says so.
    """

    regime: Regime
    limit: int
    limit_source: str
    rate: int
    rate_is: str
    rate_source: str
    rate_may_be_less: bool
    called: str
    provision: str
    reading: str
    activities: tuple[Activity, ...]
    together: str
    free_up_to: int | None = None
    fee_share: int = 0
    fee_source: str = ""

    @property
    def hours(self) -> Fraction:
        """The hours that the limit pays for at the rate."""
        return Fraction(self.limit, self.rate)


@dataclass(frozen=True, slots=True)
class Reading:
    """Files that somebody would have to read.

    Attributes:
        files: How many.
        minutes: Minutes for each.
    """

    files: int
    minutes: Fraction


@dataclass(frozen=True, slots=True)
class Estimate:
    """What answering would cost.

    Attributes:
        rules: The rules reckoned by.
        rate: Pounds for an hour.
        hours: Hours of each activity that takes any, by its key; files that are read included.
        reading: The files that would have to be read, or None.
        other: Costs besides time that count, in pounds.
    """

    rules: CostRules
    rate: Fraction
    hours: Mapping[str, Fraction]
    reading: Reading | None
    other: Fraction

    @property
    def counted(self) -> Fraction:
        """The hours that count towards the limit."""
        return self._hours(counts=True)

    @property
    def not_counted(self) -> Fraction:
        """The hours that do not count, however many they are."""
        return self._hours(counts=False)

    @property
    def cost(self) -> Fraction:
        """Pounds that count towards the limit."""
        return self.counted * self.rate + self.other

    @property
    def is_over(self) -> bool:
        """Whether the cost is above the limit; a cost of exactly the limit is not."""
        return self.cost > self.rules.limit

    @property
    def fee(self) -> Fraction | None:
        """Pounds that may be asked for answering; None where that is not provided for, or the limit is passed."""
        if self.rules.free_up_to is None or self.is_over:
            return None
        return max(Fraction(0), (self.cost - self.rules.free_up_to) * self.rules.fee_share / 100)

    @property
    def files_within(self) -> int | None:
        """How many files could be read within the limit beside the other work; None where none are to be read."""
        if self.reading is None:
            return None
        each = self.reading.minutes * self.rate / 60
        left = self.rules.limit - (self.cost - each * self.reading.files)
        return max(0, int(left / each))

    def _hours(self, *, counts: bool) -> Fraction:
        chosen = [activity.key for activity in self.rules.activities if activity.counts is counts]
        return sum((self.hours.get(key, Fraction(0)) for key in chosen), Fraction(0))


def estimate_cost(
    rules: CostRules,
    hours: Mapping[str, Fraction],
    reading: Reading | None = None,
    other: Fraction = Fraction(0),
    rate: Fraction | None = None,
) -> Estimate:
    """An estimate, with the reading of files among the hours.

    Args:
        rules: The rules of the Act.
        hours: Hours by activity.
        reading: Files that would have to be read.
        other: Costs besides time that count, in pounds.
        rate: Pounds for an hour; None for the rate of the rules.
    """
    spent = dict(hours)
    if reading:
        spent[rules.reading] = spent.get(rules.reading, Fraction(0)) + reading.files * reading.minutes / 60
    return Estimate(rules, rules.rate * Fraction(1) if rate is None else rate, spent, reading, other)
