"""Section 6 for requests with breakdowns of their own: where each is recorded, and which value is which row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foi_return.dates import conflicting_formats
from foi_return.terms.map_parts import ClassSpec
from foi_return.terms.request import NOT_KNOWN, Dimension
from foi_return.text import normalise
from foi_return.wizard.chosen import ChosenFile, asked_of, record_files
from foi_return.wizard.class_suggest import is_span, suggest_class_column, suggest_span, sure_rows
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.sections.class_values import recorded_steps, row_of, row_steps
from foi_return.wizard.sections.columns import NONE, Pick, column_step
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import base_records

_SECTION = Section.BREAKDOWNS
_REASON = "Not recorded in the case-management system."


def breakdown_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    steps: list[Step] = []
    for dimension in facts.request.dimensions:
        if not dimension.is_mapped:
            continue
        files = _asked_files(dimension, draft, facts)
        own = [step for file in files for step in _steps_of(dimension, file, draft, facts)]
        steps += own
        if all(step.key in draft for step in own) and not _places(dimension, draft, facts):
            steps.append(_reason(dimension, facts))
    return steps


def chosen_classes(file: ChosenFile, draft: Draft, facts: Facts) -> dict[str, dict[str, Any]]:
    """What the records of a file say of each breakdown, as the field map writes it."""
    return {
        dimension.key: _table(dimension, file, draft, facts)
        for dimension in facts.request.dimensions
        if dimension.is_mapped and file in _places(dimension, draft, facts)
    }


def not_held(draft: Draft, facts: Facts) -> dict[str, dict[str, str]]:
    """The breakdowns that no file records, each with the reason that the reader is given."""
    return {
        dimension.key: {"reason": draft.text(f"split/{dimension.key}/reason")}
        for dimension in facts.request.dimensions
        if dimension.is_mapped and not _places(dimension, draft, facts)
    }


def date_formats_of(file: ChosenFile, draft: Draft, facts: Facts) -> tuple[str, ...]:
    """The formats of all dates that the records of a file are read by: those said, then those of breakdowns' dates."""
    formats = list(draft.many(f"records/{file.name}/date_formats"))
    for table in chosen_classes(file, draft, facts).values():
        for name in (table.get("from"), table.get("to")):
            column = file.file.column(name) if name else None
            for form in column.dates if column else {}:
                if form not in formats and not conflicting_formats((*formats, form)):
                    formats.append(form)
    return tuple(formats)


def _stem(dimension: Dimension, file: ChosenFile) -> str:
    return f"split/{dimension.key}/{file.name}"


def _asked_files(dimension: Dimension, draft: Draft, facts: Facts) -> tuple[ChosenFile, ...]:
    """The files with records of what the request splits by a breakdown."""
    return tuple(file for file in record_files(draft, facts) if dimension in asked_of(file, facts).dimensions)


def _places(dimension: Dimension, draft: Draft, facts: Facts) -> tuple[ChosenFile, ...]:
    """The files that record a breakdown, by the answers so far."""
    needed = ("from", "to") if is_span(dimension) else ("column",)
    return tuple(
        file
        for file in _asked_files(dimension, draft, facts)
        if all(draft.text(f"{_stem(dimension, file)}/{part}") for part in needed)
    )


def _base(dimension: Dimension, file: ChosenFile, facts: Facts) -> ClassSpec | None:
    records = base_records(facts, file.name)
    return records.classes.get(dimension.key) if records else None


def _steps_of(dimension: Dimension, file: ChosenFile, draft: Draft, facts: Facts) -> list[Step]:
    if is_span(dimension):
        return _span_steps(dimension, file, draft, facts)
    steps = [_column(dimension, file, facts)]
    column = file.file.column(draft.text(steps[0].key)) if draft.text(steps[0].key) else None
    if column is None or dimension.is_number:
        return steps
    stem = f"{_stem(dimension, file)}/{column.name}"
    base = _base(dimension, file, facts)
    if dimension.rows:
        told = "Every value, and the row in which it would be counted:"
        return [*steps, *row_steps(dimension, stem, column, _sure_rows(dimension, column, base), draft, told=told)]
    known = {normalise(value) for listed in (base.values if base else {}).values() for value in listed}
    told = "The request takes the rows as you record them. Their names are published as they stand:"
    return [*steps, *recorded_steps(dimension, stem, column, known, draft, told=told, some=True)]


def _column(dimension: Dimension, file: ChosenFile, facts: Facts) -> Step:
    base = _base(dimension, file, facts)
    pick = _by_name(dimension, file, base.column if base else None)
    holds = "a number" if dimension.is_number else "values such as its rows" if dimension.rows else "a value for each"
    rows = f" Its rows: {'; '.join(dimension.rows)}." if dimension.rows else " Its rows are taken as you record them."
    step = column_step(
        f"{_stem(dimension, file)}/column",
        _SECTION,
        f"{dimension.label}: which column of {file.title} holds it?",
        f"The request splits its figures by it.{rows} The column holds {holds}.",
        file.file,
        pick,
        none="None: this file does not record it",
        accepted=False,
    )
    if dimension.is_number:
        return step
    coded = [choice for choice in step.choices if choice.value == NONE or _values(file, choice.value)]
    unlisted = [column.name for column in file.file.columns if not column.values]
    why = f" Not offered, because they hold dates, ids, names, free text or too many values: {'; '.join(unlisted)}."
    default = step.default if step.default in {choice.value for choice in coded} else NONE
    return Step(
        step.key, _SECTION, Kind.SELECT, step.message, step.help + (why if unlisted else ""), tuple(coded), default
    )


