"""Letters (.docx): what a letter holds beside the words that are read.

Source: ICO, Disclosing documents to the public securely, 2025 (metadata, hidden text, tracked changes, embedded files).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted
from foi_return.verify.left_behind import check_left_behind
from foi_return.verify.markup import DamagedError, parse, text_of
from foi_return.verify.options import VerifyOptions
from foi_return.verify.package import Package
from foi_return.verify.pictures import check_pictures
from foi_return.verify.properties import check_properties

_TRACKED = (
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "cellIns",
    "cellDel",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "sectPrChange",
)
_STORIES = (
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
    "word/glossary",
)
_WHITE = "FFFFFF"
_OFF = ("0", "false", "off", "none")
_TINY_HALF_POINTS = 8


def check_letter(package: Package, options: VerifyOptions) -> Iterator[Finding]:
    """Every finding about a letter."""
    yield from check_left_behind(package)
    yield from check_properties(package, options.organisation)
    yield from check_pictures(package)
    hidden_styles = _hidden_styles(package)
    for part in package.under(*_STORIES):
        if not part.endswith(".xml") or part.startswith("word/comments"):
            continue
        root = package.tree(part)
        changes = sum(1 for name in _TRACKED for _ in root.iter(name))
        if changes:
            yield found("tracked-change", Severity.LEAK, part, counted(changes, "tracked change"))
        unseen = sum(1 for run in root.iter("r") if text_of(run).strip() and _is_unseen(run, hidden_styles))
        if unseen:
            yield found("hidden-text", Severity.LEAK, part, f"{counted(unseen, 'piece')} of text that cannot be seen")
        if any(shape.get("hidden") in ("1", "true") for shape in root.iter("docPr")):
            yield found("hidden-shape", Severity.LEAK, part, "a picture or box is hidden")
    yield from _settings(package)


def _hidden_styles(package: Package) -> set[str]:
    part = "word/styles.xml"
    content = package.parts.get(part)
    if content is None:
        return set()
    if len(content) > _LARGEST_STYLES:
        return set(_unseen_styles(package.tree(part)))
    try:
        return set(_hidden_in(content))
    except DamagedError:
        return set(_unseen_styles(package.tree(part)))  # which says where it is damaged


_LARGEST_STYLES = 1 << 20


@lru_cache(maxsize=8)
def _hidden_in(content: bytes) -> frozenset[str]:
    """The same of a part's content: the letters of a batch have one list of styles, which takes long to parse."""
    return frozenset(_unseen_styles(parse(content)))


def _unseen_styles(styles: Element) -> Iterator[str]:
    for style in styles.iter("style"):
        if _says_unseen(style.find("rPr")):
            yield style.get("styleId", "")


def _is_unseen(run: Element, styles: set[str]) -> bool:
    properties = run.find("rPr")
    if properties is None:
        return False
    style = properties.find("rStyle")
    return _says_unseen(properties) or (style is not None and style.get("val", "") in styles)


def _says_unseen(properties: Element | None) -> bool:
    """Whether properties hide text: hidden, white on nothing, or tiny."""
    if properties is None:
        return False
    vanish, colour, size = (properties.find(name) for name in ("vanish", "color", "sz"))
    if vanish is not None and vanish.get("val", "1") not in _OFF:
        return True
    shaded = properties.find("shd") is not None or properties.find("highlight") is not None
    if colour is not None and colour.get("val", "").upper() == _WHITE and not shaded:
        return True
    points = "" if size is None else size.get("val", "")
    return points.isdigit() and int(points) < _TINY_HALF_POINTS


def _settings(package: Package) -> Iterator[Finding]:
    part = "word/settings.xml"
    if part not in package.parts:
        return
    root = package.tree(part)
    if root.find("mailMerge") is not None:
        yield found("mail-merge", Severity.LEAK, part, "it is still tied to the list from which it was merged")
    variables = sum(1 for _ in root.iter("docVar"))
    if variables:
        yield found("document-variable", Severity.DOUBTFUL, part, counted(variables, "document variable"))
    if root.find("trackRevisions") is not None:
        yield found("tracked-change", Severity.NOTE, part, "changes are being tracked from now on")
    if any(relation.outside and relation.kind == "attachedTemplate" for relation in package.relations(part)):
        yield found("template-path", Severity.DOUBTFUL, part, "it names the place of its template")
