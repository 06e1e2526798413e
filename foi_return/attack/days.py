"""How figures over some days lie to those over others: a year counts whoever one of its quarters counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from foi_return.attack.places import Place, is_age
from foi_return.attack.statements import Relation

Days = tuple[str, str]
"""The first and the last day, as dates are written in files: 2021-04-01."""

_BY_DAYS = ("starts", "open on any day")
"""How the rule on placing reads under which whoever is counted over some days is counted over more days as well."""


_LEAVES_OUT = re.compile(r"\b(?:only|not|without|no|alone)\b")


def counts_by_days(rules: tuple[str, ...]) -> bool:
    """Whether the rule on placing, which comes first, is one under which more days count more children."""
    return bool(rules) and any(words in rules[0] for words in _BY_DAYS)


def over_days(places: Iterable[Place], days: Mapping[str, Days]) -> Iterator[tuple[Relation, Place | None]]:
    """What is left of each figure when that over some of its days is taken off, and what several cover together.

    Ages are left aside: a child may have another one by the end of the year. So are categories that leave another one
    out, for which somebody may be recorded later. Who is in both of two over a year may be in each in another quarter.

    Args:
        places: The places of all figures.
        days: The days of each period, by its label.

    Returns:
        Each relation, with the place of what is left over where it is about one.
    """
    found = {
        place
        for place in places
        if not any(is_age(name) for name, _ in place.labels) and not _LEAVES_OUT.search(place.category)
    }
    for place in sorted(found):
        parts = [
            replace(place, period=label)
            for label, own in sorted(days.items(), key=lambda item: item[1])
            if label != place.period and place.period in days and _within(own, days[place.period])
        ]
        present = [part for part in parts if part in found]
        for part in present:
            rest = replace(place, definition=f"{place.period} without {part.period}")
            yield Relation(((place, 1), (part, -1), (rest, -1))), rest
        covering = _covering(present, days, days.get(place.period, ("", "")))
        if covering and not place.category.startswith("both "):
            yield Relation((*((part, 1) for part in covering), (place, -1)), 0, None), None


def _within(part: Days, whole: Days) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1] and part != whole


def _covering(parts: list[Place], days: Mapping[str, Days], whole: Days) -> list[Place]:
    """Of parts in order of time, those that cover all days of the whole between them; empty where some are missing."""
    chosen: list[Place] = []
    until = ""
    for part in parts:
        first, last = days[part.period]
        if (not chosen and first == whole[0]) or (chosen and _next_day(until) == first):
            chosen, until = [*chosen, part], last
    return chosen if until == whole[1] and len(chosen) > 1 else []


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
