"""The wizard: leads an FOI officer from the files of an extract to a finished answer, by questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foi_return.wizard.asker import Asker


def run_wizard(*, request: str | None, output: Path | None, save_to: Path | None, asker: Asker | None = None) -> int:
    """Asks everything that an answer needs, then writes it.

    Args:
        request: The name or path of a request definition; None for the shipped one.
        output: The folder in which the answer's folder is made; None to ask.
        save_to: Where to save the field map; None to ask.
        asker: Who is asked; None for the person at the terminal.

    Returns:
        The exit code: 0, or that of the kind of error that stopped it.

    Raises:
        InteractionError: Nobody can be asked here.
        UserError: The request definition cannot be used.
    """
    if asker is None:
        from foi_return.wizard.terminal import check_terminal

        check_terminal()
        from foi_return.wizard.prompts import TerminalAsker

        asker = TerminalAsker()
    from foi_return.wizard.asker import WELCOME

    asker.tell(WELCOME)  # What comes next takes a moment to load; there is something to read meanwhile.
    from foi_return.wizard.conversation import Conversation
    from foi_return.wizard.keep import Keeper
    from foi_return.wizard.study import Study

    beside = (output or Path("output")).absolute().parent
    study = Study(request, output, save_to, asker.progress)
    return Conversation(asker, study, Keeper([beside, Path.home()])).run()
