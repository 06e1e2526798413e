"""Looks for what is doubtful in an extract: which rows could not be used, or were used with a gap, and why.

Only rows that mean something that counts are looked at (a category, or a context where the map lets it count alone):
what else an extract holds does not bear on the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from foi_return.dates import date_key
from foi_return.engine.bound import BoundExtract, BoundRecords
from foi_return.engine.conditions import held_sql
from foi_return.engine.extract_doubts import alike_people, empty_sources, late_starts
from foi_return.engine.query import (
    Answering,
    CountingQuery,
    counted_record,
    counting_keys,
    eligible,
    is_adult,
    means_any,
    sex_number,
    typed_table,
)
from foi_return.engine.server_sql import ServerTable, is_one_of
from foi_return.engine.typed import ID_GAP
from foi_return.engine.workspace import RawTable
from foi_return.terms.counting import WhoCounts
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.places import ROWS_OF_A_PIECE
from foi_return.terms.request import Request


@dataclass(frozen=True, slots=True)
class FindingsContext:
    """All that the findings of one return follow from.

    Attributes:
        workspace: Where queries are run.
        request: What is counted.
        bound: The extract.
        query: Its count.
        raw: The loaded sources; empty for an extract in a database, whose rows have no numbers: there the findings
            are counts alone, of rows, or of children for what is said of the child behind a record.
        tables: The sources of an extract in a database.
    """

    workspace: Answering
    request: Request
    bound: BoundExtract
    query: CountingQuery
    raw: Mapping[str, RawTable]
    tables: Mapping[str, ServerTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What a finding would be, and the query for the numbers of its rows."""

    code: FindingCode
    source: str
    query: sa.Select[Any]
    column: str = ""


def find_findings(context: FindingsContext) -> tuple[Finding, ...]:
    """Every finding, in the order of the field map; those with no row are left out."""
    found: list[Finding] = []
    for name, raw in context.raw.items():
        if raw.unreadable:
            found.append(Finding(FindingCode.ROW_UNREADABLE, name, len(raw.unreadable), rows=raw.unreadable))
        found += raw.doubts
    doubts: list[_Doubt | Finding] = [*_people_findings(context)]
    for number, records in enumerate(context.bound.records):
        doubts += _record_findings(context, records)
        doubts += _value_findings(context, records)
        doubts += _child_findings(context, number, records)
    found += _with_rows(context.workspace, doubts) if context.raw else _counted(context.workspace, doubts)
    found += [*empty_sources(context), *alike_people(context), *late_starts(context)]
    unit = context.request.counted
    return tuple(
        replace(
            finding,
            pieces=context.raw[finding.source].pieces if finding.source in context.raw else finding.pieces,
            unit=unit,
        )
        for finding in found
    )


def _with_rows(workspace: Answering, doubts: Sequence[_Doubt | Finding]) -> Iterator[Finding]:
    for doubt in doubts:
        if isinstance(doubt, Finding):
            yield doubt
            continue
        rows = tuple(sorted({row[0] for row in workspace.rows(doubt.query)}))
        if rows:
            yield Finding(doubt.code, doubt.source, len(rows), doubt.column, rows)


def _counted(workspace: Answering, doubts: Sequence[_Doubt | Finding]) -> Iterator[Finding]:
    """Doubts about an extract in a database, counted all at once, so that it types each source once for all of them."""
    counts = [
        sa.select(sa.literal(number).label("doubt_no"), sa.func.count().label("counted")).select_from(
            doubt.query.subquery(f"doubt_{number}")
        )
        for number, doubt in enumerate(doubts)
        if isinstance(doubt, _Doubt)
    ]
    found = {int(number): int(rows) for number, rows in workspace.rows(sa.union_all(*counts))}
    for number, doubt in enumerate(doubts):
        if isinstance(doubt, Finding):
            yield doubt
        elif found[number]:
            yield Finding(doubt.code, doubt.source, found[number], doubt.column)


def _people_findings(context: FindingsContext) -> Iterator[_Doubt]:
    """Findings about the rows of children who have a record in one of the years."""
    bound, child = context.bound, context.bound.field_map.child
    if not child.is_known:
        return
    codes = list(bound.people.codes.values())
    table = typed_table(bound.people.table, ["birth_key", "birth_bad"], codes)
    rows = sa.select(table.c.row_no).where(table.c.child_id.in_(sa.select(context.query.placed.c.child_id)))
    code = FindingCode
    yield _Doubt(code.BAD_BIRTH_DATE, child.source, rows.where(table.c.birth_bad == 1), child.birth_date)
    if child.sex is not None and bound.sex_unmapped:
        query = rows.where(is_one_of(table.c[codes[0]], bound.sex_unmapped))
        yield _Doubt(code.SEX_NOT_MAPPED, child.source, query, child.sex)
    children = sa.select(table.c.child_id).group_by(table.c.child_id)
    if all(records.spec.source != child.source for records in bound.records):
        # Where a row of the source is a record, a child's id is expected to come again.
        repeated = rows.where(
            _comes_again(table, child.source in context.raw and bool(context.raw[child.source].pieces))
        )
        yield _Doubt(code.REPEATED_PEOPLE, child.source, repeated, child.id)
    sex = sex_number(table, bound)
    differs = sa.or_(*(sa.func.min(column) != sa.func.max(column) for column in (table.c.birth_key, sex)))
    conflicting = rows.where(table.c.child_id.in_(children.having(differs)))
    yield _Doubt(code.CONFLICTING_PEOPLE, child.source, conflicting, child.id)


