"""Tables of figures: empty cells, marks that nobody explains, numbers under the threshold.

Source: Government Analysis Function, Releasing statistics in spreadsheets (a reason for every empty cell), and Using
symbols and shorthand in tables; DOMAIN facts on small numbers are in docs/verify.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from foi_return.attack.marks import cell_number, mark_range, mark_text, stated_threshold
from foi_return.attack.options import DEFAULT_THRESHOLD, Zeros
from foi_return.text import listed, printable
from foi_return.verify.catalogue import found
from foi_return.verify.finding import Finding, Severity, places
from foi_return.verify.options import VerifyOptions
from foi_return.verify.sheet import Cell, Sheet, column_name, ranges_of
from foi_return.verify.tables import REASON_HEADING, Table, hides, is_mark

_IN_BRACKETS = re.compile(r"\[(?!note\b)[A-Za-z]{1,5}\]")
_NEEDS_NO_LEGEND = re.compile(
    r"(?:n/?a|not \w+|suppressed|redacted|withheld|confidential|hidden|no data)", re.IGNORECASE
)
_SAYS_WHY_EMPTY = re.compile(r"\bblanks?\b|\bempty\b|\bgaps?\b", re.IGNORECASE)
_STATED = re.compile(r"[Nn]umbers from 1 to (\d+)|(?:fewer|less) than (\d+)|(\d+) or (?:fewer|less)|under (\d+)")
_ABOUT_HIDING = re.compile(r"hid|suppress|withh|replac|not shown|disclos|protect|redact|\[c\]|identif", re.IGNORECASE)
_MARKS_NAMED = 6
_FEWEST_WORDS = 2
_LONGEST_MARK = 12


def check_figures(
    tables: Sequence[Table], sheets: Sequence[Sheet], drawn: Mapping[str, set[tuple[int, int]]], options: VerifyOptions
) -> Iterator[Finding]:
    """Empty cells, marks and small numbers of all tables of a file.

    Args:
        tables: The tables.
        sheets: All sheets, which may explain marks.
        drawn: The cells from which charts are drawn, by sheet.
        options: What is told of the file.
    """
    texts = [cell for sheet in sheets for cell in sheet.cells.values() if cell.number is None and not cell.is_error]
    for table in tables:
        yield from _empty_cells(table, drawn.get(table.sheet.name, set()))
    yield from _marks(tables, texts, sheets)
    if options.small_numbers and options.rounded is None:
        yield from small_numbers(tables, texts, options)


def _empty_cells(table: Table, drawn: set[tuple[int, int]]) -> Iterator[Finding]:
    sheet = table.sheet
    if not table.counts and not table.marked:
        return
    columns = list(table.columns if table.marked else table.counts)
    reasons = [c for c in table.columns if REASON_HEADING.fullmatch(table.heading(c).strip()) and c not in table.counts]
    merged = _merged(sheet)
    outside = [text for place, cell in sheet.cells.items() if place[0] < table.rows[0] - 1 for text in [cell.text]]
    explained = any(_SAYS_WHY_EMPTY.search(text) for text in outside)
    empty = []
    for row in table.rows:
        if not table.marked and not any((row, column) in sheet.cells for column in table.counts):
            continue  # a heading between two parts of a table
        if any((row, column) in sheet.cells for column in reasons):
            continue
        for column in columns:
            if column in table.columns_of_shares and row not in table.rows_of_shares:
                continue
            cell = sheet.cells.get((row, column))
            blank = (cell is None or not cell.text.strip()) and not _within((row, column), merged)
            if blank and not (explained and (row, column) in drawn):
                empty.append(f"{column_name(column)}{row + 1}")
    if empty:
        yield found("empty-cell", Severity.DOUBTFUL, f"{sheet.name}, {places(empty)}", "empty cells in a table")


def _merged(sheet: Sheet) -> list[tuple[int, int, int, int]]:
    elements = sheet.rest.iterfind("mergeCells/mergeCell")
    return [span for element in elements for span in ranges_of(element.get("ref", ""))]


def _within(place: tuple[int, int], ranges: Iterable[tuple[int, int, int, int]]) -> bool:
    return any(top <= place[0] <= bottom and left <= place[1] <= right for top, left, bottom, right in ranges)


def _marks(tables: Sequence[Table], texts: Sequence[Cell], sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Marks whose meaning is told nowhere in the file."""
    used: dict[str, list[str]] = {}
    for table in tables:
        if not table.counts:
            continue
        for column in table.columns:
            for cell in table.cells(column):
                if cell is not None:
                    for mark in _marks_in(cell.text, alone=column in table.counts):
                        used.setdefault(mark, []).append(f"{table.sheet.name}, {cell.place}")
    legend = [cell.text for cell in texts if len(cell.text.split()) > _FEWEST_WORDS]
    beside = {mark for sheet in sheets for mark in _told_beside(sheet)}
    unknown = {m: where for m, where in used.items() if m not in beside and not any(_tells(text, m) for text in legend)}
    if unknown:
        first = next(iter(unknown.values()))[0]
        named = listed(printable(mark, 10) for mark in list(unknown)[:_MARKS_NAMED])
        yield found("shorthand", Severity.DOUBTFUL, first, f"marks that the file does not explain: {named}")


