"""Counts children under several sets of counting rules at once: how many are alike under each of them.

The difference between two answers by different rules can be one child. So it has to be a cell like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from foi_return.engine.bound import BoundExtract
from foi_return.engine.classes import classes_of, dimension_labels
from foi_return.engine.query import Answering, CountingQuery
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.tables import age_group_labels
from foi_return.terms.request import NOT_KNOWN, Request


def count_joint_cells(
    workspace: Answering, request: Request, bound: BoundExtract, queries: Sequence[CountingQuery]
) -> tuple[InnerCell, ...]:
    """Counts the children of every inner cell under all sets of rules together.

    Args:
        workspace: Where the queries are run.
        request: What is counted; the same under every set of rules.
        bound: The extract.
        queries: The count under each set of rules, the present one first.

    Returns:
        The inner cells that have any, sorted; one of children whom only other rules count has no age group.
    """
    groups = [NOT_KNOWN, *age_group_labels(request.age_bands)]
    sexes, keys = list(bound.sexes), request.memberships
    dimensions = dimension_labels(request, bound.field_map)
    found = []
    for period_no, sex_no, *told, count in workspace.rows(_joint_query(queries, len(keys), len(dimensions))):
        memberships: list[str] = []
        ages: list[str] = []
        for view in range(len(queries)):
            counted, age, *members = told[view * (len(keys) + 2) : (view + 1) * (len(keys) + 2)]
            memberships += [in_view(key, view) for key, member in zip(keys, members, strict=True) if member]
            ages.append(groups[age] if counted else ABSENT)
        sex = NOT_KNOWN if sex_no is None else sexes[sex_no]
        period = request.periods[period_no].label
        classes = classes_of(told[len(queries) * (len(keys) + 2) :], dimensions)
        found.append(InnerCell(period, tuple(sorted(memberships)), sex, ages[0], count, tuple(ages[1:]), classes))
    return tuple(sorted(found))


def _joint_query(queries: Sequence[CountingQuery], keys: int, dimensions: int) -> sa.Select[tuple[int, ...]]:
    """One row per child and period with what each set of rules says of them, grouped and counted.

    The ages are one more than their number, so that 0 is not known.
    """
    seen = (_seen(queries, view, keys, dimensions) for view in range(len(queries)))
    every = sa.union_all(*seen).subquery("every_view")
    told = [
        every.c[name] for view in range(len(queries)) for name in (f"v{view}", f"g{view}", *_members_of(view, keys))
    ]
    told += [every.c[f"c{number}"] for number in range(dimensions)]
    children = (
        sa.select(
            every.c.child_id,
            every.c.period_no,
            sa.func.max(every.c.sex_no).label("sex_no"),
            *(sa.func.max(column).label(column.name) for column in told),
        )
        .group_by(every.c.child_id, every.c.period_no)
        .subquery("joint")
    )
    groups = [children.c.period_no, children.c.sex_no, *(children.c[column.name] for column in told)]
    return sa.select(*groups, sa.func.count()).group_by(*groups)


def _members_of(view: int, keys: int) -> list[str]:
    return [f"v{view}m{number}" for number in range(keys)]


def _seen(queries: Sequence[CountingQuery], mine: int, keys: int, dimensions: int) -> sa.Select[tuple[int, ...]]:
    """The children of one set of rules, with nothing said of the others; classes are those under the present rules."""
    spine = queries[mine].spine.alias(f"spine{mine}")
    columns: list[sa.ColumnElement[int]] = []
    for view in range(len(queries)):
        own = view == mine
        age = sa.func.coalesce(spine.c.age_no + 1, 0) if own else sa.literal(0)
        members = [spine.c[f"m{number}"] if own else sa.literal(0) for number in range(keys)]
        columns += [sa.literal(int(own)).label(f"v{view}"), age.label(f"g{view}")]
        columns += [member.label(name) for name, member in zip(_members_of(view, keys), members, strict=True)]
    for number in range(dimensions):
        own_class = sa.cast(sa.null(), sa.Integer) if mine else spine.c[f"c{number}"]
        columns.append(own_class.label(f"c{number}"))
    return sa.select(spine.c.child_id, spine.c.period_no, spine.c.sex_no, *columns)
