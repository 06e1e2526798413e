"""The shorthand that stands in a cell in place of a number.

Source: Government Analysis Function, Using symbols and shorthand in tables: square brackets, alone in the cell.
"""

from __future__ import annotations

from enum import StrEnum


class Shorthand(StrEnum):
    """A cell that holds no number says why with one of these."""

    CONFIDENTIAL = "c"
    NOT_AVAILABLE = "x"
    NOT_APPLICABLE = "z"

    @property
    def mark(self) -> str:
        """How it is printed: `[c]`."""
        return f"[{self.value}]"


BREAK_MARK = "[b]"
"""Stands in a heading or row label, never in a cell: recording covered a part of the period, or changed in it."""

MEANINGS = {
    Shorthand.CONFIDENTIAL.mark: "hidden to protect individual children (a small number, or one that would reveal it)",
    Shorthand.NOT_AVAILABLE.mark: "not recorded in a structured way for this period, so no figure exists; not zero",
    Shorthand.NOT_APPLICABLE.mark: "not applicable: the question cannot arise here",
    BREAK_MARK: "break: recorded for a part of this period only; a note gives the dates",
}
"""What a reader is told; a number 0 is a true zero and needs no shorthand."""
