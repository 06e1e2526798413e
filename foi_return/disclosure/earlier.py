"""Earlier answers: what a reader has already, as figures of the same system.

An earlier answer about the same children, counted by the same rules from the same extract, differs in its years, age
bands, categories, threshold and rule for zeros only. Each of its figures is then a sum of the same inner cells. Any
other answer counts other children, and is refused: nothing could be said of the difference of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foi_return.disclosure.problem import place_key
from foi_return.disclosure.system import EarlierFigure
from foi_return.periods import AgeBand
from foi_return.tables import Selector, category_selector, finest_age_groups
from foi_return.terms.counting import Overlap
from foi_return.terms.request import Request


@dataclass(frozen=True, slots=True)
class EarlierCell:
    """One figure of an earlier answer.

    Attributes:
        period: The period's label.
        category: The key of its category.
        breakdown: What narrows it.
        value: The number that was shown, or None where it was hidden.
        exact: Whether it is the count itself, and not what the count was rounded to.
    """

    period: str
    category: str
    breakdown: Mapping[str, str]
    value: int | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An earlier answer that the reader has.

    Attributes:
        reference: Its reference.
        age_bands: The age bands of its tables.
        zeros_shown: Whether it showed every zero, so that what it hid is at least 1.
        cells: Its figures, with the zeros of rows that it left out because nobody was in them.
        rounded_from: How far a count can lie below and above the rounded number that was shown for it.
        rounded_least: The least count that was shown rounded.
    """

    reference: str
    age_bands: tuple[AgeBand, ...]
    zeros_shown: bool
    cells: tuple[EarlierCell, ...]
    rounded_from: tuple[int, int] = (0, 0)
    rounded_least: int = 0

    def interval(self, cell: EarlierCell) -> tuple[int, int | None]:
        """The counts that the reader takes a figure to stand for; None where nothing limits them."""
        if cell.value is None:
            return int(self.zeros_shown), None
        if cell.exact:
            return cell.value, cell.value
        below, above = self.rounded_from
        return max(self.rounded_least, cell.value - below), cell.value + above


def earlier_figures(
    answer: EarlierAnswer, request: Request, overlap: Overlap, inner_bands: Sequence[AgeBand]
) -> Iterator[EarlierFigure]:
    """The figures of an earlier answer as sums of the present inner cells."""
    periods = {period.label for period in request.periods}
    for cell in answer.cells:
        if cell.period not in periods:
            continue
        low, high = answer.interval(cell)
        place = ", ".join([cell.period, cell.category, *cell.breakdown.values()])
        selector = category_selector(request, overlap, cell.category, cell.breakdown, cell.period)
        yield EarlierFigure(
            f"{answer.reference}: {place}",
            place_key(cell.period, cell.category, cell.breakdown),
            _with_ages(selector, cell, answer, inner_bands),
            low,
            high,
        )


def _with_ages(
    selector: Selector, cell: EarlierCell, answer: EarlierAnswer, inner_bands: Sequence[AgeBand]
) -> Selector:
    label = cell.breakdown.get("age_group")
    if label is None:
        return selector
    return replace(selector, age_groups=finest_age_groups(label, answer.age_bands, inner_bands))
