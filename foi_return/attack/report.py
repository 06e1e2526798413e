"""Says what an attack found: in plain words for an officer, and as a record for a program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from foi_return.attack.outcome import AttackReport, Finding, Reading, Verdict

_SECRET = "What came out can identify a person. Do not send this list, and keep it where the extract is kept."


def report_lines(report: AttackReport) -> list[str]:
    """The report in plain words, line by line."""
    files = [f"{name} ({kind})" for name, kind in zip(report.names, report.kinds, strict=True)]
    lines = [f"Attacked: {files[0]}" + (f", with {', '.join(files[1:])}" if files[1:] else "")]
    lines.append(f"Small numbers are those from 1 to {report.threshold - 1}.")
    lines += [_sentence(fact) for fact in report.facts]
    for number, reading in enumerate(report.readings, start=1):
        lines.append("")
        if len(report.readings) > 1:
            lines.append(f"Reading {number} of {len(report.readings)}: {reading.words}.")
        lines += _reading_lines(reading)
    lines.append("")
    out = {(finding.release, finding.place) for finding in report.comes_out}
    if out:
        lines += [f"Something comes out: {_counted(len(out), 'small number')} known or confined.", _SECRET]
    else:
        lines.append("Nothing comes out: no small number is known or confined.")
    narrowed = sum(len(reading.of(Verdict.NARROWED)) for reading in report.readings)
    if narrowed and not report.strict:
        lines.append(f"{_counted(narrowed, 'number')} narrowed: if one of them is small, the reader knows more of it.")
    return lines


def _reading_lines(reading: Reading) -> Iterable[str]:
    if not reading.possible:
        yield "The figures contradict this reading, so not every mark means that:"
        for contradiction in reading.contradictions:
            yield f"  These cannot all be so: {contradiction}."
        return
    for contradiction in reading.contradictions:
        yield f"These cannot all be so, and the sums in them were not used: {contradiction}."
    hidden = [finding for finding in reading.findings if not finding.latent]
    groups = [finding for finding in reading.findings if finding.latent]
    yield (
        f"{_counted(len(hidden), 'hidden figure')} and {_counted(len(groups), 'group')} that follow by subtraction: "
        + ", ".join(f"{len(reading.of(verdict))} {verdict.value}" for verdict in Verdict if reading.of(verdict))
        + "."
        if reading.findings
        else "No hidden figure was found."
    )
    for verdict, heading in (
        (Verdict.EXACT, "Exactly known:"),
        (Verdict.SMALL, "Confined (known to be small, or to be only some of the small numbers):"),
        (Verdict.NARROWED, "Narrowed (not every small number is possible, but it need not be small):"),
        (Verdict.UNDECIDED, "Not decided (the search was too long):"),
    ):
        found = reading.of(verdict)
        if found:
            yield heading
        for finding in found:
            yield from _finding_lines(finding)


def _finding_lines(finding: Finding) -> Iterable[str]:
    where = (
        "a group that no table shows" if finding.latent else f"printed as {finding.printed}" if finding.printed else ""
    )
    yield f"  {finding.words}: {_can_be(finding)} ({where or 'printed as an empty cell'})"
    for sentence in finding.proof:
        yield f"    {sentence}"
    if finding.already_out:
        yield "    Earlier answers alone give this away."


def _can_be(finding: Finding) -> str:
    """What the number can be, with every gap between."""
    if finding.low == finding.high:
        return str(finding.low)
    gaps = [
        value for value in finding.excluded if value > finding.low and (finding.high is None or value < finding.high)
    ]
    without = f", but not {', '.join(map(str, gaps))}" if gaps else ""
    return finding.range_words + without


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _sentence(text: str) -> str:
    return text + ("" if text.endswith(".") else ".")


def report_record(report: AttackReport) -> dict[str, Any]:
    """The report as JSON's own types."""
    return {
        "files": [{"name": name, "kind": kind} for name, kind in zip(report.names, report.kinds, strict=True)],
        "threshold": report.threshold,
        "taken_as_known": list(report.facts),
        "comes_out": bool(report.comes_out),
        "readings": [
            {
                "reading": reading.words,
                "possible": reading.possible,
                "contradictions": list(reading.contradictions),
                "findings": [_finding_record(finding) for finding in reading.findings],
            }
            for reading in report.readings
        ],
    }


def _finding_record(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "definition": place.definition,
        "period": place.period,
        "category": place.category,
        "breakdown": dict(place.labels),
        "latent": finding.latent,
        "printed": finding.printed,
        "table": finding.table,
        "verdict": finding.verdict.value,
        "least": finding.low,
        "most": finding.high,
        "possible": list(finding.possible),
        "excluded": list(finding.excluded),
        "proof": list(finding.proof),
        "already_out": finding.already_out,
    }
