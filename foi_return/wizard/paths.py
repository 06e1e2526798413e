"""Paths as people give them: typed, pasted with quotes, or dragged into the window; and patterns of several files."""

from __future__ import annotations

import glob
import os
import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote


def full_path(text: str) -> str:
    """The path that was meant, from the root, so that it holds wherever the program is started."""
    path = clean_path(text)
    return str(Path(path).absolute()) if path else ""


_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb"}
"""Quotes around a path: as Windows copies it, and as mail and word processing programs make them."""


def clean_path(text: str) -> str:
    """The path that was meant.

    Windows puts quotes around a copied path, its properties window an invisible mark before one, PowerShell an `&`
    before a dragged one; other systems put a backslash before each space.
    """
    path = _visible(text).strip()
    path = re.sub(r"^&\s+", "", path)
    if len(path) >= 2 and _QUOTES.get(path[0]) == path[-1]:
        path = path[1:-1].strip()
    if path.startswith("file:"):
        path = _of_link(path)
    elif os.name != "nt" and not re.match(r"^([A-Za-z]:|\\)\\", path):
        path = re.sub(r"\\(.)", r"\1", path)
    return _at_home(path) if path else ""


def _visible(text: str) -> str:
    """The text without control characters and marks that cannot be seen; line breaks become spaces."""
    spaced = re.sub(r"[\r\n\t]+", " ", text)
    return "".join(character for character in spaced if unicodedata.category(character) not in ("Cc", "Cf"))


def _of_link(link: str) -> str:
    """The path of a `file:` link: `file:///C:/x`, `file:///home/x` or `file://server/share/x`."""
    path = unquote(link.removeprefix("file:"))
    if path.startswith("///"):
        path = path[2:]
    return re.sub(r"^/+(?=[A-Za-z]:)", "", path)


def _at_home(path: str) -> str:
    try:
        return str(Path(path).expanduser())
    except RuntimeError:  # Somebody's home whom this computer does not know: a name that begins with ~, then.
        return str(Path(path))


ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods", ".xml")
"""What the files of a folder end in that may belong to an extract."""


def full_paths(text: str) -> tuple[str, ...]:
    """The paths that were meant, from the root: several with semicolons between, as dragged, or all of a folder.

    A path with `*` or `?` stays as it is: it means every file that fits.

    Raises:
        ValueError: A folder holds no file that can be read; the message says so.
    """
    if _exists(clean_path(text)):
        parts = [text]
    else:
        parts = [path for line in re.split(r"[\r\n]+", text) for path in _apart(line)]
    paths = dict.fromkeys(path for part in parts for path in _files_of(full_path(part)))
    return tuple(paths)


def _apart(line: str) -> list[str]:
    """The paths of one line: each in quotes, or with semicolons between."""
    line = _visible(line).strip()
    if line[:1] in _QUOTES or line.startswith("& "):
        either = "|".join(f"{opening}[^{closing}]*{closing}" for opening, closing in _QUOTES.items())
        if found := re.findall(either, line):
            return found
    return line.split(";")


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
    try:
        names = sorted(each for each in folder.iterdir() if each.suffix.casefold() in ENDINGS and each.is_file())
    except OSError as problem:
        raise ValueError(f"The folder {folder.name} cannot be opened ({problem.strerror}).") from None
    found = [str(each) for each in names if not each.name.startswith((".", "~$"))]
    if not found:
        raise ValueError(f"The folder {folder.name} holds no file that ends in {', '.join(ENDINGS)}.")
    return found


def is_pattern(path: str) -> bool:
    """Whether a path means every file that fits it, and is no file itself."""
    return glob.has_magic(path) and not _exists(path)


def pattern_of(paths: Sequence[str]) -> str:
    """The pattern of several files of one folder, as `cin-*.xml`; empty where they have no beginning or end in common.

    What stands for the part that differs may be `*` only; a name that holds such a sign itself makes none.
    """
    folders = {os.path.dirname(path) for path in paths}  # noqa: PTH120 (texts, which may be of another system)
    names = [os.path.basename(path) for path in paths]  # noqa: PTH119
    if len(folders) != 1 or len(names) < 2 or any(glob.has_magic(path) for path in paths):
        return ""
    start = _common_start(names)
    end = _common_start([name[len(start) :][::-1] for name in names])[::-1]
    if "." not in end or not start:
        return ""
    return os.path.join(folders.pop(), f"{start}*{end}")  # noqa: PTH118


def _common_start(texts: Sequence[str]) -> str:
    """The characters with which all of some texts begin."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in alike)
