"""What readers know of the same list already: the figures of earlier answers, as statements about its categories.

An earlier answer by the same definition has the same categories, so each of its figures is one of the present counts.
Where the records have changed since and it is no longer true, it is told as revised, as for an answer from an extract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_return.config.earlier_comparisons import EarlierComparison
from foi_return.config.reconcile import TOTAL
from foi_return.disclosure.earlier import EarlierCell
from foi_return.disclosure.problem import Key, Problem, Statement, place_key
from foi_return.disclosure.system import EarlierFigure
from foi_return.inner_cells import Selector


def hidden_before(earlier: Sequence[EarlierComparison], period: str) -> dict[Key, int]:
    """The cells that an earlier answer hides, each with the least weight: hiding it again takes nothing from a reader.

    Args:
        earlier: The earlier answers.
        period: What the present answer calls the days of the list.
    """
    return {_place(cell, period): 1 for answer in earlier for cell in answer.cells if cell.low != cell.high}


def with_earlier(
    problem: Problem, earlier: Sequence[EarlierComparison], period: str
) -> tuple[Problem, tuple[tuple[EarlierFigure, int], ...]]:
    """The problem with a statement for each figure of an earlier answer that is still true.

    Args:
        problem: The present counts.
        earlier: The earlier answers.
        period: What the present answer calls the days of the list.

    Returns:
        The problem, and the figures that are no longer true with what they are now.
    """
    cells = {cell.key: cell for cell in problem.cells}
    told, revised = [], []
    for answer in earlier:
        for known in answer.cells:
            present = cells[_place(known, period)]
            named = ", ".join(known.breakdown.values()) or known.category
            figure = EarlierFigure(
                f"{answer.reference}: {named}",
                present.key,
                Selector(period, frozenset({TOTAL})),
                known.low,
                known.high,
                known.weaker,
            )
            read = figure.read_as(present.value)
            if read is None:
                revised.append((figure, present.value))
            else:
                terms = tuple((position, 1) for position in present.sums)
                told.append(Statement(read.name, terms, read.low, read.high))
    return replace(problem, statements=(*problem.statements, *told)), tuple(revised)


def _place(cell: EarlierCell, period: str) -> Key:
    """The place of a figure in the present answer, whatever the earlier one called the same days."""
    return place_key(period, cell.category, cell.breakdown)
