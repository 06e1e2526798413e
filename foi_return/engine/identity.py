"""Makes one id of the several that one child may have, and looks for ids that a spreadsheet has damaged.

It stands between the files and the typing: ids of another system become this one's by a crosswalk, ids that were merged
become the one that is left, short ids are padded. A row keeps its number, so that findings name rows of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from foi_return.engine.typed import trimmed_sql
from foi_return.engine.workspace import RawTable, Workspace, quoted
from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.map_parts import UNLINKED, CrosswalkSpec, IdForm
from foi_return.text import NO_VALUE, SHEET_ERRORS

APART = "\x1f"
"""Stands between the name of a system and an id of it that is not known here; no cell holds it."""

_SCIENTIFIC = r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+"
_DECIMAL = r"[0-9]+\.0+"
_BEYOND_PRECISION = r"[1-9][0-9]{14}0+"
_DAMAGED = "|".join((_SCIENTIFIC, _DECIMAL, _BEYOND_PRECISION))
"""What Excel makes of long numbers: 1.23E+11, 12.0, and sixteen digits or more of which only fifteen are kept."""


def identify_children(workspace: Workspace, field_map: FieldMap, raw: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """The tables with one id for each child in the columns of ids, and with the doubts about those ids."""
    tables = dict(raw)
    child = field_map.child
    walks = {name: _read_crosswalk(workspace, spec, tables) for name, spec in field_map.crosswalks.items()}
    merged: dict[str, str] = {}
    if child.merged:
        merged, rings = _ends(walks[child.merged], child.id_form)
        _report_rings(workspace, field_map.crosswalks[child.merged], tables, child.id_form, rings)
    of_people = [(child.source, child.id, "")] if child.is_known else []
    columns = dict.fromkeys([*of_people, *_id_columns(field_map)])
    for source, column, system in columns:
        if source in tables:
            tables[source] = _with_damage(workspace, tables[source], column)
            if child.id_form or merged or system:
                walk = walks.get(system, {}) if system else None
                tables[source] = _identified(workspace, tables[source], column, child.id_form, system, walk, merged)
    for source, column, system in columns:
        if source != child.source and not system and source in tables and child.source in tables:
            people = tables[child.source]
            tables[source] = _with_lost_zeros(workspace, tables[source], column, people, people.columns[child.id])
    read = {(source, column) for source, column, _ in columns}
    for source, column in _part_columns(field_map):
        if source in tables and (source, column) not in read:
            tables[source] = _with_damage(workspace, tables[source], column)
    return tables


def _id_columns(field_map: FieldMap) -> Iterator[tuple[str, str, str]]:
    """The source, the column of children's ids and the system of each kind of records; empty is that of people."""
    for records in field_map.records.values():
        if len(records.id_columns) == 1:
            yield records.source, records.id_columns[0], records.child_ids


def _part_columns(field_map: FieldMap) -> Iterator[tuple[str, str]]:
    """The source and each column of ids of several columns.

    Such an id is no child's. Its columns stay as they are, but for one that is read as a child's id elsewhere.
    """
    for records in field_map.records.values():
        if len(records.id_columns) > 1:
            yield from ((records.source, column) for column in records.id_columns)


def _nobody(text: str) -> str:
    return f"lower({text}) IN ({', '.join(map(quoted, (NO_VALUE, *SHEET_ERRORS)))})"


def _padded(text: str, form: IdForm | None) -> str:
    return text if form is None else form.filled(text)


def _padded_sql(text: str, form: IdForm | None) -> str:
    if form is None:
        return text
    return (
        f"CASE WHEN length({text}) < {form.width} THEN lpad({text}, {form.width}, {quoted(form.fill)}) ELSE {text} END"
    )


def _read_crosswalk(workspace: Workspace, spec: CrosswalkSpec, tables: dict[str, RawTable]) -> dict[str, str]:
    """Other id to id here. Of several rows with one other id and different ids here the first counts."""
    for column in (spec.old, spec.new):
        tables[spec.source] = _with_damage(workspace, tables[spec.source], column)
    table = tables[spec.source]
    other, own = (trimmed_sql(table.columns[column]) for column in (spec.old, spec.new))
    rows = workspace.duckdb.execute(
        f"SELECT CAST({table.row_sql} AS BIGINT), {other}, {own} FROM {table.table} "
        f"WHERE {other} IS NOT NULL AND {own} IS NOT NULL AND NOT {_nobody(other)} AND NOT {_nobody(own)} ORDER BY 1"
    ).fetchall()
    found: dict[str, str] = {}
    again = [row for row, old, new in rows if found.setdefault(old, new) != new]
    if again:
        doubt = Finding(FindingCode.KEY_REPEATED, spec.source, len(again), spec.old, tuple(again))
        tables[spec.source] = replace(table, doubts=(*table.doubts, doubt))
    return found


def _ends(merged: Mapping[str, str], form: IdForm | None) -> tuple[dict[str, str], frozenset[str]]:
    """Each merged id with the one that is left at the end of its chain; in a ring, the first in order of text.

    Returns:
        Merged id to the one that is left, and the ids that stand in a ring.
    """
    steps = {_padded(old, form): _padded(new, form) for old, new in merged.items()}
    ends: dict[str, str] = {}
    rings: set[str] = set()
    for start in steps:
        path: dict[str, None] = {}
        at = start
        while at in steps and at not in path and at not in ends:
            path[at] = None
            at = steps[at]
        if at in path:
            ring = list(path)[list(path).index(at) :]
            at = min(ring)
            # An id that is merged into itself says nothing, and does no harm.
            rings.update(ring if len(ring) > 1 else ())
        end = ends.get(at, at)
        ends.update(dict.fromkeys(path, end))
    return ends, frozenset(rings)


