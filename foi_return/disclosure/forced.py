"""Cells that somebody wants shown: where they make safety impossible, the fewest that must be given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from foi_return.disclosure.components import State
from foi_return.disclosure.problem import Key, Protection
from foi_return.disclosure.reader import Reader
from foi_return.disclosure.secondary import Search, WorkLimits
from foi_return.disclosure.separation import Separator
from foi_return.disclosure.targets import Target
from foi_return.errors import Fault


def forced_too_far(
    reader: Reader, targets: Sequence[Target], protection: Protection, limits: WorkLimits
) -> tuple[Key, ...]:
    """The smallest set of cells that must be given up, where those shown on demand make safety impossible."""
    component = reader.component
    forced = component.states == State.FORCED
    if not forced.any():
        return ()
    if not Separator(reader, targets, protection.level).whole(component.everything_hidden & ~forced, first_only=True):
        return ()
    states = np.where(component.states == State.FREE, State.SMALL, component.states)
    states = np.where(forced, State.FREE, states)
    relaxed = Reader(replace(component, states=states, weights=np.ones_like(component.weights)), limits.reader_nodes)
    hidden = Search(relaxed, targets, protection, limits).run().hidden
    return tuple(component.keys[number] for number in np.flatnonzero(hidden & forced))


def forced_fault(keys: Sequence[Key], names: Mapping[Key, str]) -> Fault:
    """What is said of cells that were asked to be shown and cannot be, as the smallest set to give up."""
    called = [names.get(key, ", ".join(key)) for key in keys]
    one = len(called) == 1
    return Fault(
        "cells that must be shown",
        f"{len(called)} of them would give away a small number: {'; '.join(called)}",
        "cells that can be shown safely",
        f"Let {'this one' if one else 'these'} be hidden: take {'it' if one else 'them'} out of the [[shown]] cells of "
        "the policy file. Fewer are not enough",
    )
