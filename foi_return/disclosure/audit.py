"""The audit: what a reader of a finished pattern can conclude about each hidden cell."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

import numpy as np

from foi_return.disclosure.components import Component, State, divide
from foi_return.disclosure.linear import Marks, Whole
from foi_return.disclosure.problem import Key, Problem, Protection
from foi_return.disclosure.reader import Finding, Reader
from foi_return.disclosure.secondary import WorkLimits


@dataclass(frozen=True, slots=True)
class AuditedCell:
    """What the reader knows of one hidden or latent cell.

    Attributes:
        key: The cell.
        value: Its true value.
        low: The least value that the reader must think possible. In a component of many hundreds of variables it is
            the least that the linear relations leave, and so is the greatest.
        high: The greatest; None where nothing limits it.
        small: Whether it is small.
        missing: For a small cell, the values up to the threshold that the reader can rule out.
    """

    key: Key
    value: int
    low: int
    high: int | None
    small: bool
    missing: tuple[int, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the reader knows it exactly."""
        return self.low == self.high


def audit(problem: Problem, hidden: Set[Key], limits: WorkLimits | None = None) -> tuple[AuditedCell, ...]:
    """The range of each hidden cell and each small latent one, in whole numbers, in the order of their keys."""
    limits = limits or WorkLimits()
    audited = []
    for component in divide(problem, all_parts=True):
        pattern = hidden_rows(problem, component, hidden)
        reader = Reader(replace(component, states=as_published(component, pattern)), limits.reader_nodes)
        rows = np.flatnonzero(pattern)
        known = reader.ranges(rows, reader.component.everything_hidden) if reader.large else {}
        for row in rows:
            seen = _audit_cell(problem, reader, int(row), problem.protection, known.get(int(row)))
            keys = [problem.cells[position].key for position in component.positions[row]]
            audited += [
                replace(seen, key=key) for key in keys if key in hidden or component.states[row] == State.LATENT
            ]
    return tuple(sorted(audited, key=lambda cell: cell.key))


def hidden_rows(problem: Problem, component: Component, hidden: Set[Key]) -> Marks:
    """Which sums of a component no published cell shows."""
    return np.array(
        [
            all(not cell.published or cell.key in hidden for cell in (problem.cells[each] for each in positions))
            for positions in component.positions
        ],
        dtype=np.bool_,
    )


def as_published(component: Component, pattern: Marks) -> Whole:
    """The states of the cells of a finished pattern: hidden for good, or known."""
    states = np.where(pattern, np.int64(State.SMALL), np.int64(State.GIVEN))
    return np.where(component.states == State.LATENT, component.states, states)


def _audit_cell(
    problem: Problem, reader: Reader, row: int, protection: Protection, known: tuple[int, int | None] | None
) -> AuditedCell:
    component = reader.component
    pattern = component.everything_hidden
    value = int(component.values[row])
    small = any(problem.cells[position].is_small(protection) for position in component.positions[row])
    low, high = known or (reader.extreme(row, False, pattern), reader.extreme(row, True, pattern))
    missing: tuple[int, ...] = ()
    if small:
        wanted = protection.wanted(value, int(component.least[row]))
        missing = tuple(each for each in wanted if reader.look(row, each, pattern) is not Finding.POSSIBLE)
    return AuditedCell(component.keys[row], value, 0 if low is None else low, high, small, missing)
