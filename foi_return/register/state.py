"""What a register says of its answers: which a reader may have, and which were protected against which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from foi_return.register.entries import Entry, Head, Kind


class Status(StrEnum):
    """What is known of whether an answer went out."""

    PENDING = "pending"
    """It was made, and nobody has said what became of it: it is taken to be known."""
    SENT = "sent"
    NEVER_SENT = "never sent"


_TOLD = {Kind.SENT: Status.SENT, Kind.NEVER_SENT: Status.NEVER_SENT}


@dataclass(frozen=True, slots=True)
class Registered:
    """One answer of the register.

    Attributes:
        entry: The entry that it came with.
        heads: The heads of the register that it was protected against, in order.
        told: What was said of it since, as (number of the entry, status), in order.
    """

    entry: Entry
    heads: tuple[Head, ...]
    told: tuple[tuple[int, Status], ...] = ()

    @property
    def number(self) -> int:
        """The number of its entry."""
        return self.entry.number

    @property
    def reference(self) -> str:
        """Its reference."""
        return self.entry.reference

    @property
    def status(self) -> Status:
        """What became of it."""
        return self.status_at(None)

    @property
    def is_known(self) -> bool:
        """Whether readers have it or may have it."""
        return self.status is not Status.NEVER_SENT

    def status_at(self, number: int | None) -> Status:
        """What was known of it when the entry with this number was the newest; None for now."""
        found = [status for told, status in self.told if number is None or told <= number]
        return Status.SENT if Status.SENT in found else found[-1] if found else Status.PENDING

    def was_protected_against(self, other: Registered) -> bool:
        """Whether it was protected at a moment when the other was in the register and taken to be known."""
        return any(
            other.number <= head.number and other.status_at(head.number) is not Status.NEVER_SENT for head in self.heads
        )


def answers_of(entries: Sequence[Entry]) -> tuple[Registered, ...]:
    """Every answer of the register, in the order in which they were entered."""
    found: dict[int, Registered] = {}
    for entry in entries:
        head = (entry.protected_against,) if entry.protected_against else ()
        if entry.kind is Kind.RELEASE:
            found[entry.number] = Registered(entry, head)
        elif entry.about in found:
            about = found[entry.about]
            told = ((entry.number, _TOLD[entry.kind]),) if entry.kind in _TOLD else ()
            found[entry.about] = replace(about, heads=(*about.heads, *head), told=(*about.told, *told))
    return tuple(found.values())


def not_protected_with(answer: Registered, answers: Sequence[Registered]) -> tuple[Registered, ...]:
    """The answers of the same council that readers may have, and that were never protected together with this one.

    Two answers were protected together if either was in the register, and not marked as never sent, when the other
    was protected. An answer that was entered is never taken out, so whoever was protected last was protected against
    all: pairs suffice.
    """
    return tuple(
        other
        for other in answers
        if other.is_known
        and other.entry.council == answer.entry.council
        and other.entry.release != answer.entry.release
        and not other.was_protected_against(answer)
        and not answer.was_protected_against(other)
    )
