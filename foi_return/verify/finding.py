"""What a check finds in a file, and how grave it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from foi_return.errors import Fault, SourceError

CLEAN, DOUBTFUL, UNREADABLE, LEAKS = 0, 1, SourceError.exit_code, 9
"""Exit codes. LEAKS is that of an attack too: something that should be hidden comes out."""

_NAMED = 5
"""So many places of one finding are named."""


class Severity(Enum):
    """How grave a finding is.

    LEAK: the file holds something that its reader is not meant to have. DOUBTFUL: somebody must look at it before the
    file is sent. NOTE: it gives nothing away by itself, but a published file is better without it.
    """

    LEAK = "leak"
    DOUBTFUL = "doubtful"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a file. It never repeats what is hidden, personal or small.

    Attributes:
        check: The key of the check that found it, as in the catalogue.
        severity: How grave it is.
        where: The sheet and its cells, or the part of the file.
        what: What is there.
        next_step: What to do about it.
    """

    check: str
    severity: Severity
    where: str
    what: str
    next_step: str

    def __str__(self) -> str:
        return str(Fault(self.where, self.what, next_step=self.next_step))


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file.

    Attributes:
        name: The file.
        findings: The gravest first.
        faults: Why it could not be checked; it then has no findings.
    """

    name: str
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)


def exit_code(reports: Iterable[FileReport], strict: bool = False) -> int:
    """The exit code for several files: leaks count before files that could not be checked, and those before doubts.

    Args:
        reports: What was found in each.
        strict: Whether notes count as doubts.
    """
    told = list(reports)
    severities = {finding.severity for report in told for finding in report.findings}
    if Severity.LEAK in severities:
        return LEAKS
    if any(report.faults for report in told):
        return UNREADABLE
    doubts = {Severity.DOUBTFUL, Severity.NOTE} if strict else {Severity.DOUBTFUL}
    return DOUBTFUL if severities & doubts else CLEAN


def places(names: Sequence[str], between: str = ", ") -> str:
    """Some places in words: `B3, B4, C7 and 12 more`."""
    shown = between.join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED:,} more"


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: `1 row`, `3 rows`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
