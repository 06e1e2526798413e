"""Small random suppression problems, and a reader who tries every filling: it shares no code with the program's own."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from foi_return.disclosure.problem import InnerCount, Key, Level, Problem, Protection, Role, Statement, SumCell, Zeros

USER_SUPPORT_136 = {
    "A": ("A", 2),
    "B": ("B", 2),
    "I": ("I", 8),
    "J": ("J", 8),
    "K": ("K", 3),
    "L": ("L", 3),
    "M": ("M", 3),
    "N": ("N", 7),
    "county-1": ("ABIJ", 20),
    "county-2": ("KLMN", 16),
    "BIG": ("LM", 6),
    "small": ("ABIJKN", 30),
    "Total": ("ABIJKLMN", 36),
}
"""Two hierarchies over eight regions, which a published tool protected one after the other, unsafely.

Source: sdcTools/UserSupport issue 136.
"""


def user_support_136(protection: Protection) -> Problem:
    """The thirteen cells of that issue as one problem; each secondary cell costs the same."""
    regions = [name for name in USER_SUPPORT_136 if len(name) == 1]
    inner = tuple(InnerCount((name,), USER_SUPPORT_136[name][1]) for name in regions)
    cells = tuple(
        SumCell((name,), tuple(regions.index(region) for region in parts), value)
        for name, (parts, value) in USER_SUPPORT_136.items()
    )
    return Problem(inner, cells, (), protection)


def problem(
    counts: dict[str, int],
    sums: dict[str, str],
    protection: Protection | None = None,
    statements: tuple[Statement, ...] = (),
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> Problem:
    """A problem from one-letter inner cells and sums written as their letters.

    Args:
        counts: Letter to count.
        sums: Cell to the letters that it sums.
        protection: The rule; threshold 5 and zeros shown where it is left out.
        statements: What the reader knows besides.
        options: Attributes of cells by name, as `{"total": {"hideable": False}}`.
    """
    letters = list(counts)
    cells = tuple(
        SumCell(
            (name,),
            tuple(letters.index(letter) for letter in parts),
            sum(counts[letter] for letter in parts),
            **(options or {}).get(name, {}),
        )
        for name, parts in sums.items()
    )
    inner = tuple(InnerCount((letter,), count) for letter, count in counts.items())
    return Problem(inner, cells, statements, protection or Protection(5))


def random_problem(seed: int, level: Level = Level.FULL) -> Problem:
    """Up to five inner cells, up to ten published or latent sums of them, and some earlier statements."""
    draw = random.Random(seed)
    number = draw.randint(2, 4)
    counts = [draw.choice((0, 1, 1, 2, 2, 3, 4, 5, 7)) for _ in range(number)]
    zeros = draw.choice(tuple(Zeros))
    threshold = draw.choice((3, 4)) if level is Level.FULL else 4
    subsets = [subset for size in range(1, number + 1) for subset in itertools.combinations(range(number), size)]
    chosen = draw.sample(subsets, min(len(subsets), draw.randint(2, 9)))
    cells = tuple(
        SumCell(
            (f"cell {place:02}",),
            subset,
            sum(counts[position] for position in subset),
            draw.randint(1, 4),
            role=Role.LATENT if draw.random() < 0.15 else Role.PUBLISHED,
        )
        for place, subset in enumerate(chosen)
    )
    statements = tuple(_random_statement(draw, place, counts) for place in range(draw.choice((0, 0, 1, 2))))
    inner = tuple(InnerCount((f"inner {place}",), count) for place, count in enumerate(counts))
    return Problem(inner, cells, statements, Protection(threshold, zeros, level))


def _random_statement(draw: random.Random, place: int, counts: list[int]) -> Statement:
    terms = tuple(
        (position, draw.choice((1, 1, -1, 2)))
        for position in sorted(draw.sample(range(len(counts)), draw.randint(1, len(counts))))
    )
    amount = sum(factor * counts[position] for position, factor in terms)
    low = draw.choice((None, amount, amount - 1, amount - 2))
    high = draw.choice((None, amount, amount + 1, amount + 3)) if low is not None else amount + 1
    return Statement(f"earlier {place}", terms, low, high)


@dataclass
class EveryFilling:
    """A reader who writes down every filling up to a limit, and crosses out those that do not agree.

    Args:
        problem: What is published, and the rule.
        fillings: How many fillings are tried; inner cells are tried up to the same count, far above the true ones.
    """

    problem: Problem
    fillings: int = 300_000

    def __post_init__(self) -> None:
        problem = self.problem
        most = min(60, int(self.fillings ** (1 / len(problem.inner))) - 1)
        grid = np.indices((most + 1,) * len(problem.inner)).reshape(len(problem.inner), -1).T
        for statement in problem.statements:
            amount = sum(grid[:, position] * factor for position, factor in statement.terms)
            grid = grid[amount >= statement.low] if statement.low is not None else grid
            if statement.high is not None:
                amount = sum(grid[:, position] * factor for position, factor in statement.terms)
                grid = grid[amount <= statement.high]
        self.sums = np.stack([grid[:, list(cell.sums)].sum(axis=1) for cell in problem.cells], axis=1)
        self.values = np.array([cell.value for cell in problem.cells])

    def possible(self, hidden: Set[Key], cell: int) -> set[int]:
        """Every value that the reader must think possible for a cell."""
        sums = self.sums
        for place, each in enumerate(self.problem.cells):
            if each.published:
                column = sums[:, place]
                least = self.problem.protection.least_of(each.value)
                agrees = column >= least if each.key in hidden else column == each.value
                sums = sums[agrees]
        return set(sums[:, cell].tolist())

    @property
    def everything(self) -> set[Key]:
        """All that can be hidden: cells that somebody forces to be shown too, but neither givens nor shown zeros."""
        rule = self.problem.protection
        return {
            cell.key
            for cell in self.problem.cells
            if cell.published
            and (cell.value or rule.zeros is not Zeros.SHOWN)
            and (cell.hideable or not cell.is_small(rule))
        }

    def required(self, cell: int) -> set[int]:
        """The values that must stay possible for a small cell."""
        top = self.problem.protection.top
        if self.problem.protection.level is Level.EXACT:
            top = max(self.problem.protection.threshold, self.problem.cells[cell].value + 1)
        return {value for value in self.possible(self.everything, cell) if value <= top}

    def safe(self, hidden: Set[Key], required: dict[int, set[int]]) -> bool:
        """Whether every small cell keeps what it must."""
        return all(self._kept(wanted, self.possible(hidden, cell)) for cell, wanted in required.items())

    def _kept(self, wanted: set[int], possible: set[int]) -> bool:
        if self.problem.protection.level is Level.EXACT:
            return len(wanted) == 1 or len(possible & wanted) > 1
        return wanted <= possible

    def all_required(self) -> dict[int, set[int]]:
        """What is required of each small cell."""
        rule = self.problem.protection
        cells = self.problem.cells
        return {
            place: self.required(place)
            for place, cell in enumerate(cells)
            if cell.is_small(rule) and (cell.hideable or not cell.published)
        }

    def least_cost(self) -> int:
        """The least weight beyond the small cells of any safe pattern, by trying all."""
        rule = self.problem.protection
        small = {cell.key for cell in self.problem.cells if cell.published and cell.is_small(rule) and cell.hideable}
        required = self.all_required()
        costs = {cell.key: cell.weight for cell in self.problem.cells}
        return min(
            sum(costs[key] for key in extra) for extra in self._extras(small) if self.safe(small | set(extra), required)
        )

    def _extras(self, small: set[Key]) -> Iterator[tuple[Key, ...]]:
        hideable = {cell.key for cell in self.problem.cells if cell.published and cell.hideable}
        free = sorted((self.everything & hideable) - small)
        for size in range(len(free) + 1):
            yield from itertools.combinations(free, size)


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with inner cells, cells and statements in another order."""
    draw = random.Random(seed)
    order = draw.sample(range(len(problem.inner)), len(problem.inner))
    place = {old: new for new, old in enumerate(order)}
    cells = [
        SumCell(
            cell.key,
            tuple(draw.sample([place[position] for position in cell.sums], len(cell.sums))),
            cell.value,
            cell.weight,
            cell.hideable,
            cell.role,
            cell.protect_zero,
        )
        for cell in draw.sample(problem.cells, len(problem.cells))
    ]
    statements = [
        Statement(each.name, tuple((place[position], factor) for position, factor in each.terms), each.low, each.high)
        for each in draw.sample(problem.statements, len(problem.statements))
    ]
    return Problem(tuple(problem.inner[old] for old in order), tuple(cells), tuple(statements), problem.protection)
