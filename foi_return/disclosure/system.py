"""Everything that the reader will know, as one system over inner cells; it follows from what the cells sum.

The inner cells of a return are the finest groups that a published cell can tell apart. Categories that some cell
counts together (CCE, CSE and both) share a block of inner cells: one for each combination of them, each sex and each
age group. A category that no cell combines with another (gangs; a context) has a block of its own: the reader learns
nothing of how it overlaps with others but what the counting rules enforce, and those containments enter as
inequalities. Any whole numbers that obey them can be children of one council, so nothing is lost.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from foi_return.disclosure.blocks import MOST_APART, MOST_TOGETHER, Block, Entry, facets, make_block
from foi_return.disclosure.latent import EarlierGroup, latent_cells
from foi_return.disclosure.problem import InnerCount, Key, Problem, Protection, Statement, SumCell, place_key
from foi_return.disclosure.views import Between
from foi_return.errors import DisclosureError
from foi_return.inner_cells import InnerCell, Selector
from foi_return.tables import CountCell
from foi_return.terms.policy import Weights
from foi_return.terms.request import NOT_KNOWN, RECORDED


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """One figure of an earlier answer about the same children, counted by the same rules.

    Attributes:
        name: Where it was published, in words.
        place: Its period, category and breakdown, as the key of a cell.
        selector: What it counts.
        low: The least that the reader takes it to be.
        high: The greatest; None where nothing says.
        weaker: What else its mark may say, each weaker than the one before; the first that is true is taken.
        over: The days that it counts, in words, where they are not those of the present period.
    """

    name: str
    place: Key
    selector: Selector
    low: int
    high: int | None
    weaker: tuple[tuple[int, int | None], ...] = ()
    over: str = ""

    def read_as(self, value: int) -> EarlierFigure | None:
        """The figure by the strongest reading of its mark that is true of a count; None where none is."""
        for low, high in ((self.low, self.high), *self.weaker):
            if low <= value and (high is None or value <= high):
                return replace(self, low=low, high=high, weaker=())
        return None


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader knows beside the figures.

    Attributes:
        containments: Pairs (part, whole) of categories or contexts that the counting rules enforce, in each view alone.
        sexes: Every sex or gender that a child can have in the figures.
        age_groups: Every age group, at the union of all band edges in play.
        recorded: Pairs (category or context, period) that could be recorded; the others are known to have nobody.
        earlier: Figures of earlier answers.
        between: For each period, how the views lie to each other.
        dimensions: The dimensions of the request's own, each with every label that something can have in the figures.
    """

    containments: tuple[tuple[str, str], ...]
    sexes: tuple[str, ...]
    age_groups: tuple[str, ...]
    recorded: frozenset[tuple[str, str]]
    earlier: tuple[EarlierFigure, ...] = ()
    between: Mapping[str, Between] = field(default_factory=dict)
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def between_in(self, period: str) -> Between:
        """How the views lie to each other in a period."""
        return self.between.get(period, Between())

    def containments_in(self, period: str) -> tuple[tuple[str, str], ...]:
        """All containments that hold in a period, in each view and between them."""
        return (*self.containments, *self.between_in(period).containments)


