"""Whole answers from a database: the same as from files, read-only, and with errors that name no secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from foi_return.config.answers import Answers
from foi_return.config.toml_write import toml_text
from foi_return.engine.server import open_server
from foi_return.errors import RequestError, SourceError, UserError
from foi_return.extract_check import check_extract
from foi_return.outputs.release import release_record
from foi_return.reading import count_return, load_inputs
from foi_return.terms.map_parts import DatabaseSpec
from foi_return.tracing import trace_return
from tests.support.database_council import council_files, council_tables, write_database_map
from tests.support.databases import READER_VARIABLE, Schema, fill_sqlite, in_database, open_schema
from tests.support.maps import anytown

SPEC = DatabaseSpec(f"environment:{READER_VARIABLE}", 60)
RULES: list[dict[str, Any]] = [
    {"placed_by": "open in year", "age_taken": "31 March"},
    {"placed_by": "open at year end", "age_taken": "31 August", "who_counts": "everybody", "overlap": "exclusive"},
]
"""Whole answers under some rules; the property tests compare the inner cells under all of them."""


@dataclass(frozen=True)
class Place:
    """A database with the synthetic council in it: its URL, and the map that reads it."""

    url: str
    map: str


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return council_files(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("sqlite")
    return Place(fill_sqlite(folder / "cases.db", council_tables()), write_database_map(folder / "map.toml"))


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    with open_schema() as opened:
        for name, table in council_tables(dated=True).items():
            opened.fill(name, table)
        yield opened


@pytest.fixture(scope="module")
def postgresql(schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> Place:
    query = f"""SELECT * FROM "{schema.name}"."missing" WHERE 'a:b%' <> '' """
    path = tmp_path_factory.mktemp("postgresql") / "map.toml"
    return Place(schema.reader, write_database_map(path, schema.name, missing={"query": query}))


def answers(map_path: str, counting: Mapping[str, Any], sources: Mapping[str, Path] | None = None) -> Answers:
    return Answers(
        reference="TEST 1",
        field_map=map_path,
        extracted_on=date(2026, 5, 21),
        counting=dict(counting),
        sources=dict(sources or {}),
    )


def release(given: Answers) -> dict[str, Any]:
    """The public record of a return, but for what names its map."""
    record = release_record(count_return(load_inputs(given), given.sources, lambda _: None).answer)
    return {key: value for key, value in record.items() if key != "field_map"}


@pytest.mark.parametrize(
    "counting",
    [
        pytest.param(RULES[0], id="open in year"),
        pytest.param(RULES[1], id="open at year end", marks=pytest.mark.slow),
    ],
)
def test_every_place_gives_the_same_release(
    counting: dict[str, Any],
    files: dict[str, Path],
    sqlite: Place,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    expected = release(answers("anytown", counting, files))
    monkeypatch.setenv(READER_VARIABLE, sqlite.url)
    assert release(answers(sqlite.map, counting)) == expected
    postgresql: Place = request.getfixturevalue("postgresql")
    monkeypatch.setenv(READER_VARIABLE, postgresql.url)
    assert release(answers(postgresql.map, counting)) == expected


def test_build_says_what_it_did_and_writes_no_secret(schema: Schema, postgresql: Place, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "foi_return", "build", "--map", postgresql.map, "--reference", "TEST 1", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, READER_VARIABLE: postgresql.url},
    )
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert "over-18-at-record" in {finding["code"] for finding in summary["findings"]}
    written = [path.read_bytes() for path in (tmp_path / "output").rglob("*") if path.is_file()]
    assert len(written) >= 5
    for text in (done.stdout.encode(), done.stderr.encode(), *written):
        assert schema.password.encode() not in text


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_trace_counts_the_rows_behind_a_cell(
    place: str, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    found: Place = request.getfixturevalue(place)
    cell = ("q5-cse", "2021/22", "Female", lambda _: None)
    traced = trace_return(answers("anytown", {}, files), *cell)
    monkeypatch.setenv(READER_VARIABLE, found.url)
    counted = trace_return(answers(found.map, {}), *cell)
    assert (counted.title, counted.figure, counted.rows) == (traced.title, traced.figure, ())
    for source in {row.source for row in traced.rows}:
        rows = [row for row in traced.rows if row.source == source]
        groups = [group for group in counted.groups if group.source == source]
        expected = {row.means: 0 for row in rows}
        for row in rows:
            expected[row.means] += 1
        assert {group.means: group.rows for group in groups} == expected
        for group in groups:
            assert group.children == len({row.child for row in rows if row.means == group.means})


def test_check_and_conditions_agree_with_files(
    files: dict[str, Path], sqlite: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READER_VARIABLE, sqlite.url)
    tables = anytown()
    tables["records"]["hazards"]["only_if"] = {"column": "Setting", "not_values": ["Online"]}
    in_files = tmp_path / "files.toml"
    in_files.write_text(toml_text(tables, "Files."), encoding="utf-8")
    place = tmp_path / "database.toml"
    place.write_text(toml_text(in_database(tables), "A database."), encoding="utf-8")
    assert release(answers(str(place), {})) == release(answers(str(in_files), {}, files))
    assert release(answers(str(place), {})) != release(answers(sqlite.map, {}))
    found = check_extract(answers(str(place), {}), lambda _: None)
    expected = check_extract(answers(str(in_files), {}, files), lambda _: None)
    assert {source.name: source for source in found.sources} == {source.name: source for source in expected.sources}
    assert (found.months, found.unnamed, found.gaps) == (expected.months, expected.unnamed, expected.gaps)
    assert {finding.code for finding in found.findings} == {finding.code for finding in expected.findings}


def test_session_cannot_write(schema: Schema, sqlite: Place, tmp_path: Path) -> None:
    with open_server(SPEC, {READER_VARIABLE: sqlite.url}) as server, pytest.raises(sa.exc.OperationalError):
        server.connection.exec_driver_sql("CREATE TABLE x (a TEXT)")
    # The owner could write; the session may not, whatever the role's rights are.
    owner = str(os.environ["FOI_RETURN_TEST_POSTGRESQL"])
    with open_server(SPEC, {READER_VARIABLE: owner}) as server, pytest.raises(sa.exc.InternalError):
        server.connection.exec_driver_sql(f'CREATE TABLE "{schema.name}".x (a TEXT)')
    with (
        pytest.raises(SourceError, match="does not exist"),
        open_server(SPEC, {READER_VARIABLE: f"sqlite:///{tmp_path / 'none.db'}"}),
    ):
        pass
    assert not (tmp_path / "none.db").exists()


def failure(monkeypatch: pytest.MonkeyPatch, url: str, given: Answers) -> str:
    monkeypatch.setenv(READER_VARIABLE, url)
    with pytest.raises(UserError) as caught:
        count_return(load_inputs(given), given.sources, lambda _: None, given.engine)
    return str(caught.value)


def test_wrong_password_and_silent_server_are_told_apart(
    schema: Schema, postgresql: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = answers(postgresql.map, {})
    wrong = postgresql.url.replace(schema.password, "hunter2@secret".replace("@", "%40"))
    message = failure(monkeypatch, wrong, given)
    assert "refuses the user name or the password" in message
    port = sa.make_url(postgresql.url).port
    silent = failure(monkeypatch, postgresql.url.replace(f":{port}/", ":1/"), given)
    assert "cannot be reached" in silent
    for text in (message, silent):
        assert "hunter2" not in text and "secret" not in text and schema.password not in text


@pytest.mark.parametrize(
    "url",
    ["", "not a url hunter2", "mysql://u:hunter2@h/d", "postgresql+psycopg2://u:hunter2@h/d", "sqlite://"],
)
def test_url_that_is_no_use_is_named_by_its_place_alone(
    url: str, sqlite: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = failure(monkeypatch, url, answers(sqlite.map, {}))
    assert READER_VARIABLE in message
    assert "hunter2" not in message


def test_missing_tables_and_columns_are_named_with_the_nearest(
    schema: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_database_map(
        tmp_path / "map.toml",
        schema.name,
        people={"table": f"{schema.name}.peopel"},
        hazards={"query": f'SELECT "Person ID", "Hazard", "Start date" AS "Start day" FROM {schema.name}.hazards'},
    )
    message = failure(monkeypatch, schema.reader, answers(path, {}))
    assert "Did you mean 'people'?" in message
    assert "there is no column 'Start date'" in message
    assert "Did you mean 'Start day'?" in message
    assert "there is no column 'Setting'" in message


def test_what_a_role_may_not_read_is_said(schema: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.owner.exec_driver_sql(f'CREATE TABLE IF NOT EXISTS "{schema.name}".closed AS SELECT 1 AS a')
    path = write_database_map(tmp_path / "map.toml", schema.name, people={"table": f"{schema.name}.closed"})
    assert "this user may not read it" in failure(monkeypatch, schema.reader, answers(path, {}))


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_query_that_takes_too_long_is_ended(place: str, request: pytest.FixtureRequest) -> None:
    found: Place = request.getfixturevalue(place)
    slow: sa.Select[Any] = {
        "sqlite": sa.select(
            sa.text(
                "COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
                "SELECT i FROM n)"
            )
        ),
        "postgresql": sa.select(sa.func.pg_sleep(20)),
    }[place]
    with (
        open_server(replace(SPEC, timeout_seconds=1), {READER_VARIABLE: found.url}) as server,
        pytest.raises(SourceError, match="took longer than 1 seconds"),
    ):
        server.rows(slow)


def test_files_and_pandas_are_refused_with_a_database(
    sqlite: Place, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Leave it out" in failure(monkeypatch, sqlite.url, answers(sqlite.map, {}, files))
    monkeypatch.setenv(READER_VARIABLE, sqlite.url)
    given = replace(answers(sqlite.map, {}), engine="pandas")
    with pytest.raises(RequestError, match="fetch every row"):
        count_return(load_inputs(given), {}, lambda _: None, "pandas")
