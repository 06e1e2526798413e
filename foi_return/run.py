"""One return, from answers to files: read, count, protect, write to a private folder, then let it appear."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foi_return.config.answers import Answers, answers_tables
from foi_return.config.toml_write import toml_text
from foi_return.errors import DisclosureError, Fault
from foi_return.pipeline import PreparedReturn, ReturnInputs
from foi_return.reading import CountedReturn, Progress, count_return, decisions_of, load_inputs
from foi_return.registering import RegisterSession, open_session, write_compared
from foi_return.terms.flag_doubts import FlagDoubt, flag_doubts, in_order, withheld_words
from foi_return.terms.letter import LetterFacts
from foi_return.terms.protected import ProtectedReturn
from foi_return.terms.shorthand import Shorthand

DEFAULT_OUTPUT = Path("output")


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
        registered: The register, where the answer was entered in one.
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
    registered: RegisterSession | None = None
    doubts: tuple[FlagDoubt, ...] = ()


Count = Callable[[ReturnInputs, Mapping[str, Path], Progress, str | None], CountedReturn]
Enter = Callable[[RegisterSession | None, Path, Path], None]


def enter_in_register(session: RegisterSession | None, pack: Path, internal: Path) -> None:  # noqa: ARG001
    """Enters an answer that is written, and that nobody can see yet, in the register; `internal` is left as it is."""
    if session:
        session.enter(pack)


def answer_request(
    answers: Answers,
    progress: Progress,
    require_approved: bool = False,
    *,
    count: Count = count_return,
    enter: Enter = enter_in_register,
) -> Outcome:
    """Makes one return and writes it; the previous output stays whole unless this one succeeds.

    Args:
        answers: What the return is made from.
        progress: Told in words what is being done.
        require_approved: Whether a field map that nobody has approved as it now means is refused.
        count: What reads, counts and protects; a batch shares what it has read.
        enter: The last step before the answer appears, given the folders of the pack and of what must not be sent;
            what it raises keeps the answer from appearing.

    Raises:
        UserError: Of the kind that fits, with every fault found.
    """
    from foi_return.outputs.also import plan_also, write_also
    from foi_return.outputs.beside_workbook import load_paper, write_beside_workbook
    from foi_return.outputs.follow_up import write_follow_up
    from foi_return.outputs.staging import Staging, sweep
    from foi_return.outputs.withheld_names import refuse_withheld_names
    from foi_return.verify.own_pack import verify_pack

    session = open_session(answers.register)
    inputs = load_inputs(answers, require_approved, session)
    doubts = in_order(flag_doubts(inputs.field_map, inputs.request))
    paper = load_paper(answers.letter_words, answers.letter_template)
    also = plan_also(answers.also)
    output = answers.output or DEFAULT_OUTPUT
    staging = Staging(output, inputs.reference, made_by=answers.prepared_by or "")
    sweep(output)
    counted = count(inputs, answers.sources, progress, answers.engine)
    if session:
        session.leave_out(counted.prepared.left_out)
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
        verify_pack(staging.public, counted.answer.council, least_shown(counted.answer), paper.letterhead is not None)
        write_compared(counted.prepared, session.files if session else answers.earlier, staging.internal)
        enter(session, staging.public, staging.internal)
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
        session,
        doubts,
    )


def least_shown(answer: ProtectedReturn) -> int | None:
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

    certificate = certify(
        prepared.problem, prepared.suppression, prepared.orders, prepared.rounded, prepared.not_covered
    )
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
    from foi_return.disclosure.revised import beyond_protection

    lines = account(prepared.answer, prepared.problem, prepared.suppression, prepared.withheld)
    return [*lines, "", *beyond_protection(prepared.revised, prepared.left_out)]


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
        "register": outcome.registered.summary() if outcome.registered else None,
        "not_protected_against": [left.reference for left in outcome.counted.prepared.left_out],
        "revised_figures": len(outcome.counted.prepared.revised),
        "exposed_differences": sum(each.exposed for each in outcome.counted.prepared.revised),
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
    decisions = decisions_of(answers, inputs.request, inputs.field_map.regime)
    return LetterFacts("", answers.received, due, decisions, timing.asked, timing.clarified)
