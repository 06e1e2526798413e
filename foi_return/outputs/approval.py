"""A pack is a draft until a second person approves it: what was built, who approved it, and whether it is still that.

Nothing is written into the pack, which stays the same to the byte. What was built (`built.json`) and the approval
(`approval.json`) lie in the internal folder. A pack that is built again is a new draft: its internal folder is new.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from foi_return.errors import ApprovalError, Fault, OutputError
from foi_return.outputs.file_faults import file_fault
from foi_return.outputs.folder_names import INTERNAL_SUFFIX
from foi_return.outputs.release import RELEASE_NAME

BUILT_NAME = "built.json"
APPROVAL_NAME = "approval.json"
FORMAT = 1
_NEEDED = (("the workbook", ".xlsx"), ("the letter", ".docx"), ("the release record", RELEASE_NAME),
           ("the open data", "csv/all-tables.csv"), ("its metadata", "csv/csv-metadata.json"))  # fmt: skip
"""What a pack must hold, each by the end of its path; a letter without figures stands alone."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a run wrote.

    Attributes:
        reference: The council's reference.
        made_by: Who made it, as they said; empty where nobody said.
        account: The name of the account that ran the program.
        files: SHA-256 of every file of the pack, by its path in it.
        internal: The same of the internal folder.
    """

    reference: str
    made_by: str
    account: str
    files: Mapping[str, str]
    internal: Mapping[str, str]

    @property
    def is_letter_alone(self) -> bool:
        """Whether it was built as a letter without figures: not held, or refused as a whole."""
        return [name.rpartition(".")[2] for name in self.files] == ["docx"]


@dataclass(frozen=True, slots=True)
class Approval:
    """That a second person approved a pack.

    Attributes:
        reference: The council's reference.
        made_by: Who made the pack.
        name: Who approved it.
        role: In which role.
        day: On which day.
        account: The account that ran the command.
        files: SHA-256 of every file of the pack as it was approved.
        shown: What the person was shown, line by line; it holds no number of children.
    """

    reference: str
    made_by: str
    name: str
    role: str
    day: date
    account: str
    files: Mapping[str, str]
    shown: tuple[str, ...]


def internal_of(pack: Path) -> Path:
    """The internal folder of a pack."""
    return pack.with_name(f"{pack.name}{INTERNAL_SUFFIX}")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path from there with `/` between, in order.

    Raises:
        OutputError: A file cannot be read.
    """
    try:
        paths = sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
        return {
            path.relative_to(folder).as_posix(): "a link"
            if path.is_symlink()
            else hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths
        }
    except OSError as error:
        raise OutputError(file_fault(error, folder)) from error


