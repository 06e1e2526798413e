"""Data that were revised between two answers: which figures no longer stand, and what the difference tells.

The guarantee of an answer is for one extract. Where a figure of an earlier answer is not true of the present extract,
the reader's statements contradict each other, and the difference of the two may itself be a small number of children.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_return.disclosure.earlier import LeftOut
from foi_return.disclosure.problem import Key, place_key
from foi_return.disclosure.system import EarlierFigure
from foi_return.terms.protected import ProtectedReturn


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure of an earlier answer that is not true of the present extract.

    Attributes:
        name: Where it was published, in words.
        place: Its period, category and breakdown.
        low: The least that it was said to be.
        high: The greatest; None where nothing said.
        now: What it is by its own rules in the present extract; for the council alone.
        shown: What the present answer shows at that place; None where it shows no number there.
        exposed: Whether the difference of two published numbers is smaller than the threshold, and not zero.
        over: The days that it counted, in words, where they are not those of the present period.
    """

    name: str
    place: Key
    low: int
    high: int | None
    now: int
    shown: int | None
    exposed: bool
    over: str = ""

    @property
    def sentence(self) -> str:
        """What the council should know of it; it holds a true number."""
        was = (
            str(self.low)
            if self.low == self.high
            else f"{self.low} or more"
            if self.high is None
            else (f"{self.low} to {self.high}")
        )
        told = f"{self.name}: it was {was}, by the present extract it is {self.now}."
        if self.exposed:
            return (
                f"{told} EXPOSED: both numbers are published, and their difference, {abs(self.now - self.low)}, is "
                "smaller than the threshold. No protection covers it."
            )
        if self.shown is None:
            return f"{told} The present answer shows no number there."
        return f"{told} Both numbers are published; their difference is not a small number."


def tell_revisions(
    revised: Sequence[tuple[EarlierFigure, int]], answer: ProtectedReturn, threshold: int
) -> tuple[Revision, ...]:
    """What a reader can see of each revised figure.

    Args:
        revised: The figures, with what they are now.
        answer: What is published now.
        threshold: Differences from 1 to one less are small.
    """
    shown = {
        place_key(cell.period, cell.category, cell.breakdown): cell.published
        for table in answer.tables
        if not table.holds_percentages
        for row in table.rows
        for cell in row.cells
        if isinstance(cell.published, int)
    }
    found = []
    for figure, now in revised:
        # In another view the present answer counts others at that place: that is no revision of this figure.
        published = shown.get(figure.place) if figure.selector.view == 0 else None
        exact = figure.low == figure.high and published is not None
        exposed = exact and published is not None and 0 < abs(published - figure.low) < threshold
        found.append(Revision(figure.name, figure.place, figure.low, figure.high, now, published, exposed, figure.over))
    return tuple(sorted(found, key=lambda each: (not each.exposed, each.name)))


def beyond_protection(revised: Sequence[Revision], left_out: Sequence[LeftOut]) -> list[str]:
    """What no protection covers, line by line, for the council alone."""
    lines: list[str] = []
    for heading, others in (
        ("Not protected against, by decision", False),
        ("Not joined: what counts other things", True),
    ):
        told = [each for each in left_out if each.counts_others is others]
        if told or not others:
            lines += ["", heading] if lines else [heading]
            lines += [f"  {each.reference}: {reason}" for each in told for reason in each.reasons] or ["  None."]
    exposed = [each for each in revised if each.exposed]
    lines += ["", "Exposed, because the data were revised since an earlier answer"]
    lines += [f"  {each.sentence}" for each in exposed] or ["  None."]
    rest = [each for each in revised if not each.exposed]
    lines += ["", "Other figures of earlier answers that the present extract does not bear out"]
    return lines + ([f"  {each.sentence}" for each in rest] or ["  None."])
