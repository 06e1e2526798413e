"""Derives, from the places of the figures alone, how the numbers behind them go together.

Whatever is published of one category by sex and by age, there is a table of children by both that fits, so sexes and
age groups need no joint cells of their own; age groups that overlap are cut at every edge of a band, because each child
has one age in whole years.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foi_return.attack.places import (
    NOT_KNOWN,
    ONLY,
    RECORDED,
    SEX,
    Place,
    age_span,
    is_age,
    parts_of_both,
    span_label,
)
from foi_return.attack.statements import Figure, Relation
from foi_return.errors import Fault, SourceError

MOST_COMBINATIONS = 200_000
"""More groups than this are no table's: one of sex, age and setting over ten years has a few thousand."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """What of a table tells how its figures go together.

    Attributes:
        places: Its places, as they are named among all files together.
        figured: Those of them that have a figure or a mark that hides one.
        adds: The dimensions whose labels add up to their total.
        complete: Whether a row that is left out stands for zero.
        release: The number of its file.
        title: Its title.
    """

    places: tuple[Place, ...]
    figured: frozenset[Place]
    adds: frozenset[str]
    complete: bool
    release: int
    title: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What is derived.

    Attributes:
        relations: How numbers go together.
        zeros: Rows that are left out.
        latent: Groups that no table shows.
    """

    relations: tuple[Relation, ...]
    zeros: tuple[Figure, ...]
    latent: frozenset[Place]


@dataclass(slots=True)
class _Block:
    """The categories of one year that are linked, and all labels by which any of them is narrowed."""

    definition: str
    period: str
    categories: set[str] = field(default_factory=set)
    grains: set[tuple[str, ...]] = field(default_factory=set)
    labels: dict[str, set[str]] = field(default_factory=dict)
    adds: set[str] = field(default_factory=set)


def derive(tables: Sequence[TableShape], within: Iterable[tuple[str, str]]) -> Derived:
    """All relations, left-out rows and latent groups that follow from the places of some tables.

    Raises:
        SourceError: What was read as a table tells more things apart than any table does.
    """
    published = {place for table in tables for place in table.figured}
    blocks = list(_blocks(tables))
    _check_size(blocks, tables)
    relations: dict[frozenset[tuple[Place, int]], Relation] = {}
    for relation in itertools.chain(
        itertools.chain.from_iterable(map(_table_sums, tables)),
        itertools.chain.from_iterable(map(_overlaps, blocks)),
        itertools.chain.from_iterable(map(_block_sums, blocks)),
        _containments(published, tuple(within)),
    ):
        relations.setdefault(frozenset(relation.terms), relation)
    zeros = [zero for table in tables if table.complete for zero in _left_out(table, blocks)]
    named = {place for relation in relations.values() for place, _ in relation.terms}
    latent = {place for place in named - published if _is_group(place)}
    return Derived(tuple(relations.values()), tuple(zeros), frozenset(latent))


def _check_size(blocks: Sequence[_Block], tables: Sequence[TableShape]) -> None:
    """Refuses what would take all memory: a list with a row for each figure, say, whose every column seems a label."""
    most = max((_combinations_at_most(block) for block in blocks), default=0)
    if most > MOST_COMBINATIONS:
        widest = max(tables, key=lambda table: max((len(place.labels) for place in table.places), default=0))
        raise SourceError(
            Fault(
                widest.title,
                f"its labels can be combined in {most:,} ways, more than those of a table with figures",
                "a table with a few columns of labels",
                "Of an answer by this program, name the workbook or release.json in place of its open data",
            )
        )


def _combinations_at_most(block: _Block) -> int:
    """How many groups a block can tell apart: in each dimension of a grain, one of its labels or none."""
    dimensions = {name: len(block.labels[name] | set(_pieces(block.labels[name], name))) for name in block.labels}
    return sum(math.prod(dimensions[name] + 1 for name in grain) for grain in block.grains)


def _is_group(place: Place) -> bool:
    """Whether a place that is not published is a group that follows by subtraction, and not just a total left out."""
    return place.category.endswith(ONLY) or any(is_age(name) and age_span(label) for name, label in place.labels)


