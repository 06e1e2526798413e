"""Finds out which file holds which source of a map: by the columns that the map reads, then by names. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from foi_return.terms.field_map import FieldMap
from foi_return.terms.needed import needed_columns
from foi_return.text import normalise
from foi_return.wizard.paths import pattern_of
from foi_return.wizard.words import find_phrase, words_of

Headers = Mapping[tuple[str, str], tuple[str, ...]]
"""Source and path to the columns of the file, read as that source."""


@dataclass(frozen=True, slots=True)
class Match:
    """The file that seems to hold a source.

    Attributes:
        path: The file, or the pattern of several; empty where none seems to.
        sure: Whether it is the only one that can be meant.
        reason: Why, in words that follow on `suggested:`.
    """

    path: str = ""
    sure: bool = False
    reason: str = ""


def match_sources(field_map: FieldMap, paths: Sequence[str], headers: Headers) -> dict[str, Match]:
    """Each source of a map with the file that seems to hold it.

    Args:
        field_map: The map.
        paths: The files.
        headers: Their columns, as the map would read each of them.
    """
    needed = {name: frozenset(map(normalise, columns)) for name, columns in needed_columns(field_map).items()}
    whole = {
        name: [path for path in paths if needed[name] and needed[name] <= _names(headers, name, path)]
        for name in field_map.sources
    }
    taken = {found[0] for found in whole.values() if len(found) == 1}
    return {
        name: _match(field_map, name, whole[name], _parts(name, needed[name], paths, headers, taken))
        for name in field_map.sources
    }


def _names(headers: Headers, source: str, path: str) -> frozenset[str]:
    return frozenset(map(normalise, headers.get((source, path), ())))


def _parts(source: str, needed: frozenset[str], paths: Sequence[str], headers: Headers, taken: set[str]) -> list[str]:
    """Files that nothing else claims and that have some of the columns, the one with most first."""
    shares = {path: len(needed & _names(headers, source, path)) for path in paths if path not in taken}
    return sorted((path for path, found in shares.items() if found), key=lambda path: -shares[path])


def _match(field_map: FieldMap, source: str, whole: list[str], parts: list[str]) -> Match:
    if len(whole) == 1:
        return Match(whole[0], True, "it has every column that the map reads")
    if whole:
        if pattern := pattern_of(whole):
            return Match(pattern, False, f"{len(whole)} files have every column that the map reads")
        named = [path for path in whole if _is_named(field_map, source, path)]
        if len(named) == 1:
            return Match(named[0], False, "its name fits; other files have the columns too")
        return Match()
    if parts:
        return Match(parts[0], False, "of the files that are left it has most of the columns that the map reads")
    return Match()


def _is_named(field_map: FieldMap, source: str, path: str) -> bool:
    """Whether the name of a file stands in the title or name of a source, or the other way round."""
    stem = words_of(PurePath(path.replace("\\", "/")).stem)
    texts = [words_of(source), words_of(field_map.sources[source].title)]
    return bool(stem) and any(text and (find_phrase(stem, text) >= 0 or find_phrase(text, stem) >= 0) for text in texts)
