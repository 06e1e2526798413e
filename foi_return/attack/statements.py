"""Statements: what a reader learns from one printed figure, and what he knows of how figures go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foi_return.attack.marks import LOW_MARKS, MarkReading, Meaning, meaning_of
from foi_return.attack.marks import mark_text as normal_mark
from foi_return.attack.options import Told
from foi_return.attack.places import Place
from foi_return.attack.publication import PublishedCell, PublishedTable
from foi_return.attack.rounding import Rounded


@dataclass(frozen=True, slots=True)
class Figure:
    """What one printed cell says of the number of its place.

    Attributes:
        place: What it counts.
        low: The least that it can be.
        high: The greatest; None where the cell does not say.
        text: What is printed; empty for a row that is left out.
        hides: Whether there is a number behind it that the reader wants.
        release: 0 for the file under attack, 1 and up for earlier ones.
        table: The title of its table.
    """

    place: Place
    low: int
    high: int | None
    text: str
    hides: bool
    release: int
    table: str

    @property
    def shown(self) -> bool:
        """Whether it gives the number."""
        return self.low == self.high and not self.hides


@dataclass(frozen=True, slots=True)
class Relation:
    """A sum of numbers, each with a whole coefficient, that lies between two bounds.

    Attributes:
        terms: Each place with its coefficient; the first is the whole, with coefficient 1.
        low: The least that the sum can be.
        high: The greatest; None for no bound.
        derived: Whether a plainer relation usually says the same, so that a proof should rather do without it.
        percent: The percentage that is printed, where that is what it says; its coefficients are then any numbers.
        part: The place of which that is the percentage; None for other relations.
    """

    terms: tuple[tuple[Place, int], ...]
    low: int = 0
    high: int | None = 0
    derived: bool = False
    percent: str = ""
    part: Place | None = None


@dataclass(frozen=True, slots=True)
class MarkRules:
    """How the marks of one file are read.

    Attributes:
        reading: The way of reading.
        threshold: Numbers from 1 to one less are small.
        told: What the officer says of marks.
        rounded: How numbers are rounded; None where they are exact.
    """

    reading: MarkReading
    threshold: int
    told: Mapping[str, Told]
    rounded: Rounded | None


def figures_of(table: PublishedTable, places: Mapping[Place, Place], rules: MarkRules, release: int) -> list[Figure]:
    """What the cells of a table say.

    Args:
        table: The table.
        places: Each place of the table, as it is named among all files together.
        rules: How marks are read.
        release: The number of the file.
    """
    found = []
    for cell in table.cells:
        meaning = _meaning(cell, rules)
        if meaning is not None:
            found.append(
                Figure(places[cell.place], meaning.low, meaning.high, cell.text, meaning.hides, release, table.title)
            )
    return found


def _meaning(cell: PublishedCell, rules: MarkRules) -> Meaning | None:
    rounded = rules.rounded
    if rounded is not None and normal_mark(cell.text) in LOW_MARKS and normal_mark(cell.text) not in rules.told:
        return Meaning(*rounded.low_mark())
    if cell.value is None:
        return meaning_of(cell.text, rules.reading, rules.threshold, rules.told.get(normal_mark(cell.text)))
    if rounded is None:
        return Meaning(cell.value, cell.value, hides=False)
    low, high = rounded.interval(cell.value)
    return Meaning(low, high, hides=low < rules.threshold and low < high)
