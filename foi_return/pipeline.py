"""The sequence from inner cells to a return that may be published, readable as its specification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from foi_return.coverage import find_coverage, source_coverage_sentences
from foi_return.disclosure.banded import banded_cells, tell_bands
from foi_return.disclosure.earlier import EarlierAnswer, LeftOut
from foi_return.disclosure.earlier_views import other_views
from foi_return.disclosure.known import what_is_known
from foi_return.disclosure.pattern import Suppression, suppress
from foi_return.disclosure.percentages import percentage_table
from foi_return.disclosure.placing import ForcedCells, force_shown, place_weights
from foi_return.disclosure.problem import (
    InnerCount,
    Key,
    Level,
    Problem,
    Protection,
    Statement,
    SumCell,
    Zeros,
    place_key,
)
from foi_return.disclosure.protect import Pattern, protect_table
from foi_return.disclosure.reviewed import protected_review, review_notes, with_review
from foi_return.disclosure.revised import Revision, tell_revisions
from foi_return.disclosure.rounded import RoundedRelease, protect_by_rounding
from foi_return.disclosure.system import EarlierFigure, SystemBuilder
from foi_return.disclosure.views import records_of
from foi_return.inner_cells import InnerCell
from foi_return.notes import numbered_notes
from foi_return.period_kinds import kind_of_all
from foi_return.periods import finest_age_bands
from foi_return.quality import QualityCount, quality_counts, quality_sentences
from foi_return.tables import CountTable, TableBuilder
from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding
from foi_return.terms.policy import Policy, PolicyLevel, ShownCell, ZeroPolicy
from foi_return.terms.protected import (
    QUALITY_PERIOD,
    Definition,
    FlagLine,
    PolicyStatement,
    ProtectedReturn,
    ProtectedTable,
    QualityFigure,
)
from foi_return.terms.request import Request
from foi_return.terms.review import Review
from foi_return.terms.said import rules_said
from foi_return.terms.shorthand import Shorthand
from foi_return.terms.view import View


@dataclass(frozen=True, slots=True)
class ReturnInputs:
    """All that a return follows from, beside the inner cells.

    Attributes:
        reference: The council's reference for the request.
        request: What is asked, with any overrides applied.
        field_map: How the council records it, with the counting rules chosen.
        policy: The suppression policy.
        extracted_on: The day on which the extract was made; None where nobody said.
        earlier: Earlier answers about the same children that the reader has.
        left_out: Earlier answers that this one cannot be protected against, and is not; each with the reason.
        review: A review of flags whose figures are published with the answer; None for none.
    """

    reference: str
    request: Request
    field_map: FieldMap
    policy: Policy
    extracted_on: date | None
    earlier: tuple[EarlierAnswer, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    review: Review | None = None

    @property
    def other_views(self) -> tuple[View, ...]:
        """The ways in which earlier answers were counted, where they are not the present one."""
        keys = self.counted_request.memberships
        views = other_views(self.field_map, self.earlier)
        return tuple(replace(view, field_map=view.field_map.completed(keys)) for view in views)

    @property
    def parts(self) -> tuple[ReturnInputs, ...]:
        """The same for each of the things that the request counts, such as crimes and their victims."""
        request = self.request
        if not request.units:
            return (self,)
        return tuple(
            replace(
                self,
                request=request.of_unit(unit),
                field_map=self.field_map.of_unit(request, unit),
                earlier=tuple(
                    replace(each, field_map=each.field_map.of_unit(request, unit)) if each.field_map else each
                    for each in self.earlier
                ),
            )
            for unit in ("", *request.units)
        )

    @property
    def counted_request(self) -> Request:
        """The request as the engine counts it: with age bands at the union of all edges in play.

        Categories that only earlier answers have are counted as well.
        """
        bands = finest_age_bands(self.request.age_bands, *(answer.age_bands for answer in self.earlier))
        joined = self.request.joined_with(answer.request for answer in self.earlier if answer.request)
        return replace(joined, age_bands=bands)

    @property
    def counted_map(self) -> FieldMap:
        """The field map as the engine counts by it: categories that only earlier answers have are none of its own."""
        return self.field_map.completed(self.counted_request.memberships)


@dataclass(frozen=True, slots=True)
class PreparedReturn:
    """A return that may be published, with what must not be: the problem that protection solved, and its solution.

    Attributes:
        answer: What may be published.
        problem: The problem.
        suppression: What is hidden.
        orders: The small cells that are shown by order.
        rounded: The numbers that are shown rounded.
        withheld: The numbers that would be shown rounded but are hidden, each with what it would tell.
        revised: Figures of earlier answers that the data have since left.
        left_out: Earlier answers that this one is not protected against.
    """

    answer: ProtectedReturn
    problem: Problem
    suppression: Suppression
    orders: Mapping[Key, ShownCell] = field(default_factory=dict)
    rounded: Mapping[Key, int] = field(default_factory=dict)
    withheld: Mapping[Key, tuple[int, Statement]] = field(default_factory=dict)
    revised: tuple[Revision, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def not_covered(self) -> tuple[str, ...]:
        """What its certificate does not cover, beside what none covers."""
        return (
            *(f"The earlier answer {left.reference}: {' '.join(left.reasons)}" for left in self.left_out),
            *(each.sentence for each in self.revised),
        )


def count_tables(
    inputs: ReturnInputs, cells: Sequence[InnerCell], unreviewed: frozenset[str]
) -> tuple[CountTable, ...]:
    """The request's tables as true counts, each cell a sum of inner cells."""
    request = inputs.request
    coverage = find_coverage(request, inputs.field_map, inputs.extracted_on)
    bands = inputs.counted_request.age_bands
    keep_empty = inputs.policy.zeros is not ZeroPolicy.SHOWN
    return TableBuilder(request, inputs.field_map, coverage, cells, unreviewed, bands, keep_empty).build()


