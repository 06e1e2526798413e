"""What the letter says: each question restated and answered in words, and what the law asks to be said with it.

The letter never holds a figure: it says that a table answers a question, which rows of it have none, and why. So it is
written without reading a published number, and differs between two councils in words only.

Source: Freedom of Information Act 2000, s.1, 16 and 17; Freedom of Information (Scotland) Act 2002, s.1, 15, 16 and 19.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from foi_return.errors import Fault, OutputError
from foi_return.outputs.hostile_text import check_publishable
from foi_return.outputs.letter_answers import QuestionAnswers
from foi_return.outputs.letter_fill import Filler
from foi_return.outputs.letter_model import Block, BlockStyle, LetterPart, LetterTable
from foi_return.outputs.letter_refusals import refusal_blocks, small_number_paragraphs
from foi_return.outputs.table_sheets import DRAFT_WARNING, source_sentences
from foi_return.periods import date_in_words
from foi_return.terms.field_map import FlagAnswer
from foi_return.terms.letter import LetterFacts, LetterWords, Respondent
from foi_return.terms.protected import FlagLine, ProtectedReturn
from foi_return.terms.request import Question

_NOT_KNOWN, _NONE = "Not known", "None"
_SINCE = 4
"""The place of the day since when a field has been there, in a row of the answers about fields."""

_FLAG_HEADINGS = ("Part", "Field or flag asked about", "Answer", "Names in the system", "Recorded since", "Note")


def compose_letter(answer: ProtectedReturn, facts: LetterFacts, words: LetterWords) -> tuple[LetterPart, ...]:
    """The whole letter, in order.

    Raises:
        OutputError: A text may not be published.
    """
    return checked_parts(_parts(answer, Filler(answer, facts, words), facts, words))


def checked_parts(parts: Iterable[LetterPart]) -> tuple[LetterPart, ...]:
    """The parts of a letter, refused together where a text of one may not be published.

    Raises:
        OutputError: A text may not be published.
    """
    whole = tuple(parts)
    faults = tuple(_faults(whole))
    if faults:
        raise OutputError(faults)
    return whole


def _parts(answer: ProtectedReturn, fill: Filler, facts: LetterFacts, words: LetterWords) -> Iterator[LetterPart]:
    yield Block(fill.sentence("title"), BlockStyle.TITLE)
    if not answer.protection_stands:
        yield Block(DRAFT_WARNING, BlockStyle.WARNING)
    yield from letter_head(answer, facts)
    yield Block(fill.sentence("salutation"), BlockStyle.SPACED)
    yield from section_blocks(fill, "opening")
    answers = QuestionAnswers(answer, fill, words)
    yield from _questions(answer, fill, answers, facts)
    yield from section_blocks(fill, "counting")
    yield from (Block(sentence, BlockStyle.ITEM) for sentence in answer.counting_sentences)
    yield from (Block(sentence, BlockStyle.ITEM) for sentence in source_sentences(answer))
    rest = [note for note in answer.notes if note.number not in answers.notes_told]
    if rest:
        yield from section_blocks(fill, "notes")
        yield from (Block(note.text, BlockStyle.ITEM, f"Note {note.number}:") for note in rest)
    if answers.something_is_withheld:
        heading, usual = fill.section("small_numbers")
        said = small_number_paragraphs(fill, facts.decisions.small_numbers, usual)
        yield Block(heading, BlockStyle.HEADING)
        yield from (Block(text) for text in (answer.policy.sentence, answer.policy.reason, *said) if text)
    yield from section_blocks(fill, "advice")
    yield from letter_foot(answer, fill, ("review", "regulator", "reuse"))


def letter_foot(answer: Respondent, fill: Filler, sections: Sequence[str]) -> Iterator[Block]:
    """What ends a letter: what the requester may do now, and who writes."""
    for name in sections:
        yield from section_blocks(fill, name)
    yield Block(fill.sentence("sign_off"), BlockStyle.SPACED)
    yield Block(answer.council)


def letter_head(answer: Respondent, facts: LetterFacts) -> Iterator[Block]:
    """Whose letter it is, about which request, with its dates."""
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


def section_blocks(fill: Filler, name: str, **given: str) -> Iterator[Block]:
    """A section of the letter's words, with its heading where it has one."""
    heading, paragraphs = fill.section(name, **given)
    if heading:
        yield Block(heading, BlockStyle.HEADING)
    yield from (Block(text) for text in paragraphs if text)


def _questions(
    answer: ProtectedReturn, fill: Filler, answers: QuestionAnswers, facts: LetterFacts
) -> Iterator[LetterPart]:
    yield from section_blocks(fill, "questions")
    for question in answer.questions:
        yield from asked_blocks(question, fill)
        refused = [block for each in facts.decisions.of(question.number) for block in refusal_blocks(fill, each)]
        if question.number in facts.decisions.wholly_refused:
            own = answers.own_paragraphs(question.number)
        else:
            own = answers.paragraphs(question.number)
        yield from answer_blocks(fill, [*(Block(text) for text in own), *refused])
        if question.number in facts.decisions.wholly_refused:
            continue
        yield from (
            Block(note.text, BlockStyle.ITEM, f"Note {note.number}:") for note in answers.new_notes(question.number)
        )
        if answer.flags and question.number == answer.flag_question:
            rows = tuple(_flag_row(line) for line in answer.flags)
            yield LetterTable(f"Answers to question {question.number}", _FLAG_HEADINGS, rows)
            if any(row[_SINCE] == _NOT_KNOWN for row in rows):
                yield Block(fill.sentence("fields_key"), BlockStyle.SPACED)


def asked_blocks(question: Question, fill: Filler) -> Iterator[Block]:
    """A question, restated."""
    yield Block(f"Question {question.number}", BlockStyle.QUESTION)
    yield Block(question.text, BlockStyle.ASKED, fill.sentence("asked"))


def answer_blocks(fill: Filler, blocks: Sequence[Block]) -> Iterator[Block]:
    """The paragraphs of one answer; the first says that it is the answer."""
    first, *others = blocks or [Block("")]
    yield replace(first, lead=fill.sentence("answered"))
    yield from others


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
