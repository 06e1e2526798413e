"""Secondary suppression: the safe pattern that hides least, with proof or with a bound.

A master problem proposes the cheapest pattern; the reader tests it and answers with cuts; and so on until a proposal
passes. A good pattern found first stands ready for when the work runs out.

Source: Fischetti and Salazar-González (2001).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from foi_return.disclosure.components import Component, State
from foi_return.disclosure.first_pattern import hide_until_safe, show_again
from foi_return.disclosure.linear import Floats, Marks, Whole
from foi_return.disclosure.master import Master
from foi_return.disclosure.problem import Level, Protection
from foi_return.disclosure.reader import Reader
from foi_return.disclosure.separation import Separator
from foi_return.disclosure.targets import Target
from foi_return.errors import DisclosureError, Fault

_TIES = 1 << 20

_REFINED = 150
"""Components with fewer cells to choose among are solved to proof in less time than it takes to better a pattern."""

_ABOUT = 40
"""How many variables about a small cell a refinement touches."""

_NODES_TIMES_CELLS = 1_000_000
"""A search for one pattern among many cells gets fewer nodes: each costs more."""

_SHARE = 0.4
"""How much of the work that is left each stage may use."""


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """How much work may be done, in counts that are the same on every machine.

    Attributes:
        reader_nodes: Nodes of each search for one filling.
        master_nodes: Nodes of each search for one pattern.
        relaxed_rounds: Rounds of cuts on the relaxed master problem.
        rounds: Rounds of cuts on whole patterns.
        refinements: Attempts to better a part of the pattern.
        work: The reader's solves and simplex iterations for one component; the search for a better pattern stops there.

    A limit of 0 leaves no search, and still gives a safe pattern: everything that a first look leaves doubtful is
    hidden, with the bound that is proved.

    Raises:
        DisclosureError: A limit is below 0.
    """

    reader_nodes: int = 20_000
    master_nodes: int = 50_000
    relaxed_rounds: int = 60
    rounds: int = 400
    refinements: int = 300
    work: int = 500_000

    def __post_init__(self) -> None:
        faults = [
            Fault(
                f"work limits: {name.name}", f"the limit is {getattr(self, name.name)}", "a whole number of 0 or more"
            )
            for name in fields(self)
            if getattr(self, name.name) < 0
        ]
        if faults:
            raise DisclosureError(faults)


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The pattern of one component.

    Attributes:
        hidden: Which cells are hidden.
        cost: What is hidden beyond the small cells, by weight.
        bound: No safe pattern costs less.
        proved: Whether this pattern is proved to be the least.
        cuts: How many cuts were needed.
    """

    hidden: Marks
    cost: int
    bound: int
    proved: bool
    cuts: int


