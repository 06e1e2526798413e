"""At any question an officer may go back, ask for help, see the tasks or leave; and nobody need be asked at all."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from foi_return.errors import InteractionError, RequestError
from foi_return.synthetic import write_extract
from foi_return.wizard import Manner, run_wizard
from foi_return.wizard.course import course
from foi_return.wizard.draft import Draft
from foi_return.wizard.keep import FILE_NAME, load_draft
from foi_return.wizard.more_help import find_help
from foi_return.wizard.plain import PlainAsker
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.study import Study
from foi_return.wizard.tasks import Status, task_step, tasks
from foi_return.wizard.wishes import Reply, Wish, wish_of
from tests.unit.test_wizard_draft import BEGIN, DEMO, ScriptedAsker, file_answers


@dataclass
class Wishful(ScriptedAsker):
    """Has a wish at some questions, once each, before answering them."""

    wishes: dict[str, list[Wish]] = field(default_factory=dict)

    def ask(self, step: Step) -> Reply:
        if self.wishes.get(step.key):
            self.asked.append(step)
            return self.wishes[step.key].pop(0)
        return super().ask(step)

    @property
    def keys(self) -> list[str]:
        return [step.key for step in self.asked]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    yield


def interview(tmp_path: Path, asker: ScriptedAsker, manner: Manner | None = None) -> int:
    return run_wizard(request=None, output=tmp_path / "output", save_to=None, asker=asker, manner=manner)


def test_back_opens_the_question_before_with_its_answer_filled_in(tmp_path: Path) -> None:
    asker = Wishful(BEGIN, "files/all", wishes={"request/contact": [Wish.BACK]})
    interview(tmp_path, asker)
    at = asker.keys.index("request/contact")
    assert asker.keys[at - 1 : at + 3] == ["request/council", "request/contact", "request/council", "request/contact"]
    assert asker.asked[at + 1].default == "Anytown Council"


def test_back_twice_goes_back_two_questions(tmp_path: Path) -> None:
    asker = Wishful(BEGIN, "files/all", wishes={"request/contact": [Wish.BACK], "request/council": []})
    asker.wishes["request/council"] = []
    original = asker.ask

    def ask(step: Step) -> Reply:
        if step.key == "request/council" and asker.keys.count("request/council") == 1:
            asker.asked.append(step)
            return Wish.BACK
        return original(step)

    asker.ask = ask  # type: ignore[method-assign]
    interview(tmp_path, asker)
    at = asker.keys.index("request/contact")
    assert asker.keys[at + 1 : at + 5] == ["request/council", "request/reference", "request/council", "request/contact"]


def test_back_at_the_first_question_says_so(tmp_path: Path) -> None:
    asker = Wishful(BEGIN, "request/reference", wishes={"request/start": [Wish.BACK]})
    interview(tmp_path, asker)
    assert "This is the first question." in asker.told


def test_back_passes_over_what_nobody_was_asked(tmp_path: Path) -> None:
    files = write_extract(tmp_path / "extract", seed=1, children=60)
    wishes = {"files/extracted_on": [Wish.BACK]}
    asker = Wishful({**BEGIN, **file_answers(files.people, files.exploitation)}, "people/source", wishes=wishes)
    interview(tmp_path, asker)
    at = asker.keys.index("files/extracted_on")
    assert asker.keys[at + 1] == "files/all", "the paths and names of the files had settled themselves"


def test_help_says_why_on_what_it_rests_and_gives_an_example(tmp_path: Path) -> None:
    asker = Wishful(BEGIN, "request/as_asked", wishes={"request/received": [Wish.HELP]})
    interview(tmp_path, asker)
    told = next(text for text in asker.told if "Why this is asked" in text)
    assert "twenty working days" in told
    assert "Section 10" in told
    assert "5 August 2026" in told


def test_leaving_keeps_the_answers_and_resume_goes_on_at_the_same_question(tmp_path: Path) -> None:
    asker = Wishful(BEGIN, wishes={"request/as_asked": [Wish.LEAVE]})
    assert interview(tmp_path, asker) == 0
    assert "To go on" in asker.told[-1]
    again = Wishful({}, "request/as_asked")
    interview(tmp_path, again, Manner(resume=True))
    assert again.keys == ["tasks"], "the list of tasks is the first screen"
    assert "[to do]" in again.asked[0].help


def test_resume_without_answers_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InteractionError, match="without --resume"):
        interview(tmp_path, Wishful({}), Manner(resume=True))


def test_tasks_lead_back_to_a_section_that_is_done(tmp_path: Path) -> None:
    files = write_extract(tmp_path / "extract", seed=1, children=60)
    asker = Wishful(
        {**BEGIN, "tasks": Section.REQUEST.value, **file_answers(files.people)},
        "files/extracted_on",
        wishes={"files/all": [Wish.TASKS]},
    )
    interview(tmp_path, asker)
    at = asker.keys.index("tasks")
    assert asker.keys[at + 1] == "request/start"
    assert asker.keys[-1] == "files/all"
    offered = [choice.value for choice in asker.asked[at].choices]
    assert Section.REQUEST.value in offered
    assert Section.COUNTING.value not in offered, "it depends on what comes before"


def test_task_list_tells_done_from_to_do_and_from_what_must_wait(tmp_path: Path) -> None:
    study = Study(None, tmp_path / "output", None, lambda _text: None)
    facts, _ = study.look(Draft())
    first = tasks(Draft(), facts)
    assert first[0].status is Status.TO_DO
    assert {task.section for task in first[1:] if task.status is Status.TO_DO} == {Section.POLICY}
    assert {task.status for task in first[1:]} == {Status.WAITS, Status.TO_DO}
    assert "[cannot start yet]" in task_step(first).help


def test_fresh_start_shows_the_tasks_once_without_asking(tmp_path: Path) -> None:
    asker = Wishful(BEGIN, "request/reference")
    interview(tmp_path, asker)
    assert asker.keys == ["request/start"]
    assert [text for text in asker.told if "The tasks:" in text and "Check and write" in text]


def test_small_numbers_can_be_settled_before_anything_else(tmp_path: Path) -> None:
    script = {**BEGIN, "tasks": Section.POLICY.value, "policy/profile": "fewer-than-10"}
    asker = Wishful(script, "request/council", wishes={"request/reference": [Wish.TASKS]})
    interview(tmp_path, asker)
    at = asker.keys.index("tasks")
    assert asker.keys[at + 1 :] == ["policy/profile", "request/reference"]
    offered = {choice.value: choice.title for choice in asker.asked[at].choices}
    assert offered[Section.POLICY.value] == f"Start: {Section.POLICY.value}"
    kept = load_draft(tmp_path / FILE_NAME)
    study = Study(None, tmp_path / "output", None, lambda _text: None)
    found = {task.section: task.status for task in tasks(kept, study.look(kept)[0])}
    assert found[Section.POLICY] is Status.DONE
    assert found[Section.WRITING] is Status.WAITS


def test_back_from_a_task_entered_early_leads_to_the_question_before(tmp_path: Path) -> None:
    wishes = {"request/council": [Wish.TASKS], "policy/profile": [Wish.BACK]}
    asker = Wishful({**BEGIN, "tasks": Section.POLICY.value}, "request/contact", wishes=wishes)
    interview(tmp_path, asker)
    at = asker.keys.index("policy/profile")
    assert asker.keys[at + 1] == "request/reference"


def test_every_question_of_whole_interviews_has_help_of_its_own(tmp_path: Path) -> None:
    files = write_extract(tmp_path / "extract", seed=1, children=200)
    script = {**DEMO, **file_answers(files.people, files.exploitation, files.missing)}
    plain, each = (
        ScriptedAsker(script),
        ScriptedAsker({**script, **dict.fromkeys(_proposals(script, tmp_path), "each")}),
    )
    for number, asker in enumerate((plain, each)):
        interview(tmp_path / str(number), asker)
        without = [step.key for step in asker.asked if find_help(step.key) is None]
        assert not without
        assert all(find_help(step.key).why for step in asker.asked if find_help(step.key))  # type: ignore[union-attr]


def _proposals(script: Mapping[str, object], tmp_path: Path) -> list[str]:
    asker = ScriptedAsker(script)  # type: ignore[arg-type]
    interview(tmp_path / "first", asker)
    return [step.key for step in asker.asked if "each" in {choice.value for choice in step.choices}]


# --- Nobody is asked -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished interview."""
    folder = tmp_path_factory.mktemp("finished")
    files = write_extract(folder / "extract", seed=1, children=200)
    asker = ScriptedAsker({**DEMO, **file_answers(files.people, files.exploitation, files.missing)})
    assert interview(folder, asker) == 0
    return folder