class SystemBuilder:
    """Builds the suppression problem of a return.

    Args:
        published: Every count cell of every table that has a figure; cells of the same place may come again.
        empty: Count cells of rows that are left out because nobody is in them: published zeros.
        cells: The inner cells that the engine counted.
        known: What the reader knows beside.
        protection: The rule of protection.
        guard_zeros: Whether zeros that disclose are protected: those of a group that falls wholly in one class.
        weights: What hiding a cell costs, by its place; a place that is left out has its usual weight.
    """

    def __init__(
        self,
        published: Sequence[CountCell],
        empty: Sequence[CountCell],
        cells: Sequence[InnerCell],
        known: Known,
        protection: Protection,
        guard_zeros: bool,
        weights: Mapping[Key, int] | None = None,
    ):
        self._published = published
        self._empty = empty
        self._known = known
        self._protection = protection
        self._guard_zeros = guard_zeros
        self._weights = weights or {}
        self._inner: list[InnerCount] = []
        self._places: dict[str, dict[frozenset[str], list[Entry]]] = {}
        self._beside: dict[str, dict[frozenset[str], list[list[Entry]]]] = {}
        self._within_any: dict[str, dict[tuple[str, frozenset[str]], None]] = {}
        self._earlier = list(dict.fromkeys(known.earlier))
        self._earlier_sums: list[tuple[int, ...]] = []
        self._revised: dict[int, int] = {}
        self._cells: dict[str, list[InnerCell]] = {}
        for cell in cells:
            self._cells.setdefault(cell.period, []).append(cell)

    def build(self) -> Problem:
        """The whole problem, every period of it."""
        selectors = [cell.selector for cell in (*self._published, *self._empty)]
        selectors += [figure.selector for figure in self._earlier]
        for selector in dict.fromkeys(selectors):
            if selector.all_of and selector.any_of:
                parts = ((part, selector.any_of) for part in sorted(selector.all_of))
                self._within_any.setdefault(selector.period, {}).update(dict.fromkeys(parts))
        for period in dict.fromkeys(selector.period for selector in selectors):
            self._add_period(period, [selector for selector in selectors if selector.period == period])
        self._compare_earlier()
        cells = {cell.key: cell for cell in self._sum_cells()}
        figures = (
            EarlierGroup(each.place, frozenset(sums), stands and each.low == each.high, each.over)
            for each, sums, stands in self._standing().values()
        )
        latent = latent_cells(self._inner, cells.values(), tuple(figures))
        every_cell = [*cells.values(), *latent]
        return Problem(
            tuple(self._inner),
            tuple(_with_guarded_zeros(every_cell) if self._guard_zeros else every_cell),
            tuple([*self._earlier_statements(), *self._containment_statements(), *self._same_totals()]),
            self._protection,
        )

    @property
    def revised(self) -> tuple[tuple[EarlierFigure, int], ...]:
        """Figures of earlier answers that are not true of these counts, with what they are now; known once built."""
        return tuple((self._earlier[number], value) for number, value in self._revised.items())

    def _add_period(self, period: str, selectors: Sequence[Selector]) -> None:
        blocks = self._places.setdefault(period, {})
        for members in _linked(selectors, self._known.containments_in(period)):
            of_group = [selector for selector in selectors if not members.isdisjoint(_own(selector, members))]
            found = self._blocks(period, members, of_group)
            first, *others = [self._entries(block) for block in found]
            blocks[members] = first
            self._beside.setdefault(period, {})[members] = others

    def _blocks(self, period: str, members: frozenset[str], of_group: Sequence[Selector]) -> list[Block]:
        """The blocks of some linked categories; where several views make one large, it tells sex and age apart.

        Sex and age together need many more inner cells than each alone; apart, nothing is lost.
        """
        together: list[Block] = []
        too_large: DisclosureError | None = None
        try:
            together = [self._block(period, members, facet) for facet in facets(of_group)]
        except DisclosureError as error:
            too_large = error
        if together and not any(len(block.views) > 1 and block.size > MOST_TOGETHER for block in together):
            return together
        apart = [self._block(period, members, facet) for facet in facets(of_group, apart=True)]
        if too_large is not None and sum(block.size for block in apart) > MOST_APART:
            raise too_large
        return apart

    def _block(self, period: str, members: frozenset[str], selectors: Sequence[Selector]) -> Block:
        """A block that tells apart what some figures tell apart."""
        known = self._known
        return make_block(
            period,
            members,
            selectors,
            known.containments_in(period),
            known.sexes,
            known.age_groups,
            known.between_in(period),
            known.dimensions,
        )

    def _entries(self, block: Block) -> list[Entry]:
        """The inner cells of a block, among all others."""
        counts = block.count(self._cells.get(block.period, ()))
        entries = []
        for name in block.names():
            entries.append(Entry(block, len(self._inner), *name))
            key = block.key(*name)
            self._inner.append(InnerCount(key, counts.get(key, 0)))
        return entries

    def _sums(self, selector: Selector) -> tuple[int, ...]:
        """The inner cells that a selector counts."""
        positions: list[int] = []
        for members, entries in self._places[selector.period].items():
            if _own(selector, members):
                blocks = [entries, *self._beside[selector.period][members]]
                telling = next(block for block in blocks if block[0].block.tells(selector))
                positions += [entry.position for entry in telling if entry.is_counted_by(selector)]
        return tuple(positions)

    def _same_totals(self) -> Iterator[Statement]:
        """Blocks of one set of categories count the same children, so each combination has one total in all of them."""
        for period, groups in self._beside.items():
            for members, others in groups.items():
                of_first = _by_pattern(self._places[period][members])
                for entries in others:
                    for pattern, positions in _by_pattern(entries).items():
                        terms = [(position, 1) for position in of_first[pattern]]
                        terms += [(position, -1) for position in positions]
                        name = f"{'+'.join(sorted(pattern))} has one total in {period}"
                        yield Statement(name, tuple(terms), 0, 0)

    def _sum_cells(self) -> Iterator[SumCell]:
        """The published cells; a zero of a row that is left out must stay shown."""
        for cell, stands in itertools.chain(
            ((cell, True) for cell in self._published), ((c, False) for c in self._empty)
        ):
            sums = self._sums(cell.selector)
            value = sum(self._inner[position].count for position in sums)
            if isinstance(cell.figure, int) and cell.figure != value:
                raise AssertionError("an inner cell was counted twice or not at all")
            key = cell_key(cell)
            yield SumCell(key, sums, value, self._weights.get(key, usual_weight(cell, Weights())), hideable=stands)

    def _compare_earlier(self) -> None:
        """Finds what each figure of an earlier answer sums now, and whether it still stands."""
        by_selector: dict[Selector, tuple[tuple[int, ...], int]] = {}
        for number, figure in enumerate(self._earlier):
            if figure.selector not in by_selector:
                sums = self._sums(figure.selector)
                by_selector[figure.selector] = sums, sum(self._inner[position].count for position in sums)
            sums, value = by_selector[figure.selector]
            self._earlier_sums.append(sums)
            read = figure.read_as(value)
            if read is None:
                self._revised[number] = value
            else:
                self._earlier[number] = read

    def _standing(self) -> dict[Selector, tuple[EarlierFigure, tuple[int, ...], bool]]:
        """What each sum of earlier answers is known to be, all answers together; and whether any of it still stands."""
        found: dict[Selector, tuple[EarlierFigure, tuple[int, ...], bool]] = {}
        for number, (figure, sums) in enumerate(zip(self._earlier, self._earlier_sums, strict=True)):
            stands = number not in self._revised
            before = found.get(figure.selector)
            if before is None or (stands and not before[2]):
                found[figure.selector] = figure, sums, stands
            elif stands:
                found[figure.selector] = _both_say(before[0], figure), sums, True
        return found

    def _earlier_statements(self) -> Iterator[Statement]:
        for figure, sums, stands in self._standing().values():
            if sums and stands:
                terms = tuple((position, 1) for position in sums)
                yield Statement(figure.name, terms, figure.low, figure.high)

    def _containment_statements(self) -> Iterator[Statement]:
        """A category or context that the counting rules keep within others has no more children than they have."""
        for period, blocks in self._places.items():
            for part, whole in self._known.containments_in(period):
                if not any({part, whole} <= members for members in blocks):
                    yield from self._within(period, part, frozenset({whole}))
            for part, wholes in self._within_any.get(period, ()):
                yield from self._within(period, part, wholes)

    def _within(self, period: str, part: str, wholes: frozenset[str]) -> Iterator[Statement]:
        blocks = self._places[period]
        wholes = frozenset(whole for whole in wholes if (whole, period) in self._known.recorded)
        inner = [entry for entries in blocks.values() for entry in entries]
        of_part = [entry.position for entry in inner if part in entry.pattern]
        of_wholes = [entry.position for entry in inner if not wholes.isdisjoint(entry.pattern)]
        covered = {key for members in blocks for key in members}
        if of_part and wholes <= covered and not set(of_part) & set(of_wholes):
            terms = tuple([*((position, 1) for position in of_wholes), *((position, -1) for position in of_part)])
            yield Statement(f"{part} lies within {' or '.join(sorted(wholes))} in {period}", terms, 0, None)


