"""Missing episodes that count only near a record of exploitation, against a count of days in plain Python."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.engine.workspace import Workspace
from foi_return.errors import FieldMapError
from tests.support.small_council import Record, SmallCouncil, count_council

FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)


@dataclass(frozen=True)
class Missing(SmallCouncil):
    """A council whose missing episodes, of which each means CCE, count only near a record of CSE."""

    episodes: Sequence[tuple[str, date]] = ()
    within: int = 30
    has_end: bool = True

    def field_map_tables(self) -> dict[str, Any]:
        tables = super().field_map_tables()
        tables["sources"]["missing"] = {}
        if not self.has_end:
            del tables["records"]["records"]["end"]
        tables["records"]["missing"] = {
            "source": "missing",
            "child": "Child",
            "start": "Went",
            "date_formats": ["yyyy-mm-dd"],
            "linked_to": {"records": "records", "within_days": self.within},
        }
        tables["categories"]["cce"]["rules"] = [{"records": "missing", "column": "Kind", "values": ["Missing"]}]
        return tables

    def write(self, folder: Path) -> dict[str, Path]:
        paths = super().write(folder)
        paths["missing"] = folder / "missing.csv"
        with paths["missing"].open("w", encoding="utf-8", newline="") as file:
            rows = [[child, "Missing", str(day)] for child, day in self.episodes]
            csv.writer(file).writerows([["Child", "Kind", "Went"], *rows])
        return paths


def is_near(council: Missing, child: str, day: date) -> bool:
    """Whether the child has a record of CSE on some day within so many days of this one."""
    for record in council.records:
        if record.child != child or record.code != "CSE":
            continue
        start = date.fromisoformat(record.start)
        if not council.has_end or record.end == "never":
            end = start
        else:
            end = max(start, date.fromisoformat(record.end)) if record.end else date(2099, 1, 1)
        # Counted on the fingers, one day after the other.
        if any(start <= day + timedelta(days=away) <= end for away in range(-council.within, council.within + 1)):
            return True
    return False


days = st.integers(-60, 420).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def councils(draw: st.DrawFn) -> Missing:
    children = st.sampled_from(["1", "2", "3"])
    records = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(days)
        length = draw(st.one_of(st.sampled_from(["", "never"]), st.integers(-3, 90)))
        end = length if isinstance(length, str) else str(start + timedelta(days=length))
        records.append(Record(draw(children), draw(st.sampled_from(["CSE", "CSE", "Neglect"])), str(start), end))
    episodes = draw(st.lists(st.tuples(children, days), max_size=5))
    within = draw(st.sampled_from([0, 1, 30, 365]))
    return Missing([], records, years=("2021/22",), episodes=episodes, within=within, has_end=draw(st.booleans()))


AT_THE_EDGE = [Record("1", "CSE", "2021-06-01", "2021-06-10")]


@settings(max_examples=40)
@given(council=councils())
@example(council=Missing([], AT_THE_EDGE, years=("2021/22",), episodes=[("1", date(2021, 7, 10))]))
@example(council=Missing([], AT_THE_EDGE, years=("2021/22",), episodes=[("1", date(2021, 7, 11))]))
@example(council=Missing([], AT_THE_EDGE, years=("2021/22",), episodes=[("1", date(2021, 5, 1))]))
def test_episode_counts_only_near_a_record_of_the_child(workspace: Workspace, council: Missing) -> None:
    with TemporaryDirectory() as folder:
        counted = count_council(council, Path(folder), workspace)
    assert counted.sql == counted.pandas
    expected = {child for child, day in council.episodes if FIRST <= day <= LAST and is_near(council, child, day)}
    assert counted.figure("q1", "2021/22", "Child criminal exploitation (CCE)") == len(expected)


@pytest.mark.parametrize(
    ("records", "words"),
    [("recods", "there are no records called"), ("missing", "cannot be linked to themselves")],
)
def test_link_that_cannot_be_meant_is_refused(records: str, words: str) -> None:
    tables = Missing([], []).field_map_tables()
    tables["records"]["missing"]["linked_to"]["records"] = records
    with pytest.raises(FieldMapError, match=words):
        bind_field_map(tables, load_request("core"), "map")
