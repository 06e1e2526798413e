"""A workbook as the checks see it: its parts, its sheets with their cells, its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from foi_return.errors import Fault, SourceError
from foi_return.text import printable
from foi_return.verify.markup import DamagedError, local, parse, stream
from foi_return.verify.package import Package, Relation, damaged
from foi_return.verify.sheet import MOST_CELLS, Sheet, read_cells
from foi_return.verify.styles import read_styles


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook.

    Attributes:
        package: The file.
        main: The part with which it begins.
        root: That part, parsed.
        sheets: Its sheets, in their order.
        strings: Its shared texts.
        theme: Its theme; None where it has none.
        styles: Its styles part; None where it has none.
    """

    package: Package
    main: str
    root: Element
    sheets: tuple[Sheet, ...]
    strings: tuple[str, ...]
    theme: Element | None
    styles: Element | None

    @property
    def named(self) -> Mapping[str, Sheet]:
        """The sheets by name."""
        return {sheet.name: sheet for sheet in self.sheets}


def read_workbook(package: Package) -> Workbook:
    """Reads a workbook.

    Raises:
        SourceError: A part that it needs is missing or damaged.
    """
    main = package.main()
    root = package.tree(main)
    relations = {relation.key: relation for relation in package.relations(main)}
    theme = _optional(package, relations, "theme")
    style_root = _optional(package, relations, "styles")
    strings = _strings(package, relations)
    try:
        styles = read_styles(style_root, theme)
    except (ValueError, TypeError):
        raise damaged(package.name, "its cell formats make no sense") from None
    sheets, left = [], MOST_CELLS
    for element in root.iterfind("sheets/sheet"):
        relation = relations.get(element.get("id", ""))
        if relation is None or relation.target not in package.parts:
            raise damaged(package.name, "one of its sheets is missing")
        name = printable(element.get("name", ""), 31)
        sheet = Sheet(name, element.get("state", "visible"), relation.kind, relation.target)
        try:
            if relation.kind == "worksheet":
                read_cells(sheet, package.parts[relation.target], strings, styles, left)
            else:
                sheet.rest = parse(package.parts[relation.target])
        except DamagedError as problem:
            raise damaged(package.name, f"sheet '{name}' cannot be read ({problem})") from None
        left -= len(sheet.cells)
        sheets.append(sheet)
    if not sheets:
        raise SourceError(Fault(package.name, "the workbook has no sheet", "a workbook with figures"))
    return Workbook(package, main, root, tuple(sheets), tuple(strings), theme, style_root)


def sheets_of_parts(book: Workbook) -> dict[str, list[str]]:
    """For each part that belongs to sheets, such as a chart, a comment or a pivot table, the names of those sheets."""
    shared = {relation.target for relation in book.package.relations(book.main)}
    owners: dict[str, list[str]] = {}
    for sheet in book.sheets:
        seen, waiting = {sheet.part}, [sheet.part]
        while waiting:
            for relation in book.package.relations(waiting.pop()):
                part = relation.target
                if not relation.outside and part in book.package.parts and part not in seen | shared:
                    seen.add(part)
                    waiting.append(part)
                    owners.setdefault(part, []).append(sheet.name)
    return owners


def _optional(package: Package, relations: Mapping[str, Relation], kind: str) -> Element | None:
    """The part of a kind that the workbook refers to, parsed; None where there is none."""
    found = next((relation.target for relation in relations.values() if relation.kind == kind), "")
    return package.tree(found) if found in package.parts else None


def _strings(package: Package, relations: Mapping[str, Relation]) -> list[str]:
    part = next((relation.target for relation in relations.values() if relation.kind == "sharedStrings"), "")
    if part not in package.parts:
        return []
    found: list[str] = []
    try:
        for event, element in stream(package.parts[part]):
            if event == "end" and local(element) == "si":
                found.append("".join(text.text or "" for text in element.iter() if local(text) == "t"))
                element.clear()
    except DamagedError:
        raise damaged(package.name, f"its part {part} is no sound XML") from None
    return found
