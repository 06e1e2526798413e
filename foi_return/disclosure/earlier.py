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
        low: The least that the reader takes it to be.
        high: The greatest; None where nothing says.
    """

    period: str
    category: str
    breakdown: Mapping[str, str]
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An earlier answer that the reader has.

    Attributes:
        reference: Its reference.
        age_bands: The age bands of its tables.
        cells: Its figures, with the zeros of rows that it left out because nobody was in them.
    """

    reference: str
    age_bands: tuple[AgeBand, ...]
    cells: tuple[EarlierCell, ...]


def earlier_figures(
    answer: EarlierAnswer, request: Request, overlap: Overlap, inner_bands: Sequence[AgeBand]
) -> Iterator[EarlierFigure]:
    """The figures of an earlier answer as sums of the present inner cells."""
    periods = {period.label for period in request.periods}
    for cell in answer.cells:
        if cell.period not in periods:
            continue
        place = ", ".join([cell.period, cell.category, *cell.breakdown.values()])
        selector = category_selector(request, overlap, cell.category, cell.breakdown, cell.period)
        yield EarlierFigure(
            f"{answer.reference}: {place}",
            place_key(cell.period, cell.category, cell.breakdown),
            _with_ages(selector, cell, answer, inner_bands),
            cell.low,
            cell.high,
        )


def _with_ages(
    selector: Selector, cell: EarlierCell, answer: EarlierAnswer, inner_bands: Sequence[AgeBand]
) -> Selector:
    label = cell.breakdown.get("age_group")
    if label is None:
        return selector
    return replace(selector, age_groups=finest_age_groups(label, answer.age_bands, inner_bands))
