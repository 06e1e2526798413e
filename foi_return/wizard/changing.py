"""Changes one answer of a finished interview, and says what the change opens. Pure."""

from __future__ import annotations

from foi_return.wizard.course import course, is_answered
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step, in_words

MOST_NAMED = 3
"""Questions that are named when a change opens more of them; the rest are counted."""


def change_step(draft: Draft, facts: Facts) -> Step:
    """The question which answer to change: every question with its present answer, those that nobody was asked too."""
    choices = []
    order = list(Section)
    for step in course(draft, facts):
        if step.key in draft and _leaves_a_choice(step):
            number = order.index(step.section) + 1
            choices.append(Choice(step.key, f"{number}. {step.message}", in_words(step, draft.answers[step.key])))
    return Step(
        "review/answer",
        Section.WRITING,
        Kind.SELECT,
        "Which answer?",
        "The number is that of the section. Only this question is asked again, and what depends on it.",
        tuple(choices),
    )


def _leaves_a_choice(step: Step) -> bool:
    return step.kind not in (Kind.SELECT, Kind.CHECKBOX) or len(step.choices) > 1


def reopened(draft: Draft, key: str) -> Draft:
    """The draft with one question open again, one that the evidence answered too."""
    said = draft.said(key, draft.answers[key]) if key in draft.settled else draft
    return said.ask_again([key])


def opened_by(step: Step, before: Draft, after: Draft, facts: Facts) -> str:
    """Which questions a changed answer opens, in a line; empty where the answer is the same or it opens none."""
    was = before.answers.get(step.key)
    if step.key not in before or was == after.answers.get(step.key):
        return ""
    waiting = {each.key for each in course(before, facts) if not is_answered(each, before)}
    opened = [each for each in course(after, facts) if not is_answered(each, after) and each.key not in waiting]
    opened = [each for each in opened if each.settled is None or each.key in after.given]
    if not opened:
        return ""
    named = [f"'{each.message}'" for each in opened[:MOST_NAMED]]
    more = len(opened) - len(named)
    names = "; ".join([*named, *([f"and {more} more"] if more else [])])
    return f"This change opens {'a question' if len(opened) == 1 else f'{len(opened)} questions'}: {names}"
