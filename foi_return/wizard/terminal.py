"""Whether questions can be asked here at all, and what to do instead where they cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from foi_return.errors import Fault, InteractionError

_INSTEAD = (
    "Ask in plain lines, which work everywhere: foi-return wizard --plain. To make an answer without questions: "
    "foi-return build --map MAP --source NAME=PATH --reference REF --extracted-on DATE, or foi-return build --answers "
    "FILE with the file that the wizard saved before"
)
_GIT_BASH = "Git Bash does not pass the arrow keys on to this program"
_EDITOR = "This window belongs to an editor (an IDE), which does not pass the arrow keys on"
_EDITORS = ("PYCHARM_HOSTED", "SPYDER_ARGS", "SPY_PYTHONPATH", "IDLESTARTUP", "JPY_PARENT_PID")
"""Variables that editors set for programs that they start."""


def check_terminal() -> None:
    """Makes sure that a person sits at a terminal in which the arrow keys work.

    Raises:
        InteractionError: There is none. It says why, and names what to use instead.
    """
    found = obstacle(sys.stdin, sys.stdout, os.environ, sys.platform)
    if found:
        expected = "a terminal window"
        if sys.platform == "win32":
            expected = "the Command Prompt, PowerShell or Windows Terminal; in Git Bash: winpty foi-return wizard"
        raise InteractionError(Fault("wizard", found, expected, _INSTEAD))


def check_lines() -> None:
    """Makes sure that lines can be read and written, which is all that plain questions need.

    Raises:
        InteractionError: The program was started without anything to read from or to write to.
    """
    if sys.stdin is None or sys.stdout is None:
        found = "The program was started without a window: there is nothing to read answers from, or to show them in"
        raise InteractionError(Fault("wizard", found, "a terminal window, or a pipe", "Start it in a terminal window"))


def obstacle(source: TextIO | None, target: TextIO | None, environment: Mapping[str, str], platform: str) -> str:
    """Why the arrow keys cannot work here, in a sentence; empty where they can.

    Args:
        source: What is typed into.
        target: What is shown in.
        environment: The environment variables.
        platform: The name of the system, as Python gives it.
    """
    if source is None or target is None:
        return "The program was started without a window, so nobody can be asked"
    typed, shown = source.isatty(), target.isatty()
    if not (typed and shown):
        return _why_no_terminal(typed, shown, environment, platform)
    if not (_is_real(source) and _is_real(target)):
        return _EDITOR
    if platform == "win32":
        return "" if _is_console(source) and _is_console(target) else "This window is no Windows console"
    if environment.get("TERM") in ("dumb", "unknown"):
        return f"This window says that it can only show plain lines (TERM={environment['TERM']})"
    return ""


def _why_no_terminal(typed: bool, shown: bool, environment: Mapping[str, str], platform: str) -> str:
    if platform == "win32" and environment.get("MSYSTEM"):
        return _GIT_BASH
    if any(name in environment for name in _EDITORS):
        return _EDITOR
    if typed:
        return "The output goes to a file or to another program, so nobody could see the questions"
    if shown:
        return "The input comes from a file or from another program, so nobody can be asked"
    return "Input and output are not a terminal, so nobody can be asked"


def _is_real(stream: TextIO) -> bool:
    """Whether the system knows the stream: the windows of some editors only look like one."""
    try:
        stream.fileno()
    except (OSError, AttributeError):
        return False
    return True


def _is_console(stream: TextIO) -> bool:
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        mode = ctypes.c_ulong()
        handle = msvcrt.get_osfhandle(stream.fileno())
        return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
    return True
