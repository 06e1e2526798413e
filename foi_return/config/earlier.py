"""Loads an earlier answer (`release.json`) that the reader has, and refuses one that cannot be counted again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError

from foi_return.config.earlier_maps import AtHand, KnownDefinition, KnownMaps, reading_differences
from foi_return.config.earlier_periods import linked_answers, place_periods
from foi_return.config.field_map import with_counting
from foi_return.config.toml_file import Model
from foi_return.dimensions import class_labels
from foi_return.disclosure.earlier import EarlierAnswer, EarlierCell, LeftOut
from foi_return.disclosure.views import view_key
from foi_return.errors import DisclosureError, Fault, FieldMapError
from foi_return.periods import AgeBand, Period, parse_age_band
from foi_return.tables import OTHER_AGES, age_group_labels
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import NOT_KNOWN, PERCENT_OF, Breakdown, Request
from foi_return.terms.unit import Unit
from foi_return.text import listed

_Day = Annotated[date, Field(strict=False)]
"""A date, which JSON writes as a text."""


class _Loose(Model):
    model_config = ConfigDict(extra="ignore")


class _Policy(_Loose):
    threshold: int
    zeros_shown: bool
    small_shown_as: str = ""
    rounded_to: int | None = None
    rounded_from: list[int] = Field([0, 0], min_length=2, max_length=2)
    rounded_least: int = 0


class _Counting(_Loose):
    # An answer that states its rules in sentences alone has none of these, and cannot be counted again.
    placed_by: str = ""
    age_taken: str = ""
    who_counts: str = ""
    overlap: str = ""
    risk_levels: list[str] = []
    identified_as: str = ""


class _FieldMap(_Loose):
    fingerprint: str
    recording: str = ""


class _Cell(_Loose):
    table: str
    period: str
    category: str
    breakdown: dict[str, str]
    unit: str = ""
    value: int | float | None = None
    shorthand: Literal["c", "x", "z", "low", "band"] | None = None
    ranges: list[list[int | None]] = []


class _Period(_Loose):
    period: str
    first_day: _Day
    last_day: _Day


class _Release(_Loose):
    format: Literal[1]
    reference: str
    request: str = ""
    council: str
    extracted_on: _Day | None = None
    periods: list[_Period] = []
    by_hand: bool = False
    policy: _Policy
    counting_rules: _Counting
    field_map: _FieldMap
    cells: list[_Cell]


COMPARISON = "reconcile"
"""What the release record of a comparison of lists has in place of the name of a request definition."""

_NAME_ONE = "Name the release.json of an earlier answer"


def load_earlier(
    path: Path,
    request: Request,
    field_map: FieldMap,
    sexes: tuple[str, ...],
    at_hand: AtHand | None = None,
    extracted_on: date | None = None,
) -> EarlierAnswer:
    """Loads an earlier answer as figures of the present system.

    Another extract is no reason to refuse it: what of it is no longer true is found when it is counted again. Where its
    extract ended within a period, that period is counted again to that day.

    Args:
        path: A `release.json`.
        request: The present request, for its categories.
        field_map: The present field map and counting rules.
        sexes: Every sex or gender of the figures, not known included.
        at_hand: The field maps and definitions at hand, for an answer that was made with others.
        extracted_on: The day of the present extract; None where nobody said.

    Raises:
        UnlikeAnswer: Its figures cannot be counted again from an extract that this field map reads.
        DisclosureError: The file cannot be read.
    """
    release = load_release(path)
    where = f"{path} ({release.reference})"
    at_hand = at_hand or AtHand()
    if told := _counts_others(release, request, at_hand):
        raise OtherThings(release.reference, [Fault(where, told)])
    other_request, faults = _definition_of(release, where, request, at_hand)
    maps = other_request.maps if other_request else at_hand.maps
    made_with, unlike = _map_of(release, where, request.counted, field_map, maps)
    faults += unlike
    theirs = [Period(each.first_day, each.last_day, each.period) for each in release.periods]
    spots, elsewhere, across = place_periods(theirs, request, release.extracted_on, extracted_on)
    faults += [Fault(f"{where}: period", found, "", _PERIOD_STEP) for found in across]
    rules = _rules(release.counting_rules, where, made_with, faults)
    same_view = view_key(replace(made_with, counting=rules)) == view_key(field_map)
    same_view = same_view and not any(spot.window for spot in spots)
    faults += _breakdown_faults(release, where, request, same_view)
    if faults:
        raise UnlikeAnswer(release.reference, faults)
    bands = _bands(release)
    own = {
        dimension.key: (*class_labels(dimension, field_map, request.periods), NOT_KNOWN)
        for dimension in request.dimensions
    }
    cells = [earlier_cell(cell, release.policy) for cell in counts_of(release) if has_figure(cell)]
    if not release.by_hand:
        cells += _left_out(release, {**own, "sex": sexes, "age_group": age_group_labels(bands) if bands else ()})
    other = None if made_with is field_map else replace(made_with, counting=rules)
    lie = tuple(spots) if release.periods else None
    definition = made_with.with_own_contexts(other_request.request) if other_request else None
    return EarlierAnswer(release.reference, bands, tuple(cells), rules, other, lie, tuple(elsewhere), definition)


class UnlikeAnswer(DisclosureError):
    """An earlier answer cannot be counted again, so that the present one cannot be protected against it.

    Attributes:
        reference: Its reference.
    """

    def __init__(self, reference: str, faults: Sequence[Fault]):
        self.reference = reference
        super().__init__(faults)

    def left_out(self) -> LeftOut:
        """The same as a decision to go on without it."""
        return LeftOut(self.reference, tuple(fault.found for fault in self.faults))


class OtherThings(UnlikeAnswer):
    """An earlier answer counts other things than the present one: there is nothing to protect together."""

    def left_out(self) -> LeftOut:
        """The same as an answer that is not joined."""
        return LeftOut(self.reference, tuple(fault.found for fault in self.faults), counts_others=True)


def _counts_others(release: _Release, request: Request, at_hand: AtHand) -> str:
    """Why an answer and the present one have no figure in common, in words; empty where they may have some.

    Of a definition that is not at hand nobody can tell what its categories are made of.
    """
    units = {cell.unit for cell in counts_of(release)} - {""}
    own = {request.unit, *(unit.plural for unit in request.units.values())}
    if units and not units & own:
        return f"it counts {listed(sorted(units))}, and this answer {listed(sorted(own))}"
    if release.request in ("", request.name) or {cell.category for cell in release.cells} & _keys(request):
        return ""
    if release.request == COMPARISON:
        return f"it answers the request '{release.request}', and is about the {request.unit} of a partner's list"
    other = at_hand.definitions(release.request)
    if other is not None and not _keys(other.request) & _keys(request):
        return f"it answers the request '{release.request}', which has no category in common with this one"
    return ""


def _keys(request: Request) -> set[str]:
    return {category.key for category in request.categories} | {context.key for context in request.contexts}


def load_every_earlier(
    paths: Sequence[Path],
    request: Request,
    field_map: FieldMap,
    sexes: tuple[str, ...],
    unprotected: Sequence[str],
    at_hand: AtHand | None = None,
    extracted_on: date | None = None,
) -> tuple[tuple[EarlierAnswer, ...], tuple[LeftOut, ...]]:
    """Loads earlier answers but for those that somebody decided to leave out; one that cannot be counted is refused.

    Args:
        paths: The `release.json` files.
        request: The present request.
        field_map: The present field map and counting rules.
        sexes: Every sex or gender of the figures.
        unprotected: References of answers that are left out.
        at_hand: The field maps and definitions at hand, for answers that were made with others.
        extracted_on: The day of the present extract; None where nobody said.

    Raises:
        DisclosureError: A file cannot be read, or an answer cannot be counted again; all faults together.
    """
    answers, left_out = [], {}
    faults: list[Fault] = []
    for path in dict.fromkeys(paths):
        try:
            answer = load_earlier(path, request, field_map, sexes, at_hand, extracted_on)
            if answer.reference in unprotected:
                left_out[answer.reference] = LeftOut(answer.reference, ("Somebody decided to go on without it.",))
            else:
                answers.append(answer)
        except OtherThings as other:
            left_out[other.reference] = other.left_out()
        except UnlikeAnswer as unlike:
            if unlike.reference in unprotected:
                left_out[unlike.reference] = unlike.left_out()
            else:
                faults += unlike.faults
        except DisclosureError as error:
            faults += error.faults
    linked, apart = linked_answers(answers, request)
    for reference, found in apart.items():
        faults.append(Fault(reference, found, "", _PERIOD_STEP))
    if faults:
        raise DisclosureError(faults)
    return linked, tuple(left_out.values())


def counts_of(release: _Release) -> list[_Cell]:
    """Its cells but for percentages, which say nothing that its counts do not."""
    return [cell for cell in release.cells if not cell.unit.startswith(PERCENT_OF)]


def has_figure(cell: _Cell) -> bool:
    """Whether a cell tells a reader anything: a number, or a mark that stands for one."""
    return cell.value is not None or cell.shorthand in ("c", "low", "band")


def earlier_cell(cell: _Cell, policy: _Policy) -> EarlierCell:
    """A cell of a release record as what a reader takes it to say under its policy."""
    strongest, *weaker = [(low or 0, high) for low, high in cell.ranges] or [_interval(cell, policy)]
    return EarlierCell(cell.period, cell.category, cell.breakdown, *strongest, tuple(weaker))


def _interval(cell: _Cell, policy: _Policy) -> tuple[int, int | None]:
    """The counts that the reader takes a figure to stand for; None where nothing limits them.

    In a rounded answer a number is exact if it is no multiple, or a 0 where numbers that round to 0 are marked.
    """
    if cell.shorthand == "band":
        return 1, policy.threshold - 1
    if cell.shorthand == "c":
        return policy.threshold if policy.small_shown_as else int(policy.zeros_shown), None
    value = int(cell.value or 0)
    base = policy.rounded_to
    told_apart = cell.value == 0 and policy.zeros_shown
    if base is None or told_apart or value % base:
        return value, value
    below, above = policy.rounded_from
    return max(policy.rounded_least, value - below), value + above


def load_release(path: Path) -> _Release:
    """An earlier answer's record; the file is read again only where it has changed, as many answers read the same.

    Raises:
        DisclosureError: It cannot be read, or is no release record.
    """
    try:
        state = path.stat()
    except OSError as problem:
        raise DisclosureError(Fault(str(path), f"it cannot be read ({problem.strerror})", "", _NAME_ONE)) from None
    return _load_as_it_is(path, (state.st_mtime_ns, state.st_size, state.st_ino))


@lru_cache(maxsize=1_000)
def _load_as_it_is(path: Path, _: tuple[int, int, int]) -> _Release:
    try:
        return _Release.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        raise DisclosureError(Fault(str(path), f"it cannot be read ({problem.strerror})", "", _NAME_ONE)) from None
    except ValidationError as problem:
        places = sorted({".".join(str(part) for part in error["loc"][:2]) for error in problem.errors()})[:5]
        found = f"it is no release record of this program (at {', '.join(places)})"
        raise DisclosureError(Fault(str(path), found, "", _NAME_ONE)) from None
    except ValueError:
        raise DisclosureError(Fault(str(path), "it is not JSON in UTF-8", "", _NAME_ONE)) from None


_STEP = (
    "It cannot be counted again, so nothing can be said of the difference, which can be as small as 1. Name the field "
    "map it was made with (--earlier-map FILE) and, if that is another, the request definition that it answers "
    "(--earlier-request FILE); or go on without it: --unprotected-against REFERENCE. The answer and its certificate "
    "then say so"
)


_PERIOD_STEP = (
    "It cannot be counted together with them. Ask for the periods in requests of their own, one each, or go on without "
    "it: --unprotected-against REFERENCE. The answer and its certificate then say so"
)


def _map_of(
    release: _Release, where: str, counted: Unit, field_map: FieldMap, maps: KnownMaps
) -> tuple[FieldMap, list[Fault]]:
    """The field map that an answer was made with, if the present extract can be counted by it."""
    theirs = release.field_map
    same = theirs.recording == field_map.recording if theirs.recording else theirs.fingerprint == field_map.fingerprint
    if same or release.by_hand:
        return field_map, []
    other = maps().get(theirs.recording or theirs.fingerprint) or maps().get(theirs.fingerprint)
    place = f"{where}: field map"
    if other is None:
        found = f"it was made with another field map, which records other {counted.plural}, or records them otherwise"
        return field_map, [Fault(place, found, "", _STEP)]
    unlike = list(reading_differences(other, field_map))
    if unlike:
        found = f"it was made with the field map '{other.name}', by which this extract is not read: {'; '.join(unlike)}"
        return field_map, [Fault(place, found, "", _STEP)]
    return other, []


def _definition_of(
    release: _Release, where: str, request: Request, at_hand: AtHand
) -> tuple[KnownDefinition | None, list[Fault]]:
    """The other definition that an answer was made by, if it is at hand; None where it is the present one.

    A category of one that is not at hand is refused.
    """
    own = release.request in ("", request.name) or release.by_hand or bool(request.units)
    found = None if own else at_hand.definitions(release.request)
    if found is not None:
        return found, [
            Fault(f"{where}: category", f"'{key}' follows from others in one request only", "", _STEP)
            for key in _clashes(request, found.request)
        ]
    theirs = {cell.category for cell in release.cells}
    theirs |= {cell.breakdown[Breakdown.CONTEXT] for cell in release.cells if Breakdown.CONTEXT in cell.breakdown}
    return None, [
        Fault(f"{where}: category", f"'{key}' is no category of this request", "", _STEP)
        for key in sorted(theirs - _keys(request))
    ]


def _clashes(request: Request, other: Request) -> list[str]:
    """Keys that mean something recorded in one request and something else in another."""
    mine, theirs = set(request.memberships), set(other.memberships)
    derived = {item.key for each in (request, other) for item in each.categories if item.combine is not None}
    contexts = {item.key for item in request.contexts} ^ {item.key for item in other.contexts}
    return sorted(((mine | theirs) & derived) | (mine & theirs & contexts))


def _breakdown_faults(release: _Release, where: str, request: Request, same_rules: bool) -> Iterator[Fault]:
    """Breakdowns that this request does not have, or that can be counted by the present rules alone."""
    for key in dict.fromkeys(key for cell in release.cells for key in cell.breakdown):
        if request.dimension(key) is not None and not same_rules:
            found = f"it is broken down by '{key}' and was counted by other rules or over other days"
            yield Fault(f"{where}: breakdown", found, "", _STEP)
        elif request.dimension(key) is None and key not in tuple(Breakdown):
            yield Fault(f"{where}: breakdown", f"this request has no breakdown '{key}'", "", _STEP)


def _rules(stated: _Counting, where: str, field_map: FieldMap, faults: list[Fault]) -> CountingRules:
    """The counting rules of an earlier answer, as the present map understands them."""
    try:
        return with_counting(field_map, stated.model_dump(), where).counting
    except FieldMapError as error:
        faults += [replace(fault, next_step=_STEP) for fault in error.faults]
        return field_map.counting


def _bands(release: _Release) -> tuple[AgeBand, ...]:
    labels = {cell.breakdown["age_group"] for cell in release.cells if "age_group" in cell.breakdown}
    bands = [parse_age_band(label) for label in labels - {NOT_KNOWN, OTHER_AGES}]
    return tuple(sorted(bands, key=lambda band: band.low))


def _left_out(release: _Release, labels: Mapping[str, tuple[str, ...]]) -> Iterator[EarlierCell]:
    """Rows that do not stand in a table of the earlier answer: the reader knows them to be zeros."""
    tables: dict[tuple[str, str, str], set[str]] = {}
    figures: dict[tuple[str, str, str], set[str]] = {}
    for cell in counts_of(release):
        for dimension, label in cell.breakdown.items():
            if dimension in labels:
                place = (cell.table, cell.category, dimension)
                tables.setdefault(place, set()).add(label)
                if has_figure(cell):
                    figures.setdefault(place, set()).add(cell.period)
    for (table, category, dimension), present in tables.items():
        for period in sorted(figures.get((table, category, dimension), ())):
            for label in labels[dimension]:
                if label not in present:
                    yield EarlierCell(period, category, {dimension: label}, 0, 0)
