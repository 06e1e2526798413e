"""Charts that hold numbers which no visible cell shows.

A chart keeps a copy of every number that it draws. The copy stays when the cells are changed, hidden or deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted
from foi_return.verify.sheet import Sheet, split_range
from foi_return.verify.workbook import Workbook

_SAME = 1e-9
_MOST_POINTS = 100_000
_FOLDERS = ("xl/charts/", "word/charts/")


def check_charts(book: Workbook) -> Iterator[Finding]:
    """Compares the copy of numbers in each chart with the cells that it names."""
    for part in chart_parts(book):
        root = book.package.tree(part)
        kinds = Counter(_compare(book, root))
        for kind, number in kinds.items():
            if kind:
                yield found("chart-cache", Severity.LEAK, part, f"{counted(number, 'value')} in a chart: {kind}")
        literals = sum(1 for name in ("numLit", "strLit") for cache in root.iter(name) for _ in cache.iter("pt"))
        if literals:
            yield found("chart-cache", Severity.DOUBTFUL, part, f"{counted(literals, 'value')} in a chart alone")


def _compare(book: Workbook, root: Element) -> Iterator[str]:
    """For each value that a chart holds, what is wrong with it; an empty text where its cell shows it."""
    for reference in (*root.iter("numRef"), *root.iter("strRef"), *root.iter("multiLvlStrRef")):
        sheet, cells = _cells_of(reference.findtext("f") or "", book.named)
        for point in [p for cache in ("numCache", "strCache") for p in reference.iterfind(f"{cache}/pt")]:
            value = (point.findtext("v") or "").strip()
            place = _place(cells, point.get("idx", ""))
            if not value:
                yield ""
            elif sheet is None or place is None:
                yield "of cells that are not in this workbook"
            elif not sheet.is_seen(place):
                yield "of cells that are hidden"
            else:
                yield "" if _shown(sheet, place, value) else "other than in the cells"


def chart_parts(book: Workbook) -> list[str]:
    """The parts that hold charts."""
    parts = book.package.under(*_FOLDERS)
    return [part for part in parts if part.endswith(".xml") and "/style" not in part and "/colors" not in part]


def drawn_places(book: Workbook) -> Mapping[str, set[tuple[int, int]]]:
    """The cells from which charts are drawn, by sheet."""
    drawn: dict[str, set[tuple[int, int]]] = {}
    for part in chart_parts(book):
        for formula in book.package.tree(part).iter("f"):
            sheet, cells = _cells_of(formula.text or "", book.named)
            if sheet is not None and cells:
                drawn.setdefault(sheet.name, set()).update(cells)
    return drawn


def _cells_of(formula: str, sheets: Mapping[str, Sheet]) -> tuple[Sheet | None, list[tuple[int, int]]]:
    """The sheet and the cells, in their order, that a reference such as `'Q 1'!$B$2:$B$8` names."""
    cells: list[tuple[int, int]] = []
    sheet: Sheet | None = None
    for reference in _split(formula.strip().strip("()")):
        name, mark, span = reference.rpartition("!")
        named = sheets.get(name.strip("'").replace("''", "'")) if mark else None
        area = split_range(span)
        if named is None or area is None or (sheet is not None and named is not sheet):
            return None, []
        sheet = named
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) + len(cells) > _MOST_POINTS:
            return None, []
        cells += [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return sheet, cells


def _split(formula: str) -> list[str]:
    """The references of a formula that lists several; a comma in a sheet's name parts nothing."""
    pieces, quoted, start = [], False, 0
    for index, sign in enumerate(formula):
        if sign == "'":
            quoted = not quoted
        elif sign == "," and not quoted:
            pieces.append(formula[start:index])
            start = index + 1
    return [*pieces, formula[start:]]


def _place(cells: list[tuple[int, int]], index: str) -> tuple[int, int] | None:
    return (
        cells[int(index)]
        if index.isascii() and index.isdigit() and len(index) < 8 and int(index) < len(cells)
        else None
    )


def _shown(sheet: Sheet, place: tuple[int, int], value: str) -> bool:
    """Whether a cell shows what the chart holds of it; a text is drawn as 0."""
    cell = sheet.cells.get(place)
    if cell is None:
        return value == ""
    number = _number(value)
    if cell.number is not None and number is not None:
        return abs(cell.number - number) <= _SAME * max(1.0, abs(number))
    if number is not None and cell.style.is_date:
        return True
    return number == 0 or " ".join(cell.text.split()) == " ".join(value.split())


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
