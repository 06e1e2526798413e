"""The answers given so far, as one immutable value. It holds what was chosen, never a row of the extract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

Answer = str | tuple[str, ...]
"""What is kept of an answer: a text (a date as yyyy-mm-dd, yes or no as such), or several choices."""

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished return.

    Attributes:
        answers: Every answer by the key of its question.
        settled: Keys that the evidence answered, so that nobody was asked; they follow the evidence if it changes.
        again: Keys that are to be asked again, with the present answer as the default.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()

    def __contains__(self, key: object) -> bool:
        return key in self.answers

    def text(self, key: str) -> str:
        """The answer where it is one text; empty where there is none."""
        answer = self.answers.get(key, "")
        return answer if isinstance(answer, str) else ""

    def many(self, key: str) -> tuple[str, ...]:
        """The answer where it is a list; empty where there is none."""
        answer = self.answers.get(key, ())
        return answer if isinstance(answer, tuple) else ()

    def day(self, key: str) -> date | None:
        """The answer where it is a date; None where there is none, or one that has not been understood yet."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            return None

    def said(self, key: str, answer: Answer) -> Draft:
        """The draft with an answer that somebody gave."""
        answers = {**self.answers, key: answer}
        return replace(self, answers=answers, settled=self.settled - {key}, again=self.again - {key})

    def settle(self, key: str, answer: Answer) -> Draft:
        """The draft with an answer that follows from the evidence."""
        answers = {**self.answers, key: answer}
        return replace(self, answers=answers, settled=self.settled | {key}, again=self.again - {key})

    def without(self, keys: Iterable[str]) -> Draft:
        """The draft as if these questions had never been asked."""
        gone = frozenset(keys)
        kept = {key: answer for key, answer in self.answers.items() if key not in gone}
        return replace(self, answers=kept, settled=self.settled - gone, again=self.again - gone)

    def ask_again(self, keys: Iterable[str]) -> Draft:
        """The draft with these questions open again; their answers stay as defaults."""
        return replace(self, again=self.again | frozenset(keys))

    def keys_under(self, *stems: str) -> frozenset[str]:
        """The keys of all answers that begin with one of these stems."""
        return frozenset(key for key in self.answers if key.startswith(stems))

    @property
    def given(self) -> Mapping[str, Answer]:
        """The answers that somebody gave, which are worth keeping."""
        return {key: answer for key, answer in self.answers.items() if key not in self.settled}
