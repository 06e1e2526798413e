"""Finds the field maps that earlier answers were made with, and says whether an extract can be read by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.errors import UserError
from foi_return.periods import Span
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import RecordsSpec
from foi_return.terms.needed import needed_columns
from foi_return.terms.request import Request
from foi_return.text import listed

KnownMaps = Callable[[], Mapping[str, FieldMap]]
"""The maps that are at hand, by fingerprint and by what they record; found when they are first asked for."""


def maps_at_hand(named: Sequence[Path], present: str | None, request: Request) -> KnownMaps:
    """The maps that were named, and those in the folder of the map that is used now.

    Args:
        named: Maps that somebody named: one that cannot be read is an error.
        present: The map that is used now, as it was named; None where nobody did.
        request: The request definition that they answer.

    Returns:
        What finds them.
    """

    @cache
    def found() -> Mapping[str, FieldMap]:
        maps = [load_field_map(path, request) for path in named]
        for path in _beside(present):
            try:
                maps.append(load_field_map(path, request))
            except UserError:
                continue  # A file beside the map that is no map of this request is nobody's fault.
        by_name = {each.recording: each for each in reversed(maps)}
        return {**by_name, **{each.fingerprint: each for each in reversed(maps)}}

    return found


def _beside(present: str | None) -> list[Path]:
    if present is None:
        return []
    try:
        return sorted(find_field_map(present).parent.glob("*.toml"))
    except (UserError, OSError):
        return []


def reading_differences(other: FieldMap, present: FieldMap) -> Iterator[str]:
    """Why an extract that is read by the present map cannot be counted by another one; nothing where it can.

    The same rows must be read in the same way. What values mean, from when they could be recorded, which levels of risk
    there are and what is only said of the figures may differ.
    """
    for name, mine, theirs in (
        ("the sources", _places(present), _places(other)),
        ("the tables made from them", present.tables, other.tables),
        ("who a child is", replace(present.child, sex_values={}), replace(other.child, sex_values={})),
        ("sex or gender", present.child.sex_values, other.child.sex_values),
        ("the ids of other systems", present.crosswalks, other.crosswalks),
        ("the records", _rows(present.records), _rows(other.records)),
    ):
        if mine != theirs:
            yield f"the two maps differ in {name}"
    have = needed_columns(present)
    lacking = [
        f"{source}: {column}"
        for source, columns in needed_columns(other).items()
        for column in columns
        if column not in have.get(source, ())
    ]
    if lacking:
        yield f"it reads columns that the present map does not: {listed(lacking)}"


def _places(field_map: FieldMap) -> dict[str, object]:
    return {name: replace(source, title="") for name, source in field_map.sources.items()}


def _rows(records: Mapping[str, RecordsSpec]) -> dict[str, RecordsSpec]:
    """The records without what may differ."""
    return {
        name: replace(
            spec, covers=Span(), not_counted={}, to_follow=None, classes={}, risk_level=None, identified_as=None
        )
        for name, spec in records.items()
    }