class Search:
    """The search for the least pattern of one component.

    Args:
        reader: The component's reader.
        targets: What must stay possible.
        protection: The rule of protection.
        limits: How much work may be done.
    """

    def __init__(self, reader: Reader, targets: Sequence[Target], protection: Protection, limits: WorkLimits):
        self._reader = reader
        self._component = reader.component
        self._separator = Separator(reader, targets, protection.level)
        self._targets = self._separator.targets
        self._level: Level = protection.level
        self._limits = limits
        self._stop = reader.work + limits.work
        always = self._component.always_hidden
        self._master = Master(self._component.weights, self._component.states == State.FREE, always)
        self._choices = int((self._component.states == State.FREE).sum())
        self._nodes = min(limits.master_nodes, _NODES_TIMES_CELLS // max(1, self._choices))
        self._best: Marks | None = None
        self._bound = 0

    def run(self) -> Solution:
        """The least safe pattern found, and what is proved of it."""
        start = self._component.always_hidden
        weights = self._component.weights.astype(np.float64)
        self._improve(start, weights)
        relaxed = self._relax()
        if relaxed is not None and not self._done():
            self._improve(start, weights * (1.05 - relaxed))
        large = self._choices > _REFINED
        if large:
            self._better()
        proved = self._propose(1.0 if large or not self._reader.wide else _SHARE)
        if not proved and not large and self._reader.wide:
            self._better()
            proved = self._propose(1.0)
        if proved:
            self._break_ties()
        best = self._best
        if best is None:
            raise AssertionError("With everything hidden every target can be met, so a safe pattern exists")
        cost = self._component.cost(best)
        return Solution(best, cost, cost if proved else min(self._bound, cost), proved, self._master.number)

    @property
    def _work(self) -> int:
        """The work done so far, by the reader and by the master problem."""
        return self._reader.work + self._master.work

    @property
    def _spent(self) -> bool:
        return self._work > self._stop

    def _better(self) -> None:
        """Betters the best pattern part by part."""
        self._refine()
        self._thin()

    def _improve(self, hidden: Marks, prices: Floats) -> None:
        """Makes a safe pattern from any, and keeps it if it is the best so far."""
        safe = hide_until_safe(self._reader, self._targets, self._level, hidden, prices)
        if safe is None and self._best is None:
            safe = self._component.always_hidden | (self._component.states == State.FREE)
        if safe is not None:
            thinner, _ = show_again(self._reader, self._targets, self._level, safe, self._share(_SHARE))
            self._take(thinner)

    def _thin(self) -> None:
        """Shows what can be shown again of the best pattern, as far as work allows."""
        if self._best is not None and not self._done():
            work, near_only = self._share(_SHARE), self._reader.large
            thinner, _ = show_again(self._reader, self._targets, self._level, self._best, work, None, near_only)
            self._take(thinner)

    def _refine(self) -> None:
        """Again and again shows what is hidden about one small cell, and hides afresh at slightly other prices."""
        limit = self._reader.work + self._share(_SHARE)
        draw = np.random.Generator(np.random.PCG64(1))
        turn = 0
        while self._best is not None and self._targets and not self._done() and turn < self._limits.refinements:
            if self._reader.work > limit:
                return
            centre = self._targets[int(draw.integers(len(self._targets)))].cell
            about = self._about(centre)
            prices = self._component.weights * draw.uniform(0.3, 1.0, len(self._component.weights))
            shown = self._best & ~(about & (self._component.states == State.FREE))
            safe = hide_until_safe(self._reader, self._targets, self._level, shown, prices)
            if safe is not None and self._component.cost(safe) < 1.3 * self._component.cost(self._best):
                work = max(0, limit - self._reader.work)
                safe, _ = show_again(self._reader, self._targets, self._level, safe, work, safe & ~shown)
                self._take(safe)
            turn += 1

    def _about(self, cell: int) -> Marks:
        """The cells that sum only variables near a cell."""
        near = self._reader.near(cell, _ABOUT)
        rows = self._component.cells
        inside: Marks = rows.times(near.astype(np.int64)) == np.diff(rows.starts)
        return inside

    def _take(self, safe: Marks) -> None:
        if self._best is None or self._component.cost(safe) < self._component.cost(self._best):
            self._best = safe

    def _share(self, part: float) -> int:
        return max(0, int(part * (self._stop - self._work)))

    def _done(self) -> bool:
        return self._best is not None and self._component.cost(self._best) <= self._bound

    def _relax(self) -> Floats | None:
        """Rounds of cuts on the relaxed master problem, each cheap; gives its last pattern."""
        limit = self._reader.work + self._share(_SHARE)
        pattern = None
        for _ in range(self._limits.relaxed_rounds):
            proposal = self._master.relaxed()
            if proposal.pattern is None:
                break
            pattern = proposal.pattern
            self._bound = max(self._bound, proposal.bound)
            if self._done() or self._reader.work > limit:
                break
            cuts = self._separator.linear(pattern)
            if not any([self._master.add(cut) for cut in cuts]):
                break
        return pattern

    def _propose(self, share: float) -> bool:
        """Proposes whole patterns until one is safe; True if the best is then proved to be the least.

        Args:
            share: How much of the work that is left may be used.
        """
        limit = self._work + self._share(share)
        for _ in range(self._limits.rounds):
            if self._done():
                return not self._separator.unsure
            if self._work > limit:
                return False
            proposal = self._master.whole(self._nodes)
            if not self._separator.unsure:
                self._bound = max(self._bound, proposal.bound)
            if proposal.pattern is None:
                return False
            hidden = proposal.pattern > 0.5
            if not self._cut_off(hidden):
                self._take(hidden)
            elif not self._done():
                self._improve(hidden, self._component.weights.astype(np.float64))
        return False

    def _cut_off(self, hidden: Marks) -> bool:
        """Adds the cuts that a whole pattern fails; False if it is safe."""
        cuts = self._separator.linear(hidden.astype(np.float64), worth=0.0)
        added = [self._master.add(cut) for cut in cuts]
        if any(added):
            return True
        cuts = self._separator.whole(hidden)
        for cut in cuts:
            self._master.add(cut)
        return bool(cuts)

    def _break_ties(self) -> None:
        """Among the least patterns takes the one that a fixed draw for each key prefers, whatever the route here."""
        if not self._bound:
            return
        draws = _draws(self._component)
        for _ in range(self._limits.rounds):
            proposal = self._master.whole(self._nodes, draws, self._bound)
            if proposal.pattern is None or not proposal.proved or self._spent:
                return
            hidden = proposal.pattern > 0.5
            if not self._cut_off(hidden):
                self._best = hidden
                return


def _draws(component: Component) -> Whole:
    """A number from 1 to about a million for each cell, drawn by its key alone."""
    codes = [zlib.crc32("\x1f".join(key).encode()) for key in component.keys]
    return np.array([code % _TIES + 1 for code in codes], dtype=np.int64)
