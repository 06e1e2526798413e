"""Whoever is asked: a person at a terminal, or a script in a test."""

from __future__ import annotations

from typing import Protocol

from foi_return.wizard.draft import Answer
from foi_return.wizard.steps import Step


class Asker(Protocol):
    """Asks one question at a time and says what is going on."""

    def ask(self, step: Step) -> Answer:
        """The answer to a question; one that `find_problem` accepts.

        Raises:
            KeyboardInterrupt: The person wants to stop.
        """
        ...

    def tell(self, text: str) -> None:
        """Shows a text; lines that begin with two spaces stand as they are."""
        ...

    def progress(self, text: str) -> None:
        """Shows what is being done."""
        ...
