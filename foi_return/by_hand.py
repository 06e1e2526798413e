"""Turns a published table that was made by hand into a release record, so that answers are protected against it too.

What a mark means may be known to nobody. Then it is tried each way: of all that it may say, the strongest that is true
of the extract is taken, because that is the most that a reader could rightly believe.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foi_return.attack.marks import MarkKind, mark_kind, mark_range, mark_text
from foi_return.attack.open_file import open_publication
from foi_return.attack.places import AGE, SEX, Place
from foi_return.attack.publication import PublishedCell
from foi_return.config.by_hand import HandMadeTable, load_hand_made
from foi_return.errors import Fault, RegisterError
from foi_return.outputs.file_faults import write_whole
from foi_return.period_kinds import PeriodKind, kind_of, parse_period
from foi_return.periods import parse_age_band
from foi_return.terms.request import NOT_KNOWN
from foi_return.text import listed, normalise

Range = tuple[int, int | None]

_KEYS = {"cce": "cce", "cse": "cse", "both cce and cse": "both"}
_DIMENSIONS = {SEX: "sex", AGE: "age_group"}
_MEANINGS = "a span such as '1-4', 'small', 'any', 'zero' or 'none'"


def convert_table(table: Path, about: Path) -> Path:
    """Writes the release record of a table beside the file that says what it counts.

    Args:
        table: A CSV or XLSX file with one table.
        about: The file that says what it counts.

    Returns:
        The release record: the same name as `about`, ending in `.release.json`.

    Raises:
        RegisterError: What a row, column or mark means is not said, or cannot be.
        SourceError: No table is found.
        OutputError: The record cannot be written.
    """
    told = load_hand_made(about)
    publication = open_publication(table)
    faults: dict[str, Fault] = {}
    cells = [
        found
        for published in publication.tables
        for cell in published.cells
        if (found := _cell(cell, told, f"{table.name}: {published.title}", faults)) is not None
    ]
    if faults or not cells:
        fault = Fault(table.name, "it holds no figure of a known category and year", "", "Say what it counts")
        raise RegisterError(list(faults.values()) or [fault])
    record = {
        "format": 1,
        "reference": told.reference,
        "council": told.council,
        "by_hand": True,
        "extracted_on": None,
        "policy": {"threshold": told.threshold, "zeros_shown": False, "sentence": ""},
        "counting_rules": told.counting.model_dump(),
        "field_map": {"name": "", "fingerprint": ""},
        "periods": [],
        "cells": cells,
    }
    path = about.with_suffix(".release.json")
    write_whole(path, (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode())
    return path


def _cell(cell: PublishedCell, told: HandMadeTable, where: str, faults: dict[str, Fault]) -> dict[str, Any] | None:
    """One figure; None where there is none, or where a fault was found."""
    ranges = list(_ranges(cell, told, where, faults))
    if not ranges:
        return None
    found = {
        "table": "by-hand",
        "unit": "children",
        "period": _period(cell.place, told, where, faults),
        "category": _category(cell.place, told, where, faults),
        "breakdown": _breakdown(cell.place, told, where, faults),
    }
    if ranges == [(cell.value, cell.value)]:
        return {**found, "value": cell.value}
    return {**found, "shorthand": "c", "ranges": [list(each) for each in ranges]}


def _ranges(cell: PublishedCell, told: HandMadeTable, where: str, faults: dict[str, Fault]) -> Iterator[Range]:
    """What a figure or mark may say, the strongest first."""
    if cell.value is not None:
        yield (0 if told.figures == "at most" else cell.value), cell.value
        return
    small = told.threshold - 1
    marks = {mark_text(mark): meaning for mark, meaning in told.marks.items()}
    meaning = marks.get(mark_text(cell.text))
    if meaning is None:
        yield from _each_way(cell.text, small)
        return
    span = mark_range(meaning)
    known: dict[str, list[Range]] = {
        "small": [(1, small), (0, small)],
        "any": [(0, None)],
        "zero": [(0, 0)],
        "none": [],
    }
    if span is None and meaning not in known:
        faults[meaning] = Fault(f"{where}: mark '{cell.text}'", f"'{meaning}' is no meaning", _MEANINGS)
    yield from [(span[0] or 0, span[1])] if span else known.get(meaning, [])


def _each_way(text: str, small: int) -> Iterator[Range]:
    """A mark that nobody explained, every way in which readers may take it."""
    stated, kind = mark_range(mark_text(text)), mark_kind(text)
    if stated is not None:
        low, high = stated
        yield from [(1, high), (0, high)] if low is None else [(low, high)]
    elif kind is not MarkKind.NO_FIGURE and mark_text(text):
        yield from [(0, 0)] if kind is MarkKind.UNCLEAR else []
        yield from [(1, small), (0, small), (1, None), (0, None)]


def _period(place: Place, told: HandMadeTable, where: str, faults: dict[str, Fault]) -> str:
    said = told.periods.get(place.period, "" if place.period else told.period)
    named = said or place.period
    try:
        period = parse_period(named)
        # A heading such as 2020 may be meant as a financial year; one that was told is meant as it stands.
        if said or kind_of(period) is not PeriodKind.CALENDAR_YEAR:
            return period.label
        found, expected = f"'{named}' may be a calendar or a financial year", "'2020/21', or '2020' if it is that"
    except ValueError:
        found, expected = f"'{named}' is no period", "a period such as 2021/22, 2021, 2021 Q1 or 2021-04"
    step = "Say which period it is under [periods], or period = '2021/22' for the whole table"
    faults[f"period {named}"] = Fault(where, found, expected, step)
    return ""


def _category(place: Place, told: HandMadeTable, where: str, faults: dict[str, Fault]) -> str:
    known = {normalise(name): key for name, key in told.categories.items()}
    found = (
        known.get(normalise(place.category))
        or _KEYS.get(place.category)
        or (told.category if not place.category else "")
    )
    if not found:
        step = "Say which category it is under [categories], or category = 'cce' for the whole table"
        faults[f"category {place.category}"] = Fault(
            where, f"'{place.category}' is no known category", listed(_KEYS), step
        )
    return found


def _breakdown(place: Place, told: HandMadeTable, where: str, faults: dict[str, Fault]) -> dict[str, str]:
    sexes = {normalise(name): label for name, label in told.sexes.items()}
    found = {}
    for dimension, label in place.labels:
        if dimension not in _DIMENSIONS:
            step = "Take the column out of the table, or put the figures into a table of their own"
            faults[dimension] = Fault(where, f"what '{dimension}' is cannot be told", "sex or age group", step)
        elif dimension == AGE and label != NOT_KNOWN:
            try:
                found["age_group"] = parse_age_band(label).label
            except ValueError as problem:
                faults[label] = Fault(where, str(problem))
        else:
            found[_DIMENSIONS[dimension]] = sexes.get(normalise(label), label)
    return found