def build_system(
    inputs: ReturnInputs, tables: Sequence[CountTable], cells: Sequence[InnerCell]
) -> tuple[Problem, tuple[tuple[EarlierFigure, int], ...]]:
    """Everything that the reader will know of these tables, and earlier ones, as one system.

    Returns:
        The problem, and the figures of earlier answers that the data have since left, with what they are now.
    """
    zeros = inputs.policy.zeros
    standing = [cell for table in tables for row in table.rows for cell in row.cells if isinstance(cell.figure, int)]
    empty = [cell for table in tables for row in table.left_out for cell in row.cells if isinstance(cell.figure, int)]
    weights = {**place_weights(tables, inputs.policy.weights), **_hidden_before(inputs)}
    guard_zeros = zeros is ZeroPolicy.PROTECTED
    bands = inputs.counted_request.age_bands
    known = what_is_known(
        inputs.counted_request,
        inputs.counted_map,
        inputs.extracted_on,
        bands,
        inputs.other_views,
        inputs.earlier,
        cells,
    )
    builder = SystemBuilder(standing, empty, cells, known, protection_of(inputs.policy), guard_zeros, weights)
    return builder.build(), builder.revised


def _hidden_before(inputs: ReturnInputs) -> dict[Key, int]:
    """Cells that an earlier answer by the same rules hides: hiding them again takes nothing from a reader."""
    own = inputs.field_map.counting
    return {
        place_key(cell.period, cell.category, cell.breakdown): 1
        for answer in inputs.earlier
        if (records_of(answer.rules), answer.rules.overlap) == (records_of(own), own.overlap)
        for cell in answer.cells
        if cell.low != cell.high
    }


def protection_of(policy: Policy) -> Protection:
    """The policy as the rule that the solver protects by."""
    return Protection(policy.threshold, _ZEROS[policy.zeros], _LEVELS[policy.level], policy.rounding)


_ZEROS = {
    ZeroPolicy.SHOWN: Zeros.SHOWN,
    ZeroPolicy.PROTECTED: Zeros.MAY_HIDE,
    ZeroPolicy.MAY_HIDE: Zeros.MAY_HIDE,
    ZeroPolicy.HIDDEN: Zeros.HIDDEN,
}

_LEVELS = {
    PolicyLevel.FULL: Level.FULL,
    PolicyLevel.LESS: Level.LESS,
    PolicyLevel.EXACT: Level.EXACT,
    PolicyLevel.ROUNDED: Level.ROUNDED,
}


def prepare_return(
    inputs: ReturnInputs,
    cells: Sequence[InnerCell],
    unreviewed: frozenset[str],
    findings: Sequence[Finding] = (),
) -> PreparedReturn:
    """Turns inner cells into the answer that may be published.

    Args:
        inputs: What the return follows from.
        cells: The inner cells of all its periods.
        unreviewed: Keys whose coded columns hold values that nobody has reviewed.
        findings: Doubts about the extract; some are told to the public, as protected figures.

    Raises:
        DisclosureError: The figures cannot be made safe as asked.
    """
    tables = count_tables(inputs, cells, unreviewed)
    # Where zeros are hidden, a note that is not there would tell one.
    quality = () if inputs.policy.zeros is ZeroPolicy.HIDDEN else quality_counts(findings)
    system, revised = build_system(inputs, tables, cells)
    problem = _with_quality(system, quality)
    problem = with_review(problem, inputs.review, inputs.policy.zeros is ZeroPolicy.PROTECTED)
    solved = solve_problem(problem, inputs.policy, tables)
    answer = _protected(replace(inputs, policy=solved.policy), tables, solved.pattern, solved.forced.notes, quality)
    told = tell_revisions(revised, answer, inputs.policy.threshold)
    return replace(solved.prepared(answer), revised=told, left_out=inputs.left_out)


@dataclass(frozen=True, slots=True)
class SolvedProblem:
    """A suppression problem with its solution.

    Attributes:
        found: What is hidden, and what is shown rounded.
        pattern: What becomes of each cell.
        forced: The cells that must be shown.
        policy: The policy, with the rounding that was found possible.
    """

    found: RoundedRelease
    pattern: Pattern
    forced: ForcedCells
    policy: Policy

    def prepared(self, answer: ProtectedReturn) -> PreparedReturn:
        """The answer that was made with it, with what its certificate needs."""
        found, given = self.found, self.forced.given
        return PreparedReturn(answer, found.problem, found.suppression, given, found.shown, found.withheld)


