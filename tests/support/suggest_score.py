"""Scores suggestions against the labels: how many are right, and how much of what is labelled they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from foi_return.maps.proposal import Named
from foi_return.maps.propose import propose_map
from foi_return.terms.request import Request
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.meanings import Confidence, Suggestion, suggest_meanings
from foi_return.wizard.profile import profile_file
from foi_return.wizard.suggest import suggest_all
from tests.support.labels import FileLabel, Labels, ValueLabel, write_file

UNDECIDED = ("either", "doubtful")
"""Kinds of values for which nothing may be suggested with high confidence."""


@dataclass(slots=True)
class Score:
    """Right and wrong suggestions by confidence, and what was to be found.

    Attributes:
        right: How many suggestions are right, by confidence.
        wrong: The wrong ones, by confidence, in words.
        wanted: How many labelled meanings or roles there are to find.
        sure_wanted: How many of them may be found with high confidence.
        found: How many of them were found, by confidence.
        missed: Those that were not, in words.
    """

    right: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    wanted: int = 0
    sure_wanted: int = 0
    found: dict[str, int] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def precision(self, *levels: str) -> float | None:
        """The share of suggestions at these levels that are right; None where there is none."""
        right = sum(self.right.get(level, 0) for level in levels)
        number = right + sum(len(self.wrong.get(level, ())) for level in levels)
        return right / number if number else None

    def recall(self, *levels: str) -> float | None:
        """The share of labelled meanings that were found at these levels."""
        wanted = self.sure_wanted if levels == (Confidence.HIGH,) else self.wanted
        return sum(self.found.get(level, 0) for level in levels) / wanted if wanted else None

    def add(self, level: str, *, right: bool, wanted: bool, what: str) -> None:
        """Counts one suggestion."""
        if right:
            self.right[level] = self.right.get(level, 0) + 1
        else:
            self.wrong.setdefault(level, []).append(what)
        if right and wanted:
            self.found[level] = self.found.get(level, 0) + 1


def score_values(labels: Labels, request: Request, split: str) -> Score:
    """The suggestions for the labelled values of one side of the split, each read among its column's values."""
    score = Score()
    for name in dict.fromkeys(label.group for label in labels.values):
        group = labels.group(name)
        meanings = suggest_meanings([label.value for label in group], group[0].column, request)
        for label in group:
            if label.split == split:
                _score_value(score, label, meanings[label.value])
    return score


def _score_value(score: Score, label: ValueLabel, suggestions: Iterable[Suggestion]) -> None:
    wanted = label.how not in ("none", "doubtful")
    score.wanted += len(label.means) if wanted else 0
    score.sure_wanted += len(label.means) if wanted and label.how not in UNDECIDED else 0
    found = set()
    for item in suggestions:
        sure = item.confidence is Confidence.HIGH
        right = item.target in label.means and not (sure and label.how in UNDECIDED)
        what = f"{label.column}: '{label.value}' as {item.target} ({item.reason})"
        score.add(item.confidence, right=right, wanted=wanted, what=what)
        found.add(item.target)
    if wanted:
        score.missed += [f"{label.column}: '{label.value}' as {key}" for key in sorted(label.means - found)]


def read_labelled_files(labels: Labels, folder: Path, request: Request) -> dict[str, FileFacts]:
    """Every labelled file, written, read and looked at as an officer's file would be."""
    read = {}
    for label in labels.files:
        file = profile_file(write_file(labels, label.file, folder))
        read[label.file] = replace(file, suggestions=suggest_all(file, request))
    return read


def score_columns(labels: Labels, files: Mapping[str, FileFacts], request: Request, split: str) -> Score:
    """The suggestions for the labelled columns of one side of the split."""
    score = Score()
    contexts = {context.key for context in request.contexts}
    for label in labels.columns:
        if label.split != split:
            continue
        wanted = label.role not in ("none", "text")
        score.wanted += wanted
        score.sure_wanted += wanted
        found = set()
        for role, suggestion in _roles_of(files[label.file], label.column, contexts):
            what = f"{label.file}: '{label.column}' as {role}, not {label.role} ({suggestion.reason})"
            score.add(suggestion.confidence, right=role == label.role, wanted=wanted, what=what)
            found.add(role)
        if wanted and label.role not in found:
            score.missed.append(f"{label.file}: '{label.column}' as {label.role}")
    return score


def _roles_of(file: FileFacts, column: str, contexts: set[str]) -> Iterable[tuple[str, Suggestion]]:
    name = " ".join(column.split())
    for role, suggestion in file.suggestions.roles.items():
        if suggestion.target == name:
            yield role, suggestion
    coded = file.suggestions.coded.get(name)
    if name in file.suggestions.packed:
        yield "code", file.suggestions.packed[name]
    elif coded is not None:
        keys = [item.target for items in file.suggestions.meanings.get(name, {}).values() for item in items]
        settings = sum(key in contexts for key in keys)
        yield ("setting" if settings * 2 > len(keys) else "code"), coded


def systems(labels: Labels) -> dict[str, list[FileLabel]]:
    """The files of each system, which come to an officer together."""
    found: dict[str, list[FileLabel]] = {}
    for label in labels.files:
        found.setdefault(label.system, []).append(label)
    return found


def score_files(labels: Labels, files: Mapping[str, FileFacts], request: Request) -> Score:
    """Which files are people and which are records; every file of a system is looked at together with the others."""
    score = Score()
    for listed in systems(labels).values():
        proposal = propose_map([Named(label.file, files[label.file]) for label in listed], request)
        for label in listed:
            kind = proposal.kind(label.file)
            score.wanted += 1
            score.add("high", right=kind == label.kind, wanted=True, what=f"{label.file} as {kind}, not {label.kind}")
    return score
