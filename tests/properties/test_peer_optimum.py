"""Where the best-known tool solves the same problem, its optimum and this program's agree.

The problem is the same where zeros may be hidden too: every small cell must stay possible from 0 to the threshold, for
a reader to whom hidden cells are 0 or more. The peer (pytauargus, EUPL-1.2) is an oracle here, never a dependency:
install `benchmarks/requirements-peer.txt` to run this.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

import pytest

from benchmarks.peer import TOTAL, Levels, ask_peer, task
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import InnerCount, Problem, Protection, SumCell, Zeros

pytestmark = pytest.mark.slow

SHAPES = ((3, 3), (2, 5), (4, 4), (2, 2, 2), (2, 3, 3), (2, 2, 1, 2))


def random_table(seed: int) -> Problem:
    """One table with all totals: small counts, some zeros, and a random weight for each cell."""
    draw = random.Random(seed)
    shape = SHAPES[seed % len(SHAPES)]
    names = list(itertools.product(*(range(size) for size in shape)))
    counts = [draw.choice((0, 1, 2, 4, 6, 9, 14)) for _ in names]
    cells = []
    for place in itertools.product(*((*range(size), None) for size in shape)):
        sums = tuple(
            number
            for number, name in enumerate(names)
            if all(own in (None, each) for own, each in zip(place, name, strict=True))
        )
        key = tuple(TOTAL if own is None else f"{own:02}" for own in place)
        cells.append(SumCell(key, sums, sum(counts[number] for number in sums), draw.randint(1, 9)))
    inner = tuple(InnerCount(tuple(map(str, name)), count) for name, count in zip(names, counts, strict=True))
    return Problem(inner, tuple(cells), (), Protection(5, Zeros.MAY_HIDE))


@pytest.mark.parametrize("seed", range(54))
def test_optimum_weighs_the_same_as_the_peers(seed: int) -> None:
    pytest.importorskip("pytauargus")
    problem = random_table(seed)
    ours = suppress(problem)
    theirs = ask_peer(problem, task(problem, "OPT", Levels("0 to 5", lowest=0)), Path(sys.executable))
    assert ours.proved
    assert theirs.secondary is not None, theirs.trouble
    weights = {cell.key: cell.weight for cell in problem.cells}
    assert sum(weights[key] for key in theirs.secondary) == ours.cost
