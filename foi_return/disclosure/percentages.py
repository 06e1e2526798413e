"""Percentages of a protected table: each cell as a share of its total, computed from what is shown and nothing else.

A reader can compute them from the counts, so they tell nothing new; they are no statements of their own.
"""

from __future__ import annotations

from dataclasses import replace

from foi_return.terms.protected import Figure, ProtectedCell, ProtectedTable
from foi_return.terms.request import PERCENT_OF, PERCENT_SUFFIX
from foi_return.terms.shorthand import Shorthand


def percentage_table(table: ProtectedTable) -> ProtectedTable:
    """The table of percentages that stands beside a table of counts, with the same rows and periods.

    Where the count or its total has a shorthand, so has the percentage; `[z]` stands where the total is 0.

    Args:
        table: A protected table that has the total of each of its cells.
    """
    totals = {
        (cell.period, cell.category): cell.published for row in table.rows for cell in row.cells if not cell.breakdown
    }
    rows = tuple(
        replace(row, cells=tuple(_share(cell, totals[cell.period, cell.category]) for cell in row.cells))
        for row in table.rows
    )
    return replace(
        table,
        key=f"{table.key}{PERCENT_SUFFIX}",
        title=f"Percentages: {table.title}",
        unit=f"{PERCENT_OF}{table.unit}",
        rows=rows,
    )


def _share(cell: ProtectedCell, total: Figure) -> ProtectedCell:
    return replace(cell, published=percentage(cell.published, total))


def percentage(count: Figure, total: Figure) -> Figure:
    """A count as a percentage of its total to one decimal place; a half is rounded up."""
    if isinstance(count, Shorthand):
        return count
    if isinstance(total, Shorthand):
        return total
    if not total:
        return Shorthand.NOT_APPLICABLE
    return (2000 * int(count) + int(total)) // (2 * int(total)) / 10
