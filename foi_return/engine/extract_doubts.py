"""Doubts about an extract as a whole: where it starts, which people look like one, how records spread over months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from foi_return.dates import BLANKS
from foi_return.engine.query import CountingQuery, typed_table
from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding, FindingCode
from foi_return.text import normalise

if TYPE_CHECKING:
    from foi_return.engine.bound import BoundExtract
    from foi_return.engine.findings import FindingsContext

LATE_MONTHS = 3
"""An extract whose first record comes so many months after it could have come is doubted.

In a council of ordinary size that records exploitation at all, a quarter of a year without one is rare.
"""

ALIKE = 90
"""How alike two names must be, out of 100, for two people with one birth date to be taken for one."""

MOST_OF_ONE_DAY = 2_000
"""People with one birth date; where there are more, the date is no birth date but what a system fills in."""


def count_months(context: FindingsContext) -> dict[str, dict[tuple[int, int], int]]:
    """For each kind of records, how many that mean something start in each month that has any, in order of time."""
    months: dict[str, Counter[tuple[int, int]]] = {records.spec.name: Counter() for records in context.bound.records}
    meaning = context.query.meaning
    days = sa.select(meaning.c.source_no, meaning.c.start_key, sa.func.count()).group_by(
        meaning.c.source_no, meaning.c.start_key
    )
    names = list(months)
    for number, key, rows in context.workspace.rows(days):
        months[names[number]][key // 10_000, key // 100 % 100] += rows
    return {name: dict(sorted(found.items())) for name, found in months.items()}


def empty_sources(context: FindingsContext) -> Iterator[Finding]:
    """Records of which there is no row at all: more often a file that is not whole than a council without any."""
    for name in dict.fromkeys(records.spec.source for records in context.bound.records):
        table = context.tables[name].rows if name in context.tables else sa.table(context.raw[name].table)
        ((rows,),) = context.workspace.rows(sa.select(sa.func.count()).select_from(table))
        if not rows:
            yield Finding(FindingCode.SOURCE_EMPTY, name, 0)


def late_starts(context: FindingsContext) -> Iterator[Finding]:
    """Records that begin well after the first day that is asked for and that their source is said to cover.

    The count is the number of months without a record. Where nothing else feeds those years, they would be shown as
    zeros; only the officer can say whether they are.
    """
    first_asked = min(period.first_day for period in context.request.periods)
    last_asked = max(period.last_day for period in context.request.periods)
    for records, months in zip(context.bound.records, count_months(context).values(), strict=True):
        spec = records.spec
        due = max(first_asked, spec.covers.start or first_asked, _first_recorded(context.bound.field_map, spec.name))
        if not months or due > last_asked:
            continue
        year, month = next(iter(months))
        empty = (year - due.year) * 12 + month - due.month
        if empty >= LATE_MONTHS:
            yield Finding(FindingCode.STARTS_LATE, spec.source, empty, spec.start)


def _first_recorded(field_map: FieldMap, records: str) -> date:
    """The first day on which these records could mean anything; before it a year has no figure, so none of zero."""
    starts = (
        mapping.recorded.start or date.min
        for mapping in field_map.mappings.values()
        if any(rule.records == records for rule in mapping.rules)
    )
    return min(starts, default=date.min)


def alike_people(context: FindingsContext) -> Iterator[Finding]:
    """Rows of people with one birth date, names that are nearly the same, and different ids.

    Only children with a record in one of the years are looked at. Names stay in this function.
    """
    from rapidfuzz import fuzz

    child = context.bound.field_map.child
    if not child.names:
        return
    raw = context.raw[child.source]
    people = _named_people(context.bound, context.query)
    found = context.workspace.rows(people)
    placed: dict[int, tuple[str, int]] = {row_no: (child_id, birth) for row_no, child_id, birth in found}
    row_no: sa.ColumnClause[int] = sa.literal_column(f"CAST({raw.row_sql} AS BIGINT)")
    cells: list[sa.ColumnElement[Any]] = [row_no, *(_name_cell(raw.columns[column]) for column in child.names)]
    query: sa.Select[Any] = sa.select(*cells)
    rows = context.workspace.rows(query.select_from(sa.table(raw.table)))
    by_birth: dict[int, list[tuple[int, str, str]]] = {}
    for row, *names in rows:
        full = normalise(" ".join(names))
        if row in placed and full:
            child_id, birth = placed[row]
            by_birth.setdefault(birth, []).append((row, child_id, full))
    alike: set[int] = set()
    for group in by_birth.values():
        if len(group) > MOST_OF_ONE_DAY:
            continue
        for position, (row, child_id, name) in enumerate(group):
            for other_row, other_id, other_name in group[position + 1 :]:
                if child_id != other_id and fuzz.token_sort_ratio(name, other_name, score_cutoff=ALIKE):
                    alike |= {row, other_row}
    if alike:
        yield Finding(FindingCode.ALIKE_PEOPLE, child.source, len(alike), child.id, tuple(sorted(alike)))


def _name_cell(column: str) -> sa.ColumnElement[str]:
    return sa.func.trim(sa.func.coalesce(sa.column(column), ""), BLANKS)


def _named_people(bound: BoundExtract, query: CountingQuery) -> sa.Select[Any]:
    """Rows of people who have a record in one of the years and a birth date: row, id, birth date."""
    table = typed_table(bound.people.table, ["birth_key"], [])
    placed = sa.select(query.placed.c.child_id)
    return sa.select(table.c.row_no, table.c.child_id, table.c.birth_key).where(
        table.c.birth_key.is_not(None), table.c.child_id.in_(placed)
    )
