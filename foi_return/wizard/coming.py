"""What will come out: tables and years, which have no figures and why, and what the letter says of it. Pure.

It is worked out from the answers alone, without counting: which figures can exist follows from dates.
"""

from __future__ import annotations

from collections.abc import Iterator

from foi_return.coverage import Gap
from foi_return.outputs.letter_answers import QuestionAnswers
from foi_return.outputs.letter_fill import Filler
from foi_return.period_kinds import span_label
from foi_return.pipeline import ReturnInputs, count_tables, prepare_return
from foi_return.tables import CountTable
from foi_return.terms.field_map import FlagAnswer
from foi_return.terms.letter import LetterFacts, LetterWords
from foi_return.terms.protected import ProtectedReturn
from foi_return.wizard.preview import gaps_of
from foi_return.wizard.view import lines


def coming_tables(inputs: ReturnInputs) -> str:
    """The tables that will come out, with their years and where they will have no figure."""
    tables = count_tables(inputs, (), frozenset())
    rows = []
    for table in tables:
        years = span_label(table.periods[0], table.periods[-1])
        title = table.title.rpartition(",")[0] or table.title
        percentages = ", and as percentages" if table.definition.percentages else ""
        rows.append((f"Question {table.definition.question}", f"{title}, {years}{percentages}"))
    return "\n".join([lines(rows), *(f"  {text}" for text in _once(tables))])


def _once(tables: tuple[CountTable, ...]) -> Iterator[str]:
    """Each reason why there is no figure, with what it holds for in the first table that says so."""
    seen: set[str] = set()
    for table in tables:
        for reason, where in gaps_of(table).items():
            if reason not in seen:
                seen.add(reason)
                yield f"{where}: {reason}"


def unanswered(inputs: ReturnInputs, words: LetterWords, workbook: str) -> str:
    """What cannot be answered in full, in the words of the letter, question by question; empty where all can be."""
    answer = _answer_without_figures(inputs)
    said = QuestionAnswers(answer, Filler(answer, LetterFacts(workbook), words), words)
    gaps = _questions_with_gaps(inputs)
    rows = []
    for question in answer.questions:
        paragraphs, notes = said.paragraphs(question.number), said.new_notes(question.number)
        if question.number in gaps:
            texts = [
                *paragraphs,
                *(note.text for note in notes if any(note.text in reason for reason in gaps[question.number])),
            ]
            rows += [(f"Question {question.number}" if place == 0 else "", text) for place, text in enumerate(texts)]
    for flag in answer.flags:
        if flag.statement.answer is FlagAnswer.NOT_KNOWN:
            rows.append((f"Question {flag.question.part}", f"{flag.question.label}: not known"))
    return lines(rows)


def _answer_without_figures(inputs: ReturnInputs) -> ProtectedReturn:
    """The answer as it would be if nobody had been recorded: it has the same tables and the same gaps."""
    return prepare_return(inputs, (), frozenset()).answer


def _questions_with_gaps(inputs: ReturnInputs) -> dict[str, set[str]]:
    """The questions of which some figure does not exist, with the reasons."""
    found: dict[str, set[str]] = {}
    for table in count_tables(inputs, (), frozenset()):
        reasons = {cell.figure.reason for row in table.rows for cell in row.cells if isinstance(cell.figure, Gap)}
        if reasons:
            found.setdefault(table.definition.question, set()).update(reasons)
    return found
