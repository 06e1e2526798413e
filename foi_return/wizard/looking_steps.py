"""The questions that are put while somebody looks at figures. Pure."""

from __future__ import annotations

from dataclasses import replace

from foi_return.terms.shorthand import Shorthand
from foi_return.wizard.course import course, default_of
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.figures import Figures
from foi_return.wizard.sections.counting import OWN_POLICY, policy_steps
from foi_return.wizard.steps import Choice, Kind, Section, Step, in_words
from foi_return.wizard.view import EACH

CHOOSE, NEXT, PREVIOUS, INTERNAL, PUBLISHED, WHAT_IF, REVIEW = (
    "choose",
    "next",
    "previous",
    "internal",
    "published",
    "what if",
    "review",
)
ADOPT, AGAIN, LEAVE_IT = "adopt", "again", "leave it"
THRESHOLD = "policy/threshold"
UNASKED = ("policy/zeros", "policy/reason")
"""Questions that a comparison does not put: zeros are as suggested, and the reason is asked for if it is adopted."""


def tables_step(figures: Figures, number: int) -> Step:
    """The question which table to look at."""
    choices = [
        Choice(str(place), f"Question {table.question}: {_short(table.title)}", _hidden(figures, place))
        for place, table in enumerate(figures.prepared.answer.tables)
    ]
    return Step(
        "look/tables",
        Section.WRITING,
        Kind.SELECT,
        "Which table?",
        "These tables will come out. Each is shown as it would be published.",
        (*choices, Choice(WHAT_IF, "What would another rule hide?"), Choice(REVIEW, "Back to the review")),
        default=str(number),
    )


def table_step(figures: Figures, number: int, internal: bool) -> Step:
    """The question what to do after a table was shown."""
    tables = figures.prepared.answer.tables
    choices = []
    if number + 1 < len(tables):
        choices.append(Choice(NEXT, f"Next table (question {tables[number + 1].question})"))
    if number:
        choices.append(Choice(PREVIOUS, f"Previous table (question {tables[number - 1].question})"))
    choices.append(Choice(CHOOSE, "Another table"))
    if internal:
        choices.append(Choice(PUBLISHED, "Show it as it would be published"))
    else:
        choices.append(Choice(INTERNAL, "Show its true counts (internal view, not to be copied)"))
    choices += [Choice(WHAT_IF, "What would another rule hide?"), Choice(REVIEW, "Back to the review")]
    default = NEXT if number + 1 < len(tables) else REVIEW
    return Step("look/table", Section.WRITING, Kind.SELECT, "And now?", "", tuple(choices), default=default)


def _short(title: str) -> str:
    return title.rpartition(",")[0] or title


def _hidden(figures: Figures, place: int) -> str:
    cells = [cell.published for row in figures.prepared.answer.tables[place].rows for cell in row.cells]
    hidden = sum(cell in (Shorthand.CONFIDENTIAL, Shorthand.BAND) for cell in cells if isinstance(cell, Shorthand))
    return f"{hidden} of {len(cells)} hidden" if hidden else "nothing hidden"


def what_if_step(draft: Draft, facts: Facts, key: str = "") -> Step:
    """The question which rule to think of otherwise; with a key, that rule's own question with the present answer."""
    steps = {step.key: default_of(step, draft) for step in _rules(draft, facts)}
    if key:
        return replace(steps[key], settled=None, section=Section.WRITING)
    choices = [Choice(step.key, step.message, f"now: {_now(step, draft)}") for step in steps.values()]
    return Step(
        "look/what-if",
        Section.WRITING,
        Kind.SELECT,
        "What if which answer were another?",
        "You see how many numbers the other answer would hide, in which tables, before you decide whether to take it.",
        (*choices, Choice(REVIEW, "Back to the review")),
        default=choices[0].value,
    )


def _rules(draft: Draft, facts: Facts) -> list[Step]:
    """The questions about small numbers, then those about counting, that leave a choice."""
    steps = [step for step in course(draft, facts) if step.section in (Section.POLICY, Section.COUNTING)]
    if THRESHOLD not in {step.key for step in steps}:
        profile = facts.policies.get(draft.text("policy/profile"))
        own = policy_steps(draft.said("policy/profile", OWN_POLICY), facts)
        default = str(profile.threshold) if profile else "5"
        steps += [replace(step, default=default) for step in own if step.key == THRESHOLD]
    steps.sort(key=lambda step: step.section is Section.COUNTING)
    return [
        step
        for step in steps
        if step.key not in ("policy/reason",)
        and (step.kind is Kind.TEXT or len(step.choices) > 1)
        and not any(choice.value == EACH for choice in step.choices)
    ]


def _now(step: Step, draft: Draft) -> str:
    answer = draft.answers.get(step.key, step.default)
    return in_words(step, answer) if answer is not None else "not said"


def with_threshold(draft: Draft, threshold: Answer) -> Draft:
    """The draft with a threshold of the council's own; why, it has still to say."""
    draft = draft.said("policy/profile", OWN_POLICY).said(THRESHOLD, threshold)
    return draft if "policy/zeros" in draft else draft.said("policy/zeros", "shown")


def adopt_step() -> Step:
    """The question whether the other answer is taken."""
    return Step(
        "look/adopt",
        Section.WRITING,
        Kind.SELECT,
        "Take the other answer?",
        "Nothing has been changed yet. If you take it, only what depends on it is asked.",
        (
            Choice(LEAVE_IT, "No, everything stays as it is"),
            Choice(AGAIN, "No, look at another one"),
            Choice(ADOPT, "Yes, take the other answer"),
        ),
        default=LEAVE_IT,
    )
