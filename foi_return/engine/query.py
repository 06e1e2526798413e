"""The counting query, in SQLAlchemy Core: places records in years, makes the spine and groups it into inner cells.

It uses a small portable part of SQL (joins, CASE, IN on exact texts, MIN, MAX, COUNT, UNION ALL, integer date keys), so
that it means the same on every database. Ages come from differences of date keys: no division, no date functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from foi_return.coverage import Coverage
from foi_return.dates import date_key
from foi_return.engine.bound import EVERY_ROW, BoundExtract, BoundRecords
from foi_return.engine.classes import agreed, class_number, classes_of, dimension_labels, part_number
from foi_return.engine.server_sql import holds, is_one_of
from foi_return.engine.workspace import Workspace
from foi_return.inner_cells import InnerCell
from foi_return.periods import ADULT_AGE, Span, august_day
from foi_return.tables import age_group_labels
from foi_return.terms.counting import AgeTaken, CountingRules, PlacedBy, WhoCounts
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.terms.view import Window, whole

NO_END = 99_991_231
"""The date key that stands for no end."""

YEAR_OF_AGE = 10_000
"""The difference of two date keys that is one year of age."""

Expression = sa.ColumnElement[Any]


class Answering(Protocol):
    """Where queries are run: the embedded workspace, or a database that may only be read."""

    def rows(self, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> Iterable[Sequence[Any]]:
        """The rows that a query gives."""


@dataclass(frozen=True, slots=True)
class CountingQuery:
    """The steps of the count, each a selectable; `trace` and the findings build on them too.

    Attributes:
        meaning: Every record that means a category or context: child, days, memberships, and where it stands.
        placed: Those records in each period that they place a child in, with the child's birth date and sex.
        spine: One row per child and period: memberships, age group, sex.
        inner: The spine, grouped and counted.
        until: The last day that the extract can hold; None where nobody said.
    """

    meaning: sa.FromClause
    placed: sa.FromClause
    spine: sa.Subquery
    inner: sa.Select[Any]
    until: date | None = None


def count_inner_cells(
    workspace: Answering, request: Request, bound: BoundExtract, query: CountingQuery
) -> tuple[InnerCell, ...]:
    """Counts the children of every inner cell.

    Returns:
        The inner cells that have any, sorted.
    """
    groups = age_group_labels(request.age_bands)
    sexes = list(bound.sexes)
    keys = request.memberships
    dimensions = dimension_labels(request, bound.field_map)
    cells = []
    for row in workspace.rows(query.inner):
        period_no, age_no, sex_no, *told, count = row
        members, class_numbers = told[: len(keys)], told[len(keys) :]
        cells.append(
            InnerCell(
                request.periods[period_no].label,
                tuple(sorted(key for key, member in zip(keys, members, strict=True) if member)),
                NOT_KNOWN if sex_no is None else sexes[sex_no],
                NOT_KNOWN if age_no is None else groups[age_no],
                count,
                classes=classes_of(class_numbers, dimensions),
            )
        )
    return tuple(sorted(cells))


Keep = Callable[[sa.Select[Any]], sa.FromClause]
"""What becomes of a step that several others read: a part of each of their queries, or a table kept for all of them."""


def as_step(step: sa.Select[Any], name: str = "placed") -> sa.FromClause:
    """Leaves a step a part of each query that reads it; for a database that may only be read."""
    return step.cte(name)


def kept_in(workspace: Workspace) -> Keep:
    """Keeps a step as a table of the workspace, so that it is computed once."""

    def keep(step: sa.Select[Any]) -> sa.FromClause:
        columns = [sa.column(column.name, column.type) for column in step.selected_columns]
        table = sa.table(workspace.new_table_name("kept"), *columns)
        types = [f"{column.name} {'VARCHAR' if column.name in _TEXTS else 'BIGINT'}" for column in columns]
        workspace.duckdb.execute(f"CREATE TABLE {table.name} ({', '.join(types)})")
        workspace.connection.execute(sa.insert(table).from_select([column.name for column in columns], step))
        return table

    return keep


_TEXTS = ("child_id", "person_id")


def counting_query(
    request: Request,
    bound: BoundExtract,
    coverage: Coverage,
    keep: Keep = as_step,
    windows: Sequence[Window | None] | None = None,
) -> CountingQuery:
    """The whole count as SQL, from typed tables to inner cells.

    Args:
        request: What is counted.
        bound: The extract, under the counting rules.
        coverage: What could be recorded when.
        keep: What becomes of the step that several queries read.
        windows: For each of the periods, the days that are counted for it, or None where nobody is; None where each is
            counted as it is.
    """
    rules = bound.field_map.counting
    keys = request.memberships
    counting = counting_keys(request, bound)
    dimensions = dimension_labels(request, bound.field_map)
    steps = [
        _meaning(number, records, request, dimensions, counting, rules, coverage.until)
        for number, records in enumerate(bound.records)
    ]
    for number, records in enumerate(bound.records):
        if records.spec.linked_to is not None:
            other = [each.spec.name for each in bound.records].index(records.spec.linked_to.records)
            table = steps[number].get_final_froms()[0]
            steps[number] = steps[number].where(_is_linked(table, steps[other], bound.records[other]))
    meaning = sa.union_all(*steps).subquery("meaning")
    placed = keep(_placed(meaning, _periods(request, coverage, windows), _people(bound), rules, request))
    spine = _spine(placed, request, bound).subquery("spine")
    members = [spine.c[f"m{number}"] for number in range(len(keys))]
    classes = [spine.c[f"c{number}"] for number in range(len(dimensions))]
    groups = [spine.c.period_no, spine.c.age_no, spine.c.sex_no, *members, *classes]
    return CountingQuery(meaning, placed, spine, sa.select(*groups, sa.func.count()).group_by(*groups), coverage.until)


def counting_keys(request: Request, bound: BoundExtract) -> tuple[str, ...]:
    """What a record must mean to count: a category or, where the map lets contexts count alone, a context."""
    if bound.field_map.context_needs_category:
        return tuple(category.key for category in request.recorded_categories)
    return request.memberships


def _meaning(
    number: int,
    records: BoundRecords,
    request: Request,
    dimensions: Mapping[str, Sequence[str]],
    counting: tuple[str, ...],
    rules: CountingRules,
    until: date | None,
) -> sa.Select[Any]:
    """The records of one source that mean something and that the counting rules let count.

    Where a record counts by its start, only the days count that the source covers: what was carried over from another
    system stands in that one's records.
    """
    keys = request.memberships
    pairs = [name for classes in records.classes.values() for name in (classes.first, classes.last) if name]
    near = ["near_from_key", "near_to_key"] if records.spec.linked_to is not None else []
    table = typed_table(records.typed.table, ["start_key", "end_key", "end_bad", *near, *pairs], records.typed.texts)
    classes = [class_number(table, records, dimension, dimensions[dimension.key]) for dimension in request.dimensions]
    members = [_one_if(_any_condition(table, records, key)) for key in keys]
    query = sa.select(
        sa.literal(number).label("source_no"),
        table.c.row_no,
        table.c.child_id,
        table.c.start_key,
        table.c.end_key,
        table.c.end_bad,
        *(member.label(f"m{position}") for position, member in enumerate(members)),
        *(found.label(f"c{position}") for position, found in enumerate(classes)),
    ).where(table.c.child_id.is_not(None), table.c.start_key.is_not(None), means_any(table, records, counting))
    if rules.placed_by is PlacedBy.STARTS_IN_YEAR:
        for span in (records.spec.covers, Span(None, until)):
            query = query.where(*_within_span(table.c.start_key, span))
    for grade in (records.risk, records.identified):
        if grade is not None:
            query = query.where(is_one_of(table.c[grade[0]], grade[1]))
    return query


def _within_span(key: Expression, span: Span) -> Iterator[Expression]:
    if span.start is not None:
        yield key >= date_key(span.start)
    if span.end is not None:
        yield key <= date_key(span.end)


def _is_linked(mine: sa.FromClause, others: sa.Select[Any], other: BoundRecords) -> Expression:
    """Whether the child has another record that started, or was open, near the start of this one.

    Of an end that cannot be read, and of records that have none, only the start is known.
    """
    near = others.subquery("others")
    last: Expression = near.c.start_key
    if other.spec.end is not None:
        last = sa.case((near.c.end_bad == 1, near.c.start_key), else_=sa.func.coalesce(near.c.end_key, NO_END))
    found = sa.select(sa.literal(1)).where(
        near.c.child_id == mine.c.child_id, near.c.start_key <= mine.c.near_to_key, last >= mine.c.near_from_key
    )
    return sa.exists(found.correlate(mine))


def typed_table(name: str | sa.FromClause, keys: list[str], codes: list[str]) -> sa.FromClause:
    """A typed table as SQLAlchemy sees it; on a server it is a step of the query already."""
    if not isinstance(name, str):
        return name
    return sa.table(
        name,
        sa.column("row_no", sa.BigInteger),
        sa.column("child_id", sa.String),
        *(sa.column(key, sa.Integer) for key in keys),
        *(sa.column(code, sa.String) for code in codes),
    )


def means_any(table: sa.FromClause, records: BoundRecords, keys: Sequence[str]) -> Expression:
    """Whether a row is a record, and means any of these categories and contexts."""
    conditions = [_any_condition(table, records, key) for key in keys if key in records.meanings]
    means = sa.or_(sa.false(), *conditions)
    return sa.and_(means, holds(records.only_if, lambda column: table.c[column])) if records.only_if else means


def _any_condition(table: sa.FromClause, records: BoundRecords, key: str) -> Expression:
    meanings = records.meanings.get(key, ())
    if EVERY_ROW in meanings:
        return sa.literal(1) == 1
    conditions = [is_one_of(table.c[column], texts) for column, texts in meanings]
    return sa.or_(*conditions) if conditions else sa.false()


def _one_if(condition: Expression) -> Expression:
    if isinstance(condition, sa.False_):  # SQL Server and Oracle have no word for it.
        return sa.literal(0)
    return sa.case((condition, 1), else_=0)


def _people(bound: BoundExtract) -> sa.Subquery:
    """One row per child: what the rows of the people source agree on, and nothing where they disagree."""
    table = typed_table(bound.people.table, ["birth_key"], list(bound.people.codes.values()))
    rows = (
        sa.select(table.c.child_id, table.c.birth_key, sex_number(table, bound).label("sex_no"))
        .where(table.c.child_id.is_not(None))
        .subquery("people_rows")
    )
    birth, sex = agreed(rows.c.birth_key), agreed(rows.c.sex_no)
    return (
        sa.select(rows.c.child_id, birth.label("birth_key"), sex.label("sex_no"))
        .group_by(rows.c.child_id)
        .subquery("people")
    )


def sex_number(table: sa.FromClause, bound: BoundExtract) -> Expression:
    """Which of the map's sexes or genders a row of people holds, by number; NULL is not known."""
    whens: list[tuple[Expression, int]] = []
    for code in bound.people.codes.values():
        whens += [
            (is_one_of(table.c[code], texts), number) for number, texts in enumerate(bound.sexes.values()) if texts
        ]
    return sa.cast(sa.case(*whens, else_=None) if whens else sa.null(), sa.Integer)


