"""The register's folder: entries that are only ever added, each in a file of its own, and the releases they name.

    REGISTER/
      entries/000001.json      an entry, with the hash of the one before it
      releases/<SHA-256>.json  a release record, as it was sent

A new entry is written aside and then linked to its number, which fails if somebody else has taken that number: so two
people can write at once, on a network share too. Where a share knows no links, the file is made by exclusive creation.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from foi_return.errors import Fault, OutputError, RegisterError
from foi_return.outputs.file_faults import file_fault
from foi_return.register.entries import Entry, Head, Kind, entry_bytes, read_entry
from foi_return.register.state import Registered, Status, answers_of, not_protected_with
from foi_return.text import listed

REGISTER_VARIABLE = "FOI_RETURN_REGISTER"
"""The environment variable that names the register's folder."""

ENTRIES, RELEASES = "entries", "releases"

_TRIES = 200
"""So often is a number tried for that others keep taking."""

_SETTLING = 30
"""So often is an entry read again where it is not whole, with a pause between: another writer may have been at it a
moment ago, and a network share may tell the size that a file had then."""

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


def register_folder(chosen: Path | None) -> Path | None:
    """The register's folder: as chosen, or as the environment variable says; None where there is none."""
    named = os.environ.get(REGISTER_VARIABLE, "").strip()
    return chosen or (Path(named).expanduser() if named else None)


def open_register(folder: Path) -> Register:
    """Reads a register; a folder that is empty, or does not exist yet, is a register without entries.

    Raises:
        RegisterError: An entry is missing or is not as it was written, or the folder holds something else.
    """
    entries = read_entries(folder)
    return Register(folder, entries)


def entry_path(folder: Path, number: int) -> Path:
    """The file of an entry."""
    return folder / ENTRIES / f"{number:06}.json"


def release_path(folder: Path, digest: str) -> Path:
    """The file of a release."""
    return folder / RELEASES / f"{digest}.json"


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """Every entry, in order, each checked against the one before."""
    found: list[Entry] = []
    for number in range(1, last_number(folder) + 1):
        entry = _settled(folder, number)
        if entry is None or not entry.follows(found[-1] if found else None):
            raise RegisterError(
                Fault(
                    str(entry_path(folder, number)),
                    "The entry is missing, or is not as it was written",
                    "",
                    f"See what is damaged: foi-return register check --register {folder}",
                )
            )
        found.append(entry)
    return tuple(found)


def last_number(folder: Path) -> int:
    """The greatest number of an entry file."""
    try:
        names = [path.name for path in (folder / ENTRIES).iterdir()]
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise RegisterError(file_fault(error, folder)) from error
    numbers = [int(name[:-5]) for name in names if name.endswith(".json") and name[:-5].isdigit()]
    return max(numbers, default=0)


def _settled(folder: Path, number: int) -> Entry | None:
    """An entry; None where it is missing or damaged, and stays so while one waits for whoever may be writing it.

    That a later entry is there already says nothing: the two may have come between a look at this one and the next.
    """
    for _ in range(_SETTLING):
        with contextlib.suppress(OSError, ValueError):
            return read_entry(entry_path(folder, number).read_bytes())[0]
        time.sleep(0.05)
    return None


