"""What a review says of a flag: the known answer, intervals against independent counts, weights worked out by hand."""

from __future__ import annotations

import builtins
import math
import random
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product

import pytest
from scipy import stats

from foi_return.errors import RequestError
from foi_return.review import intervals
from foi_return.review.figures import review_figures
from foi_return.review.intervals import Range, add_ranges, distribution, exact_limits, group_range, share_of_sum
from foi_return.terms.review import Estimate, Measure, Part, Stratum

FLAGGED, UNFLAGGED = Part


def found(strata: Sequence[Stratum], confidence: float = 0.95) -> dict[Measure, Estimate]:
    return {figure.measure: figure.found for figure in review_figures(strata, confidence)}


def test_a_review_of_every_record_gives_the_published_figures_without_an_interval() -> None:
    # One force, 2019: 464 offences flagged, of which 276 met the definition; 177 more met it and were not flagged.
    figures = found([Stratum(FLAGGED, 464, 276, 188), Stratum(UNFLAGGED, 1900, 177, 1723)])
    assert round(100 * figures[Measure.FLAGS_RIGHT].value, 1) == 59.5
    assert round(100 * figures[Measure.CASES_FLAGGED].value, 1) == 60.9
    assert figures[Measure.CASES] == Estimate(453)
    assert figures[Measure.MISSED] == Estimate(177)
    assert all(estimate.low is None and estimate.high is None for estimate in figures.values())


def tail_sum(population: int, total: int, reviewed: int, seen: Sequence[int]) -> Fraction:
    """The probability of a number of a set among those reviewed, by counting samples."""
    ways = sum(math.comb(total, met) * math.comb(population - total, reviewed - met) for met in seen)
    return Fraction(ways, math.comb(population, reviewed))


@pytest.mark.parametrize(("population", "reviewed"), [(12, 5), (30, 9), (40, 39), (7, 1)])
def test_exact_limits_are_those_of_counting_samples(population: int, reviewed: int) -> None:
    for met in range(reviewed + 1):
        possible = range(met, population - (reviewed - met) + 1)
        low = min(m for m in possible if tail_sum(population, m, reviewed, range(met, reviewed + 1)) > Fraction(1, 40))
        high = max(m for m in possible if tail_sum(population, m, reviewed, range(met + 1)) > Fraction(1, 40))
        assert exact_limits(population, reviewed, met, 0.95) == (low, high)


@pytest.mark.parametrize("met", [0, 1, 37, 199, 200])
def test_limits_in_a_list_without_end_are_those_of_clopper_and_pearson(met: int) -> None:
    population = 20_000_000
    limits = exact_limits(population, 200, met, 0.95)
    expected = stats.binomtest(met, 200).proportion_ci(0.95, "exact")
    assert [limit / population for limit in limits] == pytest.approx([expected.low, expected.high], abs=2e-6)


