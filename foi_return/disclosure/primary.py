"""Primary suppression: hides each cell that is small in itself.

A table protected here alone is a draft: a reader with a calculator can recover a hidden cell from totals, overlaps and
other tables.
"""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.coverage import Gap
from foi_return.tables import CountCell, CountRow, CountTable
from foi_return.terms.policy import Policy
from foi_return.terms.protected import ProtectedCell, ProtectedRow, ProtectedTable
from foi_return.terms.shorthand import Shorthand


def protect_primary(table: CountTable, policy: Policy, unit: str, notes: Mapping[str, int]) -> ProtectedTable:
    """Replaces each small count by the confidential mark, and keeps every other figure as it is.

    Args:
        table: The true counts.
        policy: Which counts are small.
        unit: What is counted, in the plural.
        notes: The number of each sentence that the notes explain.
    """
    return ProtectedTable(
        table.definition.key,
        table.definition.question,
        table.title,
        unit,
        table.row_heading,
        table.periods,
        tuple(_protect_row(row, policy, notes) for row in table.rows),
    )


def _protect_row(row: CountRow, policy: Policy, notes: Mapping[str, int]) -> ProtectedRow:
    numbers = sorted({notes[sentence] for sentence in row_sentences(row)})
    return ProtectedRow(row.label, tuple(_protect_cell(cell, policy) for cell in row.cells), tuple(numbers))


def row_sentences(row: CountRow) -> tuple[str, ...]:
    """Every sentence that a note must give to explain a row: its own, and the reasons of its cells."""
    of_cells = [cell.figure.reason if isinstance(cell.figure, Gap) else cell.caution for cell in row.cells]
    return tuple(dict.fromkeys(sentence for sentence in (*row.cautions, *of_cells) if sentence))


def _protect_cell(cell: CountCell, policy: Policy) -> ProtectedCell:
    if isinstance(cell.figure, Gap):
        published: int | Shorthand = cell.figure.shorthand
    else:
        published = Shorthand.CONFIDENTIAL if policy.is_small(cell.figure) else cell.figure
    return ProtectedCell(cell.selector.period, cell.category, dict(cell.breakdown), published, cell.part_of_period)
