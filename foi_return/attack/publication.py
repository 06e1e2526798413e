"""What a published file says, whatever its form: tables of cells, each with its place and what is printed in it."""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.attack.options import Zeros
from foi_return.attack.places import Place


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
class PublishedTable:
    """One table.

    Attributes:
        title: Its title.
        cells: Its cells.
        adds: The dimensions whose labels add up to their total.
        complete: Whether a row that is left out stands for zero.
    """

    title: str
    cells: tuple[PublishedCell, ...]
    adds: frozenset[str]
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of how it counts; empty where it does not say.

    Attributes:
        council: Whose answer it is.
        extracted_on: The day of the extract.
        field_map: The fingerprint of the field map.
        rules: The counting rules, each in its sentence, in the order in which every release prints them.
    """

    council: str = ""
    extracted_on: str = ""
    field_map: str = ""
    rules: tuple[str, ...] = ()


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
        rounded: The base to which its figures are rounded; None where they are exact.
    """

    name: str
    kind: str
    tables: tuple[PublishedTable, ...]
    facts: Facts
    threshold: int | None
    zeros: Zeros | None
    plain: bool = False
    notes: tuple[str, ...] = ()
    rounded: int | None = None
