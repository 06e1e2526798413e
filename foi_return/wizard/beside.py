"""Two lists side by side, in columns that fit a narrow window. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest

WIDTH = 26
"""Of each column, so that both and what is between them stand in 60 characters."""


def side_by_side(left: str, right: str, rows: Iterable[tuple[str, str]]) -> str:
    """Rows under two headings; a long cell takes several lines of its own column.

    Args:
        left: The heading of the first column.
        right: The heading of the second.
        rows: What stands in each.
    """
    rule = "-" * WIDTH
    return "\n".join(line for row in ((left, right), (rule, rule), *rows) for line in _lines(row))


def _lines(row: tuple[str, str]) -> Iterator[str]:
    cells = (textwrap.wrap(cell, WIDTH) or [""] for cell in row)
    for ours, theirs in zip_longest(*cells, fillvalue=""):
        yield f"  {ours.ljust(WIDTH)} | {theirs}".rstrip()
