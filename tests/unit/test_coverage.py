"""For which years a figure can exist at all, and the sentence that says why where it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import RequestOverrides, load_request, override
from foi_return.coverage import Availability, Coverage, Gap, Recorded, find_coverage, source_coverage_sentences
from foi_return.errors import FieldMapError
from foi_return.period_kinds import parse_period
from foi_return.periods import financial_year
from foi_return.terms.shorthand import Shorthand
from tests.support.small_council import SmallCouncil

CORE = load_request("core")
NOT_AVAILABLE, NOT_APPLICABLE = Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE

Days = Mapping[str, date]


def map_tables(covers: Days | None = None) -> dict[str, Any]:
    return SmallCouncil([], [], covers=covers or {}).field_map_tables()


def with_legacy(tables: dict[str, Any], key: str, covers: Days) -> dict[str, Any]:
    """The map with an older system whose records feed one category too."""
    tables["sources"]["legacy"] = {"title": "CareFirst"}
    old = {name: value for name, value in tables["records"]["records"].items() if name != "not_counted"}
    tables["records"]["legacy"] = {**old, "source": "legacy", "covers": dict(covers)}
    rule = tables["categories"][key]["rules"][0]
    tables["categories"][key]["rules"] = [rule, {**rule, "records": "legacy"}]
    return tables


def coverage_of(
    tables: dict[str, Any], years: str = "2016/17 to 2019/20", extracted_on: date | None = None
) -> Coverage:
    request = override(CORE, RequestOverrides(years=[years]))
    return find_coverage(request, bind_field_map(tables, CORE, "map"), extracted_on)


def in_part(caution: str) -> Recorded:
    return Recorded(caution, part_of_period=True)


def of_year(coverage: Coverage, key: str, year: int) -> Availability:
    return coverage.of(key, financial_year(year))


def test_nothing_said_means_recorded_throughout() -> None:
    coverage = coverage_of(map_tables())
    assert set(coverage.by_place.values()) == {Recorded()}
    assert coverage.is_recorded("cse", financial_year(2016))


def test_flag_that_started_part_way_has_no_figure_before_and_a_caution_in_its_first_year() -> None:
    tables = map_tables()
    tables["categories"]["cce"]["recorded"] = {"from": date(2017, 10, 4)}
    coverage = coverage_of(tables)
    assert of_year(coverage, "cce", 2016) == Gap(
        NOT_AVAILABLE, "Could not be recorded in the system before 4 October 2017."
    )
    assert of_year(coverage, "cce", 2017) == in_part("Figures for 2017/18 cover 4 October 2017 to 31 March 2018 only.")
    assert of_year(coverage, "cce", 2018) == Recorded()
    assert of_year(coverage, "cse", 2016) == Recorded()


@pytest.mark.parametrize(("start", "whole"), [(date(2017, 4, 1), True), (date(2017, 4, 2), False)])
def test_first_day_of_the_year_makes_the_year_whole(start: date, whole: bool) -> None:
    tables = map_tables()
    tables["categories"]["cce"]["recorded"] = {"from": start}
    assert (of_year(coverage_of(tables), "cce", 2017) == Recorded()) == whole


def test_flag_that_was_given_up_has_no_figure_afterwards() -> None:
    tables = map_tables()
    tables["contexts"]["online"]["recorded"] = {"to": date(2017, 6, 30)}
    coverage = coverage_of(tables)
    assert of_year(coverage, "online", 2016) == Recorded()
    assert of_year(coverage, "online", 2017) == in_part("Figures for 2017/18 cover 1 April 2017 to 30 June 2017 only.")
    assert of_year(coverage, "online", 2018) == Gap(
        NOT_AVAILABLE, "Could not be recorded in the system after 30 June 2017."
    )


def test_year_outside_the_extract_says_what_the_extract_covers() -> None:
    coverage = coverage_of(map_tables({"from": date(2017, 10, 1), "to": date(2019, 3, 31)}))
    reason = "Outside the extract, which covers 1 October 2017 to 31 March 2019."
    assert of_year(coverage, "cse", 2016) == of_year(coverage, "cse", 2019) == Gap(NOT_AVAILABLE, reason)
    assert of_year(coverage, "cse", 2018) == Recorded()


@pytest.mark.parametrize(
    ("covers", "words"),
    [
        ({"from": date(2018, 4, 1)}, "1 April 2018 onwards"),
        ({"to": date(2016, 3, 31)}, "the time to 31 March 2016"),
    ],
)
def test_open_side_of_an_extract_is_said_in_words(covers: Days, words: str) -> None:
    gap = of_year(coverage_of(map_tables(covers)), "cse", 2017)
    assert gap == Gap(NOT_AVAILABLE, f"Outside the extract, which covers {words}.")


def test_two_systems_that_meet_at_a_cut_over_cover_the_year_together() -> None:
    new = map_tables({"from": date(2017, 12, 5)})
    coverage = coverage_of(with_legacy(new, "cse", {"to": date(2017, 12, 4)}))
    assert [of_year(coverage, "cse", year) for year in range(2016, 2020)] == [Recorded()] * 4
    # The other categories stand in the new system only.
    assert of_year(coverage, "gang", 2016) == Gap(
        NOT_AVAILABLE, "Outside the extract, which covers 5 December 2017 onwards."
    )
    assert of_year(coverage, "gang", 2017) == in_part(
        "Figures for 2017/18 cover 5 December 2017 to 31 March 2018 only."
    )


def test_gap_between_two_systems_is_told_with_both_runs_of_days() -> None:
    new = map_tables({"from": date(2017, 12, 7)})
    coverage = coverage_of(with_legacy(new, "cse", {"from": date(2017, 4, 1), "to": date(2017, 12, 4)}))
    assert of_year(coverage, "cse", 2017) == in_part(
        "Figures for 2017/18 cover 1 April 2017 to 4 December 2017 and 7 December 2017 to 31 March 2018 only."
    )
    assert of_year(coverage, "cse", 2016) == Gap(
        NOT_AVAILABLE,
        "Outside the extract, which covers 1 April 2017 to 4 December 2017; 7 December 2017 onwards.",
    )


def test_overlapping_systems_cover_each_day_once() -> None:
    new = map_tables({"from": date(2017, 6, 1)})
    coverage = coverage_of(with_legacy(new, "cse", {"to": date(2017, 12, 4)}))
    assert of_year(coverage, "cse", 2017) == Recorded()


def test_days_recorded_and_days_extracted_must_both_hold() -> None:
    tables = map_tables({"to": date(2018, 12, 31)})
    tables["categories"]["cce"]["recorded"] = {"from": date(2018, 7, 1)}
    coverage = coverage_of(tables)
    assert of_year(coverage, "cce", 2017) == Gap(
        NOT_AVAILABLE, "Could not be recorded in the system before 1 July 2018."
    )
    assert of_year(coverage, "cce", 2018) == in_part("Figures for 2018/19 cover 1 July 2018 to 31 December 2018 only.")
    assert of_year(coverage, "cce", 2019) == Gap(
        NOT_AVAILABLE, "Outside the extract, which covers the time to 31 December 2018."
    )


# ---- The day of the extract ----


def test_year_that_was_running_when_the_extract_was_made_is_marked() -> None:
    coverage = coverage_of(map_tables(), extracted_on=date(2018, 11, 30))
    assert of_year(coverage, "cse", 2017) == Recorded()
    assert of_year(coverage, "cse", 2018) == in_part("Figures for 2018/19 cover 1 April 2018 to 30 November 2018 only.")
    assert of_year(coverage, "cse", 2019) == Gap(
        NOT_APPLICABLE, "The year 2019/20 had not begun on 30 November 2018, when the extract was made."
    )


def test_month_and_quarter_are_called_so() -> None:
    tables = map_tables()
    tables["categories"]["cce"]["recorded"] = {"from": date(2018, 11, 10)}
    months = coverage_of(tables, "2018-10 to 2018-12", date(2018, 11, 30))
    assert months.of("cce", parse_period("2018-11")) == in_part(
        "Figures for November 2018 cover 10 November 2018 to 30 November 2018 only."
    )
    assert months.of("cse", parse_period("2018-12")) == Gap(
        NOT_APPLICABLE, "The month December 2018 had not begun on 30 November 2018, when the extract was made."
    )
    quarter = coverage_of(tables, "2018/19 Q4", date(2018, 11, 30)).of("cse", parse_period("2018/19 Q4"))
    assert isinstance(quarter, Gap) and quarter.reason.startswith("The quarter January to March 2019 had not begun")


@pytest.mark.parametrize(
    ("made_on", "expected"),
    [
        (date(2019, 3, 31), NOT_APPLICABLE),
        (date(2019, 4, 1), "Figures for 2019/20 cover 1 April 2019 to 1 April 2019 only."),
        (date(2020, 3, 30), "Figures for 2019/20 cover 1 April 2019 to 30 March 2020 only."),
        (date(2020, 3, 31), ""),
    ],
)
def test_day_of_the_extract_counts_as_its_last_day(made_on: date, expected: object) -> None:
    found = of_year(coverage_of(map_tables(), extracted_on=made_on), "cse", 2019)
    assert (found.shorthand if isinstance(found, Gap) else found.caution) == expected


def test_flag_that_starts_after_the_extract_was_made_could_not_be_recorded_in_it() -> None:
    tables = map_tables()
    tables["categories"]["cce"]["recorded"] = {"from": date(2019, 12, 1)}
    found = of_year(coverage_of(tables, extracted_on=date(2019, 6, 1)), "cce", 2019)
    assert found == Gap(NOT_AVAILABLE, "Could not be recorded in the system before 1 December 2019.")


# ---- Not held, not applicable, and what follows from them ----


def test_not_held_and_not_applicable_are_two_answers() -> None:
    tables = map_tables()
    tables["categories"]["ocg"] = {"held": False, "reason": "Recorded in case notes only."}
    tables["contexts"]["placement"] = {"applicable": False, "reason": "The council places no children."}
    coverage = coverage_of(tables)
    assert of_year(coverage, "ocg", 2018) == Gap(NOT_AVAILABLE, "Recorded in case notes only.")
    assert of_year(coverage, "placement", 2018) == Gap(NOT_APPLICABLE, "The council places no children.")


def test_category_that_needs_both_parts_is_recorded_where_both_are() -> None:
    tables = map_tables()
    tables["categories"]["cce"]["recorded"] = {"from": date(2017, 10, 4)}
    coverage = coverage_of(tables)
    assert of_year(coverage, "both", 2016) == Gap(
        NOT_AVAILABLE,
        "Child criminal exploitation (CCE): Could not be recorded in the system before 4 October 2017.",
    )
    assert of_year(coverage, "both", 2017) == of_year(coverage, "cce", 2017)
    assert of_year(coverage, "both", 2018) == Recorded()


def test_category_that_needs_any_part_says_which_is_not_included() -> None:
    tables = map_tables()
    tables["categories"]["cce"]["recorded"] = {"from": date(2017, 4, 1)}
    tables["categories"]["ocg"] = {"applicable": False, "reason": "There is none."}
    coverage = coverage_of(tables)
    assert of_year(coverage, "exploited", 2016) == Recorded(
        "For years in which 'Child criminal exploitation (CCE)' was not recorded, it is not included."
    )
    assert of_year(coverage, "exploited", 2017) == Recorded()


@pytest.mark.parametrize(
    ("cce", "cse", "both"),
    [
        ("held", "held", NOT_AVAILABLE),
        ("held", "applicable", NOT_AVAILABLE),
        ("applicable", "held", NOT_AVAILABLE),
        ("applicable", "applicable", NOT_APPLICABLE),
    ],
)
def test_not_recorded_weighs_more_than_not_applicable(cce: str, cse: str, both: Shorthand) -> None:
    tables = map_tables()
    for key, absent in (("cce", cce), ("cse", cse)):
        tables["categories"][key] = {absent: False, "reason": "Why."}
    found = of_year(coverage_of(tables), "both", 2018)
    assert isinstance(found, Gap)
    assert found.shorthand is both


def test_category_without_any_recorded_part_is_a_gap() -> None:
    tables = map_tables()
    for key in tables["categories"]:
        tables["categories"][key] = {"held": False, "reason": "Not structured."}
    del tables["records"]["records"]["not_counted"]["Code"]
    found = of_year(coverage_of(tables), "exploited", 2018)
    assert found == Gap(NOT_AVAILABLE, "Child criminal exploitation (CCE): Not structured.")


def test_each_source_says_once_what_it_covers() -> None:
    tables = with_legacy(map_tables({"from": date(2017, 12, 5)}), "cse", {"to": date(2017, 12, 4)})
    field_map = bind_field_map(tables, CORE, "map")
    assert source_coverage_sentences(field_map) == (
        "records: covers 5 December 2017 onwards.",
        "CareFirst: covers the time to 4 December 2017.",
    )


days = st.none() | st.dates(date(2016, 1, 1), date(2021, 1, 1))


@given(st.tuples(days, days), st.tuples(days, days), st.tuples(days, days), days)
def test_year_is_whole_in_part_or_missing_as_its_days_are(
    recorded: tuple[date | None, date | None],
    first: tuple[date | None, date | None],
    second: tuple[date | None, date | None],
    made_on: date | None,
) -> None:
    def table(bounds: tuple[date | None, date | None]) -> dict[str, date]:
        start, end = bounds
        if start and end and end < start:
            start, end = end, start
        return {name: day for name, day in (("from", start), ("to", end)) if day}

    tables = with_legacy(map_tables(table(first)), "cse", table(second))
    tables["categories"]["cse"]["recorded"] = table(recorded)
    coverage = coverage_of(tables, extracted_on=made_on)

    def holds(bounds: Days, day: date) -> bool:
        return bounds.get("from", day) <= day <= bounds.get("to", day)

    for year in range(2016, 2020):
        period = financial_year(year)
        length = (period.last_day - period.first_day).days + 1
        covered = [
            day
            for day in (period.first_day + timedelta(days=number) for number in range(length))
            if holds(table(recorded), day)
            and (holds(table(first), day) or holds(table(second), day))
            and (made_on is None or day <= made_on)
        ]
        found = of_year(coverage, "cse", year)
        assert isinstance(found, Recorded) == bool(covered)
        if isinstance(found, Recorded):
            assert (found.caution == "") == (len(covered) == length) == (not found.part_of_period)
        elif made_on is not None:
            assert (found.shorthand is NOT_APPLICABLE) == (made_on < period.first_day)


# --- Figures that are to follow ----------------------------------------------------------------


def cut_over(follows: Mapping[str, Any]) -> dict[str, Any]:
    """Seed 000's shape: an older system to 4 December 2017, of which a part is still to be supplied."""
    tables = map_tables({"from": date(2017, 12, 5)})
    tables = with_legacy(tables, "cse", {"from": date(2016, 10, 1), "to": date(2017, 12, 4)})
    tables["records"]["legacy"]["to_follow"] = dict(follows)
    return tables


