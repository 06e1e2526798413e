"""The demo: a sheet for reviewers drawn from a synthetic extract, invented decisions on it, and what they say."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.config.review_file import review_record
from foi_return.period_kinds import parse_periods
from foi_return.review.figures import review_figures
from foi_return.review.listing import ListColumns, list_extract
from foi_return.review.plan import PLAN_NAME, ReviewPlan, id_check, plan_text, rows_of
from foi_return.review.private_files import write_private
from foi_return.review.read_back import read_sheet
from foi_return.review.sampling import ListedRecord, Wish, count_strata, draw_sample
from foi_return.review.sheet_file import SHEET_NAME, render_sheet
from foi_return.terms.review import Decision, Part, Review, ReviewPeriod

RESULT_NAME = "review-result.json"
YEARS, CATEGORY, ID_COLUMN = "2019/20 to 2025/26", "cse", "Person ID"
ABOUT = "the hazard of child sexual exploitation"
DEFINITION = (
    "Somebody takes advantage of an imbalance of power to bring a child into sexual activity, in exchange for "
    "something that the child needs or wants, or for the advantage of the one who does it."
)
CONFIDENCE = 0.95

_MET = {Part.FLAGGED: 0.7, Part.UNFLAGGED: 0.06}
"""How likely it is that an invented reviewer finds the definition met."""
_CANNOT_TELL = 0.03

Progress = Callable[[str], None]


def make_review(folder: Path, hazards: Path, seed: int, progress: Progress) -> Path:
    """Writes a reviewed sheet for the records of all years, and the result that `review count` gives of it.

    Args:
        folder: Where the sheet, its plan and the result go; only its owner can open it, where that can be promised.
        hazards: The file of hazards of the synthetic council.
        seed: The same seed draws the same sample and invents the same decisions.
        progress: Told in words what is being done.

    Returns:
        The result, for `build --review`.

    Raises:
        UserError: Of the kind that fits.
    """
    request = load_request("core")
    field_map = load_field_map(find_field_map("anytown"), request)
    years = parse_periods([YEARS])
    period = ReviewPeriod(YEARS, years[0].first_day, years[-1].last_day)
    columns = ListColumns(ID_COLUMN, "", "")
    records, _ = list_extract(field_map, "hazards", CATEGORY, {"hazards": hazards}, columns, period, True, progress)
    progress("Filling in the reviewers' sheet")
    wishes = {Part.FLAGGED: Wish(), Part.UNFLAGGED: Wish(half_width=0.05)}
    drawn = draw_sample(records, wishes, seed, CONFIDENCE)
    sizes = count_strata(records)
    plan = ReviewPlan(
        ABOUT,
        DEFINITION,
        period,
        ID_COLUMN,
        seed,
        CONFIDENCE,
        tuple(sizes.items()),
        rows_of(drawn, list(sizes)),
        tuple(id_check(seed, number, record.id) for number, record in enumerate(drawn, start=1)),
    )
    filled = render_sheet(plan, drawn, _decisions(drawn, seed))
    write_private(folder, {SHEET_NAME: filled, PLAN_NAME: plan_text(plan).encode()}, replace=True)
    strata = read_sheet(folder / SHEET_NAME, plan)
    review = Review(ABOUT, DEFINITION, period, CONFIDENCE, strata, review_figures(strata, CONFIDENCE))
    text = json.dumps(review_record(review), ensure_ascii=False, indent=2) + "\n"
    write_private(folder, {RESULT_NAME: text.encode()}, replace=True)
    return folder / RESULT_NAME


def _decisions(drawn: list[ListedRecord], seed: int) -> Mapping[int, Decision]:
    """An invented decision for each row by its number."""
    chance = random.Random(f"decisions {seed}")
    found = {}
    for number, record in enumerate(drawn, start=1):
        unclear, met = chance.random() < _CANNOT_TELL, chance.random() < _MET[record.part]
        found[number] = Decision.CANNOT_TELL if unclear else Decision.MET if met else Decision.NOT_MET
    return found
