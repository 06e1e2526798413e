"""The files that the officer named, and what of them is read as records of what is counted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from foi_return.terms.request import Request
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts, Facts, FileFacts, FileSuggestions
from foi_return.wizard.words import slug

ALONE = "=alone"
"""The answer for a file that has all that is read of its rows itself."""


@dataclass(frozen=True, slots=True)
class FileLink:
    """How each row of a file finds one row of another, such as a victim the crime.

    Attributes:
        source: The other file, by its name.
        column: The column of this file with the other's id.
        key: The column of the other file in which each id stands once.
    """

    source: str
    column: str
    key: str


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file that the officer named, as it is read.

    Attributes:
        number: Its place among the questions.
        name: What the field map calls it: the source, or its records where the request counts several things.
        file: What can be read of each of its rows: its columns, and as `other.column` those of the file it is linked
            to.
        source: What the field map and `--source` call the file.
        unit: What its ids are those of, where the request counts several things; empty for the first of them.
        counted: The same in words, in the plural; empty where the request counts one thing.
        link: The file in which each row finds one more; None where it stands by itself.
    """

    number: int
    name: str
    file: FileFacts
    source: str = ""
    unit: str = ""
    counted: str = ""
    link: FileLink | None = None

    @property
    def title(self) -> str:
        """How the screen names it: the file, and the sheet where there is one, and what is counted if need be."""
        name = PurePath(self.file.path.replace("\\", "/")).name
        sheet = f", sheet '{self.file.sheet}'" if self.file.sheet else ""
        told = slug(self.file.sheet or PurePath(name).stem) == slug(self.counted or "file")
        return f"{name}{sheet}{f' ({self.counted})' if self.counted and not told else ''}"


def chosen_files(draft: Draft, facts: Facts) -> tuple[ChosenFile, ...]:
    """The files named so far that have been read."""
    found = []
    for number in range(1, 1 + sum(key.endswith("/path") and key.startswith("files/") for key in draft.answers)):
        stem = f"files/{number}"
        file = facts.files.get((draft.text(f"{stem}/path"), draft.text(f"{stem}/sheet")))
        name = draft.text(f"{stem}/name")
        if file is not None and name:
            found.append(ChosenFile(number, name, file, name))
    return tuple(found)


def chosen_file(draft: Draft, facts: Facts, name: str) -> ChosenFile | None:
    """The file that the field map calls by this name."""
    return next((file for file in chosen_files(draft, facts) if file.name == name), None)


def record_files(draft: Draft, facts: Facts) -> tuple[ChosenFile, ...]:
    """The files that hold records, in the order in which they were named; by what is counted if that is several."""
    if facts.request.units:
        return tuple(_of_units(draft, facts))
    wanted = draft.many("records/sources")
    return tuple(file for file in chosen_files(draft, facts) if file.name in wanted)


def asked_of(file: ChosenFile, facts: Facts) -> Request:
    """What the request asks of that of which a file holds records; the whole where it counts one thing."""
    return facts.request.of_unit(file.unit)


def of_its_unit(file: ChosenFile, facts: Facts) -> Facts:
    """The facts as the questions about one file need them: nothing that is asked of something else is in them."""
    return replace(facts, request=asked_of(file, facts)) if facts.request.units else facts


# --- Requests that count several things ---------------------------------------------------


def unit_stem(unit: str, request: Request) -> str:
    """The beginning of the keys of the questions where one of the things that a request counts is recorded."""
    return f"units/{unit or slug(request.unit)}"


def unit_keys(request: Request) -> tuple[str, ...]:
    """The things that a request counts, as records name them; the first is empty."""
    return ("", *request.units)


def _of_units(draft: Draft, facts: Facts) -> Iterator[ChosenFile]:
    request = facts.request
    files = {file.name: file for file in chosen_files(draft, facts)}
    for unit in unit_keys(request):
        stem = unit_stem(unit, request)
        named = [name for name in draft.many(f"{stem}/files") if name in files]
        for place, name in enumerate(named):
            own = stem.partition("/")[2]
            file = replace(
                files[name],
                name=own if place == 0 else f"{own}_in_{name}",
                unit=unit,
                counted=request.unit_of(unit).plural,
            )
            other = files.get(draft.text(f"{stem}/{name}/with"))
            yield _linked_to(file, other, f"{stem}/{name}", draft) if other else file


def _linked_to(file: ChosenFile, other: ChosenFile, stem: str, draft: Draft) -> ChosenFile:
    link = FileLink(other.name, draft.text(f"{stem}/by"), draft.text(f"{stem}/to"))
    return replace(file, file=linked(file.file, link.source, other.file), link=link)


def linked(file: FileFacts, source: str, other: FileFacts) -> FileFacts:
    """A file with the columns of another beside its own, each as `source.column`.

    What the other file suggests is suggested under the new names; a record counts from the other's date, if that is
    sure, because it is what both are counted by.
    """
    own, its = file.suggestions, other.suggestions

    def named(name: str) -> str:
        return f"{source}.{name}"

    roles = dict(own.roles)
    if "start" in its.roles and its.roles["start"].is_sure:
        start = its.roles["start"]
        roles["start"] = replace(start, target=named(start.target))
        roles.pop("end", None)
    suggestions = FileSuggestions(
        roles,
        {**own.coded, **{named(name): replace(why, target=named(name)) for name, why in its.coded.items()}},
        {**own.meanings, **{named(name): found for name, found in its.meanings.items()}},
        own.packed,
        own.packed_meanings,
    )
    return replace(
        file, columns=(*file.columns, *(_renamed(column, named) for column in other.columns)), suggestions=suggestions
    )


def _renamed(column: ColumnFacts, named: Callable[[str], str]) -> ColumnFacts:
    seen = {named(day): first for day, first in column.first_seen.items()}
    return replace(column, name=named(column.name), first_seen=seen)


def own_columns(file: ChosenFile) -> FileFacts:
    """What the file of some records holds itself, without the columns of the file it is linked to."""
    if file.link is None:
        return file.file
    prefix = f"{file.link.source}."
    return replace(
        file.file, columns=tuple(column for column in file.file.columns if not column.name.startswith(prefix))
    )
