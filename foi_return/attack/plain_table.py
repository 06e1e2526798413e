"""Reads a published table from anybody: where its labels, its figures and its totals are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foi_return.attack.grid import Grid, Row
from foi_return.attack.marks import cell_number, mark_kind
from foi_return.attack.places import (
    AGE,
    SEX,
    Place,
    canonical,
    category_key,
    dimension_of,
    is_total,
    period_label,
    subject_key,
)
from foi_return.attack.publication import PublishedCell, PublishedTable

_KNOWN_SUBJECTS = ("cce", "cse", "cce only", "cse only", "both cce and cse")
_OTHER_NUMBER = re.compile(r"[-+]?[\d,. ]+\s*%?")
_PERCENT = re.compile(r"%|\bper ?cent|\brate\b|\bproportion\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where things stand in a grid.

    Attributes:
        title: What stands above the headings.
        headings: The heading rows, the upper one filled to the right.
        labels: How many columns of labels there are.
        body: The rows of figures, their labels filled downwards.
    """

    title: str
    headings: tuple[Row, ...]
    labels: int
    body: tuple[Row, ...]


def plain_tables(grid: Grid, rounded: int | None) -> tuple[list[PublishedTable], list[str]]:
    """The table of a grid, if there is one, and what is to be known of how it was read."""
    shape = find_shape(grid.rows)
    if shape is None:
        return [], []
    cells = _cells(shape, _subject(shape, grid.name))
    adds, notes = additive(cells, rounded)
    where = shape.title or grid.name
    printed = {cell.place for cell in cells}
    if not any(whole in printed for name in adds for whole, _ in sums_of(cells, name)):
        notes.append("no row or column is recognised as a total, so nothing could be subtracted; call it Total")
    return [PublishedTable(where, cells, adds)], [f"{where}: {note}" for note in notes]


def find_shape(rows: Sequence[Row]) -> Shape | None:
    """Finds headings, labels and figures; None where there is no table."""
    widths = [_last(row) for row in rows if _last(row) > 1]
    if not widths:
        return None
    width = max(set(widths), key=lambda size: (widths.count(size) * size, size))
    padded = [(*row, *[""] * (width - len(row)))[:width] for row in rows]
    top = next((n for n, row in enumerate(padded) if _last(row) >= width - 1 and sum(map(bool, row)) > 1), None)
    if top is None:
        return None
    first = top + 1
    while first < len(padded) and _is_heading(padded[first]):
        first += 1
    body = [row for row in padded[first:] if any(_is_figure(cell) for cell in row[1:])]
    if not body:
        return None
    of_words = (n for n in range(1, width - 1) if _is_label_column(padded[first - 1][n], [row[n] for row in body]))
    labels = 1 + max(of_words, default=0)
    title = " ".join(cell for row in padded[:top] for cell in row if cell)
    return Shape(title, _filled_right(padded[top:first], labels), labels, _filled_down(body, labels))


def _is_other_number(text: str) -> bool:
    """Whether a text is a number, but no count: a percentage or a rate."""
    return mark_kind(text) is None and bool(_OTHER_NUMBER.fullmatch(text))


def _last(row: Row) -> int:
    """How many columns a row reaches."""
    return max((n for n, cell in enumerate(row, start=1) if cell), default=0)


def _is_figure(cell: str) -> bool:
    return cell_number(cell) is not None or (cell != "" and mark_kind(cell) is not None)


def _is_heading(row: Row) -> bool:
    """Whether a row below the first headings is a second row of headings: words, or nothing but years."""
    told = [cell for cell in row[1:] if cell]
    return bool(told) and (not any(map(_is_figure, told)) or (len(told) > 1 and all(map(period_label, told))))


def _is_label_column(heading: str, cells: Sequence[str]) -> bool:
    if dimension_of(heading, ()) in ("period", SEX, AGE) or all(period_label(cell) for cell in cells if cell):
        return any(cells)
    words = sum(bool(cell) and not _is_figure(cell) and not _is_other_number(cell) for cell in cells)
    return words * 2 > sum(map(bool, cells))


def _filled_right(headings: Sequence[Row], labels: int) -> tuple[Row, ...]:
    """Every heading row but the last with its empty cells filled from the left, as merged cells are meant."""
    filled = []
    for number, row in enumerate(headings):
        cells = list(row)
        for column in range(labels + 1, len(cells)):
            if not cells[column] and number < len(headings) - 1:
                cells[column] = cells[column - 1]
        filled.append(tuple(cells))
    return tuple(filled)


