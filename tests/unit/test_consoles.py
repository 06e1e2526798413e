"""In which windows the arrow keys work, what is said where they do not, and letters that a console cannot show."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from foi_return.console import Console, encoding_of_pipes, prepare_streams
from foi_return.errors import InteractionError
from foi_return.wizard.layout import FEWEST_COLUMNS, heading, width
from foi_return.wizard.plain import unreadable
from foi_return.wizard.steps import Section
from foi_return.wizard.terminal import check_lines, check_terminal, obstacle


@dataclass
class Window(io.StringIO):
    """A stream that is, or is not, a terminal, and that the system knows, or does not."""

    terminal: bool = True
    real: bool = True

    def __post_init__(self) -> None:
        super().__init__()

    def isatty(self) -> bool:
        return self.terminal

    def fileno(self) -> int:
        return 1 if self.real else super().fileno()


TERMINAL, PIPE = Window(), Window(terminal=False)


@pytest.mark.parametrize(
    ("source", "target", "environment", "platform", "said"),
    [
        (TERMINAL, TERMINAL, {"TERM": "xterm"}, "linux", ""),
        (TERMINAL, TERMINAL, {}, "linux", ""),
        (TERMINAL, TERMINAL, {"TERM": "dumb"}, "linux", "only show plain lines (TERM=dumb)"),
        (PIPE, PIPE, {}, "linux", "Input and output are not a terminal"),
        (PIPE, TERMINAL, {}, "linux", "The input comes from a file"),
        (TERMINAL, PIPE, {}, "linux", "The output goes to a file"),
        (None, TERMINAL, {}, "win32", "started without a window"),
        (PIPE, PIPE, {"MSYSTEM": "MINGW64", "TERM": "xterm"}, "win32", "Git Bash does not pass the arrow keys"),
        (PIPE, PIPE, {"PYCHARM_HOSTED": "1"}, "win32", "belongs to an editor"),
        (Window(real=False), Window(real=False), {}, "win32", "belongs to an editor"),
    ],
)
def test_window_in_which_arrow_keys_do_not_work_is_named(
    source: Window | None, target: Window | None, environment: Mapping[str, str], platform: str, said: str
) -> None:
    found = obstacle(source, target, environment, platform)
    assert said in found
    assert bool(found) is bool(said)


def test_every_refusal_names_the_plain_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", PIPE)
    with pytest.raises(InteractionError, match="foi-return wizard --plain"):
        check_terminal()


def test_plain_lines_need_something_to_read_and_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    check_lines()
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InteractionError, match="without a window"):
        check_lines()


def test_git_bash_writes_utf_8_in_its_pipes_unless_somebody_says_otherwise() -> None:
    assert encoding_of_pipes("win32", {"MSYSTEM": "MINGW64"}) == "utf-8"
    assert encoding_of_pipes("win32", {"MSYSTEM": "MINGW64", "PYTHONIOENCODING": "cp1252"}) is None
    assert encoding_of_pipes("win32", {}) is None
    assert encoding_of_pipes("linux", {"MSYSTEM": "MINGW64"}) is None


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_is_json_in_every_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(shown, encoding=encoding, write_through=True))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Ynys M\xf4n\n"), encoding="ascii"))
    prepare_streams()
    name = {"council": "Ynys Môn \u2014 \U0001f600"}
    Console().say(json.dumps(name, ensure_ascii=False))
    assert json.loads(shown.getvalue().decode(encoding)) == name


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ynys Môn", ""),
        ("\u202aC:\\extract\t", ""),  # the invisible mark is from a window of Windows, and paths drop it
        ("Ynys M\udcf4n", "PYTHONUTF8=1"),
        ("Ynys M\ufffdn", "PYTHONUTF8=1"),
        ("\x1b[AAnytown", "without such keys"),
    ],
)
def test_line_that_is_no_text_is_asked_for_again(line: str, said: str) -> None:
    assert said in unreadable(line)
    assert bool(unreadable(line)) is bool(said)


@pytest.mark.parametrize("columns", ["1", "12", "60", "200"])
def test_every_width_of_a_window_can_be_written_in(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert FEWEST_COLUMNS - 1 <= width() <= 99
    assert len(heading(Section.REQUEST)) >= width()


def test_progress_never_takes_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = Window()
    monkeypatch.setattr("sys.stderr", shown)
    console = Console()
    console.progress("Reading C:\\a very long path\\to the files of an extract.csv")
    console.progress_done()
    assert max(map(len, shown.getvalue().split("\r"))) <= 39
    assert shown.getvalue().endswith("\r")
