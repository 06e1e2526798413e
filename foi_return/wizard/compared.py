"""What an extract lacks of a map that is used as it stands, and what it adds to it, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from foi_return.terms.needed import needed_columns
from foi_return.text import normalise
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import find_loss, kept_base, kept_paths, missing_columns, sources_left_out
from foi_return.wizard.meanings import suggest_column_meaning
from foi_return.wizard.view import labels_of, lines, rows_in_words


def differences_in_words(draft: Draft, facts: Facts) -> str:
    """What is different, line by line, above an empty line; a sentence where nothing is."""
    found = [*_rows(facts), *_lacks(draft, facts), *_adds(facts)]
    different = len(found) > len(list(_rows(facts)))
    if not different:
        found.append(("Beside the map", "the extract lacks nothing and adds nothing"))
    return f"This extract, compared with the map:\n{lines(found)}\n\n"


Row = tuple[str, str]


def _rows(facts: Facts) -> Iterator[Row]:
    for name, count in (facts.beside.rows if facts.beside else {}).items():
        yield "Read", f"'{name}': {rows_in_words(count)}"


def _lacks(draft: Draft, facts: Facts) -> Iterator[Row]:
    for name in sources_left_out(draft, facts):
        yield "Lacks", f"the file '{name}'"
    for key in find_loss(draft, facts).whole:
        yield "Lacks", f"any record of: {labels_of(facts.request)[key]}"
    for missing in missing_columns(draft, facts):
        new = draft.text(missing.key)
        now = f"'{new}' is read in its place" if new else "it is read no more"
        yield "Lacks", f"the column '{missing.column}' of '{missing.source}': {now}"


def _adds(facts: Facts) -> Iterator[Row]:
    beside = facts.beside
    if beside is None:
        return
    for (records, column), values in beside.values.items():
        yield "Adds", f"{_count(values)} of '{column}' ({records}): asked about below"
    if beside.sexes:
        yield "Adds", f"{_count(beside.sexes)} of '{beside.read_by.child.sex}': asked about below"
    for (records, key), values in beside.classes.items():
        classes = beside.read_by.records[records].classes[key]
        yield "Adds", f"{_count(values)} of '{classes.column}' ({records}): asked about below"
    for (records, column), values in beside.grades.items():
        yield "Adds", f"{_count(values)} of '{column}' ({records}) that grade nothing: {_named(values)}"
    for (records, column), number in beside.conditions.items():
        if number <= MOST_TOLD:
            yield "Adds", f"{_number(number)} of '{column}' ({records}); rows with one are no records"
    for source, column, reason in beside.columns:
        yield "Adds", f"the column '{column}' of '{source}', {reason}: the map does not read it"


MOST_TOLD = 50
"""A column by which rows are chosen that has more values than this holds ids or texts, and none of them is news."""


def _count(values: Mapping[str, int]) -> str:
    return _number(len(values))


def _number(values: int) -> str:
    return "1 new value" if values == 1 else f"{values:,} new values"


_MOST_NAMED = 12


def _named(values: Mapping[str, int]) -> str:
    shown = "; ".join(f"{value} ({rows_in_words(rows)})" for value, rows in list(values.items())[:_MOST_NAMED])
    more = len(values) - _MOST_NAMED
    return f"{shown}; and {more:,} more" if more > 0 else shown


def unread_columns(draft: Draft, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Source, name and reason of each column that the map does not read and that seems to record exploitation."""
    needed = needed_columns(kept_base(facts))
    told = set()
    renamed = {normalise(draft.text(missing.key)) for missing in missing_columns(draft, facts)}
    for source, path in kept_paths(draft, facts).items():
        read = {normalise(name) for name in needed[source]} | renamed
        for name in facts.headers.get((source, path), ()):
            found = [item for item in suggest_column_meaning(name, facts.request) if item.is_sure]
            place = PurePath(path).name, normalise(name)
            if found and normalise(name) not in read and place not in told:
                told.add(place)
                yield source, name, found[0].reason
