"""Gives each child of the list exactly one category: that of the first rule that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foi_return.periods import whole_age
from foi_return.reconcile.linking import LinkedChild
from foi_return.reconcile.people import ListedPerson
from foi_return.reconcile.reading import Lists
from foi_return.terms.reconciliation import PARTNER, PEOPLE, Holds, OutcomeRule, Reconciliation
from foi_return.text import normalise


@dataclass(frozen=True, slots=True)
class _Case:
    """A child with all that rules look at.

    Attributes:
        child: The child.
        rows: The partner's rows about them.
        person: The same child among social care's people; None where not found.
        age: In completed years on the last day of the period; None where no birth date can be read.
        on_file: By column, what is on file about them.
    """

    child: LinkedChild
    rows: tuple[ListedPerson, ...]
    person: ListedPerson | None
    age: int | None
    on_file: Mapping[str, frozenset[str]]


def count_outcomes(definition: Reconciliation, lists: Lists, children: Sequence[LinkedChild]) -> dict[str, int]:
    """How many children each category has, in the order of the definition; they add up to all children."""
    counts = dict.fromkeys(definition.categories, 0)
    for child in children:
        counts[category_of(definition, lists, child)] += 1
    return counts


def category_of(definition: Reconciliation, lists: Lists, child: LinkedChild) -> str:
    """The category of the first rule that fits; the last rule of a definition fits everybody."""
    rows = tuple(lists.partner[row] for row in child.rows)
    person = None if child.person is None else lists.people[child.person]
    on_file = {} if person is None else lists.records.get(person.id, {})
    case = _Case(child, rows, person, _age((person, *rows), definition.period.last_day), on_file)
    return next(rule.category for rule in definition.rules if _fits(rule, case))


def _age(persons: Sequence[ListedPerson | None], on: date) -> int | None:
    """Social care's birth date counts before the partner's."""
    birth_date = next((person.birth_date for person in persons if person and person.birth_date), "")
    return whole_age(date.fromisoformat(birth_date), on) if birth_date else None


def _fits(rule: OutcomeRule, case: _Case) -> bool:
    return (
        (not rule.unsettled or not case.child.is_settled)
        and (rule.found is None or rule.found == (case.person is not None))
        and (rule.age_from is None or (case.age is not None and case.age >= rule.age_from))
        and all(_holds(condition, case) for condition in rule.holds)
    )


def _holds(condition: Holds, case: _Case) -> bool:
    wanted = {normalise(value) for value in condition.values}
    if condition.source == PARTNER:
        return any(wanted & row.tested.get(condition.column, frozenset()) for row in case.rows)
    if condition.source == PEOPLE:
        return case.person is not None and bool(wanted & case.person.tested.get(condition.column, frozenset()))
    return bool(wanted & case.on_file.get(condition.column, frozenset()))
