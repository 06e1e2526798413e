"""What is printed in a cell: a number, a mark that bounds a number, a mark that hides one, or the absence of a figure.

Source: the marks that councils and departments really use, DOMAIN.md section 4: `*` in an old answer may mean 0 to 4,
1 to 4, 5 or fewer, or secondary suppression, so it is told, or tried each way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from foi_return.attack.options import Told, Zeros

_NUMBER = re.compile(r"\d{1,3}(?:[, \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\d{3})+|\d+")
_DECIMAL_NUMBER = re.compile(r"(\d+)\.0+")
_TRAILING = re.compile(r"(?:\s*\[(?:b|r|p|e|u|note \d+)\])+$", re.IGNORECASE)
_FEWER = re.compile(r"(?:<|fewer than|less than|under|below)\s*(\d+)", re.IGNORECASE)
_OR_FEWER = re.compile(r"(?:<=|\N{LESS-THAN OR EQUAL TO}|up to)\s*(\d+)|(\d+)\s*or (?:fewer|less|under)", re.IGNORECASE)
_SPAN = re.compile(r"(\d+)\s*(?:-|to|\N{EN DASH})\s*(\d+)", re.IGNORECASE)
_MORE = re.compile(r"(?:>|more than|over)\s*(\d+)", re.IGNORECASE)
_OR_MORE = re.compile(r"(?:>=|\N{GREATER-THAN OR EQUAL TO})\s*(\d+)|(\d+)\s*(?:\+|or (?:more|over))", re.IGNORECASE)

_NO_FIGURE = frozenset(
    ("[x]", "[z]", "n/a", "na", "not applicable", "not recorded", "not held", "not available", "no data", "n/r")
)
_HIDING = frozenset(
    ("c", "[c]", "s", "[s]", "#", "suppressed", "redacted", "withheld", "confidential", "hidden", "sup", "u/s")
)
_UNCLEAR = frozenset(("x", "-", "\N{EN DASH}", "\N{EM DASH}", "", ".", "..", "...", ":", "z", "~", "k", "low", "[low]"))
LOW_MARKS = frozenset(("low", "[low]"))
"""Above 0, but rounds to 0."""

_DASHES = frozenset(("-", "\N{EN DASH}", "\N{EM DASH}", ""))


class MarkKind(Enum):
    """How much a mark says by itself."""

    RANGE = "range"
    HIDING = "hiding"
    UNCLEAR = "unclear"
    NO_FIGURE = "no figure"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reader takes a mark to say of the number behind it.

    Attributes:
        low: The least that it can be.
        high: The greatest; None where the mark says nothing.
        hides: Whether there is a number to find out.
    """

    low: int
    high: int | None
    hides: bool = True


@dataclass(frozen=True, slots=True)
class MarkReading:
    """One way to read the marks of a file.

    Attributes:
        words: The way, in words; empty where there is only one.
        small: Whether a mark that hides says that the number is small.
        least: The least that a hidden number can be.
        dash_is_zero: Whether a dash or a blank says zero.
    """

    words: str
    small: bool
    least: int
    dash_is_zero: bool


@lru_cache(maxsize=8_192)
def cell_number(text: str) -> int | None:
    """The whole number that a cell prints, or None."""
    cleaned = _TRAILING.sub("", text.strip())
    if _NUMBER.fullmatch(cleaned):
        return int(re.sub(r"\D", "", cleaned))
    match = _DECIMAL_NUMBER.fullmatch(cleaned)
    return int(match[1]) if match else None


def mark_text(text: str) -> str:
    """A mark as it is looked up: without case, spaces and notes."""
    return " ".join(_TRAILING.sub("", text.strip()).split()).casefold()


@lru_cache(maxsize=8_192)
def mark_kind(text: str) -> MarkKind | None:
    """What sort of mark a text is, or None where it is no mark that is known."""
    mark = mark_text(text)
    if mark_range(mark) is not None:
        return MarkKind.RANGE
    if mark in _NO_FIGURE:
        return MarkKind.NO_FIGURE
    if mark in _HIDING or (mark and not mark.strip("*\N{DAGGER}\N{DOUBLE DAGGER}^")):
        return MarkKind.HIDING
    return MarkKind.UNCLEAR if mark in _UNCLEAR else None


