"""Writes the answer to a comparison: the same pack, checks and register entry as an answer from an extract."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from foi_return.deadlines import last_day
from foi_return.outputs.beside_workbook import LetterPaper
from foi_return.pipeline import PreparedReturn
from foi_return.registering import RegisterSession, write_compared
from foi_return.run import account_for_officer, enter_in_register, least_shown
from foi_return.terms.letter import LetterFacts
from foi_return.terms.timing import Timing

Progress = Callable[[str], None]
FACTS_NAME = "reconciliation.json"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared.

    Attributes:
        definition: The reconcile definition's file.
        sources: The file of each list.
        reference: The council's reference for the request.
        output: The folder in which the answer's folders are made.
    """

    definition: Path
    sources: Mapping[str, Path]
    reference: str
    output: Path


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes with the figures of a comparison.

    Attributes:
        received: The day on which the request was received; None where nobody said.
        letter_template: The council's letterhead; None for plain paper.
        letter_words: A file of words that replace those of the letter.
        register: The register of answers; None for the one that the environment names, if any.
        earlier: Release records of earlier answers that readers have, beside those of the register.
        unprotected: References of earlier comparisons that are left out by decision.
        prepared_by: Who made the answer.
    """

    received: date | None = None
    letter_template: Path | None = None
    letter_words: Path | None = None
    register: Path | None = None
    earlier: tuple[Path, ...] = ()
    unprotected: tuple[str, ...] = ()
    prepared_by: str = ""


NOTHING_BESIDE = Delivery()


@dataclass(frozen=True, slots=True)
class WrittenPack:
    """Where an answer was written.

    Attributes:
        workbook: The workbook.
        internal: The folder that holds what must not be sent.
        internal_is_private: Whether only the owner can read that folder.
    """

    workbook: Path
    internal: Path
    internal_is_private: bool

    @property
    def pack(self) -> Path:
        """The folder that holds what may be sent once it is approved."""
        return self.workbook.parent


def write_pack(
    prepared: PreparedReturn,
    certificate: dict[str, Any],
    kept: Mapping[str, object],
    comparison: Comparison,
    delivery: Delivery,
    session: RegisterSession | None,
    paper: LetterPaper,
    progress: Progress,
) -> WrittenPack:
    """Writes both folders aside, verifies the pack, enters it in the register, then lets it appear.

    Args:
        prepared: The answer.
        certificate: Its certificate, verified.
        kept: What of the comparison is kept for the council alone; it names nobody.
        comparison: What was compared.
        delivery: What goes with the figures.
        session: The register; None where there is none.
        paper: What the letter is written with.
        progress: Told in words what is being done.

    Raises:
        OutputError: Something cannot be written, or would give something away; nothing appears then.
    """
    from foi_return.outputs.account_file import write_account
    from foi_return.outputs.beside_workbook import write_beside_workbook
    from foi_return.outputs.certificate_file import write_certificate
    from foi_return.outputs.findings_record import write_findings
    from foi_return.outputs.release import RELEASE_NAME, write_release
    from foi_return.outputs.staging import Staging, sweep
    from foi_return.outputs.workbook import write_workbook
    from foi_return.verify.own_pack import verify_pack

    answer, output = prepared.answer, comparison.output
    due = last_day(delivery.received, Timing(), answer.regime) if delivery.received else None
    progress("Writing the workbook")
    sweep(output)
    staging = Staging(output, comparison.reference, made_by=delivery.prepared_by)
    with staging:
        workbook = staging.public / f"{staging.name}.xlsx"
        write_workbook(answer, workbook)
        write_release(answer, staging.public / RELEASE_NAME)
        write_beside_workbook(answer, LetterFacts(workbook.name, delivery.received, due), paper, workbook)
        write_certificate(certificate, staging.internal)
        write_account(account_for_officer(prepared), staging.internal)
        write_findings((), staging.internal)  # The approval looks for it; faults of the lists stop the course.
        text = json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
        (staging.internal / FACTS_NAME).write_text(text, encoding="utf-8")
        progress("Looking through what was written")
        verify_pack(staging.public, answer.council, least_shown(answer), paper.letterhead is not None)
        write_compared(prepared, session.files if session else delivery.earlier, staging.internal)
        enter_in_register(session, staging.public, staging.internal)
    return WrittenPack(
        output / staging.public.name / workbook.name,
        output / staging.internal.name,
        staging.internal_is_private,
    )