def _periods(request: Request, coverage: Coverage, windows: Sequence[Window | None] | None) -> sa.Subquery:
    """The periods as rows: first, last and age days, and for each membership whether it could be recorded then."""
    selects = []
    for number, window in enumerate(windows or map(whole, request.periods)):
        if window is None:
            continue
        period = window.period
        columns = [
            sa.literal(number).label("period_no"),
            sa.literal(date_key(window.first_day)).label("first_key"),
            sa.literal(date_key(window.last_day)).label("last_key"),
            sa.literal(date_key(period.last_day)).label("year_end_key"),
            sa.literal(date_key(august_day(period))).label("august_key"),
        ]
        columns += [
            sa.literal(1 if coverage.is_recorded(key, period) else 0).label(f"a{position}")
            for position, key in enumerate(request.memberships)
        ]
        selects.append(sa.select(*columns))
    return sa.union_all(*selects).subquery("periods")


def _placed(
    meaning: sa.FromClause, periods: sa.FromClause, people: sa.FromClause, rules: CountingRules, request: Request
) -> sa.Select[Any]:
    reference = sa.case((meaning.c.start_key > periods.c.first_key, meaning.c.start_key), else_=periods.c.first_key)
    members = [
        (meaning.c[f"m{number}"] * periods.c[f"a{number}"]).label(f"m{number}")
        for number in range(len(request.memberships))
    ]
    classes = [
        part_number(reference, request, dimension) if dimension.part is not None else meaning.c[f"c{number}"]
        for number, dimension in enumerate(request.dimensions)
    ]
    return sa.select(
        meaning.c.source_no,
        meaning.c.row_no,
        meaning.c.child_id,
        periods.c.period_no,
        reference.label("reference_key"),
        _age_day(rules.age_taken, periods, reference).label("age_key"),
        people.c.birth_key,
        people.c.sex_no,
        people.c.child_id.label("person_id"),
        *members,
        *(found.label(f"c{number}") for number, found in enumerate(classes)),
    ).select_from(
        meaning.join(periods, _placing(rules.placed_by, meaning, periods)).outerjoin(
            people, people.c.child_id == meaning.c.child_id
        )
    )


