"""Children counted under several sets of rules at once: both engines agree, and each set counts as it does alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.config.field_map import bind_field_map, with_counting
from foi_return.config.request import load_request
from foi_return.coverage import find_coverage
from foi_return.disclosure.views import age_pairs, containments_between, lies_within, true_containments
from foi_return.engine.bound import LoadedSources, bind, with_rules
from foi_return.engine.joint import count_joint_cells
from foi_return.engine.query import as_step, count_inner_cells, counting_query, kept_in
from foi_return.engine.reference import count_inner_cells_reference
from foi_return.engine.server import ServerSources, open_server
from foi_return.engine.server_tables import find_tables
from foi_return.engine.workspace import Workspace
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import finest_age_bands
from foi_return.sources.extract import read_extract
from foi_return.terms.counting import AgeTaken, CountingRules, PlacedBy
from foi_return.terms.field_map import FieldMap
from foi_return.terms.needed import needed_columns
from tests.properties.test_databases_agree import SPEC, tables
from tests.properties.test_engines_agree import councils
from tests.support.databases import READER_VARIABLE, fill_sqlite, in_database
from tests.support.small_council import Person, Record, SmallCouncil

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


def joint(workspace: Workspace, council: SmallCouncil, others: list[FieldMap]) -> tuple[InnerCell, ...]:
    """The joint cells by both engines; each map and its rules are checked against their own count."""
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
        same = other.recording == field_map.recording
        every.append(with_rules(sources, bound, other.counting) if same else bind(sources, other))
    coverages = [find_coverage(request, each.field_map, None) for each in every]
    queries = [
        counting_query(request, each, known, kept_in(workspace)) for each, known in zip(every, coverages, strict=True)
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
    others = [with_counting(field_map, other.counting, "other") for other in (second, third)]
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
    cells = joint(workspace, council, [replace(present, counting=rules) for rules in others])
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
    views = [inputs.field_map, replace(inputs.field_map, counting=rules)]
    cells = joint(workspace, council, views[1:])
    promised = tuple(containments_between(views, inputs.request.memberships))
    assert bool(promised) == (lies_within(own, rules) or lies_within(rules, own))
    assert true_containments(promised, cells) == promised
    bands = finest_age_bands(inputs.request.age_bands)
    allowed = age_pairs(views, bands, ())[0, 1]
    assert {
        (cell.age_in(0), cell.age_in(1)) for cell in cells if ABSENT not in (cell.age_in(0), cell.age_in(1))
    } <= allowed


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
    cells = joint(workspace, council, [field_map])
    promised = tuple(containments_between([present, field_map], council.inputs().request.memberships))
    # An end before its start is mended in both; nothing else breaks what two maps promise of each other.
    assert true_containments(promised, cells) == promised
