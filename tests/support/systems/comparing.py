"""Compares what a shipped field map makes of an extract with the truth, cell by cell, before anything is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foi_return.config.answers import Answers
from foi_return.coverage import Gap
from foi_return.pipeline import ReturnInputs, count_tables
from foi_return.reading import count_extract, load_extract, load_inputs
from foi_return.tables import CountCell, CountTable
from foi_return.terms.shorthand import Shorthand
from tests.support.systems.population import EXTRACTED_ON
from tests.support.systems.truth import YEARS, Truth

CATEGORIES = ("cce", "cse", "both", "gang", "ocg", "county_lines")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a shipped map makes of an extract.

    Attributes:
        inputs: The map, the request and the rest.
        tables: True counts, by the table's key.
        engines_agree: Whether the reference engine found the same inner cells.
        unreviewed: Categories and contexts that rest on a column with a value that the map does not know.
    """

    inputs: ReturnInputs
    tables: Mapping[str, CountTable]
    engines_agree: bool
    unreviewed: frozenset[str]

    def cells(self, key: str) -> Iterator[CountCell]:
        """Every cell of a table, also of the rows that are left out because nobody is in them."""
        table = self.tables[key]
        for row in (*table.rows, *table.left_out):
            yield from row.cells

    def total(self, category: str, year: str) -> CountCell:
        """The cell of question 1 or 3 for a category and a year."""
        key = "q1" if category in ("cce", "cse", "both") else "q3"
        (cell,) = [item for item in self.cells(key) if (item.category, item.selector.period) == (category, year)]
        return cell


def count_with(field_map: str, sources: Mapping[str, Path]) -> Counted:
    """Counts the core request with a shipped map, in both engines."""
    inputs = load_inputs(Answers(reference="FOI-TEST", field_map=field_map, extracted_on=EXTRACTED_ON))
    with load_extract(inputs, sources, lambda _: None) as extract:
        cells = count_extract(inputs, extract, None)
        reference = count_extract(inputs, extract, "pandas")
        unreviewed = extract.bound.unreviewed_keys
        tables = count_tables(inputs, cells, unreviewed)
    return Counted(inputs, {table.definition.key: table for table in tables}, cells == reference, unreviewed)


def differences(counted: Counted, truth: Truth) -> list[str]:
    """Every figure of an answer that is not the truth, in words; no figure is left out."""
    wrong = []
    for category in CATEGORIES:
        for year in YEARS:
            cell = counted.total(category, year)
            children = truth.children.get((category, year))
            if children is None:
                if not _is_not_recorded(cell):
                    wrong.append(f"{category} {year}: {cell.figure}, but it cannot be known")
            elif cell.figure != len(children):
                wrong.append(f"{category} {year}: {cell.figure}, not {len(children)}")
            elif cell.part_of_period is not ((category, year) in truth.part_years):
                wrong.append(f"{category} {year}: covered in part is {cell.part_of_period}")
    wrong += [fault for table in ("q5", "q6") for fault in _breakdown_differences(counted, truth, table)]
    return wrong


def _breakdown_differences(counted: Counted, truth: Truth, question: str) -> Iterator[str]:
    """The differences in the tables by sex (q5) or by age group (q6)."""
    for category in ("cce", "cse", "both"):
        found: dict[tuple[str, str], object] = {}
        for cell in counted.cells(f"{question}-{category}"):
            if cell.breakdown:
                found[cell.selector.period, cell.breakdown[0][1]] = cell.figure
        for year in YEARS:
            known = (truth.by_sex if question == "q5" else truth.by_age).get((category, year))
            shown = {label: figure for (period, label), figure in found.items() if period == year}
            if known is None:
                if not shown or not all(isinstance(figure, Gap) for figure in shown.values()):
                    yield f"{question} {category} {year}: {shown}, but it cannot be known"
            elif {label: figure for label, figure in shown.items() if figure} != dict(known):
                yield f"{question} {category} {year}: {shown}, not {dict(known)}"


def _is_not_recorded(cell: CountCell) -> bool:
    return (
        isinstance(cell.figure, Gap) and cell.figure.shorthand is Shorthand.NOT_AVAILABLE and bool(cell.figure.reason)
    )


def reason(counted: Counted, category: str, year: str) -> str:
    """Why there is no figure for a category in a year; empty where there is one."""
    figure = counted.total(category, year).figure
    return figure.reason if isinstance(figure, Gap) else ""


def contexts_without_figures(counted: Counted) -> dict[str, set[str]]:
    """The contexts of question 4 for which there is no figure in any year, each with the reasons given."""
    figures: dict[str, list[object]] = {}
    for cell in counted.cells("q4"):
        if cell.breakdown:
            figures.setdefault(cell.breakdown[0][1], []).append(cell.figure)
    gaps = {context: [item for item in items if isinstance(item, Gap)] for context, items in figures.items()}
    return {
        context: {gap.reason for gap in found} for context, found in gaps.items() if len(found) == len(figures[context])
    }
