"""One grouping for many requests: counted once as fine as any of them needs, then rolled up for each.

Two requests of a batch differ in years, age bands and counting rules. All that either needs are sums of the inner cells
that are told apart by every year, every band edge and every set of rules in play; so those are counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from foi_return.disclosure.views import records_of
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import AgeBand, Period, finest_age_bands
from foi_return.pipeline import ReturnInputs
from foi_return.terms.counting import CountingRules
from foi_return.terms.request import NOT_KNOWN, Request


@dataclass(frozen=True, slots=True)
class Grouping:
    """What inner cells are told apart by, beside memberships and sex.

    Attributes:
        periods: The periods.
        bands: The age bands, from birth on without a gap.
        rules: The sets of counting rules, in the order of the views.
    """

    periods: tuple[Period, ...]
    bands: tuple[AgeBand, ...]
    rules: tuple[CountingRules, ...]

    def covers(self, other: Grouping) -> bool:
        """Whether the inner cells of the other are sums of these."""
        return (
            set(other.periods) <= set(self.periods)
            and finest_age_bands(self.bands, other.bands) == self.bands
            and set(other.rules) <= set(self.rules)
        )

    def led_by(self, rules: CountingRules) -> Grouping:
        """The same with one of its sets of rules first: the classes of breakdowns are those under the first."""
        return replace(self, rules=(rules, *(each for each in self.rules if each != rules)))

    def request(self, request: Request) -> Request:
        """A request for these inner cells."""
        return replace(request, periods=self.periods, age_bands=self.bands)


def grouping_of(inputs: ReturnInputs) -> Grouping:
    """What a return needs, together with the earlier answers that it is protected against; its own rules first."""
    rules = (records_of(inputs.field_map.counting), *inputs.other_rules)
    return Grouping(inputs.request.periods, inputs.counted_request.age_bands, rules)


def finest(groupings: Iterable[Grouping]) -> Grouping:
    """The coarsest grouping that covers all of these."""
    every = list(groupings)
    periods = {period for each in every for period in each.periods}
    rules = {rules for each in every for rules in each.rules}
    return Grouping(
        tuple(sorted(periods)),
        finest_age_bands(*(each.bands for each in every)),
        tuple(sorted(rules, key=lambda rules: rules.sentences())),
    )


def roll_up(cells: Sequence[InnerCell], counted: Grouping, wanted: Grouping) -> tuple[InnerCell, ...]:
    """The inner cells of a grouping, as sums of those of one that covers it.

    Children whom none of the wanted rules count are left out.

    Returns:
        The inner cells that have any, sorted, as a count of their own would give them.
    """
    labels = {period.label for period in wanted.periods}
    ages = {band.label: _band_of(band, wanted.bands) for band in counted.bands}
    ages |= {NOT_KNOWN: NOT_KNOWN, ABSENT: ABSENT}
    views = [counted.rules.index(rules) for rules in wanted.rules]
    number_of = {view: number for number, view in enumerate(views)}
    names: dict[str, str | None] = {}
    found: dict[tuple[str, tuple[str, ...], str, tuple[str, ...], tuple[tuple[str, str], ...]], int] = {}
    for cell in cells:
        if cell.period not in labels:
            continue
        told = tuple(ages[cell.age_in(view)] for view in views)
        if all(age == ABSENT for age in told):
            continue
        for key in cell.memberships:
            if key not in names:
                names[key] = _renamed(key, number_of)
        memberships = tuple(sorted(name for key in cell.memberships if (name := names[key]) is not None))
        place = (cell.period, memberships, cell.sex, told, cell.classes)
        found[place] = found.get(place, 0) + cell.count
    return tuple(
        sorted(
            InnerCell(period, memberships, sex, told[0], count, told[1:], classes)
            for (period, memberships, sex, told, classes), count in found.items()
        )
    )


def _band_of(band: AgeBand, bands: Sequence[AgeBand]) -> str:
    return next(wide.label for wide in bands if wide.holds(band.low))


def _renamed(key: str, number_of: dict[int, int]) -> str | None:
    """A membership under the number that its view has now; None where the view is not wanted."""
    name, _, view = key.partition("@")
    number = number_of.get(int(view or 0))
    return None if number is None else in_view(name, number)
