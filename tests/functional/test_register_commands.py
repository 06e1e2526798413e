"""The register as an officer uses it: answers are entered as they are built, marked, listed, copied and mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.register import REGISTER_VARIABLE

REFERENCE = "DEMO-2026-0001"
Run = Callable[..., str]


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    assert main(["demo", "--children", "200", "--output", str(folder), "--json"]) == 0
    return folder / "demo-extract"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with a register in a folder of its own."""
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "register"))

    def command(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main(words) == code
        out, err = capsys.readouterr()
        return out if code == 0 else out + err

    return command


def build_words(extract: Path, tmp_path: Path, reference: str, *more: str) -> list[str]:
    return [
        "build", "--map", "anytown", "--reference", reference, "--extracted-on", "2026-05-21",
        "--source", f"people={extract / 'people.csv'}", "--source", f"hazards={extract / 'exploitation.xlsx'}",
        "--source", f"missing={extract / 'missing.csv'}", "--output", str(tmp_path / "built"),
        "--years", "2021/22", "--category", "cce", "--category", "cse", "--category", "both", *more,
    ]  # fmt: skip


def statuses(run: Run) -> list[tuple[int, str, str]]:
    return [
        (each["entry"], each["reference"], each["status"]) for each in json.loads(run("register", "list", "--json"))
    ]


def approve(run: Run, pack: str) -> None:
    run("approve", pack, "--name", "Ann Smith", "--role", "IG manager", "--made-by", "Bo Jones", "--yes")


def test_answers_are_entered_as_they_are_built_and_stay_the_same(extract: Path, run: Run, tmp_path: Path) -> None:
    told = run(*build_words(extract, tmp_path, "FOI-1"))
    assert "Register: entry 1 (pending), protected together with 0 other answers" in told
    bands = ["--age-band", "under 12", "--age-band", "12+"]
    told = json.loads(run(*build_words(extract, tmp_path, "FOI-2", *bands, "--json")))
    assert told["register"] == {
        "folder": str(tmp_path / "register"), "entry": 2, "status": "pending", "protected_against": 1
    }  # fmt: skip
    compared = (tmp_path / "built" / "FOI-2-internal" / "compared-with-earlier.csv").read_text(encoding="utf-8-sig")
    assert compared.splitlines()[0] == "Period,Category,Breakdown,Earlier answer,Then,Now,Why it differs"
    assert {line.split(",")[3] for line in compared.splitlines()[1:]} == {"FOI-1"}
    first = (tmp_path / "built" / "FOI-1" / "release.json").read_bytes()
    pack = str(tmp_path / "built" / "FOI-1")
    assert "its pack is not named" in " ".join(run("register", "sent", "FOI-1", code=10).split())
    assert "it is a draft" in " ".join(run("register", "sent", "FOI-1", "--pack", pack, code=11).split())
    approve(run, pack)
    assert "holds other figures" in " ".join(run("register", "sent", "FOI-2", "--pack", pack, code=10).split())
    run("register", "sent", "FOI-1", "--pack", pack)
    run(*build_words(extract, tmp_path, "FOI-1"))
    assert (tmp_path / "built" / "FOI-1" / "release.json").read_bytes() == first
    assert statuses(run) == [(1, "FOI-1", "sent"), (2, "FOI-2", "pending")]
    assert "Protected against: the register up to entry 1" in run("register", "show", "2")
    assert "Nothing comes out" in run("register", "risks")
    run("register", "export", "--output", str(tmp_path / "backup"))
    names = ["000001-FOI-1.json", "000002-FOI-2.json"]
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == names
    assert (tmp_path / "backup" / names[0]).read_bytes() == first


def test_answer_from_before_is_protected_against_and_makes_pending_ones_stale(
    extract: Path, run: Run, tmp_path: Path
) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    run(*build_words(extract, tmp_path, "OLD", "--register", elsewhere, "--age-band", "under 14", "--age-band", "14+"))
    run(*build_words(extract, tmp_path, "NEW"))
    assert "is entry 2 (sent)" in run("register", "add", str(tmp_path / "built" / "OLD" / "release.json"))
    pack = str(tmp_path / "built" / "NEW")
    approve(run, pack)
    refused = run("register", "sent", "NEW", "--pack", pack, code=10)
    assert "NEW (entry 1): The register has moved on since it was protected" in refused
    run(*build_words(extract, tmp_path, "NEW"))
    latest = next(each for each in reversed(statuses(run)) if each[1] == "NEW")
    approve(run, pack)
    run("register", "sent", str(latest[0]), "--pack", pack)
    assert (*latest[:2], "sent") in statuses(run)


def test_answer_by_other_rules_is_protected_against_or_left_out_by_name(
    extract: Path, run: Run, tmp_path: Path
) -> None:
    run(*build_words(extract, tmp_path, "OPEN", "--placed-by", "open in year", "--age-taken", "31 March"))
    told = json.loads(run(*build_words(extract, tmp_path, "NEW", "--json")))
    assert told["register"]["protected_against"] == 1
    assert (told["not_protected_against"], told["revised_figures"]) == ([], 0)
    assert "Nothing comes out" in run("register", "risks")
    told_too = run(*build_words(extract, tmp_path, "NEW-2", "--unprotected-against", "OPEN"))
    assert "NOT PROTECTED against the earlier answer OPEN, by decision." in told_too
    record = json.loads((tmp_path / "built" / "NEW-2" / "release.json").read_text(encoding="utf-8"))
    assert any("not protected together with those of the answer OPEN" in note["text"] for note in record["notes"])
    account = (tmp_path / "built" / "NEW-2-internal" / "what-is-hidden.txt").read_text(encoding="utf-8-sig")
    assert "Not protected against, by decision\n  OPEN: Somebody decided" in account


def test_damage_is_reported_and_mended(extract: Path, run: Run, tmp_path: Path) -> None:
    run(*build_words(extract, tmp_path, "FOI-1"))
    run("register", "never-sent", "1")
    assert "The register is whole: 1 never sent." in run("register", "check")
    entry = tmp_path / "register" / "entries" / "000001.json"
    entry.write_text(entry.read_text(encoding="utf-8").replace("FOI-1", "FOI-9"), encoding="utf-8")
    assert "000001.json: Entry 1 is missing, or was changed." in run("register", "check", code=1)
    assert "000001.json" in run(*build_words(extract, tmp_path, "FOI-2"), code=10)
    assert not (tmp_path / "built" / "FOI-2").exists()
    assert "Entry 1 was put back" in run("register", "restore")
    assert statuses(run) == [(1, "FOI-1", "never sent")]


def test_answer_does_not_appear_where_the_register_cannot_be_written_to(
    extract: Path, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "releases").write_text("a file where a folder belongs", encoding="utf-8")
    assert "The register cannot be written to" in run(*build_words(extract, tmp_path, "FOI-1"), code=7)
    assert not (tmp_path / "built" / "FOI-1").exists()


def test_register_that_nobody_named_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REGISTER_VARIABLE)
    assert "set FOI_RETURN_REGISTER" in run("register", "list", code=3)
