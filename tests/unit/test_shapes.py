"""Every shape of extract: joined files, packed cells, conditions, phrases, categories that cannot be split."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.coverage import find_coverage
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import counting_query
from foi_return.engine.workspace import Workspace, open_workspace
from foi_return.errors import FieldMapError
from foi_return.terms.findings import Finding, FindingCode
from tests.support.small_council import Counted, SmallCouncil, count_council

SHAPE_CODES = (
    FindingCode.KEY_UNMATCHED,
    FindingCode.KEY_REPEATED,
    FindingCode.ROW_REPEATED,
    FindingCode.CELL_NOT_JSON,
    FindingCode.CONDITION_NOT_REVIEWED,
)
YEAR = "2021/22"
CSE, CCE = "Child sexual exploitation (CSE)", "Child criminal exploitation (CCE)"
PEOPLE = [["Child", "Born", "Sex"], *([str(n), "2008-05-01", "F"] for n in range(1, 7))]
Rows = Sequence[Sequence[str]]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with open_workspace() as opened:
        yield opened


@dataclass(frozen=True)
class Shaped(SmallCouncil):
    """A council whose files and map are given whole."""

    files: Mapping[str, Rows] = field(default_factory=dict)
    change: Callable[[dict[str, Any]], None] = lambda _tables: None

    def field_map_tables(self) -> dict[str, Any]:
        tables = super().field_map_tables()
        tables["sources"] = {name: {} for name in self.files}
        records = tables["records"]["records"]
        for key in ("end", "risk_level", "identified_as"):
            del records[key]
        records["not_counted"] = {}
        for key in [*tables["contexts"], "gang", "ocg", "county_lines"]:
            group = "contexts" if key in tables["contexts"] else "categories"
            tables[group][key] = {"held": False, "reason": "Not recorded."}
        self.change(tables)
        return tables

    def write(self, folder: Path) -> dict[str, Path]:
        paths = {}
        for name, rows in self.files.items():
            paths[name] = folder / f"{name}.csv"
            with paths[name].open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        return paths


def shaped(files: Mapping[str, Rows], change: Callable[[dict[str, Any]], None]) -> Shaped:
    return Shaped([], [], years=(YEAR,), files={"people": PEOPLE, **files}, change=change)


def counted(council: Shaped, workspace: Workspace, folder: Path) -> tuple[Counted, tuple[Finding, ...]]:
    found = count_council(council, folder, workspace)
    assert found.sql == found.pandas
    inputs = found.inputs
    coverage = find_coverage(inputs.request, inputs.field_map, inputs.extracted_on)
    query = counting_query(inputs.request, found.bound, coverage)
    return found, find_findings(FindingsContext(workspace, inputs.request, found.bound, query, found.raw))


def rules(tables: dict[str, Any], column: str, **values: list[str]) -> None:
    """What means CSE and CCE, in one column."""
    for key, wanted in values.items():
        tables["categories"][key] = {"rules": [{"records": "records", "column": column, "values": wanted}]}


# --- Joins and packed cells ------------------------------------------------------------------


def factors(tables: dict[str, Any], packing: str, **more: Any) -> None:
    """Factors without child or date, joined to assessments, as the standard safeguarding data set has them."""
    tables["tables"] = {
        "assessed": {
            "from": "factors",
            "joins": [{"source": "assessments", "where": {"cinf_assessment_id": "cina_assessment_id"}}],
            "unpack": {"column": "factors", "as": packing, "into": "Factor", **more},
        }
    }
    tables["records"]["records"].update(
        source="assessed", child="assessments.cina_person_id", start="assessments.cina_assessment_auth_date"
    )
    rules(tables, "Factor", cse=["11A"], cce=["24A"])
    tables["records"]["records"]["not_counted"] = {"Factor": ["1A", "2B"]}


ASSESSMENTS = [
    ["cina_assessment_id", "cina_person_id", "cina_assessment_auth_date"],
    ["A1", "1", "2021-05-01"],
    ["A2", "2", "2021-06-01"],
    ["A3", "3", "2019-06-01"],
    ["A4", "4", "2021-07-01"],
]


def factor_file(*cells: str) -> Rows:
    numbered = [[f"A{number}", cell] for number, cell in enumerate(cells, start=1)]
    return [["cinf_assessment_id", "factors"], *numbered]


@pytest.mark.parametrize(
    ("packing", "cells", "more"),
    [
        ("json list", ['["1A","11A"]', '["24A", "11A"]', '["11A"]', "[]"], {}),
        (
            "json object",
            [
                '{"11A":"Yes","24A":"No","1A":"Yes"}',
                '{"24A":true,"11A":"yes"}',
                '{"11A":"Yes"}',
                '{"11A":"No","24A":false}',
            ],
            {},
        ),
        ("delimited", ["1A; 11A", "24A;11A;", "11A", ""], {}),
        ("delimited", ["1A|11A", "24A|11A", "11A", "|"], {"delimiter": "|"}),
    ],
)
def test_packed_cells_joined_to_their_dates_are_counted(
    packing: str, cells: list[str], more: dict[str, Any], workspace: Workspace, tmp_path: Path
) -> None:
    council = shaped(
        {"factors": factor_file(*cells), "assessments": ASSESSMENTS}, lambda tables: factors(tables, packing, **more)
    )
    found, doubts = counted(council, workspace, tmp_path)
    assert [found.figure("q1", YEAR, row) for row in (CSE, CCE)] == [2, 1]
    assert doubts == ()


def test_malformed_cells_are_reported_by_row_and_the_rest_is_counted(workspace: Workspace, tmp_path: Path) -> None:
    cells = ['["11A"]', "['11A']", '{"11A":"Yes"}', "null", '["11A"']
    council = shaped(
        {"factors": factor_file(*cells), "assessments": ASSESSMENTS}, lambda tables: factors(tables, "json list")
    )
    found, doubts = counted(council, workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 1
    assert Finding(FindingCode.CELL_NOT_JSON, "assessed", 3, "factors", (3, 4, 6)) in doubts


def test_repeated_keys_multiply_nobody_and_lost_keys_are_reported(workspace: Workspace, tmp_path: Path) -> None:
    twice = [*ASSESSMENTS, ["A1", "5", "2021-08-01"]]
    cells = ['["11A"]'] * 5
    council = shaped(
        {"factors": factor_file(*cells), "assessments": twice}, lambda tables: factors(tables, "json list")
    )
    found, doubts = counted(council, workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 3, "A1 is the first child's alone, A5 is nobody's"
    assert Finding(FindingCode.KEY_REPEATED, "assessments", 1, "cina_assessment_id", (6,)) in doubts
    assert Finding(FindingCode.KEY_UNMATCHED, "assessed", 1, "cinf_assessment_id", (6,)) in doubts


def test_row_that_was_exported_twice_is_no_doubt_about_its_key(workspace: Workspace, tmp_path: Path) -> None:
    twice = [*ASSESSMENTS, ["A1", " 1", "2021-05-01"], ["A2", "5", "2021-06-01"], ["A2", "5", "2021-06-01"]]
    council = shaped(
        {"factors": factor_file(*['["11A"]'] * 4), "assessments": twice}, lambda tables: factors(tables, "json list")
    )
    _, doubts = counted(council, workspace, tmp_path)
    assert set(doubts) == {
        Finding(FindingCode.ROW_REPEATED, "assessments", 1, "", (6,)),
        # Both say of A2 what its first row does not say, though they are alike.
        Finding(FindingCode.KEY_REPEATED, "assessments", 2, "cina_assessment_id", (7, 8)),
    }


def test_every_row_of_a_key_is_joined_where_the_map_means_each(workspace: Workspace, tmp_path: Path) -> None:
    """Brothers and sisters who are assessed together have one assessment, whose factors are those of each of them."""

    def change(tables: dict[str, Any]) -> None:
        factors(tables, "json list")
        tables["tables"]["assessed"]["joins"][0]["each"] = True

    twice = [*ASSESSMENTS, ["A1", "5", "2021-08-01"]]
    council = shaped({"factors": factor_file(*['["11A"]'] * 5), "assessments": twice}, change)
    found, doubts = counted(council, workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 4, "A1 is the first child's and the fifth's"
    assert not [doubt for doubt in doubts if doubt.code is FindingCode.KEY_REPEATED]


def test_chain_of_two_joins_leads_from_answers_to_forms_to_children(workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        tables["tables"] = {
            "answers_dated": {
                "from": "answers",
                "joins": [
                    {"source": "forms", "where": {"FACT_FORM_ID": "FACT_FORM_ID"}},
                    {"source": "clients", "where": {"forms.DIM_PERSON_ID": "DIM_PERSON_ID"}},
                ],
            }
        }
        tables["records"]["records"].update(source="answers_dated", child="clients.LEGACY_ID", start="forms.COMPLETED")
        tables["records"]["records"]["only_if"] = {"column": "ANSWER", "values": ["Yes"]}
        rules(tables, "ANSWER_NO", cse=["11A"], cce=["24A"])

    files = {
        "answers": [
            ["FACT_FORM_ID", "ANSWER_NO", "ANSWER"],
            ["f1", "11A", "Yes"],
            ["f1", "24A", "No"],
            ["f2", "24A", "YES "],
        ],
        "forms": [
            ["FACT_FORM_ID", "DIM_PERSON_ID", "COMPLETED"],
            ["f1", "p1", "2021-05-01"],
            ["f2", "p2", "2021-05-01"],
        ],
        "clients": [["DIM_PERSON_ID", "LEGACY_ID"], ["p1", "1"], [" p2 ", "2"]],
    }
    found, doubts = counted(shaped(files, change), workspace, tmp_path)
    assert [found.figure("q1", YEAR, row) for row in (CSE, CCE)] == [1, 1]
    assert [doubt.code for doubt in doubts] == [FindingCode.CONDITION_NOT_REVIEWED], "'No' was named by nobody"


def test_rows_of_another_source_are_counted_each_once_and_a_number_decides(
    workspace: Workspace, tmp_path: Path
) -> None:
    """An incident counts if it states two people or names two; a person who was exported twice is one."""

    def change(tables: dict[str, Any]) -> None:
        count = {"source": "named", "where": {"No": "Incident"}, "distinct": "Person", "into": "People named"}
        tables["tables"] = {"counted": {"from": "incidents", "counts": [count]}}
        tables["records"]["records"].update(source="counted", child="Child", start="On")
        two = [{"column": "Stated", "at_least": 2}, {"column": "People named", "at_least": 2}]
        tables["records"]["records"]["only_if"] = {"any": two}
        rules(tables, "Kind", cse=["CSE"], cce=["CCE"])
        tables["categories"]["cse"] = {"rules": [{"records": "records", "every": True}]}

    files = {
        "incidents": [
            ["No", "Child", "On", "Kind", "Stated"],
            ["i1", "1", "2021-05-01", "CSE", "1"],
            ["i2", "2", "2021-05-01", "CCE", "2.0"],
            ["i3", "3", "2021-05-01", "CSE", "unknown"],
            ["i4", "4", "2021-05-01", "CSE", ""],
        ],
        "named": [["Incident", "Person"], ["i1", "a"], [" i1", "a "], ["i3", "b"], ["i3", "c"], ["i3", ""], ["", "d"]],
    }
    found, doubts = counted(shaped(files, change), workspace, tmp_path)
    assert [found.figure("q1", YEAR, row) for row in (CSE, CCE)] == [2, 1], "i2 states two, i3 names two"
    assert (FindingCode.CONDITION_NOT_REVIEWED, "Stated") in {(doubt.code, doubt.column) for doubt in doubts}


def test_packed_extract_is_counted_as_the_long_one(workspace: Workspace, tmp_path: Path) -> None:
    """Two ways to write down the same records: one row for each code, or one cell for each child and day."""
    codes = {
        ("1", "2021-05-01"): ["CSE", "CCE"],
        ("2", "2021-05-02"): ["CCE"],
        ("2", "2020-05-02"): ["CSE"],
        ("3", ""): ["CSE"],
    }
    long = [["Child", "Start", "Code"], *([*place, code] for place, listed in codes.items() for code in listed)]
    packed = [["Child", "Start", "Codes"], *([*place, json.dumps(listed)] for place, listed in codes.items())]

    def unpacked(tables: dict[str, Any]) -> None:
        tables["tables"] = {"codes": {"from": "file", "unpack": {"column": "Codes", "as": "json list", "into": "Code"}}}
        tables["records"]["records"]["source"] = "codes"
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    def plain(tables: dict[str, Any]) -> None:
        tables["records"]["records"]["source"] = "file"
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    one, _ = counted(shaped({"file": long}, plain), workspace, tmp_path)
    other, _ = counted(shaped({"file": packed}, unpacked), workspace, tmp_path)
    assert one.sql == other.sql
    assert one.sql


# --- Conditions ------------------------------------------------------------------------------

HAZARDS = [
    ["Child", "Start", "Code", "Status", "Authority", "Level"],
    ["1", "2021-05-01", "CSE", "Current", "Ours", "High"],
    ["2", "2021-05-01", "CSE", "Entered in error", "Ours", "High"],
    ["3", "2021-05-01", "CSE", "", "Theirs", "High"],
    ["4", "2021-05-01", "CSE", "Current", "Theirs", "Low"],
    ["5", "2021-05-01", "CSE", "current", " ours ", "Low"],
]


@pytest.mark.parametrize(
    ("only_if", "children"),
    [
        ({"column": "Status", "not_values": ["Entered in error"]}, 4),
        ({"column": "Status", "values": ["Current"]}, 3),
        ({"column": "Authority", "values": ["Ours"], "not_values": ["Theirs"]}, 3),
        (
            {
                "all": [
                    {"column": "Status", "not_values": ["Entered in error"]},
                    {"any": [{"column": "Authority", "values": ["Ours"]}, {"column": "Level", "values": ["High"]}]},
                ]
            },
            3,
        ),
        ({"any": [{"column": "Level", "values": ["Low"]}, {"column": "Status", "values": ["Entered in error"]}]}, 3),
        ({"column": "Level", "values": ["Severe"]}, 0),
    ],
)
def test_only_rows_that_hold_are_records(
    only_if: dict[str, Any], children: int, workspace: Workspace, tmp_path: Path
) -> None:
    def change(tables: dict[str, Any]) -> None:
        tables["records"]["records"].update(source="hazards", only_if=only_if)
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    found, _ = counted(shaped({"hazards": HAZARDS}, change), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == children


def test_column_of_ids_can_be_a_condition(workspace: Workspace, tmp_path: Path) -> None:
    """Databases write -1 where there is nothing to point at; the other values are far too many to be reviewed."""

    def change(tables: dict[str, Any]) -> None:
        only_if = {"column": "Form", "not_values": ["-1"]}
        tables["records"]["records"].update(source="answers", only_if=only_if)
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    answers = [["Child", "Start", "Form", "Code"], *(["1", "2021-05-01", str(n), "CSE"] for n in range(3000))]
    answers += [["2", "2021-05-01", " -1", "CSE"], ["3", "2021-05-01", "", "CSE"]]
    found, doubts = counted(shaped({"answers": answers}, change), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 2
    assert doubts == ()


def test_reviewed_values_of_a_condition_are_not_doubted(workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        only_if = {"column": "Status", "not_values": ["Entered in error"]}
        tables["records"]["records"].update(source="hazards", only_if=only_if, not_counted={"Status": ["Current"]})
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    _, doubts = counted(shaped({"hazards": HAZARDS}, change), workspace, tmp_path)
    assert doubts == ()


def test_values_of_rows_that_are_no_records_need_no_review(workspace: Workspace, tmp_path: Path) -> None:
    """A form's answers stand in one column, whatever was asked: the others are no codes, and may be free text."""

    def change(tables: dict[str, Any]) -> None:
        only_if = {"column": "Question", "values": ["Type"]}
        tables["records"]["records"].update(source="answers", only_if=only_if, not_counted={"Question": ["Notes"]})
        rules(tables, "Answer", cse=["CSE"], cce=["CCE"])

    answers = [
        ["Child", "Start", "Question", "Answer"],
        ["1", "2021-05-01", "Type", "CSE"],
        *(["2", "2021-05-01", "Notes", f"Secret {n}"] for n in range(3000)),
    ]
    found, doubts = counted(shaped({"answers": answers}, change), workspace, tmp_path)
    assert found.figure("q1", YEAR, CSE) == 1
    assert found.figure("q1", YEAR, CCE) == 0
    assert not found.bound.unreviewed_keys
    assert doubts == ()
    assert "Secret" not in repr((found.bound, doubts))


