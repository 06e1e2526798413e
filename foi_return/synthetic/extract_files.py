"""Writes the synthetic council's extract as the files that a council's own system would export."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import count
from pathlib import Path

from foi_return.synthetic import catalogue as known
from foi_return.synthetic.council import Row, generate_children

SHEET_ROWS_LIMIT = 1_000_000
"""A long table reckoned to hold more rows than this is written as CSV. A worksheet ends at row 1,048,576, so the
reckoning may be out by over 4%; at this size it is out by less than 1%."""

HAZARD_ROWS_PER_CHILD = 4.7
"""The mean number of rows in the long table for each child, measured on large councils."""

_PROGRESS_STEP = 1_000
_ROWS_ABOVE_HAZARDS: tuple[Row, ...] = (*((title,) for title in known.HAZARDS_TITLES), known.HAZARDS_HEADER)

WriteRow = Callable[[Row], object]


@dataclass(frozen=True, slots=True)
class ExtractFiles:
    """The files of a synthetic extract, and what a reader of them should find.

    Attributes:
        people: A row per child: id, birth date, gender, ward, case status. CSV, UTF-8 with a byte order mark.
        exploitation: The long table of all hazards under two title rows: a workbook of one sheet; or, where
            it is reckoned to hold more than SHEET_ROWS_LIMIT rows, CSV in UTF-8 with a byte order mark.
        missing: A row per missing episode. CSV, in the Windows code page 1252.
        people_rows: Rows of `people`, title rows and header left out, as in the two counts below.
        hazard_rows: Rows of `exploitation`.
        missing_rows: Rows of `missing`.
        assessed: How many children were assessed in each financial year, by its label (`2019/20`): what the
            rates of exploitation and of missing episodes are shares of.
    """

    people: Path
    exploitation: Path
    missing: Path
    people_rows: int
    hazard_rows: int
    missing_rows: int
    assessed: Mapping[str, int]


def write_extract(
    folder: Path, *, seed: int, children: int, progress: Callable[[int], None] | None = None
) -> ExtractFiles:
    """Writes `people.csv`, `exploitation.xlsx` (or `.csv`) and `missing.csv` into a folder.

    The same seed and number of children give the same files: the CSV files to the byte on every machine; the
    workbook to the cell everywhere, and to the byte where the versions of XlsxWriter and zlib and the kind of
    operating system are the same.

    Whether the long table fits a worksheet must be known before its file is opened. It is reckoned from the
    number of children, HAZARD_ROWS_PER_CHILD each, rather than by drawing them all twice.

    Args:
        folder: Made if it does not exist. Files of these names are overwritten.
        seed: Chooses the council.
        children: How many are known to social care over the seven financial years together.
        progress: Told, from time to time and at the end, for how many children the rows are written.

    Raises:
        ValueError: The number of children is below 1 or too large.
        OSError: A file cannot be written.
    """
    council = generate_children(seed=seed, children=children)
    folder.mkdir(parents=True, exist_ok=True)
    people, missing = folder / "people.csv", folder / "missing.csv"
    fits_sheet = children * HAZARD_ROWS_PER_CHILD <= SHEET_ROWS_LIMIT
    exploitation = folder / ("exploitation.xlsx" if fits_sheet else "exploitation.csv")
    people_rows = hazard_rows = missing_rows = 0
    assessed: Counter[int] = Counter()
    with ExitStack() as files:
        write_person = files.enter_context(_csv_table(people, "utf-8-sig", known.PEOPLE_HEADER))
        write_missing = files.enter_context(_csv_table(missing, "cp1252", known.MISSING_HEADER))
        hazards_table = _sheet_of_hazards(exploitation) if fits_sheet else _csv_of_hazards(exploitation)
        write_hazard = files.enter_context(hazards_table)
        for done, child in enumerate(council, start=1):
            for row in child.people:
                write_person(row)
            hazard_rows = _write_hazards(write_hazard, child.hazards, hazard_rows)
            for row in child.missing:
                write_missing(row)
            people_rows += len(child.people)
            missing_rows += len(child.missing)
            assessed.update(child.years_assessed)
            if progress and (done % _PROGRESS_STEP == 0 or done == children):
                progress(done)
    return ExtractFiles(
        people=people,
        exploitation=exploitation,
        missing=missing,
        people_rows=people_rows,
        hazard_rows=hazard_rows,
        missing_rows=missing_rows,
        assessed={label: assessed[year] for year, label in enumerate(known.YEARS, start=known.FIRST_YEAR)},
    )


def write_hazards_csv(path: Path, *, seed: int, children: int) -> int:
    """Writes only the long table, always as CSV: the rows that `write_extract` writes for the same council.

    For about N rows, ask for N / HAZARD_ROWS_PER_CHILD children.

    Args:
        path: The file to write; overwritten if it exists. Its folder must exist.
        seed: Chooses the council.
        children: How many are known to social care over the seven financial years together.

    Returns:
        The number of rows written, title rows and header left out.

    Raises:
        ValueError: The number of children is below 1 or too large.
        OSError: The file cannot be written.
    """
    council = generate_children(seed=seed, children=children)
    rows = 0
    with _csv_of_hazards(path) as write_hazard:
        for child in council:
            rows = _write_hazards(write_hazard, child.hazards, rows)
    return rows


def _write_hazards(write_row: WriteRow, hazards: Sequence[Row], written: int) -> int:
    """Writes one child's hazards, numbered on from those already written; returns how many are written now."""
    for number, row in enumerate(hazards, start=written + 1):
        write_row((f"H{number:08d}", *row))
    return written + len(hazards)


@contextmanager
def _csv_table(path: Path, encoding: str, *rows_above: Row) -> Iterator[WriteRow]:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows(rows_above)
        yield writer.writerow


def _csv_of_hazards(path: Path) -> AbstractContextManager[WriteRow]:
    return _csv_table(path, "utf-8-sig", *_ROWS_ABOVE_HAZARDS)


@contextmanager
def _sheet_of_hazards(path: Path) -> Iterator[WriteRow]:
    """A workbook of text cells that does not depend on the clock; each row leaves memory once written."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": datetime.combine(known.EXTRACTED_ON, time(), UTC)})
        sheet = workbook.add_worksheet("Hazards")
        positions = count()

        def write_row(row: Row) -> None:
            position = next(positions)
            for column, text in enumerate(row):
                sheet.write_string(position, column, text)

        for row in _ROWS_ABOVE_HAZARDS:
            write_row(row)
        yield write_row
