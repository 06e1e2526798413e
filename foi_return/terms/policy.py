"""The suppression policy: which counts are small, and what becomes of them and of zeros."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Policy:
    """A suppression policy.

    Attributes:
        name: The profile's name.
        threshold: Counts from 1 to one less than this are small; at least 2.
        zeros: What becomes of a true zero.
        reason: Why the council chose this policy; printed, because a blanket rule can be overturned.
    """

    name: str
    threshold: int
    zeros: ZeroPolicy
    reason: str

    def sentence(self) -> str:
        """The policy in words, for the reader."""
        return (
            f"Numbers from 1 to {self.threshold - 1} are hidden and shown as [c], and so are other numbers from which "
            f"they could be worked out. {_ZEROS[self.zeros]}"
        )


_ZEROS = {
    ZeroPolicy.SHOWN: "A 0 is a true zero, and a hidden number is never 0.",
    ZeroPolicy.PROTECTED: "A 0 is a true zero; a hidden number may be 0.",
    ZeroPolicy.MAY_HIDE: "A 0 is a true zero; a hidden number may be 0.",
    ZeroPolicy.HIDDEN: "Zeros are hidden as well.",
}
