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
    keys = ("", *request.units)
    return tuple(_said(request.of_unit(key), field_map.of_unit(request, key)) for key in keys)


def _said(request: Request, field_map: FieldMap) -> Said:
    if request.unit == CHILDREN.plural:
        return EVERYTHING
    return Said(
        request.counted,
        field_map.child.is_known,
        request.has_overlaps,
        any(records.risk_level is not None for records in field_map.records.values()),
        any(records.identified_as is not None for records in field_map.records.values()),
    )
