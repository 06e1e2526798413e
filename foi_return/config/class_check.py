"""Finds what is wrong with the breakdowns of a field map, and with its ids."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.config.field_map_models import FieldMapModel
from foi_return.config.request_check import RESERVED_LABELS
from foi_return.errors import Fault
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import ClassSpec
from foi_return.terms.request import NOT_KNOWN, Breakdown, Dimension, Request
from foi_return.text import listed, nearest, normalise


def id_faults(model: FieldMapModel, where: str) -> Iterator[Fault]:
    """Records without an id of what is counted, with two, or with one that names a column twice."""
    for name, records in model.records.items():
        if (records.child is None) == (records.id is None):
            found = "the column of ids is missing" if records.child is None else "both child and id are given"
            yield Fault(f"{where}: records.{name}", found, "child = the column of children's ids, or id = that of ids")
        columns = [normalise(column) for column in records.id] if isinstance(records.id, list) else []
        for column in sorted({column for column in columns if columns.count(column) > 1}):
            yield Fault(f"{where}: records.{name}.id", f"the column '{column}' is named twice", "each column once")


def class_faults(field_map: FieldMap, request: Request, where: str) -> Iterator[Fault]:
    """Every fault of the breakdowns of the request's own, and what it asks of people where the map has none."""
    mapped = [dimension.key for dimension in request.dimensions if dimension.is_mapped]
    yield from _unit_faults(field_map, request, where)
    for asked in (Breakdown.SEX, Breakdown.AGE_GROUP):
        if request.uses(asked) and not field_map.child.is_known:
            found = f"the request has a table by {asked}"
            yield Fault(f"{where}: child", found, "a table [child] that says where it is")
    for key in mapped:
        used = [name for name, records in field_map.records.items() if key in records.classes]
        if not used and key not in field_map.not_held:
            yield Fault(
                f"{where}: records",
                f"no records say where the breakdown '{key}' is",
                f"a table [records.NAME.breakdowns.{key}], or [not_held.{key}] with a reason",
            )
        if used and key in field_map.not_held:
            yield Fault(f"{where}: not_held.{key}", f"the records '{used[0]}' say where it is", "one of the two")
    for key in field_map.not_held:
        yield from _unknown(key, mapped, f"{where}: not_held.{key}")
    for name, records in field_map.records.items():
        for key, classes in records.classes.items():
            place = f"{where}: records.{name}.breakdowns.{key}"
            dimension = request.dimension(key)
            if dimension is None or not dimension.is_mapped:
                yield from _unknown(key, mapped, place)
            else:
                yield from _form_faults(classes, dimension, place)
                yield from _label_faults(classes, dimension, place)


def _unit_faults(field_map: FieldMap, request: Request, where: str) -> Iterator[Fault]:
    """Records of what the request does not count, things that no records are of, and rules that read other records."""
    for unit in ("", *request.units) if request.units else ():
        if not any(records.unit == unit for records in field_map.records.values()):
            found = f"the request counts {request.unit_of(unit).plural}, and no records are of them"
            step = "If they are recorded nowhere, leave them out of the request definition"
            yield Fault(
                f"{where}: records", found, f"records with unit = '{unit}'" if unit else "records without unit", step
            )
    for name, records in field_map.records.items():
        if records.unit and records.unit not in request.units:
            expected = listed(request.units) or "no unit: the request counts one thing"
            step = nearest(records.unit, request.units)
            yield Fault(f"{where}: records.{name}.unit", f"the request counts no '{records.unit}'", expected, step)
    for category in request.recorded_categories:
        mapping = field_map.mappings.get(category.key)
        for number, rule in enumerate(mapping.rules if mapping else (), start=1):
            read = field_map.records.get(rule.records)
            if read is not None and read.unit != category.unit:
                place = f"{where}: categories.{category.key}.rules[{number}]"
                found = f"it counts {request.unit_of(category.unit).plural}, and the records '{rule.records}' do not"
                yield Fault(place, found, f"records with unit = '{category.unit}'" if category.unit else "others")


def _unknown(key: str, mapped: list[str], place: str) -> Iterator[Fault]:
    if key not in mapped:
        found = f"the request has no breakdown '{key}' that a map can say anything of"
        yield Fault(place, found, listed(mapped) or "none", nearest(key, mapped))


def _form_faults(classes: ClassSpec, dimension: Dimension, place: str) -> Iterator[Fault]:
    """A column with its values, a column with a number, or two dates where the dimension is the time between them."""
    dates = classes.first is not None or classes.last is not None
    if dates:
        yield from _date_faults(classes, dimension, place)
    elif classes.is_number and classes.values:
        yield Fault(place, "values are listed for a number", "number = the column, alone")
    elif classes.is_number and not dimension.years:
        yield Fault(place, "its rows are no ranges of a number", "column, with values or as_recorded")
    elif classes.column is None:
        yield Fault(place, "nothing says where it is", "column, number, or from and to")
    elif not classes.is_number and not classes.values:
        yield Fault(place, "it lists no values", "as_recorded = [values], or values with a label for each")


def _date_faults(classes: ClassSpec, dimension: Dimension, place: str) -> Iterator[Fault]:
    if classes.column is not None:
        yield Fault(place, "it names both a column and two dates", "one of the two")
    elif not dimension.years or dimension.is_number:
        yield Fault(place, "its rows are no times between two dates", "column, with values or as_recorded, or number")
    elif classes.first is None or classes.last is None:
        yield Fault(place, "one of the two dates is missing", "from and to, the columns of the two dates")
    elif classes.values:
        yield Fault(place, "values are listed but no column holds them", "from and to alone")


def _label_faults(classes: ClassSpec, dimension: Dimension, place: str) -> Iterator[Fault]:
    labels: dict[str, str] = {}
    seen: dict[str, str] = {}
    for label, values in classes.values.items():
        if normalise(label) != normalise(NOT_KNOWN) and normalise(label) in map(normalise, RESERVED_LABELS):
            yield Fault(f"{place}.values.{label}", "the program has a row of this name itself", "another label")
        if normalise(label) == normalise(NOT_KNOWN) and label != NOT_KNOWN:
            yield Fault(f"{place}.values.{label}", "this label is the program's own", f"'{NOT_KNOWN}'")
        if labels.setdefault(normalise(label), label) != label:
            yield Fault(f"{place}.values.{label}", "two labels differ in spelling alone", "one of them")
        if dimension.rows and label not in (*dimension.rows, NOT_KNOWN):
            step = nearest(label, dimension.rows)
            yield Fault(f"{place}.values.{label}", "the request has no such row", listed(dimension.rows), step)
        if not values or not all(map(normalise, (label, *values))):
            yield Fault(f"{place}.values.{label}", "a label or a value is blank, or it lists no values", "values")
        for value in values:
            if seen.setdefault(normalise(value), label) != label:
                found = f"'{value}' is listed under both {seen[normalise(value)]} and {label}"
                yield Fault(f"{place}.values.{label}", found, "one of them")
