"""What is damaged in a register, by name, and how it is put back: entries from copies, releases from the answers."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from foi_return.errors import Fault, RegisterError
from foi_return.outputs.file_faults import file_fault
from foi_return.register.entries import Entry, Kind, entry_bytes, read_entry
from foi_return.register.store import (
    ENTRIES,
    RELEASES,
    Register,
    create,
    entry_path,
    holds,
    keep_release,
    last_number,
    release_path,
)


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it should be in a register.

    Attributes:
        where: The file.
        words: What is the matter, in a sentence.
        harmless: Whether the register can be used all the same.
    """

    where: Path
    words: str
    harmless: bool = False


def find_damage(folder: Path) -> tuple[Damage, ...]:
    """Everything that is damaged or odd in a register, in the order of its entries."""
    entries, found = _read_all(folder)
    found += _chain_damage(folder, entries)
    whole = [entry for entry in entries if entry is not None]
    for entry in whole:
        if entry.kind is Kind.RELEASE and not holds(release_path(folder, entry.release), entry.release):
            words = f"The release record of {entry.reference} (entry {entry.number}) is missing, or was changed."
            found.append(Damage(release_path(folder, entry.release), words))
    for earlier, later in pairwise(whole):
        if later.recorded_on < earlier.recorded_on:
            words = f"Entry {later.number} is dated before entry {earlier.number}: a clock was wrong. The order stands."
            found.append(Damage(entry_path(folder, later.number), words, harmless=True))
    named = {entry.release for entry in whole}
    if (folder / RELEASES).is_dir():
        for path in sorted((folder / RELEASES).glob("*.json")):
            if path.stem not in named:
                words = "No entry names this release: its entry is lost, or a run was stopped before it was entered."
                found.append(Damage(path, words, harmless=all(entries)))
    return tuple(found)


def _read_all(folder: Path) -> tuple[list[Entry | None], list[Damage]]:
    entries: list[Entry | None] = []
    for number in range(1, last_number(folder) + 1):
        try:
            entries.append(read_entry(entry_path(folder, number).read_bytes())[0])
        except (OSError, ValueError):
            entries.append(None)
    missing = [
        Damage(entry_path(folder, number), f"Entry {number} is missing, or was changed.")
        for number, entry in enumerate(entries, start=1)
        if entry is None
    ]
    return entries, missing


def _chain_damage(folder: Path, entries: Sequence[Entry | None]) -> list[Damage]:
    """Entries that are whole but do not follow from the one before."""
    found = []
    for number, entry in enumerate(entries, start=1):
        before = entries[number - 2] if number > 1 else None
        if entry is not None and (number == 1 or before is not None) and not entry.follows(before):
            words = f"Entry {number} does not follow from entry {number - 1}: one of the two was changed."
            found.append(Damage(entry_path(folder, number), words))
    return found


def restore(folder: Path, files: Sequence[Path]) -> tuple[str, ...]:
    """Puts back what is damaged, as far as it can be.

    An entry is put back from its copy in the next one. A release is put back from a file with the same bytes. A newest
    entry that is lost has no copy: the damaged file is set aside, and the release that no entry names any more is
    entered again as pending, so that nothing is forgotten.

    Args:
        folder: The register.
        files: Release records, from answers' folders or a backup.

    Returns:
        What was done, in sentences.

    Raises:
        RegisterError: Something cannot be put back; what could be was.
    """
    done = [*_restore_entries(folder), *_restore_releases(folder, files)]
    done += _enter_again(folder)
    left = [damage for damage in find_damage(folder) if not damage.harmless]
    if left:
        step = "Give the release.json of the answer, or take the file from a backup of the register"
        raise RegisterError(Fault(str(damage.where), damage.words, "", step) for damage in left)
    return tuple(done)


def _restore_entries(folder: Path) -> list[str]:
    """Goes back from the newest entry: each holds a copy of the one before, and names its hash."""
    done = []
    last = last_number(folder)
    for number in range(last, 0, -1):
        path = entry_path(folder, number)
        entry, before = _read(path)
        if entry is None and number == last:
            _set_aside(path)
            done.append(f"Entry {number}, the newest, has no copy; the damaged file was set aside.")
            last -= 1
        if entry is None or before is None or before.hash != entry.previous:
            continue
        earlier = entry_path(folder, number - 1)
        if _read(earlier)[0] != before:
            own = _copy_before(folder, number - 1)
            if earlier.exists():
                _set_aside(earlier)
            create(earlier, entry_bytes(before, own))
            done.append(f"Entry {before.number} was put back from its copy in entry {number}.")
    return done


def _copy_before(folder: Path, number: int) -> Entry | None:
    """The entry before one that is put back, where it is whole itself."""
    return _read(entry_path(folder, number - 1))[0] if number > 1 else None


def _read(path: Path) -> tuple[Entry | None, Entry | None]:
    with contextlib.suppress(OSError, ValueError):
        return read_entry(path.read_bytes())
    return None, None


def _set_aside(path: Path) -> None:
    for number in range(1, 1000):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        if not aside.exists():
            try:
                path.replace(aside)
            except OSError as error:
                raise RegisterError(file_fault(error, path)) from error
            return


def _restore_releases(folder: Path, files: Sequence[Path]) -> list[str]:
    named = {entry.release: entry for entry in _read_all(folder)[0] if entry is not None}
    done = []
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RegisterError(Fault(str(path), f"it cannot be read ({error.strerror})")) from None
        digest = hashlib.sha256(content).hexdigest()
        if digest in named and not holds(release_path(folder, digest), digest):
            keep_release(folder, digest, content)
            done.append(f"The release record of {named[digest].reference} was put back from {path}.")
    return done


def _enter_again(folder: Path) -> list[str]:
    """Enters releases that no entry names, where an entry was lost."""
    entries, missing = _read_all(folder)
    lost = any((folder / ENTRIES).glob("*.damaged-*"))
    if missing or _chain_damage(folder, entries) or not lost:
        return []
    done = []
    register = Register(folder, tuple(entry for entry in entries if entry is not None))
    named = {entry.release for entry in register.entries}
    for path in sorted((folder / RELEASES).glob("*.json")):
        if path.stem not in named and holds(path, path.stem):
            entered = register.enter(path, None)
            done.append(f"{entered.reference} was entered again, as pending, because its entry was lost.")
    return done
