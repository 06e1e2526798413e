"""Files of one year each list a child in every year: a doubt only where they contradict each other."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from foi_return.coverage import find_coverage
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import counting_query
from foi_return.engine.workspace import Workspace, open_workspace
from foi_return.terms.findings import FindingCode
from tests.support.small_council import Record, SmallCouncil, count_council

Rows = Sequence[Sequence[str]]
REPEATED, DISAGREE, KEYS = FindingCode.REPEATED_PEOPLE, FindingCode.CONFLICTING_PEOPLE, FindingCode.KEY_REPEATED
ROWS = FindingCode.ROW_REPEATED


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with open_workspace() as opened:
        yield opened


@dataclass(frozen=True)
class Stacked(SmallCouncil):
    """A council whose people, and the keys of whose records, stand in a file for each year."""

    people_files: Sequence[Rows] = ()
    keys: Sequence[Rows] = ()
    joins: Mapping[str, Any] = field(default_factory=dict)

    def field_map_tables(self) -> dict[str, Any]:
        tables = super().field_map_tables()
        if self.keys:
            tables["sources"]["keys"] = {}
            joins = [{"source": "keys", "where": {"Child": "Key"}}]
            tables["tables"] = {"joined": {"from": "records", "joins": joins}}
            tables["records"]["records"].update(source="joined", child="keys.Child")
        return tables

    def write(self, folder: Path) -> dict[str, Path]:
        paths = super().write(folder)
        for name, header, files in (
            ("people", ["Child", "Born", "Sex"], self.people_files),
            ("keys", ["Key", "Child", "Note"], self.keys),
        ):
            for number, rows in enumerate(files):
                with (folder / f"{name}-{number}.csv").open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows([header, *rows])
            if files:
                paths[name] = folder / f"{name}-*.csv"
        return paths


def doubts(council: Stacked, folder: Path, workspace: Workspace) -> dict[FindingCode, list[str]]:
    found = count_council(council, folder, workspace)
    assert found.sql == found.pandas
    coverage = find_coverage(found.inputs.request, found.inputs.field_map, None)
    query = counting_query(found.inputs.request, found.bound, coverage)
    findings = find_findings(FindingsContext(workspace, found.inputs.request, found.bound, query, found.raw))
    chosen = [each for each in findings if each.code in (REPEATED, DISAGREE, KEYS, ROWS)]
    return {each.code: [f"{row // 10**10}:{row % 10**10}" for row in each.rows] for each in chosen}


RECORDS = [Record("1", "CSE", "2021-05-01"), Record("2", "CCE", "2021-06-01")]
SAME = ["1", "2008-05-01", "F"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([[SAME], [SAME], [SAME]], {}),
        ([[SAME], [[" 1 ", "2008-05-01", "Female"]]], {}),
        ([[SAME], [["1", "", "U"]]], {}),
        ([[SAME, ["1", "2008-05-01", "F"]], [SAME]], {REPEATED: ["0:2", "0:3"]}),
        ([[SAME], [["2", "2009-01-01", "M"], SAME, ["1", "", ""]]], {REPEATED: ["1:3", "1:4"]}),
        ([[SAME], [["1", "2008-05-02", "F"]]], {DISAGREE: ["0:2", "1:2"]}),
        ([[SAME], [["1", "2008-05-01", "M"]], [SAME]], {DISAGREE: ["0:2", "1:2", "2:2"]}),
        ([[["9", "", ""], ["9", "", ""]], [SAME]], {}),
    ],
)
def test_person_in_several_files_is_a_doubt_only_if_they_differ(
    files: Sequence[Rows], expected: dict[FindingCode, list[str]], tmp_path: Path, workspace: Workspace
) -> None:
    council = Stacked([], RECORDS, years=("2021/22",), people_files=files)
    assert doubts(council, tmp_path, workspace) == expected


def test_person_twice_in_the_only_file_is_told(tmp_path: Path, workspace: Workspace) -> None:
    council = Stacked([], RECORDS, years=("2021/22",), people_files=[[SAME, SAME]])
    assert doubts(council, tmp_path, workspace) == {REPEATED: ["0:2", "0:3"]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([[["1", "A", "x"]], [["1", " A", "y"]]], {}),
        ([[["1", "A", "x"], ["1", "A", "x"]], [["1", "A", "x"]]], {ROWS: ["0:3"]}),
        ([[["1", "A", "x"], ["1", "B", "x"]], [["1", "A", "x"]]], {KEYS: ["0:3"]}),
        ([[["1", "A", "x"]], [["1", "A", "x"], ["1", " A", "x"]]], {ROWS: ["1:3"]}),
        ([[["1", "A", "x"]], [["1", "A", "x"], ["2", "B", ""], ["1", "A", "x"]]], {ROWS: ["1:4"]}),
        ([[["1", "A", "x"]], [["1", "B", "x"]], [["1", "A", "x"]]], {KEYS: ["1:2"]}),
        ([[["1", "A", "x"]], [["1", "", "x"]]], {KEYS: ["1:2"]}),
    ],
)
def test_key_in_several_files_is_a_doubt_only_if_what_is_joined_differs(
    files: Sequence[Rows], expected: dict[FindingCode, list[str]], tmp_path: Path, workspace: Workspace
) -> None:
    council = Stacked([], RECORDS, years=("2021/22",), keys=files)
    assert doubts(council, tmp_path, workspace) == expected
