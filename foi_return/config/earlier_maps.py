"""Finds the field maps that earlier answers were made with, and says whether an extract can be read by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request, shipped_requests
from foi_return.errors import UserError
from foi_return.periods import Span
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import RecordsSpec
from foi_return.terms.request import Request

KnownMaps = Callable[[], Mapping[str, FieldMap]]
"""The maps that are at hand, by fingerprint and by what they record; found when they are first asked for."""


@dataclass(frozen=True, slots=True)
class KnownDefinition:
    """Another request definition, with the field maps at hand that answer it.

    Attributes:
        request: The definition, with the settings that a map adds left out.
        maps: The maps.
    """

    request: Request
    maps: KnownMaps


KnownDefinitions = Callable[[str], KnownDefinition | None]
"""Finds another request definition by its name; None where none is at hand."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """What there is to count earlier answers again by.

    Attributes:
        maps: Field maps that answer the present request.
        definitions: Other request definitions, with the maps that answer them.
    """

    maps: KnownMaps = dict
    definitions: KnownDefinitions = lambda _: None


def definitions_at_hand(
    named: Sequence[Path], maps: Sequence[Path], present: str | None, definition: str | None
) -> KnownDefinitions:
    """Finds request definitions that earlier answers were made by.

    Those that were named come first, then the shipped ones, then those beside the present map and definition.

    Args:
        named: Definitions that somebody named: one that cannot be read is an error.
        maps: Field maps that somebody named, whichever definition they answer.
        present: The map that is used now, as it was named; None where nobody did.
        definition: The request definition that is used now, as it was named.
    """

    @cache
    def found(name: str) -> KnownDefinition | None:
        request = next((each for each in map(load_request, map(str, named)) if each.name == name), None)
        if request is None and name in shipped_requests():
            request = load_request(name)
        if request is None:
            request = next((each for each in _definitions_beside(present, definition) if each.name == name), None)
        if request is None:
            return None
        return KnownDefinition(request, maps_at_hand(maps, present, request, strict=False))

    return found


def _definitions_beside(present: str | None, definition: str | None) -> Iterator[Request]:
    folder = Path(definition).parent if definition and definition.endswith(".toml") else None
    for path in dict.fromkeys((*_beside(present), *(sorted(folder.glob("*.toml")) if folder else ()))):
        try:
            yield load_request(str(path))
        except UserError:
            continue  # Most are field maps, and a faulty file is nobody's fault.


def maps_at_hand(named: Sequence[Path], present: str | None, request: Request, *, strict: bool = True) -> KnownMaps:
    """The maps that were named, and those in the folder of the map that is used now.

    Args:
        named: Maps that somebody named.
        present: The map that is used now, as it was named; None where nobody did.
        request: The request definition that they answer.
        strict: Whether one that was named and does not answer it is an error, and not a map of another definition.

    Returns:
        What finds them.
    """

    @cache
    def found() -> Mapping[str, FieldMap]:
        maps = [load_field_map(path, request) for path in named] if strict else []
        for path in (*(() if strict else named), *_beside(present)):
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

    The same rows must be read in the same way. What values mean, which columns say it, from when they could be
    recorded, which levels of risk there are and what is only said of the figures may differ.
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
