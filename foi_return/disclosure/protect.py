"""Applies a pattern to count tables: each hidden cell gets the mark, every other keeps its true number.

Small cells and those that would give them away get one and the same mark: two would tell the reader which are small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_return.coverage import Gap
from foi_return.disclosure.problem import Key
from foi_return.disclosure.system import cell_key
from foi_return.tables import CountCell, CountRow, CountTable
from foi_return.terms.protected import ProtectedCell, ProtectedRow, ProtectedTable
from foi_return.terms.shorthand import Shorthand


@dataclass(frozen=True, slots=True)
class Pattern:
    """What becomes of the cells.

    Attributes:
        hidden: The places of the cells that are hidden.
        rounded: The numbers that stand in place of counts.
        tells_zeros: Whether a count that rounds to 0 is told apart from a true zero.
        banded: The places of the hidden cells in whose place the band stands in which small numbers lie.
    """

    hidden: frozenset[Key]
    rounded: Mapping[Key, int] = field(default_factory=dict)
    tells_zeros: bool = True
    banded: frozenset[Key] = frozenset()

    def published(self, key: Key, count: int) -> int | Shorthand:
        """What stands in a cell."""
        if key in self.hidden:
            return Shorthand.BAND if key in self.banded else Shorthand.CONFIDENTIAL
        number = self.rounded.get(key, count)
        return Shorthand.ROUNDS_TO_ZERO if count and not number and self.tells_zeros else number


def protect_table(table: CountTable, pattern: Pattern, unit: str, notes: Mapping[str, int]) -> ProtectedTable:
    """The table as it may be published.

    Args:
        table: The true counts.
        pattern: What becomes of the cells.
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
        tuple(_protect_row(row, pattern, notes) for row in table.rows),
    )


def _protect_row(row: CountRow, pattern: Pattern, notes: Mapping[str, int]) -> ProtectedRow:
    numbers = sorted({notes[sentence] for sentence in row_sentences(row)})
    return ProtectedRow(row.label, tuple(_protect_cell(cell, pattern) for cell in row.cells), tuple(numbers))


def row_sentences(row: CountRow) -> tuple[str, ...]:
    """Every sentence that a note must give to explain a row: its own, and the reasons of its cells."""
    of_cells = [cell.figure.reason if isinstance(cell.figure, Gap) else cell.caution for cell in row.cells]
    return tuple(dict.fromkeys(sentence for sentence in (*row.cautions, *of_cells) if sentence))


def _protect_cell(cell: CountCell, pattern: Pattern) -> ProtectedCell:
    if isinstance(cell.figure, Gap):
        published: int | Shorthand = cell.figure.shorthand
    else:
        published = pattern.published(cell_key(cell), cell.figure)
    return ProtectedCell(cell.selector.period, cell.category, dict(cell.breakdown), published, cell.part_of_period)
