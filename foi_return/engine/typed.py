"""Types the text of an extract inside the workspace: ids trimmed, dates as integers, everything else left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
from foi_return.engine.workspace import RawTable, Workspace, quoted
from foi_return.terms.map_parts import ChildSpec, RecordsSpec
from foi_return.text import NO_VALUE, SHEET_ERRORS

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The rows of a source that matter, with typed columns; codes stay as they stand in the file.

    Attributes:
        table: The table in the workspace; in a database that may only be read, a step of each query.
        codes: Column of the source to the column of the table that holds its values as text.
        phrases: Columns of the table that say whether a phrase was found.
    """

    table: str | sa.FromClause
    codes: dict[str, str]
    phrases: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """Every column of the table that holds text."""
        return [*self.codes.values(), *self.phrases]


ID_GAP = "id_gap"
"""The column of a typed table that says which column of an id of several is blank."""

ESCAPES = (("~", "~0"), ("|", "~1"))
"""What is written in place of two characters in the parts of an id, in this order: no part then holds the second."""

PART = "|"
"""Stands between the parts of an id of several columns, in which it does not occur."""

COMPOSED = " "
"""Begins an id of several columns, and no other: ids are trimmed, so that none of one column begins with a blank."""

FOUND = "found"
"""What the typed table holds where a phrase was found; the free text itself stays where it is."""

Conditions = Sequence[tuple[str, Sequence[str]]]
"""Columns of a raw table, each with exact texts: a row matters if one of them holds one of its texts."""


@dataclass(frozen=True, slots=True)
class _DateColumn:
    """A column of a raw table that holds dates, and how to read them."""

    column: str
    formats: Sequence[str]
    date_cells: bool
    last: date = LAST_DATE


def no_people(workspace: Workspace) -> TypedTable:
    """A typed table of people with nobody in it, for what has no source of people."""
    table = workspace.new_table_name("people")
    columns = "row_no BIGINT, child_id VARCHAR, birth_key INTEGER, birth_bad INTEGER"
    workspace.duckdb.execute(f"CREATE TABLE {table} ({columns})")
    return TypedTable(table, {})


def type_people(workspace: Workspace, raw: RawTable, child: ChildSpec) -> TypedTable:
    """Columns: `row_no`, `child_id`, `birth_key`, `birth_bad` (1 where what stands there is no date), codes."""
    return _create(
        workspace,
        raw,
        "people",
        [raw.columns[child.id]],
        {"birth": _DateColumn(raw.columns[child.birth_date], child.date_formats, raw.date_cells)},
        "CASE WHEN birth_key IS NULL AND birth_text IS NOT NULL THEN 1 ELSE 0 END AS birth_bad",
        {child.sex: "k0"} if child.sex is not None else {},
        "",
    )


