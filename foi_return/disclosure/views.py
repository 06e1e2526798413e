"""How the children of one way of counting lie to those of another: what a reader knows without a figure.

A reader who has two answers by different rules, or over different days, knows from rules and dates alone that one
counts no records but those that the other counts too, and by how many years a child's age in one can differ from that
in the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import AgeBand, Period, Span, august_day, whole_age
from foi_return.terms.counting import AgeTaken, CountingRules, IdentifiedAs, Overlap, PlacedBy, WhoCounts
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import Rule
from foi_return.terms.request import NOT_KNOWN
from foi_return.terms.view import View, Window
from foi_return.text import normalise

AgePairs = Mapping[tuple[int, int], frozenset[tuple[str, str]]]
"""For each two views, by number, the age groups that one child can have under the first and the second."""

Cover = tuple[str, frozenset[str]]
"""A category in one view, and in others: whoever is in the first is in one of the others."""


@dataclass(frozen=True, slots=True)
class Between:
    """What a reader knows, in one period, of how the views lie to each other.

    Attributes:
        containments: Pairs (part, whole) of a category in two views.
        covers: Categories of which everybody is in one of several others: a year in its four quarters.
        age_pairs: The age groups that one child can have under each two views.
    """

    containments: tuple[tuple[str, str], ...] = ()
    covers: tuple[Cover, ...] = ()
    age_pairs: AgePairs = field(default_factory=dict)


def records_of(rules: CountingRules) -> CountingRules:
    """The rules as far as they say which records count and at what age; how overlaps are printed is no matter here."""
    return replace(rules, overlap=Overlap.INCLUSIVE, risk_levels=tuple(sorted(set(rules.risk_levels))))


def view_key(field_map: FieldMap) -> tuple[str, ...]:
    """What tells one way of counting from another: what the map records, and which records its rules let count."""
    return (field_map.recording, *records_of(field_map.counting).sentences())


def same_records(first: FieldMap, second: FieldMap) -> bool:
    """Whether two maps find the same records, whatever the counting rules make of them."""
    return first.recording == second.recording


def map_within(part: FieldMap, whole: FieldMap, key: str) -> bool:
    """Whether everything that one map finds for a category, another finds for it as well."""
    if same_records(part, whole):
        return True
    mine, theirs = part.mappings.get(key), whole.mappings.get(key)
    if mine is None or theirs is None or not (_meanings(mine.rules) <= _meanings(theirs.rules)):
        return False
    spans = [(mine.recorded, theirs.recorded)]
    spans += [
        (part.records[rule.records].covers, whole.records[rule.records].covers)
        for rule in mine.rules
        if rule.records in whole.records
    ]
    return all(_spans_within(one, other) for one, other in spans)


def _meanings(rules: Sequence[Rule]) -> frozenset[tuple[str, str, str]]:
    found = {(rule.records, rule.column, normalise(value)) for rule in rules for value in rule.values}
    found |= {(rule.records, rule.column, f"~{normalise(phrase)}") for rule in rules for phrase in rule.contains}
    return frozenset(found | {(rule.records, "", "") for rule in rules if rule.every})


def _spans_within(part: Span, whole: Span) -> bool:
    starts_later = whole.start is None or (part.start is not None and part.start >= whole.start)
    return starts_later and (whole.end is None or (part.end is not None and part.end <= whole.end))


def lies_within(part: CountingRules, whole: CountingRules) -> bool:
    """Whether every record that counts by one set of rules, in a year, counts by the other too in that year."""
    return (
        (part.placed_by is whole.placed_by or whole.placed_by is PlacedBy.OPEN_IN_YEAR)
        and (part.who_counts is whole.who_counts or whole.who_counts is WhoCounts.EVERYBODY)
        and (part.identified_as is whole.identified_as or whole.identified_as is IdentifiedAs.EITHER)
        and (not whole.risk_levels or (bool(part.risk_levels) and set(part.risk_levels) <= set(whole.risk_levels)))
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A view in one period: its number, its map with the rules, and the days it counts."""

    number: int
    field_map: FieldMap
    days: Window

    @property
    def rules(self) -> CountingRules:
        return self.field_map.counting


