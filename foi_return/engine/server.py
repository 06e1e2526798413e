"""A council's own database, for counting where the data is: opened read-only, asked for counts and coded values."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.pool import NullPool

from foi_return.engine.bound import MAX_VALUES, Meaning, too_many_values
from foi_return.engine.server_faults import asking, connecting
from foi_return.engine.server_sql import SERVER_SQL, AnyQuery, Expression, ServerSql, ServerTable, for_encoding, holds
from foi_return.engine.server_typed import no_server_people, type_server_people, type_server_records
from foi_return.engine.server_url import CONNECT_SECONDS, driver_missing, find_url, place
from foi_return.engine.typed import TypedTable
from foi_return.errors import Fault, FieldMapError, SourceError
from foi_return.terms.map_parts import ChildSpec, DatabaseSpec, RecordsSpec
from foi_return.terms.shapes import Test
from foi_return.text import normalise

TIME_ZONE = "Europe/London"
"""In which a moment with a time zone has its day."""


class Server:
    """A connection to a database, in one transaction that may only read, so that all figures are of one moment."""

    def __init__(self, connection: sa.Connection, where: str, timeout_seconds: int) -> None:
        self.connection = connection
        self.where = where
        self._timeout = timeout_seconds
        name = connection.dialect.name
        self.sql: ServerSql = SERVER_SQL[name]
        self._deadline = 0.0
        self.begin()
        if name == "postgresql":
            self.sql = for_encoding(self.sql, str(self._text("SHOW server_encoding")))

    def rows(self, query: AnyQuery) -> list[Sequence[Any]]:
        """The rows that a query gives.

        Raises:
            SourceError: The database does not answer it.
        """
        with self.asked() as found:
            return list(found(self.written(query)))

    @contextmanager
    def asked(self, where: str = "") -> Iterator[Callable[[str], sa.CursorResult[Any]]]:
        """Runs statements; what goes wrong becomes a fault of this place."""
        self._deadline = time.monotonic() + self._timeout
        with asking(where or self.where, self._timeout):
            yield self.connection.exec_driver_sql

    def written(self, query: AnyQuery) -> str:
        """A query as it is sent: every value stands in it, because SQL Server takes no more than 2,100 apart."""
        return str(query.compile(dialect=self.connection.dialect, compile_kwargs={"literal_binds": True}))

    def begin(self) -> None:
        """Begins the transaction (again, after a query that failed), and makes sure that it may only read.

        Raises:
            SourceError: The database does not say that it is read-only.
        """
        name = self.connection.dialect.name
        with self.asked() as ask:
            self.connection.rollback()
            for statement in opening_statements(name, self._timeout):
                ask(statement)
        if name == "sqlite":
            self._limit_sqlite()
        check = {"postgresql": ("SHOW transaction_read_only", "on"), "sqlite": ("PRAGMA query_only", "1")}.get(name)
        if check and self._text(check[0]) != check[1]:
            raise SourceError(
                Fault(
                    self.where,
                    "the session could not be made read-only",
                    "a direct connection",
                    "Connect without a program in between that changes sessions",
                )
            )

    def _text(self, statement: str) -> str:
        with self.asked() as ask:
            return str(ask(statement).scalar())

    def _limit_sqlite(self) -> None:
        """SQLite has no time limit of its own, but asks from time to time whether to go on."""
        raw: Any = self.connection.connection.dbapi_connection
        raw.set_progress_handler(lambda: time.monotonic() > self._deadline, 100_000)


def opening_statements(dialect: str, timeout_seconds: int) -> tuple[str, ...]:
    """What is said first in a transaction: read only, from one moment, in the council's time zone, within a time limit.

    SQL Server knows no read-only session; there it rests on the role, and on the URL's ApplicationIntent.
    """
    return {
        "postgresql": (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            f"SET LOCAL TIME ZONE '{TIME_ZONE}'",
            f"SET LOCAL statement_timeout = {timeout_seconds * 1000}",
        ),
        "sqlite": ("PRAGMA query_only = ON", "BEGIN"),
        "oracle": (
            f"ALTER SESSION SET TIME_ZONE = '{TIME_ZONE}'",
            "ALTER SESSION SET NLS_COMP = BINARY",
            "ALTER SESSION SET NLS_SORT = BINARY",
            "SET TRANSACTION READ ONLY",
        ),
        "mssql": ("SET TRANSACTION ISOLATION LEVEL READ COMMITTED",),
    }[dialect]


@contextmanager
def open_server(spec: DatabaseSpec, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A connection for the length of a `with` block.

    Raises:
        SourceError: There is no URL, or the database cannot be reached or opened read-only.
    """
    where = place(spec)
    url = find_url(spec, environment)
    name = url.get_backend_name()
    with connecting(where):
        try:
            engine = sa.create_engine(
                url, poolclass=NullPool, hide_parameters=True, connect_args=_connect_arguments(name)
            )
        except (exc.NoSuchModuleError, ImportError):  # ImportError: a library that the driver itself needs is missing.
            raise driver_missing(name) from None
        connection = engine.connect()
    try:
        _limit(connection, name, spec.timeout_seconds)
        yield Server(connection, where, spec.timeout_seconds)
    finally:
        connection.close()
        engine.dispose()


