"""Charts of the published figures: a sheet for each chart, and one with the figures that they draw.

A cell that holds a mark in place of a number would be drawn as 0, as if nobody had been recorded. So charts draw a
table of their own, in which such cells are empty, and a line has a gap there.

Source: Government Analysis Function, Releasing statistics in spreadsheets (no chart on the sheet of a table);
WCAG 2.2, 1.1.1 (alternative text) and 1.4.1 (colour is never the only signal).
"""

from __future__ import annotations

from collections.abc import Sequence

from foi_return.outputs.sheet_model import (
    CellContent,
    ChartContent,
    ChartLine,
    Column,
    Line,
    LinkedText,
    Sheet,
    TableContent,
)
from foi_return.outputs.sheet_names import name_sheets
from foi_return.outputs.table_sheets import back_to_contents, title_line
from foi_return.period_kinds import kind_of_all, span_label
from foi_return.terms.protected import ProtectedReturn, ProtectedRow, ProtectedTable
from foi_return.text import listed

_WIDTH = 110
_FEWEST = 2
"""A line needs two points."""

EMPTY_CELLS = (
    "A cell is empty where no figure is published for the {short}: the sheet named beside it says by a mark whether it "
    "is hidden, not recorded or not applicable. An empty cell does not mean none."
)


def chart_sheets(answer: ProtectedReturn, table_names: Sequence[str]) -> tuple[Sheet, ...]:
    """A sheet for each table that can be drawn, then the one with their figures; none where nothing can be drawn.

    Args:
        answer: What may be published.
        table_names: The name of each table's sheet, in order.
    """
    drawn = [(table, name) for table, name in zip(answer.tables, table_names, strict=True) if _can_be_drawn(table)]
    if not drawn:
        return ()
    wishes = [*table_names, *(f"Chart_{name}" for _, name in drawn), "Chart_figures"]
    *names, figures_name = name_sheets(wishes)[len(table_names) :]
    lines = _figures_lines(answer)
    top = len(lines)
    labels = list(dict.fromkeys(period.label for table, _ in drawn for period in table.periods))
    charts: list[Sheet] = []
    rows: list[tuple[CellContent, ...]] = []
    for (table, name), own_name in zip(drawn, names, strict=True):
        places = []
        for row in _rows(table):
            places.append(ChartLine(top + 1 + len(rows)))
            rows.append(_figures_row(row, table, name, labels))
        columns = [2 + labels.index(period.label) for period in table.periods]
        chart = ChartContent(
            figures_name,
            tuple(places),
            top,
            min(columns),
            max(columns),
            _described(table, name),
            table.unit,
            answer.period_kind,
        )
        charts.append(_chart_sheet(answer, table, name, own_name, chart))
    return (*charts, _figures_sheet(figures_name, lines, labels, rows))


def _can_be_drawn(table: ProtectedTable) -> bool:
    """Whether a table has a line to draw: two numbers of a row, and not zeros alone."""
    numbers = [
        [number for cell in row.cells if (number := _number(cell.published)) is not None] for row in _rows(table)
    ]
    return any(len(row) >= _FEWEST for row in numbers) and any(any(row) for row in numbers)


def _rows(table: ProtectedTable) -> list[ProtectedRow]:
    """The rows that are drawn: those with a number, without the total of a table that splits one."""
    if table.holds_percentages:
        return []
    parts = [row for row in table.rows if any(cell.breakdown for cell in row.cells)]
    return [row for row in parts or table.rows if any(_number(cell.published) is not None for cell in row.cells)]


def _number(published: object) -> int | None:
    return published if isinstance(published, int) else None


def _figures_row(row: ProtectedRow, table: ProtectedTable, name: str, labels: Sequence[str]) -> tuple[CellContent, ...]:
    shown = {period.label: _number(cell.published) for period, cell in zip(table.periods, row.cells, strict=True)}
    return (LinkedText(name, name), row.label, *(shown.get(label) for label in labels))


def _described(table: ProtectedTable, name: str) -> str:
    """The alternative text of a chart: what it shows, without a figure."""
    rows = _rows(table)
    short, span = kind_of_all(table.periods).short, span_label(table.periods[0], table.periods[-1])
    lines = "one line" if len(rows) == 1 else f"{len(rows)} lines"
    return (
        f"Line chart of the number of {table.unit} in each {short} from {span}, with {lines}: "
        f"{listed(row.label for row in rows)}. A line has a gap where no figure is published. Every figure is in the "
        f"table on sheet {name}."
    )


def _chart_sheet(
    answer: ProtectedReturn, table: ProtectedTable, name: str, own_name: str, chart: ChartContent
) -> Sheet:
    lines = [
        title_line(answer, f"Chart for question {table.question}: {table.title}"),
        Line(f"This sheet contains one chart. {chart.description}"),
        *(Line(sentence) for sentence in _cautions(table)),
        Line(f"Go to the table on sheet {name}", link=name),
        Line("Go to the figures that the charts draw", link=chart.figures),
        back_to_contents(),
    ]
    return Sheet(own_name, f"Chart: {table.title}", table.question, tuple(lines), None, _WIDTH, chart)


def _cautions(table: ProtectedTable) -> list[str]:
    """What a reader of the lines must know besides."""
    rows = _rows(table)
    left_out = [row.label for row in table.rows if row not in rows and all(cell.breakdown for cell in row.cells)]
    short = kind_of_all(table.periods).short
    cautions = [f"No line is drawn where no {short} has a figure: {listed(left_out)}."] if left_out else []
    broken = dict.fromkeys(
        cell.period for row in rows for cell in row.cells if cell.part_of_period and _number(cell.published) is not None
    )
    if broken:
        cautions.append(f"Recording covered only a part of {', '.join(broken)}; the table's notes say which part.")
    return cautions


def _figures_lines(answer: ProtectedReturn) -> tuple[Line, ...]:
    return (
        title_line(answer, "Figures that the charts draw"),
        Line("This sheet contains one table: the published figures that the charts draw, a row for each line."),
        Line(EMPTY_CELLS.format(short=answer.period_kind.short)),
        back_to_contents(),
    )


def _figures_sheet(
    name: str,
    lines: tuple[Line, ...],
    labels: Sequence[str],
    rows: Sequence[tuple[CellContent, ...]],
) -> Sheet:
    widest = max(len(str(row[0].text)) for row in rows if isinstance(row[0], LinkedText))
    columns = (
        Column("Sheet of the table", max(20, widest + 4)),
        Column("Line", 50),
        *(Column(label, max(12, len(label) + 3), figures=True) for label in labels),
    )
    return Sheet(name, "Figures that the charts draw", "", lines, TableContent(columns, tuple(rows)), 70)
