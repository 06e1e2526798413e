"""Protection by rounding: counts are rounded, and hidden as well where rounding alone is not enough.

The same reader audits it. A rounded number is a statement: the count lies in an interval. Where a small count, shown or
not, could not have every value that it must, the shown numbers that rule it out are hidden too, the cheapest first; and
what turns out not to have been needed is shown again. The result is safe; that nothing less would do is not proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from foi_return.disclosure.components import Component, divide
from foi_return.disclosure.forced import forced_fault
from foi_return.disclosure.linear import INFINITE, Marks, Model, Rows, Whole, solve
from foi_return.disclosure.pattern import Filling, LimitedCell, Suppression, account_for
from foi_return.disclosure.problem import Key, Problem, Statement, SumCell
from foi_return.disclosure.reader import Finding, Reader
from foi_return.disclosure.rounding import round_cells
from foi_return.disclosure.secondary import WorkLimits
from foi_return.disclosure.targets import Target, find_targets
from foi_return.errors import DisclosureError
from foi_return.terms.rounding import Rounding

_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class RoundedRelease:
    """A protected release whose shown counts are rounded.

    Attributes:
        problem: The problem, with a statement for each rounded number that is shown.
        suppression: What is hidden as well, with the witnesses for all.
        shown: The rounded numbers that are shown, by key.
        withheld: The numbers that would be shown rounded but are hidden, each with what it would tell.
    """

    problem: Problem
    suppression: Suppression
    shown: Mapping[Key, int]
    withheld: Mapping[Key, tuple[int, Statement]] = field(default_factory=dict)


def protect_by_rounding(
    problem: Problem,
    rounding: Rounding,
    limits: WorkLimits | None = None,
    names: Mapping[Key, str] | None = None,
) -> RoundedRelease:
    """Rounds, and hides what rounding leaves unsafe.

    Raises:
        DisclosureError: Cells that must be shown make safety impossible, or no controlled rounding adds up.
    """
    limits = limits or WorkLimits()
    rounded = round_cells(problem, rounding, divide(problem, all_parts=True))
    protection = replace(problem.protection, rounding=rounded.rounding)
    cells = {cell.key: cell for cell in problem.cells}
    told = [_told(problem, cells[key], rounded.rounding, number) for key, number in rounded.shown.items()]
    whole = replace(problem, statements=(*problem.statements, *told), protection=protection)
    by_key = dict(zip(rounded.shown, range(len(problem.statements), len(whole.statements)), strict=True))
    parts = [_Part(whole, component, by_key, limits) for component in divide(whole)]
    given_up = [key for part in parts for key in part.protect()]
    if given_up:
        raise DisclosureError(forced_fault(given_up, names or {}))
    small = [cell for cell in whole.cells if cell.is_small(protection) and cell.published]
    primary = frozenset(cell.key for cell in small if cell.hideable and rounding.hides_small)
    hidden = primary.union(*(part.hidden_keys() for part in parts))
    witnesses: dict[Key, Mapping[int, Filling]] = {}
    limited: list[LimitedCell] = []
    for part in parts:
        found, limits_of_part = part.account()
        witnesses.update(found)
        limited += limits_of_part
    shown = {key: number for key, number in rounded.shown.items() if key not in hidden}
    weights = {cell.key: cell.weight for cell in whole.cells}
    suppression = Suppression(
        hidden,
        primary,
        sum(weights[key] for key in hidden - primary),
        0,
        not hidden - primary,
        dict(sorted(witnesses.items())),
        tuple(limited),
        tuple(sorted(cell.key for cell in small if not cell.hideable)),
    )
    statements = (*problem.statements, *(whole.statements[by_key[key]] for key in shown))
    withheld = {key: (rounded.shown[key], whole.statements[by_key[key]]) for key in sorted(hidden - primary)}
    return RoundedRelease(replace(whole, statements=statements), suppression, shown, withheld)


def _told(problem: Problem, cell: SumCell, rounding: Rounding, number: int) -> Statement:
    """What a rounded number says. Where small counts are hidden, one that is small tells nothing: it is not shown."""
    low, high = rounding.interval(number, problem.protection.threshold, bool(problem.protection.least_hidden))
    if rounding.hides_small and cell.is_small(problem.protection):
        low = 0
    terms = tuple((position, 1) for position in cell.sums)
    return Statement(name_of_rounded(cell.key), terms, low, high)


def name_of_rounded(key: Key) -> str:
    """The name of the statement that a rounded number makes."""
    return f"shown rounded: {', '.join(key)}"


class _Part:
    """One component: which of its rounded numbers are hidden as well."""

    def __init__(self, problem: Problem, component: Component, by_key: Mapping[Key, int], limits: WorkLimits):
        self._problem = problem
        self._component = component
        self._limits = limits
        self._keys = {statement: key for key, statement in by_key.items()}
        self._targets: tuple[Target, ...] = ()
        cells = {cell.key: cell for cell in problem.cells}
        rule = problem.protection.rounding
        hides = rule is not None and rule.hides_small
        self._row_of = {
            by_key[problem.cells[position].key]: row
            for row, positions in enumerate(component.positions)
            for position in positions
            if problem.cells[position].key in by_key
        }
        self._forced = {each for each in self._row_of if not cells[self._keys[each]].hideable}
        small = {each for each in self._row_of if cells[self._keys[each]].is_small(problem.protection)}
        self._shown = frozenset(self._row_of) - (small if hides else frozenset())
        self._extra: set[int] = set()
        self._base = self._final = self._reader(())

    def protect(self) -> list[Key]:
        """Hides what must be hidden as well; gives the cells that would have to be given up, if any must be shown."""
        self._targets = find_targets(self._base, self._problem.protection)
        given_up: list[Key] = []
        reader = self._reader(self._shown - self._extra, self._base)
        for target in self._targets:
            for value in target.values:
                everything = reader.component.everything_hidden
                if reader.look(target.cell, value, everything) is Finding.POSSIBLE:
                    continue
                broken = self._in_the_way(reader, target.cell, value)
                given_up += [self._keys[each] for each in sorted(broken & self._forced)]
                self._extra |= self._alike(broken)
                reader = self._reader(self._shown - self._extra, reader)
        if given_up:
            return given_up
        self._final = self._show_again(reader)
        return []

    def hidden_keys(self) -> frozenset[Key]:
        """The keys of what is hidden as well."""
        return frozenset(self._keys[each] for each in self._extra)

    def account(self) -> tuple[dict[Key, Mapping[int, Filling]], list[LimitedCell]]:
        """The witnesses and the limits."""
        return account_for(self._problem, self._base, self._final, self._targets)

    def _reader(self, shown: Iterable[int], earlier: Reader | None = None) -> Reader:
        """A reader who sees these rounded numbers, with the witnesses of an earlier one that still hold."""
        seen = set(shown)
        kept = [
            row
            for row, position in enumerate(self._component.statement_positions)
            if position not in self._keys or position in seen
        ]
        reader = Reader(self._component.with_statements(kept), self._limits.reader_nodes)
        for moves in (*_moves(earlier), *_moves(self._base if earlier is not None else None)):
            reader.witnesses.add(moves)
        return reader

    def _alike(self, statements: Iterable[int]) -> set[int]:
        """The statements that must be hidden together, because they are of the same sum."""
        rows = {self._row_of[each] for each in statements}
        return {each for each, row in self._row_of.items() if row in rows and each in self._shown}

    def _in_the_way(self, reader: Reader, cell: int, value: int) -> set[int]:
        """The rounded numbers that the cheapest filling with this value contradicts; those that are forced last."""
        component = reader.component
        model = reader.programme(cell, value, component.everything_hidden).model
        statements = [
            (row, position)
            for row, position in enumerate(component.statement_positions, start=component.cells.number)
            if position in self._keys
        ]
        prices = [self._price(position) for _, position in statements]
        answer = solve(*_with_slack(model, [row for row, _ in statements], prices), self._limits.reader_nodes)
        if not len(answer.columns):
            return {position for _, position in statements if position not in self._forced}
        slack = answer.columns[len(model.cost) :].reshape(-1, 2).sum(axis=1)
        self._base.keep(answer.columns[: len(model.cost)])
        return {position for (_, position), each in zip(statements, slack, strict=True) if each > _WHOLE}

    def _price(self, statement: int) -> float:
        weight = float(self._component.weights[self._row_of[statement]])
        return weight if statement not in self._forced else weight + 1000.0 * float(self._component.weights.sum() + 1)

    def _show_again(self, reader: Reader) -> Reader:
        """Shows what is not needed after all, the dearest first."""
        rows = {self._row_of[each] for each in self._extra}
        weights, keys = self._component.weights, self._component.keys
        for row in sorted(rows, key=lambda row: (-int(weights[row]), keys[row])):
            fewer = {each for each in self._extra if self._row_of[each] != row}
            tried = self._reader(self._shown - fewer, reader)
            if self._passes(tried):
                self._extra, reader = fewer, tried
        return reader

    def _passes(self, reader: Reader) -> bool:
        everything = reader.component.everything_hidden
        return all(
            reader.look(target.cell, value, everything) is Finding.POSSIBLE
            for target in self._targets
            for value in target.values
        )


def _moves(reader: Reader | None) -> Iterator[Whole]:
    if reader is not None:
        for number in range(len(reader.witnesses)):
            yield reader.witnesses.moves(number)


def _with_slack(model: Model, rows: list[int], prices: list[float]) -> tuple[Model, Marks]:
    """The programme in which some rows may be broken at a price, in whole moves."""
    columns, slack = len(model.cost), {row: number for number, row in enumerate(rows)}
    entries = []
    for row in range(model.rows.number):
        index, value = model.rows.row(row).tolist(), model.rows.coefficients(row).tolist()
        loose = []
        if row in slack:
            first = columns + 2 * slack[row]
            loose = [(first, 1), (first + 1, -1)]
        entries.append([*zip(index, value, strict=True), *loose])
    more = 2 * len(rows)
    loosened = Model(
        np.concatenate([model.cost, np.repeat(np.array(prices, dtype=np.float64), 2)]),
        np.concatenate([model.low, np.zeros(more)]),
        np.concatenate([model.high, np.full(more, INFINITE)]),
        Rows.of(entries),
        model.row_low,
        model.row_high,
    )
    return loosened, np.arange(columns + more) < columns
