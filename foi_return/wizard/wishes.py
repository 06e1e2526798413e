"""What somebody may want instead of answering: to go back, more help, the tasks, figures, to stop for today."""

from __future__ import annotations

from enum import Enum

from foi_return.wizard.draft import Answer


class Wish(Enum):
    """A wish; its value is the character that is typed for it, alone, wherever an answer is expected."""

    BACK = "<"
    HELP = "?"
    TASKS = "="
    FIGURES = "#"
    LEAVE = "!"

    @property
    def title(self) -> str:
        """What it does, in a few words."""
        return _TITLES[self]


_TITLES = {
    Wish.BACK: "back to the question before",
    Wish.HELP: "why this is asked",
    Wish.TASKS: "list of tasks",
    Wish.FIGURES: "figures so far",
    Wish.LEAVE: "save and leave",
}

Reply = Answer | Wish
"""What an asker brings back."""

HINT = "; ".join(f"{wish.value} {wish.title}" for wish in Wish)
"""All wishes in one line, told once at the beginning."""


def wish_of(typed: str, suggestion: str = "") -> Wish | None:
    """The wish that a typed text is; None where it is an answer.

    Args:
        typed: The text.
        suggestion: What stood on the line already: a wish may be typed behind it.
    """
    try:
        return Wish(typed.removeprefix(suggestion).strip())
    except ValueError:
        return None
