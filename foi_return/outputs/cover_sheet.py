"""The cover: what the answer is, how to read it, what is hidden and why, and where the figures come from.

Source: Government Analysis Function, Releasing statistics in spreadsheets: a cover sheet, all of it in column A.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foi_return.outputs import sheet_names
from foi_return.outputs.sheet_model import Line, Sheet, Style
from foi_return.outputs.table_sheets import DRAFT_WARNING, meaning, title_line, true_zero
from foi_return.period_kinds import PeriodKind, follow_each_other, span_label
from foi_return.periods import Period, date_in_words
from foi_return.terms.protected import ProtectedReturn

_WIDTH = 80


def cover_sheet(answer: ProtectedReturn, has_flags: bool, charts: int = 0) -> Sheet:
    """The cover of the workbook.

    Args:
        answer: The whole answer.
        has_flags: Whether the workbook has a sheet of answers about fields and flags.
        charts: How many charts it has.
    """
    lines = [title_line(answer, answer.title)]
    if not answer.protection_stands:
        lines.append(Line(DRAFT_WARNING, Style.WARNING))
    lines.append(Line(f"This sheet says what this workbook is and how to read it. {_answers_whom(answer)}"))
    for heading, sentences in (
        ("About this answer", _about(answer)),
        ("What this workbook holds", _holds(answer, has_flags, charts)),
        ("How to read the figures", _how_to_read(answer)),
        ("Small numbers", _small_numbers(answer)),
        ("Where the figures come from", _origin(answer)),
    ):
        lines.append(Line(heading, Style.SECTION))
        lines.extend(Line(sentence) for sentence in sentences)
        if heading == "What this workbook holds":
            lines.append(Line("Go to the contents", link=sheet_names.CONTENTS))
    return Sheet(sheet_names.COVER, "What this workbook is and how to read it", "", tuple(lines), None, _WIDTH)


def periods_in_words(periods: Sequence[Period]) -> str:
    """The periods, such as `2019/20 to 2025/26`, or one by one where there are gaps between them."""
    labels = [period.label for period in periods]
    if len(labels) > 1 and follow_each_other(periods):
        return span_label(periods[0], periods[-1])
    return ", ".join(labels)


def _answers_whom(answer: ProtectedReturn) -> str:
    return f"It answers a request for information made to {answer.council}."


def _about(answer: ProtectedReturn) -> Iterable[str]:
    first, last = answer.periods[0].first_day, answer.periods[-1].last_day
    yield f"Council: {answer.council}"
    if answer.contact:
        yield f"Questions about this answer: {answer.contact}"
    yield f"Reference: {answer.reference}"
    yield f"Law: {answer.regime.act}"
    days, kind = f"{date_in_words(first)} to {date_in_words(last)}", answer.period_kind
    if kind is PeriodKind.OTHER:
        yield f"Period: {days}"
    else:
        begins = "; each begins on 1 April" if kind is PeriodKind.FINANCIAL_YEAR else ""
        yield f"{kind.capitalize()}s: {periods_in_words(answer.periods)} ({days}{begins})"
    yield f"What is counted: {answer.unit}"


def _holds(answer: ProtectedReturn, has_flags: bool, charts: int) -> Iterable[str]:
    number = len(answer.tables)
    yield f"{number} {'table' if number == 1 else 'tables'} of figures, each on a sheet of its own."
    if has_flags:
        yield f"The answers about fields and flags of the case management system (question {answer.flag_question})."
    if charts:
        drawn = "1 chart" if charts == 1 else f"{charts} charts"
        yield f"{drawn} of the published figures, each on a sheet of its own."
    yield "The questions with the sheets that answer them, numbered notes, and definitions."


def _how_to_read(answer: ProtectedReturn) -> Iterable[str]:
    yield "Where there is no figure, the cell says why, by a letter in square brackets:"
    for mark in answer.meanings:
        yield meaning(answer, mark)
    if answer.policy.zeros_shown:
        yield true_zero(answer.wording.counted)
    yield "[note 1], [note 2] and so on, in row labels, refer to the numbered notes on the Notes sheet."


def _small_numbers(answer: ProtectedReturn) -> Iterable[str]:
    yield answer.policy.sentence
    if answer.policy.reason:
        yield f"Reason: {answer.policy.reason}"


def _origin(answer: ProtectedReturn) -> Iterable[str]:
    yield f"System: {answer.system}"
    yield from answer.coverage
    if answer.extracted_on:
        yield f"The extract was made on {date_in_words(answer.extracted_on)}."
    yield (f"Field map (how the council's records were read): {answer.field_map}, fingerprint {answer.fingerprint}")
