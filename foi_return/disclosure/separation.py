"""Tests a pattern against every target, and turns each failure into a cut that rules it out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foi_return.disclosure.components import State
from foi_return.disclosure.cuts import Cut, add_up, at_least_one, cut_from, either
from foi_return.disclosure.linear import Floats, Marks
from foi_return.disclosure.problem import Level
from foi_return.disclosure.reader import Finding, Reader
from foi_return.disclosure.targets import Target

_SLACK = 1e-6
_WORTH = 0.02
"""A cut must be missed by so much to be kept while the master problem is relaxed."""


class Separator:
    """Finds the cuts that a pattern fails.

    Args:
        reader: The reader of the component.
        targets: What must stay possible.
        level: What protection means.
    """

    def __init__(self, reader: Reader, targets: Sequence[Target], level: Level):
        self.reader = reader
        self.targets = tuple(target for target in targets if len(target.values) > 1)
        self._level = level
        self.unsure = False
        self._lively = {target.cell for target in self.targets}
        self._scopes = reader.scopes()
        self._scope = 0

    def linear(self, pattern: Floats, worth: float = _WORTH) -> list[Cut]:
        """Cuts that follow from linear relations alone and that the pattern (whole or relaxed) fails."""
        whole = bool(((pattern == 0) | (pattern == 1)).all())
        asked = [target for target in self.targets if not (whole and self._known(target, pattern > 0.5))]
        if whole:
            return [cut for target in asked for cut in self._failed_anywhere(target, pattern, worth)]
        cuts = [cut for target in asked if target.cell in self._lively for cut in self._failed(target, pattern, worth)]
        while not cuts:
            if len(self._lively) == len(self.targets):
                if self._scope == len(self._scopes) - 1:
                    break
                self._scope += 1
            self._lively = {target.cell for target in self.targets}
            cuts = [cut for target in asked for cut in self._failed(target, pattern, worth)]
            if not cuts:
                self._lively = {target.cell for target in self.targets}
        return cuts

    def _failed_anywhere(self, target: Target, pattern: Floats, worth: float) -> list[Cut]:
        """The cuts of one target that a whole pattern fails, in the narrowest scope that gives any."""
        for scope in self._scopes:
            cuts = [cut for cut in self._linear_cuts(target, pattern, scope) if cut.reached(pattern) < 1 - worth]
            if cuts:
                return cuts
        return []

    def _failed(self, target: Target, pattern: Floats, worth: float) -> list[Cut]:
        """The cuts of one target that a pattern fails; a target without any rests until all others have none."""
        scope = self._scopes[self._scope]
        cuts = [cut for cut in self._linear_cuts(target, pattern, scope) if cut.reached(pattern) < 1 - worth]
        if not cuts:
            self._lively.discard(target.cell)
        return cuts

    def _known(self, target: Target, hidden: Marks) -> bool:
        find = self.reader.witnesses.find
        found = (find(target.cell, value, hidden) is not None for value in target.values if value != self._true(target))
        return any(found) if self._level is Level.EXACT else all(found)

    def _true(self, target: Target) -> int:
        return int(self.reader.component.values[target.cell])

    def _linear_cuts(self, target: Target, pattern: Floats, scope: int | None) -> list[Cut]:
        value = self._true(target)
        if self._level is Level.EXACT:
            up, down = (self._cut(target.cell, up, 1, pattern, scope) for up in (True, False))
            if max(target.values) == value or min(target.values) == value:
                one = up if max(target.values) > value else down
                return [one] if one else []
            return [either(up, down)] if up and down else []
        far_up, far_down = max(target.values) - value, value - min(target.values)
        cuts = [
            self._cut(target.cell, up, far, pattern, scope)
            for up, far in ((True, far_up), (False, far_down))
            if far > 0
        ]
        return [cut for cut in cuts if cut]

    def _cut(self, cell: int, up: bool, far: int, pattern: Floats, scope: int | None) -> Cut | None:
        reading = self.reader.read(cell, up, pattern, far, scope)
        if reading.reach >= far - _SLACK:
            return None
        total = add_up(self.reader.component, cell, up, reading)
        return cut_from(self.reader.component, total, far) if total else None

    def whole(self, hidden: Marks, first_only: bool = False) -> list[Cut]:
        """Cuts from values that no whole-number filling gives; none means that the pattern is safe."""
        cuts: list[Cut] = []
        for target in self.targets:
            cut = self._whole_cut(target, hidden)
            if cut is not None:
                cuts.append(cut)
                if first_only:
                    break
        return cuts

    def _whole_cut(self, target: Target, hidden: Marks) -> Cut | None:
        values = [value for value in target.values if value != self._true(target)]
        if self._level is Level.EXACT:
            if self._possible(target.cell, values, hidden, any_one=True):
                return None
            return self._blocking(target.cell, values, hidden)
        for value in values:
            if not self._possible(target.cell, [value], hidden):
                return self._blocking(target.cell, [value], hidden)
        return None

    def _possible(self, cell: int, values: Sequence[int], hidden: Marks, any_one: bool = False) -> bool:
        findings = (self.reader.look(cell, value, hidden) for value in values)
        seen = []
        for finding in findings:
            seen.append(finding)
            if any_one and finding is Finding.POSSIBLE:
                return True
        if any(finding is Finding.UNKNOWN for finding in seen):
            self.unsure = True
        return all(finding is Finding.POSSIBLE for finding in seen) and not any_one

    def _blocking(self, cell: int, values: Sequence[int], hidden: Marks) -> Cut:
        """Hides further cells while the value stays impossible: one of those still shown must be hidden.

        Hiding less never helps, so what is impossible under the larger pattern is impossible under all within it.
        """
        choice = np.isin(self.reader.component.states, (State.FREE, State.FORCED))
        larger = hidden.copy()
        for other in np.flatnonzero(choice & ~hidden):
            larger[other] = True
            if any(self.reader.look(cell, value, larger) is not Finding.IMPOSSIBLE for value in values):
                larger[other] = False
        return at_least_one(np.flatnonzero(~larger & choice))
