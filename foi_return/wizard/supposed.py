"""The rest of an interview as suggested, so that figures can be shown before it is finished. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.wizard.course import default_of, next_turn
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.steps import find_problem

STAND_INS: Mapping[str, Answer] = {
    "request/reference": "provisional",
    "request/council": "the council",
    "request/system": "the system",
    "policy/reason": "Not said yet.",
}
"""Answers that no figure depends on and that have no suggestion."""

MOST_STEPS = 2_000
"""More turns than any interview has."""


def supposed(draft: Draft, facts: Facts) -> Draft | None:
    """The draft with every open question answered as suggested; None where one has no suggestion.

    What it holds is for looking only: nobody has said it.
    """
    for _ in range(MOST_STEPS):
        turn = next_turn(draft, facts)
        draft = turn.draft
        if turn.settled is not None:
            continue
        if turn.step is None:
            return draft
        step = default_of(turn.step, draft)
        answer = step.default
        if answer is None:
            answer = "" if step.optional else STAND_INS.get(step.key)
        if answer is None or find_problem(step, answer):
            return None
        draft = step.applied(draft, answer)
    return None
