"""Finds out what the questions depend on: reads the files that were named, the request, the map, the policies."""

from __future__ import annotations

import glob
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from foi_return.config.field_map import bind_field_map, find_field_map, shipped_field_maps
from foi_return.config.field_map_versions import migrated
from foi_return.config.policy import load_policies
from foi_return.config.request import CORE, load_request
from foi_return.config.review_file import load_published_review
from foi_return.config.toml_file import read_toml
from foi_return.errors import FieldMapError, UserError
from foi_return.terms.field_map import FieldMap
from foi_return.terms.request import Request
from foi_return.wizard.compared import unread_columns
from foi_return.wizard.compose import says_the_same
from foi_return.wizard.course import is_answered
from foi_return.wizard.draft import Draft
from foi_return.wizard.examine import Headers, look_beside
from foi_return.wizard.facts import Beside, Facts, FileFacts
from foi_return.wizard.kept import KEEP, USE, keeps, kept_base, kept_paths, path_key, readable_map
from foi_return.wizard.paths import is_pattern
from foi_return.wizard.profile import profile_file, read_sheets
from foi_return.wizard.sections.files import TOGETHER
from foi_return.wizard.sections.flag_review import RESULT as REVIEW_RESULT
from foi_return.wizard.sections.flag_review import review_of
from foi_return.wizard.sections.kept_files import kept_file_steps
from foi_return.wizard.sections.start import MAP_FILE, SHIPPED
from foi_return.wizard.sections.writing import answers_path
from foi_return.wizard.suggest import suggest_all

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
        self._definition = load_request(request or CORE)
        self._policies = load_policies(people=self._definition.people)
        every = {name: read_toml(path, FieldMapError) for name, path in shipped_field_maps().items()}
        shipped = {
            name: tables for name, tables in every.items() if tables.get("request", CORE) == self._definition.name
        }
        self._shipped = {name: str(tables.get("title", "")) for name, tables in shipped.items()}
        self._sheets: dict[str, tuple[str, ...]] = {}
        self._files: dict[tuple[str, str], FileFacts] = {}
        self._maps: dict[str, tuple[FieldMap, dict[str, Any]]] = {}
        self._headers: dict[str, Headers] = {}
        self._beside: dict[tuple[str, ...], Beside] = {}

    @property
    def definition(self) -> Request:
        """What is asked."""
        return self._definition

    def look(self, draft: Draft) -> tuple[Facts, list[Refusal]]:
        """The facts on which the next question depends, and the answers that name what cannot be used."""
        refused: list[Refusal] = []
        self._choose_request(draft, refused)
        base, tables = self._base(draft, refused)
        if base is None or draft.text(USE) != KEEP:
            self._read_files(draft, refused)
        named = [Path(draft.text(key)) for key in draft.answers if _is_path(key) and draft.text(key)]
        facts = Facts(
            today=_today(),
            request=self._definition,
            request_ref=_reference(self._asked) or self._definition.name,
            requests=(self._definition.name,),
            shipped_maps=self._shipped,
            base=base,
            base_tables=tables,
            policies=self._policies,
            sheets=dict(self._sheets),
            files=dict(self._files),
            newest=_newest(named),
            taken=_taken(draft),
            output=self._output,
            save_to=self._save_to,
            folder=str(Path.cwd()),
            review_found=self._review_found(),
        )
        self._read_review(draft, refused)
        facts = self._look_by_the_map(draft, facts, refused)
        return (facts if refused else replace(facts, taken=self._without_same_map(draft, facts))), refused

    def _review_found(self) -> str:
        """Where `review count` has written a result that nobody has moved."""
        folder = Path(self._output) if self._output else Path.cwd() / "output"
        result = folder / "review-internal" / "review-result.json"
        return str(result) if result.is_file() else ""

    def _read_review(self, draft: Draft, refused: list[Refusal]) -> None:
        """Refuses a result of a review that cannot be published with the answer."""
        if result := review_of(draft):
            try:
                load_published_review(Path(result))
            except UserError as error:
                refused.append(Refusal(REVIEW_RESULT, error))

    def _without_same_map(self, draft: Draft, facts: Facts) -> frozenset[str]:
        """The files to be written that exist already, without a field map that says just what is meant."""
        path = draft.text("write/map")
        if path in facts.taken and says_the_same(Path(path), draft, facts):
            return facts.taken - {path}
        return facts.taken

    def _look_by_the_map(self, draft: Draft, facts: Facts, refused: list[Refusal]) -> Facts:
        """The facts with what a map that is used as it stands finds in the files, or in its database."""
        if not keeps(draft, facts):
            return facts
        base = kept_base(facts)
        headers = self._headers.setdefault(base.fingerprint, Headers(base, self._progress))
        if base.database is None:
            headers.look_into(draft.many(TOGETHER))
            for number, (source, path) in enumerate(self._numbered(draft, base), start=1):
                try:
                    if path:
                        headers.check(source, path)
                except UserError as error:
                    key = path_key(number)
                    refused.append(Refusal(TOGETHER if key in draft.settled else key, error))
        facts = replace(facts, headers=dict(headers.found), unread=dict(headers.unread))
        steps = kept_file_steps(draft, facts)
        needed = steps[:1] if base.database is not None else steps  # A database is read as soon as it may be.
        if refused or not all(is_answered(step, draft) for step in needed):
            return facts
        try:
            return replace(facts, beside=self._find_beside(draft, facts))
        except UserError as error:
            refused.append(Refusal("files/database" if base.database else TOGETHER, error))
            return facts

    @staticmethod
    def _numbered(draft: Draft, base: FieldMap) -> list[tuple[str, str]]:
        return [(name, draft.text(path_key(number))) for number, name in enumerate(base.sources, start=1)]

    def _find_beside(self, draft: Draft, facts: Facts) -> Beside:
        lacks = [f"{key}={draft.answers[key]}" for key in sorted(draft.keys_under("lacks/"))]
        named = kept_paths(draft, facts)
        key = (kept_base(facts).fingerprint, *named.values(), *lacks)
        if key not in self._beside:
            field_map = readable_map(draft, facts)
            paths = {name: path for name, path in named.items() if name in field_map.sources}
            found = look_beside(field_map, paths, facts.request, self._progress)
            self._beside[key] = replace(found, columns=tuple(unread_columns(draft, facts)))
        return self._beside[key]

    def _choose_request(self, draft: Draft, refused: list[Refusal]) -> None:
        name = draft.text("request/name")
        if name and not self._asked and name != self._definition.name:
            try:
                self._definition = load_request(name)
                self._policies = load_policies(people=self._definition.people)
                self._files = {
                    key: replace(file, suggestions=suggest_all(file, self._definition))
                    for key, file in self._files.items()
                }
            except UserError as error:
                refused.append(Refusal("request/name", error))

    def _base(self, draft: Draft, refused: list[Refusal]) -> tuple[FieldMap | None, dict[str, Any]]:
        start = draft.text("request/start")
        key = "request/map" if start == MAP_FILE else "request/start"
        named = draft.text("request/map") if start == MAP_FILE else start.removeprefix(SHIPPED)
        if not named or (start != MAP_FILE and not start.startswith(SHIPPED)):
            return None, {}
        if named not in self._maps:
            try:
                path = find_field_map(named)
                tables = migrated(read_toml(path, FieldMapError), str(path)).tables
                self._maps[named] = bind_field_map(tables, self._definition, str(path)), tables
            except UserError as error:
                refused.append(Refusal(key, error))
                return None, {}
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


def _is_path(key: str) -> bool:
    return key.startswith("files/") and key.endswith("/path")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _newest(paths: list[Path]) -> date | None:
    """The day on which the newest of some files was last changed."""
    files = [Path(name) for path in paths for name in (glob.glob(str(path)) if is_pattern(str(path)) else [path])]  # noqa: PTH207
    times = [path.stat().st_mtime for path in files if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC).astimezone().date() if times else None


def _taken(draft: Draft) -> frozenset[str]:
    """The files to be written that exist already."""
    paths = [draft.text("write/map")] if draft.text("write/map") else []
    if draft.text("write/output") and draft.text("request/reference"):
        paths.append(str(answers_path(draft)))
    return frozenset(path for path in paths if Path(path).is_file())
