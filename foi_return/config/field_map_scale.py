"""Ordered risk levels: which levels count where a field map names only the lowest of them."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.errors import Fault
from foi_return.terms.map_parts import RecordsSpec
from foi_return.text import listed, nearest


def find_levels_from(
    lowest: str, records: Mapping[str, RecordsSpec], place: str
) -> tuple[tuple[str, ...], list[Fault]]:
    """The levels from the lowest one up, and what stands in the way of saying so.

    Every kind of records must have the same levels from there up: a level that only some of them have would mean
    different things in one table.
    """
    faults: list[Fault] = []
    found: dict[str, tuple[str, ...]] = {}
    for name, spec in records.items():
        grade = spec.risk_level
        levels = tuple(grade.values) if grade else ()
        if grade is None or not grade.ordered:
            step = f"ordered = true under [records.{name}.risk_level], with its levels from lowest to highest"
            faults.append(Fault(place, f"the risk levels of records '{name}' have no order", step))
        elif lowest not in levels:
            problem = f"records '{name}' have no risk level '{lowest}'"
            faults.append(Fault(place, problem, listed(levels), nearest(lowest, levels)))
        else:
            found[name] = levels[levels.index(lowest) :]
    if len(set(found.values())) > 1:
        said = "; ".join(f"{name}: {listed(levels)}" for name, levels in found.items())
        faults.append(Fault(place, f"the levels from '{lowest}' up differ ({said})", "the same labels in all records"))
    return (() if faults else next(iter(found.values()))), faults
