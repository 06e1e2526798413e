"""After an earlier answer by other counting rules, whoever has both and subtracts recovers nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.attack import Verdict
from foi_return.attack.between import lies_within as attack_says_within
from foi_return.disclosure.views import lies_within
from tests.support.ruled_releases import RULES, random_ruled_release

SLOW_SEEDS = 400


def attacked(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        release = random_ruled_release(seed, Path(folder))
        out = release.recovered(Path(folder))
        assert not out, (seed, out[0])


@given(st.integers(0, 10**6))
@settings(max_examples=3)
def test_nothing_is_recovered_from_two_answers_by_different_rules(seed: int) -> None:
    attacked(seed)


def test_attack_recovers_differences_where_nobody_protects_them(tmp_path: Path) -> None:
    """The test above could not fail if the attack saw nothing."""
    found = 0
    for seed in range(4):
        report = random_ruled_release(seed, tmp_path, protected=False).attack(tmp_path)
        found += any("without" in each.place.definition for each in report.readings[0].of(Verdict.EXACT, Verdict.SMALL))
    assert found


@pytest.mark.parametrize(("first", "second"), [*RULES, *((second, first) for first, second in RULES)])
def test_attack_and_protector_agree_on_which_rules_lie_within_which(first, second) -> None:  # type: ignore[no-untyped-def]
    assert attack_says_within(first.sentences(), second.sentences()) == lies_within(first, second)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_nothing_is_recovered_from_hundreds_of_pairs_by_different_rules(block: int) -> None:
    share = SLOW_SEEDS // 20
    for seed in range(block * share, block * share + share):
        attacked(seed)
