"""The Standard Safeguarding Dataset as its public scripts make it, exported from SQL Server to CSV.

Table and column names, the blank date of 1900, the six years' window and the lists of codes are as in the public
scripts (data-to-insight/ssd-data-model). Factors name neither the child nor a date.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random

from tests.support.systems.files import FACTORS_RECORDED, SystemExtract, factor_codes, sql_time, write_csv
from tests.support.systems.population import EXTRACTED_ON, Assessment, Child, Population, Standing
from tests.support.systems.truth import find_truth

WINDOW_FROM = date(EXTRACTED_ON.year - 6, EXTRACTED_ON.month, EXTRACTED_ON.day)

PERSON = (
    "pers_legacy_id", "pers_person_id", "pers_upn", "pers_sex", "pers_gender", "pers_ethnicity", "pers_dob",
    "pers_single_unique_id", "pers_upn_unknown", "pers_send_flag", "pers_expected_dob", "pers_death_date",
    "pers_is_mother", "pers_nationality",
)  # fmt: skip
ASSESSMENTS = (
    "cina_assessment_id", "cina_person_id", "cina_referral_id", "cina_assessment_start_date",
    "cina_assessment_child_seen", "cina_assessment_auth_date", "cina_assessment_outcome_json",
    "cina_assessment_outcome_nfa", "cina_assessment_team", "cina_assessment_worker_id",
)  # fmt: skip
FACTORS = ("cinf_table_id", "cinf_assessment_id", "cinf_assessment_factors_json")


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes ssd_person, ssd_cin_assessments and ssd_assessment_factors."""
    random = Random(1)
    people = [_person(child, random) for child in population.children for _ in range(child.rows)]
    inside = [
        item
        for item in population.assessments
        if item.on >= WINDOW_FROM and item.standing not in (Standing.ENTERED_IN_ERROR, Standing.OTHER_AUTHORITY)
    ]
    # The scripts leave out drafts and cancelled assessments; a few of their factors stay behind without one.
    assessments = [_assessment(item, random) for item in inside if item.standing is not Standing.OF_NOBODY]
    factors = [
        (f"F{item.number}", item.number, _json(factor_codes(item.finds, item.on, random), random)) for item in inside
    ]
    return SystemExtract(
        {
            "ssd_person": (write_csv(folder / "ssd_person.csv", PERSON, people),),
            "ssd_cin_assessments": (write_csv(folder / "ssd_cin_assessments.csv", ASSESSMENTS, assessments),),
            "ssd_assessment_factors": (write_csv(folder / "ssd_assessment_factors.csv", FACTORS, factors),),
        },
        find_truth(population, FACTORS_RECORDED, (WINDOW_FROM, EXTRACTED_ON)),
    )


def _person(child: Child, random: Random) -> tuple[object, ...]:
    sex = {"Female": "F", "Male": "M"}.get(child.sex) or random.choice(("U", "U", "NULL", "50"))
    gender = {"Female": "02", "Male": "01"}.get(child.sex, "00")
    born, expected = (sql_time(child.born), "NULL") if child.born else ("NULL", "2027-01-01 00:00:00.000")
    return (
        "NULL", child.number, "NULL", sex, gender, "WBRI", born, "NULL", "SSD_PH", "N", expected, "NULL", "N", "NULL",
    )  # fmt: skip


def _assessment(item: Assessment, random: Random) -> tuple[object, ...]:
    authorised = "1900-01-01 00:00:00.000" if item.standing is Standing.NOT_DATED else sql_time(item.on)
    return (
        item.number, item.child.number, 900_000 + item.number, sql_time(item.on), random.choice("YN"), authorised,
        json.dumps({"NFA_FLAG": "N", "COMMENTS": "none, yet"}), "N", "Assessment team 2", "W17",
    )  # fmt: skip


def _json(codes: list[str], random: Random) -> str:
    """A list of codes; a database that builds lists of fixed length leaves null where there is no code."""
    if codes == ["21"] and random.random() < 0.3:
        return random.choice(("NULL", "[]", ""))
    items: list[str | None] = list(codes)
    if random.random() < 0.2:
        items.insert(0, None)
    return json.dumps(items)
