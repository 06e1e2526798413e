"""Section 6 for a map that is used as it stands: which rows new values of a breakdown's column are."""

from __future__ import annotations

from foi_return.wizard.class_suggest import sure_rows
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept_classes import new_classes
from foi_return.wizard.sections.class_values import recorded_steps, row_steps
from foi_return.wizard.steps import Step


def new_class_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions about the new values, breakdown by breakdown."""
    steps: list[Step] = []
    for new in new_classes(facts):
        place = f"The map does not list these values of '{new.column.name}' in the records '{new.records}'."
        if new.dimension.rows:
            told = f"{place} Each is shown with the row in which it would be counted:"
            steps += row_steps(
                new.dimension, new.stem, new.column, sure_rows(new.dimension, new.column), draft, told=told
            )
        else:
            told = f"{place} Their names are published as they stand:"
            steps += recorded_steps(new.dimension, new.stem, new.column, (), draft, told=told, some=False)
    return steps
