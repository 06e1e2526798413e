"""Answers from a file, for a wizard that asks nothing: the same course, the same checks, every missing answer named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.errors import Fault, InteractionError, RequestError, UserError
from foi_return.wizard.course import course, default_of, is_answered, turn_in
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.keep import load_draft
from foi_return.wizard.rare import FEWEST_ROWS, rare_values
from foi_return.wizard.sections.clock import CLOCK_KEYS
from foi_return.wizard.sections.flag_review import MADE, RESULT
from foi_return.wizard.sections.start import EARLIER
from foi_return.wizard.steps import Kind, Step, find_problem, in_words, typed_form, understand

if TYPE_CHECKING:
    from foi_return.wizard.study import Study

_MOST_CHOICES = 12

YEARLY = (
    "request/reference",
    "request/received",
    "request/as_asked",
    "request/years",
    "files/all",
    "files/extracted_on",
)
"""Questions that last year's answers cannot answer; so are the paths of files."""


def reopened_for_a_new_request(draft: Draft) -> Draft:
    """Earlier answers as the start of a new request: what changes from year to year is asked again."""
    paths = [key for key in draft.answers if key.startswith("files/") and key.endswith("/path")]
    draft = draft.without(CLOCK_KEYS)
    draft = draft.without([MADE, RESULT])  # A review is of its own years.
    return draft.ask_again([*(key for key in YEARLY if key in draft), *paths])


def with_earlier(draft: Draft) -> Draft:
    """The draft, or the answers to an earlier request where somebody said that these start from them.

    Raises:
        RequestError: The file with them is faulty.
    """
    named = draft.text("request/earlier")
    if draft.text("request/start") != EARLIER or not named:
        return draft
    earlier = load_draft(Path(named))
    if earlier.text("request/start") == EARLIER:
        earlier = earlier.without(["request/start", "request/earlier"])
    return reopened_for_a_new_request(earlier)


def with_settings(draft: Draft, settings: Sequence[str]) -> Draft:
    """The draft with answers given as KEY=VALUE; several values have semicolons between.

    Raises:
        RequestError: One has no equals sign.
    """
    faults = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            faults.append(Fault("--set", f"found '{setting}'", "KEY=VALUE", "Such as --set request/reference=FOI-1"))
        draft = draft.said(key.strip(), value.strip())
    if faults:
        raise RequestError(faults)
    return draft


