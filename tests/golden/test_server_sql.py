"""The SQL that each kind of database is sent, as approved text: SQL Server and Oracle have no server in the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, oracle, postgresql, sqlite

from foi_return.coverage import find_coverage
from foi_return.engine.bound import Meaning, bind
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import counting_query
from foi_return.engine.self_check import FIELD_MAP, REQUEST, known_tables
from foi_return.engine.server import ServerSources, opening_statements
from foi_return.engine.server_sql import SERVER_SQL, AnyQuery, Kind, ServerColumn, ServerTable
from foi_return.engine.server_tables import kind_of
from foi_return.engine.server_typed import no_server_people, type_server_people, type_server_records
from foi_return.engine.typed import TypedTable
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import ChildSpec, RecordsSpec
from foi_return.terms.shapes import Test
from tests.support.small_council import SmallCouncil
from tests.support.small_force import COLUMNS, SmallForce

DIALECTS: Mapping[str, Any] = {
    "sqlite": sqlite.dialect,
    "postgresql": postgresql.psycopg.dialect,
    "mssql": mssql.dialect,
    "oracle": oracle.dialect,
}


@dataclass
class Recorder:
    """Stands in a server's place: writes down what it is asked, and answers what binding needs to go on."""

    name: str

    def __post_init__(self) -> None:
        self.sql = SERVER_SQL[self.name]
        self.dialect = DIALECTS[self.name]()
        self.asked: list[str] = []

    def written(self, query: AnyQuery) -> str:
        return str(query.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))

    def rows(self, query: AnyQuery) -> list[Sequence[Any]]:
        self.asked.append(self.written(query))
        return []


@dataclass(frozen=True)
class Recorded:
    """An extract of which the values are given; see `bound.Extract`."""

    server: Recorder
    tables: Mapping[str, ServerTable]
    texts: Mapping[str, Sequence[str]]

    def values(self, source: str, column: str, held: Test | None = None) -> Mapping[str, int]:
        ServerSources(self.server, self.tables).values(source, column, held)  # type: ignore[arg-type]
        return dict.fromkeys(self.texts.get(column, ()), 1)

    def named_values(self, source: str, column: str, said: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002
        return self.values(source, column)

    def people(self, child: ChildSpec) -> TypedTable:
        sql = self.server.sql
        return type_server_people(sql, self.tables[child.source], child) if child.is_known else no_server_people(sql)

    def records(
        self, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Meaning], phrases: Sequence[Meaning]
    ) -> TypedTable:
        assert not phrases
        return type_server_records(self.server.sql, self.tables[spec.source], spec, coded, means)


TEXTS = {
    "Sex": ["F", "Male"],
    "Code": ["CSE", "cse ", "CCE", "It's 100%", "Neglect"],
    "Context": ["Online"],
    "Risk": ["High"],
}


def places(name: str) -> dict[str, ServerTable]:
    """A people table with a moment for a birth date, in a schema; records from a query, with text for dates."""
    people = ["Child", "Born", "Sex"]
    records = ["Child", "Code", "Start", "End", "Context", "Risk", "Identified"]
    query = sa.text("SELECT * FROM cases.risk WHERE kind = 'a\\:b'").columns(*(sa.column(item) for item in records))
    born = Kind.TEXT if name == "sqlite" else Kind.ZONED
    return {
        "people": ServerTable(
            "people",
            sa.table("people", *(sa.column(item) for item in people), schema="cases"),
            {item: ServerColumn(item, born if item == "Born" else Kind.TEXT) for item in people},
        ),
        "records": ServerTable("records", query.subquery("records"), {item: ServerColumn(item) for item in records}),
    }


def statements(name: str) -> Iterator[tuple[str, str]]:
    """Everything that a whole return asks of a database, with a heading each."""
    yield "opening", ";\n".join(opening_statements(name, 600))
    council = SmallCouncil([], [], {"risk_levels": ["High"]}, years=("2020/21",))
    inputs = council.inputs()
    field_map: FieldMap = inputs.field_map
    server = Recorder(name)
    bound = bind(Recorded(server, places(name), TEXTS), field_map)
    yield "values of a coded column", server.asked[0]
    query = counting_query(inputs.request, bound, find_coverage(inputs.request, field_map, None))
    yield "count", server.written(query.inner)
    server.asked.clear()
    with pytest.raises(KeyError):  # The recorder has no counts to give back.
        find_findings(FindingsContext(server, inputs.request, bound, query, {}))
    yield "findings", server.asked[0]


