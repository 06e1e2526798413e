"""Field maps are read by lawyers, compared by meaning, and approved; a change of meaning voids the approval."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.field_map import find_field_map, load_field_map, map_schema
from foi_return.config.request import load_request
from foi_return.errors import FieldMapError
from foi_return.maps.approval import approve_map
from foi_return.terms.field_map import FieldMap
from foi_return.terms.meaning import differences, facts_of

REQUEST = load_request("core")
APPROVE = ["--name", "A. Officer", "--role", "Information governance lead", "--date", "2026-05-21"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "anytown.toml"
    shutil.copy(find_field_map("anytown"), copy)
    return copy


def load(path: Path) -> FieldMap:
    return load_field_map(path, REQUEST)


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def changed(path: Path, old: str, new: str) -> Path:
    other = path.with_name("changed.toml")
    shutil.copy(path, other)
    return change(other, old, new)


def sentences(one: Path, other: Path) -> list[str]:
    found = differences(facts_of(load(one), REQUEST), facts_of(load(other), REQUEST))
    return [f"{'counts' if each.counts else 'words'}: {each.sentence()}" for each in found]


def test_approval_keeps_every_remark_and_says_who_and_when(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    approved = approve_map(path, REQUEST, "A. Officer", "Information governance lead", date(2026, 5, 21))
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert approved.is_approved
    assert approved.fingerprint == load(path).fingerprint == load(find_field_map("anytown")).fingerprint
    assert not path.with_name(".anytown.toml.new").exists()


def test_approving_again_replaces_the_approval(path: Path) -> None:
    for name in ("A. Officer", "B. Officer"):
        approve_map(path, REQUEST, name, "Lead", date(2026, 5, 21))
    assert path.read_text(encoding="utf-8").count("[approval]") == 1
    approval = load(path).approval
    assert approval is not None
    assert approval.name == "B. Officer"


def test_change_of_meaning_voids_an_approval_and_a_remark_does_not(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approve_map(path, REQUEST, "A. Officer", "Lead", date(2026, 5, 21))
    change(path, "# ---- Who a child is. ----", "# ---- Children. ----")
    assert load(path).is_approved
    change(path, 'values = ["Gang association"]', 'values = ["Gang association", "Gangs"]')
    assert not load(path).is_approved
    assert main(["map", "check", str(path)]) == 0
    assert "its meaning has changed since: the approval is void" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "role"), [("", "Lead"), ("A", " ")])
def test_approval_needs_a_name_and_a_role(path: Path, name: str, role: str) -> None:
    before = path.read_bytes()
    with pytest.raises(FieldMapError, match="it is blank"):
        approve_map(path, REQUEST, name, role, date(2026, 5, 21))
    assert path.read_bytes() == before


def test_day_of_an_approval_must_be_a_date(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "approve", str(path), "--name", "A", "--role", "B", "--date", "yesterday"]) != 0
    assert "a date as yyyy-mm-dd" in capsys.readouterr().err


def test_map_is_read_out_in_plain_english(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    condition = '{ column = "Setting", not_values = ["Test"] }'
    change(path, "covers = {", f"only_if = {condition}\ncovers = {{")
    assert main(["map", "show", str(path)]) == 0
    text = capsys.readouterr().out
    for words in (
        "their id in 'Person ID'",
        "'CCE - county lines' in 'Hazard' of the records 'hazards' means it.",
        "A row is a record only if 'Setting' is not 'Test'.",
        "It could be recorded from 1 April 2021 on.",
        "2(c) ",
        "Only people under 18 at the record",
        "Nobody has approved this map.",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# The files", "# Files", None),
        ('Male = ["Male", "M"]', 'Male = ["M", "Male"]', None),
        ('values = ["Gang association"]', 'values = ["Gangs"]', "counts: New: 'Gangs' in 'Hazard'"),
        ('values = ["Gang association"]', 'values = ["Gangs"]', "counts: No longer: 'Gang association' in 'Hazard'"),
        ('placed_by = "starts in year"', 'placed_by = "open in year"', "counts: Was: A child counts once"),
        ("recorded = { from = 2021-04-01 } #", "recorded = { from = 2020-04-01 } #", "1 April 2021 on. Now:"),
        ('title = "Missing episodes"', 'title = "Episodes"', "words: Was: The extract has a file"),
        ('start = "Missing from"', 'start = "Reported"', "counts: Was: Each row of 'missing'"),
        ('U", "Unknown"', 'U", "N/K", "Unknown"', "counts: New: In 'Gender', 'N/K' is shown as Not known."),
    ],
)
def test_maps_are_compared_by_meaning(path: Path, old: str, new: str, said: str | None) -> None:
    if old not in path.read_text(encoding="utf-8"):
        old, new = old.replace("# The files", "# ---- The files"), new.replace("# Files", "# ---- Files")
    found = sentences(path, changed(path, old, new))
    if said is None:
        assert found == []
    else:
        assert any(said in each for each in found), found


def test_every_change_of_fingerprint_is_a_difference_of_counts(path: Path) -> None:
    """What the fingerprint covers, the comparison tells: here each line that can be changed by itself."""
    for old, new in (
        ('"Person ID"\nstart = "Missing from"', '"Child ID"\nstart = "Missing from"'),
        ('may_overlap = ["cce"]', 'may_overlap = ["cce", "cse"]'),
        ('answer = "free text only"', 'answer = "no"'),
        ('name = "Anytown case management system"', 'name = "Mosaic"'),
        ('Low = ["Low"]', 'Low = ["Low", "None"]'),
        ('who_counts = "under 18"', 'who_counts = "everybody"'),
    ):
        other = changed(path, old, new)
        assert load(other).fingerprint != load(path).fingerprint
        assert sentences(path, other), (old, new)


CROSSWALK = """
[sources.ids]

