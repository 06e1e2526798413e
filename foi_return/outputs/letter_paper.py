"""The paper of a letter: page, fonts and styles, where the council's letterhead does not say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

TITLE, HEADING, QUESTION, GRID = "Heading 1", "Heading 2", "Heading 3", "Table Grid"
_SIZES = {TITLE: 18, HEADING: 14, QUESTION: 12}
_ABOVE = {TITLE: 0, HEADING: 16, QUESTION: 12}
_FONT = "Arial"
_BODY_SIZE = 11
_LANGUAGE = "en-GB"
_FOOTER_REFERENCE = 80


def lay_out_plain_paper(document: Document, reference: str) -> None:
    """Makes a new document a plain A4 letter, with its reference and the page's number at the foot."""
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = _paragraph_style(document, "Normal")
    _set_font(normal, _BODY_SIZE)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    for name, size in _SIZES.items():
        style = _paragraph_style(document, name)
        _set_font(style, size)
        style.font.bold = True
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(_ABOVE[name])
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    _tell_language(document)
    _drop_thumbnail(document)
    footer = section.footer.paragraphs[0]
    footer.text = f"{reference[:_FOOTER_REFERENCE]}    Page "
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    _set_font(_paragraph_style(document, "Footer"), 9)


def complete_styles(document: Document) -> None:
    """Adds the styles that the letter needs to a letterhead that has never used them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    _drop_old_styles(document)
    for name, size in _SIZES.items():
        if name not in document.styles:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            style.font.bold = True
            style.font.size = Pt(size)
            style.paragraph_format.space_before = Pt(_ABOVE[name])
            style.paragraph_format.keep_with_next = True
            _set_outline_level(style, list(_SIZES).index(name))


def _set_outline_level(style: ParagraphStyle, level: int) -> None:
    """Makes a style that of a heading, which screen readers and tables of contents find."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(element)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    from docx.styles.style import ParagraphStyle

    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise ValueError(f"the style {name} is not one of paragraphs")
    return style


def _set_font(style: ParagraphStyle, size: int) -> None:
    """The font for every script; without the theme's, which would go before it."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name = _FONT
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)


def _tell_language(document: Document) -> None:
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)


def _drop_thumbnail(document: Document) -> None:
    """Removes the picture of an empty page that the library's own template holds."""
    relations = document.part.package.rels if document.part.package else {}
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _drop_old_styles(document: Document) -> None:
    """Removes the copy of the styles that Word 2010 wrote for itself; where it differs, Word can take it for damage."""
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/stylesWithEffects")]:
        del relations[key]


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A number that the word processor works out, such as that of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
