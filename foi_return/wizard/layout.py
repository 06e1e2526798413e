"""How texts are laid out on the screen: wrapped to the window, in characters that every terminal shows."""

from __future__ import annotations

import shutil
import sys
import textwrap

from foi_return.wizard.steps import Step
from foi_return.wizard.table_view import TableView

MOST_COLUMNS = 100
"""The longest line, in characters, however wide the window is."""

FEWEST_COLUMNS = 30
"""In a window that is narrower than this, lines are broken by the window itself."""


def width() -> int:
    """How many characters a line may have."""
    return max(min(shutil.get_terminal_size().columns, MOST_COLUMNS), FEWEST_COLUMNS) - 1


def lead(step: Step) -> str:
    """A question with a mark at its end."""
    return step.message if step.message.endswith(("?", ")")) else f"{step.message}:"


def heading(section: str, place: str = "", *, dashes: bool = True) -> str:
    """The heading of a section, with its place among those of this request: `3 of 9`."""
    text = f"{place}: {section}" if place else section
    return f"--- {text} ".ljust(width(), "-") if dashes else text


def wrapped(text: str) -> str:
    """A text wrapped to the window."""
    columns = width()
    return "\n".join(_wrap_line(line, columns) for line in text.split("\n"))


def _wrap_line(line: str, columns: int) -> str:
    """A paragraph wrapped; a line of a table keeps its spaces, and what does not fit is set in below it."""
    if not line.startswith("  "):
        indent = "  " if line.startswith("> ") else ""
        return textwrap.fill(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    if len(line) <= columns:
        return line
    return "\n".join(
        textwrap.wrap(
            line,
            columns,
            subsequent_indent=" " * _last_column(line, columns),
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
    )


def _last_column(line: str, columns: int) -> int:
    """Where the last column of a table's line begins, so that its text can go on below; never far to the right."""
    start = len(line) - len(line.rsplit("  ", 1)[-1].lstrip())
    return start if start <= columns * 2 // 3 else 8


def fit(text: str) -> str:
    """A text that the terminal can show: what it cannot is replaced, control characters above all."""
    shown = "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return shown.encode(encoding, "replace").decode(encoding)


def fit_table(table: TableView) -> TableView:
    """A table whose every text the terminal can show."""
    return TableView(
        fit(table.title),
        fit(table.lead),
        tuple(map(fit, table.headings)),
        tuple(tuple(map(fit, row)) for row in table.rows),
        tuple(map(fit, table.notes)),
    )
