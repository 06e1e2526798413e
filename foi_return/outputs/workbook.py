"""Writes the workbook: real Excel tables, tagged headings, numbers as numbers, and nothing hidden.

The same return gives the same file to the byte: the document's date is fixed, the text of a formula or of an address
is never interpreted.

Source: Government Analysis Function, Releasing statistics in spreadsheets; ICO, advisory note of September 2023 (no
hidden rows, columns or sheets, no links to other files, no pivot caches).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from foi_return.outputs.chart_drawing import insert_chart
from foi_return.outputs.document_parts import complete_package
from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.sheet_model import CellContent, Column, Line, LinkedText, Sheet, Style, TableContent
from foi_return.outputs.text_fit import fits_one_line, row_height
from foi_return.outputs.workbook_layout import lay_out
from foi_return.terms.protected import ProtectedReturn

_BODY_SIZE = 12
_BODY_FONT = {"font_name": "Arial", "font_size": _BODY_SIZE, "font_scheme": "none"}
"""Of no scheme, because Excel shows a font of the theme's scheme as the theme's own font, whatever its name here."""

_COMMA_FOR_THOUSANDS = 3  # Excel's built-in format #,##0
_ONE_DECIMAL = "0.0"
_HEADING_SIZES = {Style.TITLE.value: 16, Style.SECTION.value: 14}
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the library wants it so; a fixed date, because a run leaves no trace
_PORTRAIT_WIDTH = 95
_A4 = 9
_FOOTER_REFERENCE = 80
_FORMULA_SIGNS = frozenset("=+-@")
_SPACE_ABOVE = {Style.SECTION: 10}
_THIN_LINE = 1
_RULE = {"bottom": _THIN_LINE, "bottom_color": "#BFBFBF"}


def write_workbook(answer: ProtectedReturn, path: Path, *, charts: bool = False) -> None:
    """Writes the whole answer as one `.xlsx` file.

    Args:
        answer: What may be published.
        path: The file; an earlier one there is replaced.
        charts: Whether charts are drawn of the published figures, each on a sheet of its own.

    Raises:
        OutputError: A text may not be published (nothing is written then), or the file cannot be written.
    """
    write_whole(path, render_workbook(answer, charts=charts))


def render_workbook(answer: ProtectedReturn, *, charts: bool = False) -> bytes:
    """The bytes of the workbook; arguments as for `write_workbook`.

    Raises:
        OutputError: A text may not be published.
    """
    import xlsxwriter

    sheets = lay_out(answer, charts=charts)
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": dict(_BODY_FONT),  # a copy: the library adds to it
        "default_column_width": 80,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties(
            {
                "title": sheets[0].lines[0].text,
                "subject": f"Answer to request {answer.reference} under the {answer.regime.act}",
                "author": answer.council,
                "company": answer.council,
                "created": _CREATED,
            }
        )
        writer = _SheetWriter(workbook, answer)
        for sheet in sheets:
            writer.write(sheet)
    return complete_package(buffer.getvalue(), _HEADING_SIZES)


class _SheetWriter:
    """Writes sheets into one workbook, with one set of formats."""

    def __init__(self, workbook: Any, answer: ProtectedReturn):
        self._workbook = workbook
        self._answer = answer
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def write(self, sheet: Sheet) -> None:
        worksheet = self._workbook.add_worksheet(sheet.name)
        self._set_up_printing(worksheet, sheet)
        widths = [column.width for column in sheet.table.columns] if sheet.table else [sheet.width]
        for index, width in enumerate(widths):
            worksheet.set_column(index, index, width)
        for row, line in enumerate(sheet.lines):
            self._write_line(worksheet, row, line, sheet)
        if sheet.table:
            self._write_table(worksheet, len(sheet.lines), sheet.name, sheet.table)
        if sheet.chart:
            insert_chart(self._workbook, worksheet, len(sheet.lines), sheet.chart)

    def _set_up_printing(self, worksheet: Any, sheet: Sheet) -> None:
        """A4, as wide as one page (a chart whole on one), with what a loose page needs in its margins."""
        worksheet.set_paper(_A4)
        if sheet.width > _PORTRAIT_WIDTH:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, 1 if sheet.chart else 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        reference = self._answer.reference[:_FOOTER_REFERENCE].replace("&", "&&")
        worksheet.set_footer(f"&L{reference} &C&A&RPage &P of &N")
        if not self._answer.protection_stands:
            worksheet.set_header("&CDRAFT: not protected. Do not publish or send.")
        if sheet.table:
            worksheet.repeat_rows(len(sheet.lines))

    def _write_line(self, worksheet: Any, row: int, line: Line, sheet: Sheet) -> None:
        size = _HEADING_SIZES.get(line.style.value, _BODY_SIZE)
        bold = line.style is not Style.TEXT
        wrapped = sheet.prose_width is not None and not fits_one_line(line.text, sheet.width, size, bold=bold)
        properties: dict[str, object] = {
            "text_wrap": wrapped,
            "font_size": size,
            "bold": bold,
            "valign": "bottom" if line.style is Style.SECTION else "top",
        }
        width = sheet.prose_width if wrapped and sheet.prose_width else math.inf
        height = row_height(line.text, width, size, bold=bold)
        worksheet.set_row(row, height + _SPACE_ABOVE.get(line.style, 0))
        self._write_text(worksheet, row, 0, line.text, properties, line.link)

    def _write_table(self, worksheet: Any, top: int, name: str, table: TableContent) -> None:
        last_row, last_column = top + len(table.rows), len(table.columns) - 1
        headings = [
            {"header": column.heading, "header_format": self._format(_heading_properties(column), column.heading)}
            for column in table.columns
        ]
        worksheet.add_table(
            top,
            0,
            last_row,
            last_column,
            {
                "name": f"Table_{name}",
                "columns": headings,
                "autofilter": False,
                "banded_rows": False,
                "first_column": True,
                "style": None,
            },
        )
        worksheet.ignore_errors({"number_stored_as_text": f"A{top + 1}:XFD{last_row + 1}"})
        worksheet.set_row(top, _fitting_height(table, [column.heading for column in table.columns], bold=True))
        for row, cells in enumerate(table.rows, start=top + 1):
            worksheet.set_row(row, _fitting_height(table, cells))
            for index, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
                properties: dict[str, object] = {"text_wrap": True, "align": _side(column), **_RULE}
                if cell is None:
                    continue  # not even a format: the library would put a 0 for it into the figures that a chart keeps
                if isinstance(cell, int | float):
                    properties["num_format"] = _ONE_DECIMAL if isinstance(cell, float) else _COMMA_FOR_THOUSANDS
                    worksheet.write_number(row, index, cell, self._format(properties))
                elif isinstance(cell, LinkedText):
                    self._write_text(worksheet, row, index, cell.text, properties, cell.sheet)
                else:
                    self._write_text(worksheet, row, index, cell, properties)

    def _write_text(
        self, worksheet: Any, row: int, column: int, text: str, properties: dict[str, object], link: str = ""
    ) -> None:
        if link:
            properties = {**properties, "hyperlink": True}
            worksheet.write_url(row, column, f"internal:'{link}'!A1", self._format(properties), text)
        else:
            worksheet.write_string(row, column, text, self._format(properties, text))

    def _format(self, properties: dict[str, object], text: str = "") -> Any:
        """The format with these properties; one that keeps a text a text even if somebody edits its cell."""
        whole: dict[str, object] = {**_BODY_FONT, "valign": "top", **properties}
        if text[:1] in _FORMULA_SIGNS:
            whole["quote_prefix"] = True
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(whole)
        return self._formats[key]


def _fitting_height(table: TableContent, cells: Sequence[CellContent], *, bold: bool = False) -> float:
    """The height of a row of a table: that of its tallest text."""
    texts = [cell.text if isinstance(cell, LinkedText) else str(cell or "") for cell in cells]
    return max(
        row_height(text, column.width, _BODY_SIZE, bold=bold) for text, column in zip(texts, table.columns, strict=True)
    )


def _side(column: Column) -> str:
    return "right" if column.figures else "left"


def _heading_properties(column: Column) -> dict[str, object]:
    return {"bold": True, "text_wrap": True, "bottom": _THIN_LINE, "top": _THIN_LINE, "align": _side(column)}
