"""When an answer is due: the twentieth working day after the request was received."""

from __future__ import annotations

from datetime import date, timedelta

from foi_return.terms.field_map import Regime

WORKING_DAYS = 20
"""Source: Freedom of Information Act 2000, s.10(1); Freedom of Information (Scotland) Act 2002, s.10(1)."""

_NATIONS = {Regime.FOIA: ("ENG", "WLS", "SCT", "NIR"), Regime.FOISA: ("SCT",)}
"""Whose bank holidays are not working days: under FOIA, those of any part of the United Kingdom (s.10(6))."""


def due_date(received: date, regime: Regime) -> date:
    """The last day on which an answer is in time.

    Working days are days other than Saturdays, Sundays, Christmas Day, Good Friday and bank holidays.

    Args:
        received: The day of receipt; the first working day after it is the first that counts.
        regime: Decides whose bank holidays count.
    """
    days_off = bank_holidays(regime, received.year) | bank_holidays(regime, received.year + 1)
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
