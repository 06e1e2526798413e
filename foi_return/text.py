"""How two spellings of one value, or of one column's name, are recognised as the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff"))
"""Characters that cannot be seen and mean nothing in a code or a name; copying leaves them behind."""

NO_VALUE = "null"
"""What some databases export, in any case, where a cell is empty."""

FORMULA_WITHOUT_RESULT = "#not calculated"
"""Stands for a formula of a spreadsheet that no program has calculated."""

SHEET_ERRORS = (
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#field!", "#blocked!",
    "#connect!", "#unknown!", "#busy!", "#getting_data", "err:502", "err:504", "err:508", "#error",
    FORMULA_WITHOUT_RESULT,
)  # fmt: skip
"""What a spreadsheet shows in place of a result that it could not work out, in lower case; never anybody's id."""


def whole_number(text: str) -> int | None:
    """The whole number that a cell holds, as `2`, `1,234` or `2.0`; None where it holds none."""
    match = _WHOLE.fullmatch(text.strip())
    return int(match[1].replace(",", "")) if match else None


def any_number(text: str) -> float | None:
    """The number that a cell holds, with or without decimals, 0 or more; None where it holds none."""
    match = _ANY.fullmatch(text.strip())
    return float(match[1].replace(",", "") + (match[2] or "")) if match else None


_ANY = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_WHOLE = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?")


def normalise(text: str) -> str:
    """A value with case, no-break spaces, white space and accents evened out; two values are the same if this is.

    Accents are evened out in their encoding only: one character, or a letter and a combining mark.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return " ".join(text.split()).casefold()


def holds_words(text: str, words: str) -> bool:
    """Whether a text holds these words, whole, whatever their case and the white space between them."""
    wanted = normalise(words)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", normalise(text)) is not None


def printable(text: str, longest: int = 60) -> str:
    """A text cut to a length, with every character that could disturb a screen written as its code."""
    cut = text[:longest]
    shown = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)
    return shown if len(text) <= longest else f"{shown}..."


def nearest(text: str, choices: Iterable[str]) -> str:
    """A hint such as ` Did you mean 'x'?` for a mistyped name, or an empty text where nothing is near."""
    names = {normalise(choice): choice for choice in choices}
    matches = get_close_matches(normalise(text), list(names), n=1, cutoff=0.6)
    return f"Did you mean '{names[matches[0]]}'?" if matches else ""


def listed(items: Iterable[str]) -> str:
    """Names in quotes, separated by commas."""
    return ", ".join(f"'{item}'" for item in items)


def listed_with(names: Sequence[str], word: str) -> str:
    """Names as a sentence lists them: `crimes, victims and suspects`."""
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def sentence_case(text: str) -> str:
    """A text with a capital letter at its beginning; the rest as it stands."""
    return text[:1].upper() + text[1:]
