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


ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods", ".xml")
"""What the files of a folder end in that may belong to an extract."""


def full_paths(text: str) -> tuple[str, ...]:
    """The paths that were meant, from the root: several with semicolons between, as dragged, or all of a folder.

    Raises:
        ValueError: A folder holds no file that can be read; the message says so.
    """
    if _exists(clean_path(text)):
        parts = [text]
    elif text.strip()[:1] in "\"'" or text.strip().startswith("& "):
        parts = re.findall(r"\"[^\"]*\"|'[^']*'", text)
    else:
        parts = text.split(";")
    paths = dict.fromkeys(path for part in parts for path in _files_of(full_path(part)))
    return tuple(paths)


def _exists(path: str) -> bool:
    try:
        return bool(path) and Path(path).exists()
    except OSError:  # A text that is too long for a name, for one.
        return False


def _files_of(path: str) -> list[str]:
    """The path itself, or the files of a folder, without those that a program has hidden in it."""
    if not path:
        return []
    folder = Path(path)
    if not folder.is_dir():
        return [path]
    names = sorted(each for each in folder.iterdir() if each.suffix.casefold() in ENDINGS and each.is_file())
    found = [str(each) for each in names if not each.name.startswith((".", "~$"))]
    if not found:
        raise ValueError(f"The folder {folder.name} holds no file that ends in {', '.join(ENDINGS)}.")
    return found
