"""Every kind of doubt about an extract: its rows, and that what is said to become of them is what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from foi_return.engine.workspace import Workspace
from foi_return.terms.findings import FINDING_MEANINGS, Finding, FindingCode
from tests.support.doubts import count_and_doubt
from tests.support.small_council import Person, Record, SmallCouncil, count_council
from tests.unit.test_breakdowns import CLASS_CODES
from tests.unit.test_extract_doubts import WHOLE_CODES
from tests.unit.test_identity import IDENTITY_CODES
from tests.unit.test_shapes import SHAPE_CODES

CSE, CCE = "Child sexual exploitation (CSE)", "Child criminal exploitation (CCE)"
GIRL = Person("1", "2008-05-01", "F")
RECORD = Record("1", "CSE", "2021-05-01")


@dataclass(frozen=True)
class Case:
    """An extract with one doubt.

    Attributes:
        name: What is doubtful.
        code: The finding that must be there.
        people: The people file; its first row is row 2.
        records: The records file.
        source: Where the finding is.
        column: Which column it names.
        rows: Which rows it lists.
        figures: Figures of 2021/22 by table and row, under each counting rule that matters.
        also: Other findings that come with it.
    """

    name: str
    code: FindingCode
    people: Sequence[Person]
    records: Sequence[Record]
    source: str
    column: str
    rows: tuple[int, ...]
    figures: Sequence[tuple[Mapping[str, Any], str, str, object]]
    also: Sequence[FindingCode] = ()


DEFAULT: Mapping[str, Any] = {}
OPEN = {"placed_by": "open in year"}
AT_END = {"placed_by": "open at year end"}
HIGH = {"risk_levels": ["High"]}
VICTIM = {"identified_as": "victim"}

CASES = [
    Case(
        "id is blank, an error or NULL",
        FindingCode.NO_CHILD_ID,
        [GIRL],
        [RECORD, *(Record(text, "CSE", "2021-05-01") for text in ("", " ", "#N/A", "NULL"))],
        "records",
        "Child",
        (3, 4, 5, 6),
        [(DEFAULT, "q1", CSE, 1)],
    ),
    Case(
        "start is blank",
        FindingCode.NO_START,
        [GIRL],
        [Record("1", "CSE", ""), Record("1", "CSE", "NULL"), Record("1", "CCE", "2021-05-01")],
        "records",
        "Start",
        (2, 3),
        [(DEFAULT, "q1", CSE, 0), (OPEN, "q1", CSE, 0), (DEFAULT, "q1", CCE, 1)],
    ),
    Case(
        "start is no date",
        FindingCode.BAD_START,
        [GIRL],
        [Record("1", "CSE", text) for text in ("31/05/2021", "2021-02-30", "May", "1900-01-01", "2101-01-01")],
        "records",
        "Start",
        (2, 3, 4, 5, 6),
        [(DEFAULT, "q1", CSE, 0), (OPEN, "q1", CSE, 0)],
    ),
    Case(
        "end is no date",
        FindingCode.BAD_END,
        [GIRL],
        [Record("1", "CSE", "2021-05-01", "soon"), Record("1", "CCE", "2021-05-01", "2021-05-32")],
        "records",
        "End",
        (2, 3),
        [(DEFAULT, "q1", CSE, 1), (OPEN, "q1", CSE, 0), (AT_END, "q1", CCE, 0)],
    ),
    Case(
        "end is before start",
        FindingCode.END_BEFORE_START,
        [GIRL],
        [Record("1", "CSE", "2021-05-01", "2019-05-01"), Record("1", "CCE", "2022-03-31", "2022-03-30")],
        "records",
        "End",
        (2, 3),
        [(DEFAULT, "q1", CSE, 1), (OPEN, "q1", CSE, 1), (AT_END, "q1", CSE, 0), (AT_END, "q1", CCE, 1)],
    ),
    Case(
        "risk level is not mapped",
        FindingCode.RISK_NOT_MAPPED,
        [GIRL],
        [Record("1", "CSE", "2021-05-01", risk="Severe"), Record("1", "CCE", "2021-05-01", risk=" HIGH ")],
        "records",
        "Risk",
        (2,),
        [(DEFAULT, "q1", CSE, 1), (HIGH, "q1", CSE, 0), (HIGH, "q1", CCE, 1)],
    ),
    Case(
        "at risk or victim is not mapped",
        FindingCode.IDENTIFIED_NOT_MAPPED,
        [GIRL],
        [Record("1", "CSE", "2021-05-01", identified="Both"), Record("1", "CCE", "2021-05-01", identified="Victim")],
        "records",
        "Identified",
        (2,),
        [(DEFAULT, "q1", CSE, 1), (VICTIM, "q1", CSE, 0), (VICTIM, "q1", CCE, 1)],
    ),
    Case(
        "coded value is not reviewed",
        FindingCode.VALUE_NOT_REVIEWED,
        [GIRL],
        [RECORD, Record("1", "Unheard of", "2021-05-01"), Record("", "UNHEARD  of", "x")],
        "records",
        "Code",
        (3, 4),
        [(DEFAULT, "q1", CSE, 1), (DEFAULT, "q1", CCE, "[x]"), (DEFAULT, "q4", "Online", 0)],
    ),
    Case(
        "sex is not mapped",
        FindingCode.SEX_NOT_MAPPED,
        [Person("1", "2008-05-01", "Femal"), Person("2", "2008-05-01", "U"), Person("3", "2008-05-01", "")],
        [Record(child, "CSE", "2021-05-01") for child in ("1", "2", "3")],
        "people",
        "Sex",
        (2,),
        [(DEFAULT, "q5-cse", "Not known", 3), (DEFAULT, "q5-cse", "Female", 0)],
        also=[FindingCode.NO_SEX],
    ),
    Case(
        "birth date is no date",
        FindingCode.BAD_BIRTH_DATE,
        [Person("1", "01/05/2008"), Person("2", "1900-01-01"), Person("3", "2008-05-01")],
        [Record(child, "CSE", "2021-05-01") for child in ("1", "2", "3")],
        "people",
        "Born",
        (2, 3),
        [(DEFAULT, "q6-cse", "Not known", 2), (DEFAULT, "q6-cse", "13 to 15", 1)],
        also=[FindingCode.NO_BIRTH_DATE],
    ),
    Case(
        "rows of a person disagree",
        FindingCode.CONFLICTING_PEOPLE,
        [
            Person("1", "2008-05-01", "F"),
            Person("1", "2008-05-02", "Female"),
            Person("2", "2008-05-01", "F"),
            Person("2", "2008-05-01", "M"),
        ],
        [Record("1", "CSE", "2021-05-01"), Record("2", "CCE", "2021-05-01")],
        "people",
        "Child",
        (2, 3, 4, 5),
        [
            (DEFAULT, "q6-cse", "Not known", 1),
            (DEFAULT, "q5-cse", "Female", 1),
            (DEFAULT, "q6-cce", "13 to 15", 1),
            (DEFAULT, "q5-cce", "Not known", 1),
        ],
        also=[FindingCode.REPEATED_PEOPLE, FindingCode.NO_BIRTH_DATE, FindingCode.NO_SEX],
    ),
    Case(
        "rows of a person repeat each other",
        FindingCode.REPEATED_PEOPLE,
        [
            Person("1", "2008-05-01", "F"),
            Person("2", "2008-05-01", "M"),
            Person("1", "", " FEMALE "),
            Person(" 1 ", "2008-05-01", "U"),
        ],
        [RECORD],
        "people",
        "Child",
        (2, 4, 5),
        [(DEFAULT, "q5-cse", "Female", 1), (DEFAULT, "q6-cse", "13 to 15", 1), (DEFAULT, "q1", CSE, 1)],
    ),
    Case(
        "person is missing",
        FindingCode.NO_PERSON,
        [Person("2", "2008-05-01")],
        [RECORD, Record("1", "CSE", "2021-06-01"), Record("2", "CSE", "2021-06-01")],
        "records",
        "",
        (2, 3),
        [(DEFAULT, "q1", CSE, 2), (DEFAULT, "q5-cse", "Not known", 1), (DEFAULT, "q6-cse", "Not known", 1)],
    ),
    Case(
        "birth date is missing",
        FindingCode.NO_BIRTH_DATE,
        [Person("1", ""), Person("2", "NULL")],
        [RECORD, Record("2", "CSE", "2021-06-01")],
        "records",
        "",
        (2, 3),
        [(DEFAULT, "q1", CSE, 2), (DEFAULT, "q6-cse", "Not known", 2)],
    ),
    Case(
        "sex is missing",
        FindingCode.NO_SEX,
        [Person("1", "2008-05-01", ""), Person("2", "2008-05-01", "U"), Person("3", "2008-05-01", "M")],
        [Record(child, "CSE", "2021-05-01") for child in ("1", "2", "3")],
        "records",
        "",
        (2, 3),
        [(DEFAULT, "q5-cse", "Not known", 2), (DEFAULT, "q5-cse", "Male", 1)],
    ),
    Case(
        "child was born after the record",
        FindingCode.BORN_AFTER_RECORD,
        [Person("1", "2021-05-02")],
        [RECORD],
        "records",
        "",
        (2,),
        [(DEFAULT, "q1", CSE, 1), (DEFAULT, "q6-cse", "Not known", 1)],
    ),
    Case(
        "person was grown up",
        FindingCode.NOT_A_CHILD,
        [Person("1", "2003-05-01"), Person("2", "2003-05-02")],
        [RECORD, Record("2", "CSE", "2021-05-01")],
        "records",
        "",
        (2,),
        [(DEFAULT, "q1", CSE, 1), ({"who_counts": "everybody"}, "q1", CSE, 2)],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_doubt_is_reported_with_its_rows_and_has_the_effect_that_is_stated(
    workspace: Workspace, tmp_path: Path, case: Case
) -> None:
    council = SmallCouncil(case.people, case.records, years=("2021/22",))
    counted, found = count_and_doubt(council, tmp_path, workspace)
    assert {finding.code for finding in found} == {case.code, *case.also}
    finding = next(finding for finding in found if finding.code is case.code)
    assert finding == Finding(case.code, case.source, len(case.rows), case.column, case.rows)
    under = {str(DEFAULT): counted}
    for counting, table, row, figure in case.figures:
        if str(counting) not in under:
            under[str(counting)] = count_council(council.with_counting(**counting), tmp_path, workspace)
        other = under[str(counting)]
        assert other.sql == other.pandas
        assert (counting, table, row, other.figure(table, "2021/22", row)) == (counting, table, row, figure)


def test_row_that_cannot_be_read_is_reported_and_not_read(workspace: Workspace, tmp_path: Path) -> None:
    class Broken(SmallCouncil):
        def write(self, folder: Path) -> dict[str, Path]:
            paths = super().write(folder)
            text = paths["records"].read_text()
            paths["records"].write_text(text + '1,CSE,2021-05-01\n1,"CSE,2021-05-01,,,,\n\n1,CCE,2021-05-01,,,,\n')
            return paths

    counted, found = count_and_doubt(Broken([GIRL], [], years=("2021/22",)), tmp_path, workspace)
    assert found == (Finding(FindingCode.ROW_UNREADABLE, "records", 2, rows=(2, 3)),)
    assert [counted.figure("q1", "2021/22", row) for row in (CSE, CCE)] == [0, 1]


def test_every_kind_of_finding_is_tried_here() -> None:
    by_readers = {
        FindingCode.ROW_UNREADABLE,
        FindingCode.TOTAL_ROW,
        FindingCode.SHEET_HIDDEN,
        FindingCode.NOT_CALCULATED,
        FindingCode.ERROR_CELL,
        FindingCode.COLUMNS_DIFFER,
    }
    elsewhere = {*by_readers, *CLASS_CODES, *SHAPE_CODES, *IDENTITY_CODES, *WHOLE_CODES}
    assert {case.code for case in CASES} | elsewhere == set(FindingCode) == set(FINDING_MEANINGS)


def test_tidy_extract_has_no_findings(workspace: Workspace, tmp_path: Path) -> None:
    tidy = Record("1", " cse ", "2021-05-01", "2021-06-01", "Online", "High", "Victim")
    _, found = count_and_doubt(SmallCouncil([GIRL], [tidy], years=("2021/22",)), tmp_path, workspace)
    assert found == ()


@pytest.mark.parametrize("code", ["Neglect", "", "neglect "])
def test_rows_that_mean_no_category_are_not_doubted(workspace: Workspace, tmp_path: Path, code: str) -> None:
    """Their context, dates, levels and people do not bear on any figure."""
    messy = [
        Record("", code, "x", "y", "Online", "Severe", "Both"),
        Record("9", code, "2021-05-01", "2020-05-01", "Public"),
        Record("2", code, "2021-05-01"),
    ]
    people = [GIRL, Person("2", "x", "X"), Person("2", "2008-01-01", "M"), Person("2", "2009-01-01", "F")]
    _, found = count_and_doubt(SmallCouncil(people, [RECORD, *messy], years=("2021/22",)), tmp_path, workspace)
    assert found == ()


def test_contexts_that_count_alone_are_doubted_too(workspace: Workspace, tmp_path: Path) -> None:
    council = SmallCouncil(
        [GIRL], [Record("1", "Neglect", "x", context="Online")], years=("2021/22",), context_needs_category=False
    )
    _, found = count_and_doubt(council, tmp_path, workspace)
    assert [(finding.code, finding.rows) for finding in found] == [(FindingCode.BAD_START, (2,))]


def test_records_outside_the_years_say_nothing_about_their_people(workspace: Workspace, tmp_path: Path) -> None:
    council = SmallCouncil([Person("1", "x", "X")], [Record("1", "CSE", "2018-05-01")], years=("2021/22",))
    assert count_and_doubt(council, tmp_path, workspace)[1] == ()
    _, found = count_and_doubt(council.with_counting(**OPEN), tmp_path, workspace)
    assert {finding.code for finding in found} == {
        FindingCode.BAD_BIRTH_DATE,
        FindingCode.SEX_NOT_MAPPED,
        FindingCode.NO_BIRTH_DATE,
        FindingCode.NO_SEX,
    }


def test_one_file_for_people_and_records_may_repeat_a_child_and_not_contradict_itself(
    workspace: Workspace, tmp_path: Path
) -> None:
    class OneFile(SmallCouncil):
        def field_map_tables(self) -> dict[str, Any]:
            tables = super().field_map_tables()
            tables["records"]["records"]["source"] = "people"
            del tables["sources"]["records"]
            return tables

        def write(self, folder: Path) -> dict[str, Path]:
            path = folder / "one.csv"
            path.write_text(
                "Child,Born,Sex,Code,Start,End,Context,Risk,Identified\n"
                "1,2008-05-01,F,CSE,2021-05-01,,,,\n1,2008-05-01,F,CSE,2021-06-01,,,,\n"
                "2,2008-05-01,F,CSE,2021-05-01,,,,\n2,2009-05-01,F,CSE,2021-06-01,,,,\n"
            )
            return {"people": path}

    counted, found = count_and_doubt(OneFile([], [], years=("2021/22",)), tmp_path, workspace)
    assert [(finding.code, finding.rows) for finding in found] == [
        (FindingCode.CONFLICTING_PEOPLE, (4, 5)),
        (FindingCode.NO_BIRTH_DATE, (4, 5)),
    ]
    assert counted.figure("q1", "2021/22", CSE) == 2


def test_sentence_says_what_is_the_matter_how_often_and_what_became_of_it() -> None:
    finding = Finding(FindingCode.NO_START, "hazards", 1_234, "Start date", (2, 3))
    assert finding.sentence() == "hazards, column 'Start date': The start date is blank (1,234; not counted)."


def test_findings_hold_no_value_of_the_extract(workspace: Workspace, tmp_path: Path) -> None:
    canary = "Canary"
    people = [Person("1", canary, canary), Person("1", "2008-01-01", "F")]
    records = [RECORD, Record("1", canary, canary), Record("1", "CSE", canary, canary, canary, canary, canary)]
    _, found = count_and_doubt(SmallCouncil(people, records, years=("2021/22",)), tmp_path, workspace)
    assert len(found) > 5
    assert not [finding for finding in found if canary in repr(finding) + finding.sentence()]
