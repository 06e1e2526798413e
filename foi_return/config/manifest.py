"""The manifest of a batch: many requests in one file, each with the words of an answers file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import Field

from foi_return.config.answers import Answers, check_answers
from foi_return.config.toml_file import FORMAT, Model, check_model, read_toml
from foi_return.errors import Fault, RequestError
from foi_return.text import listed, nearest

FROM = "from"
"""The key by which a request names the extract that it is answered from."""


class _Manifest(Model):
    format: int
    defaults: dict[str, Any] = {}
    extracts: dict[str, dict[str, Any]] = {}
    requests: list[dict[str, Any]] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One request of a manifest.

    Attributes:
        number: Its place in the manifest, from 1.
        where: The same for messages.
        answers: What its return is made from, with the manifest's defaults.
    """

    number: int
    where: str
    answers: Answers

    @property
    def reference(self) -> str:
        """The council's reference for the request."""
        return self.answers.reference or ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole manifest.

    Attributes:
        path: Its file.
        entries: Its requests, in order; at least one.
        output: The folder that its defaults name for the answers; None where they name none.
    """

    path: Path
    entries: tuple[ManifestEntry, ...]
    output: Path | None


def load_manifest(path: Path) -> Manifest:
    """Loads a manifest; the paths in it are relative to its own folder.

    A request has the tables and keys of an answers file. What it leaves out it takes from `defaults`; where it names
    an extract with `from`, that stands in place of the extract of the defaults.

    Raises:
        RequestError: The manifest is faulty; every fault of every request is reported.
    """
    where, folder = str(path), path.parent
    model = check_model(_Manifest, read_toml(path, RequestError), where, RequestError)
    faults: list[Fault] = []
    defaults = _checked(_without(model.defaults, FROM), f"{where}: defaults", folder, faults)
    extracts = {
        name: _checked({"extract": table}, f"{where}: extracts.{name}", folder, faults)
        for name, table in model.extracts.items()
    }
    usual = model.defaults.get(FROM)
    entries = []
    for number, tables in enumerate(model.requests, start=1):
        place = f"{where}: requests[{number}]"
        own = _checked(_without(tables, FROM), place, folder, faults)
        named = tables.get(FROM, usual)
        base = defaults if named is None else _on_extract(defaults, named, extracts, place, faults)
        entries.append(ManifestEntry(number, place, base.overlaid(own)))
    faults += [*_defaults_faults(defaults, where), *_reference_faults(entries)]
    if faults:
        raise RequestError(dict.fromkeys(faults))
    return Manifest(path, tuple(entries), defaults.output)


def _without(tables: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: table for name, table in tables.items() if name != key}


def _checked(tables: Mapping[str, Any], where: str, folder: Path, faults: list[Fault]) -> Answers:
    try:
        return check_answers({"format": FORMAT, **tables}, where, folder)
    except RequestError as error:
        faults += error.faults
        return Answers()


def _on_extract(
    defaults: Answers, named: object, extracts: Mapping[str, Answers], where: str, faults: list[Fault]
) -> Answers:
    """The defaults with the extract that a request names."""
    if not isinstance(named, str) or named not in extracts:
        expected = listed(extracts) or "an extract that the manifest describes under [extracts.NAME]"
        step = nearest(named, extracts) if isinstance(named, str) else ""
        shown = f"'{named[:60]}'" if isinstance(named, str) else "something that is no text"
        faults.append(Fault(f"{where}: {FROM}", f"there is no extract {shown}", expected, step))
        return defaults
    return replace(defaults, field_map=None, extracted_on=None, sources={}).overlaid(extracts[named])


def _defaults_faults(defaults: Answers, where: str) -> Iterator[Fault]:
    if defaults.reference is not None:
        yield Fault(
            f"{where}: defaults.request.reference",
            "all requests would have the same reference",
            "a reference for each request",
            "Move it to the request that it belongs to",
        )


def _reference_faults(entries: Sequence[ManifestEntry]) -> Iterator[Fault]:
    """References that are missing, or that come twice in one folder, also where only their case differs."""
    seen: dict[tuple[Path | None, str], ManifestEntry] = {}
    for entry in entries:
        place = f"{entry.where}: request.reference"
        if not entry.reference.strip():
            step = 'Write it there, such as reference = "FOI-2026-0123"'
            yield Fault(place, "it is missing", "the council's reference for this request", step)
            continue
        key = (entry.answers.output, entry.reference.casefold())
        if key in seen:
            found = f"'{entry.reference}' is the reference of requests[{seen[key].number}] too"
            yield Fault(place, found, "a reference of its own for each request", "Change one of the two")
        seen.setdefault(key, entry)
