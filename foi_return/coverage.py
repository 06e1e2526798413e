"""For which periods a figure can exist at all: zero, not recorded and not applicable are three different answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from foi_return.dimensions import part_period, parts_of
from foi_return.period_kinds import PeriodKind, kind_of
from foi_return.periods import Period, Span, covered_days, date_in_words
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import UNLINKED, CategoryMapping
from foi_return.terms.request import Combine, Request
from foi_return.terms.shorthand import Shorthand
from foi_return.terms.unit import CHILDREN, Unit
from foi_return.terms.view import View
from foi_return.text import sentence_case


@dataclass(frozen=True, slots=True)
class Gap:
    """No figure exists.

    Attributes:
        shorthand: `[x]` not recorded, or `[z]` not applicable.
        reason: Why, as a sentence for the reader.
    """

    shorthand: Shorthand
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A figure exists.

    Attributes:
        caution: What the reader must know of it, in a sentence; empty where there is nothing.
        part_of_period: Whether recording covered only a part of the period; the caution then gives the dates.
    """

    caution: str = ""
    part_of_period: bool = False


Availability = Gap | Recorded


@dataclass(frozen=True, slots=True)
class Coverage:
    """The availability of every category and context in every period, and in every part of one that is told apart."""

    by_place: Mapping[tuple[str, str], Availability]
    until: date | None = None
    """The day on which the extract was made: nothing later can stand in it. None where nobody said."""

    def of(self, key: str, period: Period) -> Availability:
        """Whether a figure exists for this category or context in this period."""
        return self.by_place[key, period.label]

    def is_recorded(self, key: str, period: Period) -> bool:
        """Whether a record can mean this category or context in this period."""
        return isinstance(self.of(key, period), Recorded)


def find_coverage(request: Request, field_map: FieldMap, extracted_on: date | None) -> Coverage:
    """Works out from the field map's dates for which periods each category and context was recorded.

    No date is taken from a record: a published date is the officer's or the map's.

    Args:
        request: What is asked.
        field_map: The dates on which each category could be recorded, and the days that each source covers.
        extracted_on: The day on which the extract was made, its last complete day; None where nobody said.
    """
    by_place: dict[tuple[str, str], Availability] = {}
    months = [
        part_period(period, *part)
        for dimension in request.dimensions
        if dimension.part is not None
        for period in request.periods
        for part in parts_of(period, dimension.part)
    ]
    for period in (*request.periods, *months):
        for key in request.memberships:
            by_place[key, period.label] = _recorded_availability(field_map, key, period, extracted_on)
        for category in request.categories:
            if category.combine is not None:
                parts = [(request.category(part).label, by_place[part, period.label]) for part in category.parts]
                found = _derived_availability(category.combine, parts, kind_of(period))
                if isinstance(found, Recorded) and category.without:
                    others = [(request.category(key).label, by_place[key, period.label]) for key in category.without]
                    found = _without_availability(found, others)
                by_place[category.key, period.label] = found
    return Coverage(by_place, extracted_on)


def find_view_coverage(request: Request, view: View, extracted_on: date | None) -> Coverage:
    """The same for a way of counting: of its own days in each present period, under that period's label."""
    windows = (view.window(period) for period in request.periods)
    periods = tuple(window.period for window in windows if window is not None)
    return find_coverage(replace(request, periods=periods), view.field_map, extracted_on)


def _recorded_availability(field_map: FieldMap, key: str, period: Period, extracted_on: date | None) -> Availability:
    mapping = field_map.mappings[key]
    if not mapping.applicable:
        return Gap(Shorthand.NOT_APPLICABLE, mapping.reason)
    if not mapping.held:
        return Gap(Shorthand.NOT_AVAILABLE, mapping.reason)
    if extracted_on is not None and period.first_day > extracted_on:
        return Gap(
            Shorthand.NOT_APPLICABLE,
            f"The {kind_of(period).short} {period.label} had not begun on {date_in_words(extracted_on)}, when the "
            "extract was made.",
        )
    runs = covered_days(_spans(field_map, mapping, extracted_on), period)
    whole = runs == ((period.first_day, period.last_day),)
    if not whole and (promise := _promise(field_map, mapping, period, extracted_on)):
        return Gap(Shorthand.NOT_AVAILABLE, f"Figures for {period.label} are to follow. {promise}")
    if not runs:
        return Gap(Shorthand.NOT_AVAILABLE, _why_not(field_map, mapping, period, extracted_on))
    if whole:
        return Recorded()
    dates = " and ".join(f"{date_in_words(first)} to {date_in_words(last)}" for first, last in runs)
    return Recorded(f"Figures for {period.label} cover {dates} only.", part_of_period=True)


