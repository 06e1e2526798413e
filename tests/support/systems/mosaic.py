"""Mosaic as its reporting tables hold it: assessments are steps of a workflow, about a group of subjects.

Names of tables and columns, and what a step's status can be, are as in the public scripts. Factors stand in
DM_CIN_ASSESS_FACTORS. What is asked beside them differs from site to site: this council's form has a question with the
user code `acFLDExploitationType`, whose answers are kept as lookups. Some assessments are about brothers and sisters
together, and some groups have a subject that is no person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from tests.support.systems.files import FACTORS_RECORDED, SystemExtract, factor_codes, sql_time, write_csv
from tests.support.systems.population import Assessment, Child, Population, Standing
from tests.support.systems.truth import find_truth

QUESTION_FROM = date(2022, 9, 1)
QUESTION = "acFLDExploitationType"
_LOOKUPS = {"county_lines": (41, "County lines"), "ocg": (42, "Organised crime group"), "trafficking": (43, "Labour")}
_OTHER_QUESTION = (12, "acFLDSchool")


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes the persons, steps, subjects, factors and the answers of the local question."""
    random = Random(3)
    held = [item for item in population.assessments if item.standing is not Standing.OTHER_AUTHORITY]
    siblings = _siblings(population, held, random)
    answers = [row for item in held for row in _answers(item)]
    tables: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "DM_PERSONS": (
            ("PERSON_ID", "DATE_OF_BIRTH", "GENDER", "ETHNICITY_CODE", "DATE_OF_DEATH"),
            [_person(child, random) for child in population.children for _ in range(child.rows)],
        ),
        "DM_WORKFLOW_STEPS": (
            ("WORKFLOW_STEP_ID", "WORKFLOW_STEP_TYPE_ID", "SUBGROUP_ID", "STEP_STATUS", "STARTED_ON", "COMPLETED_ON"),
            [_step(item) for item in held],
        ),
        "DM_SUBGROUP_SUBJECTS": (
            ("SUBGROUP_ID", "SUBJECT_TYPE_CODE", "SUBJECT_COMPOUND_ID"),
            [row for item in held for row in _subjects(item, siblings.get(item.number), random)],
        ),
        "DM_CIN_ASSESS_FACTORS": (
            ("ASSESSMENT_ID", "FACTOR_VALUE"),
            [
                (item.number, f"{code} " if random.random() < 0.1 else code)
                for item in held
                for code in factor_codes(item.finds, item.on, random)
            ],
        ),
        "MO_FORMS": (("FORM_ID", "WORKFLOW_STEP_ID"), [(_form(item), item.number) for item in held]),
        "MO_FORM_LOOKUP_ANSWERS": (("FORM_ID", "QUESTION_ID", "QUESTION_LOOKUP_ID"), answers),
        "MO_QUESTIONS": (("QUESTION_ID", "QUESTION_USER_CODE"), [(11, QUESTION), _OTHER_QUESTION]),
        "MO_QUESTION_LOOKUPS": (("QUESTION_LOOKUP_ID", "ANSWER"), [*_LOOKUPS.values(), (49, "None"), (50, "School")]),
    }
    recorded = {**FACTORS_RECORDED, "county_lines": (QUESTION_FROM, date.max), "ocg": (QUESTION_FROM, date.max)}
    return SystemExtract(
        {name: (write_csv(folder / f"{name}.csv", *table),) for name, table in tables.items()},
        find_truth(Population(population.children, [*population.assessments, *siblings.values()]), recorded),
    )


def _siblings(population: Population, held: Sequence[Assessment], random: Random) -> dict[int, Assessment]:
    """For some assessments, by number, what they are for a second child whom they are about as well."""
    found = {}
    for item in held:
        sibling = random.choice(population.children)
        together = random.random() < 0.1 and item.standing is not Standing.OF_NOBODY and sibling != item.child
        if together and (sibling.born is None or sibling.born < item.on):
            found[item.number] = replace(item, child=sibling)
    return found


def _subjects(item: Assessment, sibling: Assessment | None, random: Random) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [(_group(item), "ORG", 17)] if random.random() < 0.05 else []
    rows.append((_group(item), "PER", "" if item.standing is Standing.OF_NOBODY else item.child.number))
    if sibling is not None:
        rows.append((_group(item), "PER", sibling.child.number))
    return rows


def _group(item: Assessment) -> int:
    return 300_000 + item.number


def _form(item: Assessment) -> int:
    return 600_000 + item.number


def _person(child: Child, random: Random) -> tuple[object, ...]:
    sex = {"Female": "F", "Male": "M"}.get(child.sex) or random.choice(("U", "I", "", "X"))
    return child.number, sql_time(child.born), sex, "A1", ""


def _step(item: Assessment) -> tuple[object, ...]:
    status = "CANCELLED" if item.standing is Standing.ENTERED_IN_ERROR else "COMPLETED"
    done = "" if item.standing is Standing.NOT_DATED else sql_time(item.on)
    return item.number, 335, _group(item), status, sql_time(item.on), done


def _answers(item: Assessment) -> list[tuple[object, ...]]:
    said: list[tuple[object, ...]] = [(_form(item), 12, 50)]
    if item.on >= QUESTION_FROM:
        named = [lookup for found, (lookup, _) in _LOOKUPS.items() if found in item.finds]
        said += [(_form(item), 11, lookup) for lookup in named or [49]]
    return said
