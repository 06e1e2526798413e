"""A field map that is used as it stands: nothing of it is lost, and each change changes one thing."""

from __future__ import annotations

import copy
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foi_return.config.field_map import bind_field_map, shipped_field_maps
from foi_return.config.policy import load_policies
from foi_return.config.request import load_request
from foi_return.errors import FieldMapError
from foi_return.terms.field_map import FieldMap
from foi_return.terms.needed import needed_columns
from foi_return.text import normalise
from foi_return.wizard.amend import drop_records, name_values, rename_column
from foi_return.wizard.compose import compose_map
from foi_return.wizard.course import course, default_of, next_turn
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Beside, Facts
from foi_return.wizard.kept import kept_base, records_without
from foi_return.wizard.matching import match_sources
from foi_return.wizard.meanings import suggest_meanings
from foi_return.wizard.more_help import find_help
from foi_return.wizard.steps import Kind, Section, Step, find_problem
from foi_return.wizard.unasked import find_unasked
from tests.support.maps import anytown, bound, with_names_cleared

Tables = dict[str, Any]
REQUEST = load_request("core")
EVERY = {name: tomllib.loads(path.read_text(encoding="utf-8")) for name, path in shipped_field_maps().items()}
SHIPPED = {name: tables for name, tables in EVERY.items() if tables.get("request", "core") == "core"}


def changed(change: Callable[[Tables], object]) -> Tables:
    tables = copy.deepcopy(anytown())
    change(tables)
    return tables


def with_database(tables: Tables) -> None:
    tables["database"] = {"url_from": "environment:ANYTOWN_DB", "timeout_seconds": 30}
    for name, source in tables["sources"].items():
        source.clear()
        source["table"] = f"cases.{name}"


def with_crosswalk(tables: Tables) -> None:
    tables["sources"]["ids"] = {"title": "Ids of the old system"}
    tables["sources"]["merged"] = {"title": "Ids that were merged"}
    tables["crosswalks"] = {
        "legacy": {"source": "ids", "from": "Old id", "to": "Person ID"},
        "merged": {"source": "merged", "from": "Gone id", "to": "Person ID"},
    }
    tables["child"]["merged"] = "merged"
    tables["records"]["hazards"]["child_ids"] = "legacy"


def with_combined(tables: Tables) -> None:
    rules = tables["categories"].pop("gang")["rules"]
    tables["categories"].pop("ocg")
    tables["combined"] = {"groups": {"label": "Gang or OCG", "stands_for": ["gang", "ocg"], "rules": rules}}


def with_link(tables: Tables) -> None:
    tables["records"]["missing"]["linked_to"] = {"records": "hazards", "within_days": 90}


def with_figures_to_follow(tables: Tables) -> None:
    tables["records"]["missing"]["covers"] = {"from": date(2019, 4, 1), "to": date(2024, 3, 31)}
    tables["records"]["missing"]["to_follow"] = {"from": date(2024, 4, 1), "note": "To follow in May."}


def with_condition(tables: Tables) -> None:
    tables["records"]["hazards"]["only_if"] = {
        "any": [{"column": "Setting", "not_values": ["Online"]}, {"all": [{"column": "Hazard", "values": ["CSE"]}]}]
    }


def with_phrases(tables: Tables) -> None:
    rules = tables["categories"]["cse"]["rules"]
    rules.append({"records": "hazards", "column": "Case note", "contains": ["sexual exploitation"]})


def with_ids_and_names(tables: Tables) -> None:
    tables["child"] |= {"id_form": {"width": 8}, "names": ["Forename", "Surname"]}


def with_sheets(tables: Tables) -> None:
    tables["sources"]["hazards"] = {
        "title": "Hazards",
        "sheets": ["*"],
        "header_row": 3,
        "password_from": "environment:FOI_PASSWORD",
    }


def with_own_name_for_records(tables: Tables) -> None:
    tables["records"]["absences"] = tables["records"].pop("missing")
    for group in ("categories", "contexts"):
        for mapping in tables[group].values():
            for rule in mapping.get("rules", []):
                rule["records"] = {"missing": "absences"}.get(rule["records"], rule["records"])


