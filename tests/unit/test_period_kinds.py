"""Financial and calendar years, quarters of either, and months: how they are read, printed and told apart."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_return.batch.new_manifest import _years
from foi_return.period_kinds import (
    MOST_PERIODS,
    PeriodKind,
    follow_each_other,
    kind_of,
    kind_of_all,
    moved_on,
    parse_period,
    parse_periods,
    span_label,
    written,
)
from foi_return.periods import Period, august_day, financial_year
from foi_return.terms.counting import AgeTaken, CountingRules, PlacedBy


@pytest.mark.parametrize(
    ("text", "first", "last", "label", "kind"),
    [
        ("2023/24", date(2023, 4, 1), date(2024, 3, 31), "2023/24", PeriodKind.FINANCIAL_YEAR),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023", PeriodKind.CALENDAR_YEAR),
        (" 2023 ", date(2023, 1, 1), date(2023, 12, 31), "2023", PeriodKind.CALENDAR_YEAR),
        ("2023 Q1", date(2023, 1, 1), date(2023, 3, 31), "January to March 2023", PeriodKind.QUARTER),
        ("2023q4", date(2023, 10, 1), date(2023, 12, 31), "October to December 2023", PeriodKind.QUARTER),
        ("Q2 2023", date(2023, 4, 1), date(2023, 6, 30), "April to June 2023", PeriodKind.QUARTER),
        ("2023/24 Q1", date(2023, 4, 1), date(2023, 6, 30), "April to June 2023", PeriodKind.QUARTER),
        ("2023/24 Q4", date(2024, 1, 1), date(2024, 3, 31), "January to March 2024", PeriodKind.QUARTER),
        ("July to September 2023", date(2023, 7, 1), date(2023, 9, 30), "July to September 2023", PeriodKind.QUARTER),
        ("2023-04", date(2023, 4, 1), date(2023, 4, 30), "April 2023", PeriodKind.MONTH),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024", PeriodKind.MONTH),
        ("december 2011", date(2011, 12, 1), date(2011, 12, 31), "December 2011", PeriodKind.MONTH),
    ],
)
def test_period_is_read_in_each_spelling(text: str, first: date, last: date, label: str, kind: PeriodKind) -> None:
    assert parse_period(text) == Period(first, last, label)
    assert kind_of(parse_period(text)) is kind


def test_what_may_be_a_financial_year_is_one() -> None:
    assert parse_period("2011-12") == financial_year(2011)
    assert parse_period("2011-11").label == "November 2011"


@pytest.mark.parametrize(
    "text",
    ["", "23", "2023 Q5", "2023 Q0", "Q1", "2023-13", "2023-00", "1800", "2300", "April", "April 23", "Q1 2023 Q1",
     "February to April 2023", "April to May 2023", "April to June", "2023 Q1 2023", "2023/25 Q1", "Aprl 2023"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (period|financial year)"):
        parse_period(text)


def labels(*texts: str) -> list[str]:
    return [period.label for period in parse_periods(texts)]


def test_spans_stand_for_all_between() -> None:
    assert labels("2021 to 2023") == ["2021", "2022", "2023"]
    assert labels("2023-11 to 2024-02") == ["November 2023", "December 2023", "January 2024", "February 2024"]
    assert labels("2023 Q1 to 2023 Q4") == [
        "January to March 2023", "April to June 2023", "July to September 2023", "October to December 2023",
    ]  # fmt: skip
    assert labels("2023/24 Q4 to 2024/25 Q1") == ["January to March 2024", "April to June 2024"]
    assert labels("January to March 2023 to April to June 2023") == labels("2023 Q1", "2023/24 Q1")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2023", "2023/24"], "the calendar year 2023 and the financial year 2023/24|the financial year 2023/24 and"),
        (["2023 Q1", "2023-04"], "more than one kind"),
        (["2023 to 2023 Q4"], "more than one kind"),
        (["2023-05 to 2023-04"], "the last month, April 2023, is before the first, May 2023"),
        (["2023 Q2 to 2023 Q1"], "the last quarter, January to March 2023, is before"),
        (["2019-01 to 2023-03"], f"51 months were named, more than {MOST_PERIODS}"),
        (["2198 to 2200"], "'2200' is not a period|' 2200' is not a period|is not a period"),
    ],
)
def test_periods_that_cannot_be_meant_are_refused(texts: list[str], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        parse_periods(texts)


def test_only_whole_months_of_the_right_length_have_a_kind() -> None:
    assert kind_of(Period(date(2023, 1, 2), date(2023, 12, 31), "x")) is PeriodKind.OTHER
    assert kind_of(Period(date(2023, 2, 1), date(2023, 4, 30), "x")) is PeriodKind.OTHER
    assert kind_of(Period(date(2023, 7, 1), date(2024, 6, 30), "x")) is PeriodKind.OTHER
    assert kind_of(Period(date(2023, 1, 1), date(2023, 6, 30), "x")) is PeriodKind.OTHER
    assert kind_of_all([]) is PeriodKind.OTHER
    assert kind_of_all(parse_periods(["2023 Q1 to 2023 Q4"])) is PeriodKind.QUARTER
    assert kind_of_all([parse_period("2023"), parse_period("2023/24")]) is PeriodKind.OTHER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019/20 to 2025/26", "2019/20 to 2025/26"),
        ("2023", "2023"),
        ("2021 to 2023", "2021 to 2023"),
        ("2023 Q1 to 2023 Q4", "January to December 2023"),
        ("2023/24 Q3 to 2023/24 Q4", "October 2023 to March 2024"),
        ("2023-04 to 2023-04", "April 2023"),
        ("2022-12 to 2023-01", "December 2022 to January 2023"),
    ],
)
def test_span_is_printed_as_one_span(text: str, expected: str) -> None:
    periods = parse_periods([text])
    assert span_label(periods[0], periods[-1]) == expected


KINDS = st.sampled_from(["{year}/{next:02d}", "{year}", "{year} Q{quarter}", "{year}-{month:02d}"])


@given(kind=KINDS, year=st.integers(1950, 2150), month=st.integers(1, 12), more=st.integers(0, 14))
def test_what_is_written_is_read_again(kind: str, year: int, month: int, more: int) -> None:
    text = kind.format(year=year, next=(year + 1) % 100, quarter=(month + 2) // 3, month=month)
    first = parse_period(text)
    last = first
    for _ in range(more):
        last = next(it for it in (_next(last),) if it)
    periods = parse_periods([written(first, last)])
    assert len(periods) == more + 1
    assert (periods[0], periods[-1]) == (first, last)
    assert follow_each_other(periods)
    assert all(parse_period(period.label) == period for period in periods)
    assert parse_period(written(first)) == first


def _next(period: Period) -> Period:
    """The period of the same kind that begins on the day after, found without the code under test."""
    day = period.last_day + timedelta(days=1)
    written_as = {
        PeriodKind.FINANCIAL_YEAR: f"{day.year}/{(day.year + 1) % 100:02d}",
        PeriodKind.CALENDAR_YEAR: f"{day.year}",
        PeriodKind.QUARTER: f"{day.year} Q{(day.month + 2) // 3}",
        PeriodKind.MONTH: f"{day:%B} {day.year}",
    }
    return parse_period(written_as[kind_of(period)])


def test_periods_with_gaps_do_not_follow_each_other() -> None:
    assert not follow_each_other(parse_periods(["2023-01", "2023-03"]))


@pytest.mark.parametrize(
    ("text", "expected"), [("2019/20", "2020/21"), ("2023", "2024"), ("2023 Q4", "2024 Q4"), ("2023-02", "2024-02")]
)
def test_periods_move_on_by_years(text: str, expected: str) -> None:
    assert moved_on(parse_period(text), 1) == parse_period(expected)
    assert moved_on(parse_period(expected), -1) == parse_period(text)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2023 Q1 to 2023 Q4", ["2024 Q1 to 2024 Q4"]),
        ("2023", ["2024"]),
        ("2023-12 to 2024-02", ["2024-12 to 2025-02"]),
    ],
)
def test_new_manifest_asks_for_the_same_periods_a_year_on(asked: str, expected: list[str]) -> None:
    assert _years({"periods": [{"period": period.label} for period in parse_periods([asked])]}, 1) == expected
    assert _years({"periods": [{"period": "2013/14 list"}]}, 1) == []


def test_period_of_no_kind_does_not_move_on() -> None:
    with pytest.raises(ValueError, match="nothing follows"):
        moved_on(Period(date(2023, 1, 2), date(2023, 1, 9), "a week"), 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019/20", date(2019, 8, 31)),
        ("2019", date(2019, 8, 31)),
        ("2019-08", date(2019, 8, 31)),
        ("2019-07", date(2018, 8, 31)),
        ("2019 Q1", date(2018, 8, 31)),
        ("2019 Q3", date(2019, 8, 31)),
        ("2019 Q4", date(2019, 8, 31)),
    ],
)
def test_august_is_the_last_one_before_the_period_ends(text: str, expected: date) -> None:
    assert august_day(parse_period(text)) == expected


# --- The words of the counting rules ----------------------------------------------------------------


def test_rules_for_months_and_quarters_name_no_year_nor_its_days() -> None:
    for kind, placed_by, age_taken in itertools.product(
        (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.OTHER), PlacedBy, AgeTaken
    ):
        rules = CountingRules(placed_by=placed_by, age_taken=age_taken)
        said = " ".join((*rules.sentences(kind), *rules.short(kind), rules.age_sentence(kind)))
        assert kind.value in said
        assert "{" not in said
        words = said.replace("completed years", "").replace("31 August", "")
        assert not any(word in words for word in ("year", "April", "March", "January", "December"))


def test_rules_for_years_name_their_own_days() -> None:
    rules = CountingRules(placed_by=PlacedBy.OPEN_AT_YEAR_END, age_taken=AgeTaken.YEAR_START)
    assert rules.sentences()[0].endswith("on its last day, 31 March.")
    assert rules.age_sentence() == "Age is in completed years on 1 April, the first day of the financial year."
    calendar = PeriodKind.CALENDAR_YEAR
    assert rules.sentences(calendar)[0].endswith("on its last day, 31 December.")
    assert rules.age_sentence(calendar) == "Age is in completed years on 1 January, the first day of the calendar year."
    assert "(on 1 January if it was open before)" in rules.sentences(calendar)[2]
    assert "once in each month" in CountingRules().sentences(PeriodKind.MONTH)[0]
