"""Paths as people give them: typed, pasted with quotes, or dragged into the window."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote


def full_path(text: str) -> str:
    """The path that was meant, from the root, so that it holds wherever the program is started."""
    path = clean_path(text)
    return str(Path(path).absolute()) if path else ""


def clean_path(text: str) -> str:
    """The path that was meant.

    Windows puts quotes around a copied path, PowerShell an `&` before a dragged one; other systems put a backslash
    before each space.
    """
    path = text.strip()
    path = re.sub(r"^&\s+", "", path)
    if len(path) >= 2 and path[0] == path[-1] and path[0] in "\"'":
        path = path[1:-1].strip()
    if path.startswith("file://"):
        path = unquote(path.removeprefix("file://"))
        path = re.sub(r"^/(?=[A-Za-z]:)", "", path)
    if os.name != "nt" and not re.match(r"^([A-Za-z]:|\\)\\", path):
        path = re.sub(r"\\(.)", r"\1", path)
    return str(Path(path).expanduser()) if path else ""