def silent(folder: Path, answers: Path | None, *settings: str, suggestions: bool = False) -> int:
    manner = Manner(answers=answers, settings=settings, no_input=True, take_suggestions=suggestions)
    return interview(folder, ScriptedAsker({}), manner)


def test_interview_from_its_file_writes_the_same_answer(finished: Path, tmp_path: Path) -> None:
    settings = (f"write/output={tmp_path / 'output'}", f"write/map={tmp_path / 'map.toml'}")
    assert silent(tmp_path, finished / "FOI-2026-0123-interview.toml", *settings) == 0
    for name in ("FOI-2026-0123.xlsx", "release.json"):
        one, other = (folder / "output" / "FOI-2026-0123" / name for folder in (finished, tmp_path))
        assert one.read_bytes() == other.read_bytes()


def test_every_missing_answer_is_named_with_what_would_give_it(tmp_path: Path) -> None:
    with pytest.raises(InteractionError) as raised:
        silent(tmp_path, None)
    places = [fault.where for fault in raised.value.faults]
    assert {"request/reference", "request/council", "request/received", "request/system"} <= set(places)
    assert "request/contact" not in places, "it may be left empty"
    assert '--set "request/reference=VALUE"' in str(raised.value)


def test_suggestions_are_taken_only_on_demand(finished: Path, tmp_path: Path) -> None:
    answers = tmp_path / "some.toml"
    whole = (finished / "FOI-2026-0123-interview.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in whole if not line.startswith(('"counting/', '"policy/', '"write/'))]
    answers.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(InteractionError) as raised:
        silent(tmp_path, answers)
    assert {fault.where for fault in raised.value.faults} >= {"policy/profile"}
    assert any(fault.where.startswith("counting/how/") for fault in raised.value.faults)
    assert silent(tmp_path, answers, suggestions=True) == 0


def test_answer_that_does_not_hold_is_refused_with_the_choices(finished: Path, tmp_path: Path) -> None:
    with pytest.raises(InteractionError) as raised:
        silent(tmp_path, finished / "FOI-2026-0123-interview.toml", "counting/placed_by=sometimes")
    assert "found 'sometimes'" in str(raised.value)
    assert "starts in year" in str(raised.value)


@pytest.mark.parametrize("text", ["", "format = 1\n", "format = 2\n[answers]\n"])
def test_file_that_holds_no_answers_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match="not a file of the wizard's answers"):
        silent(tmp_path, path)


