"""Shows figures before they are written: the tables, what another answer would hide, what a question's choices give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from foi_return.errors import UserError
from foi_return.wizard.asker import Asker
from foi_return.wizard.bench import Bench
from foi_return.wizard.course import default_of, next_turn
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.figures import Figures
from foi_return.wizard.looking_steps import (
    ADOPT,
    AGAIN,
    CHOOSE,
    INTERNAL,
    NEXT,
    PREVIOUS,
    PUBLISHED,
    REVIEW,
    THRESHOLD,
    UNASKED,
    WHAT_IF,
    adopt_step,
    table_step,
    tables_step,
    what_if_step,
    with_threshold,
)
from foi_return.wizard.preview import table_view
from foi_return.wizard.sections.counting import OWN_POLICY
from foi_return.wizard.steps import Kind, Section, Step
from foi_return.wizard.supposed import supposed
from foi_return.wizard.view import EACH, all_claims, column_stem
from foi_return.wizard.what_if import category_figures, comparison, what_changed
from foi_return.wizard.wishes import Reply, Wish

MOST_ROWS_UNASKED = 100_000
"""Rows of all files up to which figures are worked out unasked: that takes some tenths of a second."""

MOST_SECONDS_UNASKED = 1.0
"""Figures that took longer than this before are worked out only for somebody who asks."""


class Looking:
    """Everything that is shown of figures while nothing has been written.

    Args:
        asker: Who is shown them.
        ask: Asks a question; help is given meanwhile.
        bench: Where figures are worked out; None for a new one.
    """

    def __init__(self, asker: Asker, ask: Callable[[Step], Reply], bench: Bench | None = None):
        self._asker = asker
        self._ask = ask
        self._bench = bench or Bench(asker.progress)

    def close(self) -> None:
        """Lets go of everything that was read."""
        self._bench.close()

    def _figures(self, draft: Draft, facts: Facts) -> Figures | None:
        """The figures of a draft; where there are none, why not is told."""
        try:
            return self._bench.figures(draft, facts)
        except UserError as error:
            self._asker.tell(f"\n{error.heading}:\n{error}")
            return None

    # --- The tables -----------------------------------------------------------------------

    def tables(self, draft: Draft, facts: Facts) -> Draft:
        """Shows one table after the other, as long as somebody wants.

        Returns:
            The draft; another one if an answer was changed from here.
        """
        figures = self._figures(draft, facts)
        number, chosen = 0, CHOOSE
        while figures is not None:
            if chosen == CHOOSE:
                reply = self._ask(tables_step(figures, number))
                if isinstance(reply, Wish):
                    return draft
                chosen = str(reply)
            if chosen in (REVIEW, WHAT_IF):
                return self.what_if(draft, facts) if chosen == WHAT_IF else draft
            number, internal = _place(chosen, number)
            self._asker.show(table_view(figures, number, internal=internal))
            reply = self._ask(table_step(figures, number, internal))
            chosen = CHOOSE if isinstance(reply, Wish) else str(reply)
        return draft

    # --- What another answer would hide ---------------------------------------------------

    def what_if(self, draft: Draft, facts: Facts) -> Draft:
        """Compares the present answers with others, as often as somebody wants.

        Returns:
            The draft; with another answer if one was adopted.
        """
        while True:
            reply = self._ask(what_if_step(draft, facts))
            if isinstance(reply, Wish) or reply == REVIEW:
                return draft
            other = self._other(str(reply), draft, facts)
            if other is None:
                continue
            if other.answers == draft.answers:
                self._asker.tell("That is the present answer.")
                continue
            if not self._compare(draft, other, facts):
                continue
            reply = self._ask(adopt_step())
            if reply == ADOPT:
                return other
            if reply != AGAIN:
                return draft

    def _other(self, key: str, draft: Draft, facts: Facts) -> Draft | None:
        """The draft with another answer to a question, and to those that it opens; None for a step back."""
        step = what_if_step(draft, facts, key)
        reply = self._ask(step)
        if isinstance(reply, Wish):
            return None
        other = with_threshold(draft, reply) if key == THRESHOLD else step.applied(draft, reply)
        while (turn := next_turn(other, facts)).step or turn.settled:
            other = turn.draft
            if turn.step is None:
                continue
            if turn.step.key in UNASKED:
                break
            opened = self._ask(replace(default_of(turn.step, other), section=Section.WRITING))
            if isinstance(opened, Wish):
                return None
            other = turn.step.applied(other, opened)
        return other

    def _compare(self, draft: Draft, other: Draft, facts: Facts) -> bool:
        whole = supposed(other, facts)
        now = self._figures(draft, facts)
        then = self._figures(whole, facts) if whole is not None else None
        if now is None or then is None:
            return False
        self._asker.show(comparison({"Now": now, "Then": then}, "What the other answer would hide"))
        return True

    # --- At a question --------------------------------------------------------------------

    def at_question(self, step: Step, draft: Draft, facts: Facts) -> None:
        """Shows what the answer that is filled in gives; for a rule, what each of its choices would hide."""
        if step.kind is Kind.SELECT and step.section in (Section.COUNTING, Section.POLICY) and not _is_proposal(step):
            self._each_choice(step, draft, facts)
            return
        answer = step.default if step.default not in (None, EACH) else ""
        whole = supposed(step.applied(draft, answer) if answer else draft, facts)
        figures = self._figures(whole, facts) if whole is not None else None
        if whole is None:
            self._asker.tell("A question that is still open has no suggestion, so nothing can be counted yet.")
        elif figures is not None:
            self._asker.show(category_figures(figures, _keys_at(step, whole, facts), facts.request))

    def _each_choice(self, step: Step, draft: Draft, facts: Facts) -> None:
        offered = [choice.value for choice in step.choices if choice.value != OWN_POLICY]
        values = sorted(offered, key=lambda value: value != step.default)
        alternatives: dict[str, Figures] = {}
        legend = []
        for value in values:
            whole = supposed(step.applied(draft, value), facts)
            figures = self._figures(whole, facts) if whole is not None else None
            if figures is not None:
                number = next(place for place, choice in enumerate(step.choices, 1) if choice.value == value)
                alternatives[f"({number})"] = figures
                legend.append(f"({number}) {step.title_of(value)}")
        if alternatives:
            self._asker.show(comparison(alternatives, f"What each choice would hide: {step.message}", legend))

    # --- After a change -------------------------------------------------------------------

    def changed(self, before: Draft, after: Draft, facts: Facts) -> str:
        """What a changed answer did to the figures; where that would take long, where they can be seen."""
        rows = sum(file.rows for file in facts.files.values())
        if rows > MOST_ROWS_UNASKED or self._bench.seconds > MOST_SECONDS_UNASKED:
            return "The figures may have changed. 'Look at the tables' works them out again."
        try:
            return what_changed(self._bench.figures(before, facts), self._bench.figures(after, facts))
        except UserError:
            return ""  # What is wrong is told where the answers are put together.


def _place(chosen: str, number: int) -> tuple[int, bool]:
    """The table to show, and whether with true counts; another table is shown as published."""
    if chosen in (INTERNAL, PUBLISHED):
        return number, chosen == INTERNAL
    step = {NEXT: 1, PREVIOUS: -1}.get(chosen)
    return (int(chosen) if step is None else number + step), False


def _is_proposal(step: Step) -> bool:
    return any(choice.value == EACH for choice in step.choices)


def _keys_at(step: Step, draft: Draft, facts: Facts) -> tuple[str, ...]:
    """The categories and contexts that the question is about: those of its column, of its file, or all."""
    claims = list(all_claims(draft, facts))
    near = [found for file, column, found in claims if step.key.startswith(f"{column_stem(file, column)}/")]
    if not near:
        near = [found for file, _, found in claims if step.key.startswith(f"values/{file.name}/")]
    if not near:
        near = [found for _, _, found in claims]
    wanted = {key for found in near for key in found} or set(facts.request.memberships)
    derived = [
        category.key
        for category in facts.request.categories
        if category.combine is not None and set(category.parts) <= wanted
    ]
    return (*(key for key in facts.request.memberships if key in wanted), *derived)
