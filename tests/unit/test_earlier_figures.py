"""What a reader takes from an earlier answer: each of its figures as a sum of the present inner cells."""

from __future__ import annotations

import pytest

from foi_return.disclosure.earlier import EarlierAnswer, EarlierCell, earlier_figures
from foi_return.disclosure.system import EarlierFigure
from foi_return.periods import parse_age_bands
from tests.support.small_council import SmallCouncil

YEAR = "2021/22"
EARLIER, NOW = parse_age_bands(("under 12", "12 to 15", "16+")), parse_age_bands(("under 14", "14+"))
INNER = parse_age_bands(("under 12", "12 to 13", "14 to 15", "16+"))


def answer(*cells: EarlierCell, zeros_shown: bool = True) -> EarlierAnswer:
    return EarlierAnswer("REF 7", EARLIER, zeros_shown, cells, (2, 1), 3)


def figures(*cells: EarlierCell) -> list[EarlierFigure]:
    asked = SmallCouncil((), (), years=(YEAR,), age_bands=tuple(band.label for band in NOW)).inputs()
    return list(earlier_figures(answer(*cells), asked.request, asked.field_map.counting.overlap, INNER))


@pytest.mark.parametrize(
    ("cell", "zeros_shown", "stands_for"),
    [
        (EarlierCell(YEAR, "cce", {}, 12), True, (12, 12)),
        (EarlierCell(YEAR, "cce", {}, None), True, (1, None)),
        (EarlierCell(YEAR, "cce", {}, None), False, (0, None)),
        (EarlierCell(YEAR, "cce", {}, 10, exact=False), True, (8, 11)),
        (EarlierCell(YEAR, "cce", {}, 4, exact=False), True, (3, 5)),
    ],
)
def test_figure_stands_for_an_interval(
    cell: EarlierCell, zeros_shown: bool, stands_for: tuple[int, int | None]
) -> None:
    assert answer(zeros_shown=zeros_shown).interval(cell) == stands_for


def test_figures_of_other_years_are_left_out_and_the_rest_keep_what_they_tell() -> None:
    found = figures(
        EarlierCell("2019/20", "cce", {}, 40),
        EarlierCell(YEAR, "cce", {}, 12),
        EarlierCell(YEAR, "both", {"sex": "Female"}, None),
    )
    assert [(each.name, each.place, each.low, each.high) for each in found] == [
        (f"REF 7: {YEAR}, cce", (YEAR, "cce"), 12, 12),
        (f"REF 7: {YEAR}, both, Female", (YEAR, "both", "sex=Female"), 1, None),
    ]
    assert [each.selector.period for each in found] == [YEAR, YEAR]
    assert (found[0].selector.sex, found[0].selector.age_groups) == (None, None)
    assert (found[1].selector.sex, found[1].selector.all_of) == ("Female", frozenset({"cce", "cse"}))


def test_earlier_age_group_is_the_finest_groups_within_it() -> None:
    (figure,) = figures(EarlierCell(YEAR, "cce", {"age_group": EARLIER[1].label}, 6))
    assert figure.selector.age_groups == frozenset({INNER[1].label, INNER[2].label})
