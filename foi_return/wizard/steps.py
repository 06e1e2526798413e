"""What a question is: data that says what is asked, why, with which choices, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from foi_return.wizard.draft import NO, YES, Answer, Draft

Apply = Callable[[Draft, Answer], Draft]


class Section(StrEnum):
    """The sections of the interview, in order; the value is the heading."""

    REQUEST = "The request"
    FILES = "The files of the extract"
    PEOPLE = "The children"
    RECORDS = "The records"
    CATEGORIES = "What the records mean"
    FLAGS = "Question 2: fields of the system"
    CONTEXTS = "Where it happened: settings"
    BREAKDOWNS = "What the figures are split by"
    COUNTING = "Counting rules"
    POLICY = "Small numbers"
    LETTER = "The letter"
    WRITING = "Check and write"


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    PATH = "path"
    DATE = "date"
    SELECT = "select"
    CHECKBOX = "checkbox"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen.

    Attributes:
        value: What is kept if it is.
        title: What the officer reads.
        evidence: Why it is offered or what speaks for it; shown beside it.
    """

    value: str
    title: str
    evidence: str = ""


def _accepts(_answer: Answer) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Step:
    """One question. A question that does not arise is not in the course.

    Attributes:
        key: Its name; the answer is kept under it.
        section: Where it belongs.
        kind: How it is answered.
        message: The question itself, in one line.
        help: Why it is asked, what the law or the request says, an example; shown above it.
        choices: For a select or a checkbox.
        default: The answer that Enter gives, or None where there is none.
        settled: The answer where the evidence leaves no doubt; then nobody is asked.
        optional: Whether a text, path or date may be left empty.
        several: Whether a typed answer is a list, with semicolons between.
        read: Turns what was typed into what is kept; raises ValueError with a sentence that says what to write.
        check: What is wrong with an answer, or an empty text; the same for a new answer and a kept one.
        echo: What to tell when it has been answered; may be empty.
        apply: The draft with the answer; None just keeps it under the key.
        figures: What looking at figures before answering is called, where that is offered; else empty.
        heading: The heading of its section, where that is in the words of the request; else empty.
        place: The place of its section among those of the request, such as `3 of 9`; empty where it is not known yet.
    """

    key: str
    section: Section
    kind: Kind
    message: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    default: Answer | None = None
    settled: Answer | None = None
    optional: bool = False
    several: bool = False
    read: Callable[[str], Answer] | None = None
    check: Callable[[Answer], str] = _accepts
    echo: Callable[[Answer], str] = _accepts
    apply: Apply | None = None
    figures: str = ""
    place: str = ""
    heading: str = ""

    def applied(self, draft: Draft, answer: Answer) -> Draft:
        """The draft after this answer."""
        return self.apply(draft, answer) if self.apply else draft.said(self.key, answer)

    def title_of(self, value: str) -> str:
        """What the officer reads for a value that can be chosen."""
        return next((choice.title for choice in self.choices if choice.value == value), value)


def understand(step: Step, typed: str) -> Answer:
    """The answer that a typed text means.

    Raises:
        ValueError: It means none; the message says what to write.
    """
    text = typed.strip()
    if not text:
        if step.optional:
            return ""
        raise ValueError("Please answer; this cannot be left empty.")
    answer = _read(step, text)
    if problem := find_problem(step, answer):
        raise ValueError(problem)
    return answer


def _read(step: Step, text: str) -> Answer:
    if step.kind is Kind.DATE:
        return parse_day(text)
    if step.read:
        return step.read(text)
    return tuple(item.strip() for item in text.split(";") if item.strip()) if step.several else text


def find_problem(step: Step, answer: Answer) -> str:
    """What is wrong with an answer, whether just given or kept from before; empty where nothing is."""
    if isinstance(answer, tuple) is not (step.several or step.kind is Kind.CHECKBOX):
        return "The answer is not of the kind that is expected."
    if step.kind is Kind.CHECKBOX:
        offered = {choice.value for choice in step.choices}
        if not set(answer) <= offered:
            return "One of the choices is not offered any more."
    elif step.kind is Kind.SELECT:
        if answer not in {choice.value for choice in step.choices}:
            return "This choice is not offered any more."
    elif not answer:
        return "" if step.optional else "Please answer; this cannot be left empty."
    elif step.kind is Kind.DATE and not _is_day(answer):
        return "This is no date."
    return step.check(answer)


def in_words(step: Step, answer: Answer) -> str:
    """An answer as the officer reads it, in one line."""
    if step.kind is Kind.DATE and isinstance(answer, str):
        return long_date(date.fromisoformat(answer)) if answer else "(left empty)"
    if isinstance(answer, tuple):
        titles = [step.title_of(value) for value in answer] if step.choices else list(answer)
        return "; ".join(titles) or "none"
    return (step.title_of(answer) if step.choices else answer) or "(left empty)"


def typed_form(step: Step, answer: Answer | None) -> str:
    """A default as it stands in the line that the officer edits."""
    if answer is None:
        return ""
    if isinstance(answer, tuple):
        return "; ".join(answer)
    if step.kind is Kind.DATE and answer:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    return answer


_DAY_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")


def parse_day(text: str) -> str:
    """Reads a date as it is written in the United Kingdom.

    Returns:
        The date as yyyy-mm-dd.

    Raises:
        ValueError: It is no date, or not one of the last or next hundred years.
    """
    for form in _DAY_FORMATS:
        try:
            day = datetime.strptime(" ".join(text.split()), form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
        if 1900 <= day.year <= 2100:
            return day.isoformat()
    raise ValueError("This is no date. Write day, month and the whole year: 21/05/2026.")


def _is_day(answer: Answer) -> bool:
    try:
        date.fromisoformat(str(answer))
    except ValueError:
        return False
    return True


def long_date(day: date) -> str:
    """A date such as Thursday 21 May 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def yes_or_no(
    key: str, section: Section, message: str, yes: str, no: str, *, help: str = "", default: str = YES
) -> Step:
    """A question with two answers, each in words of its own."""
    choices = (Choice(YES, f"Yes, {yes}"), Choice(NO, f"No, {no}"))
    return Step(key, section, Kind.SELECT, message, help, choices, default)


def ticked(choices: Sequence[Choice], wanted: Sequence[str]) -> tuple[str, ...]:
    """Of the values wanted, those that are offered, in the order in which they are."""
    return tuple(choice.value for choice in choices if choice.value in wanted)
