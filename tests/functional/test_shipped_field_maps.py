"""Each shipped field map, tried on an extract that was not made from it: every figure is the truth, or has a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.systems import cin_census
from tests.support.systems.comparing import contexts_without_figures, count_with, differences, reason
from tests.support.systems.population import Population, draw_population

CONTEXTS = {"online", "public_place", "private_address", "temporary_accommodation", "school", "placement"}


@pytest.fixture(scope="module")
def population() -> Population:
    return draw_population()


def test_the_census_counts_factors_and_says_what_it_has_none_for(population: Population, tmp_path: Path) -> None:
    extract = cin_census.write_extract(tmp_path, population)
    files = tmp_path / "cin-*.xml"
    counted = count_with("cin-census", {"children": files, "factors": files})
    assert differences(counted, extract.truth) == []
    assert counted.engines_agree
    assert not counted.unreviewed
    assert "before 1 April 2021" in reason(counted, "cce", "2020/21")
    assert "no code for county lines" in reason(counted, "county_lines", "2025/26")
    assert contexts_without_figures(counted).keys() == CONTEXTS
    assert counted.inputs.field_map.flags["cce_flag"].fields == ("AssessmentFactors 24A",)
