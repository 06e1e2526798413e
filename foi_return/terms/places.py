"""Where a row of a source stands, when the source is several files or sheets: one number for both."""

from __future__ import annotations

from collections.abc import Sequence

ROWS_OF_A_PART = 10_000_000_000
"""More than any file has. A row's number in a source is its part, counted from 0, times this, plus its row there."""


def part_and_row(number: int, parts: Sequence[str]) -> tuple[str, int]:
    """The name of the file or sheet that a row stands in, empty where the source is one, and its row there.

    Args:
        number: The row's number in the source.
        parts: The names of the source's parts, in the order in which they were read; none where it is one.
    """
    if not parts:
        return "", number
    part, row = divmod(number, ROWS_OF_A_PART)
    return parts[part], row


def place_in_words(number: int, parts: Sequence[str]) -> str:
    """The place of a row for a person: `row 12`, or `cin-2022.xml, row 12`."""
    part, row = part_and_row(number, parts)
    return f"{part}, row {row}" if part else f"row {row}"