FEATURES = (
    with_database,
    with_crosswalk,
    with_combined,
    with_link,
    with_figures_to_follow,
    with_condition,
    with_phrases,
    with_ids_and_names,
    with_sheets,
    with_own_name_for_records,
)
MAPS: dict[str, Tables] = {**SHIPPED, **{feature.__name__: changed(feature) for feature in FEATURES}}


def facts_of_map(tables: Tables, columns: Mapping[str, Mapping[str, str]] | None = None) -> Facts:
    """The facts about an extract that has every column of a map, under other names where some are given."""
    base = bind_field_map(tables, REQUEST, "map.toml")
    headers = {
        (name, f"/extract/{name}.csv"): tuple((columns or {}).get(name, {}).get(column, column) for column in needed)
        for name, needed in needed_columns(base).items()
    }
    return Facts(
        today=date(2026, 7, 10),
        request=REQUEST,
        requests=("core",),
        shipped_maps={"this": "This map"},
        policies=load_policies(),
        base=base,
        base_tables=tables,
        headers=headers,
        folder="/somewhere",
    )


def begun(base: FieldMap, **answers: Answer) -> Draft:
    return Draft(
        {
            "request/start": "shipped:this",
            "request/use": "keep",
            "request/reference": "FOI-1",
            "request/council": base.council,
            "request/contact": base.contact,
            "request/regime": base.regime.value,
            "request/received": "2026-07-06",
            "request/as_asked": "yes",
            "files/all": tuple(f"/extract/{name}.csv" for name in base.sources),
            "files/extracted_on": "2026-05-21",
            **{key.replace("__", "/"): answer for key, answer in answers.items()},
        }
    )


def walked(facts: Facts, draft: Draft) -> Draft:
    """The draft with every other question answered by its default; the extract is read once its files are known."""
    while True:
        turn = next_turn(draft, facts)
        draft = turn.draft
        if turn.step is not None:
            step = default_of(turn.step, draft)
            assert step.default is not None or step.optional, step.key
            assert find_help(step.key), step.key
            draft = step.applied(draft, step.default or "")
        elif turn.settled is None:
            return draft


@pytest.mark.parametrize("name", MAPS)
def test_nothing_of_a_map_that_is_used_as_it_stands_is_lost(name: str) -> None:
    tables = MAPS[name]
    facts = facts_of_map(tables)
    base = kept_base(facts)
    facts = replace(facts, beside=Beside(base))
    before = copy.deepcopy(tables)
    draft = walked(facts, begun(base))
    assert compose_map(draft, facts).fingerprint == bind_field_map(with_names_cleared(tables), REQUEST, "").fingerprint
    assert tables == before, "the map that was started from is not changed in place"


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.__name__)
def test_what_is_not_asked_is_said_in_words(feature: Callable[[Tables], object]) -> None:
    tables = changed(feature)
    assert find_unasked(bound(tables), tables)
    assert not find_unasked(bound(anytown()), anytown())


def columns_of(base: FieldMap) -> Iterator[tuple[str, str]]:
    for source, columns in needed_columns(base).items():
        if source in base.sources:
            yield from ((source, column) for column in columns)


@pytest.mark.parametrize("name", MAPS)
def test_a_column_is_renamed_wherever_the_map_reads_it_and_nowhere_else(name: str) -> None:
    base = bind_field_map(MAPS[name], REQUEST, "map.toml")
    for source, column in columns_of(base):
        tables = copy.deepcopy(MAPS[name])
        rename_column(tables, base, source, column, "Quite another name")
        renamed = bind_field_map(tables, REQUEST, "map.toml")
        assert renamed.fingerprint != base.fingerprint
        expected = {
            place: {"Quite another name" if (place, each) == (source, column) else each for each in columns}
            for place, columns in needed_columns(base).items()
            if place in base.sources
        }
        assert {place: set(needed_columns(renamed)[place]) for place in base.sources} == expected
        rename_column(tables, renamed, source, "quite  another NAME", column)
        assert bind_field_map(tables, REQUEST, "map.toml").fingerprint == base.fingerprint


OTHERS = {name: tables for name, tables in EVERY.items() if name not in SHIPPED}