@dataclass(frozen=True)
class Register:
    """A register as it was read.

    Attributes:
        folder: Where it is.
        entries: Its entries, in order.
    """

    folder: Path
    entries: tuple[Entry, ...]

    @property
    def head(self) -> Head:
        """Its newest entry."""
        return self.entries[-1].head if self.entries else Head()

    @cached_property
    def answers(self) -> tuple[Registered, ...]:
        """Its answers, in the order in which they were entered."""
        return answers_of(self.entries)

    def known_to_readers(self, council: str) -> tuple[Registered, ...]:
        """The answers of a council that readers have or may have, each release once."""
        known = [each for each in self.answers if each.is_known and each.entry.council == council]
        return tuple({each.entry.release: each for each in known}.values())

    def release_file(self, answer: Registered) -> Path:
        """The release record of an answer, whose bytes are those that were entered.

        Raises:
            RegisterError: It is missing, or is not as it was entered.
        """
        path = release_path(self.folder, answer.entry.release)
        if not holds(path, answer.entry.release):
            raise RegisterError(
                Fault(
                    str(path),
                    f"The release record of {answer.reference} is missing, or is not as it was entered",
                    "",
                    "Put it back from the answer's folder or a backup: foi-return register restore release.json",
                )
            )
        return path

    def find(self, name: str) -> Registered:
        """The answer with a number or reference; of several with one reference, the latest that readers may have.

        Raises:
            RegisterError: There is none.
        """
        for answer in self.answers:
            if str(answer.number) == name.lstrip("0"):
                return answer
        alike = [answer for answer in self.answers if answer.reference == name]
        if not alike:
            raise RegisterError(
                Fault(
                    "register",
                    f"there is no answer '{name}'",
                    listed(dict.fromkeys(answer.reference for answer in self.answers)) or "an answer that was entered",
                    "foi-return register list shows them all",
                )
            )
        return next((answer for answer in reversed(alike) if answer.is_known), alike[-1])

    def enter(self, release: Path, protected_against: Head | None, *, sent: bool = False) -> Registered:
        """Enters an answer, as pending or as sent; one that is there already is not entered twice.

        Args:
            release: Its `release.json`.
            protected_against: The head of the register that it was protected against; None for an answer from before.
            sent: Whether it is known to have been sent.

        Raises:
            RegisterError: It is no release record.
            OutputError: The register cannot be written to.
        """
        content, record = _read_release(release)
        digest = hashlib.sha256(content).hexdigest()
        keep_release(self.folder, digest, content)

        def draft(entries: Sequence[Entry]) -> Entry | None:
            alike = [each for each in answers_of(entries) if each.entry.release == digest and each.is_known]
            if not alike:
                return _draft(Kind.RELEASE, record["reference"], record["council"], digest, 0, protected_against)
            heads = [head.number for head in alike[-1].heads]
            if protected_against is None or protected_against.number <= max(heads, default=-1):
                return None
            return _about(Kind.PROTECTED, alike[-1], protected_against)

        after = self._append(draft)
        entered = [each for each in after.answers if each.entry.release == digest and each.is_known][-1]
        if sent and entered.status is not Status.SENT:
            after = after._append(lambda _: _about(Kind.SENT, entered))
            return next(each for each in after.answers if each.number == entered.number)
        return entered

    def mark_sent(self, name: str) -> Registered:
        """Records that an answer went out; from then on it stays.

        Raises:
            RegisterError: It has to be protected again, because the register holds an answer that it was not
                protected against; or there is no such answer.
        """
        answer = self.find(name)

        def draft(entries: Sequence[Entry]) -> Entry | None:
            answers = answers_of(entries)
            now = next(each for each in answers if each.number == answer.number)
            others = not_protected_with(now, answers)
            if now.status is Status.SENT:
                return None
            if others:
                named = ", ".join(f"{each.reference} (entry {each.number})" for each in others)
                raise RegisterError(
                    Fault(
                        f"{now.reference} (entry {now.number})",
                        f"The register has moved on since it was protected: it was not protected together with {named}",
                        "",
                        "Make it again with the same build command, then send that",
                    )
                )
            return _about(Kind.SENT, now)

        return self._told(answer, draft)

    def mark_never_sent(self, name: str) -> Registered:
        """Records that an answer never went out, so that later ones need not be protected against it.

        Raises:
            RegisterError: It is recorded as sent; or there is no such answer.
        """
        answer = self.find(name)

        def draft(entries: Sequence[Entry]) -> Entry | None:
            now = next(each for each in answers_of(entries) if each.number == answer.number)
            if now.status is Status.SENT:
                fault = Fault(
                    f"{now.reference} (entry {now.number})",
                    "It is recorded as sent, and what was sent stays",
                    "an answer that is pending",
                )
                raise RegisterError(fault)
            return None if now.status is Status.NEVER_SENT else _about(Kind.NEVER_SENT, now)

        return self._told(answer, draft)

    def _told(self, answer: Registered, draft: Callable[[Sequence[Entry]], Entry | None]) -> Registered:
        return next(each for each in self._append(draft).answers if each.number == answer.number)

    def _append(self, draft: Callable[[Sequence[Entry]], Entry | None]) -> Register:
        """Adds what is to be said, in view of all that has been said by then; returns the register with it.

        Args:
            draft: Makes the entry from those that stand already, its place left open; None where there is nothing
                to add. It is called again where somebody else was quicker.
        """
        for _ in range(_TRIES):
            entries = read_entries(self.folder)
            drafted = draft(entries)
            if drafted is None:
                return Register(self.folder, entries)
            before = entries[-1] if entries else None
            entry = drafted.after(before)
            if create(entry_path(self.folder, entry.number), entry_bytes(entry, before)):
                return Register(self.folder, (*entries, entry))
            time.sleep(random.uniform(0.001, 0.03))
        raise OutputError(
            Fault(str(self.folder), "Others write to the register without a pause", "", "Try again in a minute")
        )


