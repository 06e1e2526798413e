"""Asks in plain lines: choices are numbered, nothing moves or is drawn over. For screen readers and odd consoles.

It also reads from a pipe, so that a program can answer.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

from foi_return.wizard.draft import Answer
from foi_return.wizard.layout import fit, heading, lead, width, wrapped
from foi_return.wizard.steps import Kind, Section, Step, find_problem, in_words, typed_form, understand
from foi_return.wizard.table_view import TableView, plain_table
from foi_return.wizard.wishes import Reply, Wish, wish_of


class PlainAsker:
    """Asks with one line for each choice and reads a line for each answer."""

    def __init__(self) -> None:
        self._section: Section | None = None

    def tell(self, text: str, *, whole: bool = False) -> None:
        """Shows a text, wrapped to the window unless its lines must stay whole."""
        print(fit(text if whole else wrapped(text)), flush=True)  # noqa: T201

    def show(self, table: TableView) -> None:
        """Shows a table in columns of plain characters."""
        self.tell(f"\n{plain_table(table, width())}", whole=True)

    def progress(self, text: str) -> None:
        """Shows what is being done, on a line of its own; a program that reads the lines is not told."""
        if sys.stdout.isatty():
            self.tell(f"({text} ...)")

    def ask(self, step: Step) -> Reply:
        """Asks until the answer holds or a wish is typed."""
        if step.section is not self._section:
            self._section = step.section
            self.tell(f"\n{heading(step.heading or step.section.value, step.place, dashes=False)}")
        if step.help:
            self.tell(f"\n{step.help}")
        for line in _offered(step):
            self.tell(line)
        if step.figures:
            self.tell(f"  {Wish.FIGURES.value}. {step.figures}")
        while True:
            typed = self._line(f"{lead(step)} {_hint(step)}".rstrip())
            if problem := unreadable(typed):
                self.tell(problem)
                continue
            wish = wish_of(typed)
            if wish is not None:
                return wish
            try:
                answer = _understood(step, typed)
            except ValueError as problem:
                self.tell(f"{problem}")
                continue
            self.tell(f"> {lead(step)} {in_words(step, answer)}")
            return answer

    def _line(self, question: str) -> str:
        self.tell(question)
        print("> ", end="", flush=True)  # noqa: T201
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt  # nothing more will come: keep what was answered
        return line.rstrip("\r\n")


def unreadable(line: str) -> str:
    """What is wrong with a line that is no text, in words; empty where it is one."""
    kinds = {unicodedata.category(character) for character in line if character != "\t"}
    if "Cs" in kinds or "\ufffd" in line:
        return (
            "Some letters did not arrive whole: this window and the program write accents in different ways. Type the "
            "line again without them, or leave with ! and set PYTHONUTF8=1 before you start."
        )
    if "Cc" in kinds:
        return "A key such as an arrow or Escape has become part of the line. Type the line again, without such keys."
    return ""


def _offered(step: Step) -> Iterator[str]:
    """The choices of a step, numbered."""
    chosen = step.default if isinstance(step.default, tuple) else (step.default,)
    for number, choice in enumerate(step.choices, start=1):
        mark = " (suggested)" if choice.value in chosen else ""
        evidence = f" - {choice.evidence}" if choice.evidence else ""
        yield f"  {number}. {choice.title}{mark}{evidence}"


def _hint(step: Step) -> str:
    """What to type, and what an empty line means."""
    if step.kind is Kind.CHECKBOX:
        numbers = _numbers(step)
        return (
            f"[numbers with commas; empty for {numbers}; 0 for none]"
            if numbers
            else "[numbers with commas; 0 for none]"
        )
    if step.kind is Kind.SELECT:
        number = _number(step, step.default)
        return f"[a number; empty for {number}]" if number else "[a number]"
    default = typed_form(step, step.default)
    return (
        f"[empty for: {default}; - for nothing]"
        if default and step.optional
        else f"[empty for: {default}]"
        if default
        else ""
    )


def _number(step: Step, value: object) -> int | None:
    return next((number for number, choice in enumerate(step.choices, start=1) if choice.value == value), None)


def _numbers(step: Step) -> str:
    ticked = step.default if isinstance(step.default, tuple) else ()
    return ",".join(str(_number(step, value)) for value in ticked)


def _understood(step: Step, typed: str) -> Answer:
    """The answer that a line means.

    Raises:
        ValueError: It means none; the message says what to write.
    """
    text = typed.strip()
    if step.kind is Kind.SELECT:
        if not text and _number(step, step.default):
            return _held(step, step.default or "")
        return _held(step, _picked(step, text))
    if step.kind is Kind.CHECKBOX:
        if not text:
            return _held(step, step.default if isinstance(step.default, tuple) else ())
        picked = [] if text == "0" else [_picked(step, part) for part in text.replace(";", ",").split(",")]
        return _held(step, tuple(choice.value for choice in step.choices if choice.value in picked))
    if not text and step.default is not None:
        text = typed_form(step, step.default)
    elif text == "-" and step.optional:
        text = ""
    return understand(step, text)


def _picked(step: Step, text: str) -> str:
    number = int(text) if text.strip().isascii() and text.strip().isdigit() else 0
    if not 1 <= number <= len(step.choices):
        raise ValueError(f"Type a number from 1 to {len(step.choices)}.")
    return step.choices[number - 1].value


def _held(step: Step, answer: Answer) -> Answer:
    if problem := find_problem(step, answer):
        raise ValueError(problem)
    return answer
