"""A made-up children in need census: seven collections in the shapes that the Department for Education has asked for.

The children and their assessments are drawn first, as plain values. The XML is written from them, and what a test
expects is worked out from them too, never from the XML.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

YEARS = range(2020, 2027)
"""Collections by the year in which they end: 2020 is 2019/20."""

FIRST_WITH_CCE = 2022
FIRST_WITH_SEX = 2025
_FACTORS = ("1A", "2B", "3A", "4C", "10A", "11A", "12A", "13A", "21")
_OLD_SEX = {"Female": "2", "Male": "1", "Not known": "0"}
_NEW_SEX = {"Female": "F", "Male": "M", "Not known": "U"}


@dataclass(frozen=True)
class Assessment:
    """One assessment: its days and the factors found, none where it found none."""

    started: date
    authorised: date
    factors: tuple[str, ...]


@dataclass(frozen=True)
class CensusChild:
    """One child of one collection."""

    child: str
    born: date
    sex: str
    assessments: tuple[Assessment, ...]

    def code(self, year: int) -> str:
        """The code for the child's sex in a collection."""
        return (_NEW_SEX if year >= FIRST_WITH_SEX else _OLD_SEX)[self.sex]


def draw_census(seed: int, children: int = 40) -> dict[int, list[CensusChild]]:
    """The children of each collection; many come again from year to year."""
    rng = random.Random(seed)
    people = [
        (f"L{seed}{number:06}", date(2003, 1, 1) + timedelta(rng.randrange(5_000)), rng.choice([*_OLD_SEX, "Female"]))
        for number in range(children)
    ]
    return {
        year: [
            CensusChild(child, born, sex, tuple(_draw_assessment(rng, year) for _ in range(rng.randrange(4))))
            for child, born, sex in people
            if rng.random() < 0.7
        ]
        for year in YEARS
    }


def _draw_assessment(rng: random.Random, year: int) -> Assessment:
    started = date(year - 1, 4, 1) + timedelta(rng.randrange(300))
    known = (*_FACTORS, "24A") if year >= FIRST_WITH_CCE else _FACTORS
    factors = tuple(sorted(rng.sample(known, rng.randrange(4))))
    return Assessment(started, started + timedelta(rng.randrange(60)), factors)


def census_xml(year: int, children: Sequence[CensusChild], namespace: str = "", dirty: bool = False) -> str:
    """A collection as XML.

    Args:
        year: The collection.
        children: Who is in it.
        namespace: A default namespace; none as the Department has it.
        dirty: Whether to write it as careless software does: stray text between elements, the child's details after
            its assessments, blanks around values, comments, elements that nobody knows, no header.
    """
    field = "Sex" if year >= FIRST_WITH_SEX else "GenderCurrent"
    pad = "\n   " if dirty else ""
    pieces = []
    for child in children:
        own = (
            f"<ChildIdentifiers><LAchildID>{pad}{escape(child.child)}{pad}</LAchildID>{'stray' if dirty else ''}"
            f"<PersonBirthDate>{child.born}</PersonBirthDate><{field}>{child.code(year)}</{field}></ChildIdentifiers>\n"
        )
        record = f"<CINdetails><CINreferralDate>{year - 1}-04-01</CINreferralDate>\n"
        record += "".join(map(_assessment_xml, child.assessments))
        if dirty:
            record += "<!-- <AssessmentFactors>11A</AssessmentFactors> --><Unknown><LAchildID2>x</LAchildID2></Unknown>"
        record += "<Section47><S47ActualStartDate>2019-01-01</S47ActualStartDate></Section47></CINdetails>\n"
        pieces.append(f"<Child>\n{record + own if dirty else own + record}</Child>\n")
    header = (
        "<Header><CollectionDetails><Collection>CIN</Collection>"
        f"<Year>{year}</Year><ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails></Header>\n"
    )
    space = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Message{space}>\n{"" if dirty else header}<Children>\n'
        f"{''.join(pieces)}</Children>\n</Message>\n"
    )


def _assessment_xml(assessment: Assessment) -> str:
    factors = "".join(f"<AssessmentFactors>{factor}</AssessmentFactors>\n" for factor in assessment.factors)
    return (
        f"<Assessments><AssessmentActualStartDate>{assessment.started}</AssessmentActualStartDate>\n"
        f"<FactorsIdentifiedAtAssessment>{factors}</FactorsIdentifiedAtAssessment>\n"
        f"<AssessmentAuthorisationDate>{assessment.authorised}</AssessmentAuthorisationDate></Assessments>\n"
    )


def write_census(folder: Path, census: dict[int, list[CensusChild]], dirty: bool = False) -> Path:
    """Writes one file for each collection, and gives the pattern that they fit."""
    for year, children in census.items():
        (folder / f"cin-{year}.xml").write_text(census_xml(year, children, dirty=dirty), encoding="utf-8")
    return folder / "cin-*.xml"
