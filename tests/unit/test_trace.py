"""The rows behind every cell of a small council, held against a listing in plain Python."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from foi_return.engine.trace import TracedRow, trace_cell
from foi_return.engine.workspace import Workspace
from foi_return.tables import CountCell
from tests.support import plain_count
from tests.support.doubts import context_of
from tests.support.small_council import CODES, CONTEXTS, Person, Record, SmallCouncil, count_council

YEARS = (2020, 2021)
CODE_LIST = ["CSE", "CSE", "CCE", "County lines", "Gang", "OCG", "Neglect"]
BANDS = {"Under 10": range(10), "10 to 12": range(10, 13), "13 to 15": range(13, 16), "16 to 17": range(16, 18)}
BANDS["18 and over"] = range(18, 120)
LABELS = {
    "cce": "Child criminal exploitation (CCE)",
    "cse": "Child sexual exploitation (CSE)",
    "both": "Both CCE and CSE",
    "gang": "Exploited by, or associated with, a gang",
    "ocg": "Exploited by, or associated with, an organised crime group (OCG)",
    "county_lines": "Exploited through county lines",
    "online": "Online",
    "public_place": "Public place, such as a park, street or shopping area",
    "private_address": "Private address, including one used for drug dealing",
    "temporary_accommodation": "Hotel or temporary accommodation",
    "school": "School or pupil referral unit",
    "placement": "Care placement, including residential care",
}


def council(counting: dict[str, Any]) -> SmallCouncil:
    """Some forty children, some of them unknown or grown up, with a hundred records."""
    chance = random.Random(7)
    people = [
        Person(
            str(number),
            chance.choice(
                ["", "x", *(str(date(2001, 1, 1) + timedelta(days=chance.randrange(6_500))) for _ in range(12))]
            ),
            chance.choice("FFMMUX"),
        )
        for number in range(36)
    ]
    records = []
    for _ in range(110):
        start = date(2019, 6, 1) + timedelta(days=chance.randrange(1_000))
        records.append(
            Record(
                str(chance.randrange(40)),
                chance.choice(CODE_LIST),
                str(start),
                chance.choice(["", str(start + timedelta(days=chance.randrange(700)))]),
                chance.choice(["", "Online", "Public", "School", "Hotel"]),
                chance.choice(["Low", "High"]),
            )
        )
    return SmallCouncil(people, records, counting, years=("2020/21 to 2021/22",))


def listed_rows(council: SmallCouncil, year: int) -> dict[str, list[tuple[int, frozenset[str]]]]:
    """Each child of a year with the rows that count for the child, and what each row means."""
    people = {person.child: person for person in council.people}
    found: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for number, record in enumerate(council.records, start=2):
        keys = {key for key, codes in CODES.items() if record.code in codes}
        if not keys or not plain_count.counts_for(record, council, year):
            continue
        keys |= {key for key, contexts in CONTEXTS.items() if record.context in contexts}
        born = plain_count.born_on(people.get(record.child))
        day = max(date.fromisoformat(record.start), date(year, 4, 1))
        if born is None or plain_count.birthday_age(born, day) < 18:
            found.setdefault(record.child, []).append((number, frozenset(LABELS[key] for key in keys)))
    return found


def belongs(table: str, row: str, recorded: set[str], sex: str, age: int | None, apart: bool) -> bool:
    """Whether a child belongs to a row of a table, by the words of both."""
    question, _, category = table.partition("-")
    needed = {"both": {"cce", "cse"}}.get(category, {category} - {""})
    label = row.removesuffix(" only")
    if question in ("q1", "q3", "q4"):
        (key,) = [key for key, text in LABELS.items() if text == label]
        needed = {"both": {"cce", "cse"}}.get(key, {key})
    if not needed <= recorded or (question == "q4" and not recorded & set(CODES)):
        return False
    if apart and question != "q4" and needed in ({"cce"}, {"cse"}) and {"cce", "cse"} <= recorded:
        return False
    if question == "q5":
        return row in ("Total", sex)
    if question == "q6":
        return row == "Total" or (age is None if row == "Not known" else age is not None and age in BANDS[row])
    return True


def by_child(rows: Sequence[TracedRow]) -> list[list[tuple[int, frozenset[str]]]]:
    """The rows of each child of a listing; the children are numbered from 1 without a gap."""
    numbers = sorted({row.child for row in rows})
    assert numbers == list(range(1, len(numbers) + 1))
    return sorted([(row.row, frozenset(row.means)) for row in rows if row.child == number] for number in numbers)


def cells_of(tables: Sequence[Any]) -> Iterator[tuple[str, str, int, CountCell]]:
    for table in tables:
        for row in table.rows:
            for year, cell in zip(YEARS, row.cells, strict=True):
                yield table.definition.key, row.label, year, cell


@pytest.mark.parametrize(
    "counting",
    [{}, {"placed_by": "open in year", "overlap": "exclusive", "age_taken": "31 March", "risk_levels": ["High"]}],
)
def test_rows_behind_every_cell_are_those_of_its_children(
    workspace: Workspace, tmp_path: Path, counting: dict[str, Any]
) -> None:
    small = council(counting)
    counted = count_council(small, tmp_path, workspace)
    context = context_of(workspace, counted)
    children = {year: plain_count.children(small, year) for year in YEARS}
    rows = {year: listed_rows(small, year) for year in YEARS}
    apart = counting.get("overlap") == "exclusive"
    tried = 0
    for table, label, year, cell in cells_of(counted.tables):
        sexes = {"F": "Female", "M": "Male"}
        expected = [
            rows[year][child]
            for child, (recorded, person, age) in children[year].items()
            if belongs(table, label, recorded, sexes.get(person.sex if person else "", "Not known"), age, apart)
        ]
        traced = trace_cell(workspace, context.request, context.bound, context.query, cell.selector)
        assert by_child(traced) == sorted(expected), (table, label, year)
        assert len(expected) == cell.figure
        assert {row.source for row in traced} <= {"records"}
        tried += bool(expected)
    assert tried > 40


def test_row_that_makes_a_child_older_is_listed_with_the_others(workspace: Workspace, tmp_path: Path) -> None:
    """A child's age is taken at the first record of any category, so that record stands behind each of its cells."""
    records = [Record("1", "Gang", "2021-04-01", context="Online"), Record("1", "CSE", "2022-03-01")]
    small = SmallCouncil([Person("1", "2008-05-01")], records, years=("2021/22",))
    counted = count_council(small, tmp_path, workspace)
    context = context_of(workspace, counted)
    table = next(table for table in counted.tables if table.definition.key == "q6-cse")
    cell = next(row.cells[0] for row in table.rows if row.label == "10 to 12")
    assert cell.figure == 1
    assert trace_cell(workspace, context.request, context.bound, context.query, cell.selector) == (
        TracedRow(1, "records", 2, (LABELS["gang"], "Online")),
        TracedRow(1, "records", 3, (LABELS["cse"],)),
    )


def test_nobody_stands_behind_an_empty_cell(workspace: Workspace, tmp_path: Path) -> None:
    small = SmallCouncil([], [], years=("2021/22",))
    context = context_of(workspace, counted := count_council(small, tmp_path, workspace))
    selector = counted.tables[0].rows[0].cells[0].selector
    assert trace_cell(workspace, context.request, context.bound, context.query, selector) == ()
