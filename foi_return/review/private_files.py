"""Writes files that only their owner may read, where the system can promise it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from foi_return.errors import Fault, OutputError
from foi_return.outputs.file_faults import file_fault

_OWNER_ONLY = 0o600


def write_private(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> bool:
    """Writes files into a folder, which is made owner-only if it is not there.

    Args:
        folder: The folder.
        files: Each file's content by its name.
        replace: Whether files that are there already may be replaced.

    Returns:
        Whether only the owner can read the files; some systems cannot promise it.

    Raises:
        OutputError: A file is there already, or one cannot be written. Nothing is replaced then.
    """
    there = [] if replace else [name for name in files if (folder / name).exists()]
    if there:
        raise OutputError(
            Fault(
                str(folder / there[0]),
                "there is such a file already, perhaps with decisions in it",
                "a folder without one",
                "Choose another with --output, or replace it with --force",
            )
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            _write(folder / name, content)
    except OSError as problem:
        raise OutputError(file_fault(problem, folder)) from problem
    return os.name == "posix" and not any((folder / name).stat().st_mode & 0o077 for name in files)


def _write(path: Path, content: bytes) -> None:
    """Writes beside the place and renames, so that nobody finds half a file, and never one that others may read."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
        file.write(content)
    aside.replace(path)
