"""What a review says of a flag: how often it was right, how many cases it missed, how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from foi_return.review.intervals import Range, add_ranges, group_range, share_of_sum
from foi_return.terms.review import Estimate, Figure, Measure, Part, Stratum


def review_figures(strata: Sequence[Stratum], confidence: float = 0.95) -> tuple[Figure, ...]:
    """The measures that the decisions allow, in the order of `Measure`.

    A side of the flag with a group of which no record has a decision gives no figure. Records of which the reviewers
    could not tell count as not meeting the definition in `found`; `least` and `most` take them all one way, each
    side of the flag as it bears on the measure: cases flagged are least where the doubtful flagged ones do not meet
    the definition and the doubtful unflagged ones do.

    Raises:
        RequestError: A sample needs an interval, and the statistics library is not installed.
    """
    flagged, unflagged = ([each for each in strata if each.part is part and each.population] for part in Part)
    figures = []
    if _can_be_estimated(flagged):
        none, every = (_met(flagged, doubtful, confidence) for doubtful in (False, True))
        size = sum(stratum.population for stratum in flagged)
        counts = none, none, every
        figures.append(_figure(Measure.FLAGS_RIGHT, [_scaled(each, size) for each in counts], flagged))
        figures.append(_figure(Measure.FLAGGED_MET, counts, flagged))
    if _can_be_estimated(unflagged):
        none, every = (_met(unflagged, doubtful, confidence) for doubtful in (False, True))
        figures.append(_figure(Measure.MISSED, (none, none, every), unflagged))
    if _can_be_estimated(flagged) and _can_be_estimated(unflagged):
        figures += _of_both(flagged, unflagged, confidence)
    return tuple(figures)


def _of_both(flagged: Sequence[Stratum], unflagged: Sequence[Stratum], confidence: float) -> list[Figure]:
    """The adjusted count, and the share of it that was flagged."""
    both = [*flagged, *unflagged]
    none, every = (_met(both, doubtful, confidence) for doubtful in (False, True))
    figures = [_figure(Measure.CASES, (none, none, every), both)]
    taken = [
        share_of_sum(_met(flagged, right, confidence), _met(unflagged, missed, confidence))
        for right, missed in ((False, False), (False, True), (True, False))
    ]
    found, least, most = taken
    if found and least and most:
        figures.append(_figure(Measure.CASES_FLAGGED, (found, least, most), both))
    return figures


def _can_be_estimated(strata: Sequence[Stratum]) -> bool:
    return bool(strata) and all(stratum.reviewed for stratum in strata)


def _met(strata: Sequence[Stratum], doubtful: bool, confidence: float) -> Range:
    return add_ranges(
        [
            group_range(stratum.population, stratum.reviewed, stratum.counted_as_met(doubtful), confidence)
            for stratum in strata
        ]
    )


def _scaled(count: Range, size: int) -> Range:
    return Range(count.value / size, count.low / size, count.high / size)


def _figure(measure: Measure, taken: Sequence[Range], strata: Sequence[Stratum]) -> Figure:
    """A figure of three ranges: found, least and most; without intervals where every record was reviewed."""
    whole = all(stratum.is_census for stratum in strata)
    found, least, most = (
        Estimate(each.value) if whole else Estimate(each.value, each.low, each.high) for each in taken
    )
    return Figure(measure, found, least, most)
