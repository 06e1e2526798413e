"""Counts the synthetic files of group-based crimes in plain Python, straight from the words of the report.

It shares nothing with the package. Rows with the same number are one crime; rows with the same crime number and the
same reference are one victim or suspect, so that a person is counted on each of their crimes.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
VICTIM_BANDS = {"Under 10": 10, "10 to 13": 14, "14 to 15": 16, "16 to 17": 18, "18 and over": 999}
SUSPECT_BANDS = {
    "Under 10": 10, "10 to 13": 14, "14 to 15": 16, "16 to 17": 18, "18 to 29": 30, "30 to 39": 40, "40 to 49": 50,
    "50 to 59": 60, "60 and over": 999,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """Victims or suspects of group-based crimes; a person on two crimes is two.

    Attributes:
        total: How many.
        sex: `Female`, `Male`; the empty text is not recorded, as in each of these. Each adds up to `total`.
        age: By band of the age in completed years at the offence, such as `10 to 13`.
        ethnicity: `White`, `Asian`, `Black`, `Mixed`, `Other`.
        by_criterion: Criterion to a Counter with keys such as `all`, `sex Female`, `age Under 10`, `ethnicity White`.
    """

    total: int
    sex: Counter[str]
    age: Counter[str]
    ethnicity: Counter[str]
    by_criterion: dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class GroupBasedCount:
    """Group-based crimes recorded in one calendar year, and the people on them.

    Attributes:
        total: Crimes.
        criterion: `Familial`, `CSE`, `Institutional`, `Other`, `Unknown`. Each of these adds up to `total`.
        month: By number, 1 to 12.
        quarter: By number, 1 to 4, of the calendar year.
        recency: `Recent`, `Non-recent`; the empty text where there is no offence date.
        offence: `Rape`, `Sexual assault`, `Sexual activity`, `Other`.
        criterion_of: Criterion to a Counter with keys such as `Non-recent`, `Rape`.
        april_to_december: Criterion to crimes recorded from April on.
        by_children: Criterion to those of them that children committed.
        victims: The people of the victims' file.
        suspects: The people of the suspects' file.
    """

    total: int
    criterion: Counter[str]
    month: Counter[int]
    quarter: Counter[int]
    recency: Counter[str]
    offence: Counter[str]
    criterion_of: dict[str, Counter[str]]
    april_to_december: Counter[str]
    by_children: Counter[str]
    victims: People
    suspects: People


@dataclass(frozen=True, slots=True)
class _Found:
    rows: dict[tuple[str, ...], dict[str, str]]
    of_crime: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def count_group_based(crimes: Path, victims: Path, suspects: Path, year: int = 2023) -> GroupBasedCount:
    """Counts the crimes that were recorded in the year and have two or more offenders, named or stated."""
    found = {row["Crime No"]: row for row in _read(crimes, titles=1).rows.values()}
    hurt, named = _read(victims, "Victim Ref"), _read(suspects, "Suspect Ref")
    group: dict[str, tuple[dict[str, str], date]] = {}
    for number, row in found.items():
        day = _day(row["Date Recorded"])
        stated = int(row["No of Offenders"]) if row["No of Offenders"].isdigit() else 0
        if day and day.year == year and max(stated, len(named.of_crime[number])) >= 2:
            group[number] = row, day
    kinds = {number: _criterion(row["Criterion"]) for number, (row, _) in group.items()}
    criterion_of: dict[str, Counter[str]] = defaultdict(Counter)
    recency, offence = Counter[str](), Counter[str]()
    later, children = Counter[str](), Counter[str]()
    for number, (row, day) in group.items():
        when, what = _recency(_day(row["Offence Date"]), day), _offence(row["Offence Description"])
        recency[when] += 1
        offence[what] += 1
        criterion_of[kinds[number]].update((when, what))
        if day.month >= 4:
            later[kinds[number]] += 1
            is_by_child = row["CSAE by Child"].upper().startswith("Y")
            children[kinds[number]] += is_by_child
            criterion_of[kinds[number]][f"{what} by children"] += is_by_child
    return GroupBasedCount(
        total=len(group),
        criterion=Counter(kinds.values()),
        month=Counter(day.month for _, day in group.values()),
        quarter=Counter((day.month + 2) // 3 for _, day in group.values()),
        recency=recency,
        offence=offence,
        criterion_of=criterion_of,
        april_to_december=later,
        by_children=children,
        victims=_people(hurt, kinds, VICTIM_BANDS),
        suspects=_people(named, kinds, SUSPECT_BANDS),
    )


def _read(path: Path, person: str = "", titles: int = 0) -> _Found:
    found = _Found({})
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(titles):
            next(file)
        for line in csv.DictReader(file):
            row = {name: " ".join(text.split()) for name, text in line.items()}
            key = (row["Crime No"], row[person]) if person else (row["Crime No"],)
            assert found.rows.setdefault(key, row) == row, f"rows of {key} disagree"
            found.of_crime[row["Crime No"]].add(key[-1])
    return found


def _people(found: _Found, kinds: dict[str, str], bands: dict[str, int]) -> People:
    counted: dict[str, Counter[str]] = {"sex": Counter(), "age": Counter(), "ethnicity": Counter()}
    by_criterion: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found.rows.values():
        criterion = kinds.get(row["Crime No"])
        if criterion is None:
            continue
        by_criterion[criterion]["all"] += 1
        for name, value in (("sex", _sex(row)), ("age", _band(row, bands)), ("ethnicity", _ethnicity(row))):
            counted[name][value] += 1
            by_criterion[criterion][f"{name} {value}".strip()] += 1
    return People(sum(counted["sex"].values()), counted["sex"], counted["age"], counted["ethnicity"], by_criterion)


def _day(text: str) -> date | None:
    text = text.removesuffix(" 00:00:00")
    try:
        if match := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(\d\d)-([A-Z]{3})-(\d{4})", text):
            return date(int(match[3]), _MONTHS.index(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _recency(offence: date | None, recorded: date) -> str:
    if offence is None:
        return ""
    year_before = (recorded.year - 1, recorded.month, recorded.day)
    return "Non-recent" if (offence.year, offence.month, offence.day) < year_before else "Recent"


def _criterion(text: str) -> str:
    text = text.lower()
    known = {"fam": "Familial", "cse": "CSE", "chi": "CSE", "ins": "Institutional", "oth": "Other"}
    return known.get(text[:3], "Unknown")


def _offence(text: str) -> str:
    text = text.lower()
    if text.startswith("rape"):
        return "Rape"
    if text.startswith(("sexual assault", "assault")):
        return "Sexual assault"
    return "Sexual activity" if "sexual activity" in text else "Other"


def _sex(row: dict[str, str]) -> str:
    return {"f": "Female", "m": "Male"}.get(row["Sex"][:1].lower(), "")


def _ethnicity(row: dict[str, str]) -> str:
    names = {"w": "White", "a": "Asian", "b": "Black", "m": "Mixed", "o": "Other"}
    return names.get(row["Self-Defined Ethnicity"][:1].lower(), "")


def _band(row: dict[str, str], bands: dict[str, int]) -> str:
    born, offence = _day(row["Date of Birth"]), _day(row["Offence Date"])
    if born is None or offence is None or offence < born:
        return ""
    age = offence.year - born.year - ((offence.month, offence.day) < (born.month, born.day))
    return next(label for label, above in bands.items() if age < above)
