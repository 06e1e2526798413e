"""Fills what is known of an answer into the words of its letter."""

from __future__ import annotations

import re

from foi_return.terms.field_map import Regime
from foi_return.terms.letter import LetterFacts, LetterWords, Respondent
from foi_return.terms.unit import CHILDREN, people_words

_NAME = re.compile(r"\{([a-z_]+)\}")


class Filler:
    """The words of one letter, with what stands in braces filled in.

    All of a text is filled in at once, so that braces in a council's own words stay as they are.
    """

    def __init__(self, answer: Respondent, facts: LetterFacts, words: LetterWords):
        self._answer = answer
        self._words = words
        self._known = {
            "council": answer.council,
            "contact": answer.contact or words.sentences["no_contact"],
            "reference": answer.reference,
            "act": answer.regime.act,
            "workbook": facts.workbook,
            "licence": words.licence.name,
            "licence_url": words.licence.url,
            "counted": answer.wording.counted.plural,
            "counted_one": answer.wording.first.singular,
            **people_words(answer.wording.people),
            "service": answer.wording.service or words.sentences[_service(answer)],
        }

    def sentence(self, name: str, **given: str) -> str:
        """A sentence, with what is known here only."""
        return self.filled(self._words.sentences[name], **given)

    def section(self, name: str, **given: str) -> tuple[str, tuple[str, ...]]:
        """The heading and the paragraphs of a section under the council's Act."""
        section = self._words.sections[name]
        return self.filled(section.heading), tuple(
            self.filled(paragraph, **given) for paragraph in section.paragraphs[self._answer.regime]
        )

    def filled(self, text: str, **given: str) -> str:
        """A text with every name in braces filled in."""
        known = {**self._known, **given}
        return _NAME.sub(lambda found: known[found[1]], text)


def _service(answer: Respondent) -> str:
    """The sentence that names what the authority does, where the request definition does not say it."""
    if answer.wording.first != CHILDREN:
        return "service_not_named"
    return "service_for_children_scotland" if answer.regime is Regime.FOISA else "service_for_children"
