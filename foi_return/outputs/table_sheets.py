"""The sheets of figures: a sheet for each protected table, with everything that a reader needs above it.

Source: Government Analysis Function, Releasing statistics in spreadsheets: A1 the title, A2 what the sheet holds, A3
the shorthand, then source and method; notes by number in row labels, never in cells of figures.
"""

from __future__ import annotations

from foi_return.outputs import sheet_names
from foi_return.outputs.sheet_model import CellContent, Column, Line, Sheet, Style, TableContent
from foi_return.periods import date_in_words
from foi_return.terms.protected import ProtectedReturn, ProtectedRow, ProtectedTable
from foi_return.terms.request import NOT_KNOWN, RECORDED, Breakdown
from foi_return.terms.shorthand import BREAK_MARK, Shorthand
from foi_return.terms.unit import Unit
from foi_return.text import sentence_case

_LABELS_WIDTH = 64
_FIGURES_WIDTH = 12
_AGE_GROUP = Breakdown.AGE_GROUP.value

DRAFT_MARK = "DRAFT: "
"""Opens the title of every sheet of a return whose protection does not stand."""

DRAFT_WARNING = (
    "DRAFT: not protected against subtraction. Small numbers are hidden, but a reader could work some of them out "
    "from totals and other tables. Do not publish or send."
)

ZERO_OR_LESS_THAN_HALF = "0 means zero, or a number that rounds to 0."


def true_zero(counted: Unit) -> str:
    """What a 0 means, as a sentence."""
    return f"0 means a true zero: records were searched and {counted.none} was found."


def title_line(answer: ProtectedReturn, text: str) -> Line:
    """A sheet's title, marked where the return is a draft."""
    return Line(text if answer.protection_stands else DRAFT_MARK + text, Style.TITLE)


def meaning(answer: ProtectedReturn, mark: str) -> str:
    """A mark of an answer and what it means, as a sentence."""
    return f"{mark} means {answer.meanings[mark]}."


def back_to_contents() -> Line:
    """The link that every sheet has."""
    return Line("Back to contents", link=sheet_names.CONTENTS)


def table_sheet(answer: ProtectedReturn, table: ProtectedTable, name: str) -> Sheet:
    """The sheet of one table."""
    lines = [
        title_line(answer, f"Question {table.question}: {table.title}"),
        Line(f"This sheet contains one table, which answers question {table.question}. {what_figures_are(table)}"),
        *(Line(sentence) for sentence in explaining_sentences(answer, table)),
    ]
    if any(row.notes for row in table.rows):
        lines.append(Line("Go to the notes that row labels refer to", link=sheet_names.NOTES))
    lines.append(Line("Go to all the counting rules", link=sheet_names.DEFINITIONS))
    lines.append(back_to_contents())
    return Sheet(name, table.title, table.question, tuple(lines), _table(answer, table), _LABELS_WIDTH)


def explaining_sentences(answer: ProtectedReturn, table: ProtectedTable) -> list[str]:
    """What a reader of one table must know: its marks, rounding, counting rules and source."""
    return [
        *_shorthand_sentences(answer, table),
        *_rounding_sentences(answer),
        *_counting_sentences(answer, table),
        *source_sentences(answer),
    ]


def _table(answer: ProtectedReturn, table: ProtectedTable) -> TableContent:
    columns = [Column(table.row_heading, _LABELS_WIDTH)]
    for period in table.periods:
        headings = [f"{period.label}: {what}" for what in _OF_SHARES] if table.shows_shares else [period.label]
        columns.extend(Column(heading, _width(heading), figures=True) for heading in headings)
    rows: list[tuple[CellContent, ...]] = []
    for row in table.rows:
        shown = [figure for cell in row.cells for figure in (cell.published, *(cell.share_of or ()))]
        figures = [answer.policy.printed(each) if isinstance(each, Shorthand) else each for each in shown]
        rows.append((row_label(row), *figures))
    return TableContent(tuple(columns), tuple(rows))


_OF_SHARES = ("per cent", "number", "out of")
"""What stands in the columns of a period in a table of percentages: each with the two numbers it is made of."""


def _width(label: str) -> int:
    """A width by the heading; one that spans months, such as `July to September 2023`, wraps into two lines."""
    longest = max(label.replace(" to ", " to\n").split("\n"), key=len)
    return max(_FIGURES_WIDTH, len(longest) + 3)


def row_label(row: ProtectedRow) -> str:
    """A row's label with its marks, such as `Online [b] [note 1] [note 3]`."""
    broken = [BREAK_MARK] if any(cell.part_of_period for cell in row.cells) else []
    return " ".join([row.label, *broken, *(f"[note {number}]" for number in row.notes)])


def _shorthand_sentences(answer: ProtectedReturn, table: ProtectedTable) -> list[str]:
    """What the marks of this table mean, and no other."""
    marks = [answer.policy.printed(shorthand) for shorthand in table.shorthand_used]
    if table.has_break:
        marks.append(BREAK_MARK)
    sentences = [meaning(answer, mark) for mark in sorted(marks)]
    zeros = any(cell.published == 0 for row in table.rows for cell in row.cells)
    if zeros and not table.holds_percentages:
        told_apart = answer.policy.zeros_shown or answer.policy.rounded_to is None
        sentences.append(true_zero(table.counted) if told_apart else ZERO_OR_LESS_THAN_HALF)
    return sentences or ["No shorthand is used in this table."]


def what_figures_are(table: ProtectedTable) -> str:
    """What a number in a table stands for, as a sentence."""
    if table.adds_up:
        return (
            "Each figure is a whole percentage of the total, worked out from the numbers that the other table shows. "
            "All are rounded down at first; those that lose most are then rounded up, so that they add up to 100."
        )
    if table.holds_percentages and table.shows_recorded:
        return (
            "Each percentage is to one decimal place, computed from the two numbers that stand beside it: the rows "
            f"'{RECORDED}' and '{NOT_KNOWN}' are of the total, the others of those "
            f"{table.counted.of_whom} it was recorded."
        )
    if table.holds_percentages:
        return (
            "Each percentage is of the total, to one decimal place, computed from the two numbers that stand beside it."
        )
    return f"Each figure is a number of {table.unit}."


def _rounding_sentences(answer: ProtectedReturn) -> list[str]:
    rule = answer.policy.rounding
    return [sentence_case(rule)] if rule else []


def _counting_sentences(answer: ProtectedReturn, table: ProtectedTable) -> list[str]:
    """The counting rule, a sentence on each line; for a table by age, also the day on which age is taken."""
    said = answer.said_of(table)
    first, *others = answer.counting.short(answer.period_kind, said)
    if any(_AGE_GROUP in cell.breakdown for row in table.rows for cell in row.cells):
        others.append(answer.counting.age_sentence(answer.period_kind, said))
    return [f"How they are counted: {first}", *others]


def source_sentences(answer: ProtectedReturn) -> list[str]:
    """Where the figures come from and what the records cover."""
    made = f" Extract made on {date_in_words(answer.extracted_on)}." if answer.extracted_on else ""
    return [f"Source: {answer.system}.{made}", *answer.coverage]
