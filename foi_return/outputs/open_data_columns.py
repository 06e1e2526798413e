"""The columns of the open data: their names, what they mean, and which values they may hold.

Source: W3C, Metadata Vocabulary for Tabular Data, section 5.11 (datatypes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foi_return.period_kinds import PeriodKind

Cell = str | int | float | bool | None

NOT_BROKEN_DOWN = "none"
"""Stands in `breakdown` for a row that is not narrowed to a part of its category."""

WHOLE = "Total"
"""Stands in `breakdown_value` for such a row."""

KEY = ("period", "category", "breakdown", "breakdown_value", "label")
"""The columns that tell each row of a table from every other."""


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column of a CSV file.

    Attributes:
        name: Its heading in the file.
        title: What a person calls it.
        description: What it holds, in a sentence.
        datatype: The W3C datatype: a name, or a base with its limits.
        required: Whether each row has a value.
        separator: What stands between the values of a cell that may hold several; empty where it holds one.
    """

    name: str
    title: str
    description: str
    datatype: str | Mapping[str, Any] = "string"
    required: bool = True
    separator: str = ""


def of_table(marks: Sequence[str], kind: PeriodKind, percentages: bool, shares: bool) -> tuple[OpenColumn, ...]:
    """The columns of one table.

    Args:
        marks: Everything that may stand in place of a number.
        kind: The kind of the periods.
        percentages: Whether its numbers are percentages.
        shares: Whether each stands beside the two numbers that it is made of.
    """
    counts = {"base": "nonNegativeInteger"}
    value: Mapping[str, Any] = {"base": "decimal", "minimum": 0, "maximum": 100} if percentages else counts
    return (*_place(kind), *_figure(value, marks), *(_OF_SHARES if shares else ()))


def _place(kind: PeriodKind) -> tuple[OpenColumn, ...]:
    return (OpenColumn("period", "Period", f"The {kind}, as the request writes it."), *_PLACE)


def of_all(marks: Sequence[str], kind: PeriodKind, shares: bool) -> tuple[OpenColumn, ...]:
    """The columns of the file that holds every table; `shares` as in `of_table`, for any of them."""
    figure = _figure({"base": "decimal", "minimum": 0}, marks)
    return (*_TABLE, *_place(kind), *figure, *(_OF_SHARES if shares else ()))


def of_review(marks: Sequence[str]) -> tuple[OpenColumn, ...]:
    """The columns of the file about a review of flags."""
    number = {"base": "decimal", "minimum": 0}
    value, shorthand = _figure(number, marks)[:2]
    return (
        OpenColumn("figure", "Figure", "The figure's name in files."),
        OpenColumn("label", "Label", "What the figure is, as in the workbook."),
        OpenColumn("unit", "Unit", "Records, or per cent."),
        value,
        shorthand,
        OpenColumn("low", "Lower end", "The lower end of its interval, or the shorthand in its place."),
        OpenColumn("high", "Upper end", "The upper end of its interval, or the shorthand in its place."),
    )


def _figure(value: Mapping[str, Any], marks: Sequence[str]) -> tuple[OpenColumn, ...]:
    pattern = "|".join(re.escape(mark).replace("\\ ", " ") for mark in marks)
    return (
        OpenColumn("value", "Value", "The number; empty where a shorthand stands in its place.", value, required=False),
        OpenColumn(
            "shorthand",
            "Shorthand",
            "What stands in place of the number, as in the workbook; empty where there is a number. shorthand.csv says "
            "what each means.",
            {"base": "string", "format": pattern},
            required=False,
        ),
        OpenColumn(
            "part_of_period",
            "Part of the period",
            "Whether recording covered only a part of the period, so that the number cannot be compared with others.",
            "boolean",
        ),
        OpenColumn(
            "notes",
            "Notes",
            "The numbers of the notes in notes.csv that explain the row, separated by spaces.",
            "nonNegativeInteger",
            required=False,
            separator=" ",
        ),
    )


_TABLE = (
    OpenColumn("table", "Table", "The table's name in files."),
    OpenColumn("question", "Question", "The number of the question of the request that the table answers."),
    OpenColumn("title", "Title", "The table's title."),
)

_PLACE = (
    OpenColumn("period_start", "First day", "The first day of the period.", {"base": "date", "format": "yyyy-MM-dd"}),
    OpenColumn("period_end", "Last day", "The last day of the period.", {"base": "date", "format": "yyyy-MM-dd"}),
    OpenColumn("category", "Category", "The category's name in files, such as cce."),
    OpenColumn(
        "breakdown", "Breakdown", f"What the category is broken down by; {NOT_BROKEN_DOWN} for the whole category."
    ),
    OpenColumn("breakdown_value", "Part", f"Which part of the breakdown; {WHOLE} for the whole category."),
    OpenColumn("label", "Label", "The label of the row in the workbook."),
    OpenColumn("unit", "Unit", "What is counted, or what the percentage is of."),
)

_OF_SHARES = tuple(
    OpenColumn(
        name,
        title,
        f"Of a percentage, {what}; empty where a shorthand stands in its place, and where the value is no percentage.",
        {"base": "nonNegativeInteger"},
        required=False,
    )
    for name, title, what in (
        ("number", "Number", "the number that makes the share"),
        ("out_of", "Out of", "what it is a share of: the total, or the part of it for which something was recorded"),
    )
)

SHORTHAND = (
    OpenColumn("shorthand", "Shorthand", "What stands in place of a number, or beside a label."),
    OpenColumn("meaning", "Meaning", "What it means."),
)

NOTES = (
    OpenColumn("note", "Note", "The note's number.", "nonNegativeInteger"),
    OpenColumn("text", "Text", "What it says."),
)

FIELDS = (
    OpenColumn("part", "Part", "The part of the question."),
    OpenColumn("asked_about", "Field or flag asked about", "What the question asks after."),
    OpenColumn("answer", "Answer", "Whether the system has such a field."),
    OpenColumn(
        "fields",
        "Names in the system",
        "The fields, as they are called in the system; one whose name is withheld is described, which is said.",
        required=False,
    ),
    OpenColumn(
        "recorded_since",
        "Recorded since",
        "The day from which it was recorded; empty where that is not known.",
        {"base": "date", "format": "yyyy-MM-dd"},
        required=False,
    ),
    OpenColumn("note", "Note", "What else there is to say.", required=False),
)