def _values(file: ChosenFile, name: str) -> Mapping[str, int]:
    column = file.file.column(name)
    return (column.values or {}) if column else {}


def _by_name(dimension: Dimension, file: ChosenFile, from_map: str | None) -> Pick:
    """The column that the map names if the file has it, else what the evidence suggests."""
    if from_map and file.file.column(from_map):
        return Pick(from_map, True, "as in the map you started from")
    found = suggest_class_column(dimension, file.file)
    if found is None:
        return Pick(lacking=from_map or "")
    return Pick(found.target, False, found.reason, from_map or "")


def _span_steps(dimension: Dimension, file: ChosenFile, draft: Draft, facts: Facts) -> list[Step]:
    """The two dates between which the time is taken; the second is asked for only where there is a first."""
    base = _base(dimension, file, facts)
    start = draft.text(f"records/{file.name}/start")
    dated = [column for column in file.file.columns if column.dates]
    likely, up_to = suggest_span(dimension, file.file, start)
    known = {normalise(column.name): column.name for column in dated}
    first = known.get(normalise(base.first)) if base and base.first else likely.target if likely else None
    last = known.get(normalise(base.last)) if base and base.last else up_to.target if up_to else None
    rows = f"Its rows: {'; '.join(dimension.rows)}."
    reasons = {found.target: f"suggested: {found.reason}; " for found in (likely, up_to) if found}
    choices = tuple(
        Choice(column.name, column.name, f"{reasons.get(column.name, '')}dates {column.best_format}")
        for column in dated
    )
    none = Choice(NONE, "None: this file does not record it")
    stem = _stem(dimension, file)
    steps = [
        Step(
            f"{stem}/from",
            _SECTION,
            Kind.SELECT,
            f"{dimension.label}: from which date of {file.title} is the time taken?",
            f"It is the time between two dates, in completed years. {rows} Choose the earlier of the two, such as the "
            "day on which something happened.",
            (none, *choices),
            default=first or NONE,
        )
    ]
    if draft.text(steps[0].key):
        steps.append(
            Step(
                f"{stem}/to",
                _SECTION,
                Kind.SELECT,
                f"{dimension.label}: up to which date?",
                "The later of the two, such as the day on which it was reported. The date from which a record counts "
                "is filled in.",
                tuple(choice for choice in choices if choice.value != draft.text(steps[0].key)),
                default=last if last != draft.text(steps[0].key) else None,
            )
        )
    return steps


def _sure_rows(dimension: Dimension, column: ColumnFacts, base: ClassSpec | None) -> dict[str, str]:
    """The values whose row leaves no doubt: from the map that was started from, else because they say its label."""
    said = {normalise(value): label for label, values in (base.values if base else {}).items() for value in values}
    known = {value: said[normalise(value)] for value in column.values or {} if normalise(value) in said}
    return sure_rows(dimension, column) | known


def _reason(dimension: Dimension, facts: Facts) -> Step:
    said = facts.base.not_held.get(dimension.key, "") if facts.base else ""
    return Step(
        f"split/{dimension.key}/reason",
        _SECTION,
        Kind.TEXT,
        f"{dimension.label}: why is it not recorded? (a sentence for the reader)",
        "Its tables then say 'not recorded' and why, never 0.",
        default=said or _REASON,
    )


def _table(dimension: Dimension, file: ChosenFile, draft: Draft, facts: Facts) -> dict[str, Any]:
    stem = _stem(dimension, file)
    if is_span(dimension):
        return {"from": draft.text(f"{stem}/from"), "to": draft.text(f"{stem}/to")}
    name = draft.text(f"{stem}/column")
    if dimension.is_number:
        return {"number": name}
    column = file.file.column(name)
    values = (column.values or {}) if column else {}
    base = _base(dimension, file, facts)
    same = base is not None and base.column is not None and normalise(base.column) == normalise(name)
    lists: dict[str, list[str]] = {}
    for value in values:
        lists.setdefault(row_of(dimension, f"{stem}/{name}", value, draft), []).append(value)
    present = {normalise(value) for value in values}
    for label, absent in (base.values if base and same else {}).items():
        lists.setdefault(label, []).extend(value for value in absent if normalise(value) not in present)
    order = [*(row for row in dimension.rows if lists.get(row)), *(row for row in lists if row not in dimension.rows)]
    order.sort(key=lambda label: label == NOT_KNOWN)
    own = [label for label in order if lists[label] == [label]] if not dimension.rows else []
    table: dict[str, Any] = {"column": name, "as_recorded": own} if own else {"column": name}
    values_of = {label: lists[label] for label in order if lists[label] and label not in own}
    return table | ({"values": values_of} if values_of else {})
