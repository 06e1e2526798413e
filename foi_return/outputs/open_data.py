"""Writes the answer as open data: a tidy CSV file for each table, one for all, and metadata that says what they hold.

One row is one cell of the workbook. `value` holds its number and nothing else, without a comma for thousands;
`shorthand` holds what stands in a number's place, as the workbook prints it. One of the two is always empty. A text
that a spreadsheet could take for a formula gets an apostrophe in front; a number never starts like one.

Source: RFC 4180 (CSV); Cabinet Office, Tabular data standard; W3C, Metadata Vocabulary for Tabular Data; OWASP, CSV
injection.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from foi_return.errors import Fault, OutputError
from foi_return.outputs import open_data_columns as columns
from foi_return.outputs.csvw_metadata import DescribedFile, metadata_record
from foi_return.outputs.file_faults import file_fault, write_whole
from foi_return.outputs.hostile_text import check_publishable
from foi_return.outputs.open_data_columns import Cell, OpenColumn
from foi_return.outputs.table_sheets import (
    DRAFT_MARK,
    DRAFT_WARNING,
    explaining_sentences,
    what_figures_are,
)
from foi_return.terms.licence import OPEN_GOVERNMENT_LICENCE, Licence
from foi_return.terms.protected import Figure, ProtectedReturn, ProtectedReview, ProtectedTable
from foi_return.terms.shorthand import Shorthand

METADATA_NAME = "csv-metadata.json"
ALL_NAME = "all-tables.csv"
_SHORTHAND_NAME, _NOTES_NAME, _FIELDS_NAME, _REVIEW_NAME = "shorthand.csv", "notes.csv", "fields.csv", "review.csv"
_OF_WINDOWS = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}

_FORMULA_SIGNS = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                  "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def write_open_data(answer: ProtectedReturn, folder: Path, licence: Licence = OPEN_GOVERNMENT_LICENCE) -> None:
    """Writes the files into a folder of their own, which is made.

    Raises:
        OutputError: A text may not be published (nothing is written then), or a file cannot be written.
    """
    files = render_open_data(answer, licence)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(file_fault(error, folder)) from error
    for name, content in files.items():
        write_whole(folder / name, content)


def render_open_data(answer: ProtectedReturn, licence: Licence = OPEN_GOVERNMENT_LICENCE) -> dict[str, bytes]:
    """The bytes of each file by its name; the same for the same answer.

    Raises:
        OutputError: A text may not be published.
    """
    described = tuple(_files(answer))
    faults = tuple(_faults(described))
    if faults:
        raise OutputError(faults)
    record = metadata_record(answer, described, licence)
    rendered = {file.name: _csv_bytes(file) for file in described}
    rendered[METADATA_NAME] = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
    return rendered


def _files(answer: ProtectedReturn) -> Iterator[DescribedFile]:
    """Every file with its columns and rows: the tables in order, all of them, then what explains them."""
    draft = "" if answer.protection_stands else DRAFT_MARK
    warning = [] if answer.protection_stands else [DRAFT_WARNING]
    marks = [answer.policy.printed(shorthand) for shorthand in Shorthand if shorthand is not Shorthand.BAND]
    if answer.policy.banded:
        marks.append(answer.policy.printed(Shorthand.BAND))
    everything: list[tuple[Cell, ...]] = []
    any_shares = any(table.shows_shares for table in answer.tables)
    names = file_names(table.key for table in answer.tables)
    for table, name in zip(answer.tables, names, strict=True):
        rows = tuple(_rows(answer, table, table.shows_shares))
        everything += [(table.key, table.question, table.title, *row) for row in _rows(answer, table, any_shares)]
        yield DescribedFile(
            name,
            f"{draft}Question {table.question}: {table.title}",
            (*warning, what_figures_are(table), *explaining_sentences(answer, table)),
            columns.of_table(marks, answer.period_kind, table.holds_percentages, table.shows_shares),
            columns.KEY,
            rows,
        )
    yield DescribedFile(
        ALL_NAME,
        f"{draft}Every table of the answer: {answer.title}",
        (*warning, "The rows of all the tables, one after the other, with the table that each row is from."),
        columns.of_all(marks, answer.period_kind, any_shares),
        ("table", *columns.KEY),
        tuple(everything),
    )
    yield DescribedFile(
        _SHORTHAND_NAME,
        "What stands in place of a number, and what it means",
        (),
        columns.SHORTHAND,
        ("shorthand",),
        tuple(answer.meanings.items()),
    )
    yield DescribedFile(
        _NOTES_NAME, "Notes to which rows refer by number", (), columns.NOTES, ("note",),
        tuple((note.number, note.text) for note in answer.notes),
    )  # fmt: skip
    if answer.review:
        yield DescribedFile(
            _REVIEW_NAME,
            answer.review.title,
            (*warning, *answer.review.sentences),
            columns.of_review([answer.policy.printed(shorthand) for shorthand in Shorthand]),
            ("figure",),
            tuple(_review(answer, answer.review)),
        )
    if answer.flags:
        yield DescribedFile(
            _FIELDS_NAME,
            f"Question {answer.flag_question}: fields and flags of the case management system",
            (f"Source: {answer.system}.",),
            columns.FIELDS,
            ("part", "asked_about"),
            tuple(_flags(answer)),
        )


def file_names(keys: Iterable[str]) -> tuple[str, ...]:
    """A file's name for each table's key, in small letters: no two alike on any system, and none of the other files."""
    taken = {
        name.removesuffix(".csv") for name in (ALL_NAME, _SHORTHAND_NAME, _NOTES_NAME, _FIELDS_NAME, _REVIEW_NAME)
    } | _OF_WINDOWS
    names = []
    for key in keys:
        stem = name = key.lower()
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        names.append(f"{name}.csv")
    return tuple(names)


def _rows(answer: ProtectedReturn, table: ProtectedTable, shares: bool) -> Iterator[tuple[Cell, ...]]:
    """A row for each cell of a table, in the order in which the workbook reads; with what percentages are made of."""
    days = {period.label: (period.first_day.isoformat(), period.last_day.isoformat()) for period in table.periods}
    for row in table.rows:
        notes = " ".join(str(number) for number in row.notes)
        for cell in row.cells:
            narrowed = sorted(cell.breakdown.items())
            figure = cell.published
            made_of = (_number(each) for each in cell.share_of or (None, None)) if shares else ()
            yield (
                cell.period,
                *days[cell.period],
                cell.category,
                "; ".join(dimension for dimension, _ in narrowed) or columns.NOT_BROKEN_DOWN,
                "; ".join(part for _, part in narrowed) or columns.WHOLE,
                row.label,
                table.unit,
                _number(figure),
                answer.policy.printed(figure) if isinstance(figure, Shorthand) else "",
                cell.part_of_period,
                notes,
                *made_of,
            )


def _number(figure: Figure | None) -> Cell:
    """What stands in a column of numbers: nothing in place of a shorthand."""
    return None if isinstance(figure, Shorthand) else figure


def _review(answer: ProtectedReturn, review: ProtectedReview) -> Iterator[tuple[Cell, ...]]:
    """A row for each figure of a review; where an end of an interval has no number, its shorthand stands there."""

    def printed(end: Figure) -> Cell:
        return answer.policy.printed(end) if isinstance(end, Shorthand) else end

    for line in review.lines:
        low, high = printed(line.low), printed(line.high)
        figure = line.published
        mark = answer.policy.printed(figure) if isinstance(figure, Shorthand) else ""
        yield (line.key, line.label, line.unit, None if mark else cast("int | float", figure), mark, low, high)


def _flags(answer: ProtectedReturn) -> Iterator[tuple[Cell, ...]]:
    for line in answer.flags:
        statement = line.statement
        yield (
            line.question.part,
            line.question.label,
            statement.answer.value,
            "; ".join(statement.printed_names),
            statement.since.isoformat() if statement.since else "",
            statement.note,
        )


def _csv_bytes(file: DescribedFile) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in file.columns])
    writer.writerows([_written(cell) for cell in row] for row in file.rows)
    return buffer.getvalue().encode()


def _written(cell: Cell) -> str:
    """A cell as it stands in the file."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return str(cell) if isinstance(cell, int) else inert(cell)


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe in front where it could be taken for one."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA_SIGNS) else text


def _faults(files: Iterable[DescribedFile]) -> Iterator[Fault]:
    """Texts that may not be published; each is reported once, where it stands first."""
    seen: set[str] = set()
    for file in files:
        for number, row in enumerate(file.rows, start=2):
            for column, cell in zip(file.columns, row, strict=True):
                if isinstance(cell, str) and cell not in seen:
                    seen.add(cell)
                    fault = check_publishable(cell, _place(file, number, column))
                    if fault:
                        yield fault


def _place(file: DescribedFile, number: int, column: OpenColumn) -> str:
    return f"Open data, {file.name}, row {number}, column '{column.name}'"
