"""Finds the tables, views and queries of a field map in a database: which columns they have, and what those hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from foi_return.engine.server import Server
from foi_return.engine.server_faults import asking, is_missing_table
from foi_return.engine.server_sql import Kind, ServerColumn, ServerTable
from foi_return.errors import Fault, SourceError
from foi_return.terms.map_parts import SourceSpec
from foi_return.text import listed, nearest, normalise

_POSTGRESQL = {1082: Kind.DATE, 1114: Kind.MOMENT, 1184: Kind.ZONED, 700: Kind.FLOAT, 701: Kind.FLOAT}
"""Its object identifiers of types, which never change."""
_ORACLE = {
    "DB_TYPE_DATE": Kind.MOMENT,
    "DB_TYPE_TIMESTAMP": Kind.MOMENT,
    "DB_TYPE_TIMESTAMP_TZ": Kind.ZONED,
    # Its day in the session's time zone is the day here: EXTRACT takes it so.
    "DB_TYPE_TIMESTAMP_LTZ": Kind.MOMENT,
    "DB_TYPE_BINARY_FLOAT": Kind.FLOAT,
    "DB_TYPE_BINARY_DOUBLE": Kind.FLOAT,
}
_SQLSERVER = {date: Kind.DATE, datetime: Kind.MOMENT, float: Kind.FLOAT}
_SHOWN_NAMES = 30


def find_tables(
    server: Server, sources: Iterable[SourceSpec], needed: Mapping[str, Sequence[str]]
) -> dict[str, ServerTable]:
    """Every source of a map, with the columns that the map reads.

    Args:
        server: The database.
        sources: The sources.
        needed: The columns that the map reads, by source.

    Raises:
        SourceError: With every fault of every source: no such table, no such column.
    """
    found: dict[str, ServerTable] = {}
    faults: list[Fault] = []
    for source in sources:
        if not needed[source.name]:
            continue
        try:
            columns = _describe(server, source)
            found[source.name] = _locate(source, columns, needed[source.name])
        except SourceError as error:
            faults += error.faults
            server.begin()
    if faults:
        raise SourceError(faults)
    return found


def _rows_of(source: SourceSpec, columns: Sequence[str]) -> sa.FromClause:
    named: list[sa.ColumnClause[Any]] = [sa.column(name) for name in columns]
    if source.query is not None:
        # A colon would otherwise name a value that is to be filled in.
        return sa.text(source.query.replace(":", r"\:")).columns(*named).subquery(source.name)
    schema, _, table = (source.table or "").rpartition(".")
    return sa.table(table, *named, schema=schema or None)


def _describe(server: Server, source: SourceSpec) -> list[ServerColumn]:
    """The columns of a source: the database describes the rows of a query that gives none."""
    where = _where(source)
    query: sa.Select[Any] = sa.select(sa.literal_column("*")).select_from(_rows_of(source, ())).where(sa.false())
    with server.asked(where) as ask:
        try:
            result = ask(server.written(query))
        except exc.DBAPIError as error:
            if source.table is not None and is_missing_table(error):
                raise _no_such_table(server, source.table, where) from None
            raise
        described: Any = result.cursor.description if result.cursor else ()
        return [ServerColumn(str(item[0]), kind_of(server.sql.name, item[1])) for item in described]


def kind_of(dialect: str, type_code: object) -> Kind:
    """What a column holds, by the type that the driver says it has; SQLite's columns have none to rely on."""
    if dialect == "postgresql":
        return _POSTGRESQL.get(type_code, Kind.TEXT) if isinstance(type_code, int) else Kind.TEXT
    if dialect == "oracle":
        return _ORACLE.get(str(getattr(type_code, "name", "")), Kind.TEXT)
    if dialect == "mssql":
        return _SQLSERVER.get(type_code, Kind.TEXT) if isinstance(type_code, type) else Kind.TEXT
    return Kind.TEXT


def _where(source: SourceSpec) -> str:
    return f"source '{source.name}', " + (f"table '{source.table}'" if source.table else "its query")


def _no_such_table(server: Server, table: str, where: str) -> SourceError:
    server.begin()
    schema, _, name = table.rpartition(".")
    with asking(where, 0):
        inspector = sa.inspect(server.connection)
        schemas = inspector.get_schema_names()
        if schema and schema not in schemas:
            step = nearest(schema, schemas)
            return SourceError(Fault(where, f"there is no schema '{schema}' that this user may see", "", step))
        names = sorted({*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)})
    shown = listed(names[:_SHOWN_NAMES]) + (" and others" if len(names) > _SHOWN_NAMES else "")
    step = nearest(name, names) or "Write the schema before the name, as 'schema.table', if it is in another"
    return SourceError(Fault(where, "there is no such table or view that this user may see", shown, step))


def _locate(source: SourceSpec, columns: Sequence[ServerColumn], needed: Sequence[str]) -> ServerTable:
    """Finds each column by its exact name or, where that is one column only, in another spelling of it."""
    located: dict[str, ServerColumn] = {}
    faults: list[Fault] = []
    for name in needed:
        exact = [column for column in columns if column.name == name]
        alike = exact or [column for column in columns if normalise(column.name) == normalise(name)]
        if len(alike) == 1:
            located[name] = alike[0]
            continue
        names = [column.name for column in columns]
        shown = listed(names[:_SHOWN_NAMES]) + (" and others" if len(names) > _SHOWN_NAMES else "")
        found = f"there are {len(alike)} columns called '{name}'" if alike else f"there is no column '{name}'"
        faults.append(Fault(_where(source), found, shown, nearest(name, names)))
    if faults:
        raise SourceError(faults)
    names = list(dict.fromkeys(column.name for column in located.values()))
    return ServerTable(source.name, _rows_of(source, names), located)