def test_unknown_value_of_a_row_that_is_a_record_is_reported_and_no_other(workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        only_if = {"column": "Status", "not_values": ["Entered in error"]}
        tables["records"]["records"].update(source="hazards", only_if=only_if)
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    spoiled = [*HAZARDS, ["5", "2021-06-01", "Odd", "", "", ""], ["6", "2021-06-01", "Odd", "Entered in error", "", ""]]
    found, _ = counted(shaped({"hazards": spoiled}, change), workspace, tmp_path)
    assert found.bound.records[0].unreviewed == {"Code": {"Odd": 1}}


def test_rows_of_an_unknown_value_are_those_that_one_of_several_conditions_lets_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    def change(tables: dict[str, Any]) -> None:
        any_of = [{"column": "Level", "values": ["High"]}, {"column": "Status", "values": ["Current"]}]
        reviewed = {"Level": ["Low"], "Status": ["Entered in error"]}
        tables["records"]["records"].update(source="hazards", only_if={"any": any_of}, not_counted=reviewed)
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])

    odd = ["6", "2021-06-01", "Odd", "Entered in error", "", "High"]
    _, doubts = counted(shaped({"hazards": [*HAZARDS, odd]}, change), workspace, tmp_path)
    unknown = [each.rows for each in doubts if each.code is FindingCode.VALUE_NOT_REVIEWED]
    assert unknown == [(7,)]


