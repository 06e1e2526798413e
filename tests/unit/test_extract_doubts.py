"""Doubts about an extract as a whole: late starts, people who look alike, records by month."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.engine.extract_doubts import count_months
from foi_return.engine.workspace import Workspace, open_workspace
from foi_return.terms.findings import Finding, FindingCode
from tests.support.doubts import context_of, count_and_doubt
from tests.support.small_council import Person, Record, SmallCouncil, count_council

WHOLE_CODES = (FindingCode.ALIKE_PEOPLE, FindingCode.STARTS_LATE, FindingCode.SOURCE_EMPTY)
GIRL = Person("1", "2008-05-01")


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with open_workspace() as opened:
        yield opened


def council(*starts: str, **more: Any) -> SmallCouncil:
    return SmallCouncil([GIRL], [Record("1", "CSE", start) for start in starts], **more)


@pytest.mark.parametrize(
    ("first", "covers", "months"),
    [
        ("2019-06-30", None, None),
        ("2019-07-01", None, 3),
        ("2021-01-15", None, 21),
        ("2021-01-15", date(2020, 11, 20), None),
        ("2021-01-15", date(2015, 1, 1), 21),
    ],
)
def test_extract_that_starts_late_is_doubted_with_the_months_it_lacks(
    first: str, covers: date | None, months: int | None, workspace: Workspace, tmp_path: Path
) -> None:
    said = {"from": covers} if covers else {}
    # A record that means nothing is no start, nor is the order of the rows.
    small = council("2022-05-01", first, covers=said, years=("2019/20 to 2022/23",))
    small = SmallCouncil(
        small.people, [*small.records, Record("1", "Neglect", "2019-04-01")], covers=said, years=small.years
    )
    _, found = count_and_doubt(small, tmp_path, workspace)
    expected = [Finding(FindingCode.STARTS_LATE, "records", months, "Start")] if months else []
    assert [finding for finding in found if finding.code in WHOLE_CODES] == expected


@pytest.mark.parametrize(("others", "months"), [(date(2020, 11, 20), None), (date(2020, 9, 1), 4), (None, 21)])
def test_months_before_anything_could_be_recorded_are_not_doubted(
    others: date | None, months: int | None, workspace: Workspace, tmp_path: Path
) -> None:
    @dataclass(frozen=True)
    class Introduced(SmallCouncil):
        def field_map_tables(self) -> dict[str, Any]:
            tables = super().field_map_tables()
            for key, mapping in {**tables["categories"], **tables["contexts"]}.items():
                start = date(2020, 11, 20) if key == "cse" else others
                mapping.update({"recorded": {"from": start}} if start else {})
            return tables

    small = Introduced([GIRL], [Record("1", "CSE", "2021-01-15")], years=("2019/20 to 2022/23",))
    _, found = count_and_doubt(small, tmp_path, workspace)
    expected = [Finding(FindingCode.STARTS_LATE, "records", months, "Start")] if months else []
    assert [finding for finding in found if finding.code in WHOLE_CODES] == expected


def test_records_without_a_single_row_are_doubted(workspace: Workspace, tmp_path: Path) -> None:
    _, found = count_and_doubt(council(), tmp_path, workspace)
    assert found == (Finding(FindingCode.SOURCE_EMPTY, "records", 0),)


def test_months_are_counted_for_what_means_something(workspace: Workspace, tmp_path: Path) -> None:
    small = council("2021-05-01", "2021-05-31", "2021-12-01", "2022-02-01")
    small = SmallCouncil(small.people, [*small.records, Record("1", "Neglect", "2021-06-01")])
    months = count_months(context_of(workspace, count_council(small, tmp_path, workspace)))
    assert months == {"records": {(2021, 5): 2, (2021, 12): 1, (2022, 2): 1}}


@dataclass(frozen=True)
class Named(SmallCouncil):
    """A council whose people have names."""

    names: tuple[tuple[str, str], ...] = ()

    def field_map_tables(self) -> dict[str, Any]:
        tables = super().field_map_tables()
        tables["child"]["names"] = ["First", "Last"]
        return tables

    def write(self, folder: Path) -> dict[str, Path]:
        paths = super().write(folder)
        with paths["people"].open("w", encoding="utf-8", newline="") as file:
            rows = [[p.child, p.born, p.sex, *names] for p, names in zip(self.people, self.names, strict=True)]
            csv.writer(file).writerows([["Child", "Born", "Sex", "First", "Last"], *rows])
        return paths


def test_people_with_one_birth_date_and_nearly_one_name_are_doubted(workspace: Workspace, tmp_path: Path) -> None:
    people = [
        ("1", "2008-05-01", ("Katherine", "O'Neill")),
        ("2", "2008-05-01", ("KATHERINE ", "ONeill")),
        ("3", "2008-05-02", ("Katherine", "O'Neill")),
        ("4", "2008-05-01", ("Samuel", "Brown")),
        ("5", "2008-05-01", ("Brown", "Samuel")),
        ("6", "2008-05-01", ("Samuel", "Brown")),  # Has no record.
        ("7", "2008-05-01", ("", "")),
        ("8", "2008-05-01", ("", "")),
    ]
    records = [Record(child, "CSE", "2021-05-01") for child, _, _ in people if child != "6"]
    named = Named(
        [Person(child, born) for child, born, _ in people],
        records,
        years=("2021/22",),
        names=tuple(names for _, _, names in people),
    )
    _, found = count_and_doubt(named, tmp_path, workspace)
    assert found == (Finding(FindingCode.ALIKE_PEOPLE, "people", 4, "Child", (2, 3, 5, 6)),)
    assert "Katherine" not in found[0].sentence()