def _filled_down(body: Sequence[Row], labels: int) -> tuple[Row, ...]:
    """Rows with the empty labels at their start filled from above, as merged cells are meant."""
    filled: list[Row] = []
    for row in body:
        cells = list(row)
        for column in range(labels - 1):
            if cells[column] or not filled:
                break
            cells[column] = filled[-1][column]
        filled.append(tuple(cells))
    return tuple(filled)


def _subject(shape: Shape, name: str) -> str:
    """The category that the title, or the name of the sheet, says the table is about; empty where none is known."""
    for text in (shape.title, name):
        key = subject_key(re.sub(r"[_.]", " ", text))
        if key in _KNOWN_SUBJECTS:
            return key
    return ""


def _cells(shape: Shape, subject: str) -> tuple[PublishedCell, ...]:
    """Every cell with its place: the labels of its row and the headings of its column, each in its dimension."""
    columns = range(shape.labels, len(shape.headings[-1]))
    kept = [column for column in columns if not any(_PERCENT.search(row[column]) for row in shape.headings)]
    kept = [column for column in kept if any(row[column] for row in shape.headings)]
    label_dimensions = [
        dimension_of(shape.headings[-1][n], [row[n] for row in shape.body]) or f"row {n + 1}"
        for n in range(shape.labels)
    ]
    heading_dimensions = [
        dimension_of("", [row[column] for column in kept]) or f"column {n + 1}" for n, row in enumerate(shape.headings)
    ]
    cells = []
    for row in shape.body:
        for column in kept:
            told = [*zip(label_dimensions, row[: shape.labels], strict=True)]
            told += [(name, heads[column]) for name, heads in zip(heading_dimensions, shape.headings, strict=True)]
            value = cell_number(row[column])
            if value is None and _is_other_number(row[column]):
                continue
            cells.append(PublishedCell(_place(told, subject), row[column], value))
    return tuple(cells)


def _place(told: Sequence[tuple[str, str]], subject: str) -> Place:
    period, category, labels = "", subject, {}
    for dimension, label in told:
        if not label or is_total(label):
            continue
        if dimension == "period":
            period = period_label(label) or label
        elif dimension == "category":
            category = category_key(label)
        else:
            labels[dimension] = canonical(dimension, label)
    return Place("", period, category, tuple(sorted(labels.items())))


def additive(cells: Sequence[PublishedCell], rounded: int | None) -> tuple[frozenset[str], list[str]]:
    """The dimensions whose labels add up to their total, as far as the shown figures bear it out.

    Children do not add up over years, nor over categories that overlap: there at least one sum of shown figures must
    bear it out. For other dimensions that have a total, or are sex or age, it is taken as so unless a sum does not
    come out.
    """
    by_place = {cell.place: cell for cell in cells}
    notes, adds = [], []
    names = {name for cell in cells for name in cell.place.dimensions}
    for dimension in sorted(names | {"period", "category"}):
        groups = sums_of(cells, dimension)
        with_total = [(whole, parts) for whole, parts in groups if whole in by_place]
        if not with_total and dimension not in (SEX, AGE):
            continue
        agree = differ = 0
        for whole, parts in with_total:
            values = [by_place[place].value for place in (whole, *parts)]
            if rounded is None and all(value is not None for value in values):
                same = values[0] == sum(value for value in values[1:] if value is not None)
                agree, differ = agree + same, differ + (not same)
        if differ:
            notes.append(
                f"figures by {dimension} do not add up to their total, so they are not taken to ({differ} sums)"
            )
        elif agree or dimension not in ("period", "category"):
            adds.append(dimension)
            if not agree and with_total and rounded is None:
                notes.append(
                    f"figures by {dimension} are taken to add up to their total; no sum of shown figures shows it"
                )
    return frozenset(adds), notes


def sums_of(cells: Sequence[PublishedCell], dimension: str) -> list[tuple[Place, tuple[Place, ...]]]:
    """Each total of a dimension with its parts, whether or not the total is printed."""
    groups: dict[Place, list[Place]] = {}
    for cell in cells:
        place = cell.place
        if dimension == "period" and place.period:
            groups.setdefault(Place("", "", place.category, place.labels), []).append(place)
        elif dimension == "category" and place.category:
            groups.setdefault(Place("", place.period, "", place.labels), []).append(place)
        elif place.label(dimension) is not None:
            groups.setdefault(place.with_label(dimension, None), []).append(place)
    return [(whole, tuple(dict.fromkeys(parts))) for whole, parts in groups.items()]


def unknown_marks(cells: Sequence[PublishedCell]) -> list[str]:
    """Texts in place of figures that are no mark that is known."""
    return sorted({cell.text for cell in cells if cell.value is None and mark_kind(cell.text) is None})