def _with_guarded_zeros(cells: Sequence[SumCell]) -> Iterator[SumCell]:
    """Marks the zeros that disclose: in a split of a group by sex or age, all children are in one known class."""
    splits: dict[tuple[str, ...], list[SumCell]] = {}
    for cell in cells:
        if len(cell.key) == 3 and not cell.key[2].endswith(f"={RECORDED}"):
            splits.setdefault((*cell.key[:2], cell.key[2].partition("=")[0]), []).append(cell)
    one_class = {
        split
        for split, of_split in splits.items()
        if split[2] != "context" and sum(cell.value > 0 for cell in of_split) == 1
    }
    for cell in cells:
        split = (*cell.key[:2], cell.key[2].partition("=")[0]) if len(cell.key) == 3 else ()
        guarded = split in one_class and cell.value == 0 and cell.hideable and not cell.key[2].endswith(f"={NOT_KNOWN}")
        yield replace(cell, protect_zero=True) if guarded else cell


def cell_key(cell: CountCell) -> Key:
    """The place of a count cell; the same figure in two tables is one cell."""
    return place_key(cell.selector.period, cell.category, dict(cell.breakdown))


def usual_weight(cell: CountCell, weights: Weights) -> int:
    """What hiding costs the reader, by place: headline counts and totals before parts, parts before not known."""
    if all(label == RECORDED for _, label in cell.breakdown):
        return weights.total
    return weights.not_known if any(label == NOT_KNOWN for _, label in cell.breakdown) else weights.part


