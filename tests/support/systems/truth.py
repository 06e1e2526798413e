"""What a right answer says, computed from the population in plain Python: no file, no field map, no engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tests.support.systems.population import Assessment, Child, Population, Standing

YEARS = tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(2019, 2026))
ANY_DAY = (date.min, date.max)

Days = tuple[date, date]
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """The figures of an answer by category and year, and where there can be none.

    Attributes:
        children: The numbers of the children, by category and year; years without a figure are left out.
        by_sex: How many of them are of each sex.
        by_age: How many of them are in each of the request's age groups.
        part_years: Categories and years of which only a part could be counted.
    """

    children: Mapping[Place, frozenset[int]]
    by_sex: Mapping[Place, Counter[str]]
    by_age: Mapping[Place, Counter[str]]
    part_years: frozenset[Place]


def find_truth(
    population: Population,
    recorded: Mapping[str, Days],
    covers: Days = ANY_DAY,
    kept: Collection[Standing] = (Standing.COUNTS,),
) -> Truth:
    """Counts the children that a system can know of.

    Args:
        population: What is true.
        recorded: The categories that the system can record, each with the days on which it could.
        covers: The days that the extract covers.
        kept: The assessments that the extract has no means of telling from those that count.
    """
    spans = {category: _overlap(span, covers) for category, span in recorded.items()}
    counted: dict[tuple[int, str], tuple[Child, date, set[str]]] = {}
    for assessment in population.assessments:
        meant = _meant(assessment, spans) if assessment.standing in kept else set()
        if not meant or not _is_child(assessment.child, assessment.on):
            continue
        place = (assessment.child.number, year_of(assessment.on))
        child, first, found = counted.get(place, (assessment.child, assessment.on, set()))
        counted[place] = (child, min(first, assessment.on), found | meant)
    return _tabulate(counted, spans)


def _meant(assessment: Assessment, spans: Mapping[str, Days]) -> set[str]:
    return {key for key in assessment.finds & spans.keys() if spans[key][0] <= assessment.on <= spans[key][1]}


def _tabulate(counted: Mapping[tuple[int, str], tuple[Child, date, set[str]]], spans: Mapping[str, Days]) -> Truth:
    children: dict[Place, frozenset[int]] = {}
    by_sex: dict[Place, Counter[str]] = {}
    by_age: dict[Place, Counter[str]] = {}
    part = set()
    needs = {**{key: (key,) for key in spans}, "both": ("cce", "cse")}
    for key, parts in needs.items():
        for year in YEARS:
            if not all(part_key in spans and _reaches(spans[part_key], year) for part_key in parts):
                continue
            if not all(_fills(spans[part_key], year) for part_key in parts):
                part.add((key, year))
            found = [
                (child, first)
                for (_, when), (child, first, meant) in counted.items()
                if when == year and meant.issuperset(parts)
            ]
            children[key, year] = frozenset(child.number for child, _ in found)
            by_sex[key, year] = Counter(child.sex for child, _ in found)
            by_age[key, year] = Counter(age_group(child, first) for child, first in found)
    return Truth(children, by_sex, by_age, frozenset(part))


def year_of(day: date) -> str:
    """The financial year that a day falls in, as the request writes it."""
    start = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def age_on(born: date, day: date) -> int:
    """Completed years on a day; a birthday on 29 February comes on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_group(child: Child, day: date) -> str:
    """The age group of the core request that a child is in on a day."""
    if child.born is None:
        return "Not known"
    age = age_on(child.born, day)
    return "Under 10" if age < 10 else "10 to 12" if age < 13 else "13 to 15" if age < 16 else "16 to 17"


def _is_child(child: Child, day: date) -> bool:
    return child.born is None or age_on(child.born, day) < 18


def _overlap(one: Days, other: Days) -> Days:
    return max(one[0], other[0]), min(one[1], other[1])


def _days(year: str) -> Days:
    start = int(year[:4])
    return date(start, 4, 1), date(start + 1, 3, 31)


def _reaches(span: Days, year: str) -> bool:
    first, last = _days(year)
    return span[0] <= last and span[1] >= first


def _fills(span: Days, year: str) -> bool:
    first, last = _days(year)
    return span[0] <= first and span[1] >= last
