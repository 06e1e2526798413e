"""Risk levels in order: a map may name only the lowest level that counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.engine.workspace import open_workspace
from foi_return.errors import FieldMapError
from foi_return.terms.field_map import FieldMap
from tests.support.small_council import Person, Record, SmallCouncil, count_council

CORE = load_request("core")


def bound(lowest: str = "Medium", change: dict[str, Any] | None = None, **risk: Any) -> FieldMap:
    tables = SmallCouncil([], []).field_map_tables()
    tables["records"]["records"]["risk_level"].update({"ordered": True, **risk})
    tables["counting"] = {"risk_at_least": lowest, **(change or {})}
    return bind_field_map(tables, CORE, "map")


def test_levels_from_the_lowest_up_count() -> None:
    assert bound("Medium").counting.risk_levels == ("Medium", "High")
    assert bound("High").counting.risk_levels == ("High",)


def test_children_below_the_level_or_without_one_are_not_counted(tmp_path: Path) -> None:
    levels = ["Low", "Medium", "High", ""]
    people = [Person(str(number), "2010-01-01") for number in range(len(levels))]
    records = [Record(str(number), "CSE", "2021-05-01", risk=level) for number, level in enumerate(levels)]

    class Scaled(SmallCouncil):
        def field_map_tables(self) -> dict[str, Any]:
            tables = super().field_map_tables()
            tables["records"]["records"]["risk_level"]["ordered"] = True
            return tables

    with open_workspace() as workspace:
        counted = count_council(Scaled(people, records, {"risk_at_least": "Medium"}), tmp_path, workspace)
    assert counted.sql == counted.pandas
    assert counted.figure("q1", "2021/22", "Child sexual exploitation (CSE)") == 2


def test_order_is_part_of_the_meaning() -> None:
    other = {"High": ["High"], "Medium": ["Medium"], "Low": ["Low"]}
    assert bound("High").fingerprint != bound("High", values=other).fingerprint
    assert bound("Medium", values=other).counting.risk_levels == ("Medium", "Low")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"lowest": "Grave"}, "have no risk level 'Grave'"),
        ({"ordered": False}, "have no order"),
        ({"change": {"risk_levels": ["High"]}}, "names the levels that count as well"),
    ],
)
def test_scale_that_cannot_be_meant_is_refused(made: dict[str, Any], words: str) -> None:
    with pytest.raises(FieldMapError, match=words):
        bound(**made)
