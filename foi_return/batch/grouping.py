"""One grouping for many requests: counted once as fine as any of them needs, then rolled up for each.

Two requests of a batch differ in years, age bands and counting rules. All that either needs are sums of the inner cells
that are told apart by every year, every band edge and every way of counting in play; so those are counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from foi_return.disclosure.views import records_of, same_records
from foi_return.inner_cells import ABSENT, InnerCell, in_view
from foi_return.periods import AgeBand, Period, finest_age_bands
from foi_return.pipeline import ReturnInputs
from foi_return.terms.counting import CountingRules
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.terms.view import View, Window


@dataclass(frozen=True, slots=True)
class CountedBy:
    """A way of counting, with the map of the extract.

    Attributes:
        rules: The counting rules.
        windows: The days that it counts in place of the periods; empty where it counts each period as it is.
    """

    rules: CountingRules
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """What inner cells are told apart by, beside memberships and sex.

    Attributes:
        periods: The periods.
        bands: The age bands, from birth on without a gap.
        views: The ways of counting, in the order of their numbers.
    """

    periods: tuple[Period, ...]
    bands: tuple[AgeBand, ...]
    views: tuple[CountedBy, ...]

    def covers(self, other: Grouping) -> bool:
        """Whether the inner cells of the other are sums of these."""
        return (
            set(other.periods) <= set(self.periods)
            and finest_age_bands(self.bands, other.bands) == self.bands
            and set(other.views) <= set(self.views)
        )

    def led_by(self, view: CountedBy) -> Grouping:
        """The same with one of its views first: the classes of breakdowns are those in the first."""
        return replace(self, views=(view, *(each for each in self.views if each != view)))

    def request(self, request: Request) -> Request:
        """A request for these inner cells."""
        return replace(request, periods=self.periods, age_bands=self.bands)


def grouping_of(inputs: ReturnInputs) -> Grouping:
    """What a return needs, together with the earlier answers that it is protected against; its own rules first."""
    views = [View(inputs.field_map), *inputs.other_views]
    counted_by = (
        CountedBy(records_of(view.rules), view.windows)
        for view in views
        if same_records(view.field_map, inputs.field_map)
    )
    return Grouping(inputs.request.periods, inputs.counted_request.age_bands, tuple(counted_by))


def finest(groupings: Iterable[Grouping]) -> Grouping:
    """The coarsest grouping that covers all of these."""
    every = list(groupings)
    periods = {period for each in every for period in each.periods}
    views = {view for each in every for view in each.views}
    return Grouping(
        tuple(sorted(periods)),
        finest_age_bands(*(each.bands for each in every)),
        tuple(sorted(views, key=lambda view: (view.rules.sentences(), view.windows))),
    )


def roll_up(cells: Sequence[InnerCell], counted: Grouping, wanted: Grouping) -> tuple[InnerCell, ...]:
    """The inner cells of a grouping, as sums of those of one that covers it.

    Children whom none of the wanted views count are left out.

    Returns:
        The inner cells that have any, sorted, as a count of their own would give them.
    """
    labels = {period.label for period in wanted.periods}
    ages = {band.label: _band_of(band, wanted.bands) for band in counted.bands}
    ages |= {NOT_KNOWN: NOT_KNOWN, ABSENT: ABSENT}
    views = [counted.views.index(view) for view in wanted.views]
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
