"""Types the text of an extract inside the workspace: ids trimmed, dates as integers, everything else left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_return.dates import (
    BLANKS,
    CELL_DATE,
    DATE_FORMATS,
    EXCEL_SERIAL,
    FIRST_DATE,
    LAST_DATE,
    TIME_OF_DAY,
    date_key,
)
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.terms.field_map import ChildSpec, RecordsSpec


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A source with typed columns, one row for each row that could be read.

    Attributes:
        table: The table in the workspace.
        codes: Column of the source to the column of the table that holds its values as text.
    """

    table: str
    codes: dict[str, str]


def type_people(workspace: Workspace, raw: RawTable, child: ChildSpec) -> TypedTable:
    """Columns: `row_no`, `child_id`, `birth_key`, `birth_bad` (1 where what stands there is no date), codes."""
    birth = raw.columns[child.birth_date]
    codes = {child.sex: "k0"} if child.sex is not None else {}
    return _create(
        workspace,
        raw,
        "people",
        {
            "child_id": _trimmed(raw.columns[child.id]),
            "birth_key": _date_key_sql(birth, child.date_formats, raw.date_cells),
            "birth_blank": _blank_sql(birth),
        },
        "SELECT row_no, child_id, birth_key, "
        "CASE WHEN birth_key IS NULL AND birth_blank = 0 THEN 1 ELSE 0 END AS birth_bad",
        codes,
    )


def type_records(workspace: Workspace, raw: RawTable, spec: RecordsSpec, coded: Sequence[str]) -> TypedTable:
    """Columns: `row_no`, `child_id`, `start_key`, `start_blank`, `end_key`, `end_bad`, `end_early`, codes.

    A blank end date means that the record is still open. One before its start is taken as its start.
    """
    start = raw.columns[spec.start]
    end = raw.columns[spec.end] if spec.end is not None else None
    columns = list(coded)
    columns += [grade.column for grade in (spec.risk_level, spec.identified_as) if grade is not None]
    codes = {column: f"k{number}" for number, column in enumerate(dict.fromkeys(columns))}
    return _create(
        workspace,
        raw,
        "records",
        {
            "child_id": _trimmed(raw.columns[spec.child]),
            "start_key": _date_key_sql(start, spec.date_formats, raw.date_cells),
            "start_blank": _blank_sql(start),
            "end_raw_key": _date_key_sql(end, spec.date_formats, raw.date_cells) if end else "CAST(NULL AS INTEGER)",
            "end_blank": _blank_sql(end) if end else "1",
        },
        "SELECT row_no, child_id, start_key, start_blank, "
        "CASE WHEN end_raw_key < start_key THEN start_key ELSE end_raw_key END AS end_key, "
        "CASE WHEN end_raw_key IS NULL AND end_blank = 0 THEN 1 ELSE 0 END AS end_bad, "
        "CASE WHEN end_raw_key < start_key THEN 1 ELSE 0 END AS end_early",
        codes,
    )


def _create(
    workspace: Workspace,
    raw: RawTable,
    stem: str,
    expressions: dict[str, str],
    select: str,
    codes: dict[str, str],
) -> TypedTable:
    table = workspace.new_table_name(stem)
    inner = [f"CAST({raw.row_sql} AS BIGINT) AS row_no"]
    inner += [f"{expression} AS {name}" for name, expression in expressions.items()]
    inner += [f"{_trimmed(raw.columns[column])} AS {name}" for column, name in codes.items()]
    outer = ", ".join([select, *codes.values()])
    workspace.duckdb.execute(f"CREATE TABLE {table} AS {outer} FROM (SELECT {', '.join(inner)} FROM {raw.table})")
    return TypedTable(table, codes)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _trimmed(column: str) -> str:
    """The text of a cell without white space at its ends; NULL where nothing is left."""
    return f"NULLIF(trim({column}, {_quoted(BLANKS)}), '')"


def _blank_sql(column: str) -> str:
    return f"CASE WHEN {_trimmed(column)} IS NULL THEN 1 ELSE 0 END"


def _date_key_sql(column: str, formats: Sequence[str], date_cells: bool) -> str:
    """The date in a cell as the integer yyyymmdd, or NULL where the cell holds no date in any of the formats."""
    text = _trimmed(column)
    day = f"CASE WHEN contains({text}, ':') THEN regexp_replace({text}, {_quoted(TIME_OF_DAY)}, '') ELSE {text} END"
    names = dict.fromkeys([*formats, CELL_DATE] if date_cells else formats)
    free = [DATE_FORMATS[name] for name in names if name in DATE_FORMATS and not DATE_FORMATS[name].length]
    fixed = [DATE_FORMATS[name] for name in names if name in DATE_FORMATS and DATE_FORMATS[name].length]
    readings = []
    if free:
        patterns = ", ".join(_quoted(form.pattern) for form in free)
        readings.append(f"CAST(try_strptime({day}, [{patterns}]) AS DATE)")
    for form in fixed:
        parsed = f"CAST(try_strptime({day}, {_quoted(form.pattern)}) AS DATE)"
        readings.append(f"CASE WHEN length({day}) = {form.length} THEN {parsed} END")
    if EXCEL_SERIAL in names:
        days = f"CAST(floor(CAST({text} AS DOUBLE)) AS INTEGER)"
        readings.append(
            f"CASE WHEN regexp_full_match({text}, '\\d{{1,6}}(\\.\\d+)?') THEN DATE '1899-12-30' + {days} END"
        )
    found = f"COALESCE({', '.join(readings)})"
    key = f"CAST(year({found}) * 10000 + month({found}) * 100 + day({found}) AS INTEGER)"
    return f"CASE WHEN {key} BETWEEN {date_key(FIRST_DATE)} AND {date_key(LAST_DATE)} THEN {key} END"
