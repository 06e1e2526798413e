"""Frameworki, Mosaic's predecessor: what a council kept of it when it moved to the next system.

No script that reads Frameworki is public. Its reporting tables live on in Mosaic (a council's copies of them are
still called `fw`), so the names are those of Mosaic's cached form answers. The factors were one question answered
with several texts in one cell; factor 24A never reached it, because the council moved on 1 December 2020.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from tests.support.systems.files import EVER, SystemExtract, british, sql_time, write_csv
from tests.support.systems.population import Assessment, Child, Population, Standing
from tests.support.systems.truth import find_truth

LAST_DAY = date(2020, 11, 30)
_TEXTS = {
    "cse": "Child sexual exploitation",
    "gang": "Gangs",
    "trafficking": "Trafficking",
    "missing": "Going / being missing",
    "neglect": "Neglect",
    "domestic": "Domestic violence",
    "radicalisation": "Socially unacceptable behaviour",
}
_QUESTION = "CINFactorsIdentified"


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes the persons, the steps and the answers that were cached from forms, up to the last day."""
    random = Random(4)
    held = [
        item for item in population.assessments if item.on <= LAST_DAY and item.standing is not Standing.OTHER_AUTHORITY
    ]
    persons = [_person(child, random) for child in population.children for _ in range(child.rows)]
    steps = [_step(item) for item in held]
    answers = [row for item in held for row in _answers(item, random)]
    return SystemExtract(
        {
            "persons": (write_csv(folder / "fw_persons.csv", ("PERSON_ID", "DATE_OF_BIRTH", "GENDER"), persons),),
            "steps": (write_csv(folder / "fw_steps.csv", ("WORKFLOW_STEP_ID", "STEP_STATUS", "COMPLETED_ON"), steps),),
            "answers": (
                write_csv(
                    folder / "fw_cached_form_answers.csv",
                    ("SUBJECT_PERSON_ID", "WORKFLOW_STEP_ID", "QUESTION_USER_CODE", "TEXT_ANSWER"),
                    answers,
                    encoding="cp1252",
                ),
            ),
        },
        find_truth(population, {"cse": EVER, "gang": EVER}, (date.min, LAST_DAY)),
    )


def _person(child: Child, random: Random) -> tuple[object, ...]:
    sex = {"Female": "Female", "Male": "Male"}.get(child.sex) or random.choice(("Unknown", "Unborn/Unknown", ""))
    return child.number, british(child.born), sex


def _step(item: Assessment) -> tuple[object, ...]:
    status = "CANCELLED" if item.standing is Standing.ENTERED_IN_ERROR else "COMPLETED"
    return item.number, status, "" if item.standing is Standing.NOT_DATED else sql_time(item.on)


def _answers(item: Assessment, random: Random) -> list[tuple[object, ...]]:
    who = "" if item.standing is Standing.OF_NOBODY else item.child.number
    named = sorted(text for found, text in _TEXTS.items() if found in item.finds)
    text = random.choice(("; ", ";", " ; ")).join(named)
    return [
        (who, item.number, _QUESTION, text),
        (who, item.number, "WorkersView", "Child sexual exploitation discussed; nothing found \N{EN DASH} see plan"),
    ]
