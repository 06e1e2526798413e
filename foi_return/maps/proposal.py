"""What a proposed field map says, each part with its evidence and how far it can be trusted. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from foi_return.terms.request import Dimension
from foi_return.wizard.facts import FileFacts, Packing
from foi_return.wizard.meanings import Suggestion


@dataclass(frozen=True, slots=True)
class Named:
    """A file of the extract under the name of its source.

    Attributes:
        name: The source's name.
        file: What the file holds, without the values that are rarer than the threshold.
        rarely: Columns of which only rarer values may say what a row records.
    """

    name: str
    file: FileFacts
    rarely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeantValue:
    """A value whose meaning is sure.

    Attributes:
        value: The value as the extract writes it.
        keys: The categories and contexts that it means, in the order of the request.
        reason: Why.
    """

    value: str
    keys: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OpenValue:
    """A value that an officer must decide on.

    Attributes:
        value: The value as the extract writes it.
        rows: How many rows have it.
        hints: What it may mean, if anything.
    """

    value: str
    rows: int
    hints: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """A column by whose values records are told apart.

    Attributes:
        name: The column as rules name it.
        why: Why it is read, and how sure that is.
        meant: Values whose meaning is sure.
        others: Values that are known to mean nothing that is asked for, each with the reason.
        open: Values to be decided on; none rarer than the threshold.
        rarer: How many different values are rarer than the threshold. They are named nowhere.
    """

    name: str
    why: Suggestion
    meant: tuple[MeantValue, ...]
    others: Mapping[str, str]
    open: tuple[OpenValue, ...]
    rarer: int


@dataclass(frozen=True, slots=True)
class Join:
    """How the rows of one source find those of another.

    Attributes:
        source: The source that is joined.
        column: The column on the left, as the table names it.
        other: The column of the joined source.
        why: The evidence, and how sure it is.
    """

    source: str
    column: str
    other: str
    why: Suggestion


@dataclass(frozen=True, slots=True)
class Table:
    """A table made from sources before rows are read as records.

    Attributes:
        name: Its name in the map.
        base: The source whose rows it has.
        joins: The sources joined to it, in order.
        column: The column whose cells are unpacked, or empty.
        packing: How they are packed, or None.
    """

    name: str
    base: str
    joins: tuple[Join, ...] = ()
    column: str = ""
    packing: Packing | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A column for a purpose, as the map names it, with the date formats that its cells need."""

    column: str
    why: Suggestion
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grades:
    """A column that grades records, and the values of each grade; none rarer than the threshold."""

    column: str
    why: Suggestion
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LikelyRow:
    """A value of a breakdown's column that likely means a row of the request, and why."""

    value: str
    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class SplitBy:
    """Where records say in which row of a breakdown something falls.

    Attributes:
        dimension: The breakdown.
        column: The column, how sure it is and why; None where two dates say it.
        first: The first of two dates; None where a column says it.
        last: The second; None where none seems to be meant.
        rows: Row to the values that surely mean it; none rarer than the threshold.
        likely: Values that likely mean a row.
        unknown: Values of which nothing is known, with their rows.
        rarer: How many different values are rarer than the threshold. They are named nowhere.
        formats: The formats that the first date is written in.
        counts: Each of the likely values to its rows.
    """

    dimension: Dimension
    column: Suggestion | None = None
    first: Suggestion | None = None
    last: Suggestion | None = None
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    likely: tuple[LikelyRow, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    rarer: int = 0
    formats: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        """Whether where it stands leaves no doubt."""
        told = [self.column] if self.first is None else [self.first, self.last]
        return all(found is not None and found.is_sure for found in told)


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """Conditions that a row may have to meet; they are always to be decided on.

    Attributes:
        tests: Conditions as the map writes them, one of which is enough.
        counts: Numbers of rows of other sources that they read, as the map writes them.
        reason: What speaks for them.
    """

    tests: tuple[Mapping[str, Any], ...]
    counts: tuple[Mapping[str, Any], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Records:
    """A source whose rows record exploitation, or are what is counted.

    Attributes:
        name: What rules call them.
        source: The source's name.
        table: The table that must be made first, or None.
        why: Why it is taken for records.
        picks: Purpose (child, start, end) to the column.
        risk: The column with the risk level, or None.
        identified: The column that tells at risk from victim, or None.
        answered: The column in which a yes makes the code of a row true, with its values for yes; or None.
        columns: The coded columns.
        ids_found: The share of its children's ids that are found among the people; None where it is not known.
        own_id: Whether its ids are those of what is counted, and of no child.
        id_with: The column that makes the id together with its own, which stands in several rows; empty for none.
        unit: What they are those of, where the request counts several things; empty for the first of them.
        every: The category that each row may mean; empty where a column has to say what a row is.
        splits: Where it says in which row of each breakdown something falls.
        only_if: What a row may have to meet to be a record, or None.
    """

    name: str
    source: str
    table: Table | None
    why: Suggestion
    picks: Mapping[str, Pick]
    risk: Grades | None
    identified: Grades | None
    answered: Grades | None
    columns: tuple[CodedColumn, ...]
    ids_found: float | None = None
    own_id: bool = False
    id_with: str = ""
    unit: str = ""
    every: str = ""
    splits: tuple[SplitBy, ...] = ()
    only_if: OnlyIf | None = None


@dataclass(frozen=True, slots=True)
class People:
    """The source that says who a child is.

    Attributes:
        source: The source's name.
        why: Why it is taken for the list of children.
        picks: Purpose (id, birth_date, sex) to the column.
        sexes: Label in the answer to the values that mean it; none rarer than the threshold.
        open_sexes: Values of that column whose label is not sure, with their rows.
        rarer_sexes: How many more values are rarer than the threshold.
    """

    source: str
    why: Suggestion
    picks: Mapping[str, Pick]
    sexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_sexes: Mapping[str, int] = field(default_factory=dict)
    rarer_sexes: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole proposal.

    Attributes:
        sources: Every file by the name of its source.
        people: Who a child is, or None where no file says.
        records: The records found.
        unused: Sources that are neither, each with the reason.
    """

    sources: tuple[Named, ...]
    people: People | None
    records: tuple[Records, ...]
    unused: Mapping[str, str]

    def kind(self, source: str) -> str:
        """What a source is taken for: people, records, both or neither."""
        lists = self.people is not None and self.people.source == source
        holds = any(records.source == source for records in self.records)
        return "both" if lists and holds else "people" if lists else "records" if holds else "neither"
