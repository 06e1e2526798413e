"""What rules promise of each other, what revised data give away, and what is left out by decision."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.earlier import UnlikeAnswer, load_earlier, load_every_earlier
from foi_return.disclosure.views import age_pairs, containments_between, lies_within, true_containments
from foi_return.errors import DisclosureError
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import release_record
from foi_return.periods import parse_age_bands, parse_financial_year
from foi_return.pipeline import PreparedReturn, ReturnInputs, build_system, count_tables, prepare_return
from foi_return.terms.counting import AgeTaken, CountingRules, IdentifiedAs, Overlap, PlacedBy, WhoCounts
from foi_return.terms.view import View, window_in
from tests.support.random_releases import SEXES, YEAR, _inputs
from tests.support.small_council import POLICY, SmallCouncil

BANDS = ("under 12", "12 to 15", "16+")
OPEN, STARTS = PlacedBy.OPEN_IN_YEAR, PlacedBy.STARTS_IN_YEAR


def ruled(rules: CountingRules) -> View:
    """The small council's map with other rules."""
    return View(replace(SmallCouncil((), ()).inputs().field_map, counting=rules))


@pytest.mark.parametrize(
    ("part", "whole", "within"),
    [
        (CountingRules(), CountingRules(), True),
        (CountingRules(risk_levels=("High",)), CountingRules(), True),
        (CountingRules(), CountingRules(risk_levels=("High",)), False),
        (CountingRules(risk_levels=("High",)), CountingRules(risk_levels=("Medium", "High")), True),
        (CountingRules(risk_levels=("Low",)), CountingRules(risk_levels=("Medium", "High")), False),
        (CountingRules(placed_by=STARTS), CountingRules(placed_by=OPEN), True),
        (CountingRules(placed_by=PlacedBy.OPEN_AT_YEAR_END), CountingRules(placed_by=OPEN), True),
        (CountingRules(placed_by=STARTS), CountingRules(placed_by=PlacedBy.OPEN_AT_YEAR_END), False),
        (CountingRules(), CountingRules(who_counts=WhoCounts.EVERYBODY), True),
        (CountingRules(identified_as=IdentifiedAs.VICTIM), CountingRules(), True),
        (CountingRules(placed_by=STARTS), CountingRules(placed_by=OPEN, risk_levels=("High",)), False),
    ],
)
def test_some_rules_count_no_record_that_others_do_not(part: CountingRules, whole: CountingRules, within: bool) -> None:
    assert lies_within(part, whole) is within


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        (CountingRules(), CountingRules(), {(12, 12)}),
        (CountingRules(age_taken=AgeTaken.YEAR_START), CountingRules(age_taken=AgeTaken.AUGUST), {(12, 12), (12, 13)}),
        (CountingRules(age_taken=AgeTaken.YEAR_END), CountingRules(age_taken=AgeTaken.AUGUST), {(12, 12), (12, 11)}),
        (CountingRules(), CountingRules(age_taken=AgeTaken.AUGUST), {(12, 12), (12, 11), (12, 13)}),
        (CountingRules(), CountingRules(risk_levels=("High",)), {(12, 12), (12, 13)}),
        (CountingRules(risk_levels=("High",)), CountingRules(), {(12, 12), (12, 11)}),
    ],
)
def test_ages_differ_by_a_year_at_most(
    first: CountingRules, second: CountingRules, pairs: set[tuple[int, int]]
) -> None:
    single = parse_age_bands(tuple(str(age) for age in range(9, 18)))
    found = age_pairs((ruled(first), ruled(second)), single, (), parse_financial_year(YEAR))[0, 1]
    assert {pair for pair in found if pair[0] == "12"} == {(str(young), str(old)) for young, old in pairs}
    assert ("Not known", "Not known") in found


YEAR_END, YEAR_START, AUGUST = AgeTaken.YEAR_END, AgeTaken.YEAR_START, AgeTaken.AUGUST


@pytest.mark.parametrize(
    ("taken", "first_day", "last_day", "ages"),
    [
        # The last day of June is nine months before that of March; so is no day of a birthday, or one.
        (YEAR_END, date(2021, 4, 1), date(2021, 6, 30), {11, 12}),
        (YEAR_END, date(2021, 10, 1), date(2022, 3, 31), {12}),
        (YEAR_END, date(2021, 1, 1), date(2021, 12, 31), {11, 12}),
        (YEAR_START, date(2021, 4, 1), date(2021, 11, 30), {12}),
        (YEAR_START, date(2021, 7, 1), date(2021, 9, 30), {12, 13}),
        # The last 31 August of the first quarter is that of the year before: a year earlier to the day.
        (AUGUST, date(2021, 4, 1), date(2021, 6, 30), {11}),
        (AUGUST, date(2021, 7, 1), date(2021, 9, 30), {12}),
        # Whoever is in the year to June and in the year has the first record of both on the same day.
        (AgeTaken.FIRST_RECORD, date(2021, 4, 1), date(2021, 6, 30), {12}),
        (AgeTaken.FIRST_RECORD, date(2021, 7, 1), date(2021, 9, 30), {12, 13}),
        # From January of one year to March of the next there can be two birthdays, but no record before the first.
        (AgeTaken.FIRST_RECORD, date(2021, 1, 1), date(2021, 12, 31), {10, 11, 12}),
    ],
)
def test_ages_over_other_days_differ_by_the_birthdays_between(
    taken: AgeTaken, first_day: date, last_day: date, ages: set[int]
) -> None:
    """What age in the other answer a child can have who is 12 in the year."""
    year, single = parse_financial_year(YEAR), parse_age_bands(tuple(str(age) for age in range(9, 18)))
    own = ruled(CountingRules(age_taken=taken))
    other = View(own.field_map, (window_in(year, first_day, last_day),))
    found = age_pairs((own, other), single, (), year)[0, 1]
    assert {old for young, old in found if young == "12"} == {str(age) for age in ages}


