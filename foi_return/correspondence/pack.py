"""The folder of an answer that is a letter alone; staged and swapped in like every other answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_return.outputs.beside_workbook import LetterPaper
from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.letter_alone import LetterAlone
from foi_return.outputs.letter_file import render_parts
from foi_return.outputs.letter_model import LetterPart
from foi_return.outputs.staging import Staging, sweep
from foi_return.run import DEFAULT_OUTPUT


@dataclass(frozen=True, slots=True)
class LetterPack:
    """A letter that has been written.

    Attributes:
        letter: The letter's path.
        pack: The folder that can be sent.
        internal: The folder beside it.
    """

    letter: Path
    pack: Path
    internal: Path


def write_letter_pack(
    letter: LetterAlone, parts: Sequence[LetterPart], paper: LetterPaper, output: Path | None
) -> LetterPack:
    """Writes a letter into a folder of its own, named after the reference.

    Raises:
        OutputError: The folder holds something else, or cannot be written; or the letter holds what must not be sent.
    """
    from foi_return.verify.own_pack import verify_pack

    folder = output or DEFAULT_OUTPUT
    content = render_parts(letter, parts, paper.letterhead)
    staging = Staging(folder, letter.reference)
    sweep(folder)
    with staging:
        path = staging.public / f"{staging.name}.docx"
        write_whole(path, content)
        verify_pack(staging.public, letter.council, None, paper.letterhead is not None)
    pack, internal = folder / staging.public.name, folder / staging.internal.name
    return LetterPack(pack / path.name, pack, internal)
