"""The wizard as an officer meets it: keys pressed in a pseudo-terminal, from the first question to the workbook."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from foi_return.errors import InteractionError
from foi_return.synthetic import ExtractFiles, write_extract

pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals are a matter of Unix")

COMMAND = ["-m", "foi_return", "wizard"]
ENTER, DOWN, UP, SPACE, CTRL_C = "\r", "\x1b[B", "\x1b[A", " ", "\x03"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
STYLE = r"(?:\x1b\[[0-9;]*m)*"
RECEIVED = f"{datetime.now(UTC) - timedelta(days=3):%d/%m/%Y}"
PATIENCE = 12
"""Seconds to wait for a question: the machine may be busy."""


class Officer:
    """Somebody at a terminal, of 80 by 24 characters where nothing else is said."""

    def __init__(self, folder: Path, *words: str, size: tuple[int, int] = (24, 80)):
        self.screen = ""
        self._child: Any = pexpect.spawn(
            sys.executable,
            [*COMMAND, *words],
            cwd=str(folder),
            env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "HOME": str(folder), "LANG": "C.UTF-8"},
            encoding="utf-8",
            dimensions=size,
            timeout=PATIENCE,
        )

    def sees(self, text: str) -> None:
        """Waits until a text stands on the screen."""
        self._waits_for(re.escape(text), text)

    def _waits_for(self, pattern: str, text: str) -> None:
        try:
            self._child.expect(pattern)
        except (pexpect.TIMEOUT, pexpect.EOF) as problem:
            raise AssertionError(f"'{text}' did not come:\n{ESCAPES.sub('', self._child.before)[-3000:]}") from problem
        self.screen += ESCAPES.sub("", self._child.before + self._child.after)

    def answers(self, question: str, *keys: str) -> None:
        """Waits for a question, with its mark and the style of it before the words, and types."""
        self._waits_for(rf"\?{STYLE} {STYLE}{re.escape(question)}", question)
        for key in keys:
            self._child.send(key)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self._child.send(key)

    def leaves(self) -> int:
        """Waits for the end; the exit code."""
        self._child.expect(pexpect.EOF)
        self.screen += ESCAPES.sub("", self._child.before)
        self._child.close()
        return int(self._child.exitstatus)

    def is_killed(self) -> None:
        self._child.kill(signal.SIGKILL)
        self._child.expect(pexpect.EOF)

    def goes_away(self) -> None:
        self._child.close(force=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ExtractFiles:
    return write_extract(tmp_path_factory.mktemp("extract"), seed=1, children=400)


@pytest.fixture
def officers() -> Iterator[list[Officer]]:
    """Officers who go away at the end, whatever happened."""
    present: list[Officer] = []
    yield present
    for officer in present:
        officer.goes_away()


def answer_request_section(officer: Officer) -> None:
    officer.answers("Start from a field map?", ENTER)
    officer.answers("Your reference for this request", "FOI-2026-0123", ENTER)
    officer.answers("Name of the council", "Anytown Council", ENTER)
    officer.answers("Contact for questions", "foi@anytown.gov.uk", ENTER)
    officer.answers("Which Act do you answer under?", ENTER)
    officer.answers("On which day was the request received?", "31/06/2026", ENTER)
    officer.sees("This is no date.")
    officer.presses("\x15", RECEIVED, ENTER)
    officer.sees("The answer is due by")
    officer.answers("Does your requester ask for the usual", ENTER)
    officer.answers("Name of the case-management system", "Mosaic", ENTER)


def answer_everything(officer: Officer, files: ExtractFiles) -> None:
    answer_request_section(officer)
    officer.answers("Paths of all files", f'"{files.people.parent}"', ENTER)
    officer.answers("On which day was the extract made?", "\x15", "21/05/2026", ENTER)
    officer.answers("Are these the right columns of people.csv?", ENTER)
    officer.answers("Is this what the values of 'Gender' mean?", ENTER)
    officer.answers("Are these the right columns of the files", ENTER)
    officer.answers("From which day on are all these files", ENTER)
    officer.answers("Is this what the values of 'Hazard' mean?", ENTER)
    officer.answers("Is this what the values of 'Setting' mean?", ENTER)
    officer.answers("Is this what the values of 'Exploitation", ENTER)
    officer.answers("How is this recorded: Exploited by", DOWN, ENTER)
    officer.answers("The value, exactly as the system offers", "Organised crime group", ENTER)
    officer.answers("Which of these could not be recorded", SPACE, ENTER)
    officer.answers("Since which day could it be recorded", "01/04/2021", ENTER)
    officer.answers("Shall these questions be answered so?", ENTER)
    officer.answers("Which role or team can find out?", "Data team", ENTER)
    officer.answers("Shall children be counted so?", ENTER)
    officer.answers("Which numbers are too small to publish?", ENTER)


@pytest.mark.parametrize(
    "size", [(24, 80), pytest.param((20, 60), marks=pytest.mark.slow)], ids=["80 by 24", "60 by 20"]
)
def test_officer_comes_from_files_to_a_workbook(
    size: tuple[int, int], tmp_path: Path, files: ExtractFiles, officers: list[Officer]
) -> None:
    officer = Officer(tmp_path, size=size)
    officers.append(officer)
    answer_everything(officer, files)
    officer.sees("What will come out")
    officer.sees("Above is everything that you answered.")
    assert not (tmp_path / "output").exists()
    officer.answers("Is everything right?", DOWN, ENTER)
    officer.answers("Which table?", ENTER)
    officer.sees("These are the figures as they would be published.")
    officer.sees("[c]")
    officer.answers("And now?", DOWN, DOWN, ENTER)
    officer.sees("INTERNAL VIEW")
    officer.answers("And now?", UP, UP, ENTER)
    officer.answers("Is everything right?", DOWN, DOWN, DOWN, ENTER)
    officer.answers("Which section?", ENTER)
    officer.answers("Which answer?", ENTER)
    officer.answers("Start from a field map?", ENTER)
    officer.answers("Your reference for this request", "-A", ENTER)
    for question in ("Name of the council", "Contact for questions", "Which Act", "On which day was"):
        officer.answers(question, ENTER)
    for question in ("Is the answer due by", "Does your requester ask", "Name of the case-management system"):
        officer.answers(question, ENTER)
    officer.answers("Is everything right?", ENTER)
    officer.sees("The workbook:")
    officer.sees("foi-return build --map")
    assert officer.leaves() == 0
    (workbook,) = (tmp_path / "output" / "FOI-2026-0123-A").glob("*.xlsx")
    assert openpyxl.load_workbook(workbook).sheetnames
    assert (tmp_path / "anytown-council-field-map.toml").is_file()
    assert "Traceback" not in officer.screen
    if size == (24, 80):
        built = run("build", "--answers", "FOI-2026-0123-A-answers.toml", "--output", "again", folder=tmp_path)
        assert built.returncode == 0, built.stderr
        again = tmp_path / "again" / "FOI-2026-0123-A" / workbook.name
        assert again.read_bytes() == workbook.read_bytes(), "the saved answers make the same workbook"


def plain_lines(files: ExtractFiles) -> list[str]:
    """An officer's answers on the demo where the suggestions are right: one line each, empty for the suggestion."""
    about = ["", "FOI-2026-0123", "Anytown Council", "", "", RECEIVED, "", "Mosaic"]
    extract = [str(files.people.parent), "21/05/2026", "", "", "", ""]
    meanings = ["", "", "", "2", "Organised crime group", "", "", "", "", ""]
    return [*about, *extract, *meanings, ""]


