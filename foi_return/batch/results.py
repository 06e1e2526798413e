"""What became of each request of a batch; it holds no true count and nothing personal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from foi_return.config.manifest import ManifestEntry
from foi_return.crash import BROKEN
from foi_return.errors import UserError


class State(StrEnum):
    """What became of a request."""

    WRITTEN = "written"
    KEPT = "kept"
    """Its answer was there already, made from the same."""
    READY = "ready"
    """In a dry run: nothing that can be checked beforehand stands against it."""
    REFUSED = "refused"
    FAILED = "failed"
    """The program has a fault, or its process was ended."""
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one request.

    Attributes:
        number: Its place in the manifest.
        reference: Its reference.
        state: What became of it.
        why: Why, in sentences; for a refusal each fault, else what the officer should know.
        exit_code: What the command would end with if it were the only request.
        council: Whose answer it is; empty where its field map could not be read.
        received: The day on which it was received.
        due: The last day to answer it.
        workbook: The workbook's path; empty where there is none.
        internal: The folder of what must not be sent; empty where there is none.
        entry: The number of its entry in the register; None where there is none.
        known: With how many other answers it was protected together.
        cells: How many figures it has.
        hidden: How many of them are hidden.
        warnings: What does not stand against it, but should be seen to.
        seconds: How long it took.
        protecting: How much of that was protection: the search for a pattern, its certificate and its explanation.
    """

    number: int
    reference: str
    state: State
    why: tuple[str, ...] = ()
    exit_code: int = 0
    council: str = ""
    received: date | None = None
    due: date | None = None
    workbook: str = ""
    internal: str = ""
    entry: int | None = None
    known: int = 0
    cells: int = 0
    hidden: int = 0
    warnings: tuple[str, ...] = field(default=())
    seconds: float = 0.0
    protecting: float = 0.0


def refused(entry: ManifestEntry, error: UserError) -> Result:
    """A request that was refused, with every fault."""
    why = tuple(str(fault) for fault in error.faults)
    return Result(entry.number, entry.reference, State.REFUSED, why, error.exit_code)


def failed(entry: ManifestEntry, why: str) -> Result:
    """A request at which the program failed."""
    return Result(entry.number, entry.reference, State.FAILED, (why,), BROKEN)
