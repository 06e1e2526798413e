"""The interview that leads to a reconcile definition, and to an answer by it: asks, keeps, reviews, writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from foi_return.errors import Fault, InteractionError, UserError
from foi_return.reconcile.interview_columns import ListFacts
from foi_return.reconcile.interview_end import go_on, write_definition
from foi_return.reconcile.interview_steps import lists_of, steps_of
from foi_return.wizard import Manner, asker_of, given_answers
from foi_return.wizard.asker import Asker
from foi_return.wizard.course import before_in, default_of, turn_in
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.filed import Outlook, answered, refuse
from foi_return.wizard.keep import Keeper
from foi_return.wizard.profile import profile_file
from foi_return.wizard.rare import rare_values
from foi_return.wizard.resuming import ANEW, resume_step
from foi_return.wizard.steps import Choice, Kind, Section, Step, in_words
from foi_return.wizard.view import lines
from foi_return.wizard.wishes import HINT, Reply, Wish

FILE_NAME = "foi-return-unfinished-reconcile.toml"
_WRITE, _LEAVE = "write", "leave"

WELCOME = (
    "\nThis leads to a definition by which a partner's list of children is compared with social care's records.\n"
    "\nSuggestions are filled in: Enter accepts them. Nothing leaves this computer, and nothing is written before you "
    f"have seen every answer.\n\nAt any question you can type: {HINT}. Your answers are kept, with Ctrl-C too."
)


class ListStudy:
    """Gathers what the questions about lists depend on; each list is read once.

    Args:
        output: The output folder given on the command line; None to take the usual one.
        save_to: Where the definition goes; None to ask.
        progress: Told in words what is being done.
    """

    def __init__(self, output: Path | None, save_to: Path | None, progress: Callable[[str], None]):
        self._output, self._save_to, self._progress = output, save_to, progress
        self._read: dict[str, FileFacts] = {}

    def look(self, draft: Draft) -> tuple[ListFacts, dict[str, UserError]]:
        """What is known beside the answers, and the lists that cannot be read, each with the error."""
        files: dict[str, FileFacts] = {}
        refused: dict[str, UserError] = {}
        for name, path in lists_of(draft).items():
            try:
                if path not in self._read:
                    self._progress(f"Reading {Path(path).name}")
                    self._read[path] = profile_file(Path(path))
                files[name] = self._read[path]
            except UserError as error:
                refused[name] = error
        place = draft.text("write/definition")
        facts = ListFacts(
            files,
            str(Path.cwd()),
            str(self._output.absolute()) if self._output else "",
            str(self._save_to.absolute()) if self._save_to else "",
            bool(place) and Path(place).exists(),
        )
        return facts, refused

    def outlook(self, draft: Draft) -> Outlook:
        """Where the questions stand, for a course that asks nobody.

        Raises:
            UserError: A list cannot be read.
        """
        facts, refused = self.look(draft)
        refuse(list(refused.values()))
        return Outlook(draft, tuple(steps_of(draft, facts)), rare_values(facts.files.values()))


class _Leave(Exception):
    """Somebody wants to stop for today."""


@dataclass
class Interview:
    """One interview.

    Attributes:
        asker: Who is asked.
        study: What finds out what the questions depend on.
        keeper: Where unfinished answers are kept.
        draft: The answers so far.
    """

    asker: Asker
    study: ListStudy
    keeper: Keeper
    draft: Draft

    def __post_init__(self) -> None:
        self._failed: UserError | None = None

    def run(self, unfinished: Path | None = None, *, at_once: bool = False) -> int:
        """Asks, shows every answer, writes the definition, and does what was wished with it.

        Args:
            unfinished: The file with the answers of an interview that was left; None where there is none.
            at_once: Whether these are gone on with without asking.

        Returns:
            0 where it was written or the answers were kept on request; else the exit code of the error.
        """
        try:
            if unfinished is not None:
                self._resume(unfinished, at_once=at_once)
            while not self._is_done():
                pass
        except _Leave:
            self._farewell("You left.")
            return self._failed.exit_code if self._failed else 0
        except KeyboardInterrupt:
            self._farewell("Stopped.")
            return InteractionError.exit_code
        self.keeper.forget()
        return 0

    def _resume(self, path: Path, *, at_once: bool) -> None:
        try:
            kept = self.keeper.load(path)
        except UserError as error:
            self.asker.tell(f"\n{error}")
            return
        if at_once or self._ask(resume_step(path, kept.text("request/reference"))) != ANEW:
            self.draft = kept

    def _is_done(self) -> bool:
        """Asks what is open, and does what was wished; whether nothing is left to do."""
        facts = self._ask_all()
        if not self._wants_to_write(facts):
            return False
        try:
            write_definition(self.draft, self.asker)
            go_on(self.draft, self.asker)
        except UserError as error:
            self._failed = error
            self.asker.tell(f"\n{error.heading}:\n{error}")
            return False
        return True

    def look(self) -> ListFacts:
        """What is known beside the answers; a list that cannot be read is told, and asked for again."""
        facts, refused = self.study.look(self.draft)
        for name, error in refused.items():
            self.asker.tell(f"\n{error.heading}:\n{error}")
            self.draft = self.draft.without([f"files/{name}"])
        return facts

    def _ask_all(self) -> ListFacts:
        while True:
            facts = self.look()
            turn = turn_in(steps_of(self.draft, facts), self.draft)
            self.draft = turn.draft
            if turn.settled is not None:
                self._echo(turn.settled)
            elif turn.step is not None:
                self._put(default_of(turn.step, self.draft), facts)
            else:
                return facts

    def _put(self, step: Step, facts: ListFacts) -> None:
        reply = self._ask(step)
        if reply is Wish.BACK:
            before = before_in(steps_of(self.draft, facts), step, self.draft)
            if before is None:
                self.asker.tell("This is the first question.")
            else:
                self.draft = self.draft.ask_again([before.key])
        elif reply is Wish.TASKS:
            self.asker.tell(_shown(self.draft, facts))
        elif isinstance(reply, Wish):
            self.asker.tell("There are no figures before the lists are linked: foi-return reconcile link.")
        else:
            self.draft = step.applied(self.draft, reply)
            self.keeper.save(self.draft)
            self._echo(step)

    def _ask(self, step: Step) -> Reply:
        while True:
            reply = self.asker.ask(step)
            if reply is Wish.LEAVE:
                raise _Leave
            if reply is not Wish.HELP:
                return reply
            self.asker.tell(f"\n{step.help or 'There is no more help on this question.'}")
            step = replace(step, help="")

    def _echo(self, step: Step) -> None:
        answer = self.draft.answers.get(step.key)
        if answer is not None and (text := step.echo(answer)):
            self.asker.tell(text)

    def _wants_to_write(self, facts: ListFacts) -> bool:
        """Shows every answer; whether the definition is to be written, else a section is opened again."""
        sections = list(dict.fromkeys(step.section for step in steps_of(self.draft, facts)))
        choices = [Choice(_WRITE, "Write the definition")]
        choices += [Choice(section.value, f"Change: {section.value}") for section in sections]
        step = Step(
            "review",
            Section.WRITING,
            Kind.SELECT,
            "Is everything right?",
            _shown(self.draft, facts),
            (*choices, Choice(_LEAVE, "Leave, keeping the answers")),
            default=_LEAVE if self._failed else _WRITE,
        )
        self._failed = None
        reply = self._ask(step)
        if reply == _LEAVE:
            raise _Leave
        if reply == _WRITE:
            return True
        if isinstance(reply, str):
            keys = [each.key for each in steps_of(self.draft, facts) if each.section.value == reply]
            self.draft = self.draft.ask_again(keys)
        return False

    def _farewell(self, text: str) -> None:
        kept = self.keeper.kept
        if kept is None:
            self.asker.tell(f"\n{text} There are no answers to keep yet.")
            return
        self.asker.tell(
            f"\n{text} Your answers are kept in {kept}\n"
            f"To go on: run foi-return wizard --request reconcile --resume in the folder {kept.parent}",
            whole=True,
        )


def _shown(draft: Draft, facts: ListFacts) -> str:
    """Every answer so far, section by section."""
    parts = []
    answered = [step for step in steps_of(draft, facts) if step.key in draft]
    for section in dict.fromkeys(step.section for step in answered):
        own = [step for step in answered if step.section is section]
        parts.append(
            f"{section.value}\n{lines((each.message, in_words(each, draft.answers[each.key])) for each in own)}"
        )
    return "\n\n".join(parts) or "Nothing has been answered yet."


def run_interview(*, output: Path | None, save_to: Path | None, manner: Manner, asker: Asker | None = None) -> int:
    """Asks for all that a reconcile definition needs, and writes it.

    Args:
        output: The folder in which the answer's folder will be made; None for the usual one.
        save_to: Where the definition goes; None to ask.
        manner: How the questions are put.
        asker: Who is asked; None for the person at the terminal.

    Returns:
        The exit code.

    Raises:
        InteractionError: Nobody can be asked here, or answers are missing.
        UserError: The file of answers cannot be used.
    """
    asker = asker or asker_of(manner)
    keeper = Keeper([(output or Path("output")).absolute().parent, Path.home()], FILE_NAME)
    given = given_answers(manner)
    study = ListStudy(output, save_to, asker.progress)
    if manner.no_input:
        draft = answered(given or Draft(), study.outlook, manner.take_suggestions)
        write_definition(draft, asker)
        go_on(draft, asker)
        return 0
    asker.tell(WELCOME)
    kept = keeper.find()
    if manner.resume and kept is None:
        found = f"there are no unfinished answers ({FILE_NAME}) here"
        raise InteractionError(Fault("--resume", found, "answers that an earlier run has kept", "Begin without it"))
    unfinished = kept if given is None else None
    return Interview(asker, study, keeper, given or Draft()).run(unfinished, at_once=manner.resume)
