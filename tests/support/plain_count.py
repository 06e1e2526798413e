"""A third count, in plain Python, written from the words of the counting rules and from no engine.

It answers one question at a time: which children does one cell count? It knows nothing of inner cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.support.small_council import CODES, CONTEXTS, Person, Record, SmallCouncil


def born_on(person: Person | None) -> date | None:
    try:
        return date.fromisoformat(person.born) if person else None
    except ValueError:
        return None


def birthday_age(born: date, day: date) -> int:
    """How many birthdays somebody has had; 29 February comes round on 1 March in other years."""
    had = day.year - born.year
    return had if (day.month, day.day) >= (born.month, born.day) else had - 1


def counts_for(record: Record, council: SmallCouncil, year: int) -> bool:
    """Whether a record places its child in the financial year that starts in `year`."""
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    start = date.fromisoformat(record.start)
    end = date.fromisoformat(record.end) if record.end else None
    if end is not None and end < start:
        end = start
    rule = council.counting.get("placed_by", "starts in year")
    if rule == "starts in year":
        placed = first <= start <= last
    elif rule == "open in year":
        placed = start <= last and (end is None or end >= first)
    else:
        placed = start <= last and (end is None or end >= last)
    levels = council.counting.get("risk_levels", [])
    role = council.counting.get("identified_as", "at risk or victim")
    right_role = role == "at risk or victim" or record.identified == {"at risk": "Risk", "victim": "Victim"}[role]
    return placed and (not levels or record.risk in levels) and right_role


def children(council: SmallCouncil, year: int) -> dict[str, tuple[set[str], Person | None, int | None]]:
    """Each child of a year: what they are recorded for, who they are, their age (None where not known)."""
    people = {person.child: person for person in council.people}
    first = date(year, 4, 1)
    found: dict[str, tuple[set[str], date]] = {}
    for record in council.records:
        keys = {key for key, codes in CODES.items() if record.code in codes}
        if not keys or not counts_for(record, council, year):
            continue
        keys |= {key for key, contexts in CONTEXTS.items() if record.context in contexts}
        day = max(date.fromisoformat(record.start), first)
        born = born_on(people.get(record.child))
        grown_up = born is not None and birthday_age(born, day) >= 18
        if grown_up and council.counting.get("who_counts", "under 18") == "under 18":
            continue
        earlier = found.get(record.child, (set(), date.max))
        found[record.child] = (earlier[0] | keys, min(earlier[1], day))
    result: dict[str, tuple[set[str], Person | None, int | None]] = {}
    for child, (keys, first_day) in found.items():
        person = people.get(child)
        born = born_on(person)
        day = {
            "first record": first_day,
            "31 March": date(year + 1, 3, 31),
            "31 August": date(year, 8, 31),
            "year start": first,
        }[council.counting.get("age_taken", "first record")]
        age = birthday_age(born, day) if born is not None and born <= day else None
        result[child] = (keys, person, age)
    return result


def count(
    council: SmallCouncil,
    year: int,
    keys: Sequence[str],
    *,
    without: Sequence[str] = (),
    sex: str | None = None,
    ages: Sequence[int | None] | None = None,
) -> int:
    """How many children of a year are recorded for all the keys and none of the others, of one sex, of these ages."""
    total = 0
    for recorded, person, age in children(council, year).values():
        label = {"F": "Female", "M": "Male"}.get(person.sex if person else "", "Not known")
        total += (
            set(keys) <= recorded
            and not set(without) & recorded
            and sex in (None, label)
            and (ages is None or age in ages)
        )
    return total
