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
from foi_return.wizard.layout import fit, fit_table, heading, lead, width, wrapped
from foi_return.wizard.steps import Choice, Kind, Section, Step, find_problem, in_words, typed_form, understand
from foi_return.wizard.table_view import TableView
from foi_return.wizard.wishes import Reply, Wish, wish_of

ROOM_FOR_QUESTION = 6
"""Lines that a list leaves for its question and a message below."""

_KEYS = {
    Kind.SELECT: "(arrow keys, then Enter; ? for help)",
    Kind.CHECKBOX: "(arrow keys; space ticks; Enter when done; ? for help)",
}


class TerminalAsker:
    """Asks with questionary; each question is replaced by one line with its answer."""

    def __init__(self) -> None:
        self._console = Console()
        self._section: Section | None = None

    def tell(self, text: str, *, whole: bool = False) -> None:
        """Shows a text, wrapped to the window unless its lines must stay whole."""
        self._console.progress_done()
        self._console.say(fit(text if whole else wrapped(text)))

    def show(self, table: TableView) -> None:
        """Draws a table."""
        from foi_return.wizard.table_rich import draw_table

        self._console.progress_done()
        self._console.say("")
        draw_table(fit_table(table), width(), sys.stdout)

    def progress(self, text: str) -> None:
        """Shows what is being done, on a line that is replaced."""
        self._console.progress(fit(text))

    def ask(self, step: Step) -> Reply:
        """Asks until the answer holds or there is a wish."""
        self._console.progress_done()
        if step.section is not self._section:
            self._section = step.section
            self.tell(f"\n{heading(step.heading or step.section.value, step.place)}")
        if step.help:
            self.tell(f"\n{step.help}")
        reply = self._choose(step) if step.kind in (Kind.SELECT, Kind.CHECKBOX) else self._type(step)
        if not isinstance(reply, Wish):
            self.tell(f"> {lead(step)} {in_words(step, reply)}")
        return reply

    def _type(self, step: Step) -> Reply:
        options: dict[str, Any] = {}
        if step.kind is Kind.PATH:
            from prompt_toolkit.completion import PathCompleter

            options = {"completer": PathCompleter(expanduser=True), "complete_while_typing": False}
        suggested = typed_form(step, step.default)
        question = _questionary().text(
            _question(lead(step)),
            default=suggested,
            validate=lambda text: _verdict(step, text),
            validate_while_typing=False,
            **options,
        )
        _add_keys(question, {})
        reply = self._run(question)
        if isinstance(reply, Wish):
            return reply
        return wish_of(str(reply), suggested) or understand(step, str(reply))

    def _choose(self, step: Step) -> Reply:
        offered = _choices(_questionary(), step)
        if not offered:
            self.tell("  (There is nothing to choose from.)")
            return ()
        message, keys = _question(step.message), _KEYS[step.kind]
        if len(offered) > _room():
            keys = f"({len(offered)} choices, more below; {keys[1:]}"
        if len(message.rsplit("\n", 1)[-1]) + len(keys) + 4 > width():
            keys = f"\n  {keys}"
        if step.figures:
            offered.append(_questionary().Choice(f"{Wish.FIGURES.value} {step.figures}", value=Wish.FIGURES))
        offered.append(_questionary().Choice(f"{Wish.BACK.value} Back to the question before", value=Wish.BACK))
        if step.kind is Kind.SELECT:
            question = _questionary().select(
                message,
                offered,
                default=step.default if isinstance(step.default, str) else None,
                pointer=">",
                instruction=keys,
            )
        else:
            question = _questionary().checkbox(
                message,
                offered,
                pointer=">",
                instruction=keys,
                validate=lambda values: find_problem(step, tuple(values)) or True,
            )
        _add_keys(question, {wish.value: wish for wish in Wish}, several=step.kind is Kind.CHECKBOX)
        reply = self._run(question)
        if isinstance(reply, Wish):
            return reply
        return str(reply) if step.kind is Kind.SELECT else tuple(reply)

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