def test_plain_lines_through_a_pipe_need_at_most_25_answers(tmp_path: Path, files: ExtractFiles) -> None:
    lines = plain_lines(files)
    assert len(lines) <= 25
    done = run("wizard", "--plain", folder=tmp_path, typed="".join(f"{line}\n" for line in lines))
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr
    assert list((tmp_path / "output" / "FOI-2026-0123").glob("*.xlsx"))
    assert "\x1b" not in done.stdout
    assert not (tmp_path / "foi-return-unfinished.toml").exists()


def test_figures_are_looked_at_and_another_rule_is_taken_before_anything_is_written(
    tmp_path: Path, files: ExtractFiles
) -> None:
    answers = plain_lines(files)[:-1]
    about, rest = answers[:-8], answers[-8:]
    look = ["2", "1", "3", "5"]  # The tables, the first of them, its true counts, back to the review.
    threshold = ["3", "2", "10", "3", "Our area is small."]  # Another rule, the threshold, 10; take it, with a reason.
    one = ["4", "8", "4", "2"]  # Change answers, counting rules, on which day age is taken: 31 March.
    typed = "".join(f"{line}\n" for line in [*about, "#", *rest, *look, *threshold, *one, "5"])
    done = run("wizard", "--plain", folder=tmp_path, typed=typed)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr
    said = " ".join(done.stdout.split())
    assert "Children each year, with the answers so far and the suggestions for the rest" in said
    assert "INTERNAL VIEW: true counts, not protected." in said
    assert "Smallest number that may be published" in said
    assert "cells of the breakdowns changed" in said
    kept = (tmp_path / "foi-return-unfinished.toml").read_text(encoding="utf-8")
    assert '"policy/threshold" = "10"' in kept
    assert '"counting/age_taken" = "31 March"' in kept
    assert not (tmp_path / "output").exists()


def test_killed_wizard_goes_on_at_the_same_question(tmp_path: Path, officers: list[Officer]) -> None:
    officer = Officer(tmp_path)
    officers.append(officer)
    answer_request_section(officer)
    officer.sees("Paths of all files")
    officer.is_killed()
    again = Officer(tmp_path, "--resume")
    officers.append(again)
    again.sees("The tasks:")
    again.answers("Where do you want to go on?", ENTER)
    again.answers("Paths of all files", CTRL_C)
    assert again.leaves() == InteractionError.exit_code
    assert "Your reference" not in again.screen


def test_ctrl_c_keeps_the_answers_and_the_next_start_goes_on(tmp_path: Path, officers: list[Officer]) -> None:
    officer = Officer(tmp_path)
    officers.append(officer)
    answer_request_section(officer)
    officer.answers("Paths of all files", CTRL_C)
    officer.sees("Your answers are kept in")
    officer.sees("run foi-return wizard --resume")
    assert officer.leaves() == InteractionError.exit_code
    assert "Traceback" not in officer.screen
    assert officer.screen.isascii()
    kept = tmp_path / "foi-return-unfinished.toml"
    assert kept.stat().st_mode & 0o077 == 0
    again = Officer(tmp_path)
    officers.append(again)
    again.answers("Go on with them?", ENTER)
    again.answers("Where do you want to go on?", ENTER)
    again.answers("Paths of all files", CTRL_C)
    assert again.leaves() == InteractionError.exit_code


def run(*words: str, folder: Path, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "foi_return", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        input=typed,
    )


@pytest.mark.parametrize("words", [("wizard",), ("wizard", "--output", "elsewhere")])
def test_without_a_terminal_the_command_to_use_instead_is_named(tmp_path: Path, words: Sequence[str]) -> None:
    done = run(*words, folder=tmp_path)
    assert done.returncode == InteractionError.exit_code
    assert "foi-return build --map" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
