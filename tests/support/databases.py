"""Databases for tests: an owner creates and fills tables; what is tested reads them as a role that may only SELECT.

PostgreSQL is not started here. Whoever runs the tests sets FOI_RETURN_TEST_POSTGRESQL to the URL of a role that may
create schemas and roles in an empty database, as `.ci/run` does; without it those tests are skipped.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

OWNER_VARIABLE = "FOI_RETURN_TEST_POSTGRESQL"
READER_VARIABLE = "FOI_RETURN_TEST_READER"
"""The environment variable in which the maps of tests have the URL of the role that reads."""

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Table:
    """A table to lay down: texts, of which some columns may be dates to the database."""

    columns: Sequence[str]
    rows: Rows
    dates: Sequence[str] = ()
    format: str = "%Y-%m-%d"


def owner_url() -> str:
    """The owner's URL; skips the test where there is no server."""
    url = os.environ.get(OWNER_VARIABLE)
    if not url:
        pytest.skip(f"{OWNER_VARIABLE} does not name a PostgreSQL server to test with")
    return url


@dataclass(frozen=True)
class Schema:
    """A schema of PostgreSQL that is this test's own.

    Attributes:
        name: Its name.
        reader: The URL of a role that may SELECT in it and do nothing else.
        owner: A connection as its owner; every statement stands alone.
        password: The reader's, which no output may hold.
    """

    name: str
    reader: str
    owner: sa.Connection
    password: str

    def fill(self, name: str, table: Table) -> None:
        """Lays down a table anew."""
        types = {column: sa.Date if column in table.dates else sa.Text for column in table.columns}
        laid = sa.Table(name, sa.MetaData(schema=self.name), *(sa.Column(key, kind) for key, kind in types.items()))
        laid.drop(self.owner, checkfirst=True)
        laid.create(self.owner)
        if table.rows:
            self.owner.execute(sa.insert(laid), [dict(_cells(table, row)) for row in table.rows])
        self.owner.exec_driver_sql(f'GRANT SELECT ON "{self.name}"."{name}" TO "{self.name}_reader"')


def _cells(table: Table, row: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for column, text in zip(table.columns, row, strict=True):
        yield column, _date(text, table.format) if column in table.dates else text


def _date(text: str, form: str) -> date | None:
    from datetime import datetime

    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007
    except ValueError:
        return None


@contextmanager
def open_schema() -> Iterator[Schema]:
    """A schema and its reading role, for the length of a `with` block."""
    url = sa.make_url(owner_url()).set(drivername="postgresql+psycopg")
    name, password = f"test_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as owner:
        owner.exec_driver_sql(f'CREATE SCHEMA "{name}"')
        owner.exec_driver_sql(f"CREATE ROLE \"{name}_reader\" LOGIN PASSWORD '{password}'")
        owner.exec_driver_sql(f'GRANT USAGE ON SCHEMA "{name}" TO "{name}_reader"')
        reader = url.set(drivername="postgresql", username=f"{name}_reader", password=password)
        try:
            yield Schema(name, reader.render_as_string(hide_password=False), owner, password)
        finally:
            owner.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
            owner.exec_driver_sql(f'DROP ROLE "{name}_reader"')
    engine.dispose()


def fill_sqlite(path: Path, tables: Mapping[str, Table]) -> str:
    """Lays down tables in a SQLite file and gives its URL.

    Its columns compare texts without regard to case, so that whatever compares exactly does so by itself.
    """
    with sqlite3.connect(path) as connection:
        for name, table in tables.items():
            columns = ", ".join(f'"{column}" TEXT COLLATE NOCASE' for column in table.columns)
            connection.execute(f'DROP TABLE IF EXISTS "{name}"')
            connection.execute(f'CREATE TABLE "{name}" ({columns})')
            marks = ", ".join("?" for _ in table.columns)
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', table.rows)
    connection.close()
    return f"sqlite:///{path}"


def in_database(
    tables: Mapping[str, Any], schema: str = "", places: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """A field map's tables with every source in the database: the table of the source's name, unless told otherwise."""
    prefix = f"{schema}." if schema else ""
    sources = {
        name: {**source, **(places or {}).get(name, {"table": f"{prefix}{name}"})}
        for name, source in tables["sources"].items()
    }
    return {**tables, "database": {"url_from": f"environment:{READER_VARIABLE}"}, "sources": sources}
