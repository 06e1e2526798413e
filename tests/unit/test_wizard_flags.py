"""The yes/no questions in the wizard: names that are cleared or described, whom to ask, contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from foi_return.terms.field_map import FieldMap, FlagAnswer
from foi_return.wizard.compose import compose_map
from foi_return.wizard.draft import Answer
from foi_return.wizard.facts import Facts
from foi_return.wizard.review import review
from foi_return.wizard.sections.flags import CHANGE, KEEP, NAMES, REOPENED
from foi_return.wizard.steps import Section, find_problem
from foi_return.wizard.view import EACH, RIGHT
from tests.unit.test_wizard_steps import HAZARDS, PEOPLE, Walk, column, facts_with, walk

SECRET = "Operation Kingfisher"
PATHS: dict[str, Answer] = {
    "request/use": "ask",
    "files/1/path": "people.csv",
    "files/2/path": "hazards.csv",
    "files/3/path": "",
}


@pytest.fixture
def facts() -> Facts:
    return facts_with(PEOPLE, HAZARDS)


def finished(facts: Facts, answers: Mapping[str, Answer]) -> tuple[Walk, FieldMap]:
    done = walk(facts, answers)
    return done, compose_map(done.draft, facts)


def started_from(facts: Facts, **changes: object) -> Facts:
    """The facts with a map of the same files to start from, whose answer to 2(a) is changed."""
    base = compose_map(walk(facts).draft, facts)
    statement = replace(base.flags["cse_flag"], **changes)  # type: ignore[arg-type]
    return replace(facts, base=replace(base, flags={**base.flags, "cse_flag": statement}))


def test_taking_the_proposal_clears_every_name(facts: Facts) -> None:
    done, field_map = finished(facts, {"flags/how": RIGHT})
    assert not any(key.startswith("flags/cleared") for key in done.keys)
    statement = field_map.flags["cse_flag"]
    assert statement.cleared == statement.fields == ("Hazard: CSE",)


def test_name_that_is_not_cleared_is_described_and_the_review_does_not_show_it(facts: Facts) -> None:
    answers: dict[str, Answer] = {
        "flags/how": NAMES,
        "flags/cleared": ("Hazard: CCE", "Hazard: CCE - county lines"),
        "flags/described/Hazard: CSE": "a local flag",
    }
    done, field_map = finished(facts, answers)
    assert field_map.flags["cse_flag"].described_as == {"Hazard: CSE": "a local flag"}
    assert field_map.flags["cce_flag"].cleared == ("Hazard: CCE", "Hazard: CCE - county lines")
    told = review(done.draft, facts, field_map)[Section.FLAGS]
    assert "yes: a local flag (described" in " ".join(told.split())
    assert "Hazard: CSE" not in told


def test_description_may_not_hold_the_name(facts: Facts) -> None:
    done = walk(facts, {"flags/how": NAMES, "flags/cleared": (), "flags/described": "a local flag"})
    step = next(step for step, _ in done.asked if step.key == "flags/described/Hazard: CSE")
    assert "which is to be left out" in find_problem(step, "the flag HAZARD: CSE of ours")
    assert find_problem(step, "the flag of ours") == ""


def test_name_that_looks_like_an_operation_is_not_cleared_by_enter() -> None:
    column_of_flags = column("Hazard", {"Neglect": 60, f"CSE - {SECRET}": 20, "CCE": 10})
    columns = tuple(column_of_flags if item.name == "Hazard" else item for item in HAZARDS.columns)
    facts = facts_with(PEOPLE, replace(HAZARDS, columns=columns))
    answers: dict[str, Answer] = {
        "values/hazards/Hazard/how": EACH,
        "values/hazards/Hazard/is/cse": (f"CSE - {SECRET}",),
        "flags/described": "a local flag for a named operation",
    }
    done = walk(facts, answers)
    step = next(step for step, _ in done.asked if step.key.startswith("flags/cleared/"))
    assert step.default == ("Hazard: CCE",)
    assert any("may name an operation" in choice.evidence for choice in step.choices)
    statement = compose_map(done.draft, facts).flags["cse_flag"]
    assert list(statement.described_as) == [f"Hazard: CSE - {SECRET}"]


def test_descriptions_of_the_map_started_from_stay(facts: Facts) -> None:
    based = started_from(facts, described_as={"Hazard: CSE": "a local flag"}, cleared=())
    for how in (RIGHT, NAMES):
        done, field_map = finished(based, {**PATHS, "flags/how": how})
        assert field_map.flags["cse_flag"].described_as == {"Hazard: CSE": "a local flag"}
        assert ("flags/described/Hazard: CSE" in done.keys) is (how == NAMES)


def test_what_is_not_known_asks_for_a_role_once(facts: Facts) -> None:
    done, field_map = finished(facts, {"flags/how": RIGHT, "flags/ask": "Data team"})
    assert sum(key.startswith("flags/ask/") for key in done.keys) == 1
    assert {statement.ask for statement in field_map.flags.values()} == {"", "Data team"}
    told = " ".join(review(done.draft, facts, field_map)[Section.FLAGS].split())
    assert "2(h) Contextual safeguarding: not known yet; ask Data team." in told


def contradicted(facts: Facts, then: str) -> Walk:
    answers: dict[str, Answer] = {
        "flags/how": EACH,
        "flags/cse_flag/answer": FlagAnswer.NO.value,
        "flags/doubts": then,
    }
    return walk(facts, answers)


def test_no_to_a_field_that_is_mapped_is_pointed_out_and_may_be_kept(facts: Facts) -> None:
    done = contradicted(facts, KEEP)
    step = next(step for step, _ in done.asked if step.key.startswith("flags/doubts/"))
    assert "2(a)" in step.help and "counted from the field 'Hazard'" in step.help
    field_map = compose_map(done.draft, facts)
    assert field_map.flags["cse_flag"].answer is FlagAnswer.NO
    assert "To do: contradiction" in review(done.draft, facts, field_map)[Section.FLAGS]


def test_changing_a_contradiction_asks_that_question_alone_again(facts: Facts) -> None:
    kept = contradicted(facts, KEEP)
    step = next(step for step, _ in kept.asked if step.key.startswith("flags/doubts/"))
    draft = step.applied(kept.draft, CHANGE)
    assert draft.many(REOPENED) == ("cse_flag",)
    again = walk(facts, {"flags/cse_flag/answer": "yes", "flags/cse_flag/fields": ("Hazard: CSE",)}, draft)
    assert [key for key in again.keys if key.endswith("/answer")] == ["flags/cse_flag/answer"]
    assert compose_map(again.draft, facts).flags["cse_flag"].fields == ("Hazard: CSE",)


def test_proposal_that_the_map_contradicts_can_be_reopened(facts: Facts) -> None:
    based = started_from(facts, answer=FlagAnswer.NO, fields=(), cleared=())
    done = walk(based, {**PATHS, "flags/how": RIGHT, "flags/doubts": KEEP})
    step, draft = done.question("flags/doubts")
    answers: dict[str, Answer] = {"flags/cse_flag/answer": "yes", "flags/cse_flag/fields": ("Hazard: CSE",)}
    again = walk(based, answers, step.applied(draft, CHANGE))
    assert "flags/cce_flag/answer" not in again.keys
    assert compose_map(again.draft, based).flags["cse_flag"].answer is FlagAnswer.YES


def test_since_that_is_later_than_the_first_record_is_pointed_out(facts: Facts) -> None:
    hazard = next(item for item in HAZARDS.columns if item.name == "Hazard")
    seen = replace(hazard, first_seen={"Start date": {"cse": 20190612, "cce": 20200101}})
    columns = tuple(seen if item.name == "Hazard" else item for item in HAZARDS.columns)
    facts = facts_with(PEOPLE, replace(HAZARDS, columns=columns))
    answers = {"flags/how": EACH, "flags/cse_flag/since": "2022-04-01", "flags/doubts": KEEP}
    step = next(step for step, _ in walk(facts, answers).asked if step.key.startswith("flags/doubts/"))
    assert "exist since 1 April 2022, yet its first record is of 2019/20." in step.help
