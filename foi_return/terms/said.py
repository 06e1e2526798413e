"""Which counting rules the reader of an answer is told of: those that bear on what is counted."""

from __future__ import annotations

from foi_return.terms.counting import EVERYTHING, Said
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import Request
from foi_return.terms.unit import CHILDREN


def rules_said(request: Request, field_map: FieldMap) -> tuple[Said, ...]:
    """The rules that a reader is told of, for each thing that is counted.

    All of them where children are counted, else those that bear on figures.
    """
    of = request.unit_of("").plural
    return tuple(
        _said(request.of_unit(key), field_map.of_unit(request, key), of if key else "") for key in ("", *request.units)
    )


def _said(request: Request, field_map: FieldMap, of: str) -> Said:
    if request.unit == CHILDREN.plural:
        return EVERYTHING
    every = field_map.records.values()
    # With an id that is made with that of what they belong to, the same person is another on each.
    on_each = request.counted.is_person and bool(every) and all(len(records.id_columns) > 1 for records in every)
    return Said(
        request.counted,
        field_map.child.is_known,
        request.has_overlaps,
        any(records.risk_level is not None for records in every),
        any(records.identified_as is not None for records in every),
        of if on_each else "",
    )
