"""The profile of group-based offending: the published report's figures come out of records with its margins."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from foi_return.attack import attack_files
from foi_return.attack.open_file import open_publication
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.demo import make_demo
from foi_return.pipeline import ReturnInputs, count_tables
from foi_return.reading import count_extract, findings_of, load_extract
from foi_return.synthetic.group_based import write_group_based
from foi_return.terms.findings import FindingCode
from tests.support.group_based_count import GroupBasedCount, People, count_group_based
from tests.support.small_council import POLICY

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
QUARTERS = ("January to March", "April to June", "July to September", "October to December")
RECENCY = {
    "Recent": "Recent: within one year of the offence",
    "Non-recent": "Non-recent: over one year after it",
    "": "Not known",
}
OFFENCES = {
    "Rape": "Rape of a child",
    "Sexual assault": "Sexual assault on a child",
    "Sexual activity": "Sexual activity involving a child",
    "Other": "Other offences",
}


def tables_of(
    folder: Path, seed: int, crimes: int | None, engine: str | None, ids: Mapping[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """The figures of each table by row, with the plain count under `by hand` and the findings under `findings`.

    `ids` names one column for the id of records, in place of those of the map.
    """
    files = write_group_based(folder, seed, crimes=crimes, single=6_000 if crimes is None else crimes)
    request = load_request("group-based")
    field_map = load_field_map(find_field_map("group-based-offending"), request)
    records = {
        name: replace(spec, id_columns=(ids[name],)) if ids and name in ids else spec
        for name, spec in field_map.records.items()
    }
    field_map = replace(field_map, records=records)
    inputs = ReturnInputs("G1", request, field_map, POLICY, date(2023, 12, 31))
    sources = {"crimes": files.crimes, "victims": files.victims, "suspects": files.suspects}
    with load_extract(inputs, sources, lambda _: None) as extract:
        cells = count_extract(inputs, extract, engine)
        findings = findings_of(extract)
    tables = {
        table.definition.key: {row.label: row.cells[0].figure for row in (*table.rows, *table.left_out)}
        for table in count_tables(inputs, cells, frozenset())
    }
    return {
        **tables,
        "by hand": {"": count_group_based(files.crimes, files.victims, files.suspects)},
        "findings": {"": findings},
    }


def named(counter: Mapping[str, int], names: Mapping[str, str], rows: Mapping[str, Any]) -> dict[str, int]:
    """A plain count under the names of rows, with zeros for those that nobody is in."""
    found = {names.get(key, key) or "Not known": number for key, number in counter.items()}
    whole = sum(counter.values())
    found |= {"Total": whole, "Recorded": whole - found.get("Not known", 0)}
    return {row: found.get(row, 0) for row in rows}


@pytest.mark.parametrize(
    ("seed", "crimes", "engine"),
    [(1, None, None), (7, 150, None), (7, 150, "pandas")],
    ids=["report", "other", "pandas"],
)
def test_figures_are_those_of_a_plain_count(tmp_path: Path, seed: int, crimes: int | None, engine: str | None) -> None:
    tables = tables_of(tmp_path, seed, crimes, engine)
    by_hand: GroupBasedCount = tables["by hand"][""]
    assert tables["q1"] == {
        "Group-based crimes": by_hand.total,
        "Group-based crimes committed by children on children": sum(by_hand.by_children.values()),
    }
    criterion = {"CSE": "Child sexual exploitation"}
    assert tables["q1-crimes"] == named(by_hand.criterion, criterion, tables["q1-crimes"])
    assert tables["q1-by_children"] == named(by_hand.by_children, criterion, tables["q1-by_children"])
    months = {MONTHS[number - 1]: count for number, count in by_hand.month.items()}
    assert tables["q2-month"] == named(months, {}, tables["q2-month"])
    quarters = {QUARTERS[number - 1]: count for number, count in by_hand.quarter.items()}
    assert tables["q2-quarter"] == named(quarters, {}, tables["q2-quarter"])
    assert tables["q2-recency"] == named(by_hand.recency, RECENCY, tables["q2-recency"])
    assert tables["q3-offence"] == named(by_hand.offence, OFFENCES, tables["q3-offence"])
    for question, people in (("q4", by_hand.victims), ("q5", by_hand.suspects)):
        assert isinstance(people, People)
        for key in ("sex", "age", "ethnicity"):
            table = tables[f"{question}-{key}"]
            assert table == named(getattr(people, key), {}, table)


def test_figures_of_the_published_report_come_out(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, 3, None, None)
    assert tables["q1"]["Group-based crimes"] == 4_228
    assert tables["q1-crimes"]["Familial"] == 1_125
    assert (tables["q4-sex"]["Total"], tables["q4-sex"]["Recorded"], tables["q4-sex"]["Female"]) == (
        4_422,
        3_877,
        3_012,
    )
    ages = tables["q4-age"]
    assert (ages["Under 10"], ages["10 to 13"] + ages["14 to 15"], ages["Recorded"]) == (1_014, 2_284, 4_006)
    assert (tables["q5-sex"]["Total"], tables["q5-sex"]["Recorded"]) == (6_670, 4_790)
    assert (tables["q5-age"]["18 to 29"], tables["q5-age"]["Recorded"]) == (843, 4_768)
    assert (tables["q4-ethnicity"]["White"], tables["q5-ethnicity"]["White"]) == (1_744, 1_884)
    assert FindingCode.KEY_UNMATCHED in {finding.code for finding in tables["findings"][""]}


def test_references_alone_would_count_somebody_on_two_crimes_once(tmp_path: Path) -> None:
    ids = {"victims": "Victim Ref", "suspects": "Suspect Ref"}
    tables = tables_of(tmp_path, 1, None, None, ids)
    assert tables["q1"]["Group-based crimes"] == 4_228
    assert 4_000 < tables["q4-sex"]["Total"] < 4_422
    assert 6_000 < tables["q5-sex"]["Total"] < 6_670


def test_rows_that_were_exported_twice_are_told_as_that(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, 7, 150, None)
    told: dict[str, int] = {
        finding.source: finding.count for finding in tables["findings"][""] if finding.code is FindingCode.ROW_REPEATED
    }
    assert set(told) == {"crimes_with_suspects", "victims_of_crimes", "suspects_of_crimes"}
    assert FindingCode.KEY_REPEATED not in {finding.code for finding in tables["findings"][""]}
    with (tmp_path / "victims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    assert 0 < told["victims_of_crimes"] <= len(rows) - len(set(rows))


def test_demo_gives_every_percentage_with_the_two_numbers_it_is_made_of(tmp_path: Path) -> None:
    answers, outcome = make_demo(tmp_path, lambda _: None, request="group-based", size=260)
    assert answers.field_map == "group-based-offending"
    release = outcome.workbook.parent / "release.json"
    record = json.loads(release.read_text(encoding="utf-8"))
    shares = [cell for cell in record["cells"] if cell["unit"].startswith("percent of") and "value" in cell]
    assert {cell["unit"] for cell in shares} == {"percent of crimes", "percent of victims", "percent of suspects"}
    for cell in shares:
        assert abs(100 * cell["number"] / cell["out_of"] - cell["value"]) <= 0.05 + 1e-9
    rules = record["counting_rules"]["sentences"]
    on_each = [rule for rule in rules if rule.startswith("Somebody recorded as")]
    assert on_each == [
        "Somebody recorded as a victim of two crimes is a victim for each of them.",
        "Somebody recorded as a suspect of two crimes is a suspect for each of them.",
    ]
    sheet = openpyxl.load_workbook(outcome.workbook)["Q4_SEX_PERCENT"]
    headings = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Sex")
    assert headings[:4] == ("Sex", "2023: per cent", "2023: number", "2023: out of")
    attacked = [attack_files([path]) for path in (release, outcome.workbook)]
    assert not any(report.comes_out for report in attacked)
    assert not any(reading.contradictions for report in attacked for reading in report.readings)
    table = (outcome.workbook.parent / "csv" / "q4-sex-percent.csv").read_text(encoding="utf-8-sig")
    assert [(row["number"], row["out_of"]) for row in csv.DictReader(table.splitlines())] == [
        (str(cell.get("number", "")), str(cell.get("out_of", "")))
        for cell in record["cells"]
        if cell["table"] == "q4-sex-percent"
    ]


def test_workbook_says_as_much_by_its_percentages_as_the_release_record(tmp_path: Path) -> None:
    _, outcome = make_demo(tmp_path, lambda _: None, request="group-based", size=120)
    read = [open_publication(path) for path in (outcome.workbook, outcome.workbook.parent / "release.json")]
    of_workbook, of_release = ([len(table.percents) for table in each.tables if table.percents] for each in read)
    assert of_workbook == of_release
    assert len(of_workbook) > 5
