"""Checks the structure of a written `.xlsx` or `.docx` file by rules that Office insists on and libraries forgive.

Every part has a content type and is reached, every relationship leads to a part, elements stand in the order of the
standard, indices (styles, shared texts) exist, and a table's columns are named as its header cells are.

Source: ECMA-376 part 1, 18.3.1.99 (worksheet), 18.5.1 (tables), 18.8 (styles), 21.2.2.27 (chart), 17.2.2 (document);
part 2, 10 (content types) and 9.3 (relationships).
"""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping, Sequence

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

ORDERS: Mapping[str, Sequence[str]] = {
    f"{_S}worksheet": (
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "hyperlinks", "printOptions",
        "pageMargins", "pageSetup", "headerFooter", "ignoredErrors", "drawing", "tableParts",
    ),
    f"{_S}styleSheet": (
        "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    ),
    f"{_S}workbook": ("fileVersion", "workbookPr", "bookViews", "sheets", "definedNames", "calcPr"),
    f"{_S}table": ("tableColumns", "tableStyleInfo"),
    f"{_C}chart": ("title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly", "dispBlanksAs"),
    f"{_C}ser": ("idx", "order", "tx", "spPr", "marker", "cat", "val", "smooth"),
    f"{_W}tblPr": (
        "tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook", "tblCaption", "tblDescription",
    ),
    f"{_W}trPr": ("cantSplit", "tblHeader"),
    f"{_W}pPr": (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "tabs", "spacing", "ind",
        "contextualSpacing", "jc", "outlineLvl", "rPr",
    ),
}  # fmt: skip
"""The children that our files have, in the order of the standard; any other is a fault."""


def find_structure_faults(package: bytes) -> list[str]:
    """Every fault of a file's structure, as a sentence; none for a sound file."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    try:
        trees = {name: ET.fromstring(content) for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    except ET.ParseError as problem:
        return [f"a part is no XML: {problem}"]
    missing = [*_package_faults(parts, trees)]
    faults = [*missing, *_order_faults(trees)]
    if "xl/workbook.xml" in trees and not missing:
        faults += [*_style_faults(trees), *_cell_faults(trees), *_table_faults(trees), *_name_faults(trees)]
    return faults


def _package_faults(parts: Mapping[str, bytes], trees: Mapping[str, ET.Element]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    endings = {item.get("Extension") for item in types.iter(f"{_TYPES}Default")}
    named = {str(item.get("PartName")).lstrip("/") for item in types.iter(f"{_TYPES}Override")}
    yield from (f"{name} has a content type and is not there" for name in named - parts.keys())
    reached = {"[Content_Types].xml"}
    for name in parts:
        if name.endswith(".rels"):
            reached |= {name, *(target for _, target in _targets(trees, name))}
        if name not in named and name != "[Content_Types].xml":
            ending = name.rpartition(".")[2]
            if ending not in endings or (ending == "xml" and not name.startswith("customXml/")):
                yield f"{name} has no content type of its own"
    for name in parts:
        if name.endswith(".rels"):
            for key, target in _targets(trees, name):
                if target not in parts:
                    yield f"{name}: {key} leads to {target}, which is not there"
    yield from (f"no relationship leads to {name}" for name in parts.keys() - reached)


def _targets(trees: Mapping[str, ET.Element], rels: str) -> Iterator[tuple[str, str]]:
    """The keys and the parts that a part's relationships lead to within the file."""
    base = posixpath.dirname(posixpath.dirname(rels))
    for relation in trees[rels]:
        target = str(relation.get("Target"))
        if relation.get("TargetMode") != "External":
            yield str(relation.get("Id")), posixpath.normpath(posixpath.join(base, target)).lstrip("/")


def _order_faults(trees: Mapping[str, ET.Element]) -> Iterator[str]:
    for name, tree in trees.items():
        if "theme" in name or name in ("word/numbering.xml", "word/styles.xml"):
            continue  # these come from the libraries' own files
        for element in tree.iter():
            order = ORDERS.get(str(element.tag))
            if order is None:
                continue
            children = [str(child.tag).rpartition("}")[2] for child in element]
            strange = [child for child in children if child not in order]
            places = [order.index(child) for child in children if child in order]
            if strange:
                yield f"{name}: {', '.join(strange)} is not known in {element.tag}"
            if places != sorted(places):
                yield f"{name}: the children of {element.tag} stand in another order than {', '.join(order)}"


def _style_faults(trees: Mapping[str, ET.Element]) -> Iterator[str]:
    styles = trees["xl/styles.xml"]
    lists = {name: styles.findall(f"{_S}{name}/*") for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs")}
    for name in (*lists, "cellStyles"):
        (part,) = styles.findall(f"{_S}{name}")
        if part.get("count") != str(len(part)):
            yield f"xl/styles.xml: {name} says {part.get('count')} and has {len(part)}"
    for name in ("cellStyleXfs", "cellXfs"):
        for number, xf in enumerate(lists[name]):
            for key, kind in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                if int(xf.get(key, "0")) >= len(lists[kind]):
                    yield f"xl/styles.xml: {name} {number} has {key} {xf.get(key)}"
            if name == "cellXfs" and int(xf.get("xfId", "0")) >= len(lists["cellStyleXfs"]):
                yield f"xl/styles.xml: cellXfs {number} has xfId {xf.get('xfId')}"
    for style in styles.findall(f"{_S}cellStyles/*"):
        if int(style.get("xfId", "0")) >= len(lists["cellStyleXfs"]):
            yield f"xl/styles.xml: style {style.get('name')} has xfId {style.get('xfId')}"


def _sheets(trees: Mapping[str, ET.Element]) -> dict[str, ET.Element]:
    return {name: tree for name, tree in trees.items() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)}


def _cell_faults(trees: Mapping[str, ET.Element]) -> Iterator[str]:
    formats = len(trees["xl/styles.xml"].findall(f"{_S}cellXfs/*"))
    texts = len(trees["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in trees else 0
    for name, sheet in _sheets(trees).items():
        last = 0
        for row in sheet.iter(f"{_S}row"):
            number = int(row.get("r", "0"))
            if number <= last:
                yield f"{name}: row {number} follows row {last}"
            last = number
            columns = [_column(str(cell.get("r"))) for cell in row]
            if columns != sorted(set(columns)):
                yield f"{name}: the cells of row {number} are not in order"
            for cell in row:
                if int(cell.get("s", "0")) >= formats:
                    yield f"{name}: {cell.get('r')} has style {cell.get('s')}"
                if cell.get("t") == "s" and int(cell.findtext(f"{_S}v") or -1) not in range(texts):
                    yield f"{name}: {cell.get('r')} has text {cell.findtext(f'{_S}v')}"


def _table_faults(trees: Mapping[str, ET.Element]) -> Iterator[str]:
    texts = ["".join(item.itertext()) for item in trees.get("xl/sharedStrings.xml", [])]
    numbers: set[str] = set()
    for name, sheet in _sheets(trees).items():
        rels = f"xl/worksheets/_rels/{name.rpartition('/')[2]}.rels"
        targets = dict(_targets(trees, rels)) if rels in trees else {}
        for part in sheet.iter(f"{_S}tablePart"):
            table = trees[targets[str(part.get(f"{_R}id"))]]
            if table.get("id") in numbers:
                yield f"{name}: two tables have the number {table.get('id')}"
            numbers.add(str(table.get("id")))
            top = re.findall(r"\d+", str(table.get("ref")))[0]
            cells = [cell for row in sheet.iter(f"{_S}row") if row.get("r") == top for cell in row]
            headings = [texts[int(cell.findtext(f"{_S}v") or 0)] for cell in cells]
            columns = [_unescaped(str(column.get("name"))) for column in table.iter(f"{_S}tableColumn")]
            if [_unescaped(heading) for heading in headings] != columns:
                yield f"{name}: the table's columns are {columns}, its headings {headings}"


def _name_faults(trees: Mapping[str, ET.Element]) -> Iterator[str]:
    workbook = trees["xl/workbook.xml"]
    names = [str(sheet.get("name")) for sheet in workbook.iter(f"{_S}sheet")]
    places = [defined.text or "" for defined in workbook.iter(f"{_S}definedName")]
    for name, tree in trees.items():
        places += [link.get("location", "") for link in tree.iter(f"{_S}hyperlink")]
        places += [reference.text or "" for reference in tree.iter(f"{_C}f")] if "charts" in name else []
    for place in places:
        sheet = place.rpartition("!")[0].strip("'").replace("''", "'")
        if sheet not in names:
            yield f"'{place}' leads to no sheet"


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
