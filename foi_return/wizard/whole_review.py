"""What is shown before the answer is written: what was answered, what will come out, what cannot be answered."""

from __future__ import annotations

from pathlib import Path

from foi_return.wizard.compose import compose_answers, compose_map
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.review import review
from foi_return.wizard.view import heading_of

COMING = "What will come out"
UNANSWERED = "What cannot be answered in full, and what the letter says of it"
ALL_ANSWERED = "  Every question can be answered for every year."


def whole_review(draft: Draft, facts: Facts) -> list[tuple[str, str]]:
    """Headings, each with its lines of text, in order.

    Raises:
        UserError: The answers contradict each other.
    """
    from foi_return.config.letter_words import load_letter_words
    from foi_return.reading import inputs_of
    from foi_return.wizard.coming import coming_tables, unanswered

    field_map = compose_map(draft, facts)
    parts = [(heading_of(section, facts.request), text) for section, text in review(draft, facts, field_map).items()]
    answers = compose_answers(draft, facts, Path(draft.text("write/map")))
    inputs = inputs_of(answers, facts.request, field_map)
    workbook = f"{inputs.reference}.xlsx"
    told = unanswered(inputs, load_letter_words(answers.letter_words), workbook)
    return [*parts, (COMING, coming_tables(inputs)), (UNANSWERED, told or ALL_ANSWERED)]
