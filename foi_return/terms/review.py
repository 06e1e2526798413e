"""A review of flags: what reviewers decided of flagged and unflagged records, and the figures that follow.

Nothing here names a record. Units are records; a share is a fraction from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """Which side of the flag a record stands on."""

    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"


class Decision(StrEnum):
    """What a reviewer decided of a record; the value is the word that stands in a sheet."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"


class Measure(StrEnum):
    """A figure that a review gives; the value is what files call it."""

    FLAGS_RIGHT = "flags-right"
    """The share of flagged records that met the definition."""
    FLAGGED_MET = "flagged-met"
    """How many flagged records met it."""
    MISSED = "missed"
    """How many unflagged records met it."""
    CASES = "cases"
    """How many records met it, flagged or not: the adjusted count."""
    CASES_FLAGGED = "cases-flagged"
    """The share of the records that met it that were flagged."""

    @property
    def is_share(self) -> bool:
        """Whether it is a share, not a number of records."""
        return self in (Measure.FLAGS_RIGHT, Measure.CASES_FLAGGED)


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group of records from which a random sample was reviewed, or all.

    Attributes:
        part: Which side of the flag it is on.
        population: How many records there are in the group.
        met: How many of those reviewed met the definition.
        not_met: How many did not.
        cannot_tell: Of how many the reviewers could not tell.
        not_reviewed: How many were chosen for review and have no decision.
    """

    part: Part
    population: int
    met: int = 0
    not_met: int = 0
    cannot_tell: int = 0
    not_reviewed: int = 0

    @property
    def reviewed(self) -> int:
        """How many have a decision, 'cannot tell' included."""
        return self.met + self.not_met + self.cannot_tell

    @property
    def is_census(self) -> bool:
        """Whether every record of the group has a decision."""
        return self.reviewed == self.population

    def counted_as_met(self, doubtful: bool) -> int:
        """How many met the definition if all of which nobody could tell did (`doubtful`), or if none did."""
        return self.met + (self.cannot_tell if doubtful else 0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, with its interval where only a sample was reviewed.

    Attributes:
        value: The figure: a share from 0 to 1, or a number of records.
        low: The lower end of its interval; None where every record was reviewed.
        high: The upper end.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with what doubtful records could make of it.

    Attributes:
        measure: What it is.
        found: With every record of which nobody could tell taken as not meeting the definition.
        least: The least that those records could make of it.
        most: The most.
    """

    measure: Measure
    found: Estimate
    least: Estimate
    most: Estimate


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """The days that the records of a review are from; both ends inclusive."""

    label: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Review:
    """The result of a review.

    Attributes:
        about: The flag, as a reader knows it: `the child sexual exploitation flag`.
        definition: The definition that reviewers applied; empty where nobody said.
        period: The days that the records are from; None where nobody said.
        confidence: The confidence of the intervals: 0.95.
        strata: The groups, in order.
        figures: The measures that can be given, in the order of `Measure`.
    """

    about: str
    definition: str
    period: ReviewPeriod | None
    confidence: float
    strata: tuple[Stratum, ...]
    figures: tuple[Figure, ...]

    def total(self, part: Part) -> Stratum:
        """All groups of one side of the flag added up."""
        return add_up(part, self.strata)

    @property
    def is_census(self) -> bool:
        """Whether every record has a decision."""
        return all(stratum.is_census for stratum in self.strata)

    @property
    def is_stratified(self) -> bool:
        """Whether figures are weighted: some side of the flag has several groups, not all reviewed whole."""
        return any(
            len(groups) > 1 and not all(stratum.is_census for stratum in groups)
            for groups in ([stratum for stratum in self.strata if stratum.part is part] for part in Part)
        )

    @property
    def has_doubt(self) -> bool:
        """Whether there are records of which the reviewers could not tell."""
        return any(stratum.cannot_tell for stratum in self.strata)


def add_up(part: Part, strata: Sequence[Stratum]) -> Stratum:
    """All groups of one side of the flag as one."""
    own = [stratum for stratum in strata if stratum.part is part]
    return Stratum(
        part,
        sum(stratum.population for stratum in own),
        sum(stratum.met for stratum in own),
        sum(stratum.not_met for stratum in own),
        sum(stratum.cannot_tell for stratum in own),
        sum(stratum.not_reviewed for stratum in own),
    )
