"""Older formats of the field map, and what each next one changes: read as migrated, and rewritten on demand.

A change is described once and made in two ways: on plain tables when a map is read, and in the text of the file, with
its remarks and its layout, when somebody asks for it. The text is believed only if it reads as the plain tables do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from foi_return.errors import Fault, FieldMapError
from foi_return.text import printable

Tables = dict[str, Any]

ANY = "*"
"""Stands in a path for every key of a table."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A key has another name.

    Attributes:
        path: The tables that lead to it; `ANY` for each of a table's.
        old: Its name before.
        new: Its name since.
    """

    path: tuple[str, ...]
    old: str
    new: str

    def change(self, tables: Tables) -> Iterator[str]:
        """Makes the change in plain tables; gives a sentence for each key."""
        for place, table in _tables_at(tables, self.path):
            if self.old in table and self.new not in table:
                kept = [(self.new if key == self.old else key, value) for key, value in table.items()]
                table.clear()
                table.update(kept)
                yield f"{_dotted((*place, self.old))} is called {self.new} now."

    def rewrite(self, text: str) -> str:
        """Makes the change in the text of the file."""
        heading = r"^[ \t]*\[+[ \t]*(?P<table>[^\]\n.]*)"
        key = rf"(?<![\w-]){re.escape(self.old)}(?=[ \t]*=)"
        pieces, done, table = [], 0, ""
        for found in re.finditer(f"{heading}|{key}", _bare(text), re.MULTILINE):
            if found["table"] is not None:
                table = found["table"].strip()
            elif table in ("", self.path[0]):
                pieces += [text[done : found.start()], self.new]
                done = found.end()
        return "".join([*pieces, text[done:]])


@dataclass(frozen=True, slots=True)
class Moved:
    """A key stands in a table of its own kind, no longer above the first table.

    Attributes:
        key: The key.
        table: The table that holds it since.
    """

    key: str
    table: str

    def change(self, tables: Tables) -> Iterator[str]:
        """Makes the change in plain tables; gives a sentence for each key."""
        target = tables.get(self.table, {})
        if self.key in tables and isinstance(target, dict) and self.key not in target:
            tables[self.table] = {**target, self.key: tables.pop(self.key)}
            yield f"{self.key} stands under [{self.table}] now."

    def rewrite(self, text: str) -> str:
        """Makes the change in the text of the file; remarks right above the key and beside it go with it."""
        lines, bare = _lines(text), _lines(_bare(text))
        above = next((number for number, line in enumerate(bare) if line.lstrip().startswith("[")), len(lines))
        last = next((number for number in range(above) if bare[number].partition("=")[0].strip() == self.key), None)
        if last is None:
            return text
        first = last
        while first > 0 and lines[first - 1].lstrip().startswith("#") and not bare[first - 1].strip():
            first -= 1
        first = first or last  # Remarks at the head of the file are about the file.
        moved, kept, bare = lines[first : last + 1], lines[:first] + lines[last + 1 :], bare[:first] + bare[last + 1 :]
        headings = {line.strip(): number for number, line in enumerate(bare)}
        newline = "\r\n" if moved[-1].endswith("\r\n") else "\n"
        place = headings.get(f"[{self.table}]", -1) + 1
        if not place:
            place = headings.get("[approval]", len(kept))
            ended = not place or kept[place - 1].endswith("\n")
            before, after = ([], [newline]) if place < len(kept) else ([newline] if ended else [newline] * 2, [])
            moved = [*before, f"[{self.table}]{newline}", *moved, *after]
        return "".join([*kept[:place], *moved, *kept[place:]])


@dataclass(frozen=True, slots=True)
class Migration:
    """What a format changed.

    Attributes:
        version: The format that it starts from; the next one is one more.
        reason: Why it was changed, in a sentence.
        changes: What it changed.
    """

    version: int
    reason: str
    changes: tuple[Renamed | Moved, ...]


MIGRATIONS = (
    Migration(
        1,
        "A source's password is never in the map: the key says, as url_from does, where it comes from. Whether a "
        "context needs a category is a counting rule, and stands with the others.",
        (Renamed(("sources", ANY), "password", "password_from"), Moved("context_needs_category", "counting")),
    ),
)
"""Every migration, from the oldest format on."""

MAP_FORMAT = 1 + len(MIGRATIONS)
"""The format of field maps that this program writes."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """A map as this program reads it.

    Attributes:
        tables: The tables of its file in the present format.
        version: The format of the file.
        changes: What is written otherwise in the present format, a sentence for each.
    """

    tables: Tables
    version: int
    changes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What somebody who uses the map has to know; empty of a map in the present format."""
        if self.version == MAP_FORMAT:
            return ""
        return (
            f"The field map is of format {self.version} and was read as format {MAP_FORMAT}; it means the same. To "
            "rewrite its file, with its remarks: foi-return map migrate"
        )


