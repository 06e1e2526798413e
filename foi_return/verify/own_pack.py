"""Checks what this program has just written, before anybody can see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foi_return.errors import Fault, OutputError
from foi_return.verify.check_file import CHECKED, verify_file
from foi_return.verify.finding import Finding, Severity
from foi_return.verify.options import VerifyOptions


def verify_pack(folder: Path, organisation: str, threshold: int | None, letterhead: bool) -> None:
    """Checks every workbook, letter and table of a pack.

    Its figures are not attacked here: their certificate has been verified already, number by number.

    Args:
        folder: The pack.
        organisation: The council's name, which its documents bear as their author.
        threshold: No number from 1 to one less may stand in a table; None where some may, by order or as rounded.
        letterhead: Whether the letter is written on a letterhead of the council's, which may bring doubtful things of
            its own; those are the council's to judge, as long as they give nothing away.

    Raises:
        OutputError: Something is found.
    """
    options = VerifyOptions(threshold, organisation=organisation, small_numbers=threshold is not None, attack=False)
    faults = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in CHECKED):
        own = path.suffix != ".docx" or not letterhead
        faults += [_fault(path.name, finding, own) for finding in _grave(path, options, doubts=own)]
    if faults:
        raise OutputError(faults)


def _grave(path: Path, options: VerifyOptions, *, doubts: bool) -> Iterator[Finding]:
    stopping = {Severity.LEAK, Severity.DOUBTFUL} if doubts else {Severity.LEAK}
    return (finding for finding in verify_file(path, options).findings if finding.severity in stopping)


def _fault(name: str, finding: Finding, own: bool) -> Fault:
    step = "No answer was written; report this as a bug" if own else f"In the letterhead: {finding.next_step}"
    return Fault(
        f"{name}, {finding.where}", f"{finding.what} ({finding.check})", "a file that gives nothing away", step
    )
