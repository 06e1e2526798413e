"""How an answer becomes visible: written aside in private, then swapped in whole.

An answer is two folders of the output folder: `<name>`, the pack that can be sent, and `<name>-internal`, which must
not be. While a run works, both grow inside `.foi-return-<name>/new/`, owner-only, on the same file system. At the end
an earlier answer is renamed into `.foi-return-<name>/old/`, the new one is renamed into its place, and the earlier one
is removed. A run that fails undoes what it renamed. A run that is killed leaves its lock to the operating system, which
opens it; so the next run knows the remains of a dead run from a live one, and undoes what the dead one renamed: at any
moment the whole earlier answer or the whole new one can be had.

Where a run may be, and what stands there then:

    writing      no file `swapping`: the answer in place is whole; `new/` is discarded
    swapping     `swapping` is there: for each folder, `old/` holds the earlier one once it was moved, and `new/` no
                 longer holds the new one once it was moved. Both new folders moved: the swap is complete.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from foi_return.errors import Fault, OutputError
from foi_return.outputs.approval import write_built
from foi_return.outputs.file_faults import concerns, file_fault
from foi_return.outputs.folder_lock import LOCK_NAME, FolderLock
from foi_return.outputs.folder_names import INTERNAL_SUFFIX, safe_folder_name
from foi_return.outputs.pack_zip import withdraw_zip
from foi_return.outputs.release import RELEASE_NAME

_PREFIX = ".foi-return-"
_SETTLED_AT_ONCE = 8
_SWAPPING = "swapping"
ABOUT_NAME = "about.json"


class Staging:
    """The folders of one answer, filled in private and swapped in when the `with` block ends without an error.

    Attributes:
        name: The safe name of the reference; the pack's files are named after it.
        public: Where the pack is written, to be swapped to `output/<name>/`.
        internal: Where all else is written, to be swapped to `output/<name>-internal/`.
        scratch: A private place for what a writer needs meanwhile; it is not there yet, and nothing of it is kept.
        internal_is_private: Whether only the owner can read the internal folder; known once the block has ended. Some
            systems (Windows, many network shares) cannot promise it: the officer is then told.

    Raises:
        OutputError: The reference names no folder, the output folder cannot be made or written to, another run is
            writing this answer, the folder in place is not an earlier answer to this reference, the disk is full, or
            a file of the earlier answer is open in another program (Windows). The earlier answer is then as it was.
    """

    def __init__(self, output: Path, reference: str, *, made_by: str = ""):
        self.name = safe_folder_name(reference)
        self._output = output
        self._reference = reference
        self._made_by = made_by
        self._folder = output / f"{_PREFIX}{self.name}"
        self.public = self._folder / "new" / self.name
        self.internal = self._folder / "new" / f"{self.name}{INTERNAL_SUFFIX}"
        self.scratch = self._folder / "new" / "scratch"
        self.internal_is_private = False
        self._lock: FolderLock | None = None

    def __enter__(self) -> Staging:
        try:
            self._output.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock.take(self._folder)
        except OSError as error:
            raise OutputError(file_fault(error, self._output)) from error
        if self._lock is None:
            raise OutputError(
                Fault(
                    str(self._output / self.name),
                    "Another run is writing this answer now",
                    "",
                    "Wait until it has ended, then try again.",
                )
            )
        try:
            _recover(self._folder)
            self._refuse_foreign_folders()
            self.public.mkdir(parents=True)
            self.internal.mkdir(mode=0o700)
        except BaseException as error:
            self._abandon()
            if isinstance(error, OSError):
                raise OutputError(file_fault(error, self._output)) from error
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        failure: OSError | None = None
        try:
            if error is None:
                self._publish()
        except OSError as raised:
            failure = raised
        finally:
            put_back = self._abandon()
        if isinstance(error, OSError) and concerns(error, self._folder):
            failure = error
        if failure is not None:
            faults = [file_fault(failure, self._output / self.name)]
            if not put_back:
                faults.append(
                    Fault(
                        str(self._folder),
                        "An earlier answer is kept there, because it could not be put back yet",
                        "",
                        "Close the programs that use it and run again: it is put back at the start.",
                    )
                )
            raise OutputError(faults) from failure

    def _publish(self) -> None:
        about = {"reference": self._reference, "holds": "what must not be sent with the answer"}
        (self.internal / ABOUT_NAME).write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
        write_built(self.public, self.internal, self._reference, self._made_by)
        with ThreadPoolExecutor(_SETTLED_AT_ONCE) as pool:  # The disk takes several in the time of one.
            written = [path for path in (*self.public.rglob("*"), *self.internal.rglob("*")) if path.is_file()]
            list(pool.map(_settle, written))
        self.internal_is_private = _make_private(self.internal)
        _swap_in(self._folder, (self.name, f"{self.name}{INTERNAL_SUFFIX}"))
        withdraw_zip(self._output / self.name)

    def _abandon(self) -> bool:
        """Ends or undoes the swap, removes what is private to this run, and lets go.

        Returns:
            False where the swap could neither be ended nor undone; the next start does it.
        """
        if self._lock is None:
            return True
        try:
            _recover(self._folder)
        except OSError:
            return not (self._folder / _SWAPPING).exists()
        finally:
            self._lock.release()
            self._lock = None
        return True

    def _refuse_foreign_folders(self) -> None:
        """Refuses to replace what is not an earlier answer to the same reference."""
        places = (self._output / self.name, self._output / f"{self.name}{INTERNAL_SUFFIX}")
        for place in places:
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                raise OutputError(
                    Fault(
                        str(place),
                        "There is a file or a link where the answer's folder belongs",
                        "nothing, or an earlier answer to this reference",
                        "Move it away, or choose another output folder.",
                    )
                )
        if not any(place.exists() and any(place.iterdir()) for place in places):
            return
        found = {_reference_in(places[0] / RELEASE_NAME), _reference_in(places[1] / ABOUT_NAME)} - {None}
        if found != {self._reference}:
            others = ", ".join(sorted(f"'{reference}'" for reference in found if reference != self._reference))
            raise OutputError(
                Fault(
                    str(places[0]),
                    f"The folder holds the answer to {others}" if others else "The folder is not an earlier answer",
                    f"nothing, or an earlier answer to '{self._reference}'",
                    "Move it away, choose another output folder, or give a reference that makes another name.",
                )
            )


def left_behind(output: Path) -> tuple[Path, ...]:
    """The folders of runs that were killed, which `sweep` would remove; not those of runs that still work."""
    found = []
    for folder in sorted(output.glob(f"{_PREFIX}*")) if output.is_dir() else ():
        lock = None
        try:
            lock = FolderLock.take(folder, create=False) if folder.is_dir() else None
        except OSError:
            continue
        if lock is not None:
            found.append(folder)
            lock.release()
    return tuple(found)


def sweep(output: Path) -> tuple[str, ...]:
    """Undoes what runs that were killed left behind; runs that still work are left alone.

    Args:
        output: The output folder; nothing is done where it does not exist.

    Returns:
        The names of the answers whose run was killed, in order.
    """
    swept = []
    for folder in sorted(output.glob(f"{_PREFIX}*")) if output.is_dir() else ():
        try:
            lock = FolderLock.take(folder, create=False)
            if lock is None:
                continue
            try:
                _recover(folder)
            finally:
                lock.release()
        except OSError:
            continue  # another account's, or open in another program: its own next run will see to it
        swept.append(folder.name.removeprefix(_PREFIX))
    return tuple(swept)


def _swap_in(folder: Path, names: tuple[str, ...]) -> None:
    """Puts the new folders in the place of the old; where it stops half-way, `_recover` finishes or undoes it."""
    (folder / "old").mkdir()
    (folder / _SWAPPING).touch()
    for name in names:
        place = folder.parent / name
        if place.exists():
            place.replace(folder / "old" / name)
        (folder / "new" / name).replace(place)


def _recover(folder: Path) -> None:
    """Undoes a swap that did not end, then removes all that is in the folder but the lock.

    It may itself be stopped at any moment: what it has to do follows from what stands where. `swapping` goes first,
    because what is removed after it no longer says where the swap had come to.

    Raises:
        OSError: Something cannot be renamed or removed; nothing is lost, and a later call goes on.
    """
    name = folder.name.removeprefix(_PREFIX)
    names = (name, f"{name}{INTERNAL_SUFFIX}")
    if (folder / _SWAPPING).exists():
        if any((folder / "new" / part).exists() for part in names):
            for part in names:
                _put_back(folder, part)
        (folder / _SWAPPING).unlink()
    for entry in folder.iterdir():
        if entry.name != LOCK_NAME:
            _remove(entry)


def _put_back(folder: Path, name: str) -> None:
    """Puts one earlier folder back into its place, and the new one that stands there out of it."""
    place, old, new = folder.parent / name, folder / "old" / name, folder / "new" / name
    if not new.exists() and place.exists():
        place.replace(new)
    if old.exists():
        old.replace(place)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _settle(path: Path) -> None:
    """Waits until a file is on the disk, so that a power cut after the swap does not leave it empty."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _make_private(folder: Path) -> bool:
    """Lets only the owner in, where the system can; whether it did."""
    with contextlib.suppress(OSError):
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
    return os.name == "posix" and not any(path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*")))


def _reference_in(path: Path) -> str | None:
    """The reference in a JSON file of an earlier answer; None where there is none to be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    reference = record.get("reference") if isinstance(record, dict) else None
    return reference if isinstance(reference, str) else None
