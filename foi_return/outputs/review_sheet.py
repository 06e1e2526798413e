"""The sheet that tells of a review of flags: its counts, its shares and estimates, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.outputs import sheet_names
from foi_return.outputs.sheet_model import CellContent, Column, Line, Sheet, TableContent
from foi_return.outputs.table_sheets import back_to_contents, meaning, title_line, true_zero
from foi_return.terms.protected import Figure, ProtectedReturn, ProtectedReview, ReviewLine
from foi_return.terms.shorthand import Shorthand

_WIDTH = 64
_FIGURES_WIDTH = 14


def review_sheet(answer: ProtectedReturn, review: ProtectedReview) -> Sheet:
    """The sheet; without the columns of intervals where every record was reviewed."""
    lines = (
        title_line(answer, review.title),
        Line("This sheet contains one table. Each figure is a number of records, or per cent where its row says so."),
        *(Line(sentence) for sentence in (*_shorthand(answer, review), *review.sentences)),
        Line(f"Source: {answer.system}, and the decisions of reviewers."),
        back_to_contents(),
    )
    columns = [Column("Figure", _WIDTH), Column("Result", _FIGURES_WIDTH, figures=True)]
    if review.confidence is not None:
        columns.append(Column("Lower end of the interval", _FIGURES_WIDTH, figures=True))
        columns.append(Column("Upper end of the interval", _FIGURES_WIDTH, figures=True))
    rows = tuple(tuple(_cells(answer, line))[: len(columns)] for line in review.lines)
    return Sheet(sheet_names.REVIEW, review.title, "", lines, TableContent(tuple(columns), rows), _WIDTH)


def _cells(answer: ProtectedReturn, line: ReviewLine) -> Iterator[CellContent]:
    yield line.label
    for figure in (line.published, line.low, line.high):
        yield answer.policy.printed(figure) if isinstance(figure, Shorthand) else figure


def _shorthand(answer: ProtectedReturn, review: ProtectedReview) -> list[str]:
    """What the marks of the table mean, and no other."""
    figures = [figure for line in review.lines for figure in _printed(review, line)]
    marks = {answer.policy.printed(figure) for figure in figures if isinstance(figure, Shorthand)}
    sentences = [meaning(answer, mark) for mark in sorted(marks)]
    if 0 in figures and answer.policy.zeros_shown:
        sentences.append(true_zero(answer.wording.counted))
    return sentences


def _printed(review: ProtectedReview, line: ReviewLine) -> tuple[Figure, ...]:
    """The figures of a line that stand in the table."""
    return (line.published,) if review.confidence is None else (line.published, line.low, line.high)
