"""Suggests where a breakdown of the request's own is recorded, and which value is which of its rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from foi_return.terms.request import NOT_KNOWN, Dimension
from foi_return.text import any_number, normalise
from foi_return.wizard import synonyms
from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import ColumnFacts, FileFacts
from foi_return.wizard.meanings import Confidence, Suggestion
from foi_return.wizard.words import words_of

_SMALL = frozenset(
    ["a", "an", "at", "by", "for", "from", "how", "in", "it", "its", "of", "on", "or", "the", "to", "was"]
)
"""Words that say nothing about what a breakdown is."""

_CODE_BEFORE = re.compile(r"([a-z])[0-9]+$")
"""A code with a letter before a number, such as W1 in the national classification of ethnicity."""

MOSTLY = 0.8
"""The share of a column's rows that its known values must have for the column to be sure by them."""


def is_span(dimension: Dimension) -> bool:
    """Whether a breakdown is the time between two dates."""
    return bool(dimension.years) and not dimension.is_number


def suggest_class_column(dimension: Dimension, file: FileFacts) -> Suggestion | None:
    """The column that holds a breakdown, or None where none seems to; not for the time between two dates.

    High only where the column is called as the breakdown is, or nearly all of its rows say one of its rows.
    """
    rated = [found for column in file.columns if column.filled and (found := _rate(dimension, column))]
    if not rated:
        return None
    best = max(rated, key=lambda item: item[:4])
    level, _, _, _, name, reason = best
    confidence = {2: Confidence.HIGH, 1: Confidence.MEDIUM}.get(level, Confidence.LOW)
    rivals = sum(item[0] == level for item in rated) > 1
    return Suggestion(name, Confidence.MEDIUM if rivals and confidence is Confidence.HIGH else confidence, reason)


_Rating = tuple[int, int, int, int, str, str]
"""How sure, words in common, rows found, fewer other words; then the column and why."""


def _rate(dimension: Dimension, column: ColumnFacts) -> _Rating | None:
    if not (_may_be_number(column) if dimension.is_number else column.values):
        return None
    words = set(column_words(column.name)) - _SMALL
    wanted = _words_of(dimension)
    shared = wanted & words
    sure = {value: row for value, row in sure_rows(dimension, column).items() if row != NOT_KNOWN}
    values = column.values or {}
    said = sum(values[value] for value in sure)
    whole = {*words_of(dimension.label)} - _SMALL
    if not shared and len(set(sure.values())) < 2:
        return None
    reasons = [f"its name has '{' '.join(sorted(shared))}' as well"] if shared else []
    reasons += [f"{len(sure)} of its {len(values)} values are called as its rows are"] if sure else []
    called = bool(whole) and whole == words
    by_values = bool(dimension.rows) and not dimension.is_number and said >= MOSTLY * column.filled
    level = 2 if called or by_values else 1 if shared else 0
    return level, len(shared), len(set(sure.values())), -len(words), column.name, "; ".join(reasons)


def _may_be_number(column: ColumnFacts) -> bool:
    """Whether a column may hold a number: most of its values are some, or they are many and it is called no id."""
    if column.values:
        numbers = sum(rows for value, rows in column.values.items() if any_number(value) is not None)
        return numbers * 2 > column.filled
    return not column.dates and not set(column_words(column.name)) & synonyms.ID_WORDS


def _words_of(dimension: Dimension) -> set[str]:
    """The words that a column with the breakdown may have in its name; of a number, also those of its rows."""
    rows = [word for row in dimension.rows for word in words_of(row)] if dimension.is_number else []
    return {*words_of(dimension.label), *words_of(dimension.key), *rows} - _SMALL


def suggest_span(dimension: Dimension, file: FileFacts, start: str) -> tuple[Suggestion | None, Suggestion | None]:
    """The two dates between which the time is taken; None for one that no date seems to be.

    Args:
        dimension: The breakdown.
        file: The file.
        start: The date from which a record counts; empty where it is not known.
    """
    dated = [column.name for column in file.columns if column.dates]
    wanted = _words_of(dimension)
    birth = file.suggestions.roles.get("birth_date")
    if "age" in wanted and birth is not None:
        own = [name for name in dated if name not in (birth.target, start)]
        named = [name for name in own if wanted & (set(column_words(name)) - {"date"})]
        last = min(named, key=lambda name: "." in name, default="")
        up_to = Suggestion(last, Confidence.HIGH, _why_named(last, wanted)) if last else None
        if up_to is None and start:
            up_to = Suggestion(start, Confidence.LOW, "the day from which a record counts")
        return Suggestion(birth.target, birth.confidence, f"an age is taken from the birth date: {birth.reason}"), up_to
    others = [name for name in dated if name != start]
    later = Suggestion(start, Confidence.MEDIUM, "the day from which a record counts") if start else None
    if len(others) == 1 and start:
        return Suggestion(others[0], Confidence.MEDIUM, "the only other date of the file"), later
    return None, later


def _why_named(name: str, wanted: set[str]) -> str:
    return f"its name has '{' '.join(sorted(wanted & set(column_words(name))))}' as well"


def sure_rows(dimension: Dimension, column: ColumnFacts) -> dict[str, str]:
    """The values whose row leaves no doubt: they say its label, or that nothing is known."""
    labels = {normalise(label): label for label in dimension.rows}
    found = {}
    for value in column.values or {}:
        if label := labels.get(normalise(value)):
            found[value] = label
        elif is_unsure(value) and not any(map(is_unsure, dimension.rows)):
            found[value] = NOT_KNOWN
    return found


def is_unsure(text: str) -> bool:
    """Whether a text says that nothing is known; a request may have a row for that, which is another than none."""
    return " ".join(words_of(text)) in synonyms.UNSURE


def likely_row(dimension: Dimension, value: str) -> Suggestion | None:
    """The only row that a value likely means; None where there is none, or are several."""
    for rows, reason in _likely(dimension, value):
        if len(rows) == 1:
            return Suggestion(rows[0], Confidence.MEDIUM, reason)
    return None


def _likely(dimension: Dimension, value: str) -> Iterator[tuple[list[str], str]]:
    """Rows that a value may mean, by one likeness after the other, each with the reason."""
    words = words_of(value)
    if is_unsure(value):
        yield list(filter(is_unsure, dimension.rows)), "it says as much"
    told: Mapping[str, tuple[str, ...]] = {row: words_of(row) for row in dimension.rows}
    if not words:
        return
    yield [row for row, its in told.items() if set(words) <= set(its)], "every word of it is in the row's name"
    yield [row for row, its in told.items() if its and set(its) <= set(words)], "it has every word of the row's name"
    short = words[0] if len(words) == 1 else ""
    initials = {row: "".join(word[0] for word in its) for row, its in told.items() if len(its) > 2}
    yield [row for row, letters in initials.items() if letters == short], "it is the row's initials"
    if match := re.fullmatch(r"([a-z])", short) or _CODE_BEFORE.match(words[0]):
        starts = [row for row, its in told.items() if its and its[0].startswith(match[1])]
        yield starts, f"only one row begins with its letter, {match[1].upper()}"
