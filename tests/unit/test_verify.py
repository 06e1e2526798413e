"""Files are looked through before they are sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.attack.options import Zeros
from foi_return.config.policy import choose_policy
from foi_return.errors import Fault, OutputError
from foi_return.outputs.beside_workbook import load_paper, write_beside_workbook
from foi_return.outputs.workbook import write_workbook
from foi_return.terms.letter import LetterFacts
from foi_return.terms.protected import ProtectedReturn
from foi_return.verify import (
    CHECKS,
    FileReport,
    Finding,
    Severity,
    VerifyOptions,
    exit_code,
    verify_file,
    verify_files,
)
from foi_return.verify.own_pack import verify_pack
from foi_return.verify.records import nhs_number
from foi_return.verify.styles import masks
from tests.support import faulty_workbooks as corpus
from tests.support import published_workbook as published
from tests.unit.test_percentages import prepared as prepared_with_percentages
from tests.unit.test_policy_rules import prepared

PERSONAL = ("Jo Example", "jo.example", "PRINT01", "A. Person", "same school", "A text of a cell")


def findings(
    content: bytes, folder: Path, name: str = "answer.xlsx", options: VerifyOptions | None = None
) -> list[Finding]:
    path = folder / name
    path.write_bytes(content)
    return list(verify_file(path, options).findings)


@pytest.mark.parametrize("fault", corpus.FAULTS)
def test_fault_is_found_by_the_check_of_its_name_and_by_no_other(fault: str, tmp_path: Path) -> None:
    check, make = corpus.FAULTS[fault]
    found = findings(make(), tmp_path, options=VerifyOptions(attack=check == "given-away"))
    assert check in {finding.check for finding in found}
    words = " ".join(map(str, found))
    assert not [text for text in PERSONAL if text in words]
    assert {finding.check for finding in found} <= {check, *ALSO.get(fault, ())}


ALSO = {"chart of a hidden sheet": ("hidden-sheet",), "error": ("formula",)}
"""Faults that cannot be made without another."""


def test_corpus_holds_a_fault_for_every_check_of_workbooks() -> None:
    letters_only = {"tracked-change", "hidden-text", "mail-merge", "template-path", "document-variable"}
    assert {check for check, _ in corpus.FAULTS.values()} == set(CHECKS) - letters_only
    assert len(corpus.FAULTS) >= 40


@pytest.mark.parametrize(
    "make",
    [
        published.clean_workbook,
        published.with_chart,
        published.with_chart_of_gaps,
        published.with_picture,
        published.made_by_hand,
    ],
)
def test_nothing_is_found_in_a_clean_workbook(make: object, tmp_path: Path) -> None:
    assert callable(make)
    assert findings(make(), tmp_path) == []


def _pack(answer: ProtectedReturn, folder: Path) -> list[Path]:
    paper = load_paper(None, None)
    workbook = folder / "answer.xlsx"
    write_workbook(answer, workbook)
    write_beside_workbook(answer, LetterFacts(workbook.name, None, None), paper, workbook)
    return sorted(path for path in folder.rglob("*") if path.suffix in (".xlsx", ".docx", ".csv"))


@pytest.mark.parametrize("profile", ["fewer-than-5", "fewer-than-10", "bands", "round-to-5"])
def test_nothing_is_found_in_an_answer_of_this_program_whatever_the_policy(profile: str, tmp_path: Path) -> None:
    answer = prepared(choose_policy(profile)).answer
    for report in verify_files(_pack(answer, tmp_path), VerifyOptions(organisation=answer.council)):
        assert not report.faults
        assert report.findings == (), report.name


def test_nothing_is_found_in_an_answer_with_percentages(tmp_path: Path) -> None:
    answer = prepared_with_percentages().answer
    for report in verify_files(_pack(answer, tmp_path), VerifyOptions(organisation=answer.council, attack=False)):
        assert report.findings == (), report.name


def test_answer_in_which_something_is_found_stays_unseen(tmp_path: Path) -> None:
    answer = prepared(choose_policy("fewer-than-5")).answer
    _pack(answer, tmp_path)
    verify_pack(tmp_path, answer.council, 5, letterhead=False)
    (tmp_path / "answer.xlsx").write_bytes(corpus.FAULTS["comment"][1]())
    with pytest.raises(OutputError) as caught:
        verify_pack(tmp_path, answer.council, 5, letterhead=False)
    assert "answer.xlsx, Table_1 (xl/comments1.xml): 1 comment (comment)." in str(caught.value)
    (tmp_path / "answer.xlsx").write_bytes(corpus.FAULTS["small number"][1]())
    with pytest.raises(OutputError):
        verify_pack(tmp_path, answer.council, 5, letterhead=False)
    verify_pack(tmp_path, answer.council, None, letterhead=False)


def test_leaks_come_first_and_decide_how_the_program_ends(tmp_path: Path) -> None:
    made = published.made_with(lambda _, table: table.write_comment("C6", "x"), legend="Numbers of children.")
    path = tmp_path / "answer.xlsx"
    path.write_bytes(made)
    report = verify_file(path, VerifyOptions(attack=False))
    assert [finding.severity for finding in report.findings] == [Severity.LEAK, Severity.DOUBTFUL]
    doubtful = FileReport("b", report.of(Severity.DOUBTFUL))
    note = FileReport("c", (replace(report.findings[0], severity=Severity.NOTE),))
    unreadable = FileReport("d", faults=(Fault("d", "it is damaged"),))
    assert exit_code([FileReport("a")]) == 0
    assert exit_code([note]) == 0
    assert exit_code([note], strict=True) == 1
    assert exit_code([doubtful, note]) == 1
    assert exit_code([doubtful, unreadable]) == 5
    assert exit_code([report, unreadable]) == 9


def test_hidden_rows_that_hold_nothing_are_a_note_only(tmp_path: Path) -> None:
    made = published.made_with(lambda _, table: table.set_row(30, None, None, {"hidden": True}))
    (finding,) = findings(made, tmp_path)
    assert (finding.check, finding.severity) == ("hidden-rows", Severity.NOTE)
    assert finding.where == "Table_1, row 31"


def test_small_numbers_are_measured_by_the_threshold_that_is_told(tmp_path: Path) -> None:
    without = VerifyOptions(attack=False)
    assert not findings(published.clean_workbook(), tmp_path, options=without)
    (finding,) = findings(published.clean_workbook(), tmp_path, options=replace(without, threshold=10))
    assert (finding.check, finding.severity) == ("small-number", Severity.LEAK)
    assert finding.where == "Table_1, D5, D6"


def test_a_zero_is_found_where_zeros_should_be_hidden(tmp_path: Path) -> None:
    made = published.made_with(lambda *_: None, published.with_row(1, ("Under 10", "[x]", "[c]", 0)))
    assert not findings(made, tmp_path, options=VerifyOptions(attack=False))
    (finding,) = findings(made, tmp_path, options=VerifyOptions(zeros=Zeros.HIDDEN, attack=False))
    assert finding.where == "Table_1, D5"


def test_a_number_given_away_is_named_by_its_place_and_not_told(tmp_path: Path) -> None:
    _, make = corpus.FAULTS["hidden beside its total"]
    (finding,) = findings(make(), tmp_path)
    assert finding.severity is Severity.LEAK
    assert finding.where == "2022/23, Under 10"
    assert finding.what == "1 number can be worked out from others"


def test_a_range_that_other_numbers_narrow_is_doubtful(tmp_path: Path) -> None:
    table = b"Sex,2022/23\nFemale,1 to 4\nMale,1 to 4\nTotal,7\n"
    (finding,) = findings(table, tmp_path, "ranges.csv")
    assert (finding.check, finding.severity) == ("given-away", Severity.DOUBTFUL)
    assert finding.where == "2022/23, Female; 2022/23, Male"
    certain = table.replace(b",7", b",8")
    (finding,) = findings(certain, tmp_path, "ranges.csv")
    assert (finding.severity, finding.what) == (Severity.LEAK, "2 numbers can be worked out from others")


def test_finding_says_which_format_hides_and_where(tmp_path: Path) -> None:
    _, make = corpus.FAULTS["format that masks small numbers"]
    (finding,) = findings(make(), tmp_path)
    assert finding.where == "Table_1, C6"
    assert "9" not in finding.what


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (";;;", 3, ""),
        ("0;;;@", 0, ""),
        ("0;-0;;@", 0, ""),
        ("0;-0;;@", 4, None),
        ('[<5]"[c]";0', 4, "[c]"),
        ('[<5]"[c]";0', 5, None),
        ('"fewer than 5"', 3, "fewer than 5"),
        ('[=0]"none";[<5]"few";General', 7, None),
        ('0" children"', 3, None),
        ("General", 3, None),
        ("#,##0", 3, None),
        (r"\*", 3, "*"),
    ],
)
def test_formats_that_show_something_else_than_the_number(code: str, value: float, shown: str | None) -> None:
    assert masks(code, value) == shown


@pytest.mark.parametrize(
    ("text", "valid"), [("9434765919", True), ("943 476 5919", True), ("9434765918", False), ("1111111111", False)]
)
def test_health_service_numbers_are_known_by_their_check_digit(text: str, valid: bool) -> None:
    assert nhs_number(text) is valid


def test_organisations_are_no_persons_and_the_told_one_neither(tmp_path: Path) -> None:
    made = corpus.FAULTS["author"][1]()
    told = VerifyOptions(organisation="jo  example", attack=False)
    assert findings(made, tmp_path, options=told) == []


def test_text_tables_are_checked_for_rows_about_persons_and_small_numbers(tmp_path: Path) -> None:
    rows = ["Child ID,Date of birth,Flag", *(f"{7_000_000 + 13 * n},0{n % 9 + 1}/04/2012,CSE" for n in range(12))]
    (finding,) = findings("\n".join(rows).encode(), tmp_path, "list.csv")
    assert finding.check == "identifier"
    assert finding.where == "list.csv, columns A, B"
    table = b"Age group,2022/23\nUnder 10,3\n10 to 17,20\nTotal,23\n"
    (finding,) = findings(table, tmp_path, "table.csv")
    assert (finding.check, finding.severity) == ("small-number", Severity.DOUBTFUL)


def test_rows_of_areas_and_tidy_open_data_are_no_records(tmp_path: Path) -> None:
    areas = ["Area code,Area,2022/23,2023/24", *(f"E0{6_000_000 + n},Area {n},{20 + n},{30 + n}" for n in range(60))]
    assert findings("\n".join(areas).encode(), tmp_path, "areas.csv") == []
    tidy = ["period_start,sex,age_group,value,shorthand"]
    tidy += [
        f"20{year}-04-01,{sex},{band},{10 + year if year % 3 else ''},{'' if year % 3 else '[c]'}"
        for year in range(10, 24)
        for sex in ("Female", "Male")
        for band in ("Under 10", "10 to 17")
    ]
    assert findings("\n".join(tidy).encode(), tmp_path, "tidy.csv") == []


LONG = (
    "Evidential difficulties: the suspect was named and the victim supports the case but the evidence did not suffice"
)


def test_long_rows_with_large_counts_are_no_records_and_remarks_beside_numbers_of_persons_are(tmp_path: Path) -> None:
    numbers = [3_000 + 37 * n for n in range(30)]
    rows = [f"{LONG} ({n}),{number},{number / 1_100:.2f}" for n, number in enumerate(numbers)]
    whole = sum(numbers)
    named = [f"Total,{whole + 1_002},100.0", f"Recorded,{whole},99.9", "Not known,1002,0.1"]
    table = "\n".join(["Outcome,2019/20,Per cent", *named, *rows])
    assert findings(table.encode(), tmp_path, "outcomes.csv") == []
    without_total = "\n".join(["Outcome,2019/20", *(row.rsplit(",", 1)[0] for row in rows), f"{LONG},7"])
    assert findings(without_total.encode(), tmp_path, "outcomes.csv") == []
    remarks = ["Remark,Place", *(f"{LONG} {n},{700_000 + 13 * n}" for n in range(30))]
    (finding,) = findings("\n".join(remarks).encode(), tmp_path, "remarks.csv")
    assert (finding.check, finding.severity) == ("record-rows", Severity.LEAK)