def _draft(kind: Kind, reference: str, council: str, digest: str, about: int, head: Head | None) -> Entry:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(0, "", kind, now, reference, council, digest, about, head)


def _about(kind: Kind, answer: Registered, head: Head | None = None) -> Entry:
    entry = answer.entry
    return _draft(kind, entry.reference, entry.council, entry.release, entry.number, head)


def _read_release(path: Path) -> tuple[bytes, dict[str, str]]:
    """A release record's bytes, with whose answer to what it is."""
    step = "Name the release.json of an answer"
    try:
        content = path.read_bytes()
        record = json.loads(content.decode())
    except OSError as error:
        raise RegisterError(Fault(str(path), f"it cannot be read ({error.strerror})", "", step)) from None
    except ValueError:
        raise RegisterError(Fault(str(path), "it is not JSON in UTF-8", "", step)) from None
    told = {name: record.get(name) for name in ("reference", "council")} if isinstance(record, dict) else {}
    texts = {name: text for name, text in told.items() if isinstance(text, str) and text}
    if len(texts) < 2 or not isinstance(record.get("cells"), list):
        raise RegisterError(Fault(str(path), "it is no release record", "a release.json of this program", step))
    if record.get("draft"):
        raise RegisterError(Fault(str(path), "it is a draft, which must not be sent", "a finished answer", step))
    return content, texts


def holds(path: Path, digest: str) -> bool:
    """Whether a file is there and is as its hash says."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def keep_release(folder: Path, digest: str, content: bytes) -> None:
    """Puts a release into the register's folder; one that is there and whole stays as it is.

    Raises:
        OutputError: It cannot be written.
    """
    path = release_path(folder, digest)
    if holds(path, digest):
        return
    with contextlib.suppress(OSError):
        path.unlink()  # If there is one it is damaged: its name says what it has to hold.
    if not create(path, content) and not holds(path, digest):
        raise OutputError(Fault(str(path), "Another writer is at it", "", "Try again"))


def create(path: Path, content: bytes) -> bool:
    """Makes a file that appears whole or not at all; False where there is one of that name.

    Raises:
        OutputError: The folder cannot be written to, or the disk is full; nothing is left behind then.
    """
    aside = path.parent / f".new-{secrets.token_hex(8)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(aside, content)
            return _link(aside, path, content)
        finally:
            with contextlib.suppress(FileNotFoundError):
                aside.unlink()
    except OSError as error:
        raise OutputError(_register_fault(error, path)) from error


def _register_fault(error: OSError, path: Path) -> Fault:
    fault = file_fault(error, path)
    step = "Nothing was entered. Ask whoever looks after the register, then try again"
    return Fault(fault.where, f"The register cannot be written to. {fault.found}", fault.expected, step)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _link(aside: Path, path: Path, content: bytes) -> bool:
    """Gives a whole file its name; False where the name is taken."""
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        return False
    except OSError as error:
        if aside.stat().st_nlink == 2:  # A share's answer got lost, but the link was made.
            return True
        if error.errno not in _NO_LINKS:
            raise
        return _created(path, content)
    return True


def _created(path: Path, content: bytes) -> bool:
    """The same without links: whoever makes the file may write it; what cannot be written whole is taken back.

    A share may have no word for a name that is taken (SFTP has none), so it is looked up after any refusal.
    """
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    except OSError:
        if path.exists():
            return False
        raise
    with file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise
    return True
