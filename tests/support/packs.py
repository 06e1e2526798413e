"""A pack as a run leaves it, made of small files in place of a real answer's."""

from __future__ import annotations

import json
from pathlib import Path

from foi_return.outputs.staging import Staging

PARTS = ("FOI-1.xlsx", "FOI-1.docx", "csv/all-tables.csv", "csv/csv-metadata.json")


def write_pack(output: Path, *, made_by: str = "A. Officer", without: str = "", text: str = "one") -> Path:
    """Writes an answer to FOI-1 through the program's own staging; gives the pack's folder."""
    with Staging(output, "FOI-1", made_by=made_by) as staging:
        for name in PARTS:
            if name != without:
                path = staging.public / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        (staging.public / "release.json").write_text(json.dumps({"reference": "FOI-1"}), encoding="utf-8")
        (staging.internal / "certificate.json").write_text("{}", encoding="utf-8")
    return output / "FOI-1"
