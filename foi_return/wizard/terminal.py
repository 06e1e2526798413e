"""Whether questions can be asked here at all."""

from __future__ import annotations

import sys

from foi_return.errors import Fault, InteractionError


def check_terminal() -> None:
    """Makes sure that a person sits at a real terminal.

    Raises:
        InteractionError: Input or output is a pipe or a file, or (on Windows) the window is no console. It names what
            to use instead.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InteractionError(_fault("Input or output is not a terminal, so nobody can be asked"))
    if not _is_console():
        raise InteractionError(
            _fault("This window is no Windows console, so the arrow keys do not work in it (Git Bash, an IDE)")
        )


def _fault(found: str) -> Fault:
    return Fault(
        "wizard",
        found,
        "a terminal window; on Windows, Command Prompt or PowerShell",
        "Ask in plain lines: foi-return wizard --plain. To make an answer without questions: "
        "foi-return build --map MAP --source NAME=PATH --reference REF "
        "--extracted-on DATE, or foi-return build --answers FILE with the file that the wizard saved before",
    )


def _is_console() -> bool:
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        mode = ctypes.c_ulong()
        handle = msvcrt.get_osfhandle(sys.stdout.fileno())
        return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
    return True
