"""Financial years, ages and bands, in the spellings that people use."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_return.dates import date_key
from foi_return.period_kinds import MOST_PERIODS, parse_periods
from foi_return.periods import (
    AgeBand,
    Period,
    Span,
    covered_days,
    date_in_words,
    financial_year,
    financial_years,
    parse_age_band,
    parse_age_bands,
    parse_financial_year,
    whole_age,
)


@pytest.mark.parametrize(
    "text",
    ["2019/20", "2019-20", "2019/2020", " 2019 / 20 ", "2019\N{EN DASH}20", "2019-2020", "2019 \N{EN DASH} 2020"],
)
def test_financial_year_is_read_in_each_spelling(text: str) -> None:
    assert parse_financial_year(text) == Period(date(2019, 4, 1), date(2020, 3, 31), "2019/20")


def test_year_that_ends_a_century_keeps_its_noughts() -> None:
    assert financial_year(1999).label == "1999/00"
    assert parse_financial_year("1999/00") == parse_financial_year("1999/2000") == financial_year(1999)


@pytest.mark.parametrize(
    "text",
    ["", "2019", "2019/21", "2019/2", "19/20", "2019/020", "2019/20x", "2019 to 2020", "1899/00", "2200/01", "x",
     "\N{FULLWIDTH DIGIT TWO}019/20", "2020/19", "2019/20/21"],
)  # fmt: skip
def test_what_is_no_financial_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a financial year"):
        parse_financial_year(text)


def labels(*texts: str) -> list[str]:
    return [period.label for period in parse_periods(texts)]


@pytest.mark.parametrize("text", ["2019/20 to 2021/22", "2019/20  TO  2021-22", " 2019/2020 to 2021/22 "])
def test_span_of_years_stands_for_all_between(text: str) -> None:
    assert labels(text) == ["2019/20", "2020/21", "2021/22"]


def test_overlapping_spans_name_each_year_once_in_order() -> None:
    assert labels("2021/22", "2019/20 to 2020/21", "2020/21 to 2021/22", "2015/16") == [
        "2015/16",
        "2019/20",
        "2020/21",
        "2021/22",
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "no periods were named"),
        (["2019/20 to "], "is not a period"),
        ([" to 2019/20"], "is not a period"),
        (["2019/20 to 2020/21 to 2021/22"], "is not a period"),
        (["2021/22 to 2019/20"], "the last year, 2019/20, is before the first, 2021/22"),
        (["1900/01 to 2026/27"], f"127 financial years were named, more than {MOST_PERIODS}"),
    ],
)
def test_years_that_cannot_be_meant_are_refused(texts: list[str], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        parse_periods(texts)


def test_period_may_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        Period(date(2020, 4, 1), date(2020, 3, 31), "x")
    assert financial_years("2019/20", "2019/20") == (financial_year(2019),)


# ---- Ages ----


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2004, 3, 1), date(2022, 2, 28), 17),
        (date(2004, 4, 1), date(2022, 3, 31), 17),
        (date(2004, 4, 1), date(2022, 4, 1), 18),
        (date(2022, 4, 1), date(2022, 4, 1), 0),
        (date(2022, 4, 2), date(2022, 4, 1), -1),
    ],
)
def test_age_is_in_completed_years(born: date, day: date, age: int) -> None:
    assert whole_age(born, day) == age


@given(st.dates(date(1901, 1, 1), date(2100, 1, 1)), st.dates(date(1901, 1, 1), date(2100, 1, 1)))
def test_difference_of_date_keys_gives_the_same_age(born: date, day: date) -> None:
    age = whole_age(born, day)
    difference = date_key(day) - date_key(born)
    assert age == (difference // 10_000 if difference >= 0 else -1)


# ---- Age bands ----


@pytest.mark.parametrize(
    ("text", "band", "label"),
    [
        ("under 10", AgeBand(0, 9), "Under 10"),
        ("Under  10", AgeBand(0, 9), "Under 10"),
        ("<10", AgeBand(0, 9), "Under 10"),
        ("0-9", AgeBand(0, 9), "Under 10"),
        ("10-12", AgeBand(10, 12), "10 to 12"),
        ("10 TO 12", AgeBand(10, 12), "10 to 12"),
        ("10\N{EN DASH}12", AgeBand(10, 12), "10 to 12"),
        ("15", AgeBand(15, 15), "15"),
        ("16+", AgeBand(16, None), "16 and over"),
        ("16 and over", AgeBand(16, None), "16 and over"),
        ("16 or over", AgeBand(16, None), "16 and over"),
        ("under 1", AgeBand(0, 0), "Under 1"),
    ],
)
def test_age_band_is_read_in_each_spelling(text: str, band: AgeBand, label: str) -> None:
    assert parse_age_band(text) == band
    assert band.label == label
    assert parse_age_band(label) == band


@pytest.mark.parametrize(
    "text", ["", "ten", "under 0", "-5", "10-", "1000", "10 to 12 years", "\N{SUPERSCRIPT TWO}", "16++"]
)
def test_what_is_no_age_band_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an age band"):
        parse_age_band(text)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "no age bands were named"),
        (["12-10"], "holds no age"),
        (["10-12", "12-14"], "10 to 12 and 12 to 14 share an age"),
        (["16+", "10-17"], "10 to 17 and 16 and over share an age"),
        (["16+", "17-18"], "16 and over and 17 to 18 share an age"),
        (["10-12", "10 to 12"], "share an age"),
        (["10-12", "11"], "share an age"),
    ],
)
def test_bands_that_cannot_stand_together_are_refused(texts: list[str], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        parse_age_bands(texts)


def test_bands_are_put_in_order_and_may_leave_ages_out() -> None:
    assert parse_age_bands(["16+", "under 10", "12-13"]) == (AgeBand(0, 9), AgeBand(12, 13), AgeBand(16, None))


@given(st.lists(st.integers(0, 25), min_size=2, max_size=6, unique=True), st.booleans())
def test_an_age_is_in_one_band_at_most(edges: list[int], open_ended: bool) -> None:
    edges.sort()
    bands = [AgeBand(low, high - 1) for low, high in itertools.pairwise(edges)]
    if open_ended:
        bands.append(AgeBand(edges[-1], None))
    assert parse_age_bands([band.label for band in bands]) == tuple(bands)
    for age in range(30):
        assert sum(band.holds(age) for band in bands) == (edges[0] <= age and (open_ended or age < edges[-1]))


# ---- Days covered ----


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (Span(), Span(), Span()),
        (Span(date(2020, 1, 1)), Span(None, date(2020, 1, 1)), Span(date(2020, 1, 1), date(2020, 1, 1))),
        (Span(date(2020, 1, 2)), Span(None, date(2020, 1, 1)), None),
        (Span(date(2019, 1, 1), date(2021, 1, 1)), Span(date(2020, 1, 1)), Span(date(2020, 1, 1), date(2021, 1, 1))),
    ],
)
def test_intersection_of_spans_holds_the_days_of_both(first: Span, second: Span, both: Span | None) -> None:
    assert first.intersection(second) == second.intersection(first) == both


day_in_years = st.dates(date(2018, 1, 1), date(2021, 12, 31))
spans = st.builds(Span, st.none() | day_in_years, st.none() | day_in_years)


@given(st.lists(spans, max_size=4))
def test_days_covered_are_those_of_any_span_in_separate_runs(several: list[Span]) -> None:
    period = financial_year(2019)
    runs = covered_days(several, period)
    days = {
        date.fromordinal(number) for first, last in runs for number in range(first.toordinal(), last.toordinal() + 1)
    }
    for number in range(period.first_day.toordinal(), period.last_day.toordinal() + 1):
        day = date.fromordinal(number)
        covered = any((span.start or day) <= day <= (span.end or day) for span in several)
        assert (day in days) == covered
    assert all(later[0].toordinal() - earlier[1].toordinal() > 1 for earlier, later in itertools.pairwise(runs))


def test_runs_that_touch_at_a_cut_over_are_one() -> None:
    legacy, new = Span(None, date(2017, 12, 4)), Span(date(2017, 12, 5), None)
    assert covered_days([new, legacy], financial_year(2017)) == ((date(2017, 4, 1), date(2018, 3, 31)),)


def test_date_is_written_in_words_without_a_leading_nought() -> None:
    assert date_in_words(date(2021, 4, 1)) == "1 April 2021"
