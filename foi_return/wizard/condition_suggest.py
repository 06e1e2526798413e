"""Suggests which rows are what the request asks for: by what the definition of a category speaks of. Pure."""

from __future__ import annotations

import re

from foi_return.terms.request import Request
from foi_return.terms.unit import Unit
from foi_return.text import whole_number
from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import ColumnFacts, FileFacts
from foi_return.wizard.words import words_of

MOSTLY = 0.8
"""The share of a column's rows that must hold whole numbers for it to be one of numbers."""

SHORTEST = 4
"""Shorter words are in every definition, and say nothing."""


def defining_words(asked: Request) -> frozenset[str]:
    """The words of the definition of what each row may count for, without those that name what is counted.

    Args:
        asked: What the request asks of one of the things that it counts.
    """
    own = {*words_of(asked.unit), *words_of(asked.unit_singular)}
    first = asked.recorded_categories[:1]
    return frozenset(word for each in first for word in words_of(each.definition)) - own


def named_numbers(file: FileFacts, asked: Request) -> dict[str, str]:
    """The columns of numbers of which the definition speaks, each with the words that they have in common."""
    words = defining_words(asked)
    found = {}
    for column in file.columns:
        shared = words & {word for word in column_words(column.name) if len(word) >= SHORTEST}
        if shared and holds_numbers(column):
            found[column.name] = " ".join(sorted(shared))
    return found


def is_named(unit: Unit, asked: Request) -> bool:
    """Whether the definition speaks of another of the things that the request counts."""
    return set(words_of(unit.plural)) <= defining_words(asked)


_OR_MORE = re.compile(r"\b(two|three|four|five|[0-9]+) or more\b", re.IGNORECASE)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def least_number(asked: Request) -> int | None:
    """The number from which on something is what the definition asks for; None where it names none."""
    match = _OR_MORE.search(" ".join(each.definition for each in asked.recorded_categories))
    return (_NUMBERS.get(match[1].casefold()) or int(match[1])) if match else None


def holds_numbers(column: ColumnFacts) -> bool:
    """Whether nearly all rows of a column with few values hold whole numbers."""
    values = column.values or {}
    numbers = sum(rows for value, rows in values.items() if whole_number(value) is not None)
    return bool(values) and numbers >= MOSTLY * sum(values.values())


def no_numbers(column: ColumnFacts) -> tuple[str, ...]:
    """The values of a column of numbers that are none."""
    return tuple(value for value in column.values or () if whole_number(value) is None)
