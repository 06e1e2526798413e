"""A police force of a few crimes: a request with breakdowns of its own, counted by both engines and by plain Python."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.pipeline import ReturnInputs
from foi_return.terms.request import Request
from tests.support.small_council import POLICY, SmallCouncil

OUTCOMES = ("Charged", "No suspect", "Resolved")
REQUEST = """
format = 1
name = "crimes"
title = "Recorded crime with a flag"
unit = "crimes"
years = ["2019/20 to 2021/22"]
[[questions]]
number = "1"
text = "How many crimes, by offence, outcome, time and month?"
[categories.cse]
label = "Child sexual exploitation"
[categories.csa]
label = "Child sexual abuse"
[breakdowns.offence]
label = "Offence"
[breakdowns.outcome]
label = "Outcome"
rows = ["Charged", "No suspect", "Resolved"]
recorded = true
[breakdowns.recency]
label = "Recent or not"
years = { "Recent" = "up to 1", "Non-recent" = "over 1" }
[breakdowns.quarter]
label = "Quarter"
part_of_period = "quarter"
[[tables]]
key = "all"
question = "1"
title = "Crimes"
categories = ["cse", "csa"]
[[tables]]
key = "{category}-offence"
question = "1"
title = "{category}: by offence"
each = ["cse", "csa"]
breakdown = "offence"
[[tables]]
key = "cse-outcome"
question = "1"
title = "By outcome"
categories = ["cse"]
breakdown = "outcome"
percentages = true
[[tables]]
key = "cse-recency"
question = "1"
title = "By time between offence and report"
categories = ["cse"]
breakdown = "recency"
[[tables]]
key = "cse-quarter"
question = "1"
title = "By quarter"
categories = ["cse"]
breakdown = "quarter"
"""


@dataclass(frozen=True)
class Crime:
    """A row of the crimes file; dates are ISO text, or whatever stands in the cell."""

    crime: str
    created: str
    flag: str = "CSE"
    offence: str = "Rape"
    outcome: str = "Charged"
    happened: str = ""
    person: str = ""


COLUMNS = ("Crime", "Created", "Flag", "Offence", "Outcome", "Happened", "Person")
"""The columns of the crimes file."""


def cells_of(crime: Crime) -> tuple[str, ...]:
    """A row of the crimes file."""
    return crime.crime, crime.created, crime.flag, crime.offence, crime.outcome, crime.happened, crime.person


@dataclass(frozen=True)
class SmallForce(SmallCouncil):
    """Crimes, and the choices that a count of them follows from."""

    people: Sequence[Any] = ()
    records: Sequence[Any] = ()
    crimes: Sequence[Crime] = ()
    offences: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {"Rape": ["Rape"], "Assault": ["Assault"], "Grooming": ["Grooming"]}
    )
    changes: Mapping[str, Any] = field(default_factory=dict)
    id: str | Sequence[str] = "Crime"
    folder: Path = Path()

    def field_map_tables(self) -> dict[str, Any]:
        """A field map for the one file, as TOML tables."""
        rules = {"cse": ["CSE"], "csa": ["CSE", "CSA"]}
        return {
            "format": 2,
            "name": "small-force",
            "request": "crimes",
            "council": {"name": "Smalltown Constabulary", "regime": "FOIA"},
            "system": {"name": "Crime book"},
            "sources": {"crimes": {}},
            "records": {
                "crimes": {
                    "source": "crimes",
                    "id": self.id if isinstance(self.id, str) else list(self.id),
                    "start": "Created",
                    "date_formats": ["yyyy-mm-dd"],
                    "covers": dict(self.covers),
                    "not_counted": {"Flag": ["None"]},
                    "breakdowns": {
                        "offence": {"column": "Offence", "values": dict(self.offences)},
                        "outcome": {"column": "Outcome", "values": {each: [each] for each in OUTCOMES}},
                        "recency": {"from": "Happened", "to": "Created"},
                    },
                }
            },
            "categories": {
                key: {
                    "rules": [{"records": "crimes", "column": "Flag", "values": values}],
                    "may_overlap": ["csa"] if key == "cse" else [],
                }
                for key, values in rules.items()
            },
            "counting": {"who_counts": "everybody"},
            **self.changes,
        }

    def definition(self) -> Request:
        """The request definition, from a file in the folder."""
        path = self.folder / "crimes.toml"
        path.write_text(REQUEST, encoding="utf-8")
        return load_request(str(path))

    def inputs(self) -> ReturnInputs:
        """What the return follows from."""
        request = self.definition()
        field_map = bind_field_map(self.field_map_tables(), request, "small map")
        return ReturnInputs("TEST 1", request, field_map, POLICY, self.extracted_on)

    def write(self, folder: Path) -> dict[str, Path]:
        """Writes the file of the extract."""
        path = folder / "crimes.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(map(cells_of, self.crimes))
        return {"crimes": path}


def write_record(record: Mapping[str, Any], path: Path) -> Path:
    """Writes a release record."""
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def count_by_hand(
    crimes: Sequence[Crime], flags: Sequence[str], year: int, id_of: Callable[[Crime], object] = attrgetter("crime")
) -> dict[str, Counter[str]]:
    """The crimes of a financial year with one of these flags: by offence, outcome, time and quarter.

    What `id_of` says of a row is which crime it is of; None where it does not say. Written from the words of the rules:
    a crime falls where all of its rows of the year fall that say anything, whatever flag they have, and in the quarter
    of the first of them.
    """
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    rows: dict[object, list[tuple[Crime, date]]] = {}
    for crime in crimes:
        day = _day(crime.created)
        if crime.flag in ("CSE", "CSA") and day and first <= day <= last and id_of(crime) is not None:
            rows.setdefault(id_of(crime), []).append((crime, day))
    counted: dict[str, Counter[str]] = {key: Counter() for key in ("offence", "outcome", "recency", "quarter")}
    for of_crime in rows.values():
        if not {crime.flag for crime, _ in of_crime} & set(flags):
            continue
        said = {
            "offence": {crime.offence for crime, _ in of_crime} & {"Rape", "Assault", "Grooming"},
            "outcome": {crime.outcome for crime, _ in of_crime} & set(OUTCOMES),
            "recency": {_recency(crime.happened, day) for crime, day in of_crime} - {""},
        }
        for key, labels in said.items():
            counted[key][labels.pop() if len(labels) == 1 else "Not known"] += 1
        month = min(day for _, day in of_crime).month
        names = ("January to March", "April to June", "July to September", "October to December")
        counted["quarter"][names[(month - 1) // 3]] += 1
    return counted


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _recency(happened: str, created: date) -> str:
    day = _day(happened)
    if day is None or day > created:
        return ""
    return (
        "Recent" if (created.year - 1, created.month, created.day) <= (day.year, day.month, day.day) else "Non-recent"
    )
