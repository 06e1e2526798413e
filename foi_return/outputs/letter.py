"""What the letter says: each question restated and answered in words, and what the law asks to be said with it.

The letter never holds a figure: it says that a table answers a question, which rows of it have none, and why. So it is
written without reading a published number, and differs between two councils in words only.

Source: Freedom of Information Act 2000, s.1, 16 and 17; Freedom of Information (Scotland) Act 2002, s.1, 15, 16 and 19.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from foi_return.errors import Fault, OutputError
from foi_return.outputs.hostile_text import check_publishable
from foi_return.outputs.letter_answers import QuestionAnswers
from foi_return.outputs.letter_fill import Filler
from foi_return.outputs.table_sheets import DRAFT_WARNING, source_sentences
from foi_return.periods import date_in_words
from foi_return.terms.field_map import FlagAnswer
from foi_return.terms.letter import LetterFacts, LetterWords
from foi_return.terms.protected import FlagLine, ProtectedReturn


class BlockStyle(Enum):
    """How a paragraph of the letter is written."""

    TITLE = "title"
    HEADING = "heading"
    QUESTION = "question"
    FACT = "fact"
    ASKED = "what was asked"
    TEXT = "text"
    ITEM = "item"
    SPACED = "with space above"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the letter.

    Attributes:
        text: What it says.
        style: How it is written.
        lead: Words in front that are set off, such as `Reference:`; empty where there are none.
    """

    text: str
    style: BlockStyle = BlockStyle.TEXT
    lead: str = ""


@dataclass(frozen=True, slots=True)
class LetterTable:
    """A table of the letter.

    Attributes:
        title: What it holds, for those who cannot see it.
        headings: Its columns.
        rows: A text for each column, in each row.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_NOT_KNOWN, _NONE = "Not known", "None"
_SINCE = 4
"""The place of the day since when a field has been there, in a row of the answers about fields."""

LetterPart = Block | LetterTable

_FLAG_HEADINGS = ("Part", "Field or flag asked about", "Answer", "Names in the system", "Recorded since", "Note")


def compose_letter(answer: ProtectedReturn, facts: LetterFacts, words: LetterWords) -> tuple[LetterPart, ...]:
    """The whole letter, in order.

    Raises:
        OutputError: A text may not be published.
    """
    parts = tuple(_parts(answer, Filler(answer, facts, words), facts, words))
    faults = tuple(_faults(parts))
    if faults:
        raise OutputError(faults)
    return parts


def _parts(answer: ProtectedReturn, fill: Filler, facts: LetterFacts, words: LetterWords) -> Iterator[LetterPart]:
    yield Block(fill.sentence("title"), BlockStyle.TITLE)
    if not answer.protection_stands:
        yield Block(DRAFT_WARNING, BlockStyle.WARNING)
    yield from _facts(answer, facts)
    yield Block(fill.sentence("salutation"), BlockStyle.SPACED)
    yield from _section(fill, "opening")
    answers = QuestionAnswers(answer, fill, words)
    yield from _questions(answer, fill, answers)
    yield from _section(fill, "counting")
    yield from (Block(sentence, BlockStyle.ITEM) for sentence in answer.counting.sentences())
    yield from (Block(sentence, BlockStyle.ITEM) for sentence in source_sentences(answer))
    rest = [note for note in answer.notes if note.number not in answers.notes_told]
    if rest:
        yield from _section(fill, "notes")
        yield from (Block(note.text, BlockStyle.ITEM, f"Note {note.number}:") for note in rest)
    if answers.something_is_withheld:
        yield from _section(fill, "small_numbers", [answer.policy.sentence, answer.policy.reason])
    for name in ("advice", "review", "regulator", "reuse"):
        yield from _section(fill, name)
    yield Block(fill.sentence("sign_off"), BlockStyle.SPACED)
    yield Block(answer.council)


def _facts(answer: ProtectedReturn, facts: LetterFacts) -> Iterator[Block]:
    told = (
        ("Council:", answer.council),
        ("Our reference:", answer.reference),
        ("About:", answer.title),
        ("Law:", answer.regime.act),
        ("Request received:", date_in_words(facts.received) if facts.received else ""),
        ("Clarification asked for:", date_in_words(facts.asked) if facts.asked else ""),
        ("Clarification received:", date_in_words(facts.clarified) if facts.clarified else ""),
        ("Answer due by:", date_in_words(facts.due) if facts.due else ""),
        ("Questions about this answer:", answer.contact),
    )
    yield from (Block(text, BlockStyle.FACT, lead) for lead, text in told if text)


def _section(fill: Filler, name: str, before: Sequence[str] = ()) -> Iterator[Block]:
    heading, paragraphs = fill.section(name)
    if heading:
        yield Block(heading, BlockStyle.HEADING)
    yield from (Block(text) for text in (*before, *paragraphs) if text)


def _questions(answer: ProtectedReturn, fill: Filler, answers: QuestionAnswers) -> Iterator[LetterPart]:
    yield from _section(fill, "questions")
    for question in answer.questions:
        yield Block(f"Question {question.number}", BlockStyle.QUESTION)
        yield Block(question.text, BlockStyle.ASKED, fill.sentence("asked"))
        first, *others = answers.paragraphs(question.number) or ("",)
        yield Block(first, lead=fill.sentence("answered"))
        yield from (Block(text) for text in others)
        yield from (
            Block(note.text, BlockStyle.ITEM, f"Note {note.number}:") for note in answers.new_notes(question.number)
        )
        if answer.flags and question.number == answer.flag_question:
            rows = tuple(_flag_row(line) for line in answer.flags)
            yield LetterTable(f"Answers to question {question.number}", _FLAG_HEADINGS, rows)
            if any(row[_SINCE] == _NOT_KNOWN for row in rows):
                yield Block(fill.sentence("fields_key"), BlockStyle.SPACED)


def _flag_row(line: FlagLine) -> tuple[str, ...]:
    """A line of the answers about fields, in words where there is nothing to name."""
    statement = line.statement
    there = statement.answer in (FlagAnswer.YES, FlagAnswer.NOT_KNOWN)
    return (
        line.question.part,
        line.question.label,
        statement.answer.value.capitalize(),
        "; ".join(statement.printed_names) or (_NOT_KNOWN if there else _NONE),
        date_in_words(statement.since) if statement.since else _NOT_KNOWN if there else "Not applicable",
        statement.note or _NONE,
    )


def _faults(parts: Iterable[LetterPart]) -> Iterator[Fault]:
    """Texts that may not be published; each is reported once, where it stands first."""
    seen: set[str] = set()
    for number, part in enumerate(parts, start=1):
        texts = (
            (part.lead, part.text) if isinstance(part, Block) else (part.title, *(c for row in part.rows for c in row))
        )
        for text in texts:
            fault = None if text in seen else check_publishable(text, f"Letter, paragraph {number}")
            seen.add(text)
            if fault:
                yield fault
