"""Whoever is asked: a person at a terminal, a file of answers, or a script in a test."""

from __future__ import annotations

from typing import Protocol

from foi_return.wizard.steps import Step
from foi_return.wizard.table_view import TableView
from foi_return.wizard.wishes import HINT, Reply


class Asker(Protocol):
    """Asks one question at a time and says what is going on."""

    def ask(self, step: Step) -> Reply:
        """The answer to a question, one that `find_problem` accepts; or a wish.

        Raises:
            KeyboardInterrupt: The person wants to stop.
        """
        ...

    def tell(self, text: str, *, whole: bool = False) -> None:
        """Shows a text; a table is set in by two spaces.

        Args:
            text: The text.
            whole: Whether its lines must stay whole, because somebody may copy them: paths and commands.
        """
        ...

    def show(self, table: TableView) -> None:
        """Shows a table, as wide as the window allows."""
        ...

    def progress(self, text: str) -> None:
        """Shows what is being done."""
        ...


WELCOME = (
    "\nThis answers a request for information: from the files of your case-management system to a workbook.\n"
    "\nYou will be asked what your files are, which of their columns and values mean what is asked for, how to count, "
    "and which numbers are too small to publish. Suggestions are filled in: Enter accepts them. In a line of text, "
    "Ctrl-U clears it. Nothing leaves this computer, and no answer is written before you have reviewed everything.\n"
    f"\nAt any question you can type: {HINT}. Your answers are kept, with Ctrl-C too."
)
