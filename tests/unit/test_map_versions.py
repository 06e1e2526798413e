"""Field maps of older formats are read as what they mean, and rewritten with every remark when somebody asks."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.field_map import load_field_map, shipped_field_maps
from foi_return.config.field_map_versions import MAP_FORMAT, MIGRATIONS, migrated, migrated_text
from foi_return.config.request import load_request
from foi_return.errors import FieldMapError
from foi_return.terms.field_map import FieldMap

FROZEN = Path(__file__).parents[1] / "support" / "older_maps" / "format-1.toml"
FINGERPRINT_THEN = "fe3ea4504dc197c9"
"""What the program that wrote the frozen map took for its meaning, and somebody approved."""


def load(path: Path) -> FieldMap:
    return load_field_map(path, load_request("core"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(FROZEN, tmp_path / "map.toml"))


def refusal(text: str) -> str:
    with pytest.raises(FieldMapError) as caught:
        migrated_text(text, "map.toml")
    return str(caught.value)


def test_each_format_leads_to_the_next() -> None:
    assert [migration.version for migration in MIGRATIONS] == list(range(1, MAP_FORMAT))
    assert all(migration.reason and migration.changes for migration in MIGRATIONS)


def test_older_map_means_what_it_meant_and_stays_approved(path: Path) -> None:
    found = load(path)
    assert found.fingerprint == FINGERPRINT_THEN
    assert found.is_approved
    assert not found.context_needs_category
    assert [found.sources[name].password for name in ("people", "hazards", "missing")] == [
        "",
        "HAZARDS_PASSWORD",
        "MISSING_PASSWORD",
    ]
    assert "of format 1 and was read as format 2" in found.older


def test_shipped_maps_are_of_the_present_format() -> None:
    for path in shipped_field_maps().values():
        assert tomllib.loads(path.read_text(encoding="utf-8"))["format"] == MAP_FORMAT


def test_only_lines_that_change_are_rewritten() -> None:
    text = FROZEN.read_text(encoding="utf-8")
    before, after = text.splitlines(), migrated_text(text, "map.toml").splitlines()
    assert [line for line in after if line not in before] == [
        "format = 2",
        'password_from = "environment:HAZARDS_PASSWORD"   # never the password itself',
        'missing = { title = "Missing episodes", password_from = "environment:MISSING_PASSWORD" } # the same',
    ]
    place = after.index("[counting]")
    assert after[place + 1 : place + 4] == [
        "# Settings come from a form of their own, so a context counts on every row.",
        "context_needs_category = false # agreed with the service",
        'placed_by = "starts in year" # or "open in year", "open at year end"',
    ]
    assert len(after) == len(before)


HEAD = '# The map.\nformat=1 # first\nname = "x"\n'
KEY = "# why\ncontext_needs_category = true\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}{KEY}", "\n[counting]\n# why\ncontext_needs_category = true\n"),
        (f"{HEAD}{KEY}[a]\nb = 1", "[a]\nb = 1\n\n[counting]\n# why\ncontext_needs_category = true\n"),
        (f'{HEAD}{KEY}[approval]\nname = "x"\n', "[counting]\n# why\ncontext_needs_category = true\n\n[approval]"),
        ("# The map.\ncontext_needs_category = true\nformat = 1\n", "# The map.\nformat = 2\n\n[counting]\ncontext_"),
        (f'{HEAD}\n[sources.a]\ntitle = """\npassword = "#" """\n', 'title = """\npassword = "#" """'),
        (f'{HEAD}\n[sources]\na.password = "environment:A" # p\n', 'a.password_from = "environment:A" # p'),
        (f'{HEAD}sources.a.password = "environment:A"\n', 'sources.a.password_from = "environment:A"'),
        (f'{HEAD}\n[sources."a # b"]\n  password="environment:A"\n', '  password_from="environment:A"'),
        (f'{HEAD}\n[sources.a]\n# password = "x"\n', '# password = "x"'),
        (f'{HEAD}\n[child.sex_values]\npassword = ["x"]\n', 'password = ["x"]'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layout_is_kept_wherever_a_key_stands(text: str, expected: str, newline: str) -> None:
    text, expected = text.replace("\n", newline), expected.replace("\n", newline)
    found = migrated_text(text, "map.toml")
    assert expected in found
    assert tomllib.loads(found) == migrated(tomllib.loads(text), "map.toml").tables
    assert found.count("\n") == found.count(newline)


@pytest.mark.parametrize(
    "text",
    [
        f"counting.overlap = 'inclusive'\n{HEAD}{KEY}",
        f"{HEAD}{KEY}counting = {{ overlap = 'inclusive' }}\n",
        f'{HEAD}[sources.a]\n"password" = "environment:A"\n',
        'name = "x"\n"format" = 1\n',
    ],
)
def test_text_that_cannot_be_rewritten_safely_is_left_to_a_person(text: str) -> None:
    message = refusal(text)
    assert "cannot be rewritten without touching something else" in message
    assert "Write format = 2, and change by hand" in message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the format version is missing"),
        ("format = 0", "the format version is 0"),
        ("format = true", "the format version is True"),
        ("format = 1.0", "the format version is 1.0"),
        ("format = 99", "which a newer foi-return wrote"),
    ],
)
def test_format_that_is_not_known_is_refused(line: str, message: str) -> None:
    assert message in refusal(f"{line}\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda tables: tables.update(sources=3, counting=[]),
        lambda tables: tables.update(sources={"a": "x"}, counting="x"),
        lambda tables: tables["counting"].update(context_needs_category=True),
        lambda tables: tables["sources"]["hazards"].update(password_from="environment:OTHER"),
    ],
)
def test_faulty_older_map_is_refused_with_the_format_it_was_read_as(
    change: Callable[[dict[str, object]], None],
) -> None:
    from foi_return.config.field_map import bind_field_map

    tables = tomllib.loads(FROZEN.read_text(encoding="utf-8"))
    change(tables)
    with pytest.raises(FieldMapError) as caught:
        bind_field_map(tables, load_request("core"), "map.toml")
    assert "map.toml (read as format 2): " in str(caught.value)


def test_map_migrate_rewrites_the_file_and_says_what_changed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "check", str(path)]) == 0
    assert "foi-return map migrate" in capsys.readouterr().out
    before = path.read_bytes()
    other = path.with_name("other.toml")
    assert main(["map", "migrate", str(path), "--output", str(other), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["from_format"], record["format"], record["fingerprint"]) == (1, 2, FINGERPRINT_THEN)
    assert (record["approved"], record["rewritten"], len(record["changes"])) == (True, True, 3)
    assert path.read_bytes() == before
    assert main(["map", "migrate", str(path)]) == 0
    said = capsys.readouterr().out
    assert "sources.hazards.password is called password_from now." in said
    assert f"the fingerprint is still {FINGERPRINT_THEN}. Approved by A. Officer" in said
    assert path.read_bytes() == other.read_bytes() != before
    assert not load(path).older
    assert main(["map", "migrate", str(path)]) == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert path.read_bytes() == other.read_bytes()
    assert sorted(each.name for each in path.parent.iterdir()) == ["map.toml", "other.toml"]


def test_map_migrate_replaces_no_other_file(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = path.with_name("other.toml")
    other.write_text("mine", encoding="utf-8")
    assert main(["map", "migrate", str(path), "--output", str(other)]) != 0
    assert "there is a file already" in " ".join(capsys.readouterr().err.split())
    assert other.read_text(encoding="utf-8") == "mine"


def test_wizard_writes_what_a_map_says_of_a_password() -> None:
    from foi_return.config.field_map_sources import SourceModel
    from foi_return.wizard.compose import _kept_of_source

    said = load(FROZEN).sources["hazards"]
    assert SourceModel.model_validate(_kept_of_source(said)).spec("hazards").password == said.password


def test_byte_order_mark_stays(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["map", "migrate", str(path)]) == 0
    found = path.read_bytes()
    assert found.startswith(b"\xef\xbb\xbf#")
    assert found.count(b"\n") == found.count(b"\r\n")
    assert load(path).is_approved


def test_approving_an_older_map_keeps_its_format(path: Path) -> None:
    words = ["--name", "B. Officer", "--role", "Head of service", "--date", "2026-06-01"]
    assert main(["map", "approve", str(path), *words]) == 0
    assert "format = 1" in path.read_text(encoding="utf-8")
    assert main(["map", "migrate", str(path)]) == 0
    approval = load(path).approval
    assert approval is not None
    assert (approval.name, load(path).is_approved) == ("B. Officer", True)


def test_build_says_that_the_map_is_of_an_older_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from foi_return.synthetic import write_extract

    older = tmp_path / "older.toml"
    text = shipped_field_maps()["anytown"].read_text(encoding="utf-8")
    older.write_text(text.replace("format = 2", "format = 1"), encoding="utf-8")
    files = write_extract(tmp_path / "extract", seed=1, children=30)
    words = ["build", "--map", str(older), "--reference", "R1", "--output", str(tmp_path / "output")]
    for name, file in (("people", files.people), ("hazards", files.exploitation), ("missing", files.missing)):
        words += ["--source", f"{name}={file}"]
    assert main(words) == 0
    assert "is of format 1 and was read as format 2" in capsys.readouterr().err
