"""Reads an extract and counts it: from answers to inputs, and from files or a database to a protected return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.config.answers import Answers
from foi_return.config.earlier import load_every_earlier
from foi_return.config.earlier_maps import AtHand, definitions_at_hand, maps_at_hand
from foi_return.config.exemptions import decide, without_refused
from foi_return.config.field_map import find_field_map, load_field_map, with_counting
from foi_return.config.policy import choose_policy
from foi_return.config.request import load_request, override
from foi_return.config.review_file import load_published_review
from foi_return.coverage import find_coverage, find_view_coverage
from foi_return.disclosure.views import same_records
from foi_return.errors import Fault, FieldMapError, RequestError
from foi_return.inner_cells import InnerCell, Selector
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.registering import RegisterSession
from foi_return.terms.field_map import FieldMap, Regime
from foi_return.terms.findings import Finding
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.refusals import Decisions
from foi_return.terms.request import NOT_KNOWN, Request

if TYPE_CHECKING:
    from foi_return.engine.bound import BoundExtract, Extract
    from foi_return.engine.findings import FindingsContext
    from foi_return.engine.query import CountingQuery, Keep
    from foi_return.engine.server import Server
    from foi_return.engine.server_sql import ServerTable
    from foi_return.engine.workspace import RawTable, Workspace

Progress = Callable[[str], None]
_NO_REFERENCE = Fault("reference", "it is missing", "the council's reference for this request", "--reference REF")


@dataclass(frozen=True, slots=True)
class UnreviewedValues:
    """Values of a coded column that the field map does not name.

    Attributes:
        source: The source.
        column: The column.
        named: Values that may be named in a message, with their numbers of rows: none rarer than the threshold.
        rarer: How many values are rarer.
    """

    source: str
    column: str
    named: Mapping[str, int]
    rarer: int


@dataclass(frozen=True, slots=True)
class CountedReturn:
    """A return that has been counted and protected, not yet written.

    Attributes:
        prepared: What may be published, and how it was protected.
        findings: Doubts about the extract, for the officer.
        unreviewed: Values that nobody has reviewed.
    """

    prepared: PreparedReturn
    findings: tuple[Finding, ...]
    unreviewed: tuple[UnreviewedValues, ...]

    @property
    def answer(self) -> ProtectedReturn:
        """What may be published."""
        return self.prepared.answer


def load_inputs(
    answers: Answers, require_approved: bool = False, session: RegisterSession | None = None
) -> ReturnInputs:
    """Loads the request, the field map and the policy that the answers name, with every override applied.

    Args:
        answers: What the return is made from.
        require_approved: Whether a field map that nobody has approved as it now means is refused.
        session: The register, whose answers of this council are earlier answers too; None where there is none.

    Raises:
        RequestError: The request, its overrides or the reference cannot be used.
        FieldMapError: The field map is faulty.
        DisclosureError: The policy is faulty, or an earlier answer cannot be counted again.
    """
    return with_earlier(load_asked(answers, require_approved), answers, session)


def load_asked(answers: Answers, require_approved: bool = False) -> ReturnInputs:
    """The same without the earlier answers: what is asked, how it is recorded, and what is small."""
    faults = []
    if not answers.reference:
        faults.append(_NO_REFERENCE)
    if not answers.field_map:
        faults.append(Fault("field map", "none is named", "the path of a field map, or a shipped one", "--map MAP"))
    faults += [Fault(*problem) for problem in answers.timing.problems(answers.received)]
    if faults or answers.reference is None or answers.field_map is None:
        raise RequestError(faults)
    definition = load_request(answers.request or "core")
    field_map = load_field_map(find_field_map(answers.field_map), definition)
    if require_approved and not field_map.is_approved:
        raise FieldMapError(
            Fault(
                answers.field_map,
                "the field map is not approved as it now means" if field_map.approval else "nobody has approved it",
                "an approved field map, because of --require-approved",
                f"foi-return map show {answers.field_map}, then foi-return map approve",
            )
        )
    if answers.counting:
        field_map = with_counting(field_map, answers.counting, "counting rules of this return")
    return _asked(answers, definition, field_map)


def inputs_of(
    answers: Answers, definition: Request, field_map: FieldMap, session: RegisterSession | None = None
) -> ReturnInputs:
    """The inputs for a request definition and a field map that are known already; the map's counting rules stand.

    Raises:
        RequestError: The reference is missing, or the overrides cannot be used.
        DisclosureError: The policy is faulty.
    """
    return with_earlier(_asked(answers, definition, field_map), answers, session)


def _asked(answers: Answers, definition: Request, field_map: FieldMap) -> ReturnInputs:
    if answers.reference is None:
        raise RequestError(_NO_REFERENCE)
    policy = choose_policy(
        answers.policy,
        answers.policy_file,
        threshold=answers.threshold,
        zeros=answers.zeros,
        reason=answers.reason,
        people=definition.people,
    )
    asked = field_map.with_own_contexts(override(definition, answers.overrides))
    request = without_refused(asked, decisions_of(answers, asked, field_map.regime))
    review = load_published_review(answers.review) if answers.review else None
    return ReturnInputs(answers.reference, request, field_map, policy, answers.extracted_on, review=review)


def decisions_of(answers: Answers, request: Request, regime: Regime) -> Decisions:
    """What the officer decided to refuse, under the council's Act."""
    return decide(regime, request, answers.refusals or (), answers.small_numbers)


