"""What a council may refuse, and under which part of its Act: offered by the program, chosen by the officer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foi_return.terms.field_map import Regime


class Weight(StrEnum):
    """What must be weighed before a provision can be relied on."""

    ABSOLUTE = "absolute"
    """No test of the public interest."""

    QUALIFIED = "qualified"
    """Only where the public interest in refusing outweighs that in disclosing."""

    NOT_AN_EXEMPTION = "no exemption"
    """The duty to answer does not arise: cost, vexatious or repeated requests."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A provision under which an answer may be refused.

    Attributes:
        regime: The Act.
        section: How the Act counts it: `40(2)`.
        title: What it is about, in a few words.
        weight: What must be weighed.
        words: What a letter says of it; the reason follows.
        reason: A reason that is offered; empty where the officer must give one.
        advice: What the officer should know before choosing it.
        source: Where the Act says so.
        for_small_numbers: Whether small numbers may be withheld under it.
        whole_request: Whether it refuses the request, not a part of the information.
    """

    regime: Regime
    section: str
    title: str
    weight: Weight
    words: str
    reason: str
    advice: str
    source: str
    for_small_numbers: bool = False
    whole_request: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that is refused.

    Attributes:
        question: Its number; empty where no single question is meant.
        exemption: The provision relied on.
        wholly: Whether nothing of the answer is given; its tables are then not published either.
        reason: Why the provision applies.
        public_interest: Why the public interest is in refusing; empty where nothing is to be weighed.
    """

    question: str
    exemption: Exemption
    wholly: bool
    reason: str
    public_interest: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the officer decided about the words of one letter.

    Attributes:
        small_numbers: How small numbers are withheld; None for the words that the letter has for it.
        refusals: The questions that are refused, in order.
    """

    small_numbers: Refusal | None = None
    refusals: tuple[Refusal, ...] = ()

    def of(self, question: str) -> tuple[Refusal, ...]:
        """The refusals of a question, the whole one first."""
        found = [refusal for refusal in self.refusals if refusal.question == question]
        return tuple(sorted(found, key=lambda refusal: not refusal.wholly))

    @property
    def wholly_refused(self) -> frozenset[str]:
        """The numbers of the questions of which nothing is answered."""
        return frozenset(refusal.question for refusal in self.refusals if refusal.wholly)