def solve_problem(problem: Problem, policy: Policy, tables: Sequence[CountTable]) -> SolvedProblem:
    """Finds what must be hidden, or how to round.

    Raises:
        DisclosureError: The figures cannot be made safe as asked.
    """
    forced = force_shown(problem, policy.shown, tables)
    rounding = policy.rounding
    if policy.banded:
        told = tell_bands(forced.problem)
        found = RoundedRelease(told, suppress(told, names=forced.names), {})
    elif rounding is None:
        found = RoundedRelease(forced.problem, suppress(forced.problem, names=forced.names), {})
    else:
        found = protect_by_rounding(forced.problem, rounding, names=forced.names)
        policy = replace(policy, rounding=found.problem.protection.rounding)
    banded = frozenset(banded_cells(found.problem)) if policy.banded else frozenset()
    return SolvedProblem(
        found, Pattern(found.suppression.hidden, found.shown, policy.tells_zeros, banded), forced, policy
    )


def _with_quality(problem: Problem, quality: Sequence[QualityCount]) -> Problem:
    """The problem with a cell of its own for each figure on the quality of the records."""
    keys = [_quality_key(count) for count in quality]
    inner = tuple(InnerCount(key, count.rows) for key, count in zip(keys, quality, strict=True))
    first = len(problem.inner)
    cells = tuple(
        SumCell(key, (first + number,), count.rows)
        for number, (key, count) in enumerate(zip(keys, quality, strict=True))
    )
    return replace(problem, inner=(*problem.inner, *inner), cells=(*problem.cells, *cells))


def _quality_key(count: QualityCount) -> Key:
    return place_key(QUALITY_PERIOD, count.code.value, count.breakdown)


def _protected(
    inputs: ReturnInputs,
    tables: Sequence[CountTable],
    pattern: Pattern,
    by_order: Sequence[str],
    quality: Sequence[QualityCount],
) -> ProtectedReturn:
    figures = tuple(
        QualityFigure(count.code.value, count.breakdown, pattern.published(_quality_key(count), count.rows))
        for count in quality
    )
    request, field_map = inputs.request, inputs.field_map
    stated = policy_statement(inputs.policy)
    review, counts = None, tuple[QualityFigure, ...]()
    if inputs.review is not None:
        exact = inputs.policy.rounding is None and not inputs.policy.banded
        review, counts = protected_review(inputs.review, pattern, exact, request.counted)
    printed = [
        stated.printed(figure.published) if isinstance(figure.published, Shorthand) else f"{figure.published:,}"
        for figure in figures
    ]
    told = tuple(quality_sentences(tuple(zip(quality, printed, strict=True)), inputs.field_map))
    told += tuple(review_notes(review, stated)) if review else ()
    notes = numbered_notes(request, field_map, inputs.policy, inputs.left_out, tables, [*by_order], told)
    numbers = {note.text: note.number for note in notes}
    return ProtectedReturn(
        reference=inputs.reference,
        request=request.name,
        title=request.title,
        council=field_map.council,
        contact=field_map.contact,
        regime=field_map.regime,
        system=field_map.system,
        unit=request.counted.plural,
        periods=request.periods,
        questions=request.questions,
        flag_question=request.flag_question,
        flags=tuple(FlagLine(flag, field_map.flags[flag.key].published()) for flag in request.flags),
        tables=tuple(_protected_tables(tables, pattern, request, numbers)),
        notes=notes,
        counting=field_map.counting,
        extracted_on=inputs.extracted_on,
        coverage=source_coverage_sentences(field_map, kind_of_all(request.periods), request.unit_of),
        policy=stated,
        field_map=field_map.name,
        fingerprint=field_map.fingerprint,
        protection_stands=True,
        quality=(*figures, *counts),
        review=review,
        recording=field_map.recording,
        definitions=tuple(
            Definition(category.label, category.definition) for category in request.categories if category.definition
        ),
        said=rules_said(request, field_map),
        wording=request.wording,
    )


def _protected_tables(
    tables: Sequence[CountTable], pattern: Pattern, request: Request, notes: Mapping[str, int]
) -> Iterator[ProtectedTable]:
    """Each table, and after it its percentages where they are asked for."""
    for table in tables:
        counted = request.unit_of_table(table.definition)
        protected = replace(protect_table(table, pattern, counted.plural, notes), counted=counted)
        yield protected
        if table.definition.percentages:
            yield percentage_table(protected)


def policy_statement(policy: Policy) -> PolicyStatement:
    """The policy as a reader is told it."""
    stated = PolicyStatement(
        policy.name,
        policy.threshold,
        policy.tells_zeros,
        policy.sentence(),
        policy.reason,
        policy.mark,
        banded=policy.banded,
    )
    rounding = policy.rounding
    if rounding is None:
        return stated
    return replace(
        stated,
        rounded_to=rounding.base,
        rounding=rounding.sentence(),
        rounded_by=rounding.method.value,
        rounded_from=(rounding.below, rounding.above),
        rounded_least=policy.threshold if rounding.hides_small else int(policy.tells_zeros),
    )
