"""Reads the draft: what the answers given so far mean, in the terms of a field map. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import RecordsSpec
from foi_return.terms.request import Breakdown, Request
from foi_return.terms.unit import CHILDREN
from foi_return.text import normalise
from foi_return.wizard.chosen import ChosenFile, asked_of, record_files
from foi_return.wizard.draft import NO, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.meanings import Suggestion, is_yes_no
from foi_return.wizard.steps import Section

RIGHT, EACH = "right", "each"
"""The answers to a proposal: take it as it stands, or ask one by one."""

Claims = Mapping[str, tuple[str, ...]]
"""Category or context to the values of one column that mean it."""


def lists_people(request: Request) -> bool:
    """Whether a request needs to know who somebody is: it counts children, or splits by sex or age."""
    asked = request.uses(Breakdown.SEX) or request.uses(Breakdown.AGE_GROUP)
    return request.unit == CHILDREN.plural or asked


def heading_of(section: Section, request: Request) -> str:
    """The heading of a section, in the words of what a request counts."""
    return f"The {request.unit_of('').plural}" if section is Section.PEOPLE else section.value


def recorded_in_words(request: Request) -> str:
    """What the records are of: exploitation where a request asks after its settings, else what it counts."""
    if request.contexts:
        return "exploitation"
    return "what is counted" if lists_people(request) else request.counted.plural


def every_of(draft: Draft, file: ChosenFile) -> str:
    """The category that each row of a file of records means; empty where a column says what a row records."""
    said = draft.text(f"records/{file.name}/every")
    return "" if said == NO else said


def base_records(facts: Facts, name: str) -> RecordsSpec | None:
    """The records of this source in the map that the officer started from."""
    records = facts.base.records.values() if facts.base else ()
    return next((spec for spec in records if spec.source == name), None)


def coded_columns(draft: Draft, file: ChosenFile) -> tuple[ColumnFacts, ...]:
    """The columns of a file that the officer chose as saying what a row records."""
    chosen = draft.many(f"values/{file.name}/columns")
    return tuple(column for column in file.file.columns if column.name in chosen and column.values is not None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value of a column is taken to mean until the officer says otherwise.

    Attributes:
        keys: The categories and contexts that it surely means.
        reason: Why; empty where it means none.
        hints: Meanings that are not sure enough.
    """

    keys: tuple[str, ...]
    reason: str
    hints: tuple[Suggestion, ...] = ()


def read_values(file: ChosenFile, column: ColumnFacts, facts: Facts) -> dict[str, Reading]:
    """What every value of a column is taken to mean: what the map says that was started from, else the suggestions."""
    suggested = file.file.suggestions.meanings.get(column.name, {})
    asked = asked_of(file, facts).memberships
    known = _known_values(facts.base, base_records(facts, file.name), column.name)
    readings = {}
    for value in column.values or ():
        if normalise(value) in known:
            keys = known[normalise(value)]
            reason = "as in the map you started from"
            readings[value] = Reading(tuple(key for key in asked if key in keys), reason)
        else:
            items = [item for item in suggested.get(value, ()) if item.target in asked]
            sure = tuple(item for item in items if item.is_sure)
            reason = ", ".join(dict.fromkeys(item.reason for item in sure))
            hints = tuple(item for item in items if not item.is_sure)
            readings[value] = Reading(tuple(item.target for item in sure), reason, hints)
    return readings


def _known_values(base: FieldMap | None, records: RecordsSpec | None, column: str) -> dict[str, frozenset[str]]:
    """The values of a column that a map names, evened out, with what each means; nothing for those not counted."""
    if base is None or records is None:
        return {}
    known: dict[str, frozenset[str]] = {}
    for name, values in records.not_counted.items():
        if normalise(name) == normalise(column):
            known.update((normalise(value), frozenset[str]()) for value in values)
    for key, mapping in base.mappings.items():
        for rule in mapping.rules:
            if rule.records == records.name and normalise(rule.column) == normalise(column):
                for value in rule.values:
                    known[normalise(value)] = known.get(normalise(value), frozenset()) | {key}
    return known


def column_stem(file: ChosenFile, column: ColumnFacts) -> str:
    """The beginning of the keys of all questions about one coded column."""
    return f"values/{file.name}/{column.name}"


def seal(*texts: str) -> str:
    """A short mark of what an answer was about: if that changes, the answer no longer stands and is asked again."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]


def how_key(facts: Facts, file: ChosenFile, column: ColumnFacts) -> str:
    """The key of the proposal about a column's values; other values or meanings make another proposal."""
    return f"{column_stem(file, column)}/how/{seal(*_proposed(facts, file, column))}"


