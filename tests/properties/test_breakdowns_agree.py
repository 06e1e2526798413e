"""Both engines and a plain count agree on generated crimes, whatever their rows say; and nothing hidden comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.attack import attack_files
from foi_return.engine.server import open_server
from foi_return.engine.workspace import Workspace
from foi_return.outputs.release import release_record
from foi_return.pipeline import prepare_return
from foi_return.terms.findings import FindingCode
from tests.properties.test_databases_agree import SPEC, assert_findings_agree, count_in, findings_of_files
from tests.support.databases import READER_VARIABLE, Table, fill_sqlite, open_schema
from tests.support.small_council import count_council
from tests.support.small_force import COLUMNS, Crime, SmallForce, cells_of, count_by_hand, write_record

NO_ID = FindingCode.NO_ID
days = st.dates(date(2019, 3, 1), date(2022, 4, 30))


@st.composite
def crimes(draw: st.DrawFn) -> Crime:
    created = draw(st.one_of(days, st.sampled_from([date(2020, 2, 29), date(2021, 3, 31), date(2021, 4, 1)])))
    back = draw(st.sampled_from([-1, 0, 1, 364, 365, 366, 367, 4000]))
    happened = draw(st.sampled_from([str(created - timedelta(days=back)), "", "long ago"]))
    return Crime(
        draw(st.sampled_from("123456789")),
        draw(st.sampled_from([str(created), str(created), str(created), "31/02/2020"])),
        draw(st.sampled_from(["CSE", "CSE", "CSA", "None"])),
        draw(st.sampled_from(["Rape", "Rape", "Assault", "Grooming", "Piracy", ""])),
        draw(st.sampled_from(["Charged", "No suspect", "Resolved", "", "Unknown"])),
        happened,
    )


@given(st.lists(crimes(), max_size=14))
def test_three_counts_agree(workspace: Workspace, found: list[Crime]) -> None:
    with TemporaryDirectory() as folder:
        counted = count_council(SmallForce(crimes=found, folder=Path(folder)), Path(folder), workspace)
    assert counted.sql == counted.pandas
    for year in (2019, 2020, 2021):
        by_hand = count_by_hand(found, ["CSE"], year)
        for table in counted.tables:
            key = table.definition.breakdown
            if key is not None and table.definition.categories == ("cse",):
                rows = {row.label: row.cells[year - 2019].figure for row in (*table.rows, *table.left_out)}
                total = by_hand[key].total()
                expected = {label: by_hand[key][label] for label in rows}
                expected |= {"Total": total}
                expected |= {"Recorded": total - by_hand[key]["Not known"]} if "Recorded" in rows else {}
                assert rows == expected


parts = st.sampled_from(["1", "2", "12", "1|2", "|", "~", "~1", "~0", "2|", " 1 ", "a", "A", "", "null", "#N/A"])


def pair_of(crime: Crime) -> tuple[str, str] | None:
    """The id of two columns as a reader sees it: both texts, trimmed; None where one says nothing."""
    pair = crime.crime.strip(), crime.person.strip()
    return None if {text.lower() for text in pair} & {"", "null", "#n/a"} else pair


@st.composite
def people_on_crimes(draw: st.DrawFn) -> list[Crime]:
    """Rows of people on crimes, whose ids look alike and are not; some were exported twice."""
    found = [replace(crime, crime=draw(parts), person=draw(parts)) for crime in draw(st.lists(crimes(), max_size=12))]
    return [*found, *(crime for crime in found if draw(st.integers(0, 3)) == 0)]


@given(people_on_crimes())
def test_three_counts_agree_on_ids_of_two_columns(workspace: Workspace, found: list[Crime]) -> None:
    with TemporaryDirectory() as folder:
        council = SmallForce(crimes=found, folder=Path(folder), id=("Crime", "Person"))
        counted = count_council(council, Path(folder), workspace)
        url = fill_sqlite(Path(folder) / "crimes.db", crimes_table(found))
        with open_server(SPEC, {READER_VARIABLE: url}) as server:
            database = count_in(server, council)
    assert counted.sql == counted.pandas == database.cells
    findings = findings_of_files(workspace, counted)
    assert_findings_agree(findings, database.findings)
    for year in (2019, 2020, 2021):
        outcomes = count_by_hand(found, ["CSE"], year, pair_of)["outcome"]
        for row in ("Charged", "No suspect", "Resolved", "Not known"):
            assert counted.figure("cse-outcome", f"{year}/{year % 100 + 1}", row) == outcomes[row]
    flagged = [crime for crime in found if crime.flag in ("CSE", "CSA")]
    blank = sum(pair_of(crime) is None for crime in flagged)
    assert sum(count for (code, _, _), count in database.findings.items() if code is NO_ID) == blank


@given(people_on_crimes())
@settings(max_examples=3)
def test_postgresql_agrees_with_files_on_ids_of_two_columns(workspace: Workspace, found: list[Crime]) -> None:
    with TemporaryDirectory() as folder, open_schema() as schema:
        council = SmallForce(crimes=found, folder=Path(folder), id=("Crime", "Person"))
        files = count_council(council, Path(folder), workspace)
        schema.fill("crimes", crimes_table(found)["crimes"])
        with open_server(SPEC, {READER_VARIABLE: schema.reader}) as server:
            database = count_in(server, council, schema.name)
        assert database.cells == files.sql
        assert_findings_agree(findings_of_files(workspace, files), database.findings)


told_crimes = st.tuples(
    st.sampled_from(["Rape", "Assault", "Grooming"]),
    st.sampled_from(["Charged", "Resolved", ""]),
    st.sampled_from(["CSE", "CSE", "CSA"]),
)


@given(st.lists(told_crimes, min_size=10, max_size=60))
@settings(max_examples=10)
def test_nothing_hidden_comes_out(workspace: Workspace, found: list[tuple[str, str, str]]) -> None:
    told = [
        Crime(str(number), "2020-05-01", flag, offence, outcome)
        for number, (offence, outcome, flag) in enumerate(found)
    ]
    with TemporaryDirectory() as folder:
        counted = count_council(SmallForce(crimes=told, folder=Path(folder)), Path(folder), workspace)
        record = release_record(prepare_return(counted.inputs, counted.sql, frozenset()).answer)
        path = write_record(record, Path(folder) / "release.json")
        hidden = {**record, "cells": [{**cell, "shorthand": "c"} for cell in record["cells"]]}
        for cell in hidden["cells"]:
            cell.pop("value", None)
        all_hidden = write_record(hidden, Path(folder) / "hidden.json")
        out = {(each.place, each.verdict) for each in attack_files([path]).comes_out}
        out -= {(each.place, each.verdict) for each in attack_files([all_hidden]).comes_out}
    assert not out


def crimes_table(found: list[Crime]) -> dict[str, Table]:
    return {"crimes": Table(COLUMNS, [cells_of(crime) for crime in found])}


@given(st.lists(crimes(), max_size=14))
@settings(max_examples=5)
def test_sqlite_agrees_with_files(workspace: Workspace, found: list[Crime]) -> None:
    with TemporaryDirectory() as folder:
        force = SmallForce(crimes=found, folder=Path(folder))
        files = count_council(force, Path(folder), workspace)
        url = fill_sqlite(Path(folder) / "crimes.db", crimes_table(found))
        with open_server(SPEC, {READER_VARIABLE: url}) as server:
            database = count_in(server, force)
        assert database.cells == files.sql
        assert_findings_agree(findings_of_files(workspace, files), database.findings)


@given(st.lists(crimes(), max_size=14))
@settings(max_examples=3)
def test_postgresql_agrees_with_files(workspace: Workspace, found: list[Crime]) -> None:
    with TemporaryDirectory() as folder, open_schema() as schema:
        force = SmallForce(crimes=found, folder=Path(folder))
        files = count_council(force, Path(folder), workspace)
        schema.fill("crimes", crimes_table(found)["crimes"])
        with open_server(SPEC, {READER_VARIABLE: schema.reader}) as server:
            database = count_in(server, force, schema.name)
        assert database.cells == files.sql
        assert_findings_agree(findings_of_files(workspace, files), database.findings)
