"""What a reader is sent beside the workbook: the letter and the open data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foi_return.config.letter_words import load_letter_words
from foi_return.terms.letter import LetterFacts, LetterWords
from foi_return.terms.protected import ProtectedReturn


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """What a letter is written with: its words, and the council's letterhead where there is one."""

    words: LetterWords
    letterhead: bytes | None


def load_paper(words: Path | None, letterhead: Path | None) -> LetterPaper:
    """The words and the letterhead of the letter; read before anything is counted, so that a fault is told at once.

    Args:
        words: A file of words that replace those of the letter.
        letterhead: The council's letterhead, a `.docx` file.

    Raises:
        RequestError: The file of words is faulty.
        OutputError: The letterhead cannot be used.
    """
    read = load_letter_words(words)
    if letterhead is None:
        return LetterPaper(read, None)
    from foi_return.outputs.letter_file import read_letterhead

    return LetterPaper(read, read_letterhead(letterhead))


def write_beside_workbook(answer: ProtectedReturn, facts: LetterFacts, paper: LetterPaper, workbook: Path) -> None:
    """Writes the letter and the folder of open data to where the workbook is.

    Raises:
        OutputError: A text may not be published, or a file cannot be written.
    """
    from foi_return.outputs.letter_file import write_letter
    from foi_return.outputs.open_data import write_open_data

    write_letter(answer, facts, paper.words, workbook.with_name(f"{workbook.stem}.docx"), paper.letterhead)
    mark = "" if answer.protection_stands else "-DRAFT"
    write_open_data(answer, workbook.with_name(f"csv{mark}"), paper.words.licence)
