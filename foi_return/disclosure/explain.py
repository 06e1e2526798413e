"""Explanations: why a cell that is not small is hidden, in a sentence with values and in one without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from foi_return.disclosure.audit import as_published, hidden_rows
from foi_return.disclosure.components import Component, State, divide
from foi_return.disclosure.cuts import Sum, add_up
from foi_return.disclosure.linear import INFINITE
from foi_return.disclosure.pattern import Filling, Suppression
from foi_return.disclosure.problem import Key, Level, Problem, Statement
from foi_return.disclosure.reader import Finding, Reader
from foi_return.disclosure.rounded import name_of_rounded
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


@dataclass(slots=True)
class _Search:
    """What all explanations of one release share.

    Attributes:
        problem: The problem.
        found: Its solution.
        names: What a sentence calls each cell; its key where nothing is given.
        nodes: Nodes of each search for one filling.
        work: How much work is left for all of them together, in the reader's units.
    """

    problem: Problem
    found: Suppression
    names: Mapping[Key, str]
    nodes: int
    work: int
    sums: dict[Key, frozenset[int]] = field(init=False)
    rounded: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sums = {cell.key: frozenset(cell.sums) for cell in self.problem.cells}
        published = [cell.key for cell in self.problem.cells if cell.published]
        self.rounded = {name_of_rounded(key): f"{self.name(key)} as rounded" for key in published}

    def name(self, key: Key) -> str:
        return f"[{self.names.get(key) or ', '.join(key)}]"

    def statement(self, position: int) -> str:
        """What a sentence calls a statement; a rounded number goes by the name of its cell."""
        name = self.problem.statements[position].name
        return self.rounded.get(name) or f"'{name}'"


def explain(
    problem: Problem,
    found: Suppression,
    limits: WorkLimits | None = None,
    names: Mapping[Key, str] | None = None,
) -> tuple[Explanation, ...]:
    """An explanation for each hidden cell that is not small, in the order of their keys.

    Args:
        problem: The problem; none of its counts is shown rounded.
        found: Its solution.
        limits: How much work may be done; `work` is for all of them together.
        names: What a sentence calls each cell; its key where nothing is given.
    """
    search = _search(problem, found, limits, names)
    explanations: list[Explanation] = []
    for component in divide(problem):
        pattern = hidden_rows(problem, component, found.hidden)
        for row in np.flatnonzero(pattern & (component.states == State.FREE)):
            keys = [problem.cells[each].key for each in component.positions[row]]
            fewer = pattern.copy()
            fewer[row] = False
            seen = replace(component, states=as_published(component, fewer))
            shown = f"{search.name(component.keys[row])} = {int(component.values[row])} were shown"
            one = _explain(search, Reader(seen, search.nodes), component.keys[row], shown)
            explanations += [replace(one, key=key) for key in keys if key in found.secondary]
    return tuple(sorted(explanations, key=lambda each: each.key))


def explain_rounded(
    problem: Problem,
    found: Suppression,
    withheld: Mapping[Key, tuple[int, Statement]],
    limits: WorkLimits | None = None,
    names: Mapping[Key, str] | None = None,
) -> tuple[Explanation, ...]:
    """An explanation for each number that is hidden although it would be shown rounded, in the order of their keys.

    Args:
        problem: The problem, with a statement for each rounded number that is shown.
        found: Its solution.
        withheld: What each of those cells would be shown as, and what that would tell.
        limits: How much work may be done; `work` is for all of them together.
        names: What a sentence calls each cell; its key where nothing is given.
    """
    told = len(problem.statements)
    keys = list(withheld)
    whole = replace(problem, statements=(*problem.statements, *(statement for _, statement in withheld.values())))
    search = _search(whole, found, limits, names)
    explanations: list[Explanation] = []
    for component in divide(whole):
        for position in component.statement_positions:
            if position < told:
                continue
            key = keys[position - told]
            kept = [row for row, each in enumerate(component.statement_positions) if each < told or each == position]
            shown = f"{search.name(key)} were shown as {withheld[key][0]}"
            reader = Reader(component.with_statements(kept), search.nodes)
            explanations.append(_explain(search, reader, key, shown))
    return tuple(sorted(explanations, key=lambda each: each.key))


def _search(
    problem: Problem, found: Suppression, limits: WorkLimits | None, names: Mapping[Key, str] | None
) -> _Search:
    limits = limits or WorkLimits()
    return _Search(problem, found, names or {}, limits.reader_nodes, limits.work)


def _explain(search: _Search, reader: Reader, key: Key, shown: str) -> Explanation:
    """Looks for the first value that a reader could rule out if one more cell were shown."""
    component = reader.component
    for small in component.small.tolist():
        if reader.work >= search.work:
            break
        lost = _lost(search, reader, small, key)
        if lost is not None:
            name, true = component.keys[small], int(component.values[small])
            because = _relation(search, reader, small, lost)
            text = f"If {shown}, {search.name(name)} ({true}) could not be {lost}: {because}."
            search.work -= reader.work
            return Explanation(key, name, lost, text)
    search.work -= reader.work
    text = f"The search stopped before it settled whether {search.name(key)} must be hidden."
    return Explanation(key, None, None, text)


def _lost(search: _Search, reader: Reader, small: int, key: Key) -> int | None:
    """A value of the small cell that must stay possible and would not."""
    problem, found = search.problem, search.found
    keys = [problem.cells[position].key for position in reader.component.positions[small]]
    wanted = next((found.witnesses[key] for key in keys if key in found.witnesses), {})
    true = int(reader.component.values[small])
    everything = reader.component.everything_hidden
    if problem.protection.level is Level.EXACT:
        others = [value for value in range(max(problem.protection.threshold, true + 1) + 1) if value != true]
        known = all(reader.look(small, value, everything) is Finding.IMPOSSIBLE for value in others)
        return next((value for value in wanted if value != true), None) if known else None
    for value in sorted(wanted, key=lambda value: (abs(value - true), value)):
        still = _leaves(search.sums[key], wanted[value])
        if not still and reader.look(small, value, everything) is Finding.IMPOSSIBLE:
            return value
    return None


def _leaves(sums: frozenset[int], filling: Filling) -> bool:
    """Whether a filling leaves a sum as it is: it then shows the same with that sum shown."""
    return not sum(move for position, move in filling if position in sums)


def _relation(search: _Search, reader: Reader, small: int, lost: int) -> str:
    """The sum that shows it."""
    component = reader.component
    true = int(component.values[small])
    up = lost > true
    everything = component.everything_hidden.astype(np.float64)
    total = add_up(component, small, up, reader.read(small, up, everything, abs(lost - true)))
    if total is None:
        return "no whole numbers agree with the other figures"
    return _sum_in_words(search, component, small, up, total)


def _sum_in_words(search: _Search, component: Component, small: int, up: bool, total: Sum) -> str:
    sign = -1 if up else 1
    parts, bound = [], 0
    for row in np.flatnonzero(total.cells):
        multiplier = sign * int(total.cells[row])
        shown = component.states[row] == State.GIVEN
        amount = int(component.values[row] if shown else component.least[row])
        bound += multiplier * amount
        known = f"{'' if shown else 'at least '}{amount}"
        parts.append(f"{_times(multiplier)} {search.name(component.keys[row])} ({known})")
    for row in np.flatnonzero(total.statements):
        multiplier = int(total.statements[row])
        limit = component.low[row] if multiplier > 0 else component.high[row]
        bound += sign * multiplier * int(limit if abs(limit) < INFINITE else 0)
        side = "at least" if multiplier > 0 else "at most"
        statement = search.statement(component.statement_positions[row])
        parts.append(f"{_times(sign * multiplier)} {statement} ({side} {int(limit)})")
    times = f"{total.scale} times " if total.scale > 1 else ""
    side = "at most" if up else "at least"
    text = " ".join(sorted(parts, key=lambda part: part.startswith("-"))).removeprefix("+ ")
    return f"{times}{search.name(component.keys[small])} is {side} {bound}, because it is {side} {text}"


def _times(multiplier: int) -> str:
    sign = "+" if multiplier > 0 else "-"
    return sign if abs(multiplier) == 1 else f"{sign} {abs(multiplier)} x"
