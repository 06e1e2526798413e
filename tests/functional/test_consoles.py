"""The wizard where no terminal is, or a poor one: a plain sentence, the plain way, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from foi_return.crash import BROKEN
from foi_return.errors import InteractionError

WIZARD = [sys.executable, "-m", "foi_return", "wizard"]
LINES = "\nFOI-1\nYnys Môn\nYnys Mon\n\n\n"


def answered(folder: Path, encoding: str, typed: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "HOME": str(folder)}
    return subprocess.run([*WIZARD, "--plain"], cwd=folder, input=typed, capture_output=True, env=environment)


@pytest.mark.parametrize(
    ("speaks", "sends", "council"),
    [("ascii", "utf-8", "Ynys Mon"), ("cp1252", "cp1252", "Ynys Môn"), ("utf-8", "cp1252", "Ynys Mon")],
)
def test_letters_that_a_console_cannot_show_stop_nobody(tmp_path: Path, speaks: str, sends: str, council: str) -> None:
    done = answered(tmp_path, speaks, LINES.encode(sends))
    assert done.returncode == InteractionError.exit_code, "the lines have ended: the answers are kept"
    assert b"Traceback" not in done.stderr
    said = " ".join(done.stdout.decode(speaks).split())
    assert ("did not arrive whole" in said) is (council == "Ynys Mon")
    kept = (tmp_path / "foi-return-unfinished.toml").read_text(encoding="utf-8")
    assert f'"request/council" = "{council}"' in kept


def test_reader_who_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [*WIZARD, "--plain"], cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=gone, stderr=subprocess.PIPE
        )
    assert done.returncode == BROKEN
    assert done.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed with the shell's words for it")
@pytest.mark.parametrize("words", ["wizard", "wizard --plain"])
def test_program_without_a_window_says_so(tmp_path: Path, words: str) -> None:
    command = f"exec {sys.executable} -m foi_return {words} <&- >&-"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == InteractionError.exit_code
    assert "started without a window" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
