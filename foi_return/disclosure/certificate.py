"""The certificate: everything that a stranger needs to verify that nothing hidden can be worked out.

It holds the true counts, so it never leaves the council. `checker.py` verifies it with the standard library alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from foi_return.disclosure.banded import banded_cells
from foi_return.disclosure.pattern import Filling, LimitedCell, Proof, Suppression
from foi_return.disclosure.problem import Key, Problem, SumCell
from foi_return.terms.policy import ShownCell
from foi_return.terms.rounding import Rounding

FORMAT = 1

COVERS = (
    "A reader who knows every published figure, every statement listed here, the threshold, the zero policy, and that "
    "counts are whole numbers cannot rule out, for any small cell, any value listed for it: for each value there is a "
    "filling of the inner cells that agrees with all of that.",
    "Small cells are those published, and those named groups that follow by subtraction though no table shows them.",
)
DOES_NOT_COVER = (
    "Conclusions from which cells were chosen to be hidden: somebody who runs this program on every possible filling "
    "can leave out those that would have been hidden differently. That is measured apart.",
    "What a family or a worker knows of one of their own.",
    "Earlier answers and other publications that are not among the statements.",
    "Data revised between two answers: the certificate is for this extract.",
)


def certify(
    problem: Problem,
    found: Suppression,
    orders: Mapping[Key, ShownCell] | None = None,
    rounded: Mapping[Key, int] | None = None,
    beyond: Sequence[str] = (),
) -> dict[str, Any]:
    """The certificate as JSON can hold it.

    Args:
        problem: The problem.
        found: Its solution.
        orders: Why each small cell that is shown is shown, and who decided it.
        rounded: The numbers that are shown rounded; the last statements of the problem are what they tell.
        beyond: What else of this answer is not covered, in sentences.
    """
    rounded = rounded or {}
    banded = banded_cells(problem) if problem.protection.banded else ()
    last = (*banded, *rounded)
    told = {key: place for place, key in enumerate(last, start=len(problem.statements) - len(last))}
    stands: dict[Key, int | str] = {**rounded, **dict.fromkeys(banded, "small")}
    fillings = sorted({filling for values in found.witnesses.values() for filling in values.values()})
    number = {filling: place for place, filling in enumerate(fillings)}
    certificate = {
        "format": FORMAT,
        "covers": list(COVERS),
        "does_not_cover": [*DOES_NOT_COVER, *beyond],
        "policy": {
            "threshold": problem.protection.threshold,
            "zeros": problem.protection.zeros.value,
            "level": problem.protection.level.value,
            "rounding": _rounding(problem.protection.rounding),
            "banded": problem.protection.banded,
        },
        "pattern": {"cost": found.cost, "bound": found.bound, "proved_least": found.proved},
        "inner_cells": [{"name": list(inner.name), "count": inner.count} for inner in problem.inner],
        "cells": [_cell(cell, found, stands, told) for cell in problem.cells],
        "statements": [
            {"name": each.name, "terms": [list(term) for term in each.terms], "low": each.low, "high": each.high}
            for each in problem.statements
        ],
        "fillings": [[list(move) for move in filling] for filling in fillings],
        "witnesses": [_witness(key, values, number) for key, values in found.witnesses.items()],
        "limited": [_limited(limit) for limit in found.limited],
        "given": [list(key) for key in found.given],
        "orders": [_order(key, cell) for key, cell in sorted((orders or {}).items())],
    }
    return {**certificate, "digest": digest(certificate)}


def digest(certificate: Mapping[str, Any]) -> str:
    """The fingerprint of a certificate without its own fingerprint."""
    rest = {name: part for name, part in certificate.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _rounding(rounding: Rounding | None) -> dict[str, Any] | None:
    if rounding is None:
        return None
    return {
        "base": rounding.base,
        "method": rounding.method.value,
        "hides_small": rounding.hides_small,
        "far": rounding.far,
    }


def _cell(
    cell: SumCell, found: Suppression, stands: Mapping[Key, int | str], told: Mapping[Key, int]
) -> dict[str, Any]:
    published: int | str | None = None
    if cell.published:
        published = stands.get(cell.key, "hidden" if cell.key in found.hidden else cell.value)
    statement = {"statement": told[cell.key]} if cell.key in told else {}
    return {
        **statement,
        "key": list(cell.key),
        "role": cell.role.value,
        "sums": list(cell.sums),
        "published": published,
        "protect_zero": cell.protect_zero,
    }


def _order(key: Key, cell: ShownCell) -> dict[str, Any]:
    decided = cell.decided.isoformat() if cell.decided else None
    return {"cell": list(key), "reason": cell.reason, "name": cell.name, "date": decided}


def _witness(key: tuple[str, ...], values: Mapping[int, Filling], number: Mapping[Filling, int]) -> dict[str, Any]:
    return {"cell": list(key), "values": [[value, number[filling]] for value, filling in values.items()]}


def _limited(limit: LimitedCell) -> dict[str, Any]:
    return {
        "cell": list(limit.key),
        "attainable": list(limit.attainable),
        "missing": list(limit.missing),
        "undecided": list(limit.unsure),
        "because_of": list(limit.statements),
        "at_least": _proof(limit.at_least),
        "at_most": _proof(limit.at_most),
    }


def _proof(proof: Proof | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    return {
        "scale": proof.scale,
        "cells": [[list(key), multiplier] for key, multiplier in proof.cells],
        "statements": [list(each) for each in proof.statements],
    }