def _blocks(tables: Sequence[TableShape]) -> Iterator[_Block]:
    """Categories that overlap (`both`, and the two it is made of) are one block; any other is a block of its own."""
    places = [(place, table) for table in tables for place in table.places]
    by_year: dict[tuple[str, str], dict[str, list[tuple[Place, TableShape]]]] = {}
    for place, table in places:
        by_year.setdefault((place.definition, place.period), {}).setdefault(place.category, []).append((place, table))
    for (definition, period), categories in by_year.items():
        linked = [frozenset(group) for group in _linked(categories) if len(group) > 1]
        alone = [frozenset((category,)) for category in categories if not any(category in group for group in linked)]
        for group in [*linked, *alone]:
            block = _Block(definition, period, set(group))
            for place, table in itertools.chain.from_iterable(categories.get(category, ()) for category in group):
                block.grains.add(place.dimensions)
                block.adds |= table.adds & set(place.dimensions)
                for dimension, label in place.labels:
                    block.labels.setdefault(dimension, set()).add(label)
            yield block


def _linked(categories: Mapping[str, object]) -> Iterator[set[str]]:
    for both in categories:
        pair = parts_of_both(both)
        group = {both} | {name for part in pair or () for name in (part, part + ONLY) if name in categories}
        if pair and len(group) > 1:
            yield group | {name for part in pair for name in (part, part + ONLY)}


