"""How well the name of a column fits a purpose: by the names on the list, and by what its words say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from foi_return.wizard import synonyms
from foi_return.wizard.words import find_phrase, words_of

EXACT, HOLDS, NEAR, NONE = 3, 2, 1, 0
"""The whole name; a part of it; a name that is spelt nearly so; nothing alike."""

NEARLY = 85
"""How alike two names must be, of 100, to count as a slip of the keys."""

_WRITTEN_OUT = {"dttm": "date", "dt": "date", "datetime": "date", "num": "number", "nbr": "number", "cd": "code"}


@dataclass(frozen=True, slots=True)
class NameFit:
    """How a name fits a purpose.

    Attributes:
        score: EXACT, HOLDS, NEAR or NONE.
        likeness: What it is like, in words; empty where it is like nothing.
        rank: Of two names with the same score, the one with the lower rank is the better.
    """

    score: int
    likeness: str = ""
    rank: int = 0


@lru_cache(maxsize=5_000)
def column_words(name: str) -> tuple[str, ...]:
    """The words of a column's name: those that are run together are taken apart, short forms are written out."""
    apart = [part for word in words_of(name) for part in _apart(word)]
    return tuple(_WRITTEN_OUT.get(word, word) for word in apart)


def fit_name(role: str, name: str) -> NameFit:
    """How well a name fits a purpose (id, birth_date, sex, start, end, risk or identified)."""
    words = column_words(name)
    if role in ("start", "end"):
        event = _event_of(words)
        if event and event[0] == role:
            return event[1]
    if role == "id" and (fit := _fit_person(words)):
        return fit
    return _fit_list(role, words)


def is_avoided(role: str, name: str) -> bool:
    """Whether a word of the name shows that the column is for something else, however it fits."""
    words = column_words(name)
    if role in ("start", "end"):
        event = _event_of(words)
        if event and event[0] != role:
            return True
    wanted = {word for phrase in synonyms.COLUMN_NAMES[role] if words == column_words(phrase) for word in words}
    return any(word in words and word not in wanted for word in synonyms.COLUMN_AVOID.get(role, ()))


def is_second_best(role: str, name: str) -> bool:
    """Whether a column serves a purpose only where no other does: an older system's id, for one."""
    return bool(set(synonyms.SECOND_BEST.get(role, ())) & set(column_words(name)))


def _fit_list(role: str, words: tuple[str, ...]) -> NameFit:
    from rapidfuzz import fuzz

    best = NameFit(NONE)
    text = " ".join(words)
    for rank, name in enumerate(synonyms.COLUMN_NAMES[role]):
        phrase = column_words(name)
        if words == phrase:
            return NameFit(EXACT, name, rank)
        if best.score < HOLDS and find_phrase(phrase, words) >= 0:
            bare = role in ("start", "end") and len(phrase) == 1
            best = NameFit(NEAR if bare else HOLDS, name, rank)
        elif best.score < NEAR and len(name) >= 6 and fuzz.ratio(name, text) >= NEARLY:
            best = NameFit(NEAR, name, rank)
    return best


def _fit_person(words: tuple[str, ...]) -> NameFit | None:
    """The id of a person: a word for a person or a system, then a word for an id."""
    if any(find_phrase(column_words(name), words) >= 0 for name in synonyms.COLUMN_NAMES["id"] if " " in name):
        return None
    for first, second in pairwise(words):
        if first in synonyms.PERSON_WORDS | synonyms.SYSTEM_WORDS and second in synonyms.ID_WORDS:
            return NameFit(HOLDS, f"{first} {second}", len(synonyms.COLUMN_NAMES["id"]))
    return None


def _event_of(words: tuple[str, ...]) -> tuple[str, NameFit] | None:
    """What happened on the date that a column holds: a start, an end, or something else."""
    found = [(synonyms.EVENTS[word], word) for place, word in enumerate(words) if _is_event(words, place)]
    for role in ("other", "end", "start"):
        named = [word for kind, word in found if kind == role]
        if named:
            ranks = list(synonyms.EVENTS)
            best = min(named, key=ranks.index)
            score = EXACT if len(words) <= 2 or best in synonyms.FIRM_EVENTS else HOLDS
            return role, NameFit(score, f"date {best}", ranks.index(best))
    return None


def _is_event(words: tuple[str, ...], place: int) -> bool:
    """Whether a word says what happened; `from` and `to` do so only at the end, or as `from date`."""
    word = words[place]
    if word in ("from", "to"):
        return words[place + 1 :] in ((), ("date",))
    return word in synonyms.EVENTS


def _apart(word: str) -> tuple[str, ...]:
    """A word taken apart into known ones, as few as possible; itself where it is known or cannot be taken apart."""
    known = _known_words()
    if word in known or len(word) < 5:
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = best[start], word[start:end]
            if before is not None and part in known and (best[end] is None or len(best[end] or ()) > len(before) + 1):
                best[end] = (*before, part)
    return best[-1] or (word,)


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    listed = {word for names in synonyms.COLUMN_NAMES.values() for name in names for word in name.split()}
    listed |= set(synonyms.EVENTS) | synonyms.PERSON_WORDS | synonyms.SYSTEM_WORDS | synonyms.ID_WORDS
    return frozenset(word for word in listed | synonyms.NAME_PARTS if len(word) > 1)
