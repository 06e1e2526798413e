"""The kinds of period by which a request may ask: financial and calendar years, quarters of either, and months."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from foi_return.periods import Period, financial_year, parse_financial_year

MOST_PERIODS = 50
"""More periods than this in one return are a slip of the pen: each is a column of every table."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NAMES = "|".join(_MONTHS)
_FINANCIAL = re.compile(r"[0-9]{4}\s*[/\-\N{EN DASH}]\s*(?:[0-9]{4}|[0-9]{2})")
_CALENDAR = re.compile(r"[0-9]{4}")
_QUARTER = re.compile(r"(.*[0-9])\s*Q([1-4])|Q([1-4])\s+([0-9].*)", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_MONTH_LABEL = re.compile(rf"({_NAMES})\s+([0-9]{{4}})", re.IGNORECASE)
_QUARTER_LABEL = re.compile(rf"({_NAMES})\s+to\s+({_NAMES})\s+([0-9]{{4}})", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+", re.IGNORECASE)


class PeriodKind(StrEnum):
    """What sort of period it is; the value is its name in a sentence."""

    FINANCIAL_YEAR = "financial year"
    CALENDAR_YEAR = "calendar year"
    QUARTER = "quarter"
    MONTH = "month"
    OTHER = "period"

    @property
    def short(self) -> str:
        """Its name where the sort is understood: year, quarter, month or period."""
        return self.value.rpartition(" ")[2]


_LENGTHS = {12: PeriodKind.CALENDAR_YEAR, 3: PeriodKind.QUARTER, 1: PeriodKind.MONTH}


def kind_of(period: Period) -> PeriodKind:
    """The kind of a period, by its days; a quarter begins in January, April, July or October."""
    first, after = period.first_day, period.last_day + timedelta(days=1)
    if (first.day, after.day) != (1, 1):
        return PeriodKind.OTHER
    months = (after.year - first.year) * 12 + after.month - first.month
    if months == 12 and first.month == 4:
        return PeriodKind.FINANCIAL_YEAR
    return _LENGTHS.get(months, PeriodKind.OTHER) if (first.month - 1) % months == 0 else PeriodKind.OTHER


def kind_of_all(periods: Sequence[Period]) -> PeriodKind:
    """The kind of all the periods; OTHER where they have none in common, or there are none."""
    kinds = {kind_of(period) for period in periods}
    return kinds.pop() if len(kinds) == 1 else PeriodKind.OTHER


def parse_period(text: str) -> Period:
    """Reads one period: `2019/20`, `2023`, `2023 Q1`, `2023/24 Q1`, `2023-04`, `April 2023`, `January to March 2023`.

    Quarters count from the start of the year before them: `2023 Q1` begins in January, `2023/24 Q1` in April. What
    may be a financial year is one: `2011-12` is 2011/12, and the month is `December 2011`.

    Raises:
        ValueError: The text is none of these.
    """
    words = " ".join(text.split())
    period = _month(words) or _quarter(words) or _year(words)
    if period is not None:
        return period
    if _FINANCIAL.fullmatch(words):
        raise ValueError(f"'{text}' is not a financial year; write it as 2019/20")
    raise ValueError(
        f"'{text}' is not a period; write a financial year as 2019/20, a calendar year as 2023, a quarter as 2023 Q1 "
        "or 2023/24 Q1, a month as 2023-04"
    )


def parse_periods(texts: Sequence[str]) -> tuple[Period, ...]:
    """Reads the periods that are asked for; an item such as `2019/20 to 2025/26` stands for all between.

    Returns:
        The periods in order of time, each once.

    Raises:
        ValueError: An item is no period or span of periods, they are of more than one kind, there are none, or more
            than `MOST_PERIODS`.
    """
    periods = {period for text in texts for period in _span(text)}
    if not periods:
        raise ValueError("no periods were named")
    in_order = tuple(sorted(periods))
    _check_one_kind(in_order)
    if len(periods) > MOST_PERIODS:
        raise ValueError(f"{len(periods)} {kind_of_all(in_order)}s were named, more than {MOST_PERIODS}")
    return in_order


def moved_on(period: Period, years: int) -> Period:
    """The same period some years later, or earlier where the number is negative.

    Raises:
        ValueError: The period is of no kind that has a following one.
    """
    return _after(period, 12 * years)


def follow_each_other(periods: Sequence[Period]) -> bool:
    """Whether each period begins on the day after the one before it ends."""
    return all(
        later.first_day == earlier.last_day + timedelta(days=1) for earlier, later in itertools.pairwise(periods)
    )


def span_label(first: Period, last: Period) -> str:
    """How a span of periods is printed: `2019/20 to 2025/26`, `January to December 2023`."""
    if first == last:
        return first.label
    if {kind_of(first), kind_of(last)} <= {PeriodKind.QUARTER, PeriodKind.MONTH}:
        return _months_in_words(first.first_day, last.last_day)
    return f"{first.label} to {last.label}"


def written(first: Period, last: Period | None = None) -> str:
    """How a period, or a span of them, is written in a request, in the shortest form that `parse_periods` reads."""
    day, kind = first.first_day, kind_of(first)
    if kind is PeriodKind.QUARTER:
        text = f"{day.year} Q{day.month // 3 + 1}"
    elif kind is PeriodKind.MONTH:
        text = f"{day.year}-{day.month:02d}"
        text = first.label if _is_financial_too(text) else text
    else:
        text = first.label
    return text if last is None or last == first else f"{text} to {written(last)}"


def _is_financial_too(text: str) -> bool:
    try:
        parse_financial_year(text)
    except ValueError:
        return False
    return True


def _span(text: str) -> Iterator[Period]:
    try:
        yield parse_period(text)
        return
    except ValueError as problem:
        fault = problem
    for gap in _TO.finditer(text):
        try:
            first, last = parse_period(text[: gap.start()]), parse_period(text[gap.end() :])
        except ValueError as problem:
            fault = problem
            continue
        yield from _between(first, last)
        return
    raise fault


def _between(first: Period, last: Period) -> Iterator[Period]:
    """Every period of one kind from the first to the last."""
    _check_one_kind((first, last))
    short = kind_of(first).short
    if last < first:
        raise ValueError(f"the last {short}, {last.label}, is before the first, {first.label}")
    while first <= last:
        yield first
        first = _after(first, _length(first))


def _check_one_kind(periods: Sequence[Period]) -> None:
    examples = {kind_of(period): period for period in reversed(periods)}
    if len(examples) > 1:
        named = " and ".join(f"the {kind} {period.label}" for kind, period in examples.items())
        raise ValueError(f"the periods are of more than one kind ({named}); ask for periods of one kind")


def _year(words: str) -> Period | None:
    try:
        return parse_financial_year(words)
    except ValueError:
        whole = _CALENDAR.fullmatch(words)
        return _made(int(words), 1, 12) if whole else None


def _quarter(words: str) -> Period | None:
    if match := _QUARTER.fullmatch(words):
        year = _year(match[1] or match[4])
        number = int(match[2] or match[3])
        return year and _made(year.first_day.year, year.first_day.month + 3 * (number - 1), 3)
    match = _QUARTER_LABEL.fullmatch(words)
    first, last = (_number(match[1]), _number(match[2])) if match else (0, 0)
    return _made(int(match[3]), first, 3) if match and first % 3 == 1 and last == first + 2 else None


def _month(words: str) -> Period | None:
    if match := _MONTH_LABEL.fullmatch(words):
        return _made(int(match[2]), _number(match[1]), 1)
    match = _MONTH.fullmatch(words)
    return _made(int(match[1]), int(match[2]), 1) if match and not _is_financial_too(words) else None


def _number(name: str) -> int:
    return _MONTHS.index(name.capitalize()) + 1


def _length(period: Period) -> int:
    """The months of a period of one of the kinds."""
    return {PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}.get(kind_of(period), 12)


def _after(period: Period, months: int) -> Period:
    if kind_of(period) is PeriodKind.OTHER:
        raise ValueError(f"nothing follows the period {period.label}")
    made = _made(period.first_day.year, period.first_day.month + months, _length(period))
    if made is None:
        raise ValueError(f"the period is too far from {period.label}")
    return made


def _made(year: int, month: int, months: int) -> Period | None:
    """The period of so many months from a month on, which may lie beyond the year's end; None in no year of ours."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1900 <= year <= 2199:
        return None
    if months == 12:
        return financial_year(year) if month == 4 else Period(date(year, 1, 1), date(year, 12, 31), str(year))
    beyond = year + (month + months - 1) // 12, (month + months - 1) % 12 + 1
    first, last = date(year, month, 1), date(*beyond, 1) - timedelta(days=1)
    return Period(first, last, _months_in_words(first, last))


def _months_in_words(first: date, last: date) -> str:
    """`April 2023`, `April to June 2023` or `October 2022 to March 2023`."""
    until = f"{_MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return until
    since = _MONTHS[first.month - 1] + ("" if first.year == last.year else f" {first.year}")
    return f"{since} to {until}"