def _report_rings(
    workspace: Workspace, spec: CrosswalkSpec, tables: dict[str, RawTable], form: IdForm | None, rings: frozenset[str]
) -> None:
    """The rows of a file of merged ids that close a ring: somebody has to say which id is left."""
    if not rings:
        return
    table = tables[spec.source]
    known = _pairs(workspace, {ring: ring for ring in sorted(rings)})
    old = _padded_sql(trimmed_sql(table.columns[spec.old]), form)
    query = (
        f"SELECT CAST({table.row_sql} AS BIGINT) FROM {table.table} WHERE {old} IN (SELECT old FROM {known}) ORDER BY 1"
    )
    tables[spec.source] = _with_doubt(table, FindingCode.IDS_IN_RING, spec.old, workspace.row_numbers(query))


def _identified(
    workspace: Workspace,
    table: RawTable,
    column: str,
    form: IdForm | None,
    system: str,
    walk: Mapping[str, str] | None,
    merged: Mapping[str, str],
) -> RawTable:
    """The table with one id for each child in a column; ids of a system that nothing translates are kept apart."""
    code = table.columns[column]
    others = ", ".join(f"t.{name}" for name in dict.fromkeys(table.columns.values()) if name != code)
    text = trimmed_sql(f"t.{code}")
    joins, own, lost = "", _padded_sql(text, form), "false"
    if walk is not None:
        known = _pairs(workspace, {old: _padded(new, form) for old, new in walk.items()})
        joins = f" LEFT JOIN {known} w ON w.old = {text}"
        lost = f"({text} IS NOT NULL AND NOT {_nobody(text)} AND w.old IS NULL)"
        own = f"CASE WHEN {lost} THEN {quoted(system + APART)} || {text} WHEN w.old IS NULL THEN {text} ELSE w.new END"
    nobody = f"{text} IS NULL OR {_nobody(text)}"
    row = f"t.{table.row_column}" if table.row_column else f"(t.rowid + {table.first_row})"
    query = (
        f"SELECT CAST({row} AS BIGINT) AS row_no, "
        f"CASE WHEN {nobody} THEN t.{code} ELSE {own} END AS {code}, {lost} AS lost"
        + (f", {others}" if others else "")
        + f" FROM {table.table} t{joins}"
    )
    if merged:
        left = _pairs(workspace, merged)
        kept = f"COALESCE(m.new, q.{code}) AS {code}"
        query = f"SELECT q.* REPLACE ({kept}) FROM ({query}) q LEFT JOIN {left} m ON m.old = q.{code}"
    name = workspace.new_table_name("identified")
    workspace.duckdb.execute(f"CREATE TABLE {name} AS {query}")
    translated = system not in ("", UNLINKED)
    unknown = workspace.row_numbers(f"SELECT DISTINCT row_no FROM {name} WHERE lost ORDER BY 1") if translated else ()
    found = Finding(FindingCode.ID_NOT_IN_CROSSWALK, table.name, len(unknown), column, unknown)
    doubts = [found] if unknown else []
    return replace(table, table=name, row_column="row_no", doubts=(*table.doubts, *doubts))


def _pairs(workspace: Workspace, pairs: Mapping[str, str]) -> str:
    name = workspace.new_table_name("pairs")
    workspace.insert_rows(name, ["old VARCHAR", "new VARCHAR"], iter(list(pairs.items())))
    return name


def _with_doubt(table: RawTable, code: FindingCode, column: str, rows: Sequence[int]) -> RawTable:
    if not rows or any(doubt.code is code and doubt.column == column for doubt in table.doubts):
        return table
    return replace(table, doubts=(*table.doubts, Finding(code, table.name, len(rows), column, tuple(rows))))


def _with_damage(workspace: Workspace, table: RawTable, column: str) -> RawTable:
    """Ids that look like what a spreadsheet makes of a long number."""
    code = table.columns[column]
    # The short tests spare nearly every row the slow one.
    perhaps = f"(contains({code}, '.') OR contains(upper({code}), 'E') OR length({code}) > 15)"
    damaged = f"regexp_full_match({trimmed_sql(code)}, {quoted(_DAMAGED)})"
    query = (
        f"SELECT DISTINCT CAST({table.row_sql} AS BIGINT) FROM {table.table} WHERE {perhaps} AND {damaged} ORDER BY 1"
    )
    return _with_doubt(table, FindingCode.ID_DAMAGED, column, workspace.row_numbers(query))


def _with_lost_zeros(workspace: Workspace, table: RawTable, column: str, people: RawTable, person: str) -> RawTable:
    """Ids of nobody that would be somebody's if leading zeros did not matter."""
    query = (
        f"WITH mine AS (SELECT CAST({table.row_sql} AS BIGINT) AS row_no, {trimmed_sql(table.columns[column])} AS id "
        f"FROM {table.table}), "
        f"theirs AS (SELECT DISTINCT {trimmed_sql(person)} AS id FROM {people.table}), "
        "lost AS (SELECT row_no, ltrim(id, '0') AS short FROM mine ANTI JOIN theirs USING (id) "
        "WHERE regexp_full_match(id, '[0-9]+')) "
        "SELECT DISTINCT row_no FROM lost SEMI JOIN (SELECT ltrim(id, '0') AS short FROM theirs "
        "WHERE regexp_full_match(id, '[0-9]+')) USING (short) ORDER BY 1"
    )
    return _with_doubt(table, FindingCode.ID_ZEROS_LOST, column, workspace.row_numbers(query))
