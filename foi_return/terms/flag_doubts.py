"""What is doubtful in the answers to the yes/no questions: contradictions, names nobody cleared, what is to be asked.

Each is told to the officer, on the screen and in the internal folder, and none of it is published.

Source: the request, question 2; Freedom of Information Act 2000, s.1(1)(a) (say whether the information is held).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foi_return.periods import date_in_words, financial_year
from foi_return.terms.field_map import FieldMap, FlagAnswer, FlagStatement
from foi_return.terms.map_parts import CategoryMapping
from foi_return.terms.request import FlagQuestion, Request
from foi_return.text import holds_words, listed

NOBODY_NAMED = "nobody is named to ask"


class DoubtKind(StrEnum):
    """What sort of doubt it is."""

    CONTRADICTION = "contradiction"
    NOT_KNOWN = "not known"
    NOT_CLEARED = "not cleared"


@dataclass(frozen=True, slots=True)
class FlagDoubt:
    """One doubt about the answer to a yes/no question.

    Attributes:
        kind: What sort it is.
        part: The part of the question, such as `2(a)`.
        key: The question's key.
        sentence: What is doubtful, and what to do.
    """

    kind: DoubtKind
    part: str
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Recording:
    """How the category that a yes/no question is about is counted.

    Attributes:
        columns: Columns whose values mean it.
        in_text: Whether phrases of free text mean it.
        absent: Why there are no figures (`not recorded`, or `not applicable`); empty where there are some.
        start: The day from which figures are given; None for throughout.
        first: The first day of the years asked for.
        first_record: The day of its first record, where that is known.
    """

    columns: tuple[str, ...] = ()
    in_text: bool = False
    absent: str = ""
    start: date | None = None
    first: date | None = None
    first_record: date | None = None


def flag_doubts(field_map: FieldMap, request: Request) -> tuple[FlagDoubt, ...]:
    """Every doubt about a map's answers, in the order of the questions."""
    return tuple(doubt for flag in request.flags for doubt in _of_flag(flag, field_map, request))


def _of_flag(flag: FlagQuestion, field_map: FieldMap, request: Request) -> Iterator[FlagDoubt]:
    statement = field_map.flags.get(flag.key)
    if statement is None:
        return
    yield from contradictions(flag, statement, _recording(flag, field_map, request))
    yield from open_points(flag, statement)


def open_points(flag: FlagQuestion, statement: FlagStatement) -> Iterator[FlagDoubt]:
    """What is still to be found out, and which names nobody has cleared."""
    if statement.answer is FlagAnswer.NOT_KNOWN:
        who = f"ask {statement.ask}" if statement.ask else NOBODY_NAMED
        sentence = f"{flag.part} {flag.label}: not known yet; {who}."
        yield FlagDoubt(DoubtKind.NOT_KNOWN, flag.part, flag.key, sentence)
    if statement.uncleared:
        sentence = f"{flag.part} {flag.label}: {listed(statement.uncleared)}"
        yield FlagDoubt(DoubtKind.NOT_CLEARED, flag.part, flag.key, sentence)


def contradictions(flag: FlagQuestion, statement: FlagStatement, recording: Recording) -> Iterator[FlagDoubt]:
    """Where an answer and the way in which the figures are counted cannot both be right."""
    for found in _contradictions(statement, recording):
        sentence = f"{flag.part} {flag.label}: {found}"
        yield FlagDoubt(DoubtKind.CONTRADICTION, flag.part, flag.key, sentence)


def _contradictions(statement: FlagStatement, recording: Recording) -> Iterator[str]:
    answer, since = statement.answer, statement.since
    if recording.columns and answer in (FlagAnswer.NO, FlagAnswer.FREE_TEXT):
        yield f"the answer is '{answer}', yet figures are counted from the field {listed(recording.columns)}."
    elif recording.columns and answer is FlagAnswer.NOT_KNOWN:
        yield f"the answer is 'not known', yet figures are counted from the field {listed(recording.columns)}."
    elif recording.in_text and answer is FlagAnswer.NO:
        yield "the answer is 'no', yet figures are counted from words in free text."
    elif answer is FlagAnswer.YES and recording.in_text:
        yield "the answer names a field, yet figures are counted from words in free text only."
    elif answer is FlagAnswer.YES and recording.absent:
        yield f"the answer is 'yes', yet the figures are said to be '{recording.absent}'."
    if since is None or answer is not FlagAnswer.YES:
        return
    if recording.first_record is not None and since > recording.first_record:
        day = recording.first_record
        year = financial_year(day.year if day.month >= 4 else day.year - 1).label
        yield f"the field is said to exist since {date_in_words(since)}, yet its first record is of {year}."
    elif recording.columns and recording.start is not None and since > recording.start:
        yield (
            f"the field is said to exist since {date_in_words(since)}, yet figures are given from "
            f"{date_in_words(recording.start)} on."
        )
    elif recording.columns and recording.start is None and recording.first is not None and since > recording.first:
        yield (
            f"the field is said to exist since {date_in_words(since)}, yet figures are given for the years before as "
            "well, where a 0 would be untrue."
        )


def _recording(flag: FlagQuestion, field_map: FieldMap, request: Request) -> Recording:
    if flag.key == "risk_flag":
        graded = (records.risk_level for records in field_map.records.values())
        return Recording(tuple(dict.fromkeys(grade.column for grade in graded if grade is not None)))
    mapping = field_map.mappings.get(flag.category or "")
    return recording_of(mapping, request.periods[0].first_day) if mapping else Recording()


def recording_of(mapping: CategoryMapping, first: date) -> Recording:
    """How a mapping counts a category, for a request whose years begin on a day."""
    columns = tuple(dict.fromkeys(rule.column for rule in mapping.rules if rule.values))
    phrases = any(rule.contains for rule in mapping.rules)
    absent = "not applicable" if not mapping.applicable else "" if mapping.held else "not recorded"
    return Recording(columns, phrases and not columns, absent, mapping.recorded.start, first)


def withheld_words(field_map: FieldMap, request: Request) -> tuple[str, ...]:
    """The words that no published file may hold: names that are described, and the value in a name `field: value`.

    Words that the request itself uses give nothing away, so they are not among them.
    """
    asked = "\n".join(
        [
            request.title,
            *(question.text for question in request.questions),
            *(category.label for category in request.categories),
            *(context.label for context in request.contexts),
            *(flag.label for flag in request.flags),
            *FlagAnswer,
        ]
    )
    names = (name for statement in field_map.flags.values() for name in statement.described_as)
    words = dict.fromkeys(word for name in names for word in _words(name))
    return tuple(word for word in words if not holds_words(asked, word))


def _words(name: str) -> Iterator[str]:
    yield name.strip()
    _, colon, value = name.partition(": ")
    if colon and value.strip():
        yield value.strip()


def in_order(doubts: Iterable[FlagDoubt]) -> tuple[FlagDoubt, ...]:
    """Doubts by their kind: what cannot be right first."""
    kinds = list(DoubtKind)
    return tuple(sorted(doubts, key=lambda doubt: kinds.index(doubt.kind)))
