"""One return, from answers to files: read, count, protect, write to a private folder, then let it appear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_return.config.answers import Answers, answers_tables
from foi_return.config.earlier import load_earlier
from foi_return.config.exemptions import decide, without_refused
from foi_return.config.field_map import find_field_map, load_field_map, with_counting
from foi_return.config.policy import choose_policy
from foi_return.config.request import load_request, override
from foi_return.config.toml_write import toml_text
from foi_return.coverage import Gap, find_coverage
from foi_return.errors import DisclosureError, Fault, FieldMapError, RequestError
from foi_return.pipeline import PreparedReturn, ReturnInputs, count_tables, prepare_return
from foi_return.tables import NOT_KNOWN, CountCell, CountTable, InnerCell
from foi_return.terms.field_map import FieldMap, Regime
from foi_return.terms.findings import Finding
from foi_return.terms.flag_doubts import FlagDoubt, flag_doubts, in_order, withheld_words
from foi_return.terms.letter import LetterFacts
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.refusals import Decisions
from foi_return.terms.request import Request
from foi_return.terms.shorthand import Shorthand
from foi_return.text import listed, nearest

if TYPE_CHECKING:
    from foi_return.engine.bound import BoundExtract
    from foi_return.engine.query import CountingQuery
    from foi_return.engine.server import Server
    from foi_return.engine.server_sql import ServerTable
    from foi_return.engine.trace import TracedGroup, TracedRow
    from foi_return.engine.workspace import RawTable, Workspace

Progress = Callable[[str], None]
DEFAULT_OUTPUT = Path("output")
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """A return that has been written.

    Attributes:
        counted: The return.
        workbook: The workbook's path.
        pack: The folder that holds what may be sent once it is protected.
        internal: The folder that holds what must not be sent.
        internal_is_private: Whether only the owner can read that folder; some systems cannot promise it.
        map_is_approved: Whether the field map was approved as it now means.
        older_map: A sentence where the field map's file is of an older format; else empty.
        unproved: How many values of small numbers are left out of the proof on the program's word alone, because no
            sum of published numbers shows by itself that nothing could be done about them.
        doubts: What is doubtful in the answers to the yes/no questions.
    """

    counted: CountedReturn
    workbook: Path
    pack: Path
    internal: Path
    internal_is_private: bool
    map_is_approved: bool = False
    older_map: str = ""
    unproved: int = 0
    doubts: tuple[FlagDoubt, ...] = ()


def load_inputs(answers: Answers, require_approved: bool = False) -> ReturnInputs:
    """Loads the request, the field map and the policy that the answers name, with every override applied.

    Raises:
        RequestError: The request, its overrides or the reference cannot be used.
        FieldMapError: The field map is faulty.
        DisclosureError: The policy is faulty.
    """
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
    return inputs_of(answers, definition, field_map)


def inputs_of(answers: Answers, definition: Request, field_map: FieldMap) -> ReturnInputs:
    """The same for a request definition and a field map that are known already; the map's counting rules stand.

    Raises:
        RequestError: The reference is missing, or the overrides cannot be used.
        DisclosureError: The policy is faulty.
    """
    if answers.reference is None:
        raise RequestError(_NO_REFERENCE)
    policy = choose_policy(
        answers.policy,
        answers.policy_file,
        threshold=answers.threshold,
        zeros=answers.zeros,
        reason=answers.reason,
    )
    asked = field_map.with_own_contexts(override(definition, answers.overrides))
    request = without_refused(asked, _decisions(answers, asked, field_map.regime))
    day = answers.extracted_on.isoformat() if answers.extracted_on else None
    sexes = tuple(dict.fromkeys([*field_map.child.sex_values, NOT_KNOWN]))
    earlier = tuple(load_earlier(path, definition, field_map, day, sexes) for path in answers.earlier)
    return ReturnInputs(answers.reference, request, field_map, policy, answers.extracted_on, earlier)


def _decisions(answers: Answers, request: Request, regime: Regime) -> Decisions:
    return decide(regime, request, answers.refusals or (), answers.small_numbers)


@dataclass(frozen=True, slots=True)
class LoadedExtract:
    """An extract, bound to its field map, with the query that counts it.

    Attributes:
        workspace: Where queries are run: the embedded database, or the council's own.
        raw: The loaded sources; empty for an extract that stays in a database of the council's.
        bound: The extract, bound.
        query: Its count.
        tables: The sources of an extract in a database.
    """

    workspace: Workspace | Server
    raw: Mapping[str, RawTable]
    bound: BoundExtract
    query: CountingQuery
    tables: Mapping[str, ServerTable] = field(default_factory=dict)


@contextmanager
def load_extract(inputs: ReturnInputs, sources: Mapping[str, Path], progress: Progress) -> Iterator[LoadedExtract]:
    """Reads an extract into a workspace, or finds it in a database, for the length of a `with` block.

    Raises:
        SourceError: A file cannot be read, or lacks what the field map reads; or the same of a database.
        FieldMapError: A column that the map reads as codes holds none.
    """
    from foi_return.engine.bound import bind, bind_extract
    from foi_return.engine.query import as_step, counting_query, kept_in
    from foi_return.engine.workspace import open_workspace
    from foi_return.sources.extract import read_extract

    if inputs.field_map.database is not None:
        from foi_return.sources.database import open_database

        with open_database(inputs.field_map, inputs.field_map.database, sources, progress) as found:
            progress("Matching the values of the field map")
            bound = bind(found, inputs.field_map)
            coverage = find_coverage(inputs.request, inputs.field_map, inputs.extracted_on)
            query = counting_query(inputs.counted_request, bound, coverage, as_step)
            yield LoadedExtract(found.server, {}, bound, query, found.tables)
        return
    with open_workspace() as workspace:
        raw = read_extract(workspace, inputs.field_map, sources, progress)
        progress("Matching the values of the field map")
        bound = bind_extract(workspace, inputs.field_map, raw)
        coverage = find_coverage(inputs.request, inputs.field_map, inputs.extracted_on)
        query = counting_query(inputs.counted_request, bound, coverage, kept_in(workspace))
        yield LoadedExtract(workspace, raw, bound, query)


def count_extract(inputs: ReturnInputs, extract: LoadedExtract, engine: str | None) -> tuple[InnerCell, ...]:
    """The inner cells of a loaded extract, counted by the engine that was asked for."""
    from foi_return.engine.query import count_inner_cells
    from foi_return.engine.workspace import Workspace

    request, field_map = inputs.counted_request, inputs.field_map
    if engine == "pandas":
        from foi_return.engine.reference import count_inner_cells_reference

        if not isinstance(extract.workspace, Workspace):
            fault = Fault("--engine", "pandas would fetch every row of the database", "no --engine, with a database")
            raise RequestError(fault)
        coverage = find_coverage(request, field_map, inputs.extracted_on)
        return count_inner_cells_reference(extract.workspace, request, field_map, extract.raw, coverage)
    return count_inner_cells(extract.workspace, request, extract.bound, extract.query)


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
    from foi_return.engine.findings import FindingsContext, find_findings

    with load_extract(inputs, sources, progress) as extract:
        progress("Counting children")
        cells = count_extract(inputs, extract, engine)
        progress("Looking for doubtful rows")
        context = FindingsContext(
            extract.workspace, inputs.counted_request, extract.bound, extract.query, extract.raw, extract.tables
        )
        findings = find_findings(context)
        unreviewed = tuple(_unreviewed(extract.bound, inputs.policy.threshold))
        keys = extract.bound.unreviewed_keys
    progress("Protecting small numbers")
    return CountedReturn(prepare_return(inputs, cells, keys, findings), findings, unreviewed)


@dataclass(frozen=True, slots=True)
class TracedCell:
    """One cell with the rows behind it; for the screen of somebody who may see the extract.

    Attributes:
        title: The table's title.
        figure: The true count, or the reason why there is none.
        rows: The rows that count for the cell's children.
        groups: For an extract in a database, whose rows have no numbers: those rows by what they mean, counted.
        pieces: The files or sheets of each source that is made of several, by which their row numbers are told apart.
    """

    title: str
    figure: int | str
    rows: tuple[TracedRow, ...] = ()
    groups: tuple[TracedGroup, ...] = ()
    pieces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def trace_return(answers: Answers, table: str, year: str, row: str, progress: Progress) -> TracedCell:
    """The rows of the extract behind one cell.

    Raises:
        RequestError: The return has no such cell.
    """
    from foi_return.engine.trace import trace_cell, trace_groups

    inputs = load_inputs(answers if answers.reference else replace(answers, reference="trace"))
    with load_extract(inputs, answers.sources, progress) as extract:
        progress("Counting children")
        tables = count_tables(inputs, count_extract(inputs, extract, answers.engine), extract.bound.unreviewed_keys)
        title, cell = _find_cell(tables, table, year, row)
        if isinstance(cell.figure, Gap):
            return TracedCell(title, f"{cell.figure.shorthand.mark} {cell.figure.reason}")
        counted = extract.workspace, inputs.counted_request, extract.bound, extract.query, cell.selector
        if not extract.raw:
            return TracedCell(title, cell.figure, groups=trace_groups(*counted))
        pieces = {name: raw.pieces for name, raw in extract.raw.items()}
        return TracedCell(title, cell.figure, trace_cell(*counted), pieces=pieces)


def _find_cell(tables: Sequence[CountTable], table: str, year: str, row: str) -> tuple[str, CountCell]:
    keys = {candidate.definition.key: candidate for candidate in tables}
    if table not in keys:
        raise RequestError(Fault("--table", f"there is no table '{table}'", listed(keys), nearest(table, keys)))
    rows = {candidate.label: candidate for candidate in keys[table].rows}
    years = [period.label for period in keys[table].periods]
    if row not in rows:
        raise RequestError(Fault("--row", f"table {table} has no row '{row}'", listed(rows), nearest(row, rows)))
    if year not in years:
        raise RequestError(Fault("--year", f"table {table} has no year '{year}'", listed(years)))
    return keys[table].title, rows[row].cells[years.index(year)]


def _unreviewed(bound: BoundExtract, threshold: int) -> Iterator[UnreviewedValues]:
    for records in bound.records:
        for column, values in records.unreviewed.items():
            if values:
                named = {value: rows for value, rows in values.items() if rows >= threshold}
                yield UnreviewedValues(records.spec.source, column, named, len(values) - len(named))


def answer_request(answers: Answers, progress: Progress, require_approved: bool = False) -> Outcome:
    """Makes one return and writes it; the previous output stays whole unless this one succeeds.

    Args:
        answers: What the return is made from.
        progress: Told in words what is being done.
        require_approved: Whether a field map that nobody has approved as it now means is refused.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    from foi_return.outputs.also import plan_also, write_also
    from foi_return.outputs.beside_workbook import load_paper, write_beside_workbook
    from foi_return.outputs.follow_up import write_follow_up
    from foi_return.outputs.staging import Staging, sweep
    from foi_return.outputs.withheld_names import refuse_withheld_names
    from foi_return.verify.own_pack import verify_pack

    inputs = load_inputs(answers, require_approved)
    doubts = in_order(flag_doubts(inputs.field_map, inputs.request))
    paper = load_paper(answers.letter_words, answers.letter_template)
    also = plan_also(answers.also)
    output = answers.output or DEFAULT_OUTPUT
    staging = Staging(output, inputs.reference, made_by=answers.prepared_by or "")
    sweep(output)
    counted = count_return(inputs, answers.sources, progress, answers.engine)
    progress("Verifying the certificate")
    certificate, unproved = certify_return(counted.prepared)
    progress("Explaining what is hidden")
    told = account_for_officer(counted.prepared)
    progress("Writing the workbook")
    letter_facts = _letter_facts(inputs, answers)
    with staging:
        workbook = _write(counted, certificate, told, answers, staging.public, staging.internal, staging.name)
        write_beside_workbook(counted.answer, replace(letter_facts, workbook=workbook.name), paper, workbook)
        if also.forms:
            progress("Converting with LibreOffice")
            write_also(also, workbook, staging.scratch)
        write_follow_up(doubts, staging.internal)
        refuse_withheld_names(staging.public, withheld_words(inputs.field_map, inputs.request))
        progress("Looking through what was written")
        verify_pack(staging.public, counted.answer.council, _least_shown(counted.answer), paper.letterhead is not None)
    pack, internal = output / staging.public.name, output / staging.internal.name
    return Outcome(
        counted,
        pack / workbook.name,
        pack,
        internal,
        staging.internal_is_private,
        inputs.field_map.is_approved,
        inputs.field_map.older,
        unproved,
        doubts,
    )


