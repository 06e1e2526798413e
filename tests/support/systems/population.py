"""Children who do not exist, and what assessments found about them, whatever system that is recorded in.

Everything is drawn from `random.Random(seed)`, so a seed gives one population. Systems differ in what they can
hold of it and in how they write it down; what is true of it does not depend on either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from random import Random

EXTRACTED_ON = date(2026, 5, 21)
_FIRST_DAY = date(2018, 10, 1)
_DAYS = (EXTRACTED_ON - _FIRST_DAY).days


class Standing(Enum):
    """Whether an assessment is one that counts, and if not, why not."""

    COUNTS = auto()
    ENTERED_IN_ERROR = auto()
    OTHER_AUTHORITY = auto()
    NOT_DATED = auto()
    OF_NOBODY = auto()


@dataclass(frozen=True, slots=True)
class Child:
    """A person on file: most are children, some grew up.

    Attributes:
        number: The id as a number; systems pad it or not.
        born: The birth date, None where nobody knows it.
        sex: `Female`, `Male` or `Not known`.
        rows: How many times the list of people holds the same person.
    """

    number: int
    born: date | None
    sex: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment of a child, and what it found.

    Attributes:
        number: The assessment's id.
        child: Whom it is of.
        on: The day on which it was authorised.
        finds: Of cse, cce, gang, ocg, county_lines, and what is no exploitation: trafficking, missing, neglect,
            domestic, radicalisation. County lines is a kind of CCE, so whoever has it has both.
        standing: Whether it counts.
    """

    number: int
    child: Child
    on: date
    finds: frozenset[str]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Population:
    """All children and assessments of an invented council."""

    children: Sequence[Child]
    assessments: Sequence[Assessment]


_EXPLOITATION = (("cse", 0.20), ("cce", 0.22), ("gang", 0.10), ("ocg", 0.06), ("trafficking", 0.05))
_OTHER = (("missing", 0.15), ("neglect", 0.30), ("domestic", 0.35), ("radicalisation", 0.04))
_STANDINGS = (
    (Standing.ENTERED_IN_ERROR, 0.03),
    (Standing.OTHER_AUTHORITY, 0.03),
    (Standing.NOT_DATED, 0.02),
    (Standing.OF_NOBODY, 0.01),
)


def draw_population(seed: int = 20260521, children: int = 400) -> Population:
    """Draws a council's children and what was found about each of them."""
    random = Random(seed)
    numbers = random.sample(range(1_000, 9_000_000), children)
    drawn = [_draw_child(random, number) for number in numbers]
    assessments: list[Assessment] = []
    for child in drawn:
        for _ in range(random.choice((1, 1, 2, 2, 3, 5))):
            assessments.append(_draw_assessment(random, 50_001 + 7 * len(assessments), child))
    return Population(drawn, assessments)


def _draw_child(random: Random, number: int) -> Child:
    # Mostly teenagers in the years asked about; the oldest are grown up at some or all of their assessments.
    born: date | None = date(2002, 1, 1) + timedelta(days=int(random.triangular(0, 365 * 14, 365 * 6)))
    if random.random() < 0.02:
        born = date(random.choice((2004, 2008)), 2, 29)
    if random.random() < 0.02:
        born = None
    sex = random.choices(("Female", "Male", "Not known"), (47, 49, 4))[0]
    return Child(number, born, sex, 2 if random.random() < 0.03 else 1)


def _draw_assessment(random: Random, number: int, child: Child) -> Assessment:
    on = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
    if child.born is not None and on <= child.born:
        on = child.born + timedelta(days=random.randrange(1, (EXTRACTED_ON - child.born).days))
    if random.random() < 0.03:
        on = date(on.year, *random.choice(((3, 31), (4, 1)))) if 2019 <= on.year <= 2025 else on
    if child.born is not None and on <= child.born:
        on = child.born + timedelta(days=1)
    finds = {name for name, chance in (*_EXPLOITATION, *_OTHER) if random.random() < chance}
    if "cce" in finds and random.random() < 0.3:
        finds.add("county_lines")
    return Assessment(number, child, on, frozenset(finds), _draw_standing(random))


def _draw_standing(random: Random) -> Standing:
    place = random.random()
    for standing, chance in _STANDINGS:
        if place < chance:
            return standing
        place -= chance
    return Standing.COUNTS
