"""Finds categories that occur only after the first year asked for: they may not have been recorded before.

Only an officer knows since when a field could be filled in. No date of a record is written down; the year is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foi_return.maps.proposal import Proposal, Records
from foi_return.terms.request import Request
from foi_return.text import normalise
from foi_return.wizard.facts import FileFacts


@dataclass(frozen=True, slots=True)
class LateStart:
    """A category or context that occurs late.

    Attributes:
        key: Its key.
        records: The records in which it occurs.
        first: The calendar year of its first record.
        file_first: The calendar year of the first of all records of the file.
    """

    key: str
    records: str
    first: int
    file_first: int


def late_starts(proposal: Proposal, request: Request) -> Iterator[LateStart]:
    """The categories and contexts that occur only after the first year asked for, in the order of the request."""
    asked = request.periods[0].first_day.year
    files = {source.name: source.file for source in proposal.sources}
    for key in request.memberships:
        found = [item for records in proposal.records if (item := _late(key, records, files[records.source], asked))]
        mapped = [records for records in proposal.records if _first_year(key, records, files[records.source])]
        if found and len(found) == len(mapped):
            yield min(found, key=lambda item: item.first)


def _late(key: str, records: Records, file: FileFacts, asked: int) -> LateStart | None:
    first = _first_year(key, records, file)
    column = file.column(records.picks["start"].why.target) if "start" in records.picks else None
    if not first or column is None or column.years is None or not column.years[0] <= asked < first:
        return None
    return LateStart(key, records.name, first, column.years[0])


def _first_year(key: str, records: Records, file: FileFacts) -> int:
    """The calendar year of the first record that surely means the key; 0 where that is not known."""
    start = records.picks.get("start")
    firsts = []
    for coded in records.columns:
        column = file.column(coded.why.target)
        seen = column.first_seen.get(start.why.target, {}) if column and start else {}
        firsts += [
            seen[normalise(item.value)] for item in coded.meant if key in item.keys and normalise(item.value) in seen
        ]
    return min(firsts, default=0) // 10_000
