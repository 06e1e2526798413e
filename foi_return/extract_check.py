"""Checks an extract against a field map before anything is built: columns, gaps, doubts, and years without figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from foi_return.config.answers import Answers
from foi_return.coverage import Gap, find_coverage
from foi_return.reading import LoadedExtract, Progress, findings_of, load_extract, load_inputs
from foi_return.terms.findings import Finding

MONTH_NAMES = "JFMAMJJASOND"
_MARKS = ".123456789"


@dataclass(frozen=True, slots=True)
class CheckedSource:
    """One file or table of the extract.

    Attributes:
        name: What the map calls it.
        rows: How many rows it has.
        filled: Each column that the map reads, with the number of rows in which it is not blank.
    """

    name: str
    rows: int
    filled: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UnnamedValues:
    """Values of a coded column that the map does not name.

    Attributes:
        records: The records.
        column: The column.
        values: Each value with its number of rows; for the officer's screen only.
    """

    records: str
    column: str
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExtractCheck:
    """What an extract is like. It holds values of coded columns, so it is for the screen of whoever may see them.

    Attributes:
        sources: The sources.
        findings: What was doubtful.
        unnamed: Values that nobody has reviewed.
        months: Records by name to calendar year and month to the number of records that start in it.
        gaps: Category and year to the reason why no figure exists.
        threshold: Values rarer than this are named on the screen only.
    """

    sources: tuple[CheckedSource, ...]
    findings: tuple[Finding, ...]
    unnamed: tuple[UnnamedValues, ...]
    months: Mapping[str, Mapping[tuple[int, int], int]]
    gaps: Mapping[tuple[str, str], str]
    threshold: int

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look into."""
        return not self.findings and not self.unnamed


def check_extract(answers: Answers, progress: Progress) -> ExtractCheck:
    """Reads an extract and says what is doubtful; counts nothing and writes nothing.

    Raises:
        UserError: The map, the request or a file cannot be used.
    """
    from foi_return.engine.extract_doubts import count_months

    inputs = load_inputs(answers if answers.reference else replace(answers, reference="check"))
    with load_extract(inputs, answers.sources, progress) as extract:
        progress("Looking for doubtful rows")
        sources = tuple(_checked_sources(extract))
        unnamed = tuple(
            UnnamedValues(records.spec.name, column, dict(values))
            for part in extract.parts
            for records in part.bound.records
            for column, values in records.unreviewed.items()
            if values
        )
        findings = findings_of(extract)
        months = {name: found for context in extract.contexts() for name, found in count_months(context).items()}
    coverage = find_coverage(inputs.request, inputs.field_map, inputs.extracted_on)
    gaps = {
        (key, period.label): found.reason
        for key in inputs.request.memberships
        for period in inputs.request.periods
        if isinstance(found := coverage.of(key, period), Gap)
    }
    return ExtractCheck(sources, findings, unnamed, months, gaps, inputs.policy.threshold)


def _checked_sources(extract: LoadedExtract) -> Iterator[CheckedSource]:
    from foi_return.engine.filled import filled_cells
    from foi_return.engine.server import Server, ServerSources

    if isinstance(extract.workspace, Server):
        found = ServerSources(extract.workspace, extract.tables)
        yield from (CheckedSource(name, *found.filled(name)) for name in extract.tables)
    else:
        for name, raw in extract.raw.items():
            yield CheckedSource(name, *filled_cells(extract.workspace, raw))


def check_lines(check: ExtractCheck) -> Iterator[str]:
    """The check for the officer's screen, line by line; every unnamed value is told, however rare."""
    for source in check.sources:
        yield f"{source.name}: {source.rows:,} rows"
        for column, filled in source.filled.items():
            share = f"{100 * filled // source.rows} in 100" if source.rows else "no rows"
            yield f"  {column}: filled in {filled:,} ({share})"
    for name, months in check.months.items():
        yield f"\nRecords of '{name}' by the month in which they start (. none; 1 few to 9 most):"
        yield from month_lines(months)
    if check.gaps:
        yield "\nNo figures, whatever the extract holds:"
        yield from _gap_lines(check.gaps)
    if check.unnamed:
        yield "\nValues that the field map does not name. Map each, or list it under not_counted:"
        for item in check.unnamed:
            yield f"  {item.records}, column '{item.column}':"
            yield from (f"    '{value}' ({count:,} rows)" for value, count in item.values.items())
    if check.findings:
        yield "\nDoubtful rows:"
        yield from (f"  {finding.sentence()}" for finding in check.findings)
    yield "\nNothing is doubtful." if check.is_clean else "\nLook into these before you build."


def month_lines(months: Mapping[tuple[int, int], int]) -> Iterator[str]:
    """A small table: a line for each calendar year, a mark for each month."""
    if not months:
        yield "  none"
        return
    most = max(months.values())
    yield f"        {' '.join(MONTH_NAMES)}"
    first, last = min(months)[0], max(months)[0]
    for year in range(first, last + 1):
        counts = [months.get((year, month), 0) for month in range(1, 13)]
        marks = [_MARKS[0] if not count else _MARKS[max(1, round(9 * count / most))] for count in counts]
        yield f"  {year}  {' '.join(marks)}  {sum(counts):,}"


def _gap_lines(gaps: Mapping[tuple[str, str], str]) -> Iterator[str]:
    by_reason: dict[tuple[str, str], list[str]] = {}
    for (key, period), reason in gaps.items():
        by_reason.setdefault((key, reason), []).append(period)
    for (key, reason), periods in by_reason.items():
        yield f"  {key}, {', '.join(periods)}: {reason}"


def check_record(check: ExtractCheck) -> dict[str, Any]:
    """The check for a program; values rarer than the threshold are counted, not named."""
    return {
        "sources": [{"source": each.name, "rows": each.rows, "filled": dict(each.filled)} for each in check.sources],
        "findings": [
            {"code": each.code.value, "source": each.source, "column": each.column, "rows": each.count}
            for each in check.findings
        ],
        "values_not_reviewed": [
            {
                "records": each.records,
                "column": each.column,
                "values": {value: count for value, count in each.values.items() if count >= check.threshold},
                "rarer_values": sum(count < check.threshold for count in each.values.values()),
            }
            for each in check.unnamed
        ],
        "no_figures": [
            {"category": key, "period": period, "reason": reason} for (key, period), reason in check.gaps.items()
        ],
        "clean": check.is_clean,
    }
