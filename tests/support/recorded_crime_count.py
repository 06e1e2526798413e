"""Counts the synthetic files of recorded crime in plain Python, straight from the words of the request.

It shares nothing with the package. A crime is a crime number, in however many rows; it is flagged if any of its rows
is. It counts in the financial year of its recorded date, if that is one of the days that its system answers for.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

SYSTEMS = {
    # encoding, title rows, number, date, offence, outcome, first day, last day
    "connect": ("utf-8-sig", 3, "Crime Number", "Incident Created Date", "HO Sub Sub Group", "HO Outcome Desc",
                date(2017, 12, 5), date(2020, 11, 30)),
    "cms": ("cp1252", 0, "CRIME_REF", "DATE_RECORDED", "HO_CLASS", "DISPOSAL", date(2017, 4, 1), date(2017, 12, 4)),
    "niche": ("utf-8-sig", 1, "Occurrence no", "Reported date", "HO offence", "HO outcome",
              date(2017, 4, 1), date(2020, 11, 30)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CrimeCount:
    """Flagged crimes of one system, by financial year (`2017/18`).

    Attributes:
        cse: Year to crimes with the CSE flag.
        offence: Year to offence description to crimes with the CSE flag. Descriptions are as written, white space
            evened out; within a year they add up to `cse`.
        outcome: Year to outcome, likewise; the empty text is an outcome that is not recorded. CMS's are its own words.
        csa: Year to crimes with the CSA flag (all 0 for CMS, which has none).
        cse_not_csa: Year to crimes with the CSE flag and without the CSA flag (for CMS: every one).
    """

    cse: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    offence: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(Counter))
    outcome: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(Counter))
    csa: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cse_not_csa: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def read_day(text: str) -> date | None:
    """A day in one of the four ways in which the files write it; None for anything else."""
    text = squeezed(text).removesuffix(" 00:00:00")
    try:
        if match := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(\d\d)-([A-Z]{3})-(\d{4})", text):
            return date(int(match[3]), _MONTHS.index(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def year_of(day: date) -> str:
    first = day.year if day.month > 3 else day.year - 1
    return f"{first}/{str(first + 1)[2:]}"


def count_recorded_crime(path: Path, system: str) -> CrimeCount:
    """Counts one file; `system` is `connect`, `cms` or `niche`."""
    encoding, titles, number, day_column, offence, outcome, first, last = SYSTEMS[system]
    crimes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(titles):
            next(file)
        for row in csv.DictReader(file):
            crime = crimes[squeezed(row[number])]
            crime["day"].add(row[day_column])
            crime["offence"].add(squeezed(row[offence]))
            crime["outcome"].add(squeezed(row[outcome]))
            crime["flags"] |= _flags(row)
    counted = CrimeCount()
    for crime in crimes.values():
        days = {read_day(text) for text in crime["day"]}
        assert len(days) == len(crime["offence"]) == len(crime["outcome"]) == 1, "rows of one crime disagree"
        day = days.pop()
        if day is None or not first <= day <= last:
            continue
        year = year_of(day)
        counted.csa[year] += "csa" in crime["flags"]
        if "cse" in crime["flags"]:
            counted.cse[year] += 1
            counted.offence[year][crime["offence"].pop()] += 1
            counted.outcome[year][crime["outcome"].pop()] += 1
            counted.cse_not_csa[year] += "csa" not in crime["flags"]
    return counted


def _flags(row: dict[str, str]) -> set[str]:
    words = {squeezed(word).lower() for word in row.get("Keyword Desc", "").split(";")}
    columns = {"cse": ("CSE flag", "CSE_MARKER"), "csa": ("CSA flag",)}
    keywords = {"cse": "child sex exploitation", "csa": "child sexual abuse"}
    return {
        flag
        for flag, keyword in keywords.items()
        if keyword in words or any(row.get(column, "").lower() in {"y", "yes"} for column in columns[flag])
    }
