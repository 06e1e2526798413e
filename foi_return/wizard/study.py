"""Finds out what the questions depend on: reads the files that were named, the request, the map, the policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from foi_return.config.field_map import find_field_map, load_field_map, shipped_field_maps
from foi_return.config.policy import load_policies
from foi_return.config.request import load_request, shipped_requests
from foi_return.config.toml_file import read_toml
from foi_return.errors import FieldMapError, UserError
from foi_return.terms.field_map import FieldMap
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts, FileFacts
from foi_return.wizard.profile import profile_file, read_sheets
from foi_return.wizard.sections.the_request import MAP_FILE, SHIPPED
from foi_return.wizard.sections.writing import answers_path
from foi_return.wizard.suggest import suggest_all
from foi_return.wizard.unasked import check_can_be_started_from, may_be_started_from

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that cannot be used because of what it names.

    Attributes:
        key: The key of the question.
        error: What is wrong.
    """

    key: str
    error: UserError


class Study:
    """Gathers the facts for a draft; each file is read once."""

    def __init__(self, request: str | None, output: Path | None, save_to: Path | None, progress: Progress):
        self._asked = request
        self._output = str(output.absolute()) if output else ""
        self._save_to = str(save_to.absolute()) if save_to else ""
        self._progress = progress
        self._requests = tuple(shipped_requests())
        self._definition = load_request(request or self._requests[0])
        self._policies = load_policies()
        shipped = {name: read_toml(path, FieldMapError) for name, path in _shipped()}
        self._shipped = {
            name: str(tables.get("title", "")) for name, tables in shipped.items() if may_be_started_from(tables)
        }
        self._sheets: dict[str, tuple[str, ...]] = {}
        self._files: dict[tuple[str, str], FileFacts] = {}
        self._maps: dict[str, FieldMap] = {}

    def look(self, draft: Draft) -> tuple[Facts, list[Refusal]]:
        """The facts on which the next question depends, and the answers that name what cannot be used."""
        refused: list[Refusal] = []
        self._choose_request(draft, refused)
        base = self._base(draft, refused)
        self._read_files(draft, refused)
        named = [Path(draft.text(key)) for key in draft.answers if _is_path(key) and draft.text(key)]
        facts = Facts(
            today=_today(),
            request=self._definition,
            request_ref=_reference(self._asked) or self._definition.name,
            requests=(self._definition.name,) if self._asked else self._requests,
            shipped_maps=self._shipped,
            base=base,
            policies=self._policies,
            sheets=dict(self._sheets),
            files=dict(self._files),
            newest=_newest(named),
            taken=_taken(draft),
            output=self._output,
            save_to=self._save_to,
            folder=str(Path.cwd()),
        )
        return facts, refused

    def _choose_request(self, draft: Draft, refused: list[Refusal]) -> None:
        name = draft.text("request/name")
        if name and not self._asked and name != self._definition.name:
            try:
                self._definition = load_request(name)
                self._files = {
                    key: replace(file, suggestions=suggest_all(file, self._definition))
                    for key, file in self._files.items()
                }
            except UserError as error:
                refused.append(Refusal("request/name", error))

    def _base(self, draft: Draft, refused: list[Refusal]) -> FieldMap | None:
        start = draft.text("request/start")
        key = "request/map" if start == MAP_FILE else "request/start"
        named = draft.text("request/map") if start == MAP_FILE else start.removeprefix(SHIPPED)
        if not named or (start != MAP_FILE and not start.startswith(SHIPPED)):
            return None
        if named not in self._maps:
            try:
                field_map = load_field_map(find_field_map(named), self._definition)
                check_can_be_started_from(field_map, named)
                self._maps[named] = field_map
            except UserError as error:
                refused.append(Refusal(key, error))
                return None
        return self._maps[named]

    def _read_files(self, draft: Draft, refused: list[Refusal]) -> None:
        for key in [key for key in draft.answers if _is_path(key)]:
            path = draft.text(key)
            if not path:
                continue
            try:
                if path not in self._sheets:
                    self._progress(f"Opening {Path(path).name}")
                    self._sheets[path] = read_sheets(Path(path))
                sheet = draft.text(key.replace("/path", "/sheet")) if len(self._sheets[path]) > 1 else ""
                if len(self._sheets[path]) < 2 or sheet in self._sheets[path]:
                    self._read_file(path, sheet)
            except UserError as error:
                self._sheets.pop(path, None)
                refused.append(Refusal(key, error))

    def _read_file(self, path: str, sheet: str) -> None:
        if (path, sheet) not in self._files:
            self._progress(f"Reading {Path(path).name}")
            file = profile_file(Path(path), sheet)
            self._files[path, sheet] = replace(file, suggestions=suggest_all(file, self._definition))


def _reference(asked: str | None) -> str:
    """What names the definition given on the command line, wherever the program is started."""
    return str(Path(asked).absolute()) if asked and asked.endswith(".toml") else asked or ""


def _shipped() -> list[tuple[str, Path]]:
    return list(shipped_field_maps().items())


def _is_path(key: str) -> bool:
    return key.startswith("files/") and key.endswith("/path")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _newest(paths: list[Path]) -> date | None:
    """The day on which the newest of some files was last changed."""
    times = [path.stat().st_mtime for path in paths if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC).astimezone().date() if times else None


def _taken(draft: Draft) -> frozenset[str]:
    """The files to be written that exist already."""
    paths = [draft.text("write/map")] if draft.text("write/map") else []
    if draft.text("write/output") and draft.text("request/reference"):
        paths.append(str(answers_path(draft)))
    return frozenset(path for path in paths if Path(path).is_file())