def type_records(
    workspace: Workspace,
    raw: RawTable,
    spec: RecordsSpec,
    coded: Sequence[str],
    means: Conditions,
    phrases: Conditions = (),
) -> TypedTable:
    """Types the records that mean a category or context; the others bear on no figure and are left in the raw table.

    Columns: `row_no`, `child_id`, `start_key`, `start_blank`, `end_key`, `end_bad`, `end_early`, codes. A blank end
    date means that the record is still open. One before its start is taken as its start. `p0`, `p1` ... hold `FOUND`
    where the column of that number in `phrases` contains one of its phrases. Where the records are linked to others,
    `near_from_key` and `near_to_key` are the days between which one of those must have been. For a breakdown that is
    the time between two dates, `first0_key`, `last0_key`, `first1_key` ... are those, in the order of the map. An id of
    several columns is one text (`joined_sql`); `id_gap` is then the number of the first that is blank, from 0.
    """
    dates = {"start": _DateColumn(raw.columns[spec.start], spec.date_formats, raw.date_cells)}
    for name, column in between_columns(spec):
        dates[name] = _DateColumn(raw.columns[column], spec.date_formats, raw.date_cells)
    if spec.end is not None:
        dates["raw_end"] = _DateColumn(raw.columns[spec.end], spec.date_formats, raw.date_cells, LAST_END_DATE)
        end = (
            "CASE WHEN raw_end_key < start_key THEN start_key ELSE raw_end_key END AS end_key, "
            "CASE WHEN raw_end_key IS NULL AND raw_end_text IS NOT NULL THEN 1 ELSE 0 END AS end_bad, "
            "CASE WHEN raw_end_key < start_key THEN 1 ELSE 0 END AS end_early"
        )
    else:
        end = "CAST(NULL AS INTEGER) AS end_key, 0 AS end_bad, 0 AS end_early"
    if spec.linked_to is not None:
        end += "".join(
            f", {_key_sql(f'(start_date {sign} INTERVAL {spec.linked_to.within_days} DAY)', LAST_END_DATE)} AS {name}"
            for sign, name in (("-", "near_from_key"), ("+", "near_to_key"))
        )
    every = any(not column for column, _ in means)
    conditions = [f"{column} IN ({', '.join(map(quoted, texts))})" for column, texts in means if texts]
    found = [_contains_sql(column, wanted) for column, wanted in phrases]
    conditions += found
    return _create(
        workspace,
        raw,
        "records",
        [raw.columns[column] for column in spec.id_columns],
        dates,
        f"CASE WHEN start_text IS NULL THEN 1 ELSE 0 END AS start_blank, {end}",
        {column: f"k{number}" for number, column in enumerate(coded)},
        "" if every else f"WHERE {' OR '.join(conditions) or 'false'}",
        {f"p{number}": condition for number, condition in enumerate(found)},
    )


def between_columns(spec: RecordsSpec) -> Iterator[tuple[str, str]]:
    """The dates of breakdowns that are the time between two: what the typed table calls each, and its column."""
    pairs = [classes for classes in spec.classes.values() if classes.first and classes.last]
    for number, classes in enumerate(pairs):
        yield f"first{number}", classes.first or ""
        yield f"last{number}", classes.last or ""


def _contains_sql(column: str, phrases: Sequence[str]) -> str:
    """Whether a text contains one of some phrases as whole words."""
    pattern = "|".join(_phrase_pattern(phrase) for phrase in phrases)
    return f"COALESCE(regexp_matches({column}, {quoted(pattern)}, 'i'), false)"


def _phrase_pattern(phrase: str) -> str:
    """A regular expression, as RE2 reads it, for a phrase as whole words, whatever the white space between them."""
    words = [re.escape(word) for word in phrase.split()]
    return "(^|[^A-Za-z0-9])" + r"[ \t\r\n\x{A0}]+".join(words) + "($|[^A-Za-z0-9])"


