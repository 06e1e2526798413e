"""The officer's comparison: each figure beside the latest earlier one at its place, and why the two differ."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from foi_return.outputs.comparison import COMPARISON_NAME, compare_releases, write_comparison

YEAR = "2021/22"


def cell(value: int | str, category: str = "cce", **breakdown: str) -> dict[str, Any]:
    figure = {"value": value} if isinstance(value, int) else {"shorthand": value}
    return {"period": YEAR, "unit": "children", "category": category, "breakdown": breakdown, **figure}


def record(*cells: dict[str, Any], reference: str = "OLD", **changes: Any) -> dict[str, Any]:
    usual = {
        "reference": reference,
        "policy": {"threshold": 5, "zeros_shown": True, "mark": "c"},
        "counting_rules": {"placed_by": "starts in year", "sentences": []},
        "field_map": {"fingerprint": "1", "recording": "2"},
        "cells": list(cells),
    }
    return {**usual, **changes}


def test_same_figures_need_no_reason_and_new_places_are_left_out() -> None:
    now = record(cell(12), cell("c", sex="Female"), cell(3, "cse"), reference="NEW")
    found = compare_releases(now, [record(cell(12), cell("c", sex="Female"))], frozenset())
    assert [(each.breakdown, each.then, each.now, each.why) for each in found] == [
        ("", "12", "12", ""),
        ("Female", "[c]", "[c]", ""),
    ]


@pytest.mark.parametrize(
    ("then", "now", "changes", "revised", "why"),
    [
        (12, 13, {}, True, "the data were revised"),
        (12, "c", {}, False, "hidden now, because with other answers it would give a small number away"),
        ("c", 12, {}, False, "shown now, because nothing needs it to be hidden any more"),
        (7, "c", {"policy": {"threshold": 10}}, False, "the policy on small numbers changed"),
        (12, 15, {"counting_rules": {"placed_by": "open in year"}}, False, "the counting rules changed"),
        (12, 15, {"field_map": {"fingerprint": "1", "recording": "9"}}, True,
         "the field map changed; the data were revised"),
        (12, "x", {}, False, "one of the two has no figure: the extract or the field map covers other days"),
    ],
)  # fmt: skip
def test_difference_is_explained(then: Any, now: Any, changes: dict[str, Any], revised: bool, why: str) -> None:
    places = frozenset({(YEAR, "cce")} if revised else ())
    (found,) = compare_releases(record(cell(now), reference="NEW", **changes), [record(cell(then))], places)
    assert found.why == why


def test_latest_earlier_answer_is_compared_with() -> None:
    earlier = [record(cell(11), reference="A"), record(cell(12), reference="B"), record(cell(9, "cse"), reference="C")]
    (found,) = compare_releases(record(cell(12), reference="NEW"), earlier, frozenset())
    assert (found.earlier, found.then) == ("B", "12")


def test_file_is_a_table_that_runs_no_formula(tmp_path: Path) -> None:
    write_comparison((), tmp_path)
    assert not list(tmp_path.iterdir())
    write_comparison(compare_releases(record(cell(12)), [record(cell(12), reference="=1+1")], frozenset()), tmp_path)
    with (tmp_path / COMPARISON_NAME).open(encoding="utf-8-sig", newline="") as file:
        heading, row = csv.reader(file)
    assert heading[3:] == ["Earlier answer", "Then", "Now", "Why it differs"]
    assert row == [YEAR, "cce", "", "'=1+1", "12", "12", ""]
