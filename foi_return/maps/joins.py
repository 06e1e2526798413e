"""Finds how the rows of one file find those of another: by columns that hold the same ids. Pure.

The ids themselves are not seen, only the smallest hashes of each column's, which are a fair sample of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from foi_return.maps.proposal import Join, Named
from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import SKETCH_SIZE, ColumnFacts, FileFacts
from foi_return.wizard.meanings import Confidence, Suggestion

MOST = 0.9
"""The share of a column's ids that must be found in the other for the two to be joined."""

FEWEST = 10
"""With fewer ids to compare, a likeness may be chance."""


def share_found(column: ColumnFacts, other: ColumnFacts) -> float | None:
    """About which share of a column's different ids occur in another; None where there are too few to say."""
    if not column.sketch or not other.sketch:
        return None
    top = min(_reach(column), _reach(other))
    sample = list(takewhile(lambda number: number <= top, column.sketch))
    there = set(other.sketch)
    return sum(number in there for number in sample) / len(sample) if len(sample) >= FEWEST else None


def find_joins(
    base: Named, others: Sequence[Named], lacking: frozenset[str]
) -> tuple[tuple[Join, ...], FileFacts] | None:
    """The join that gives a file what it lacks to be read as records, and the file that has it; None where none does.

    Args:
        base: The file.
        others: The other files of the extract.
        lacking: The purposes that no column of the file serves: id, start, or both.
    """
    found: list[tuple[float, int, Join, FileFacts]] = []
    for other in others:
        roles = other.file.suggestions.roles
        if all(role in roles and roles[role].is_sure for role in lacking):
            found += [(share, alike, join, other.file) for share, alike, join in _pairs(base, other)]
    if not found:
        return None
    _, _, join, file = max(found, key=lambda item: (item[1], item[0]))
    return (join,), file


def _pairs(base: Named, other: Named) -> Iterator[tuple[float, int, Join]]:
    for column in base.file.columns:
        for key in other.file.columns:
            unique = key.filled and key.distinct >= 0.95 * key.filled
            share = share_found(column, key) if unique else None
            if share is None or share < MOST:
                continue
            alike = len(set(column_words(column.name)) & set(column_words(key.name)))
            confidence = Confidence.HIGH if alike else Confidence.MEDIUM
            shown = "all" if share == 1 else f"about {min(99, round(100 * share))}%"
            reason = f"{shown} of the values of '{column.name}' are found in '{key.name}', where each occurs once"
            yield share, alike, Join(other.name, column.name, key.name, Suggestion(other.name, confidence, reason))


def _reach(column: ColumnFacts) -> int:
    """The hash up to which a sketch is complete."""
    return column.sketch[-1] if len(column.sketch) >= SKETCH_SIZE else 2**64
