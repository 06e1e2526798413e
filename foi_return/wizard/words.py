"""Texts taken apart into words, the same for the names of columns and for values."""

from __future__ import annotations

import re
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case; `PersonBirthDate` and `person_birth_date` are three words."""
    return tuple(_WORD.findall(_CAMEL.sub(" ", text).casefold()))


def find_phrase(phrase: tuple[str, ...], words: tuple[str, ...]) -> int:
    """The place at which a phrase stands in a text, word by word; -1 where it does not."""
    length = len(phrase)
    for place in range(len(words) - length + 1):
        if words[place : place + length] == phrase:
            return place
    return -1


def slug(text: str, *, dash: str = "_", fallback: str = "file") -> str:
    """A short name of letters, digits and dashes."""
    name = re.sub(r"[^a-z0-9]+", dash, text.casefold()).strip(dash)
    return name[:40].strip(dash) or fallback
