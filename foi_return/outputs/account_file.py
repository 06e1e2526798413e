"""Writes the account of what is hidden into the internal folder: true numbers, for the officer, never to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

ACCOUNT_NAME = "what-is-hidden.txt"


def write_account(lines: Sequence[str], folder: Path) -> None:
    """Writes `what-is-hidden.txt`; with a byte order mark, so that any Windows editor reads its letters right."""
    (folder / ACCOUNT_NAME).write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
