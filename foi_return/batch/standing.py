"""Which answers of a batch stand already: made from the same, whole, and protected together with all others.

Beside each answer, in the folder of what must not be sent, `batch.json` says what it was made from, as one hash, and
which answers it was protected against. It appears with the answer, in the same renaming, so it is never half there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from pathlib import Path

from foi_return import __version__
from foi_return.batch.plan import Task
from foi_return.errors import UserError
from foi_return.inner_cells import InnerCell
from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.release import RELEASE_NAME
from foi_return.register import Register, Registered, Status
from foi_return.register.state import not_protected_with
from foi_return.sources.pieces import matching_files

STATE_NAME = "batch.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer of the batch that stands.

    Attributes:
        task: The request.
        release: The SHA-256 of its release record.
        known: The same of every answer that it was protected against.
    """

    task: Task
    release: str
    known: frozenset[str]

    @property
    def release_file(self) -> Path:
        """Its release record."""
        return self.task.pack / RELEASE_NAME

    def protected_with(self, other: Standing) -> bool:
        """Whether one of the two was protected against the other."""
        return self.release == other.release or self.release in other.known or other.release in self.known


@dataclass
class Digests:
    """The SHA-256 of files, each read once."""

    found: dict[Path, str] = field(default_factory=dict)

    def of(self, path: Path) -> str:
        """The digest of a file.

        Raises:
            OSError: It cannot be read.
        """
        path = path.absolute()
        if path not in self.found:
            with path.open("rb") as file:
                self.found[path] = hashlib.file_digest(file, "sha256").hexdigest()
        return self.found[path]


def fingerprint(task: Task, digests: Digests, cells: Callable[[], Sequence[InnerCell]]) -> str | None:
    """A hash of all that an answer is made from, but for the answers that it is protected against.

    Args:
        task: The request.
        digests: Of the files.
        cells: The inner cells; asked for only where the extract is a database, of which there is no other digest.

    Returns:
        None where a file cannot be read; making the answer then says what is wrong.
    """
    answers, inputs = task.entry.answers, task.inputs
    field_map = inputs.field_map
    try:
        extract = [
            [name, [[file.name, digests.of(file)] for file in matching_files(path)]]
            for name, path in sorted(answers.sources.items())
        ]
        named = [digests.of(path) for path in answers.earlier]
        beside = [digests.of(path) if path else None for path in (answers.letter_template, answers.letter_words)]
        counted = _plain(cells()) if field_map.database is not None else None
    except (OSError, UserError):
        return None
    # Paths are left out: what matters is what stands in the files.
    choices = replace(
        answers, request=None, field_map=None, sources={}, policy_file=None, output=None, earlier=(), register=None,
        letter_template=None, letter_words=None,
    )  # fmt: skip
    made_from = [__version__, *map(_plain, (inputs, choices)), extract, named, beside, counted]
    return hashlib.sha256(json.dumps(made_from, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    """A value as JSON's own types, the same in every process: sets have no order of their own."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, each.name)) for each in fields(value))]
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(json.dumps(_plain(item)) for item in value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def write_state(internal: Path, pack: Path, made_from: str | None, known: Iterable[str]) -> str:
    """Writes `batch.json` beside an answer that is about to appear.

    Returns:
        The SHA-256 of its release record.

    Raises:
        OutputError: It cannot be written.
    """
    release = hashlib.sha256((pack / RELEASE_NAME).read_bytes()).hexdigest()
    record = {
        "format": FORMAT,
        "made_from": made_from,
        "release": release,
        "protected_against": sorted(known),
        "files": sorted(path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()),
    }
    write_whole(internal / STATE_NAME, (json.dumps(record, indent=2) + "\n").encode())
    return release


def find_standing(task: Task, made_from: str | None) -> Standing | None:
    """The answer that stands for a request, if it is whole and was made from the same; its register may disagree.

    Files of the pack that were edited, such as the letter, are no matter; the release record must be as it was.
    """
    try:
        record = json.loads((task.internal / STATE_NAME).read_text(encoding="utf-8"))
        if record["format"] != FORMAT or made_from is None or record["made_from"] != made_from:
            return None
        digest = hashlib.sha256((task.pack / RELEASE_NAME).read_bytes()).hexdigest()
        if digest != record["release"] or not all((task.pack / name).is_file() for name in record["files"]):
            return None
        return Standing(task, digest, frozenset(record["protected_against"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def registered_as(register: Register, release: str) -> Registered | None:
    """The entry of an answer, if readers may have it and it was protected together with all others of the register."""
    own = [each for each in register.answers if each.entry.release == release and each.is_known]
    return own[-1] if own and not not_protected_with(own[-1], register.answers) else None


def sent_already(register: Register, task: Task) -> Registered | None:
    """The latest answer to the same reference that the register knows to be sent."""
    own = (task.inputs.reference, task.council)
    alike = [each for each in register.answers if (each.reference, each.entry.council) == own]
    return next((each for each in reversed(alike) if each.status is Status.SENT), None)
