"""The formats in which an extract may write a date. A map lists those that its columns use; none is ever guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One way of writing a date.

    Attributes:
        name: What a field map calls it.
        pattern: The pattern for parsing, in the notation of `strptime`.
        length: How many characters it must have; 0 where that may vary.
    """

    name: str
    pattern: str
    length: int = 0


_FORMATS = (
    DateFormat("dd/mm/yyyy", "%d/%m/%Y"),
    DateFormat("dd-mm-yyyy", "%d-%m-%Y"),
    DateFormat("dd.mm.yyyy", "%d.%m.%Y"),
    DateFormat("dd mmm yyyy", "%d %b %Y"),
    DateFormat("dd-mmm-yyyy", "%d-%b-%Y"),
    DateFormat("dd mmmm yyyy", "%d %B %Y"),
    DateFormat("yyyy-mm-dd", "%Y-%m-%d"),
    DateFormat("yyyy/mm/dd", "%Y/%m/%d"),
    DateFormat("yyyymmdd", "%Y%m%d", 8),
    DateFormat("mm/dd/yyyy", "%m/%d/%Y"),
)
DATE_FORMATS = {form.name: form for form in _FORMATS}
"""Formats by name. Each may be followed by a time of day, which is left aside."""

TIME_OF_DAY = r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?$"
"""A regular expression for a time of day behind a date."""

BLANKS = "".join(map(chr, (*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029)))
BLANKS += "\u202f\u205f\u3000\ufeff"
"""Characters that are white space at the ends of an id, a date or a value."""

EXCEL_SERIAL = "excel serial"
"""The name in a field map of dates written as Excel's day numbers, such as 43922 for 1 April 2020."""

CELL_DATE = "yyyy-mm-dd"
"""How a date cell of a spreadsheet is written down; its day is certain, so it is accepted in every spreadsheet."""

FIRST_DATE = date(1900, 1, 1)
LAST_DATE = date(2100, 12, 31)
"""A date outside these cannot be about a child of the request; it is reported as no date."""


def date_format_names() -> tuple[str, ...]:
    """Every format that a field map may list."""
    return (*DATE_FORMATS, EXCEL_SERIAL)


def conflicting_formats(names: Sequence[str]) -> bool:
    """Whether two of the formats read one text as two different days: day first and month first."""
    return "dd/mm/yyyy" in names and "mm/dd/yyyy" in names


def date_key(day: date) -> int:
    """A date as the integer yyyymmdd, in which every engine compares dates.

    The difference of two keys gives an age: it is at least 180000 exactly from the 18th birthday on, which for
    somebody born on 29 February is 1 March.
    """
    return day.year * 10_000 + day.month * 100 + day.day
