"""Says what was found: in plain words for an officer, and as a record for a program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from foi_return.verify.finding import FileReport, Finding, Severity, counted, exit_code

_HEADINGS = {
    Severity.LEAK: "Do not send it. It gives away:",
    Severity.DOUBTFUL: "To be looked at before it is sent:",
    Severity.NOTE: "Better without:",
}


def report_lines(reports: Sequence[FileReport]) -> list[str]:
    """The reports in plain words, line by line."""
    lines: list[str] = []
    for report in reports:
        if lines:
            lines.append("")
        lines += _lines(report)
    return lines


def _lines(report: FileReport) -> Iterable[str]:
    if report.faults:
        yield f"{report.name}: not checked."
        for fault in report.faults:
            yield f"  {fault}"
        return
    if not report.findings:
        yield f"{report.name}: nothing was found."
        return
    numbers = [
        counted(len(report.of(severity)), noun, nouns)
        for severity, noun, nouns in (
            (Severity.LEAK, "leak", ""),
            (Severity.DOUBTFUL, "doubt", ""),
            (Severity.NOTE, "note", ""),
        )
        if report.of(severity)
    ]
    yield f"{report.name}: {', '.join(numbers)}."
    for severity, heading in _HEADINGS.items():
        if report.of(severity):
            yield f"  {heading}"
        for finding in report.of(severity):
            yield f"    {finding} [{finding.check}]"


def report_record(reports: Sequence[FileReport], strict: bool) -> dict[str, Any]:
    """The reports as JSON's own types."""
    return {
        "exit_code": exit_code(reports, strict),
        "files": [
            {
                "name": report.name,
                "checked": not report.faults,
                "faults": [str(fault) for fault in report.faults],
                "findings": [_finding_record(finding) for finding in report.findings],
            }
            for report in reports
        ],
    }


def _finding_record(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "where": finding.where,
        "what": finding.what,
        "next_step": finding.next_step,
    }