def account() -> str:
    """The name of the account that runs the program; empty where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def write_built(pack: Path, internal: Path, reference: str, made_by: str) -> None:
    """Writes down what was built, once every other file of both folders is there."""
    record = {
        "format": FORMAT,
        "reference": reference,
        "made_by": made_by,
        "account": account(),
        "files": checksums(pack),
        "internal": checksums(internal),
    }
    (internal / BUILT_NAME).write_text(_text(record), encoding="utf-8")


def load_built(pack: Path) -> Built:
    """What was built as a pack.

    Raises:
        ApprovalError: The folder is no pack of this program with its internal folder beside it.
    """
    built = built_in(internal_of(pack))
    if not pack.is_dir() or built is None:
        raise ApprovalError(
            Fault(
                str(pack),
                "It is no folder" if not pack.is_dir() else "Nothing says what was built there",
                f"the folder of an answer, with the folder {internal_of(pack).name} beside it",
                "Name the folder that foi-return build wrote, or build the answer again.",
            )
        )
    return built


def built_in(internal: Path) -> Built | None:
    """What an internal folder says was built; None where it says nothing."""
    record = _load(internal / BUILT_NAME)
    if record is None:
        return None
    return Built(
        str(record.get("reference", "")),
        str(record.get("made_by", "")),
        str(record.get("account", "")),
        _strings(record.get("files")),
        _strings(record.get("internal")),
    )


def load_approval(pack: Path) -> Approval | None:
    """The approval of a pack as it was written; None where there is none. `approved_pack` says whether it holds."""
    record = _load(internal_of(pack) / APPROVAL_NAME)
    if record is None:
        return None
    try:
        return Approval(
            str(record["reference"]),
            str(record["made_by"]),
            str(record["name"]),
            str(record["role"]),
            date.fromisoformat(record["date"]),
            str(record.get("account", "")),
            _strings(record["files"]),
            tuple(str(line) for line in record.get("shown", ())),
        )
    except (KeyError, TypeError, ValueError):
        return None


def approved_pack(pack: Path) -> Approval:
    """The approval of a pack that was approved and has not changed since; what goes on, goes on with this.

    Raises:
        ApprovalError: Nobody has approved it, or a file was changed, added or removed after the approval.
    """
    given = load_approval(pack)
    if given is None:
        raise ApprovalError(
            Fault(
                str(pack),
                "Nobody has approved it: it is a draft",
                "a pack that a second person has approved",
                f"foi-return approve {pack} --name NAME --role ROLE",
            )
        )
    if faults := [*_differences(pack, given.files)]:
        raise ApprovalError(faults)
    return given


def faults_of(pack: Path, built: Built) -> tuple[Fault, ...]:
    """Why a pack cannot be approved as it stands: what is missing from it, or was changed since it was built."""
    faults = [
        Fault(str(pack), f"{what} is missing ({end})", "every part of the pack", "Build the answer again.")
        for what, end in (() if built.is_letter_alone else _NEEDED)
        if not any(name.endswith(end) for name in built.files)
    ]
    faults += _differences(pack, built.files)
    return (*faults, *_differences(internal_of(pack), built.internal, beside=frozenset({BUILT_NAME, APPROVAL_NAME})))


def approve_pack(pack: Path, name: str, role: str, day: date, made_by: str, shown: tuple[str, ...]) -> Approval:
    """Writes the approval of a pack.

    Args:
        pack: The pack's folder.
        name: Who approves it.
        role: In which role.
        day: On which day.
        made_by: Who made it, where the run did not record it; else empty.
        shown: What the person was shown.

    Raises:
        ApprovalError: A name is missing, the person made the pack, or the pack is not as it was built.
        OutputError: The record cannot be written.
    """
    built = load_built(pack)
    maker = built.made_by or made_by.strip()
    if faults := (*faults_of_people(name, role, built.made_by, made_by), *faults_of(pack, built)):
        raise ApprovalError(faults)
    given = Approval(built.reference, maker, name.strip(), role.strip(), day, account(), built.files, shown)
    record = {
        "format": FORMAT,
        "reference": given.reference,
        "made_by": given.made_by,
        "made_by_account": built.account,
        "name": given.name,
        "role": given.role,
        "date": given.day.isoformat(),
        "account": given.account,
        "files": dict(given.files),
        "internal": dict(built.internal),
        "shown": list(given.shown),
    }
    path = internal_of(pack) / APPROVAL_NAME
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.touch(mode=0o600)
        aside.write_text(_text(record), encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise OutputError(file_fault(error, path)) from error
    finally:
        aside.unlink(missing_ok=True)
    return given


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same words, however they are ordered, written or punctuated."""
    return _words(one) == _words(other)


def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return tuple(sorted(re.findall(r"\w+", "".join(each for each in plain if not unicodedata.combining(each)))))


def faults_of_people(name: str, role: str, recorded: str, said: str) -> Iterator[Fault]:
    """What is wrong with who approves.

    Args:
        name: Who approves.
        role: In which role.
        recorded: Who made the pack, as the run recorded it; empty where nobody said.
        said: The same as the approver says it.
    """
    maker = recorded or said
    for option, text, what in (
        ("--name", name, "the name of the person who approves the pack"),
        ("--role", role, "the role of the person who approves the pack"),
        ("--made-by", maker, "the name of the person who made the pack, which the run did not record"),
    ):
        if not _words(text):
            yield Fault(option, "it is missing or blank", what)
    if recorded and said.strip() and not same_person(recorded, said):
        yield Fault("--made-by", f"'{said}', but '{recorded}' made the pack", "no --made-by, because it is recorded")
    if _words(name) and same_person(name, maker):
        yield Fault(
            "--name",
            f"'{name.strip()}' made the pack",
            "a second person",
            "Let somebody else look at it and approve it.",
        )


def _differences(folder: Path, expected: Mapping[str, str], beside: frozenset[str] = frozenset()) -> Iterator[Fault]:
    found = checksums(folder)
    for name in sorted(expected.keys() | (found.keys() - beside)):
        if found.get(name) != expected.get(name):
            what = "added" if name not in expected else "removed" if name not in found else "changed"
            yield Fault(
                str(folder / name), f"it was {what} since", "every file as it was built", "Build the answer again."
            )


def _load(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and record.get("format") == FORMAT else None


def _strings(table: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in table.items()} if isinstance(table, dict) else {}


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