def test_setting_without_a_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="KEY=VALUE"):
        silent(tmp_path, None, "request/reference")


def test_last_years_answers_are_the_start_of_a_new_interview(finished: Path, tmp_path: Path) -> None:
    again = Wishful({}, "files/extracted_on")
    interview(tmp_path, again, Manner(answers=finished / "FOI-2026-0123-interview.toml"))
    assert again.keys == ["request/reference", "request/received", "request/as_asked", "files/all"]
    assert all(step.default for step in again.asked)


def test_earlier_answers_can_be_chosen_at_the_start(finished: Path, tmp_path: Path) -> None:
    (earlier,) = finished.glob("*-interview.toml")
    script = {"request/start": "answers", "request/earlier": f'"{earlier}" ', "request/reference": "FOI-2027-1"}
    asker = ScriptedAsker({**script, "request/received": "06/07/2026"})
    assert interview(tmp_path, asker) == 0
    keys = [step.key for step in asker.asked]
    assert keys[:3] == ["request/start", "request/earlier", "request/reference"]
    assert "request/council" not in keys, "what does not change from year to year is not asked again"
    assert "files/all" in keys
    assert (tmp_path / "output" / "FOI-2027-1").is_dir()


def test_file_that_holds_no_earlier_answers_is_asked_for_again(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("format = 1\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"request/earlier twice, after .*not a file of the wizard's answers"):
        interview(tmp_path, Once({"request/start": "answers", "request/earlier": str(wrong)}))


class Once(ScriptedAsker):
    """Will not answer the same question twice."""

    def ask(self, step: Step) -> Reply:
        told = " ".join("".join(self.told[-1:]).split())
        assert step.key not in [each.key for each in self.asked], f"{step.key} twice, after {told}"
        return super().ask(step)


def test_kept_answers_survive_a_process_that_was_killed(tmp_path: Path) -> None:
    interview(tmp_path, Wishful(BEGIN, "files/all"))
    kept = load_draft(tmp_path / FILE_NAME)
    assert kept.text("request/reference") == "FOI-2026-0123"
    assert tomllib.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["format"] == 1


# --- Plain lines -----------------------------------------------------------------------------

SELECT = Step(
    "x", Section.REQUEST, Kind.SELECT, "Which?", choices=(Choice("a", "First"), Choice("b", "Second")), default="b"
)
BOXES = Step(
    "y",
    Section.REQUEST,
    Kind.CHECKBOX,
    "Which ones?",
    choices=(Choice("a", "First"), Choice("b", "Second"), Choice("c", "Third")),
    default=("a", "c"),
)
DAY = Step("z", Section.REQUEST, Kind.DATE, "When?", default="2026-05-21", optional=True)


@pytest.mark.parametrize(
    ("step", "typed", "reply"),
    [
        (SELECT, "1\n", "a"),
        (SELECT, "\n", "b"),
        (SELECT, "3\n0\nx\n2\n", "b"),
        (SELECT, "<\n", Wish.BACK),
        (BOXES, "\n", ("a", "c")),
        (BOXES, "2, 1\n", ("a", "b")),
        (BOXES, "0\n", ()),
        (BOXES, "?\n", Wish.HELP),
        (DAY, "\n", "2026-05-21"),
        (DAY, "-\n", ""),
        (DAY, "31/02/2026\n28/02/2026\n", "2026-02-28"),
        (DAY, "!\n", Wish.LEAVE),
    ],
)
def test_plain_lines_are_understood(
    step: Step, typed: str, reply: Reply, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert PlainAsker().ask(step) == reply
    screen = capsys.readouterr().out
    assert screen.isascii()
    assert "\x1b" not in screen


def test_end_of_input_stops_as_ctrl_c_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(KeyboardInterrupt):
        PlainAsker().ask(SELECT)


def test_course_of_an_empty_draft_is_the_first_section_alone(tmp_path: Path) -> None:
    facts, _ = Study(None, tmp_path, None, lambda _text: None).look(Draft())
    assert {step.section for step in course(Draft(), facts)} == {Section.REQUEST}


@pytest.mark.parametrize("wish", list(Wish))
def test_wish_may_be_typed_behind_a_suggestion_that_stands_on_the_line(wish: Wish) -> None:
    assert wish_of(f"foi@anytown.example{wish.value}", "foi@anytown.example") is wish
    assert wish_of(wish.value, "foi@anytown.example") is wish
    assert wish_of(f"else{wish.value}", "foi@anytown.example") is None
    assert wish_of("foi@anytown.example", "foi@anytown.example") is None
