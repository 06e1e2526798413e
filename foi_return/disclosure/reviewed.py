"""A review of flags as figures of the one system: its counts are protected like any other, the rest follows from them.

The counts are cells of their own that no table shares, as those on the quality of the records are. Shares, estimates
and intervals stand only where every count that they are worked out from is shown as it is: in a review without groups
a reader could work them out, so they tell nothing new. Where groups were weighted, their weights are not published.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foi_return.disclosure.percentages import percentage
from foi_return.disclosure.problem import InnerCount, Key, Problem, SumCell, Zeros, place_key
from foi_return.disclosure.protect import Pattern
from foi_return.terms.protected import (
    QUALITY_PERIOD,
    Figure,
    PolicyStatement,
    ProtectedReview,
    QualityFigure,
    ReviewLine,
)
from foi_return.terms.review import Estimate, Measure, Part, Review
from foi_return.terms.review import Figure as ReviewFigure
from foi_return.terms.shorthand import Shorthand
from foi_return.terms.unit import CHILDREN, Unit

CATEGORY = "review"

ESTIMATED = "estimated-"
"""Begins the key of each line that is worked out from counts."""

_HEADLINE_WEIGHT = 20

_LABELS = {
    Part.FLAGGED: ("Flagged records", "Flagged records reviewed", "Flagged and met the definition",
                   "Flagged and did not meet the definition", "Flagged and could not be told"),
    Part.UNFLAGGED: ("Records without the flag", "Records without the flag reviewed",
                     "Without the flag and met the definition", "Without the flag and did not meet the definition",
                     "Without the flag and could not be told"),
}  # fmt: skip

_MEASURES = {
    Measure.FLAGS_RIGHT: "Flagged records that met the definition, per cent of flagged records",
    Measure.FLAGGED_MET: "Flagged records that met the definition, estimated",
    Measure.MISSED: "Records without the flag that met the definition, estimated",
    Measure.CASES: "Records that met the definition, flagged or not, estimated",
    Measure.CASES_FLAGGED: "Flagged records among all that met the definition, per cent",
}


@dataclass(frozen=True, slots=True)
class _Count:
    """A count of a review: its name in files, what it is, the outcomes that it sums, and how many those are."""

    name: str
    label: str
    sums: tuple[str, ...]
    value: int

    @property
    def key(self) -> Key:
        return place_key(QUALITY_PERIOD, CATEGORY, {"count": self.name})


def _counts(review: Review) -> list[_Count]:
    """Every count that is published, in order; the same counts for every review of the same design."""
    found: list[_Count] = []
    for part in Part:
        total, labels, name = review.total(part), _LABELS[part], part.value
        if not total.population:
            continue
        outcomes = (f"{name}-met", f"{name}-not-met", f"{name}-cannot-tell")
        rest = () if total.is_census else (f"{name}-not-reviewed",)
        found.append(_Count(name, labels[0], (*outcomes, *rest), total.population))
        if rest:
            found.append(_Count(f"{name}-reviewed", labels[1], outcomes, total.reviewed))
        values = total.met, total.not_met, total.cannot_tell
        found += [
            _Count(outcome, label, (outcome,), value)
            for outcome, label, value in zip(outcomes, labels[2:], values, strict=True)
        ]
    met = [count for count in found if count.name.endswith("ed-met")]
    if review.is_census and len(met) == len(Part):
        found.append(
            _Count(
                "met",
                "Records that met the definition, flagged or not",
                tuple(outcome for count in met for outcome in count.sums),
                sum(count.value for count in met),
            )
        )
    return found


def with_review(problem: Problem, review: Review | None, guard_zeros: bool) -> Problem:
    """The problem with the counts of a review.

    Args:
        problem: The problem.
        review: The review; None for none.
        guard_zeros: Whether zeros that disclose are protected: those of a side of the flag whose records all had
            another outcome.
    """
    if review is None:
        return problem
    counts = _counts(review)
    values = {count.sums[0]: count.value for count in counts if len(count.sums) == 1}
    for part in Part:
        total = review.total(part)
        values[f"{part.value}-not-reviewed"] = total.population - total.reviewed
    names = list(dict.fromkeys(outcome for count in counts for outcome in count.sums))
    places = {name: len(problem.inner) + number for number, name in enumerate(names)}
    inner = tuple(InnerCount(place_key(QUALITY_PERIOD, CATEGORY, {"outcome": name}), values[name]) for name in names)
    protect = guard_zeros and problem.protection.zeros is not Zeros.SHOWN
    cells = tuple(
        SumCell(
            count.key,
            tuple(places[outcome] for outcome in count.sums),
            count.value,
            weight=_weight(count.name),
            protect_zero=protect and count.value == 0,
        )
        for count in counts
    )
    return replace(problem, inner=(*problem.inner, *inner), cells=(*problem.cells, *cells))


def _weight(name: str) -> int:
    """What hiding a count costs: nothing rests on how many did not meet the definition, everything on the others."""
    return 1 if name.endswith(("-not-met", "-cannot-tell")) else _HEADLINE_WEIGHT


def protected_review(
    review: Review, pattern: Pattern, exact: bool, counted: Unit = CHILDREN
) -> tuple[ProtectedReview, tuple[QualityFigure, ...]]:
    """What may be published of a review, and its counts as the certificate covers them.

    Args:
        review: The review.
        pattern: What becomes of its counts.
        exact: Whether counts that are shown are exact; if not, nothing is estimated from them.
        counted: What the other tables of the answer count.
    """
    counts = _counts(review)
    shown = {count.name: pattern.published(count.key, count.value) for count in counts}
    figures = tuple(QualityFigure(CATEGORY, {"count": name}, figure, "records") for name, figure in shown.items())
    lines = [ReviewLine(count.name, count.label, "records", shown[count.name]) for count in counts]
    lines += _derived(review, shown, exact)
    years = f", {review.period.label}" if review.period else ""
    confidence = None if review.is_census else 100 * review.confidence
    title = f"Review of {review.about}{years}"
    return ProtectedReview(title, tuple(_sentences(review, counted)), tuple(lines), confidence), figures


def _derived(review: Review, shown: Mapping[str, Figure], exact: bool) -> Iterator[ReviewLine]:
    """Shares and estimates, and what doubtful records could make of them."""
    for figure in review.figures:
        parts = _parts_of(figure.measure)
        if not figure.measure.is_share and all(review.total(part).is_census for part in parts):
            continue  # It stands among the counts.
        key = f"{ESTIMATED}{figure.measure.value}"
        label, unit = _MEASURES[figure.measure], "per cent" if figure.measure.is_share else "records"
        needed = [shown.get(f"{part.value}{end}", 0) for part in parts for end in ("", "-reviewed", "-met")]
        yield _line(figure, figure.found, key, label, unit, _census_share(figure, shown), needed, exact)
        doubtful = [shown[f"{part.value}-cannot-tell"] for part in parts]
        if all(isinstance(each, int) and not each for each in doubtful):
            continue
        for end, estimate, words in (("least", figure.least, "at least"), ("most", figure.most, "at most")):
            yield _line(
                figure,
                estimate,
                f"{key}-{end}",
                f"{label}: {words}, whatever holds of those that could not be told",
                unit,
                None,
                [*needed, *doubtful],
                exact,
            )


def _line(
    figure: ReviewFigure,
    estimate: Estimate,
    key: str,
    label: str,
    unit: str,
    of_shown: Figure | None,
    needed: Sequence[Figure],
    exact: bool,
) -> ReviewLine:
    hidden = Shorthand.CONFIDENTIAL
    if any(isinstance(each, Shorthand) for each in needed):
        return ReviewLine(key, label, unit, hidden, hidden, hidden)
    if estimate.low is None or estimate.high is None:
        share = of_shown if of_shown is not None else _rounded(figure.measure, estimate.value)
        return ReviewLine(key, label, unit, share if exact or of_shown is not None else hidden)
    if not exact:
        return ReviewLine(key, label, unit, hidden, hidden, hidden)
    return ReviewLine(
        key,
        label,
        unit,
        _rounded(figure.measure, estimate.value),
        _rounded(figure.measure, estimate.low, -1),
        _rounded(figure.measure, estimate.high, 1),
    )


def _census_share(figure: ReviewFigure, shown: Mapping[str, Figure]) -> Figure | None:
    """A share of two counts that are shown; None where it is estimated."""
    if figure.found.low is not None or not figure.measure.is_share:
        return None
    return percentage(shown["flagged-met"], shown["flagged" if figure.measure is Measure.FLAGS_RIGHT else "met"])


def _rounded(measure: Measure, value: float, towards: int = 0) -> Figure:
    """A figure as it is printed; the ends of an interval are rounded outward (`towards` -1 or 1)."""
    scaled = value * (1000 if measure.is_share else 1)
    near = round(scaled, 6)  # What floating point adds must not push an end on to the next figure.
    whole = math.floor(near + 0.5) if not towards else math.floor(near) if towards < 0 else math.ceil(near)
    return whole / 10 if measure.is_share else int(whole)


def _parts_of(measure: Measure) -> tuple[Part, ...]:
    if measure in (Measure.FLAGS_RIGHT, Measure.FLAGGED_MET):
        return (Part.FLAGGED,)
    return (Part.UNFLAGGED,) if measure is Measure.MISSED else tuple(Part)


def _sentences(review: Review, counted: Unit) -> Iterator[str]:
    """How the figures were come by; no sentence holds a figure of the review."""
    yield (
        f"The figures are of a review of {review.about}: reviewers read records with the flag and records without it, "
        "and decided whether each met the definition."
    )
    if review.definition:
        yield f"Definition that the reviewers applied: {review.definition}"
    yield f"They count records, not {counted.plural}, and stand apart from the other tables of this answer."
    if review.is_census:
        yield "Every record was reviewed, so the figures have no margin of error from sampling."
    else:
        weighted = (
            " Groups of records that were sampled apart are weighted by their size." if review.is_stratified else ""
        )
        yield (
            "Of some records only a random sample was reviewed. Estimates say what the whole would be; the interval, "
            f"at {100 * review.confidence:g} per cent confidence, says how far chance could have led them.{weighted}"
        )
    yield "Records that could not be told count as not meeting the definition, where nothing else is said."


def review_notes(review: ProtectedReview, policy: PolicyStatement) -> Iterator[str]:
    """The note on the quality of the records: each share and estimate as it is printed, and how it was come by."""
    told = [
        line for line in review.lines if line.key in ("met", *(f"{ESTIMATED}{measure.value}" for measure in Measure))
    ]
    if not told:
        return

    def printed(figure: Figure, unit: str) -> str:
        if isinstance(figure, Shorthand):
            return policy.printed(figure)
        return f"{figure:,}{'%' if unit == 'per cent' else ''}"

    found = []
    for line in told:
        label = line.label.replace(", per cent of flagged records", "").removesuffix(", per cent")
        ends = (
            ""
            if isinstance(line.low, Shorthand)
            else f" ({printed(line.low, line.unit)} to {printed(line.high, line.unit)})"
        )
        found.append(f"{label}: {printed(line.published, line.unit)}{ends}")
    yield f"Quality of the records: {review.title}. {'; '.join(found)}. {review.sentences[0]}"