def _combinations(block: _Block) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every combination of labels in every grain that is in use, the pieces of overlapping age bands included."""
    smaller = {part for grain in block.grains for part in _smaller(grain)}
    for grain in sorted(block.grains | smaller):
        choices = [
            [(name, label) for label in sorted(block.labels[name] | set(_pieces(block.labels[name], name)))]
            for name in grain
        ]
        for combination in itertools.product(*choices):
            yield tuple(sorted(combination))


def _smaller(grain: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(len(grain)):
        yield from itertools.combinations(grain, size)


def _overlaps(block: _Block) -> Iterator[Relation]:
    """A category is those with it only, and those with both: in all, and in every group."""
    for both in sorted(block.categories):
        for part in parts_of_both(both) or ():
            if {part, part + ONLY} <= block.categories:
                for labels in _combinations(block):
                    whole = Place(block.definition, block.period, part, labels)
                    yield Relation(((whole, 1), (whole.of(both), -1), (whole.of(part + ONLY), -1)))


def _table_sums(table: TableShape) -> Iterator[Relation]:
    """The sums that a table itself shows: a total is the sum of the rows or columns that stand there."""
    for dimension in sorted(table.adds):
        groups: dict[Place, list[Place]] = {}
        for place in table.places:
            whole = _whole(place, dimension)
            if whole is not None and whole != place:
                groups.setdefault(whole, []).append(place)
        for whole, found in groups.items():
            parts = tuple(part for part in dict.fromkeys(found) if part.label(dimension) != RECORDED)
            recorded = whole.with_label(dimension, RECORDED)
            if recorded in found:
                known = [part for part in parts if part.label(dimension) != NOT_KNOWN]
                yield Relation(((recorded, 1), *((part, -1) for part in known)))
            if not table.figured.isdisjoint((whole, *parts)) and not _overlapping(parts, dimension):
                yield Relation(((whole, 1), *((part, -1) for part in parts)))


def _whole(place: Place, dimension: str) -> Place | None:
    """The total to which a place adds in a dimension."""
    if dimension == "period":
        return Place(place.definition, "", place.category, place.labels)
    if dimension == "category":
        return Place(place.definition, place.period, "", place.labels)
    return place.with_label(dimension, None) if place.label(dimension) is not None else None


def _overlapping(parts: Sequence[Place], dimension: str) -> bool:
    spans = sorted(span for place in parts if (span := age_span(place.label(dimension) or "")))
    return is_age(dimension) and any(first[1] >= second[0] for first, second in itertools.pairwise(spans))


def _block_sums(block: _Block) -> Iterator[Relation]:
    """Everybody has one sex and one age: every total is the sum of all labels, and a band is the sum of its pieces."""
    for dimension in sorted(block.adds):
        if dimension != SEX and not is_age(dimension):
            continue
        labels = block.labels[dimension] - {RECORDED}
        pieces = _pieces(labels, dimension)
        bands = {label for label in labels if age_span(label)} if pieces else set()
        every = sorted((labels - bands) | set(pieces))
        for category in sorted(block.categories):
            for grain in sorted(block.grains):
                if dimension not in grain:
                    continue
                others = [
                    [(name, label) for label in sorted(block.labels[name])] for name in grain if name != dimension
                ]
                for combination in itertools.product(*others):
                    whole = Place(block.definition, block.period, category, tuple(sorted(combination)))
                    parts = tuple((whole.with_label(dimension, label), -1) for label in every)
                    yield Relation(((whole, 1), *parts), derived=True)
                    for band in sorted(bands):
                        yield from _band_sum(whole, dimension, band, pieces)


def _band_sum(whole: Place, dimension: str, band: str, pieces: Sequence[str]) -> Iterator[Relation]:
    span = age_span(band)
    inside = [piece for piece in pieces if span and (cut := age_span(piece)) and span[0] <= cut[0] <= cut[1] <= span[1]]
    if inside != [band]:
        terms = tuple((whole.with_label(dimension, piece), -1) for piece in inside)
        yield Relation(((whole.with_label(dimension, band), 1), *terms))


def _pieces(labels: Iterable[str], dimension: str) -> list[str]:
    """Bands that overlap none of each other and of which every band is a sum; none where the bands do not overlap."""
    spans = sorted({span for label in labels if (span := age_span(label))}) if is_age(dimension) else []
    if not any(first[1] >= second[0] for first, second in itertools.pairwise(spans)):
        return []
    edges = sorted({edge for low, high in spans for edge in (low, high + 1)})
    return [
        span_label((low, next_low - 1))
        for low, next_low in itertools.pairwise(edges)
        if any(span[0] <= low and next_low - 1 <= span[1] for span in spans)
    ]


def _left_out(table: TableShape, blocks: Sequence[_Block]) -> Iterator[Figure]:
    """Rows that a complete table leaves out though another table shows that there are such: zeros."""
    for block in blocks:
        inside = [
            place
            for place in table.places
            if (place.definition, place.period) == (block.definition, block.period)
            and place.category in block.categories
        ]
        for dimension in sorted(table.adds):
            groups: dict[Place, set[str]] = {}
            for place in inside:
                label = place.label(dimension)
                if label is not None and place in table.figured:
                    groups.setdefault(place.with_label(dimension, None), set()).add(label)
            pieces = _pieces(block.labels.get(dimension, ()), dimension)
            for whole, labels in groups.items():
                for label in sorted((block.labels[dimension] | set(pieces)) - labels - {RECORDED}):
                    if not _covered(label, labels):
                        place = whole.with_label(dimension, label)
                        yield Figure(place, 0, 0, "", False, table.release, table.title)


def _covered(label: str, labels: Iterable[str]) -> bool:
    """Whether some child of a label can be in one of the rows that stand there."""
    span = age_span(label)
    if span is None:
        return False
    for other in labels:
        cut = age_span(other)
        if cut is None and other != NOT_KNOWN:
            return True
        if cut is not None and cut[0] <= span[1] and span[0] <= cut[1]:
            return True
    return False


def _containments(published: set[Place], within: Sequence[tuple[str, str]]) -> Iterator[Relation]:
    """What the officer says lies within another category: no more children, in any year."""
    for definition, period in sorted({(place.definition, place.period) for place in published}):
        categories = {place.category for place in published if (place.definition, place.period) == (definition, period)}
        for part, whole in within:
            for small in _named(categories, part):
                for large in _named(categories, whole):
                    terms = ((Place(definition, period, large), 1), (Place(definition, period, small), -1))
                    if small != large:
                        yield Relation(terms, 0, None)


def _named(categories: set[str], name: str) -> list[str]:
    """The category of this key, or else those whose label holds the words."""
    return [name] if name in categories else sorted(category for category in categories if name in category)
