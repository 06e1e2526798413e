"""What `demo` does with its options, for demos that answer no request definition too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.errors import RequestError


def test_wrong_name_lists_every_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--request", "revew", "--output", str(tmp_path)]) == RequestError.exit_code
    told = capsys.readouterr().err
    assert all(f"'{name}'" in told for name in ("core", "recorded-crime", "group-based", "review", "reconcile"))
    assert "Did you mean 'review'?" in told


def test_reconcile_demo_takes_size_seed_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("splink")
    demo = ["demo", "--request", "reconcile", "--size", "400", "--output"]
    partners = []
    for seed in ("5", "6"):
        assert main([*demo, str(tmp_path / seed), "--seed", seed, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert Path(told["workbook"]).exists()
        lists = tmp_path / seed / "demo-reconcile-lists"
        assert len((lists / "people.csv").read_text(encoding="utf-8").splitlines()) - 1 >= 400
        partners.append((lists / "partner.csv").read_bytes())
    assert partners[0] != partners[1]
    assert main([*demo, str(tmp_path / "few"), "--size", "3"]) == RequestError.exit_code
    assert "50 people or more" in capsys.readouterr().err
