"""What the program says on the screen: results on standard output, progress and errors beside them."""

from __future__ import annotations

import sys
import textwrap

from foi_return.errors import UserError


class Console:
    """Prints for a person. Progress is shown only where a terminal is attached, on one line that is replaced."""

    def __init__(self) -> None:
        self._on_terminal = sys.stderr.isatty()
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
            line = f"{text} ..."
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
        print(f"{error.heading}:", file=sys.stderr)
        for number, fault in enumerate(faults, start=1):
            lead = f"{number}. " if len(faults) > 1 else "  "
            print(_wrapped(str(fault), lead), file=sys.stderr)


def _wrapped(text: str, lead: str) -> str:
    return textwrap.fill(
        text,
        100,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
