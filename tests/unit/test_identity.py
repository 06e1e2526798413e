"""Ids that do not say who a child is: of another system, merged in a ring, damaged by a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.coverage import Recorded, find_coverage, source_coverage_sentences
from foi_return.engine.typed import type_records
from foi_return.engine.workspace import Workspace, open_workspace
from foi_return.errors import FieldMapError
from foi_return.sources.extract import read_extract
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.unit import Unit
from tests.unit.test_shapes import CSE, YEAR, Rows, counted, rules, shaped

CORE = load_request("core")
IDENTITY_CODES = (
    FindingCode.ID_NOT_IN_CROSSWALK,
    FindingCode.IDS_IN_RING,
    FindingCode.ID_DAMAGED,
    FindingCode.ID_ZEROS_LOST,
)
Change = Callable[[dict[str, Any]], None]
HEADER = ["Child", "Code", "Start"]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with open_workspace() as opened:
        yield opened


def rows_of(*children: str) -> Rows:
    return [HEADER, *([child, "CSE", "2021-05-01"] for child in children)]


def in_line(files: dict[str, Rows], change: Change, workspace: Workspace, folder: Path) -> list[Finding]:
    """What is found where the merged ids of `files` form no ring: without the row that closes it."""
    line = {**files, "ids": [row for row in files["ids"] if row != ["4", "6"]]}
    return list(counted(shaped(line, change), workspace, folder)[1])


def one_system(tables: dict[str, Any]) -> None:
    rules(tables, "Code", cse=["CSE"], cce=["CCE"])


def two_systems(tables: dict[str, Any], child_ids: str = "old") -> None:
    one_system(tables)
    tables["records"]["legacy"] = {**tables["records"]["records"], "source": "legacy", "child_ids": child_ids}
    tables["categories"]["cse"]["rules"].append({"records": "legacy", "column": "Code", "values": ["CSE"]})
    if "ids" in tables["sources"]:
        tables["crosswalks"] = {"old": {"source": "ids", "from": "Theirs", "to": "Ours"}}


def test_id_that_the_crosswalk_lacks_is_a_child_of_its_own_and_reported(workspace: Workspace, tmp_path: Path) -> None:
    files = {
        "records": rows_of("1", "2"),
        # Their 2 is our 1; their 1 is not known here, and must not be taken for our 1.
        "legacy": rows_of("2", "1", "", "NULL"),
        "ids": [["Theirs", "Ours"], ["2", "1"], ["2", "3"]],
    }
    found, findings = counted(shaped(files, two_systems), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 3
    told = {(each.code, each.source): each.rows for each in findings}
    assert told[FindingCode.ID_NOT_IN_CROSSWALK, "legacy"] == (3,)
    assert told[FindingCode.KEY_REPEATED, "ids"] == (3,)
    assert told[FindingCode.NO_CHILD_ID, "legacy"] == (4, 5)


def test_children_of_a_system_without_crosswalk_are_counted_apart_and_the_reader_is_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = {"records": rows_of("1"), "legacy": rows_of("1")}
    found, _ = counted(shaped(files, lambda tables: two_systems(tables, "unlinked")), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 2
    assert any("is counted twice in it" in sentence for sentence in source_coverage_sentences(found.inputs.field_map))


def test_ids_merged_in_a_ring_are_one_child(workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        one_system(tables)
        tables["crosswalks"] = {"gone": {"source": "ids", "from": "Gone", "to": "Kept"}}
        tables["child"]["merged"] = "gone"

    files = {
        "records": rows_of("4", "5", "6"),
        "ids": [["Gone", "Kept"], ["5", "4"], ["6", "5"], ["4", "6"], ["9", "5"]],
    }
    found, findings = counted(shaped(files, change), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 1
    told = {(each.code, each.source): each for each in findings}
    # The last row leads into the ring but is no part of it.
    assert told[FindingCode.IDS_IN_RING, "ids"].rows == (2, 3, 4)
    assert not any(each.code is FindingCode.IDS_IN_RING for each in in_line(files, change, workspace, tmp_path))


def test_crosswalk_without_a_row_leaves_every_id_unknown_and_reported(workspace: Workspace, tmp_path: Path) -> None:
    files = {"records": rows_of("1"), "legacy": rows_of("1", "2"), "ids": [["Theirs", "Ours"]]}
    found, findings = counted(shaped(files, two_systems), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 3
    told = {(each.code, each.source): each.rows for each in findings}
    assert told[FindingCode.ID_NOT_IN_CROSSWALK, "legacy"] == (2, 3)


def test_ids_that_a_spreadsheet_damaged_in_a_crosswalk_are_reported(workspace: Workspace, tmp_path: Path) -> None:
    files = {
        "records": rows_of("1"),
        "legacy": rows_of("123000000000"),
        "ids": [["Theirs", "Ours"], ["1.23E+11", "1"], ["5", "2"], ["6", "3.0"]],
    }
    _, findings = counted(shaped(files, two_systems), workspace, tmp_path)
    told = {(each.code, each.source, each.column): each.rows for each in findings}
    assert told[FindingCode.ID_DAMAGED, "ids", "Theirs"] == (2,)
    assert told[FindingCode.ID_DAMAGED, "ids", "Ours"] == (4,)


def test_ids_that_a_spreadsheet_damaged_are_reported_by_row(workspace: Workspace, tmp_path: Path) -> None:
    children = ("1", "1.0", "1.23E+11", "12345678901234500000", "1234567890123456", "E12", "12.5", "003", "7")
    found, findings = counted(shaped({"records": rows_of(*children)}, one_system), workspace, tmp_path)
    told = {each.code: each.rows for each in findings if each.source == "records"}
    assert told[FindingCode.ID_DAMAGED] == (3, 4, 5)
    assert told[FindingCode.ID_ZEROS_LOST] == (9,)
    assert found.figure("q1", YEAR, CSE) == len(children)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"child_ids": "olt"}, "there is no crosswalk called 'olt'"),
        ({"merged": "gone"}, "there is no crosswalk called 'gone'"),
        ({"merged": "old"}, "these are the merged ids"),
        ({"crosswalk": {"source": "nowhere", "from": "a", "to": "b"}}, "there is no source called 'nowhere'"),
        ({"crosswalk": {"source": "ids", "from": "a", "to": "A "}}, "from and to are one column"),
        ({"child_ids": ""}, "nothing reads it"),
        ({"source": "records"}, "read in another way elsewhere"),
    ],
)
def test_ids_that_cannot_be_meant_are_refused(change: dict[str, Any], words: str) -> None:
    council = shaped({"records": [], "legacy": [], "ids": []}, two_systems)
    tables = council.field_map_tables()
    for key in ("child_ids", "source"):
        if key in change:
            tables["records"]["legacy"][key] = change[key]
    if "merged" in change:
        tables["child"]["merged"] = change["merged"]
    if "crosswalk" in change:
        tables["crosswalks"]["old"] = change["crosswalk"]
    with pytest.raises(FieldMapError, match=words):
        bind_field_map(tables, CORE, "map")


def test_part_of_an_id_that_is_a_childs_elsewhere_is_merged_and_filled_up_as_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A person on a day is one meeting, under whichever of their ids it was entered; the other column stays."""

    def change(tables: dict[str, Any]) -> None:
        one_system(tables)
        tables["child"].update(id_form={"width": 3}, merged="gone")
        tables["crosswalks"] = {"gone": {"source": "ids", "from": "Gone", "to": "Left"}}
        tables["records"]["meetings"] = {
            **{key: value for key, value in tables["records"]["records"].items() if key != "child"},
            "id": ["Child", "Start"],
            "unit": "meetings",
        }

    files = {
        "records": [HEADER, *([child, "CSE", "2021-05-01"] for child in ("1", "001", "7", "2", "2"))],
        "ids": [["Gone", "Left"], ["7", "1"]],
    }
    council = shaped(files, change)
    request = replace(CORE, units={"meetings": Unit("meetings", "meeting")})
    field_map = bind_field_map(council.field_map_tables(), request, "map")
    raw = read_extract(workspace, field_map, council.write(tmp_path), lambda _: None)
    meetings = type_records(workspace, raw["records"], field_map.records["meetings"], [], [("", ())])
    found = workspace.duckdb.execute(f"SELECT child_id FROM {meetings.table} ORDER BY row_no").fetchall()
    assert [child.strip().split("|") for (child,) in found] == [
        *(["001", "2021-05-01"] for _ in range(3)),
        *(["002", "2021-05-01"] for _ in range(2)),
    ]


def test_child_on_both_sides_of_a_cut_over_counts_once_in_that_year(workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        two_systems(tables)
        tables["records"]["legacy"]["covers"] = {"to": date(2021, 12, 4)}
        tables["records"]["records"]["covers"] = {"from": date(2021, 12, 5)}

    files = {
        "records": [HEADER, ["1", "CSE", "2021-12-05"], ["2", "CSE", "2022-01-10"]],
        "legacy": [HEADER, ["L7", "CSE", "2021-12-04"], ["L8", "CSE", "2021-06-01"]],
        "ids": [["Theirs", "Ours"], ["L7", "1"], ["L8", "3"]],
    }
    council = shaped(files, change)
    found, _ = counted(council, workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 3
    inputs = found.inputs
    period = next(period for period in inputs.request.periods if period.label == YEAR)
    # Each system covers a part of the year; between them they cover it all.
    assert find_coverage(inputs.request, inputs.field_map, inputs.extracted_on).of("cse", period) == Recorded()
