"""The approval of a real answer: what a second person is shown, what is asked, and what becomes of it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from foi_return.cli import main
from foi_return.demo import make_demo
from foi_return.outputs.approval import approved_pack

PACK = "DEMO-2026-0001"
SECOND = ("--name", "B. Second", "--role", "Head of service", "--made-by", "A. Officer")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("demo")
    make_demo(output, lambda _: None, seed=1, size=1_000)
    return output


@pytest.fixture
def pack(demo: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo, tmp_path / "out")
    return tmp_path / "out" / PACK


def test_the_checks_and_what_is_hidden_are_shown_and_recorded(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approve", str(pack), *SECOND, "--yes", "--zip"]) == 0
    said = capsys.readouterr().out
    cells = json.loads((pack / "release.json").read_text())["cells"]
    hidden = sum(cell.get("shorthand") == "c" for cell in cells)
    assert f"{len(cells)} cells, of which {hidden} are hidden" in said
    assert "Certificate: verified again" in said
    assert "Numbers from 1 to 4 are hidden" in said
    assert "Hidden because they are small: " in said
    assert "Already out, whatever is hidden now: 0" in said
    assert "hazards: The child's id is blank (not counted)." in said
    assert (pack.parent / f"{PACK}.zip").is_file()
    given = approved_pack(pack)
    assert set(given.shown) <= set(said.splitlines())
    assert main(["approve", "--check", str(pack)]) == 0
    (pack / "csv" / "q1.csv").write_text("x")
    assert main(["approve", "--check", str(pack)]) == 1


def test_a_certificate_that_does_not_fit_the_figures_is_refused(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    internal = pack.with_name(f"{PACK}-internal")
    release = json.loads((pack / "release.json").read_text())
    cell = next(cell for cell in release["cells"] if cell.get("value", 0) > 10)
    cell["value"] += 1
    (pack / "release.json").write_text(json.dumps(release))
    built = json.loads((internal / "built.json").read_text())
    from foi_return.outputs.approval import checksums

    built["files"] = checksums(pack)  # Somebody who changes the figures changes the record of them as well.
    (internal / "built.json").write_text(json.dumps(built))
    assert main(["approve", str(pack), *SECOND, "--yes"]) == 11
    assert "certificate.json" in capsys.readouterr().err
    assert main(["approve", "--check", str(pack)]) == 1


@pytest.mark.parametrize("agreed", [True, False])
def test_nothing_is_approved_but_by_a_yes(agreed: bool, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Asked:
        def __init__(self, answer: Any):
            self.ask = lambda: answer

    def confirm(question: str, default: bool) -> Asked:
        asked.append(question)
        assert default is False
        return Asked(agreed)

    def text(question: str) -> Asked:
        asked.append(question)
        return Asked("A. Officer")

    monkeypatch.setattr("questionary.confirm", confirm)
    monkeypatch.setattr("questionary.text", text)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert main(["approve", str(pack), *SECOND[:4]]) == (0 if agreed else 8)
    assert asked[0] == "Who made this pack?"
    assert "what-is-hidden.txt" in asked[1]
    assert main(["approve", "--check", str(pack)]) == (0 if agreed else 1)


def test_without_a_terminal_a_yes_must_be_given(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approve", str(pack), *SECOND]) == 8
    assert "--yes" in capsys.readouterr().err


def test_names_and_days_that_cannot_be_are_refused_before_anything_is_shown(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["approve", str(pack), "--name", "B. Second"]) == 11
    assert main(["approve", str(pack), *SECOND, "--date", "31/12/2026"]) == 3
    assert main(["approve", str(pack), "--name", "Officer A", *SECOND[2:]]) == 11
    assert capsys.readouterr().out == ""
