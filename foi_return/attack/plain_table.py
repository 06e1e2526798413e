"""Reads a published table from anybody: where its labels, its figures and its totals are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from foi_return.attack.grid import Grid, Row
from foi_return.attack.marks import cell_number, mark_kind
from foi_return.attack.percentages import decimals_of, percent_of
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
from foi_return.attack.publication import PublishedCell, PublishedPercent, PublishedTable
from foi_return.text import normalise

_KNOWN_SUBJECTS = ("cce", "cse", "cce only", "cse only", "both cce and cse")
_OTHER_NUMBER = re.compile(r"[-+]?[\d,. ]+\s*%?")
_PERCENT = re.compile(r"%|\bper ?cent|\brate\b|\bproportion\b", re.IGNORECASE)
_PERCENT_HEADING = re.compile(r"%|\bper ?cent", re.IGNORECASE)
_PERCENT_WORDS = re.compile(r"\(?(?:%|\bper ?cent(?:age)?\b)(?: of (?:the )?(?:total|all|children))?\)?", re.IGNORECASE)

_OFTEN = 5
"""A text in this many cells is no one person's."""
_SHORT = 3


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


def plain_tables(grid: Grid, rounded: int | None, percent: str | None = None) -> tuple[list[PublishedTable], list[str]]:
    """The table of a grid, if there is one, and what is to be known of how it was read."""
    shape = find_shape(grid.rows)
    if shape is None:
        return [], []
    columns = _columns(shape, _subject(shape, grid.name))
    cells = _cells(shape, columns)
    percents = plain_percents(shape, columns, percent) if percent else ()
    adds, notes = additive(cells, rounded)
    if columns.percent and not percent:
        notes.append("its percentages are not used; say with --percent whether they are of the column or of the row")
    where = shape.title or grid.name
    printed = {cell.place for cell in cells}
    if not any(whole in printed for name in adds for whole, _ in sums_of(cells, name)):
        notes.append("no row or column is recognised as a total, so nothing could be subtracted; call it Total")
    return [PublishedTable(where, cells, adds, percents=percents)], [f"{where}: {note}" for note in notes]


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
    body = [row for row in padded[first:] if any(_is_figure(cell) or _is_other_number(cell) for cell in row[1:])]
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
    numbers = any(_is_figure(cell) or _is_other_number(cell) for cell in told)
    return bool(told) and (not numbers or (len(told) > 1 and all(map(period_label, told))))


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


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what, and in which dimensions their labels and headings are.

    Attributes:
        counts: The columns of numbers.
        percent: The columns of percentages.
        rows: The dimension of each column of labels.
        headings: The dimension of each row of headings.
        subject: The category that the table is about; empty where none is known.
    """

    counts: tuple[int, ...]
    percent: tuple[int, ...]
    rows: tuple[str, ...]
    headings: tuple[str, ...]
    subject: str


def _columns(shape: Shape, subject: str) -> Columns:
    columns = [n for n in range(shape.labels, len(shape.headings[-1])) if any(row[n] for row in shape.headings)]
    percent = [n for n in columns if _is_percent_column(shape, n)]
    counts = [n for n in columns if n not in percent and not any(_PERCENT.search(row[n]) for row in shape.headings)]
    rows = [
        dimension_of(shape.headings[-1][n], [row[n] for row in shape.body]) or f"row {n + 1}"
        for n in range(shape.labels)
    ]
    headings = [dimension_of("", [row[n] for n in counts]) or f"column {k + 1}" for k, row in enumerate(shape.headings)]
    return Columns(tuple(counts), tuple(percent), tuple(rows), tuple(headings), subject)


def _is_percent_column(shape: Shape, column: int) -> bool:
    """Whether a column holds percentages: its heading says so, or every number in it has the sign."""
    if any(_PERCENT_HEADING.search(row[column]) for row in shape.headings):
        return True
    numbers = [row[column] for row in shape.body if _OTHER_NUMBER.fullmatch(row[column])]
    return bool(numbers) and all(number.endswith("%") for number in numbers)


def _cells(shape: Shape, columns: Columns) -> tuple[PublishedCell, ...]:
    """Every number or mark with its place: the labels of its row and the headings of its column."""
    cells = []
    for row in shape.body:
        for column in columns.counts:
            value = cell_number(row[column])
            if value is None and _is_other_number(row[column]):
                continue
            heads = [heading[column] for heading in shape.headings]
            cells.append(PublishedCell(_place_of(shape, columns, row, heads), row[column], value))
    return tuple(cells)


def _place_of(shape: Shape, columns: Columns, row: Row, heads: Sequence[str]) -> Place:
    told = [*zip(columns.rows, row[: shape.labels], strict=True), *zip(columns.headings, heads, strict=True)]
    return _place(told, columns.subject)


def plain_percents(shape: Shape, columns: Columns, of: str) -> tuple[PublishedPercent, ...]:
    """The percentages of a table.

    A column of percentages is about the column of numbers that its heading names (`2021/22 %` is about `2021/22`); if
    it names none, about the one to its left.

    Args:
        shape: The table.
        columns: Which of its columns hold what.
        of: `column` where each is a percentage of the total of its column, `row` where of the total of its row.
    """
    found: list[PublishedPercent] = []
    for column in columns.percent:
        decimals = max(decimals_of(row[column]) for row in shape.body)
        heads = _heads_of_counts(shape, columns, column)
        for row in shape.body:
            place = _place_of(shape, columns, row, heads)
            if of == "column":
                labels = (
                    "" if dimension != "period" else label
                    for dimension, label in zip(columns.rows, row[: shape.labels], strict=True)
                )
                whole = _place_of(shape, columns, (*labels, *row[shape.labels :]), heads)
            else:
                named = zip(columns.headings, heads, strict=True)
                whole = _place_of(shape, columns, row, [text if name == "period" else "" for name, text in named])
            percent = percent_of(row[column], place, whole, decimals)
            found += [] if percent is None else [percent]
    return tuple(found)


def _heads_of_counts(shape: Shape, columns: Columns, column: int) -> list[str]:
    """The headings of the numbers that a column of percentages is about."""
    own = [" ".join(_PERCENT_WORDS.sub(" ", row[column]).split()) for row in shape.headings]
    for count in columns.counts:
        heads = [row[count] for row in shape.headings]
        if [normalise(text) for text in heads] == [normalise(text) for text in own]:
            return heads
    left = [count for count in columns.counts if count < column]
    if left and dimension_of("", [own[-1]]) not in ("period", SEX, AGE, "category"):
        return [row[left[-1]] for row in shape.headings]
    return own


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


def unknown_marks(cells: Sequence[PublishedCell]) -> tuple[list[str], int]:
    """Texts in place of figures that are no mark that is known.

    Returns:
        Those that may be named, because they are as short as a mark or stand in many cells; and how many others there
        are: in a list of people that somebody took for a table, they are what it says of a person.
    """
    found = Counter(cell.text for cell in cells if cell.value is None and mark_kind(cell.text) is None)
    named = [text for text, times in found.items() if times >= _OFTEN or _is_short(text)]
    return sorted(named), len(found) - len(named)


def _is_short(text: str) -> bool:
    return len(text.strip("[]() ")) <= _SHORT and not any(character.isdigit() for character in text)
