"""A list that a team keeps in one workbook: a row for each assessment, a yes/no column for each flag.

Nobody's system: it is what councils without a structured field keep by hand, with a title, mixed dates, ids that
Excel has made numbers of, and a total at the end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.support.systems.files import EVER, SystemExtract, british, excel_serial
from tests.support.systems.population import Assessment, Population, Standing
from tests.support.systems.truth import find_truth

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CCE_FROM = date(2020, 9, 1)
COUNTY_LINES_FROM = date(2022, 4, 1)
HEADER = (
    "Child ID", "Date of birth", "Sex", "Date of assessment", "Status", "Responsible authority", "CSE?", "CCE?",
    "Gang?", "OCG?", "County lines?", "Missing?", "Comments",
)  # fmt: skip
_FLAGS = ("cse", "cce", "gang", "ocg", "county_lines", "missing")
_COLUMN_FROM = {"cce": CCE_FROM, "county_lines": COUNTY_LINES_FROM}


def write_extract(folder: Path, population: Population) -> SystemExtract:
    """Writes exploitation-list.xlsx."""
    import xlsxwriter

    random = Random(7)
    path = folder / "exploitation-list.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": datetime.combine(date(2026, 5, 21), time(), UTC)})
        sheet = workbook.add_worksheet("List")
        sheet.write_string(0, 0, "Exploitation list: children assessed")
        sheet.write_row(2, 0, HEADER)
        as_date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for place, item in enumerate(population.assessments):
            _write_row(sheet, 3 + place, item, as_date, random)
        last = 3 + len(population.assessments)
        sheet.write_string(last, 0, "Total")
        sheet.write_number(last, 6, sum("cse" in item.finds for item in population.assessments))
    recorded = {
        "cse": EVER,
        "cce": (CCE_FROM, date.max),
        "gang": EVER,
        "ocg": EVER,
        "county_lines": (COUNTY_LINES_FROM, date.max),
    }
    return SystemExtract({"list": (path,)}, find_truth(population, recorded))


def _write_row(sheet: Worksheet, row: int, item: Assessment, as_date: object, random: Random) -> None:
    child = item.child
    if item.standing is not Standing.OF_NOBODY:
        if random.random() < 0.5:
            sheet.write_number(row, 0, child.number)
        else:
            sheet.write_string(row, 0, f"{child.number:07d}")
    _write_date(sheet, row, 1, child.born, as_date, random)
    sex = {"Female": ("F", "Female", "female "), "Male": ("M", "Male", "male")}.get(child.sex, ("", "?", "not known"))
    sheet.write_string(row, 2, random.choice(sex))
    _write_date(sheet, row, 3, None if item.standing is Standing.NOT_DATED else item.on, as_date, random)
    sheet.write_string(row, 4, "Entered in error" if item.standing is Standing.ENTERED_IN_ERROR else "Current")
    elsewhere = item.standing is Standing.OTHER_AUTHORITY
    sheet.write_string(row, 5, "Othertown" if elsewhere else random.choice(("Anytown", "Anytown ", "ANYTOWN")))
    for place, flag in enumerate(_FLAGS):
        asked = item.on >= _COLUMN_FROM.get(flag, date.min)
        answer = random.choice(("Yes", "Y", "yes")) if flag in item.finds else random.choice(("No", "N", "", ""))
        sheet.write_string(row, 6 + place, answer if asked else "")
    sheet.write_string(row, 12, random.choice(("", "CSE was ruled out", "see file")))


def _write_date(sheet: Worksheet, row: int, column: int, day: date | None, as_date: object, random: Random) -> None:
    """A date as people leave it: a date, a typed text, or a number that lost its format."""
    if day is None:
        sheet.write_string(row, column, "")
        return
    way = random.random()
    if way < 0.5:
        sheet.write_datetime(row, column, datetime.combine(day, time()), as_date)
    elif way < 0.85:
        sheet.write_string(row, column, british(day))
    else:
        sheet.write_number(row, column, excel_serial(day))
