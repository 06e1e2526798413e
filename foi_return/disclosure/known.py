"""What a reader knows beside the figures: who can be in which group, by the map and the counting rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from foi_return.coverage import find_coverage
from foi_return.dimensions import class_labels
from foi_return.disclosure.earlier import EarlierAnswer, earlier_figures
from foi_return.disclosure.system import Known, containments_of
from foi_return.disclosure.views import age_pairs, containments_between, records_of, true_containments
from foi_return.periods import AgeBand
from foi_return.tables import InnerCell, in_view
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import NOT_KNOWN, RECORDED, Request
from foi_return.text import normalise


def what_is_known(
    request: Request,
    field_map: FieldMap,
    extracted_on: date | None,
    bands: Sequence[AgeBand],
    other_rules: Sequence[CountingRules],
    earlier: Sequence[EarlierAnswer],
    cells: Sequence[InnerCell],
) -> Known:
    """All that a reader knows beside the figures.

    Args:
        request: What is asked.
        field_map: How it is recorded, with the present counting rules.
        extracted_on: The day of the extract.
        bands: The age bands of the inner cells.
        other_rules: The further sets of counting rules, in the order of their numbers.
        earlier: The earlier answers.
        cells: The inner cells.
    """
    coverage = find_coverage(request, field_map, extracted_on)
    views = [records_of(field_map.counting), *other_rules]
    values = {
        key: frozenset((rule.records, rule.column, normalise(value)) for rule in mapping.rules for value in rule.values)
        for key, mapping in field_map.mappings.items()
    }
    for key, mapping in field_map.mappings.items():
        whole = {rule.records for rule in mapping.rules if rule.every}
        # What every record means is meant by each that means something else as well.
        values[key] |= {triple for each in values.values() for triple in each if triple[0] in whole}
        values[key] |= {(records, "", "") for records in whole}
    within = containments_of(values)
    containments = tuple(
        (in_view(part, view), in_view(whole, view)) for view in range(len(views)) for part, whole in within
    )
    between = true_containments(containments_between(views, request.memberships), cells)
    return Known(
        containments=(*containments, *between),
        sexes=tuple(dict.fromkeys([*field_map.child.sex_values, NOT_KNOWN])),
        age_groups=tuple([*(band.label for band in bands), NOT_KNOWN]),
        recorded=frozenset(
            (in_view(key, view), period.label)
            for key in request.memberships
            for period in request.periods
            if coverage.is_recorded(key, period)
            for view in range(len(views))
        ),
        earlier=tuple(
            figure
            for answer in earlier
            for figure in earlier_figures(
                answer,
                request,
                views.index(records_of(answer.rules)),
                bands,
                context_needs_category=field_map.context_needs_category,
            )
        ),
        age_pairs=age_pairs(views, bands, cells),
        dimensions=_labels(request, field_map, earlier),
    )


def _labels(request: Request, field_map: FieldMap, earlier: Sequence[EarlierAnswer]) -> dict[str, tuple[str, ...]]:
    """Every label of each dimension of the request's own, those of earlier answers included."""
    found = {}
    for dimension in request.dimensions:
        cells = (cell for answer in earlier for cell in answer.cells if dimension.key in cell.breakdown)
        before = (cell.breakdown[dimension.key] for cell in cells)
        labels = [*class_labels(dimension, field_map, request.periods), *before]
        found[dimension.key] = tuple(dict.fromkeys([*(label for label in labels if label != RECORDED), NOT_KNOWN]))
    return found