def _comes_again(people: sa.FromClause, in_pieces: bool) -> sa.ColumnElement[bool]:
    """Whether a child's id has another row: of the same file, where the source is several of them.

    Files of one year each list a child in every year. That is no doubt, unless what they say of the child differs.
    """
    if not in_pieces:
        return people.c.child_id.in_(
            sa.select(people.c.child_id).group_by(people.c.child_id).having(sa.func.count() > 1)
        )
    other = people.alias("other_rows")
    piece, other_piece = (each.c.row_no - each.c.row_no % ROWS_OF_A_PIECE for each in (people, other))
    same = sa.and_(other.c.child_id == people.c.child_id, other_piece == piece, other.c.row_no != people.c.row_no)
    return sa.exists(sa.select(other.c.row_no).where(same))


def _record_findings(context: FindingsContext, records: BoundRecords) -> Iterator[_Doubt]:
    spec = records.spec
    dates = ["start_key", "start_blank", "end_bad", "end_early"]
    gap = [ID_GAP] if len(spec.id_columns) > 1 else []
    table = typed_table(records.typed.table, [*dates, *gap], records.typed.texts)
    keys = counting_keys(context.request, context.bound)
    meant = sa.select(table.c.row_no).where(means_any(table, records, keys))
    no_start = meant.where(table.c.start_key.is_(None))
    code = FindingCode
    without_id = meant.where(table.c.child_id.is_(None))
    for number, column in enumerate(spec.id_columns):
        query = without_id.where(table.c[ID_GAP] == number) if gap else without_id
        of_what = code.NO_ID if spec.has_own_id(context.bound.field_map.child) else code.NO_CHILD_ID
        yield _Doubt(of_what, spec.source, query, column)
    yield _Doubt(code.NO_START, spec.source, no_start.where(table.c.start_blank == 1), spec.start)
    yield _Doubt(code.BAD_START, spec.source, no_start.where(table.c.start_blank == 0), spec.start)
    span = spec.covers
    days = [table.c.start_key < date_key(span.start)] if span.start is not None else []
    last = min(filter(None, (span.end, context.query.until)), default=None)
    days += [table.c.start_key > date_key(last)] if last is not None else []
    if days:
        asked = (
            table.c.start_key.between(date_key(period.first_day), date_key(period.last_day))
            for period in context.request.periods
        )
        outside = meant.where(sa.or_(*days), sa.or_(*asked))
        yield _Doubt(code.OUTSIDE_COVERS, spec.source, outside, spec.start)
    yield _Doubt(code.BAD_END, spec.source, meant.where(table.c.end_bad == 1), spec.end or "")
    yield _Doubt(code.END_BEFORE_START, spec.source, meant.where(table.c.end_early == 1), spec.end or "")
    for grade, grade_code in (
        (spec.risk_level, code.RISK_NOT_MAPPED),
        (spec.identified_as, code.IDENTIFIED_NOT_MAPPED),
    ):
        if grade is not None and records.graded[grade.column]:
            texts = list(records.graded[grade.column])
            query = meant.where(is_one_of(table.c[records.typed.codes[grade.column]], texts))
            yield _Doubt(grade_code, spec.source, query, grade.column)


def _value_findings(context: FindingsContext, records: BoundRecords) -> Iterator[_Doubt | Finding]:
    """Rows whose value nobody has reviewed; they mean nothing yet, so they stand in the raw table only.

    In a database their number is known already, and more than it cannot be.
    """
    source = records.spec.source
    found = [(FindingCode.VALUE_NOT_REVIEWED, records.held, *each) for each in records.unreviewed.items()]
    found += [(FindingCode.CONDITION_NOT_REVIEWED, None, *each) for each in records.doubtful.items()]
    for finding, held, column, texts in found:
        if texts and not context.raw:
            yield Finding(finding, source, sum(texts.values()), column)
        elif texts:
            raw = context.raw[source]
            code: sa.ColumnClause[str] = sa.column(raw.columns[column])
            row: sa.ColumnClause[int] = sa.literal_column(raw.row_sql)
            query = sa.select(row).select_from(sa.table(raw.table)).where(code.in_(list(texts)))
            yield _Doubt(finding, source, query.where(sa.literal_column(held_sql(held, raw))), column)