def _marks_in(text: str, *, alone: bool) -> list[str]:
    """The marks in a cell of a table; outside columns of figures, those in brackets only."""
    bracketed = [mark.casefold() for mark in _IN_BRACKETS.findall(text)]
    if bracketed or not alone or cell_number(text) is not None or not is_mark(text):
        return bracketed
    mark = mark_text(text)
    return [] if mark_range(mark) is not None or _NEEDS_NO_LEGEND.fullmatch(mark) else [mark]


def _tells(text: str, mark: str) -> bool:
    """Whether a sentence names a mark by itself."""
    return bool(
        re.search(
            rf"(?:^|[\s'\"(,;:\u2018\u201c]){re.escape(mark)}(?=$|[\s'\"),;:.=\u2019\u201d])", text, re.IGNORECASE
        )
    )


def _told_beside(sheet: Sheet) -> Iterator[str]:
    """Marks with a sentence to their right, as a legend in two columns has them."""
    for (row, column), cell in sheet.cells.items():
        right = sheet.cells.get((row, column + 1))
        if (
            right is not None
            and right.number is None
            and len(right.text.split()) >= _FEWEST_WORDS
            and len(cell.text) < _LONGEST_MARK
            and not is_mark(right.text)
        ):
            yield mark_text(cell.text)
            yield cell.text.strip().casefold()


def small_numbers(tables: Sequence[Table], texts: Sequence[Cell], options: VerifyOptions) -> Iterator[Finding]:
    """Numbers under the threshold in columns of counts."""
    marks = {cell.text for table in tables for column in table.counts for cell in table.cells(column) if cell}
    hiding = any(hides(text) for text in marks if cell_number(text) is None)
    threshold = options.threshold or stated_in_words(cell.text for cell in texts) or stated_threshold(marks)
    sure = options.threshold is not None or (threshold is not None and hiding)
    threshold = threshold or DEFAULT_THRESHOLD
    least = 0 if options.zeros is Zeros.HIDDEN else 1
    for table in tables:
        small = [
            cell.place
            for column in table.counts
            for row, cell in zip(table.rows, table.cells(column), strict=True)
            if cell is not None and (number := cell_number(cell.text)) is not None and least <= number < threshold
            if row not in table.rows_of_shares
        ]
        if small:
            severity = Severity.LEAK if sure or hiding else Severity.DOUBTFUL
            what = f"numbers from {least} to {threshold - 1}" + ("" if sure else ", if five is the threshold")
            yield found("small-number", severity, f"{table.sheet.name}, {places(small)}", what)


def stated_in_words(texts: Iterable[str]) -> int | None:
    """The threshold that a sentence about hidden numbers states; None where none does."""
    for text in texts:
        if _ABOUT_HIDING.search(text) and (match := _STATED.search(text)):
            below = match[2] or match[4]
            return int(below) if below else int(match[1] or match[3]) + 1
    return None