def _connect_arguments(dialect: str) -> dict[str, Any]:
    arguments: dict[str, dict[str, Any]] = {
        "postgresql": {"connect_timeout": CONNECT_SECONDS, "application_name": "foi-return"},
        "mssql": {"timeout": CONNECT_SECONDS},
        "oracle": {"tcp_connect_timeout": CONNECT_SECONDS},
        "sqlite": {},
    }
    return arguments[dialect]


def _limit(connection: sa.Connection, dialect: str, seconds: int) -> None:
    """Drivers that keep the time limit themselves."""
    raw: Any = connection.connection.dbapi_connection
    if dialect == "mssql":
        raw.timeout = seconds
    elif dialect == "oracle":
        raw.call_timeout = seconds * 1000


@dataclass(frozen=True, slots=True)
class ServerSources:
    """The sources of an extract in a database; see `bound.Extract`."""

    server: Server
    tables: Mapping[str, ServerTable]

    def values(self, source: str, column: str, held: Test | None = None) -> Mapping[str, int]:
        """See `bound.Extract`; no more texts leave the database than a map can name.

        Raises:
            FieldMapError: There are more than `MAX_VALUES`.
        """
        table = self.tables[source]
        texts = sa.select(self.server.sql.text(table.cell(column)).label("code"))
        if held is not None:
            texts = texts.where(holds(held, lambda name: self.server.sql.text(table.cell(name))))
        rows = texts.subquery("codes")
        query = (
            sa.select(rows.c.code, sa.func.count())
            .where(rows.c.code.is_not(None))
            .group_by(rows.c.code)
            .order_by(rows.c.code)
            .limit(MAX_VALUES + 1)
        )
        found = self.server.rows(query)
        if len(found) > MAX_VALUES:
            raise too_many_values(column)
        return {str(text): int(count) for text, count in found if normalise(str(text))}

    def named_values(self, source: str, column: str, said: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002
        """See `bound.Extract`; which spellings of a value there are cannot be asked here, so no column may hold more.

        Raises:
            FieldMapError: There are more than `MAX_VALUES`.
        """
        try:
            return self.values(source, column)
        except FieldMapError:
            raise FieldMapError(
                Fault(
                    f"source '{source}', column '{column}'",
                    f"only_if reads it, and it holds more than {MAX_VALUES:,} different values",
                    "a column of codes, where records are counted in a database",
                    "Put the condition into a query or a view of the database, as its WHERE",
                )
            ) from None

    def people(self, child: ChildSpec) -> TypedTable:
        """The rows of people as a step of a query."""
        if not child.is_known:
            return no_server_people(self.server.sql)
        return type_server_people(self.server.sql, self.tables[child.source], child)

    def filled(self, source: str) -> tuple[int, dict[str, int]]:
        """The number of rows of a source, and in how many of them each column that is read is not blank."""
        table = self.tables[source]
        counts: list[Expression] = [
            sa.func.count(self.server.sql.trimmed(table.cell(column))) for column in table.columns
        ]
        columns = [sa.func.count(), *counts]
        query: sa.Select[Any] = sa.select(*columns).select_from(table.rows)
        ((rows, *filled),) = self.server.rows(query)
        return int(rows), {column: int(count) for column, count in zip(table.columns, filled, strict=True)}

    def records(
        self, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Meaning], phrases: Sequence[Meaning]
    ) -> TypedTable:
        """The records that mean anything as a step of a query; a map with phrases is refused when it is loaded."""
        if phrases:
            raise NotImplementedError("phrases in a database")
        return type_server_records(self.server.sql, self.tables[spec.source], spec, coded, means)
