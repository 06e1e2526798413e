"""A Scottish council's own export: interagency referral discussions (IRDs), and the concerns that each recorded.

There is no national data set of this shape; names and words are invented in the manner of Scottish practice, where
the concern is about a child or young person up to 18 and an organised group is `serious organised crime`.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.support.systems.files import EVER, SystemExtract, write_csv
from tests.support.systems.population import Assessment, Child, Population, Standing
from tests.support.systems.truth import find_truth

CRIMINAL_FROM = date(2021, 8, 2)
_CONCERNS = {
    "cse": "Child sexual exploitation",
    "cce": "Child criminal exploitation",
    "ocg": "Serious organised crime",
    "trafficking": "Child trafficking",
    "missing": "Reported missing",
    "neglect": "Neglect",
    "domestic": "Domestic abuse",
}
PEOPLE = ("Person reference", "Date of birth", "Gender", "Locality")
CONCERNS = ("IRD number", "Person reference", "IRD date", "IRD closed", "Area of concern", "Record status",
            "Lead local authority")  # fmt: skip


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes young-people.csv and ird-concerns.csv."""
    random = Random(8)
    people = [_person(child, random) for child in population.children for _ in range(child.rows)]
    concerns = [row for item in population.assessments for row in _concerns(item, random)]
    return SystemExtract(
        {
            "people": (write_csv(folder / "young-people.csv", PEOPLE, people, encoding="cp1252"),),
            "concerns": (write_csv(folder / "ird-concerns.csv", CONCERNS, concerns, encoding="cp1252"),),
        },
        find_truth(population, {"cse": EVER, "cce": (CRIMINAL_FROM, date.max), "ocg": EVER}),
    )


def _person(child: Child, random: Random) -> tuple[object, ...]:
    gender = child.sex if child.sex != "Not known" else random.choice(("", "Prefer not to say", "Unborn"))
    born = f"{child.born:%d %b %Y}" if child.born else ""
    return f"{child.number:08d}", born, gender, random.choice(("Strath\u2019an", "Kirkton", "Inverbrae"))


def _concerns(item: Assessment, random: Random) -> list[tuple[object, ...]]:
    who = "" if item.standing is Standing.OF_NOBODY else str(item.child.number)
    day = "" if item.standing is Standing.NOT_DATED else f"{item.on:%d-%b-%Y}"
    closed = "" if random.random() < 0.3 else f"{item.on + timedelta(days=40):%d-%b-%Y}"
    status = "Recorded in error" if item.standing is Standing.ENTERED_IN_ERROR else random.choice(("Final", "Current"))
    lead = "Othershire" if item.standing is Standing.OTHER_AUTHORITY else "Anyshire"
    named = [
        text
        for found, text in _CONCERNS.items()
        if found in item.finds and (found != "cce" or item.on >= CRIMINAL_FROM)
    ]
    return [
        (f"IRD{item.number}", who, day, closed, random.choice((text, text, text.upper(), f"{text} ")), status, lead)
        for text in named or ["Emotional abuse"]
    ]
