"""On larger lists whose truth is known, few matches are wrong and few are missed."""

from __future__ import annotations

import pytest

from benchmarks.bench_reconcile import measure


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 5))
def test_precision_and_recall_on_known_truth(seed: int) -> None:
    pytest.importorskip("splink")
    found = measure(seed, 1_000, 8_000)
    assert found.alone.precision > 0.99
    assert found.alone.recall > 0.95
    assert found.with_clerk.precision > 0.99
    assert found.with_clerk.recall > found.alone.recall > found.exact.recall
