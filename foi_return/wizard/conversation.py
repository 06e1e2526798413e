"""Leads through the questions: looks, asks, keeps, reviews, writes. What is asked is decided elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from foi_return.errors import InteractionError, UserError
from foi_return.wizard.asker import Asker
from foi_return.wizard.changing import change_step, opened_by, reopened, section_step
from foi_return.wizard.course import FREE, course, default_of, keys_of, next_turn, step_before
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.filed import with_earlier
from foi_return.wizard.keep import Keeper
from foi_return.wizard.more_help import more_help
from foi_return.wizard.resuming import ANEW, resume_step
from foi_return.wizard.sections.files import TOGETHER
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.tasks import GO_ON as NEXT_TASK
from foi_return.wizard.tasks import asked_sections, task_lines, task_step, tasks
from foi_return.wizard.view import heading_of
from foi_return.wizard.whole_review import whole_review
from foi_return.wizard.wishes import Reply, Wish

if TYPE_CHECKING:
    from foi_return.wizard.looking import Looking
    from foi_return.wizard.study import Study

WRITE, TABLES, WHAT_IF, CHANGE, LEAVE = "write", "tables", "what if", "change", "leave"
COUNTED = (Section.CATEGORIES, Section.COUNTING, Section.POLICY)
"""Sections at whose questions figures are offered: the files are known, and the answers decide what is counted."""


class _Leave(Exception):
    """The officer saves and leaves."""


class Conversation:
    """One interview, from the first question to the finished answer.

    Args:
        asker: Who is asked.
        study: What finds out what the questions depend on.
        keeper: What keeps the answers.
        draft: Answers to begin with, such as last year's; None for none.
        resume: Go on with unfinished answers without asking whether to.
    """

    def __init__(self, asker: Asker, study: Study, keeper: Keeper, draft: Draft | None = None, resume: bool = False):
        self._asker = asker
        self._study = study
        self._keeper = keeper
        self._draft = draft or Draft()
        self._begun = draft is not None
        self._resume_at_once = resume
        self._refused: dict[str, Answer] = {}
        self._first: Section | None = None
        self._looked: Looking | None = None
        self._figures_at = ""
        self._reviewed: Draft | None = None
        self._sections: tuple[Section, ...] = ()

    @property
    def _looking(self) -> Looking:
        """What shows figures; loaded when somebody wants to see some."""
        if self._looked is None:
            from foi_return.wizard.looking import Looking

            self._looked = Looking(self._asker, self._ask)
        return self._looked

    def run(self) -> int:
        """Asks, reviews and writes.

        Returns:
            0 where the answer was written or the answers were kept on request; else the exit code of the error.
        """
        try:
            return self._run()
        except _Leave:
            self._asker.tell(self._farewell("Nothing was written."), whole=True)
            return 0
        except KeyboardInterrupt:
            self._asker.tell(self._farewell("Stopped."), whole=True)
            return InteractionError.exit_code
        finally:
            if self._looked is not None:
                self._looked.close()

    def _run(self) -> int:
        if not self._begun:
            self._resume()
        failed: UserError | None = None
        while True:
            facts = self._ask_all()
            wish = self._review(facts, failed)
            if wish == LEAVE:
                self._asker.tell(self._farewell("Nothing was written."), whole=True)
                return failed.exit_code if failed else 0
            if wish != WRITE:
                failed = None
                self._turn_to(wish, facts)
                continue
            try:
                self._write(facts)
            except UserError as error:
                failed = error
                self._asker.tell(f"\n{error.heading}:\n{error}")
                continue
            return 0

    def _resume(self) -> None:
        """Offers to go on with the answers of an earlier interview."""
        path = self._keeper.find()
        if path is None:
            facts, _ = self._study.look(self._draft)
            self._asker.tell(f"\nThe tasks:\n{task_lines(tasks(self._draft, facts))}")
            return
        try:
            kept = self._keeper.load(path)
        except UserError as error:
            self._asker.tell(f"\n{error}")
            return
        step = resume_step(path, kept.text("request/reference"))
        if self._resume_at_once or self._ask(step) != ANEW:
            self._draft = kept
            facts, _ = self._study.look(self._draft)
            while (turn := next_turn(self._draft, facts)).settled is not None:
                self._draft = turn.draft
            self._show_tasks(facts, turn.step.section if turn.step else Section.WRITING)

    def _turn_to(self, wish: str, facts: Facts) -> None:
        """Does what was chosen at the review other than to write or to leave."""
        before = self._draft
        if wish == TABLES:
            self._draft = self._looking.tables(self._draft, facts)
        elif wish == WHAT_IF:
            self._draft = self._looking.what_if(self._draft, facts)
        elif wish == CHANGE:
            self._reopen(facts)
        if self._draft != before:
            self._keeper.save(self._draft)

    def _ask(self, step: Step) -> Reply:
        """Asks; help and leaving are dealt with here, other wishes are passed on."""
        if step.section in self._sections:
            number = self._sections.index(step.section) + 1
            place = f"{number} of {len(self._sections)}"
            step = replace(step, place=place, heading=heading_of(step.section, self._study.definition))
        while True:
            reply = self._asker.ask(step)
            if reply is Wish.LEAVE:
                raise _Leave
            if reply is not Wish.HELP:
                return reply
            self._asker.tell(f"\n{more_help(step, self._study.definition)}")
            step = replace(step, help="")  # It stands above; once more, it would push the help out of the window.

    def _ask_all(self) -> Facts:
        """Asks until every question of the course is answered."""
        while True:
            self._take_earlier()
            facts, refused = self._study.look(self._draft)
            self._sections = asked_sections(facts)
            if refused:
                for refusal in refused:
                    self._asker.tell(f"\n{refusal.error.heading}:\n{refusal.error}")
                self._refused = {item.key: self._draft.answers[item.key] for item in refused}
                together = [TOGETHER] if TOGETHER in self._draft else []
                paths = any(key.startswith("files/") for key in self._refused)
                self._draft = self._draft.without(self._refused).ask_again(together if paths else [])
                continue
            turn = next_turn(self._draft, facts, self._first)
            self._draft = turn.draft
            if turn.step is None or turn.step.section is not self._first:
                self._first = None if turn.settled is None else self._first
            if turn.settled is not None:
                self._echo(turn.settled)
            elif turn.step is not None:
                self._put(turn.step, facts)
            else:
                return facts

    def _take_earlier(self) -> None:
        """Goes on with the answers to an earlier request, where somebody named them."""
        try:
            self._draft = with_earlier(self._draft)
        except UserError as error:
            self._asker.tell(f"\n{error.heading}:\n{error}")
            self._refused = {"request/earlier": self._draft.text("request/earlier")}
            self._draft = self._draft.without(self._refused)

    def _put(self, step: Step, facts: Facts) -> None:
        """Puts one question, and does what was answered or wished."""
        step = default_of(step, self._draft)
        if step.key in self._refused and step.kind is Kind.PATH:
            step = replace(step, default=self._refused.pop(step.key))
        if step.section in COUNTED and step.kind in (Kind.SELECT, Kind.CHECKBOX):
            step = replace(step, figures="Look at the figures first")
        told, self._figures_at = self._figures_at, ""
        reply = self._ask(replace(step, help="") if step.key == told else step)
        if reply is Wish.BACK:
            self._go_back(step, facts)
        elif reply is Wish.TASKS:
            self._show_tasks(facts, step.section)
        elif reply is Wish.FIGURES and list(Section).index(step.section) >= list(Section).index(COUNTED[0]):
            self._looking.at_question(step, self._draft, facts)
            self._figures_at = step.key  # The figures stay in the window: what stands above them is not told again.
        elif isinstance(reply, Wish):
            self._asker.tell("Figures can be looked at once it is being decided what the records mean.")
        else:
            before, self._draft = self._draft, step.applied(self._draft, reply)
            self._keeper.save(self._draft)
            self._echo(step)
            if opened := opened_by(step, before, self._draft, facts):
                self._asker.tell(opened)

    def _go_back(self, step: Step | None, facts: Facts) -> None:
        """Opens the question before; from the review, the last one."""
        asked = [each for each in course(self._draft, facts) if each.key not in self._draft.settled]
        before = step_before(step, self._draft, facts) if step else (asked[-1] if asked else None)
        if before is None:
            self._asker.tell("This is the first question.")
        else:
            self._first = None
            self._draft = self._draft.ask_again([before.key])

    def _show_tasks(self, facts: Facts, section: Section) -> None:
        """Shows how far each task is, in the section where somebody asked, and opens the one that is chosen."""
        chosen = self._ask(replace(task_step(tasks(self._draft, facts)), section=section))
        if not isinstance(chosen, Wish) and chosen != NEXT_TASK:
            section = Section(str(chosen))
            self._first = section if section in FREE else None
            self._draft = self._draft.ask_again(keys_of(section, self._draft, facts))

    def _echo(self, step: Step) -> None:
        answer = self._draft.answers.get(step.key)
        text = step.echo(answer) if answer is not None else ""
        if text:
            self._asker.tell(text)

    def _review(self, facts: Facts, failed: UserError | None) -> str:
        """Shows everything and asks whether it is right; what is wanted, or nothing for going on asking."""
        choices = [Choice(CHANGE, "Change answers"), Choice(LEAVE, "Leave, keeping the answers")]
        try:
            parts = whole_review(self._draft, facts)
            looks = [
                Choice(TABLES, "Look at the tables"),
                Choice(WHAT_IF, "See what another rule would hide"),
            ]
            choices = [Choice(WRITE, "Write the answer"), *looks, *choices]
        except UserError as error:
            parts = []
            self._asker.tell(f"\nThe answers do not fit together:\n{error}")
        if not failed:
            for heading, text in parts:
                self._asker.tell(f"\n{heading}\n{text}")
        if parts:
            self._tell_change(facts)
        step = Step(
            "review",
            Section.WRITING,
            Kind.SELECT,
            "Is everything right?",
            "Above is everything that you answered. Nothing has been written yet." if not failed else "",
            tuple(choices),
            default=LEAVE if failed or not parts else WRITE,
        )
        reply = self._ask(step)
        if reply is Wish.BACK:
            self._go_back(None, facts)
        elif reply is Wish.TASKS:
            self._show_tasks(facts, step.section)
        if reply is Wish.FIGURES:
            return TABLES if parts else ""
        return "" if isinstance(reply, Wish) else str(reply)

    def _tell_change(self, facts: Facts) -> None:
        """What the answers that changed since the last review did to the figures."""
        before, self._reviewed = self._reviewed, self._draft
        if before is not None and before.answers != self._draft.answers:
            changed = self._looking.changed(before, self._draft, facts)
            if changed:
                self._asker.tell(f"\n{changed}")

    def _reopen(self, facts: Facts) -> None:
        """Opens one answer again, or a whole section; the present answers are filled in."""
        chosen = self._ask(section_step(self._draft, facts))
        if isinstance(chosen, Wish):
            return
        section = Section(str(chosen))
        reply = self._ask(change_step(section, self._draft, facts))
        if not isinstance(reply, Wish):
            self._draft = reopened(section, str(reply), self._draft, facts)

    def _write(self, facts: Facts) -> None:
        from foi_return.wizard.finish import write_return

        write_return(self._draft, facts, self._asker)
        self._keeper.forget()

    def _farewell(self, what: str) -> str:
        kept = self._keeper.kept
        if kept is None:
            return f"\n{what} There are no answers to keep yet."
        return (
            f"\n{what} Your answers are kept in {kept}\n"
            f"To go on: run foi-return wizard --resume in the folder {kept.parent}"
        )
