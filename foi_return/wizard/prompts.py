"""Asks a person at a terminal. The only module that calls questionary.

Everything that the program itself writes is ASCII, and nothing is told by colour alone: a tick is `[x]`.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from functools import cache
from typing import Any

from foi_return.console import Console
from foi_return.wizard.draft import Answer
from foi_return.wizard.steps import Choice, Kind, Section, Step, find_problem, in_words, typed_form, understand

MOST_COLUMNS = 100
"""The longest line, in characters, however wide the window is."""

ROOM_FOR_QUESTION = 6
"""Lines that a list leaves for its question and a message below."""

_KEYS = {Kind.SELECT: "(arrow keys, then Enter)", Kind.CHECKBOX: "(arrow keys; space ticks; Enter when done)"}


class TerminalAsker:
    """Asks with questionary; each question is replaced by one line with its answer."""

    def __init__(self) -> None:
        self._console = Console()
        self._section: Section | None = None

    def tell(self, text: str, *, whole: bool = False) -> None:
        """Shows a text, wrapped to the window unless its lines must stay whole."""
        self._console.progress_done()
        self._console.say(_fit(text if whole else _wrapped(text)))

    def progress(self, text: str) -> None:
        """Shows what is being done, on a line that is replaced."""
        self._console.progress(_fit(text))

    def ask(self, step: Step) -> Answer:
        """Asks until the answer holds."""
        self._console.progress_done()
        if step.section is not self._section:
            self._section = step.section
            self.tell(f"\n{_heading(step.section)}")
        if step.help:
            self.tell(f"\n{step.help}")
        chosen = step.kind in (Kind.SELECT, Kind.CHECKBOX)
        answer = self._choose(step) if chosen else understand(step, self._type(step))
        self.tell(f"> {_lead(step)} {in_words(step, answer)}")
        return answer

    def _type(self, step: Step) -> str:
        options: dict[str, Any] = {}
        if step.kind is Kind.PATH:
            from prompt_toolkit.completion import PathCompleter

            options = {"completer": PathCompleter(expanduser=True), "complete_while_typing": False}
        question = _questionary().text(
            _question(_lead(step)),
            default=typed_form(step, step.default),
            validate=lambda text: _verdict(step, text),
            validate_while_typing=False,
            **options,
        )
        return str(self._run(question))

    def _choose(self, step: Step) -> Answer:
        offered = _choices(_questionary(), step)
        if not offered:
            self.tell("  (There is nothing to choose from.)")
            return ()
        message, keys = _question(step.message), _KEYS[step.kind]
        if len(offered) > _room():
            keys = f"({len(offered)} choices, more below; {keys[1:]}"
        if len(message.rsplit("\n", 1)[-1]) + len(keys) + 4 > _width():
            keys = f"\n  {keys}"
        if step.kind is Kind.SELECT:
            question = _questionary().select(
                message,
                offered,
                default=step.default if isinstance(step.default, str) else None,
                pointer=">",
                instruction=keys,
            )
            return str(self._run(question))
        question = _questionary().checkbox(
            message,
            offered,
            pointer=">",
            instruction=keys,
            validate=lambda values: find_problem(step, tuple(values)) or True,
        )
        return tuple(self._run(question))

    def _run(self, question: Any) -> Any:
        question.application.erase_when_done = True
        _keep_question_in_sight(question.application.layout)
        try:
            return question.unsafe_ask()
        except EOFError:
            raise KeyboardInterrupt from None


@cache
def _questionary() -> Any:
    """The library, loaded when the first question is asked."""
    import questionary
    from questionary.prompts import common

    # questionary has no setting for these two; its own are circles that not every terminal can show.
    for name, mark in (("INDICATOR_SELECTED", "[x]"), ("INDICATOR_UNSELECTED", "[ ]")):
        setattr(common, name, mark)
    return questionary


def _keep_question_in_sight(layout: Any) -> None:
    """Makes a long list scroll below its question, instead of pushing it out of the window."""
    from prompt_toolkit.layout.dimension import Dimension
    from questionary.prompts.common import InquirerControl

    for window in layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            window.height = Dimension(max=_room())


def _lead(step: Step) -> str:
    return step.message if step.message.endswith(("?", ")")) else f"{step.message}:"


def _question(text: str) -> str:
    """A question broken between words, with room for the mark before it."""
    return "\n  ".join(textwrap.wrap(text, _width() - 3, break_long_words=False, break_on_hyphens=False))


def _verdict(step: Step, text: str) -> bool | str:
    try:
        understand(step, text)
    except ValueError as problem:
        return str(problem)
    return True


def _choices(questionary: Any, step: Step) -> list[Any]:
    """The choices as lines that fit the window; what does not fit is shown below the list for the one pointed at."""
    width = _width() - 8
    longest = max((len(choice.title) for choice in step.choices if choice.evidence), default=0)
    column = min(longest, max(20, width * 3 // 5))
    ticked = step.default if isinstance(step.default, tuple) else ()
    return [
        questionary.Choice(
            _cut(_line(choice, column), width),
            value=choice.value,
            checked=choice.value in ticked,
            description=_rest(choice, column, width),
        )
        for choice in step.choices
    ]


def _line(choice: Choice, column: int) -> str:
    return f"{choice.title.ljust(column)}  {choice.evidence}" if choice.evidence else choice.title


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _rest(choice: Choice, column: int, width: int) -> str | None:
    line = _line(choice, column)
    if len(line) <= width:
        return None
    whole = choice.evidence if len(choice.title) <= width // 2 else f"{choice.title}: {choice.evidence}"
    return "\n    ".join(textwrap.wrap(whole, width - 6))


def _heading(section: Section) -> str:
    number = list(Section).index(section) + 1
    return f"--- {number} of {len(Section)}: {section.value} ".ljust(_width(), "-")


def _wrapped(text: str) -> str:
    width = _width()
    return "\n".join(_wrap_line(line, width) for line in text.split("\n"))


def _wrap_line(line: str, width: int) -> str:
    """A paragraph wrapped; a line of a table keeps its spaces, and what does not fit is set in below it."""
    if not line.startswith("  "):
        return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
    if len(line) <= width:
        return line
    return "\n".join(
        textwrap.wrap(
            line,
            width,
            subsequent_indent=" " * _last_column(line, width),
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
    )


def _last_column(line: str, width: int) -> int:
    """Where the last column of a table's line begins, so that its text can go on below; never far to the right."""
    start = len(line) - len(line.rsplit("  ", 1)[-1].lstrip())
    return start if start <= width * 2 // 3 else 8


def _room() -> int:
    """How many lines a list may take."""
    return max(shutil.get_terminal_size().lines - ROOM_FOR_QUESTION, 3)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, MOST_COLUMNS) - 1


def _fit(text: str) -> str:
    """A text that the terminal can show: what it cannot is replaced, control characters above all."""
    shown = "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
    encoding = sys.stdout.encoding or "ascii"
    return shown.encode(encoding, "replace").decode(encoding)
