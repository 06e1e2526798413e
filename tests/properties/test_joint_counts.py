"""Children counted in several ways at once: both engines agree, and each way counts as it does alone."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.config.field_map import bind_field_map, with_counting
from foi_return.config.request import load_request
from foi_return.coverage import find_coverage, find_view_coverage
from foi_return.dimensions import parts_of
from foi_return.disclosure.views import (
    age_pairs,
    containments_between,
    covers_between,
    lies_within,
    true_containments,
    true_covers,
)
from foi_return.engine.bound import LoadedSources, bind, with_rules
from foi_return.engine.joint import count_joint_cells
from foi_return.engine.query import as_step, count_inner_cells, counting_query, kept_in
from foi_return.engine.reference import count_inner_cells_reference
from foi_return.engine.server import ServerSources, open_server
from foi_return.engine.server_tables import find_tables
from foi_return.engine.workspace import Workspace
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import Period, finest_age_bands
from foi_return.pipeline import ReturnInputs
from foi_return.sources.extract import read_extract
from foi_return.terms.counting import AgeTaken, CountingRules, PlacedBy
from foi_return.terms.needed import needed_columns
from foi_return.terms.request import PartOfPeriod
from foi_return.terms.view import View, Window, window_in
from tests.properties.test_databases_agree import SPEC, tables
from tests.properties.test_engines_agree import councils
from tests.support.databases import READER_VARIABLE, fill_sqlite, in_database
from tests.support.small_council import Person, Record, SmallCouncil

QUARTER = PartOfPeriod.QUARTER

Counts = Counter[tuple[str, tuple[str, ...], str, str]]


def seen_by(cells: tuple[InnerCell, ...], view: int) -> Counts:
    """The joint cells as one set of rules alone would count them."""
    found: Counts = Counter()
    for cell in cells:
        keys = tuple(key.partition("@")[0] for key in cell.memberships if in_view(key.partition("@")[0], view) == key)
        if cell.age_in(view) != ABSENT:
            found[cell.period, tuple(sorted(keys)), cell.sex, cell.age_in(view)] += cell.count
        else:
            assert not keys
    return found


def joint(workspace: Workspace, council: SmallCouncil, others: Sequence[View]) -> tuple[InnerCell, ...]:
    """The joint cells by both engines; each view is checked against its own count."""
    inputs = council.inputs()
    request, field_map = inputs.request, inputs.field_map
    request = replace(request, age_bands=finest_age_bands(request.age_bands))
    with TemporaryDirectory() as folder:
        raw = read_extract(workspace, field_map, council.write(Path(folder)), lambda _: None)
    sources = LoadedSources(workspace, raw)
    bound = bind(sources, field_map)
    coverage = find_coverage(request, field_map, None)
    every = [bound]
    for other in others:
        same = other.field_map.recording == field_map.recording
        every.append(with_rules(sources, bound, other.rules) if same else bind(sources, other.field_map))
    queries = [
        counting_query(
            request,
            each,
            find_view_coverage(request, view, None),
            kept_in(workspace),
            [view.window(period) for period in request.periods],
        )
        for each, view in zip(every, [View(field_map), *others], strict=True)
    ]
    found = count_joint_cells(workspace, request, bound, queries)
    assert found == count_inner_cells_reference(workspace, request, field_map, raw, coverage, others)
    for view, query in enumerate(queries):
        alone = count_inner_cells(workspace, request, bound, query)
        expected: Counts = Counter()
        for cell in alone:
            expected[cell.period, cell.memberships, cell.sex, cell.age_group] += cell.count
        assert seen_by(found, view) == expected
    return found


@given(council=councils(), second=councils(), third=councils())
@settings(max_examples=2)
def test_each_set_of_rules_counts_as_it_does_alone(
    workspace: Workspace, council: SmallCouncil, second: SmallCouncil, third: SmallCouncil
) -> None:
    field_map = council.inputs().field_map
    others = [View(with_counting(field_map, other.counting, "other")) for other in (second, third)]
    joint(workspace, council, others)


def test_database_counts_under_several_rules_as_files_do(workspace: Workspace, tmp_path: Path) -> None:
    people = [Person(f"{number:03d}", f"200{number}-05-01", "FM"[number % 2]) for number in range(1, 7)]
    records = [
        Record(f"{number:03d}", code, start, end, risk=risk)
        for number, (code, start, end, risk) in enumerate(
            (("CSE", "2020-05-01", "", "High"), ("CCE", "2019-02-01", "2020-06-01", "Low"),
             ("CCE", "2021-03-30", "", "High"), ("CSE", "2020-05-01", "2020-05-01", ""),
             ("CCE", "2020-09-09", "odd", "High"), ("CSE", "2020-04-01", "", "Medium")),
            start=1,
        )
    ]  # fmt: skip
    council = SmallCouncil(people, records, years=("2019/20 to 2021/22",))
    others = [CountingRules(risk_levels=("High",)), CountingRules(PlacedBy.OPEN_IN_YEAR, AgeTaken.YEAR_END)]
    present = council.inputs().field_map
    cells = joint(workspace, council, [View(replace(present, counting=rules)) for rules in others])
    assert any(cell.age_group == ABSENT for cell in cells)
    field_map = bind_field_map(in_database(council.field_map_tables(), ""), load_request("core"), "map")
    url = fill_sqlite(tmp_path / "cases.db", tables(council))
    request = council.inputs().request
    request = replace(request, age_bands=finest_age_bands(request.age_bands))
    with open_server(SPEC, {READER_VARIABLE: url}) as server:
        server.begin()
        sources = ServerSources(server, find_tables(server, field_map.sources.values(), needed_columns(field_map)))
        bound = bind(sources, field_map)
        coverage = find_coverage(request, field_map, None)
        every = [bound, *(with_rules(sources, bound, rules) for rules in others)]
        queries = [
            counting_query(request, each, coverage, partial(as_step, name=f"placed_{view}"))
            for view, each in enumerate(every)
        ]
        assert count_joint_cells(server, request, bound, queries) == cells


@given(council=councils(), other=councils())
@settings(max_examples=2)
def test_rules_keep_what_they_promise_of_each_other(
    workspace: Workspace, council: SmallCouncil, other: SmallCouncil
) -> None:
    """Records whose end is before their start are mended; nothing else in these councils breaks a promise."""
    inputs = council.inputs()
    rules = with_counting(inputs.field_map, other.counting, "other").counting
    own = inputs.field_map.counting
    views = [View(inputs.field_map), View(replace(inputs.field_map, counting=rules))]
    cells = joint(workspace, council, views[1:])
    promised = keep_their_promises(views, cells, inputs)
    assert promised == (lies_within(own, rules) or lies_within(rules, own))


def keep_their_promises(views: Sequence[View], cells: Sequence[InnerCell], inputs: ReturnInputs) -> bool:
    """Whether anything is promised; what is must be so."""
    request = inputs.request
    found = False
    for period in request.periods:
        of_period = [cell for cell in cells if cell.period == period.label]
        promised = tuple(containments_between(views, request.memberships, period))
        assert true_containments(promised, of_period) == promised
        covers = tuple(dict.fromkeys(covers_between(views, request.memberships, period)))
        assert true_covers(covers, of_period) == covers
        allowed = age_pairs(views, finest_age_bands(request.age_bands), (), period)
        for cell in of_period:
            for (first, second), pairs in allowed.items():
                ages = cell.age_in(first), cell.age_in(second)
                assert ABSENT in ages or ages in pairs
        found = found or bool(promised)
    return found


def windows_in(draw: random.Random, periods: Sequence[Period]) -> Iterator[Window]:
    """For some periods, days that lie within, around or across them, cut short by an extract or not."""
    for period in periods:
        length = draw.choice((30, 91, 150, 244, 400))
        first = period.first_day + timedelta(days=draw.choice((0, 0, 0, 91, 200, -20, -120)))
        extracted_on = draw.choice((None, first + timedelta(days=length // 2)))
        if draw.random() < 0.8:
            yield window_in(period, first, first + timedelta(days=length), extracted_on)


@given(council=councils(), other=councils(), seed=st.integers(0, 10**6))
@settings(max_examples=4)
def test_days_within_around_and_across_a_period_keep_what_dates_promise(
    workspace: Workspace, council: SmallCouncil, other: SmallCouncil, seed: int
) -> None:
    inputs = council.inputs()
    draw = random.Random(seed)
    ruled = with_counting(inputs.field_map, other.counting, "other")
    periods = inputs.request.periods
    views = [View(each, found) for each in (inputs.field_map, ruled) if (found := tuple(windows_in(draw, periods)))]
    quarters = [
        View(
            inputs.field_map,
            tuple(window_in(period, *list(parts_of(period, QUARTER))[number][1:]) for period in periods),
        )
        for number in range(draw.choice((0, 4)))
    ]
    cells = joint(workspace, council, [*views, *quarters])
    keep_their_promises([View(inputs.field_map), *views, *quarters], cells, inputs)


def test_quarters_and_part_of_a_year_are_counted_by_their_days(workspace: Workspace) -> None:
    """Each child is in the quarters, and in the year to 30 November, in which a record of it starts."""
    starts = {
        "a": ["2021-04-01"],
        "b": ["2021-06-30", "2021-07-01"],
        "c": ["2021-11-30", "2022-03-31"],
        "d": ["2021-12-01"],
        "e": ["2022-04-01"],
    }
    people = [Person(child, "2010-05-01", "F") for child in starts]
    records = [Record(child, "CSE", day) for child, days in starts.items() for day in days]
    council = SmallCouncil(people, records, years=("2021/22",))
    field_map, (year,) = council.inputs().field_map, council.inputs().request.periods
    days = [(first, last) for _, first, last in parts_of(year, QUARTER)]
    views = [View(field_map, (window_in(year, *each),)) for each in days]
    views.append(View(field_map, (window_in(year, year.first_day, year.last_day, date(2021, 11, 30)),)))
    # Numbers of the views: 0 the year, 1 to 4 its quarters, 5 the year to 30 November.
    expected = Counter(
        {("cse", "cse@1", "cse@5"): 1, ("cse", "cse@1", "cse@2", "cse@5"): 1, ("cse", "cse@3", "cse@4", "cse@5"): 1,
         ("cse", "cse@3"): 1}
    )  # fmt: skip
    found: Counter[tuple[str, ...]] = Counter()
    for cell in joint(workspace, council, views):
        found[cell.memberships] += cell.count
    assert found == expected
    every = [View(field_map), *views]
    within = set(containments_between(every, ["cse"], year))
    assert within == {
        *((f"cse@{number}", "cse") for number in range(1, 6)),
        ("cse@1", "cse@5"),
        ("cse@2", "cse@5"),
    }
    covers = set(covers_between(every, ["cse"], year))
    assert ("cse", frozenset({"cse@1", "cse@2", "cse@3", "cse@4"})) in covers
    assert ("cse@5", frozenset({"cse@1", "cse@2", "cse@3"})) in covers
    assert ("cse", frozenset({"cse@1", "cse@2", "cse@3"})) not in covers


@given(council=councils(), other=councils(), codes=st.permutations(["CSE", "CCE", "County lines", "Gang", "OCG"]))
@settings(max_examples=3)
def test_another_map_over_the_same_files_counts_as_it_does_alone(
    workspace: Workspace, council: SmallCouncil, other: SmallCouncil, codes: list[str]
) -> None:
    """The other map takes other values for CSE, and knows CCE from a later day on."""
    tables = other.field_map_tables()
    tables["categories"]["cse"]["rules"][0]["values"] = [
        code for code in codes[:2] if code in ("CSE", "Gang", "OCG")
    ] or ["CSE"]
    tables["categories"]["cse"]["may_overlap"] = ["gang", "ocg"]
    tables["categories"]["cce"]["recorded"] = {"from": date(2020, 10, 1)}
    field_map = with_counting(bind_field_map(tables, load_request("core"), "map"), other.counting, "other")
    present = council.inputs().field_map
    cells = joint(workspace, council, [View(field_map)])
    # An end before its start is mended in both; nothing else breaks what two maps promise of each other.
    keep_their_promises([View(present), View(field_map)], cells, council.inputs())
