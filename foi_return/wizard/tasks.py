"""The list of tasks: which sections are done, which can be done now, and which must wait. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from foi_return.wizard.course import FREE, course, is_answered
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import heading_of, lines, lists_people

GO_ON = "go on"


class Status(StrEnum):
    """How far a task is."""

    DONE = "done"
    TO_DO = "to do"
    WAITS = "cannot start yet"


@dataclass(frozen=True, slots=True)
class Task:
    """One section of the interview.

    Attributes:
        section: The section.
        title: Its heading, in the words of the request.
        status: How far it is.
        answered: How many of its questions are answered, as far as they are known.
    """

    section: Section
    title: str
    status: Status
    answered: int


def tasks(draft: Draft, facts: Facts) -> tuple[Task, ...]:
    """Every section in order, with how far it is.

    The first that is not done can be worked on next, and so can one that depends on no other. The last is never done
    before the answer is written.
    """
    steps = list(course(draft, facts))
    found: list[Task] = []
    reached = True
    for section in asked_sections(facts):
        own = [step for step in steps if step.section is section]
        free = section in FREE and not own
        own = FREE[section](draft, facts) if free else own
        answered = sum(is_answered(step, draft) for step in own)
        done = (reached or free) and bool(own) and answered == len(own) and section is not Section.WRITING
        skipped = reached and not own and any(_after(step.section, section) for step in steps)
        if done or skipped:
            found.append(Task(section, heading_of(section, facts.request), Status.DONE, answered))
        else:
            found.append(
                Task(
                    section,
                    heading_of(section, facts.request),
                    Status.TO_DO if reached or free else Status.WAITS,
                    answered,
                )
            )
            reached = reached and free
    return tuple(found)


def asked_sections(facts: Facts) -> tuple[Section, ...]:
    """The sections that this request may give rise to questions of, in order."""
    request = facts.request
    asked = {
        Section.PEOPLE: lists_people(request),
        Section.FLAGS: bool(request.flags),
        Section.CONTEXTS: bool(request.contexts),
        Section.BREAKDOWNS: any(dimension.is_mapped for dimension in request.dimensions),
    }
    return tuple(section for section in Section if asked.get(section, True))


def _after(section: Section, other: Section) -> bool:
    order = list(Section)
    return order.index(section) > order.index(other)


def task_lines(found: Sequence[Task]) -> str:
    """The list as text, one task on a line."""
    return lines((f"{number}. {task.title}", f"[{task.status.value}]") for number, task in enumerate(found, start=1))


def task_step(found: Sequence[Task]) -> Step:
    """The question where to go on: the task to be done next, one that is done, to change it, or one that can start."""
    next_one = next((task for task in found if task.status is Status.TO_DO), None)
    choices = [Choice(GO_ON, f"Go on with: {next_one.title}" if next_one else "Go on to check and write")]
    choices += [
        Choice(task.section.value, f"Start: {task.title}")
        for task in found
        if task.status is Status.TO_DO and task is not next_one
    ]
    choices += [Choice(task.section.value, f"Change: {task.title}") for task in found if task.status is Status.DONE]
    return Step(
        "tasks",
        Section.REQUEST,
        Kind.SELECT,
        "Where do you want to go on?",
        f"The tasks:\n{task_lines(found)}\nA task that is done can be changed; its answers are filled in. One that "
        "cannot start yet depends on the ones before it.",
        tuple(choices),
        default=GO_ON,
    )
