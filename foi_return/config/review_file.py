"""The result of a review as a file: `foi-return review count` writes it, `build --review` reads it.

It holds true counts, so it is internal; it holds no id and no name of a group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foi_return.config.toml_file import text_faults
from foi_return.errors import Fault, RequestError
from foi_return.terms.review import Estimate, Figure, Measure, Part, Review, ReviewPeriod, Stratum

FORMAT_VERSION = 1

_AGREES_TO = 1e-6

_Count = Annotated[int, Field(ge=0, strict=True)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Stratum(_Model):
    part: Part
    population: _Count
    met: _Count
    not_met: _Count
    cannot_tell: _Count
    not_reviewed: _Count


class _Estimate(_Model):
    value: float = Field(allow_inf_nan=False, ge=0)
    low: float | None = Field(None, allow_inf_nan=False, ge=0)
    high: float | None = Field(None, allow_inf_nan=False, ge=0)


class _Figure(_Model):
    measure: Measure
    found: _Estimate
    least: _Estimate
    most: _Estimate


class _Period(_Model):
    label: str = Field(min_length=1)
    first_day: date
    last_day: date


class _Review(_Model):
    format: Literal[1]
    about: str = Field(min_length=1)
    definition: str = ""
    period: _Period | None = None
    confidence: float = Field(gt=0, lt=1)
    strata: list[_Stratum] = Field(min_length=1)
    figures: list[_Figure]


def review_record(review: Review) -> dict[str, Any]:
    """The review as JSON's own types."""
    period = review.period
    return {
        "format": FORMAT_VERSION,
        "about": review.about,
        "definition": review.definition,
        "period": period
        and {
            "label": period.label,
            "first_day": period.first_day.isoformat(),
            "last_day": period.last_day.isoformat(),
        },
        "confidence": review.confidence,
        "strata": [
            {
                "part": stratum.part.value,
                "population": stratum.population,
                "met": stratum.met,
                "not_met": stratum.not_met,
                "cannot_tell": stratum.cannot_tell,
                "not_reviewed": stratum.not_reviewed,
            }
            for stratum in review.strata
        ],
        "figures": [
            {
                "measure": figure.measure.value,
                **{
                    name: {"value": estimate.value, "low": estimate.low, "high": estimate.high}
                    for name, estimate in (("found", figure.found), ("least", figure.least), ("most", figure.most))
                },
            }
            for figure in review.figures
        ],
    }


def load_review(path: Path) -> Review:
    """Loads the result of a review.

    Raises:
        RequestError: The file cannot be read, is no such result, or its figures do not follow from its counts.
    """
    step = "Write it again: foi-return review count SHEET"
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        model = _Review.model_validate(content)
    except OSError as problem:
        raise RequestError(Fault(str(path), f"the file cannot be read ({problem.strerror})", "", step)) from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise RequestError(Fault(str(path), "this is not JSON", "the result of a review", step)) from None
    except ValidationError as problem:
        places = [".".join(map(str, detail["loc"])) for detail in problem.errors()[:5]]
        raise RequestError(
            Fault(f"{path}: {', '.join(places)}", "it is missing or cannot be used", "the result of a review", step)
        ) from None
    review = Review(
        model.about,
        model.definition,
        ReviewPeriod(model.period.label, model.period.first_day, model.period.last_day) if model.period else None,
        model.confidence,
        tuple(Stratum(**each.model_dump()) for each in model.strata),
        tuple(Figure(each.measure, *map(_estimate, (each.found, each.least, each.most))) for each in model.figures),
    )
    faults = [
        *text_faults(content, str(path)),
        *(Fault(str(path), found, "", step) for found in _contradictions(review)),
    ]
    if faults:
        raise RequestError(faults)
    return review


def load_published_review(path: Path) -> Review:
    """The same for a review that is published, which must say which years its records are from.

    Raises:
        RequestError: See `load_review`; or it does not say.
    """
    review = load_review(path)
    if review.period is None:
        raise RequestError(
            Fault(
                str(path),
                "the review does not say which years its records are from",
                "a period",
                "Count again: foi-return review count SHEET --period '2019/20 to 2023/24'",
            )
        )
    return review


def _estimate(model: _Estimate) -> Estimate:
    return Estimate(model.value, model.low, model.high)


def _contradictions(review: Review) -> Iterator[str]:
    """What in a file cannot be true."""
    if any(stratum.reviewed + stratum.not_reviewed > stratum.population for stratum in review.strata):
        yield "a group has more records in the review than it has at all"
    if review.period and review.period.first_day > review.period.last_day:
        yield "its period ends before it starts"
    if len({figure.measure for figure in review.figures}) < len(review.figures):
        yield "a figure stands twice"
    for figure in review.figures:
        if any(not _in_order(estimate) for estimate in (figure.found, figure.least, figure.most)):
            yield f"the interval of '{figure.measure.value}' does not hold its value"
        expected = _point(review, figure.measure)
        if expected is None or abs(expected - figure.found.value) > _AGREES_TO * max(1, abs(expected)):
            yield f"the figure '{figure.measure.value}' does not follow from the counts"


def _in_order(estimate: Estimate) -> bool:
    if estimate.low is None or estimate.high is None:
        return estimate.low is estimate.high
    return estimate.low <= estimate.value + _AGREES_TO and estimate.value <= estimate.high + _AGREES_TO


def _point(review: Review, measure: Measure) -> float | None:
    """A figure computed anew from the counts; None where they do not allow it."""
    met = {
        part: [
            stratum.population * stratum.met / stratum.reviewed if stratum.reviewed else None
            for stratum in review.strata
            if stratum.part is part and stratum.population
        ]
        for part in Part
    }
    sums = {
        part: sum(each or 0 for each in met[part]) if met[part] and None not in met[part] else None for part in Part
    }
    right, missed = sums[Part.FLAGGED], sums[Part.UNFLAGGED]
    if measure is Measure.MISSED:
        return missed
    if right is None or measure is Measure.FLAGGED_MET:
        return right
    if measure is Measure.FLAGS_RIGHT:
        return right / review.total(Part.FLAGGED).population
    if missed is None or measure is Measure.CASES:
        return None if missed is None else right + missed
    return right / (right + missed) if right + missed else None