def migrated(tables: Mapping[str, Any], where: str) -> Migrated:
    """The tables in the present format; those given are left as they are.

    Args:
        tables: The tables of the file, in any format.
        where: The file, for the messages.

    Raises:
        FieldMapError: The format is missing, unknown or newer than this program.
    """
    version = _version(tables, where)
    if version == MAP_FORMAT:
        return Migrated(dict(tables), version)
    found = deepcopy(dict(tables))
    changes = [
        sentence
        for migration in MIGRATIONS[version - 1 :]
        for each in migration.changes
        for sentence in each.change(found)
    ]
    found["format"] = MAP_FORMAT
    return Migrated(found, version, tuple(changes))


def migrated_text(text: str, where: str) -> str:
    """The text of a map in the present format: every remark is kept, and what does not change is not touched.

    Raises:
        FieldMapError: The format is unknown, or the text cannot be changed without changing something else.
    """
    expected = migrated(tomllib.loads(text), where)
    if expected.version == MAP_FORMAT:
        return text
    rewritten = re.sub(r"(?m)^([ \t]*format[ \t]*=[ \t]*)[+\w]+", rf"\g<1>{MAP_FORMAT}", text, count=1)
    for migration in MIGRATIONS[expected.version - 1 :]:
        for change in migration.changes:
            rewritten = change.rewrite(rewritten)
    try:
        if tomllib.loads(rewritten) == expected.tables and _remarks(text) == _remarks(rewritten):
            return rewritten
    except tomllib.TOMLDecodeError:
        pass  # What cannot be rewritten here, a person can.
    raise FieldMapError(
        Fault(
            where,
            "its text cannot be rewritten without touching something else",
            "tables under a heading of their own, such as [sources.people]",
            f"Write format = {MAP_FORMAT}, and change by hand: {' '.join(expected.changes)}",
        )
    )


def _version(tables: Mapping[str, Any], where: str) -> int:
    version = tables.get("format")
    place = f"{where}: format"
    if version is None:
        raise FieldMapError(Fault(place, "the format version is missing", f"format = {MAP_FORMAT}"))
    if type(version) is not int or version < 1:
        shown = printable(repr(version), 60)
        raise FieldMapError(Fault(place, f"the format version is {shown}", f"format = {MAP_FORMAT}"))
    if version > MAP_FORMAT:
        raise FieldMapError(
            Fault(
                place,
                f"the format version is {version}, which a newer foi-return wrote",
                f"at most format = {MAP_FORMAT}",
                "Install the newer version; a map is never read by guessing",
            )
        )
    return version


def _tables_at(
    tables: Tables, path: Sequence[str], place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Tables]]:
    if not path:
        yield place, tables
        return
    for key, value in tables.items():
        if path[0] in (ANY, key) and isinstance(value, dict):
            yield from _tables_at(value, path[1:], (*place, key))


def _dotted(path: Sequence[str]) -> str:
    return printable(".".join(path), 120)


_TEXT_OR_REMARK = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|" r"#[^\n]*", re.DOTALL
)


def _bare(text: str) -> str:
    """The text with blanks where texts and remarks stand, letter for letter."""
    return _TEXT_OR_REMARK.sub(lambda found: re.sub(r"[^\r\n]", " ", found.group()), text)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _remarks(text: str) -> list[str]:
    return sorted(found.strip() for found in _TEXT_OR_REMARK.findall(text) if found.startswith("#"))
