"""Targets: the values that must stay possible for each small cell, and which cells cannot have them all.

Nothing hidden now can take back an earlier answer. What is not possible even when everything is hidden is not asked of
the pattern; it is reported, with the relations that rule it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foi_return.disclosure.components import Component, State
from foi_return.disclosure.cuts import Sum, add_up
from foi_return.disclosure.linear import Marks
from foi_return.disclosure.problem import Level, Protection
from foi_return.disclosure.reader import Finding, Reader


@dataclass(frozen=True, slots=True)
class Target:
    """What must stay possible for one small cell.

    Attributes:
        cell: The cell.
        values: The whole numbers that must stay possible, ascending. At the level EXACT: candidates, any one of which
            other than the true value is enough; none is above the threshold.
        missing: Values up to the top that are impossible even with everything hidden: from 1 for a published cell whose
            zero would be shown, else from 0.
        unsure: Those of the missing that a search within its limit did not decide.
    """

    cell: int
    values: tuple[int, ...]
    missing: tuple[int, ...] = ()
    unsure: tuple[int, ...] = ()


def find_targets(reader: Reader, protection: Protection) -> tuple[Target, ...]:
    """The target of each small cell, in canonical order."""
    everything = reader.component.everything_hidden
    make = _other_value if protection.level is Level.EXACT else _whole_range
    return tuple(make(reader, int(cell), everything, protection) for cell in reader.component.small)


def _whole_range(reader: Reader, cell: int, everything: Marks, protection: Protection) -> Target:
    component = reader.component
    value, least = int(component.values[cell]), int(component.least[cell])
    findings: dict[int, Finding] = {value: Finding.POSSIBLE}
    asked = protection.wanted(value, least)
    for wanted in (*range(value + 1, asked.stop), *range(value - 1, asked.start - 1, -1)):
        _shift(reader, cell, wanted)
        findings[wanted] = reader.look(cell, wanted, everything)
    missing = [wanted for wanted, finding in sorted(findings.items()) if finding is not Finding.POSSIBLE]
    return Target(
        cell,
        tuple(sorted(wanted for wanted, finding in findings.items() if finding is Finding.POSSIBLE)),
        tuple(missing),
        tuple(wanted for wanted in missing if findings[wanted] is Finding.UNKNOWN),
    )


def _other_value(reader: Reader, cell: int, everything: Marks, protection: Protection) -> Target:
    """Any other value up to the threshold will do."""
    value = int(reader.component.values[cell])
    others = [wanted for wanted in range(max(protection.threshold, value + 1) + 1) if wanted != value]
    possible = [wanted for wanted in others if reader.look(cell, wanted, everything) is Finding.POSSIBLE]
    if possible:
        return Target(cell, tuple(sorted({value, *possible})))
    return Target(cell, (value,), tuple(others))


def _shift(reader: Reader, cell: int, wanted: int) -> None:
    """Offers the plainest fillings: add to one variable of the cell, or take from its largest first."""
    component = reader.component
    variables = component.cells.row(cell)
    steps = wanted - int(component.values[cell])
    moves = np.zeros(len(component.counts), dtype=np.int64)
    if steps > 0:
        moves[variables[0]] = steps
        reader.witnesses.add(moves)
        return
    for variable in sorted(variables.tolist(), key=lambda variable: (-int(component.counts[variable]), variable)):
        taken = min(-steps, int(component.counts[variable]))
        moves[variable] = -taken
        steps += taken
    reader.witnesses.add(moves)


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """Why a small cell cannot have values that it should have, whatever is hidden.

    Attributes:
        target: The cell and the values.
        at_least: Adds relations up to the least value that is left; None where none is needed or none was found.
        at_most: Adds relations up to the greatest.
        statements: The positions in the problem of statements that rule the values out between them, none to spare.
    """

    target: Target
    at_least: Sum | None
    at_most: Sum | None
    statements: tuple[int, ...]


def explain_limit(reader: Reader, target: Target) -> Limit:
    """Why values are missing: the sums that show it, and a smallest set of statements responsible."""
    sums = _bound(reader, target, False), _bound(reader, target, True)
    return Limit(target, *sums, _responsible(reader, target, sums))


def _bound(reader: Reader, target: Target, up: bool) -> Sum | None:
    component = reader.component
    value = int(component.values[target.cell])
    edge = max(target.values) if up else min(target.values)
    beyond = [wanted for wanted in target.missing if (wanted > edge if up else wanted < edge)]
    if not beyond:
        return None
    far = abs((min(beyond) if up else max(beyond)) - value)
    everything = component.everything_hidden.astype(np.float64)
    total = add_up(component, target.cell, up, reader.read(target.cell, up, everything, far))
    if total is None:
        return None
    return total if _greatest_move(component, total) < far else None


def _greatest_move(component: Component, total: Sum) -> int:
    loosened = total.cells * (component.values - component.least)
    hidden = component.states != State.GIVEN
    if (total.cells[hidden] < 0).any():
        return int(component.values.sum()) + total.room + 1
    return (total.room + int(loosened[hidden].sum())) // total.scale


def _responsible(reader: Reader, target: Target, sums: Sequence[Sum | None]) -> tuple[int, ...]:
    """Drops statements, many at a time and then one by one, while every missing value stays impossible.

    It begins with those that the sums use, where they are enough.
    """
    component = reader.component

    def rule_it_out(statements: Sequence[int]) -> bool:
        lighter = Reader(component.with_statements(statements), reader.nodes)
        everything = component.everything_hidden
        return all(lighter.look(target.cell, wanted, everything) is Finding.IMPOSSIBLE for wanted in target.missing)

    kept = list(range(component.statements.number))
    used = [row for row in kept if any(total is not None and total.statements[row] for total in sums)]
    if len(used) < len(kept) and rule_it_out(used):
        kept = used
    size = max(len(kept) // 2, 1)
    while kept:
        for chunk in [kept[start : start + size] for start in range(0, len(kept), size)]:
            fewer = [statement for statement in kept if statement not in chunk]
            if rule_it_out(fewer):
                kept = fewer
        if size == 1:
            break
        size = max(min(size, len(kept)) // 2, 1)
    return tuple(component.statement_positions[statement] for statement in kept)
