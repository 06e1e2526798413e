"""Leaves out of a file's facts what too few rows hold, so that nothing made from them can name it. Pure."""

from __future__ import annotations

from dataclasses import replace

from foi_return.text import normalise
from foi_return.wizard.facts import ColumnFacts, FileFacts


def with_common_values(file: FileFacts, threshold: int) -> FileFacts:
    """The facts of a file with only those values that stand in at least so many rows; the others are counted."""
    return replace(file, columns=tuple(_common(column, threshold) for column in file.columns))


def _common(column: ColumnFacts, threshold: int) -> ColumnFacts:
    packing = column.packing
    if packing is not None:
        kept = {value: rows for value, rows in packing.values.items() if rows >= threshold}
        packing = replace(packing, values=kept, rarer=len(packing.values) - len(kept)) if kept else None
    if column.values is None:
        return replace(column, packing=packing)
    kept = {value: rows for value, rows in column.values.items() if rows >= threshold}
    wanted = {normalise(value) for value in kept}
    seen = {
        day: {value: first for value, first in firsts.items() if value in wanted}
        for day, firsts in column.first_seen.items()
    }
    rarer = len(column.values) - len(kept)
    return replace(column, values=kept or None, rarer=rarer, packing=packing, first_seen=seen)