def _child_findings(context: FindingsContext, number: int, records: BoundRecords) -> Iterator[_Doubt]:
    """Findings about the child behind a record that is placed in one of the years."""
    placed, bound = context.query.placed, context.bound
    of_source = sa.select(placed.c.row_no).where(placed.c.source_no == number).distinct()
    counted = of_source.where(eligible(placed, context.request, bound))
    code, source = FindingCode, records.spec.source
    yield from _class_findings(context, counted, records)
    yield from _within_findings(context, counted, records)
    if records.spec.has_own_id(bound.field_map.child):
        yield _Doubt(code.ROW_REPEATED, source, _repeated_rows(context, records))
    if not bound.field_map.child.is_known:
        return
    yield _Doubt(code.NO_PERSON, source, counted.where(placed.c.person_id.is_(None)))
    no_birth_date = counted.where(placed.c.person_id.is_not(None), placed.c.birth_key.is_(None))
    yield _Doubt(code.NO_BIRTH_DATE, source, no_birth_date)
    if bound.field_map.child.sex is not None:
        no_sex = counted.where(placed.c.person_id.is_not(None), placed.c.sex_no.is_(None))
        yield _Doubt(code.NO_SEX, source, no_sex)
    unborn = counted.where(placed.c.birth_key > placed.c.age_key)
    yield _Doubt(code.BORN_AFTER_RECORD, source, unborn)
    if bound.field_map.counting.who_counts is WhoCounts.UNDER_18:
        adults = of_source.where(counted_record(placed, context.request, bound), is_adult(placed))
        yield _Doubt(code.NOT_A_CHILD, source, adults)


def _repeated_rows(context: FindingsContext, records: BoundRecords) -> sa.Select[Any]:
    """Rows of what is counted by an id of its own that say what an earlier row of the same file says.

    An export that was made twice gives such rows; a child, in contrast, may well have two records that look the same.
    """
    spec, texts = records.spec, records.typed.texts
    pairs = [name for classes in records.classes.values() for name in (classes.first, classes.last) if name]
    keys = ["start_key", "end_key", "end_bad", "end_early", *pairs]
    table = typed_table(records.typed.table, keys, texts)
    alike = [table.c[name] for name in ("child_id", *keys, *texts)]
    place: sa.ColumnElement[Any]
    if context.raw:
        piece = [table.c.row_no - table.c.row_no % ROWS_OF_A_PIECE] if context.raw[spec.source].pieces else []
        # Values that were unpacked from one cell stand in one row, which repeats nothing.
        place = table.c.row_no - sa.func.min(table.c.row_no).over(partition_by=[*alike, *piece])
    else:
        place = sa.func.row_number().over(partition_by=alike, order_by=table.c.child_id) - 1
    means = means_any(table, records, counting_keys(context.request, context.bound))
    usable = table.c.child_id.is_not(None), table.c.start_key.is_not(None), means
    placed = sa.select(table.c.row_no, place.label("place")).where(*usable).subquery("places")
    return sa.select(placed.c.row_no).where(placed.c.place > 0)


def _class_findings(context: FindingsContext, counted: sa.Select[Any], records: BoundRecords) -> Iterator[_Doubt]:
    """Findings about the breakdowns of the request's own: values that nobody mapped, and records that disagree."""
    spine, placed = context.query.spine, context.query.placed
    texts = list(records.typed.texts)
    table = typed_table(records.typed.table, ["start_key"], texts)
    rows = sa.select(table.c.row_no).where(means_any(table, records, counting_keys(context.request, context.bound)))
    for position, dimension in enumerate(context.request.dimensions):
        classes = records.classes.get(dimension.key)
        if classes is None:
            continue
        column = records.spec.classes[dimension.key].column or ""
        if classes.code and classes.unmapped:
            query = rows.where(is_one_of(table.c[classes.code], classes.unmapped))
            yield _Doubt(FindingCode.CLASS_NOT_MAPPED, records.spec.source, query, column)
        unlike = sa.select(spine.c.child_id).where(
            spine.c.child_id == placed.c.child_id,
            spine.c.period_no == placed.c.period_no,
            spine.c[f"c{position}"].is_(None),
        )
        disagree = counted.where(placed.c[f"c{position}"].is_not(None), sa.exists(unlike))
        yield _Doubt(FindingCode.CLASSES_DIFFER, records.spec.source, disagree, column or dimension.key)


def _within_findings(context: FindingsContext, counted: sa.Select[Any], records: BoundRecords) -> Iterator[_Doubt]:
    """Records of a category that lies within another, where nothing of the same id and period is of that one.

    Records that cannot say anything of the other one depart from nothing.
    """
    spine, placed, keys = context.query.spine, context.query.placed, context.request.memberships
    for category in context.request.recorded_categories:
        if category.within and category.within in records.meanings:
            part, whole = keys.index(category.key), keys.index(category.within)
            outside = sa.select(spine.c.child_id).where(
                spine.c.child_id == placed.c.child_id,
                spine.c.period_no == placed.c.period_no,
                spine.c[f"m{whole}"] == 0,
            )
            departs = counted.where(placed.c[f"m{part}"] == 1, sa.exists(outside))
            rules = context.bound.field_map.mappings[category.key].rules
            columns = [rule.column for rule in rules if rule.records == records.spec.name]
            yield _Doubt(FindingCode.NOT_WITHIN, records.spec.source, departs, columns[0] if columns else "")
