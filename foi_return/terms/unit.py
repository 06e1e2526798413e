"""What is counted, in words: children, crimes, missing episodes. Sentences about figures follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_return.text import listed_with


@dataclass(frozen=True, slots=True)
class Unit:
    """What one figure is a number of.

    Attributes:
        plural: `children`.
        singular: `child`.
        is_person: Whether it is somebody, and no thing or event.
    """

    plural: str = "children"
    singular: str = "child"
    is_person: bool = True

    @property
    def one(self) -> str:
        """The singular with its article: `a child`, `an offence`."""
        return f"{'an' if self.singular[:1].lower() in 'aeiou' else 'a'} {self.singular}"

    @property
    def own_record(self) -> str:
        """A record about it, after it has been named: `a record of theirs`, `a record of its own`."""
        return "a record of theirs" if self.is_person else "a record of its own"

    @property
    def none(self) -> str:
        """What was found where nothing was: `nobody`, `no crime`."""
        return "nobody" if self.is_person else f"no {self.singular}"

    @property
    def of_whom(self) -> str:
        """How a clause about some of them begins: `of whom`, `for which`."""
        return "of whom" if self.is_person else "for which"


CHILDREN = Unit()

PEOPLE = Unit("people", "person")
"""Whom figures are about where nothing more is known of them."""


def together(units: Sequence[Unit]) -> Unit:
    """Several things that are counted, in one: `crimes, victims and suspects`."""
    if len(units) == 1:
        return units[0]
    return Unit(
        listed_with([unit.plural for unit in units], "and"),
        listed_with([unit.singular for unit in units], "or"),
        all(unit.is_person for unit in units),
    )


def people_words(people: Unit) -> dict[str, str]:
    """What stands in place of the names that a text about privacy may have in braces, such as `{a_person}`."""
    return {"people": people.plural, "person": people.singular, "a_person": people.one}


def said_of_people(text: str, people: Unit) -> str:
    """A text about privacy with whom the figures are about filled in; other braces in it stay as they are."""
    for name, words in people_words(people).items():
        text = text.replace(f"{{{name}}}", words)
    return text


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in which one answer speaks of what it counts and of whom its figures are about.

    Attributes:
        counted: What is counted; several things together where there are several.
        first: The first of them, whose files hold what nothing structured does.
        people: Whose privacy small numbers touch: what is counted, where that is somebody.
        service: What the authority does that keeps such records, as a letter names it: `policing`; empty where the
            definition does not say it.
    """

    counted: Unit = CHILDREN
    first: Unit = CHILDREN
    people: Unit = CHILDREN
    service: str = ""


OF_CHILDREN = Wording()
