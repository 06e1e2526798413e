"""The words of a value as they are compared: abbreviations written out, spelt-out letters put together. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from foi_return.wizard.words import words_of

ABBREVIATIONS: dict[str, str] = {
    "crim": "criminal",
    "org": "organised",
    "organized": "organised",
    "orgd": "organised",
    "grp": "group",
    "expl": "exploitation",
    "exploit": "exploitation",
    "exploitations": "exploitation",
    "chld": "child",
    "ch": "child",
    "childs": "child",
    "assoc": "association",
    "affil": "affiliation",
    "affiliations": "affiliation",
    "temp": "temporary",
    "accom": "accommodation",
    "accomm": "accommodation",
    "accomodation": "accommodation",
    "resi": "residential",
    "susp": "suspected",
    "med": "medium",
    "sch": "school",
    "centres": "centre",
}
"""What systems with short fields write, to the whole word."""

CODE_BEFORE = re.compile(r"^\s*(?:[a-z]{0,2}\d+[a-z]?\d?|[a-z]\d+[a-z]+\d*)\s*(?:[-:.)]+\s*|\s+)", re.IGNORECASE)
"""A code before the words of a value: `N6e1 -`, `24A:`, `WN12`."""

_SPELT = frozenset(["cse", "cce", "ocg", "socg", "usg", "pru"])
_BRACKETS = re.compile(r"\((?:y/n|yes/no|y or n|tick|1/0)\)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def value_words(text: str) -> tuple[str, ...]:
    """The words of a value or of a flag's name: `O.C.G. nominal` is `ocg nominal`, `Crim Exploit` is written out."""
    words = [ABBREVIATIONS.get(word, word) for word in words_of(_BRACKETS.sub(" ", text))]
    return tuple(_put_together(words))


def _put_together(words: list[str]) -> list[str]:
    """Letters that stand alone, as in `C S E`, put together where they are a known abbreviation."""
    found: list[str] = []
    place = 0
    while place < len(words):
        size = next((size for size in (4, 3) if _spells(words[place : place + size], size)), 0)
        found.append("".join(words[place : place + size]) if size else words[place])
        place += size or 1
    return found


def _spells(words: list[str], size: int) -> bool:
    return len(words) == size and all(len(word) == 1 for word in words) and "".join(words) in _SPELT
