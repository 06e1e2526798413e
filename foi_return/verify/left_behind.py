"""Parts of a file that carry more than it shows: caches, links, queries, comments, other files, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted, places
from foi_return.verify.markup import DamagedError, parse, text_of
from foi_return.verify.package import Package, Relation

_LEAK, _DOUBTFUL, _NOTE = Severity.LEAK, Severity.DOUBTFUL, Severity.NOTE
_BY_NAME = (
    ("slicer-cache", _LEAK, ("xl/slicerCaches/", "xl/slicers/", "xl/timeline"), "slicers are in it"),
    ("external-link", _LEAK, ("xl/externalLinks/",), "it is linked to another workbook, with a copy of its values"),
    ("connection", _LEAK, ("xl/connections.xml", "xl/queryTables/", "xl/xmlMaps.xml"), "it is connected to a source"),
    ("data-model", _LEAK, ("xl/model/", "xl/powerPivot"), "it holds a data model"),
    ("person", _LEAK, ("xl/persons/", "word/people.xml"), "it lists persons"),
    ("revision-log", _LEAK, ("xl/revisions/", "xl/userNames.xml"), "it holds the log of a shared workbook"),
    ("embedded-file", _LEAK, ("xl/embeddings/", "word/embeddings/"), "it holds whole other files"),
    ("control", _DOUBTFUL, ("xl/activeX/", "xl/ctrlProps/", "word/activeX/"), "it holds form controls"),
    ("macro", _DOUBTFUL, ("xl/vbaProject", "word/vbaProject", "xl/macrosheets/", "xl/dialog"), "it holds programs"),
    ("web-extension", _DOUBTFUL, ("xl/webextensions/", "word/webextensions/"), "it holds add-ins of the web"),
    ("rich-data", _DOUBTFUL, ("xl/richData/", "xl/customProperty"), "it holds linked data types or data of add-ins"),
    ("thumbnail", _DOUBTFUL, ("docProps/thumbnail",), "it holds a small picture of an earlier state"),
    ("signature", _DOUBTFUL, ("_xmlsignatures/",), "it is signed"),
)  # fmt: skip
_COMMENTS = ("xl/comments", "xl/threadedComments", "word/comments")
_EXPECTED = ("[Content_Types].xml", "docProps/", "_rels/", "customXml/")
_RICH_VALUES_ALWAYS_THERE = ("xl/richData/rdrichvaluewebimage",)
_LOCAL = re.compile(r"^(?:file:|\\\\|[A-Za-z]:[\\/]|/(?:Users|home|mnt|srv)/)", re.IGNORECASE)
_RECORD = re.compile(rb"<(?:\w+:)?r[\s>/]")
"""The beginning of a record of a pivot table's cache, of which there may be very many."""


def check_left_behind(package: Package) -> Iterator[Finding]:
    """Everything that lies in parts of the file beside its text, for workbooks and letters alike."""
    for check, severity, starts, what in _BY_NAME:
        parts = [part for part in package.under(*starts) if not part.startswith(_RICH_VALUES_ALWAYS_THERE)]
        if parts:
            yield found(check, severity, places(parts), what)
    yield from _pivot_caches(package)
    yield from _comments(package)
    yield from _custom_xml(package)
    yield from _links(package)
    yield from _stray(package)


def _pivot_caches(package: Package) -> Iterator[Finding]:
    parts = package.under("xl/pivotCache/", "xl/pivotTables/")
    records = sum(len(_RECORD.findall(package.parts[part])) for part in parts if "/pivotCacheRecords" in part)
    if parts:
        rows = f", with a copy of {counted(records, 'row')} of its source" if records else ""
        tables = [part for part in parts if "/pivotTable" in part]
        yield found("pivot-cache", _LEAK, places(tables or parts), f"it holds a pivot table or its cache{rows}")


def _comments(package: Package) -> Iterator[Finding]:
    for part in package.under(*_COMMENTS):
        if not part.endswith(".xml"):
            continue
        root = package.tree(part)
        number = sum(1 for name in ("comment", "threadedComment", "commentEx") for _ in root.iter(name))
        if number:
            yield found("comment", _LEAK, part, counted(number, "comment"))


def _custom_xml(package: Package) -> Iterator[Finding]:
    """Data of other programs; Power Query keeps its steps there, and Word an empty list of sources."""
    for part in package.under("customXml/"):
        if "/itemProps" in part or not part.endswith(".xml"):
            continue
        content = package.parts[part]
        if b"DataMashup" in content or b"D\0a\0t\0a\0M\0a\0s\0h\0u\0p" in content:
            yield found("power-query", _LEAK, part, "it holds queries, with their steps and sources")
            continue
        try:
            root = parse(content)
        except DamagedError:
            yield found("custom-xml", _DOUBTFUL, part, "it holds data of another program")
            continue
        if text_of(root).strip() or _says_something(root):
            yield found("custom-xml", _DOUBTFUL, part, "it holds data of another program")


def _says_something(root: Element) -> bool:
    """Whether there is more than an empty list of sources, as Word makes one for every letter."""
    return root.tag != "Sources" and any(element.attrib for element in root.iter())


def _links(package: Package) -> Iterator[Finding]:
    for listing in sorted(name for name in package.parts if name.endswith(".rels")):
        folder, _, name = listing.rpartition("_rels/")
        part = folder + name.removesuffix(".rels")
        outside = [relation for relation in package.relations(part) if relation.outside]
        local = [
            relation for relation in outside if _LOCAL.match(relation.target) and not _told_elsewhere(part, relation)
        ]
        if local:
            yield found("local-link", _DOUBTFUL, part, counted(len(local), "link") + " to files of somebody's computer")


def _told_elsewhere(part: str, relation: Relation) -> bool:
    return part.startswith("xl/externalLinks/") or relation.kind in ("attachedTemplate", "mailMergeSource")


def _stray(package: Package) -> Iterator[Finding]:
    """Parts that nothing refers to: what a program left behind that deleted the reference only."""
    reached = package.reached()
    stray = sorted(
        part
        for part in package.parts
        if part not in reached and not part.startswith(_EXPECTED) and not part.endswith(".rels")
    )
    if stray:
        yield found("stray-part", _DOUBTFUL, places(stray), "nothing in the file refers to it")
    if package.doubled:
        yield found("stray-part", _DOUBTFUL, places(package.doubled), "it is in the file twice")
