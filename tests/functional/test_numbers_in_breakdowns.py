"""Cells with numbers in a breakdown: what is one and what is none, the same in both engines."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from foi_return.cli import main

ROWS = {
    "Less than one day": ("0",),
    "1 to 2 days": ("2.5",),
    "3 to 6 days": (" 3 ",),
    "7 days and over": ("1,000",),
    "Not known": ("1,23", "12345678901", "-1", "1e3", "2,", "about 5", ""),
}
"""Each row, and cells that belong in it: thousands stand in threes; a number has no sign and nine digits at most."""
OF_EACH = 40


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_engine_reads_numbers_as_they_are_defined(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [text for texts in ROWS.values() for text in texts] * OF_EACH
    extract: dict[str, list[tuple[str, ...]]] = {
        "people": [("Person ID", "Date of birth", "Gender"), ("P1", "2010-05-01", "Female")],
        "episodes": [
            ("Episode ID", "Person ID", "Missing from", "Days missing", "Return interview"),
            *((f"E{number}", "P1", "2024-05-01", text, "Accepted") for number, text in enumerate(cells)),
        ],
    }
    words = ["build", "--map", "missing-from-care", "--request", "missing-from-care", "--reference", "N-1"]
    words += ["--extracted-on", "2025-03-31", "--engine", engine, "--output", str(tmp_path / "out")]
    for name, rows in extract.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        words += ["--source", f"{name}={tmp_path / f'{name}.csv'}"]
    assert main(words) == 0, capsys.readouterr().err
    record = json.loads((tmp_path / "out" / "N-1" / "release.json").read_text(encoding="utf-8"))
    shown = {
        cell["breakdown"]["length"]: cell.get("value")
        for cell in record["cells"]
        if "length" in cell["breakdown"] and cell["period"] == "2024/25" and cell["unit"] == "missing episodes"
    }
    expected = {label: OF_EACH * len(texts) for label, texts in ROWS.items()}
    assert shown == {**expected, "Recorded": OF_EACH * 4}
