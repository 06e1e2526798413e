"""What the `review` commands say on the screen: for the officer, with true numbers, without an id or a group's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foi_return.review.plan import ReviewPlan
from foi_return.terms.review import Estimate, Figure, Measure, Part, Review, Stratum

_WORDS = {
    Measure.FLAGS_RIGHT: "Share of flagged records that met the definition",
    Measure.FLAGGED_MET: "Flagged records that met it",
    Measure.MISSED: "Unflagged records that met it (missed by the flag)",
    Measure.CASES: "Records that met it, flagged or not (adjusted count)",
    Measure.CASES_FLAGGED: "Share of the records that met it that were flagged",
}
_WIDTH = max(map(len, _WORDS.values()))


def plan_lines(plan: ReviewPlan, sheet: Path, private: bool) -> Iterator[str]:
    """What was written for the reviewers, and what to do with it."""
    yield f"A sheet of {len(plan.rows):,} records to review, drawn with seed {plan.seed}:"
    for part in Part:
        own = [position for position, ((side, _), _) in enumerate(plan.strata) if side is part]
        sampled, population = (
            sum(plan.sampled(position) for position in own),
            sum(plan.strata[position][1] for position in own),
        )
        groups = f", in {len(own)} groups" if len(own) > 1 else ""
        yield f"  {part.value}: {sampled:,} of {population:,}{groups}"
    yield f"\nThe sheet is {sheet}"
    yield "Its plan lies beside it. The reviewers need the sheet alone; keep both, they must not be sent."
    yield from _privacy(private)
    yield f"When it is filled in: foi-return review count {sheet}"


def plan_record(plan: ReviewPlan) -> dict[str, Any]:
    """The same for a program; groups are numbered, not named."""
    return {
        "rows": len(plan.rows),
        "seed": plan.seed,
        "strata": [
            {"part": part.value, "population": population, "sampled": plan.sampled(position)}
            for position, ((part, _), population) in enumerate(plan.strata)
        ],
    }


def review_lines(review: Review, result: Path, private: bool) -> Iterator[str]:
    """What the decisions say, with true numbers."""
    yield f"Review of {review.about}. Internal: these are true numbers.\n"
    for part in Part:
        yield _decisions_line(review.total(part))
    blank = sum(stratum.not_reviewed for stratum in review.strata)
    if blank:
        yield (
            f"\n{blank:,} chosen records have no decision. The figures take those that have one for a random sample, "
            "which is right only if which were left has nothing to do with what they hold."
        )
    yield ""
    for figure in review.figures:
        yield f"  {_WORDS[figure.measure].ljust(_WIDTH)}  {_in_words(figure, review)}"
    yield from _why_not(review)
    if review.has_doubt:
        yield (
            "\nRecords of which nobody could tell count as not meeting the definition; the range says what the figure "
            "could be if some or all of them met it."
        )
    if not review.is_census:
        yield f"\nIn brackets: the {100 * review.confidence:g}% interval, because only a sample was reviewed."
    yield f"\nThe result is {result}"
    yield from _privacy(private)
    if review.period is None:
        yield "To publish it, count again with --period: readers must know which years the records are from."
    else:
        yield f"To publish it with an answer, protected: foi-return build ... --review {result}"


def _decisions_line(total: Stratum) -> str:
    return (
        f"  {total.part.value}: {total.population:,} records, {total.reviewed:,} reviewed: {total.met:,} met, "
        f"{total.not_met:,} not met, {total.cannot_tell:,} cannot tell"
    )


def _in_words(figure: Figure, review: Review) -> str:
    text = _estimate(figure.found, figure.measure)
    if not review.has_doubt or (figure.least, figure.most) == (figure.found, figure.found):
        return text
    ends = figure.least.low, figure.most.high
    whole = Estimate(figure.found.value, *ends) if None not in ends else None
    span = f"{_number(figure.least.value, figure.measure)} to {_number(figure.most.value, figure.measure)}"
    return f"{text}; from {span} by doubtful records" + (f"{_interval(whole, figure.measure)}" if whole else "")


def _estimate(estimate: Estimate, measure: Measure) -> str:
    return _number(estimate.value, measure) + _interval(estimate, measure)


def _interval(estimate: Estimate, measure: Measure) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f" ({_number(estimate.low, measure)} to {_number(estimate.high, measure)})"


def _number(value: float, measure: Measure) -> str:
    return f"{100 * value:.1f}%" if measure.is_share else f"{value:,.0f}"


def _why_not(review: Review) -> Iterator[str]:
    given = {figure.measure for figure in review.figures}
    for part, measure in ((Part.FLAGGED, Measure.FLAGGED_MET), (Part.UNFLAGGED, Measure.MISSED)):
        own = [stratum for stratum in review.strata if stratum.part is part and stratum.population]
        if measure in given:
            continue
        if not own:
            yield f"There are no {part.value} records in the review, so nothing can be said that rests on them."
        else:
            yield (
                f"{sum(not stratum.reviewed for stratum in own)} of {len(own)} groups of {part.value} records have no "
                "decision, so nothing can be said that rests on them."
            )
    if Measure.CASES in given and Measure.CASES_FLAGGED not in given:
        yield "No record met the definition, so there is no share of such records."


def _privacy(private: bool) -> Iterator[str]:
    if not private:
        yield "Others who use this disk may be able to read it: move it to a folder that only you can open."
