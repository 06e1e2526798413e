"""The rules that the answers make: which values of which columns mean each category and context. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foi_return.terms.map_parts import CategoryMapping, RecordsSpec
from foi_return.text import normalise
from foi_return.wizard.chosen import ChosenFile, record_files
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.view import ColumnClaims, all_claims, base_records, every_of, left_over

NO_ROWS = "no rows"
"""The answer for a category that a chosen column would record, but of which the extract has no row: a true zero."""


@dataclass(frozen=True, slots=True)
class ChosenRule:
    """Values of one column that mean one category or context.

    Attributes:
        key: The category or context.
        file: The file.
        column: The column.
        values: Values that the column holds.
        absent: Values that would mean it and that no row of this extract has.
    """

    key: str
    file: ChosenFile
    column: ColumnFacts
    values: tuple[str, ...]
    absent: tuple[str, ...] = ()


def chosen_rules(draft: Draft, facts: Facts) -> tuple[ChosenRule, ...]:
    """Every rule, in the order of the request's categories."""
    claimed = tuple(all_claims(draft, facts))
    return tuple(rule for key in facts.request.memberships for rule in _rules_of(key, claimed, draft, facts))


def _rules_of(key: str, claimed: Sequence[ColumnClaims], draft: Draft, facts: Facts) -> Iterator[ChosenRule]:
    base = facts.base.mappings.get(key) if facts.base else None
    for file, column, claims in claimed:
        absent = list(absent_claims(base, base_records(facts, file.name), column))
        if draft.text(f"held/{key}") == NO_ROWS and draft.text(f"held/{key}/column") == place_of(file, column):
            absent += draft.many(f"held/{key}/values")
        values = claims.get(key, ())
        if values or absent:
            yield ChosenRule(key, file, column, values, tuple(absent))


def every_files(draft: Draft, facts: Facts) -> dict[str, tuple[ChosenFile, ...]]:
    """Category to the files each row of which means it."""
    found: dict[str, tuple[ChosenFile, ...]] = {}
    for file in record_files(draft, facts):
        if key := every_of(draft, file):
            found[key] = (*found.get(key, ()), file)
    return found


def place_of(file: ChosenFile, column: ColumnFacts) -> str:
    """A column among all files, as an answer names it."""
    return f"{file.name}/{column.name}"


def absent_claims(base: CategoryMapping | None, records: RecordsSpec | None, column: ColumnFacts) -> tuple[str, ...]:
    """Values that the map started from claims, and this extract does not happen to hold."""
    if base is None or records is None:
        return ()
    present = {normalise(value) for value in column.values or ()}
    return tuple(
        value
        for rule in base.rules
        if rule.records == records.name and normalise(rule.column) == normalise(column.name)
        for value in rule.values
        if normalise(value) not in present
    )


def found_keys(draft: Draft, facts: Facts) -> frozenset[str]:
    """The keys that a value of the extract means, or a value that the map started from knows."""
    return frozenset(
        rule.key
        for rule in chosen_rules(draft, facts)
        if rule.values or set(rule.absent) - set(draft.many(f"held/{rule.key}/values"))
    ) | frozenset(every_files(draft, facts))


def claimed_keys(draft: Draft, facts: Facts) -> tuple[str, ...]:
    """The categories and contexts that some value means, in the order of the request."""
    claimed = {*every_files(draft, facts), *(rule.key for rule in chosen_rules(draft, facts))}
    return tuple(key for key in facts.request.memberships if key in claimed)


def shared_values(draft: Draft, facts: Facts) -> dict[tuple[str, str], tuple[str, ...]]:
    """Pairs of keys that claim the same value of the same column, with those values as `column: value`.

    Values that only the map started from knows are left out: that map has said already what they mean.
    """
    rules = chosen_rules(draft, facts)
    shared: dict[tuple[str, str], list[str]] = {}
    for place, first in enumerate(rules):
        for second in rules[place + 1 :]:
            same_column = first.file.name == second.file.name and first.column.name == second.column.name
            if same_column and first.key != second.key:
                theirs = {normalise(value) for value in _stated(second, draft)}
                both = [value for value in _stated(first, draft) if normalise(value) in theirs]
                if both:
                    named = [f"{first.column.name}: {value}" for value in both]
                    shared.setdefault((first.key, second.key), []).extend(named)
    return {pair: tuple(values) for pair, values in shared.items()}


def _stated(rule: ChosenRule, draft: Draft) -> tuple[str, ...]:
    """The values of a rule that the officer has claimed in this draft."""
    return (*rule.values, *(value for value in draft.many(f"held/{rule.key}/values") if value in rule.absent))


def not_counted(draft: Draft, facts: Facts) -> dict[str, dict[str, list[str]]]:
    """File to column to the reviewed values that mean nothing asked for, for every column that a rule reads."""
    read = {place_of(rule.file, rule.column) for rule in chosen_rules(draft, facts)}
    found: dict[str, dict[str, list[str]]] = {}
    for file, column, claims in all_claims(draft, facts):
        if place_of(file, column) in read:
            columns = found.setdefault(file.name, {})
            rest = [*left_over(column, claims), *_absent_reviewed(base_records(facts, file.name), column)]
            if rest:
                columns[column.name] = rest
    return found


def _absent_reviewed(base: RecordsSpec | None, column: ColumnFacts) -> list[str]:
    """Values that the map started from reviewed as not counted, and this extract does not happen to hold."""
    present = {normalise(value) for value in column.values or ()}
    listed = (base.not_counted if base else {}).items()
    said = [value for name, values in listed if normalise(name) == normalise(column.name) for value in values]
    return [value for value in said if normalise(value) not in present]
