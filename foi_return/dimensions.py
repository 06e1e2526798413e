"""The dimensions that a request splits categories by beside sex, age and context: their classes, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from foi_return.periods import Period
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import NOT_KNOWN, RECORDED, Dimension, PartOfPeriod, Request


def class_labels(dimension: Dimension, field_map: FieldMap, periods: Sequence[Period]) -> tuple[str, ...]:
    """Every class of a dimension, in order, without not known: what the request names, else what the map lists."""
    if dimension.part is not None:
        return tuple(dict.fromkeys(label for period in periods for label, _, _ in parts_of(period, dimension.part)))
    if dimension.rows:
        return dimension.rows
    listed = (records.classes.get(dimension.key) for records in field_map.records.values())
    labels = dict.fromkeys(label for spec in listed if spec for label in spec.values if label != NOT_KNOWN)
    return tuple(sorted(labels, key=str.casefold))


def parts_of(period: Period, part: PartOfPeriod) -> Iterator[tuple[str, date, date]]:
    """The months or quarters of a period, with the label, the first and the last day of each; counted from its start.

    A part that the period's end cuts off is as long as the period lets it be.
    """
    months = 1 if part is PartOfPeriod.MONTH else 3
    first = period.first_day
    while first <= period.last_day:
        following = first + relativedelta(months=months)
        last = min(following - timedelta(days=1), period.last_day)
        label = f"{first:%B}" if first.month == last.month else f"{first:%B} to {last:%B}"
        yield label, first, last
        first = following


def part_period(period: Period, label: str, first: date, last: date) -> Period:
    """A part of a period as a period of its own, for what can be said of it: which days of it are covered."""
    return Period(first, last, f"{label} in {period.label}")


def class_selection(
    chosen: Mapping[str, str], request: Request, labels_of: Callable[[Dimension], Iterable[str]]
) -> tuple[tuple[str, frozenset[str]], ...]:
    """The labels of inner cells that a figure sums, for each dimension of the request's own that narrows it, sorted.

    Args:
        chosen: Dimension to the label of the figure's row; `RECORDED` stands for all but not known.
        request: The dimensions.
        labels_of: Every label that a dimension has in the answer, without not known.
    """
    found = []
    for dimension in request.dimensions:
        label = chosen.get(dimension.key)
        if label == RECORDED:
            found.append((dimension.key, frozenset(labels_of(dimension))))
        elif label is not None:
            found.append((dimension.key, frozenset({label})))
    return tuple(sorted(found))