def with_earlier(inputs: ReturnInputs, answers: Answers, session: RegisterSession | None) -> ReturnInputs:
    """The inputs with all earlier answers that readers have: those named, and those of the register.

    Raises:
        DisclosureError: An earlier answer cannot be read, or cannot be counted again.
        RegisterError: A release record of the register is missing, or is not as it was entered.
    """
    field_map = inputs.field_map
    sexes = tuple(dict.fromkeys([*field_map.child.sex_values, NOT_KNOWN]))
    known = session.earlier_releases(field_map.council, answers.earlier) if session else answers.earlier
    own_only = not answers.earlier_requests
    at_hand = AtHand(
        maps_at_hand(answers.earlier_maps, answers.field_map, inputs.request, strict=own_only),
        definitions_at_hand(answers.earlier_requests, answers.earlier_maps, answers.field_map, answers.request),
    )
    earlier, left_out = load_every_earlier(
        known, inputs.request, field_map, sexes, answers.unprotected, at_hand, inputs.extracted_on
    )
    return replace(inputs, earlier=earlier, left_out=left_out)


@dataclass(frozen=True, slots=True)
class OpenSources:
    """The sources of an extract, ready to be bound and counted.

    Attributes:
        extract: What binding reads.
        workspace: Where queries are run: the embedded database, or the council's own.
        keeping: What becomes of a step that several queries read, by the number of the set of rules that it is of.
        raw: The loaded sources; empty for an extract that stays in a database of the council's.
        tables: The sources of an extract in a database.
    """

    extract: Extract
    workspace: Workspace | Server
    keeping: Callable[[int], Keep]
    raw: Mapping[str, RawTable] = field(default_factory=dict)
    tables: Mapping[str, ServerTable] = field(default_factory=dict)


@contextmanager
def open_sources(
    field_map: FieldMap, sources: Mapping[str, Path], progress: Progress, others: Sequence[FieldMap] = ()
) -> Iterator[OpenSources]:
    """Reads the sources of a field map into a workspace, or finds them in a database, for a `with` block.

    Args:
        field_map: What to read.
        sources: The file of each source.
        progress: Told in words what is being done.
        others: Further maps of the same sources by which they are counted too, such as those of earlier answers.

    Raises:
        SourceError: A file cannot be read, or lacks what the field map reads; or the same of a database.
    """
    from foi_return.engine.query import as_step
    from foi_return.engine.workspace import open_workspace
    from foi_return.sources.extract import read_extract

    if field_map.database is not None:
        from foi_return.sources.database import open_database

        with open_database(field_map, field_map.database, sources, progress, others) as found:
            # Steps of several sets of rules stand in one query, so each has a name of its own.
            yield OpenSources(
                found, found.server, lambda view: partial(as_step, name=f"placed_{view}"), tables=found.tables
            )
        return
    with open_workspace() as workspace:
        yield loaded_sources(workspace, read_extract(workspace, field_map, sources, progress, others))


