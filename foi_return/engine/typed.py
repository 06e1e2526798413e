"""Types the text of an extract inside the workspace: ids trimmed, dates as integers, everything else left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from foi_return.dates import (
    BLANKS,
    CELL_DATE,
    DATE_FORMATS,
    EXCEL_SERIAL,
    FIRST_DATE,
    LAST_DATE,
    LAST_END_DATE,
    SERIAL_SHAPE,
    TIME_OF_DAY,
)
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.terms.field_map import ChildSpec, RecordsSpec
from foi_return.text import NO_VALUE, SHEET_ERRORS

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The rows of a source that matter, with typed columns; codes stay as they stand in the file.

    Attributes:
        table: The table in the workspace; in a database that may only be read, a step of each query.
        codes: Column of the source to the column of the table that holds its values as text.
    """

    table: str | sa.FromClause
    codes: dict[str, str]


Conditions = Sequence[tuple[str, Sequence[str]]]
"""Columns of a raw table, each with exact texts: a row matters if one of them holds one of its texts."""


@dataclass(frozen=True, slots=True)
class _DateColumn:
    """A column of a raw table that holds dates, and how to read them."""

    column: str
    formats: Sequence[str]
    date_cells: bool
    last: date = LAST_DATE


def type_people(workspace: Workspace, raw: RawTable, child: ChildSpec) -> TypedTable:
    """Columns: `row_no`, `child_id`, `birth_key`, `birth_bad` (1 where what stands there is no date), codes."""
    return _create(
        workspace,
        raw,
        "people",
        raw.columns[child.id],
        {"birth": _DateColumn(raw.columns[child.birth_date], child.date_formats, raw.date_cells)},
        "CASE WHEN birth_key IS NULL AND birth_text IS NOT NULL THEN 1 ELSE 0 END AS birth_bad",
        {child.sex: "k0"} if child.sex is not None else {},
        "",
    )


def type_records(
    workspace: Workspace, raw: RawTable, spec: RecordsSpec, coded: Sequence[str], means: Conditions
) -> TypedTable:
    """Types the records that mean a category or context; the others bear on no figure and are left in the raw table.

    Columns: `row_no`, `child_id`, `start_key`, `start_blank`, `end_key`, `end_bad`, `end_early`, codes. A blank end
    date means that the record is still open. One before its start is taken as its start.
    """
    dates = {"start": _DateColumn(raw.columns[spec.start], spec.date_formats, raw.date_cells)}
    if spec.end is not None:
        dates["raw_end"] = _DateColumn(raw.columns[spec.end], spec.date_formats, raw.date_cells, LAST_END_DATE)
        end = (
            "CASE WHEN raw_end_key < start_key THEN start_key ELSE raw_end_key END AS end_key, "
            "CASE WHEN raw_end_key IS NULL AND raw_end_text IS NOT NULL THEN 1 ELSE 0 END AS end_bad, "
            "CASE WHEN raw_end_key < start_key THEN 1 ELSE 0 END AS end_early"
        )
    else:
        end = "CAST(NULL AS INTEGER) AS end_key, 0 AS end_bad, 0 AS end_early"
    conditions = [f"{column} IN ({', '.join(map(_quoted, texts))})" for column, texts in means if texts]
    return _create(
        workspace,
        raw,
        "records",
        raw.columns[spec.child],
        dates,
        f"CASE WHEN start_text IS NULL THEN 1 ELSE 0 END AS start_blank, {end}",
        {column: f"k{number}" for number, column in enumerate(coded)},
        f"WHERE {' OR '.join(conditions) or 'false'}",
    )


