"""The wizard: leads an FOI officer from the files of an extract to a finished answer, by questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foi_return.wizard.asker import Asker
    from foi_return.wizard.draft import Draft


@dataclass(frozen=True, slots=True)
class Manner:
    """How the questions are put.

    Attributes:
        plain: In plain numbered lines, which also work where nothing can be drawn, and from a pipe.
        resume: Go on with the unfinished answers at once.
        answers: A file of answers to begin with: of an earlier request, or unfinished.
        settings: Further answers as KEY=VALUE.
        no_input: Ask nobody: every answer must be there.
        take_suggestions: With `no_input`, an answer that is missing takes its suggestion.
    """

    plain: bool = False
    resume: bool = False
    answers: Path | None = None
    settings: Sequence[str] = ()
    no_input: bool = False
    take_suggestions: bool = False


def run_wizard(
    *,
    request: str | None,
    output: Path | None,
    save_to: Path | None,
    asker: Asker | None = None,
    manner: Manner | None = None,
) -> int:
    """Asks everything that an answer needs, then writes it.

    Args:
        request: The name or path of a request definition; None for the shipped one.
        output: The folder in which the answer's folder is made; None to ask.
        save_to: Where to save the field map; None to ask.
        asker: Who is asked; None for the person at the terminal.
        manner: How the questions are put; None for the usual way.

    Returns:
        The exit code: 0, or that of the kind of error that stopped it.

    Raises:
        InteractionError: Nobody can be asked here, or answers are missing.
        UserError: The request definition or the file of answers cannot be used.
    """
    manner = manner or Manner()
    asker = asker or asker_of(manner)
    if manner.no_input:
        return _write_unasked(request, output, save_to, asker, manner)
    from foi_return.wizard.asker import WELCOME

    asker.tell(WELCOME)  # What comes next takes a moment to load; there is something to read meanwhile.
    from foi_return.wizard.conversation import Conversation
    from foi_return.wizard.filed import reopened_for_a_new_request
    from foi_return.wizard.keep import Keeper
    from foi_return.wizard.study import Study

    keeper = Keeper(_folders(output))
    if manner.resume and keeper.find() is None:
        raise _nothing_to_resume(_folders(output))
    given = given_answers(manner)
    draft = reopened_for_a_new_request(given) if given is not None else None
    study = Study(request, output, save_to, asker.progress)
    return Conversation(asker, study, keeper, draft, manner.resume).run()


def asker_of(manner: Manner) -> Asker:
    """Who is asked, in this manner.

    Raises:
        InteractionError: Nobody can be asked here.
    """
    from foi_return.wizard.terminal import check_lines, check_terminal

    if manner.plain or manner.no_input:
        from foi_return.wizard.plain import PlainAsker

        if not manner.no_input:
            check_lines()
        return PlainAsker()
    check_terminal()
    from foi_return.wizard.prompts import TerminalAsker

    return TerminalAsker()


def _folders(output: Path | None) -> list[Path]:
    return [(output or Path("output")).absolute().parent, Path.home()]


def given_answers(manner: Manner) -> Draft | None:
    """The answers to begin with; None where there are none."""
    from foi_return.wizard.draft import Draft
    from foi_return.wizard.filed import with_settings
    from foi_return.wizard.keep import load_draft

    if manner.answers is None and not manner.settings:
        return None
    draft = load_draft(manner.answers) if manner.answers else Draft()
    return with_settings(draft, manner.settings)


def _write_unasked(request: str | None, output: Path | None, save_to: Path | None, asker: Asker, manner: Manner) -> int:
    from foi_return.wizard.draft import Draft
    from foi_return.wizard.filed import complete
    from foi_return.wizard.finish import write_return
    from foi_return.wizard.study import Study

    study = Study(request, output, save_to, asker.progress)
    given = given_answers(manner) or Draft()
    draft = complete(given, study, manner.take_suggestions)
    facts, _ = study.look(draft)
    write_return(draft, facts, asker)
    return 0


def _nothing_to_resume(folders: Sequence[Path]) -> Exception:
    from foi_return.errors import Fault, InteractionError

    return InteractionError(
        Fault(
            "--resume",
            f"there are no unfinished answers in {' or '.join(map(str, folders))}",
            "answers that an earlier run has kept",
            "Run foi-return wizard without --resume, or in the folder where you began",
        )
    )