def _add_keys(question: Any, characters: dict[str, Wish], *, several: bool = False) -> None:
    """Lets keys express a wish: the library itself has no way back.

    Args:
        question: The question, not yet asked.
        characters: Characters that no answer can hold, so that they need no Enter.
        several: Whether lines of a list are ticked.
    """
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
    from prompt_toolkit.layout.controls import BufferControl
    from questionary.prompts.common import InquirerControl

    bindings = KeyBindings()
    for key, wish in {**characters, "c-b": Wish.BACK, "f1": Wish.HELP, "c-t": Wish.TASKS}.items():
        bindings.add(key, eager=True)(lambda event, wish=wish: event.app.exit(result=wish))
    if characters:
        controls = [window.content for window in question.application.layout.find_all_windows()]
        (control,) = (
            each for each in controls if isinstance(each, InquirerControl) and not isinstance(each, BufferControl)
        )

        def points_at_wish() -> bool:
            return isinstance(control.get_pointed_at().value, Wish)

        from prompt_toolkit.filters import Condition

        for key in ("enter", " "):
            bindings.add(key, eager=True, filter=Condition(points_at_wish))(
                lambda event: event.app.exit(result=control.get_pointed_at().value)
            )
        if several:
            _tick_answers_only(bindings, control)
    own = question.application.key_bindings
    question.application.key_bindings = merge_key_bindings([own, bindings] if own else [bindings])


def _tick_answers_only(bindings: Any, control: Any) -> None:
    """Makes the keys for all and for the other way round pass over wishes, which are no answers."""
    real = [choice.value for choice in control.choices if not isinstance(choice.value, Wish)]

    @bindings.add("a", eager=True)  # type: ignore[untyped-decorator]
    def tick_all(_event: Any) -> None:
        control.selected_options = [] if set(real) <= set(control.selected_options) else list(real)

    @bindings.add("i", eager=True)  # type: ignore[untyped-decorator]
    def turn_round(_event: Any) -> None:
        control.selected_options = [value for value in real if value not in control.selected_options]


def _keep_question_in_sight(layout: Any) -> None:
    """Makes a long list scroll below its question, instead of pushing it out of the window."""
    from prompt_toolkit.layout.dimension import Dimension
    from questionary.prompts.common import InquirerControl

    for window in layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            window.height = Dimension(max=_room())


def _question(text: str) -> str:
    """A question broken between words, with room for the mark before it."""
    return "\n  ".join(textwrap.wrap(text, width() - 3, break_long_words=False, break_on_hyphens=False))


def _verdict(step: Step, text: str) -> bool | str:
    if wish_of(text, typed_form(step, step.default)) is not None:
        return True
    try:
        understand(step, text)
    except ValueError as problem:
        return str(problem)
    return True


def _choices(questionary: Any, step: Step) -> list[Any]:
    """The choices as lines that fit the window; what does not fit is shown below the list for the one pointed at."""
    columns = width() - 8
    longest = max((len(choice.title) for choice in step.choices if choice.evidence), default=0)
    column = min(longest, max(20, columns * 3 // 5))
    ticked = step.default if isinstance(step.default, tuple) else ()
    return [
        questionary.Choice(
            _cut(_line(choice, column), columns),
            value=choice.value,
            checked=choice.value in ticked,
            description=_rest(choice, column, columns),
        )
        for choice in step.choices
    ]


def _line(choice: Choice, column: int) -> str:
    return f"{choice.title.ljust(column)}  {choice.evidence}" if choice.evidence else choice.title


def _cut(text: str, columns: int) -> str:
    return text if len(text) <= columns else f"{text[: columns - 3]}..."


def _rest(choice: Choice, column: int, columns: int) -> str | None:
    line = _line(choice, column)
    if len(line) <= columns:
        return None
    named = choice.title if choice.title.endswith("?") or not choice.evidence else f"{choice.title}:"
    whole = choice.evidence if len(choice.title) <= columns // 2 else f"{named} {choice.evidence}".rstrip()
    return "\n    ".join(textwrap.wrap(whole, columns - 6))


def _room() -> int:
    """How many lines a list may take."""
    return max(shutil.get_terminal_size().lines - ROOM_FOR_QUESTION, 3)
