"""Section 5 for a map that is used as it stands: what the values of coded columns mean that it does not name."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept_values import NewValues, how_key, new_claims, read_new
from foi_return.wizard.meanings import reasons_of
from foi_return.wizard.sections.values import keys_step, rest_step, values_step
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import EACH, RIGHT, Reading, labels_of, left_over, lines, rows_in_words

_SECTION = Section.CATEGORIES


def new_value_steps(new: NewValues, draft: Draft, facts: Facts) -> list[Step]:
    """The questions about the new values of one column."""
    readings = read_new(new, facts)
    steps = [_proposal(new, readings, facts)]
    if draft.text(steps[0].key) != EACH:
        return steps
    labels = labels_of(facts.request)
    steps.append(keys_step(new.stem, new.column, readings, facts))
    keys = [key for key in labels if key in draft.many(f"{new.stem}/keys")]
    steps += [values_step(new.stem, key, labels, new.column, readings, draft) for key in keys]
    if all(step.key in draft for step in steps) and (rest := left_over(new.column, new_claims(draft, facts, new))):
        steps.append(rest_step(new.stem, new.column, rest))
    return steps


def _proposal(new: NewValues, readings: Mapping[str, Reading], facts: Facts) -> Step:
    labels, values = labels_of(facts.request), new.column.values or {}
    rows = []
    for value, reading in readings.items():
        hints = reasons_of(reading.hints, labels)
        meaning = " and ".join(labels[key] for key in reading.keys) or "none of the categories"
        rows.append((value, rows_in_words(values[value]), f"{meaning} ({hints})" if hints else meaning))
    doubtful = any(reading.hints for reading in readings.values())
    return Step(
        how_key(new, facts),
        _SECTION,
        Kind.SELECT,
        f"Is this what the new values of '{new.column.name}' mean?",
        f"The map does not name these values of '{new.column.name}' in the records '{new.records}'. A value that "
        f"nobody has reviewed could be a category that was missed. They would count for:\n{lines(rows)}",
        (
            Choice(RIGHT, "Yes, every value stands where it belongs"),
            Choice(EACH, "No, go through the categories one by one"),
        ),
        default=EACH if doubtful else RIGHT,
    )