@pytest.mark.parametrize("name", OTHERS)
def test_a_column_of_another_request_is_renamed_wherever_the_map_reads_it(name: str) -> None:
    """Ids of several columns, breakdowns, numbers of rows of another file; some of these maps know no people."""
    request = load_request(OTHERS[name]["request"])
    base = bind_field_map(OTHERS[name], request, "map.toml")
    for source, column in columns_of(base):
        tables = copy.deepcopy(OTHERS[name])
        rename_column(tables, base, source, column, "Quite another name")
        renamed = bind_field_map(tables, request, "map.toml")
        expected = {
            place: {"Quite another name" if (place, each) == (source, column) else each for each in columns}
            for place, columns in needed_columns(base).items()
            if place in base.sources
        }
        assert {place: set(needed_columns(renamed)[place]) for place in base.sources} == expected
        rename_column(tables, renamed, source, "Quite another name", column)
        assert bind_field_map(tables, request, "map.toml").fingerprint == base.fingerprint


def test_records_that_are_left_out_leave_the_files_by_whose_rows_others_count() -> None:
    tables = copy.deepcopy(EVERY["group-based-offending"])
    request = load_request("group-based")
    drop_records(tables, ["suspects"], {"suspects": "Not supplied."})
    assert set(tables["sources"]) == {"crimes", "victims", "suspects"}, "crimes count their suspects"
    assert set(tables["tables"]) == {"crimes_with_suspects", "victims_of_crimes"}
    assert tables["records"]["victims"]["id"] == ["Crime No", "Victim Ref"]
    base = bind_field_map(EVERY["group-based-offending"], request, "map.toml")
    assert set(records_without(base, ("suspects",))) == {"crimes", "victims", "suspects"}
    assert records_without(base, ("victims",)) == ("victims",)


def test_id_of_several_columns_is_said_in_words_before_anything_is_asked() -> None:
    tables = copy.deepcopy(EVERY["police-niche"])
    request = load_request("recorded-crime")
    (records,) = tables["records"].values()
    records["id"] = ["Occurrence no", "Force"]
    assert "ids of several columns" in find_unasked(bind_field_map(tables, request, "map.toml"), tables)


def test_each_file_is_found_by_its_columns_in_any_order() -> None:
    for name, tables in MAPS.items():
        facts = facts_of_map(tables)
        base = kept_base(facts)
        paths = sorted(path for _, path in facts.headers)
        seen = {(source, path): columns for source in base.sources for (_, path), columns in facts.headers.items()}
        for source, match in match_sources(base, paths, seen).items():
            if needed_columns(base)[source]:
                assert match.path == f"/extract/{source}.csv" or not match.sure, (name, source)


def test_values_of_a_value_that_means_two_things_are_allowed_to_overlap() -> None:
    tables = copy.deepcopy(anytown())
    name_values(tables, "hazards", "Hazard", {"cse": ("Both",), "gang": ("Both",)}, ["Neither"])
    named = bound(tables)
    assert "cse" in named.mappings["gang"].may_overlap
    assert "Neither" in named.records["hazards"].not_counted["Hazard"]


def test_new_value_of_a_category_that_is_recorded_with_another_goes_to_both_as_one() -> None:
    tables = changed(with_combined)
    name_values(tables, "hazards", "Hazard", {"ocg": ("OCG nominal",)}, [])
    named = bound(tables)
    assert any("OCG nominal" in rule.values for rule in named.mappings["gang"].rules)
    assert not named.mappings["ocg"].held


def test_records_that_are_left_out_take_their_sources_and_nothing_else_with_them() -> None:
    for name, tables in MAPS.items():
        base = bind_field_map(tables, REQUEST, "map.toml")
        for records in base.records if len(base.records) > 1 else ():
            linked = [
                each for each, spec in base.records.items() if spec.linked_to and spec.linked_to.records == records
            ]
            gone = [records, *linked]
            if set(gone) == set(base.records):
                continue
            lost = {
                key: "Not supplied."
                for key, mapping in base.mappings.items()
                if any(rule.records in gone for rule in mapping.rules)
            }
            fewer = copy.deepcopy(tables)
            drop_records(fewer, gone, lost)
            if fewer["counting"].get("risk_levels"):
                continue
            left = bind_field_map(fewer, REQUEST, name)
            assert set(left.records) == set(base.records) - set(gone)
            assert all(needed_columns(left)[source] for source in left.sources)
            same = {key for key in base.mappings if key not in lost and base.mappings[key].rules}
            assert all(left.mappings[key] == base.mappings[key] for key in same)
            assert not any(left.mappings[key].held for key in lost)