def between_views(
    views: Sequence[View], keys: Sequence[str], period: Period, bands: Sequence[AgeBand], cells: Sequence[InnerCell]
) -> Between:
    """All that a reader knows, in a period, of how the views lie to each other.

    Args:
        views: The views, the present one first.
        keys: Categories and contexts.
        period: The present period.
        bands: The age bands of the inner cells, from birth on without a gap.
        cells: The inner cells; what does not hold for the children counted is not known.
    """
    of_period = [cell for cell in cells if cell.period == period.label]
    return Between(
        true_containments(containments_between(views, keys, period), of_period),
        true_covers(covers_between(views, keys, period), of_period),
        age_pairs(views, bands, of_period, period),
    )


def _seen_in(views: Sequence[View], period: Period) -> list[_Seen]:
    windows = ((number, view, view.window(period)) for number, view in enumerate(views))
    return [_Seen(number, view.field_map, window) for number, view, window in windows if window is not None]


def containments_between(views: Sequence[View], keys: Iterable[str], period: Period) -> Iterator[tuple[str, str]]:
    """Pairs (part, whole) of categories in two views: in this period, a child of the part is one of the whole.

    What follows from the maps is taken to be known, though a reader may never have seen them.
    """
    between = [
        (part, whole) for part, whole in itertools.permutations(_seen_in(views, period), 2) if _all_in(part, whole)
    ]
    for key in keys:
        for part, whole in between:
            if map_within(part.field_map, whole.field_map, key):
                yield in_view(key, part.number), in_view(key, whole.number)


def _all_in(part: _Seen, whole: _Seen) -> bool:
    """Whether every record that counts in one view, by its rules and days, counts in the other."""
    if not lies_within(part.rules, whole.rules):
        return False
    mine, other = part.days, whole.days
    if part.rules.placed_by is not PlacedBy.OPEN_AT_YEAR_END:
        return mine.lies_in(other)
    if whole.rules.placed_by is PlacedBy.OPEN_AT_YEAR_END and mine.last_day != other.last_day:
        return False
    # A record that is open on one day may have begun long before; who was a child then depends on the first day.
    older = mine.first_day < other.first_day and whole.rules.who_counts is WhoCounts.UNDER_18
    return other.first_day <= mine.last_day <= other.last_day and not older


def true_containments(pairs: Iterable[tuple[str, str]], cells: Sequence[InnerCell]) -> tuple[tuple[str, str], ...]:
    """Those containments that hold for the children counted.

    A record whose end cannot be read starts in a year but is open in none: what the rules promise is then not so, and
    a reader who believes it is wrong.
    """
    return tuple(
        (part, whole)
        for part, whole in pairs
        if all(whole in cell.memberships for cell in cells if part in cell.memberships)
    )


def covers_between(views: Sequence[View], keys: Iterable[str], period: Period) -> Iterator[Cover]:
    """What several views cover together: whoever is counted over a year is counted in one of its quarters.

    So it is where each of the several counts all records that the one counts, as far as its own days go; a count of
    what is open on one day alone covers no other days.
    """
    seen = _seen_in(views, period)
    for key in keys:
        for part in seen:
            if part.rules.placed_by is PlacedBy.OPEN_AT_YEAR_END:
                continue
            others = [
                other
                for other in seen
                if other.number != part.number
                and lies_within(part.rules, other.rules)
                and map_within(part.field_map, other.field_map, key)
                and not part.days.lies_in(other.days)
            ]
            for covering in _coverings(part.days.first_day, part.days.last_day, others):
                yield in_view(key, part.number), frozenset(in_view(key, other.number) for other in covering)


def _coverings(first_day: date, last_day: date, others: Sequence[_Seen]) -> Iterator[tuple[_Seen, ...]]:
    """The ways to cover some days with those of others, one after the other."""
    if first_day > last_day:
        yield ()
        return
    for other in others:
        if other.days.first_day <= first_day <= other.days.last_day:
            left = [each for each in others if each.days.last_day > other.days.last_day]
            for rest in _coverings(other.days.last_day + timedelta(days=1), last_day, left):
                yield (other, *rest)


