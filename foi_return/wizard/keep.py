"""Keeps the answers of an interview that is not finished, so that it can go on another day."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from foi_return.config.toml_file import FORMAT
from foi_return.errors import Fault, RequestError
from foi_return.wizard.draft import Answer, Draft

FILE_NAME = "foi-return-unfinished.toml"
_COMMENT = (
    "Answers of an unfinished foi-return wizard. Run `foi-return wizard` in this folder to go on.\n"
    "It names columns and reviewed values of the extract; it holds no row of it. Delete it to start anew."
)


class Keeper:
    """The file with the unfinished answers: in the folder beside the output, or at home where that is read-only."""

    def __init__(self, folders: Iterable[Path], name: str = FILE_NAME):
        self._places = [folder / name for folder in folders]
        self._kept: Path | None = None

    @property
    def kept(self) -> Path | None:
        """Where the answers were last written; None where they could not be, or nothing was answered yet."""
        return self._kept

    def find(self) -> Path | None:
        """The file of an earlier interview, or None."""
        return next((place for place in self._places if place.is_file()), None)

    def load(self, path: Path) -> Draft:
        """The draft of an earlier interview; every answer is checked again before it is used.

        Raises:
            RequestError: The file is faulty.
        """
        draft = load_draft(path)
        self._kept = path
        return draft

    def save(self, draft: Draft) -> None:
        """Writes the answers; where no folder can be written to, they are simply not kept."""
        text = draft_text(draft, _COMMENT)
        for place in [self._kept] if self._kept else self._places:
            with contextlib.suppress(OSError):
                _write_privately(place, text)
                self._kept = place
                return

    def forget(self) -> None:
        """Removes the file: the interview is finished."""
        if self._kept is not None:
            with contextlib.suppress(OSError):
                self._kept.unlink(missing_ok=True)


def load_draft(path: Path) -> Draft:
    """The answers in a file of the wizard; every answer is checked again before it is used.

    Raises:
        RequestError: The file is faulty.
    """
    from foi_return.config.toml_file import read_toml

    tables = read_toml(path, RequestError)
    answers = tables.get("answers")
    if tables.get("format") != FORMAT or not isinstance(answers, dict):
        raise RequestError(
            Fault(
                str(path),
                "this is not a file of the wizard's answers",
                'format = 1 and a table [answers] with lines such as "request/reference" = "FOI-1"',
                "Name the file that the wizard saved, or start anew",
            )
        )
    return Draft({str(key): _answer(value) for key, value in answers.items()})


def draft_text(draft: Draft, comment: str) -> str:
    """The answers that somebody gave, as the text of a file."""
    from foi_return.config.toml_write import toml_text

    answers = {key: list(answer) if isinstance(answer, tuple) else answer for key, answer in draft.given.items()}
    return toml_text({"format": FORMAT, "answers": answers}, comment)


def _answer(value: object) -> Answer:
    return tuple(str(item) for item in value) if isinstance(value, list) else str(value)


def _write_privately(path: Path, text: str) -> None:
    """Writes a whole file or none, readable by its owner only where the system can."""
    aside = path.with_name(f".{path.name}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    aside.replace(path)