def _placing(placed_by: PlacedBy, meaning: sa.FromClause, periods: sa.FromClause) -> Expression:
    """Whether a record places its child in a period."""
    start, end = meaning.c.start_key, meaning.c.end_key
    if placed_by is PlacedBy.STARTS_IN_YEAR:
        return sa.and_(start >= periods.c.first_key, start <= periods.c.last_key)
    still_open_on = periods.c.first_key if placed_by is PlacedBy.OPEN_IN_YEAR else periods.c.last_key
    return sa.and_(start <= periods.c.last_key, meaning.c.end_bad == 0, sa.or_(end.is_(None), end >= still_open_on))


def _age_day(age_taken: AgeTaken, periods: sa.FromClause, reference: Expression) -> Expression:
    return {
        AgeTaken.FIRST_RECORD: reference,
        AgeTaken.YEAR_END: periods.c.year_end_key,
        AgeTaken.AUGUST: periods.c.august_key,
        AgeTaken.YEAR_START: periods.c.first_key,
    }[age_taken]


def eligible(placed: sa.FromClause, request: Request, bound: BoundExtract) -> Expression:
    """Whether a placed record counts: it means something that could be recorded then, and its child is a child."""
    counted = counted_record(placed, request, bound)
    if bound.field_map.counting.who_counts is WhoCounts.EVERYBODY:
        return counted
    return sa.and_(counted, sa.not_(is_adult(placed)))


