"""What the generators of police files share: drawing by a seed, and the dirt that every extract has."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")
Row = tuple[str, ...]

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
NO_DATES = ("31/02/2019", "00/00/0000", "Unknown", "not known", "30/13/2018")
"""Texts in a date column that are no date."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class Draws:
    """A sequence of draws: the same seed gives the same sequence on every machine and every version of Python.

    Only `Random.random` is used, the one method that Python promises never to change.
    """

    def __init__(self, seed: int) -> None:
        self._draw = Random(seed).random

    def number(self, below: int) -> int:
        """A whole number from 0 to `below` - 1."""
        return int(self._draw() * below)

    def happens(self, chance: float) -> bool:
        """True with this chance."""
        return self._draw() < chance

    def choose(self, values: Sequence[T]) -> T:
        """One of the values, each as likely as the others."""
        return values[self.number(len(values))]

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both included."""
        return first + timedelta(days=self.number((last - first).days + 1))

    def shuffled(self, values: Iterable[T]) -> list[T]:
        """The values in another order."""
        mixed = list(values)
        for place in range(len(mixed) - 1, 0, -1):
            other = self.number(place + 1)
            mixed[place], mixed[other] = mixed[other], mixed[place]
        return mixed

    def date_text(self, day: date) -> str:
        """A day in one of the ways in which one column mixes them; the day always stands before the month."""
        style = self.number(20)
        if style < 12:
            return f"{day.day:02d}/{day.month:02d}/{day.year}"
        if style < 17:
            return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"
        return day.isoformat() if style < 19 else f"{day.day:02d}/{day.month:02d}/{day.year} 00:00:00"

    def untidy_spaces(self, text: str, share: float = 0.06) -> str:
        """The text, sometimes with other or more white space in it; its letters stay."""
        if not self.happens(share):
            return text
        style = self.number(4)
        if style == 0:
            return f"{text} "
        if style == 1:
            return f" {text}"
        return text.replace(" ", NO_BREAK_SPACE if style == 2 else "  ", 1)

    def untidy_case(self, text: str, share: float = 0.1) -> str:
        """The text, sometimes in capitals or in small letters."""
        if not self.happens(share):
            return text
        return text.upper() if self.happens(0.5) else text.lower()

    def exported(self, rows: Iterable[Row], repeated: float) -> list[Row]:
        """The rows in no order, some of them twice as by a second export."""
        kept = list(rows)
        return self.shuffled(kept + [row for row in kept if self.happens(repeated)])


def write_table(path: Path, encoding: str, titles: Sequence[str], header: Row, rows: Iterable[Row]) -> None:
    """Writes a CSV file with title rows, each in the first column, above its header.

    Raises:
        OSError: It cannot be written.
    """
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows((title,) for title in titles)
        writer.writerow(header)
        writer.writerows(rows)
