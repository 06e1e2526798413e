"""OpenDocument spreadsheets (.ods): what they hide, and the grids of their sheets."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted, places
from foi_return.verify.markup import text_of
from foi_return.verify.options import VerifyOptions
from foi_return.verify.out_of_sight import check_lines
from foi_return.verify.package import Package, damaged
from foi_return.verify.properties import names_organisation
from foi_return.verify.sheet import MOST_CELLS, Cell, Sheet
from foi_return.verify.styles import Style

CONTENT = "content.xml"
_PLAIN = Style()
_MOST_REPEATED = 1_000
_MOST_ROWS = 1_100_000
_CALCULATED = ("table-cell", "covered-table-cell")


def read_opendocument(package: Package) -> list[Sheet]:
    """The sheets of a spreadsheet.

    Raises:
        SourceError: It holds no spreadsheet, or is damaged.
    """
    if CONTENT not in package.parts:
        raise damaged(package.name, "its content is missing")
    root = package.tree(CONTENT)
    body = root.find("body/spreadsheet")
    if body is None:
        raise damaged(package.name, "it holds no spreadsheet")
    unseen = {
        style.get("name", "")
        for style in root.iter("style")
        for properties in style.iter("table-properties")
        if properties.get("display") == "false"
    }
    sheets, left = [], MOST_CELLS
    for number, table in enumerate(body.iterfind("table"), start=1):
        state = "hidden" if table.get("style-name") in unseen else "visible"
        sheet = Sheet(table.get("name", f"sheet {number}")[:31], state, "worksheet", CONTENT)
        _fill(sheet, table, left)
        left -= len(sheet.cells)
        sheets.append(sheet)
    return sheets


def check_opendocument(package: Package, sheets: list[Sheet], options: VerifyOptions) -> Iterator[Finding]:
    """What a spreadsheet holds beside what it shows."""
    for sheet in sheets:
        if not sheet.is_shown:
            yield found("hidden-sheet", Severity.LEAK, sheet.name, "the sheet is hidden")
        filtered = {row for row in sheet.rows.hidden if row in sheet.rows.grouped}
        sheet.rows.grouped -= filtered
        yield from check_lines(sheet, filtered)
    root = package.tree(CONTENT)
    for check, severity, names, noun in (
        ("comment", Severity.LEAK, ("annotation",), "comment"),
        ("tracked-change", Severity.LEAK, ("cell-content-change", "insertion", "deletion"), "tracked change"),
        ("pivot-cache", Severity.LEAK, ("data-pilot-table",), "pivot table"),
        ("external-link", Severity.LEAK, ("table-source", "cell-range-source", "dde-link"), "link to another file"),
        ("scenario", Severity.LEAK, ("scenario",), "scenario"),
        ("embedded-file", Severity.LEAK, ("object-ole",), "embedded file"),
        ("connection", Severity.LEAK, ("database-source-sql", "database-source-query"), "query"),
        ("macro", Severity.DOUBTFUL, ("event-listener",), "event that starts a program"),
    ):  # fmt: skip
        number = sum(1 for name in names for _ in root.iter(name))
        if number:
            yield found(check, severity, CONTENT, counted(number, noun))
    programs = package.under("Basic/", "Scripts/")
    if programs:
        yield found("macro", Severity.DOUBTFUL, places(programs), "it holds programs")
    pictures = package.under("Thumbnails/")
    if pictures:
        yield found("thumbnail", Severity.NOTE, places(pictures), "it holds a small picture of its first page")
    yield from _properties(package, options.organisation)


def _properties(package: Package, organisation: str) -> Iterator[Finding]:
    if "meta.xml" not in package.parts:
        return
    own = {" ".join(organisation.split()).casefold()} - {""}
    for element in package.tree("meta.xml").iter():
        text = (element.text or "").strip()
        if element.tag in ("initial-creator", "creator", "printed-by") and text and not names_organisation(text, own):
            yield found("personal-property", Severity.DOUBTFUL, "meta.xml", "an author may be a person's name")
        elif element.tag == "user-defined" and text:
            yield found(
                "personal-property", Severity.DOUBTFUL, "meta.xml", "a property of the council's own or of a program"
            )


def _fill(sheet: Sheet, table: Element, most: int) -> None:
    row = 0
    for element in table.iter("table-row"):
        times = _times(element, "number-rows-repeated")
        filled = _take_row(sheet, element, row, most)
        for again in range(1, min(times, _MOST_REPEATED) if filled else 1):
            _take_row(sheet, element, row + again, most)
        if element.get("visibility") in ("collapse", "filter"):
            hidden = range(row, row + min(times, _MOST_REPEATED))
            sheet.rows.hidden.update(hidden)
            if element.get("visibility") == "filter":
                sheet.rows.grouped.update(hidden)
        row += times
        if row > _MOST_ROWS:
            break
    column = 0
    last = max((place[1] for place in sheet.cells), default=-1)
    for element in table.iter("table-column"):
        times = _times(element, "number-columns-repeated")
        if element.get("visibility") in ("collapse", "filter"):
            sheet.columns.hidden.update(range(column, min(column + times, last + 1)))
        column += times


def _take_row(sheet: Sheet, element: Element, row: int, most: int) -> bool:
    column, filled = 0, False
    for child in element:
        if child.tag not in _CALCULATED:
            continue
        times = _times(child, "number-columns-repeated")
        text = "\n".join(text_of(line) for line in child.iterfind("p"))
        if text.strip():
            filled = True
            for place in range(column, column + min(times, _MOST_REPEATED)):
                if len(sheet.cells) >= most:
                    sheet.unread += 1
                else:
                    sheet.cells[row, place] = _cell(child, text, row, place)
        column += times
    return filled


def _cell(element: Element, text: str, row: int, column: int) -> Cell:
    value = element.get("value", "")
    try:
        number = float(value) if element.get("value-type") == "float" else None
    except ValueError:
        number = None
    if number is not None and number.is_integer():
        text = str(int(number))
    return Cell(row, column, text, number, _PLAIN, element.get("formula", ""))


def _times(element: Element, name: str) -> int:
    text = element.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