def test_interval_shrinks_to_the_count_as_the_review_comes_to_cover_the_list() -> None:
    widths = []
    for reviewed in (50, 100, 200, 400, 499, 500):
        low, high = exact_limits(500, reviewed, reviewed // 5, 0.95)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


def test_true_count_is_kept_as_often_as_said_whatever_it_is() -> None:
    population, reviewed = 60, 20
    limits = [exact_limits(population, reviewed, met, 0.9) for met in range(reviewed + 1)]
    for total in range(population + 1):
        kept = [met for met in range(reviewed + 1) if limits[met][0] <= total <= limits[met][1]]
        assert tail_sum(population, total, reviewed, kept) >= Fraction(9, 10)


def test_groups_are_weighted_by_their_size() -> None:
    # By hand: 1,000 records of which 50 were reviewed and 5 met: 100. 200 of which 40 and 10: 50. Together 150; the
    # unweighted share, 15 of 90, would have said 200.
    strata = [Stratum(UNFLAGGED, 1000, 5, 45), Stratum(UNFLAGGED, 200, 10, 30)]
    missed = found(strata)[Measure.MISSED]
    first, second = exact_limits(1000, 50, 5, 0.95), exact_limits(200, 40, 10, 0.95)
    assert missed.value == 150
    assert missed.low == pytest.approx(150 - math.hypot(100 - first[0], 50 - second[0]))
    assert missed.high == pytest.approx(150 + math.hypot(first[1] - 100, second[1] - 50))


def test_a_group_reviewed_whole_adds_its_count_and_no_doubt() -> None:
    alone = group_range(900, 100, 8, 0.95)
    both = add_ranges([alone, group_range(30, 30, 12, 0.95)])
    assert (both.value, both.low, both.high) == pytest.approx((alone.value + 12, alone.low + 12, alone.high + 12))


def test_share_of_cases_flagged_follows_exactly_where_one_side_is_known() -> None:
    share = share_of_sum(Range(276, 276, 276), Range(200, 107, 339))
    assert share is not None
    assert (share.low, share.value, share.high) == pytest.approx((276 / (276 + 339), 276 / 476, 276 / (276 + 107)))


@pytest.mark.parametrize("seed", range(20))
def test_ends_of_a_share_are_where_the_difference_can_be_nothing(seed: int) -> None:
    chance = random.Random(seed)
    part, other = (
        Range(value, value * chance.random(), value * (1 + chance.random())) for value in (chance.uniform(1, 90), 40)
    )
    share = share_of_sum(part, other)
    assert share is not None and 0 < share.low <= share.value <= share.high < 1
    for end, a, b in (
        (share.low, part.value - part.low, other.high - other.value),
        (share.high, part.high - part.value, other.value - other.low),
    ):
        difference = (1 - end) * part.value - end * other.value
        assert abs(difference) == pytest.approx(math.hypot((1 - end) * a, end * b))


def test_nothing_met_gives_no_share_of_cases_and_an_upper_end() -> None:
    figures = found([Stratum(FLAGGED, 20, 0, 20), Stratum(UNFLAGGED, 500, 0, 60)])
    assert Measure.CASES_FLAGGED not in figures
    assert figures[Measure.CASES].value == figures[Measure.CASES].low == 0
    assert figures[Measure.CASES].high == exact_limits(500, 60, 0, 0.95)[1]


def test_doubtful_records_are_taken_both_ways_each_side_as_it_bears() -> None:
    figures = {
        each.measure: each
        for each in review_figures([Stratum(FLAGGED, 100, 60, 30, 10), Stratum(UNFLAGGED, 400, 20, 360, 20)])
    }
    right, cases, flagged = (figures[each] for each in (Measure.FLAGS_RIGHT, Measure.CASES, Measure.CASES_FLAGGED))
    assert [right.found.value, right.least.value, right.most.value] == [0.6, 0.6, 0.7]
    assert [cases.found.value, cases.least.value, cases.most.value] == [80, 80, 110]
    assert [flagged.least.value, flagged.found.value, flagged.most.value] == [60 / 100, 60 / 80, 70 / 90]


def test_a_side_with_a_group_that_nobody_reviewed_gives_no_figure() -> None:
    figures = found([Stratum(FLAGGED, 10, 6, 4), Stratum(UNFLAGGED, 90, 3, 20), Stratum(UNFLAGGED, 50)])
    assert set(figures) == {Measure.FLAGS_RIGHT, Measure.FLAGGED_MET}


def test_without_the_statistics_library_a_census_is_counted_and_a_sample_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("scipy"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    distribution.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    assert found([Stratum(FLAGGED, 5, 3, 2), Stratum(UNFLAGGED, 9, 1, 8)])[Measure.CASES].value == 4
    with pytest.raises(RequestError, match=r"pip install 'foi-return\[review\]'"):
        found([Stratum(FLAGGED, 50, 3, 2)])


def test_commands_start_without_the_statistics_library() -> None:
    code = "import sys; from foi_return.cli import _parser; _parser(); import foi_return.review.commands"
    code += "; raise SystemExit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


DESIGNS = list(
    product(
        [((400, 60, 0.6),), ((300, 300, 0.6),), ((40, 12, 0.3), (200, 30, 0.8))],
        [((5000, 300, 0.03),), ((900, 60, 0.02), (300, 100, 0.3), (60, 10, 0.5)), ((2000, 80, 0.001),)],
    )
)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(DESIGNS)))
def test_intervals_keep_the_truth_as_often_as_they_say(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # The same samples come again and again.
    monkeypatch.setattr(intervals, "exact_limits", lru_cache(maxsize=None)(intervals.exact_limits))
    chance = random.Random(number)
    sides = DESIGNS[number]
    groups = [
        (part, size, sample, round(size * share))
        for part, own in zip(Part, sides, strict=True)
        for size, sample, share in own
    ]
    truth = {part: sum(met for side, _, _, met in groups if side is part) for part in Part}
    cases = sum(truth.values())
    true = {Measure.MISSED: truth[UNFLAGGED], Measure.CASES: cases, Measure.CASES_FLAGGED: truth[FLAGGED] / cases}
    kept = dict.fromkeys(true, 0)
    runs = 2000
    for _ in range(runs):
        strata = []
        for part, size, sample, met in groups:
            seen = sum(each < met for each in chance.sample(range(size), sample))
            strata.append(Stratum(part, size, seen, sample - seen))
        figures = found(strata)
        for measure, value in true.items():
            estimate = figures.get(measure)
            if estimate is not None and estimate.low is not None and estimate.high is not None:
                kept[measure] += estimate.low - 1e-9 <= value <= estimate.high + 1e-9
    # Three standard deviations of 2,000 runs at 95% are 1.5 points.
    assert all(times / runs > 0.935 for times in kept.values()), {m: t / runs for m, t in kept.items()}
