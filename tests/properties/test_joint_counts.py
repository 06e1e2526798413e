"""Children counted under several sets of rules at once: both engines agree, and each set counts as it does alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from foi_return.config.field_map import with_counting
from foi_return.coverage import find_coverage
from foi_return.disclosure.views import age_pairs, containments_between, lies_within, true_containments
from foi_return.engine.bound import LoadedSources, bind, with_rules
from foi_return.engine.joint import count_joint_cells
from foi_return.engine.query import count_inner_cells, counting_query, kept_in
from foi_return.engine.reference import count_inner_cells_reference
from foi_return.engine.workspace import Workspace
from foi_return.periods import finest_age_bands
from foi_return.sources.extract import read_extract
from foi_return.tables import ABSENT, InnerCell, in_view
from foi_return.terms.counting import CountingRules
from tests.properties.test_engines_agree import councils
from tests.support.small_council import SmallCouncil

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


def joint(workspace: Workspace, council: SmallCouncil, others: list[CountingRules]) -> tuple[InnerCell, ...]:
    """The joint cells by both engines; each set of rules is checked against its own count."""
    inputs = council.inputs()
    request, field_map = inputs.request, inputs.field_map
    request = replace(request, age_bands=finest_age_bands(request.age_bands))
    with TemporaryDirectory() as folder:
        raw = read_extract(workspace, field_map, council.write(Path(folder)), lambda _: None)
    sources = LoadedSources(workspace, raw)
    bound = bind(sources, field_map)
    coverage = find_coverage(request, field_map, None)
    every = [bound, *(with_rules(sources, bound, rules) for rules in others)]
    queries = [counting_query(request, each, coverage, kept_in(workspace)) for each in every]
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
@settings(max_examples=4)
def test_each_set_of_rules_counts_as_it_does_alone(
    workspace: Workspace, council: SmallCouncil, second: SmallCouncil, third: SmallCouncil
) -> None:
    field_map = council.inputs().field_map
    others = [with_counting(field_map, other.counting, "other").counting for other in (second, third)]
    joint(workspace, council, others)


@given(council=councils(), other=councils())
@settings(max_examples=4)
def test_rules_keep_what_they_promise_of_each_other(
    workspace: Workspace, council: SmallCouncil, other: SmallCouncil
) -> None:
    """Records whose end is before their start are mended; nothing else in these councils breaks a promise."""
    inputs = council.inputs()
    rules = with_counting(inputs.field_map, other.counting, "other").counting
    views = [inputs.field_map.counting, rules]
    cells = joint(workspace, council, [rules])
    promised = tuple(containments_between(views, inputs.request.memberships))
    assert bool(promised) == (lies_within(views[0], views[1]) or lies_within(views[1], views[0]))
    assert true_containments(promised, cells) == promised
    bands = finest_age_bands(inputs.request.age_bands)
    allowed = age_pairs(views, bands, ())[0, 1]
    assert {
        (cell.age_in(0), cell.age_in(1)) for cell in cells if ABSENT not in (cell.age_in(0), cell.age_in(1))
    } <= allowed