@pytest.mark.parametrize(
    ("placed_by", "first_day", "last_day", "within", "around"),
    [
        (STARTS, date(2021, 4, 1), date(2021, 11, 30), True, False),
        (STARTS, date(2021, 1, 1), date(2022, 12, 31), False, True),
        (STARTS, date(2021, 1, 1), date(2021, 12, 31), False, False),
        (OPEN, date(2021, 7, 1), date(2021, 9, 30), True, False),
        (PlacedBy.OPEN_AT_YEAR_END, date(2021, 7, 1), date(2021, 9, 30), False, False),
        (PlacedBy.OPEN_AT_YEAR_END, date(2022, 1, 1), date(2022, 3, 31), True, True),
    ],
)
def test_days_within_others_count_no_child_that_those_do_not(
    placed_by: PlacedBy, first_day: date, last_day: date, within: bool, around: bool
) -> None:
    year = parse_financial_year(YEAR)
    own = ruled(CountingRules(placed_by=placed_by, who_counts=WhoCounts.EVERYBODY))
    other = View(own.field_map, (window_in(year, first_day, last_day),))
    promised = set(containments_between((own, other), ("cce",), year))
    assert (("cce@1", "cce") in promised, ("cce", "cce@1") in promised) == (within, around)


def test_promise_that_records_break_is_none() -> None:
    views = (ruled(CountingRules(placed_by=OPEN)), ruled(CountingRules()))
    promised = tuple(containments_between(views, ("cce", "cse"), parse_financial_year(YEAR)))
    assert promised == (("cce@1", "cce"), ("cse@1", "cse"))
    broken = InnerCell(YEAR, ("cce@1",), "Female", "", 1, ("Under 12",))
    assert true_containments(promised, [broken]) == (("cse@1", "cse"),)


def answer(inputs: ReturnInputs, *cells: InnerCell) -> PreparedReturn:
    return prepare_return(inputs, cells, frozenset())


def cell(count: int, keys: str = "cce", sex: str = "Female", age: str = "12 to 15", *others: str) -> InnerCell:
    return InnerCell(YEAR, tuple(sorted(keys.split())), sex, age, count, others)


def saved(prepared: PreparedReturn, path: Path, **changes: Any) -> Path:
    record = {**release_record(prepared.answer), "reference": "BEFORE", **changes}
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def now_inputs(earlier: Path, **rules: Any) -> ReturnInputs:
    inputs = _inputs(POLICY, BANDS)
    inputs = replace(inputs, field_map=replace(inputs.field_map, counting=CountingRules(**rules)))
    return replace(inputs, earlier=(load_earlier(earlier, inputs.request, inputs.field_map, SEXES),))


def figures(prepared: PreparedReturn, table: str) -> list[str]:
    found = next(each for each in prepared.answer.tables if each.key == table)
    return [f"{row.label}: {row.cells[0].text}" for row in found.rows]


def test_total_is_hidden_where_an_answer_by_other_rules_would_give_the_difference_away(tmp_path: Path) -> None:
    """27 of Medium and High were published; 29 of all levels would tell that two are Low."""
    high = _inputs(POLICY, BANDS)
    high = replace(high, field_map=replace(high.field_map, counting=CountingRules(risk_levels=("High", "Medium"))))
    path = saved(answer(high, cell(27)), tmp_path / "before.json")
    inputs = now_inputs(path)
    assert [view.rules for view in inputs.other_views] == [CountingRules(risk_levels=("High", "Medium"))]
    both = cell(27, "cce cce@1", "Female", "12 to 15", "12 to 15")
    alone = figures(answer(_inputs(POLICY, BANDS), cell(29)), "q1")
    together = figures(answer(inputs, both, cell(2, "cce", "Female", "12 to 15", "")), "q1")
    assert alone[0] == "Child criminal exploitation (CCE): 29"
    assert together[0] == "Child criminal exploitation (CCE): [c]"
    enough = figures(answer(inputs, both, cell(7, "cce", "Female", "12 to 15", "")), "q1")
    assert enough[0] == "Child criminal exploitation (CCE): 34"


