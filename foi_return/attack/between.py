"""How the children of two files by different counting rules go together: those of one may all be among the other's.

Whoever has both may subtract: what is left over is a group of its own, which no table shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from foi_return.attack.places import Place, is_age
from foi_return.attack.statements import Relation

_PLACED, _AGE, _WHO, _RISK, _IDENTIFIED = 0, 1, 2, 4, 5
"""The places of the rules among the sentences that a release prints."""

_OPEN, _FIRST = "was open on any day", "first counted record"
_EVERY_RISK, _EVERYBODY, _BOTH_ROLES = "every risk level", "Everybody", "are both counted"


def lies_within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the rules of one file, by their sentences, count no record that those of the other do not count."""
    if len(part) != len(whole) or len(part) <= _IDENTIFIED:
        return False
    widest = {_PLACED: _OPEN, _WHO: _EVERYBODY, _IDENTIFIED: _BOTH_ROLES}
    for rule, words in widest.items():
        if part[rule] != whole[rule] and words not in whole[rule]:
            return False
    if part[_RISK] == whole[_RISK] or _EVERY_RISK in whole[_RISK]:
        return True
    return _EVERY_RISK not in part[_RISK] and _levels(part[_RISK]) <= _levels(whole[_RISK])


def _levels(sentence: str) -> set[str]:
    return set(sentence.partition(": ")[2].rstrip(".").split(", "))


def same_ages(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a child has the same age in both files: it is taken on the same day, and not at a first record."""
    return part[_AGE] == whole[_AGE] and _FIRST not in part[_AGE]


def left_over(places: Iterable[Place], part: str, whole: str, *, ages: bool) -> Iterator[tuple[Relation, Place]]:
    """What is left of each figure of one definition when that of the other is taken off, as a relation and its place.

    Args:
        places: The places of all figures.
        part: The definition whose children are all among the other's.
        whole: The other definition.
        ages: Whether that goes for each age group too.
    """
    found = set(places)
    for place in sorted(found):
        if place.definition == part and (ages or not any(is_age(name) for name, _ in place.labels)):
            large = replace(place, definition=whole)
            if large in found:
                rest = replace(place, definition=f"{whole or 'the newest'} without {part or 'the newest'}")
                yield Relation(((large, 1), (place, -1), (rest, -1))), rest
