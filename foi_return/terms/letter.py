"""The words of the letter that goes with an answer, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from foi_return.terms.field_map import Regime
from foi_return.terms.licence import Licence
from foi_return.terms.refusals import Decisions
from foi_return.terms.unit import Wording


@dataclass(frozen=True, slots=True)
class LetterSection:
    """One section of the letter.

    Attributes:
        heading: Its heading; empty where it stands under the heading before it.
        paragraphs: What it says under each Act; empty for a section that only the figures fill.
    """

    heading: str
    paragraphs: Mapping[Regime, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Everything that a letter says of its own, with names in braces where something is filled in.

    Attributes:
        licence: Under which the answer may be used again.
        sentences: Single sentences, by name.
        sections: The sections, by name.
        answers: The officer's own answers to questions, by the question's number.
    """

    licence: Licence
    sentences: Mapping[str, str]
    sections: Mapping[str, LetterSection]
    answers: Mapping[str, tuple[str, ...]]


class Respondent(Protocol):
    """Who answers what, under which Act; every answer says it, and so does a letter without figures."""

    @property
    def council(self) -> str:
        """The council's name."""

    @property
    def contact(self) -> str:
        """Where a reader can ask about the answer; empty where nobody said."""

    @property
    def reference(self) -> str:
        """The council's reference for the request."""

    @property
    def title(self) -> str:
        """What the request is about."""

    @property
    def regime(self) -> Regime:
        """The Act it answers under."""

    @property
    def wording(self) -> Wording:
        """The words in which it speaks of what is counted."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says of the request that the answer itself does not hold.

    Attributes:
        workbook: The name of the workbook that goes with it.
        received: The day on which the request was received; None where nobody said.
        due: The last day on which the answer is in time; None where that is not known.
        decisions: What is refused, and under which provision.
        asked: The day on which the requester was asked to clarify the request; None where nobody was.
        clarified: The day on which the clarification was received; None where there was none.
    """

    workbook: str
    received: date | None = None
    due: date | None = None
    decisions: Decisions = field(default_factory=Decisions)
    asked: date | None = None
    clarified: date | None = None
