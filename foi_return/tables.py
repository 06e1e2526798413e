"""Inner cells and the count tables that are sums of them. The counts here are true ones: no writer may see them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foi_return.coverage import Availability, Coverage, Gap, Recorded
from foi_return.dimensions import class_labels, class_selection, part_period, parts_of
from foi_return.inner_cells import CellIndex, InnerCell, Selector
from foi_return.period_kinds import span_label
from foi_return.periods import AgeBand, Period
from foi_return.terms.counting import Overlap
from foi_return.terms.field_map import FieldMap
from foi_return.terms.protected import CLOSEST_EQUIVALENT
from foi_return.terms.request import NOT_KNOWN, RECORDED, Breakdown, Category, Combine, Request, TableDefinition
from foi_return.terms.shorthand import Shorthand

FOUND_IN_TEXT = (
    "Found by words in free text, not by a field of its own: some {plural} may be missing, and others counted in error."
)
"""What is said of a category that is counted where certain words stand."""

OTHER_AGES = "Other ages"
"""The label of ages that lie between or below the bands asked for."""


@dataclass(frozen=True, slots=True)
class CountCell:
    """A cell of a count table: its place, what it sums and its true count, or why there is none.

    Attributes:
        selector: The inner cells it sums.
        category: The key of its category.
        breakdown: What narrows it, as (dimension, label or key); empty for a total.
        figure: The true count, or the gap that stands in its place.
        caution: What the reader must know of the figure, in a sentence; else empty.
        part_of_period: Whether recording covered only a part of the period.
    """

    selector: Selector
    category: str
    breakdown: tuple[tuple[str, str], ...]
    figure: int | Gap
    caution: str = ""
    part_of_period: bool = False


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of a count table.

    Attributes:
        label: What the row counts.
        cells: A cell for each period.
        cautions: Sentences that explain the row, beside those of its cells.
    """

    label: str
    cells: tuple[CountCell, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table of true counts; see `ProtectedTable` for what may be published.

    Attributes:
        definition: What it is a table of.
        title: Its whole title, with the years.
        row_heading: The heading of the column of row labels.
        periods: Its columns.
        rows: Its rows, in order.
        left_out: Rows that do not stand in it because nobody is in them: a reader knows them to be zeros.
    """

    definition: TableDefinition
    title: str
    row_heading: str
    periods: tuple[Period, ...]
    rows: tuple[CountRow, ...]
    left_out: tuple[CountRow, ...] = ()


def age_group_labels(bands: Sequence[AgeBand]) -> tuple[str, ...]:
    """Every age group there can be: the bands, ages over the last, ages that no band holds, not known."""
    labels = [band.label for band in bands]
    if bands[-1].high is not None:
        labels.append(AgeBand(bands[-1].high + 1, None).label)
    gaps = bands[0].low > 0 or any(
        younger.high is not None and younger.high + 1 < older.low for younger, older in itertools.pairwise(bands)
    )
    if gaps:
        labels.append(OTHER_AGES)
    return (*labels, NOT_KNOWN)


def finest_age_groups(label: str, bands: Sequence[AgeBand], inner_bands: Sequence[AgeBand]) -> frozenset[str]:
    """The age groups of the inner cells that make up an age group of a table."""
    return frozenset(
        inner
        for inner, lowest in [*((band.label, band.low) for band in inner_bands), (NOT_KNOWN, None)]
        if _age_group_of(lowest, bands) == label
    )


def _age_group_of(age: int | None, bands: Sequence[AgeBand]) -> str:
    if age is None:
        return NOT_KNOWN
    for band in bands:
        if band.holds(age):
            return band.label
    oldest = bands[-1].high
    return AgeBand(oldest + 1, None).label if oldest is not None and age > oldest else OTHER_AGES


def category_selector(
    request: Request, overlap: Overlap, category: str, narrowing: Mapping[str, str], period: str
) -> Selector:
    """Which inner cells a figure of this category counts, whatever their age.

    Args:
        request: The categories and how they combine.
        overlap: Whether overlapping categories are counted apart.
        category: The category's key.
        narrowing: The figure's breakdown: sex, context.
        period: The period's label.
    """
    definition = request.category(category)
    is_any = definition.combine is Combine.ANY_OF
    context = {narrowing["context"]} if "context" in narrowing else set()
    return Selector(
        period,
        frozenset(context if is_any else context | set(definition.parts or (category,))),
        frozenset(definition.parts if is_any else ()),
        frozenset(counted_apart(request, overlap, category) | set(definition.without)),
        narrowing.get("sex"),
    )


def counted_apart(request: Request, overlap: Overlap, key: str) -> set[str]:
    """The categories that a child must not be in to count here, when overlaps are counted apart."""
    if overlap is Overlap.INCLUSIVE:
        return set()
    return {
        part
        for category in request.categories
        if category.combine is Combine.ALL_OF and key in category.parts
        for part in category.parts
        if part != key
    }


class TableBuilder:
    """Builds the count tables of one return.

    Args:
        request: What is asked.
        field_map: The labels, counting rules and sexes.
        coverage: For which periods a figure exists.
        cells: The inner cells.
        unreviewed: Keys of categories and contexts that rest on a coded column with values nobody has reviewed; a
            zero of theirs may be a value that nobody mapped, so it is not published as zero.
        inner_bands: The age bands of the inner cells; each band asked for is a union of them.
        keep_empty: Whether rows that nobody is in stand in a table nevertheless; where zeros may be hidden they must,
            because leaving one out would publish its zeros.
    """

    def __init__(
        self,
        request: Request,
        field_map: FieldMap,
        coverage: Coverage,
        cells: Sequence[InnerCell],
        unreviewed: frozenset[str],
        inner_bands: Sequence[AgeBand],
        keep_empty: bool,
    ):
        self._request = request
        self._finest: dict[str | None, frozenset[str]] = {
            label: finest_age_groups(label, request.age_bands, inner_bands)
            for label in age_group_labels(request.age_bands)
        }
        self._field_map = field_map
        self._coverage = coverage
        self._unreviewed = unreviewed
        self._keep_empty = keep_empty
        self._cells = CellIndex(cells, [dimension.key for dimension in request.dimensions])

    def build(self) -> tuple[CountTable, ...]:
        """Every table of the request, in order."""
        return tuple(self._table(definition) for definition in self._request.tables)

    def _table(self, definition: TableDefinition) -> CountTable:
        years = span_label(self._request.periods[0], self._request.periods[-1])
        sex_word = self._field_map.child.sex_asks
        category = self._request.category(definition.categories[0])
        title = definition.title.format(category=self._label(category.key, category.label), sex=sex_word)
        headings: dict[str | None, str] = {
            None: "Category",
            Breakdown.SEX: sex_word.capitalize(),
            Breakdown.AGE_GROUP: "Age group",
            Breakdown.CONTEXT: "Context",
            **{dimension.key: dimension.label for dimension in self._request.dimensions},
        }
        rows = list(self._rows(definition))
        beyond = list(self._beyond(definition, [row for row, stands in rows if stands]))
        return CountTable(
            definition,
            f"{title}, {years}",
            headings[definition.breakdown],
            self._request.periods,
            tuple(row for row, stands in rows if stands),
            (*(row for row, stands in rows if not stands), *beyond),
        )

    def _beyond(self, definition: TableDefinition, rows: Iterable[CountRow]) -> Iterator[CountRow]:
        """Zeros that everybody knows though no figure stands in their place: of months without any records."""
        dimension = self._request.dimension(definition.breakdown)
        if dimension is None or dimension.part is None:
            return
        category = self._request.category(definition.categories[0])
        for row in rows:
            gaps = [
                replace(cell, figure=0)
                for cell, period in zip(row.cells, self._request.periods, strict=True)
                if cell.breakdown
                and isinstance(cell.figure, Gap)
                and isinstance(self._availability(category.key, category, period), Recorded)
            ]
            if gaps:
                yield replace(row, cells=tuple(gaps))

    def _rows(self, definition: TableDefinition) -> Iterable[tuple[CountRow, bool]]:
        """Every row there can be, each with whether it stands in the table."""
        if definition.breakdown is None:
            for key in definition.categories:
                category = self._request.category(key)
                yield self._row(self._label(key, category.label), category, (), self._equivalent(key)), True
            return
        category = self._request.category(definition.categories[0])
        if definition.breakdown == Breakdown.CONTEXT:
            for context in self._request.contexts:
                label = self._label(context.key, context.label)
                breakdown = (("context", context.key),)
                yield self._row(label, category, breakdown, self._equivalent(context.key)), True
            return
        for label, always in self._breakdown_labels(definition.breakdown):
            row = self._row(label, category, ((str(definition.breakdown), label),), ())
            yield (
                row,
                always or self._keep_empty or any(isinstance(cell.figure, int) and cell.figure for cell in row.cells),
            )
        yield self._row("Total", category, (), self._equivalent(category.key)), True

    def _breakdown_labels(self, breakdown: str) -> list[tuple[str, bool]]:
        """Row labels of a breakdown, each with whether it stands there even when nobody is in it."""
        dimension = self._request.dimension(breakdown)
        if dimension is not None:
            labels = class_labels(dimension, self._field_map, self._request.periods)
            named = [(label, bool(dimension.rows) or not dimension.is_mapped) for label in labels]
            recorded = [(RECORDED, True)] if dimension.shows_recorded else []
            # Without it, a breakdown whose rows are taken as recorded would lose the reason why there are none.
            unknown = dimension.shows_recorded or dimension.key in self._field_map.not_held
            return [*named, *recorded, (NOT_KNOWN, unknown)]
        if breakdown == Breakdown.SEX:
            known = [label for label in self._field_map.child.sex_values if label != NOT_KNOWN]
            return [(label, True) for label in known] + [(NOT_KNOWN, False)]
        asked = {band.label for band in self._request.age_bands}
        return [(label, label in asked) for label in age_group_labels(self._request.age_bands)]

    def _row(
        self, label: str, category: Category, breakdown: tuple[tuple[str, str], ...], cautions: tuple[str, ...]
    ) -> CountRow:
        cells = tuple(self._cell(category, breakdown, period) for period in self._request.periods)
        return CountRow(label, cells, cautions)

    def _cell(self, category: Category, breakdown: tuple[tuple[str, str], ...], period: Period) -> CountCell:
        selector = self.selector(category, breakdown, period)
        narrowing = dict(breakdown)
        key = narrowing.get("context", category.key)
        availability = self._availability(key, category, period)
        for dimension, label in breakdown:
            if dimension in self._field_map.not_held:
                availability = Gap(Shorthand.NOT_AVAILABLE, self._field_map.not_held[dimension])
            for part in self._parts(dimension, label, period):
                availability = self._availability(key, category, part)
        if isinstance(availability, Gap):
            return CountCell(selector, category.key, breakdown, availability)
        headline = selector if "context" in narrowing else self.selector(category, (), period)
        figure: int | Gap = self._cells.count(selector)
        if self._rests_on_unreviewed(key) and self._cells.count(headline) == 0:
            figure = Gap(
                Shorthand.NOT_AVAILABLE,
                "Not every value of the fields this rests on has been reviewed, so a zero cannot be confirmed.",
            )
        return CountCell(selector, category.key, breakdown, figure, availability.caution, availability.part_of_period)

    def _parts(self, dimension: str, label: str, period: Period) -> Iterator[Period]:
        """The part of a period that a row stands for; none where rows are no parts of it."""
        definition = self._request.dimension(dimension)
        if definition is not None and definition.part is not None:
            parts = (part for part in parts_of(period, definition.part) if part[0] == label)
            yield from (part_period(period, *part) for part in parts)

    def _availability(self, key: str, category: Category, period: Period) -> Availability:
        """Whether a figure exists for a category, or for a context of it: both must have been recorded then."""
        own = self._coverage.of(key, period)
        if key != category.key and not self._field_map.context_needs_category:
            return own
        of_category = self._coverage.of(category.key, period)
        if isinstance(own, Gap) or isinstance(of_category, Gap):
            return own if isinstance(own, Gap) else of_category
        cautions = dict.fromkeys(filter(None, (own.caution, of_category.caution)))
        return Recorded(" ".join(cautions), own.part_of_period or of_category.part_of_period)

    def _rests_on_unreviewed(self, key: str) -> bool:
        if key in self._unreviewed:
            return True
        parts = next((category.parts for category in self._request.categories if category.key == key), ())
        return not self._unreviewed.isdisjoint(parts)

    def selector(self, category: Category, breakdown: tuple[tuple[str, str], ...], period: Period) -> Selector:
        """Which inner cells a cell of this category and breakdown sums, under the rules of the map."""
        narrowing = dict(breakdown)
        found = category_selector(
            self._request, self._field_map.counting.overlap, category.key, narrowing, period.label
        )
        if "context" in narrowing and not self._field_map.context_needs_category:
            found = replace(found, any_of=frozenset())
        return replace(
            found,
            age_groups=self._finest.get(narrowing.get("age_group")),
            classes=class_selection(
                narrowing,
                self._request,
                lambda dimension: class_labels(dimension, self._field_map, self._request.periods),
            ),
        )

    def _label(self, key: str, label: str) -> str:
        mapping = self._field_map.mappings.get(key)
        own = mapping.label if mapping is not None and mapping.label else label
        return f"{own} only" if counted_apart(self._request, self._field_map.counting.overlap, key) else own

    def _equivalent(self, key: str) -> tuple[str, ...]:
        mapping = self._field_map.mappings.get(key)
        if mapping is not None and any(rule.contains for rule in mapping.rules):
            return (FOUND_IN_TEXT.format(plural=self._request.unit), *self._named_otherwise(key))
        return self._named_otherwise(key)

    def _named_otherwise(self, key: str) -> tuple[str, ...]:
        mapping = self._field_map.mappings.get(key)
        if mapping is None or not mapping.label:
            return ()
        if key in self._field_map.own_contexts:
            return (f"'{mapping.label}' is a setting as the council records it; the request does not name it.",)
        asked = {category.key: category.label for category in self._request.categories}
        asked.update({context.key: context.label for context in self._request.contexts})
        return (f"'{mapping.label}' {CLOSEST_EQUIVALENT} '{asked[key]}'.",)