[crosswalks.old]
source = "ids"
from = "Old"
to = "New"

[child]
"""
MORE = """child = "Person ID"
child_ids = "old"
linked_to = { records = "hazards", within_days = 30 }
to_follow = { from = 2014-04-01, to = 2015-03-31, note = "To be sent later." }
start = "Missing from"
"""


def test_ids_promises_and_links_are_read_out(path: Path) -> None:
    change(path, "\n[child]\n", CROSSWALK)
    change(path, 'child = "Person ID"\nstart = "Missing from"\n', MORE)
    said = " ".join(fact.sentence for fact in facts_of(load(path), REQUEST))
    for words in (
        "the file 'ids' says which id in 'New' stands for the id in 'Old'",
        "'old' says whose they are here",
        "only if the child has one of the records 'hazards' within 30 days of it",
        "are to follow: To be sent later.",
    ):
        assert words in said


def test_diff_says_by_its_exit_code_whether_maps_differ(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = changed(path, 'values = ["Gang association"]', 'values = ["Gangs"]')
    assert main(["map", "diff", str(path), str(path)]) == 0
    assert "mean the same" in capsys.readouterr().out
    assert main(["map", "diff", str(path), str(other), "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert [each["figures_may_differ"] for each in record] == [True, True]


def test_schema_accepts_what_the_program_accepts() -> None:
    schema = map_schema()
    assert {"format", "council", "child", "records", "tables", "approval"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_schema_in_the_documents_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "field-map.schema.json"
    assert json.loads(page.read_text(encoding="utf-8")) == map_schema(), "run: just docs"


def test_build_warns_of_a_map_that_nobody_approved_and_refuses_it_on_demand(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from foi_return.synthetic import write_extract

    files = write_extract(tmp_path / "extract", seed=1, children=60)
    words = ["build", "--map", str(path), "--reference", "R1", "--output", str(tmp_path / "output")]
    for name, file in (("people", files.people), ("hazards", files.exploitation), ("missing", files.missing)):
        words += ["--source", f"{name}={file}"]
    assert main([*words, "--require-approved"]) != 0
    assert "nobody has approved it" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "output").exists()
    assert main(words) == 0
    assert "is not approved" in capsys.readouterr().err
    assert main(["map", "approve", str(path), *APPROVE]) == 0
    capsys.readouterr()
    assert main([*words, "--require-approved"]) == 0
    assert "not approved" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("mosaic", ", each = true }", " }", "the first"),
        ("scottish-council", "width = 8", "width = 9", "fewer than 9 characters"),
    ],
)
def test_change_of_how_rows_and_ids_meet_is_told(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    copy = tmp_path / "map.toml"
    shutil.copy(find_field_map(name), copy)
    (found,) = sentences(copy, changed(copy, old, new))
    assert found.startswith("counts: ")
    assert said in found