def test_overlap_is_read_by_the_earlier_answers_own_rule(tmp_path: Path) -> None:
    apart = _inputs(POLICY, BANDS)
    apart = replace(apart, field_map=replace(apart.field_map, counting=CountingRules(overlap=Overlap.EXCLUSIVE)))
    cells = [cell(20), cell(9, "cce cse"), cell(12, "cse")]
    path = saved(answer(apart, *cells), tmp_path / "before.json")
    inputs = now_inputs(path)
    assert not inputs.other_views
    problem, revised = build_system(inputs, count_tables(inputs, cells, frozenset()), cells)
    assert not revised
    told = {each.name: (each.low, each.high) for each in problem.statements}
    assert told[f"BEFORE: {YEAR}, cce"] == (20, 20)


def test_revised_figures_are_told_and_the_rest_still_stands(tmp_path: Path) -> None:
    path = saved(answer(_inputs(POLICY, BANDS), cell(27), cell(30, "cse")), tmp_path / "before.json")
    prepared = answer(now_inputs(path), cell(29), cell(30, "cse"))
    places = {each.place for each in prepared.revised}
    assert (YEAR, "cce") in places
    assert not any(place[1] == "cse" for place in places)
    total = next(each for each in prepared.revised if each.place == (YEAR, "cce"))
    assert (total.low, total.high, total.now, total.shown, total.exposed) == (27, 27, 29, 29, True)
    assert "EXPOSED" in total.sentence
    assert total.sentence in prepared.not_covered
    assert any(each.name == f"BEFORE: {YEAR}, cse" for each in prepared.problem.statements)


def test_difference_that_is_not_small_is_no_exposure(tmp_path: Path) -> None:
    path = saved(answer(_inputs(POLICY, BANDS), cell(27)), tmp_path / "before.json")
    prepared = answer(now_inputs(path), cell(90))
    assert prepared.revised
    assert not any(each.exposed for each in prepared.revised)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"field_map": {"name": "other", "fingerprint": "0", "recording": "0"}}, "records other children"),
        ({"field_map": {"name": "old", "fingerprint": "0"}}, "records other children"),
        ({"cells": [{"table": "t", "period": YEAR, "category": "arson", "breakdown": {}, "value": 9}]}, "'arson'"),
    ],
)
def test_answer_that_cannot_be_counted_again_is_refused_or_left_out_by_name(
    tmp_path: Path, changes: dict[str, Any], found: str
) -> None:
    inputs = _inputs(POLICY, BANDS)
    path = saved(answer(inputs, cell(27)), tmp_path / "before.json", **changes)
    asked = (inputs.request, inputs.field_map, SEXES)
    with pytest.raises(UnlikeAnswer, match=found):
        load_earlier(path, *asked)
    with pytest.raises(DisclosureError, match="--unprotected-against"):
        load_every_earlier([path], *asked, ())
    answers, left_out = load_every_earlier([path], *asked, ("BEFORE",))
    assert not answers
    prepared = answer(replace(inputs, left_out=left_out), cell(29))
    assert any("answer BEFORE" in note.text for note in prepared.answer.notes)
    assert any("BEFORE" in sentence for sentence in prepared.not_covered)


def test_risk_levels_that_the_map_does_not_know_cannot_be_counted_again(tmp_path: Path) -> None:
    inputs = _inputs(POLICY, BANDS)
    path = saved(answer(inputs, cell(27)), tmp_path / "before.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["counting_rules"]["risk_levels"] = ["Purple"]
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(UnlikeAnswer, match="Purple"):
        load_earlier(path, inputs.request, inputs.field_map, SEXES)


def test_maps_that_differ_in_counting_rules_alone_record_the_same(tmp_path: Path) -> None:
    inputs = _inputs(POLICY, BANDS)
    assert inputs.field_map.recording
    theirs = {"name": "old", "fingerprint": "0", "recording": inputs.field_map.recording}
    path = saved(answer(inputs, cell(27)), tmp_path / "before.json", field_map=theirs)
    assert load_earlier(path, inputs.request, inputs.field_map, SEXES).reference == "BEFORE"


def test_too_many_sets_of_rules_are_refused_in_words(tmp_path: Path) -> None:
    path = saved(answer(_inputs(POLICY, BANDS), cell(27)), tmp_path / "before.json")
    inputs = now_inputs(path)
    rules = [
        CountingRules(placed_by=placed, age_taken=age, risk_levels=risk)
        for placed in (STARTS, PlacedBy.OPEN_AT_YEAR_END)
        for age in (AgeTaken.AUGUST, AgeTaken.YEAR_END)
        for risk in (("Low",), ("Medium",))
    ]
    answers = tuple(replace(inputs.earlier[0], rules=each) for each in rules)
    many = replace(inputs, earlier=answers)
    absent = ("",) * len(many.other_views)
    with pytest.raises(DisclosureError, match="ways, by rules and days, too many"):
        answer(many, cell(27, "cce", "Female", "12 to 15", *absent))
