"""Section 6: which value of a column is which row of a breakdown, whether all its values are asked about or the new."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from foi_return.terms.request import NOT_KNOWN, Dimension
from foi_return.text import normalise
from foi_return.wizard.class_suggest import is_unsure, likely_row
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts
from foi_return.wizard.rare import is_rare
from foi_return.wizard.steps import Choice, Kind, Section, Step, ticked
from foi_return.wizard.view import EACH, RIGHT, lines, rows_in_words, seal

_SECTION = Section.BREAKDOWNS


def row_steps(
    dimension: Dimension, stem: str, column: ColumnFacts, sure: Mapping[str, str], draft: Draft, *, told: str
) -> list[Step]:
    """Which row of the request each value is.

    Args:
        dimension: The breakdown.
        stem: The beginning of the keys.
        column: The column, with the values that are asked about.
        sure: Values whose row leaves no doubt.
        draft: The answers so far.
        told: What the values are, in a sentence that their list follows.
    """
    values = column.values or {}
    likely = {value: found for value in values if value not in sure and (found := likely_row(dimension, value))}
    readings = {**{value: found.target for value, found in likely.items()}, **sure}
    how = f"{stem}/how/{seal(*sorted(f'{value}={readings.get(value)}' for value in values))}"
    steps = []
    if readings:
        means = {value: f"{found.target} (likely: {found.reason})" for value, found in likely.items()} | dict(sure)
        table = lines((value, rows_in_words(values[value]), means.get(value, "asked next")) for value in values)
        steps.append(
            Step(
                how,
                _SECTION,
                Kind.SELECT,
                f"{dimension.label}: is this what the values of '{column.name}' mean?",
                f"{told}\n{table}",
                (Choice(RIGHT, "Yes"), Choice(EACH, "No, ask me for each value")),
                default=RIGHT,
            )
        )
        if draft.text(how) not in (RIGHT, EACH):
            return steps
    accepted = draft.text(how) == RIGHT
    return steps + [
        Step(
            f"{stem}/is/{value}",
            _SECTION,
            Kind.SELECT,
            f"{dimension.label}: in which row is '{value}' ({rows_in_words(count)}) counted?",
            "What stands in no row of the request is counted as not known, and stays in the total.",
            tuple(Choice(row, row) for row in (*dimension.rows, NOT_KNOWN)),
            default=readings.get(value, NOT_KNOWN),
            settled=readings.get(value) if accepted else None,
        )
        for value, count in values.items()
    ]


def recorded_steps(
    dimension: Dimension, stem: str, column: ColumnFacts, known: Collection[str], draft: Draft, *, told: str, some: bool
) -> list[Step]:
    """Whether each value is a row of its own, or only some are.

    Args:
        dimension: The breakdown.
        stem: The beginning of the keys.
        column: The column, with the values that are asked about.
        known: Values, evened out, that a map lists as rows already, so that they may be published however rare.
        draft: The answers so far.
        told: What the values are, in a sentence that their list follows.
        some: Whether there must be at least one row among them.
    """
    values = column.values or {}
    unsure = [value for value in values if is_unsure(value)]
    rest = [value for value in values if value not in unsure]
    rare = [value for value in rest if is_rare(values[value]) and normalise(value) not in known]
    table = lines((value, rows_in_words(values[value])) for value in values)
    shown = f"\nShown as {NOT_KNOWN}: {'; '.join(unsure)}." if unsure else ""
    how = f"{stem}/how/{seal(*sorted(values))}"
    steps = [
        Step(
            how,
            _SECTION,
            Kind.SELECT,
            f"{dimension.label}: is each value of '{column.name}' a row of its own?",
            f"{told}\n{table}{shown}",
            (Choice(RIGHT, "Yes, each of them"), Choice(EACH, "No, only some: the others are counted as not known")),
            default=EACH if rare else RIGHT,
        )
    ]
    if draft.text(how) == EACH:
        choices = tuple(Choice(value, value, rows_in_words(values[value])) for value in rest)
        steps.append(
            Step(
                f"{stem}/rows",
                _SECTION,
                Kind.CHECKBOX,
                f"{dimension.label}: which values are rows?",
                "A value that few records have may be a name or a remark: tick it only if it may be published. What is "
                "not ticked is counted as not known, and stays in the total.",
                choices,
                default=ticked(choices, [value for value in rest if value not in rare]),
                check=lambda answer: "" if answer or not some else "Tick at least one.",
            )
        )
    return steps


def row_of(dimension: Dimension, stem: str, value: str, draft: Draft) -> str:
    """The row in which a value is counted, by the answers; one that is a row of its own has its name."""
    if dimension.rows:
        return draft.text(f"{stem}/is/{value}")
    if is_unsure(value):
        return NOT_KNOWN
    everything = f"{stem}/rows" not in draft or any(
        key.startswith(f"{stem}/how/") and draft.text(key) == RIGHT for key in draft.answers
    )
    return value if everything or value in draft.many(f"{stem}/rows") else NOT_KNOWN
