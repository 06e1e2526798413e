"""A terminal that a test can look at: the wizard runs in it, and its screen is what an officer would see."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pexpect
import pyte

ENTER, DOWN, UP, SPACE, CTRL_C, CTRL_B, CTRL_U = "\r", "\x1b[B", "\x1b[A", " ", "\x03", "\x02", "\x15"
PATIENCE = 20.0
"""Seconds to wait for a screen: the machine may be busy."""

_STILL = 0.04
"""Seconds without a new character after which a screen is taken to be complete."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_ECHO = re.compile(r"(?:^|[\r\n])> [A-Z]")
"""How an answer that was given is told."""


class Terminal:
    """One run of the wizard at a terminal.

    Attributes:
        screen: What is on it now.
        seen: Every screen on which a question was put.
    """

    def __init__(self, folder: Path, *words: str, columns: int = 80, lines: int = 24, **environment: str):
        self.screen = pyte.Screen(columns, lines)
        self.seen: list[tuple[str, list[str]]] = []
        self._written = ""
        self._stream = pyte.Stream(self.screen)
        self._run: Any = pexpect.spawn(
            sys.executable,
            ["-m", "foi_return", "wizard", *words],
            cwd=str(folder),
            env={**_environment(folder), **environment},
            encoding="utf-8",
            dimensions=(lines, columns),
            # A suite that was started in the background ignores Ctrl-C, and so would the program.
            preexec_fn=_hears_ctrl_c,
        )
        self._run.delaybeforesend = None

    @property
    def rows(self) -> list[str]:
        """The lines on the screen, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """What is on the screen, in one line."""
        return " ".join(" ".join(self.rows).split())

    @property
    def question(self) -> str:
        """The question that is put, with all that stands below it; nothing where none is."""
        rows = self.rows
        starts = [place for place, row in enumerate(rows) if row.startswith("? ")]
        return " ".join(" ".join(rows[starts[-1] :]).split())[2:] if starts else ""

    def sees(self, text: str) -> None:
        """Waits until a text is on the screen, wherever its lines are broken."""
        self._wait(lambda: text in self.text, text)

    def is_asked(self, question: str = "") -> str:
        """Waits for a question that begins so; the question as it stands."""
        until = time.monotonic() + PATIENCE
        while True:  # What stood there may have been the question before, which has gone by now.
            self._wait(lambda: bool(self.question) and self.question.startswith(question), f"? {question}")
            if (self.question.startswith(question) and self.question) or time.monotonic() > until:
                break
        self.seen.append((self.question, self.rows))
        return self.question

    def answers(self, question: str, *keys: str) -> None:
        """Waits for a question and presses keys."""
        self.is_asked(question)
        self.presses(*keys)

    def presses(self, *keys: str) -> None:
        """Presses keys."""
        self._run.send("".join(keys))
        self._read(PATIENCE)  # A question that is answered goes away before the next one comes.

    def gives(self, *keys: str) -> None:
        """Presses keys that answer a question, and waits until the answer stands below it."""
        self._written = ""
        self._run.send("".join(keys))
        self._wait(lambda: _ECHO.search(_ESCAPES.sub("\n", self._written)) is not None, "the answer, after >")

    def leaves(self) -> int:
        """Waits for the end; the exit code."""
        while self._read(PATIENCE):
            pass
        self._run.close()
        return int(self._run.exitstatus)

    def is_killed(self) -> None:
        """Ends the program without a warning."""
        self._run.kill(signal.SIGKILL)
        self.goes_away()

    def goes_away(self) -> None:
        """Ends the program, if it still runs."""
        self._run.close(force=True)

    def _wait(self, done: Any, wanted: str) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            ended = not self._read(max(until - time.monotonic(), 0.01))
            if not done() and (ended or time.monotonic() > until):
                raise AssertionError("\n".join([f"'{wanted}' did not come:", *self.rows]))
        while self._read(_STILL):
            pass

    def _read(self, seconds: float) -> bool:
        """Shows what the program writes next; whether it wrote something."""
        try:
            written = self._run.read_nonblocking(65_536, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self._written += written
        self._stream.feed(written)
        return True


def _hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "HOME": str(folder), "LANG": "C.UTF-8"}


SAID: Mapping[str, tuple[str, ...]] = {
    "Your reference": ("FOI-2026-0123", ENTER),
    "Name of the council": ("Anytown Council", ENTER),
    "Contact for": ("foi@anytown.gov.uk", ENTER),
    "On which day was the request": (CTRL_U, "06/07/2026", ENTER),
    "Name of the case-management": ("Mosaic", ENTER),
    "Paths of all files": ("extract", ENTER),
    "On which day was the extract": (CTRL_U, "21/05/2026", ENTER),
    "How is this recorded: Exploited by": (DOWN, ENTER),
    "The value, exactly as": ("Organised crime group", ENTER),
    "Which of these could not be recorded": (SPACE, ENTER),
    "Since which day could it": (CTRL_U, "01/04/2021", ENTER),
}
"""What an officer of the demo council types; everything else is Enter."""


def goes_through(terminal: Terminal, until: str, said: Mapping[str, tuple[str, ...]] = SAID, most: int = 60) -> int:
    """Answers the demo's questions up to one that begins so; how many answers that took."""
    for number in range(most):
        question = terminal.is_asked()
        if question.startswith(until):
            return number
        terminal.gives(*next((keys for start, keys in said.items() if question.startswith(start)), (ENTER,)))
    raise AssertionError(f"'{until}' did not come in {most} questions; the last is '{terminal.question}'")


def torn_words(rows: list[str], columns: int) -> list[str]:
    """Words that go on at the beginning of the next line because the window, not the program, broke the line."""
    return [
        f"{above[-20:]}|{below[:20]}"
        for above, below in pairwise(rows)
        if len(above) == columns and below and above[-1].isalnum() and below[0].isalnum()
    ]
