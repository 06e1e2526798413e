"""Section 4, for requests about something else than settings: whether each row of a file means one category."""

from __future__ import annotations

from foi_return.wizard.chosen import ChosenFile, asked_of
from foi_return.wizard.draft import NO
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import base_records


def every_steps(stem: str, chosen: ChosenFile, facts: Facts) -> list[Step]:
    """The question; none for a request about settings of exploitation, whose files hold many kinds of rows."""
    request = asked_of(chosen, facts)
    if request.contexts:
        return []
    categories = request.recorded_categories
    coded = any(item.is_sure for item in chosen.file.suggestions.coded.values())
    named = next((each.key for each in categories if request.unit in (each.key, each.label.casefold())), "")
    default = NO if coded or (len(categories) > 1 and not named) else named or categories[0].key
    return [
        Step(
            f"{stem}/every",
            Section.RECORDS,
            Kind.SELECT,
            *_question(chosen, facts),
            (
                *(Choice(category.key, f"Yes, each for: {category.label}") for category in categories),
                Choice(NO, "No, a column says what a row is"),
            ),
            default=_said(chosen, facts) or default,
        )
    ]


def _question(chosen: ChosenFile, facts: Facts) -> tuple[str, str]:
    """The question, and why it is asked; where it was asked before which rows count, it is about those."""
    if facts.request.units:
        return (
            f"Does each of these rows of {chosen.title} count for one category?",
            "They may all be what is asked for. If they are not, a column says what each of them is; you are then "
            "shown its values.",
        )
    return (
        f"Does each row of {chosen.title} count?",
        "A file may hold nothing but what is asked for, such as a list of missing episodes. If it holds other rows "
        "as well, such as crimes of every kind, a column says which rows count; you are then shown its values.",
    )


def _said(chosen: ChosenFile, facts: Facts) -> str:
    """What the map that was started from says; empty where there is none, or it has not these records."""
    base = base_records(facts, chosen.name)
    if base is None or facts.base is None:
        return ""
    mappings = facts.base.mappings.items()
    rules = ((key, rule) for key, mapping in mappings for rule in mapping.rules if rule.records == base.name)
    return next((key for key, rule in rules if rule.every), NO)
