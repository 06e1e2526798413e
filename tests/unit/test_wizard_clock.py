"""The days of a request in the wizard: receipt, clarification, another last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from foi_return.config.answers import Answers, answers_tables, load_answers
from foi_return.config.toml_write import toml_text
from foi_return.terms.timing import Timing
from foi_return.wizard.compose import compose_answers
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.filed import reopened_for_a_new_request
from foi_return.wizard.sections.clock import ASKED, CAME, CLARIFIED, CLOCK, DUE, OTHER_DAY, due_in_words
from foi_return.wizard.steps import find_problem
from tests.unit.test_wizard_steps import BEGUN, HAZARDS, PEOPLE, Walk, facts_with, walk

LATE = replace(facts_with(PEOPLE, HAZARDS), today=date(2026, 8, 20))
SET_OUT: dict[str, Answer] = {CLOCK: CLARIFIED, ASKED: "2026-07-10", CAME: "2026-07-20"}


def late(answers: Mapping[str, Answer]) -> Walk:
    begun = {key: answer for key, answer in BEGUN.items() if key not in ("request/as_asked", "request/system")}
    return walk(LATE, {**BEGUN, **answers}, Draft(begun))


def test_file_of_answers_means_the_same_on_a_later_day() -> None:
    assert CLOCK not in walk(LATE).keys


def test_clock_is_asked_about_only_where_the_day_is_past() -> None:
    assert CLOCK not in walk(facts_with(PEOPLE, HAZARDS)).keys
    step = late({}).question(CLOCK)[0]
    assert step.message == "Is the answer due by Wednesday 5 August 2026?"


def test_clock_is_asked_about_when_the_task_is_opened_again() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    draft = walk(facts).draft
    assert CLOCK in walk(facts, {}, draft.ask_again([CLOCK])).keys


def test_clarification_moves_the_last_day_and_goes_into_the_answers() -> None:
    done = late(SET_OUT)
    assert due_in_words(done.draft) == "The answer is due by Tuesday 18 August 2026."
    answers = compose_answers(done.draft, LATE, Path("map.toml"))
    assert answers.timing == Timing(date(2026, 7, 10), date(2026, 7, 20))


def test_clock_stands_still_while_nobody_has_clarified() -> None:
    assert "stands still" in due_in_words(late({**SET_OUT, CAME: ""}).draft)


def test_days_out_of_order_are_refused() -> None:
    done = late(SET_OUT)
    asked, came = done.question(ASKED)[0], done.question(CAME)[0]
    assert "before the request was received" in find_problem(asked, "2026-07-01")
    assert "before it was asked for, on Friday 10 July 2026" in find_problem(came, "2026-07-09")
    assert find_problem(came, "2026-08-21") == "This day is still to come."


def test_another_last_day_needs_a_reason() -> None:
    done = late({CLOCK: OTHER_DAY, DUE: "2026-09-01", "request/due_reason": "An extra bank holiday."})
    assert find_problem(done.question("request/due_reason")[0], "")
    answers = compose_answers(done.draft, LATE, Path("map.toml"))
    assert answers.timing == Timing(due=date(2026, 9, 1), due_reason="An extra bank holiday.")


def test_new_request_does_not_inherit_the_clock() -> None:
    assert CLOCK not in reopened_for_a_new_request(late(SET_OUT).draft)


@pytest.mark.parametrize(
    "timing",
    [
        Timing(),
        Timing(date(2026, 7, 10), date(2026, 7, 20), (date(2026, 7, 7),), (date(2026, 8, 3),)),
        Timing(due=date(2026, 9, 1), due_reason="Agreed."),
    ],
)
def test_answers_file_keeps_the_days(timing: Timing, tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(toml_text(answers_tables(Answers(timing=timing)), "Answers."), encoding="utf-8")
    assert load_answers(path).timing == timing
