"""Finds out whether the cells of a column hold several values each: as JSON, or with a mark between them. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from foi_return.text import normalise
from foi_return.wizard import synonyms
from foi_return.wizard.facts import MOST_VALUES, Packing
from foi_return.wizard.words import words_of

MOSTLY = 0.9
"""The share of a column's texts that must be JSON of one kind."""

DELIMITERS = (";", "|", "\n", ",")
"""Marks between values, the one that is trusted most first."""

REPEATED = 0.8
"""The share of the values inside delimited cells that must occur in different cells: prose does not repeat itself."""

LONGEST = 60
"""A value inside a delimited cell has no more characters than this."""


def find_packing(texts: Mapping[str, int]) -> Packing | None:
    """How the cells of a column are packed, or None where each holds one value.

    Args:
        texts: The texts of the cells to their rows.
    """
    for kind, read in (("json list", _json_list), ("json object", _json_object)):
        if found := _read_all(texts, read):
            return Packing(kind, found)
    for delimiter in DELIMITERS:
        if found := _delimited(texts, delimiter):
            return Packing("delimited", found, delimiter)
    return None


def _read_all(texts: Mapping[str, int], read: Callable[[str], Iterable[str] | None]) -> Mapping[str, int] | None:
    parts = {text: read(text) for text in texts}
    if sum(found is not None for found in parts.values()) < max(1, MOSTLY * len(texts)):
        return None
    return _count((found, texts[text]) for text, found in parts.items() if found is not None)


def _json_list(text: str) -> list[str] | None:
    found = _json(text, "[")
    return [str(item) for item in found if isinstance(item, str | int)] if isinstance(found, list) else None


def _json_object(text: str) -> list[str] | None:
    found = _json(text, "{")
    if not isinstance(found, dict):
        return None
    return [key for key, value in found.items() if " ".join(words_of(str(value))) in synonyms.AFFIRMATIVE]


def _json(text: str, opening: str) -> object:
    if not text.startswith(opening):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _delimited(texts: Mapping[str, int], delimiter: str) -> Mapping[str, int] | None:
    parts = {text: [part for raw in text.split(delimiter) if (part := raw.strip())] for text in texts}
    several = [found for found in parts.values() if len(found) > 1]
    if len(several) < 3:
        return None
    cells = Counter(normalise(part) for found in parts.values() for part in set(found))
    inside = {normalise(part) for found in several for part in found}
    again = sum(cells[part] > 1 for part in inside)
    if again < REPEATED * len(inside) or any(len(part) > LONGEST for part in inside):
        return None
    return _count((found, texts[text]) for text, found in parts.items())


def _count(cells: Iterable[tuple[Iterable[str], int]]) -> Mapping[str, int] | None:
    """Values with the rows that hold them, under their first spelling; None for more than a column of codes has."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for found, rows in cells:
        for value in dict.fromkeys(" ".join(item.split()) for item in found):
            if value and value.isprintable():
                shown.setdefault(normalise(value), value)
                counts[normalise(value)] += rows
    if not counts or len(counts) > MOST_VALUES:
        return None
    return {shown[value]: rows for value, rows in counts.most_common()}
