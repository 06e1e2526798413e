"""The SQL engine, the pandas engine and a plain count agree on generated councils under every counting rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.engine.workspace import Workspace
from tests.support import plain_count
from tests.support.small_council import Person, Record, SmallCouncil, count_council

CHILDREN = [f"{number:03d}" for number in range(1, 6)]
FIRST, LAST = date(2019, 1, 1), date(2023, 6, 30)
EDGES = [date(2020, 3, 31), date(2020, 4, 1), date(2021, 3, 31), date(2021, 4, 1), date(2020, 2, 29), date(2020, 8, 31)]
BIRTHS = [date(2004, 2, 29), date(2002, 4, 1), date(2002, 3, 31), date(2021, 1, 1), date(2008, 4, 1), date(2010, 4, 1)]

days = st.one_of(st.sampled_from(EDGES), st.dates(FIRST, LAST))
births = st.one_of(st.sampled_from(BIRTHS), st.dates(date(2001, 1, 1), date(2022, 1, 1)))


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    known = draw(st.lists(st.sampled_from(CHILDREN), unique=True))
    return [
        Person(
            child,
            draw(st.one_of(births.map(str), st.sampled_from(["", "31/02/2010", "2010-02-30", "unknown"]))),
            draw(st.sampled_from(["F", "M", "U", "", "X"])),
        )
        for child in known
    ]


@st.composite
def records(draw: st.DrawFn) -> Record:
    start = draw(days)
    end = draw(st.one_of(st.just(""), st.integers(-30, 800).map(lambda length: str(start + timedelta(days=length)))))
    return Record(
        draw(st.sampled_from(CHILDREN)),
        draw(st.sampled_from(["CSE", "CSE", "CCE", "CCE", "County lines", "Gang", "OCG", "Neglect"])),
        str(start),
        end,
        draw(st.sampled_from(["", "Online", "Public", "Elsewhere"])),
        draw(st.sampled_from(["", "Low", "Medium", "High", "Odd"])),
        draw(st.sampled_from(["", "Risk", "Victim"])),
    )


@st.composite
def councils(draw: st.DrawFn) -> SmallCouncil:
    counting = {
        "placed_by": draw(st.sampled_from(["starts in year", "open in year", "open at year end"])),
        "age_taken": draw(st.sampled_from(["first record", "31 March", "31 August", "year start"])),
        "who_counts": draw(st.sampled_from(["under 18", "everybody"])),
        "overlap": draw(st.sampled_from(["inclusive", "exclusive"])),
        "risk_levels": draw(st.sampled_from([[], ["Medium", "High"]])),
        "identified_as": draw(st.sampled_from(["at risk or victim", "at risk", "victim"])),
    }
    return SmallCouncil(draw(people()), draw(st.lists(records(), max_size=12)), counting, years=("2019/20 to 2022/23",))


@given(council=councils())
def test_three_counts_agree(workspace: Workspace, council: SmallCouncil) -> None:
    with TemporaryDirectory() as folder:
        counted = count_council(council, Path(folder), workspace)
    assert counted.sql == counted.pandas
    apart = council.counting["overlap"] == "exclusive"
    bands = {"Under 10": range(10), "10 to 12": range(10, 13), "13 to 15": range(13, 16), "16 to 17": range(16, 18)}
    for year in (2019, 2020, 2021, 2022):
        label = f"{year}/{year % 100 + 1:02d}"
        for key, row, others in (
            ("cce", "Child criminal exploitation (CCE)", ["cse"]),
            ("cse", "Child sexual exploitation (CSE)", ["cce"]),
        ):
            name = f"{row} only" if apart else row
            without = others if apart else []
            assert counted.figure("q1", label, name) == plain_count.count(council, year, [key], without=without)
            for sex in ("Female", "Male"):
                expected = plain_count.count(council, year, [key], without=without, sex=sex)
                assert counted.figure(f"q5-{key}", label, sex) == expected
            for band, ages in bands.items():
                expected = plain_count.count(council, year, [key], without=without, ages=list(ages))
                assert counted.figure(f"q6-{key}", label, band) == expected
        assert counted.figure("q1", label, "Both CCE and CSE") == plain_count.count(council, year, ["cce", "cse"])
        assert counted.figure("q4", label, "Online") == plain_count.count(council, year, ["online"])
        county_lines = counted.figure("q3", label, "Exploited through county lines")
        assert county_lines == plain_count.count(council, year, ["county_lines"])


@settings(max_examples=15)
@given(council=councils(), years=st.sampled_from(["2020 to 2022", "2020 Q1 to 2021 Q4", "2020-01 to 2020-10"]))
def test_engines_agree_on_periods_other_than_financial_years(
    workspace: Workspace, council: SmallCouncil, years: str
) -> None:
    with TemporaryDirectory() as folder:
        counted = count_council(replace(council, years=(years,)), Path(folder), workspace)
    assert counted.sql == counted.pandas


@given(council=councils(), order=st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(workspace: Workspace, council: SmallCouncil, order: object) -> None:
    shuffled_records, shuffled_people = list(council.records), list(council.people)
    order.shuffle(shuffled_records)  # type: ignore[attr-defined]
    order.shuffle(shuffled_people)  # type: ignore[attr-defined]
    shuffled = SmallCouncil(shuffled_people, shuffled_records, council.counting, years=council.years)
    with TemporaryDirectory() as folder:
        first = count_council(council, Path(folder), workspace).sql
        second = count_council(shuffled, Path(folder), workspace).sql
    assert first == second
