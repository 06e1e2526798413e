"""What a letter says where an answer is refused: the provision, why it applies, and the public interest.

Source: Freedom of Information Act 2000, s.17(1), (3) and (5); Freedom of Information (Scotland) Act 2002, s.16.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foi_return.outputs.letter_fill import Filler
from foi_return.outputs.letter_model import Block
from foi_return.terms.refusals import Exemption, Refusal, Weight


def refusal_blocks(fill: Filler, refusal: Refusal) -> Iterator[Block]:
    """The paragraphs that refuse a question, or a part of its answer."""
    held = "refused" if refusal.exemption.weight is Weight.NOT_AN_EXEMPTION else "refused_held"
    name = held if refusal.wholly else "refused_part"
    yield Block(fill.sentence(name, words=_words(fill, refusal.exemption)))
    yield from reason_blocks(fill, refusal)


def reason_blocks(fill: Filler, refusal: Refusal) -> Iterator[Block]:
    """Why the provision applies, and what was weighed."""
    yield Block(refusal.reason, lead=fill.sentence("refused_why"))
    if refusal.public_interest:
        yield Block(refusal.public_interest, lead=fill.sentence("refused_weighed"))
    elif refusal.exemption.weight is Weight.ABSOLUTE:
        yield Block(fill.sentence("refused_absolute"))


def whole_refusal_blocks(fill: Filler, refusal: Refusal) -> Iterator[Block]:
    """The paragraphs that refuse a request as a whole."""
    yield Block(_words(fill, refusal.exemption))
    yield from reason_blocks(fill, refusal)


def small_number_paragraphs(fill: Filler, refusal: Refusal | None, usual: Sequence[str]) -> Sequence[str]:
    """Under which provision small numbers are withheld.

    Args:
        fill: The words of the letter.
        refusal: What the officer chose; None for the usual words.
        usual: What the letter's words say of small numbers.
    """
    if refusal is None:
        return usual
    weighed = refusal.public_interest
    absolute = refusal.exemption.weight is Weight.ABSOLUTE and not weighed
    return [
        fill.sentence("small_numbers_under", words=_words(fill, refusal.exemption)),
        f"{fill.sentence('refused_why')} {refusal.reason}",
        *([f"{fill.sentence('refused_weighed')} {weighed}"] if weighed else []),
        *([fill.sentence("refused_absolute")] if absolute else []),
    ]


def _words(fill: Filler, exemption: Exemption) -> str:
    return fill.filled(exemption.words)
