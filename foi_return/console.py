"""What the program says on the screen: results on standard output, progress and errors beside them."""

from __future__ import annotations

import codecs
import io
import os
import shutil
import sys
import textwrap
from collections.abc import Mapping

from foi_return.errors import UserError

WIDEST = 100
"""The longest line of an error, in characters, however wide the window is."""


class Console:
    """Prints for a person. Progress is shown only where a terminal is attached, on one line that is replaced."""

    def __init__(self) -> None:
        self._on_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._shown = 0

    def say(self, text: str) -> None:
        """Prints a result."""
        print(text)

    def say_aside(self, text: str) -> None:
        """Prints something that is no part of the result."""
        print(text, file=sys.stderr)

    def progress(self, text: str) -> None:
        """Shows what is being done, in place of what was being done before."""
        if self._on_terminal:
            line = _cut(f"{text} ...", _columns())
            print(f"\r{line.ljust(self._shown)}", end="", file=sys.stderr, flush=True)
            self._shown = len(line)

    def progress_done(self) -> None:
        """Clears the line of progress."""
        if self._shown:
            print(f"\r{' ' * self._shown}\r", end="", file=sys.stderr, flush=True)
            self._shown = 0

    def error(self, error: UserError) -> None:
        """Prints what is wrong, numbered, without a traceback."""
        self.progress_done()
        faults = error.faults
        columns = min(WIDEST, _columns()) if self._on_terminal else WIDEST
        print(f"{error.heading}:", file=sys.stderr)
        for number, fault in enumerate(faults, start=1):
            lead = f"{number}. " if len(faults) > 1 else "  "
            print(_wrapped(str(fault), lead, columns), file=sys.stderr)


def _columns() -> int:
    """How many characters a line may have without being broken by the window."""
    return max(shutil.get_terminal_size().columns - 1, 20)


def _cut(text: str, columns: int) -> str:
    return text if len(text) <= columns else f"{text[: columns - 4]} ..."


def _wrapped(text: str, lead: str, columns: int) -> str:
    return textwrap.fill(
        text,
        columns,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


# --- Streams that take every letter -------------------------------------------------------

_ESCAPED = "foi-return-escaped"


def prepare_streams() -> None:
    """Sees to it that no letter stops the program, whatever the console can show or send.

    A letter that standard output cannot show is written as JSON writes it, so that JSON stays JSON. One that standard
    input cannot read is kept as a mark that the wizard recognises.
    """
    codecs.register_error(_ESCAPED, _escape)
    encoding = encoding_of_pipes(sys.platform, os.environ)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if encoding is not None and not stream.isatty():
            stream.reconfigure(encoding=encoding)
        if stream.errors == "strict":
            stream.reconfigure(errors="surrogateescape" if stream is sys.stdin else _ESCAPED)


def encoding_of_pipes(platform: str, environment: Mapping[str, str]) -> str | None:
    """How text is written in pipes, where the system's own answer would be wrong; None where it is right.

    In Git Bash on Windows the window is a pipe for this program. It shows and sends UTF-8, whatever Windows says.
    """
    is_told = environment.get("PYTHONIOENCODING") or environment.get("PYTHONUTF8")
    return "utf-8" if platform == "win32" and environment.get("MSYSTEM") and not is_told else None


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = (units[place : place + 2].hex() for place in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs), error.end
