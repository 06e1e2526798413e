"""The counting rules: the officer's choices on which every figure rests, and the words that print them.

Source: the ways in which councils have really answered the core request; each choice here is one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foi_return.period_kinds import PeriodKind
from foi_return.terms.unit import CHILDREN, Unit
from foi_return.text import sentence_case


class PlacedBy(StrEnum):
    """Which records place a child in a year."""

    STARTS_IN_YEAR = "starts in year"
    OPEN_IN_YEAR = "open in year"
    OPEN_AT_YEAR_END = "open at year end"


class AgeTaken(StrEnum):
    """The day of the year on which a child's age is taken."""

    FIRST_RECORD = "first record"
    YEAR_END = "31 March"
    AUGUST = "31 August"
    YEAR_START = "year start"


class WhoCounts(StrEnum):
    """Who is a child."""

    UNDER_18 = "under 18"
    EVERYBODY = "everybody"


class Overlap(StrEnum):
    """Whether somebody recorded for two categories is counted in each of them as well as in both."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class IdentifiedAs(StrEnum):
    """Whether records of children at risk, of victims, or of either count."""

    EITHER = "at risk or victim"
    AT_RISK = "at risk"
    VICTIM = "victim"


@dataclass(frozen=True, slots=True)
class Said:
    """Which rules a reader is told of, and of what: a rule about birth dates says nothing of crimes.

    Attributes:
        unit: What is counted.
        ages: Whether there are birth dates, so that an age can be taken and adults left out.
        overlap: Whether categories can overlap.
        risk: Whether any records have a risk level.
        identified: Whether any records tell those at risk from victims.
        each_of: What somebody may belong to several of and is counted for each, in the plural, such as crimes; empty
            where nobody is.
    """

    unit: Unit = CHILDREN
    ages: bool = True
    overlap: bool = True
    risk: bool = True
    identified: bool = True
    each_of: str = ""


EVERYTHING = Said()
"""What is told of children."""


@dataclass(frozen=True, slots=True)
class CountingRules:
    """All the counting rules of one return; the defaults are the first choices.

    Attributes:
        placed_by: Which records place a child in a year.
        age_taken: On which day the child's age is taken.
        who_counts: Who is a child; tested record by record.
        overlap: Whether categories that overlap are counted inclusively.
        risk_levels: The risk levels whose records count; empty means all records, with a level or without.
        identified_as: Which records count where the system tells risk from harm.
        stated: The rules in sentences, for a return that is not counted by these choices; empty for one that is.
    """

    placed_by: PlacedBy = PlacedBy.STARTS_IN_YEAR
    age_taken: AgeTaken = AgeTaken.FIRST_RECORD
    who_counts: WhoCounts = WhoCounts.UNDER_18
    overlap: Overlap = Overlap.INCLUSIVE
    risk_levels: tuple[str, ...] = ()
    identified_as: IdentifiedAs = IdentifiedAs.EITHER
    stated: tuple[str, ...] = ()

    def sentences(self, kind: PeriodKind = PeriodKind.FINANCIAL_YEAR, said: Said = EVERYTHING) -> tuple[str, ...]:
        """What the rules mean for periods of a kind, in sentences for the notes; one rule each, in a fixed order."""
        if self.stated:
            return self.stated
        told = [_of(kind, _PLACED_BY[self.placed_by], said.unit)]
        if said.ages:
            told += [self.age_sentence(kind, said), _of(kind, _WHO_COUNTS[self.who_counts], said.unit)]
        told += [_of(kind, _OVERLAP[self.overlap], said.unit)] if said.overlap else []
        told += [_risk_sentence(self.risk_levels)] if said.risk else []
        told += [_of(kind, _IDENTIFIED_AS[self.identified_as], said.unit)] if said.identified else []
        return (*told, *_each_of(said))

    def short(self, kind: PeriodKind = PeriodKind.FINANCIAL_YEAR, said: Said = EVERYTHING) -> tuple[str, ...]:
        """The rules that a reader of a table needs most, in sentences to stand above it."""
        if self.stated:
            return self.stated[:2]
        chosen = [_of(kind, _PLACED_BY[self.placed_by], said.unit), *_each_of(said)]
        chosen += [_of(kind, _WHO_COUNTS[self.who_counts], said.unit)] if said.ages else []
        if self.risk_levels:
            chosen.append(_risk_sentence(self.risk_levels))
        if self.identified_as is not IdentifiedAs.EITHER:
            chosen.append(_of(kind, _IDENTIFIED_AS[self.identified_as], said.unit))
        return tuple(chosen)

    def age_sentence(self, kind: PeriodKind = PeriodKind.FINANCIAL_YEAR, said: Said = EVERYTHING) -> str:
        """On which day age is taken, to stand above a table by age."""
        return _of(kind, _AGE_TAKEN[self.age_taken], said.unit)


NAMED_DAYS = {
    PeriodKind.FINANCIAL_YEAR: ("1 April", "31 March"),
    PeriodKind.CALENDAR_YEAR: ("1 January", "31 December"),
}
"""The first and the last day of the kinds of period whose days have one name in all of them."""


def _of(kind: PeriodKind, sentence: str, unit: Unit) -> str:
    """A sentence with the words for a kind of period and for what is counted filled in."""
    first, last = NAMED_DAYS.get(kind, ("", ""))
    return sentence.format(
        One=sentence_case(unit.one),
        one=unit.one,
        singular=unit.singular,
        plural=unit.plural,
        Plural=sentence_case(unit.plural),
        own=unit.own_record,
        kind=kind,
        short=kind.short,
        first=first or f"the {kind.short}'s first day",
        first_comma=f"{first}, " if first else "",
        last_comma=f"{last}, " if last else "",
        comma_last=f", {last}" if last else "",
        august=f"31 August in the {kind}" if last else f"the last 31 August before the {kind} ends",
    )


_PLACED_BY = {
    PlacedBy.STARTS_IN_YEAR: (
        "{One} counts once in each {kind} in which {own} starts, however many records there "
        "are, and may count in several {short}s."
    ),
    PlacedBy.OPEN_IN_YEAR: (
        "{One} counts once in each {kind} in which {own} was open on any day, however many "
        "records there are, and may count in several {short}s."
    ),
    PlacedBy.OPEN_AT_YEAR_END: ("{One} counts once in each {kind} if {own} was open on its last day{comma_last}."),
}
_AGE_TAKEN = {
    AgeTaken.FIRST_RECORD: (
        "Age is in completed years on the day of the {singular}'s first counted record of any category in the {short} "
        "(on {first} if that record was open before). Each {singular} has one age in a {short}."
    ),
    AgeTaken.YEAR_END: "Age is in completed years on {last_comma}the last day of the {kind}.",
    AgeTaken.AUGUST: "Age is in completed years on {august}.",
    AgeTaken.YEAR_START: "Age is in completed years on {first_comma}the first day of the {kind}.",
}
_WHO_COUNTS = {
    WhoCounts.UNDER_18: (
        "Only people under 18 at the record (on {first} if it was open before) are counted; people whose birth date "
        "is not known are counted as {plural}."
    ),
    WhoCounts.EVERYBODY: "Everybody with a record is counted, whatever their age.",
}
_OVERLAP = {
    Overlap.INCLUSIVE: "{One} recorded for two categories is counted in each of them, and in both.",
    Overlap.EXCLUSIVE: (
        "Categories that overlap are counted apart: {one} recorded for both is counted in both only, not in each."
    ),
}
_IDENTIFIED_AS = {
    IdentifiedAs.EITHER: "{Plural} recorded as at risk of exploitation and as victims of it are both counted.",
    IdentifiedAs.AT_RISK: "Only records of {plural} at risk of exploitation are counted, not of victims.",
    IdentifiedAs.VICTIM: "Only records of {plural} who are victims of exploitation are counted, not of those at risk.",
}


def _each_of(said: Said) -> tuple[str, ...]:
    one = said.unit.one
    return (f"Somebody recorded as {one} of two {said.each_of} is {one} for each of them.",) if said.each_of else ()


def _risk_sentence(risk_levels: tuple[str, ...]) -> str:
    if not risk_levels:
        return "Records of every risk level are counted, and those without one."
    return f"Only records with one of these risk levels are counted: {', '.join(risk_levels)}."
