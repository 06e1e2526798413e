"""Writes the internal findings: counts and row numbers for the people who keep the data, never to be sent."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from foi_return.terms.findings import Finding
from foi_return.terms.places import piece_and_row


def write_findings(findings: Sequence[Finding], folder: Path) -> None:
    """Writes `findings.json` (each finding with its count) and `findings-rows.csv` (the rows behind each).

    Neither holds a value of the extract: whoever may see a row looks it up in the extract by its number.
    """
    record = [
        {
            "code": finding.code.value,
            "source": finding.source,
            "column": finding.column,
            "rows": finding.count,
            "meaning": finding.meaning,
            "effect": finding.effect,
        }
        for finding in findings
    ]
    text = json.dumps({"format": 1, "findings": record}, indent=2, ensure_ascii=False)
    (folder / "findings.json").write_text(text + "\n", encoding="utf-8")
    with (folder / "findings-rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "source", "file", "row"])
        for finding in findings:
            places = (piece_and_row(row, finding.pieces) for row in finding.rows)
            writer.writerows((finding.code.value, finding.source, piece, row) for piece, row in places)
