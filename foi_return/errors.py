"""The error tree: what went wrong, for whom, and with which exit code the program stops.

A `UserError` is something the person at the keyboard can mend; it is shown without a traceback. Anything else that is
raised is a bug in this program and is shown with one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in the four parts that a person needs to mend it.

    No part may hold a child's id, name, birth date or free text, nor a value of the extract that is rarer than the
    threshold.

    Attributes:
        where: File, key path, row or column.
        found: What stands there.
        expected: What should stand there (the list of choices, or the nearest match).
        next_step: What to do about it.
    """

    where: str
    found: str
    expected: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        sentences = [self.found]
        if self.expected:
            sentences.append(f"Expected: {self.expected}")
        if self.next_step:
            sentences.append(self.next_step)
        return f"{self.where}: " + " ".join(_as_sentence(sentence) for sentence in sentences)


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":")) else text + "."


class FoiReturnError(Exception):
    """Anything that this program raises on purpose."""


class UserError(FoiReturnError):
    """One or more faults that the user can mend, all reported together.

    Attributes:
        faults: Every fault found, in the order in which they should be mended.
        exit_code: What the command line returns for this kind of error.
    """

    exit_code = 1
    heading = "This could not be done"

    def __init__(self, faults: Fault | Iterable[Fault]):
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(str(self))

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return str(self.faults[0])
        return "\n".join(f"{number}. {fault}" for number, fault in enumerate(self.faults, start=1))


class RequestError(UserError):
    """The request definition, its years, bands or categories, or the answers file, cannot be used."""

    exit_code = 3
    heading = "The request cannot be used"


class FieldMapError(UserError):
    """The field map is wrong in itself, or does not fit the request or the extract."""

    exit_code = 4
    heading = "The field map cannot be used"


class SourceError(UserError):
    """A file of the extract cannot be found, opened or understood."""

    exit_code = 5
    heading = "The extract cannot be read"


class DisclosureError(UserError):
    """The suppression policy contradicts itself, or the figures cannot be made safe."""

    exit_code = 6
    heading = "The figures cannot be protected"


class OutputError(UserError):
    """The answer cannot be written where it was asked for."""

    exit_code = 7
    heading = "The answer cannot be written"


class ApprovalError(UserError):
    """A pack is not approved, or cannot be approved as it stands or by this person."""

    exit_code = 11
    heading = "The pack is not approved"


class InteractionError(UserError):
    """A question cannot be asked here, or the person stopped answering."""

    exit_code = 8
    heading = "The questions cannot be asked"


class RegisterError(UserError):
    """The register of answers is damaged, or what was asked of it cannot be."""

    exit_code = 10
    heading = "The register cannot be used so"
