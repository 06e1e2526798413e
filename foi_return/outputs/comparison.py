"""Compares an answer with earlier ones, figure by figure, for the officer: what is the same, what is not, and why.

It works on release records, so it holds what was published and nothing else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.open_data import inert

COMPARISON_NAME = "compared-with-earlier.csv"

Place = tuple[str, ...]
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One figure of this answer beside the latest earlier answer that has it.

    Attributes:
        period: Its period.
        category: Its category.
        breakdown: What narrows it, in words; empty for a total.
        earlier: The reference of the earlier answer.
        then: What that shows.
        now: What this answer shows.
        why: Why they differ; empty where they are the same.
    """

    period: str
    category: str
    breakdown: str
    earlier: str
    then: str
    now: str
    why: str


def compare_releases(now: Record, earlier: Sequence[Record], revised: frozenset[Place]) -> tuple[ComparedFigure, ...]:
    """Every figure of this answer that an earlier one has too.

    Args:
        now: The release record of this answer.
        earlier: Those of earlier answers, the oldest first.
        revised: The places at which a figure of an earlier answer is no longer true of the extract.
    """
    latest: dict[Place, tuple[Record, Record]] = {}
    for record in earlier:
        latest.update({place: (record, cell) for place, cell in _cells(record)})
    found = []
    for place, cell in _cells(now):
        if place in latest:
            record, before = latest[place]
            then, printed = _text(before, record), _text(cell, now)
            why = "" if then == printed else _why(record, now, before, cell, place in revised)
            narrowed = ", ".join(str(label) for label in cell["breakdown"].values())
            found.append(
                ComparedFigure(cell["period"], cell["category"], narrowed, record["reference"], then, printed, why)
            )
    return tuple(found)


def _cells(record: Record) -> Iterator[tuple[Place, Record]]:
    """The counts of a record by their place; the same figure in two tables once."""
    seen: dict[Place, Record] = {}
    for cell in record["cells"]:
        narrowed = (f"{name}={label}" for name, label in sorted(cell["breakdown"].items()))
        if not str(cell.get("unit", "")).startswith("percent of "):
            seen.setdefault((cell["period"], cell["category"], *narrowed), cell)
    yield from seen.items()


def _text(cell: Record, record: Record) -> str:
    if cell.get("value") is not None:
        return str(cell["value"])
    policy = record.get("policy", {})
    marks = {"c": f"[{policy.get('mark', 'c')}]", "band": str(policy.get("small_shown_as", "[band]"))}
    return marks.get(cell["shorthand"], f"[{cell['shorthand']}]")


_MARKS = {"x", "z"}


def _why(before: Record, now: Record, then_cell: Record, cell: Record, revised: bool) -> str:
    """The reasons that there are, the most telling first."""
    reasons = []
    if {then_cell.get("shorthand"), cell.get("shorthand")} & _MARKS:
        reasons.append("one of the two has no figure: the extract or the field map covers other days")
    if _ended_within(before, cell["period"]) and before["extracted_on"] != now.get("extracted_on"):
        reasons.append(f"the earlier extract ended on {before['extracted_on']}, within the period")
    if _rules(before) != _rules(now):
        reasons.append("the counting rules changed")
    if _recording(before) != _recording(now):
        reasons.append("the field map changed")
    if revised:
        reasons.append("the data were revised")
    if _policy(before) != _policy(now):
        reasons.append("the policy on small numbers changed")
    if reasons:
        return "; ".join(reasons)
    if cell.get("shorthand") == "c":
        return "hidden now, because with other answers it would give a small number away"
    return "shown now, because nothing needs it to be hidden any more"


def _ended_within(record: Record, period: str) -> bool:
    """Whether an answer was made before one of its periods had ended."""
    last_days = (each["last_day"] for each in record.get("periods", ()) if each["period"] == period)
    return any((record.get("extracted_on") or last_day) < last_day for last_day in last_days)


def _rules(record: Record) -> Any:
    return {name: rule for name, rule in record.get("counting_rules", {}).items() if name != "sentences"}


def _recording(record: Record) -> Any:
    field_map = record.get("field_map", {})
    return field_map.get("recording") or field_map.get("fingerprint")


def _policy(record: Record) -> Any:
    told = ("threshold", "zeros_shown", "small_shown_as", "rounded_to", "rounded_by", "rounded_least")
    return tuple(record.get("policy", {}).get(name) for name in told)


def write_comparison(figures: Sequence[ComparedFigure], folder: Path) -> None:
    """Writes `compared-with-earlier.csv` into the internal folder; nothing where no earlier answer has a figure.

    Raises:
        OutputError: It cannot be written.
    """
    if not figures:
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("Period", "Category", "Breakdown", "Earlier answer", "Then", "Now", "Why it differs"))
    for each in figures:
        row = (each.period, each.category, each.breakdown, each.earlier, each.then, each.now, each.why)
        writer.writerow([inert(cell) for cell in row])
    write_whole(folder / COMPARISON_NAME, text.getvalue().encode("utf-8-sig"))
