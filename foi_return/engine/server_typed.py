"""Types the rows of a database inside its own queries: steps in SQL in place of tables, for a role that may only read.

A row of a database has no number. Where a query wants one, the child's id stands in its place, and only counts of it
are asked for: rows by `COUNT(*)`, children by `COUNT` of the different ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foi_return.dates import LAST_DATE, LAST_END_DATE, date_key
from foi_return.engine.server_sql import (
    TEXT_FORMATS,
    Expression,
    Kind,
    ServerSql,
    ServerTable,
    is_one_of,
    within,
)
from foi_return.engine.typed import ID_GAP, TypedTable, between_columns
from foi_return.errors import Fault, FieldMapError
from foi_return.terms.map_parts import ChildSpec, RecordsSpec
from foi_return.text import listed

Meaning = tuple[str, Sequence[str]]
"""A column of a source and exact texts: a record matters if it holds one of them."""


@dataclass(frozen=True, slots=True)
class _DateColumn:
    column: str
    formats: Sequence[str]
    last_key: int = date_key(LAST_DATE)


def no_server_people(sql: ServerSql) -> TypedTable:
    """A step of a query with nobody in it, for what has no source of people."""
    nobody: list[sa.ColumnElement[Any]] = [
        sa.cast(sa.null(), sa.String(64)).label("row_no"),
        sa.cast(sa.null(), sa.String(64)).label("child_id"),
        sa.cast(sa.null(), sa.Integer).label("birth_key"),
        sa.literal(0).label("birth_bad"),
    ]
    return TypedTable(sql.kept(sa.select(*nobody).where(sa.literal(1) == 0), "people_typed"), {})


def type_server_people(sql: ServerSql, source: ServerTable, child: ChildSpec) -> TypedTable:
    """People as a step of a query: `row_no`, `child_id`, `birth_key`, `birth_bad`, codes.

    Raises:
        FieldMapError: The id or the birth date is in a form that is not read on a server.
    """
    dates = {"birth": _DateColumn(child.birth_date, child.date_formats)}
    codes = {child.sex: "k0"} if child.sex is not None else {}
    rows = _typed_rows(sql, source, [child.id], dates, codes, None)
    bad = _flag(sa.and_(rows.c.birth_key.is_(None), rows.c.birth_blank == 0))
    columns = [rows.c.birth_key, bad.label("birth_bad"), *(rows.c[code] for code in codes.values())]
    step = sa.select(rows.c.child_id.label("row_no"), rows.c.child_id, *columns)
    return TypedTable(sql.kept(step, "people_typed"), codes)


def type_server_records(
    sql: ServerSql, source: ServerTable, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Meaning]
) -> TypedTable:
    """Records that mean something as a step of a query.

    Columns: `row_no`, `child_id`, `id_gap` for an id of several columns, `start_key`, `start_blank`, `end_key`,
    `end_bad`, `end_early`, codes; they mean what they do in `typed.type_records`.

    Raises:
        FieldMapError: The id or a date is in a form that is not read on a server.
    """
    dates = {"start": _DateColumn(spec.start, spec.date_formats)}
    pairs = dict(between_columns(spec))
    dates |= {name: _DateColumn(column, spec.date_formats) for name, column in pairs.items()}
    if spec.end is not None:
        dates["end"] = _DateColumn(spec.end, spec.date_formats, date_key(LAST_END_DATE))
    codes = {column: f"k{number}" for number, column in enumerate(coded)}
    conditions = [is_one_of(sql.text(source.cell(column)), texts) for column, texts in means if texts]
    every = any(not column for column, _ in means)
    rows = _typed_rows(sql, source, spec.id_columns, dates, codes, None if every else sa.or_(sa.false(), *conditions))
    if spec.end is None:
        ends: list[Expression] = [sa.cast(sa.null(), sa.Integer), sa.literal(0), sa.literal(0)]
    else:
        early = rows.c.end_key < rows.c.start_key
        ends = [
            sa.case((early, rows.c.start_key), else_=rows.c.end_key),
            _flag(sa.and_(rows.c.end_key.is_(None), rows.c.end_blank == 0)),
            _flag(early),
        ]
    step = sa.select(
        rows.c.child_id.label("row_no"),
        rows.c.child_id,
        *([rows.c[ID_GAP]] if len(spec.id_columns) > 1 else []),
        rows.c.start_key,
        rows.c.start_blank,
        *(end.label(name) for end, name in zip(ends, ("end_key", "end_bad", "end_early"), strict=True)),
        *(rows.c[f"{name}_key"] for name in pairs),
        *(rows.c[code] for code in codes.values()),
    )
    return TypedTable(sql.kept(step, f"records_{spec.name}"), codes)


def _flag(condition: Expression) -> Expression:
    return sa.case((condition, 1), else_=0)


def _typed_rows(
    sql: ServerSql,
    source: ServerTable,
    ids: Sequence[str],
    dates: Mapping[str, _DateColumn],
    codes: Mapping[str, str],
    where: Expression | None,
) -> sa.FromClause:
    """The id, and for each date its key and whether it is blank; step by step, as `typed` does it."""
    _refuse_unreadable(source, ids, dates)
    id_texts = ["child_text"] if len(ids) == 1 else [f"id{number}_text" for number in range(len(ids))]
    cells = [sql.trimmed(source.cell(column)).label(name) for column, name in zip(ids, id_texts, strict=True)]
    cells += [sql.text(source.cell(column)).label(code) for column, code in codes.items()]
    for name, date in dates.items():
        cell, kind = source.cell(date.column), source.columns[date.column].kind
        if kind.is_date:
            cells += [
                sql.day_of_date(cell, kind).label(f"{name}_day"),
                _flag(cell.is_(None)).label(f"{name}_blank"),
            ]
        else:
            cells.append(sql.trimmed(cell).label(f"{name}_cell"))
    query = sa.select(*cells)
    rows = sql.fenced(query if where is None else query.where(where), "cells")
    written = [name for name, date in dates.items() if not source.columns[date.column].kind.is_date]
    texts = [sql.filled(rows.c[f"{name}_cell"]).label(f"{name}_text") for name in written]
    if len(ids) > 1:
        parts = [sql.identity(rows.c[name]).label(name.replace("text", "part")) for name in id_texts]
        rows = sql.fenced(_with(rows, [*parts, *texts], ("_cell", *id_texts)), "texts")
        id_parts = [rows.c[part.name] for part in parts]
        gap = sa.case(*((part.is_(None), number) for number, part in enumerate(id_parts)), else_=None)
        joined = [sql.joined(id_parts).label("child_id"), gap.label(ID_GAP)]
        rows = sql.fenced(_with(rows, joined, ("_part",)), "ids")
    else:
        rows = sql.fenced(_with(rows, [sql.identity(rows.c.child_text).label("child_id"), *texts]), "texts")
    if written:
        days = []
        for name in written:
            text = rows.c[f"{name}_text"]
            days.append(sql.day_of_text(text, dates[name].formats).label(f"{name}_day"))
            days.append(_flag(text.is_(None)).label(f"{name}_blank"))
        rows = sql.fenced(_with(rows, days), "days")
    keys = [within(rows.c[f"{name}_day"], date.last_key).label(f"{name}_key") for name, date in dates.items()]
    return sql.fenced(_with(rows, keys, ("_text", "_day")), "keys")


def _with(
    rows: sa.FromClause, more: Sequence[sa.Label[Any]], read: tuple[str, ...] = ("_cell", "_text")
) -> sa.Select[Any]:
    """The columns of a step that later ones still read, which are not those with these endings, and more."""
    return sa.select(*(column for column in rows.c if not column.name.endswith(read)), *more)


def _refuse_unreadable(source: ServerTable, ids: Sequence[str], dates: Mapping[str, _DateColumn]) -> None:
    faults = [
        Fault(
            f"source '{source.name}', column '{column}'",
            "the id is a floating-point number, which the database may write in several ways",
            "a text or a whole number",
            "Ask for a view, or write a query, that makes it a whole number",
        )
        for column in ids
        if source.columns[column].kind is Kind.FLOAT
    ]
    for date in dates.values():
        unread = [name for name in date.formats if name not in TEXT_FORMATS]
        if unread and not source.columns[date.column].kind.is_date:
            faults.append(
                Fault(
                    f"source '{source.name}', column '{date.column}'",
                    f"it holds text, and the format {listed(unread)} is not read inside a database",
                    f"a column of dates, or text as {listed(TEXT_FORMATS)}",
                    "Ask for a view, or write a query, that makes it a date",
                )
            )
    if faults:
        raise FieldMapError(faults)
