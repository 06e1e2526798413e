"""The extracts that a batch has open: each is read and bound once, and each grouping counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.batch.grouping import CountedBy, Grouping, finest, grouping_of, roll_up
from foi_return.coverage import find_view_coverage
from foi_return.disclosure.views import records_of, same_records
from foi_return.errors import UserError
from foi_return.inner_cells import InnerCell
from foi_return.periods import Period
from foi_return.pipeline import ReturnInputs, prepare_return
from foi_return.reading import (
    CountedReturn,
    OpenSources,
    Progress,
    bind_sources,
    count_loaded,
    find_unreviewed,
    load_extract,
    open_sources,
)
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding
from foi_return.terms.needed import needed_together
from foi_return.terms.request import Category, Context
from foi_return.terms.view import View

if TYPE_CHECKING:
    from foi_return.engine.bound import BoundExtract
    from foi_return.engine.query import CountingQuery


@dataclass(frozen=True, slots=True)
class ExtractKey:
    """What returns must have in common to be counted from one reading of an extract.

    Attributes:
        field_map: The field map, with the counting rules left aside.
        categories: The categories that are told apart.
        contexts: The contexts that are told apart.
        sources: The file of each source.
        extracted_on: The day of the extract, on which it depends which years have figures.
    """

    field_map: FieldMap
    categories: tuple[Category, ...]
    contexts: tuple[Context, ...]
    sources: Mapping[str, Path]
    extracted_on: date | None


def extract_key(inputs: ReturnInputs, sources: Mapping[str, Path]) -> ExtractKey:
    """What a return is counted from."""
    field_map = replace(inputs.field_map, counting=CountingRules(), fingerprint="", approval=None)
    paths = {name: path.absolute() for name, path in sources.items()}
    return ExtractKey(field_map, inputs.request.categories, inputs.request.contexts, paths, inputs.extracted_on)


@dataclass
class _Counted:
    """A grouping that has been counted.

    Attributes:
        grouping: The grouping.
        cells: Its inner cells.
        queries: The count in each of its views.
        bound: The extract under each of them.
    """

    grouping: Grouping
    cells: tuple[InnerCell, ...]
    queries: tuple[CountingQuery, ...]
    bound: tuple[BoundExtract, ...]


class SharedExtract:
    """One extract, read and bound once for all returns that are counted from it.

    Args:
        key: What they have in common.
        planned: What they will need, as far as is known beforehand.
        progress: Told in words what is being done.
    """

    def __init__(self, key: ExtractKey, planned: Iterable[Grouping], progress: Progress):
        self.key = key
        self.times_counted = 0
        self._planned = list(planned)
        self._progress = progress
        self._context: AbstractContextManager[OpenSources] | None = None
        self._sources: OpenSources | None = None
        self._bound: BoundExtract | None = None
        self._counted: _Counted | None = None
        self._unusable: UserError | None = None
        self._findings: dict[tuple[tuple[Period, ...], CountingRules], tuple[Finding, ...]] = {}

    def cells(self, inputs: ReturnInputs) -> tuple[InnerCell, ...]:
        """The inner cells of a return, as a count of its own would give them."""
        wanted = grouping_of(inputs)
        counted = self._covering(inputs, wanted)
        return roll_up(counted.cells, counted.grouping, wanted)

    def _count_alone(self, inputs: ReturnInputs, progress: Progress) -> CountedReturn:
        """Counts a return of several things, or beside answers by other maps, by itself.

        The open sources serve, unless another map reads more of the files than they hold.
        """
        self.times_counted += 1
        own, others = inputs.field_map, [view.field_map for view in inputs.other_views]
        if needed_together((own, *others)) == needed_together((own,)):
            sources, _ = self._opened(own)
            return count_loaded(inputs, bind_sources(sources, inputs), progress).protected(progress)
        with load_extract(inputs, self.key.sources, progress) as extract:
            counted = count_loaded(inputs, extract, progress)
        return counted.protected(progress)

    def count(self, inputs: ReturnInputs, progress: Progress) -> CountedReturn:
        """Counts and protects one return."""
        self._progress = progress
        other_maps = any(not same_records(view.field_map, inputs.field_map) for view in inputs.other_views)
        if inputs.request.units or other_maps:
            return self._count_alone(inputs, progress)
        cells = self.cells(inputs)
        findings = self._doubts(inputs)
        _, bound = self._opened(inputs.field_map)
        progress("Protecting small numbers")
        return CountedReturn(
            prepare_return(inputs, cells, bound.unreviewed_keys, findings),
            findings,
            tuple(find_unreviewed(bound, inputs.policy.threshold)),
        )

    def close(self) -> None:
        """Lets go of what was read."""
        context, self._context = self._context, None
        self._sources = self._bound = self._counted = None
        if context is not None:
            context.__exit__(None, None, None)

    def _opened(self, field_map: FieldMap) -> tuple[OpenSources, BoundExtract]:
        from foi_return.engine.bound import bind

        if self._unusable is not None:
            raise self._unusable
        if self._sources is None or self._bound is None:
            try:
                context = open_sources(field_map, self.key.sources, self._progress)
                self._sources, self._context = context.__enter__(), context
                self._progress("Matching the values of the field map")
                self._bound = bind(self._sources.extract, field_map)
            except UserError as error:
                self._unusable = error
                raise
        return self._sources, self._bound

    def _covering(self, inputs: ReturnInputs, wanted: Grouping) -> _Counted:
        """What has been counted, if it covers what is wanted; else a count that covers all that was wanted so far."""
        counted = self._counted
        classed = bool(inputs.request.dimensions)
        if (
            counted is None
            or not counted.grouping.covers(wanted)
            or (classed and counted.grouping.views[0] != wanted.views[0])
        ):
            known = [counted.grouping] if counted is not None else self._planned
            needed = finest([*known, wanted])
            counted = self._count(inputs, needed.led_by(wanted.views[0]) if classed else needed)
            self._counted = counted
        return counted

    def _count(self, inputs: ReturnInputs, grouping: Grouping) -> _Counted:
        from foi_return.engine.bound import with_rules
        from foi_return.engine.joint import count_joint_cells
        from foi_return.engine.query import count_inner_cells, counting_query

        sources, bound = self._opened(inputs.field_map)
        self._progress(f"Counting {inputs.request.unit}")
        request = grouping.request(inputs.request)
        under = tuple(with_rules(sources.extract, bound, each.rules) for each in grouping.views)
        views = [View(each.field_map, way.windows) for each, way in zip(under, grouping.views, strict=True)]
        queries = tuple(
            counting_query(
                request,
                each,
                find_view_coverage(request, view, inputs.extracted_on),
                sources.keeping(number),
                [view.window(period) for period in request.periods],
            )
            for number, (each, view) in enumerate(zip(under, views, strict=True))
        )
        if len(queries) > 1:
            cells = count_joint_cells(sources.workspace, request, bound, queries)
        else:
            cells = count_inner_cells(sources.workspace, request, bound, queries[0])
        self.times_counted += 1
        return _Counted(grouping, cells, queries, under)

    def _doubts(self, inputs: ReturnInputs) -> tuple[Finding, ...]:
        """The findings of a return: they depend on its years and on which records count, and on nothing else of it."""
        from foi_return.engine.findings import FindingsContext, find_findings

        rules = records_of(inputs.field_map.counting)
        key = inputs.request.periods, rules
        if key not in self._findings:
            self._progress("Looking for doubtful rows")
            counted = self._covering(inputs, grouping_of(inputs))
            sources, _ = self._opened(inputs.field_map)
            number = counted.grouping.views.index(CountedBy(rules))
            query = _in_periods(counted.queries[number], counted.grouping, inputs.request.periods)
            context = FindingsContext(
                sources.workspace, inputs.request, counted.bound[number], query, sources.raw, sources.tables
            )
            self._findings[key] = find_findings(context)
        return self._findings[key]


def _in_periods(query: CountingQuery, grouping: Grouping, periods: tuple[Period, ...]) -> CountingQuery:
    """The steps of a count as they would be for some of its periods."""
    import sqlalchemy as sa

    if periods == grouping.periods:
        return query
    numbers = [grouping.periods.index(period) for period in periods]
    placed = sa.select(query.placed).where(query.placed.c.period_no.in_(numbers))
    return replace(query, placed=placed.subquery("placed_in_years"))


@dataclass
class Shelf:
    """Every extract that is open."""

    extracts: list[SharedExtract] = field(default_factory=list)

    def plan(self, key: ExtractKey, groupings: Iterable[Grouping], progress: Progress) -> SharedExtract:
        """Makes room for an extract; it is read when something is first counted from it."""
        extract = SharedExtract(key, groupings, progress)
        self.extracts.append(extract)
        return extract

    def find(self, key: ExtractKey) -> SharedExtract | None:
        """The extract that has this key."""
        return next((extract for extract in self.extracts if extract.key == key), None)

    def close(self) -> None:
        """Lets go of everything."""
        for extract in self.extracts:
            extract.close()