def _least_shown(answer: ProtectedReturn) -> int | None:
    """The threshold, where no number under it is published: none by order, and none that is rounded."""
    shown = [cell.published for table in answer.tables for row in table.rows for cell in row.cells]
    small = any(isinstance(figure, int) and 0 < figure < answer.policy.threshold for figure in shown)
    return None if small or answer.policy.rounded_to else answer.policy.threshold


def certify_return(prepared: PreparedReturn) -> tuple[dict[str, Any], int]:
    """The certificate of a return, verified against what would be published, and how many values it takes on trust.

    Raises:
        DisclosureError: The certificate is not valid; nothing may then be written.
    """
    from foi_return.disclosure.certificate import certify
    from foi_return.disclosure.checker import check
    from foi_return.outputs.release import release_record

    certificate = certify(prepared.problem, prepared.suppression, prepared.orders, prepared.rounded)
    verdict = check(certificate, release_record(prepared.answer))
    if not verdict.valid:
        raise DisclosureError(
            Fault("certificate", reason, "a valid certificate", "No workbook was written; report this as a bug")
            for reason in verdict.reasons[:10]
        )
    return certificate, len(verdict.unproved)


def account_for_officer(prepared: PreparedReturn) -> list[str]:
    """Why each cell is hidden and what is out already, line by line, with true numbers."""
    from foi_return.disclosure.account import account

    return account(prepared.answer, prepared.problem, prepared.suppression, prepared.withheld)


