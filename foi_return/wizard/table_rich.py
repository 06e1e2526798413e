"""Draws a table in a terminal. The only module that calls rich.

Nothing is told by colour or weight alone: a hidden number is its mark, `[c]`. Where the console has no Unicode, the
borders are ASCII.
"""

from __future__ import annotations

from typing import TextIO

from foi_return.wizard.table_view import Block, TableView, blocks, label_lines

_ASCII_EDGES = 4
_ASCII_GAP = 3


def draw_table(view: TableView, width: int, file: TextIO) -> None:
    """Draws a table, in several blocks where it is wider than the window.

    Args:
        view: The table; every text can be shown.
        width: How many characters a line may have.
        file: Where to; colour and weight are left out where NO_COLOR is set or it is no terminal.
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
    is_ascii = console.options.ascii_only
    fitted = blocks(view, width, gap=_ASCII_GAP, edges=_ASCII_EDGES) if is_ascii else blocks(view, width)
    for note in (view.lead, *view.notes):
        indent = len(note) - len(note.lstrip())
        console.print(Padding(Text(note.lstrip()), (0, 0, 0, indent)))
    console.print()
    console.print(Text(view.title, style="bold"))
    for block in fitted:
        console.print(_table(view, block, is_ascii))


def _table(view: TableView, block: Block, is_ascii: bool) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.ASCII if is_ascii else box.SIMPLE_HEAD,
        show_edge=is_ascii,
        padding=(0, 1) if is_ascii else (0, 1, 0, 0),
        pad_edge=is_ascii,
        header_style="bold",
    )
    table.add_column(Text(view.headings[0]), width=block.label)
    for place, width in zip(block.columns[1:], block.widths, strict=True):
        table.add_column(Text(view.headings[place]), justify="right", width=width, no_wrap=True)
    for row in view.rows:
        label = "\n".join(label_lines(row[0], block.label))
        cells = [row[place] for place in block.columns[1:]]
        table.add_row(Text(label), *(Text(cell, style="bold" if cell.endswith("]") else "") for cell in cells))
    return table
