"""What a field map may say of a database: where its URL is kept, and tables or single SELECTs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from foi_return.config.database import query_fault
from foi_return.config.request import load_request
from foi_return.engine.server_url import find_url
from foi_return.errors import SourceError
from foi_return.terms.map_parts import DatabaseSpec
from foi_return.terms.meaning import facts_of
from tests.support.databases import in_database
from tests.support.maps import Tables, anytown, bound, faults_after, only_fault


def with_database(change: Callable[[Tables], object] = lambda _: None) -> Callable[[Tables], None]:
    def changed(tables: Tables) -> None:
        tables.update(in_database(tables, "cases"))
        change(tables)

    return changed


def put(source: str, **keys: Any) -> Callable[[Tables], None]:
    return with_database(lambda tables: tables["sources"].update({source: keys}))


def test_sources_of_a_database_are_tables_or_queries() -> None:
    tables = in_database(anytown(), "cases", {"people": {"query": "SELECT * FROM cases.people"}})
    field_map = bound(tables)
    assert field_map.database == DatabaseSpec("environment:FOI_RETURN_TEST_READER", 600)
    assert field_map.sources["hazards"].table == "cases.hazards"
    assert field_map.sources["people"].query == "SELECT * FROM cases.people"


def test_where_the_data_is_changes_the_fingerprint() -> None:
    files, database = bound(anytown()), bound(in_database(anytown()))
    other = bound(in_database(anytown(), "", {"people": {"table": "persons"}}))
    assert len({files.fingerprint, database.fingerprint, other.fingerprint}) == 3


@pytest.mark.parametrize(
    "url", ["postgresql://u:hunter2@host/cases", "environment:postgresql://u:hunter2@host", "hunter2@host"]
)
def test_url_in_a_map_is_refused_and_not_repeated(url: str) -> None:
    fault = only_fault(with_database(lambda tables: tables["database"].update(url_from=url)))
    assert "may hold a password" in fault
    assert "hunter2" not in fault


@pytest.mark.parametrize("key", ["url", "password"])
def test_key_for_a_secret_is_unknown_and_its_value_not_repeated(key: str) -> None:
    fault = only_fault(with_database(lambda tables: tables["database"].update({key: "hunter2"})))
    assert "this key is not known" in fault
    assert "hunter2" not in fault


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (with_database(lambda tables: tables["database"].update(url_from="ANYTOWN_DB")), "does not say where"),
        (with_database(lambda tables: tables.pop("database")), "names no database"),
        (put("people"), "neither a table nor a query"),
        (put("people", table="a", query="SELECT 1"), "both a table and a query"),
        (put("people", table="a", sheet="b"), "no worksheets"),
        (put("people", table="a; DROP TABLE b"), "no name of a table"),
        (put("people", query="DROP TABLE b"), "does not begin with SELECT"),
    ],
)
def test_fault_of_a_source_is_said(change: Callable[[Tables], None], part: str) -> None:
    assert any(part in str(fault) for fault in faults_after(change))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            lambda tables: tables.update(
                tables={"both": {"from": "hazards", "joins": [{"source": "people", "where": {"Person ID": "ID"}}]}}
            ),
            "tables.both",
        ),
        (lambda tables: tables["child"].update(id_form={"width": 8, "fill": "0"}), "child.id_form"),
        (lambda tables: tables["child"].update(names=["Name"]), "child.names"),
        (lambda tables: tables["records"]["hazards"].update(child_ids="unlinked"), "records.hazards.child_ids"),
        (
            lambda tables: tables["records"]["hazards"].update(linked_to={"records": "missing", "within_days": 7}),
            "records.hazards.linked_to",
        ),
        (
            lambda tables: tables["categories"]["cce"]["rules"].append(
                {"records": "hazards", "column": "Notes", "contains": ["county lines"]}
            ),
            "the rules of cce: contains",
        ),
    ],
)
def test_key_that_changes_rows_first_points_to_a_query(change: Callable[[Tables], object], place: str) -> None:
    refused = [str(fault) for fault in faults_after(with_database(change)) if "inside a database" in str(fault)]
    assert len(refused) == 1
    assert place in refused[0]
    assert "view" in refused[0]


@pytest.mark.parametrize(
    ("key", "value"), [("sheets", "*"), ("header_row", 2), ("kind", "cin xml"), ("password_from", "environment:SECRET")]
)
def test_key_of_a_file_is_refused(key: str, value: object) -> None:
    assert any(
        f"sources.people.{key}" in str(fault) for fault in faults_after(put("people", table="a", **{key: value}))
    )


def test_database_is_read_out() -> None:
    tables = in_database(anytown(), "cases", {"people": {"query": "SELECT * FROM cases.people"}})
    said = [fact.sentence for fact in facts_of(bound(tables), load_request("core"))]
    assert any("environment:FOI_RETURN_TEST_READER" in sentence for sentence in said)
    assert any("the table 'cases.hazards'" in sentence for sentence in said)
    assert any("SELECT * FROM cases.people" in sentence for sentence in said)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a, b FROM cases.t WHERE c = 'it''s; -- here' AND d > 1",
        'select "update", [set], `into` from t',
        "SELECT a FROM t WHERE a IN (SELECT b FROM u) UNION ALL SELECT b FROM v",
        "SELECT CAST(a AS date) AS a, b::text FROM t",
    ],
)
def test_single_select_is_taken(query: str) -> None:
    assert query_fault(query) == ""


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("", "does not begin with SELECT"),
        ("DELETE FROM t", "does not begin with SELECT"),
        ("WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", "does not begin with SELECT"),
        ("SELECT 1; DROP TABLE t", "semicolon"),
        ("SELECT 1) AS q; DROP TABLE t", "semicolon"),
        ("SELECT 1) AS q, (SELECT 2", "brackets"),
        ("SELECT (1", "brackets"),
        ("SELECT a INTO b FROM t", "INTO"),
        ("SELECT a FROM t FOR UPDATE", "UPDATE"),
        ("SELECT a FROM t -- all of it", "remark"),
        ("SELECT a /* all */ FROM t", "remark"),
        ("SELECT 'a", "does not close"),
        ('SELECT "a', "does not close"),
        ("SELECT E'\\'' ; DROP TABLE t; SELECT '1'", "backslash"),
        ("SELECT $$a$$", "dollar"),
    ],
)
def test_anything_else_is_refused_with_the_reason(query: str, part: str) -> None:
    assert part in query_fault(query)


def test_url_names_our_driver_and_is_read_only(tmp_path: Path) -> None:
    def url(text: str) -> str:
        return find_url(DatabaseSpec("environment:DB", 60), {"DB": text}).render_as_string(hide_password=False)

    assert url("postgresql://u:p@h/d") == "postgresql+psycopg://u:p@h/d"
    assert url("oracle://u:p@h/?service_name=d") == "oracle+oracledb://u:p@h/?service_name=d"
    sqlserver = url("mssql://u:p@h/d?driver=ODBC+Driver+18+for+SQL+Server")
    assert sqlserver.startswith("mssql+pyodbc://u:p@h/d?ApplicationIntent=ReadOnly&driver=")
    file = tmp_path / "a b#.db"
    file.touch()
    found = find_url(DatabaseSpec("environment:DB", 60), {"DB": f"sqlite:///{file}"})
    assert str(found.database).endswith("a%20b%23.db")
    assert found.query == {"mode": "ro", "uri": "true"}


def keyring_of(kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    class KeyringError(Exception):
        pass

    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    module.__dict__["get_password"] = lambda service, user: kept.get((service, user))
    errors.__dict__["KeyringError"] = KeyringError
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_url_comes_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring_of({("foi-return", "anytown"): "postgresql://u:hunter2@h/d"}, monkeypatch)
    assert find_url(DatabaseSpec("keyring:foi-return/anytown", 60)).password == "hunter2"
    with pytest.raises(SourceError, match="nothing is kept there"):
        find_url(DatabaseSpec("keyring:foi-return/elsewhere", 60))
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SourceError, match=r"pip install 'foi-return\[keyring\]'"):
        find_url(DatabaseSpec("keyring:foi-return/anytown", 60))


@pytest.mark.parametrize(("kind", "extra"), [("mssql", "sqlserver"), ("oracle", "oracle")])
def test_missing_driver_is_named_with_what_installs_it(kind: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from foi_return.engine.server import open_server

    for module in ("pyodbc", "oracledb"):
        monkeypatch.setitem(sys.modules, module, None)
    with (
        pytest.raises(SourceError, match=rf"pip install 'foi-return\[{extra}\]'"),
        open_server(DatabaseSpec("environment:DB", 60), {"DB": f"{kind}://u:p@127.0.0.1:1/d"}),
    ):
        pass


def test_rows_of_a_query_keep_its_colons() -> None:
    from foi_return.engine.server_tables import _rows_of
    from foi_return.terms.map_parts import SourceSpec

    query = "SELECT a::date AS a, ':b' AS b FROM t WHERE c = 'x:y%'"
    rows = _rows_of(SourceSpec("q", query=query), ["a"])
    assert query in str(SimpleNamespace(text=rows.select().compile()).text)