def _create(
    workspace: Workspace,
    raw: RawTable,
    stem: str,
    ids: Sequence[str],
    dates: Mapping[str, _DateColumn],
    select: str,
    codes: dict[str, str],
    where: str,
    found: Mapping[str, str] | None = None,
) -> TypedTable:
    """Creates a typed table step by step, each a query around the one before, so that no expression is repeated."""
    table = workspace.new_table_name(stem)
    texts = [f"CAST({raw.row_sql} AS BIGINT) AS row_no"]
    texts += [f"{trimmed_sql(column)} AS id{number}_text" for number, column in enumerate(ids)]
    texts += [f"{trimmed_sql(source.column)} AS {name}_cell" for name, source in dates.items()]
    texts += [f"{raw.columns[column]} AS {code}" for column, code in codes.items()]
    phrases = found or {}
    texts += [f"CASE WHEN {condition} THEN {quoted(FOUND)} END AS {name}" for name, condition in phrases.items()]
    query = f"SELECT {', '.join(texts)} FROM {raw.table} {where}"
    for step in (
        [
            *(f"{_id_sql(f'id{number}_text')} AS id{number}" for number in range(len(ids))),
            *(f"{_filled(f'{name}_cell')} AS {name}_text" for name in dates),
        ],
        [
            f"{joined_sql([f'id{number}' for number in range(len(ids))])} AS child_id",
            *(f"{_day_sql(f'{name}_text')} AS {name}_day" for name in dates),
        ],
        [f"{_date_sql(name, source)} AS {name}_date" for name, source in dates.items()],
        [f"{_key_sql(f'{name}_date', source.last)} AS {name}_key" for name, source in dates.items()],
    ):
        query = f"SELECT *, {', '.join(step)} FROM ({query})"
    keys = [f"{name}_key" for name in dates if not name.startswith("raw_")]
    blank = " ".join(f"WHEN id{number} IS NULL THEN {number}" for number in range(len(ids)))
    gap = [f"CASE {blank} END AS {ID_GAP}"] if len(ids) > 1 else []
    columns = ["row_no", "child_id", *gap, *keys, select, *codes.values(), *phrases]
    workspace.duckdb.execute(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM ({query})")
    return TypedTable(table, codes, tuple(phrases))


def trimmed_sql(column: str) -> str:
    """The text of a cell without white space at its ends; NULL where nothing is left.

    A text that begins and ends with a visible ASCII character needs no trimming, which is slow over so many blanks.
    """
    visible = f"ord({column}) BETWEEN 33 AND 126 AND ord(right({column}, 1)) BETWEEN 33 AND 126"
    return f"CASE WHEN {visible} THEN {column} ELSE NULLIF(trim({column}, {quoted(BLANKS)}), '') END"


def _id_sql(text: str) -> str:
    """An id; NULL where there is none, or where a spreadsheet's error stands: many rows with one error are no child."""
    nobody = ", ".join(map(quoted, (NO_VALUE, *SHEET_ERRORS)))
    return f"CASE WHEN lower({text}) IN ({nobody}) THEN NULL ELSE {text} END"


def joined_sql(parts: Sequence[str]) -> str:
    """One text for the parts of an id, the same only if each part is; NULL where a part is. One part stays as it is."""
    if len(parts) == 1:
        return parts[0]
    for character, written in ESCAPES:
        parts = [f"replace({part}, {quoted(character)}, {quoted(written)})" for part in parts]
    return f"{quoted(COMPOSED)} || " + f" || {quoted(PART)} || ".join(parts)


def _filled(text: str) -> str:
    """The text of a cell with a date; NULL where there is none."""
    return f"CASE WHEN lower({text}) = {quoted(NO_VALUE)} THEN NULL ELSE {text} END"


def _day_sql(text: str) -> str:
    """The text without a time of day."""
    return f"CASE WHEN contains({text}, ':') THEN regexp_replace({text}, {quoted(TIME_OF_DAY)}, '') ELSE {text} END"


def _date_sql(name: str, source: _DateColumn) -> str:
    """The date in a cell, or NULL where the cell holds no date in any of the formats."""
    text, day = f"{name}_text", f"{name}_day"
    readings = []
    for form_name in dict.fromkeys([*source.formats, CELL_DATE] if source.date_cells else source.formats):
        if form_name == EXCEL_SERIAL:
            days = f"CAST(floor(TRY_CAST({text} AS DOUBLE)) AS INTEGER)"
            shape, found = f"regexp_full_match({text}, {quoted(SERIAL_SHAPE)})", f"DATE '1899-12-30' + {days}"
        else:
            form = DATE_FORMATS[form_name]
            shape = f"regexp_full_match({day}, {quoted(form.shape)})"
            found = f"CAST(try_strptime({day}, {quoted(form.pattern)}) AS DATE)"
        readings.append(f"CASE WHEN {shape} THEN {found} END")
    return f"COALESCE({', '.join(readings)})"


def _key_sql(found: str, last: date) -> str:
    """The date as the integer yyyymmdd, or NULL where it is too early or late to be about a child of the request."""
    key = f"CAST(year({found}) * 10000 + month({found}) * 100 + day({found}) AS INTEGER)"
    return f"CASE WHEN {found} BETWEEN DATE '{FIRST_DATE}' AND DATE '{last}' THEN {key} END"
