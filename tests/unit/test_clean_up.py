"""Cleaning removes what this program wrote for the council alone and has become old; nothing else, ever."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.outputs.approval import approve_pack, approved_pack, internal_of
from foi_return.outputs.folder_names import CLERICAL_LIST
from tests.support.packs import write_pack

FILE_NAME = "foi-return-unfinished.toml"


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "work" / "output"


def make_old(*paths: Path, days: int = 400) -> None:
    for path in paths:
        os.utime(path, (time.time() - days * 86_400 - 60,) * 2)


def clean(output: Path, *words: str) -> int:
    return main(["clean", "--output", str(output), *words])


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_only_what_is_old_is_removed_and_only_when_that_is_said(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_pack(output)
    before = names(output)
    assert clean(output, "--yes") == 0
    assert "Nothing to remove" in capsys.readouterr().out
    make_old(*internal_of(pack).iterdir())
    assert clean(output, "--older-than", "401", "--yes") == 0
    assert clean(output) == 0
    assert "400 days old" in capsys.readouterr().out
    assert names(output) == before
    assert clean(output, "--older-than", "400", "--yes") == 0
    assert not internal_of(pack).exists()
    assert names(output) == [name for name in before if name.startswith("FOI-1/")], "the pack is whole"


def test_old_pairs_to_decide_are_removed_and_other_files_beside_them_stay(output: Path) -> None:
    folder = output / "FOI-1-clerical"
    folder.mkdir(parents=True)
    for name in (CLERICAL_LIST, "of somebody else.txt"):
        (folder / name).write_text("x")
    clean(output, "--yes")
    assert names(folder) == ["of somebody else.txt", CLERICAL_LIST]
    make_old(*folder.iterdir())
    clean(output, "--yes")
    assert names(folder) == ["of somebody else.txt"]


def test_one_new_file_keeps_the_folder(output: Path) -> None:
    pack = write_pack(output)
    make_old(*(path for path in internal_of(pack).iterdir() if path.name != "certificate.json"))
    before = names(output)
    clean(output, "--yes")
    assert names(output) == before


def test_the_approval_of_a_pack_outlives_what_it_was_based_on(output: Path) -> None:
    pack = write_pack(output)
    given = approve_pack(pack, "B. Second", "Head", date(2026, 7, 20), "", ())
    make_old(*internal_of(pack).iterdir())
    clean(output, "--yes")
    assert names(internal_of(pack)) == ["about.json", "approval.json", "built.json"]
    assert approved_pack(pack) == given
    write_pack(output)  # The answer can be built again over what is left.


def test_what_the_program_did_not_write_stays(output: Path, tmp_path: Path) -> None:
    pack = write_pack(output)
    internal = internal_of(pack)
    (internal / "my notes.txt").write_text("mine")
    foreign = output / "Budget-internal"
    foreign.mkdir()
    (foreign / "about.json").write_text('{"reference": "X", "holds": "y"}')
    (foreign / "certificate.json").write_text("{}")
    (output / "Link-internal").symlink_to(internal)
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text("{}")
    (internal / "certificate.json").unlink()
    (internal / "certificate.json").symlink_to(elsewhere)
    make_old(*(path for path in [*internal.iterdir(), *foreign.iterdir()] if not path.is_symlink()))
    clean(output, "--older-than", "0", "--yes")
    assert names(foreign) == ["about.json", "certificate.json"]
    assert (internal / "my notes.txt").read_text() == "mine"
    assert elsewhere.exists()
    assert not (internal / "built.json").exists()


def test_remains_of_a_killed_run_are_listed_and_removed(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = output / ".foi-return-FOI-2" / "new"
    left.mkdir(parents=True)
    (left / "certificate.json").write_text("{}")
    clean(output)
    assert ".foi-return-FOI-2" in capsys.readouterr().out
    assert left.exists()
    clean(output, "--yes")
    assert not left.parent.exists()


def test_old_answers_of_the_wizard_are_removed(output: Path, tmp_path: Path) -> None:
    places = [output.parent / FILE_NAME, tmp_path / "home" / FILE_NAME]
    for place in places:
        place.parent.mkdir(exist_ok=True)
        place.write_text("format = 1")
    make_old(places[0])
    clean(output, "--yes")
    assert [place.exists() for place in places] == [False, True]


def test_days_below_zero_are_refused(output: Path) -> None:
    assert clean(output, "--older-than", "-1", "--yes") == 3
