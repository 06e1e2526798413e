"""Types texts as dates with the database, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from foi_return.engine.typed import type_people
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.terms.map_parts import ChildSpec


def typed_birth_dates(
    workspace: Workspace, texts: Sequence[str | None], formats: Sequence[str], *, date_cells: bool = False
) -> list[tuple[int | None, bool]]:
    """For each text its date as yyyymmdd (None where it is none), and whether something else stands there."""
    table = workspace.new_table_name("texts")
    workspace.insert_rows(table, ["row BIGINT", "c0 VARCHAR"], ([n, text or ""] for n, text in enumerate(texts)))
    raw = RawTable("people", table, {"Id": "c0", "Born": "c0"}, 1, 2, (), "row", date_cells)
    typed = type_people(workspace, raw, ChildSpec("people", "Id", "Born", tuple(formats), None, "sex", {}))
    rows = workspace.duckdb.execute(f"SELECT birth_key, birth_bad FROM {typed.table} ORDER BY row_no").fetchall()
    workspace.duckdb.execute(f"DROP TABLE {typed.table}")
    workspace.duckdb.execute(f"DROP TABLE {table}")
    return [(key, bool(bad)) for key, bad in rows]
