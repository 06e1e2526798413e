"""The suppression policy: which counts are small, and what becomes of them and of zeros."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ZeroPolicy(StrEnum):
    """What becomes of a true zero."""

    SHOWN = "shown"
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

    def is_small(self, count: int) -> bool:
        """Whether a true count may not be shown because of its size alone."""
        return 0 < count < self.threshold or (count == 0 and self.zeros is ZeroPolicy.HIDDEN)

    def sentence(self) -> str:
        """The policy in words, for the reader."""
        zeros = "A 0 is a true zero" if self.zeros is ZeroPolicy.SHOWN else "Zeros are hidden as well"
        return f"Numbers from 1 to {self.threshold - 1} are hidden and shown as [c]. {zeros}."
