"""Proposes a field map for the files of an extract: reads them, writes the map, and says what is left open."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from foi_return.errors import Fault, FieldMapError, OutputError
from foi_return.maps.common_values import with_common_values
from foi_return.maps.open_items import OpenItem, open_items
from foi_return.maps.proposal import Named, Proposal
from foi_return.maps.proposal_text import Heading, proposal_text
from foi_return.maps.propose import propose_map
from foi_return.wizard.facts import FileFacts, FileSuggestions
from foi_return.wizard.meanings import Confidence
from foi_return.wizard.suggest import suggest_all

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class NewMap:
    """A proposed map that has been written.

    Attributes:
        path: Its file.
        proposal: What it says.
        open: What is to be decided on.
        faults: What must be decided before it loads, in words; none where it can be used as it stands.
    """

    path: Path
    proposal: Proposal
    open: tuple[OpenItem, ...]
    faults: tuple[str, ...]


def propose_new_map(
    sources: Mapping[str, Path], request_name: str, heading: Heading, path: Path, *, force: bool, progress: Progress
) -> NewMap:
    """Reads an extract and writes a proposed field map for it.

    Args:
        sources: Name to file; a workbook with several sheets gives a source for each.
        request_name: The request definition that the map is to answer.
        heading: What the officer says of the council.
        path: Where to write the map.
        force: Whether a file that is there already may be replaced.
        progress: Told in words what is being done.

    Raises:
        RequestError: The request definition cannot be used.
        SourceError: A file cannot be read.
        OutputError: The map cannot be written, or is there already.
    """
    from foi_return.config.policy import load_policies
    from foi_return.config.request import load_request

    if path.exists() and not force:
        raise OutputError(
            Fault(str(path), "there is such a file already", "a name that is free", "Name another, or add --force")
        )
    request = load_request(request_name)
    threshold = next(iter(load_policies().values())).threshold
    named = []
    for name, file in _read(sources, progress):
        common = with_common_values(file, threshold)
        common = replace(common, suggestions=suggest_all(common, request))
        rarely = _coded(suggest_all(file, request)) - _coded(common.suggestions)
        named.append(Named(name, common, tuple(sorted(rarely))))
    proposal = propose_map(named, request)
    _write(path, proposal_text(proposal, request, heading))
    return NewMap(path, proposal, open_items(proposal, request), tuple(_faults(path, request_name)))


def _coded(found: FileSuggestions) -> set[str]:
    """The columns that likely say what a row records."""
    items = {**found.coded, **found.packed}
    return {name for name, item in items.items() if item.confidence is not Confidence.LOW}


def _read(sources: Mapping[str, Path], progress: Progress) -> Iterator[tuple[str, FileFacts]]:
    from foi_return.wizard.profile import profile_file, read_sheets
    from foi_return.wizard.words import slug

    for name, path in sources.items():
        progress(f"Reading {path.name}")
        sheets = read_sheets(path)
        if len(sheets) < 2:
            yield name, profile_file(path)
        else:
            for sheet in sheets:
                yield f"{name}_{slug(sheet)}", profile_file(path, sheet)


def _write(path: Path, text: str) -> None:
    """Writes the map whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(
            Fault(
                str(path),
                f"the field map cannot be written ({problem.strerror})",
                "a folder that you may write to",
                "Name another with --output",
            )
        ) from None


def _faults(path: Path, request_name: str) -> Iterator[str]:
    from foi_return.config.field_map import load_field_map
    from foi_return.config.request import load_request

    try:
        load_field_map(path, load_request(request_name))
    except FieldMapError as error:
        for fault in error.faults:
            yield str(replace(fault, where=fault.where.removeprefix(f"{path}: ")))
