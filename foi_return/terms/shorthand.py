"""The shorthand that stands in a cell in place of a number.

Source: Government Analysis Function, Using symbols and shorthand in tables: square brackets, alone in the cell.
"""

from __future__ import annotations

from enum import StrEnum

from foi_return.terms.unit import CHILDREN, Unit


class Shorthand(StrEnum):
    """A cell that holds no number says why with one of these."""

    CONFIDENTIAL = "c"
    NOT_AVAILABLE = "x"
    NOT_APPLICABLE = "z"
    ROUNDS_TO_ZERO = "low"
    BAND = "band"

    @property
    def mark(self) -> str:
        """How it is printed: `[c]`. A band is printed as the range that the policy says."""
        return f"[{self.value}]"


BREAK_MARK = "[b]"
"""Stands in a heading or row label, never in a cell: recording covered a part of the period, or changed in it."""

MEANINGS = {
    Shorthand.CONFIDENTIAL.mark: "hidden to protect individual {people} (a small number, or one that would reveal it)",
    Shorthand.NOT_AVAILABLE.mark: "not recorded in a structured way for this period, so no figure exists; not zero",
    Shorthand.NOT_APPLICABLE.mark: "not applicable: the question cannot arise here",
    BREAK_MARK: "break: recorded for a part of this period only; a note gives the dates",
}
"""What a reader is told, with a place for whom the figures are about; a number 0 is a true zero and needs no mark."""

LOW_MEANING = "above 0, but rounds to 0"
"""What `[low]` means; told only where numbers are rounded."""

BAND_MEANING = "a small number, shown as the range in which it lies to protect individual {people}"
"""What a band means, with a place for whom the figures are about."""

HIDDEN_BESIDE_BANDS = "hidden because it would reveal a small number; it is no small number itself"
"""What the mark of a hidden number means where small numbers are shown as bands."""

TAKEN_LETTERS = ("band", "x", "z", "b", "low", "p", "r", "u")
"""Letters of the guidance's list that mean something else than that a number is hidden."""


def band_text(threshold: int) -> str:
    """The range in which small numbers lie, as it is printed: `1 to 4`."""
    return "1" if threshold == 2 else f"1 to {threshold - 1}"


def meanings(mark: str = "c", rounded: bool = False, band: str = "", people: Unit = CHILDREN) -> dict[str, str]:
    """Every mark of an answer with its meaning.

    Args:
        mark: The letters that stand in a hidden cell.
        rounded: Whether the answer's numbers are rounded.
        band: The range that stands in place of a small number; empty where small numbers are hidden.
        people: Whom the figures are about.
    """
    hidden = Shorthand.CONFIDENTIAL.mark
    words = {f"[{mark}]" if known == hidden else known: meaning for known, meaning in MEANINGS.items()}
    if band:
        words = {**words, f"[{mark}]": HIDDEN_BESIDE_BANDS, band: BAND_MEANING}
    words = words | {Shorthand.ROUNDS_TO_ZERO.mark: LOW_MEANING} if rounded else words
    return {known: meaning.format(people=people.plural) for known, meaning in words.items()}
