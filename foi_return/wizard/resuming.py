"""The question whether to go on with unfinished answers. Pure."""

from __future__ import annotations

from pathlib import Path

from foi_return.wizard.steps import Choice, Kind, Section, Step

GO_ON, ANEW = "go on", "anew"


def resume_step(path: Path, reference: str) -> Step:
    """Asks whether to go on with the unfinished answers in a file.

    Args:
        path: The file.
        reference: The reference of the request that they are about; empty where they have none yet.
    """
    return Step(
        "resume",
        Section.REQUEST,
        Kind.SELECT,
        "Go on with them?",
        f"There are unfinished answers{f' for {reference}' if reference else ''} in {path}.",
        (
            Choice(GO_ON, "Yes, go on where I stopped"),
            Choice(ANEW, "No, start anew; they are replaced"),
        ),
        default=GO_ON,
    )
