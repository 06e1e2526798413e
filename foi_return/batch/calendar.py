"""The calendar of a manifest: when each answer is due, what is done already, and which field maps want a new look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from foi_return.batch.options import BatchOptions
from foi_return.batch.plan import Task, plan_tasks
from foi_return.batch.report import due_words
from foi_return.batch.standing import sent_already
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.manifest import load_manifest
from foi_return.config.request import load_request
from foi_return.errors import UserError
from foi_return.outputs.release import RELEASE_NAME
from foi_return.register import Register, open_register
from foi_return.terms.field_map import FieldMap


@dataclass(frozen=True, slots=True)
class Deadline:
    """One request and how far it is.

    Attributes:
        reference: Its reference.
        due: The last day to answer it; None where nobody said when it was received.
        done: `sent`, `made` (its folder holds an answer), `not made`, or `faulty` (`--dry-run` says why).
        late: Whether it is past its day and not known to be sent.
    """

    reference: str
    due: date | None
    done: str
    late: bool


@dataclass(frozen=True, slots=True)
class MapReview:
    """A field map and its approval.

    Attributes:
        name: The map, as it was named.
        approved_on: The day of its approval; None where nobody approved it.
        days: How old the approval is, in days.
        stands: Whether the map still means what was approved.
        old: Whether it should be looked at again.
        fault: Why it cannot be read; else empty.
    """

    name: str
    approved_on: date | None
    days: int | None
    stands: bool
    old: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Deadlines, the nearest first, and field maps.

    Attributes:
        deadlines: The requests.
        maps: The field maps.
        older_than: The age in days from which an approval is old.
        today: The day on which it was drawn up.
    """

    deadlines: tuple[Deadline, ...]
    maps: tuple[MapReview, ...]
    older_than: int
    today: date

    @property
    def needs_a_look(self) -> bool:
        """Whether anything is late, or a map's approval is old or missing."""
        return any(each.late for each in self.deadlines) or any(each.old for each in self.maps)


def make_calendar(manifest: Path | None, maps: Sequence[str], older_than: int, today: date) -> Calendar:
    """Draws up a calendar.

    Args:
        manifest: The manifest; None where only maps are looked at.
        maps: Further field maps.
        older_than: From how many days on an approval is old.
        today: The day to reckon from.

    Raises:
        RequestError: The manifest is faulty.
        RegisterError: A register is damaged.
    """
    entries = load_manifest(manifest).entries if manifest else ()
    tasks, faulty = plan_tasks(entries, BatchOptions())
    registers: dict[Path, Register] = {}
    deadlines = [_deadline(task, registers, today) for task in tasks]
    deadlines += [
        Deadline(result.reference, result.due, "faulty", result.due is not None and result.due < today)
        for result in faulty
    ]
    named = dict.fromkeys([*(str(entry.answers.field_map) for entry in entries if entry.answers.field_map), *maps])
    asked = {str(entry.answers.field_map): entry.answers.request or "core" for entry in entries}
    return Calendar(
        tuple(sorted(deadlines, key=lambda each: (each.due is None, each.due or today, each.reference))),
        tuple(_review(name, asked.get(name, "core"), older_than, today) for name in named),
        older_than,
        today,
    )


def _deadline(task: Task, registers: dict[Path, Register], today: date) -> Deadline:
    done = "made" if _is_made(task) else "not made"
    if task.register is not None:
        register = registers.setdefault(task.register, open_register(task.register))
        done = "sent" if sent_already(register, task) else done
    late = task.due is not None and task.due < today and done != "sent"
    return Deadline(task.entry.reference, task.due, done, late)


def _is_made(task: Task) -> bool:
    try:
        record = json.loads((task.pack / RELEASE_NAME).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("reference") == task.inputs.reference


def _review(name: str, request: str, older_than: int, today: date) -> MapReview:
    try:
        field_map: FieldMap = load_field_map(find_field_map(name), load_request(request))
    except UserError as error:
        return MapReview(name, None, None, False, True, str(error.faults[0]))
    approval = field_map.approval
    if approval is None:
        return MapReview(name, None, None, False, True)
    days = (today - approval.day).days
    return MapReview(name, approval.day, days, field_map.is_approved, not field_map.is_approved or days > older_than)


def calendar_lines(calendar: Calendar) -> Iterator[str]:
    """The calendar for a person."""
    rows = [
        (each.reference, due_words(each.due, calendar.today) or "no day of receipt", each.done)
        for each in calendar.deadlines
    ]
    if rows:
        yield "Deadlines:"
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        yield ""
    yield "Field maps:"
    for each in calendar.maps:
        yield f"  {each.name}: {_in_words(each, calendar.older_than)}"


def _in_words(review: MapReview, older_than: int) -> str:
    if review.fault:
        return f"it cannot be read. {review.fault}"
    if review.approved_on is None:
        return "nobody has approved it."
    when = f"approved on {review.approved_on.isoformat()}, {review.days} days ago"
    if not review.stands:
        return f"{when}, but it has changed since: the approval is void."
    return f"{when}; older than {older_than} days: look at it again." if review.old else f"{when}."


def calendar_record(calendar: Calendar) -> dict[str, Any]:
    """The calendar for a program."""
    return {
        "today": calendar.today.isoformat(),
        "older_than": calendar.older_than,
        "deadlines": [
            {
                "reference": each.reference,
                "due": each.due.isoformat() if each.due else None,
                "days_left": (each.due - calendar.today).days if each.due else None,
                "done": each.done,
                "late": each.late,
            }
            for each in calendar.deadlines
        ],
        "field_maps": [
            {
                "field_map": each.name,
                "approved_on": each.approved_on.isoformat() if each.approved_on else None,
                "days": each.days,
                "approval_stands": each.stands,
                "needs_a_look": each.old,
                "fault": each.fault or None,
            }
            for each in calendar.maps
        ],
    }
