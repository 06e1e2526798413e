"""Where a row of a source stands, when the source is several files or sheets: one number for both."""

from __future__ import annotations

from collections.abc import Sequence

ROWS_OF_A_PIECE = 10_000_000_000
"""More than any file has. A row's number in a source is its piece, counted from 0, times this, plus its row there."""


def piece_and_row(number: int, pieces: Sequence[str]) -> tuple[str, int]:
    """The name of the file or sheet that a row stands in, empty where the source is one, and its row there.

    Args:
        number: The row's number in the source.
        pieces: The names of the source's pieces, in the order in which they were read; none where it is one.
    """
    if not pieces:
        return "", number
    piece, row = divmod(number, ROWS_OF_A_PIECE)
    return pieces[piece], row


def place_in_words(number: int, pieces: Sequence[str]) -> str:
    """The place of a row for a person: `row 12`, or `cin-2022.xml, row 12`."""
    piece, row = piece_and_row(number, pieces)
    return f"{piece}, row {row}" if piece else f"row {row}"