def is_adult(placed: sa.FromClause) -> Expression:
    """Whether the person was 18 or over at the record; somebody whose birth date is not known was not."""
    adult = placed.c.reference_key - placed.c.birth_key >= ADULT_AGE * YEAR_OF_AGE
    return sa.and_(placed.c.birth_key.is_not(None), adult)


def counted_record(placed: sa.FromClause, request: Request, bound: BoundExtract) -> Expression:
    """Whether the record means something that counts and that could be recorded then."""
    numbers = [request.memberships.index(key) for key in counting_keys(request, bound)]
    return sa.or_(sa.false(), *(placed.c[f"m{number}"] == 1 for number in numbers))


def _spine(placed: sa.FromClause, request: Request, bound: BoundExtract) -> sa.Select[Any]:
    """One row per child and period, over the records that count."""
    members = [sa.func.max(placed.c[f"m{number}"]).label(f"m{number}") for number in range(len(request.memberships))]
    classes = [
        (sa.func.min(column) if dimension.part is not None else agreed(column)).label(f"c{number}")
        for number, dimension in enumerate(request.dimensions)
        for column in (placed.c[f"c{number}"],)
    ]
    grouped = (
        sa.select(
            placed.c.child_id,
            placed.c.period_no,
            sa.func.min(placed.c.age_key).label("age_key"),
            sa.func.max(placed.c.birth_key).label("birth_key"),
            sa.func.max(placed.c.sex_no).label("sex_no"),
            *members,
            *classes,
        )
        .where(eligible(placed, request, bound))
        .group_by(placed.c.child_id, placed.c.period_no)
        .subquery("children")
    )
    return sa.select(
        grouped.c.child_id,
        grouped.c.period_no,
        _age_group(grouped, request).label("age_no"),
        grouped.c.sex_no,
        *(grouped.c[f"m{number}"] for number in range(len(members))),
        *(grouped.c[f"c{number}"] for number in range(len(classes))),
    )


def _age_group(children: sa.FromClause, request: Request) -> sa.Case[Any]:
    """The index of the age group in `age_group_labels`; NULL is not known (also: not yet born on that day)."""
    difference = children.c.age_key - children.c.birth_key
    whens: list[tuple[Expression, Any]] = [(sa.or_(children.c.birth_key.is_(None), difference < 0), None)]
    for number, band in enumerate(request.age_bands):
        condition = difference >= band.low * YEAR_OF_AGE
        if band.high is not None:
            condition = sa.and_(condition, difference < (band.high + 1) * YEAR_OF_AGE)
        whens.append((condition, number))
    number = len(request.age_bands)
    last = request.age_bands[-1]
    if last.high is not None:
        whens.append((difference >= (last.high + 1) * YEAR_OF_AGE, number))
        number += 1
    return sa.case(*whens, else_=number)
