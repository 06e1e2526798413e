"""What a workbook holds and does not show: sheets, rows, columns, cells and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import pairwise

from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted, places
from foi_return.verify.markup import truth
from foi_return.verify.sheet import Cell, Sheet, column_name, ranges_of, spans
from foi_return.verify.styles import hides_text, masks, shown_decimals
from foi_return.verify.workbook import Workbook

_FAR = 60
"""So many empty rows or columns between a cell and all others before it is thought to be lost."""

_SHAPE_PROPERTIES = ("cNvPr", "docPr")
_SAME = 1e-9
_NOTHING = ";;;"
"""The format that shows neither a number nor a text."""


def check_out_of_sight(book: Workbook) -> Iterator[Finding]:
    """Everything that is there and is not shown."""
    for view in book.root.iterfind("bookViews/workbookView"):
        if view.get("visibility", "visible") != "visible":
            yield found("hidden-window", Severity.DOUBTFUL, book.main, "the workbook's window is hidden")
    for sheet in book.sheets:
        if not sheet.is_shown:
            how = "very hidden: Excel's menu does not show it" if sheet.state == "veryHidden" else "hidden"
            yield found("hidden-sheet", Severity.LEAK, sheet.name, f"the sheet is {how}")
        yield from check_lines(sheet, _filtered_rows(book, sheet))
        yield from _cells(sheet)
        yield from _merged(sheet)
        yield from _conditional(book, sheet)
        yield from _far_cells(sheet)
    yield from _hidden_shapes(book)


def check_lines(sheet: Sheet, filtered: Set[int]) -> Iterator[Finding]:
    """Rows and columns that are hidden, by whatever means.

    Args:
        sheet: The sheet.
        filtered: The hidden rows that a filter hides.
    """
    filled_rows, filled_columns = ({place[axis] for place in sheet.cells} for axis in (0, 1))
    hidden = sheet.rows.hidden
    for check, noun, numbers, filled in (
        ("filtered-rows", "row", filtered, filled_rows),
        ("collapsed-group", "row", (hidden & sheet.rows.grouped) - filtered, filled_rows),
        ("hidden-rows", "row", hidden - sheet.rows.grouped - filtered, filled_rows),
        ("collapsed-group", "column", sheet.columns.hidden & sheet.columns.grouped, filled_columns),
        ("hidden-columns", "column", sheet.columns.hidden - sheet.columns.grouped, filled_columns),
    ):
        if not numbers:
            continue
        holding = bool(numbers & filled)
        if noun == "row":
            named = spans([number + 1 for number in numbers])
        else:
            named = [column_name(number) for number in sorted(numbers)]
        where = f"{noun if len(numbers) == 1 else noun + 's'} {places(named)}"
        what = f"{counted(len(numbers), noun)} hidden" + ("" if holding else "; nothing is in them")
        yield found(check, Severity.LEAK if holding else Severity.NOTE, f"{sheet.name}, {where}", what)
    shown = (sheet.rows.grouped - hidden) | (sheet.columns.grouped - sheet.columns.hidden)
    if shown:
        yield found(
            "collapsed-group", Severity.NOTE, sheet.name, "rows or columns are in an outline that can be folded up"
        )


def _filtered_rows(book: Workbook, sheet: Sheet) -> set[int]:
    """The hidden rows within a filter that has a criterion, of the sheet or of a table in it."""
    tables = [relation.target for relation in book.package.relations(sheet.part) if relation.kind == "table"]
    roots = [sheet.rest, *(book.package.tree(part) for part in tables if part in book.package.parts)]
    ranges = [
        span
        for root in roots
        for element in root.iter("autoFilter")
        if element.find("filterColumn") is not None
        for span in ranges_of(element.get("ref", ""))
    ]
    return {row for row in sheet.rows.hidden if any(top < row <= bottom for top, _, bottom, _ in ranges)}


def _cells(sheet: Sheet) -> Iterator[Finding]:
    cells = list(sheet.cells.values())
    shown = {cell.place: _shown_instead(cell) for cell in cells}
    for check, severity, found_cells, what in (
        (
            "unseen-text",
            Severity.LEAK,
            [cell.place for cell in cells if cell.style.unseen and cell.text.strip()],
            "text that cannot be seen: its colour is the background's, or it is tiny",
        ),
        (
            "masked-value",
            Severity.LEAK,
            [place for place, text in shown.items() if text == ""],
            "a format shows nothing of what is in the cell",
        ),
        (
            "masked-value",
            Severity.LEAK,
            [place for place, text in shown.items() if text],
            "a format shows a text in place of the number in the cell",
        ),
        (
            "precision",
            Severity.DOUBTFUL,
            [cell.place for cell in cells if _is_rounded_by_format(cell)],
            "the number in the cell has more decimal places than it shows",
        ),
    ):
        if found_cells:
            yield found(check, severity, f"{sheet.name}, {places(found_cells)}", what)
    hides_zeros = any(view.get("showZeros") in ("0", "false") for view in sheet.rest.iterfind("sheetViews/sheetView"))
    if hides_zeros and any(cell.number == 0 for cell in cells):
        yield found("unshown-zeros", Severity.DOUBTFUL, sheet.name, "the sheet shows no zeros, and cells hold some")


def _shown_instead(cell: Cell) -> str | None:
    """What the format of a cell shows in place of what is in it; None where that is to be seen."""
    if cell.number is not None:
        return masks(cell.style.number_format, cell.number)
    return "" if cell.style.number_format == _NOTHING and cell.text.strip() else None


def _is_rounded_by_format(cell: Cell) -> bool:
    """Whether a format shows fewer decimal places than the number in the cell has."""
    decimals = None if cell.number is None else shown_decimals(cell.style.number_format)
    if decimals is None or cell.number is None:
        return False
    value = cell.number * (100 if cell.style.number_format.rstrip().endswith("%") else 1)
    return abs(value - round(value, decimals)) > _SAME * max(1.0, abs(value))


def _merged(sheet: Sheet) -> Iterator[Finding]:
    over: list[str] = []
    for element in sheet.rest.iterfind("mergeCells/mergeCell"):
        for top, left, bottom, right in ranges_of(element.get("ref", "")):
            if (bottom - top + 1) * (right - left + 1) < len(sheet.cells):
                inside = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)} & sheet.cells.keys()
            else:
                inside = {(r, c) for r, c in sheet.cells if top <= r <= bottom and left <= c <= right}
            over += [sheet.cells[place].place for place in sorted(inside - {(top, left)})]
    if over:
        yield found("merged-over", Severity.LEAK, f"{sheet.name}, {places(over)}", "values lie beneath a merged cell")


def _conditional(book: Workbook, sheet: Sheet) -> Iterator[Finding]:
    """Formats that depend on values: those that hide, those that look elsewhere, and the rest."""
    dxfs = [] if book.styles is None else book.styles.findall("dxfs/dxf")
    for element in sheet.rest.iter("conditionalFormatting"):
        where = f"{sheet.name}, {element.get('sqref') or element.findtext('sqref') or 'some cells'}"
        for rule in element.iter("cfRule"):
            index = rule.get("dxfId", "")
            inline = rule.find("dxf")
            dxf = (
                inline
                if inline is not None
                else dxfs[int(index)]
                if index.isdigit() and int(index) < len(dxfs)
                else None
            )
            bar = rule.find("dataBar")
            if bar is not None and bar.get("showValue") in ("0", "false"):
                yield found(
                    "conditional-format", Severity.LEAK, where, "a bar is shown in place of the number in the cell"
                )
            elif dxf is not None and hides_text(dxf, book.theme):
                yield found("conditional-format", Severity.LEAK, where, "a rule makes what is in the cells unseen")
            elif any(
                "!" in (part.text or "") or '"' in (part.text or "")
                for part in (*rule.iter("formula"), *rule.iter("f"))
            ):
                yield found(
                    "conditional-format", Severity.DOUBTFUL, where, "a rule names a text, or looks at another sheet"
                )
            else:
                yield found("conditional-format", Severity.NOTE, where, "colours or bars depend on the numbers")


def _far_cells(sheet: Sheet) -> Iterator[Finding]:
    """Cells behind a wide gap."""
    if sheet.unread:
        return
    for axis in (0, 1):
        used = sorted({place[axis] for place in sheet.cells})
        gap = next((after for before, after in pairwise(used) if after - before > _FAR), None)
        if gap is not None:
            cells = [cell.place for place, cell in sheet.cells.items() if place[axis] >= gap]
            yield found(
                "far-cell", Severity.DOUBTFUL, f"{sheet.name}, {places(cells)}", "something stands far from all else"
            )
            return


def _hidden_shapes(book: Workbook) -> Iterator[Finding]:
    for part in book.package.under("xl/drawings/"):
        if not part.endswith(".xml"):
            continue
        root = book.package.tree(part)
        if any(truth(shape.get("hidden")) for name in _SHAPE_PROPERTIES for shape in root.iter(name)):
            yield found("hidden-shape", Severity.LEAK, part, "a picture, box or chart on a sheet is hidden")


def referred_sheets(formula: str) -> set[str]:
    """The names of the sheets that a formula refers to."""
    quoted = {name.replace("''", "'") for name in re.findall(r"'((?:[^']|'')+)'!", formula)}
    return quoted | set(re.findall(r"([A-Za-z_][\w.]*)!", formula))
