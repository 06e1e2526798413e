"""Writes published files for tests of the attack: release records from a few lines of text, and tables as CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAMES = {
    "cce": "Child criminal exploitation (CCE)",
    "cse": "Child sexual exploitation (CSE)",
    "both": "Both CCE and CSE",
}
RULES = ("starts", "age at first record", "under 18", "inclusive", "every level", "both")


def release(
    tables: Mapping[str, str],
    *,
    periods: str = "2021/22",
    threshold: int = 5,
    sentence: str = "A 0 is a true zero, and a hidden number is never 0.",
    rules: tuple[str, ...] = RULES,
    council: str = "Anytown Council",
    extracted_on: str = "2026-04-20",
) -> dict[str, Any]:
    """A release record.

    Args:
        tables: Rows by `categories`, `CATEGORY by sex`, `CATEGORY by age` or `CATEGORY by context`; a row is a label
            (for `categories` a key), a colon, and a figure or `c` or `x` for each period. Rows end with a semicolon.
        periods: The years, separated by spaces.
        threshold: The policy's threshold.
        sentence: What the policy says of zeros.
        rules: The counting rules, in their sentences.
        council: Whose answer it is.
        extracted_on: The day of the extract.
    """
    cells = []
    for title, rows in tables.items():
        category, _, dimension = title.partition(" by ")
        for row in filter(None, map(str.strip, rows.split(";"))):
            label, _, figures = row.partition(":")
            for period, figure in zip(periods.split(), figures.split(), strict=True):
                place = {
                    "table": title,
                    "period": period,
                    "category": category if dimension else label,
                    "breakdown": _breakdown(dimension, label),
                    "label": label if dimension else NAMES.get(label, label),
                }
                cells.append(place | ({"value": int(figure)} if figure.isdigit() else {"shorthand": figure}))
    return {
        "format": 1,
        "council": council,
        "extracted_on": extracted_on,
        "policy": {"threshold": threshold, "zeros_shown": "never 0" in sentence, "sentence": sentence},
        "counting_rules": {"overlap": rules[3], "sentences": list(rules)},
        "field_map": {"name": "anytown", "fingerprint": "abc"},
        "tables": [{"table": title, "title": title} for title in tables],
        "cells": cells,
    }


def _breakdown(dimension: str, label: str) -> dict[str, str]:
    if not dimension or label == "Total":
        return {}
    return {{"sex": "sex", "age": "age_group", "context": "context"}[dimension]: label}


def write_release(folder: Path, name: str = "release.json", **content: Any) -> Path:
    """Writes a release record and returns its path."""
    path = folder / name
    path.write_text(json.dumps(release(**content)), encoding="utf-8")
    return path


def write_table(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    """Writes a table, of which each line may be indented, and returns its path."""
    path = folder / name
    path.write_bytes("\n".join(line.strip() for line in text.strip().splitlines()).encode(encoding))
    return path
