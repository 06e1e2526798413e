"""Writes the certificate and its checker into the internal folder, so that anybody there can verify it again."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

CERTIFICATE_NAME = "certificate.json"
CHECKER_NAME = "check_certificate.py"


def write_certificate(certificate: dict[str, Any], folder: Path) -> None:
    """Writes `certificate.json`, which holds true counts and never leaves the council, and the program to verify it."""
    text = json.dumps(certificate, ensure_ascii=False, sort_keys=True)
    (folder / CERTIFICATE_NAME).write_text(text + "\n", encoding="utf-8")
    source = (files("foi_return") / "disclosure" / "checker.py").read_text(encoding="utf-8")
    (folder / CHECKER_NAME).write_text(source, encoding="utf-8")
