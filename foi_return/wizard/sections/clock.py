"""Section 1, the time limit: whether the clock ran from receipt, stood still for clarification, or ends another day."""

from __future__ import annotations

from datetime import date

from foi_return.deadlines import LAST_YEAR_CHECKED, due_date, last_day
from foi_return.terms.field_map import Regime
from foi_return.terms.timing import Timing
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step, long_date

_SECTION = Section.REQUEST
RUNS, CLARIFIED, OTHER_DAY = "runs", "clarified", "other day"
CLOCK, ASKED, CAME, DUE, DUE_REASON = (
    f"request/{name}" for name in ("clock", "asked", "clarified", "due", "due_reason")
)
CLOCK_KEYS = (CLOCK, ASKED, CAME, DUE, DUE_REASON)
"""The answers that hold for one request only."""


def clock_steps(draft: Draft, facts: Facts) -> list[Step]:
    """Whether something moves the last day; asked where that day is past, and whenever this section is changed."""
    received = draft.day("request/received")
    if received is None:
        return []
    due = due_date(received, _regime(draft))
    is_plain = due >= facts.today or "request/as_asked" in draft  # A file of answers means the same on a later day.
    steps = [
        Step(
            CLOCK,
            _SECTION,
            Kind.SELECT,
            f"Is the answer due by {long_date(due)}?",
            "The twenty working days begin anew on the day on which a clarification that you asked for was received. "
            "The table of bank holidays may also lack one that was added or moved.",
            (
                Choice(RUNS, "Yes, nothing has moved that day"),
                Choice(CLARIFIED, "No, the requester was asked to clarify the request"),
                Choice(OTHER_DAY, "No, it is due on another day"),
            ),
            default=RUNS,
            settled=RUNS if is_plain and CLOCK not in draft.again else None,
        )
    ]
    if draft.text(CLOCK) == CLARIFIED:
        steps += _clarification(received, draft, facts)
    if draft.text(CLOCK) == OTHER_DAY:
        steps += _another_day(received)
    return steps


def _clarification(received: date, draft: Draft, facts: Facts) -> list[Step]:
    asked = draft.day(ASKED) or received
    return [
        Step(
            ASKED,
            _SECTION,
            Kind.DATE,
            "On which day did you ask for clarification?",
            "You may ask where you reasonably need more to identify what is wanted, and should do so at once.",
            check=lambda answer: _between(answer, received, facts.today, "the request was received"),
        ),
        Step(
            CAME,
            _SECTION,
            Kind.DATE,
            "On which day was the clarification received? (leave empty while you wait for it)",
            "The day after it is the first of the twenty working days. While you wait, the clock stands still.",
            optional=True,
            check=lambda answer: _between(answer, asked, facts.today, "it was asked for") if answer else "",
            echo=lambda answer: due_in_words(draft.said(CAME, answer)),
        ),
    ]


def _another_day(received: date) -> list[Step]:
    return [
        Step(
            DUE,
            _SECTION,
            Kind.DATE,
            "By which day is the answer due?",
            "It replaces the day that was worked out, in the letter too.",
            check=lambda answer: _between(answer, received, date.max, "the request was received"),
        ),
        Step(
            DUE_REASON,
            _SECTION,
            Kind.TEXT,
            "Why on that day? (for your file; it is not published)",
            "Such as: an extra bank holiday was proclaimed; more time to weigh the public interest (section 10(3)).",
        ),
    ]


def _between(answer: Answer, first: date, last: date, what: str) -> str:
    day = date.fromisoformat(str(answer))
    if day < first:
        return f"That is before {what}, on {long_date(first)}."
    return "This day is still to come." if day > last else ""


def _regime(draft: Draft) -> Regime:
    return Regime(draft.text("request/regime") or "FOIA")


def timing_of(draft: Draft) -> Timing:
    """What bears on the time limit, by the answers."""
    clock = draft.text(CLOCK)
    if clock == CLARIFIED:
        return Timing(asked=draft.day(ASKED), clarified=draft.day(CAME))
    if clock == OTHER_DAY:
        return Timing(due=draft.day(DUE), due_reason=draft.text(DUE_REASON))
    return Timing()


def due_in_words(draft: Draft) -> str:
    """When the answer is due, in a sentence."""
    received = draft.day("request/received")
    due = last_day(received, timing_of(draft), _regime(draft)) if received else None
    if due is None:
        return "The clock stands still until the clarification is received."
    doubt = "" if due.year <= LAST_YEAR_CHECKED else f" Check the bank holidays of {due.year}: they were not known yet."
    return f"The answer is due by {long_date(due)}.{doubt}"
