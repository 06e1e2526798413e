"""Bands: each small number is shown as the range it lies in ("1 to 4"), and only what would narrow it is hidden.

A band is a statement about its cell, known whatever else is hidden. Its mark tells the small cells from the hidden
ones, so a hidden cell is known to be no small one: it is at least the threshold.
"""

from __future__ import annotations

from dataclasses import replace

from foi_return.disclosure.problem import Key, Problem, Statement


def tell_bands(problem: Problem) -> Problem:
    """The problem with a statement for each band that is published, after all other statements."""
    protection = replace(problem.protection, banded=True)
    cells = {cell.key: cell for cell in problem.cells}
    told = [
        Statement(
            f"shown as 1 to {protection.threshold - 1}: {', '.join(key)}",
            tuple((position, 1) for position in cells[key].sums),
            1,
            protection.threshold - 1,
        )
        for key in banded_cells(problem)
    ]
    return replace(problem, statements=(*problem.statements, *told), protection=protection)


def banded_cells(problem: Problem) -> tuple[Key, ...]:
    """The published cells whose number is shown as a band, in the order of the problem."""
    return tuple(
        cell.key
        for cell in problem.cells
        if cell.published and cell.hideable and cell.value and cell.is_small(problem.protection)
    )
