"""How full the columns of an extract are."""

from __future__ import annotations

from foi_return.engine.workspace import RawTable, Workspace


def filled_cells(workspace: Workspace, raw: RawTable) -> tuple[int, dict[str, int]]:
    """The number of rows of a source, and in how many of them each column that is read is not blank."""
    counts = "".join(f", COUNT(NULLIF(trim({code}), ''))" for code in raw.columns.values())
    rows, *filled = workspace.duckdb.execute(f"SELECT COUNT(*){counts} FROM {raw.table}").fetchall()[0]
    return int(rows), {column: int(count) for column, count in zip(raw.columns, filled, strict=True)}
