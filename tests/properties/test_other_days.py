"""After an earlier answer over other days, whoever has both and subtracts recovers nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.attack import Verdict
from tests.support.windowed_releases import random_windowed_release

SLOW_SEEDS = 400


def attacked(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        release = random_windowed_release(seed, Path(folder))
        assert not release.prepared.revised, "counted over its own days, every earlier figure is true"
        out = release.recovered(Path(folder))
        assert not out, (seed, out[0])


@given(st.integers(0, 10**6))
@settings(max_examples=3)
def test_nothing_is_recovered_from_two_answers_over_different_days(seed: int) -> None:
    attacked(seed)


def test_attack_recovers_differences_where_nobody_protects_them(tmp_path: Path) -> None:
    """The test above could not fail if the attack saw nothing."""
    found = 0
    for seed in range(8):
        report = random_windowed_release(seed, tmp_path, protected=False).attack(tmp_path)
        found += any("without" in each.place.definition for each in report.readings[0].of(Verdict.EXACT, Verdict.SMALL))
    assert found


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_nothing_is_recovered_from_hundreds_of_pairs_over_different_days(block: int) -> None:
    share = SLOW_SEEDS // 20
    for seed in range(block * share, block * share + share):
        attacked(seed)
