"""A table as it stands on a screen: texts only, split into blocks that fit the window. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FEWEST_LABEL = 16
"""Characters that the labels of rows have at least, however narrow the window is."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table for the screen. It stands last, next to the question that follows; what explains it stands above it.

    Attributes:
        title: Its title.
        lead: What kind of figures these are, in a sentence.
        headings: The headings of its columns; the first is that of the row labels.
        rows: A text for each column, in each row.
        notes: What explains it: marks, and why cells hold no number.
    """

    title: str
    lead: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Some columns of a table that fit the window side by side.

    Attributes:
        columns: The places of its columns; the labels are always the first.
        label: How many characters the labels have; longer ones are broken between words.
        widths: The same for each other column.
    """

    columns: tuple[int, ...]
    label: int
    widths: tuple[int, ...]


def blocks(view: TableView, width: int, *, gap: int = 2, edges: int = 0) -> tuple[Block, ...]:
    """Splits a table into blocks that fit the window, each with the labels: those that take the fewest lines.

    Args:
        view: The table.
        width: How many characters a line may have.
        gap: Characters between two columns.
        edges: Characters that the borders take on both sides together.
    """
    room = width - edges
    columns = list(range(1, len(view.headings)))
    splits = [
        _split(view, part, room, gap) for part in (_even(columns, number) for number in range(1, len(columns) + 1))
    ]
    fitting = [
        split
        for split in splits
        if split and all(block.label >= FEWEST_LABEL or _is_whole(view, block) for block in split)
    ]
    return min(fitting or splits[-1:], key=lambda split: _height(view, split))


def _split(view: TableView, parts: Sequence[Sequence[int]], room: int, gap: int) -> tuple[Block, ...]:
    """Blocks of these columns; the labels have the room that is left."""
    widths = [max(len(row[place]) for row in (view.headings, *view.rows)) for place in range(len(view.headings))]
    return tuple(
        Block(
            (0, *part),
            max(1, min(widths[0], room - sum(widths[place] + gap for place in part))),
            tuple(widths[place] for place in part),
        )
        for part in parts
    )


def _is_whole(view: TableView, block: Block) -> bool:
    """Whether no label must be broken."""
    return all(len(row[0]) <= block.label for row in (view.headings, *view.rows))


def _height(view: TableView, split: Sequence[Block]) -> int:
    """How many lines the blocks take together."""
    labels = [row[0] for row in view.rows]
    return sum(3 + sum(len(label_lines(label, block.label)) for label in labels) for block in split)


def _even(columns: Sequence[int], pieces: int) -> list[list[int]]:
    """Columns in so many runs of about the same length, the longer ones first."""
    size, longer = divmod(len(columns), pieces)
    runs, start = [], 0
    for number in range(pieces):
        stop = start + size + (number < longer)
        runs.append(list(columns[start:stop]))
        start = stop
    return runs


def plain_table(view: TableView, width: int) -> str:
    """The table with spaces between its columns and dashes below their headings; nothing of it is drawn."""
    lines = [*_wrapped(view.lead, width)]
    lines += [line for note in view.notes for line in _wrapped(note, width)]
    lines += ["", *_wrapped(view.title, width)]
    for block in blocks(view, width):
        lines += ["", *_row(view.headings, block)]
        lines.append("  ".join("-" * each for each in (block.label, *block.widths)))
        for row in view.rows:
            lines += _row(row, block)
    return "\n".join(lines)


def _row(row: Sequence[str], block: Block) -> Iterator[str]:
    first, *more = label_lines(row[0], block.label)
    cells = (row[place].rjust(width) for place, width in zip(block.columns[1:], block.widths, strict=True))
    yield "  ".join([first.ljust(block.label), *cells]).rstrip()
    yield from more


def label_lines(label: str, width: int) -> list[str]:
    """A label broken between words; what goes on is set in."""
    return textwrap.wrap(label, width, subsequent_indent="  ") or [""]


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines; what is set in by two spaces goes on further in."""
    indent = "  " if text.startswith("  ") else ""
    return textwrap.wrap(text.strip(), width, initial_indent=indent, subsequent_indent=indent * 2)
