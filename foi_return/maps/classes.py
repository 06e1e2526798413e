"""Proposes where records say in which row of a breakdown something falls, and which value is which row. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.maps.proposal import LikelyRow, SplitBy
from foi_return.terms.request import NOT_KNOWN, Dimension, Request
from foi_return.wizard.class_suggest import (
    is_span,
    is_unsure,
    likely_row,
    suggest_class_column,
    suggest_span,
    sure_rows,
)
from foi_return.wizard.facts import ColumnFacts, FileFacts


def propose_splits(file: FileFacts, start: str, asked: Request) -> Iterator[SplitBy]:
    """Each breakdown of the request's own that a file seems to hold; those of which nothing is found are left out.

    Args:
        file: The file, without its rare values.
        start: The date from which a record counts; empty where it is not known.
        asked: What the request asks of what the file's records are of.
    """
    for dimension in asked.dimensions:
        if not dimension.is_mapped:
            continue
        if is_span(dimension):
            first, last = suggest_span(dimension, file, start)
            if first is not None:
                yield SplitBy(dimension, first=first, last=last, formats=_formats(file, first.target))
        elif found := suggest_class_column(dimension, file):
            column = file.column(found.target)
            yield _by_column(dimension, column, SplitBy(dimension, found)) if column else SplitBy(dimension, found)


def _formats(file: FileFacts, name: str) -> tuple[str, ...]:
    column = file.column(name)
    return column.formats if column else ()


def _by_column(dimension: Dimension, column: ColumnFacts, split: SplitBy) -> SplitBy:
    """A column with its values sorted into sure rows, likely ones, and what is open."""
    if dimension.is_number:
        return split
    values = column.values or {}
    sure = sure_rows(dimension, column)
    if not dimension.rows:
        sure = {value: NOT_KNOWN if is_unsure(value) else value for value in values}
    likely = {
        value: LikelyRow(value, found.target, found.reason)
        for value in values
        if value not in sure and (found := likely_row(dimension, value))
    }
    rows = {row: tuple(value for value in values if sure.get(value) == row) for row in dict.fromkeys(sure.values())}
    unknown = {value: count for value, count in values.items() if value not in sure and value not in likely}
    counts = {value: values[value] for value in likely}
    return SplitBy(
        dimension, split.column, None, None, rows, tuple(likely.values()), unknown, column.rarer, counts=counts
    )
