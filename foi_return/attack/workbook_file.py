"""Reads a finished workbook of foi-return as a reader does: by its titles, headings, row labels and cover."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foi_return.attack.grid import Grid
from foi_return.attack.marks import cell_number
from foi_return.attack.options import Zeros
from foi_return.attack.percentages import of_recorded, percent_of
from foi_return.attack.places import (
    AGE,
    CONTEXT,
    ONLY,
    SEX,
    Place,
    additive,
    canonical,
    category_key,
    is_total,
    period_label,
)
from foi_return.attack.publication import Facts, Publication, PublishedCell, PublishedTable
from foi_return.attack.release_file import zeros_said
from foi_return.attack.rounding import Rounded, stated_rounding
from foi_return.errors import Fault, SourceError
from foi_return.text import normalise

_DRAFT = "DRAFT: "
_PERCENTAGES = "Percentages: "
_OF_PERCENTAGES = ": per cent"
_BESIDE_A_PERCENTAGE = (": number", ": out of")
_TITLE = re.compile(r"Question \S+: (.+)", re.DOTALL)
_YEARS = re.compile(r",\s*(?:19|20)\d\d[^,]*$")
_LABEL_MARKS = re.compile(r"\s*\[(?:b|p|r|note \d+)\]")
_EQUIVALENT = re.compile(r"'(.+?)' is the council's closest equivalent to '(.+?)'")
_HEADINGS = {"sex": SEX, "gender": SEX, "sex or gender": SEX, "age group": AGE, "context": CONTEXT}
_SMALL = re.compile(r"[Nn]umbers from 1 to (\d+)|fewer than (\d+)|(\d+) or fewer")
_NO_FIGURES = ("Cover", "Contents", "Questions", "Notes", "Definitions")
_EXPLOITED = "exploited"


def is_own_workbook(grids: Sequence[Grid]) -> bool:
    """Whether a workbook has the sheets that foi-return gives one."""
    return {"Cover", "Contents"} <= {grid.name for grid in grids}


def read_workbook(name: str, grids: Sequence[Grid]) -> Publication:
    """The publication that a finished workbook holds.

    Raises:
        SourceError: No sheet of it holds a table of figures.
    """
    by_name = {grid.name: grid for grid in grids}
    equivalents = dict(pair for row in _rows(by_name, "Notes") for text in row for pair in _EQUIVALENT.findall(text))
    tables = [table for grid in grids if grid.name not in _NO_FIGURES for table in _tables(grid, equivalents)]
    if not tables:
        raise SourceError(
            Fault(name, "no sheet holds a table of figures by year", "a finished workbook", "Name another file")
        )
    cover = [row[0] for row in _rows(by_name, "Cover") if row]
    definitions = [row for row in _rows(by_name, "Definitions") if len(row) > 1]
    return Publication(
        name,
        "a finished workbook",
        tuple(tables),
        Facts(
            _after(cover, "Council: "),
            _extract_day(cover),
            _after(cover, "Field map (how the council's records were read): ").rpartition("fingerprint ")[2],
            tuple(row[1] for row in definitions if re.fullmatch(r"Counting rule \d+", row[0])),
            _after(cover, "What is counted: "),
        ),
        _threshold(cover),
        _zeros(cover),
        rounded=_rounded(cover),
    )


def _tables(grid: Grid, equivalents: Mapping[str, str]) -> list[PublishedTable]:
    """The tables of figures of one sheet; a table whose headings are no years holds words."""
    title = _TITLE.fullmatch((grid.rows[0][0] if grid.rows and grid.rows[0] else "").removeprefix(_DRAFT))
    found = []
    for top, bottom, width in grid.tables:
        if not title:
            continue
        of_percentages = title[1].startswith(_PERCENTAGES)
        # What a percentage is made of stands in the table of numbers too.
        read = [
            column
            for column in range(1, width)
            if not (of_percentages and grid.rows[top][column].endswith(_BESIDE_A_PERCENTAGE))
        ]
        headings = [period_label(grid.rows[top][column].removesuffix(_OF_PERCENTAGES)) for column in read]
        if not headings or None in headings:
            continue
        heading = grid.rows[top][0]
        rows = grid.rows[top + 1 : bottom + 1]
        category = _category_of(title[1].removeprefix(_PERCENTAGES), heading, equivalents)
        cells = tuple(
            PublishedCell(
                _place(row[0], heading, category, str(period), equivalents), row[column], cell_number(row[column])
            )
            for row in rows
            for period, column in zip(headings, read, strict=True)
        )
        if of_percentages:
            shares = (
                percent_of(cell.text, cell.place, Place("", cell.place.period, category), 1, half_up=True)
                for cell in cells
            )
            places = [cell.place for cell in cells]
            found.append(PublishedTable(title[1], (), frozenset(), True, of_recorded(filter(None, shares), places)))
        else:
            adds = additive(cell.place for cell in cells)
            found.append(PublishedTable(title[1], tuple(_printed(cell) for cell in cells), adds, True))
    return found


def _printed(cell: PublishedCell) -> PublishedCell:
    return cell if cell.value is None else PublishedCell(cell.place, f"{cell.value:,}", cell.value)


def _place(label: str, heading: str, category: str, period: str, equivalents: Mapping[str, str]) -> Place:
    plain = _LABEL_MARKS.sub("", label).strip()
    dimension = _dimension(heading)
    if dimension is None:
        return Place("", period, _key(plain, equivalents))
    if is_total(plain):
        return Place("", period, category)
    return Place("", period, category, ((dimension, canonical(dimension, plain)),))


def _dimension(heading: str) -> str | None:
    """What the rows under a heading tell apart beside the category; None where they are categories."""
    word = heading.casefold()
    return None if word == "category" else _HEADINGS.get(word, word)


def _category_of(title: str, heading: str, equivalents: Mapping[str, str]) -> str:
    """The category that a table breaks down: what its title names before the colon."""
    named, colon, _ = _YEARS.sub("", title).partition(": ")
    dimension = _dimension(heading)
    if dimension is None:
        return ""
    if colon:
        return _key(named, equivalents)
    return _EXPLOITED if dimension == CONTEXT else normalise(named)


def _key(label: str, equivalents: Mapping[str, str]) -> str:
    """The category behind a label; of the council's own label, that to which it is the closest equivalent."""
    if label.endswith(ONLY) and label.removesuffix(ONLY) in equivalents:
        return category_key(equivalents[label.removesuffix(ONLY)]) + ONLY
    own = category_key(equivalents.get(label, label))
    known = own.removesuffix(ONLY) in ("cce", "cse", "both cce and cse")
    return own if known else category_key(label)


