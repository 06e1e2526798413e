"""The wizard for requests about something else than children: from a shipped map to an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.synthetic.group_based import write_group_based
from foi_return.synthetic.missing_from_care import write_missing_from_care
from foi_return.synthetic.recorded_crime import write_recorded_crime

RETURNS = {
    "recorded-crime": ("police-connect", ("connect.csv",), "30/11/2020"),
    "group-based": ("group-based-offending", ("crimes.csv", "victims.csv", "suspects.csv"), "31/12/2023"),
    "missing-from-care": ("missing-from-care", ("people.csv", "episodes.csv"), "31/03/2025"),
}


@pytest.mark.parametrize("request_name", RETURNS)
def test_answer_is_written_from_a_shipped_map(
    request_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    field_map, names, extracted_on = RETURNS[request_name]
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "extract"
    if request_name == "recorded-crime":
        write_recorded_crime(folder, 5, crimes=400)
    elif request_name == "group-based":
        write_group_based(folder, 5, crimes=120, single=60)
    else:
        write_missing_from_care(folder, 5, children=150)
    said = {
        "request/start": f"shipped:{field_map}",
        "request/reference": "FOI-1",
        "request/council": "Anytown",
        "request/received": "06/07/2026",
        "files/all": "; ".join(str(folder / name) for name in names),
        "files/extracted_on": extracted_on,
    }
    words = [word for key, value in said.items() for word in ("--set", f"{key}={value}")]
    code = main(["wizard", "--request", request_name, "--no-input", "--take-suggestions", *words])
    told = capsys.readouterr()
    assert code == 0, told.err
    record = json.loads((tmp_path / "output" / "FOI-1" / "release.json").read_text(encoding="utf-8"))
    assert record["request"] == request_name
    assert any(cell.get("value") for cell in record["cells"])
    assert f"--request {request_name}" in told.out
