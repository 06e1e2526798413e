"""What a letter is made of, before any library writes it: paragraphs and tables, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class BlockStyle(Enum):
    """How a paragraph of the letter is written."""

    TITLE = "title"
    HEADING = "heading"
    QUESTION = "question"
    FACT = "fact"
    ASKED = "what was asked"
    TEXT = "text"
    ITEM = "item"
    SPACED = "with space above"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the letter.

    Attributes:
        text: What it says.
        style: How it is written.
        lead: Words in front that are set off, such as `Reference:`; empty where there are none.
    """

    text: str
    style: BlockStyle = BlockStyle.TEXT
    lead: str = ""


@dataclass(frozen=True, slots=True)
class LetterTable:
    """A table of the letter.

    Attributes:
        title: What it holds, for those who cannot see it.
        headings: Its columns.
        rows: A text for each column, in each row.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


LetterPart = Block | LetterTable
