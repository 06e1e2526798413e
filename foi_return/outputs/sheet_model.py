"""What a workbook says, before any library writes it: sheets of lines in column A, with at most one table below them.

Source: Government Analysis Function, Releasing statistics in spreadsheets: one table on a sheet, content from A1,
nothing beside or beneath the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """How a line above a table is written."""

    TITLE = "Heading 1"
    SECTION = "Heading 2"
    WARNING = "warning"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of column A.

    Attributes:
        text: What it says.
        style: How it is written.
        link: The name of the sheet that it leads to; empty for plain text.
    """

    text: str
    style: Style = Style.TEXT
    link: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: Its heading; unique in its table.
        width: Its width, in digits of the body font.
        figures: Whether it holds figures, which stand to the right with their heading.
    """

    heading: str
    width: int
    figures: bool = False


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A table's cell that leads to a sheet."""

    text: str
    sheet: str


CellContent = int | float | str | LinkedText | None
"""What a cell holds; None only in the figures of charts, where an empty cell makes a gap in a line."""


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table.

    Attributes:
        columns: Its columns, in order.
        rows: A content for each column, in each row; none is empty but in the figures of charts.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[CellContent, ...], ...]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart.

    Attributes:
        row: The row of the sheet of figures that it draws; the first row is 0.
    """

    row: int


@dataclass(frozen=True, slots=True)
class ChartContent:
    """A chart, as references to the sheet of figures.

    Attributes:
        figures: The name of that sheet.
        lines: Its lines, in order.
        header: The row that holds the periods.
        first: The column of the first period; the first column is 0.
        last: That of the last.
        description: Its alternative text.
        unit: What is counted.
        periods: What the periods are, such as financial year.
    """

    figures: str
    lines: tuple[ChartLine, ...]
    header: int
    first: int
    last: int
    description: str
    unit: str
    periods: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet.

    Attributes:
        name: Its name; unique in the workbook whatever the case, and legal.
        holds: What it holds, for the contents.
        question: The number of the question that it answers; empty where it answers none by itself.
        lines: What stands above the table, from A1; the first is the title.
        table: The table, directly beneath the lines; None where there is none.
        prose_width: The width of column A, in which lines are wrapped that are wider than the whole sheet; None lets
            every line run on over the columns of the table.
        chart: The chart, beneath the lines; a sheet with one has no table.
    """

    name: str
    holds: str
    question: str
    lines: tuple[Line, ...]
    table: TableContent | None = None
    prose_width: int | None = None
    chart: ChartContent | None = None

    @property
    def width(self) -> int:
        """The width of all that is printed, in digits of the body font."""
        columns = sum(column.width for column in self.table.columns) if self.table else 0
        return max(columns, self.prose_width or 0)
