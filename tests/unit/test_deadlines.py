"""The twentieth working day, under both Acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from foi_return.deadlines import LAST_YEAR_CHECKED, WORKING_DAYS, bank_holidays, due_date, last_day
from foi_return.terms.field_map import Regime
from foi_return.terms.timing import Timing, timing_words


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


ON_WEEKDAYS = {
    # Good Friday, Easter Monday (not Scotland), early May, late May (not Scotland in 2022), August twice.
    (Regime.FOISA, 2025): "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
    (Regime.FOIA, 2025): "01-01 01-02 03-17 04-18 04-21 05-05 05-26 07-14 08-04 08-25 12-01 12-25 12-26",
    # 15 June 2026 was proclaimed for Scotland alone, and counts under both Acts.
    (Regime.FOISA, 2026): "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
    (Regime.FOIA, 2026): "01-01 01-02 03-17 04-03 04-06 05-04 05-25 06-15 07-13 08-03 08-31 11-30 12-25 12-28",
    (Regime.FOISA, 2027): "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
    (Regime.FOIA, 2027): "01-01 01-04 03-17 03-26 03-29 05-03 05-31 07-12 08-02 08-30 11-30 12-27 12-28",
}


@pytest.mark.parametrize(("regime", "year"), ON_WEEKDAYS)
def test_table_of_bank_holidays_is_the_one_that_was_looked_up(regime: Regime, year: int) -> None:
    weekdays = sorted(day for day in bank_holidays(regime, year) if day.weekday() < 5)
    assert " ".join(f"{day:%m-%d}" for day in weekdays) == ON_WEEKDAYS[regime, year]
    assert max(year for _, year in ON_WEEKDAYS) == LAST_YEAR_CHECKED


RECEIVED = date(2026, 7, 6)


def test_clarification_starts_the_twenty_days_anew() -> None:
    timing = Timing(asked=date(2026, 7, 10), clarified=date(2026, 7, 20))
    for regime in Regime:
        assert last_day(RECEIVED, timing, regime) == due_date(date(2026, 7, 20), regime) == date(2026, 8, 18)


def test_clock_stands_still_while_the_requester_is_asked() -> None:
    assert last_day(RECEIVED, Timing(asked=date(2026, 7, 10)), Regime.FOIA) is None


def test_added_and_moved_bank_holidays_are_taken_from_the_officer() -> None:
    added = Timing(days_off=(date(2026, 7, 7), date(2026, 7, 11)))
    assert due_date(RECEIVED, Regime.FOIA, added) == date(2026, 8, 6), "a Saturday is off anyhow"
    moved = Timing(working_days=(date(2026, 8, 3),))
    assert due_date(RECEIVED, Regime.FOIA, moved) == date(2026, 8, 4)
    assert due_date(RECEIVED, Regime.FOIA, Timing(working_days=(date(2026, 7, 11),))) == date(2026, 8, 5)


def test_another_last_day_replaces_the_one_worked_out_even_while_the_clock_stands() -> None:
    timing = Timing(asked=date(2026, 7, 10), due=date(2026, 9, 1), due_reason="Agreed.")
    assert last_day(RECEIVED, timing, Regime.FOIA) == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("timing", "received", "where"),
    [
        (Timing(asked=date(2026, 7, 10)), None, "received"),
        (Timing(clarified=date(2026, 7, 10)), RECEIVED, "clarification_asked"),
        (Timing(asked=date(2026, 7, 5)), RECEIVED, "clarification_asked"),
        (Timing(date(2026, 7, 10), date(2026, 7, 9)), RECEIVED, "clarification_received"),
        (Timing(due=date(2026, 7, 1), due_reason="x"), RECEIVED, "due"),
        (Timing(due=date(2026, 9, 1)), RECEIVED, "due_reason"),
        (Timing(days_off=(RECEIVED,), working_days=(RECEIVED,)), RECEIVED, "bank_holidays"),
    ],
)
def test_days_that_cannot_be_are_told(timing: Timing, received: date | None, where: str) -> None:
    assert [place for place, _, _ in timing.problems(received)] == [where]


def test_days_of_receipt_itself_can_be_those_of_clarification() -> None:
    assert list(Timing(RECEIVED, RECEIVED).problems(RECEIVED)) == []


def test_options_of_build_say_the_same() -> None:
    timing = Timing(date(2026, 7, 10), None, (date(2026, 7, 7),), (date(2026, 8, 3),), date(2026, 9, 1), "Agreed.")
    assert " ".join(timing_words(timing)) == (
        "--clarification-asked 2026-07-10 --bank-holiday 2026-07-07 --not-bank-holiday 2026-08-03 --due 2026-09-01 "
        "--due-reason Agreed."
    )
    assert timing_words(Timing()) == []
