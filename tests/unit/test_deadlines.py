"""The twentieth working day, under both Acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from foi_return.deadlines import WORKING_DAYS, bank_holidays, due_date
from foi_return.terms.field_map import Regime


@pytest.mark.parametrize(
    ("received", "regime", "due"),
    [
        # 13 July is a bank holiday in Northern Ireland, 3 August in Scotland: both count under FOIA.
        (date(2026, 7, 6), Regime.FOIA, date(2026, 8, 5)),
        (date(2026, 7, 6), Regime.FOISA, date(2026, 8, 4)),
        # Over Christmas and the turn of the year: 2 January 2027 is a Saturday, so Scotland has 4 January off.
        (date(2026, 12, 14), Regime.FOIA, date(2027, 1, 15)),
        (date(2026, 12, 14), Regime.FOISA, date(2027, 1, 15)),
        # Easter Monday is a bank holiday, but not in Scotland.
        (date(2026, 3, 23), Regime.FOIA, date(2026, 4, 22)),
        (date(2026, 3, 23), Regime.FOISA, date(2026, 4, 21)),
        # No holiday at all: four weeks.
        (date(2026, 2, 2), Regime.FOIA, date(2026, 3, 2)),
        (date(2026, 2, 2), Regime.FOISA, date(2026, 3, 2)),
    ],
)
def test_answer_is_due_on_the_twentieth_working_day(received: date, regime: Regime, due: date) -> None:
    assert due_date(received, regime) == due


def test_request_received_on_a_day_off_counts_from_the_next_working_day() -> None:
    friday = due_date(date(2026, 2, 6), Regime.FOIA)
    assert {due_date(day, Regime.FOIA) for day in (date(2026, 2, 7), date(2026, 2, 8))} == {friday}
    assert due_date(date(2026, 12, 25), Regime.FOIA) == due_date(date(2026, 12, 28), Regime.FOIA)


@pytest.mark.parametrize("regime", Regime)
def test_days_between_are_twenty_working_days_in_every_month(regime: Regime) -> None:
    for month in range(1, 13):
        received = date(2027, month, 11)
        due = due_date(received, regime)
        days_off = bank_holidays(regime, 2027) | bank_holidays(regime, 2028)
        days = [received + timedelta(days=number) for number in range(1, (due - received).days + 1)]
        working = [day for day in days if day.weekday() < 5 and day not in days_off]
        assert (len(working), working[-1]) == (WORKING_DAYS, due)


def test_bank_holidays_of_any_nation_count_under_one_act_and_of_scotland_under_the_other() -> None:
    everywhere, scotland = bank_holidays(Regime.FOIA, 2026), bank_holidays(Regime.FOISA, 2026)
    assert scotland < everywhere
    saint_patrick, second_of_january, saint_andrew = date(2026, 3, 17), date(2026, 1, 2), date(2026, 11, 30)
    assert saint_patrick in everywhere - scotland
    assert {second_of_january, saint_andrew, date(2026, 4, 3), date(2026, 12, 25)} <= scotland
