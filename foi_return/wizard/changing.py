"""Changes one answer of a finished interview, and says what the change opens. Pure."""

from __future__ import annotations

from foi_return.wizard.course import course, is_answered, keys_of
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step, in_words
from foi_return.wizard.view import heading_of

MOST_NAMED = 3
"""Questions that are named when a change opens more of them; the rest are counted."""


ALL = "all"
"""The answer for a whole section."""


def section_step(draft: Draft, facts: Facts) -> Step:
    """The question in which section something is to change."""
    sections = dict.fromkeys(step.section for step in course(draft, facts))
    return Step(
        "review/section",
        Section.WRITING,
        Kind.SELECT,
        "Which section?",
        "You then choose the answer to change, or all of the section.",
        tuple(Choice(section.value, heading_of(section, facts.request)) for section in Section if section in sections),
        default=Section.REQUEST.value,
    )


def change_step(section: Section, draft: Draft, facts: Facts) -> Step:
    """The question which answer of a section to change; those that nobody was asked for can be changed too."""
    steps = [step for step in course(draft, facts) if step.section is section and step.key in draft]
    choices = [
        Choice(ALL, "All of them, one after the other"),
        *(
            Choice(step.key, step.message, f"now: {in_words(step, draft.answers[step.key])}")
            for step in steps
            if _leaves_a_choice(step)
        ),
    ]
    return Step(
        "review/answer",
        Section.WRITING,
        Kind.SELECT,
        "Which answer?",
        "What is asked again has your present answer filled in. Whatever depends on a changed answer follows.",
        tuple(choices),
        default=ALL,
    )


def _leaves_a_choice(step: Step) -> bool:
    return step.kind not in (Kind.SELECT, Kind.CHECKBOX) or len(step.choices) > 1


def reopened(section: Section, key: str, draft: Draft, facts: Facts) -> Draft:
    """The draft with one question open again, one that the evidence answered too; or all of a section."""
    if key == ALL:
        return draft.ask_again(keys_of(section, draft, facts))
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
