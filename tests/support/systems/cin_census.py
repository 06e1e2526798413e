"""The children in need census: one XML file for each collection, 2019/20 to 2025/26.

The elements and codes are those of the Department for Education's specifications: `GenderCurrent` 1, 2, 0, 9 to
2023/24, `Sex` M, F, U from 2024/25; factor 24A from 2021/22. A referral that stays open is reported again in the next
year's file with the assessments that it has had, so an assessment can be in two files.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from tests.support.systems.files import FACTORS_RECORDED, SystemExtract, factor_codes
from tests.support.systems.population import Assessment, Child, Population, Standing
from tests.support.systems.truth import YEARS, find_truth, year_of

_NEW_SEX_FROM = "2024/25"


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes cin-2020.xml to cin-2026.xml."""
    random = Random(6)
    # A census has no row that was entered in error, and none of another authority.
    held = [
        item
        for item in population.assessments
        if item.standing in (Standing.COUNTS, Standing.NOT_DATED) and item.on >= date(2019, 4, 1)
    ]
    coded = [(item, factor_codes(item.finds, item.on, random)) for item in held if year_of(item.on) in YEARS]
    again = {item.number for item in held if random.random() < 0.1}
    files = []
    for year in YEARS:
        reported = [
            (item, codes)
            for item, codes in coded
            if year_of(item.on) == year or (item.number in again and _year_after(year_of(item.on)) == year)
        ]
        path = folder / f"cin-{int(year[:4]) + 1}.xml"
        path.write_text(_file(year, reported, random), encoding="utf-8")
        files.append(path)
    return SystemExtract({"census": tuple(files)}, find_truth(population, FACTORS_RECORDED))


def _year_after(year: str) -> str:
    return YEARS[min(YEARS.index(year) + 1, len(YEARS) - 1)]


def _file(year: str, reported: Sequence[tuple[Assessment, list[str]]], random: Random) -> str:
    by_child: dict[int, list[tuple[Assessment, list[str]]]] = {}
    for item, codes in reported:
        by_child.setdefault(item.child.number, []).append((item, codes))
    children = "".join(_child(year, items[0][0].child, items, random) for items in by_child.values())
    collection = int(year[:4]) + 1
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Message>\n<Header><CollectionDetails><Collection>CIN</Collection>'
        f"<Year>{collection}</Year><ReferenceDate>{collection}-03-31</ReferenceDate></CollectionDetails>"
        "<Source><SourceLevel>L</SourceLevel><LEA>999</LEA><SoftwareCode>invented</SoftwareCode></Source></Header>\n"
        f"<Children>\n{children}</Children>\n</Message>\n"
    )


def _child(year: str, child: Child, items: Sequence[tuple[Assessment, list[str]]], random: Random) -> str:
    if year >= _NEW_SEX_FROM:
        sex = f"<Sex>{ {'Female': 'F', 'Male': 'M'}.get(child.sex, 'U') }</Sex>"
    else:
        code = {"Female": "2", "Male": "1"}.get(child.sex) or random.choice("09")
        sex = f"<GenderCurrent>{code}</GenderCurrent>"
    born = f"<PersonBirthDate>{child.born}</PersonBirthDate>" if child.born else ""
    assessments = "".join(_assessment(item, codes) for item, codes in items)
    first = min(item.on for item, _ in items)
    return (
        f"<Child>\n<ChildIdentifiers><LAchildID>{child.number:012d}</LAchildID><UPNunknown>UN3</UPNunknown>{born}{sex}"
        "</ChildIdentifiers>\n<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>\n"
        f"<CINdetails><CINreferralDate>{first}</CINreferralDate><ReferralSource>1A</ReferralSource>"
        f"<PrimaryNeedCode>N1</PrimaryNeedCode>\n{assessments}</CINdetails>\n</Child>\n"
    )


def _assessment(item: Assessment, codes: Sequence[str]) -> str:
    done = (
        ""
        if item.standing is Standing.NOT_DATED
        else f"<AssessmentAuthorisationDate>{item.on}</AssessmentAuthorisationDate>"
    )
    factors = "".join(f"<AssessmentFactors>{escape(code)}</AssessmentFactors>" for code in codes)
    return (
        f"<Assessments><AssessmentActualStartDate>{item.on}</AssessmentActualStartDate>{done}"
        f"<FactorsIdentifiedAtAssessment>{factors}</FactorsIdentifiedAtAssessment></Assessments>\n"
    )
