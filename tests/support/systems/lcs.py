"""Liquidlogic LCS as its reporting database holds it: a row for each answer of an assessment form.

Table and column names, the placeholder key -1, the step codes of drafts and cancelled assessments (D, X) and the way
in which factors are answered (`ANSWER_NO` 11A, `ANSWER` Yes) are as in the public scripts.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.support.systems.files import EVER, FACTORS_RECORDED, SystemExtract, factor_codes, sql_time, write_csv
from tests.support.systems.population import Child, Population, Standing
from tests.support.systems.truth import find_truth

PERSON = (
    "DIM_PERSON_ID", "LEGACY_ID", "GENDER_MAIN_CODE", "ETHNICITY_MAIN_CODE", "BIRTH_DTTM", "DOB_ESTIMATED",
    "DEATH_DTTM", "IS_CLIENT",
)  # fmt: skip
ASSESSMENT = (
    "FACT_SINGLE_ASSESSMENT_ID", "DIM_PERSON_ID", "FACT_REFERRAL_ID", "START_DTTM", "SEEN_FLAG", "FACT_FORM_ID",
    "EXTERNAL_ID", "DIM_LOOKUP_STEP_SUBSTATUS_CODE",
)  # fmt: skip
ANSWERS = ("FACT_FORM_ID", "ANSWER_NO", "ANSWER")


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes DIM_PERSON, FACT_SINGLE_ASSESSMENT and FACT_FORM_ANSWERS."""
    random = Random(2)
    people = [_person(child, random) for child in population.children for _ in range(child.rows)]
    assessments: list[tuple[object, ...]] = []
    answers: list[tuple[object, ...]] = [(-1, "11A", "Yes"), (-1, "24A", "Yes")]
    for item in population.assessments:
        if item.standing is Standing.OTHER_AUTHORITY:
            continue  # This database holds one authority's assessments.
        form = 2_000_000 + item.number
        status = random.choice("XD") if item.standing is Standing.ENTERED_IN_ERROR else random.choice(("C", "C", "A"))
        person = "" if item.standing is Standing.OF_NOBODY else item.child.number
        start = "" if item.standing is Standing.NOT_DATED else sql_time(item.on)
        assessments.append((item.number, person, 7_000 + item.number, start, "Y", form, item.number, status))
        codes = factor_codes(item.finds, item.on, random)
        answers += [(form, code, random.choice(("Yes", "Yes", "yes", "YES"))) for code in codes]
        asked = ("11A", "13A", "24A", "2A", "3B", "4C")
        answers += [(form, code, random.choice(("No", "No", ""))) for code in asked if code not in codes]
        answers += [(form, "seenYN", "Yes"), (form, "FormEndDate", sql_time(item.on)), (form, "comments", "See plan")]
    return SystemExtract(
        {
            "people": (write_csv(folder / "DIM_PERSON.csv", PERSON, people),),
            "assessments": (write_csv(folder / "FACT_SINGLE_ASSESSMENT.csv", ASSESSMENT, assessments),),
            "answers": (write_csv(folder / "FACT_FORM_ANSWERS.csv", ANSWERS, answers),),
        },
        find_truth(population, {**FACTORS_RECORDED, "cse": EVER}),
    )


def _person(child: Child, random: Random) -> tuple[object, ...]:
    sex = {"Female": "F", "Male": "M"}.get(child.sex) or random.choice(("U", "I", "", "-1"))
    return child.number, f"CF{child.number}", sex, "WBRI", sql_time(child.born), "N", "", "Y"
