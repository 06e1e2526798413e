"""Breakdowns of a request's own: rows as recorded or as asked for, times between two dates, parts of a period."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.attack import attack_files
from foi_return.config.request import load_request
from foi_return.disclosure.problem import Role
from foi_return.engine.workspace import Workspace
from foi_return.errors import FieldMapError, RequestError
from foi_return.inner_cells import CellIndex, InnerCell, Selector
from foi_return.outputs.release import release_record
from foi_return.pipeline import prepare_return
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.request import NOT_KNOWN
from foi_return.years_between import parse_years_between
from tests.support.doubts import count_and_doubt
from tests.support.small_council import count_council
from tests.support.small_force import REQUEST, Crime, SmallForce, write_record

CLASS_CODES = {
    FindingCode.CLASS_NOT_MAPPED,
    FindingCode.CLASSES_DIFFER,
    FindingCode.OUTSIDE_COVERS,
    FindingCode.NOT_WITHIN,
    FindingCode.ROW_REPEATED,
    FindingCode.NO_ID,
}
IN_2020 = "2020-05-01"
BY_AGE = 'key = "age"\nquestion = "1"\ntitle = "Age"\ncategories = ["cse"]\nbreakdown = "age_group"\n[[tables]]\n'


def force(tmp_path: Path, *crimes: Crime, **changes: Any) -> SmallForce:
    return SmallForce(crimes=crimes, folder=tmp_path, **changes)


def test_crime_of_several_rows_falls_where_all_of_them_do_that_say_anything(
    workspace: Workspace, tmp_path: Path
) -> None:
    crimes = [
        *(Crime("1", IN_2020, outcome=outcome) for outcome in ("Charged", "", "charged ")),
        *(Crime("2", IN_2020, outcome=outcome) for outcome in ("Charged", "No suspect")),
    ]
    counted, found = count_and_doubt(force(tmp_path, *crimes), tmp_path, workspace)
    figures = {row: counted.figure("cse-outcome", "2020/21", row) for row in ("Charged", "No suspect", "Not known")}
    assert figures == {"Charged": 1, "No suspect": 0, "Not known": 1}
    assert counted.figure("cse-outcome", "2020/21", "Recorded") == 1
    assert found[:-1] == (Finding(FindingCode.CLASSES_DIFFER, "crimes", 2, "Outcome", (5, 6)),)


def test_crime_that_was_exported_twice_is_counted_once_and_told_as_that(workspace: Workspace, tmp_path: Path) -> None:
    same = Crime("1", IN_2020, happened="2020-01-01")
    other_crime = replace(same, crime="2")
    unlike = replace(same, outcome="No suspect")
    no_id, no_day = Crime("", IN_2020), Crime("3", "")
    crimes = [same, same, other_crime, same, unlike, no_id, no_id, no_day, no_day, replace(same, flag="None")]
    counted, found = count_and_doubt(force(tmp_path, *crimes), tmp_path, workspace)
    assert counted.figure("cse-outcome", "2020/21", "Total") == 2
    told = {finding.code: finding.rows for finding in found}
    assert told[FindingCode.ROW_REPEATED] == (3, 5)
    assert told[FindingCode.NO_ID] == (7, 8)
    assert told[FindingCode.CLASSES_DIFFER] == (2, 3, 5, 6), "its outcomes differ all the same"


def test_value_that_the_map_does_not_list_is_not_known_and_reported(workspace: Workspace, tmp_path: Path) -> None:
    crimes = [Crime("1", IN_2020, offence="Piracy"), Crime("2", IN_2020, offence="rape")]
    counted, found = count_and_doubt(force(tmp_path, *crimes), tmp_path, workspace)
    assert [counted.figure("cse-offence", "2020/21", row) for row in ("Rape", "Not known")] == [1, 1]
    assert found[:-1] == (Finding(FindingCode.CLASS_NOT_MAPPED, "crimes", 1, "Offence", (2,)),)


def test_row_as_recorded_that_nobody_is_in_is_left_out_and_one_asked_for_stands(
    workspace: Workspace, tmp_path: Path
) -> None:
    counted = count_council(force(tmp_path, Crime("1", IN_2020)), tmp_path, workspace)
    rows = {table.definition.key: [row.label for row in table.rows] for table in counted.tables}
    assert rows["cse-offence"] == ["Rape", "Total"]
    assert rows["cse-outcome"] == ["Charged", "No suspect", "Resolved", "Recorded", "Not known", "Total"]
    left_out = {table.definition.key: [row.label for row in table.left_out] for table in counted.tables}
    assert left_out["cse-offence"] == ["Assault", "Grooming", "Not known"]


def test_offences_may_be_brought_together_under_one_label(workspace: Workspace, tmp_path: Path) -> None:
    grouped = {"Rape": ["Rape"], "Other offences": ["Assault", "Grooming"]}
    crimes = [Crime("1", IN_2020, offence="Assault"), Crime("2", IN_2020, offence="Grooming")]
    counted = count_council(force(tmp_path, *crimes, offences=grouped), tmp_path, workspace)
    assert counted.sql == counted.pandas
    assert counted.figure("cse-offence", "2020/21", "Other offences") == 2


@pytest.mark.parametrize(
    ("happened", "row"),
    [
        ("2020-05-01", "Recent"),
        ("2019-05-01", "Recent"),
        ("2019-04-30", "Non-recent"),
        ("1985-01-01", "Non-recent"),
        ("2020-05-02", "Not known"),
        ("", "Not known"),
    ],
)
def test_year_between_offence_and_report_is_over_on_the_day_after_the_anniversary(
    workspace: Workspace, tmp_path: Path, happened: str, row: str
) -> None:
    counted = count_council(force(tmp_path, Crime("1", IN_2020, happened=happened)), tmp_path, workspace)
    assert counted.sql == counted.pandas
    assert counted.figure("cse-recency", "2020/21", row) == 1


def test_quarter_without_records_is_no_zero_and_the_reader_knows_that_it_is_empty(
    workspace: Workspace, tmp_path: Path
) -> None:
    covers = {"from": date(2019, 12, 5), "to": date(2021, 11, 30)}
    crimes = [Crime("1", "2019-12-05"), Crime("2", "2019-12-04"), Crime("3", "2021-12-01")]
    counted, found = count_and_doubt(force(tmp_path, *crimes, covers=covers), tmp_path, workspace)
    quarters = ("April to June", "July to September", "October to December", "January to March")
    assert [counted.figure("cse-quarter", "2019/20", row) for row in quarters] == ["[x]", "[x]", 1, 0]
    assert counted.figure("cse-quarter", "2021/22", "January to March") == "[x]"
    table = next(table for table in counted.tables if table.definition.key == "cse-quarter")
    known = [(row.label, cell.selector.period, cell.figure) for row in table.left_out for cell in row.cells]
    assert ("April to June", "2019/20", 0) in known
    assert [finding for finding in found if finding.code is FindingCode.OUTSIDE_COVERS] == [
        Finding(FindingCode.OUTSIDE_COVERS, "crimes", 2, "Created", (3, 4))
    ]


def test_record_outside_the_category_that_it_lies_within_is_counted_and_reported(
    workspace: Workspace, tmp_path: Path
) -> None:
    definition = REQUEST.replace('exploitation"', 'exploitation"\nwithin = "csa"', 1)
    definition = definition.replace(
        "[breakdowns.offence]",
        '[categories.apart]\nlabel = "Apart"\nall_of = ["cse"]\nnone_of = ["csa"]\n[breakdowns.offence]',
        1,
    ).replace('["cse", "csa"]', '["cse", "csa", "apart"]', 1)
    path = tmp_path / "own.toml"
    path.write_text(definition, encoding="utf-8")

    class Apart(SmallForce):
        def definition(self) -> Any:
            return load_request(str(path))

        def field_map_tables(self) -> dict[str, Any]:
            tables = super().field_map_tables()
            tables["categories"]["csa"]["rules"][0]["values"] = ["CSA"]
            return tables

    crimes = [
        Crime("1", IN_2020, "CSE"),
        Crime("1", IN_2020, "CSA"),
        Crime("2", IN_2020, "CSE"),
        Crime("3", IN_2020, "CSA"),
    ]
    counted, found = count_and_doubt(Apart(crimes=crimes, folder=tmp_path), tmp_path, workspace)
    rows = ("Child sexual exploitation", "Child sexual abuse", "Apart")
    assert [counted.figure("all", "2020/21", row) for row in rows] == [2, 2, 1]
    assert found[:-1] == (Finding(FindingCode.NOT_WITHIN, "crimes", 1, "Flag", (4,)),)


def test_breakdown_that_is_not_held_has_a_reason_and_no_zeros(workspace: Workspace, tmp_path: Path) -> None:
    small = force(tmp_path, Crime("1", IN_2020), changes={"not_held": {"recency": {"reason": "No date of offence."}}})
    tables = small.field_map_tables()
    del tables["records"]["crimes"]["breakdowns"]["recency"]
    counted = count_council(force(tmp_path, Crime("1", IN_2020), changes=tables), tmp_path, workspace)
    assert [counted.figure("cse-recency", "2020/21", row) for row in ("Recent", "Non-recent", "Total")] == [
        "[x]",
        "[x]",
        1,
    ]


def test_offence_and_outcome_take_cells_beside_each_other_not_one_for_each_pair(
    workspace: Workspace, tmp_path: Path
) -> None:
    crimes = [Crime(str(number), IN_2020, offence="Rape" if number % 3 else "Assault") for number in range(20)]
    counted = count_council(force(tmp_path, *crimes), tmp_path, workspace)
    prepared = prepare_return(counted.inputs, counted.sql, frozenset())
    of_year = [cell for cell in prepared.problem.inner if cell.name[0] == "2020/21"]
    # csa, which holds cse: two combinations, each in total, by 4 offences, 4 outcomes, 3 times and 5 quarters, or less.
    assert len(of_year) <= 2 * (1 + 4 + 4 + 3 + 5)
    assert {cell.value for cell in prepared.problem.cells if cell.role is Role.PUBLISHED} >= {20, 13, 7}


def test_percentages_are_of_those_recorded(workspace: Workspace, tmp_path: Path) -> None:
    outcomes = ["Charged"] * 30 + ["No suspect"] * 10 + [""] * 10
    crimes = [Crime(str(number), IN_2020, outcome=outcome) for number, outcome in enumerate(outcomes)]
    counted = count_council(force(tmp_path, *crimes), tmp_path, workspace)
    prepared = prepare_return(counted.inputs, counted.sql, frozenset())
    table = next(table for table in prepared.answer.tables if table.key == "cse-outcome-percent")
    assert {row.label: row.cells[1].published for row in table.rows} == {
        "Charged": 75.0,
        "No suspect": 25.0,
        "Resolved": 0.0,
        "Recorded": 80.0,
        "Not known": 20.0,
        "Total": 100.0,
    }


def test_attack_reads_the_release_and_recovers_nothing_but_finds_a_shown_part(
    workspace: Workspace, tmp_path: Path
) -> None:
    outcomes = ["Charged"] * 30 + ["No suspect"] * 3 + [""] * 9
    crimes = [Crime(str(number), IN_2020, outcome=outcome) for number, outcome in enumerate(outcomes)]
    counted = count_council(force(tmp_path, *crimes), tmp_path, workspace)
    record = release_record(prepare_return(counted.inputs, counted.sql, frozenset()).answer)
    assert not attack_files([write_record(record, tmp_path / "safe.json")]).comes_out
    for cell in record["cells"]:
        if cell["table"] == "cse-outcome" and cell["period"] == "2020/21" and cell["label"] in ("Charged", "Recorded"):
            cell.pop("shorthand", None)
            cell["value"] = {"Charged": 30, "Recorded": 33}[cell["label"]]
    assert attack_files([write_record(record, tmp_path / "unsafe.json")]).comes_out


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: b.pop("offence"), "no records say where the breakdown 'offence' is"),
        (lambda b: b.update(weapon={"column": "X", "values": {"a": ["a"]}}), "no breakdown 'weapon'"),
        (lambda b: b.update(quarter={"column": "X", "values": {"a": ["a"]}}), "no breakdown 'quarter'"),
        (lambda b: b["offence"].update({"from": "Happened"}), "both a column and two dates"),
        (lambda b: b.update(offence={"from": "Happened", "to": "Created"}), "no times between two dates"),
        (lambda b: b.update(recency={"from": "Happened"}), "one of the two dates is missing"),
        (lambda b: b.update(offence={"values": {"a": ["a"]}}), "nothing says where it is"),
        (lambda b: b.update(offence={"column": "Offence"}), "it lists no values"),
        (lambda b: b["outcome"]["values"].update({"Cautioned": ["C"]}), "the request has no such row"),
        (lambda b: b["offence"]["values"].update({"Total": ["T"]}), "the program has a row of this name"),
        (lambda b: b["offence"]["values"].update({"Other": ["rape "]}), "listed under both Rape and Other"),
        (lambda b: b["offence"]["values"].update({"RAPE": ["R"]}), "differ in spelling alone"),
        (lambda b: b["offence"]["values"].update({"Other": [" "]}), "is blank"),
    ],
)
def test_map_that_contradicts_the_request_says_where(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], expected: str
) -> None:
    tables = force(tmp_path).field_map_tables()
    change(tables["records"]["crimes"]["breakdowns"])
    with pytest.raises(FieldMapError) as caught:
        force(tmp_path, changes=tables).inputs()
    assert expected in str(caught.value)
    assert "breakdown" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('rows = ["Charged"', 'part_of_period = "month"\nrows = ["Charged"', "in more than one way"),
        ('"No suspect", "Resolved"]', '"no suspect ", "No suspect"]', "comes twice"),
        ('"Resolved"]', '"Recorded"]', "a row of this name itself"),
        ('"over 1"', '"over one"', "says no range"),
        ('"over 1"', '"1 to 3"', "something in common"),
        ('breakdown = "quarter"', 'breakdown = "outcome"', "no table is broken down by it"),
        ('breakdown = "recency"', 'breakdown = "age"', "'age' is no breakdown"),
        ("[breakdowns.offence]", "[breakdowns.sex]", "something else has the same name"),
        ('key = "cse-quarter"', f'{BY_AGE}key = "cse-quarter"', "the request has a table by age_group"),
    ],
)
def test_definition_that_contradicts_itself_says_where(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(REQUEST.replace(old, new, 1), encoding="utf-8")

    class Changed(SmallForce):
        def definition(self) -> Any:
            return load_request(str(path))

    with pytest.raises((RequestError, FieldMapError)) as caught:
        Changed(folder=tmp_path).inputs()
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("under 10", ["2010-05-02"], ["2010-05-01"]),
        ("10 to 13", ["2010-05-01", "2006-05-02"], ["2010-05-02", "2006-05-01"]),
        ("18 and over", ["2002-05-01"], ["2002-05-02"]),
        ("up to 1", ["2019-05-01", "2020-05-01"], ["2019-04-30", "2020-05-02"]),
        ("over 1", ["2019-04-30"], ["2019-05-01"]),
    ],
)
def test_years_between_two_days(text: str, held: list[str], not_held: list[str]) -> None:
    years = parse_years_between(text)
    assert all(years.holds(date.fromisoformat(day), date(2020, 5, 1)) for day in held)
    assert not any(years.holds(date.fromisoformat(day), date(2020, 5, 1)) for day in not_held)


def test_index_of_inner_cells_counts_what_a_look_at_all_of_them_counts() -> None:
    cells = [
        InnerCell(period, keys, sex, "Under 10", 1 + number % 7, (), classes)
        for number, (period, keys, sex, classes) in enumerate(
            itertools.product(
                ("2023/24", "2024/25"),
                (("cce",), ("cse",), ("cce", "cse")),
                ("Female", "Male"),
                ((), (("offence", "Rape"),), (("offence", "Rape"), ("outcome", "Charged")), (("outcome", "None"),)),
            )
        )
    ]
    index = CellIndex(cells, ["offence", "outcome"])
    labels = [
        frozenset(found) for found in (["Rape"], [NOT_KNOWN], ["Rape", NOT_KNOWN], ["Charged"], ["None", "Charged"])
    ]
    choices = [(), *((("offence", chosen),) for chosen in labels), *((("outcome", chosen),) for chosen in labels)]
    choices += [(("offence", first), ("outcome", second)) for first in labels for second in labels]
    counted = set()
    for period, keys, sex, classes in itertools.product(
        ("2023/24", "2025/26"), (("cce",), ("cse", "cce"), ()), ("Female", None), choices
    ):
        selector = Selector(period, frozenset(keys), sex=sex, classes=classes)
        assert index.count(selector) == selector.count(cells)
        counted.add(index.count(selector))
    assert len(counted) > 10
