"""Workbooks made from one that a council could publish, each with one fault.

`FAULTS` says of each which check is to find it.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from tests.support.published_workbook import (
    SHEET,
    UNIT,
    Parts,
    Row,
    add_chart,
    add_picture,
    clean_workbook,
    edited,
    in_sheet,
    jpeg_with_place,
    made_with,
    markup,
    png,
    relate,
    replaced,
    with_chart,
    with_part,
    with_picture,
    with_row,
    write_table,
)


def _second_sheet(state: str) -> Callable[[Any, Any], object]:
    def change(book: Any, _table: Any) -> None:
        sheet = book.add_worksheet("Working")
        sheet.write(0, 0, "Working copy")
        sheet.very_hidden() if state == "veryHidden" else sheet.hide()

    return change


def _hidden_by_filter(_book: Any, table: Any) -> None:
    table.autofilter("F1:F3")
    table.write_column("F1", ["Team", "East", "West"])
    table.filter_column("F", "x == East")
    table.set_row(2, None, None, {"hidden": True})


def _format(place: str, value: object, **properties: object) -> Callable[[Any, Any], object]:
    return lambda book, table: table.write(place, value, book.add_format(properties))


def _stale_chart() -> bytes:
    return edited(
        lambda parts: parts.update(
            {"xl/charts/chart1.xml": parts["xl/charts/chart1.xml"].replace(b"<c:v>14</c:v>", b"<c:v>3</c:v>")}
        ),
        with_chart(),
    )


def _chart_of_deleted_cells() -> bytes:
    return replaced("xl/charts/chart1.xml", "Table_1!$C$7:$D$7", "#REF!", with_chart())


def _chart_of_hidden_sheet() -> bytes:
    def change(book: Any, _table: Any) -> None:
        working = book.add_worksheet("Working")
        working.write_row(0, 0, [3, 8])
        working.hide()

    return made_with(add_chart("=Working!$A$1:$B$1", change))


def _cropped() -> bytes:
    return replaced(
        "xl/drawings/drawing1.xml", "<a:stretch>", '<a:srcRect l="20000"/><a:stretch>', made_with(add_picture(png()))
    )


def _photograph() -> bytes:
    return edited(lambda parts: parts.update({"xl/media/image1.png": jpeg_with_place()}), with_picture())


def _hidden_shape() -> bytes:
    return replaced("xl/drawings/drawing1.xml", '<xdr:cNvPr id="2"', '<xdr:cNvPr hidden="1" id="2"', with_picture())


def _persons(headings: Sequence[str], row: Callable[[int], Row], number: int = 30) -> bytes:
    def change(book: Any, _table: Any) -> None:
        write_table(book.add_worksheet("List"), [headings, *map(row, range(number))], 0)

    return made_with(change)


def nhs_number(number: int) -> str:
    """A number with the check digit that the health service uses, from a range that it never gives out (999...)."""
    while True:
        digits = f"999{number:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return digits + str(0 if check == 11 else check)
        number += 1_000


def _day(number: int) -> str:
    return (date(2010, 1, 1) + timedelta(days=37 * number)).isoformat()


def _one_hidden_beside_its_total() -> bytes:
    return made_with(lambda *_: None, with_row(2, ("10 to 12", "[x]", 4 + 1, 9)))


def _mashup() -> bytes:
    mashup = '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AA==</DataMashup>'
    return f'<?xml version="1.0" encoding="utf-16"?>{mashup}'.encode("utf-16")


def _device(name: str) -> bytes:
    return name.encode("utf-16-le").ljust(64, b"\0") + bytes(156)


def _core(old: str, new: str) -> bytes:
    return replaced("docProps/core.xml", old, new)


def _style(place: str, value: object, **properties: object) -> Callable[[], bytes]:
    return lambda: made_with(_format(place, value, **properties))


def _pivot() -> bytes:
    def add(parts: Parts) -> None:
        parts["xl/pivotCache/pivotCacheDefinition1.xml"] = markup("pivotCacheDefinition", "<cacheFields/>")
        parts["xl/pivotCache/pivotCacheRecords1.xml"] = markup(
            "pivotCacheRecords", '<r><n v="1"/></r><r><n v="2"/></r>'
        )
        relate(parts, "xl/workbook.xml", "pivotCacheDefinition", "/xl/pivotCache/pivotCacheDefinition1.xml")
        relate(parts, "xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheRecords", "pivotCacheRecords1.xml")

    return edited(add)


def _conditional(rule: str, dxf: str = "") -> bytes:
    rules = f'<conditionalFormatting sqref="B5:D9">{rule}</conditionalFormatting>'
    made = in_sheet(rules)
    if not dxf:
        return made
    styles = '<dxfs count="0"/>'
    return replaced("xl/styles.xml", styles, f'<dxfs count="1"><dxf>{dxf}</dxf></dxfs>', made)


def _names(xml: str) -> bytes:
    return replaced("xl/workbook.xml", "<calcPr", f"<definedNames>{xml}</definedNames><calcPr")


def _signed() -> bytes:
    def add(parts: Parts) -> None:
        parts["_xmlsignatures/sig1.xml"] = b"<Signature/>"
        relate(parts, "", "signature", "_xmlsignatures/sig1.xml")

    return edited(add)


def _twice() -> bytes:
    packed = io.BytesIO(clean_workbook())
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/styles.xml", b"<styleSheet/>")
    return packed.getvalue()


_SHARED = '<si><t xml:space="preserve">A text of a cell that was deleted</t></si></sst>'
_WHITE_RULE = '<cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>9</formula></cfRule>'

FAULTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "hidden sheet": ("hidden-sheet", lambda: made_with(_second_sheet("hidden"))),
    "very hidden sheet": ("hidden-sheet", lambda: made_with(_second_sheet("veryHidden"))),
    "hidden row": ("hidden-rows", lambda: made_with(lambda _, table: table.set_row(5, None, None, {"hidden": True}))),
    "row without height": ("hidden-rows", lambda: replaced(SHEET, '<row r="6"', '<row ht="0" customHeight="1" r="6"')),
    "hidden column": (
        "hidden-columns",
        lambda: made_with(lambda _, table: table.set_column(2, 2, 9, None, {"hidden": 1})),
    ),
    "column without width": (
        "hidden-columns",
        lambda: in_sheet('<cols><col min="3" max="3" width="0" customWidth="1"/></cols>', "<sheetData>"),
    ),
    "filtered rows": ("filtered-rows", lambda: made_with(_hidden_by_filter)),
    "folded rows": (
        "collapsed-group",
        lambda: made_with(lambda _, table: table.set_row(5, None, None, {"level": 1, "hidden": True})),
    ),
    "folded columns": (
        "collapsed-group",
        lambda: made_with(lambda _, table: table.set_column(2, 2, 9, None, {"level": 1, "hidden": True})),
    ),
    "hidden window": (
        "hidden-window",
        lambda: replaced("xl/workbook.xml", "<workbookView ", '<workbookView visibility="hidden" '),
    ),
    "white text": ("unseen-text", _style("A2", UNIT, font_color="#FFFFFF")),
    "white text of the theme": (
        "unseen-text",
        lambda: replaced("xl/styles.xml", '<color theme="1"/>', '<color theme="0"/>'),
    ),
    "black on black": ("unseen-text", _style("A2", UNIT, font_color="#000000", bg_color="#000000", pattern=1)),
    "tiny text": ("unseen-text", _style("A2", UNIT, font_size=1)),
    "format that shows nothing": ("masked-value", _style("C8", 15, num_format=";;;")),
    "format that shows a mark": ("masked-value", _style("C6", 9, num_format='"[c]"')),
    "format that masks small numbers": ("masked-value", _style("C6", 9, num_format='[<10]"[c]";0')),
    "share with its decimals": ("precision", _style("F1", 2 / 7, num_format="0%")),
    "zeros not shown": (
        "unshown-zeros",
        lambda: made_with(lambda _, table: table.hide_zero(), with_row(1, ("Under 10", "[x]", "[c]", 0))),
    ),
    "value under a merged cell": ("merged-over", lambda: in_sheet('<mergeCells><mergeCell ref="C8:D8"/></mergeCells>')),
    "cell far away": ("far-cell", lambda: made_with(lambda _, table: table.write("ZZ500", "Draft by the team"))),
    "pivot cache": ("pivot-cache", _pivot),
    "slicer cache": (
        "slicer-cache",
        lambda: with_part("xl/slicerCaches/slicerCache1.xml", markup("slicerCacheDefinition")),
    ),
    "external link": ("external-link", lambda: with_part("xl/externalLinks/externalLink1.xml", markup("externalLink"))),
    "link to a shared folder": (
        "local-link",
        lambda: edited(lambda p: relate(p, SHEET, "hyperlink", r"file:///\\server\share\a.xlsx", outside=True)),
    ),
    "connection": ("connection", lambda: with_part("xl/connections.xml", markup("connections"))),
    "data model": ("data-model", lambda: with_part("xl/model/item.data", b"\0" * 64)),
    "power query": ("power-query", lambda: with_part("customXml/item1.xml", _mashup())),
    "other program's data": (
        "custom-xml",
        lambda: with_part("customXml/item1.xml", b"<p><owner>A. Person</owner></p>"),
    ),
    "hidden name": ("defined-name", lambda: _names('<definedName name="old" hidden="1">Table_1!$A$1</definedName>')),
    "name with values": ("defined-name", lambda: _names('<definedName name="teams">{3,1,2}</definedName>')),
    "name of another file": ("defined-name", lambda: _names('<definedName name="src">[1]Sheet1!$A$1</definedName>')),
    "scenario": (
        "scenario",
        lambda: in_sheet('<scenarios><scenario name="s"><inputCells r="C6" val="2"/></scenario></scenarios>'),
    ),
    "saved view": (
        "custom-view",
        lambda: replaced(
            "xl/workbook.xml", "<calcPr", "<customWorkbookViews><customWorkbookView/></customWorkbookViews><calcPr"
        ),
    ),
    "comment": ("comment", lambda: made_with(lambda _, table: table.write_comment("C6", "Two of them, same school"))),
    "threaded comment": (
        "comment",
        lambda: with_part(
            "xl/threadedComments/threadedComment1.xml", markup("ThreadedComments", "<threadedComment/>"), SHEET
        ),
    ),
    "list of persons": ("person", lambda: with_part("xl/persons/person.xml", markup("personList"))),
    "log of changes": ("revision-log", lambda: with_part("xl/revisions/revisionHeaders.xml", markup("headers"))),
    "author": ("personal-property", lambda: _core("Anytown Council</dc:creator>", "Jo Example</dc:creator>")),
    "last author": ("personal-property", lambda: _core("Anytown Council</cp:last", "Jo Example</cp:last")),
    "manager": (
        "personal-property",
        lambda: replaced("docProps/app.xml", "<Company>", "<Manager>Jo Example</Manager><Company>"),
    ),
    "own property": (
        "personal-property",
        lambda: made_with(lambda book, _: book.set_custom_property("Owner", "Jo Example")),
    ),
    "path": (
        "absolute-path",
        lambda: replaced("xl/workbook.xml", "<bookViews", r'<absPath url="C:\Users\jo.example\FOI\"/><bookViews'),
    ),
    "network printer": (
        "printer",
        lambda: with_part("xl/printerSettings/printerSettings1.bin", _device(r"\\PRINT01\Floor3"), SHEET),
    ),
    "embedded file": ("embedded-file", lambda: with_part("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0", SHEET)),
    "form control": ("control", lambda: with_part("xl/ctrlProps/ctrlProp1.xml", markup("formControlPr"), SHEET)),
    "macro": ("macro", lambda: with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")),
    "add-in": ("web-extension", lambda: with_part("xl/webextensions/taskpanes.xml", markup("taskpanes"))),
    "linked data type": ("rich-data", lambda: with_part("xl/richData/rdrichvalue.xml", markup("rvData"))),
    "photograph": ("picture", _photograph),
    "picture with its history": ("picture", lambda: made_with(add_picture(png((b"eXIf", b"MM\0*\0\0\0\x08"))))),
    "cropped picture": ("picture", _cropped),
    "hidden picture": ("hidden-shape", _hidden_shape),
    "thumbnail": ("thumbnail", lambda: with_part("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xd9", "")),
    "signature": ("signature", _signed),
    "part that nothing refers to": (
        "stray-part",
        lambda: with_part("xl/worksheets/sheet9.xml", markup("worksheet"), ""),
    ),
    "part that is there twice": ("stray-part", _twice),
    "text left over": ("left-over-text", lambda: replaced("xl/sharedStrings.xml", "</sst>", _SHARED)),
    "list of allowed values": (
        "validation-list",
        lambda: made_with(
            lambda _, table: table.data_validation("B5", {"validate": "list", "source": ["East", "West"]})
        ),
    ),
    "rule that whitens": (
        "conditional-format",
        lambda: _conditional(_WHITE_RULE, '<font><color rgb="FFFFFFFF"/></font>'),
    ),
    "rule that names a text": (
        "conditional-format",
        lambda: _conditional('<cfRule type="expression" priority="1"><formula>A5="Jo"</formula></cfRule>'),
    ),
    "bar in place of a number": (
        "conditional-format",
        lambda: _conditional('<cfRule type="dataBar" priority="1"><dataBar showValue="0"/></cfRule>'),
    ),
    "chart with an old number": ("chart-cache", _stale_chart),
    "chart of deleted cells": ("chart-cache", _chart_of_deleted_cells),
    "chart of a hidden sheet": ("chart-cache", _chart_of_hidden_sheet),
    "formula": ("formula", lambda: made_with(lambda _, table: table.write_formula("C9", "=SUM(C5:C8)", None, 33))),
    "formula to another file": (
        "formula",
        lambda: made_with(lambda _, table: table.write_formula("C9", "=[1]Sheet1!A1", None, 33)),
    ),
    "error": ("error-value", lambda: made_with(lambda _, table: table.write_formula("C9", "=1/0", None, "#DIV/0!"))),
    "empty cell": ("empty-cell", lambda: made_with(lambda *_: None, with_row(3, ("13 to 15", "[x]", "", 14)))),
    "mark that nobody explains": ("shorthand", lambda: made_with(lambda *_: None, legend="Numbers of children.")),
    "star that nobody explains": (
        "shorthand",
        lambda: made_with(lambda *_: None, with_row(1, ("Under 10", "[x]", "*", 7))),
    ),
    "small number": ("small-number", lambda: made_with(lambda *_: None, with_row(1, ("Under 10", "[x]", "[c]", 3)))),
    "hidden beside its total": ("given-away", _one_hidden_beside_its_total),
    "names of children": (
        "identifier",
        lambda: _persons(("Surname", "Team"), lambda n: (f"Example{chr(97 + n % 26)}{n}", f"Team {n % 3}")),
    ),
    "birth dates": ("identifier", lambda: _persons(("Date of birth", "Sex"), lambda n: (_day(n), "FM"[n % 2]))),
    "health service numbers": ("identifier", lambda: _persons(("Ref", "Sex"), lambda n: (nhs_number(n), "FM"[n % 2]))),
    "pupil numbers": ("identifier", lambda: _persons(("Ref", "Sex"), lambda n: (f"A{n:011d}B", "FM"[n % 2]))),
    "postcodes": ("identifier", lambda: _persons(("Area", "Sex"), lambda n: (f"ZZ{n % 9 + 1} {n % 9}ZZ", "FM"[n % 2]))),
    "case numbers": ("identifier", lambda: _persons(("Child ID", "Flag"), lambda n: (7_000_000 + 13 * n, "CSE"))),
    "a row an event": (
        "record-rows",
        lambda: _persons(("Event", "Day", "Kind"), lambda n: (f"E{7 * n:06d}", _day(n), ("CCE", "CSE")[n % 2])),
    ),
}
"""Each fault: the check that is to find it, and how to make the file."""