def complete(draft: Draft, study: Study, take_suggestions: bool) -> Draft:
    """The draft with every question of the course answered, asking nobody.

    Args:
        draft: The answers that were given.
        study: What finds out what the questions depend on.
        take_suggestions: Whether a question that was not answered takes its suggestion.

    Raises:
        InteractionError: Answers are missing or do not hold; every one is named, with what would give it.
    """

    def look(draft: Draft) -> Outlook:
        draft = with_earlier(draft)
        facts, refused = study.look(draft)
        refuse([item.error for item in refused])
        return Outlook(draft, tuple(course(draft, facts)), rare_values(facts.files.values()))

    return answered(draft, look, take_suggestions)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a course of questions stands.

    Attributes:
        draft: The answers, with those that they bring along.
        steps: Every question that they give rise to, up to the first section with an open one.
        rare: Values that no message may name.
    """

    draft: Draft
    steps: tuple[Step, ...]
    rare: frozenset[str]


def refuse(errors: Sequence[UserError]) -> None:
    """Raises the errors, if there are any, as one of the kind of the first."""
    if errors:
        raise type(errors[0])([fault for error in errors for fault in error.faults])


def answered(draft: Draft, look: Callable[[Draft], Outlook], take_suggestions: bool) -> Draft:
    """The draft with every question of any course answered, asking nobody.

    Args:
        draft: The answers that were given.
        look: Where the course stands with these answers.
        take_suggestions: Whether a question that was not answered takes its suggestion.

    Raises:
        InteractionError: Answers are missing or do not hold; every one is named, with what would give it.
    """
    missing: dict[str, Fault] = {}
    replied: set[str] = set()
    while True:
        outlook = look(draft)
        turn = turn_in(outlook.steps, outlook.draft)
        draft = turn.draft
        if turn.settled is not None:
            continue
        if turn.step is None:
            break
        reply = _reply(turn.step, draft, missing, outlook.rare, take_suggestions)
        if reply is None or turn.step.key in replied:  # A question that comes again would come for ever.
            open_steps = [each for each in outlook.steps if not is_answered(each, draft) and not each.optional]
            missing.update(
                (each.key, _fault(each, each.default, outlook.rare)) for each in open_steps if each.key not in missing
            )
            break
        replied.add(turn.step.key)
        draft = turn.step.applied(draft, reply)
    if missing:
        raise InteractionError(missing.values())
    return draft


def _reply(
    step: Step, draft: Draft, missing: dict[str, Fault], rare: frozenset[str], take_suggestions: bool
) -> Answer | None:
    """The answer to go on with: the one given, as a person would have typed it, or the suggestion; None for neither.

    Where the suggestion serves only to find out what else is missing, the fault is noted.
    """
    given = draft.answers.get(step.key)
    if given is not None and step.key not in draft.settled:
        try:
            return _read(step, given)
        except ValueError as problem:
            missing[step.key] = Fault(step.key, f"{_spelled(given)}: {problem}", _expected(step, rare), _how(step))
    step = default_of(step, draft)
    suggestion = "" if step.default is None and step.optional else step.default
    needed = suggestion is None or (bool(suggestion) and not take_suggestions)
    if step.key not in missing and needed:
        missing[step.key] = _fault(step, suggestion, rare)
    return None if suggestion is None or find_problem(step, suggestion) else suggestion


def _read(step: Step, given: Answer) -> Answer:
    """An answer from a file, understood as if a person had typed it.

    Raises:
        ValueError: It does not hold; the message says what to write.
    """
    text = "; ".join(given) if isinstance(given, tuple) else given
    if step.kind is Kind.CHECKBOX:
        answer: Answer = tuple(part.strip() for part in text.split(";") if part.strip())
    elif step.kind is Kind.SELECT:
        answer = text
    else:
        return understand(step, text)
    if problem := find_problem(step, answer):
        raise ValueError(problem)
    return answer


def _fault(step: Step, suggestion: Answer | None, rare: frozenset[str]) -> Fault:
    """A question without an answer; messages end in logs, so none names a rare value."""
    about = next((value for value in rare if f"/{value}/" in f"{step.key}/"), None)
    if about is not None:
        return Fault(
            step.key.replace(about, "..."),
            f"there is no answer about a value that fewer than {FEWEST_ROWS} rows hold",
            "an answer given where only you see the value",
            "Answer it on your screen: foi-return wizard --answers FILE, with the answers that you have",
        )
    suggested = f"; suggested: {in_words(step, suggestion)}" if suggestion and not _names(suggestion, rare) else ""
    return Fault(step.key, f"there is no answer to '{step.message}'", f"{_expected(step, rare)}{suggested}", _how(step))


def _names(answer: Answer, rare: frozenset[str]) -> bool:
    return any(part in rare for part in ([answer] if isinstance(answer, str) else answer))


def _expected(step: Step, rare: frozenset[str]) -> str:
    if step.choices:
        choices = [choice for choice in step.choices if choice.value not in rare]
        shown = [f"{choice.value} ({choice.title})" for choice in choices[:_MOST_CHOICES]]
        more = len(step.choices) - len(shown)
        several = "any of " if step.kind is Kind.CHECKBOX else "one of "
        return several + "; ".join([*shown, *([f"and {more} more"] if more > 0 else [])])
    return {Kind.DATE: "a date, such as 21/05/2026", Kind.PATH: "a path"}.get(step.kind, "a text")


def _how(step: Step) -> str:
    example = typed_form(step, step.default) or "VALUE"
    return f'Add "{step.key}" = "{example}" under [answers] in the file, or give --set "{step.key}={example}"'


def _spelled(given: Answer) -> str:
    return f"found '{'; '.join(given) if isinstance(given, tuple) else given}'"
