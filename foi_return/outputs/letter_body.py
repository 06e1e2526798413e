"""Puts the paragraphs and tables of a letter into a document, at its end or in place of a paragraph kept for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from foi_return.outputs.letter_model import Block, BlockStyle, LetterPart, LetterTable
from foi_return.outputs.letter_paper import GRID, HEADING, QUESTION, TITLE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_STYLES = {BlockStyle.TITLE: TITLE, BlockStyle.HEADING: HEADING, BlockStyle.QUESTION: QUESTION}
_INDENT_CM = 0.6
_TABLE_SIZE = 9.5
_SPACE_ABOVE = 10
_SHARES = (0.08, 0.2, 0.13, 0.24, 0.15, 0.2)
"""Of the width of the page, for each column of the answers about fields."""


def write_parts(document: Document, parts: Sequence[LetterPart], bookmark: str) -> None:
    """Writes every part, in order.

    Args:
        document: The document; its styles, header and footer stay as they are.
        parts: What the letter says.
        bookmark: The text of the paragraph in whose place the letter is put; without one it is put at the end.
    """
    styles = {style: document.styles[name].style_id for style, name in _STYLES.items()}
    place = next((paragraph for paragraph in document.paragraphs if paragraph.text.strip() == bookmark), None)
    for part in parts:
        element = _table(document, part) if isinstance(part, LetterTable) else _paragraph(document, part, styles)
        if place is not None:
            place._p.addprevious(element)
    if place is not None:
        place._p.getparent().remove(place._p)


def _paragraph(document: Document, block: Block, styles: Mapping[BlockStyle, str]) -> BaseOxmlElement:
    from docx.shared import Cm, Pt

    paragraph = document.add_paragraph()
    if block.style in styles:
        paragraph._p.style = styles[block.style]  # By its name, the library looks it up among all for each paragraph.
    if block.lead:
        paragraph.add_run(f"{block.lead} ").bold = True
    run = paragraph.add_run(block.text)
    if block.style is BlockStyle.WARNING:
        run.bold = True
    if block.style is BlockStyle.FACT:
        paragraph.paragraph_format.space_after = Pt(2)
    if block.style is BlockStyle.ASKED:
        paragraph.paragraph_format.keep_with_next = True
    if block.style is BlockStyle.SPACED:
        paragraph.paragraph_format.space_before = Pt(_SPACE_ABOVE)
    if block.style is BlockStyle.ITEM:
        paragraph.paragraph_format.left_indent = Cm(_INDENT_CM)
    return paragraph._p


def _table(document: Document, content: LetterTable) -> BaseOxmlElement:
    table = document.add_table(1 + len(content.rows), len(content.headings))
    table.autofit = False
    if GRID in document.styles:
        table.style = GRID
    else:
        _rule_lines(table)
    section = document.sections[0]
    wide = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    for column, share in zip(table.columns, _SHARES, strict=True):
        column.width = int(wide * share)
    for row, texts in zip(table.rows, (content.headings, *content.rows), strict=True):
        for cell, text, share in zip(row.cells, texts, _SHARES, strict=True):
            cell.width = int(wide * share)
            _write_cell(cell.paragraphs[0], text, bold=texts is content.headings)
        _keep_whole(row._tr)
    _mark_header(table, content.title)
    element: BaseOxmlElement = table._tbl
    return element


def _write_cell(paragraph: Paragraph, text: str, *, bold: bool) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(_TABLE_SIZE)
    run.bold = bold
    paragraph.paragraph_format.space_after = Pt(2)


def _keep_whole(row: BaseOxmlElement) -> None:
    """Keeps a row on one page."""
    from docx.oxml import OxmlElement

    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _mark_header(table: Table, title: str) -> None:
    """Repeats the headings on each page, and says what the table holds to those who cannot see it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    table._tbl.tblPr.append(caption)


def _rule_lines(table: Table) -> None:
    """Lines around each cell, for a letterhead that has no style with them."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    if layout is None:
        table._tbl.tblPr.append(borders)
    else:
        layout.addprevious(borders)  # the order of these elements is fixed
