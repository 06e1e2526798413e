"""Section 7: the settings of exploitation, and which records they count in."""

from __future__ import annotations

from foi_return.wizard.draft import NO, YES, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.rules import claimed_keys
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import all_claims

_SECTION = Section.CONTEXTS


def context_steps(draft: Draft, facts: Facts) -> list[Step]:
    """Whether a setting counts in a record that names no category; asked only where there may be such records."""
    contexts = {context.key for context in facts.request.contexts}
    if not contexts & set(claimed_keys(draft, facts)):
        return []
    with_category: set[str] = set()
    with_context: set[str] = set()
    for file, _, claims in all_claims(draft, facts):
        if contexts & set(claims):
            with_context.add(file.name)
        if set(claims) - contexts:
            with_category.add(file.name)
    said = facts.base.context_needs_category if facts.base else True
    return [
        Step(
            "contexts/need_category",
            _SECTION,
            Kind.SELECT,
            "When does a setting count?",
            "Question 4 asks where exploitation was recorded as occurring. A setting on a row about something else, "
            "such as neglect, is no exploitation.",
            (
                Choice(YES, "Only on a row that says a category of exploitation as well"),
                Choice(NO, "On every row: these rows record exploitation only"),
            ),
            default=YES if said else NO,
            settled=YES if with_context <= with_category and said else None,
        )
    ]
