"""Writes the overview of a batch: one worksheet with a row for each request."""

from __future__ import annotations

import contextlib
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_return.errors import OutputError
from foi_return.outputs.file_faults import file_fault
from foi_return.outputs.text_fit import row_height

_TITLE = "Overview of a batch of answers"
_ABOUT = (
    "One row for each request. Figures and how many of them are hidden are counts of cells, not of children. For the "
    "council's own use."
)
_COLUMNS = (
    ("Reference", 20),
    ("Council", 20),
    ("Outcome", 12),
    ("Due", 24),
    ("What to know", 56),
    ("Figures", 10),
    ("Hidden", 10),
    ("Register entry", 13),
    ("Workbook", 40),
)
_FIGURES = ("Figures", "Hidden", "Register entry")
_LONGEST = 2_000
_SIZE = 12
_FONT = {"font_name": "Arial", "font_size": _SIZE, "valign": "top"}


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One request in the overview.

    Attributes:
        reference: Its reference.
        council: Whose answer it is.
        outcome: What became of it.
        due: When it is due.
        why: Why it was refused, or what should be seen to.
        figures: How many figures the answer has; None where none was made now.
        hidden: How many of them are hidden.
        entry: Its entry in the register.
        workbook: Where the workbook is.
    """

    reference: str
    council: str
    outcome: str
    due: str
    why: str
    figures: int | None
    hidden: int | None
    entry: int | None
    workbook: str

    def cells(self) -> tuple[str | int, ...]:
        """Its cells, in the order of the columns; a dash where there is nothing to say."""
        told = (
            self.reference,
            self.council,
            self.outcome,
            self.due,
            self.why[:_LONGEST],
            self.figures,
            self.hidden,
            self.entry,
            self.workbook,
        )
        return tuple("none" if cell is None or cell == "" else cell for cell in told)


def write_index(path: Path, rows: Sequence[IndexRow]) -> None:
    """Writes the overview; one that is there already is replaced at once, or stays as it was.

    Raises:
        OutputError: It cannot be written.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(_render(rows))
            aside.replace(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                aside.unlink()
    except OSError as error:
        raise OutputError(file_fault(error, path)) from error


def _render(rows: Sequence[IndexRow]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": _TITLE})
        text = workbook.add_format({**_FONT, "text_wrap": True, "quote_prefix": True})
        number = workbook.add_format({**_FONT, "num_format": "#,##0", "align": "right", "text_wrap": True})
        bold = workbook.add_format({**_FONT, "bold": True, "text_wrap": True, "bottom": 1, "top": 1})
        title = workbook.add_format({**_FONT, "bold": True, "font_size": 16})
        sheet = workbook.add_worksheet("Requests")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, _TITLE, title)
        sheet.write_string(1, 0, _ABOUT, workbook.add_format(_FONT))
        for column, (_, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
        right = workbook.add_format({**_FONT, "bold": True, "text_wrap": True, "bottom": 1, "top": 1, "align": "right"})
        headings = [
            {"header": heading, "header_format": right if heading in _FIGURES else bold} for heading, _ in _COLUMNS
        ]
        table = {"name": "Requests", "columns": headings, "autofilter": False, "banded_rows": False, "style": None}
        sheet.add_table(2, 0, 2 + len(rows), len(_COLUMNS) - 1, table)
        sheet.set_row(2, _height([heading for heading, _ in _COLUMNS], bold=True))
        for row, told in enumerate(rows, start=3):
            sheet.set_row(row, _height(told.cells()))
            for column, cell in enumerate(told.cells()):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell, number)
                else:
                    sheet.write_string(row, column, cell, number if _COLUMNS[column][0] in _FIGURES else text)
    return buffer.getvalue()


def _height(cells: Sequence[str | int], *, bold: bool = False) -> float:
    """The height of a row in which every cell can be read."""
    widths = [width for _, width in _COLUMNS]
    return max(row_height(str(cell), width, _SIZE, bold=bold) for cell, width in zip(cells, widths, strict=True))
