"""The suppression policy: which counts are small, what becomes of them and of zeros, and what must be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from foi_return.terms.rounding import Rounding
from foi_return.terms.shorthand import band_text


class ZeroPolicy(StrEnum):
    """What becomes of a true zero.

    SHOWN: every zero is published. PROTECTED: one that discloses (a group that falls wholly in one class) is protected
    like a small number. MAY_HIDE: zeros are not small, but may be hidden to protect small numbers. HIDDEN: every zero
    is hidden.
    """

    SHOWN = "shown"
    PROTECTED = "protected"
    MAY_HIDE = "may be hidden"
    HIDDEN = "hidden"


class PolicyLevel(StrEnum):
    """Which values of a small count a reader must not be able to rule out.

    FULL: every value up to the threshold. LESS: every value below the threshold. EXACT: it must not be exactly known.
    ROUNDED: every value that rounds to the same number; with rounding only.
    """

    FULL = "full"
    LESS = "less"
    EXACT = "exact"
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class Weights:
    """What hiding a cell costs the reader, by its place only; a pattern chosen by value would tell of values.

    Attributes:
        total: A headline count or a total.
        part: A part of one.
        not_known: A part that holds those of whom something is not known.
        categories: By category: how many times the usual weight.
        questions: By the number of the question that a table answers: how many times the usual weight.
    """

    total: int = 10
    part: int = 3
    not_known: int = 2
    categories: Mapping[str, int] = field(default_factory=dict)
    questions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell that must be shown whatever else is hidden.

    Attributes:
        where: Where it is asked for, for messages: `policies.toml: shown[1]`.
        period: The label of its period.
        category: The key of its category.
        breakdown: What narrows it: dimension to label or key; empty for a total.
        reason: Why; printed. A small count needs a reason, a name and a date.
        name: Who decided it; kept in the certificate, never printed.
        decided: The day of the decision.
    """

    where: str
    period: str
    category: str
    breakdown: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    name: str = ""
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A suppression policy.

    Attributes:
        name: The profile's name.
        threshold: Counts from 1 to one less than this are small; at least 2.
        zeros: What becomes of a true zero.
        reason: Why the council chose this policy; printed, because a blanket rule can be overturned.
        level: What protection must achieve.
        weights: What hiding costs.
        mark: The letters that stand in brackets in a hidden cell.
        rounding: How shown counts are rounded; None where they are exact.
        shown: Cells that must be shown.
        banded: Whether a small count is shown as the range in which it lies, such as "1 to 4", and not hidden.
    """

    name: str
    threshold: int
    zeros: ZeroPolicy
    reason: str
    level: PolicyLevel = PolicyLevel.FULL
    weights: Weights = field(default_factory=Weights)
    mark: str = "c"
    rounding: Rounding | None = None
    shown: tuple[ShownCell, ...] = ()
    banded: bool = False

    @property
    def tells_zeros(self) -> bool:
        """Whether every true zero is shown and no other count is shown as 0."""
        return self.zeros is ZeroPolicy.SHOWN

    def sentence(self) -> str:
        """The policy in words, for the reader."""
        if self.banded:
            return (
                f"Numbers from 1 to {self.threshold - 1} are shown as the range {band_text(self.threshold)}. Other "
                f"numbers from which one of them could be worked out are hidden and shown as [{self.mark}]. "
                f"A 0 is a true zero, and a hidden number is never below {self.threshold}."
            )
        hidden = (
            f"Numbers from 1 to {self.threshold - 1} are hidden and shown as [{self.mark}], and so are other numbers "
            "from which they could be worked out."
        )
        if self.rounding is None:
            return f"{hidden} {_ZEROS[self.zeros]}"
        if self.rounding.hides_small:
            return f"{hidden} All other {self.rounding.sentence()} {_ZEROS[self.zeros]}"
        zero = "A 0 is a true zero." if self.tells_zeros else "A 0 is a zero or a number that rounds to it."
        also = f"Numbers from which a small one could be worked out are hidden and shown as [{self.mark}]."
        return f"{self.rounding.sentence().capitalize()} {also} {zero}"


_ZEROS = {
    ZeroPolicy.SHOWN: "A 0 is a true zero, and a hidden number is never 0.",
    ZeroPolicy.PROTECTED: "A 0 is a true zero; a hidden number may be 0.",
    ZeroPolicy.MAY_HIDE: "A 0 is a true zero; a hidden number may be 0.",
    ZeroPolicy.HIDDEN: "Zeros are hidden as well.",
}
