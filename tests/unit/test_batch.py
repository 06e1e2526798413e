"""A batch: each answer as a build would make it, failures apart, finished ones kept, nothing doubled."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from foi_return.batch import Batch, BatchOptions, Result, State, batch_lines, batch_record, exit_code_of
from foi_return.batch import chain as chain_module
from foi_return.batch.calendar import calendar_lines, calendar_record, make_calendar
from foi_return.batch.index import index_rows
from foi_return.batch.new_manifest import NewBatch, write_new_manifest
from foi_return.batch.report import due_words
from foi_return.batch.running import duration
from foi_return.config.manifest import load_manifest
from foi_return.errors import OutputError, RegisterError
from foi_return.outputs.batch_index import write_index
from foi_return.register import Kind, Status, open_register
from foi_return.register import store as store_module
from foi_return.run import answer_request
from tests.support.batch_council import REQUESTS, BatchFolder, make_folder

TODAY = date(2026, 11, 25)
ONE = {"request": {"reference": "ONE", "years": ["2024/25"], "categories": ["cce"]}}
TWO = {"request": {"reference": "TWO", "years": ["2024/25"], "categories": ["cse"]}}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> BatchFolder:
    """A folder in which the three requests have been answered; tests copy it before they change it."""
    made = make_folder(tmp_path_factory.mktemp("batch") / "council")
    assert made.outcomes() == ["written"] * 3
    return made


@pytest.fixture
def copied(finished: BatchFolder, tmp_path: Path) -> BatchFolder:
    shutil.copytree(finished.folder, tmp_path / "copy")
    return BatchFolder(tmp_path / "copy")


def entries(made: BatchFolder) -> list[tuple[Kind, str]]:
    return [(entry.kind, entry.reference) for entry in open_register(made.register).entries]


def test_answers_are_those_of_a_build_each(finished: BatchFolder, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    for entry in load_manifest(finished.manifest).entries:
        answers = replace(entry.answers, output=alone, register=tmp_path / "register")
        answer_request(answers, lambda _: None)
        pack = sorted(path.relative_to(alone) for path in (alone / entry.reference).rglob("*") if path.is_file())
        assert len(pack) > 5
        for file in pack:
            assert (alone / file).read_bytes() == (finished.answers / file).read_bytes(), file


def test_finished_answers_are_kept_though_the_folder_moved(copied: BatchFolder) -> None:
    letter = copied.answers / "FOI-1" / "FOI-1.docx"
    letter.write_bytes(b"edited by the officer")
    before = entries(copied)
    assert copied.outcomes() == ["kept"] * 3
    assert letter.read_bytes() == b"edited by the officer"
    assert entries(copied) == before == [(Kind.RELEASE, f"FOI-{number}") for number in (1, 2, 3)]


def test_lost_pack_is_made_again_with_the_same_figures_and_enters_nothing_twice(copied: BatchFolder) -> None:
    before = copied.release("FOI-2")
    shutil.rmtree(copied.answers / "FOI-2")
    assert copied.outcomes() == ["kept", "written", "kept"]
    assert copied.release("FOI-2") == before
    assert entries(copied).count((Kind.RELEASE, "FOI-2")) == 1
    assert copied.outcomes() == ["kept"] * 3


@pytest.mark.parametrize("what", ["extract", "manifest", pytest.param("map", marks=pytest.mark.slow), "release"])
def test_answer_is_made_again_where_what_it_was_made_from_changed(what: str, copied: BatchFolder) -> None:
    if what == "extract":
        with (copied.folder / "people.csv").open("a", encoding="utf-8") as file:
            file.write("c-new,2010-01-01,F\n")
    elif what == "manifest":
        requests: list[Mapping[str, Any]] = [{**REQUESTS[0], "letter": {"words": "words.toml"}}, *REQUESTS[1:]]
        (copied.folder / "words.toml").write_text("format = 1\n[sentences]\nsalutation = 'Dear X,'\n")
        copied.write_manifest(requests)
    elif what == "map":
        path = copied.folder / "map.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("Card index", "Card box"), encoding="utf-8")
    else:
        path = copied.answers / "FOI-1" / "release.json"
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    outcomes = ["written"] * 3 if what in ("extract", "map") else ["written", "kept", "kept"]
    assert copied.outcomes() == outcomes


def test_sent_answer_stays_whatever_changed(copied: BatchFolder) -> None:
    open_register(copied.register).mark_sent("FOI-1")
    with (copied.folder / "people.csv").open("a", encoding="utf-8") as file:
        file.write("c-new,2010-01-01,F\n")
    before = copied.release("FOI-1")
    shutil.rmtree(copied.answers / "FOI-3")
    first, *_ = copied.run().results
    assert (first.state, first.entry) == (State.KEPT, 1)
    assert "what was sent stays" in first.why[0]
    assert copied.release("FOI-1") == before


def test_never_sent_answer_is_entered_again(copied: BatchFolder) -> None:
    open_register(copied.register).mark_never_sent("FOI-3")
    assert copied.outcomes() == ["kept", "kept", "written"]
    assert open_register(copied.register).find("FOI-3").status is Status.PENDING


def test_one_failure_does_not_stop_the_rest(tmp_path: Path) -> None:
    faulty: list[Mapping[str, Any]] = [
        {"request": {"reference": "BAD-MAP"}, "extract": {"field_map": "absent.toml"}},
        {"request": {"reference": "BAD-FILE", "received": "2026-07-06"}, "extract": {"sources": {"people": "no.csv"}}},
        {"request": {"reference": "BAD-POLICY"}, "small_numbers": {"threshold": 9}},
        ONE,
    ]
    batch = make_folder(tmp_path, faulty).run()
    assert [result.state for result in batch.results] == [*[State.REFUSED] * 3, State.WRITTEN]
    assert [result.exit_code for result in batch.results] == [4, 5, 6, 0]
    assert exit_code_of(batch) == 6
    assert batch.results[1].due == date(2026, 8, 5)
    assert "there is no such file" in batch.results[1].why[0]


def test_fault_of_the_program_names_no_row_and_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_folder(tmp_path, [ONE, TWO])
    real = answer_request

    def broken(answers: Any, *others: Any, **named: Any) -> Any:
        if answers.reference == "ONE":
            raise ZeroDivisionError("child c17 was born on 2010-01-01")
        return real(answers, *others, **named)

    monkeypatch.setattr(chain_module, "answer_request", broken)
    batch = made.run()
    assert [result.state for result in batch.results] == [State.FAILED, State.WRITTEN]
    assert exit_code_of(batch) == 70
    assert "c17" not in " ".join([*batch_lines(batch, TODAY), json.dumps(batch_record(batch, TODAY))])
    assert "ZeroDivisionError" in batch.results[0].why[0]


def test_dry_run_finds_what_can_be_found_and_writes_nothing(tmp_path: Path) -> None:
    wrong = {"request": {"reference": "WRONG"}, "extract": {"sources": {"records": "people.csv"}}}
    made = make_folder(tmp_path, [ONE, wrong])
    before = sorted(tmp_path.rglob("*"))
    batch = made.run(BatchOptions(dry_run=True))
    assert [result.state for result in batch.results] == [State.READY, State.REFUSED]
    assert "there is no column called" in batch.results[1].why[0]
    assert sorted(tmp_path.rglob("*")) == before
    assert make_folder(tmp_path, [ONE]).outcomes() == ["written"]
    assert made.outcomes(BatchOptions(dry_run=True)) == ["kept"]


def test_unapproved_map_is_warned_of_or_refused(tmp_path: Path) -> None:
    made = make_folder(tmp_path, [ONE])
    refused = made.run(BatchOptions(require_approved=True))
    assert (refused.results[0].state, refused.results[0].exit_code) == (State.REFUSED, 4)
    assert made.run().results[0].warnings == ("The field map 'small' is not approved.",)


def test_without_a_register_answers_of_the_batch_are_protected_against_each_other(tmp_path: Path) -> None:
    made = make_folder(tmp_path, [ONE, REQUESTS[2]], registered=False)
    assert [result.known for result in made.run().results] == [0, 1]
    first, second = (json.loads((made.answers / f"{name}-internal" / "batch.json").read_bytes())
                     for name in ("ONE", "FOI-3"))  # fmt: skip
    assert second["protected_against"] == [first["release"]]
    shutil.rmtree(made.answers / "ONE")
    again = made.run().results
    assert [(result.state, result.known) for result in again] == [(State.WRITTEN, 1), (State.KEPT, 0)]


def test_answer_not_protected_against_one_that_stands_is_made_again(tmp_path: Path) -> None:
    made = make_folder(tmp_path, [ONE, TWO], registered=False)
    made.run()
    state = made.answers / "TWO-internal" / "batch.json"
    record = json.loads(state.read_bytes())
    state.write_text(json.dumps({**record, "protected_against": []}), encoding="utf-8")
    assert made.outcomes() == ["kept", "written"]
    assert made.outcomes() == ["kept", "kept"]


@pytest.mark.slow
def test_period_that_shares_days_with_an_answered_one_of_another_kind_is_refused(tmp_path: Path) -> None:
    years = ("2023/24", "2023 Q4", "2024-05")
    asked = [{"request": {"reference": f"R-{place}", "years": [year]}} for place, year in enumerate(years)]
    results = make_folder(tmp_path, asked).run().results
    assert [result.state.value for result in results] == ["written", "refused", "written"]
    assert "its 2023/24 shares days with October to December 2023 but not all of them" in results[1].why[0]


@pytest.mark.slow
def test_councils_beside_each_other_give_what_they_give_one_after_another(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        other = {"request": {"reference": "OTHER", "years": ["2024/25"]}, "extract": {"field_map": "other.toml"}}
        made = make_folder(tmp_path / folder, [ONE, other, TWO])
        text = (made.folder / "map.toml").read_text(encoding="utf-8").replace("Smalltown", "Othertown")
        (made.folder / "other.toml").write_text(text, encoding="utf-8")
        assert made.outcomes(BatchOptions(jobs=2 if folder == "two" else 1)) == ["written"] * 3
    one, two = BatchFolder(tmp_path / "one"), BatchFolder(tmp_path / "two")
    for reference in ("ONE", "OTHER", "TWO"):
        assert one.release(reference) == two.release(reference)


def test_answer_that_came_in_meanwhile_is_protected_against(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_folder(tmp_path, [ONE])
    other = make_folder(tmp_path / "other", [TWO])
    other.write_manifest([TWO], defaults={"earlier": {"register_folder": str(made.register)}}, registered=False)
    real = chain_module._came_in
    calls: list[int] = []

    def came_in(*words: Any) -> bool:
        calls.append(1)
        if len(calls) == 1:
            monkeypatch.setattr(chain_module, "_came_in", lambda *_: False)
            assert other.outcomes() == ["written"]
            monkeypatch.setattr(chain_module, "_came_in", came_in)
            return False  # It came in after the look, and before the entry.
        return real(*words)

    monkeypatch.setattr(chain_module, "_came_in", came_in)
    result = made.run().results[0]
    assert (result.state, result.known) == (State.WRITTEN, 1)
    told = [(entry.kind, entry.reference) for entry in open_register(made.register).entries]
    assert told == [(Kind.RELEASE, "TWO"), (Kind.RELEASE, "ONE"), (Kind.NEVER_SENT, "ONE"), (Kind.RELEASE, "ONE")]
    open_register(made.register).mark_sent("ONE")
    open_register(made.register).mark_sent("TWO")


def test_register_that_cannot_be_written_to_lets_no_answer_appear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_folder(tmp_path, [ONE, TWO])

    def read_only(path: Path, _: bytes) -> bool:
        raise OutputError(store_module._register_fault(OSError(errno.EROFS, "Read-only file system"), path))

    with monkeypatch.context() as patched:
        patched.setattr(store_module, "create", read_only)
        batch = made.run()
    assert [(result.state, result.exit_code) for result in batch.results] == [(State.REFUSED, 7)] * 2
    assert "The register cannot be written to" in batch.results[0].why[0]
    assert not (made.answers / "ONE").exists()
    assert made.outcomes() == ["written"] * 2


def test_second_batch_into_the_same_folder_waits_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_folder(tmp_path, [ONE])
    found: list[Result] = []
    real = answer_request

    def meanwhile(*words: Any, **named: Any) -> Any:
        monkeypatch.setattr(chain_module, "answer_request", real)
        found.extend(made.run().results)
        return real(*words, **named)

    monkeypatch.setattr(chain_module, "answer_request", meanwhile)
    assert made.outcomes() == ["written"]
    assert [(result.state, result.exit_code) for result in found] == [(State.REFUSED, 7)]
    assert "Another batch" in found[0].why[0]


def test_stopped_batch_says_what_it_did_not_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_folder(tmp_path, [ONE, TWO])
    real = answer_request

    def stopped(answers: Any, *others: Any, **named: Any) -> Any:
        if answers.reference == "TWO":
            raise KeyboardInterrupt
        return real(answers, *others, **named)

    with monkeypatch.context() as patched:
        patched.setattr(chain_module, "answer_request", stopped)
        batch = made.run()
    assert [result.state for result in batch.results] == [State.WRITTEN, State.NOT_REACHED]
    assert exit_code_of(batch) == 130
    assert made.outcomes() == ["kept", "written"]


def test_table_lists_deadlines_and_reasons() -> None:
    results = (
        Result(1, "A", State.WRITTEN, due=date(2026, 11, 26), workbook="out/A.xlsx", warnings=("Look.",)),
        Result(2, "B", State.REFUSED, ("One thing.", "Another."), 5, due=date(2026, 11, 20), warnings=("Look.",)),
    )
    lines = list(batch_lines(Batch(Path("m.toml"), results), TODAY))
    assert lines == [
        "   Reference  Outcome  Due                       Answer",
        "1  A          written  2026-11-26 (tomorrow)     out/A.xlsx",
        "2  B          refused  2026-11-20 (5 days late)",
        "",
        "2 requests: 1 written, 1 refused.",
        "",
        "B (refused):",
        "  1. One thing.",
        "  2. Another.",
        "",
        "Warning (all requests): Look.",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "less than a minute"), (61, "about a minute"), (600, "about 10 minutes"), (7_300, "about 2 hours")],
)
def test_time_left_is_told_about_right(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_overview_has_a_row_for_each_request_and_replaces_the_last_at_once(tmp_path: Path) -> None:
    path = tmp_path / "index.xlsx"
    path.write_bytes(b"the last one")
    results = [Result(1, "=A", State.WRITTEN, cells=30, hidden=4, entry=2, workbook="out/A.xlsx")]
    write_index(path, index_rows(results, TODAY))
    sheet = openpyxl.load_workbook(path)["Requests"]
    header, row = list(sheet[sheet.tables["Requests"].ref])
    assert {cell.value: value.value for cell, value in zip(header, row, strict=True)} == {
        "Reference": "=A",
        "Council": "none",
        "Outcome": "written",
        "Due": "none",
        "What to know": "none",
        "Figures": 30,
        "Hidden": 4,
        "Register entry": 2,
        "Workbook": "out/A.xlsx",
    }
    assert row[0].data_type == "s"
    assert [file.name for file in tmp_path.iterdir()] == ["index.xlsx"]


def test_new_manifest_asks_again_with_the_years_moved_on(finished: BatchFolder, tmp_path: Path) -> None:
    path = tmp_path / "next.toml"
    wanted = NewBatch(
        finished.register,
        field_map=str(finished.folder / "map.toml"),
        sources={name: finished.folder / f"{name}.csv" for name in ("people", "records")},
        received=date(2026, 7, 6),
    )
    told = write_new_manifest(wanted, path)
    assert sum("due 2026-08-05" in line for line in told) == 3
    text = path.read_text(encoding="utf-8")
    assert "Last time: FOI-2" in text
    for number in range(3):
        text = text.replace('reference = ""', f'reference = "NEXT-{number}"', 1)
    path.write_text(text, encoding="utf-8")
    first, second, third = (entry.answers for entry in load_manifest(path).entries)
    assert (first.overrides.years, first.overrides.age_bands, first.overrides.categories) == (
        ["2024/25 to 2025/26"], None, None,
    )  # fmt: skip
    assert second.overrides.years == ["2024/25"]
    assert second.overrides.age_bands == ["Under 12", "12 to 15", "16 to 17"]
    assert sorted(third.overrides.categories or ()) == ["cce", "cse"]
    assert first.register == finished.register
    assert (first.policy, first.received) == ("fewer-than-5", date(2026, 7, 6))
    with pytest.raises(OutputError, match="There is a file of this name"):
        write_new_manifest(wanted, path)


def test_new_manifest_needs_an_answer_of_the_time(finished: BatchFolder, tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no answer of this council and time"):
        write_new_manifest(NewBatch(finished.register, until=date(2020, 1, 1)), tmp_path / "next.toml")
    with pytest.raises(RegisterError, match="'Nowhere' has no answer in it"):
        write_new_manifest(NewBatch(finished.register, council="Nowhere"), tmp_path / "next.toml")


def test_calendar_lists_deadlines_and_old_approvals(copied: BatchFolder) -> None:
    path = copied.folder / "map.toml"
    fingerprint = json.loads(copied.release("FOI-1"))["field_map"]["fingerprint"]
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\n[approval]\nname = "A. Person"\nrole = "IG"\ndate = 2025-11-20\nfingerprint = "{fingerprint}"\n')
    calendar = make_calendar(copied.manifest, ["anytown"], 365, TODAY)
    assert [(each.reference, each.done, each.late) for each in calendar.deadlines] == [
        ("FOI-1", "made", True), ("FOI-2", "made", False), ("FOI-3", "made", False),
    ]  # fmt: skip
    assert [(each.days, each.stands, each.old) for each in calendar.maps] == [(370, True, True), (None, False, True)]
    assert not make_calendar(copied.manifest, [], 400, date(2026, 7, 7)).needs_a_look
    open_register(copied.register).mark_sent("FOI-1")
    again = make_calendar(copied.manifest, [], 365, TODAY)
    assert (again.deadlines[0].done, again.deadlines[0].late, again.needs_a_look) == ("sent", False, True)
    lines = list(calendar_lines(again))
    assert "  FOI-1  2026-08-05 (112 days late)  sent" in lines
    assert lines[-1].endswith("approved on 2025-11-20, 370 days ago; older than 365 days: look at it again.")
    assert calendar_record(again)["deadlines"][0]["due"] == "2026-08-05"


def test_due_words_count_days() -> None:
    assert due_words(None, TODAY) == ""
    assert due_words(TODAY, TODAY).endswith("(today)")
    assert due_words(date(2026, 11, 24), TODAY).endswith("(1 day late)")