def loaded_sources(workspace: Workspace, raw: Mapping[str, RawTable]) -> OpenSources:
    """Sources that have been loaded into a workspace."""
    from foi_return.engine.bound import LoadedSources
    from foi_return.engine.query import kept_in

    return OpenSources(LoadedSources(workspace, raw), workspace, lambda _: kept_in(workspace), raw)


@dataclass(frozen=True, slots=True)
class LoadedPart:
    """An extract as far as one of the things that a request counts goes, bound, with the queries that count it.

    Attributes:
        inputs: What the return follows from, for this one thing.
        bound: The extract, bound.
        query: Its count.
        others: Its count under the counting rules of earlier answers, in the order of their numbers.
    """

    inputs: ReturnInputs
    bound: BoundExtract
    query: CountingQuery
    others: tuple[CountingQuery, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedExtract:
    """An extract, bound to its field map, with the queries that count it.

    Attributes:
        workspace: Where queries are run: the embedded database, or the council's own.
        raw: The loaded sources; empty for an extract that stays in a database of the council's.
        parts: What is counted in it; one for most requests.
        tables: The sources of an extract in a database.
    """

    workspace: Workspace | Server
    raw: Mapping[str, RawTable]
    parts: tuple[LoadedPart, ...]
    tables: Mapping[str, ServerTable] = field(default_factory=dict)

    @property
    def bound(self) -> BoundExtract:
        """The extract, bound for the first of the things that are counted."""
        return self.parts[0].bound

    @property
    def query(self) -> CountingQuery:
        """The count of the first of the things that are counted."""
        return self.parts[0].query

    @property
    def unreviewed_keys(self) -> frozenset[str]:
        """Categories and contexts that rest on a column with values that nobody has reviewed."""
        return frozenset(key for part in self.parts for key in part.bound.unreviewed_keys)

    def part_of(self, selector: Selector) -> LoadedPart:
        """The part in which a figure is counted."""
        keys = selector.all_of | selector.any_of
        return next(part for part in self.parts if keys <= set(part.inputs.request.memberships))

    def contexts(self) -> Iterator[FindingsContext]:
        """What the findings of each part follow from."""
        from foi_return.engine.findings import FindingsContext

        for part in self.parts:
            yield FindingsContext(
                self.workspace, part.inputs.counted_request, part.bound, part.query, self.raw, self.tables
            )


@contextmanager
def load_extract(inputs: ReturnInputs, sources: Mapping[str, Path], progress: Progress) -> Iterator[LoadedExtract]:
    """Reads an extract into a workspace, or finds it in a database, for the length of a `with` block.

    Raises:
        SourceError: A file cannot be read, or lacks what the field map reads; or the same of a database.
        FieldMapError: A column that the map reads as codes holds none.
    """
    others = [view.field_map for view in inputs.other_views]
    with open_sources(inputs.field_map, sources, progress, others) as opened:
        progress("Matching the values of the field map")
        yield bind_sources(opened, inputs)


def bind_sources(opened: OpenSources, inputs: ReturnInputs) -> LoadedExtract:
    """Sources that are open, bound to the field map, with their count under every set of rules in play.

    Raises:
        FieldMapError: A column that the map reads as codes holds none.
    """
    from foi_return.engine.bound import bind, with_rules
    from foi_return.engine.query import counting_query

    def part(own: ReturnInputs) -> LoadedPart:
        bound = bind(opened.extract, own.counted_map)
        request = own.counted_request
        coverage = find_coverage(request, own.counted_map, own.extracted_on)
        query = counting_query(request, bound, coverage, opened.keeping(0))
        others = []
        for number, view in enumerate(own.other_views, start=1):
            if same_records(view.field_map, own.field_map):
                under = with_rules(opened.extract, bound, view.rules)
            else:
                under = bind(opened.extract, view.field_map)
            known = find_view_coverage(request, view, own.extracted_on)
            windows = [view.window(period) for period in request.periods]
            others.append(counting_query(request, under, known, opened.keeping(number), windows))
        return LoadedPart(own, bound, query, tuple(others))

    return LoadedExtract(opened.workspace, opened.raw, tuple(map(part, inputs.parts)), opened.tables)


def count_extract(inputs: ReturnInputs, extract: LoadedExtract, engine: str | None) -> tuple[InnerCell, ...]:
    """The inner cells of a loaded extract, of everything that is counted, by the engine that was asked for."""
    bound = (replace(part, inputs=own) for part, own in zip(extract.parts, inputs.parts, strict=True))
    return tuple(sorted(cell for part in bound for cell in _count_part(extract, part, engine)))


def _count_part(extract: LoadedExtract, part: LoadedPart, engine: str | None) -> tuple[InnerCell, ...]:
    from foi_return.engine.query import count_inner_cells
    from foi_return.engine.workspace import Workspace

    inputs = part.inputs
    request, field_map = inputs.counted_request, inputs.counted_map
    if engine == "pandas":
        from foi_return.engine.reference import count_inner_cells_reference

        if not isinstance(extract.workspace, Workspace):
            fault = Fault("--engine", "pandas would fetch every row of the database", "no --engine, with a database")
            raise RequestError(fault)
        coverage = find_coverage(request, field_map, inputs.extracted_on)
        return count_inner_cells_reference(
            extract.workspace, request, field_map, extract.raw, coverage, inputs.other_views
        )
    if part.others:
        from foi_return.engine.joint import count_joint_cells

        return count_joint_cells(extract.workspace, request, part.bound, (part.query, *part.others))
    return count_inner_cells(extract.workspace, request, part.bound, part.query)


def count_return(
    inputs: ReturnInputs, sources: Mapping[str, Path], progress: Progress, engine: str | None = None
) -> CountedReturn:
    """Reads, counts and protects; writes nothing.

    Args:
        inputs: What the return follows from.
        sources: The file of each source.
        progress: Told in words what is being done.
        engine: `duckdb` (also None), or `pandas`, the slower reference.
    """
    with load_extract(inputs, sources, progress) as extract:
        counted = count_loaded(inputs, extract, progress, engine)
    return counted.protected(progress)


@dataclass(frozen=True, slots=True)
class CountedExtract:
    """What was counted in an extract, and is not protected yet; the extract itself is no longer needed.

    Attributes:
        inputs: What the return follows from.
        cells: The inner cells of everything that is counted.
        findings: What is doubtful in the extract.
        unreviewed: Columns with values that nobody has reviewed.
        unreviewed_keys: The categories and contexts that rest on them.
    """

    inputs: ReturnInputs
    cells: tuple[InnerCell, ...]
    findings: tuple[Finding, ...]
    unreviewed: tuple[UnreviewedValues, ...]
    unreviewed_keys: frozenset[str]

    def protected(self, progress: Progress) -> CountedReturn:
        """The return, with small numbers protected.

        Raises:
            DisclosureError: The figures cannot be made safe as asked.
        """
        progress("Protecting small numbers")
        prepared = prepare_return(self.inputs, self.cells, self.unreviewed_keys, self.findings)
        return CountedReturn(prepared, self.findings, self.unreviewed)


def count_loaded(
    inputs: ReturnInputs, extract: LoadedExtract, progress: Progress, engine: str | None = None
) -> CountedExtract:
    """Counts everything that a request counts in a loaded extract, and finds what is doubtful in it."""
    progress(f"Counting {inputs.request.counted.plural}")
    cells = count_extract(inputs, extract, engine)
    progress("Looking for doubtful rows")
    unreviewed = (values for part in extract.parts for values in find_unreviewed(part.bound, inputs.policy.threshold))
    return CountedExtract(inputs, cells, findings_of(extract), tuple(unreviewed), extract.unreviewed_keys)


def findings_of(extract: LoadedExtract) -> tuple[Finding, ...]:
    """The findings of everything that is counted in an extract; what is said of a file is said once."""
    from foi_return.engine.findings import find_findings

    return tuple(dict.fromkeys(found for context in extract.contexts() for found in find_findings(context)))


def find_unreviewed(bound: BoundExtract, threshold: int) -> Iterator[UnreviewedValues]:
    """The values of coded columns that nobody has reviewed; those rarer than the threshold are not named."""
    for records in bound.records:
        for column, values in records.unreviewed.items():
            if values:
                named = {value: rows for value, rows in values.items() if rows >= threshold}
                yield UnreviewedValues(records.spec.source, column, named, len(values) - len(named))
