"""Groups that no published cell shows and that follow by subtraction: of cells, of answers, of days."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from foi_return.disclosure.problem import InnerCount, Key, Role, SumCell

PIECE, PIECE_OVER = "piece ", " of "
"""How the last part of the key of a group begins that only an earlier answer tells apart, and what its days stand after
where they are not those of the period."""


@dataclass(frozen=True, slots=True)
class EarlierGroup:
    """A group that an earlier answer tells apart.

    Attributes:
        place: Its period, category and breakdown, as the key of a cell.
        sums: The inner cells that it counts.
        known: Whether readers know how many they are.
        over: The days that it counts, in words, where they are not those of the period.
    """

    place: Key
    sums: frozenset[int]
    known: bool
    over: str


Sums = frozenset[int]
"""The positions of the inner cells that a group sums."""


def latent_cells(
    inner: Sequence[InnerCount], published: Iterable[SumCell], earlier: Sequence[EarlierGroup]
) -> list[SumCell]:
    """Every group that follows by subtraction, once each.

    Args:
        inner: The inner cells.
        published: The cells of the present answer.
        earlier: What earlier answers count.
    """
    return list(_Latent(inner, [cell for cell in published if cell.sums]).cells(earlier))


class _Latent:
    """Finds the groups; what was found is not given again."""

    def __init__(self, inner: Sequence[InnerCount], published: Sequence[SumCell]):
        self._inner = inner
        self._published = [(cell, frozenset(cell.sums)) for cell in published]
        self._seen: set[Sums] = {sums for _, sums in self._published}
        self._by_split: dict[tuple[str, ...], list[Sums]] = {}
        for cell, sums in self._published:
            self._by_split.setdefault(_split(cell.key), []).append(sums)

    def cells(self, earlier: Sequence[EarlierGroup]) -> Iterator[SumCell]:
        """The groups of the present answer alone, then those that earlier ones tell apart."""
        yield from self._rests()
        yield from self._pieces([*earlier, *_earlier_rests(earlier)])

    def _rests(self) -> Iterator[SumCell]:
        """A category less the part of it that another published cell counts."""
        by_rest: dict[tuple[str, ...], list[tuple[SumCell, Sums]]] = {}
        for cell, sums in self._published:
            by_rest.setdefault((cell.key[0], *cell.key[2:]), []).append((cell, sums))
        for alike in by_rest.values():
            for (whole, sums), (part, inner) in itertools.permutations(alike, 2):
                rest = sums - inner
                if inner < sums and rest not in self._seen:
                    key = (whole.key[0], f"{whole.key[1]} without {part.key[1]}", *whole.key[2:])
                    self._by_split.setdefault(_split(key), []).append(rest)
                    yield self._cell(key, rest)

    def _pieces(self, groups: Sequence[EarlierGroup]) -> Iterator[SumCell]:
        """Groups that only both answers together tell apart, and what the earlier one hid: all need protection.

        Of answers over other days, such as quarters of a year, readers compare each with the others too: who is in one
        quarter alone, who is in several, and who is in the year but in none. A category that is not printed now is
        compared with all that are.
        """
        over_days: dict[tuple[str, ...], list[Sums]] = {}
        for number, group in enumerate(groups):
            split, sums = _split(group.place), group.sums
            pieces = [] if group.known else [sums]
            pieces += [
                piece for other in self._compared(split, sums) for piece in (sums & other, sums - other, other - sums)
            ]
            if group.over:
                before = over_days.setdefault(split, [])
                nested = [other for other in before if sums < other or other < sums]
                pieces += [piece for other in nested for piece in (sums - other, other - sums)]
                before.append(sums)
            name = f"{PIECE}{number}.{{}}{PIECE_OVER}{group.over}" if group.over else f"{PIECE}{number}.{{}}"
            yield from self._named(pieces, group.place, name)
        for split, windows in over_days.items():
            every = Sums().union(*windows)
            alone = [own.difference(*(other for other in windows if other != own)) for own in windows]
            pieces = [other - every for other in self._by_split.get(split, ())]
            pieces += [piece for own, only in zip(windows, alone, strict=True) for piece in (only, own - only)]
            yield from self._named(pieces, split[:2], f"{PIECE}{' and '.join(split[2:])} rest {{}}")

    def _compared(self, split: tuple[str, ...], sums: Sums) -> Iterator[Sums]:
        """The groups of the present answer that a group of an earlier one is compared with.

        Those of its category; where that is not printed now, as another request was answered or fewer categories were
        asked for, all that share somebody with it and are narrowed likewise.
        """
        if split in self._by_split:
            yield from self._by_split[split]
            return
        period, _, *dimensions = split
        for (other_period, _, *narrowed), groups in self._by_split.items():
            if (other_period, narrowed) == (period, dimensions):
                yield from (group for group in groups if group & sums)

    def _named(self, pieces: Iterable[Sums], place: Key, name: str) -> Iterator[SumCell]:
        for part, piece in enumerate(pieces):
            if piece and piece not in self._seen:
                yield self._cell((*place, name.format(part)), piece)

    def _cell(self, key: Key, sums: Sums) -> SumCell:
        self._seen.add(sums)
        positions = tuple(sorted(sums))
        return SumCell(key, positions, sum(self._inner[position].count for position in positions), role=Role.LATENT)


def _earlier_rests(figures: Sequence[EarlierGroup]) -> Iterator[EarlierGroup]:
    """What a category in earlier answers less a part of it is.

    What a figure counted that has been revised is a group nevertheless, of which readers do not know the number.
    """
    by_rest: dict[tuple[str, ...], list[EarlierGroup]] = {}
    for figure in figures:
        by_rest.setdefault((figure.place[0], *figure.place[2:]), []).append(figure)
    for alike in by_rest.values():
        for whole, part in itertools.permutations(alike, 2):
            if part.sums < whole.sums and whole.over == part.over:
                place = (whole.place[0], f"{whole.place[1]} without {part.place[1]}", *whole.place[2:])
                yield EarlierGroup(place, whole.sums - part.sums, whole.known and part.known, whole.over)


def _split(key: Key) -> tuple[str, ...]:
    """The period, the category and the dimensions by which a cell narrows them."""
    return (*key[:2], *(part.partition("=")[0] for part in key[2:]))