def _create(
    workspace: Workspace,
    raw: RawTable,
    stem: str,
    child: str,
    dates: Mapping[str, _DateColumn],
    select: str,
    codes: dict[str, str],
    where: str,
) -> TypedTable:
    """Creates a typed table step by step, each a query around the one before, so that no expression is repeated."""
    table = workspace.new_table_name(stem)
    texts = [f"CAST({raw.row_sql} AS BIGINT) AS row_no", f"{_trimmed(child)} AS child_text"]
    texts += [f"{_trimmed(source.column)} AS {name}_cell" for name, source in dates.items()]
    texts += [f"{raw.columns[column]} AS {code}" for column, code in codes.items()]
    query = f"SELECT {', '.join(texts)} FROM {raw.table} {where}"
    for step in (
        [f"{_id_sql('child_text')} AS child_id", *(f"{_filled(f'{name}_cell')} AS {name}_text" for name in dates)],
        [f"{_day_sql(f'{name}_text')} AS {name}_day" for name in dates],
        [f"{_date_sql(name, source)} AS {name}_date" for name, source in dates.items()],
        [f"{_key_sql(f'{name}_date', source.last)} AS {name}_key" for name, source in dates.items()],
    ):
        query = f"SELECT *, {', '.join(step)} FROM ({query})"
    keys = [f"{name}_key" for name in dates if not name.startswith("raw_")]
    columns = ["row_no", "child_id", *keys, select, *codes.values()]
    workspace.duckdb.execute(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM ({query})")
    return TypedTable(table, codes)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _trimmed(column: str) -> str:
    """The text of a cell without white space at its ends; NULL where nothing is left.

    A text that begins and ends with a visible ASCII character needs no trimming, which is slow over so many blanks.
    """
    visible = f"ord({column}) BETWEEN 33 AND 126 AND ord(right({column}, 1)) BETWEEN 33 AND 126"
    return f"CASE WHEN {visible} THEN {column} ELSE NULLIF(trim({column}, {_quoted(BLANKS)}), '') END"


def _id_sql(text: str) -> str:
    """An id; NULL where there is none, or where a spreadsheet's error stands: many rows with one error are no child."""
    nobody = ", ".join(map(_quoted, (NO_VALUE, *SHEET_ERRORS)))
    return f"CASE WHEN lower({text}) IN ({nobody}) THEN NULL ELSE {text} END"


def _filled(text: str) -> str:
    """The text of a cell with a date; NULL where there is none."""
    return f"CASE WHEN lower({text}) = {_quoted(NO_VALUE)} THEN NULL ELSE {text} END"


def _day_sql(text: str) -> str:
    """The text without a time of day."""
    return f"CASE WHEN contains({text}, ':') THEN regexp_replace({text}, {_quoted(TIME_OF_DAY)}, '') ELSE {text} END"


def _date_sql(name: str, source: _DateColumn) -> str:
    """The date in a cell, or NULL where the cell holds no date in any of the formats."""
    text, day = f"{name}_text", f"{name}_day"
    readings = []
    for form_name in dict.fromkeys([*source.formats, CELL_DATE] if source.date_cells else source.formats):
        if form_name == EXCEL_SERIAL:
            days = f"CAST(floor(TRY_CAST({text} AS DOUBLE)) AS INTEGER)"
            shape, found = f"regexp_full_match({text}, {_quoted(SERIAL_SHAPE)})", f"DATE '1899-12-30' + {days}"
        else:
            form = DATE_FORMATS[form_name]
            shape = f"regexp_full_match({day}, {_quoted(form.shape)})"
            found = f"CAST(try_strptime({day}, {_quoted(form.pattern)}) AS DATE)"
        readings.append(f"CASE WHEN {shape} THEN {found} END")
    return f"COALESCE({', '.join(readings)})"


def _key_sql(found: str, last: date) -> str:
    """The date as the integer yyyymmdd, or NULL where it is too early or late to be about a child of the request."""
    key = f"CAST(year({found}) * 10000 + month({found}) * 100 + day({found}) AS INTEGER)"
    return f"CASE WHEN {found} BETWEEN DATE '{FIRST_DATE}' AND DATE '{last}' THEN {key} END"
