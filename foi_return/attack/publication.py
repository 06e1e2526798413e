"""What a published file says, whatever its form: tables of cells, each with its place and what is printed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_return.attack.options import Zeros
from foi_return.attack.places import Place
from foi_return.attack.rounding import Rounded


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One cell.

    Attributes:
        place: What it counts.
        text: What is printed: `27`, `[c]`, `<5`.
        value: The number, or None for a mark.
    """

    place: Place
    text: str
    value: int | None


@dataclass(frozen=True, slots=True)
class PublishedPercent:
    """One percentage.

    Attributes:
        place: What the number above the line counts.
        whole: What the number below the line counts.
        text: What is printed: `18.5%`.
        ends: Between which two numbers it lies, in halves of a unit of its last decimal place: (369, 371).
        decimals: How many decimal places are read.
        half_up: Whether it is known that a half is rounded up; else it may go either way.
    """

    place: Place
    whole: Place
    text: str
    ends: tuple[int, int]
    decimals: int
    half_up: bool


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table.

    Attributes:
        title: Its title.
        cells: Its cells.
        adds: The dimensions whose labels add up to their total.
        complete: Whether a row that is left out stands for zero.
        percents: Its percentages.
    """

    title: str
    cells: tuple[PublishedCell, ...]
    adds: frozenset[str]
    complete: bool = False
    percents: tuple[PublishedPercent, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of how it counts; empty where it does not say.

    Attributes:
        council: Whose answer it is.
        extracted_on: The day of the extract.
        field_map: The fingerprint of the field map.
        rules: The counting rules, each in its sentence, in the order in which every release prints them.
        counted: What is counted, in the plural.
        periods: The first and the last day of each period, by its label, as 2021-04-01.
    """

    council: str = ""
    extracted_on: str = ""
    field_map: str = ""
    rules: tuple[str, ...] = ()
    counted: str = ""
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publication:
    """One published file.

    Attributes:
        name: The file's name.
        kind: What sort of file it is, in words.
        tables: Its tables.
        facts: What it says of how it counts.
        threshold: The threshold that it states; None where it states none.
        zeros: What it says of zeros; None where it says nothing.
        plain: Whether it is a table from anybody, whose marks may mean several things.
        notes: What the person who attacks it should know of how it was read.
        rounded: How its figures are rounded; None where they are exact, or where it does not say.
    """

    name: str
    kind: str
    tables: tuple[PublishedTable, ...]
    facts: Facts
    threshold: int | None
    zeros: Zeros | None
    plain: bool = False
    notes: tuple[str, ...] = ()
    rounded: Rounded | None = None
