"""Reads a letter as its reader does, and makes letterheads for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from docx import Document
from docx.table import Table

from foi_return.terms.letter import LetterFacts

FACTS = LetterFacts("FOI-2026-0123.xlsx", date(2026, 7, 6), date(2026, 8, 5))


def letter_lines(content: bytes) -> Iterator[str]:
    """Every paragraph and every row of a table, in order; headings with their level."""
    for part in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            yield from ("| " + " | ".join(cell.text for cell in row.cells) for row in part.rows)
            continue
        name = part.style.name if part.style else ""
        yield f"{'#' * int(name[-1])} {part.text}" if name and name.startswith("Heading") else part.text


def letter_text(content: bytes) -> str:
    """The whole letter, a line for each paragraph."""
    return "\n".join(letter_lines(content)) + "\n"


def letterhead(path: Path, *paragraphs: str, bare: bool = False) -> Path:
    """A letterhead with a header and these paragraphs; a bare one has no style of headings or tables."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Anytown Council, Town Hall"
    document.styles["Normal"].font.name = "Georgia"
    for text in paragraphs:
        document.add_paragraph(text)
    if bare:
        for style in list(document.styles):
            if style.name and style.name.startswith(("Heading", "Table Grid")):
                style.delete()
    document.core_properties.author = "Jo Bloggs"
    document.save(str(path))
    return path
