"""Writes `release.json`: the whole answer for programs, cell by cell, as the workbook shows it to people.

The register of earlier answers is fed from it, so it holds every published number and every mark, and nothing that
differs from one run to the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from foi_return.errors import Fault, OutputError
from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.hostile_text import check_publishable
from foi_return.terms.counting import CountingRules
from foi_return.terms.protected import (
    QUALITY_PERIOD,
    Definition,
    Figure,
    FlagLine,
    PolicyStatement,
    ProtectedCell,
    ProtectedReturn,
    ProtectedReview,
    ProtectedTable,
    QualityFigure,
)
from foi_return.terms.shorthand import BREAK_MARK, Shorthand

RELEASE_NAME = "release.json"

FORMAT_VERSION = 1
"""Raised when a program that reads the file would have to change."""


def write_release(answer: ProtectedReturn, path: Path) -> None:
    """Writes the release record as UTF-8 JSON.

    Raises:
        OutputError: A text may not be published (nothing is written then), or the file cannot be written.
    """
    record = release_record(answer)
    faults: dict[str, Fault] = {}
    for where, text in _texts(record, RELEASE_NAME):
        fault = None if text in faults else check_publishable(text, where)
        if fault:
            faults[text] = fault
    if faults:
        raise OutputError(faults.values())
    write_whole(path, (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode())


def release_record(answer: ProtectedReturn) -> dict[str, Any]:
    """The answer as JSON's own types: the same for the same answer.

    Each cell is found by `table`, `period`, `category` and `breakdown`, and holds either `value`, a number, or
    `shorthand`: always "c" where a number is hidden, whatever `policy.mark` prints in its place; "band" where a small
    number is shown as the range `policy.small_shown_as`; "low" where a number above 0 rounds to 0. `marks` holds "b"
    where recording covered only a part of the period. Where numbers are rounded, `policy.rounded_to` says to what,
    `policy.rounded_from` how far a count can lie below and above the number shown, and `policy.rounded_least` which is
    the least count that is shown so.

    Its form is explained in docs/release-record.md.
    """
    return {
        "format": FORMAT_VERSION,
        "reference": answer.reference,
        "request": answer.request,
        "title": answer.title,
        "council": answer.council,
        "act": answer.regime.act,
        "system": answer.system,
        "unit": answer.unit,
        "draft": not answer.protection_stands,
        "protected_against_subtraction": answer.protection_stands,
        "periods": [
            {"period": period.label, "first_day": period.first_day.isoformat(), "last_day": period.last_day.isoformat()}
            for period in answer.periods
        ],
        "extracted_on": answer.extracted_on.isoformat() if answer.extracted_on else None,
        "coverage": list(answer.coverage),
        "policy": _policy(answer.policy),
        "counting_rules": _counting_rules(answer.counting, answer.counting_sentences),
        "field_map": {"name": answer.field_map, "fingerprint": answer.fingerprint, "recording": answer.recording},
        "questions": [{"question": question.number, "text": question.text} for question in answer.questions],
        **({"definitions": [_definition(each) for each in answer.definitions]} if answer.definitions else {}),
        "flags": [_flag(line, answer.flag_question) for line in answer.flags],
        "notes": [{"note": note.number, "text": note.text} for note in answer.notes],
        "tables": [_table(table) for table in answer.tables],
        "data_quality": [_quality(figure) for figure in answer.quality],
        **({"review": _review(answer.review)} if answer.review else {}),
        "cells": [
            _cell(table, cell, row.label, row.notes)
            for table in answer.tables
            for row in table.rows
            for cell in row.cells
        ],
    }


def _definition(definition: Definition) -> dict[str, str]:
    return {"subject": definition.subject, "text": definition.text}


def _table(table: ProtectedTable) -> dict[str, Any]:
    record: dict[str, Any] = {"table": table.key, "question": table.question, "title": table.title}
    return {**record, "adds_up": True} if table.adds_up else record


def _policy(policy: PolicyStatement) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": policy.name,
        "threshold": policy.threshold,
        "zeros_shown": policy.zeros_shown,
        "sentence": policy.sentence,
        "reason": policy.reason,
        "mark": policy.mark,
    }
    if policy.banded:
        record["small_shown_as"] = policy.printed(Shorthand.BAND)
    if policy.rounded_to is not None:
        record["rounded_to"] = policy.rounded_to
        record["rounded_by"] = policy.rounded_by
        record["rounded_from"] = list(policy.rounded_from)
        record["rounded_least"] = policy.rounded_least
    return record


def _counting_rules(rules: CountingRules, sentences: Sequence[str]) -> dict[str, Any]:
    if rules.stated:
        return {"sentences": list(sentences)}
    return {
        "placed_by": rules.placed_by.value,
        "age_taken": rules.age_taken.value,
        "who_counts": rules.who_counts.value,
        "overlap": rules.overlap.value,
        "risk_levels": list(rules.risk_levels),
        "identified_as": rules.identified_as.value,
        "sentences": list(sentences),
    }


def _flag(line: FlagLine, question: str) -> dict[str, Any]:
    statement = line.statement
    described = {"described": list(statement.descriptions)} if statement.descriptions else {}
    return {
        "question": question,
        "part": line.question.part,
        "flag": line.question.key,
        "label": line.question.label,
        "answer": statement.answer.value,
        "fields": list(statement.fields),
        **described,
        "since": statement.since.isoformat() if statement.since else None,
        "note": statement.note,
    }


def _cell(table: ProtectedTable, cell: ProtectedCell, label: str, notes: tuple[int, ...]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "table": table.key,
        "question": table.question,
        "period": cell.period,
        "unit": table.unit,
        "category": cell.category,
        "breakdown": dict(cell.breakdown),
        "label": label,
    }
    if isinstance(cell.published, Shorthand):
        record["shorthand"] = cell.published.value
    else:
        record["value"] = cell.published
    named = zip(("number", "out_of"), cell.share_of or (), strict=False)
    record |= {name: figure for name, figure in named if not isinstance(figure, Shorthand)}
    if cell.part_of_period:
        record["marks"] = [BREAK_MARK.strip("[]")]
    if notes:
        record["notes"] = list(notes)
    return record


def _quality(figure: QualityFigure) -> dict[str, Any]:
    """A figure that a note gives, in the form of a cell; its period is the whole extract."""
    record: dict[str, Any] = {
        "period": QUALITY_PERIOD,
        "unit": figure.unit,
        "category": figure.code,
        "breakdown": dict(figure.breakdown),
    }
    if isinstance(figure.published, Shorthand):
        return {**record, "shorthand": figure.published.value}
    return {**record, "value": figure.published}


def _review(review: ProtectedReview) -> dict[str, Any]:
    """A review of flags; its counts stand under `data_quality` too, in the form of cells."""

    def told(figure: Figure) -> Any:
        return {"shorthand": figure.value} if isinstance(figure, Shorthand) else {"value": figure}

    return {
        "title": review.title,
        "sentences": list(review.sentences),
        "confidence_percent": review.confidence,
        "figures": [
            {
                "figure": line.key,
                "label": line.label,
                "unit": line.unit,
                **told(line.published),
                "low": told(line.low),
                "high": told(line.high),
            }
            for line in review.lines
        ],
    }


def _texts(value: object, where: str) -> Iterable[tuple[str, str]]:
    """Every text of the record, with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield f"{where}: {key}", key
            yield from _texts(part, f"{where}: {key}")
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, where)
