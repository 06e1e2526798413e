"""The sheets that explain the others: contents, questions, answers about flags, notes and definitions.

Each holds one table, because the guidance asks for one table on a sheet; so notes and definitions stand apart.

Source: Government Analysis Function, Releasing statistics in spreadsheets.
"""

from __future__ import annotations

from collections.abc import Sequence

from foi_return.outputs import sheet_names
from foi_return.outputs.sheet_model import CellContent, Column, Line, LinkedText, Sheet, TableContent
from foi_return.outputs.table_sheets import back_to_contents, meaning, title_line, true_zero
from foi_return.periods import date_in_words
from foi_return.terms.field_map import FlagAnswer
from foi_return.terms.protected import FlagLine, ProtectedReturn
from foi_return.terms.shorthand import Shorthand

_ALL = "All"
_NOT_KNOWN = Shorthand.NOT_AVAILABLE.mark
_NOTHING = Shorthand.NOT_APPLICABLE.mark


def contents_sheet(answer: ProtectedReturn, others: Sequence[Sheet]) -> Sheet:
    """The list of every other sheet, with a link to each."""
    longest = max(len(sheet.name) for sheet in others)
    columns = (Column("Sheet", max(16, longest + 4)), Column("Question", 14), Column("What it holds", 84))
    rows = tuple((LinkedText(sheet.name, sheet.name), sheet.question or _ALL, sheet.holds) for sheet in others)
    lines = (
        title_line(answer, "Contents"),
        Line("This sheet contains one table, which lists the other sheets with a link to each."),
    )
    return Sheet(sheet_names.CONTENTS, "", "", lines, TableContent(columns, rows))


def questions_sheet(answer: ProtectedReturn, answering: Sequence[Sheet]) -> Sheet:
    """Every question of the request, with the sheets that answer it."""
    columns = (Column("Question", 14), Column("What it asks", 78), Column("Where it is answered", 36))
    rows = []
    for question in answer.questions:
        names = [sheet.name for sheet in answering if sheet.question == question.number]
        where = (
            f"{'Sheets' if len(names) > 1 else 'Sheet'} {', '.join(names)}"
            if names
            else "Not in this workbook; see the letter"
        )
        rows.append((question.number, question.text, where))
    lines = (
        title_line(answer, "The questions"),
        Line("This sheet contains one table: what the request asks, in our own words, and where each is answered."),
        back_to_contents(),
    )
    return Sheet(
        sheet_names.QUESTIONS, "What the request asks and where it is answered", "", lines, _table(columns, rows)
    )


def flags_sheet(answer: ProtectedReturn, name: str) -> Sheet:
    """The answers to the yes/no questions about fields of the system."""
    columns = (
        Column("Part", 9),
        Column("Field or flag asked about", 32),
        Column("Answer", 13),
        Column("Names as they appear in the system", 36),
        Column("Recorded since", 19),
        Column("Note", 46),
    )
    rows = [_flag_row(line) for line in answer.flags]
    holds = "Fields and flags of the case management system"
    lines = [
        title_line(answer, f"Question {answer.flag_question}: {holds}"),
        Line(f"This sheet contains one table, which answers question {answer.flag_question}. Source: {answer.system}."),
    ]
    used = {cell for row in rows for cell in row}
    if _NOT_KNOWN in used:
        lines.append(
            Line(
                f"{_NOT_KNOWN} means not available: the name, or the day from which it was recorded, is not known (it "
                "may have been recorded throughout)."
            )
        )
    if _NOTHING in used:
        lines.append(Line(f"{_NOTHING} means not applicable: there is no such field, or nothing to add."))
    lines.append(back_to_contents())
    return Sheet(name, holds, answer.flag_question, tuple(lines), _table(columns, rows))


def _flag_row(line: FlagLine) -> tuple[str, ...]:
    """A line of the flags' table; a cell that has nothing to say says why."""
    statement = line.statement
    without = _NOTHING if statement.answer is FlagAnswer.NO else _NOT_KNOWN
    return (
        line.question.part,
        line.question.label,
        statement.answer.value.capitalize(),
        "; ".join(statement.printed_names) or without,
        date_in_words(statement.since) if statement.since else without,
        statement.note or _NOTHING,
    )


def notes_sheet(answer: ProtectedReturn) -> Sheet:
    """The numbered notes."""
    columns = (Column("Note", 14), Column("What it says", 100))
    rows = [(f"[note {note.number}]", note.text) for note in answer.notes]
    lines = (
        title_line(answer, "Notes"),
        Line("This sheet contains one table: notes that row labels refer to by number, and notes that hold for all."),
        back_to_contents(),
    )
    return Sheet(sheet_names.NOTES, "Numbered notes", "", lines, _table(columns, rows))


def definitions_sheet(answer: ProtectedReturn) -> Sheet:
    """The counting rules, what the records cover and the shorthand, each on a row."""
    columns = (Column("Subject", 26), Column("What holds for these figures", 90))
    rules = answer.counting_sentences
    rows = [(definition.subject, definition.text) for definition in answer.definitions]
    rows += [(f"Counting rule {number}", rule) for number, rule in enumerate(rules, start=1)]
    rows += [(f"Records used, {number}", sentence) for number, sentence in enumerate(answer.coverage, start=1)]
    rows.append(("Small numbers", answer.policy.sentence))
    if answer.policy.zeros_shown:
        rows.append(("Shorthand 0", true_zero(answer.wording.counted)))
    rows += [(f"Shorthand {mark}", meaning(answer, mark)) for mark in answer.meanings]
    lines = (
        title_line(answer, "Definitions"),
        Line("This sheet contains one table: how figures are counted, what the records cover, and the shorthand."),
        back_to_contents(),
    )
    return Sheet(
        sheet_names.DEFINITIONS,
        "How figures are counted, what the records cover, and the shorthand",
        "",
        lines,
        _table(columns, rows),
    )


def _table(columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]]) -> TableContent | None:
    """A table of texts; None where it would have no row, because Excel has no such table."""
    contents: tuple[tuple[CellContent, ...], ...] = tuple(rows)
    return TableContent(columns, contents) if contents else None
