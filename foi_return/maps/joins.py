"""Finds the file that gives another what it lacks to be read as records, and how the two are joined. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from foi_return.maps.proposal import Join, Named
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.links import Pair, find_pairs
from foi_return.wizard.meanings import Confidence, Suggestion


def find_joins(
    base: Named, others: Sequence[Named], lacking: frozenset[str]
) -> tuple[tuple[Join, ...], FileFacts] | None:
    """The join that gives a file what it lacks to be read as records, and the file that has it; None where none does.

    Args:
        base: The file.
        others: The other files of the extract.
        lacking: The purposes that no column of the file serves: id, start, or both.
    """
    found: list[tuple[int, float, Join, FileFacts]] = []
    for other in others:
        roles = other.file.suggestions.roles
        if all(role in roles and roles[role].is_sure for role in lacking):
            pairs = find_pairs(base.file, other.file)
            found += [(pair.alike, pair.share, join_by(other.name, pair), other.file) for pair in pairs]
    if not found:
        return None
    _, _, join, file = max(found, key=lambda item: item[:2])
    return (join,), file


def join_by(source: str, pair: Pair) -> Join:
    """The join of a source by two columns; sure where their names have a word in common as well."""
    confidence = Confidence.HIGH if pair.alike else Confidence.MEDIUM
    return Join(source, pair.column, pair.key, Suggestion(source, confidence, pair.reason))
