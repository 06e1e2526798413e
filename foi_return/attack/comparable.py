"""Whether two files count the same children, so that a reader may subtract one from the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foi_return.attack.between import lies_within
from foi_return.attack.between import same_ages as ages_agree
from foi_return.attack.publication import Publication

_AGE_RULE, _OVERLAP_RULE = 1, 3
"""The places of the rules on age and on overlap among the counting rules that a release prints."""

_KIND = re.compile(r"financial year|calendar year|quarter|month|year|period")
_NAMED_DAY = re.compile(r",? ?(?:\b1 April|\b1 January|\b31 March|\b31 December|the period's first day),?")

_USUAL = "children"
"""What is taken to be counted where neither file says it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an earlier file goes with the file under attack.

    Attributes:
        same: Whether it counts the same children.
        same_ages: Whether it takes age on the same day.
        words: What to tell, in sentences.
        beside: Where only the counting rules differ: whether all its children are among those of the file under attack
            ("within"), or the other way round ("around"); empty where neither is so, or anything else differs.
        ages_beside: Whether that goes for each age group too.
        ended: The day on which its extract ended, where that alone differs and the attacked one goes further: what it
            counts of a period that had not ended is counted over a part of that period's days.
    """

    same: bool
    same_ages: bool
    words: tuple[str, ...]
    beside: str = ""
    ages_beside: bool = False
    ended: str = ""


def compare(attacked: Publication, earlier: Publication) -> Comparison:
    """Compares what two files say of how they count; what one does not say is taken to be the same."""
    mine, other = attacked.facts, earlier.facts
    apart = []
    silent = []
    for what, ours, theirs in (
        ("the council", mine.council, other.council),
        ("the extract", mine.extracted_on, other.extracted_on),
        ("the field map", mine.field_map, other.field_map),
    ):
        if not ours or not theirs:
            silent.append(what)
        elif ours.casefold() != theirs.casefold():
            apart.append(f"{what} differs ({ours}; {theirs})")
    other_children = bool(apart)
    rules = _differing_rules(mine.rules, other.rules)
    if rules is None:
        silent.append("the counting rules")
    else:
        apart += [f"a counting rule differs ({other.rules[n]})" for n in rules - {_AGE_RULE, _OVERLAP_RULE}]
    same_ages = rules is None or _AGE_RULE not in rules
    counted = mine.counted or other.counted or _USUAL
    beside = _beside(mine.rules, other.rules) if apart and not other_children else ""
    further = bool(other.extracted_on) and mine.extracted_on > other.extracted_on and len(apart) == 1
    ended = other.extracted_on if further and unfinished(earlier, other.extracted_on) else ""
    words = list(_how_they_go_together(attacked, earlier, apart, beside, ended, counted))
    if not apart and silent:
        words.append(f"{earlier.name} or {attacked.name} does not name {', '.join(silent)}; taken to be the same.")
    if not apart and not same_ages:
        words.append(f"{earlier.name} takes age on another day: its age groups are other groups of the same {counted}.")
    if (attacked.threshold, attacked.zeros) != (earlier.threshold, earlier.zeros) and not earlier.plain:
        words.append(f"{earlier.name} has another policy: what it hides is read by its own.")
    return Comparison(
        not apart, same_ages, tuple(words), beside, bool(beside) and ages_agree(mine.rules, other.rules), ended
    )


def _how_they_go_together(
    attacked: Publication, earlier: Publication, apart: Sequence[str], beside: str, ended: str, counted: str
) -> Iterator[str]:
    if ended:
        yield (
            f"{earlier.name} counts {', '.join(unfinished(earlier, ended))} to {ended}, when its extract was made: a "
            f"part of what {attacked.name} counts, unless records were changed since. The rest of it is attacked "
            f"beside {attacked.name}, not combined with it: {'; '.join(apart)}."
        )
    elif beside:
        inner, outer = (earlier, attacked) if beside == "within" else (attacked, earlier)
        yield f"All {counted} that {inner.name} counts are among those that {outer.name} counts, by their rules."
    elif apart:
        yield (
            f"{earlier.name} is attacked beside {attacked.name}, not combined with it, because they may not count the "
            f"same {counted}: {'; '.join(apart)}."
        )
    else:
        yield f"{earlier.name} is combined with {attacked.name}: they count the same {counted}."


def unfinished(publication: Publication, day: str) -> tuple[str, ...]:
    """The periods of a file, by their labels, that had begun on a day and not ended."""
    return tuple(label for label, (first, last) in publication.facts.periods.items() if first <= day < last)


def _beside(mine: tuple[str, ...], other: tuple[str, ...]) -> str:
    if lies_within(other, mine):
        return "within"
    return "around" if lies_within(mine, other) else ""


def _differing_rules(mine: tuple[str, ...], other: tuple[str, ...]) -> set[int] | None:
    if not mine or len(mine) != len(other):
        return None
    pairs = enumerate(zip(mine, other, strict=True))
    return {number for number, (ours, theirs) in pairs if of_any_period(ours) != of_any_period(theirs)}


def of_any_period(rule: str) -> str:
    """A counting rule without what it says of the kind of period and of its first and last day."""
    return _NAMED_DAY.sub("", _KIND.sub("period", rule))