def _promise(field_map: FieldMap, mapping: CategoryMapping, period: Period, extracted_on: date | None) -> str:
    """What is promised of days of the period that no source covers yet; empty where nothing is.

    A year of which a part is still to come has no figure yet: the part alone would be taken for the year.
    """
    notes: dict[str, None] = {}
    spans = _spans(field_map, mapping, extracted_on)
    for rule in mapping.rules:
        promised = field_map.records[rule.records].to_follow
        days = mapping.recorded.intersection(promised.days) if promised else None
        if promised and days and covered_days([*spans, days], period) != covered_days(spans, period):
            notes[promised.note] = None
    return " ".join(notes)


def _spans(field_map: FieldMap, mapping: CategoryMapping, extracted_on: date | None) -> list[Span]:
    """The days on which each rule of a mapping could find a record."""
    spans = []
    for rule in mapping.rules:
        span = mapping.recorded.intersection(field_map.records[rule.records].covers)
        if span is not None and extracted_on is not None:
            span = span.intersection(Span(None, extracted_on))
        if span is not None:
            spans.append(span)
    return spans


def _why_not(field_map: FieldMap, mapping: CategoryMapping, period: Period, extracted_on: date | None) -> str:
    recorded = mapping.recorded
    last_day = period.last_day if extracted_on is None else min(period.last_day, extracted_on)
    if recorded.start is not None and last_day < recorded.start:
        return f"Could not be recorded in the system before {date_in_words(recorded.start)}."
    if recorded.end is not None and period.first_day > recorded.end:
        return f"Could not be recorded in the system after {date_in_words(recorded.end)}."
    covers = [field_map.records[rule.records].covers for rule in mapping.rules]
    days = "; ".join(dict.fromkeys(_span_in_words(span) for span in sorted(covers, key=_first_day)))
    return f"Outside the extract, which covers {days}."


def _first_day(span: Span) -> date:
    return span.start or date.min


def _span_in_words(span: Span) -> str:
    if span.start and span.end:
        return f"{date_in_words(span.start)} to {date_in_words(span.end)}"
    if span.start:
        return f"{date_in_words(span.start)} onwards"
    return f"the time to {date_in_words(span.end)}" if span.end else "all dates"


def _derived_availability(combine: Combine, parts: list[tuple[str, Availability]], kind: PeriodKind) -> Availability:
    """A category that needs all of its parts is recorded where all are; one that needs any, where any is."""
    gaps = [(label, part) for label, part in parts if isinstance(part, Gap)]
    recorded = [part for _, part in parts if isinstance(part, Recorded)]
    cautions = [part.caution for part in recorded if part.caution]
    if gaps and (combine is Combine.ALL_OF or len(gaps) == len(parts)):
        unavailable = [gap for gap in gaps if gap[1].shorthand is Shorthand.NOT_AVAILABLE]
        label, gap = (unavailable or gaps)[0]
        return Gap(gap.shorthand, f"{label}: {gap.reason}")
    cautions += [
        f"For {kind.short}s in which '{label}' was not recorded, it is not included."
        for label, gap in gaps
        if gap.shorthand is Shorthand.NOT_AVAILABLE
    ]
    return Recorded(" ".join(dict.fromkeys(cautions)), any(part.part_of_period for part in recorded))


def _without_availability(found: Recorded, others: list[tuple[str, Availability]]) -> Availability:
    """A category that leaves others out has a figure only where they were recorded throughout the same days."""
    for label, other in others:
        if isinstance(other, Gap):
            return Gap(other.shorthand, f"{label}: {other.reason}")
        if other.part_of_period and other.caution != found.caution:
            return Gap(Shorthand.NOT_AVAILABLE, f"{label}: {other.caution}")
    return found


def source_coverage_sentences(
    field_map: FieldMap,
    kind: PeriodKind = PeriodKind.FINANCIAL_YEAR,
    unit_of: Callable[[str], Unit] = lambda _: CHILDREN,
) -> tuple[str, ...]:
    """What each source of records covers, in sentences for the reader of figures by a kind of period.

    Args:
        field_map: The sources.
        kind: The kind of period.
        unit_of: What records are of, by what the map says of their unit.
    """
    sentences = []
    for records in field_map.records.values():
        source = field_map.sources[field_map.base_of(records.source)]
        sentences.append(f"{source.title or source.name}: covers {_span_in_words(records.covers)}.")
        if records.child_ids == UNLINKED:
            name, unit = source.title or source.name, unit_of(records.unit)
            sentences.append(
                f"{name}: its {unit.plural} cannot be matched to those of the other sources. "
                f"{sentence_case(unit.one)} recorded in both in one {kind.short} is counted twice in it"
                + (f", and sex and age are not known for its {unit.plural}." if field_map.child.is_known else ".")
            )
        if records.to_follow is not None:
            sentences.append(f"To follow for {_span_in_words(records.to_follow.days)}: {records.to_follow.note}")
    return tuple(dict.fromkeys(sentences))
