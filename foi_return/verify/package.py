"""Opens an office file as its parts, in bounded memory, and follows which part refers to which."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from foi_return.errors import Fault, SourceError
from foi_return.verify.markup import DamagedError, parse

LARGEST_PART = 96 << 20
"""The most bytes that one part may have when it is unpacked."""

LARGEST_TOTAL = 256 << 20
LARGEST_TREE = 24 << 20
"""The most bytes of a part that is parsed as a whole; sheets and shared texts are read piece by piece."""

MOST_PARTS = 10_000
_CHUNK = 1 << 20
_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)
_ENCRYPTED_FLAG = 1


@dataclass(frozen=True, slots=True)
class Relation:
    """That one part refers to another, or to something outside the file.

    Attributes:
        key: How the part calls it.
        kind: The last word of its type: `worksheet`, `hyperlink`, `oleObject`.
        target: The part's name, or the address outside.
        outside: Whether it leads out of the file.
    """

    key: str
    kind: str
    target: str
    outside: bool


@dataclass(slots=True)
class Package:
    """An office file.

    Attributes:
        name: The file's name.
        parts: The content of each part, by its name.
        doubled: The names that the archive has twice.
    """

    name: str
    parts: Mapping[str, bytes]
    doubled: tuple[str, ...] = ()
    _trees: dict[str, Element] = field(default_factory=dict)

    def tree(self, part: str) -> Element:
        """The parsed part; parsed once.

        Raises:
            SourceError: The part is missing, damaged or far too large.
        """
        if part not in self._trees:
            content = self.parts.get(part)
            if content is None:
                raise damaged(self.name, f"its part {part} is missing")
            if len(content) > LARGEST_TREE:
                raise _too_large(self.name, f"its part {part} is too large", f"at most {LARGEST_TREE >> 20} MB")
            try:
                self._trees[part] = parse(content)
            except DamagedError:
                raise damaged(self.name, f"its part {part} is no sound XML") from None
        return self._trees[part]

    def under(self, *folders: str) -> list[str]:
        """The parts whose names begin with one of these, whatever the case, without lists of relations."""
        starts = tuple(folder.casefold() for folder in folders)
        return sorted(name for name in self.parts if name.casefold().startswith(starts) and not name.endswith(".rels"))

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to; the empty name stands for the whole file."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self.parts:
            return []
        return [
            Relation(
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                element.get("Target", "")
                if element.get("TargetMode") == "External"
                else _target(folder, element.get("Target", "")),
                element.get("TargetMode") == "External",
            )
            for element in self.tree(listing).iter("Relationship")
        ]

    def main(self) -> str:
        """The part with which the file begins; empty where there is none."""
        return next((relation.target for relation in self.relations("") if relation.kind == "officeDocument"), "")

    def reached(self) -> set[str]:
        """Every part that can be reached from the file's beginning."""
        seen: set[str] = set()
        waiting = [""]
        while waiting:
            for relation in self.relations(waiting.pop()):
                if not relation.outside and relation.target not in seen:
                    seen.add(relation.target)
                    if relation.target in self.parts:
                        waiting.append(relation.target)
        return seen


def open_package(name: str, content: bytes) -> Package:
    """Unpacks a file.

    Raises:
        SourceError: It is damaged, has a password, or would grow beyond all bounds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS:
                raise _too_large(name, f"the archive has {len(entries):,} parts", f"at most {MOST_PARTS:,}")
            if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
                raise locked(name)
            parts = _unpacked(name, archive, entries)
    except _BROKEN:
        raise damaged(name, "it begins as a zip archive, and cannot be read as one") from None
    times = Counter(entry.filename for entry in entries)
    return Package(name, parts, tuple(sorted(entry for entry, number in times.items() if number > 1)))


def _unpacked(name: str, archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The content of each part; what the archive says of their sizes is not believed."""
    parts, total = {}, 0
    for entry in entries:
        if entry.is_dir():
            continue
        pieces, size = [], 0
        with archive.open(entry) as file:
            while piece := file.read(_CHUNK):
                pieces.append(piece)
                size += len(piece)
                total += len(piece)
                if size > LARGEST_PART or total > LARGEST_TOTAL:
                    raise _too_large(
                        name,
                        "it grows beyond all bounds when it is unpacked",
                        f"at most {LARGEST_PART >> 20} MB for a part and {LARGEST_TOTAL >> 20} MB for all",
                    )
        parts[entry.filename.lstrip("/")] = b"".join(pieces)
    return parts


def _target(folder: str, target: str) -> str:
    joined = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(unquote(joined)).lstrip("/")


def damaged(name: str, found: str) -> SourceError:
    """The error for a file that begins well and does not go on so."""
    return SourceError(
        Fault(
            name,
            f"the file is damaged: {found}",
            "a file that an office program opens without a warning",
            "Save it again",
        )
    )


def locked(name: str) -> SourceError:
    """The error for a file that cannot be looked into."""
    return SourceError(
        Fault(
            name,
            "the file has a password, so nobody can say what is in it",
            "a file that opens without one",
            "Check the file without its password",
        )
    )


def _too_large(name: str, found: str, expected: str) -> SourceError:
    return SourceError(Fault(name, found, expected, "A file to be published is far smaller; look at how it was made"))
