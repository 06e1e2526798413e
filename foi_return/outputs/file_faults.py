"""What the operating system refused, in words that an officer can act on."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from foi_return.errors import Fault, OutputError

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_OPEN_ELSEWHERE = {32, 33}  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def file_fault(error: OSError, path: Path) -> Fault:
    """The fault behind an operating system's error at a path."""
    where = str(path)
    if error.errno in _FULL:
        return Fault(where, "The disk is full", "", "Free some space, or choose another output folder.")
    if getattr(error, "winerror", None) in _OPEN_ELSEWHERE or error.errno in (errno.EBUSY, errno.ETXTBSY):
        return Fault(
            where,
            "A file there is open in another program",
            "",
            "Close the earlier answer wherever it is open (Excel, Word, a preview), then try again.",
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Fault(
            where,
            "This account may not write there, or a file there is open in another program",
            "a folder that this account may write to",
            "Close any file of the earlier answer, or choose another output folder.",
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Fault(where, "There is a file where a folder is needed", "a folder", "Choose another output folder.")
    if isinstance(error, IsADirectoryError):
        return Fault(where, "There is a folder where a file is needed", "a file's name", "Choose another name.")
    if isinstance(error, FileNotFoundError):
        return Fault(where, "The folder does not exist", "an existing folder", "Create it, or choose another.")
    if error.errno == errno.ENAMETOOLONG:
        return Fault(
            where, "The name is too long for this computer", "", "Choose a shorter reference or output folder."
        )
    reason = error.strerror or type(error).__name__
    return Fault(where, f"It could not be written: {reason}", "", "Try again, or choose another output folder.")


def concerns(error: OSError, folder: Path) -> bool:
    """Whether an operating system's error came from writing into a folder, rather than from reading elsewhere."""
    if error.errno in _FULL:
        return True
    names = [name for name in (error.filename, error.filename2) if isinstance(name, str | os.PathLike)]
    return any(Path(name).is_relative_to(folder) for name in names)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file at once.

    Raises:
        OutputError: It cannot be written; the message says why and what to do.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(file_fault(error, path)) from error
