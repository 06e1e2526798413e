"""Lays a protected return out as sheets, and refuses a return with a text that no sheet may hold.

Order: cover, contents, questions, answers about flags, a sheet for each table, a review of flags, notes, definitions.
"""

from __future__ import annotations

from collections.abc import Iterable

from foi_return.errors import Fault, OutputError
from foi_return.outputs.chart_sheets import chart_sheets
from foi_return.outputs.cover_sheet import cover_sheet
from foi_return.outputs.hostile_text import CELL_LIMIT, HEADING_LIMIT, check_publishable
from foi_return.outputs.review_sheet import review_sheet
from foi_return.outputs.sheet_model import LinkedText, Sheet
from foi_return.outputs.sheet_names import name_sheets
from foi_return.outputs.standing_sheets import (
    contents_sheet,
    definitions_sheet,
    flags_sheet,
    notes_sheet,
    questions_sheet,
)
from foi_return.outputs.table_sheets import table_sheet
from foi_return.terms.protected import ProtectedReturn


def lay_out(answer: ProtectedReturn, *, charts: bool = False) -> tuple[Sheet, ...]:
    """Every sheet of the workbook, in order.

    Args:
        answer: What may be published.
        charts: Whether charts are drawn; they stand after the tables.

    Raises:
        OutputError: A text may not be published, a table has no row, or a cell or heading of one is empty or, for a
            heading, not unique; all such faults together.
    """
    flags_name, table_names = answering_names(answer)
    answering = [flags_sheet(answer, flags_name)] if flags_name else []
    for table, name in zip(answer.tables, table_names, strict=True):
        answering.append(table_sheet(answer, table, name))
    questions = questions_sheet(answer, answering)
    reviewed = [review_sheet(answer, answer.review)] if answer.review else []
    drawn = chart_sheets(answer, table_names) if charts else ()
    cover = cover_sheet(answer, bool(answer.flags), sum(sheet.chart is not None for sheet in drawn))
    explaining = (*reviewed, *drawn, notes_sheet(answer), definitions_sheet(answer))
    contents = contents_sheet(answer, (cover, questions, *answering, *explaining))
    sheets = (cover, contents, questions, *answering, *explaining)
    faults = tuple(_faults(sheets))
    if faults:
        raise OutputError(faults)
    return sheets


def answering_names(answer: ProtectedReturn) -> tuple[str, tuple[str, ...]]:
    """The names of the sheets that answer questions.

    Returns:
        That of the answers about fields and flags, empty where there are none; then one for each table.
    """
    of_flags = [f"Question {answer.flag_question}"] if answer.flags else []
    names = name_sheets([*of_flags, *(table.key.upper() for table in answer.tables)])
    return (names[0], names[1:]) if of_flags else ("", names)


def _faults(sheets: Iterable[Sheet]) -> Iterable[Fault]:
    """What may not be written; a text that stands in several places is reported at the first."""
    seen: set[tuple[str, int]] = set()
    for sheet in sheets:
        for where, text, limit in _texts(sheet):
            fault = check_publishable(text, where, limit) if (text, limit) not in seen else None
            seen.add((text, limit))
            if fault:
                yield fault
        yield from _table_faults(sheet)


def _texts(sheet: Sheet) -> Iterable[tuple[str, str, int]]:
    """Every text of a sheet, with its place and the longest that it may be."""
    for number, line in enumerate(sheet.lines, start=1):
        yield f"Workbook, sheet '{sheet.name}', row {number}", line.text, HEADING_LIMIT if line.link else CELL_LIMIT
    if sheet.table is None:
        return
    top = len(sheet.lines) + 1
    for column in sheet.table.columns:
        yield f"Workbook, sheet '{sheet.name}', row {top}", column.heading, HEADING_LIMIT
    for number, row in enumerate(sheet.table.rows, start=top + 1):
        for cell in row:
            if isinstance(cell, str | LinkedText):
                text = cell if isinstance(cell, str) else cell.text
                yield f"Workbook, sheet '{sheet.name}', row {number}", text, CELL_LIMIT


def _table_faults(sheet: Sheet) -> Iterable[Fault]:
    """What Excel or a reader's software could not take for a table."""
    if sheet.table is None:
        return
    where = f"Workbook, sheet '{sheet.name}'"
    top = len(sheet.lines) + 1
    headings = [column.heading.strip().casefold() for column in sheet.table.columns]
    if len(set(headings)) < len(headings) or "" in headings:
        yield Fault(
            f"{where}, row {top}",
            "Two columns have the same heading, or one has none",
            "a heading for each column, each different",
            "Change the labels of the periods, or what splits the table, in the request.",
        )
    if not sheet.table.rows:
        yield Fault(
            where, "The table has no row", "at least one row", "Check which rows the request's definition asks for."
        )
    for number, row in enumerate(sheet.table.rows, start=top + 1):
        if any(isinstance(cell, str) and not cell.strip() for cell in row):
            yield Fault(
                f"{where}, row {number}",
                "A cell of the table is empty",
                "a text in each cell",
                "Give the label, name or note where it comes from: the field map or the request.",
            )
