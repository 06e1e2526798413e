"""What a reader knows beside the figures: who can be in which group, by the map and the counting rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial

from foi_return.coverage import find_view_coverage
from foi_return.dimensions import class_labels
from foi_return.disclosure.earlier import EarlierAnswer, earlier_figures
from foi_return.disclosure.earlier_views import number_of
from foi_return.disclosure.system import Known, containments_of
from foi_return.disclosure.views import between_views
from foi_return.inner_cells import InnerCell, in_view
from foi_return.periods import AgeBand
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import NOT_KNOWN, RECORDED, Request
from foi_return.terms.view import View
from foi_return.text import normalise


def what_is_known(
    request: Request,
    field_map: FieldMap,
    extracted_on: date | None,
    bands: Sequence[AgeBand],
    other_views: Sequence[View],
    earlier: Sequence[EarlierAnswer],
    cells: Sequence[InnerCell],
) -> Known:
    """All that a reader knows beside the figures.

    Args:
        request: What is asked.
        field_map: How it is recorded, with the present counting rules.
        extracted_on: The day of the extract.
        bands: The age bands of the inner cells.
        other_views: The further ways in which earlier answers were counted, in the order of their numbers.
        earlier: The earlier answers.
        cells: The inner cells.
    """
    views = [View(field_map), *other_views]
    containments = tuple(
        (in_view(part, number), in_view(whole, number))
        for number, view in enumerate(views)
        for part, whole in containments_of(_values(view.field_map))
    )
    return Known(
        containments=containments,
        sexes=tuple(dict.fromkeys([*field_map.child.sex_values, NOT_KNOWN])),
        age_groups=tuple([*(band.label for band in bands), NOT_KNOWN]),
        recorded=frozenset(
            (in_view(key, number), period.label)
            for number, view in enumerate(views)
            for coverage in (find_view_coverage(request, view, extracted_on),)
            for key in request.memberships
            for period in request.periods
            if view.window(period) is not None and coverage.is_recorded(key, period)
        ),
        earlier=tuple(
            figure
            for answer in earlier
            for figure in earlier_figures(
                answer,
                request,
                cache(partial(number_of, views, answer)),
                bands,
                context_needs_category=(answer.field_map or field_map).context_needs_category,
            )
        ),
        between={
            period.label: between_views(views, request.memberships, period, bands, cells)
            for period in request.periods
            if other_views
        },
        dimensions=_labels(request, field_map, earlier),
    )


def _values(field_map: FieldMap) -> dict[str, frozenset[tuple[str, str, str]]]:
    """For each category or context, the (records, column, value) triples that mean it.

    What every record means is meant by each that means something else as well.
    """
    values = {
        key: frozenset((rule.records, rule.column, normalise(value)) for rule in mapping.rules for value in rule.values)
        for key, mapping in field_map.mappings.items()
    }
    for key, mapping in field_map.mappings.items():
        whole = {rule.records for rule in mapping.rules if rule.every}
        values[key] |= {triple for each in values.values() for triple in each if triple[0] in whole}
        values[key] |= {(records, "", "") for records in whole}
    return values


def _labels(request: Request, field_map: FieldMap, earlier: Sequence[EarlierAnswer]) -> dict[str, tuple[str, ...]]:
    """Every label of each dimension of the request's own, those of earlier answers included."""
    found = {}
    for dimension in request.dimensions:
        cells = (cell for answer in earlier for cell in answer.cells if dimension.key in cell.breakdown)
        before = (cell.breakdown[dimension.key] for cell in cells)
        labels = [*class_labels(dimension, field_map, request.periods), *before]
        found[dimension.key] = tuple(dict.fromkeys([*(label for label in labels if label != RECORDED), NOT_KNOWN]))
    return found