def _by_pattern(entries: Sequence[Entry]) -> dict[frozenset[str], list[int]]:
    found: dict[frozenset[str], list[int]] = {}
    for entry in entries:
        found.setdefault(entry.pattern, []).append(entry.position)
    return found


def _own(selector: Selector, members: frozenset[str]) -> frozenset[str]:
    """The categories of a block that a selector is about; a context is about itself, not about what it lies within."""
    about = (selector.all_of | selector.none_of) or selector.any_of
    return about & members


def _linked(selectors: Sequence[Selector], containments: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Sets of categories that some selector counts together, and every other category alone.

    A category as two sets of rules find it is one category: they count mostly the same children. One that lies within
    another, where both are broken down by the same, is counted together with it: it lies within it row by row.
    """
    groups: list[frozenset[str]] = []
    abouts = [(selector.all_of | selector.none_of) or selector.any_of for selector in selectors]
    seen = dict.fromkeys(key for about in abouts for key in sorted(about))
    by_name: dict[str, set[str]] = {}
    for key in seen:
        by_name.setdefault(key.partition("@")[0], set()).add(key)
    narrowed = {key: set[str]() for key in seen}
    for selector, about in zip(selectors, abouts, strict=True):
        for key in about:
            narrowed[key] |= {dimension for dimension, _ in selector.classes}
    within = [
        frozenset({part, whole})
        for part, whole in containments
        if part in narrowed and whole in narrowed and narrowed[part] & narrowed[whole]
    ]
    for about in [*dict.fromkeys(map(frozenset, abouts)), *map(frozenset, by_name.values()), *within]:
        touching = [group for group in groups if not group.isdisjoint(about)]
        groups = [group for group in groups if group.isdisjoint(about)]
        groups.append(about.union(*touching))
    return sorted(groups, key=sorted)


def _both_say(first: EarlierFigure, second: EarlierFigure) -> EarlierFigure:
    """What two earlier answers say together of one figure."""
    highs = [each.high for each in (first, second) if each.high is not None]
    low, high = max(first.low, second.low), min(highs, default=None)
    for each in (first, second):
        if (each.low, each.high) == (low, high):
            return each
    return replace(first, name=f"{first.name}; {second.name}", low=low, high=high)


def containments_of(rules: Mapping[str, frozenset[tuple[str, str, str]]]) -> tuple[tuple[str, str], ...]:
    """Pairs (part, whole): every value that means the part means the whole as well.

    Args:
        rules: For each category or context, the (records, column, value) triples that mean it.
    """
    return tuple(
        (part, whole)
        for part, whole in itertools.permutations(sorted(rules), 2)
        if rules[part] and rules[part] < rules[whole]
    )
