"""From likely pairs to children: which rows are one child, who that is, and what a clerk must decide.

Source: the Worcestershire review of 2015: children with another surname on the police list had been counted twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foi_return.reconcile.model import Pair, weight_of
from foi_return.reconcile.people import ListedPerson
from foi_return.terms.reconciliation import Thresholds

MARGIN = 6.0
"""A match that another person's comes nearer to than this (as a power of two: 64 times) is a clerk's to decide."""

MOST_CANDIDATES = 5
"""A clerk is shown so many candidates for a row at most."""

_UNSURE_LEVELS = frozenset({"different", "not there"})


class Decision(StrEnum):
    """What a clerk found of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class LinkedChild:
    """A child of the partner's list, however many rows are about them.

    Attributes:
        rows: The places of those rows in the list.
        person: The place of the same child among social care's people; None where not found.
        is_settled: False where it is not decided whether the child was found.
    """

    rows: tuple[int, ...]
    person: int | None
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class Linked:
    """The outcome of a linkage.

    Attributes:
        children: Every child of the list, each once.
        to_decide: Pairs that a clerk must decide, by the partner's row, the likeliest first.
        facts: Counts of what happened, for the council alone.
    """

    children: tuple[LinkedChild, ...]
    to_decide: tuple[Pair, ...]
    facts: Mapping[str, int]


def link(
    partner: Sequence[ListedPerson],
    people: Sequence[ListedPerson],
    pairs: Sequence[Pair],
    decisions: Mapping[tuple[int, int], Decision],
    thresholds: Thresholds,
) -> Linked:
    """Settles every row of the partner's list.

    A pair is matched without a clerk where it is likely enough, no other person comes near, and neither the first name
    nor the birth date is missing or altogether different: twins and brothers at one address agree in all else.

    Args:
        partner: The partner's rows.
        people: Social care's people.
        pairs: Every likely pair.
        decisions: What clerks decided, by the places of the row and the person.
        thresholds: From which probability rows are one person.
    """
    by_row: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_row[pair.listed].append(pair)
    matched: dict[int, Pair] = {}
    unsettled: set[int] = set()
    to_decide: dict[int, list[Pair]] = {}
    for row in range(len(partner)):
        candidates = [p for p in by_row[row] if decisions.get((row, p.person)) is not Decision.DIFFERENT]
        decided = [p for p in candidates if decisions.get((row, p.person)) is Decision.SAME]
        open_pairs = [p for p in candidates if (row, p.person) not in decisions]
        best = decided[0] if decided else _sure(candidates, thresholds)
        if best is not None:
            matched[row] = best
        elif likely := [p for p in open_pairs if p.probability >= thresholds.clerical]:
            to_decide[row] = likely[:MOST_CANDIDATES]
        if (best is None and any(decisions.get((row, p.person)) is Decision.CANNOT_TELL for p in candidates)) or (
            partner[row].is_nameless and best is None
        ):
            unsettled.add(row)
    _question_shared(partner, matched, decisions, to_decide)
    unsettled |= to_decide.keys()
    children = _children(partner, matched, unsettled)
    facts = Counter(
        {
            "rows of the partner's list": len(partner),
            "people of social care": len(people),
            "rows matched": len(matched),
            "rows matched on names and birth date exactly": sum(_is_exact(pair) for pair in matched.values()),
            "rows matched by a clerk": sum(
                decisions.get((row, pair.person)) is Decision.SAME for row, pair in matched.items()
            ),
            "rows that wait for a clerk": len(to_decide),
            "rows that no clerk could tell, or without enough of a name to be found": len(unsettled - to_decide.keys()),
            "children": len(children),
            "rows of a child who is on the list more than once, beyond the first": len(partner) - len(children),
            "of them under another surname": _under_another_surname(partner, children),
        }
    )
    return Linked(children, tuple(pair for row in sorted(to_decide) for pair in to_decide[row]), dict(facts))


def _sure(candidates: Sequence[Pair], thresholds: Thresholds) -> Pair | None:
    """The pair that is matched without a clerk, or None."""
    if not candidates:
        return None
    best = candidates[0]
    if best.probability < thresholds.match or not is_safe(best):
        return None
    near = max(weight_of(thresholds.clerical), best.weight - MARGIN)
    return None if any(rival.weight >= near for rival in candidates[1:]) else best


def is_safe(pair: Pair) -> bool:
    """Whether nothing in it asks for a person's judgement, however likely it is."""
    return pair.says("first_name") not in _UNSURE_LEVELS and pair.says("birth_date") not in _UNSURE_LEVELS


def _is_exact(pair: Pair) -> bool:
    return all(pair.says(name) == "same" for name in ("first_name", "last_name", "birth_date"))


def _question_shared(
    partner: Sequence[ListedPerson],
    matched: dict[int, Pair],
    decisions: Mapping[tuple[int, int], Decision],
    to_decide: dict[int, list[Pair]],
) -> None:
    """Rows that claim one person though their first names differ: the less likely are a clerk's to decide."""
    by_person: dict[int, list[int]] = defaultdict(list)
    for row, pair in matched.items():
        by_person[pair.person].append(row)
    for rows in by_person.values():
        first = min(rows, key=lambda row: (-matched[row].weight, row))
        for row in rows:
            is_decided = (row, matched[row].person) in decisions
            if not is_decided and partner[row].first_names.isdisjoint(partner[first].first_names):
                to_decide[row] = [matched.pop(row)]


def _children(
    partner: Sequence[ListedPerson], matched: Mapping[int, Pair], unsettled: set[int]
) -> tuple[LinkedChild, ...]:
    """Rows of one person are one child; so are rows that say the same name, birth date and sex."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for row, person in enumerate(partner):
        key: tuple[object, ...] = ("row", row)
        if row in matched:
            key = ("person", matched[row].person)
        elif person.same_as:
            key = ("same", *person.same_as)
        groups.setdefault(key, []).append(row)
    return tuple(
        LinkedChild(
            tuple(rows),
            matched[rows[0]].person if rows[0] in matched else None,
            not any(row in unsettled for row in rows),
        )
        for rows in sorted(groups.values())
    )


def _under_another_surname(partner: Sequence[ListedPerson], children: Sequence[LinkedChild]) -> int:
    return sum(
        partner[row].last_name != partner[child.rows[0]].last_name for child in children for row in child.rows[1:]
    )
