"""Breakdowns of a request's own in the counting query: which class a record, and what it is a record of, falls in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from foi_return.dates import date_key
from foi_return.dimensions import class_labels, parts_of
from foi_return.engine.bound import BoundRecords
from foi_return.engine.server_sql import is_one_of
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import NOT_KNOWN, Dimension, Request

Expression = sa.ColumnElement[Any]


def dimension_labels(request: Request, field_map: FieldMap) -> dict[str, tuple[str, ...]]:
    """The labels of each dimension of the request's own, by whose numbers queries tell classes apart."""
    return {dimension.key: class_labels(dimension, field_map, request.periods) for dimension in request.dimensions}


def classes_of(numbers: Sequence[int | None], dimensions: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The classes of an inner cell, from their numbers; None is not known."""
    return tuple(
        sorted(
            (key, NOT_KNOWN if number is None else labels[number])
            for number, (key, labels) in zip(numbers, dimensions.items(), strict=True)
        )
    )


def class_number(
    table: sa.FromClause, records: BoundRecords, dimension: Dimension, labels: Sequence[str]
) -> Expression:
    """Which class of a dimension a record falls in, by number; NULL where it does not say, or not yet."""
    classes = records.classes.get(dimension.key)
    whens: list[tuple[Expression, int]] = []
    if classes is not None and classes.numbers:
        for number, years in enumerate(dimension.years):
            texts = [text for text, found in classes.numbers.items() if years.holds_number(found)]
            whens += [(is_one_of(table.c[classes.code], texts), number)] if texts else []
    elif classes is not None and classes.code:
        whens = [
            (is_one_of(table.c[classes.code], classes.texts[label]), number)
            for number, label in enumerate(labels)
            if classes.texts.get(label)
        ]
    elif classes is not None:
        difference = table.c[classes.last] - table.c[classes.first]
        for number, years in enumerate(dimension.years):
            ends = [difference <= years.most] if years.most is not None else []
            whens.append((sa.and_(difference >= years.least, *ends), number))
    return sa.cast(sa.case(*whens, else_=None) if whens else sa.null(), sa.Integer)


def agreed(column: Expression) -> sa.Case[Any]:
    """What all rows of a group say that say anything; NULL where they differ."""
    return sa.case((sa.func.min(column) == sa.func.max(column), sa.func.min(column)), else_=None)


def part_number(day: Expression, request: Request, dimension: Dimension) -> Expression:
    """Which month or quarter a day lies in, by the number of its label."""
    assert dimension.part is not None
    labels: dict[str, int] = {}
    whens = [
        (sa.and_(day >= date_key(first), day <= date_key(last)), labels.setdefault(label, len(labels)))
        for period in request.periods
        for label, first, last in parts_of(period, dimension.part)
    ]
    return sa.cast(sa.case(*whens, else_=None), sa.Integer)
