"""The invented extracts that the shipped field maps are tested with: the same each time, dirty, and not trivial."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.systems import (
    cin_census,
    eclipse,
    flags_sheet,
    frameworki,
    lcs,
    mosaic,
    scottish,
    ssd,
)
from tests.support.systems.files import EVER, SystemExtract
from tests.support.systems.population import Population, Standing, draw_population
from tests.support.systems.truth import Truth, age_group, find_truth

SYSTEMS = (cin_census, eclipse, flags_sheet, frameworki, lcs, mosaic, scottish, ssd)
Write = Callable[[Path, Population], SystemExtract]


@pytest.fixture(scope="module")
def population() -> Population:
    return draw_population()


@pytest.mark.parametrize("write", [system.write_extract for system in SYSTEMS], ids=lambda write: write.__module__)
def test_an_extract_is_the_same_each_time(write: Write, population: Population, tmp_path: Path) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    once.mkdir()
    again.mkdir()
    first, second = write(once, population), write(again, population)
    assert first.truth == second.truth
    for source, paths in first.sources.items():
        assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in second.sources[source]]


def test_a_population_has_every_kind_of_doubtful_row(population: Population) -> None:
    assert {item.standing for item in population.assessments} == set(Standing)
    assert any(child.born is None for child in population.children)
    assert any(child.sex == "Not known" for child in population.children)
    assert any(child.rows == 2 for child in population.children)
    assert {age_group(item.child, item.on) for item in population.assessments} > {"Under 10", "10 to 12", "13 to 15"}


def test_what_does_not_count_would_change_the_figures(population: Population) -> None:
    right = _figures(find_truth(population, {"cse": EVER}))
    for standing in set(Standing) - {Standing.COUNTS}:
        assert _figures(find_truth(population, {"cse": EVER}, kept=(Standing.COUNTS, standing))) != right


def test_truth_counts_a_child_once_in_a_year_and_not_after_the_eighteenth_birthday(population: Population) -> None:
    truth = find_truth(population, {"cse": EVER, "cce": EVER})
    found = [item for item in population.assessments if item.standing is Standing.COUNTS and "cse" in item.finds]
    asked = [item for item in found if "2019-04-01" <= item.on.isoformat() <= "2026-03-31"]
    counted = sum(len(children) for (key, _), children in truth.children.items() if key == "cse")
    assert 0 < counted < len(asked)
    assert all(truth.children["both", year] <= truth.children["cce", year] for _, year in truth.children)


def _figures(truth: Truth) -> dict[tuple[str, str], int]:
    return {place: len(children) for place, children in truth.children.items()}
