"""A sheet for reviewers is drawn, written, filled in and read back; whatever became of it on the way is said."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from foi_return.cli import main
from foi_return.review.intervals import exact_limits
from foi_return.review.sampling import (
    OTHERS,
    ListedRecord,
    Wish,
    allocate,
    count_strata,
    draw_sample,
    planned_size,
    pool_small_strata,
)
from foi_return.terms.review import Part

ID = re.compile(r"RX\d{5}")
FLAGGED, UNFLAGGED = 40, 300


def write_list(folder: Path) -> Path:
    """A list of made-up records; the last digits of an id tell what reviewers will find."""
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Record", "Flagged", "District"])
        for number in range(FLAGGED + UNFLAGGED):
            flagged = "Yes" if number < FLAGGED else "No"
            writer.writerow([f"RX{number:05d}", flagged, ("North", "South")[number % 2]])
    return path


def make_sheet(folder: Path, *options: str) -> Path:
    arguments = ["review", "sheet", "--list", str(write_list(folder)), "--id", "Record", "--about", "the made-up flag"]
    assert main([*arguments, "--seed", "7", "--output", str(folder / "review"), *options]) == 0
    return folder / "review" / "review-sheet.xlsx"


def decide(number: int) -> str:
    """What a reviewer finds: 30 of the flagged met the definition, and every tenth of the others."""
    return "met" if number < 30 or (number >= FLAGGED and number % 10 == 0) else "not met"


def fill(sheet: Path, change: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.load_workbook(sheet)
    page = book["Review"]
    for row in range(2, page.max_row + 1):
        page.cell(row, 3).value = decide(int(str(page.cell(row, 2).value)[2:]))
    if change:
        change(page)
    book.save(sheet)
    return sheet


def count(sheet: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Mapping[str, Any]:
    capsys.readouterr()
    assert main(["review", "count", str(sheet), "--json", *options]) == 0
    record: Mapping[str, Any] = json.loads(capsys.readouterr().out)
    return record


def test_a_filled_sheet_of_every_record_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = count(fill(make_sheet(tmp_path, "--unflagged", "all")), capsys, "--period", "2023/24")
    figures = {each["measure"]: each["found"] for each in record["figures"]}
    assert figures["flags-right"] == {"value": 0.75, "low": None, "high": None}
    assert figures["cases"]["value"] == 60
    assert figures["cases-flagged"]["value"] == 0.5
    assert record["period"] == {"label": "2023/24", "first_day": "2023-04-01", "last_day": "2024-03-31"}


def test_a_sample_is_weighted_by_the_populations_that_were_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = make_sheet(tmp_path, "--unflagged", "60", "--stratum", "District", "--period", "2023/24")
    record = count(fill(sheet), capsys)
    unflagged = [each for each in record["strata"] if each["part"] == "unflagged"]
    assert [each["population"] for each in unflagged] == [150, 150]
    assert [each["met"] + each["not_met"] for each in unflagged] == [30, 30]
    missed = next(each for each in record["figures"] if each["measure"] == "missed")["found"]
    assert missed["value"] == pytest.approx(sum(150 * each["met"] / 30 for each in unflagged))
    assert missed["low"] <= 30 <= missed["high"]


def test_sheet_holds_ids_and_decisions_alone_and_does_not_say_what_was_flagged(tmp_path: Path) -> None:
    sheet = make_sheet(tmp_path, "--unflagged", "40")
    page = openpyxl.load_workbook(sheet)["Review"]
    assert [cell.value for cell in page[1]] == ["No.", "Record", "Decision"]
    ids = [int(str(page.cell(row, 2).value)[2:]) for row in range(2, page.max_row + 1)]
    assert len(ids) == 80
    assert 5 < sum(number < FLAGGED for number in ids[:40]) < 35  # in random order
    rule = page.data_validations.dataValidation[0]
    assert rule.formula1 == '"met,not met,cannot tell"'
    assert page.protection.sheet
    assert page["A1"].protection.locked and page["B2"].protection.locked and not page["C2"].protection.locked
    assert not ID.search((sheet.parent / "review-plan.toml").read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name != "posix", reason="the system has no owner-only files")
def test_files_are_for_their_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = make_sheet(tmp_path)
    count(fill(sheet), capsys)
    for name in ("review-plan.toml", "review-result.json"):
        assert (sheet.parent / name).stat().st_mode & 0o077 == 0
    assert sheet.parent.stat().st_mode & 0o077 == 0


def test_an_earlier_sheet_is_not_replaced_unasked(tmp_path: Path) -> None:
    before = make_sheet(tmp_path).read_bytes()
    arguments = ["review", "sheet", "--list", str(tmp_path / "list.csv"), "--id", "Record", "--about", "x"]
    arguments += ["--output", str(tmp_path / "review"), "--seed", "8"]
    assert main(arguments) == 7
    assert (tmp_path / "review" / "review-sheet.xlsx").read_bytes() == before
    assert main([*arguments, "--force"]) == 0


def blank(page: Any) -> None:
    for row in range(2, page.max_row + 1):
        page.cell(row, 3).value = None


def elsewhere(page: Any) -> None:
    for row in range(2, page.max_row + 1):
        page.cell(row, 4).value, page.cell(row, 3).value = page.cell(row, 3).value, None


def sort_ids_alone(page: Any) -> None:
    ids = sorted(page.cell(row, 2).value for row in range(2, page.max_row + 1))
    for row, each in enumerate(ids, start=2):
        page.cell(row, 2).value = each


def set_cell(place: str, value: object) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        page[place].value = value

    return change


def rename(page: Any) -> None:
    page.title = "Done by team B"


HOSTILE = {
    "formula": (set_cell("C3", '=HYPERLINK("RX00001","met")'), "row 3: what stands there is no decision"),
    "wrong word": (set_cell("C5", "met, see RX00001 Jane Roe"), "row 5: what stands there is no decision"),
    "repeated number": (set_cell("A4", 2), "the number stands more than once"),
    "number of no row": (set_cell("A4", 9999), "the number is none of this sheet's rows"),
    "number that is text": (set_cell("A4", "RX00001"), "the number is none of this sheet's rows"),
    "id removed": (set_cell("B6", None), "row 6: the id is not the one"),
    "id changed": (set_cell("B6", "RX99999"), "row 6: the id is not the one"),
    "row added": (lambda page: page.append([None, "RX77777", "met"]), "the number is none of this sheet's rows"),
    "row removed": (lambda page: page.delete_rows(7), "1 of the sheet's 80 rows are missing"),
    "ids sorted alone": (sort_ids_alone, "the id is not the one"),
    "no decision": (blank, "no record has a decision"),
    "decisions in another column": (elsewhere, "decisions in another column are not read"),
    "heading changed": (set_cell("C1", "RX00001"), "there is no column called 'Decision'"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_sheet_that_was_changed_is_refused_with_a_sentence(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, complaint = HOSTILE[case]
    sheet = fill(make_sheet(tmp_path, "--unflagged", "40"), change)
    capsys.readouterr()
    assert main(["review", "count", str(sheet)]) == 5
    said = capsys.readouterr()
    assert complaint in " ".join(said.err.split())
    assert not ID.search(said.err + said.out)
    assert "Jane" not in said.err
    assert not (sheet.parent / "review-result.json").exists()


def test_a_sheet_may_be_sorted_renamed_and_left_half_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(page: Any) -> None:
        rows = sorted(([cell.value for cell in row] for row in page.iter_rows(min_row=2)), key=lambda row: str(row[1]))
        for number, values in enumerate(rows, start=2):
            for column, value in enumerate(values, start=1):
                page.cell(number, column).value = value
        page["C2"].value, page["C3"].value = None, "  Cannot  TELL "

    sheet = fill(make_sheet(tmp_path, "--unflagged", "40"), change)
    moved = sheet.replace(sheet.with_name("filled by team.xlsx"))
    first, second = count(moved, capsys)["strata"]
    assert (first["not_reviewed"], first["cannot_tell"], first["met"], first["not_met"]) == (1, 1, 28, 10)
    assert (second["population"], second["met"] + second["not_met"]) == (UNFLAGGED, 40)


def test_a_sheet_without_its_plan_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = fill(make_sheet(tmp_path))
    (sheet.parent / "review-plan.toml").unlink()
    assert main(["review", "count", str(sheet)]) == 3
    assert "--hand-made" in capsys.readouterr().err


def hand_made(folder: Path, rows: list[list[str]]) -> list[str]:
    path = folder / "by-hand.csv"
    path.write_text("\n".join([",".join(row) for row in [["Ref", "Flag", "Verdict"], *rows]]), encoding="utf-8")
    columns = ["--decision-column", "Verdict", "--flagged-column", "Flag", "--id", "Ref", "--about", "the flag"]
    return ["review", "count", str(path), "--hand-made", *columns, "--met", "CSE", "--not-met", "no CSE"]


def test_a_list_made_by_hand_is_read_with_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [[f"RX{n:05d}", "Y" if n < 10 else "n", "cse" if n % 3 else "no  CSE"] for n in range(40)]
    assert main([*hand_made(tmp_path, rows), "--json", "--population", "unflagged=600"]) == 0
    first, second = json.loads(capsys.readouterr().out)["strata"]
    assert (first["population"], first["met"], first["not_met"]) == (10, 6, 4)
    assert (second["population"], second["met"], second["not_met"]) == (600, 20, 10)


@pytest.mark.parametrize(
    ("rows", "options", "complaint"),
    [
        ([["RX00001", "Y", "maybe RX00001"]], [], "what stands there is no decision"),
        ([["RX00001", "perhaps", "CSE"]], [], "does not say whether the record was flagged"),
        ([["RX00001", "Y", "CSE"], ["RX00001", "Y", "no CSE"]], [], "stands in another row too"),
        ([["RX00001", "Y", ""]], [], "no record has a decision"),
        ([["RX00001", "Y", "CSE"]], ["--population", "flagged=0"], "the list has 1 such rows"),
        ([["RX00001", "Y", "CSE"]], ["--population", "unflagged:x=5"], "no row of the list is of that group"),
        ([["RX00001", "Y", "CSE"]], ["--population", "many"], "flagged=464"),
        ([["RX00001", "Y", "CSE"]], ["--cannot-tell", "CSE"], "two decisions"),
    ],
)
def test_a_list_that_cannot_be_counted_is_refused(
    rows: list[list[str]], options: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*hand_made(tmp_path, rows), *options]) in (3, 5)
    said = capsys.readouterr().err
    assert complaint in " ".join(said.split())
    assert not ID.search(said)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("Record,Flagged\nRX00001,Yes\nRX00001,No\n", "2 rows share their id"),
        ("Record,Flagged\n,Yes\n,No\n", "there is no id in any row"),
        ("Record,Flagged\nRX00001,RX00002\n", "does not say whether the record is flagged"),
        ("Record,Flagged\n", "no record to review"),
    ],
)
def test_a_list_that_cannot_be_sampled_is_refused(
    content: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    arguments = ["review", "sheet", "--list", str(path), "--id", "Record", "--about", "x", "--output", str(tmp_path)]
    assert main(arguments) == 5
    said = capsys.readouterr().err
    assert complaint in " ".join(said.split())
    assert not ID.search(said)


def listed(sizes: Mapping[tuple[Part, str], int]) -> list[ListedRecord]:
    return [
        ListedRecord(f"{part}{name}{number}", part, name)
        for (part, name), size in sizes.items()
        for number in range(size)
    ]


def test_small_groups_are_put_together_so_that_no_rare_value_is_kept() -> None:
    pooled = count_strata(pool_small_strata(listed({(Part.UNFLAGGED, "A"): 50, (Part.UNFLAGGED, "B"): 3,
                                                    (Part.UNFLAGGED, "C"): 4, (Part.FLAGGED, "A"): 2})))  # fmt: skip
    assert pooled == {(Part.FLAGGED, OTHERS): 2, (Part.UNFLAGGED, OTHERS): 7, (Part.UNFLAGGED, "A"): 50}


def test_same_seed_draws_the_same_records_in_whatever_order_they_come() -> None:
    records = listed({(Part.FLAGGED, ""): 30, (Part.UNFLAGGED, ""): 200})
    wishes = {Part.FLAGGED: Wish(10), Part.UNFLAGGED: Wish(25)}
    first, again, other = (
        draw_sample(each, wishes, seed, 0.95) for each, seed in ((records, 1), (records[::-1], 1), (records, 2))
    )
    assert first == again != other
    assert Counter(record.part for record in first) == {Part.FLAGGED: 10, Part.UNFLAGGED: 25}
    assert len({record.id for record in first}) == 35


@pytest.mark.parametrize(
    ("sizes", "number", "expected"),
    [
        ({"a": 600, "b": 300, "c": 100}, 100, {"a": 60, "b": 30, "c": 10}),
        ({"a": 990, "b": 10}, 100, {"a": 99, "b": 5}),
        ({"a": 3, "b": 997}, 50, {"a": 3, "b": 49}),
        ({"a": 10, "b": 10, "c": 10}, 20, {"a": 7, "b": 7, "c": 6}),
        ({"a": 10, "b": 5}, 100, {"a": 10, "b": 5}),
        ({"a": 10, "b": 5}, 0, {"a": 0, "b": 0}),
        ({}, 5, {}),
    ],
)
def test_sample_is_shared_out_in_proportion(sizes: dict[str, int], number: int, expected: dict[str, int]) -> None:
    assert allocate(sizes, number) == expected


def test_planned_size_reaches_the_width_that_is_asked_for() -> None:
    assert planned_size(5000, 0.05, 0.5, 0.95) >= 357  # the textbook size
    for population, half, share in ((5000, 0.05, 0.5), (800, 0.03, 0.1), (60, 0.05, 0.5), (100_000, 0.02, 0.03)):
        size = planned_size(population, half, share, 0.95)
        low, high = exact_limits(population, size, round(size * share), 0.95)
        assert (high - low) / (2 * population) <= half
        assert size <= population
    assert planned_size(3, 0.05, 0.5, 0.95) == 3
    assert planned_size(0, 0.05, 0.5, 0.95) == 0
