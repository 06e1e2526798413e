"""Completes a written workbook where the library cannot: styles for headings, the language, gaps in charts.

A title is found by screen readers, and kept by other programs, only where its cell has the style "Heading 1" or
"Heading 2"; the library formats cells but names no styles. So `xl/styles.xml` is completed in the finished package.

Source: Government Analysis Function, Making spreadsheets accessible (titles tagged as headings; document language);
ECMA-376 part 1, 18.8 (styles) and part 2, 11 (core properties).
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
_BUILT_IN = {"Heading 1": "16", "Heading 2": "17"}
LANGUAGE = "en-GB"


def complete_package(package: bytes, heading_sizes: Mapping[str, int]) -> bytes:
    """The package with headings tagged and its language told; the same for the same input, to the byte.

    Args:
        package: A whole `.xlsx` file.
        heading_sizes: "Heading 1", "Heading 2" to the font size, in points, that only such cells have.
    """

    def completed(name: str, content: bytes) -> bytes:
        if name == "xl/styles.xml":
            return _tag_headings(content, heading_sizes)
        if name.startswith("xl/charts/"):
            return _tell_gaps(content)
        return _tell_language(content) if name == "docProps/core.xml" else content

    return pack_again(package, completed)


def pack_again(package: bytes, change: Callable[[str, bytes], bytes] = lambda _, content: content) -> bytes:
    """A package with one fixed time on all its parts, each changed as is asked for.

    Args:
        package: A whole `.xlsx` or `.docx` file.
        change: Given a part's name and content, gives its new content.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _TIMESTAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, change(name, source.read(name)))
    return packed.getvalue()


def _tag_headings(styles: bytes, heading_sizes: Mapping[str, int]) -> bytes:
    """Names a cell style for each heading size, and ties to it every format of that size."""
    ET.register_namespace("", _MAIN)
    root = ET.fromstring(styles)
    sizes = [font.find(_tag("sz")) for font in _part(root, "fonts")]
    points = [None if size is None else size.get("val") for size in sizes]
    formats, style_formats, names = (_part(root, part) for part in ("cellXfs", "cellStyleXfs", "cellStyles"))
    for name, size in heading_sizes.items():
        tagged = [xf for xf in formats if points[int(xf.get("fontId", "0"))] == str(size)]
        if not tagged:
            continue
        style_index = str(len(style_formats))
        for xf in tagged:
            xf.set("xfId", style_index)
        shared = {key: tagged[0].get(key, "0") for key in ("numFmtId", "fontId", "fillId", "borderId")}
        ET.SubElement(style_formats, _tag("xf"), {**shared, "applyFont": "1"})
        ET.SubElement(names, _tag("cellStyle"), {"name": name, "xfId": style_index, "builtinId": _BUILT_IN[name]})
    for part in (style_formats, names):
        part.set("count", str(len(part)))
    completed = io.BytesIO()
    ET.ElementTree(root).write(completed, encoding="UTF-8", xml_declaration=True)
    return completed.getvalue()


def _tell_language(core: bytes) -> bytes:
    end = b"</cp:coreProperties>"
    if core.count(end) != 1:
        raise ValueError("the workbook's core properties do not end as they should")
    return core.replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)


def _tell_gaps(chart: bytes) -> bytes:
    """Says that an empty cell is a gap in a line; the library says nothing, which the standard takes for a zero."""
    visible = b'<c:plotVisOnly val="1"/>'
    if chart.count(visible) != 1:
        raise ValueError("the chart does not say what it draws as it should")
    return chart.replace(visible, visible + b'<c:dispBlanksAs val="gap"/>')


def _part(root: ET.Element, name: str) -> ET.Element:
    part = root.find(_tag(name))
    if part is None:
        raise ValueError(f"the workbook's styles have no {name}")
    return part


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"
