"""The plan of a review: what the sheet leaves out so that reviewers do not know which records were flagged.

It lies beside the sheet as `review-plan.toml`, and holds no id: rows are numbered, and a short check tells whether the
id in a row is still the one that was written there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from foi_return.config.toml_file import FORMAT, Model, check_model, read_toml
from foi_return.config.toml_write import toml_text
from foi_return.errors import Fault, RequestError
from foi_return.review.sampling import ListedRecord, StratumKey
from foi_return.terms.review import Part, ReviewPeriod

PLAN_NAME = "review-plan.toml"

_CHECK_LENGTH = 4
_COMMENT = (
    "The plan of a review of flags. It belongs beside its sheet: without it the decisions cannot be counted.\n"
    "Do not show it to the reviewers: it says which rows are of flagged records."
)


class _Stratum(Model):
    part: str
    name: str
    population: int


class _Period(Model):
    label: str
    first_day: date
    last_day: date


class _Plan(Model):
    format: int
    about: str
    definition: str = ""
    id_column: str
    seed: int
    confidence: float
    period: _Period | None = None
    strata: list[_Stratum]
    stratum_of_row: list[int]
    check_of_row: list[str]


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """What is known of a sheet's rows beside their ids.

    Attributes:
        about: The flag, as a reader knows it.
        definition: The definition that reviewers apply; empty where nobody said.
        period: The days that the records are from; None where nobody said.
        id_column: The heading of the column of ids.
        seed: What the sample was drawn with.
        confidence: The confidence of the intervals.
        strata: Each group with the number of its records, in order.
        rows: For each row of the sheet, by its number from 1, the position of its group in `strata`.
        checks: For each row, the check of its id.
    """

    about: str
    definition: str
    period: ReviewPeriod | None
    id_column: str
    seed: int
    confidence: float
    strata: tuple[tuple[StratumKey, int], ...]
    rows: tuple[int, ...]
    checks: tuple[str, ...]

    def sampled(self, position: int) -> int:
        """How many rows of the sheet are of a group."""
        return self.rows.count(position)


def id_check(seed: int, number: int, text: str) -> str:
    """Four characters that tell whether a row still has its id; one wrong id in 65,536 passes."""
    return hashlib.sha256(f"{seed}:{number}:{text.strip()}".encode()).hexdigest()[:_CHECK_LENGTH]


def rows_of(drawn: Sequence[ListedRecord], strata: Sequence[StratumKey]) -> tuple[int, ...]:
    """The position of each drawn record's group."""
    places = {key: position for position, key in enumerate(strata)}
    return tuple(places[record.part, record.stratum] for record in drawn)


def plan_text(plan: ReviewPlan) -> str:
    """The plan as a TOML file."""
    tables: dict[str, Any] = {
        "format": FORMAT,
        "about": plan.about,
        "definition": plan.definition,
        "id_column": plan.id_column,
        "seed": plan.seed,
        "confidence": plan.confidence,
        "stratum_of_row": list(plan.rows),
        "check_of_row": list(plan.checks),
        "strata": [
            {"part": part.value, "name": name, "population": population} for (part, name), population in plan.strata
        ],
    }
    if plan.period is not None:
        tables["period"] = {
            "label": plan.period.label,
            "first_day": plan.period.first_day,
            "last_day": plan.period.last_day,
        }
    return toml_text(tables, _COMMENT)


def load_plan(path: Path) -> ReviewPlan:
    """Loads a plan.

    Raises:
        RequestError: The file is missing or faulty, or contradicts itself.
    """
    model = check_model(_Plan, read_toml(path, RequestError), str(path), RequestError)
    sides = {part.value: part for part in Part}
    sound = (
        len(model.stratum_of_row) == len(model.check_of_row)
        and all(0 <= position < len(model.strata) for position in model.stratum_of_row)
        and all(
            each.part in sides and each.population >= model.stratum_of_row.count(position)
            for position, each in enumerate(model.strata)
        )
        and 0 < model.confidence < 1
        and (model.period is None or model.period.first_day <= model.period.last_day)
    )
    if not sound:
        raise RequestError(
            Fault(
                str(path),
                "the plan contradicts itself: its rows, groups and numbers do not fit each other",
                "the plan as `foi-return review sheet` wrote it",
                "Take it from a backup, or write a new sheet",
            )
        )
    period = model.period
    return ReviewPlan(
        model.about,
        model.definition,
        ReviewPeriod(period.label, period.first_day, period.last_day) if period else None,
        model.id_column,
        model.seed,
        model.confidence,
        tuple(((sides[each.part], each.name), each.population) for each in model.strata),
        tuple(model.stratum_of_row),
        tuple(model.check_of_row),
    )
