"""A suppression problem in the peer's words, and the peer run on it in an environment of its own."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foi_return.disclosure.problem import Key, Problem, Zeros

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".work" / "peer"
DRIVER = HERE / "peer_driver.py"
TOTAL = "all"


@dataclass(frozen=True, slots=True)
class Levels:
    """How far a small cell must be protected, in the peer's words: distances below and above its value.

    Attributes:
        name: What the tables call it.
        share: A share of the value, both ways; None for the values from `lowest` to the threshold.
        lowest: The lowest value that must remain possible, or None for the one each cell can have at all.
    """

    name: str
    share: float | None = None
    lowest: int | None = None

    def around(self, value: int, threshold: int, attainable: int) -> tuple[float, float]:
        """The distances below and above."""
        if self.share is not None:
            return (self.share * value, self.share * value)
        return (value - (attainable if self.lowest is None else self.lowest), threshold - value)


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What the peer found: the keys it hides besides the small ones, None where it gave up; processor seconds."""

    secondary: frozenset[Key] | None
    seconds: float
    version: str
    trouble: str = ""


def relations(problem: Problem) -> list[tuple[int, list[int]]]:
    """Each total of one dimension with its parts, as positions in the problem's cells."""
    number = {cell.key: position for position, cell in enumerate(problem.cells)}
    codes = [sorted(set(column) - {TOTAL}) for column in zip(*number, strict=True)]
    found = []
    for key, dimension in itertools.product(number, range(len(codes))):
        if key[dimension] == TOTAL:
            parts = [number[(*key[:dimension], code, *key[dimension + 1 :])] for code in codes[dimension]]
            found.append((number[key], parts))
    return found


def task(
    problem: Problem,
    method: str,
    levels: Levels,
    attainable: Mapping[Key, int] | None = None,
    told: bool = False,
    minutes: int = 60,
) -> dict[str, Any]:
    """The task for the driver.

    Args:
        problem: One table with all totals; the places of its cells are codes, or `TOTAL`.
        method: OPT or MOD.
        levels: How far small cells must be protected.
        attainable: The lowest value that each small cell can have at all, where that is above 0.
        told: Whether the peer is told that hidden cells are at least 1 (it has no such rule; its bounds can say so).
        minutes: The peer's own limit, by the clock.
    """
    zeros_fixed = problem.protection.zeros is Zeros.SHOWN
    cells = []
    for cell in problem.cells:
        small = cell.is_small(problem.protection)
        status = "u" if small else "z" if cell.value == 0 and zeros_fixed else "s"
        near = levels.around(cell.value, problem.protection.threshold, (attainable or {}).get(cell.key, 0))
        cells.append(
            {
                "place": [None if code == TOTAL else int(code) for code in cell.key],
                "value": cell.value,
                "weight": cell.weight,
                "status": status,
                "least": 1 if told and cell.value else 0,
                "levels": near if small else (0.0, 0.0),
            }
        )
    return {"method": method, "minutes": minutes, "cells": cells, "relations": relations(problem)}


def environment() -> Path:
    """The Python of the peer's environment, which is made on first use."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        install = [str(python), "-m", "pip", "install", "-q", "-r", str(HERE / "requirements-peer.txt")]
        subprocess.run(install, check=True)
    return python


def ask_peer(problem: Problem, question: Mapping[str, Any], python: Path, patience: int = 240) -> PeerAnswer:
    """Runs the peer in a process of its own; stops it after `patience` seconds of processor time.

    What it gives is only what the peer hides besides the small cells, which are hidden in any case.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "task.json").write_text(json.dumps(question))
        before = os.times()
        ended = subprocess.run(
            ["/bin/sh", "-c", f'ulimit -t {patience}; exec "$0" "$@"', str(python), str(DRIVER), str(folder)],
            cwd=folder,  # where it writes files of its own
            capture_output=True,
            text=True,
            check=False,
        )
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        if not (folder / "found.json").exists():
            stopped = spent >= patience - 1
            said = ended.stderr.strip().splitlines() or [f"ended with code {ended.returncode}"]
            return PeerAnswer(None, spent, "", f"no answer in {patience} s" if stopped else said[-1])
        answer = json.loads((folder / "found.json").read_text())
    keys = frozenset(problem.cells[number].key for number in answer["hidden"])
    return PeerAnswer(keys, answer["seconds"], answer["version"])
