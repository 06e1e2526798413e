"""Definitions, lists and clerical lists as files; the linkage by splink; and what the commands say."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from foi_return.cli import main
from foi_return.config.reconcile import load_reconciliation
from foi_return.errors import DisclosureError, FieldMapError, OutputError, RequestError, SourceError
from foi_return.reconcile import model
from foi_return.reconcile.clerical import CHECK, DECISION, check_of, read_decisions, write_clerical_list
from foi_return.reconcile.demo import demo_definition, write_demo_lists
from foi_return.reconcile.linking import Decision, link
from foi_return.reconcile.reading import Lists, read_lists
from foi_return.synthetic.partner_list import generate_lists
from tests.support.partner_lists import demo_reconciliation, pair, person

LISTS = Lists(
    (person(2, "=HYPERLINK(1)", "Lee"), person(3, "Ava", "Moss")),
    (person(2, "Eve", "Lee", own_id="1"), person(3, "Наталья", "Moss", own_id="2")),
    {},
    {},
)
PAIRS = [pair(0, 0, 15, first_name="different"), pair(1, 1, 3, first_name="different")]


def _decide(path: Path, said: Sequence[str]) -> None:
    book = openpyxl.load_workbook(path)
    for row, word in enumerate(said, start=4):
        book["Pairs"].cell(row, 2).value = word
    book.save(path)


def test_clerical_list_is_private_and_is_read_back(tmp_path: Path) -> None:
    path, is_private = write_clerical_list(LISTS, PAIRS, tmp_path / "clerical", force=False)
    assert is_private
    assert path.stat().st_mode & 0o077 == 0
    sheet = openpyxl.load_workbook(path)["Pairs"]
    assert sheet.cell(4, 3).value == "=HYPERLINK(1)"
    assert sheet.cell(4, 3).data_type == "s"
    assert read_decisions(path, LISTS, PAIRS) == {}
    _decide(path, ["Same ", "CANNOT tell"])
    assert read_decisions(path, LISTS, PAIRS) == {(0, 0): Decision.SAME, (1, 1): Decision.CANNOT_TELL}
    with pytest.raises(OutputError, match="a list to decide is there already"):
        write_clerical_list(LISTS, PAIRS, tmp_path / "clerical", force=False)


def test_faults_of_a_clerical_list_name_rows_and_nobody(tmp_path: Path) -> None:
    path = tmp_path / "filled.csv"
    first = check_of(LISTS.partner[0], LISTS.people[0])
    rows = [(CHECK, DECISION), (first, "same"), (first, "different"), ("0" * 16, "same"), (first, "ask Mrs Lee")]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(SourceError) as caught:
        read_decisions(path, LISTS, PAIRS)
    text = str(caught.value)
    assert all(f"row {row}" in text for row in (3, 4, 5))
    assert "Lee" not in text
    assert first not in text


def test_changed_row_is_no_longer_the_pair_that_was_decided(tmp_path: Path) -> None:
    path, _ = write_clerical_list(LISTS, PAIRS, tmp_path, force=False)
    _decide(path, ["same"])
    changed = Lists((person(2, "Anne", "Lee"), LISTS.partner[1]), LISTS.people, {}, {})
    with pytest.raises(SourceError, match="no pair of these lists"):
        read_decisions(path, changed, PAIRS)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('category = "not_found"', 'category = "lost"', "'lost' is not a category"),
        ('[[rules]]\ncategory = "not_found"', "", "somebody may fit no rule"),
        ('category = "adult"\nage_from = 18', 'category = "adult"', "no rule below it is ever reached"),
        ('["dd/mm/yyyy"]\nsex = "Gender"', '["dd/mm/yyyy", "mm/dd/yyyy"]\nsex = "Gender"', "day first and month first"),
        ("[lists.records]\nid", "[lists.record]\nid", "this key is not known"),
        ("last_day = 2014", "last_day = 2011", "ends before it begins"),
        ('id = "Person ID"\nfirst_name = "First name"', 'first_name = "First name"', "lists.people.id: it is missing"),
        ('female = ["F"], male = ["M"]', 'female = ["F"], male = ["f"]', "both female and male"),
    ],
)
def test_faulty_definition_is_refused_in_a_sentence(old: str, new: str, says: str, tmp_path: Path) -> None:
    text = demo_definition()
    assert old in text
    (tmp_path / "d.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FieldMapError) as caught:
        load_reconciliation(tmp_path / "d.toml")
    assert says in str(caught.value)


def test_approval_is_of_one_meaning(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text(demo_definition(), encoding="utf-8")
    assert main(["reconcile", "approve", str(path), "--name", "A. Officer", "--role", "Lead"]) == 0
    assert load_reconciliation(path).is_approved
    path.write_text(path.read_text(encoding="utf-8").replace("age_from = 18", "age_from = 19"), encoding="utf-8")
    assert not load_reconciliation(path).is_approved
    assert main(["reconcile", "check", str(path)]) == 0


def test_empty_and_wrong_lists_are_refused_together(tmp_path: Path) -> None:
    made = write_demo_lists(tmp_path)
    definition = load_reconciliation(made.definition)
    made.sources["partner"].write_text("Ref,Forename,Surname\n1,Ann,Lee\n", encoding="utf-8")
    made.sources["people"].write_text("", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_lists(definition, made.sources, lambda _: None)
    assert "'DOB'" in str(caught.value)
    assert "people.csv" in str(caught.value)
    header = "Ref,Forename,Surname,Alias,DOB,Gender,Postcode,Address,Authority\n"
    made = write_demo_lists(tmp_path)
    made.sources["partner"].write_text(header, encoding="utf-8")
    with pytest.raises(SourceError, match=r"partner\.csv"):
        read_lists(definition, made.sources, lambda _: None)


def test_missing_library_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(RequestError, match=r"pip install 'foi-return\[reconcile\]'"):
        model.require_splink()


def test_linkage_of_lists_whose_truth_is_known(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("splink")
    made = generate_lists(seed=8, listed=80, people=800)
    definition = demo_reconciliation(tmp_path)
    lists = read_lists(definition, made.write(tmp_path), lambda _: None)
    pairs = model.score_pairs(lists.partner, lists.people, definition.thresholds.clerical)
    assert pairs == model.score_pairs(lists.partner, lists.people, definition.thresholds.clerical)
    linked = link(lists.partner, lists.people, pairs, {}, definition.thresholds)
    found = {
        lists.partner[row].id: lists.people[child.person].id
        for child in linked.children
        for row in child.rows
        if child.person is not None
    }
    known = {row: person for row, person in made.truth.items() if person is not None}
    assert all(made.truth[row] == person for row, person in found.items())
    assert len(found) >= 0.9 * len(known)
    assert capfd.readouterr() == ("", "")


def test_commands_name_nobody_and_refuse_while_pairs_are_undecided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("splink")
    files = generate_lists(seed=5, listed=60, people=500).write(tmp_path)
    definition = tmp_path / "d.toml"
    definition.write_text(demo_definition(), encoding="utf-8")
    common = [str(definition), "--reference", "R-1", "--output", str(tmp_path / "out")]
    common += [word for name, path in files.items() for word in ("--source", f"{name}={path}")]
    assert main(["reconcile", "link", *common]) == 0
    assert main(["reconcile", "count", *common]) == RequestError.exit_code
    assert main(["reconcile", "count", *common, "--leave-undecided"]) == 0
    said = "".join(capsys.readouterr())
    assert "wait for a clerk" in said
    with files["partner"].open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert not {row["Ref"], row["DOB"] or "none", row["Forename"] + " " + row["Surname"]} & set(said.split())
            assert row["Surname"] not in said.split()
    pack = tmp_path / "out" / "R-1"
    assert sorted(path.name for path in pack.iterdir()) == ["R-1.docx", "R-1.xlsx", "csv", "release.json"]
    assert (tmp_path / "out" / "R-1-clerical" / "pairs-to-decide.xlsx").exists()


def test_comparison_is_approved_and_a_second_one_is_not_skipped_for_its_reference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("splink")
    files = generate_lists(seed=5, listed=60, people=500).write(tmp_path)
    definition = tmp_path / "d.toml"
    definition.write_text(demo_definition(), encoding="utf-8")
    register = tmp_path / "register"
    count = ["reconcile", "count", str(definition), "--reference", "R-1", "--output", str(tmp_path / "out")]
    count += ["--leave-undecided", "--register", str(register)]
    count += [word for name, path in files.items() for word in ("--source", f"{name}={path}")]
    assert main(count) == 0
    approve = ["approve", str(tmp_path / "out" / "R-1"), "--name", "B. Second", "--made-by", "A. First", "--yes"]
    assert main([*approve, "--role", "Head of service"]) == 0
    capsys.readouterr()
    text = demo_definition().replace("last_day = 2014-09-30", "last_day = 2014-10-31")
    definition.write_text(text, encoding="utf-8")
    assert main(count) == DisclosureError.exit_code
    assert "--unprotected-against R-1" in capsys.readouterr().err
    assert main([*count, "--unprotected-against", "R-1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["not_protected_against"] == ["R-1"]
    assert told["register"]["protected_against"] == 0
