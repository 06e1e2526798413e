"""Shows which rows of the extract stand behind one cell, so that an analyst can check a count by hand.

The answer is for the screen of somebody who may see the extract, and only there: it is never written to a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from foi_return.engine.bound import BoundExtract
from foi_return.engine.classes import dimension_labels
from foi_return.engine.query import Answering, CountingQuery, eligible
from foi_return.inner_cells import Selector
from foi_return.tables import age_group_labels
from foi_return.terms.request import NOT_KNOWN, Request


@dataclass(frozen=True, slots=True)
class TracedRow:
    """One row of the extract behind a cell.

    Attributes:
        child: A number that stands for the child in this listing only; the first is 1.
        source: The source.
        row: The row of the file, as a spreadsheet numbers it.
        means: Labels of the categories and contexts that the row counts for in this year.
    """

    child: int
    source: str
    row: int
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TracedGroup:
    """Rows of one source behind a cell that mean the same.

    Attributes:
        source: The source.
        rows: How many there are.
        children: Of how many children.
        means: Labels of the categories and contexts that they count for in this year.
    """

    source: str
    rows: int
    children: int
    means: tuple[str, ...]


def trace_cell(
    workspace: Answering, request: Request, bound: BoundExtract, query: CountingQuery, selector: Selector
) -> tuple[TracedRow, ...]:
    """The rows that count for the children of a cell, child by child.

    A child has every row that counts in the year, those for other categories too: a child's age and the categories
    that do not apply follow from all of them.
    """
    placed, rows, members = _rows_behind(request, bound, query, selector)
    listed = rows.with_only_columns(placed.c.child_id, placed.c.source_no, placed.c.row_no, *members).order_by(
        placed.c.child_id, placed.c.source_no, placed.c.row_no
    )
    labels = membership_labels(request)
    numbers: dict[str, int] = {}
    traced = []
    for child_id, source_no, row, *flags in workspace.rows(listed):
        child = numbers.setdefault(child_id, len(numbers) + 1)
        means = tuple(label for label, flag in zip(labels, flags, strict=True) if flag)
        traced.append(TracedRow(child, bound.records[source_no].spec.source, row, means))
    return tuple(traced)


def trace_groups(
    workspace: Answering, request: Request, bound: BoundExtract, query: CountingQuery, selector: Selector
) -> tuple[TracedGroup, ...]:
    """The same rows by what they mean: how many, of how many children. For a database, whose rows have no numbers."""
    placed, rows, members = _rows_behind(request, bound, query, selector)
    groups = [placed.c.source_no, *members]
    counts = sa.func.count(), sa.func.count(placed.c.child_id.distinct())
    labels = membership_labels(request)
    found = []
    for source_no, *flags, number, children in workspace.rows(
        rows.with_only_columns(*groups, *counts).group_by(*groups).order_by(*groups)
    ):
        means = tuple(label for label, flag in zip(labels, flags, strict=True) if flag)
        found.append(TracedGroup(bound.records[source_no].spec.source, number, children, means))
    return tuple(found)


def _rows_behind(
    request: Request, bound: BoundExtract, query: CountingQuery, selector: Selector
) -> tuple[sa.FromClause, sa.Select[Any], list[sa.ColumnElement[int]]]:
    """The placed records, a query for those that count for the cell's children, and their memberships."""
    placed, spine = query.placed, query.spine
    period_no = [period.label for period in request.periods].index(selector.period)
    children = sa.select(spine.c.child_id).where(
        spine.c.period_no == period_no, *_conditions(request, bound, spine, selector)
    )
    rows: sa.Select[Any] = sa.select(placed.c.child_id).where(
        placed.c.period_no == period_no, eligible(placed, request, bound), placed.c.child_id.in_(children)
    )
    return placed, rows, [placed.c[f"m{number}"] for number in range(len(request.memberships))]


def membership_labels(request: Request) -> tuple[str, ...]:
    """The labels of the request's memberships, in their order."""
    return tuple(
        [category.label for category in request.recorded_categories] + [context.label for context in request.contexts]
    )


def _conditions(
    request: Request, bound: BoundExtract, spine: sa.FromClause, selector: Selector
) -> Sequence[sa.ColumnElement[bool]]:
    def member(key: str) -> sa.ColumnElement[bool]:
        return spine.c[f"m{request.memberships.index(key)}"] == 1

    conditions: list[sa.ColumnElement[bool]] = [member(key) for key in sorted(selector.all_of)]
    conditions += [sa.not_(member(key)) for key in sorted(selector.none_of)]
    if selector.any_of:
        conditions.append(sa.or_(*(member(key) for key in sorted(selector.any_of))))
    if selector.sex is not None:
        conditions.append(_matches(spine.c.sex_no, selector.sex, list(bound.sexes)))
    if selector.age_groups is not None:
        groups = list(age_group_labels(request.age_bands))
        wanted = [_matches(spine.c.age_no, label, groups) for label in sorted(selector.age_groups)]
        conditions.append(sa.or_(sa.false(), *wanted))
    numbers = {key: f"c{number}" for number, key in enumerate(dimension_labels(request, bound.field_map))}
    for key, labels in selector.classes:
        known = list(dimension_labels(request, bound.field_map)[key])
        wanted = [_matches(spine.c[numbers[key]], label, known) for label in sorted(labels)]
        conditions.append(sa.or_(sa.false(), *wanted))
    return conditions


def _matches(column: sa.ColumnElement[int], label: str, labels: list[str]) -> sa.ColumnElement[bool]:
    return column.is_(None) if label == NOT_KNOWN else column == labels.index(label)
