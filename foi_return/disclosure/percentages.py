"""Percentages of a protected table: each cell as a share of its total, computed from what is shown and nothing else.

A reader can compute them from the counts, so they tell nothing new; they are no statements of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_return.terms.protected import Figure, ProtectedCell, ProtectedTable
from foi_return.terms.request import NOT_KNOWN, PERCENT_OF, PERCENT_SUFFIX, RECORDED
from foi_return.terms.shorthand import Shorthand


def percentage_table(table: ProtectedTable) -> ProtectedTable:
    """The table of percentages that stands beside a table of counts, with the same rows and periods.

    Where the count or its total has a shorthand, so has the percentage; `[z]` stands where the total is 0. Where a row
    says how many had the breakdown recorded, the classes are shares of those, and that row and not known of all.

    Args:
        table: A protected table that has the total of each of its cells.
    """
    cells = [cell for row in table.rows for cell in row.cells]
    totals = {(cell.period, cell.category): cell.published for cell in cells if not cell.breakdown}
    recorded = {(cell.period, cell.category): cell.published for cell in cells if RECORDED in cell.breakdown.values()}

    def whole(cell: ProtectedCell) -> Figure:
        place = cell.period, cell.category
        is_class = bool(cell.breakdown) and {RECORDED, NOT_KNOWN}.isdisjoint(cell.breakdown.values())
        return recorded[place] if is_class and place in recorded else totals[place]

    rows = tuple(replace(row, cells=tuple(_share(cell, whole(cell)) for cell in row.cells)) for row in table.rows)
    return replace(
        table,
        key=f"{table.key}{PERCENT_SUFFIX}",
        title=f"Percentages: {table.title}",
        unit=f"{PERCENT_OF}{table.unit}",
        rows=rows,
    )


def _share(cell: ProtectedCell, total: Figure) -> ProtectedCell:
    return replace(cell, published=percentage(cell.published, total), share_of=(cell.published, total))


def percentages_that_add_up(table: ProtectedTable) -> ProtectedTable:
    """The same in whole numbers that add up to 100 over the parts of each total, by the method of largest remainders.

    All are rounded down; what then lacks of 100 goes, one by one, to those that lost most. Parts that are hidden take
    part as one number, the total less what is shown, which every reader can work out: so these percentages, too,
    follow from what is shown and nothing else.

    Args:
        table: A protected table with one total for each period and the parts of it, exact numbers or shorthand.
    """
    whole = percentage_table(table)
    shares: dict[tuple[str, str, tuple[tuple[str, str], ...]], Figure] = {}
    for period in table.periods:
        cells = [cell for row in table.rows for cell in row.cells if cell.period == period.label]
        total = next(cell.published for cell in cells if not cell.breakdown)
        parts = [cell for cell in cells if cell.breakdown]
        shown = [int(cell.published) if not isinstance(cell.published, Shorthand) else None for cell in parts]
        if isinstance(total, Shorthand) or not total:
            continue
        numbers = [number for number in shown if number is not None]
        rounded = iter(whole_shares([*numbers, max(0, int(total) - sum(numbers))], max(int(total), sum(numbers))))
        for cell, number in zip(parts, shown, strict=True):
            if number is not None:
                shares[_place(cell)] = next(rounded)
        shares.update({_place(cell): 100 for cell in cells if not cell.breakdown})
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, published=shares.get(_place(cell), cell.published), share_of=None) for cell in row.cells
            ),
        )
        for row in whole.rows
    )
    return replace(whole, rows=rows, adds_up=True)


def _place(cell: ProtectedCell) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return cell.period, cell.category, tuple(sorted(cell.breakdown.items()))


def whole_shares(parts: Sequence[int], total: int) -> list[int]:
    """Whole percentages of parts that sum to the total; of equal losses, the earlier part is rounded up."""
    shares = [100 * part // total for part in parts]
    lost = sorted(range(len(parts)), key=lambda place: (-(100 * parts[place] % total), place))
    for place in lost[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def percentage(count: Figure, total: Figure) -> Figure:
    """A count as a percentage of its total to one decimal place; a half is rounded up."""
    if isinstance(count, Shorthand):
        return count
    if isinstance(total, Shorthand):
        return total
    if not total:
        return Shorthand.NOT_APPLICABLE
    return (2000 * int(count) + int(total)) // (2 * int(total)) / 10
