"""The wizard for a comparison of lists: from four files to a definition, and to a protected answer by it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.reconcile import load_reconciliation
from foi_return.errors import InteractionError, SourceError
from foi_return.reconcile.demo import demo_definition
from foi_return.reconcile.interview import FILE_NAME
from foi_return.synthetic.partner_list import generate_lists
from foi_return.wizard.wishes import Wish

pytest.importorskip("splink")

SAID = {
    "request/reference": "FOI-1",
    "request/received": "06/07/2026",
    "request/council": "Anytown Council",
    "request/contact": "foi@anytown.example",
    "request/system": "Frameworki",
    "request/partner": "Anyshire Police",
    "request/first_day": "01/09/2013",
    "request/last_day": "30/09/2014",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the four lists in it, from which the program is started."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lists").mkdir()
    generate_lists(seed=4, listed=120, people=900).write(tmp_path / "lists")
    return tmp_path


def _files(*names: str) -> dict[str, str]:
    return {f"files/{name}": f"lists/{name}.csv" for name in names}


def _unasked(said: Mapping[str, str], *words: str) -> int:
    settings = [word for key, value in said.items() for word in ("--set", f"{key}={value}")]
    return main(["wizard", "--request", "reconcile", "--no-input", "--take-suggestions", *settings, *words])


def _counts(output: Path, reference: str) -> dict[str, int]:
    text = (output / f"{reference}-internal" / "reconciliation.json").read_text(encoding="utf-8")
    counts: dict[str, int] = json.loads(text)["counts"]
    return counts


def test_suggested_definition_counts_the_lists_as_the_one_that_was_written_by_hand(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {**SAID, **_files("partner", "people", "names", "records"), "write/next": "count"}
    assert _unasked(said) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert "It is a draft until a second person approves it" in told
    assert "The certificate was verified" in told
    pack = folder / "output" / "FOI-1"
    assert {path.name for path in pack.iterdir()} == {"FOI-1.xlsx", "FOI-1.docx", "csv", "release.json"}
    by_hand = folder / "by-hand.toml"
    by_hand.write_text(demo_definition(), encoding="utf-8")
    sources = [f"{name}=lists/{name}.csv" for name in ("partner", "people", "names", "records")]
    words = [word for source in sources for word in ("--source", source)]
    count = ["reconcile", "count", str(by_hand), "--reference", "HAND", "--leave-undecided", *words]
    assert main([*count, "--output", str(folder / "output")]) == 0
    counts = _counts(folder / "output", "FOI-1")
    assert counts == _counts(folder / "output", "HAND")
    assert sum(counts.values()) > 100
    assert sum(number > 0 for number in counts.values()) >= 7


def test_lists_are_linked_if_that_is_wished_and_the_printed_commands_make_the_answer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _unasked({**SAID, **_files("partner", "people", "names", "records")}) == 0
    told = capsys.readouterr().out
    assert (folder / "output" / "FOI-1-clerical" / "pairs-to-decide.xlsx").exists()
    assert not (folder / "output" / "FOI-1").exists()
    (count,) = (line.split() for line in told.splitlines() if line.strip().startswith("foi-return reconcile count"))
    assert "--received" in count
    assert main([*count[1 : count.index("--decisions")], "--leave-undecided"]) == 0
    assert (folder / "output" / "FOI-1" / "FOI-1.docx").exists()
    assert (folder / "anyshire-police-list.toml").exists()


def test_without_records_or_other_names_a_child_is_known_or_not(folder: Path) -> None:
    said = {**SAID, **_files("partner", "people"), "write/next": "definition", "rules/adult": "no"}
    assert _unasked({**said, "partner/elsewhere": "(none)", "people/restricted": "(none)"}) == 0
    definition = load_reconciliation(folder / "anyshire-police-list.toml")
    assert list(definition.categories) == ["unclear", "no_reference", "not_found"]
    assert definition.sources == ("partner", "people")


def test_missing_and_wrong_answers_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without = {key: value for key, value in SAID.items() if key != "request/partner"}
    assert _unasked({**without, **_files("partner", "people")}) == InteractionError.exit_code
    told = capsys.readouterr().err
    assert "request/partner" in told
    assert "--set" in told
    assert _unasked({}) == InteractionError.exit_code
    told = capsys.readouterr().err
    assert all(key in told for key in ("request/reference", "request/council", "request/system", "request/first_day"))
    assert (
        _unasked({**SAID, "request/last_day": "1/1/2010", **_files("partner", "people")}) == InteractionError.exit_code
    )
    assert "ends before it begins" in capsys.readouterr().err
    assert _unasked({**SAID, "files/partner": "lists/none.csv"}) == SourceError.exit_code
    assert "there is no such file" in capsys.readouterr().err
    assert not list(folder.glob("*.toml"))


def test_records_without_a_column_of_codes_are_left_out(folder: Path) -> None:
    rows = [f"{number},note {number} of its own kind" for number in range(2_000)]
    (folder / "lists" / "records.csv").write_text("\n".join(["Person ID,Text", *rows]), encoding="utf-8")
    assert _unasked({**SAID, **_files("partner", "people", "records"), "write/next": "definition"}) == 0
    definition = load_reconciliation(folder / "anyshire-police-list.toml")
    assert "referred" not in definition.categories


def _lines(folder: Path, *lines: str, words: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "foi_return", "wizard", "--request", "reconcile", "--plain", *words],
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


REQUEST = ("FOI-1", "", "Anytown Council", "", "1", "Frameworki", "Anyshire Police", "1/9/2013", "30/9/2014", "", "")


def test_back_help_tasks_and_leaving_in_plain_lines_and_going_on_where_one_stopped(folder: Path) -> None:
    wishes = (Wish.HELP.value, Wish.TASKS.value, Wish.FIGURES.value, Wish.BACK.value, "", "lists/partner.csv", "!")
    left = _lines(folder, *REQUEST, *wishes)
    assert left.returncode == 0, left.stderr
    assert "There are no figures before the lists are linked" in left.stdout
    assert "children on a list of Anyshire Police" in " ".join(left.stdout.split())
    kept = folder / FILE_NAME
    assert kept.exists()
    assert str(kept) in left.stdout
    went_on = _lines(folder, "lists/people.csv", "", "", *[""] * 40, words=("--resume",))
    assert went_on.returncode == 0, went_on.stdout[-2000:]
    assert "Your reference for this request" not in went_on.stdout.split("Is everything right?")[0].split("\n\n")[1]
    assert (folder / "anyshire-police-list.toml").exists()
    assert not kept.exists()


def test_list_that_cannot_be_read_is_told_and_asked_for_again(folder: Path) -> None:
    (folder / "lists" / "broken.csv").write_bytes(b"a,b\n\xff\xfe\x00")
    done = _lines(folder, *REQUEST, "lists/missing.csv", "lists/partner.csv", "!")
    assert "there is no such file" in done.stdout
    assert done.stdout.count("File of the partner's list") >= 2
    assert "File of social care's people" in done.stdout


def test_failure_at_the_end_keeps_the_answers(folder: Path) -> None:
    (folder / "output").write_text("this is no folder", encoding="utf-8")
    answers = (*REQUEST, "lists/partner.csv", "lists/people.csv", "", "", *[""] * 8)
    done = _lines(folder, *answers, "3", "", "", "", "!")
    assert "Is everything right?" in done.stdout
    assert (folder / FILE_NAME).exists(), done.stdout[-3000:]
    assert not (folder / "FOI-1").exists()


def test_rare_value_of_the_records_is_shown_on_a_screen_and_named_in_no_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = folder / "lists" / "records.csv"
    with records.open("a", encoding="utf-8") as file:
        file.write("100002,Said by his aunt Petronella\n")
    settings = [word for key, value in SAID.items() for word in ("--set", f"{key}={value}")]
    files = _files("partner", "people", "names", "records")
    settings += [word for key, value in files.items() for word in ("--set", f"{key}={value}")]
    assert main(["wizard", "--request", "reconcile", "--no-input", *settings]) == InteractionError.exit_code
    told = capsys.readouterr().err
    assert "a value that fewer than 5 rows hold" in " ".join(told.split())
    assert "Petronella" not in told
    answers = (*REQUEST, *files.values(), *[""] * 20)
    asked = _lines(folder, *answers, "!")
    assert "Petronella" in asked.stdout
