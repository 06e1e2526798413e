"""The course of the questions: which one comes next, given the answers so far. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import keeps
from foi_return.wizard.sections.breakdowns import breakdown_steps
from foi_return.wizard.sections.categories import category_steps
from foi_return.wizard.sections.contexts import context_steps
from foi_return.wizard.sections.counting import counting_steps, policy_steps
from foi_return.wizard.sections.files import file_steps
from foi_return.wizard.sections.flags import flag_steps
from foi_return.wizard.sections.kept_files import kept_file_steps
from foi_return.wizard.sections.kept_map import kept_category_steps, kept_people_steps, kept_record_steps
from foi_return.wizard.sections.letter import letter_steps
from foi_return.wizard.sections.new_classes import new_class_steps
from foi_return.wizard.sections.people import people_steps
from foi_return.wizard.sections.records import record_steps
from foi_return.wizard.sections.the_request import request_steps
from foi_return.wizard.sections.values import value_steps
from foi_return.wizard.sections.writing import writing_steps
from foi_return.wizard.steps import Kind, Section, Step, find_problem, ticked

SectionSteps = Callable[[Draft, Facts], list[Step]]


def _or_kept(asked: SectionSteps, kept: SectionSteps) -> SectionSteps:
    """The questions of a section: others where a map is used as it stands."""
    return lambda draft, facts: kept(draft, facts) if keeps(draft, facts) else asked(draft, facts)


def _nothing(_draft: Draft, _facts: Facts) -> list[Step]:
    return []


SECTIONS: tuple[SectionSteps, ...] = (
    request_steps,
    _or_kept(file_steps, kept_file_steps),
    _or_kept(people_steps, kept_people_steps),
    _or_kept(record_steps, kept_record_steps),
    _or_kept(value_steps, kept_category_steps),
    _or_kept(category_steps, _nothing),
    flag_steps,
    context_steps,
    _or_kept(breakdown_steps, new_class_steps),
    counting_steps,
    policy_steps,
    letter_steps,
    writing_steps,
)
"""The questions in their order. A section is reached once all before it are answered."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens next.

    Attributes:
        draft: The draft as it now is.
        step: The question to ask, or None.
        settled: A question that the evidence has just answered, or None. With neither, all is answered.
    """

    draft: Draft
    step: Step | None = None
    settled: Step | None = None


FREE: dict[Section, SectionSteps] = {Section.POLICY: policy_steps}
"""Sections that depend on no other, so that they can be entered at any time."""


def course(draft: Draft, facts: Facts, first: Section | None = None) -> Iterator[Step]:
    """Every question that the answers so far give rise to, in order, up to the first section with an open one.

    Args:
        draft: The answers so far.
        facts: What is known.
        first: A section that is entered before its turn, one of `FREE`.
    """
    for section in (*([FREE[first]] if first in FREE else ()), *SECTIONS):
        steps = section(draft, facts)
        yield from steps
        if not all(is_answered(step, draft) for step in steps):
            return


def next_turn(draft: Draft, facts: Facts, first: Section | None = None) -> Turn:
    """The next question, or one that answers itself.

    An answer that does not hold any more (its file has changed, its choice is gone) is asked again, and so is one that
    the evidence gave before and gives no longer.
    """
    return turn_in(course(draft, facts, first), draft)


def turn_in(steps: Iterable[Step], draft: Draft) -> Turn:
    """The same in a course of any questions."""
    for step in steps:
        if step.settled is not None and _may_settle(step, draft):
            if draft.answers.get(step.key) != step.settled or step.key in draft.again:
                return Turn(draft.settle(step.key, step.settled), settled=step)
        elif not is_answered(step, draft):
            return Turn(draft, step)
    return Turn(draft)


def _may_settle(step: Step, draft: Draft) -> bool:
    """Whether the evidence speaks: nobody has, or what was said does not hold any more."""
    said = step.key in draft.answers and step.key not in draft.settled
    return not said or (step.settled is not None and bool(find_problem(step, draft.answers[step.key])))


def is_answered(step: Step, draft: Draft) -> bool:
    """Whether a question has an answer that still holds."""
    if step.key not in draft.answers or step.key in draft.again:
        return False
    if step.key in draft.settled and step.settled is None:
        return False
    return not find_problem(step, draft.answers[step.key])


def step_before(step: Step, draft: Draft, facts: Facts) -> Step | None:
    """The question before this one that somebody was asked; None where this is the first."""
    return before_in(course(draft, facts), step, draft)


def before_in(steps: Iterable[Step], step: Step, draft: Draft) -> Step | None:
    """The same in a course of any questions."""
    before: Step | None = None
    for other in steps:
        if other.key == step.key:
            break
        if other.key in draft and other.key not in draft.settled:
            before = other
    return before


def keys_of(section: Section, draft: Draft, facts: Facts) -> frozenset[str]:
    """The keys of a section's questions, as they now are."""
    return frozenset(step.key for step in course(draft, facts, section) if step.section is section)


def default_of(step: Step, draft: Draft) -> Step:
    """The step with the present answer as its default, as far as it still holds."""
    answer = draft.answers.get(step.key)
    if answer is None:
        return step
    if step.kind is Kind.CHECKBOX and isinstance(answer, tuple):
        return replace(step, default=ticked(step.choices, answer))
    return step if find_problem(step, answer) else replace(step, default=answer)
