"""Counts and protects what the answers mean, before anything is written. Each file is read once.

The figures are those that `foi-return build` would publish: the same reading, counting and protection, without the
search for doubtful rows, whose notes stand in no table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from foi_return.inner_cells import InnerCell
from foi_return.pipeline import ReturnInputs, count_tables, prepare_return
from foi_return.wizard.compose import compose_answers, compose_map
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.figures import Figures

if TYPE_CHECKING:
    from foi_return.config.answers import Answers
    from foi_return.engine.workspace import RawTable, Workspace

MOST_KEPT = 40
"""Meanings whose figures are kept; the oldest are let go first."""


@dataclass(frozen=True, slots=True)
class _Count:
    """The inner cells of one meaning of the answers, whatever the policy."""

    meaning: Any
    cells: tuple[InnerCell, ...]
    unreviewed: frozenset[str]


class Bench:
    """Where the figures are worked out.

    Args:
        progress: Told in words what is being done.

    Attributes:
        seconds: How long the last figures took to work out; 0 before any were.
    """

    def __init__(self, progress: Callable[[str], None]):
        self.seconds = 0.0
        self._progress = progress
        self._workspace: Workspace | None = None
        self._raw: dict[str, RawTable] = {}
        self._read: Any = None
        self._counts: list[_Count] = []
        self._figures: list[tuple[Any, Figures]] = []

    def figures(self, draft: Draft, facts: Facts) -> Figures:
        """The figures that the answers give, as far as they would be published now.

        Raises:
            UserError: The answers contradict each other, a file cannot be read, or nothing would be safe.
        """
        inputs, answers = _inputs(draft, facts)
        read = self._reading(inputs, answers)
        for known_read, known in self._figures:
            if known.inputs == inputs and known_read == read:
                return known
        begun = perf_counter()
        count = self._count(inputs, answers, read)
        self._progress("Protecting small numbers")
        prepared = prepare_return(inputs, count.cells, count.unreviewed)
        self.seconds = perf_counter() - begun
        found = Figures(inputs, count_tables(inputs, count.cells, count.unreviewed), prepared)
        self._figures = [*self._figures[1 - MOST_KEPT :], (read, found)]
        return found

    def known(self, draft: Draft, facts: Facts) -> Figures | None:
        """The figures, if they have been worked out already."""
        inputs, answers = _inputs(draft, facts)
        read = self._reading(inputs, answers)
        return next((known for was, known in self._figures if known.inputs == inputs and was == read), None)

    def close(self) -> None:
        """Lets go of everything that was read."""
        if self._workspace is not None:
            self._workspace.close()
        self._workspace = None
        self._raw, self._read = {}, None

    def _count(self, inputs: ReturnInputs, answers: Answers, read: Any) -> _Count:
        meaning = (read, inputs.request, inputs.field_map, inputs.extracted_on, inputs.earlier)
        for count in self._counts:
            if count.meaning == meaning:
                return count
        cells, unreviewed = self._count_anew(inputs, answers, read)
        count = _Count(meaning, cells, unreviewed)
        self._counts = [*self._counts[1 - MOST_KEPT :], count]
        return count

    def _count_anew(
        self, inputs: ReturnInputs, answers: Answers, read: Any
    ) -> tuple[tuple[InnerCell, ...], frozenset[str]]:
        from foi_return.reading import bind_sources, count_extract, load_extract, loaded_sources

        if inputs.field_map.database is not None:
            with load_extract(inputs, answers.sources, self._progress) as extract:
                return count_extract(inputs, extract, None), extract.unreviewed_keys
        workspace = self._workspace_with(inputs, answers, read)
        before = _tables_of(workspace)
        self._progress(f"Counting {inputs.request.counted.plural}")
        extract = bind_sources(loaded_sources(workspace, self._raw), inputs)
        cells = count_extract(inputs, extract, None)
        for table in _tables_of(workspace) - before:
            workspace.duckdb.execute(f"DROP TABLE {table}")
        return cells, extract.unreviewed_keys

    def _workspace_with(self, inputs: ReturnInputs, answers: Answers, read: Any) -> Workspace:
        """A workspace that holds the files as this map reads them; the same one as long as it reads the same."""
        from foi_return.engine.workspace import Workspace
        from foi_return.sources.extract import read_extract

        if self._workspace is not None and self._read == read:
            return self._workspace
        self.close()
        workspace = Workspace()
        try:
            others = [view.field_map for view in inputs.other_views]
            self._raw = read_extract(workspace, inputs.field_map, answers.sources, self._progress, others)
        except BaseException:
            workspace.close()
            raise
        self._workspace, self._read = workspace, read
        return workspace

    def _reading(self, inputs: ReturnInputs, answers: Answers) -> Any:
        """What decides which texts are read: the files as they are now, and what the maps in play read of them."""
        from foi_return.terms.needed import needed_together

        field_map = inputs.field_map
        maps = (field_map, *(view.field_map for view in inputs.other_views))
        stamps = tuple((name, str(path), _stamp(path)) for name, path in answers.sources.items())
        return (stamps, field_map.sources, field_map.tables, needed_together(maps))


def _stamp(path: Path) -> tuple[tuple[int, int], ...]:
    """When each file of a path, or of a pattern, was last changed, and its size."""
    files = [path] if path.is_file() else sorted(path.parent.glob(path.name))
    return tuple((state.st_mtime_ns, state.st_size) for state in (file.stat() for file in files))


def _tables_of(workspace: Workspace) -> set[str]:
    return {str(name) for (name,) in workspace.duckdb.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def _inputs(draft: Draft, facts: Facts) -> tuple[ReturnInputs, Answers]:
    from foi_return.reading import inputs_of
    from foi_return.registering import open_session

    answers = compose_answers(draft, facts, Path(draft.text("write/map") or "field-map.toml"))
    session = open_session(answers.register)  # What readers have already is hidden from with what is asked now.
    return inputs_of(answers, facts.request, compose_map(draft, facts), session), answers
