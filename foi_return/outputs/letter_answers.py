"""The answer to each question in words: provided, not held in a structured form, not applicable, or no figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from foi_return.outputs.letter_fill import Filler
from foi_return.outputs.workbook_layout import answering_names
from foi_return.terms.letter import LetterWords
from foi_return.terms.protected import CLOSEST_EQUIVALENT, Note, ProtectedReturn, ProtectedRow, ProtectedTable
from foi_return.terms.shorthand import Shorthand
from foi_return.text import listed

_WITHHELD = {Shorthand.CONFIDENTIAL, Shorthand.BAND, Shorthand.ROUNDS_TO_ZERO}
_NONE = {Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE}


class QuestionAnswers:
    """Answers question after question, and remembers which notes have been told.

    Attributes:
        notes_told: The numbers of the notes that the answers asked for so far hold in full.
    """

    def __init__(self, answer: ProtectedReturn, fill: Filler, words: LetterWords):
        self._answer = answer
        self._fill = fill
        self._own = words.answers
        self._flags_sheet, names = answering_names(answer)
        self._sheets = dict(zip((table.key for table in answer.tables), names, strict=True))
        self._told_at: dict[int, str] = {}

    @property
    def notes_told(self) -> frozenset[int]:
        """The notes that an answer asked for holds in full."""
        return frozenset(self._told_at)

    @property
    def something_is_withheld(self) -> bool:
        """Whether any number of the answer is withheld, shown as a range, or rounded."""
        tables = self._answer.tables
        return self._answer.policy.rounded_to is not None or any(_holds(table.rows, _WITHHELD) for table in tables)

    def paragraphs(self, question: str) -> tuple[str, ...]:
        """The answer to a question in words, with where its notes are told if an earlier question told them."""
        if question in self._own:
            return self.own_paragraphs(question)
        said = [*self._said(question)] or [self._fill.sentence("no_figures")]
        return (" ".join([*said, *self._notes_again(question)]),)

    def own_paragraphs(self, question: str) -> tuple[str, ...]:
        """What the officer says in place of the answer to a question; nothing where the officer left it alone."""
        return tuple(self._fill.filled(paragraph) for paragraph in self._own.get(question, ()))

    def new_notes(self, question: str) -> tuple[Note, ...]:
        """The notes on a question's figures that no earlier question has told."""
        found = [
            note
            for note in self._answer.notes
            if note.number in self._noted(question) and self._told_at.setdefault(note.number, question) == question
        ]
        return tuple(found)

    def _notes_again(self, question: str) -> Iterator[str]:
        """A sentence about the notes that an earlier question has told."""
        earlier = [
            number for number in sorted(self._noted(question)) if self._told_at.get(number, question) != question
        ]
        if earlier:
            yield self._fill.sentence("notes_again", notes=_in_words("note", [str(number) for number in earlier]))

    def _noted(self, question: str) -> set[int]:
        return {number for table in self._tables(question) for row in table.rows for number in row.notes}

    def _tables(self, question: str) -> list[ProtectedTable]:
        return [table for table in self._answer.tables if table.question == question]

    def _said(self, question: str) -> Iterator[str]:
        sentence = self._fill.sentence
        if self._flags_sheet and question == self._answer.flag_question:
            yield sentence("provided_fields", tables=f"sheet {self._flags_sheet}")
        tables = self._tables(question)
        provided = [table for table in tables if not _only(table.rows, _NONE)]
        if provided:
            yield sentence("provided", tables=_in_words("sheet", [self._sheets[table.key] for table in provided]))
        if any(_holds(table.rows, {Shorthand.CONFIDENTIAL}) for table in provided):
            yield sentence("some_hidden")
        if any(_holds(table.rows, {Shorthand.BAND}) for table in provided):
            yield sentence("some_banded")
        if provided and self._answer.policy.rounded_to is not None:
            yield sentence("rounded")
        # Of percentages nothing is said that is not said of the numbers they are made of.
        without = [table for table in tables if table not in provided and not table.holds_percentages]
        unrecorded = [table for table in without if _holds(table.rows, {Shorthand.NOT_AVAILABLE})]
        if unrecorded:
            yield sentence("not_recorded", tables=listed(table.title for table in unrecorded))
        impossible = [table.title for table in without if table not in unrecorded]
        if impossible:
            yield sentence("not_applicable", tables=listed(impossible))
        shown = [row for table in provided for row in table.rows]
        nearly = [row for row in shown if self._is_equivalent(row)]
        if nearly:
            yield sentence("closest_equivalent", rows=_labels(nearly))
        yield from self._of_rows(shown)

    def _is_equivalent(self, row: ProtectedRow) -> bool:
        """Whether a row counts the council's closest equivalent of what was asked for."""
        texts = [note.text for note in self._answer.notes if note.number in row.notes]
        return any(CLOSEST_EQUIVALENT in text for text in texts)

    def _of_rows(self, rows: Sequence[ProtectedRow]) -> Iterator[str]:
        """What is to say of rows without a figure, in tables that have some."""
        unrecorded = [row for row in rows if _only([row], _NONE) and _holds([row], {Shorthand.NOT_AVAILABLE})]
        if unrecorded:
            yield self._fill.sentence("rows_not_recorded", rows=_labels(unrecorded))
        impossible = [row for row in rows if _only([row], {Shorthand.NOT_APPLICABLE})]
        if impossible:
            yield self._fill.sentence("rows_not_applicable", rows=_labels(impossible))
        if any(_holds([row], {Shorthand.NOT_AVAILABLE}) for row in rows if row not in unrecorded):
            yield self._fill.sentence("some_years", years=f"{self._answer.period_kind.short}s")


def _holds(rows: Iterable[ProtectedRow], marks: set[Shorthand]) -> bool:
    """Whether any cell of the rows holds one of the marks."""
    return any(cell.published in marks for row in rows for cell in row.cells if isinstance(cell.published, Shorthand))


def _only(rows: Iterable[ProtectedRow], marks: set[Shorthand]) -> bool:
    """Whether every cell of the rows holds one of the marks."""
    return all(isinstance(cell.published, Shorthand) and cell.published in marks for row in rows for cell in row.cells)


def _labels(rows: Iterable[ProtectedRow]) -> str:
    return listed(dict.fromkeys(row.label for row in rows))


def _in_words(kind: str, names: Sequence[str]) -> str:
    """Names as a reader expects them: `sheets Q5_CCE, Q5_CSE and Q5_BOTH`."""
    if len(names) == 1:
        return f"{kind} {names[0]}"
    return f"{kind}s {', '.join(names[:-1])} and {names[-1]}"
