"""How the children of one set of counting rules lie to those of another: what a reader knows without a figure.

A reader who has two answers by different rules knows, from the rules alone, that one counts no records but those that
the other counts too, and by how many years a child's age in one can differ from that in the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import AgeBand, Span
from foi_return.terms.counting import AgeTaken, CountingRules, IdentifiedAs, Overlap, PlacedBy, WhoCounts
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import Rule
from foi_return.terms.request import NOT_KNOWN
from foi_return.text import normalise

AgePairs = dict[tuple[int, int], frozenset[tuple[str, str]]]
"""For each two sets of rules, by number, the age groups that one child can have under the first and the second."""


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


def containments_between(views: Sequence[FieldMap], keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs (part, whole) of categories in two views: a child of the part is one of the whole.

    What follows from the maps is taken to be known, though a reader may never have seen them.
    """
    between = [
        (part, whole)
        for part, whole in itertools.permutations(range(len(views)), 2)
        if lies_within(views[part].counting, views[whole].counting)
    ]
    for key in keys:
        for part, whole in between:
            if map_within(views[part], views[whole], key):
                yield in_view(key, part), in_view(key, whole)


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


_DAYS = {AgeTaken.YEAR_START: (0, 0), AgeTaken.AUGUST: (152, 152), AgeTaken.YEAR_END: (364, 364)}
"""The first and the last day of the year, from 0, on which a rule can take the age; a first record may be on any."""


def age_pairs(views: Sequence[FieldMap], bands: Sequence[AgeBand], cells: Sequence[InnerCell]) -> AgePairs:
    """The age groups that one child can have under each two sets of rules.

    Args:
        views: The maps with their rules, the present one first.
        bands: The age bands of the inner cells, from birth on without a gap.
        cells: The inner cells; a pair that some child has is possible, whatever the rules say.
    """
    found: AgePairs = {}
    for first, second in itertools.combinations(range(len(views)), 2):
        alike = same_records(views[first], views[second])
        steps = _steps(views[first].counting, views[second].counting, alike)
        pairs = {
            (young.label, old.label) for young in bands for old in bands for step in steps if _meet(young, old, step)
        }
        pairs.add((NOT_KNOWN, NOT_KNOWN))
        pairs |= {(NOT_KNOWN, bands[0].label)} if 1 in steps else set()
        pairs |= {(bands[0].label, NOT_KNOWN)} if -1 in steps else set()
        seen = {(cell.age_in(first), cell.age_in(second)) for cell in cells}
        found[first, second] = frozenset(pairs | {pair for pair in seen if ABSENT not in pair})
    return found


def _steps(first: CountingRules, second: CountingRules, alike: bool) -> set[int]:
    """By how many years a child can be older under the second rules than under the first.

    Where two maps find other records, a first record by one can be earlier or later than by the other.
    """
    if not alike and AgeTaken.FIRST_RECORD in (first.age_taken, second.age_taken):
        return {-1, 0, 1}
    if first.age_taken is second.age_taken and (
        first.age_taken is not AgeTaken.FIRST_RECORD or (lies_within(first, second) and lies_within(second, first))
    ):
        return {0}
    earlier, later = (_DAYS.get(rules.age_taken, (0, 364)) for rules in (first, second))
    steps = {0}
    both_first = first.age_taken is second.age_taken
    if earlier[0] < later[1] and not (both_first and lies_within(first, second)):
        steps.add(1)
    if later[0] < earlier[1] and not (both_first and lies_within(second, first)):
        steps.add(-1)
    return steps


def _meet(young: AgeBand, old: AgeBand, step: int) -> bool:
    """Whether somebody of an age in the first band can be of that age and a step in the second."""
    lowest = max(young.low + step, old.low, 0)
    return (young.high is None or lowest <= young.high + step) and (old.high is None or lowest <= old.high)
