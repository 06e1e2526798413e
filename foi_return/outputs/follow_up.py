"""Writes what is still to be found out or decided before the answer is sent; for the council alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from foi_return.terms.flag_doubts import DoubtKind, FlagDoubt

FOLLOW_UP_NAME = "follow-up.txt"

HEADINGS = {
    DoubtKind.CONTRADICTION: "Answers that cannot both be right:",
    DoubtKind.NOT_KNOWN: "To be found out before the answer is sent; it says 'not known' until then:",
    DoubtKind.NOT_CLEARED: (
        "Names that would be published, and nobody has cleared. See that none gives away an operation, a "
        "place or a person; then list it under cleared in the field map, or describe it under described_as:"
    ),
}


def follow_up_lines(doubts: Iterable[FlagDoubt]) -> Iterator[str]:
    """The doubts under headings, those of a kind together."""
    for kind, found in groupby(doubts, key=lambda doubt: doubt.kind):
        yield HEADINGS[kind]
        yield from (f"  {doubt.sentence}" for doubt in found)


def write_follow_up(doubts: Iterable[FlagDoubt], folder: Path) -> None:
    """Writes `follow-up.txt`; no file where nothing is left to do."""
    lines = list(follow_up_lines(doubts))
    if lines:
        (folder / FOLLOW_UP_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
