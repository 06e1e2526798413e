"""Random small returns, protected and written as the program does, some with an earlier answer, and then attacked."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foi_return.attack import AttackReport, Finding, Verdict, attack_files
from foi_return.config.earlier import load_earlier
from foi_return.config.request import RequestOverrides, load_request, override
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import release_record
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.terms.policy import Policy, PolicyLevel, ZeroPolicy
from foi_return.terms.request import Breakdown
from foi_return.terms.rounding import Rounding, RoundingMethod
from tests.support.small_council import SmallCouncil

YEAR = "2021/22"
SEXES = ("Female", "Male", "Not known")
BANDS = (("under 12", "12 to 15", "16+"), ("under 14", "14+"), ("under 10", "10 to 15", "16+"))
_MEMBERSHIPS = (("cce",), ("cse",), ("cce", "cse"), ("cce", "cse"))
_INPUTS = SmallCouncil((), (), years=(YEAR,), age_bands=BANDS[0]).inputs()


@dataclass(frozen=True, slots=True)
class Released:
    """A release with what came before it.

    Attributes:
        prepared: The return.
        record: Its release record.
        earlier: The release record of the earlier answer, or None.
    """

    prepared: PreparedReturn
    record: dict[str, Any]
    earlier: dict[str, Any] | None

    def attack(self, folder: Path, *, everything_hidden: bool = False) -> AttackReport:
        """The attack on its release record, or on one that hides all that can be hidden."""
        now, before = folder / "release.json", folder / "earlier.json"
        now.write_text(json.dumps(_all_hidden(self.record) if everything_hidden else self.record), encoding="utf-8")
        if self.earlier is None:
            return attack_files([now])
        before.write_text(json.dumps(self.earlier), encoding="utf-8")
        return attack_files([now], [before])

    def recovered(self, folder: Path) -> list[Finding]:
        """What comes out that would not come out whatever is hidden."""
        report = self.attack(folder)
        assert not report.readings[0].contradictions, report.readings[0].contradictions
        if not report.comes_out:
            return []
        hidden = self.attack(folder, everything_hidden=True)
        out = {(found.release, found.place): found for found in hidden.readings[0].findings}
        return [
            found
            for found in report.comes_out
            if not _was_out(found, out.get((found.release, found.place))) and not self._is_true_zero(found)
        ]

    def _is_true_zero(self, found: Finding) -> bool:
        """Whether a confined number is a zero that was hidden for another's sake: it is not small, so nothing is owed.

        The attack cannot know; only whoever has the true counts can.
        """
        category = {"both cce and cse": "both"}.get(found.place.category, found.place.category)
        labels = {label for _, label in found.place.labels}
        zeros = [
            cell
            for cell in self.prepared.problem.cells
            if cell.key[:2] == (found.place.period, category)
            and {part.partition("=")[2] for part in cell.key[2:]} == labels
        ]
        rule = self.prepared.problem.protection
        return found.verdict is Verdict.SMALL and any(not cell.value and not cell.is_small(rule) for cell in zeros)


def _was_out(found: Finding, before: Finding | None) -> bool:
    if before is None:
        return False
    same = (found.low, found.high) == (before.low, before.high)
    return same or (bool(found.excluded) and set(found.excluded) <= set(before.excluded))


def _all_hidden(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with every number hidden but zeros that are shown whatever happens."""
    zeros = record["policy"]["zeros_shown"] is True and "may be 0" not in record["policy"]["sentence"]
    cells = []
    for cell in record["cells"]:
        if cell["unit"].startswith("percent"):
            continue
        kept = cell.get("shorthand") in ("x", "z") or (zeros and cell.get("value") == 0)
        rest = {name: part for name, part in cell.items() if name != "value"}
        cells.append(cell if kept else {**rest, "shorthand": "c"})
    return {**record, "cells": cells}


def random_policy(draw: random.Random, *, rounds: bool) -> Policy:
    """A policy that hides or one that rounds."""
    threshold = draw.choice((3, 5, 5, 6))
    if not rounds:
        zeros = draw.choice((ZeroPolicy.SHOWN, ZeroPolicy.SHOWN, ZeroPolicy.MAY_HIDE, ZeroPolicy.HIDDEN))
        return Policy("test", threshold, zeros, "a reason")
    hides = draw.random() < 0.5
    method = draw.choice((RoundingMethod.CONVENTIONAL, RoundingMethod.CONVENTIONAL, RoundingMethod.CONTROLLED))
    rounding = Rounding(draw.choice((5, 5, 10)), method, hides)
    zeros = draw.choice((ZeroPolicy.SHOWN, ZeroPolicy.SHOWN, ZeroPolicy.HIDDEN))
    return Policy("test", threshold + 3 * hides, zeros, "a reason", PolicyLevel.ROUNDED, rounding=rounding)


def random_release(seed: int, folder: Path, *, rounds: bool = False, earlier: bool = False) -> Released:
    """A small council's answer of one year; with an earlier one, that had other age bands."""
    draw = random.Random(seed)
    policy = random_policy(draw, rounds=rounds)
    children = list(_children(draw))
    before = None
    asked = _inputs(policy, BANDS[0], percentages=draw.random() < 0.4)
    if earlier:
        first = _inputs(replace(policy, threshold=draw.choice((3, policy.threshold))), draw.choice(BANDS[1:]))
        path = folder / "before.json"
        before = {**release_record(_prepare(first, children).answer), "reference": "BEFORE"}
        path.write_text(json.dumps(before), encoding="utf-8")
        answer = load_earlier(path, asked.request, asked.field_map, SEXES)
        asked = replace(asked, earlier=(answer,))
    prepared = _prepare(asked, children)
    return Released(prepared, json.loads(json.dumps(release_record(prepared.answer))), before)


def _inputs(policy: Policy, bands: Sequence[str], *, percentages: bool = False) -> ReturnInputs:
    request = override(load_request("core"), RequestOverrides((YEAR,), bands, ("cce", "cse", "both")))
    split = (Breakdown.SEX, Breakdown.AGE_GROUP)
    tables = tuple(
        replace(table, percentages=percentages and table.breakdown in split)
        for table in request.tables
        if table.key == "q1" or table.breakdown in split
    )
    return replace(_INPUTS, request=replace(request, tables=tables), policy=policy)


def _children(draw: random.Random) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Children by category, sex and age; few, and unevenly spread."""
    for _ in range(draw.randint(2, 9)):
        group = (draw.choice(_MEMBERSHIPS), draw.choice((*SEXES[:2], *SEXES)), draw.choice((9, 11, 13, 15, 16)))
        for _ in range(draw.choice((1, 1, 2, 2, 3, 4, 5, 7, 12, 20))):
            yield group


def _prepare(asked: ReturnInputs, children: Sequence[tuple[tuple[str, ...], str, int]]) -> PreparedReturn:
    bands = asked.counted_request.age_bands
    groups = Counter(
        (kinds, sex, next(band.label for band in bands if band.holds(age))) for kinds, sex, age in children
    )
    cells = [InnerCell(YEAR, kinds, sex, group, count) for (kinds, sex, group), count in sorted(groups.items())]
    return prepare_return(asked, cells, frozenset())
