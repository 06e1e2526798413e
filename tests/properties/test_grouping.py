"""One grouping for many requests: rolled up for each, it gives what a count of its own gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.batch.grouping import CountedBy, Grouping, finest, grouping_of, roll_up
from foi_return.batch.shelf import SharedExtract, extract_key
from foi_return.config.answers import Answers
from foi_return.config.request import RequestOverrides
from foi_return.dimensions import parts_of
from foi_return.disclosure.earlier import EarlierAnswer, Spot
from foi_return.inner_cells import InnerCell
from foi_return.periods import AgeBand, financial_year, parse_age_bands, parse_financial_year
from foi_return.pipeline import ReturnInputs
from foi_return.reading import count_extract, load_asked, load_extract
from foi_return.terms.counting import AgeTaken, CountingRules, PlacedBy
from foi_return.terms.request import PartOfPeriod
from foi_return.terms.view import window_in
from tests.support.batch_council import draw_council, make_folder

VARIANTS: tuple[tuple[list[str], list[str] | None, dict[str, Any]], ...] = (
    (["2022/23 to 2024/25"], ["under 10", "10 to 15", "16 to 17"], {}),
    (["2024/25"], ["under 12", "12 to 17"], {"placed_by": "open in year"}),
    (["2023/24 to 2024/25"], ["under 16"], {"age_taken": "31 March"}),
    (["2023/24"], None, {"risk_levels": ["High", "Medium"]}),
)
EARLIER = (
    EarlierAnswer("E1", tuple(parse_age_bands(["under 14", "14 to 17"])), (), CountingRules(PlacedBy.OPEN_AT_YEAR_END)),
    EarlierAnswer("E2", (), (), CountingRules(age_taken=AgeTaken.AUGUST)),
)


def over_other_days(label: str, *, quarter: bool) -> EarlierAnswer:
    """An earlier answer over a quarter of a year, or over days that reach beyond it, by the present rules of most."""
    year = parse_financial_year(label)
    days = list(parts_of(year, PartOfPeriod.QUARTER))[1][1:] if quarter else (year.first_day, date(2025, 6, 30))
    spot = Spot("other days", label, window_in(year, *days))
    return EarlierAnswer("E3", tuple(parse_age_bands(["under 14", "14 to 17"])), (), spots=(spot,))


@pytest.mark.parametrize("seed", [2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1, *range(3, 20)))])
def test_rolled_up_cells_are_those_of_a_count_of_its_own(seed: int, tmp_path: Path) -> None:
    council = draw_council(40, seed)
    made = make_folder(tmp_path, council=council)
    sources = {name: made.folder / f"{name}.csv" for name in ("people", "records")}
    returns: list[ReturnInputs] = []
    for number, (years, bands, counting) in enumerate(VARIANTS):
        answers = Answers(
            reference=f"R{number}",
            field_map=str(made.folder / "map.toml"),
            overrides=RequestOverrides(years, bands),
            counting=counting,
        )
        inputs = load_asked(answers)
        earlier = EARLIER[: (number + seed) % 3]
        if number % 2:
            label = inputs.request.periods[-1].label
            earlier = (*earlier, over_other_days(label, quarter=bool(seed % 2)))
        returns.append(ReturnInputs(inputs.reference, inputs.request, inputs.field_map, inputs.policy, None, earlier))
    shared = SharedExtract(extract_key(returns[0], sources), [grouping_of(each) for each in returns], lambda _: None)
    for inputs in returns:
        with load_extract(inputs, sources, lambda _: None) as alone:
            assert shared.cells(inputs) == count_extract(inputs, alone, None)
    assert shared.times_counted == 1
    shared.close()


def test_what_no_wanted_rules_count_is_left_out() -> None:
    starts, opened = CountedBy(CountingRules()), CountedBy(CountingRules(PlacedBy.OPEN_IN_YEAR))
    year, band = financial_year(2023), AgeBand(0, None)
    counted = Grouping((year,), (band,), (opened, starts))
    cells = (
        InnerCell("2023/24", ("cce", "cce@1"), "Female", band.label, 3, (band.label,)),
        InnerCell("2023/24", ("cce",), "Female", band.label, 2, ("",)),
    )
    alone = roll_up(cells, counted, Grouping((year,), (band,), (starts,)))
    assert alone == (InnerCell("2023/24", ("cce",), "Female", band.label, 3),)
    both = roll_up(cells, counted, Grouping((year,), (band,), (starts, opened)))
    assert sorted((cell.memberships, cell.age_group, cell.count, cell.other_ages) for cell in both) == [
        (("cce", "cce@1"), band.label, 3, (band.label,)),
        (("cce@1",), "", 2, (band.label,)),
    ]


def test_finest_grouping_covers_each_and_a_coarser_one_does_not() -> None:
    views = (CountedBy(CountingRules()),)
    first = Grouping((financial_year(2023),), (AgeBand(0, 9), AgeBand(10, None)), views)
    second = Grouping((financial_year(2022),), (AgeBand(0, 11), AgeBand(12, None)), views)
    whole = finest([first, second])
    assert whole.covers(first)
    assert whole.covers(second)
    assert not first.covers(second)
    assert [band.label for band in whole.bands] == ["Under 10", "10 to 11", "12 and over"]
    assert [period.label for period in whole.periods] == ["2022/23", "2023/24"]
