"""How many records start in each month: gaps in it are gaps in the extract, or in the recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from foi_return.engine.bound import BoundExtract
from foi_return.engine.query import CountingQuery
from foi_return.engine.workspace import RawTable, Workspace

Months = Mapping[tuple[int, int], int]
"""Calendar year and month to a number of records."""


def records_by_month(workspace: Workspace, bound: BoundExtract, query: CountingQuery) -> dict[str, Months]:
    """For each of the map's records by name: how many that count start in each month."""
    meaning = query.meaning
    days = sa.select(meaning.c.source_no, meaning.c.start_key, sa.func.count()).group_by(
        meaning.c.source_no, meaning.c.start_key
    )
    found: list[Counter[tuple[int, int]]] = [Counter() for _ in bound.records]
    for number, key, count in workspace.connection.execute(days):
        year, month = divmod(key // 100, 100)
        found[number][year, month] += count
    return {records.spec.name: months for records, months in zip(bound.records, found, strict=True)}


def filled_cells(workspace: Workspace, raw: RawTable) -> tuple[int, dict[str, int]]:
    """The number of rows of a source, and in how many of them each column that is read is not blank."""
    counts = ", ".join(f"COUNT(NULLIF(trim({code}), ''))" for code in raw.columns.values())
    rows, *filled = workspace.duckdb.execute(f"SELECT COUNT(*), {counts} FROM {raw.table}").fetchall()[0]
    return int(rows), {column: int(count) for column, count in zip(raw.columns, filled, strict=True)}
