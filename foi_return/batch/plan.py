"""What a batch will do: each request with what it is made from, and which of them must go one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from foi_return.batch.options import BatchOptions
from foi_return.batch.results import Result, refused
from foi_return.batch.shelf import ExtractKey, extract_key
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.manifest import ManifestEntry
from foi_return.config.request import load_request
from foi_return.deadlines import last_day
from foi_return.errors import UserError
from foi_return.outputs.folder_names import INTERNAL_SUFFIX, safe_folder_name
from foi_return.pipeline import ReturnInputs
from foi_return.reading import load_asked
from foi_return.register import register_folder
from foi_return.run import DEFAULT_OUTPUT


@dataclass(frozen=True, slots=True)
class Task:
    """One request that can be answered, as far as its configuration goes.

    Attributes:
        entry: The request in the manifest.
        inputs: What its return follows from, without earlier answers.
        key: What it is counted from.
        output: The folder in which its folders are made.
        name: The name of its folder.
        register: The register's folder; None where there is none.
        due: The last day to answer it; None where nobody said when it was received.
    """

    entry: ManifestEntry
    inputs: ReturnInputs
    key: ExtractKey
    output: Path
    name: str
    register: Path | None
    due: date | None

    @property
    def council(self) -> str:
        """Whose answer it is."""
        return self.inputs.field_map.council

    @property
    def pack(self) -> Path:
        """The folder that holds what may be sent."""
        return self.output / self.name

    @property
    def internal(self) -> Path:
        """The folder that holds what must not be sent."""
        return self.output / f"{self.name}{INTERNAL_SUFFIX}"


def plan_tasks(entries: Iterable[ManifestEntry], options: BatchOptions) -> tuple[list[Task], list[Result]]:
    """The requests that can be tried, and those that cannot, each with every fault of its configuration."""
    tasks: list[Task] = []
    faulty: list[Result] = []
    for entry in entries:
        try:
            tasks.append(_plan(entry, options))
        except UserError as error:
            faulty.append(replace(refused(entry, error), received=entry.answers.received, due=_due_anyhow(entry)))
    return tasks, faulty


def _due_anyhow(entry: ManifestEntry) -> date | None:
    """When a request is due that cannot be answered as it stands: its day does not wait."""
    answers = entry.answers
    if answers.received is None or answers.field_map is None:
        return None
    try:
        field_map = load_field_map(find_field_map(answers.field_map), load_request(answers.request or "core"))
    except UserError:
        return None
    return last_day(answers.received, answers.timing, field_map.regime)


def _plan(entry: ManifestEntry, options: BatchOptions) -> Task:
    answers = entry.answers
    inputs = load_asked(answers, options.require_approved)
    due = last_day(answers.received, answers.timing, inputs.field_map.regime) if answers.received else None
    return Task(
        entry,
        inputs,
        extract_key(inputs, answers.sources),
        answers.output or DEFAULT_OUTPUT,
        safe_folder_name(inputs.reference),
        register_folder(answers.register),
        due,
    )


def chains_of(tasks: Sequence[Task]) -> tuple[tuple[Task, ...], ...]:
    """The tasks by council: those of one council are about the same children, so each waits for the one before."""
    chains: dict[str, list[Task]] = {}
    for task in tasks:
        chains.setdefault(task.council, []).append(task)
    return tuple(map(tuple, chains.values()))
