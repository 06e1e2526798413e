"""How two spellings of one value, or of one column's name, are recognised as the same."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def normalise(text: str) -> str:
    """A value with case, no-break spaces and runs of white space evened out; two values are the same if this is."""
    return " ".join(text.split()).casefold()


def nearest(text: str, choices: Iterable[str]) -> str:
    """A hint such as ` Did you mean 'x'?` for a mistyped name, or an empty text where nothing is near."""
    names = {normalise(choice): choice for choice in choices}
    matches = get_close_matches(normalise(text), list(names), n=1, cutoff=0.6)
    return f"Did you mean '{names[matches[0]]}'?" if matches else ""


def listed(items: Iterable[str]) -> str:
    """Names in quotes, separated by commas."""
    return ", ".join(f"'{item}'" for item in items)
