"""How the rows of one file find those of another: by columns that hold the same ids. Pure.

The ids themselves are not seen, only the smallest hashes of each column's, which are a fair sample of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import SKETCH_SIZE, ColumnFacts, FileFacts

MOST = 0.9
"""The share of a column's ids that must be found in the other for the two to be joined."""

FEWEST = 10
"""With fewer ids to compare, a likeness may be chance."""

ONCE = 0.95
"""The share of its rows in which a column must have a value of its own to be a key: some rows are exported twice."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns that seem to hold the same ids.

    Attributes:
        column: The column of the file whose rows look for others.
        key: The column of the other file, in which each id stands once.
        share: About which share of the different ids is found in the other file.
        alike: How many words the names of the two have in common.
    """

    column: str
    key: str
    share: float
    alike: int

    @property
    def reason(self) -> str:
        """What speaks for it; the share is never rounded up to all."""
        shown = "all" if self.share == 1 else f"about {min(99, round(100 * self.share))}%"
        return f"{shown} of the values of '{self.column}' are found in '{self.key}', where each occurs once"


def share_found(column: ColumnFacts, other: ColumnFacts) -> float | None:
    """About which share of a column's different ids occur in another; None where there are too few to say."""
    if not column.sketch or not other.sketch:
        return None
    top = min(_reach(column), _reach(other))
    sample = list(takewhile(lambda number: number <= top, column.sketch))
    there = set(other.sketch)
    return sum(number in there for number in sample) / len(sample) if len(sample) >= FEWEST else None


def find_pairs(file: FileFacts, other: FileFacts) -> Iterator[Pair]:
    """The pairs of columns by which each row of a file may find one row of another."""
    for column in file.columns:
        for key in other.columns:
            share = share_found(column, key) if is_key(key) else None
            if share is not None and share >= MOST:
                alike = len(set(column_words(column.name)) & set(column_words(key.name)))
                yield Pair(column.name, key.name, share, alike)


def best_pair(file: FileFacts, other: FileFacts) -> Pair | None:
    """The pair whose names are most alike, then of which most is found; None where there is none."""
    return max(find_pairs(file, other), key=lambda pair: (pair.alike, pair.share), default=None)


def is_key(column: ColumnFacts) -> bool:
    """Whether nearly each row has a value of its own."""
    return bool(column.filled) and column.distinct >= ONCE * column.filled


def _reach(column: ColumnFacts) -> int:
    """The hash up to which a sketch is complete."""
    return column.sketch[-1] if len(column.sketch) >= SKETCH_SIZE else 2**64