# --- Ids -------------------------------------------------------------------------------------


def test_padded_and_plain_ids_are_one_child_where_the_map_says_how_long_ids_are(
    workspace: Workspace, tmp_path: Path
) -> None:
    records = [
        ["Child", "Start", "Code"],
        ["1", "2021-05-01", "CSE"],
        ["0001", "2021-06-01", "CCE"],
        ["12345678", "2021-05-01", "CSE"],
    ]

    def change(tables: dict[str, Any], form: dict[str, Any] | None) -> None:
        tables["records"]["records"]["source"] = "hazards"
        rules(tables, "Code", cse=["CSE"], cce=["CCE"])
        if form:
            tables["child"]["id_form"] = form

    plain, _ = counted(shaped({"hazards": records}, lambda tables: change(tables, None)), workspace, tmp_path)
    padded, _ = counted(
        shaped({"hazards": records}, lambda tables: change(tables, {"width": 4, "fill": "0"})), workspace, tmp_path
    )
    assert (plain.figure("q1", YEAR, "Both CCE and CSE"), plain.figure("q1", YEAR, CSE)) == (0, 2)
    assert (padded.figure("q1", YEAR, "Both CCE and CSE"), padded.figure("q1", YEAR, CSE)) == (1, 2)


# --- Phrases ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Known to be used for COUNTY  lines activity.", True),
        ("county\nlines", True),
        ("(county lines)", True),
        ("countylines", False),
        ("the county linesman", False),
        ("County council lines", False),
        ("", False),
    ],
)
def test_phrase_is_found_as_whole_words(text: str, is_found: bool, workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        tables["records"]["records"]["source"] = "notes"
        rules(tables, "Type", cse=["CSE"])
        tables["categories"]["cce"] = {
            "rules": [{"records": "records", "column": "Text", "contains": ["county lines", "cuckoo (house)"]}]
        }

    rows = [
        ["Child", "Start", "Type", "Text"],
        ["1", "2021-05-01", "Note", text],
        ["2", "2021-05-01", "CSE", "x" * 5000],
    ]
    found, _ = counted(shaped({"notes": rows}, change), workspace, tmp_path)
    assert found.figure("q1", YEAR, CCE) == int(is_found)
    row = next(row for table in found.tables if table.definition.key == "q1" for row in table.rows if row.label == CCE)
    assert any("words in free text" in caution for caution in row.cautions)


def test_free_text_is_never_listed_however_many_values_it_has(workspace: Workspace, tmp_path: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        tables["records"]["records"]["source"] = "notes"
        rules(tables, "Type", cse=["CSE"])
        tables["categories"]["cce"] = {"rules": [{"records": "records", "column": "Text", "contains": ["runner"]}]}

    rows = [["Child", "Start", "Type", "Text"], *(["1", "2021-05-01", "", f"Secret {n}"] for n in range(3000))]
    found, doubts = counted(shaped({"notes": rows}, change), workspace, tmp_path)
    assert found.figure("q1", YEAR, CCE) == 0
    assert "Secret" not in repr((found.bound, doubts))


# --- Combined categories ---------------------------------------------------------------------


def test_value_that_cannot_be_split_is_shown_under_its_own_name_and_nowhere_else(
    workspace: Workspace, tmp_path: Path
) -> None:
    name = "CCE, CSE or gang affiliation"

    def change(tables: dict[str, Any]) -> None:
        tables["records"]["records"]["source"] = "notes"
        for key in ("cce", "cse", "gang"):
            del tables["categories"][key]
        combined_rules = [{"records": "records", "column": "Note", "values": [name]}]
        tables["combined"] = {"any": {"label": name, "stands_for": ["cce", "cse", "gang"], "rules": combined_rules}}

    rows = [["Child", "Start", "Note"], ["1", "2021-05-01", name], ["2", "2021-06-01", name]]
    found, _ = counted(shaped({"notes": rows}, change), workspace, tmp_path)
    assert [found.figure("q1", YEAR, row) for row in (name, CSE, "Both CCE and CSE")] == [2, "[x]", "[x]"]
    mapping = found.inputs.field_map.mappings["cse"]
    assert mapping.reason == f"Recorded only as '{name}', which cannot be split; counted in the row of that name."


# --- What contradicts itself -----------------------------------------------------------------


A_RULE = {"records": "records", "column": "C", "values": ["v"]}
PEOPLE_TWICE = {"from": "people", "joins": [{"source": "people", "where": {"a": "b"}}]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tables": {"t": {"from": "nobody"}}}, "there is no source called 'nobody'"),
        ({"tables": {"people": {"from": "people"}}}, "a source has the same name"),
        ({"tables": {"t": {"from": "people"}}}, "nothing reads this table"),
        (
            {"tables": {"t": {"from": "people", "joins": [{"source": "people", "where": {"a": "b"}}]}}},
            "part of the table",
        ),
        ({"tables": {"t": {"from": "people", "joins": [{"source": "notes", "where": {"x.a": "b"}}]}}}, "notes"),
        (
            {"tables": {"t": {"from": "people", "unpack": {"column": "A", "as": "delimited", "into": "a"}}}},
            "has the name of the packed one",
        ),
        (
            {
                "combined": {
                    "x": {
                        "label": "L",
                        "stands_for": ["cce", "spies"],
                        "rules": [A_RULE],
                    }
                }
            },
            "'spies' is no category",
        ),
        (
            {
                "combined": {
                    "x": {
                        "label": "L",
                        "stands_for": ["cce", "cse"],
                        "rules": [A_RULE],
                    }
                }
            },
            "a table of its own",
        ),
        (
            {"tables": {"t": {"from": "people", "counts": [{"source": "x", "where": {"Child": "C"}, "into": "n"}]}}},
            "no source called 'x'",
        ),
        (
            {"tables": {"t": {"from": "people", "counts": [{"source": "records", "where": {"": "C"}, "into": "n"}]}}},
            "a column has no name",
        ),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], words: str) -> None:
    tables = SmallCouncil([], []).field_map_tables()
    tables.update(change)
    with pytest.raises(FieldMapError) as raised:
        bind_field_map(tables, load_request("core"), "map")
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("only_if", "words"),
    [
        ({}, "it says nothing"),
        ({"column": "Code"}, "it names no value"),
        ({"column": "Code", "values": ["A"], "not_values": [" a"]}, "both asked for and ruled out"),
        ({"column": "Code", "values": [" "]}, "a value is blank"),
        ({"column": "Code", "at_least": -1}, "greater than or equal to 0"),
    ],
)
def test_conditions_that_cannot_be_meant_are_named(only_if: dict[str, Any], words: str) -> None:
    tables = SmallCouncil([], []).field_map_tables()
    tables["records"]["records"]["only_if"] = only_if
    with pytest.raises(FieldMapError, match=words):
        bind_field_map(tables, load_request("core"), "map")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "neither values nor phrases"),
        ({"values": ["A"], "contains": ["abc"]}, "both values and phrases"),
        ({"contains": ["a"]}, "too short"),
        ({"every": True}, "a column is named as well"),
    ],
)
def test_rules_that_cannot_be_meant_are_named(rule: dict[str, Any], words: str) -> None:
    tables = SmallCouncil([], []).field_map_tables()
    tables["categories"]["cse"] = {"rules": [{"records": "records", "column": "Code", **rule}]}
    with pytest.raises(FieldMapError, match=words):
        bind_field_map(tables, load_request("core"), "map")


def test_map_that_uses_none_of_this_keeps_its_fingerprint() -> None:
    request = load_request("core")
    plain = SmallCouncil([], []).field_map_tables()
    del plain["records"]["records"]["risk_level"]["ordered"]
    before = bind_field_map(plain, request, "map").fingerprint
    plain["tables"] = {}
    plain["combined"] = {}
    assert bind_field_map(plain, request, "map").fingerprint == before == "1dac05644f4eaf99"
    plain["records"]["records"]["only_if"] = {"column": "Code", "not_values": ["Test"]}
    assert bind_field_map(plain, request, "map").fingerprint != before
