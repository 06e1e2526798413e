"""What a person or a program is told of a batch."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from foi_return.batch.results import Result, State
from foi_return.batch.running import Batch

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

_WIDTH = 110
_SHOWN_REFERENCE = 40


def exit_code_of(batch: Batch) -> int:
    """The exit code by the worst outcome: the highest of any request, of which a fault of the program is the worst."""
    return INTERRUPTED if batch.interrupted else max((result.exit_code for result in batch.results), default=0)


def batch_lines(batch: Batch, today: date) -> Iterator[str]:
    """The table of a batch, and below it what has to be said of its requests."""
    rows = [_row(result, today) for result in batch.results]
    rows.insert(0, ("", "Reference", "Outcome", "Due", "Answer"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    told = Counter(result.state for result in batch.results)
    yield ""
    yield f"{len(batch.results)} requests: {', '.join(f'{told[state]} {state}' for state in State if told[state])}."
    for result in batch.results:
        if result.why:
            yield ""
            yield f"{result.reference or f'Request {result.number}'} ({result.state}):"
            for number, why in enumerate(result.why, start=1):
                lead = f"  {number}. " if len(result.why) > 1 else "  "
                yield _wrapped(why, lead)
    warnings = _warnings(batch)
    if warnings:
        yield ""
    for warning, references in warnings.items():
        whose = "all requests" if len(references) == len(batch.results) > 1 else ", ".join(references)
        yield _wrapped(f"Warning ({whose}): {warning}", "")


def _wrapped(text: str, lead: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _row(result: Result, today: date) -> tuple[str, ...]:
    reference = result.reference
    shown = reference if len(reference) <= _SHOWN_REFERENCE else f"{reference[: _SHOWN_REFERENCE - 3]}..."
    return (str(result.number), shown, result.state.value, due_words(result.due, today), result.workbook)


def due_words(due: date | None, today: date) -> str:
    """A deadline with how far it is away."""
    if due is None:
        return ""
    days = (due - today).days
    away = {0: "today", 1: "tomorrow", -1: "1 day late"}.get(
        days, f"in {days} days" if days > 0 else f"{-days} days late"
    )
    return f"{due.isoformat()} ({away})"


def _warnings(batch: Batch) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for result in batch.results:
        for warning in result.warnings:
            found.setdefault(warning, []).append(result.reference)
    return found


def batch_record(batch: Batch, today: date) -> dict[str, Any]:
    """The batch for a program to read; it holds no true count."""
    return {
        "manifest": str(batch.manifest),
        "dry_run": batch.dry_run,
        "interrupted": batch.interrupted,
        "exit_code": exit_code_of(batch),
        "outcomes": {state.value: number for state, number in Counter(r.state for r in batch.results).items()},
        "requests": [_record(result, today) for result in batch.results],
    }


def _record(result: Result, today: date) -> dict[str, Any]:
    return {
        "number": result.number,
        "reference": result.reference,
        "council": result.council,
        "outcome": result.state.value,
        "why": list(result.why),
        "warnings": list(result.warnings),
        "exit_code": result.exit_code,
        "received": result.received.isoformat() if result.received else None,
        "due": result.due.isoformat() if result.due else None,
        "days_left": (result.due - today).days if result.due else None,
        "workbook": result.workbook or None,
        "internal": result.internal or None,
        "register_entry": result.entry,
        "protected_together_with": result.known,
        "cells": result.cells,
        "hidden": result.hidden,
        "seconds": round(result.seconds, 3),
        "seconds_of_protection": round(result.protecting, 3),
    }
