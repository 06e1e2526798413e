"""A generated council counted from files, in SQLite and in PostgreSQL gives the same inner cells and findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from foi_return.config.field_map import bind_field_map, with_counting
from foi_return.coverage import find_coverage
from foi_return.engine.bound import bind
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import count_inner_cells, counting_query
from foi_return.engine.server import Server, ServerSources, open_server
from foi_return.engine.server_tables import find_tables
from foi_return.engine.workspace import Workspace
from foi_return.inner_cells import InnerCell
from foi_return.terms.findings import FindingCode
from foi_return.terms.map_parts import DatabaseSpec
from foi_return.terms.needed import needed_columns
from tests.properties.test_engines_agree import councils
from tests.support.databases import READER_VARIABLE, Schema, Table, fill_sqlite, in_database, open_schema
from tests.support.small_council import Counted, SmallCouncil, count_council

SPEC = DatabaseSpec(f"environment:{READER_VARIABLE}", 60)
OF_CHILDREN = {
    FindingCode.NO_PERSON,
    FindingCode.NO_BIRTH_DATE,
    FindingCode.NO_SEX,
    FindingCode.BORN_AFTER_RECORD,
    FindingCode.NOT_A_CHILD,
    FindingCode.CLASSES_DIFFER,
}
"""Findings that count children in a database and rows in files."""


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    with open_schema() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(schema: Schema) -> Iterator[Server]:
    with open_server(SPEC, {READER_VARIABLE: schema.reader}) as opened:
        yield opened


def tables(council: SmallCouncil, *, dated: bool = False) -> dict[str, Table]:
    """The council's two tables; with dates of the database's own, or as text."""
    records = [(r.child, r.code, r.start, r.end, r.context, r.risk, r.identified) for r in council.records]
    return {
        "people": Table(
            ("Child", "Born", "Sex"), [(p.child, p.born, p.sex) for p in council.people], ["Born"] if dated else ()
        ),
        "records": Table(
            ("Child", "Code", "Start", "End", "Context", "Risk", "Identified"),
            records,
            ["Start", "End"] if dated else (),
        ),
    }


@dataclass(frozen=True)
class InDatabase:
    """What a database says of a council."""

    cells: tuple[InnerCell, ...]
    findings: dict[tuple[FindingCode, str, str], int]


def count_in(server: Server, council: SmallCouncil, schema: str = "") -> InDatabase:
    inputs = council.inputs()
    definition = council.definition()
    field_map = bind_field_map(in_database(council.field_map_tables(), schema), definition, "map")
    field_map = with_counting(field_map, council.counting, "counting")
    server.begin()
    found = find_tables(server, field_map.sources.values(), needed_columns(field_map))
    bound = bind(ServerSources(server, found), field_map)
    query = counting_query(inputs.request, bound, find_coverage(inputs.request, field_map, None))
    findings = find_findings(FindingsContext(server, inputs.request, bound, query, {}, found))
    counts = {(finding.code, finding.source, finding.column): finding.count for finding in findings}
    assert not any(finding.rows for finding in findings)
    return InDatabase(count_inner_cells(server, inputs.request, bound, query), counts)


def findings_of_files(workspace: Workspace, counted: Counted) -> dict[object, int]:
    bound, request = counted.bound, counted.inputs.request
    query = counting_query(request, bound, find_coverage(request, counted.inputs.field_map, None))
    found = find_findings(FindingsContext(workspace, request, bound, query, counted.raw))
    return {(finding.code, finding.source, finding.column): finding.count for finding in found}


def assert_findings_agree(files: dict[object, int], database: dict[tuple[FindingCode, str, str], int]) -> None:
    assert files.keys() == database.keys()
    for key, count in database.items():
        if key[0] in OF_CHILDREN:
            assert 1 <= count <= files[key]
        else:
            assert count == files[key]


@pytest.mark.slow
@given(council=councils())
@settings(max_examples=5)
def test_sqlite_agrees_with_files(workspace: Workspace, council: SmallCouncil) -> None:
    with TemporaryDirectory() as folder:
        files = count_council(council, Path(folder), workspace)
        url = fill_sqlite(Path(folder) / "cases.db", tables(council))
        with open_server(SPEC, {READER_VARIABLE: url}) as server:
            database = count_in(server, council)
        assert database.cells == files.sql == files.pandas
        assert_findings_agree(findings_of_files(workspace, files), database.findings)


@pytest.mark.slow
@given(council=councils())
@settings(max_examples=4)
def test_postgresql_agrees_with_files(
    workspace: Workspace, schema: Schema, server: Server, council: SmallCouncil
) -> None:
    with TemporaryDirectory() as folder:
        files = count_council(council, Path(folder), workspace)
        server.connection.rollback()
        for name, table in tables(council).items():
            schema.fill(name, table)
        written = count_in(server, council, schema.name)
        server.connection.rollback()
        for name, table in tables(council, dated=True).items():
            schema.fill(name, table)
        dated = count_in(server, council, schema.name)
        server.connection.rollback()
        assert written.cells == dated.cells == files.sql
        assert_findings_agree(findings_of_files(workspace, files), written.findings)
