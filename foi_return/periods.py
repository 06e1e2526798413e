"""Financial years, ages and age bands: all arithmetic with dates that a count rests on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

_YEAR_LABEL = re.compile(r"([0-9]{4})\s*[/\-\N{EN DASH}]\s*([0-9]{4}|[0-9]{2})")
_BAND_LABEL = re.compile(r"([0-9]{1,3})\s*(?:-|to|\N{EN DASH})\s*([0-9]{1,3})", re.IGNORECASE)
_UNDER_LABEL = re.compile(r"(?:under|<)\s*([0-9]{1,3})", re.IGNORECASE)
_OVER_LABEL = re.compile(r"([0-9]{1,3})\s*(?:\+|and over|or over)", re.IGNORECASE)

ADULT_AGE = 18
"""A child is anybody under this age, in years (the request's own definition; Children Act 1989, s.105)."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days that figures are given for; both ends inclusive.

    Attributes:
        first_day: The first day that counts.
        last_day: The last day that counts.
        label: How the request writes it, such as `2019/20`.
    """

    first_day: date
    last_day: date
    label: str

    def __post_init__(self) -> None:
        if self.first_day > self.last_day:
            raise ValueError(f"period {self.label} ends before it starts")


def financial_year(start_year: int) -> Period:
    """The financial year that begins on 1 April of `start_year` and ends on 31 March of the next.

    Source: the request's question 1 ("each financial year").
    """
    label = f"{start_year}/{(start_year + 1) % 100:02d}"
    return Period(date(start_year, 4, 1), date(start_year + 1, 3, 31), label)


def parse_financial_year(text: str) -> Period:
    """Reads `2019/20`, `2019-20` or `2019/2020`; a dash may be an en dash.

    Raises:
        ValueError: The text is none of these, or its second year does not follow the first.
    """
    match = _YEAR_LABEL.fullmatch(text.strip())
    if match:
        start, end = int(match[1]), match[2]
        if 1900 <= start <= 2199 and str(start + 1).endswith(end):
            return financial_year(start)
    raise ValueError(f"'{text}' is not a financial year; write it as 2019/20")


def financial_years(first: str, last: str) -> tuple[Period, ...]:
    """Every financial year from `first` to `last`, both included, in order.

    Raises:
        ValueError: Either is not a financial year, or `last` is before `first`.
    """
    start, end = parse_financial_year(first), parse_financial_year(last)
    if end < start:
        raise ValueError(f"the last year, {last}, is before the first, {first}")
    return tuple(financial_year(year) for year in range(start.first_day.year, end.first_day.year + 1))


def whole_age(birth_date: date, on: date) -> int:
    """Age in completed years on a day; -1 before birth.

    Somebody born on 29 February reaches an age on 1 March of years that have no such day.

    Source: Age of Legal Capacity (Scotland) Act 1991, s.6; dateutil alone would say 28 February.
    """
    if birth_date > on:
        return -1
    years = relativedelta(on, birth_date).years
    leap_birthday = birth_date.month == 2 and birth_date.day == 29
    if leap_birthday and (on.month, on.day) == (2, 28) and years == on.year - birth_date.year:
        years -= 1
    return years


def august_day(period: Period) -> date:
    """31 August in a period; where it holds none, as a quarter or a month may not, the last one before it."""
    latest = date(period.last_day.year, 8, 31)
    return latest if latest <= period.last_day else latest.replace(year=latest.year - 1)


@dataclass(frozen=True, slots=True, order=True)
class AgeBand:
    """Ages in completed years from `low` to `high`, both included; no `high` means and over."""

    low: int
    high: int | None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"the age band {self.low} to {self.high} holds no age")

    @property
    def label(self) -> str:
        """How the band is printed; with words, because a dash in a range is misread."""
        if self.high is None:
            return f"{self.low} and over"
        if self.low == 0:
            return f"Under {self.high + 1}"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"

    def holds(self, age: int) -> bool:
        """Whether somebody of this age, in completed years, belongs to the band."""
        return self.low <= age and (self.high is None or age <= self.high)


def parse_age_band(text: str) -> AgeBand:
    """Reads `under 10`, `10-12`, `10 to 12`, `15`, `16+` or `16 and over`.

    Raises:
        ValueError: The text is none of these.
    """
    cleaned = " ".join(text.split())
    if (match := _UNDER_LABEL.fullmatch(cleaned)) and int(match[1]):
        return AgeBand(0, int(match[1]) - 1)
    if match := _OVER_LABEL.fullmatch(cleaned):
        return AgeBand(int(match[1]), None)
    if match := _BAND_LABEL.fullmatch(cleaned):
        return AgeBand(int(match[1]), int(match[2]))
    if cleaned.isascii() and cleaned.isdigit() and len(cleaned) <= 3:
        return AgeBand(int(cleaned), int(cleaned))
    raise ValueError(f"'{text}' is not an age band; write under 10, 10 to 12 or 16+")


def parse_age_bands(texts: Sequence[str]) -> tuple[AgeBand, ...]:
    """Reads a list of age bands.

    Returns:
        The bands from youngest to oldest.

    Raises:
        ValueError: A band cannot be read, two of them share an age, or there are none.
    """
    bands = tuple(sorted((parse_age_band(text) for text in texts), key=lambda band: band.low))
    if not bands:
        raise ValueError("no age bands were named")
    for younger, older in itertools.pairwise(bands):
        if younger.high is None or younger.high >= older.low:
            raise ValueError(f"the age bands {younger.label} and {older.label} share an age")
    return bands


def finest_age_bands(*band_lists: Sequence[AgeBand]) -> tuple[AgeBand, ...]:
    """The age bands at the union of all edges in play, from birth on without a gap; the last has no upper end.

    Every band of every list is a union of these.
    """
    edges = {0}
    for band in itertools.chain(*band_lists):
        edges.add(band.low)
        if band.high is not None:
            edges.add(band.high + 1)
    ordered = sorted(edges)
    return tuple(
        AgeBand(low, None if following is None else following - 1)
        for low, following in itertools.zip_longest(ordered, ordered[1:])
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; None means no bound on that side."""

    start: date | None = None
    end: date | None = None

    def overlap(self, period: Period) -> tuple[date, date] | None:
        """The first and last day of the period that lie in the span, or None where none does."""
        first = max(self.start or date.min, period.first_day)
        last = min(self.end or date.max, period.last_day)
        return (first, last) if first <= last else None

    def intersection(self, other: Span) -> Span | None:
        """The days in both, or None where there are none."""
        starts = [day for day in (self.start, other.start) if day]
        ends = [day for day in (self.end, other.end) if day]
        start, end = max(starts, default=None), min(ends, default=None)
        return None if start and end and start > end else Span(start, end)


def covered_days(spans: Sequence[Span], period: Period) -> tuple[tuple[date, date], ...]:
    """The days of a period that the spans cover together, as separate runs in order of time.

    Runs that touch (one ends on 4 December, the next starts on 5 December) are joined.
    """
    pieces = sorted(piece for span in spans if (piece := span.overlap(period)))
    runs: list[tuple[date, date]] = []
    for first, last in pieces:
        if runs and first <= runs[-1][1] + timedelta(days=1):
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return tuple(runs)


def date_in_words(day: date) -> str:
    """A date as a reader expects it, such as 1 April 2021."""
    return f"{day.day} {day:%B %Y}"