def flags_key(facts: Facts, file: ChosenFile, columns: Iterable[ColumnFacts]) -> str:
    """The key of the proposal about all yes/no columns of a file together."""
    texts = [text for column in columns for text in (column.name, *_proposed(facts, file, column))]
    return f"values/{file.name}/yes_no/{seal(*texts)}"


def _proposed(facts: Facts, file: ChosenFile, column: ColumnFacts) -> list[str]:
    readings = read_values(file, column, facts)
    return sorted(f"{value}: {' '.join(reading.keys)}" for value, reading in readings.items())


def yes_no_columns(draft: Draft, facts: Facts, file: ChosenFile) -> tuple[ColumnFacts, ...]:
    """The chosen yes/no columns whose names leave no doubt; several are proposed together."""
    found = [
        column
        for column in coded_columns(draft, file)
        if is_yes_no(column.values or ()) and any(item.keys for item in read_values(file, column, facts).values())
    ]
    return tuple(found) if len(found) > 1 else ()


def is_accepted(draft: Draft, facts: Facts, file: ChosenFile, column: ColumnFacts) -> bool | None:
    """Whether the proposal about a column was taken as it stands; None while nobody has said."""
    together = yes_no_columns(draft, facts, file)
    if column in together:
        answer = draft.text(flags_key(facts, file, together))
        if answer != EACH:
            return True if answer == RIGHT else None
    answer = draft.text(how_key(facts, file, column))
    return {RIGHT: True, EACH: False}.get(answer)


def column_claims(draft: Draft, facts: Facts, file: ChosenFile, column: ColumnFacts) -> Claims:
    """The values of one column that the officer claims for each category or context, in the order of the request."""
    asked = asked_of(file, facts).memberships
    if is_accepted(draft, facts, file, column):
        readings = read_values(file, column, facts)
        claims = {key: tuple(value for value, reading in readings.items() if key in reading.keys) for key in asked}
    else:
        stem = column_stem(file, column)
        present = column.values or {}
        claims = {
            key: tuple(value for value in draft.many(f"{stem}/is/{key}") if value in present)
            for key in asked
            if key in draft.many(f"{stem}/keys")
        }
    return {key: values for key, values in claims.items() if values}


def left_over(column: ColumnFacts, claims: Claims) -> tuple[str, ...]:
    """The values of a column that no category claims."""
    claimed = {value for values in claims.values() for value in values}
    return tuple(value for value in column.values or () if value not in claimed)


ColumnClaims = tuple[ChosenFile, ColumnFacts, Claims]
"""A coded column of a file, with what its values are claimed for."""


def all_claims(draft: Draft, facts: Facts) -> Iterator[ColumnClaims]:
    """Every coded column with what it is claimed for."""
    for file in record_files(draft, facts):
        for column in coded_columns(draft, file):
            yield file, column, column_claims(draft, facts, file, column)


def labels_of(request: Request) -> dict[str, str]:
    """How the request names each category and context."""
    labels = {category.key: category.label for category in request.recorded_categories}
    return labels | {context.key: context.label for context in request.contexts}


WIDEST_COLUMN = 44
"""A longer cell that is not the last of its row stands on a line of its own."""


def lines(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as aligned columns of text, each on a line that is set in by two spaces; nothing for no rows."""
    table = [tuple(row) for row in rows]
    starts = [2]
    for column in list(zip(*table, strict=True))[:-1]:
        starts.append(starts[-1] + 2 + max((len(cell) for cell in column if len(cell) <= WIDEST_COLUMN), default=0))
    return "\n".join(line.rstrip() for row in table for line in _set_out(row, starts))


def _set_out(row: tuple[str, ...], starts: Sequence[int]) -> Iterator[str]:
    line = ""
    for cell, start in zip(row, starts, strict=False):
        if len(line) > start - 2 and line:
            yield line
            line = ""
        line = line.ljust(start) + cell
    yield line


def rows_in_words(count: int) -> str:
    """A number of rows, such as `1 row` or `1,234 rows`."""
    return "1 row" if count == 1 else f"{count:,} rows"


def values_in_words(column: ColumnFacts) -> str:
    """A number of different values, such as `1 value` or `12 different values`."""
    return "1 value" if column.distinct == 1 else f"{column.distinct:,} different values"
