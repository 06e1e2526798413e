"""The embedded DuckDB database that an extract is loaded into: in memory only, gone when the program ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from foi_return.terms.findings import Finding

if TYPE_CHECKING:
    import duckdb
    import sqlalchemy as sa

BATCH_ROWS = 50_000
"""Rows that are handed to the database at a time when they are read one by one."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A source as it stands in the workspace: every cell is text, blank cells are NULL or empty.

    Attributes:
        name: The source's name.
        table: The table in the workspace.
        columns: Column of the source, as the file writes it, to the column of the table.
        header_row: The row of the file that holds the column names; the first row is 1.
        first_row: The row of the file that the table's first row stands in.
        unreadable: Rows that are not in the table, because their cells do not fit the header.
        row_column: The table's column with row numbers, or None where rows follow each other without a gap.
        date_cells: Whether the file has typed date cells, which are written down as yyyy-mm-dd.
        names: The names of all columns of the file, those that were not loaded too.
        doubts: What was found doubtful when it was read, or made from other tables.
        pieces: The files or sheets that it was read from, where there are several; row numbers then are those of
            `terms.places`.
    """

    name: str
    table: str
    columns: dict[str, str]
    header_row: int
    first_row: int
    unreadable: tuple[int, ...] = ()
    row_column: str | None = None
    date_cells: bool = False
    names: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()
    pieces: tuple[str, ...] = ()

    @property
    def row_sql(self) -> str:
        """An SQL expression for the row of the file that a row of the table stands in."""
        return self.row_column or f"(rowid + {self.first_row})"


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


class Workspace:
    """A connection to the database, for both plain statements (loading) and SQLAlchemy (counting)."""

    def __init__(self) -> None:
        import sqlalchemy as sa
        from sqlalchemy.pool import StaticPool

        self._engine = sa.create_engine(
            "duckdb:///:memory:",
            poolclass=StaticPool,
            hide_parameters=True,  # They hold texts of the extract, which an error would repeat.
        )
        # Every statement stands alone: a file that the database cannot read must not block what comes after it.
        dialect: Any = self._engine.dialect
        dialect.do_begin = lambda _connection: None
        self.connection: sa.Connection = self._engine.connect()
        # The wrapper around DuckDB's connection passes on every call that it does not know.
        self.duckdb: duckdb.DuckDBPyConnection = cast("Any", self.connection.connection.dbapi_connection)
        # Without a folder to spill to, no part of an extract can be left on a disk.
        self.duckdb.execute("SET temp_directory = ''")
        self.duckdb.execute("SET enable_progress_bar = false")
        self._tables = 0

    def row_numbers(self, query: str) -> tuple[int, ...]:
        """What a query of one column gives, in its order: rows of a file."""
        return tuple(row for (row,) in self.duckdb.execute(query).fetchall())

    def new_table_name(self, stem: str) -> str:
        """A name that no table of the workspace has yet; the stem is our own word, never a user's."""
        self._tables += 1
        return f"{stem}_{self._tables}"

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterator[Sequence[str | int]]) -> int:
        """Creates a table and fills it with rows that are read one by one, in bounded memory.

        Args:
            table: The new table's name.
            columns: Its columns, each with its SQL type: `c0 VARCHAR`.
            rows: The rows, one value for each column.

        Returns:
            How many rows there were.
        """
        self.duckdb.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        count = 0
        batch: list[Sequence[str | int]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH_ROWS:
                count += self._insert_batch(table, batch)
                batch = []
        return count + self._insert_batch(table, batch)

    def _insert_batch(self, table: str, batch: Sequence[Sequence[str | int]]) -> int:
        if len(batch) == BATCH_ROWS:
            import pandas as pd

            self.duckdb.register("batch_of_rows", pd.DataFrame(batch, dtype=object))
            self.duckdb.execute(f"INSERT INTO {table} SELECT * FROM batch_of_rows")
            self.duckdb.unregister("batch_of_rows")
        elif batch:
            # For the last rows alone, lists are quicker than loading pandas.
            columns = [list(column) for column in zip(*batch, strict=True)]
            lists = ", ".join("unnest(?)" for _ in columns)
            self.duckdb.execute(f"INSERT INTO {table} SELECT {lists}", columns)
        return len(batch)

    def rows(self, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> Iterable[Sequence[Any]]:
        """The rows that a query gives."""
        return self.connection.execute(query)

    def close(self) -> None:
        """Ends the database; everything in it is gone."""
        self.connection.close()
        self._engine.dispose()


@contextmanager
def open_workspace() -> Iterator[Workspace]:
    """A workspace for the length of a `with` block."""
    workspace = Workspace()
    try:
        yield workspace
    finally:
        workspace.close()
