"""Writes TOML that a person can read and go on editing: tables in the order given, dates as dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foi_return.config.toml_file import MAX_TEXT
from foi_return.text import printable


def toml_text(tables: Mapping[str, Any], comment: str) -> str:
    """The tables as TOML, below a comment.

    Args:
        tables: Keys and values; inner mappings become tables.
        comment: What the file is, in one or more lines.
    """
    import tomlkit

    document = tomlkit.document()
    for line in comment.splitlines():
        document.add(tomlkit.comment(printable(line, MAX_TEXT)) if line else tomlkit.nl())
    document.add(tomlkit.nl())
    for key, value in tables.items():
        document.add(key, tomlkit.item(value))
    return tomlkit.dumps(document)
