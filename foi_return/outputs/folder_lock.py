"""A lock on a folder that the operating system lets go of when its program ends, however it ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

LOCK_NAME = "lock"
_ATTEMPTS = 100


class FolderLock:
    """A folder that one running program holds, made if it is not there.

    Use `take`; the folder and its lock stay until `release`, or until the program ends.
    """

    def __init__(self, folder: Path, descriptor: int):
        self.folder = folder
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path, *, create: bool = True) -> FolderLock | None:
        """Takes the folder, owner-only.

        Args:
            folder: The folder.
            create: Whether to make it where it is not there.

        Returns:
            None where another running program holds it, or it is not there and is not to be made.

        Raises:
            OSError: The folder or its lock cannot be made or opened.
        """
        for _ in range(_ATTEMPTS):
            if create:
                folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink():
                raise NotADirectoryError(errno.ENOTDIR, "is a link", str(folder))
            path = folder / LOCK_NAME
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            except FileNotFoundError:
                if create:
                    continue  # its last holder removed it between our two steps
                return None
            held = False
            try:
                if not _lock(descriptor):
                    return None
                held = _is_still(path, descriptor)
            finally:
                if not held:
                    os.close(descriptor)
            if held:
                return cls(folder, descriptor)
        return None

    def release(self) -> None:
        """Lets go of the folder, and removes it if nothing but the lock is left in it."""
        path = self.folder / LOCK_NAME
        alone = False
        with contextlib.suppress(OSError):
            alone = [entry.name for entry in self.folder.iterdir()] == [LOCK_NAME]
        with contextlib.suppress(OSError):
            if alone and sys.platform != "win32":
                path.unlink()  # while it is ours: whoever waits for this file finds it gone, and starts again
        os.close(self._descriptor)
        with contextlib.suppress(OSError):
            if alone and sys.platform == "win32":
                path.unlink()  # Windows removes no file that is open
            if alone:
                self.folder.rmdir()


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one that now stands at the path: its last holder may have removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _unless_held(error: OSError) -> bool:
    """False where somebody holds the lock; any other reason is raised, because work without a lock is not safe."""
    if error.errno in (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK):
        return False
    raise error


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return _unless_held(error)
        return True
else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return _unless_held(error)
        return True
