"""Letters that go without figures: the information is not held, or the request is refused as a whole.

Source: Freedom of Information Act 2000, s.1(1)(a), 16 and 17; Freedom of Information (Scotland) Act 2002, s.15, 16, 17.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foi_return.outputs.letter import (
    answer_blocks,
    asked_blocks,
    checked_parts,
    letter_foot,
    letter_head,
    section_blocks,
)
from foi_return.outputs.letter_fill import Filler
from foi_return.outputs.letter_model import Block, BlockStyle, LetterPart
from foi_return.outputs.letter_refusals import whole_refusal_blocks
from foi_return.terms.field_map import Regime
from foi_return.terms.letter import LetterFacts, LetterWords
from foi_return.terms.refusals import Refusal
from foi_return.terms.request import Question
from foi_return.terms.unit import OF_CHILDREN, Wording

_LAST = ("review", "regulator")


@dataclass(frozen=True, slots=True)
class LetterAlone:
    """A request that is answered by a letter alone.

    Attributes:
        council: The council's name.
        contact: Where a reader can ask about the letter; empty where nobody said.
        reference: The council's reference for the request.
        title: What the request is about.
        regime: The Act it answers under.
        questions: The questions, in order.
        wording: The words in which it speaks of what is counted.
        divided_by: By what the request divides what is counted, in words: year, sex.
    """

    council: str
    contact: str
    reference: str
    title: str
    regime: Regime
    questions: tuple[Question, ...]
    wording: Wording = OF_CHILDREN
    divided_by: tuple[str, ...] = ("year",)


def compose_not_held(
    letter: LetterAlone, ask: str, ask_at: str, facts: LetterFacts, words: LetterWords
) -> tuple[LetterPart, ...]:
    """The letter of a council that does not hold the information.

    Args:
        letter: Who answers what.
        ask: Who may hold it.
        ask_at: The address to write to; empty where it is not known.
        facts: The dates of the request.
        words: The words of the letter.

    Raises:
        OutputError: A text may not be published.
    """
    fill = Filler(letter, facts, words)

    def parts() -> Iterator[LetterPart]:
        yield from _opening(letter, fill, facts, "opening_not_held")
        yield from section_blocks(fill, "questions")
        for question in letter.questions:
            yield from asked_blocks(question, fill)
            said = words.answers.get(question.number) or (fill.sentence("not_held"),)
            yield from answer_blocks(fill, [Block(fill.filled(text)) for text in said])
        yield from section_blocks(fill, "advice_not_held", ask=ask, ask_at=f" ({ask_at})" if ask_at else "")
        yield from letter_foot(letter, fill, _LAST)

    return checked_parts(parts())


def compose_refused(
    letter: LetterAlone, refusal: Refusal, advice: Sequence[str], facts: LetterFacts, words: LetterWords
) -> tuple[LetterPart, ...]:
    """The letter that refuses a request as a whole.

    Args:
        letter: Who answers what.
        refusal: Under which provision, and why.
        advice: What the requester could have instead; it stands before what every such letter says.
        facts: The dates of the request.
        words: The words of the letter.

    Raises:
        OutputError: A text may not be published.
    """
    fill = Filler(letter, facts, words)

    def parts() -> Iterator[LetterPart]:
        yield from _opening(letter, fill, facts, "opening_refused")
        yield from section_blocks(fill, "refusal")
        yield from whole_refusal_blocks(fill, refusal)
        yield from section_blocks(fill, "questions_refused")
        yield from (Block(question.text, BlockStyle.ITEM, f"{question.number}.") for question in letter.questions)
        heading, usual = fill.section("advice_refused")
        yield Block(heading, BlockStyle.HEADING)
        yield from (Block(text) for text in (*advice, *usual))
        yield from letter_foot(letter, fill, _LAST)

    return checked_parts(parts())


def _opening(letter: LetterAlone, fill: Filler, facts: LetterFacts, name: str) -> Iterator[Block]:
    yield Block(fill.sentence("title"), BlockStyle.TITLE)
    yield from letter_head(letter, facts)
    yield Block(fill.sentence("salutation"), BlockStyle.SPACED)
    yield from section_blocks(fill, name)
