"""Section 7: the settings of exploitation, and which records they count in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foi_return.text import normalise
from foi_return.wizard.beside import side_by_side
from foi_return.wizard.chosen import ChosenFile
from foi_return.wizard.draft import NO, YES, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.rules import chosen_rules, claimed_keys
from foi_return.wizard.steps import Choice, Kind, Section, Step, ticked
from foi_return.wizard.view import all_claims, labels_of, left_over, rows_in_words, seal
from foi_return.wizard.words import slug

_SECTION = Section.CONTEXTS
_SAYS_NOTHING = frozenset(
    ("", "-", "n/a", "na", "none", "no", "nil", "not known", "unknown", "not recorded", "not applicable", "other", "0")
)
"""Values of a column of settings that name no setting."""


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """A value of a column of settings that means none of the request's.

    Attributes:
        file: The file.
        column: The column.
        value: The value.
    """

    file: ChosenFile
    column: ColumnFacts
    value: str

    @property
    def choice(self) -> str:
        """What is kept where it is published under its own label."""
        return f"{self.file.name}/{self.column.name}: {self.value}"

    @property
    def key(self) -> str:
        """The key of the setting in the field map; one label in two files is one setting."""
        return f"own_{slug(self.value)}"


def context_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions of this section."""
    return [*_own_settings(draft, facts), *_need_category(draft, facts)]


def _other_settings(draft: Draft, facts: Facts) -> Iterator[OwnSetting]:
    """Every value of the columns that record settings which names one, and none of the request's."""
    contexts = {context.key for context in facts.request.contexts}
    for file, column, claims in all_claims(draft, facts):
        if contexts & set(claims) and not set(claims) - contexts:
            for value in left_over(column, claims):
                if normalise(value) not in _SAYS_NOTHING:
                    yield OwnSetting(file, column, value)


def _own_key(found: tuple[OwnSetting, ...]) -> str:
    return f"contexts/own/{seal(*(each.choice for each in found))}"


def own_settings(draft: Draft, facts: Facts) -> dict[str, list[OwnSetting]]:
    """The settings that are published under the council's own labels, by key."""
    found = tuple(_other_settings(draft, facts))
    kept = draft.many(_own_key(found))
    settings: dict[str, list[OwnSetting]] = {}
    for each in found:
        if each.choice in kept:
            settings.setdefault(each.key, []).append(each)
    return settings


def _own_settings(draft: Draft, facts: Facts) -> list[Step]:
    """The request's settings and the council's side by side, where the council has some that were not asked for."""
    found = tuple(_other_settings(draft, facts))
    if not found:
        return []
    labels = labels_of(facts.request)
    means: dict[str, list[str]] = {context.key: [] for context in facts.request.contexts}
    for rule in chosen_rules(draft, facts):
        if rule.key in means:
            means[rule.key] += rule.values
    rows = [(labels[key], "; ".join(dict.fromkeys(values)) or "(nothing)") for key, values in means.items()]
    rows += [("(not asked for)", each.value) for each in found]
    said = facts.base.own_contexts.values() if facts.base else ()
    before = {normalise(label) for label in said}
    choices = tuple(
        Choice(each.choice, each.value, f"{rows_in_words((each.column.values or {})[each.value])}; {each.column.name}")
        for each in found
    )
    return [
        Step(
            _own_key(found),
            _SECTION,
            Kind.CHECKBOX,
            "Which of your own settings shall stand in the answer beside the request's?",
            "The request asks for its settings or the closest equivalent. Here are both:\n"
            f"{side_by_side('The request asks for', 'Your system holds', rows)}\n"
            "Tick what is to have a row of its own, under your label; small numbers are hidden there "
            "too. What you do not tick is not counted under question 4. If one of them is what the request means by a "
            f"setting of its own, map it instead: change the section '{Section.CATEGORIES.value}'.",
            choices,
            default=ticked(choices, [each.choice for each in found if normalise(each.value) in before]),
        )
    ]


def _need_category(draft: Draft, facts: Facts) -> list[Step]:
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
