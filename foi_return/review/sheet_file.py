"""Writes the sheet that reviewers fill in: a number, one column of ids, and a decision from a list.

Whether a record was flagged does not stand in it, so that reviewers decide by the definition alone.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from foi_return.review.plan import ReviewPlan
from foi_return.review.sampling import ListedRecord
from foi_return.terms.review import Decision

SHEET_NAME = "review-sheet.xlsx"
TABLE_SHEET = "Review"
NUMBER_COLUMN = "No."
DECISION_COLUMN = "Decision"

_FONT = {"font_name": "Arial", "font_size": 12}
_WIDTHS = (8, 40, 18)
_PROSE_WIDTH = 100


def render_sheet(
    plan: ReviewPlan, drawn: Sequence[ListedRecord], decisions: Mapping[int, Decision] | None = None
) -> bytes:
    """The bytes of the workbook; the rows are numbered from 1 in the order given.

    Args:
        plan: The plan of the review.
        drawn: The records to review.
        decisions: A decision by the number of its row; None for a sheet that reviewers have yet to fill in.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": f"Review of {plan.about}", "comments": "Internal: do not send."})
        _write_instructions(workbook, plan, len(drawn))
        _write_rows(workbook, plan, drawn, decisions or {})
    return buffer.getvalue()


def _write_instructions(workbook: Any, plan: ReviewPlan, rows: int) -> None:
    sheet = workbook.add_worksheet("Instructions")
    sheet.set_column(0, 0, _PROSE_WIDTH)
    title = workbook.add_format({**_FONT, "bold": True, "font_size": 16})
    text = workbook.add_format({**_FONT, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"Review of {plan.about}", title)
    for number, line in enumerate(_instructions(plan, rows), start=1):
        sheet.write_string(number, 0, line, text)
    sheet.protect()


def _instructions(plan: ReviewPlan, rows: int) -> list[str]:
    """What a reviewer has to know, a paragraph on each line."""
    words = ", ".join(f"'{decision.value}'" for decision in Decision)
    return [
        "Internal. Do not send this file to anybody who may not see the records.",
        f"The sheet '{TABLE_SHEET}' lists {rows:,} records by '{plan.id_column}'. Open each record in your system, "
        f"read it, and choose in the column '{DECISION_COLUMN}': {words}.",
        f"Definition: {plan.definition}" if plan.definition else "Apply the definition that you were given.",
        "'met': the record meets the definition. 'not met': it does not. 'cannot tell': the record does not say "
        "enough. Leave the cell empty if you have not read the record.",
        "Decide by the definition alone. The list does not say whether a record was flagged, and it is best that you "
        "do not look.",
        "The rows are in random order. Work from the top down: if you have to stop early, what you have done is still "
        "a fair sample.",
        "Write nothing but the decision: no name, no reason, no other column. Do not add, remove or renumber rows. "
        "Sorting whole rows does no harm.",
    ]


def _write_rows(
    workbook: Any, plan: ReviewPlan, drawn: Sequence[ListedRecord], decisions: Mapping[int, Decision]
) -> None:
    sheet = workbook.add_worksheet(TABLE_SHEET)
    heading = workbook.add_format({**_FONT, "bold": True, "text_wrap": True, "bottom": 1})
    locked = workbook.add_format({**_FONT, "num_format": "@"})
    number = workbook.add_format(_FONT)
    open_cell = workbook.add_format({**_FONT, "locked": False, "bg_color": "#FFF8DC"})
    for column, (name, width) in enumerate(zip((NUMBER_COLUMN, plan.id_column, DECISION_COLUMN), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, heading)
    for row, record in enumerate(drawn, start=1):
        sheet.write_number(row, 0, row, number)
        sheet.write_string(row, 1, record.id, locked)
        sheet.write(row, 2, decisions.get(row), open_cell)
    sheet.data_validation(
        1,
        2,
        max(1, len(drawn)),
        2,
        {
            "validate": "list",
            "source": [decision.value for decision in Decision],
            "error_title": "Not a decision",
            "error_message": "Choose a decision from the list, or leave the cell empty.",
            "input_title": "Decision",
            "input_message": "Choose from the list. Leave it empty if you have not read the record.",
        },
    )
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"select_locked_cells": True, "format_columns": True})
    sheet.activate()
    sheet.repeat_rows(0)
