"""Looks for the findings of a small council, as a return would."""

from __future__ import annotations

from pathlib import Path

from foi_return.coverage import find_coverage
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.engine.query import counting_query, kept_in
from foi_return.engine.workspace import Workspace
from foi_return.terms.findings import Finding
from tests.support.small_council import Counted, SmallCouncil, count_council


def context_of(workspace: Workspace, counted: Counted) -> FindingsContext:
    """All that the findings of a counted council follow from."""
    request, bound = counted.inputs.request, counted.bound
    coverage = find_coverage(request, counted.inputs.field_map, counted.inputs.extracted_on)
    query = counting_query(request, bound, coverage, kept_in(workspace))
    return FindingsContext(workspace, request, bound, query, counted.raw)


def count_and_doubt(council: SmallCouncil, folder: Path, workspace: Workspace) -> tuple[Counted, tuple[Finding, ...]]:
    """A small council counted by both engines, which must agree, with its findings."""
    counted = count_council(council, folder, workspace)
    assert counted.sql == counted.pandas
    return counted, find_findings(context_of(workspace, counted))
