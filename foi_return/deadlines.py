"""When an answer is due: the twentieth working day after the request was received."""

from __future__ import annotations

from datetime import date, timedelta

from foi_return.terms.field_map import Regime
from foi_return.terms.timing import Timing

WORKING_DAYS = 20
"""Source: Freedom of Information Act 2000, s.10(1); Freedom of Information (Scotland) Act 2002, s.10(1)."""

LAST_YEAR_CHECKED = 2027
"""The last year whose bank holidays the tests hold, as they were known on 25 November 2026."""

_NATIONS = {Regime.FOIA: ("ENG", "WLS", "SCT", "NIR"), Regime.FOISA: ("SCT",)}
"""Whose bank holidays are not working days: under FOIA, those of any part of the United Kingdom (s.10(6))."""


def last_day(received: date, timing: Timing, regime: Regime) -> date | None:
    """The last day on which an answer is in time; None while the requester has not clarified the request yet.

    Clarification starts the twenty days anew: they are counted from the day on which it was received.
    """
    if timing.due is not None:
        return timing.due
    start = timing.start(received)
    return None if start is None else due_date(start, regime, timing)


def due_date(received: date, regime: Regime, timing: Timing = Timing()) -> date:  # noqa: B008 (a frozen value)
    """The last day on which an answer is in time.

    Working days are days other than Saturdays, Sundays, Christmas Day, Good Friday and bank holidays.

    Args:
        received: The day of receipt; the first working day after it is the first that counts.
        regime: Decides whose bank holidays count.
        timing: Days that are off, or are not, against the table.
    """
    days_off = bank_holidays(regime, received.year) | bank_holidays(regime, received.year + 1)
    days_off = (days_off | frozenset(timing.days_off)) - frozenset(timing.working_days)
    day, left = received, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in days_off:
            left -= 1
    return day


def bank_holidays(regime: Regime, year: int) -> frozenset[date]:
    """The bank holidays of a year that count under an Act."""
    import holidays

    days: set[date] = set()
    for nation in _NATIONS[regime]:
        days |= set(holidays.country_holidays("GB", subdiv=nation, years=year))
    return frozenset(days)
