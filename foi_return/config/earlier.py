"""Loads an earlier answer (`release.json`) that the reader has, and refuses one that counts other children."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from foi_return.config.toml_file import Model
from foi_return.disclosure.earlier import EarlierAnswer, EarlierCell
from foi_return.errors import DisclosureError, Fault
from foi_return.periods import AgeBand, parse_age_band
from foi_return.tables import NOT_KNOWN, OTHER_AGES, age_group_labels
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import PERCENT_OF, Request


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
    placed_by: str
    age_taken: str
    who_counts: str
    overlap: str
    risk_levels: list[str]
    identified_as: str


class _FieldMap(_Loose):
    fingerprint: str


class _Cell(_Loose):
    table: str
    period: str
    category: str
    breakdown: dict[str, str]
    unit: str = ""
    value: int | float | None = None
    shorthand: Literal["c", "x", "z", "low", "band"] | None = None


class _Release(_Loose):
    format: Literal[1]
    reference: str
    council: str
    extracted_on: str | None
    policy: _Policy
    counting_rules: _Counting
    field_map: _FieldMap
    cells: list[_Cell]


def load_earlier(
    path: Path, request: Request, field_map: FieldMap, extracted_on: str | None, sexes: tuple[str, ...]
) -> EarlierAnswer:
    """Loads an earlier answer as figures of the present system.

    Args:
        path: A `release.json`.
        request: The present request, for its categories.
        field_map: The present field map and counting rules.
        extracted_on: The day of the present extract, as yyyy-mm-dd, or None.
        sexes: Every sex or gender of the figures, not known included.

    Raises:
        DisclosureError: The file cannot be read, or the answer counts other children than this one does.
    """
    release = _load(path)
    faults = list(_differences(release, path, request, field_map, extracted_on))
    if faults:
        raise DisclosureError(faults)
    bands = _bands(release)
    cells = [_earlier_cell(cell, release.policy) for cell in _counts(release) if _has_figure(cell)]
    cells += _left_out(release, {"sex": sexes, "age_group": age_group_labels(bands) if bands else ()})
    return EarlierAnswer(release.reference, bands, tuple(cells))


def _counts(release: _Release) -> list[_Cell]:
    """Its cells but for percentages, which say nothing that its counts do not."""
    return [cell for cell in release.cells if not cell.unit.startswith(PERCENT_OF)]


def _has_figure(cell: _Cell) -> bool:
    return cell.value is not None or cell.shorthand in ("c", "low", "band")


def _earlier_cell(cell: _Cell, policy: _Policy) -> EarlierCell:
    return EarlierCell(cell.period, cell.category, cell.breakdown, *_interval(cell, policy))


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


def _load(path: Path) -> _Release:
    step = "Name the release.json of an earlier answer"
    try:
        return _Release.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        raise DisclosureError(Fault(str(path), f"it cannot be read ({problem.strerror})", "", step)) from None
    except ValidationError as problem:
        places = sorted({".".join(str(part) for part in error["loc"][:2]) for error in problem.errors()})[:5]
        found = f"it is no release record of this program (at {', '.join(places)})"
        raise DisclosureError(Fault(str(path), found, "", step)) from None
    except ValueError:
        raise DisclosureError(Fault(str(path), "it is not JSON in UTF-8", "", step)) from None


def _differences(
    release: _Release, path: Path, request: Request, field_map: FieldMap, extracted_on: str | None
) -> Iterator[Fault]:
    rules = field_map.counting
    present: Mapping[str, Any] = {
        "placed_by": rules.placed_by.value,
        "age_taken": rules.age_taken.value,
        "who_counts": rules.who_counts.value,
        "overlap": rules.overlap.value,
        "risk_levels": list(rules.risk_levels),
        "identified_as": rules.identified_as.value,
    }
    step = (
        "The two answers count different children, and their difference can be one child: this answer cannot be "
        "protected against that one. Count both by the same rules, from the same extract"
    )
    for name, value in present.items():
        earlier = getattr(release.counting_rules, name)
        if earlier != value:
            yield Fault(f"{path}: counting rule {name}", f"it was '{earlier}', now it is '{value}'", "", step)
    if release.field_map.fingerprint != field_map.fingerprint:
        yield Fault(f"{path}: field map", "it was made with another field map, or another version of it", "", step)
    if release.extracted_on != extracted_on:
        yield Fault(
            f"{path}: extract",
            f"its extract was made on {release.extracted_on or 'an unknown day'}, this one on "
            f"{extracted_on or 'an unknown day'}",
            "",
            step,
        )
    known = {category.key for category in request.categories}
    for category in sorted({cell.category for cell in release.cells} - known):
        yield Fault(f"{path}: category", f"'{category}' is no category of this request", "", step)


def _bands(release: _Release) -> tuple[AgeBand, ...]:
    labels = {cell.breakdown["age_group"] for cell in release.cells if "age_group" in cell.breakdown}
    bands = [parse_age_band(label) for label in labels - {NOT_KNOWN, OTHER_AGES}]
    return tuple(sorted(bands, key=lambda band: band.low))


def _left_out(release: _Release, labels: Mapping[str, tuple[str, ...]]) -> Iterator[EarlierCell]:
    """Rows that do not stand in a table of the earlier answer: the reader knows them to be zeros."""
    tables: dict[tuple[str, str, str], set[str]] = {}
    figures: dict[tuple[str, str, str], set[str]] = {}
    for cell in _counts(release):
        for dimension, label in cell.breakdown.items():
            if dimension in labels:
                place = (cell.table, cell.category, dimension)
                tables.setdefault(place, set()).add(label)
                if _has_figure(cell):
                    figures.setdefault(place, set()).add(cell.period)
    for (table, category, dimension), present in tables.items():
        for period in sorted(figures.get((table, category, dimension), ())):
            for label in labels[dimension]:
                if label not in present:
                    yield EarlierCell(period, category, {dimension: label}, 0, 0)