@pytest.mark.parametrize("name", DIALECTS)
def test_sql_reads_as_approved(name: str, request: pytest.FixtureRequest) -> None:
    golden = Path(__file__).parent / f"server_sql_{name}.sql"
    blanks = SERVER_SQL[name].blanks
    text = "\n\n".join(f"-- {heading}\n{_readable(statement, blanks)};" for heading, statement in statements(name))
    text += "\n"
    if request.config.getoption("--approve"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8"), "read the difference; if it is right: pytest --approve"


def _readable(statement: str, blanks: str) -> str:
    """Lines without blanks at their ends; the list of white space that is trimmed is named, not shown."""
    named = statement.replace(blanks, "(white space)")
    return "\n".join(line.rstrip() for line in named.splitlines() if line.strip())


@pytest.mark.parametrize("name", ["mssql", "oracle"])
def test_truth_is_never_a_value(name: str) -> None:
    """Neither has a boolean: a condition is a comparison, and a value is not a condition."""
    for _, statement in statements(name):
        assert not re.search(r"\b(true|false)\b|(WHEN|WHERE|AND|OR|NOT|ON) [01](?! =)\b", statement)


PARTS = "replace(replace({}, '~', '~0'), '|', '~1')"


@pytest.mark.parametrize("name", DIALECTS)
def test_id_of_several_columns_is_one_text_or_none(name: str, tmp_path: Path) -> None:
    """What an own id adds: its parts joined, which Oracle would do around a blank one, and rows that say the same."""
    council = SmallForce(folder=tmp_path, id=("Crime", "Person"))
    inputs = council.inputs()
    server = Recorder(name)
    table = sa.table("crimes", *(sa.column(item) for item in COLUMNS))
    places = {"crimes": ServerTable("crimes", table, {item: ServerColumn(item) for item in COLUMNS})}
    texts = {"Flag": ["CSE"], "Offence": ["Rape"], "Outcome": ["Charged"]}
    bound = bind(Recorded(server, places, texts), inputs.field_map)
    query = counting_query(inputs.request, bound, find_coverage(inputs.request, inputs.field_map, None))
    server.asked.clear()
    with pytest.raises(KeyError):  # The recorder has no counts to give back.
        find_findings(FindingsContext(server, inputs.request, bound, query, {}))
    both = [PARTS.format("texts.id0_part"), PARTS.format("texts.id1_part")]
    plus = "+" if name == "mssql" else "||"
    joined = f" {plus} ".join(["' '", both[0], "'|'", both[1]])
    counted, found = (text.replace("N'", "'") for text in (server.written(query.inner), server.asked[0]))
    for text in (counted, found):
        assert f"CASE WHEN ({both[0]} IS NULL OR {both[1]} IS NULL) THEN NULL ELSE {joined} END AS child_id" in text
        assert "CASE WHEN (texts.id0_part IS NULL) THEN 0 WHEN (texts.id1_part IS NULL) THEN 1 END AS id_gap" in text
        assert not re.search(r"\b(true|false)\b|(WHEN|WHERE|AND|OR|NOT|ON) [01](?! =)\b", text)
    assert "row_number() OVER (PARTITION BY records_crimes.child_id, records_crimes.start_key" in found
    assert "id_gap = 1" in found


@pytest.mark.parametrize("name", DIALECTS)
def test_no_value_is_left_to_be_filled_in(name: str) -> None:
    server = Recorder(name)
    bound = bind(Recorded(server, known_tables(name), {"code": ["CSE"], "sex": ["F"]}), FIELD_MAP)
    query = counting_query(REQUEST, bound, find_coverage(REQUEST, FIELD_MAP, None))
    compiled = query.inner.compile(dialect=server.dialect, compile_kwargs={"literal_binds": True})
    assert not compiled.params


@pytest.mark.parametrize(
    ("dialect", "code", "kind"),
    [
        ("postgresql", 1082, Kind.DATE),
        ("postgresql", 1184, Kind.ZONED),
        ("postgresql", 25, Kind.TEXT),
        ("mssql", datetime, Kind.MOMENT),
        ("mssql", date, Kind.DATE),
        ("mssql", str, Kind.TEXT),
        ("oracle", SimpleNamespace(name="DB_TYPE_TIMESTAMP_TZ"), Kind.ZONED),
        ("oracle", SimpleNamespace(name="DB_TYPE_DATE"), Kind.MOMENT),
        ("oracle", SimpleNamespace(name="DB_TYPE_VARCHAR"), Kind.TEXT),
        ("sqlite", None, Kind.TEXT),
    ],
)
def test_drivers_types_are_told_apart(dialect: str, code: object, kind: Kind) -> None:
    assert kind_of(dialect, code) is kind
