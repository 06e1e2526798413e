"""What an officer is told of lists that were linked or counted, line by line; of no child a name, an id or a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from foi_return.reconcile.course import CountOutcome, LinkOutcome
from foi_return.told import protection_sentences


def link_lines(outcome: LinkOutcome) -> Iterator[str]:
    """What became of the linkage, and where the pairs are that a clerk must decide."""
    yield from _facts(outcome.facts)
    if outcome.to_decide is None:
        yield "\nNothing is left for a clerk to decide. Next: foi-return reconcile count"
        return
    yield f"\nPairs that a clerk must decide are in {outcome.to_decide}"
    yield "That list holds names and birth dates. It must not leave the council."
    if not outcome.is_private:
        yield "Others who use this disk may be able to read it: move it to a folder that only you can open."
    yield "When it is filled in: foi-return reconcile count, with --decisions and its path"


def count_lines(outcome: CountOutcome) -> Iterator[str]:
    """Where the answer is, how it was protected, and what must happen before it is sent."""
    written = outcome.written
    yield from _facts(outcome.facts)
    yield f"\nThe workbook is {written.workbook}"
    yield "Beside it are the letter (.docx) and the open data (csv); docs/answer-pack.md explains them."
    yield f"What must not be sent is in {written.internal}"
    if not written.internal_is_private:
        yield "Others who use this disk may be able to read that folder: move it to one that only you can open."
    yield from protection_sentences(outcome.prepared, outcome.unproved)
    yield from outcome.registered.sentences() if outcome.registered else ()
    yield f"It is a draft until a second person approves it: foi-return approve {written.pack}"


def warnings(outcome: CountOutcome) -> Iterator[str]:
    """What the officer should mend before the answer is approved."""
    if not outcome.is_approved:
        name = outcome.answer.field_map
        yield f"Warning: the definition '{name}' is not approved. See: foi-return reconcile approve --help"


def _facts(facts: Mapping[str, int]) -> Iterator[str]:
    yield "For the council alone, not protected:"
    for what, number in facts.items():
        if number or "rows" in what:
            yield f"  {what}: {number:,}"
