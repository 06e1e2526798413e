"""The rows of an extract behind one cell, for the screen of somebody who may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from foi_return.config.answers import Answers
from foi_return.coverage import Gap
from foi_return.errors import Fault, RequestError
from foi_return.pipeline import count_tables
from foi_return.reading import Progress, count_extract, load_extract, load_inputs
from foi_return.tables import CountCell, CountTable
from foi_return.terms.unit import CHILDREN, Unit
from foi_return.text import listed, nearest

if TYPE_CHECKING:
    from foi_return.engine.trace import TracedGroup, TracedRow


@dataclass(frozen=True, slots=True)
class TracedCell:
    """One cell with the rows behind it; for the screen of somebody who may see the extract.

    Attributes:
        title: The table's title.
        figure: The true count, or the reason why there is none.
        rows: The rows that count for the cell's children, crimes or whatever it is a number of.
        groups: For an extract in a database, whose rows have no numbers: those rows by what they mean, counted.
        unit: What the cell is a number of.
        pieces: The files or sheets of each source that is made of several, by which their row numbers are told apart.
    """

    title: str
    figure: int | str
    rows: tuple[TracedRow, ...] = ()
    groups: tuple[TracedGroup, ...] = ()
    unit: Unit = CHILDREN
    pieces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def trace_return(answers: Answers, table: str, year: str, row: str, progress: Progress) -> TracedCell:
    """The rows of the extract behind one cell.

    Raises:
        RequestError: The return has no such cell.
    """
    from foi_return.engine.trace import trace_cell, trace_groups

    inputs = load_inputs(answers if answers.reference else replace(answers, reference="trace"))
    with load_extract(inputs, answers.sources, progress) as extract:
        progress(f"Counting {inputs.request.counted.plural}")
        tables = count_tables(inputs, count_extract(inputs, extract, answers.engine), extract.unreviewed_keys)
        title, cell = _find_cell(tables, table, year, row)
        if isinstance(cell.figure, Gap):
            return TracedCell(title, f"{cell.figure.shorthand.mark} {cell.figure.reason}")
        part = extract.part_of(cell.selector)
        unit = part.inputs.request.counted
        counted = extract.workspace, part.inputs.counted_request, part.bound, part.query, cell.selector
        if not extract.raw:
            return TracedCell(title, cell.figure, groups=trace_groups(*counted), unit=unit)
        pieces = {name: raw.pieces for name, raw in extract.raw.items()}
        return TracedCell(title, cell.figure, trace_cell(*counted), unit=unit, pieces=pieces)


def _find_cell(tables: Sequence[CountTable], table: str, year: str, row: str) -> tuple[str, CountCell]:
    keys = {candidate.definition.key: candidate for candidate in tables}
    if table not in keys:
        raise RequestError(Fault("--table", f"there is no table '{table}'", listed(keys), nearest(table, keys)))
    rows = {candidate.label: candidate for candidate in keys[table].rows}
    years = [period.label for period in keys[table].periods]
    if row not in rows:
        raise RequestError(Fault("--row", f"table {table} has no row '{row}'", listed(rows), nearest(row, rows)))
    if year not in years:
        raise RequestError(Fault("--year", f"table {table} has no year '{year}'", listed(years)))
    return keys[table].title, rows[row].cells[years.index(year)]
