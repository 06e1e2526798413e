"""Section 5, where one value is claimed twice: the officer confirms that it means both, or goes through it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_return.wizard.chosen import ChosenFile, record_files
from foi_return.wizard.draft import YES, Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.rules import NO_ROWS, shared_values
from foi_return.wizard.steps import Section, Step, yes_or_no
from foi_return.wizard.view import (
    EACH,
    RIGHT,
    coded_columns,
    column_claims,
    column_stem,
    flags_key,
    how_key,
    is_accepted,
    labels_of,
    lines,
    seal,
    yes_no_columns,
)


def overlap_steps(draft: Draft, facts: Facts) -> list[Step]:
    """A question for each pair of categories or contexts that claim the same values."""
    steps = []
    for (first, second), values in shared_values(draft, facts).items():
        step = _overlap(first, second, values, facts)
        confirmed = _is_confirmed(first, second, values, draft, facts) and step.key not in draft.again
        steps.append(replace(step, settled=YES) if confirmed else step)
    return steps


def _is_confirmed(first: str, second: str, values: Sequence[str], draft: Draft, facts: Facts) -> bool:
    """Whether each of the values was shown as meaning both, and taken as it stands."""
    confirmed: set[str] = set()
    for file in record_files(draft, facts):
        for column in coded_columns(draft, file):
            if is_accepted(draft, facts, file, column):
                claims = column_claims(draft, facts, file, column)
                both = set(claims.get(first, ())) & set(claims.get(second, ()))
                confirmed |= {f"{column.name}: {value}" for value in both}
    return set(values) <= confirmed


def _overlap(first: str, second: str, values: Sequence[str], facts: Facts) -> Step:
    key = f"overlap/{first}/{second}/{seal(*values)}"
    labels = labels_of(facts.request)
    table = lines((value,) for value in values)

    def apply(draft: Draft, answer: Answer) -> Draft:
        if answer == YES:
            return draft.said(key, answer)
        again = draft
        for held in (first, second):
            if draft.text(f"held/{held}") == NO_ROWS:
                again = again.without({f"held/{held}", *draft.keys_under(f"held/{held}/")})
        for file in record_files(draft, facts):
            for column in coded_columns(draft, file):
                claims = column_claims(draft, facts, file, column)
                if set(claims.get(first, ())) & set(claims.get(second, ())):
                    again = _go_through(again, facts, file, column)
        return again

    step = yes_or_no(
        key,
        Section.CATEGORIES,
        "Do these values mean both at once?",
        f"{facts.request.unit_of('').one} with one of them is counted in both",
        "go through the values again",
        help=f"Counted for '{labels[first]}' as well as for '{labels[second]}':\n{table}\nIf a value stands for "
        "either and nobody can tell which, it is not both: count it for the category that is closest, whose name in "
        "the answer you can then change, or for none.",
    )
    return replace(step, apply=apply)


def _go_through(draft: Draft, facts: Facts, file: ChosenFile, column: ColumnFacts) -> Draft:
    """The draft in which a column's values are asked for category by category, starting from what was claimed."""
    stem = column_stem(file, column)
    claims = column_claims(draft, facts, file, column)
    together = yes_no_columns(draft, facts, file)
    changed = draft.said(how_key(facts, file, column), EACH)
    if column in together:
        changed = changed.said(flags_key(facts, file, together), EACH)
        for other in together:
            if other is not column and is_accepted(draft, facts, file, other):
                changed = changed.said(how_key(facts, file, other), RIGHT)
    changed = changed.said(f"{stem}/keys", tuple(claims))
    for key, values in claims.items():
        changed = changed.said(f"{stem}/is/{key}", values)
    return changed.ask_again([f"{stem}/keys", *(f"{stem}/is/{key}" for key in claims)])
