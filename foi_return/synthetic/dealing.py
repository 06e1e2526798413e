"""Gives members values so that the totals come out, whatever the order of the draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from foi_return.synthetic.drawing import Draws

K = TypeVar("K")


class Dealer:
    """Gives members their values, so that as many have each value as the totals say; or, not exact, by its shares."""

    def __init__(self, draws: Draws, exact: bool) -> None:
        self.draws, self.exact = draws, exact

    def deal(
        self,
        strata: Sequence[str],
        totals: Mapping[K, int],
        within: Mapping[str, Mapping[K, int]] | None = None,
        always: Mapping[str, K] | None = None,
    ) -> list[K]:
        """A value for each member.

        Args:
            strata: The stratum of each member.
            totals: How many members have each value; exact ones add up to the number of members.
            within: Of one stratum, how many of its members have each of the values named; no other of its members
                has one of them. Left aside where dealing is not exact.
            always: The value of every member of a stratum, exact or not.

        Raises:
            ValueError: The totals cannot be kept in this way.
        """
        always = always or {}
        dealt = {place: always[it] for place, it in enumerate(strata) if it in always}
        if not self.exact:
            spread = [value for value, share in totals.items() for _ in range(share)]
            return [dealt[place] if place in dealt else self.draws.choose(spread) for place in range(len(strata))]
        left = Counter(totals)
        left.subtract(dealt.values())
        barred: list[tuple[int, frozenset[K]]] = []
        for stratum, fixed in (within or {}).items():
            places = self.draws.shuffled(place for place, it in enumerate(strata) if it == stratum)
            for value, wanted in fixed.items():
                dealt |= {places.pop(): value for _ in range(wanted)}
            left.subtract(fixed)
            barred += [(place, frozenset(fixed)) for place in places]
        if min(left.values()) < 0:
            raise ValueError("strata hold more of a value than there is of it")
        pile = self.draws.shuffled(left.elements())
        for place, values in barred:
            dealt[place] = pile.pop(next(at for at in reversed(range(len(pile))) if pile[at] not in values))
        rest = [place for place in range(len(strata)) if place not in dealt]
        dealt |= dict(zip(rest, pile, strict=True))
        return [dealt[place] for place in range(len(strata))]
