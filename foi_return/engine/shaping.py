"""Makes tables from sources: joins them and unpacks cells, in the workspace, before anything is typed.

A row of a table stands in the row of the file that its base has, so that findings and traces name rows of files. Of
several rows of a joined source with one key the first counts, unless the map says that each of them is meant: nothing
is multiplied by mistake. A row that was exported twice is no doubt about its key; rows that differ are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from foi_return.dates import BLANKS
from foi_return.engine.identity import identify_children
from foi_return.engine.typed import trimmed_sql
from foi_return.engine.workspace import RawTable, Workspace, quoted
from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.places import ROWS_OF_A_PIECE
from foi_return.terms.shapes import Join, Packing, RowCount, TableSpec, Unpacking
from foi_return.text import NO_VALUE


def shape_tables(
    workspace: Workspace, field_map: FieldMap, raw: Mapping[str, RawTable], needed: Mapping[str, Sequence[str]]
) -> dict[str, RawTable]:
    """The sources and every table that the map makes from them, with one id for each child.

    Args:
        workspace: Where they are.
        field_map: What the tables are.
        raw: The sources.
        needed: The columns of each table that are read, under their names in the table.
    """
    tables = dict(raw)
    for name, spec in field_map.tables.items():
        if needed.get(name):
            tables[name] = _shape(workspace, spec, raw, list(dict.fromkeys([*needed[name], *spec.joining_columns()])))
            told = _told_with_records(field_map)
            doubts = [each for each in tables[name].doubts if (each.code, each.source) not in told]
            tables[name] = replace(tables[name], doubts=tuple(doubts))
    return identify_children(workspace, field_map, tables)


def _told_with_records(field_map: FieldMap) -> set[tuple[FindingCode, str]]:
    """Repeated rows of files that hold what is counted by an id of its own: they are looked for among what counts."""
    records = (each for each in field_map.records.values() if each.has_own_id(field_map.child))
    return {(FindingCode.ROW_REPEATED, field_map.base_of(each.source)) for each in records}


def _shape(workspace: Workspace, spec: TableSpec, raw: Mapping[str, RawTable], columns: Sequence[str]) -> RawTable:
    base = raw[spec.base]
    made = {spec.unpacking.into if spec.unpacking else None, *(count.into for count in spec.counts)}
    kept = [column for column in columns if column not in made]
    of_base = [column for column in kept if spec.place_of(column)[0] == spec.base]
    code = {column: f"c{number}" for number, column in enumerate(kept)}
    table = RawTable(
        spec.name,
        _create(
            workspace,
            f"SELECT CAST({base.row_sql} AS BIGINT) AS row_no, "
            + ", ".join(f"{base.columns[column]} AS {code[column]}" for column in of_base)
            + f" FROM {base.table}",
        ),
        {column: code[column] for column in of_base},
        base.header_row,
        base.first_row,
        row_column="row_no",
        date_cells=any(raw[source].date_cells for source in [spec.base, *(join.source for join in spec.joins)]),
        pieces=base.pieces,
    )
    for join in spec.joins:
        own = [column for column in kept if spec.place_of(column)[0] == join.source]
        table = _joined(workspace, table, raw[join.source], join, {column: code[column] for column in own})
    for count in spec.counts:
        if count.into in columns:
            table = _counted(workspace, table, raw[count.source], count)
    return _unpacked(workspace, table, spec.unpacking) if spec.unpacking else table


def _counted(workspace: Workspace, table: RawTable, other: RawTable, count: RowCount) -> RawTable:
    """The table with the number of rows of another source that fit each of its rows, as text."""
    keys = [_key(f"o.{other.columns[column]}") for column in count.where.values()]
    ours = [_key(f"t.{table.columns[column]}") for column in count.where]
    of_what = f"DISTINCT {_key(f'o.{other.columns[count.distinct]}')}" if count.distinct else "*"
    numbers = _create(
        workspace,
        f"SELECT {', '.join(f'{key} AS k{number}' for number, key in enumerate(keys))}, COUNT({of_what}) AS fitting "
        f"FROM {other.table} o GROUP BY {', '.join(keys)}",
    )
    fits = " AND ".join(f"{key} = n.k{number}" for number, key in enumerate(ours))
    code = f"n{len(table.columns)}"
    counted = _create(
        workspace,
        f"SELECT t.*, CAST(COALESCE(n.fitting, 0) AS VARCHAR) AS {code} "
        f"FROM {table.table} t LEFT JOIN {numbers} n ON {fits}",
    )
    workspace.duckdb.execute(f"DROP TABLE {numbers}")
    workspace.duckdb.execute(f"DROP TABLE {table.table}")
    return replace(table, table=counted, columns={**table.columns, count.into: code})


def _create(workspace: Workspace, query: str) -> str:
    name = workspace.new_table_name("shaped")
    workspace.duckdb.execute(f"CREATE TABLE {name} AS {query}")
    return name


def _key(column: str) -> str:
    """The text of a key, without white space around it; NULL where there is none, so that it fits nothing."""
    trimmed = trimmed_sql(column)
    return f"CASE WHEN lower({trimmed}) = {quoted(NO_VALUE)} THEN NULL ELSE {trimmed} END"


def _joined(workspace: Workspace, table: RawTable, other: RawTable, join: Join, columns: Mapping[str, str]) -> RawTable:
    """The table with the columns of another source, and what was doubtful about it."""
    theirs = {column: other.columns[column.removeprefix(f"{join.source}.")] for column in columns}
    keys = [_key(f"o.{other.columns[column]}") for column in join.where.values()]
    ours = [_key(f"t.{table.columns[column]}") for column in join.where]
    row = f"o.{other.row_column}" if other.row_column else f"(o.rowid + {other.first_row})"
    in_order = f"OVER (PARTITION BY {', '.join(keys)} ORDER BY {row})"
    in_file = f"OVER (PARTITION BY {', '.join(keys)}, {row} // {ROWS_OF_A_PIECE} ORDER BY {row})"
    again = f"row_number() {in_file if other.pieces else in_order} > 1"
    repeats = f"{again} AND {_differs(other.columns.values(), in_file if other.pieces else in_order)}"
    if other.pieces and theirs:
        # Files of one year each have a key in every year: that is a doubt only where what is joined differs.
        repeats = f"({repeats}) OR {_differs(theirs.values(), in_order)}"
    first = _create(
        workspace,
        f"SELECT CAST({row} AS BIGINT) AS row_no, "
        + ", ".join(f"{key} AS k{number}" for number, key in enumerate(keys))
        + "".join(f", o.{theirs[column]} AS {code}" for column, code in columns.items())
        + f", row_number() {in_order} AS place, {again} AS again, {repeats} AS repeats FROM {other.table} o "
        + f"WHERE {' AND '.join(f'{key} IS NOT NULL' for key in keys)}",
    )
    fits = " AND ".join(f"{key} = f.k{number}" for number, key in enumerate(ours))
    joined = _create(
        workspace,
        f"SELECT t.*{''.join(f', f.{code}' for code in columns.values())}, f.row_no IS NULL AS unmatched "
        f"FROM {table.table} t LEFT JOIN (SELECT * FROM {first}{'' if join.each else ' WHERE place = 1'}) f ON {fits}",
    )
    named = " IS NOT NULL AND ".join(ours) + " IS NOT NULL"
    lost = workspace.row_numbers(f"SELECT DISTINCT row_no FROM {joined} t WHERE unmatched AND {named} ORDER BY 1")
    unlike, alike = (
        () if join.each else workspace.row_numbers(f"SELECT row_no FROM {first} WHERE {which} ORDER BY 1")
        for which in ("repeats", "again AND NOT repeats")
    )
    workspace.duckdb.execute(f"ALTER TABLE {joined} DROP COLUMN unmatched")
    workspace.duckdb.execute(f"DROP TABLE {first}")
    workspace.duckdb.execute(f"DROP TABLE {table.table}")
    doubts = [
        Finding(FindingCode.KEY_UNMATCHED, table.name, len(lost), ", ".join(join.where), lost),
        Finding(FindingCode.KEY_REPEATED, join.source, len(unlike), ", ".join(join.where.values()), unlike),
        Finding(FindingCode.ROW_REPEATED, join.source, len(alike), rows=alike),
    ]
    return replace(
        table,
        table=joined,
        columns={**table.columns, **columns},
        doubts=(*table.doubts, *(doubt for doubt in doubts if doubt.rows)),
    )


def _differs(columns: Iterable[str], window: str) -> str:
    """Whether a row of the other source differs in one of the columns from the first row of a window."""
    texts = f"list_value({', '.join(trimmed_sql(f'o.{column}') for column in dict.fromkeys(columns))})"
    return f"{texts} IS DISTINCT FROM first_value({texts}) {window}"


def _unpacked(workspace: Workspace, table: RawTable, unpacking: Unpacking) -> RawTable:
    """The table with a row for each value that a cell holds; rows whose cell holds none are left out."""
    packed = f"t.{table.columns[unpacking.column]}"
    if unpacking.packing is Packing.DELIMITED:
        query = (
            f"SELECT t.*, v.item AS item FROM {table.table} t, "
            f"unnest(string_split({packed}, {quoted(unpacking.delimiter)})) AS v(item)"
        )
        malformed: tuple[int, ...] = ()
    else:
        form = "ARRAY" if unpacking.packing is Packing.JSON_LIST else "OBJECT"
        good = f"CASE WHEN json_valid({packed}) AND json_type({packed}) = '{form}' THEN {packed} END"
        filled = f"trim({packed}, {quoted(BLANKS)}) NOT IN ('', {quoted(NO_VALUE)}) AND {packed} IS NOT NULL"
        bad = f"{filled} AND ({good}) IS NULL AND lower(trim({packed}, {quoted(BLANKS)})) <> {quoted(NO_VALUE)}"
        malformed = workspace.row_numbers(f"SELECT DISTINCT row_no FROM {table.table} t WHERE {bad} ORDER BY 1")
        query = _json_query(table, good, unpacking)
    item = trimmed_sql("item")
    name = _create(workspace, f"SELECT * REPLACE ({item} AS item) FROM ({query}) WHERE {item} IS NOT NULL")
    workspace.duckdb.execute(f"DROP TABLE {table.table}")
    found = Finding(FindingCode.CELL_NOT_JSON, table.name, len(malformed), unpacking.column, malformed)
    doubts = (*table.doubts, found) if malformed else table.doubts
    return replace(table, table=name, columns={**table.columns, unpacking.into: "item"}, doubts=doubts)


def _json_query(table: RawTable, good: str, unpacking: Unpacking) -> str:
    if unpacking.packing is Packing.JSON_LIST:
        return f"SELECT t.*, unnest(json_extract_string({good}, '$[*]')) AS item FROM {table.table} t"
    true_values = ", ".join(quoted(value.strip().lower()) for value in unpacking.true_values)
    said = f"lower(trim(json_extract_string(v.value, '$'), {quoted(BLANKS)}))"
    return f"SELECT t.*, v.key AS item FROM {table.table} t, json_each({good}) v WHERE {said} IN ({true_values})"
