"""The questions as data: which come, what answers they take, and when the evidence answers them."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from foi_return.config.exemptions import RefusalAnswer, decide
from foi_return.config.policy import load_policies
from foi_return.config.request import load_request
from foi_return.errors import FieldMapError
from foi_return.terms.field_map import Regime
from foi_return.wizard.compose import compose_map
from foi_return.wizard.course import Turn, course, default_of, next_turn
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts, FileFacts
from foi_return.wizard.paths import clean_path, full_paths, is_pattern, pattern_of
from foi_return.wizard.review import review
from foi_return.wizard.sections.columns import format_step
from foi_return.wizard.sections.files import describe_file, file_steps
from foi_return.wizard.sections.letter import HOW as LETTER_HOW
from foi_return.wizard.sections.letter import chosen_refusals, letter_rows
from foi_return.wizard.sections.the_request import request_steps
from foi_return.wizard.steps import Kind, Section, Step, find_problem, in_words, parse_day, typed_form, understand
from foi_return.wizard.suggest import suggest_all
from foi_return.wizard.view import lines

TODAY = date(2026, 7, 10)


def column(name: str, values: Mapping[str, int], rows: int = 100) -> ColumnFacts:
    return ColumnFacts(name, rows, sum(values.values()), len(values), values)


def days(name: str, **read: int) -> ColumnFacts:
    formats = {form.replace("_", "/"): cells for form, cells in read.items()} or {"dd/mm/yyyy": 100}
    return ColumnFacts(name, 100, 100, 90, None, "dates", formats, (2019, 2025))


def ids(name: str) -> ColumnFacts:
    return ColumnFacts(name, 100, 100, 100, None, "ids")


PEOPLE = FileFacts(
    "people.csv", "", 1, 100, (ids("Person ID"), days("Date of birth"), column("Gender", {"M": 50, "F": 45, "U": 5}))
)
HAZARDS = FileFacts(
    "hazards.csv",
    "",
    1,
    100,
    (
        ids("Person ID"),
        column("Hazard", {"Neglect": 60, "CSE": 20, "CCE": 10, "Gang show rehearsal": 6, "CCE - county lines": 4}),
        days("Start date"),
        days("End date"),
    ),
)


WIDE = FileFacts(
    "wide.csv",
    "",
    1,
    100,
    (
        ids("Person ID"),
        days("Assessment date"),
        column("CSE flag", {"Y": 30, "N": 70}),
        column("CCE flag", {"Y": 20, "N": 80}),
        column("Risk level", {"High": 30, "Low": 60, "Not assessed": 10}),
        column("Identified as", {"At risk": 30, "Victim": 60, "Other": 10}),
        column("Where", {"Online": 30, "School": 60, "Hotel/School": 10}),
    ),
)


def facts_with(*files: FileFacts) -> Facts:
    request = load_request("core")
    studied = [replace(file, suggestions=suggest_all(file, request)) for file in files]
    return Facts(
        today=TODAY,
        request=request,
        requests=("core",),
        policies=load_policies(),
        files={(file.path, file.sheet): file for file in studied},
        folder="/somewhere",
    )


BEGUN: dict[str, Answer] = {
    "request/start": "none",
    "request/reference": "FOI-1",
    "request/council": "Anytown Council",
    "request/contact": "",
    "request/regime": "FOIA",
    "request/received": "2026-07-06",
    "request/as_asked": "yes",
    "request/system": "Mosaic",
    "files/all": ("people.csv", "hazards.csv"),
    "files/extracted_on": "2026-05-21",
}


def walk(facts: Facts, answers: Mapping[str, Answer] | None = None, draft: Draft | None = None) -> Walk:
    """Answers every question as told (by its key, or by what its key begins with), else with its default."""
    draft = draft or Draft(dict(BEGUN))
    asked: list[tuple[Step, Draft]] = []
    while True:
        turn = next_turn(draft, facts)
        draft = turn.draft
        if turn.step is not None:
            step = default_of(turn.step, draft)
            asked.append((step, draft))
            draft = step.applied(draft, told(step, answers or {}))
        elif turn.settled is None:
            return Walk(asked, draft)


def told(step: Step, answers: Mapping[str, Answer]) -> Answer:
    keys = [key for key in answers if step.key == key or step.key.startswith(f"{key}/")]
    answer = answers[max(keys, key=len)] if keys else step.default
    answer = "" if answer is None and step.optional else answer
    assert answer is not None, step.key
    assert not find_problem(step, answer), (step.key, answer)
    return answer


@dataclass(frozen=True)
class Walk:
    """A whole interview: every question with the draft before it, and the draft at the end."""

    asked: list[tuple[Step, Draft]]
    draft: Draft

    @property
    def keys(self) -> list[str]:
        return [step.key for step, _ in self.asked]

    def question(self, key: str) -> tuple[Step, Draft]:
        for step, draft in self.asked:
            if step.key == key or step.key.startswith(f"{key}/"):
                return step, draft
        raise AssertionError(f"{key} was not asked")


def opened(draft: Draft, facts: Facts) -> Turn:
    """The next question, once the evidence has answered what it can."""
    while (turn := next_turn(draft, facts)).settled is not None:
        draft = turn.draft
    return turn


def question(key: str, facts: Facts, answers: Mapping[str, Answer] | None = None) -> Step:
    return walk(facts, answers).question(key)[0]


# --- What is typed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["21/05/2026", "21/5/2026", "2026-05-21", "21.05.2026", "21 May 2026", " 21  May 2026 "]
)
def test_dates_are_read_as_they_are_written_here(text: str) -> None:
    assert parse_day(text) == "2026-05-21"


@pytest.mark.parametrize("text", ["31/02/2026", "05/21/2026", "21/05/26", "yesterday", "21/05/0026"])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="21/05/2026"):
        parse_day(text)


def test_question_that_must_be_answered_refuses_nothing() -> None:
    step = Step("x", Section.REQUEST, Kind.TEXT, "Name")
    with pytest.raises(ValueError, match="cannot be left empty"):
        understand(step, "  ")
    assert understand(replace(step, optional=True), "  ") == ""


def test_default_is_shown_in_the_form_in_which_it_is_typed() -> None:
    step = Step("x", Section.REQUEST, Kind.DATE, "When")
    assert typed_form(step, "2026-05-21") == "21/05/2026"
    assert in_words(step, "2026-05-21") == "Thursday 21 May 2026"
    assert typed_form(step, None) == ""


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ('"C:\\Users\\jo\\FOI extract.csv"', "C:\\Users\\jo\\FOI extract.csv"),
        ("& 'C:\\Users\\jo\\FOI extract.csv'", "C:\\Users\\jo\\FOI extract.csv"),
        ('"\\\\server\\share\\people.csv"', "\\\\server\\share\\people.csv"),
        (" people.csv ", "people.csv"),
        ("'/home/jo/FOI extract.csv'", "/home/jo/FOI extract.csv"),
        ("file:///home/jo/FOI%20extract.csv", "/home/jo/FOI extract.csv"),
        ("", ""),
        ('"C:\\Users\\jo\\FOI extract.csv"  ', "C:\\Users\\jo\\FOI extract.csv"),
        ("\u202aC:\\Users\\jo\\FOI extract.csv", "C:\\Users\\jo\\FOI extract.csv"),
        ("\u201cC:\\Users\\jo\\FOI extract.csv\u201d\u00a0", "C:\\Users\\jo\\FOI extract.csv"),
        ("file:///C:/Users/jo/FOI%20extract.csv", "C:/Users/jo/FOI extract.csv"),
        ("C:\\Users\\jo\\cin-*.xml\r\n", "C:\\Users\\jo\\cin-*.xml"),
        ("~nobody-of-this-name/people.csv", "~nobody-of-this-name/people.csv"),
        ("people\0.csv", "people.csv"),
    ],
)
def test_pasted_and_dragged_paths_are_understood(given: str, path: str) -> None:
    assert clean_path(given) == path


def test_home_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert clean_path('"~/people.csv" ') == str(tmp_path / "people.csv")


@pytest.mark.parametrize(
    "typed",
    [
        '"{0}/a.csv" "{0}/b c.csv"',
        "{0}/a.csv; {0}/b c.csv",
        '"{0}/a.csv"\r\n"{0}/b c.csv"\r\n',
        "\u201c{0}/a.csv\u201d; \u201c{0}/b c.csv\u201d",
        "& '{0}/a.csv' '{0}/b c.csv'",
        '"{0}"',
    ],
)
def test_several_paths_are_taken_apart(typed: str, tmp_path: Path) -> None:
    for name in ("a.csv", "b c.csv", "~$b c.csv", "notes.docx"):
        (tmp_path / name).write_text("Id\n1\n", encoding="utf-8")
    assert full_paths(typed.format(tmp_path)) == (str(tmp_path / "a.csv"), str(tmp_path / "b c.csv"))


def test_pattern_stays_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "cin-2024.xml").write_text("<Message/>", encoding="utf-8")
    assert full_paths(f'"{tmp_path}/cin-*.xml" ') == (str(tmp_path / "cin-*.xml"),)
    assert is_pattern(str(tmp_path / "cin-*.xml"))
    assert not is_pattern(str(tmp_path / "cin-2024.xml"))


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (("cin-2019.xml", "cin-2026.xml"), "cin-20*.xml"),
        (("hazards 2024.csv", "hazards 2025.csv"), "hazards 202*.csv"),
        (("people.csv", "hazards.csv"), ""),
        (("cin-1.xml",), ""),
        (("cin-[1].xml", "cin-[2].xml"), ""),
    ],
)
def test_pattern_of_alike_names(names: tuple[str, ...], pattern: str) -> None:
    found = pattern_of([f"/extract/{name}" for name in names])
    assert found == (f"/extract/{pattern}" if pattern else "")


@pytest.mark.skipif(os.name == "nt", reason="a backslash is no escape on Windows")
def test_dragged_path_with_escaped_spaces_is_understood() -> None:
    assert clean_path("/home/jo/FOI\\ extract\\ \\(2\\).csv") == "/home/jo/FOI extract (2).csv"


# --- The request --------------------------------------------------------------------------


def request_step(key: str) -> Step:
    steps = {
        step.key: step
        for step in request_steps(Draft({"request/regime": "FOIA", "request/as_asked": "no"}), facts_with())
    }
    return steps[key]


def test_due_date_is_told_in_working_days() -> None:
    assert (
        request_step("request/received")
        .echo("2026-07-06")
        .startswith("The answer is due by Wednesday 5 August 2026 (26 days from today).")
    )


def test_request_cannot_have_been_received_tomorrow() -> None:
    assert find_problem(request_step("request/received"), "2026-07-11") == "This day is still to come."


@pytest.mark.parametrize("years", ["2019/20 to 2025/26", "2021/22", "2021/22, 2023/24"])
def test_years_are_checked_as_in_a_file(years: str) -> None:
    assert find_problem(request_step("request/years"), years) == ""
    assert "not a financial year" in find_problem(request_step("request/years"), f"{years}, 2021/23")
    assert "more than one kind" in find_problem(request_step("request/years"), f"{years}, 2021")


def test_age_bands_that_share_an_age_are_refused() -> None:
    step = request_step("request/age_bands")
    assert find_problem(step, "under 12, 12 to 15, 16+") == ""
    assert "share an age" in find_problem(step, "under 12, 11 to 15")


def test_reference_must_be_able_to_name_a_folder() -> None:
    step = request_step("request/reference")
    assert find_problem(step, "FOI/2026/0123") == ""
    assert find_problem(step, "../..")
    assert find_problem(step, "CON")


def test_only_request_definition_is_not_asked_for() -> None:
    turn = next_turn(Draft(), facts_with())
    assert turn.settled is not None
    assert turn.settled.key == "request/name"


# --- The course ---------------------------------------------------------------------------


def test_course_comes_to_an_end_with_defaults_alone() -> None:
    asked_keys = walk(facts_with(PEOPLE, HAZARDS)).keys
    assert asked_keys[0].startswith("people/how/"), "which file lists the children is clear"
    assert asked_keys[-1] == "policy/profile", "where to write is told, and shown in the review"
    assert len(asked_keys) == len(set(asked_keys))


def test_every_question_says_why_it_is_asked() -> None:
    for step, _ in walk(facts_with(PEOPLE, HAZARDS), BEGUN, Draft({"request/name": "core"})).asked:
        assert step.help or step.key.endswith("/since"), step.key


def test_everything_the_program_says_is_ascii() -> None:
    answers = {**BEGUN, "records/hazards/how": "each", "values/hazards/Hazard/how": "each"}
    for step, _ in walk(facts_with(PEOPLE, HAZARDS), answers, Draft({"request/name": "core"})).asked:
        texts = [step.message, step.help, *(choice.title + choice.evidence for choice in step.choices)]
        assert all(text.isascii() for text in texts), step.key


def test_clear_columns_are_proposed_together_and_asked_for_only_on_request() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    assert "records/hazards/start" not in walk(facts).keys
    each = walk(facts, {"records/hazards/how": "each"}).keys
    assert {"records/hazards/child", "records/hazards/start", "records/hazards/end"} <= set(each)


def test_doubtful_columns_are_asked_for_one_by_one() -> None:
    two_starts = replace(HAZARDS, columns=(*HAZARDS.columns, days("start_date")))
    assert "records/hazards/start" in walk(facts_with(PEOPLE, two_starts)).keys


def test_file_name_is_asked_for_only_where_two_clash() -> None:
    clash = replace(HAZARDS, path="other/people.csv")
    draft = Draft({**BEGUN, "files/all": ("people.csv", "other/people.csv")})
    step, _ = walk(facts_with(PEOPLE, clash), draft=draft).asked[0]
    assert (step.key, step.default) == ("files/2/name", "people_2")


def test_sheet_is_asked_for_where_a_workbook_has_several() -> None:
    facts = replace(facts_with(PEOPLE), sheets={"book.xlsx": ("Notes", "Hazards")})
    draft = Draft({key: answer for key, answer in BEGUN.items() if not key.startswith("files/")})
    step = opened(draft.said("files/all", ("book.xlsx",)), facts).step
    assert step is not None
    assert step.key == "files/1/sheets"
    assert [choice.value for choice in step.choices] == ["Notes", "Hazards"]
    both = step.applied(opened(draft.said("files/all", ("book.xlsx",)), facts).draft, ("Notes", "Hazards"))
    keys = {step.key: step.settled for step in file_steps(both.settle("files/1/name", "notes"), facts)}
    assert keys["files/1/sheet"] == "Notes"
    assert keys["files/2/path"] == "book.xlsx"


def test_summary_of_a_file_names_columns_and_no_value() -> None:
    text = describe_file("hazards.csv", HAZARDS)
    assert "row 1" in text
    assert "100 rows" in text
    assert "Hazard" in text
    assert "Neglect" not in text


# --- Dates --------------------------------------------------------------------------------


def date_question(**read: int) -> Step:
    return format_step("x", Section.PEOPLE, "How?", [days("Day", **read)])


def test_dates_that_one_format_reads_are_not_asked_about() -> None:
    step = date_question(dd_mm_yyyy=98, mm_dd_yyyy=40)
    assert step.settled == ("dd/mm/yyyy",)
    assert step.echo(("dd/mm/yyyy",)) == (
        "Dates in 'Day' are read as dd/mm/yyyy: 2 cannot be read and will be reported."
    )


def test_dates_that_fit_day_first_and_month_first_are_asked_about_with_counts() -> None:
    step = date_question(dd_mm_yyyy=100, mm_dd_yyyy=100)
    assert step.settled is None
    assert step.default == ("dd/mm/yyyy",)
    assert "100 can be read day first and 100 month first" in step.help
    assert find_problem(step, ("dd/mm/yyyy", "mm/dd/yyyy")) == "Day first and month first cannot both be right."


def test_dates_that_no_format_reads_well_are_asked_about() -> None:
    assert date_question(dd_mm_yyyy=50).settled is None


# --- Values -------------------------------------------------------------------------------


def test_proposal_lists_every_value_with_its_rows_and_doubts_are_not_taken() -> None:
    step = question("values/hazards/Hazard/how", facts_with(PEOPLE, HAZARDS))
    for value, rows in (HAZARDS.column("Hazard") or ids("")).values.items():  # type: ignore[union-attr]
        assert value in step.help
        assert f"{rows} rows" in step.help
    assert step.default == "each", "a value that may be a gang is no matter of course"


EACH = {"values/hazards/Hazard/how": "each"}


def test_values_of_a_category_are_all_listed_and_ticked_where_sure() -> None:
    step = question("values/hazards/Hazard/is/gang", facts_with(PEOPLE, HAZARDS), EACH)
    assert {choice.value for choice in step.choices} == set((HAZARDS.column("Hazard") or ids("")).values or ())
    assert step.default == ()
    assert step.choices[0].value == "Gang show rehearsal"
    assert "perhaps" in step.choices[0].evidence


def test_values_left_over_are_shown_and_confirmed() -> None:
    step = question("values/hazards/Hazard/rest", facts_with(PEOPLE, HAZARDS), EACH)
    assert "Neglect" in step.help
    assert "Gang show rehearsal" in step.help
    assert "CSE" not in step.help


def test_refusing_the_left_over_values_asks_for_the_column_again() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    step, before = walk(facts, EACH).question("values/hazards/Hazard/rest")
    following = next_turn(step.applied(before, "no"), facts).step
    assert following is not None
    assert following.key == "values/hazards/Hazard/keys"


def test_other_values_make_another_question() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    draft = walk(facts).draft
    more = replace(
        HAZARDS,
        columns=tuple(
            column("Hazard", {**(item.values or {}), "New hazard": 1}) if item.name == "Hazard" else item
            for item in HAZARDS.columns
        ),
    )
    following = next_turn(draft, facts_with(PEOPLE, more))
    assert following.step is not None
    assert following.step.key.startswith("values/hazards/Hazard/how")


def test_value_claimed_twice_has_to_be_confirmed() -> None:
    step = question("overlap/cce/county_lines", facts_with(PEOPLE, HAZARDS), EACH)
    assert "CCE - county lines" in step.help


def test_refusing_an_overlap_goes_through_the_values_again() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    step, before = walk(facts, EACH).question("overlap/cce/county_lines")
    again = step.applied(before, "no")
    following = next_turn(again, facts).step
    assert following is not None
    assert following.key == "values/hazards/Hazard/keys"
    assert default_of(following, again).default == ("cce", "cse", "county_lines")


def test_category_without_a_value_is_zero_or_not_recorded_and_the_officer_says_which() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    together = question("held/all", facts)
    assert "not recorded" in together.help
    step = question("held/ocg", facts, {"held/all": "each"})
    values = [choice.value for choice in step.choices]
    assert {"no rows", "free text", "not recorded", "not applicable"} <= set(values)


def test_absent_value_cannot_be_one_that_the_column_holds() -> None:
    answers: dict[str, Answer] = {"held/all": "each", "held/ocg": "no rows", "held/ocg/column": "hazards/Hazard"}
    answers["held/ocg/values"] = ("Organised crime group",)
    step, _ = walk(facts_with(PEOPLE, HAZARDS), answers).question("held/ocg/values")
    assert find_problem(step, ("cse",)) != ""
    assert find_problem(step, ("Organised crime group",)) == ""


# --- Counting -----------------------------------------------------------------------------


def test_open_records_can_be_counted_only_where_records_end() -> None:
    each: dict[str, Answer] = {"counting/how": "each"}
    assert len(question("counting/placed_by", facts_with(PEOPLE, HAZARDS), each).choices) == 3
    endless = replace(HAZARDS, columns=tuple(item for item in HAZARDS.columns if item.name != "End date"))
    assert "counting/placed_by" not in walk(facts_with(PEOPLE, endless), each).keys


def test_questions_speak_of_the_periods_that_were_asked_for() -> None:
    asked = Draft(BEGUN | {"request/as_asked": "no", "request/years": "2023 Q1 to 2023 Q4"})
    walked = walk(facts_with(PEOPLE, HAZARDS), {"counting/how": "each"}, asked)
    placed, age = walked.question("counting/placed_by")[0], walked.question("counting/age_taken")[0]
    assert placed.message == "Which records place a child in a quarter?"
    assert [choice.title for choice in placed.choices] == [
        "Records that start in the quarter",
        "Records that were open on any day of the quarter",
        "Records that were open on the last day of the quarter",
    ]
    assert [choice.title for choice in age.choices][1:] == [
        "The last day of the quarter",
        "The last 31 August before the quarter ends",
        "The first day of the quarter",
    ]
    assert "decides the quarter in which a record counts" in walked.question("records/hazards/how")[0].help
    years = walk(facts_with(PEOPLE, HAZARDS), {"counting/how": "each"})
    assert years.question("counting/age_taken")[0].choices[1].title == "31 March, the last day of the year"


def test_another_threshold_needs_a_reason() -> None:
    own: dict[str, Answer] = {"policy/profile": "=own", "policy/threshold": "10", "policy/reason": "A small area."}
    keys = walk(facts_with(PEOPLE, HAZARDS), own).keys
    assert {"policy/threshold", "policy/zeros", "policy/reason"} <= set(keys)
    assert find_problem(question("policy/threshold", facts_with(PEOPLE, HAZARDS), own), "1")


# --- Changing one's mind ------------------------------------------------------------------


def test_changed_section_is_asked_again_with_the_answers_given() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    draft = walk(facts, {"counting/how": "each", "counting/who_counts": "everybody"}).draft
    section = [step.key for step in course(draft, facts) if step.section is Section.COUNTING]
    again = walk(facts, draft=draft.ask_again(section))
    assert again.question("counting/who_counts")[0].default == "everybody"
    assert set(again.keys) <= set(section)


def test_ticks_that_still_hold_survive_the_loss_of_another() -> None:
    offered = question("since/which", facts_with(PEOPLE, HAZARDS))
    kept = default_of(replace(offered, key="x"), Draft({"x": ("cce", "gone")}))
    assert kept.default == ("cce",)


def test_answer_that_followed_from_the_evidence_follows_its_change() -> None:
    draft = walk(facts_with(PEOPLE, HAZARDS)).draft
    assert draft.text("records/hazards/start") == "Start date"
    assert "records/hazards/start" not in draft.given
    columns = tuple(replace(item, name="Date from") if item.name == "Start date" else item for item in HAZARDS.columns)
    draft = walk(facts_with(PEOPLE, replace(HAZARDS, columns=columns)), draft=draft).draft
    assert draft.text("records/hazards/start") == "Date from"


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_answered_makes_a_map_or_a_reason(seed: int) -> None:
    """A stubborn officer chooses at random; every map that comes out of it is one that a file could hold."""
    draw = random.Random(seed)
    facts = facts_with(PEOPLE, HAZARDS, WIDE)
    draft = Draft({**BEGUN, "files/all": ("people.csv", "hazards.csv", "wide.csv")})
    for _ in range(500):
        turn = next_turn(draft, facts)
        draft = turn.draft
        if turn.step is not None:
            step = default_of(turn.step, draft)
            draft = step.applied(draft, some_answer(step, draw))
        elif turn.settled is None:
            break
    else:
        raise AssertionError("the questions did not come to an end")
    try:
        field_map = compose_map(draft, facts)
    except FieldMapError as error:
        assert "nothing to count" in str(error)
    else:
        assert set(review(draft, facts, field_map)) == set(Section) - {Section.BREAKDOWNS}


def some_answer(step: Step, draw: random.Random) -> Answer:
    """Any answer that the question takes: half of the time the suggestion, if there is one."""
    values = [choice.value for choice in step.choices]
    tries: list[Answer | None] = ["", "2020-05-05", "5", "words", ("words",)]
    if step.kind is Kind.SELECT:
        tries = [draw.choice(values)]
    elif step.kind is Kind.CHECKBOX:
        tries = [tuple(value for value in values if draw.random() < 0.4), (), *((value,) for value in values)]
    tries.insert(0 if not step.choices or draw.random() < 0.5 else 1, step.default)
    return next(answer for answer in tries if answer is not None and not find_problem(step, answer))


def test_lists_are_set_out_in_columns() -> None:
    assert lines([("CSE", "20 rows", "x"), ("Gang", "3 rows", "y")]) == "  CSE   20 rows  x\n  Gang  3 rows   y"
    assert lines([]) == ""


# --- Answers kept from before several questions became one -------------------------------------


def test_answers_given_one_by_one_before_are_not_asked_for_together() -> None:
    kept: dict[str, Answer] = {
        **{key: answer for key, answer in BEGUN.items() if key not in ("request/as_asked", "files/all")},
        "request/years": "2021/22",
        "request/age_bands": "under 18",
        "files/1/path": "people.csv",
        "files/2/path": "hazards.csv",
        "files/3/path": "",
        "records/hazards/from": "2020-04-01",
        "counting/placed_by": "open in year",
        "counting/age_taken": "31 March",
        "counting/who_counts": "everybody",
        "counting/overlap": "inclusive",
    }
    done = walk(facts_with(PEOPLE, HAZARDS), draft=Draft(kept))
    assert {key: done.draft.answers[key] for key in kept} == kept
    together = ("request/as_asked", "files/all", "counting/how", "records/complete_from")
    assert not [key for key in done.keys if key.startswith(together)]


def test_taking_the_proposal_replaces_what_was_said_one_by_one() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    each = walk(facts, {"counting/how": "each", "counting/who_counts": "everybody"})
    proposal, _ = each.question("counting/how")
    again = walk(facts, {"counting/how": "right"}, each.draft.ask_again([proposal.key]))
    assert again.draft.text("counting/who_counts") == "under 18"


def test_choice_of_a_policy_says_what_it_does() -> None:
    titles = {choice.value: choice.title for choice in question("policy/profile", facts_with(PEOPLE, HAZARDS)).choices}
    assert titles["fewer-than-5"] == "Hide numbers from 1 to 4"
    assert titles["bands"] == "Show numbers from 1 to 4 as that range"
    assert titles["round-to-5"] == "Hide numbers from 1 to 7, and round the others"


# --- The letter ---------------------------------------------------------------------------


def test_usual_letter_is_told_and_not_asked_about() -> None:
    walked = walk(facts_with(PEOPLE, HAZARDS))
    assert not [key for key in walked.keys if key.startswith(("letter/", "write/charts"))]
    assert chosen_refusals(walked.draft) == (None, None)
    assert letter_rows(walked.draft)[0] == ("Small numbers under", "section 40(2)")
    assert letter_rows(walked.draft.said("request/regime", "FOISA"))[0][1] == "section 38(1)(b)"


def test_changed_letter_asks_what_is_refused_under_which_section_and_why() -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    draft = walk(facts).draft.ask_again([LETTER_HOW])
    answers: dict[str, Answer] = {
        LETTER_HOW: "otherwise",
        "letter/small_numbers": "38(1)",
        "letter/small_numbers/reason": "Families could be found.",
        "letter/small_numbers/public_interest": "It is met.",
        "letter/questions": ("2", "4"),
        "letter/refused/2/section": "31(1)(a)",
        "letter/refused/2/extent": "in part",
        "letter/refused/2/reason": "Operations.",
        "letter/refused/2/public_interest": "Met.",
        "letter/refused/4/section": "12(1)",
        "letter/refused/4/reason": "Files would have to be read.",
    }
    asked = walk(facts, answers, draft)
    assert [key for key in asked.keys if key.startswith("letter/")] == list(answers)
    small, refused = chosen_refusals(asked.draft)
    assert small == RefusalAnswer("38(1)", "", False, "Families could be found.", "It is met.")
    assert refused == (
        RefusalAnswer("31(1)(a)", "2", True, "Operations.", "Met."),
        RefusalAnswer("12(1)", "4", False, "Files would have to be read."),
    )
    decide(Regime.FOIA, facts.request, refused, small)
    assert ("Question 4", "refused wholly under section 12(1)") in letter_rows(asked.draft)


def test_a_refusal_that_is_only_begun_decides_nothing_yet() -> None:
    draft = Draft({**BEGUN, LETTER_HOW: "otherwise", "letter/small_numbers": "38(1)", "letter/questions": ("2",)})
    assert chosen_refusals(draft) == (None, None)
    draft = draft.said("letter/refused/2/section", "31(1)(a)").said("letter/refused/2/reason", "Operations.")
    assert chosen_refusals(draft) == (None, None)
    _, refused = chosen_refusals(draft.said("letter/refused/2/public_interest", "Met."))
    assert refused == (RefusalAnswer("31(1)(a)", "2", False, "Operations.", "Met."),)


def test_offered_reason_of_an_exemption_is_filled_in() -> None:
    answers: dict[str, Answer] = {LETTER_HOW: "otherwise", "letter/questions": ("5",)}
    draft = walk(facts_with(PEOPLE, HAZARDS)).draft.ask_again([LETTER_HOW])
    asked = walk(facts_with(PEOPLE, HAZARDS), answers, draft)
    assert asked.question("letter/refused/5/section")[0].default == "40(2)"
    assert str(asked.question("letter/refused/5/reason")[0].default).startswith("The children and their families")
    assert "letter/refused/5/public_interest" not in asked.keys
