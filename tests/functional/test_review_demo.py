"""A review of flags, published with an answer: the demo, the same by `build`, and by the wizard."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from foi_return.cli import main
from foi_return.demo import make_demo
from foi_return.synthetic import write_extract
from foi_return.verify.own_pack import verify_pack


def test_demo_publishes_a_review_and_build_gives_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers, outcome = make_demo(tmp_path, lambda _: None, request="review", size=500)
    assert answers.review is not None
    record = json.loads((outcome.pack / "release.json").read_text(encoding="utf-8"))
    assert record["review"]["title"].startswith("Review of the hazard of child sexual exploitation")
    assert any("Review" in name for name in openpyxl.load_workbook(outcome.workbook).sheetnames)
    verify_pack(outcome.pack, "Anytown Council", 5, letterhead=False)
    words = ["build", "--map", "anytown", "--reference", "DEMO-REVIEW", "--extracted-on", "2026-05-21"]
    words += [word for name, path in answers.sources.items() for word in ("--source", f"{name}={path}")]
    assert main([*words, "--review", str(answers.review), "--output", str(tmp_path / "again")]) == 0
    again = json.loads((tmp_path / "again" / "DEMO-REVIEW" / "release.json").read_text(encoding="utf-8"))
    assert again == record
    assert "DEMO-REVIEW.xlsx" in capsys.readouterr().out


def test_wizard_takes_the_result_where_it_is_told_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers, _ = make_demo(tmp_path, lambda _: None, request="review", size=300)
    files = write_extract(tmp_path / "extract", seed=1, children=300)
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    said = {
        "request/start": "shipped:anytown",
        "request/use": "keep",
        "request/reference": "FOI-7",
        "request/council": "Anytown Council",
        "request/received": "06/07/2026",
        "files/all": str(files.people.parent),
        "write/review": "yes",
        "write/review_file": str(answers.review),
    }
    words = [word for key, value in said.items() for word in ("--set", f"{key}={value}")]
    code = main(["wizard", "--no-input", "--take-suggestions", *words])
    told = capsys.readouterr()
    assert code == 0, told.err
    assert f"--review {answers.review}" in told.out
    record = json.loads((tmp_path / "desk" / "output" / "FOI-7" / "release.json").read_text(encoding="utf-8"))
    assert "review" in record