def mark_range(mark: str) -> tuple[int | None, int | None] | None:
    """The least and the greatest that a mark such as `<5`, `1 to 4` or `5+` states; None where it states nothing."""
    if match := _FEWER.fullmatch(mark):
        return None, int(match[1]) - 1
    if match := _OR_FEWER.fullmatch(mark):
        return None, int(match[1] or match[2])
    if match := _SPAN.fullmatch(mark):
        return int(match[1]), int(match[2])
    if match := _MORE.fullmatch(mark):
        return int(match[1]) + 1, None
    if match := _OR_MORE.fullmatch(mark):
        return int(match[1] or match[2]), None
    return None


def meaning_of(text: str, reading: MarkReading, threshold: int, told: Told | None) -> Meaning | None:
    """What a mark says in one reading; None where it says that there is no figure."""
    if told is not None:
        return {
            "small": Meaning(reading.least, threshold - 1),
            "hidden": Meaning(reading.least, None),
            "zero": Meaning(0, 0, hides=False),
            "none": None,
            "range": Meaning(told.low, told.high),
        }[told.kind]
    mark, kind = mark_text(text), mark_kind(text)
    stated = mark_range(mark)
    if stated is not None:
        return Meaning(reading.least if stated[0] is None else stated[0], stated[1])
    if kind is MarkKind.NO_FIGURE:
        return None
    if kind is MarkKind.HIDING:
        return Meaning(reading.least, threshold - 1 if reading.small else None)
    if mark in _DASHES and reading.dash_is_zero:
        return Meaning(0, 0, hides=False)
    return None if mark == "" else Meaning(0, None)


def stated_threshold(texts: set[str]) -> int | None:
    """The threshold that marks such as `<5` or `1 to 4` imply; None where no mark states a range."""
    tops = []
    for text in texts:
        stated = mark_range(mark_text(text))
        if stated is not None and stated[1] is not None and (stated[0] or 0) <= 1:
            tops.append(stated[1] + 1)
    return max(tops, default=None)


def readings(texts: set[str], zeros: Zeros | None, threshold: int, told: set[str]) -> list[MarkReading]:
    """Every way in which a reader could take the marks of a plain table that nobody has explained.

    The first is the weakest, which holds for sure; each later one assumes more. What the marks say by themselves, and
    what the officer tells of them, is the same in all.
    """
    open_marks = {mark_text(text) for text in texts} - told
    hiding = sorted(mark for mark in open_marks if mark_kind(mark) is MarkKind.HIDING)
    dashes = sorted(mark for mark in open_marks if mark in _DASHES)
    ranges = any((stated := mark_range(mark)) is not None and stated[0] is None for mark in open_marks)
    leasts = [zeros.least_hidden] if zeros is not None and zeros is not Zeros.UNKNOWN else [0, 1]
    if not hiding and not ranges and not told:
        leasts = leasts[:1]
    found = []
    for small in (False, True) if hiding else (False,):
        for dash_is_zero in (False, True) if dashes else (False,):
            for least in leasts:
                words = []
                if hiding:
                    meant = f"a number from {least} to {threshold - 1}" if small else f"any number from {least}"
                    words.append(f"{_listed(hiding)} {_means(hiding)} {meant}")
                elif len(leasts) > 1:
                    words.append(f"a number that is hidden is at least {least}")
                if dashes:
                    words.append(
                        f"{_listed(dashes)} {_means(dashes)} {'zero' if dash_is_zero else 'anything or nothing'}"
                    )
                found.append(MarkReading(", and ".join(words), small, least, dash_is_zero))
    return found


def _means(marks: list[str]) -> str:
    return "means" if len(marks) == 1 else "mean"


def _listed(marks: list[str]) -> str:
    return ", ".join(f"'{mark}'" if mark else "an empty cell" for mark in marks)
