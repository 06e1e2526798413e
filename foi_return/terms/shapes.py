"""The shapes that an extract takes before it is a plain table: joined files, packed cells, rows that do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Packing(StrEnum):
    """How one cell holds several values."""

    JSON_LIST = "json list"
    JSON_OBJECT = "json object"
    DELIMITED = "delimited"


@dataclass(frozen=True, slots=True)
class Unpacking:
    """A column whose cells hold several values; the table has a row for each of them.

    Attributes:
        column: The column.
        packing: How its cells hold them.
        into: The name of the column that holds one value each.
        delimiter: What stands between values of delimited text.
        true_values: In a JSON object, the values that say that a key holds; the key is then the value of the row.
    """

    column: str
    packing: Packing
    into: str = "value"
    delimiter: str = ";"
    true_values: tuple[str, ...] = ("Yes", "Y", "true", "1")


@dataclass(frozen=True, slots=True)
class Join:
    """A second source whose columns are added where its key fits.

    Attributes:
        source: The source.
        where: Column of the table so far to the column of the source that must hold the same text.
        each: Whether several rows with one key are all meant, such as brothers and sisters who are assessed together:
            the table then has a row for each. Otherwise the first of them counts, and the others are reported.
    """

    source: str
    where: Mapping[str, str]
    each: bool = False


@dataclass(frozen=True, slots=True)
class RowCount:
    """A column that says how many rows of another source fit: how many suspects a crime has.

    Attributes:
        source: The source whose rows are counted.
        where: Column of the table so far to the column of the source that must hold the same text.
        into: The name of the column that holds the number; 0 where no row fits.
        distinct: The column of the source of which the different texts are counted; empty to count every row. Rows in
            which it is blank count nothing.
    """

    source: str
    where: Mapping[str, str]
    into: str
    distinct: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the source that it reads."""
        return (*self.where.values(), *filter(None, [self.distinct]))


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table that is made from sources. Its columns are those of `base`, and `source.column` of each joined source.

    Attributes:
        name: What records call it.
        base: The source with a row for each of its rows, before unpacking.
        joins: Sources that are joined, one after the other.
        unpacking: The column to unpack, or None.
        counts: Columns that say how many rows of other sources fit, after the joins.
    """

    name: str
    base: str
    joins: tuple[Join, ...] = ()
    unpacking: Unpacking | None = None
    counts: tuple[RowCount, ...] = ()

    def place_of(self, column: str) -> tuple[str, str]:
        """The source and the column that a column of the table comes from; no source for one that is made here."""
        if any(column == count.into for count in self.counts):
            return "", column
        if self.unpacking is not None and column == self.unpacking.into:
            return "", column
        for join in self.joins:
            if column.startswith(f"{join.source}."):
                return join.source, column.removeprefix(f"{join.source}.")
        return self.base, column

    def joining_columns(self) -> Iterator[str]:
        """The columns of the table that joining and unpacking read, under their names in the table."""
        for join in self.joins:
            yield from join.where
            yield from (f"{join.source}.{column}" for column in join.where.values())
        for count in self.counts:
            yield from count.where
        if self.unpacking is not None:
            yield self.unpacking.column


NOTHING = "\x00"
"""A text that no cell holds: what stands for values of the map that the extract does not have."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A row holds if its column has one of the values, and none of the others. A blank cell has no value.

    Attributes:
        column: The column.
        values: One of these; empty for no such demand.
        not_values: None of these.
        at_least: Or a whole number from this on; None for no such demand.
    """

    column: str
    values: tuple[str, ...] = ()
    not_values: tuple[str, ...] = ()
    at_least: int | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Every value that it names."""
        return *self.values, *self.not_values


@dataclass(frozen=True, slots=True)
class Conditions:
    """Several conditions, all of which or any of which must hold."""

    every: bool
    parts: tuple[Test, ...]


Test = Condition | Conditions


def conditions_of(test: Test | None) -> Iterator[Condition]:
    """Every single condition of a test."""
    if isinstance(test, Condition):
        yield test
    elif test is not None:
        for part in test.parts:
            yield from conditions_of(part)
