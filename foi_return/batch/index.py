"""The overview of a batch, row by row, for a worksheet; nothing personal and no true count stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from foi_return.batch.report import due_words
from foi_return.batch.results import Result
from foi_return.outputs.batch_index import IndexRow


def index_rows(results: Iterable[Result], today: date) -> tuple[IndexRow, ...]:
    """A row for each request, in the manifest's order."""
    return tuple(
        IndexRow(
            reference=result.reference,
            council=result.council,
            outcome=result.state.value,
            due=due_words(result.due, today),
            why=" ".join((*result.why, *result.warnings)),
            figures=result.cells or None,
            hidden=result.hidden if result.cells else None,
            entry=result.entry,
            workbook=result.workbook,
        )
        for result in results
    )
