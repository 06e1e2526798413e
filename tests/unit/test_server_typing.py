"""Texts, dates and ids mean the same inside a database as in the reference engine; its own types are understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.engine.reference import _parse_date
from foi_return.engine.server import Server, ServerSources, open_server
from foi_return.engine.server_sql import TEXT, TEXT_FORMATS, within
from foi_return.engine.server_tables import find_tables
from foi_return.errors import FieldMapError, SourceError
from foi_return.terms.map_parts import ChildSpec, DatabaseSpec, RecordsSpec, SourceSpec
from tests.support.databases import READER_VARIABLE, Schema, Table, fill_sqlite, open_schema

SPEC = DatabaseSpec(f"environment:{READER_VARIABLE}", 60)
DAYS = st.builds(
    lambda year, month, day, form: form.format(year=year, month=month, day=day),
    st.integers(1890, 2110),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from(
        [
            "{year:04}-{month:02}-{day:02}",
            "{day:02}/{month:02}/{year:04}",
            "{day:02}-{month:02}-{year:04}",
            "{year:04}{month:02}{day:02}",
        ]
    ),
)
TIMES = st.sampled_from(["", "", " 00:00", "T23:59:59", " 12:30:00.123", " 25:00", "Z", " 10:00+01:00", "x", " 10:61"])
TEXTS = st.one_of(st.builds("{}{}".format, DAYS, TIMES), st.text("0123456789-/ T:.", max_size=12))


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    url = fill_sqlite(tmp_path_factory.mktemp("sqlite") / "cases.db", {})
    with open_server(SPEC, {READER_VARIABLE: url}) as opened:
        yield opened


@given(texts=st.lists(TEXTS, min_size=20, max_size=60))
@settings(max_examples=4)
def test_text_is_the_date_that_the_reference_reads(sqlite: Server, texts: list[str]) -> None:
    formats = list(TEXT_FORMATS)
    selects: list[sa.Select[int, str]] = [
        sa.select(sa.literal(number).label("place"), sa.cast(sa.literal(text, TEXT), TEXT).label("day"))
        for number, text in enumerate(texts)
    ]
    rows = sa.union_all(*selects).subquery("rows")
    day = sqlite.sql.day_of_text(rows.c.day, formats)
    found = {int(place): key for place, key in sqlite.rows(sa.select(rows.c.place, within(day, 21001231)))}
    for number, text in enumerate(texts):
        expected = _parse_date(text, formats, False)
        if expected is not None and found[number] is None:
            # The reference takes any time of day; a database only one that there is.
            assert any(part in text for part in (" 25:00", " 10:61", ":"))
        else:
            assert found[number] == (expected and expected.year * 10_000 + expected.month * 100 + expected.day)


def people(server: Server, table: str, **columns: str) -> list[tuple[object, ...]]:
    spec = ChildSpec("people", "id", "born", ("yyyy-mm-dd",), None, "sex", {})
    needed = {"people": ["id", "born"]}
    source = SourceSpec("people", table=table) if not columns else SourceSpec("people", query=columns["query"])
    typed = ServerSources(server, find_tables(server, [source], needed)).people(spec)
    assert not isinstance(typed.table, str)
    rows = sa.select(typed.table.c.child_id, typed.table.c.birth_key, typed.table.c.birth_bad)
    return sorted((tuple(row) for row in server.rows(rows)), key=str)


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    with open_schema() as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("date", "2008-02-29", (20080229, 0)),
        ("date", "infinity", (None, 1)),
        ("date", "1900-01-01", (None, 1)),
        ("timestamp", "2008-03-31 23:59:59.9", (20080331, 0)),
        ("timestamp", "-infinity", (None, 1)),
        ("timestamptz", "2008-03-31 23:30:00+00", (20080401, 0)),  # summer time in London
        ("timestamptz", "2008-12-31 23:30:00+00", (20081231, 0)),
        ("text", "2008-02-30", (None, 1)),
        ("text", " null ", (None, 0)),
        ("integer", "20080229", (None, 1)),  # its format is not in the map
    ],
)
def test_birth_date_of_postgresqls_own_types(
    schema: Schema, kind: str, value: str, expected: tuple[int | None, int]
) -> None:
    schema.owner.exec_driver_sql("SET TIME ZONE 'Pacific/Auckland'")
    with open_server(SPEC, {READER_VARIABLE: schema.reader}) as server:
        query = f"SELECT 1 AS id, CAST('{value}' AS {kind}) AS born"
        assert people(server, "", query=query) == [("1", *expected)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("CAST(' 007 ' AS char(9))", "007"),
        ("CAST(12 AS numeric(10, 0))", "12"),
        ("CAST(9007199254740993 AS bigint)", "9007199254740993"),
        ("CAST('A7' AS text)", "A7"),
        ("CAST('#N/A' AS text)", None),
        ("CAST(NULL AS integer)", None),
        ("chr(160) || 'b1' || chr(8203)", "b1"),
    ],
)
def test_id_of_postgresqls_own_types(schema: Schema, cell: str, expected: str | None) -> None:
    with open_server(SPEC, {READER_VARIABLE: schema.reader}) as server:
        assert people(server, "", query=f"SELECT {cell} AS id, CAST(NULL AS date) AS born") == [(expected, None, 0)]


def test_floating_point_id_and_other_formats_of_text_are_refused(schema: Schema) -> None:
    with open_server(SPEC, {READER_VARIABLE: schema.reader}) as server:
        with pytest.raises(FieldMapError, match="floating-point"):
            people(server, "", query="SELECT CAST(1 AS real) AS id, CAST(NULL AS date) AS born")
        spec = RecordsSpec("r", "r", ("id",), "start", None, ("dd mmm yyyy",))
        source = SourceSpec("r", query="SELECT 'a' AS id, '1 May 2020' AS start")
        found = ServerSources(server, find_tables(server, [source], {"r": ["id", "start"]}))
        with pytest.raises(FieldMapError, match="is not read inside a database"):
            found.records(spec, [], [], [])


def test_column_without_regard_to_case_keeps_ids_apart(tmp_path: Path, schema: Schema) -> None:
    table = Table(("id", "born"), [("a1", "2008-01-01"), ("A1", "2009-01-01"), ("a1 ", "2008-01-01")])
    expected = [("A1", 20090101, 0), ("a1", 20080101, 0), ("a1", 20080101, 0)]
    url = fill_sqlite(tmp_path / "cases.db", {"people": table})
    with open_server(SPEC, {READER_VARIABLE: url}) as server:
        assert people(server, "people") == expected
        found = ServerSources(
            server, find_tables(server, [SourceSpec("people", table="people")], {"people": ["ID", "born"]})
        )
        assert found.values("people", "ID") == {"A1": 1, "a1": 1, "a1 ": 1}
    name = f'"{schema.name}".any_case'
    for statement in (
        f"CREATE COLLATION {name} (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        f"CREATE TABLE {name} (id text COLLATE {name}, born text)",
        f"INSERT INTO {name} VALUES ('a1', '2008-01-01'), ('A1', '2009-01-01'), ('a1 ', '2008-01-01')",
        f'GRANT SELECT ON {name} TO "{schema.name}_reader"',
    ):
        schema.owner.exec_driver_sql(statement)
    with open_server(SPEC, {READER_VARIABLE: schema.reader}) as server:
        assert people(server, f"{schema.name}.any_case") == expected


def test_free_text_column_is_no_column_of_codes(tmp_path: Path) -> None:
    table = Table(("id", "born"), [(f"note {number}", str(date(2008, 1, 1))) for number in range(2_001)])
    url = fill_sqlite(tmp_path / "cases.db", {"people": table})
    with open_server(SPEC, {READER_VARIABLE: url}) as server:
        found = ServerSources(
            server, find_tables(server, [SourceSpec("people", table="people")], {"people": ["id", "born"]})
        )
        with pytest.raises(FieldMapError, match="more than 2,000 different values"):
            found.values("people", "id")
        assert found.values("people", "born") == {"2008-01-01": 2_001}


def test_query_that_the_database_refuses_is_a_fault_of_its_source(sqlite: Server) -> None:
    with pytest.raises(SourceError, match="source 'q', its query: the database could not answer"):
        find_tables(sqlite, [SourceSpec("q", query="SELECT nothing FROM nowhere")], {"q": ["a"]})
