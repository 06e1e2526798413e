"""How systems write things down: CSV and workbooks, and dates in more ways than one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from tests.support.systems.truth import Truth

FACTORS = {
    "missing": "10A",
    "cse": "11A",
    "trafficking": "12A",
    "gang": "13A",
    "neglect": "16A",
    "domestic": "3A",
    "cce": "24A",
}
"""The census's code for each thing that an assessment finds; what is not here has no code of its own.

Source: Children in need census, factors identified at the end of assessment.
"""
CCE_FACTOR_FROM = date(2021, 4, 1)
EVER = (date.min, date.max)
FACTORS_RECORDED = {"cse": EVER, "gang": EVER, "cce": (CCE_FACTOR_FROM, date.max)}
"""What factor codes can say, and on which days: 24A came with the collection of 2021/22."""


@dataclass(frozen=True, slots=True)
class SystemExtract:
    """An extract on disk, and what a right answer from it says.

    Attributes:
        sources: The files by the name of the table that they hold.
        truth: The figures that follow from the population.
    """

    sources: Mapping[str, tuple[Path, ...]]
    truth: Truth


def factor_codes(finds: Iterable[str], on: date, random: Random) -> list[str]:
    """The census's codes for what was found, among others, in the order of the codes.

    A few assessments from before the code for CCE existed have it none the less: it was added to them later.
    """
    named = {FACTORS[found] for found in finds if found in FACTORS}
    if on < CCE_FACTOR_FROM and random.random() > 0.1:
        named.discard(FACTORS["cce"])
    if random.random() < 0.4:
        named.add(random.choice(("1B", "2B", "4A", "4B", "15A", "17A")))
    return sorted(named or {"21"}, key=lambda code: (int(code.rstrip("ABC")), code))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> Path:
    """Writes a table as CSV; None is a blank cell."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def sql_time(day: date | None) -> str:
    """A date as SQL Server exports it: with a time of day that means nothing."""
    return "" if day is None else f"{day.isoformat()} 00:00:00.000"


def british(day: date | None) -> str:
    """A date as people type it."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def excel_serial(day: date) -> int:
    """A date as the number that Excel keeps for it."""
    return (day - date(1899, 12, 30)).days
