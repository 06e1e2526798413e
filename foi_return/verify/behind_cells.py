"""What stands behind cells: formulas, names, lists of allowed values, scenarios, saved views, texts left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foi_return.text import printable
from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, counted, places
from foi_return.verify.markup import truth
from foi_return.verify.out_of_sight import referred_sheets
from foi_return.verify.sheet import Sheet
from foi_return.verify.workbook import Workbook

_OWN_NAMES = ("_xlnm.", "_xlfn.", "_xlpm.", "_xlcn.", "_xleta.")
_OTHER_FILE = re.compile(r"\[[^\]]+\][^!]*!")
_CONSTANT = re.compile(r'^\s*(?:\{.*\}|".*"|-?[\d.]+(?:E[+-]?\d+)?)\s*$', re.DOTALL)
_QUERY = re.compile(r"\b(?:WEBSERVICE|RTD|DDE|CUBE\w+|STOCKHISTORY|GETPIVOTDATA)\(", re.IGNORECASE)


def check_behind_cells(book: Workbook) -> Iterator[Finding]:
    """Everything that a cell or the workbook holds beside what is shown."""
    hidden = {sheet.name for sheet in book.sheets if not sheet.is_shown}
    yield from _names(book, hidden)
    for sheet in book.sheets:
        yield from _formulas(sheet, hidden)
        yield from _validations(sheet, hidden)
        scenarios = sum(1 for _ in sheet.rest.iter("scenario"))
        if scenarios:
            yield found(
                "scenario", Severity.LEAK, sheet.name, f"{counted(scenarios, 'scenario')} with other values of cells"
            )
        if sheet.rest.find(".//customSheetView") is not None:
            yield found("custom-view", Severity.DOUBTFUL, sheet.name, "saved views of the sheet")
        errors = [cell.place for cell in sheet.cells.values() if cell.is_error]
        if errors:
            yield found("error-value", Severity.NOTE, f"{sheet.name}, {places(errors)}", "cells show an error")
    if book.root.find(".//customWorkbookView") is not None:
        yield found("custom-view", Severity.DOUBTFUL, book.main, "saved views of the workbook")
    yield from _left_over_texts(book)


def _names(book: Workbook, hidden: set[str]) -> Iterator[Finding]:
    told: dict[tuple[Severity, str], list[str]] = {}
    filters = any(True for sheet in book.sheets for _ in sheet.rest.iter("autoFilter"))
    for element in book.root.iterfind("definedNames/definedName"):
        name = element.get("name", "")
        if said := _name(name, element.text or "", truth(element.get("hidden")), hidden, filters):
            told.setdefault(said, []).append(f"'{printable(name, 40)}'")
    for (severity, what), names in told.items():
        yield found("defined-name", severity, f"names {places(names)}", what)


def _name(name: str, formula: str, is_hidden: bool, hidden: set[str], filters: bool) -> tuple[Severity, str] | None:
    """What is wrong with a name, and how grave it is; None where nothing is."""
    own = name.startswith(_OWN_NAMES)
    if _OTHER_FILE.search(formula):
        return Severity.LEAK, "they lead to other files"
    if _CONSTANT.match(formula):
        return Severity.DOUBTFUL, "they hold values themselves, which no sheet shows"
    if is_hidden and not own:
        return Severity.DOUBTFUL, "they are hidden from Excel's list of names"
    if referred_sheets(formula) & hidden and not own:
        return Severity.DOUBTFUL, "they lead to a hidden sheet"
    if name == "_xlnm._FilterDatabase" and not filters:
        return Severity.NOTE, "they are left over from a filter"
    return None


def _formulas(sheet: Sheet, hidden: set[str]) -> Iterator[Finding]:
    elsewhere: list[str] = []
    plain: list[str] = []
    for cell in sheet.cells.values():
        if cell.formula:
            far = _OTHER_FILE.search(cell.formula) or _QUERY.search(cell.formula) or "#REF!" in cell.formula
            (elsewhere if far or referred_sheets(cell.formula) & hidden else plain).append(cell.place)
    if elsewhere:
        where = f"{sheet.name}, {places(elsewhere)}"
        yield found(
            "formula", Severity.DOUBTFUL, where, "formulas take values from other files, hidden or deleted cells"
        )
    if plain:
        yield found("formula", Severity.NOTE, f"{sheet.name}, {places(plain)}", counted(len(plain), "formula"))


def _validations(sheet: Sheet, hidden: set[str]) -> Iterator[Finding]:
    for element in sheet.rest.iter("dataValidation"):
        if element.get("type") != "list":
            continue
        where = f"{sheet.name}, {element.get('sqref') or element.findtext('sqref') or 'some cells'}"
        formula = " ".join(text.strip() for part in element.iter("formula1") for text in part.itertext()).strip()
        if formula.startswith('"'):
            yield found("validation-list", Severity.DOUBTFUL, where, "a list of allowed values is behind the cells")
        elif referred_sheets(formula) & hidden:
            yield found("validation-list", Severity.DOUBTFUL, where, "the list of allowed values is on a hidden sheet")
        else:
            yield found("validation-list", Severity.NOTE, where, "the cells let their reader choose from a list")


def _left_over_texts(book: Workbook) -> Iterator[Finding]:
    """Shared texts that no cell uses: programs that edit a file in place leave the texts of deleted cells."""
    if any(sheet.unread for sheet in book.sheets):
        return
    used = {cell.text for sheet in book.sheets for cell in sheet.cells.values()}
    unused = sum(1 for text in book.strings if text.strip() and text not in used)
    if unused:
        yield found(
            "left-over-text", Severity.DOUBTFUL, "shared texts", f"{counted(unused, 'text')} that no cell shows"
        )
