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
        shape: A regular expression for the whole text. Parsers alone are too lenient: one of them reads the words
            `epoch` and `infinity` as dates, and years of two digits.
    """

    name: str
    pattern: str
    shape: str


_FORMATS = (
    DateFormat("dd/mm/yyyy", "%d/%m/%Y", "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"),
    DateFormat("dd-mm-yyyy", "%d-%m-%Y", "[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"),
    DateFormat("dd.mm.yyyy", "%d.%m.%Y", "[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}"),
    DateFormat("dd mmm yyyy", "%d %b %Y", "[0-9]{1,2} [A-Za-z]{3} [0-9]{4}"),
    DateFormat("dd-mmm-yyyy", "%d-%b-%Y", "[0-9]{1,2}-[A-Za-z]{3}-[0-9]{4}"),
    DateFormat("dd mmmm yyyy", "%d %B %Y", "[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}"),
    DateFormat("yyyy-mm-dd", "%Y-%m-%d", "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"),
    DateFormat("yyyy/mm/dd", "%Y/%m/%d", "[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"),
    DateFormat("yyyymmdd", "%Y%m%d", "[0-9]{8}"),
    DateFormat("mm/dd/yyyy", "%m/%d/%Y", "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"),
)
DATE_FORMATS = {form.name: form for form in _FORMATS}
"""Formats by name. Each may be followed by a time of day, which is left aside. One with a time zone is not read: the
day may be another one here."""

TIME_OF_DAY = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?( ?[AaPp][Mm])?$"
"""A regular expression for a time of day behind a date."""

BLANKS = "".join(map(chr, (*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029)))
BLANKS += "\x1c\x1d\x1e\x1f\u200b\u200e\u200f\u202f\u205f\u2060\u3000\ufeff"
"""Characters that are white space, or cannot be seen, at the ends of an id, a date or a value."""

SERIAL_SHAPE = "[0-9]{1,6}([.][0-9]+)?"
"""A regular expression for an Excel day number, with or without a time of day behind the point."""

EXCEL_SERIAL = "excel serial"
"""The name in a field map of dates written as Excel's day numbers, such as 43922 for 1 April 2020."""

CELL_DATE = "yyyy-mm-dd"
"""How a date cell of a spreadsheet is written down; its day is certain, so it is accepted in every spreadsheet."""

FIRST_DATE = date(1901, 1, 1)
LAST_DATE = date(2100, 12, 31)
"""A date outside these cannot be about a child of the request; it is reported as no date. Databases write 1 January
1900 where nobody entered a date."""

LAST_END_DATE = date(9999, 12, 31)
"""An end date may be far off: databases write 31 December 9999 for what has not ended."""


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