def _write(
    counted: CountedReturn,
    certificate: dict[str, Any],
    told: Sequence[str],
    answers: Answers,
    pack: Path,
    internal: Path,
    name: str,
) -> Path:
    from foi_return.outputs.account_file import write_account
    from foi_return.outputs.certificate_file import write_certificate
    from foi_return.outputs.findings_record import write_findings
    from foi_return.outputs.release import RELEASE_NAME, write_release
    from foi_return.outputs.workbook import write_workbook

    mark = "" if counted.answer.protection_stands else "-DRAFT"
    workbook = pack / f"{name}{mark}.xlsx"
    write_workbook(counted.answer, workbook, charts=bool(answers.charts))
    write_release(counted.answer, pack / RELEASE_NAME)
    write_certificate(certificate, internal)
    write_account(told, internal)
    write_findings(counted.findings, internal)
    comment = (
        f"The answers that made the return {counted.answer.reference}.\n"
        "Make it again: foi-return build --answers answers.toml"
    )
    (internal / "answers.toml").write_text(toml_text(answers_tables(answers), comment), encoding="utf-8")
    return workbook


def summary(outcome: Outcome) -> dict[str, object]:
    """The outcome for a program to read; it holds no true count."""
    answer = outcome.counted.answer
    cells = [cell for table in answer.tables for row in table.rows for cell in row.cells]
    return {
        "reference": answer.reference,
        "workbook": str(outcome.workbook),
        "pack": str(outcome.pack),
        "internal": str(outcome.internal),
        "protected_against_subtraction": answer.protection_stands,
        "field_map": answer.field_map,
        "field_map_fingerprint": answer.fingerprint,
        "field_map_approved": outcome.map_is_approved,
        "values_on_trust": outcome.unproved,
        "threshold": answer.policy.threshold,
        "tables": [table.key for table in answer.tables],
        "cells": len(cells),
        "hidden": sum(cell.published is Shorthand.CONFIDENTIAL for cell in cells),
        "not_recorded": sum(cell.published is Shorthand.NOT_AVAILABLE for cell in cells),
        "findings": [
            {"code": finding.code.value, "source": finding.source, "column": finding.column, "rows": finding.count}
            for finding in outcome.counted.findings
        ],
        "flag_doubts": [
            {"kind": doubt.kind.value, "part": doubt.part, "sentence": doubt.sentence} for doubt in outcome.doubts
        ],
        "values_not_reviewed": [
            {"source": item.source, "column": item.column, "values": dict(item.named), "rarer_values": item.rarer}
            for item in outcome.counted.unreviewed
        ],
    }


def _letter_facts(inputs: ReturnInputs, answers: Answers) -> LetterFacts:
    """What the letter says of the request's days; the workbook's name is still to come."""
    from foi_return.deadlines import last_day

    timing = answers.timing
    due = last_day(answers.received, timing, inputs.field_map.regime) if answers.received else None
    decisions = _decisions(answers, inputs.request, inputs.field_map.regime)
    return LetterFacts("", answers.received, due, decisions, timing.asked, timing.clarified)
