"""Explanations: why a cell that is not small is hidden, in a sentence with values and in one without."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foi_return.disclosure.audit import as_published, hidden_rows
from foi_return.disclosure.components import Component, State, divide
from foi_return.disclosure.cuts import Sum, add_up
from foi_return.disclosure.linear import INFINITE, Marks
from foi_return.disclosure.pattern import Suppression
from foi_return.disclosure.problem import Key, Level, Problem
from foi_return.disclosure.reader import Finding, Reader
from foi_return.disclosure.secondary import WorkLimits

PUBLIC_REASON = "Other published figures would otherwise give away a small number."
"""What may be said to the public of every cell that is hidden and not small."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one cell is hidden.

    Attributes:
        key: The hidden cell.
        reveals: The small cell that it protects; None where the search did not settle that it is needed.
        ruled_out: A value of that cell that a reader could rule out if this cell were shown.
        internal: A sentence with values, for the council alone.
        public: A sentence without, for everybody.
    """

    key: Key
    reveals: Key | None
    ruled_out: int | None
    internal: str
    public: str = PUBLIC_REASON


def explain(problem: Problem, found: Suppression, limits: WorkLimits | None = None) -> tuple[Explanation, ...]:
    """An explanation for each hidden cell that is not small, in the order of their keys."""
    limits = limits or WorkLimits()
    explanations: list[Explanation] = []
    for component in divide(problem):
        pattern = hidden_rows(problem, component, found.hidden)
        for row in np.flatnonzero(pattern & (component.states == State.FREE)):
            keys = [problem.cells[each].key for each in component.positions[row]]
            one = _explain(problem, component, pattern, int(row), found, limits)
            explanations += [replace(one, key=key) for key in keys if key in found.secondary]
    return tuple(sorted(explanations, key=lambda each: each.key))


def _explain(
    problem: Problem, component: Component, pattern: Marks, row: int, found: Suppression, limits: WorkLimits
) -> Explanation:
    """Shows the cell again, and looks for the first value that a reader can then rule out."""
    fewer = pattern.copy()
    fewer[row] = False
    reader = Reader(replace(component, states=as_published(component, fewer)), limits.reader_nodes)
    key, value = component.keys[row], int(component.values[row])
    for small in component.small.tolist():
        lost = _lost(problem, reader, small, found)
        if lost is not None:
            name, true = component.keys[small], int(component.values[small])
            because = _relation(problem, reader, small, lost)
            text = f"If {_name(key)} = {value} were shown, {_name(name)} ({true}) could not be {lost}: {because}."
            return Explanation(key, name, lost, text)
    return Explanation(key, None, None, f"The search stopped before it settled whether {_name(key)} must be hidden.")


def _lost(problem: Problem, reader: Reader, small: int, found: Suppression) -> int | None:
    """A value of the small cell that must stay possible and would not."""
    keys = [problem.cells[position].key for position in reader.component.positions[small]]
    wanted = next((found.witnesses[key] for key in keys if key in found.witnesses), {})
    true = int(reader.component.values[small])
    everything = reader.component.everything_hidden
    if problem.protection.level is Level.EXACT:
        others = [value for value in range(max(problem.protection.threshold, true + 1) + 1) if value != true]
        known = all(reader.look(small, value, everything) is Finding.IMPOSSIBLE for value in others)
        return next((value for value in wanted if value != true), None) if known else None
    for value in sorted(wanted, key=lambda value: (abs(value - true), value)):
        if reader.look(small, value, everything) is Finding.IMPOSSIBLE:
            return value
    return None


def _relation(problem: Problem, reader: Reader, small: int, lost: int) -> str:
    """The sum that shows it."""
    component = reader.component
    true = int(component.values[small])
    up = lost > true
    everything = component.everything_hidden.astype(np.float64)
    total = add_up(component, small, up, reader.read(small, up, everything, abs(lost - true)))
    if total is None:
        return "no whole numbers agree with the other figures"
    return _sum_in_words(problem, component, small, up, total)


def _sum_in_words(problem: Problem, component: Component, small: int, up: bool, total: Sum) -> str:
    sign = -1 if up else 1
    parts, bound = [], 0
    for row in np.flatnonzero(total.cells):
        multiplier = sign * int(total.cells[row])
        shown = component.states[row] == State.GIVEN
        amount = int(component.values[row] if shown else component.least[row])
        bound += multiplier * amount
        parts.append(f"{_times(multiplier)} {_name(component.keys[row])} ({'' if shown else 'at least '}{amount})")
    for row in np.flatnonzero(total.statements):
        multiplier = int(total.statements[row])
        limit = component.low[row] if multiplier > 0 else component.high[row]
        bound += sign * multiplier * int(limit if abs(limit) < INFINITE else 0)
        statement = problem.statements[component.statement_positions[row]].name
        parts.append(f"{_times(sign * multiplier)} '{statement}' ({int(limit)})")
    times = f"{total.scale} times " if total.scale > 1 else ""
    side = "at most" if up else "at least"
    text = " ".join(parts).removeprefix("+ ")
    return f"{times}{_name(component.keys[small])} is {side} {bound}, because it is {side} {text}"


def _times(multiplier: int) -> str:
    sign = "+" if multiplier > 0 else "-"
    return sign if abs(multiplier) == 1 else f"{sign} {abs(multiplier)} x"


def _name(key: Key) -> str:
    return "[" + ", ".join(key) + "]"
