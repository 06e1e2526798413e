"""What bears on the last day for an answer, beside the day of receipt: clarification, days off, another last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Timing:
    """What bears on the time limit of one request.

    Attributes:
        asked: The day on which the requester was asked to clarify the request; None where nobody was asked.
        clarified: The day on which the clarification was received; None while it has not been.
        days_off: Days that are bank holidays although the table does not say so.
        working_days: Days that are working days although the table says otherwise, such as a bank holiday that moved.
        due: A last day that replaces the one worked out; None for none.
        due_reason: Why it does; never published.
    """

    asked: date | None = None
    clarified: date | None = None
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    due: date | None = None
    due_reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether the clock stands still, because the requester has not answered yet."""
        return self.asked is not None and self.clarified is None

    def start(self, received: date) -> date | None:
        """The day after which the first of the working days can be; None while the clock stands still.

        Source: Freedom of Information Act 2000, s.10(6): the date of receipt is the later of the day of the request
        and the day of the information asked for under s.1(3); Freedom of Information (Scotland) Act 2002,
        s.10(1)(b).
        """
        return None if self.waits else self.clarified or received

    def overlaid(self, other: Timing) -> Timing:
        """This, replaced by each thing that the other says; the days off and the working days of both count."""
        return replace(
            self,
            asked=other.asked or self.asked,
            clarified=other.clarified or self.clarified,
            days_off=(*self.days_off, *other.days_off),
            working_days=(*self.working_days, *other.working_days),
            due=other.due or self.due,
            due_reason=other.due_reason or self.due_reason,
        )

    def problems(self, received: date | None) -> Iterator[tuple[str, str, str]]:
        """What cannot be: the thing, what was found, what was expected."""
        if received is None and (self.asked or self.clarified or self.due):
            yield "received", "it is missing, yet other dates of the request are given", "the day of receipt"
            return
        if self.clarified is not None and self.asked is None:
            yield "clarification_asked", "it is missing, yet clarification was received", "the day of the question"
        if received is not None and self.asked is not None and self.asked < received:
            yield "clarification_asked", f"{self.asked} is before the day of receipt", f"{received} or later"
        if self.asked is not None and self.clarified is not None and self.clarified < self.asked:
            yield "clarification_received", f"{self.clarified} is before it was asked for", f"{self.asked} or later"
        if received is not None and self.due is not None and self.due < received:
            yield "due", f"{self.due} is before the day of receipt", f"{received} or later"
        if self.due is not None and not self.due_reason.strip():
            yield (
                "due_reason",
                "it is missing, yet another last day is given",
                "why this day replaces the one worked out",
            )
        for day in sorted({*self.days_off} & {*self.working_days}):
            yield "bank_holidays", f"{day} is named as a day off and as a working day", "one of the two"


def timing_words(timing: Timing) -> list[str]:
    """The options of `build` that say what bears on the time limit."""
    pairs = [
        ("--clarification-asked", timing.asked),
        ("--clarification-received", timing.clarified),
        *(("--bank-holiday", day) for day in timing.days_off),
        *(("--not-bank-holiday", day) for day in timing.working_days),
        ("--due", timing.due),
        ("--due-reason", timing.due_reason or None),
    ]
    return [word for option, value in pairs if value is not None for word in (option, str(value))]