def true_covers(covers: Iterable[Cover], cells: Sequence[InnerCell]) -> tuple[Cover, ...]:
    """Those covers that hold for the children counted, each once."""
    return tuple(
        (part, wholes)
        for part, wholes in dict.fromkeys(covers)
        if all(not wholes.isdisjoint(cell.memberships) for cell in cells if part in cell.memberships)
    )


def age_pairs(
    views: Sequence[View], bands: Sequence[AgeBand], cells: Sequence[InnerCell], period: Period
) -> dict[tuple[int, int], frozenset[tuple[str, str]]]:
    """The age groups that one child can have, in a period, under each two views.

    Args:
        views: The views, the present one first.
        bands: The age bands of the inner cells, from birth on without a gap.
        cells: The inner cells; a pair that some child has is possible, whatever the rules say.
        period: The present period.
    """
    found = {}
    for first, second in itertools.combinations(_seen_in(views, period), 2):
        steps = _steps(first, second)
        pairs = {
            (young.label, old.label) for young in bands for old in bands for step in steps if _meet(young, old, step)
        }
        pairs.add((NOT_KNOWN, NOT_KNOWN))
        # Who was not born on the day of one view is at most so many years less one on that of the other.
        pairs |= {(NOT_KNOWN, band.label) for band in bands for step in steps if band.low <= step - 1}
        pairs |= {(band.label, NOT_KNOWN) for band in bands for step in steps if band.low <= -step - 1}
        seen = {(cell.age_in(first.number), cell.age_in(second.number)) for cell in cells}
        found[first.number, second.number] = frozenset(pairs | {pair for pair in seen if ABSENT not in pair})
    return found


def _steps(first: _Seen, second: _Seen) -> range:
    """By how many years a child can be older in the second view than in the first."""
    both_first = first.rules.age_taken is second.rules.age_taken is AgeTaken.FIRST_RECORD
    (first_low, first_high), (second_low, second_high) = _age_days(first, second), _age_days(second, first)
    least, most = _fewest_birthdays(first_high, second_low), _most_birthdays(first_low, second_high)
    if both_first and _never_later(first, second):
        least = max(least, 0)
    if both_first and _never_later(second, first):
        most = min(most, 0)
    return range(least, most + 1)


def _age_days(view: _Seen, other: _Seen) -> tuple[date, date]:
    """The first and the last day on which a view can take the age of a child whom another one counts too."""
    period, days = view.days.period, view.days
    fixed = {
        AgeTaken.YEAR_START: period.first_day,
        AgeTaken.AUGUST: august_day(period),
        AgeTaken.YEAR_END: period.last_day,
    }.get(view.rules.age_taken)
    if fixed is not None:
        return fixed, fixed
    first, last = days.first_day, days.last_day
    if _never_later(view, other):
        last = max(first, min(last, other.days.last_day))
    if _never_later(other, view):
        first = min(last, max(first, other.days.first_day))
    return first, last


def _never_later(view: _Seen, other: _Seen) -> bool:
    """Whether the first record of a child whom both count is never later in one view than in the other.

    A record that the other counts, on a day that both count, counts here too; on a later day it is later than any here.
    """
    return (
        same_records(view.field_map, other.field_map)
        and lies_within(other.rules, view.rules)
        and view.days.first_day <= other.days.first_day
        and (view.rules.placed_by is not PlacedBy.OPEN_AT_YEAR_END or view.days.last_day <= other.days.last_day)
    )


def _most_birthdays(day: date, other: date) -> int:
    """The most birthdays that somebody can have after one day until another; negative where the other is before."""
    if other < day:
        return -_fewest_birthdays(other, day)
    years = whole_age(day, other)
    return years if _years_after(day, years) == other else years + 1


def _fewest_birthdays(day: date, other: date) -> int:
    """The fewest birthdays that somebody can have after one day until another; negative where the other is before."""
    return whole_age(day, other) if day <= other else -_most_birthdays(other, day)


def _years_after(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + years, 3, 1) if leap and years % 4 else day.replace(year=day.year + years)


def _meet(young: AgeBand, old: AgeBand, step: int) -> bool:
    """Whether somebody of an age in the first band can be of that age and a step in the second."""
    lowest = max(young.low + step, old.low, 0)
    return (young.high is None or lowest <= young.high + step) and (old.high is None or lowest <= old.high)