def _rows(grids: Mapping[str, Grid], name: str) -> Sequence[tuple[str, ...]]:
    return grids[name].rows if name in grids else ()


def _after(lines: Sequence[str], start: str) -> str:
    return next((line.removeprefix(start) for line in lines if line.startswith(start)), "")


def _extract_day(lines: Sequence[str]) -> str:
    """The day of the extract as yyyy-mm-dd, from `... made on 21 May 2026.`."""
    words = _after(lines, "The extract was made on ").rstrip(".").split()
    months = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    )  # fmt: skip
    if len(words) != 3 or words[1] not in months:
        return ""
    return f"{words[2]}-{months.index(words[1]) + 1:02d}-{int(words[0]):02d}"


def _small_number_lines(cover: Sequence[str]) -> list[str]:
    """What the cover says under its heading on small numbers."""
    if "Small numbers" not in cover:
        return list(cover)
    start = list(cover).index("Small numbers") + 1
    return list(cover)[start : start + 2]


def _threshold(cover: Sequence[str]) -> int | None:
    for line in _small_number_lines(cover):
        if match := _SMALL.search(line):
            return int(match[2]) if match[2] else int(match[1] or match[3]) + 1
    return None


def _zeros(cover: Sequence[str]) -> Zeros | None:
    return zeros_said(" ".join(_small_number_lines(cover)[:1]))


def _rounded(cover: Sequence[str]) -> Rounded | None:
    """How the sentence on small numbers says that numbers are rounded."""
    sentence = " ".join(_small_number_lines(cover)[:1])
    hides_small = bool(_SMALL.search(sentence))
    return stated_rounding(sentence, _threshold(cover) if hides_small else None, _zeros(cover) is Zeros.SHOWN)
