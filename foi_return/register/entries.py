"""One entry of the register: what it says, how it is written, and the hash by which the next one names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

FORMAT = 1
"""Raised when a program that reads the entries would have to change."""

_BEFORE, _HASH = "before", "hash"


class Kind(StrEnum):
    """What an entry records."""

    RELEASE = "release"
    """An answer was made, or one from before was entered."""
    SENT = "sent"
    NEVER_SENT = "never-sent"
    PROTECTED = "protected"
    """An answer that was entered before came out the same when it was protected again."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a register at some moment.

    Attributes:
        number: Its number; 0 where there is none yet.
        hash: Its hash; empty where there is none yet.
    """

    number: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        number: Its place in the register, from 1.
        previous: The hash of the entry before; empty for the first.
        kind: What it records.
        recorded_on: The moment, by the clock of whoever wrote it; nothing depends on it.
        reference: The reference of the answer that it is about.
        council: Whose answer it is.
        release: The SHA-256 of its `release.json`.
        about: For what is said of an answer that was entered before: the number of that entry; else 0.
        protected_against: The head of the register that the answer was protected against; None where it was not, as
            for an answer from before.
    """

    number: int
    previous: str
    kind: Kind
    recorded_on: str
    reference: str
    council: str
    release: str
    about: int = 0
    protected_against: Head | None = None

    @property
    def hash(self) -> str:
        """The hash by which the next entry names this one."""
        return hashlib.sha256(_canonical(_content(self))).hexdigest()

    @property
    def head(self) -> Head:
        """The register's head while this entry is its newest."""
        return Head(self.number, self.hash)

    def follows(self, before: Entry | None) -> bool:
        """Whether it can stand after an entry, or first of all."""
        head = before.head if before else Head()
        return (self.number, self.previous) == (head.number + 1, head.hash)

    def after(self, before: Entry | None) -> Entry:
        """The same entry in the place after another."""
        head = before.head if before else Head()
        return replace(self, number=head.number + 1, previous=head.hash)


def _content(entry: Entry) -> dict[str, Any]:
    return {"format": FORMAT, **asdict(entry)}


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def entry_bytes(entry: Entry, before: Entry | None) -> bytes:
    """An entry as its file holds it: with its own hash, and a copy of the entry before, to mend that from."""
    record = {**_content(entry), _HASH: entry.hash, _BEFORE: _content(before) if before else None}
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def read_entry(content: bytes) -> tuple[Entry, Entry | None]:
    """An entry and its copy of the one before.

    Raises:
        ValueError: The content is no whole entry, or is not as it was written.
    """
    record = json.loads(content.decode())
    if not isinstance(record, dict):
        raise ValueError("no entry")
    stated, before = record.pop(_HASH, None), record.pop(_BEFORE, None)
    entry = _entry(record)
    if stated != entry.hash:
        raise ValueError("its hash is not that of what it says")
    return entry, _entry(before) if before is not None else None


def _entry(record: Any) -> Entry:
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError("no entry of a form that is known")
    told = {name: value for name, value in record.items() if name != "format"}
    try:
        head = told.pop("protected_against")
        entry = Entry(**{**told, "kind": Kind(told["kind"])}, protected_against=Head(**head) if head else None)
    except (TypeError, KeyError, AttributeError) as problem:
        raise ValueError("no whole entry") from problem
    texts = (entry.previous, entry.recorded_on, entry.reference, entry.council, entry.release)
    numbers = (entry.number, entry.about, *((head["number"],) if head else ()))
    whole = all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in numbers)
    if not whole or not all(isinstance(text, str) for text in texts):
        raise ValueError("no whole entry")
    return entry
