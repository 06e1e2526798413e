"""The master problem proposes the cheapest pattern that meets its cuts, and says so where there is none."""

from __future__ import annotations

import numpy as np

from foi_return.disclosure.cuts import Cut
from foi_return.disclosure.master import Master, Proposal

ALL = np.ones(4, dtype=np.bool_)
NONE = np.zeros(4, dtype=np.bool_)


def master(*cuts: Cut) -> Master:
    """Cells that cost 9, 3, 1 and 2; the first is always hidden, the others may be."""
    first = np.array([True, False, False, False])
    made = Master(np.array([9, 3, 1, 2]), ~first, first)
    assert all([made.add(cut) for cut in cuts])
    return made


def pattern(proposal: Proposal) -> list[float]:
    assert proposal.pattern is not None
    return [round(float(share), 6) for share in proposal.pattern]


def test_nothing_more_is_hidden_without_a_cut() -> None:
    for proposal in (master().whole(100), master().relaxed()):
        assert (pattern(proposal), proposal.bound, proposal.proved) == ([1, 0, 0, 0], 0, True)


def test_cheapest_pattern_that_meets_every_cut() -> None:
    asked = master(Cut((1, 2), (1, 1), 1), Cut((2, 3), (1, 1), 2))
    assert not asked.add(Cut((2, 3), (1, 1), 2)), "kept before"
    assert asked.number == 2
    proposal = asked.whole(100)
    assert (pattern(proposal), proposal.bound, proposal.proved) == ([1, 0, 1, 1], 3, True)


def test_relaxed_pattern_hides_cells_in_part_and_its_bound_is_whole() -> None:
    proposal = master(Cut((1,), (2,), 1)).relaxed()
    assert (pattern(proposal), proposal.bound, proposal.proved) == ([1, 0.5, 0, 0], 2, True)


def test_whole_pattern_hides_no_cell_in_part() -> None:
    proposal = master(Cut((1,), (2,), 1)).whole(100)
    assert (pattern(proposal), proposal.bound, proposal.proved) == ([1, 1, 0, 0], 3, True)


def test_ties_are_broken_by_other_costs_at_the_same_true_cost() -> None:
    asked = master(Cut((1, 2, 3), (1, 1, 1), 1))
    assert pattern(asked.whole(100, np.array([1, 5, 5, 1]), 2)) == [1, 0, 0, 1]
    assert pattern(asked.whole(100, np.array([1, 1, 5, 5]), 2)) != [1, 1, 0, 0], "it costs 3"


def test_cuts_that_contradict_each_other_have_no_pattern_and_that_is_proved() -> None:
    proposal = master(Cut((1, 2, 3), (1, 1, 1), 2)).whole(100, np.array([1, 1, 1, 1]), 2)
    assert (proposal.pattern, proposal.bound, proposal.proved) == (None, 0, True)


def test_cut_that_no_choice_can_meet_leaves_no_pattern() -> None:
    """The first cell is no choice, and the second alone is not enough."""
    asked = master(Cut((0, 1), (5, 1), 2))
    assert asked.number == 0
    proposal = asked.whole(100)
    assert (proposal.pattern, proposal.bound, proposal.proved) == (None, 0, True)


def test_where_there_is_no_choice_the_pattern_is_what_is_always_hidden() -> None:
    proposal = Master(np.array([9, 3, 1, 2]), NONE, ALL).whole(100, np.array([1, 1, 1, 1]))
    assert (pattern(proposal), proposal.bound, proposal.proved) == ([1, 1, 1, 1], 0, True)
