"""One register for answers about different things: children, crimes, a partner's list; what has nothing in common."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.reconcile.demo import demo_definition
from foi_return.register import REGISTER_VARIABLE
from foi_return.synthetic.missing_from_care import write_missing_from_care
from foi_return.synthetic.partner_list import generate_lists

pytest.importorskip("splink")


def test_comparison_is_entered_and_the_next_one_is_protected_together_and_other_answers_are_not_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "register"
    monkeypatch.setenv(REGISTER_VARIABLE, str(register))
    monkeypatch.chdir(tmp_path)
    definition = tmp_path / "list.toml"
    definition.write_text(demo_definition(), encoding="utf-8")
    (tmp_path / "lists").mkdir()
    lists = generate_lists(seed=2, listed=60, people=300).write(tmp_path / "lists")
    sources = [word for name, path in lists.items() for word in ("--source", f"{name}={path}")]
    words = ["reconcile", "count", str(definition), *sources, "--leave-undecided", "--output", "out"]
    assert main([*words, "--reference", "LIST-1", "--received", "2026-07-06", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["register"]["status"] == "pending"
    pack = tmp_path / "out" / "LIST-1"
    assert {path.name for path in pack.iterdir()} == {"LIST-1.xlsx", "LIST-1.docx", "csv", "release.json"}
    assert main([*words, "--reference", "LIST-2"]) == 0
    assert "protected together with one other answer" in capsys.readouterr().out
    compared = (tmp_path / "out" / "LIST-2-internal" / "compared-with-earlier.csv").read_text(encoding="utf-8-sig")
    assert "LIST-1" in compared
    definition.write_text(demo_definition().replace("age_from = 18", "age_from = 16"), encoding="utf-8")
    assert main([*words, "--reference", "LIST-3"]) == 6
    refused = " ".join(capsys.readouterr().err.split())
    assert "LIST-1 is of other days, of another partner or by another definition" in refused
    assert "LIST-2 is of other days" in refused
    left_out = ["--unprotected-against", "LIST-1", "--unprotected-against", "LIST-2"]
    assert main([*words, "--reference", "LIST-3", *left_out]) == 0
    told = capsys.readouterr().out
    assert "NOT PROTECTED against the earlier answer LIST-1, by decision." in told
    assert "protected together with 0 other answers" in told
    record = json.loads((tmp_path / "out" / "LIST-3" / "release.json").read_text(encoding="utf-8"))
    assert any("not protected together with those of the answer LIST-1" in note["text"] for note in record["notes"])

    files = write_missing_from_care(tmp_path / "extract", 3, children=60)
    build = ["build", "--map", "missing-from-care", "--request", "missing-from-care", "--reference", "MISSING-1"]
    build += ["--source", f"people={files.people}", "--source", f"episodes={files.episodes}", "--output", "out"]
    assert main(build) == 0
    told_build = capsys.readouterr().out
    assert "NOT PROTECTED" not in told_build
    assert "protected together with 0 other answers" in told_build, "those that count others are not counted"
    account = (tmp_path / "out" / "MISSING-1-internal" / "what-is-hidden.txt").read_text(encoding="utf-8-sig")
    assert "Not joined: what counts other things" in account
    assert "LIST-1: it answers the request 'reconcile'" in account
    record = json.loads((tmp_path / "out" / "MISSING-1" / "release.json").read_text(encoding="utf-8"))
    assert not any("LIST-1" in note["text"] for note in record["notes"])