def test_approval_stays_only_as_long_as_the_meaning_does() -> None:
    tables = copy.deepcopy(anytown())
    approval = {
        "name": "A. Officer",
        "role": "Lead",
        "date": date(2026, 7, 1),
        "fingerprint": bound(tables).fingerprint,
    }
    tables["approval"] = approval
    facts = facts_of_map(tables)
    base = kept_base(facts)
    facts = replace(facts, beside=Beside(base))
    draft = walked(facts, begun(base))
    assert compose_map(draft, facts).is_approved
    other = walked(facts, begun(base, counting__who_counts="everybody"))
    assert not compose_map(other.said("counting/who_counts", "everybody"), facts).is_approved


def test_days_that_have_changed_are_asked_for() -> None:
    facts = facts_of_map(SHIPPED["cin-census"])
    base = kept_base(facts)
    facts = replace(facts, beside=Beside(base))
    draft = walked(facts, begun(base, request__as_asked="no", request__years="2019/20 to 2026/27"))
    (key,) = draft.keys_under("kept/records/")
    step = next(step for step in course(draft, facts) if step.key == key)
    assert "end on 31 March 2026" in step.help, "the extract is from May, and 2026/27 is asked for"
    draft = walked(facts, draft.said(key, "days").said("records/factors/to", "2027-03-31"))
    composed = compose_map(draft, facts)
    assert composed.records["factors"].covers.end == date(2027, 3, 31)
    assert composed.records["factors"].covers.start == base.records["factors"].covers.start


def test_another_council_gives_the_map_another_name() -> None:
    facts = facts_of_map(SHIPPED["mosaic"])
    base = kept_base(facts)
    facts = replace(facts, beside=Beside(base))
    draft = walked(facts, begun(base).said("request/council", "Testshire"))
    composed = compose_map(draft, facts)
    assert (composed.name, composed.title) == ("testshire", "Testshire: Mosaic")
    assert composed.council == "Testshire"
    assert normalise(composed.contact) == normalise(base.contact)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_answered_makes_a_map_or_a_reason(seed: int) -> None:
    draw = random.Random(seed)
    tables = draw.choice(list(MAPS.values()))
    facts = facts_of_map(tables)
    base = kept_base(facts)
    coded = [(name, column) for name in base.records for column in base.coded_columns(name)]
    values = {place: {"CSE": 9, "Thing": 3, "County lines": 2, "Other": 1} for place in coded[:1]}
    meanings = {place: suggest_meanings(found, place[1], REQUEST) for place, found in values.items()}
    sexes = {"Girl": 4} if base.child.sex else {}
    facts = replace(facts, beside=Beside(base, values=values, meanings=meanings, sexes=sexes))
    draft = begun(base)
    asked = 0
    while asked < 60:
        turn = next_turn(draft, facts)
        draft = turn.draft
        if turn.step is not None:
            asked += 1
            draft = turn.step.applied(draft, any_answer(default_of(turn.step, draft), draw))
        elif turn.settled is None:
            break
    if next_turn(draft, facts).step is not None:
        return  # Somebody who goes through the values again and again.
    try:
        composed = compose_map(draft, facts)
    except FieldMapError as error:
        assert error.faults
    else:
        assert composed.child == base.child or base.child.sex
        assert set(composed.records) == set(base.records)


def any_answer(step: Step, draw: random.Random) -> Answer:
    """An answer that a question takes, at random where it has choices."""
    values = [choice.value for choice in step.choices if choice.value != "again"]
    if step.kind is Kind.CHECKBOX:
        answer: Answer = tuple(value for value in values if draw.random() < 0.4)
    elif step.kind is Kind.SELECT and step.section is not Section.REQUEST:
        answer = draw.choice(values)
    else:
        answer = "a text" if step.default is None else step.default
    return (step.default or "") if find_problem(step, answer) else answer
