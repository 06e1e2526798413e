"""What an attack finds: for each number that the reader wants, what it can be and how that follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from foi_return.attack.places import Place, place_words

COMES_OUT = 9
"""The exit code where something comes out."""


class Verdict(Enum):
    """What the reader learns of one number.

    EXACT: the number itself, and it is small. SMALL: that it is small, or more than its mark says of a small number.
    NARROWED: that it is not some small numbers, but it need not be small. NOT_SMALL: that it is no small number.
    SAFE: nothing of a small number. UNDECIDED: the search was given up.
    """

    EXACT = "exactly known"
    SMALL = "confined"
    NARROWED = "narrowed"
    NOT_SMALL = "not small"
    SAFE = "safe"
    UNDECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the reader can work out of one hidden figure or one group that follows by subtraction.

    Attributes:
        place: Whose number it is.
        latent: Whether no table shows it, so that it only follows by subtraction.
        printed: What is printed in its place; empty for a latent group.
        table: The title of a table in which it stands; empty for a latent group.
        release: The number of the file that hides it; 0 is the file under attack.
        verdict: What the reader learns.
        low: The least that it can be.
        high: The greatest; None where nothing bounds it.
        possible: Which of the small numbers and the threshold it can be.
        excluded: Which of those that it should be able to be it cannot.
        proof: The arithmetic, in sentences; empty where nothing comes out.
        already_out: Whether earlier files alone give it away.
    """

    place: Place
    latent: bool
    printed: str
    table: str
    release: int
    verdict: Verdict
    low: int
    high: int | None
    possible: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    proof: tuple[str, ...] = ()
    already_out: bool = False

    @property
    def words(self) -> str:
        """The place in words."""
        return place_words(self.place)

    @property
    def range_words(self) -> str:
        """What it can be, in words."""
        if self.high is None:
            return f"{self.low} or more"
        return f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The findings under one way of reading the marks.

    Attributes:
        words: The way of reading; empty where there is only one.
        findings: One for each hidden figure and each latent group, in the order of places.
        contradictions: Sets of statements that cannot all be true, in words; one of each was left out.
        possible: Whether the marks can be read so at all.
    """

    words: str
    findings: tuple[Finding, ...]
    contradictions: tuple[str, ...] = ()
    possible: bool = True

    def of(self, *verdicts: Verdict) -> tuple[Finding, ...]:
        """The findings with one of these verdicts."""
        return tuple(finding for finding in self.findings if finding.verdict in verdicts)


@dataclass(frozen=True, slots=True)
class AttackReport:
    """What one attack found.

    Attributes:
        names: The file under attack, then earlier ones.
        kinds: What sort of file each is.
        threshold: Numbers from 1 to one less are small.
        facts: What was read and taken to be so, in sentences.
        readings: The findings, for each way of reading the marks.
        strict: Whether a number that is narrowed, though it need not be small, counts as coming out.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    threshold: int
    facts: tuple[str, ...]
    readings: tuple[Reading, ...]
    strict: bool = False

    @property
    def comes_out(self) -> tuple[Finding, ...]:
        """Every finding, under any reading, of a small number that is known or confined; if strict, also narrowed."""
        verdicts = (Verdict.EXACT, Verdict.SMALL, *((Verdict.NARROWED,) if self.strict else ()))
        return tuple(finding for reading in self.readings for finding in reading.of(*verdicts))

    @property
    def exit_code(self) -> int:
        """0 where nothing comes out, 9 where something does."""
        return COMES_OUT if self.comes_out else 0