PROMISE = "The older system's figures are being prepared."


def test_year_partly_to_follow_has_no_figure_yet_and_says_so() -> None:
    coverage = coverage_of(cut_over({"to": date(2016, 9, 30), "note": PROMISE}))
    assert of_year(coverage, "cse", 2016) == Gap(NOT_AVAILABLE, f"Figures for 2016/17 are to follow. {PROMISE}")
    assert of_year(coverage, "cse", 2017) == Recorded()
    # The promise is the older system's, which does not feed this category.
    assert of_year(coverage, "cce", 2017) == in_part("Figures for 2017/18 cover 5 December 2017 to 31 March 2018 only.")


def test_promise_of_days_that_another_source_covers_changes_nothing() -> None:
    tables = cut_over({"from": date(2017, 12, 5), "note": PROMISE})
    coverage = coverage_of(tables)
    assert of_year(coverage, "cse", 2016) == in_part("Figures for 2016/17 cover 1 October 2016 to 31 March 2017 only.")
    assert {of_year(coverage, "cse", year) for year in (2017, 2018, 2019)} == {Recorded()}


def test_promise_is_told_among_what_the_sources_cover() -> None:
    field_map = bind_field_map(cut_over({"to": date(2016, 9, 30), "note": PROMISE}), CORE, "map")
    assert f"To follow for the time to 30 September 2016: {PROMISE}" in source_coverage_sentences(field_map)


@pytest.mark.parametrize(
    ("follows", "words"),
    [
        ({"to": date(2017, 1, 1), "note": PROMISE}, "the source covers some of these days"),
        ({"note": PROMISE}, "it names no days"),
        ({"to": date(2016, 9, 30)}, "the promise is missing"),
        ({"from": date(2016, 9, 30), "to": date(2016, 1, 1), "note": PROMISE}, "before it starts"),
    ],
)
def test_promise_that_cannot_be_meant_is_refused(follows: Mapping[str, Any], words: str) -> None:
    with pytest.raises(FieldMapError, match=words):
        bind_field_map(cut_over(follows), CORE, "map")


def test_table_made_from_sources_covers_what_its_first_source_does() -> None:
    tables = map_tables()
    tables["sources"]["records"] = {"title": "Case notes"}
    tables["tables"] = {"unpacked": {"from": "records", "unpack": {"column": "Code", "as": "delimited"}}}
    tables["records"]["records"]["source"] = "unpacked"
    assert source_coverage_sentences(bind_field_map(tables, CORE, "map")) == ("Case notes: covers all dates.",)
