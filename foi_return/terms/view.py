"""A way of counting: a field map with its counting rules, over the present periods or over days of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from foi_return.periods import Period
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FieldMap


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The days of an earlier answer's period that lie to a present one.

    Attributes:
        period: The earlier period's days, under the label of the present one; ages are taken by these days.
        last_day: The last day that counts: that of the period, or that of the extract where it ends before.
    """

    period: Period
    last_day: date

    @property
    def first_day(self) -> date:
        """The first day that counts."""
        return self.period.first_day

    def lies_in(self, other: Window) -> bool:
        """Whether each of its days is one of the other's."""
        return other.first_day <= self.first_day and self.last_day <= other.last_day


def whole(period: Period) -> Window:
    """All days of a period."""
    return Window(period, period.last_day)


@dataclass(frozen=True, slots=True)
class View:
    """One way of counting the children of an extract.

    Attributes:
        field_map: How they are recorded, with the counting rules.
        windows: For each present period in which it counts anybody, the days it counts there; empty where it counts
            each present period as it is.
    """

    field_map: FieldMap
    windows: tuple[Window, ...] = ()

    @property
    def rules(self) -> CountingRules:
        """Its counting rules."""
        return self.field_map.counting

    def window(self, period: Period) -> Window | None:
        """The days it counts in a present period; None where it counts nobody there."""
        if not self.windows:
            return whole(period)
        return next((window for window in self.windows if window.period.label == period.label), None)


def window_in(present: Period, first_day: date, last_day: date, extracted_on: date | None = None) -> Window:
    """The days of an earlier period, as a window in a present one.

    Args:
        present: The present period.
        first_day: The earlier period's first day.
        last_day: Its last day.
        extracted_on: The last day that its extract held; None where nobody said.
    """
    period = replace(present, first_day=first_day, last_day=last_day)
    cut = extracted_on is not None and first_day <= extracted_on < last_day
    return Window(period, extracted_on if cut and extracted_on else last_day)
