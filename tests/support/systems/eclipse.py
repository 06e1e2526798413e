"""Eclipse as its reporting views hold it: a row for each control of a form, several choices in one cell.

View and column names, control names, the state COMPLETE and the names of the forms are as in the public scripts. Those
look for a choice by its short text, and take the short text RAD for factor 24A; in this council's form two choices
have it, radicalisation and child criminal exploitation, so that only the long text tells them apart.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

from tests.support.systems.files import CCE_FACTOR_FROM, FACTORS_RECORDED, SystemExtract, british, write_csv
from tests.support.systems.population import Assessment, Child, Population, Standing
from tests.support.systems.truth import find_truth

CONTROL = "CINCensus_childSpecificFactor"
_CHOICES = {
    "cse": ("Child sexual exploitation", "SexExploit"),
    "cce": ("Child criminal exploitation", "RAD"),
    "gang": ("Gangs", "Gang"),
    "trafficking": ("Trafficking", "Traffic"),
    "missing": ("Going/being missing", "Miss"),
    "neglect": ("Abuse or neglect - neglect", "AbuseNeglect"),
    "radicalisation": ("Vulnerable to radicalisation", "RAD"),
}
PERSONS = ("PERSONID", "CAREFIRSTID", "SEX", "GENDER", "DATEOFBIRTH", "DUEDATE", "DIEDDATE", "ETHNICITYCODE")
ANSWERS = (
    "ANSWERFORSUBJECTID", "INSTANCEID", "DESIGNGUID", "DESIGNSUBNAME", "INSTANCESTATE", "CONTROLNAME", "ANSWERVALUE",
    "SHORTANSWERVALUE", "DATESTARTED", "DATECOMPLETED",
)  # fmt: skip
_DESIGN = "00000000-1111-4222-8333-444444444444"


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes PERSONDEMOGRAPHICSVIEW and FORMANSWERPERSONVIEW."""
    random = Random(5)
    persons = [_person(child, random) for child in population.children for _ in range(child.rows)]
    held = [item for item in population.assessments if item.standing is not Standing.OTHER_AUTHORITY]
    answers = [row for item in held for row in _answers(item, random)]
    return SystemExtract(
        {
            "persons": (write_csv(folder / "PERSONDEMOGRAPHICSVIEW.csv", PERSONS, persons),),
            "answers": (write_csv(folder / "FORMANSWERPERSONVIEW.csv", ANSWERS, answers, encoding="utf-8-sig"),),
        },
        find_truth(population, FACTORS_RECORDED),
    )


def _person(child: Child, random: Random) -> tuple[object, ...]:
    sex = child.sex if child.sex != "Not known" else random.choice(("", "Unknown", "Indeterminate"))
    gender = {"Female": "Woman", "Male": "Man"}.get(child.sex, "")
    return child.number, f"C{child.number}", sex, gender, british(child.born), "", "", "WHITE_BRITISH"


def _answers(item: Assessment, random: Random) -> list[tuple[object, ...]]:
    who = "" if item.standing is Standing.OF_NOBODY else item.child.number
    state = "DELETED" if item.standing is Standing.ENTERED_IN_ERROR else "COMPLETE"
    done = "" if item.standing is Standing.NOT_DATED else f"{british(item.on)} {random.randrange(8, 18):02d}:30"
    named = [
        pair
        for found, pair in _CHOICES.items()
        if found in item.finds and (found != "cce" or item.on >= CCE_FACTOR_FROM)
    ]
    form = random.choice(("Single assessment", "Single assessment", "Reassessment"))

    def row(control: str, value: str, short: str) -> tuple[object, ...]:
        started = british(item.on - timedelta(days=20))
        return who, item.number, _DESIGN, form, state, control, value, short, started, done

    rows = [row("WorkerOutcome", "Child sexual exploitation considered", "CSE")]
    if named:
        rows.append(row(CONTROL, ", ".join(long for long, _ in named), ",".join(short for _, short in named)))
    if "domestic" in item.finds:
        rows.append(row("CINCensus_domesticParent", "Yes", "3B"))
    return rows
