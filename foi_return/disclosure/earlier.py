"""Earlier answers: what a reader has already, as figures of the same system.

An earlier answer about the same children may differ in its years, age bands, categories, threshold and rule for zeros,
in its counting rules, and in the days of its periods: each of its figures is then a sum of the same inner cells, which
tell children apart by each way of counting in play. An answer whose figures cannot be recomputed from the extract is
refused, or left out by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from foi_return.dimensions import class_selection
from foi_return.disclosure.problem import place_key
from foi_return.disclosure.system import EarlierFigure
from foi_return.inner_cells import Selector
from foi_return.periods import AgeBand, date_in_words
from foi_return.tables import category_selector, finest_age_groups
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import NOT_KNOWN, RECORDED, Dimension, Request
from foi_return.terms.unit import Unit
from foi_return.terms.view import Window


@dataclass(frozen=True, slots=True)
class EarlierCell:
    """One figure of an earlier answer.

    Attributes:
        period: The period's label.
        category: The key of its category.
        breakdown: What narrows it.
        low: The least that the reader takes it to be.
        high: The greatest; None where nothing says.
        weaker: Where nobody knows what its mark means: what else it may say, each weaker than the one before.
    """

    period: str
    category: str
    breakdown: Mapping[str, str]
    low: int
    high: int | None
    weaker: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a period of an earlier answer lies among the present ones.

    Attributes:
        label: Its own label.
        present: The label of the only present period that it shares days with.
        window: The days that it counts; None where they are those of the present period.
    """

    label: str
    present: str
    window: Window | None = None

    @property
    def words(self) -> str:
        """How it is told apart from the present period; empty where it is the same."""
        if self.window is None:
            return ""
        if self.label != self.present:
            return self.label
        return f"{self.label} to {date_in_words(self.window.last_day)}"


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An earlier answer that the reader has.

    Attributes:
        reference: Its reference.
        age_bands: The age bands of its tables.
        cells: Its figures, with the zeros of rows that it left out because nobody was in them.
        rules: The counting rules that it was counted by.
        field_map: The field map that it was made with, with those rules; None where it is the present one.
        spots: Where those of its periods lie that share days with a present one; None where it does not say which days
            its periods have, so that they are those of the same label.
        elsewhere: Its other periods, with their days as far as its extract went.
        request: The definition that it answers, where that is not the present one.
    """

    reference: str
    age_bands: tuple[AgeBand, ...]
    cells: tuple[EarlierCell, ...]
    rules: CountingRules = field(default_factory=CountingRules)
    field_map: FieldMap | None = None
    spots: tuple[Spot, ...] | None = None
    elsewhere: tuple[Window, ...] = ()
    request: Request | None = None

    def spots_in(self, request: Request) -> Mapping[str, Spot]:
        """Where its periods lie among those of the present request, by their own labels."""
        spots = (Spot(period.label, period.label) for period in request.periods) if self.spots is None else self.spots
        return {spot.label: spot for spot in spots}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An earlier answer that the present one cannot be protected against, and by somebody's decision is not.

    Attributes:
        reference: Its reference.
        reasons: Why not, in words.
        counts_others: Whether it counts other things, so that nothing has to be protected and nobody decided anything.
    """

    reference: str
    reasons: tuple[str, ...]
    counts_others: bool = False

    def told_of(self, counted: Unit) -> str:
        """What a reader of the present answer is told; nothing of an answer that counts other things."""
        if self.counts_others:
            return ""
        return (
            f"These figures are not protected together with those of the answer {self.reference}, which may count "
            f"other {counted.plural}: the difference of the two is not a number of {counted.plural}."
        )


def earlier_figures(
    answer: EarlierAnswer,
    request: Request,
    view_of: Callable[[Spot], int],
    inner_bands: Sequence[AgeBand],
    *,
    context_needs_category: bool = True,
) -> Iterator[EarlierFigure]:
    """The figures of an earlier answer as sums of the present inner cells.

    Args:
        answer: The earlier answer.
        request: The present request.
        view_of: The number of the view that counts what it counted in one of its periods: 0 for the present one.
        inner_bands: The age bands of the inner cells.
        context_needs_category: Whether a context counts only in a record that also means a category of its own.
    """
    spots = answer.spots_in(request)
    for cell in answer.cells:
        if cell.period not in spots:
            continue
        spot = spots[cell.period]
        place = ", ".join([spot.words or cell.period, cell.category, *cell.breakdown.values()])
        asked = answer.request or request
        selector = category_selector(asked, answer.rules.overlap, cell.category, cell.breakdown, spot.present)
        if "context" in cell.breakdown and not context_needs_category:
            selector = replace(selector, any_of=frozenset())
        yield EarlierFigure(
            f"{answer.reference}: {place}",
            place_key(spot.present, cell.category, cell.breakdown),
            replace(_with_ages(selector, cell, answer, inner_bands), classes=_classes(cell, answer, request)).seen_by(
                view_of(spot)
            ),
            cell.low,
            cell.high,
            cell.weaker,
            spot.words,
        )


def _classes(cell: EarlierCell, answer: EarlierAnswer, request: Request) -> tuple[tuple[str, frozenset[str]], ...]:
    """The labels that a figure sums in each dimension of the request's own: those of the answer that it stands in."""

    def labels_of(dimension: Dimension) -> set[str]:
        labels = {each.breakdown[dimension.key] for each in answer.cells if dimension.key in each.breakdown}
        return labels - {RECORDED, NOT_KNOWN}

    return class_selection(cell.breakdown, request, labels_of)


def _with_ages(
    selector: Selector, cell: EarlierCell, answer: EarlierAnswer, inner_bands: Sequence[AgeBand]
) -> Selector:
    label = cell.breakdown.get("age_group")
    if label is None:
        return selector
    return replace(selector, age_groups=finest_age_groups(label, answer.age_bands, inner_bands))
