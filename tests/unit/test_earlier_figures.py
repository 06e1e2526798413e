"""What a reader takes from an earlier answer: each of its figures as a sum of the present inner cells."""

from __future__ import annotations

from typing import Any

import pytest

from foi_return.config.earlier import _Cell, _interval, _Policy
from foi_return.disclosure.earlier import EarlierAnswer, EarlierCell, earlier_figures
from foi_return.disclosure.system import EarlierFigure
from foi_return.periods import parse_age_bands
from tests.support.small_council import SmallCouncil

YEAR = "2021/22"
EARLIER, NOW = parse_age_bands(("under 12", "12 to 15", "16+")), parse_age_bands(("under 14", "14+"))
INNER = parse_age_bands(("under 12", "12 to 13", "14 to 15", "16+"))


def answer(*cells: EarlierCell) -> EarlierAnswer:
    return EarlierAnswer("REF 7", EARLIER, cells)


def figures(*cells: EarlierCell) -> list[EarlierFigure]:
    asked = SmallCouncil((), (), years=(YEAR,), age_bands=tuple(band.label for band in NOW)).inputs()
    return list(earlier_figures(answer(*cells), asked.request, lambda _: 0, INNER))


def stated(cell: dict[str, Any], **policy: Any) -> tuple[int, int | None]:
    """What a cell of a release record stands for under a policy."""
    record = {"threshold": 5, "zeros_shown": True, **policy}
    place = {"table": "q1", "period": YEAR, "category": "cce", "breakdown": {}}
    return _interval(_Cell.model_validate({**place, **cell}), _Policy.model_validate(record))


ROUNDED = {"rounded_to": 5, "rounded_from": [2, 1], "rounded_least": 3}


@pytest.mark.parametrize(
    ("cell", "policy", "stands_for"),
    [
        ({"value": 12}, {}, (12, 12)),
        ({"shorthand": "c"}, {}, (1, None)),
        ({"shorthand": "c"}, {"zeros_shown": False}, (0, None)),
        ({"value": 10}, ROUNDED, (8, 11)),
        ({"value": 5}, ROUNDED, (3, 6)),
        ({"value": 12}, ROUNDED, (12, 12)),
        ({"value": 0}, ROUNDED, (0, 0)),
        ({"shorthand": "low"}, {**ROUNDED, "rounded_least": 1}, (1, 1)),
        ({"shorthand": "band"}, {"small_shown_as": "1 to 4"}, (1, 4)),
        ({"shorthand": "c"}, {"small_shown_as": "1 to 4"}, (5, None)),
    ],
)
def test_figure_stands_for_an_interval(
    cell: dict[str, Any], policy: dict[str, Any], stands_for: tuple[int, int | None]
) -> None:
    assert stated(cell, **policy) == stands_for


def test_figures_of_other_years_are_left_out_and_the_rest_keep_what_they_tell() -> None:
    found = figures(
        EarlierCell("2019/20", "cce", {}, 40, 40),
        EarlierCell(YEAR, "cce", {}, 12, 12),
        EarlierCell(YEAR, "both", {"sex": "Female"}, 1, None),
    )
    assert [(each.name, each.place, each.low, each.high) for each in found] == [
        (f"REF 7: {YEAR}, cce", (YEAR, "cce"), 12, 12),
        (f"REF 7: {YEAR}, both, Female", (YEAR, "both", "sex=Female"), 1, None),
    ]
    assert [each.selector.period for each in found] == [YEAR, YEAR]
    assert (found[0].selector.sex, found[0].selector.age_groups) == (None, None)
    assert (found[1].selector.sex, found[1].selector.all_of) == ("Female", frozenset({"cce", "cse"}))


def test_earlier_age_group_is_the_finest_groups_within_it() -> None:
    (figure,) = figures(EarlierCell(YEAR, "cce", {"age_group": EARLIER[1].label}, 6, 6))
    assert figure.selector.age_groups == frozenset({INNER[1].label, INNER[2].label})
