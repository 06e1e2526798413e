"""Each shipped field map, tried on an extract that was not made from it: every figure is the truth, or has a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from foi_return.config.field_map import shipped_field_maps
from foi_return.coverage import source_coverage_sentences
from tests.support.systems import cin_census, eclipse, flags_sheet, frameworki, lcs, mosaic, scottish, ssd
from tests.support.systems.comparing import Counted, contexts_without_figures, count_with, differences, reason
from tests.support.systems.files import SystemExtract
from tests.support.systems.population import Population, draw_population

CONTEXTS = {"online", "public_place", "private_address", "temporary_accommodation", "school", "placement"}
OF_OTHER_REQUESTS = {
    "police-connect",
    "police-niche",
    "police-two-systems",
    "group-based-offending",
    "missing-from-care",
}
"""Maps that answer another request than the core one; tests of those requests try them."""
CENSUS_FILES = "cin-*.xml"


@dataclass(frozen=True, slots=True)
class System:
    """How a shipped map is tried.

    Attributes:
        field_map: The map's name.
        write: Writes the system's extract.
        sources: What the map calls each table of the extract.
        reasons: Words of the reason why there is no figure, by category and year.
        covered: Words of the sentence that tells a reader what the source of the records covers.
        fields: The fields of question 2's parts, verbatim as the system shows them.
    """

    field_map: str
    write: Callable[[Path, Population], SystemExtract]
    sources: Mapping[str, str]
    reasons: Mapping[tuple[str, str], str]
    covered: str
    fields: Mapping[str, str] = field(default_factory=dict)


SYSTEMS = (
    System(
        "cin-census",
        cin_census.write_extract,
        {"children": "census", "factors": "census"},
        {
            ("cce", "2020/21"): "before 1 April 2021",
            ("both", "2019/20"): "before 1 April 2021",
            ("county_lines", "2025/26"): "no code for county lines",
            ("ocg", "2022/23"): "no code for organised crime groups",
        },
        "covers 1 April 2019 to 31 March 2026",
        {"cce_flag": "AssessmentFactors 24A", "cse_flag": "AssessmentFactors 11A"},
    ),
    System(
        "standard-safeguarding-dataset",
        ssd.write_extract,
        {"people": "ssd_person", "assessments": "ssd_cin_assessments", "factors": "ssd_assessment_factors"},
        {
            ("cse", "2019/20"): "Outside the extract, which covers 21 May 2020 onwards",
            ("cce", "2020/21"): "before 1 April 2021",
            ("county_lines", "2025/26"): "no code for county lines",
        },
        "(ssd_assessment_factors): covers 21 May 2020 onwards",
        {"gang_flag": "cinf_assessment_factors_json: 13A"},
    ),
    System(
        "liquidlogic-lcs",
        lcs.write_extract,
        {"people": "people", "assessments": "assessments", "answers": "answers"},
        {("cce", "2019/20"): "before 1 April 2021", ("county_lines", "2021/22"): "no answer for county lines"},
        "(FACT_FORM_ANSWERS): covers",
        {"cce_flag": "ANSWER_NO 24A"},
    ),
    System(
        "mosaic",
        mosaic.write_extract,
        {
            "persons": "DM_PERSONS",
            "steps": "DM_WORKFLOW_STEPS",
            "subjects": "DM_SUBGROUP_SUBJECTS",
            "factors": "DM_CIN_ASSESS_FACTORS",
            "forms": "MO_FORMS",
            "answers": "MO_FORM_LOOKUP_ANSWERS",
            "questions": "MO_QUESTIONS",
            "lookups": "MO_QUESTION_LOOKUPS",
        },
        {("cce", "2020/21"): "before 1 April 2021", ("county_lines", "2021/22"): "before 1 September 2022"},
        "): covers",
        {"county_lines_flag": f"{mosaic.QUESTION}: County lines", "cse_flag": "FACTOR_VALUE 11A"},
    ),
    System(
        "frameworki",
        frameworki.write_extract,
        {"persons": "persons", "steps": "steps", "answers": "answers"},
        {("cse", "2021/22"): "Outside the extract", ("cce", "2019/20"): "no field or factor"},
        "Answers of forms: covers 1 April 2015 to 30 November 2020",
        {"cse_flag": "CINFactorsIdentified: Child sexual exploitation"},
    ),
    System(
        "eclipse",
        eclipse.write_extract,
        {"persons": "persons", "answers": "answers"},
        {("cce", "2020/21"): "before 1 April 2021", ("county_lines", "2023/24"): "no choice for county lines"},
        "(FORMANSWERPERSONVIEW): covers",
        {"cce_flag": f"{eclipse.CONTROL}: Child criminal exploitation"},
    ),
    System(
        "flags-in-one-spreadsheet",
        flags_sheet.write_extract,
        {"list": "list"},
        {("cce", "2019/20"): "before 1 September 2020", ("county_lines", "2021/22"): "before 1 April 2022"},
        "Exploitation list: covers",
        {"county_lines_flag": "County lines?"},
    ),
    System(
        "scottish-council",
        scottish.write_extract,
        {"people": "people", "concerns": "concerns"},
        {("cce", "2020/21"): "before 2 August 2021", ("gang", "2024/25"): "does not record gangs"},
        "interagency referral discussions: covers",
        {"ocg_flag": "Area of concern: Serious organised crime"},
    ),
)


@pytest.fixture(scope="module")
def population() -> Population:
    return draw_population()


def _count(system: System, population: Population, folder: Path) -> tuple[Counted, SystemExtract]:
    extract = system.write(folder, population)
    paths = {}
    for source, table in system.sources.items():
        files = extract.sources[table]
        paths[source] = files[0] if len(files) == 1 else folder / CENSUS_FILES
    return count_with(system.field_map, paths), extract


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.field_map)
def test_a_shipped_map_gives_the_truth_and_says_what_its_system_cannot_answer(
    system: System, population: Population, tmp_path: Path
) -> None:
    counted, extract = _count(system, population, tmp_path)
    assert differences(counted, extract.truth) == []
    assert counted.engines_agree
    assert not counted.unreviewed
    for (category, year), words in system.reasons.items():
        assert words in reason(counted, category, year)
    assert contexts_without_figures(counted).keys() == CONTEXTS
    assert all(contexts_without_figures(counted).values())
    assert all(system.covered in sentence for sentence in source_coverage_sentences(counted.inputs.field_map))
    for flag, name in system.fields.items():
        assert name in counted.inputs.field_map.flags[flag].fields


def test_every_shipped_map_is_tried() -> None:
    assert {system.field_map for system in SYSTEMS} == shipped_field_maps().keys() - {"anytown", *OF_OTHER_REQUESTS}
