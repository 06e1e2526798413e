"""The checker believes nothing: whatever is changed in a certificate, it says no."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foi_return.disclosure import checker
from foi_return.disclosure.certificate import certify, digest
from foi_return.disclosure.checker import check
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import Level, Problem, Protection, Role, Statement, Zeros, place_key
from foi_return.disclosure.rounded import protect_by_rounding
from foi_return.terms.rounding import Rounding, RoundingMethod
from tests.support.releases import problem


def asked(zeros: Zeros = Zeros.SHOWN) -> Problem:
    sums = {"a": "a", "b": "b", "c": "c", "all": "abc", "x": "x", "y": "y", "xy": "xy", "hidden group": "ac"}
    statement = Statement("earlier", ((0, 1), (1, 1)), 9, 14)
    return problem(
        {"a": 3, "b": 9, "c": 20, "x": 2, "y": 2},
        sums,
        Protection(5, zeros),
        (statement,),
        {"hidden group": {"role": Role.LATENT}},
    )


def certificate(zeros: Zeros = Zeros.SHOWN) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(certify(asked(zeros), suppress(asked(zeros)))))
    return document


def numbers(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every number in a document."""
    if isinstance(node, dict | list):
        for name, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from numbers(child, (*path, name))
    elif isinstance(node, int) and not isinstance(node, bool):
        yield path


def changed(document: dict[str, Any], path: tuple[Any, ...], by: int) -> dict[str, Any]:
    document = copy.deepcopy(document)
    node: Any = document
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] += by
    return document


@pytest.mark.parametrize("zeros", list(Zeros))
def test_certificate_of_a_good_pattern_is_valid(zeros: Zeros) -> None:
    assert check(certificate(zeros)) == (True, [], [])


def test_any_changed_number_makes_it_invalid() -> None:
    good = certificate()
    paths = list(numbers(good))
    assert len(paths) > 80
    for path in paths:
        for by in (1, -1):
            assert not check(changed(good, path, by)).valid, path


def test_numbers_are_recomputed_even_if_the_digest_is_made_to_fit() -> None:
    """Figures, fillings, witnesses and proofs: each is compared with another part, not with a fingerprint alone."""
    good = certificate()
    checked = 0
    for path in numbers(good):
        recomputed = path[-1] in ("count", "published") or path[0] in ("fillings", "witnesses") or "at_least" in path
        # A greater scale proves less, which may still be enough; another filling may give the same value.
        if not recomputed or "scale" in path or (path[0] == "witnesses" and path[-1] == 1):
            continue
        bad = changed(good, path, 1)
        bad["digest"] = digest(bad)
        assert not check(bad).valid, path
        checked += 1
    assert checked > 40


def rounded_certificate(rounding: Rounding) -> dict[str, Any]:
    counts = {"a": 28, "b": 4, "c": 9}
    sums = {"a": "a", "b": "b", "c": "c", "total": "abc", "ab": "ab"}
    asked = problem(counts, sums, Protection(5, level=Level.ROUNDED, rounding=rounding))
    found = protect_by_rounding(asked, rounding)
    made = certify(found.problem, found.suppression, rounded=found.shown)
    document: dict[str, Any] = json.loads(json.dumps(made))
    return document


CLAIMS = {
    "pattern": "how much is hidden, and that it is the least: said by the program, not proved by the certificate",
    "limited": "what a limited cell can still be, in words for people; its proofs are added up again",
    "policy": "a lower threshold asks for less; the release states the threshold, and is compared",
    "statements": "what an earlier answer says; only that answer could show that it says something else",
    "inner_cells": "another count of hidden cells that the same witnesses fit is as good a truth",
    "cells": "another group that is as true, and as safe, is another certificate",
    "fillings": "another filling that also agrees with everything is another witness",
    "witnesses": "another filling that gives the same value is another witness",
}
"""Numbers that can be changed together with the digest and leave a certificate that is valid, and why that is right."""


@pytest.mark.parametrize(
    "good",
    [
        *(certificate(zeros) for zeros in Zeros),
        rounded_certificate(Rounding(5)),
        rounded_certificate(Rounding(5, hides_small=True)),
        rounded_certificate(Rounding(5, RoundingMethod.CONTROLLED)),
    ],
)
def test_every_number_in_turn_changed_with_its_digest(good: dict[str, Any]) -> None:
    """The digest alone finds any change; here it is made to fit, and the figures must find what matters.

    A certificate that is still valid must be true and safe as it reads: no published number other than the sum of its
    inner cells, no small one shown, and each witness agrees with all that is shown.
    """
    assert check(good).valid
    survived = 0
    paths = list(numbers(good))
    for path in paths:
        for by in (1, -1, 7):
            bad = changed(good, path, by)
            assert not check(bad).valid, path
            bad["digest"] = digest(bad)
            if check(bad).valid:
                survived += 1
                assert path[0] in CLAIMS and path[-1] not in ("published", "format", "base", "statement"), path
                assert true_and_safe(bad), path
    assert survived < len(paths)


def true_and_safe(document: dict[str, Any]) -> bool:
    """Adds up anew, in the plainest way: every filling of a valid certificate shows the same figures as the truth."""
    counts = [inner["count"] for inner in document["inner_cells"]]
    for filling in document["fillings"]:
        moved = list(counts)
        for at, by in filling:
            moved[at] += by
        if min(moved) < 0:
            return False
        for cell in document["cells"]:
            if isinstance(cell["published"], int) and "statement" not in cell:
                sums = {sum(where[at] for at in cell["sums"]) for where in (counts, moved)}
                if sums != {cell["published"]} or 0 < cell["published"] < document["policy"]["threshold"]:
                    return False
        for statement in document["statements"]:
            amount = sum(factor * moved[at] for at, factor in statement["terms"])
            if amount < (statement["low"] or 0) or (statement["high"] is not None and amount > statement["high"]):
                return False
    return True


@pytest.mark.parametrize("part", ["statements", "cells", "fillings", "witnesses", "inner_cells", "limited"])
def test_part_left_out_makes_it_invalid(part: str) -> None:
    good = certificate()
    for place in range(len(good[part])):
        bad = copy.deepcopy(good)
        del bad[part][place]
        assert not check(bad).valid


def test_small_cell_shown_or_true_zero_hidden_makes_it_invalid() -> None:
    bad = certificate()
    cell = next(cell for cell in bad["cells"] if cell["key"] == ["a"])
    cell["published"] = 3
    bad["digest"] = digest(bad)
    assert any("small and shown" in reason for reason in check(bad).reasons)


@pytest.mark.parametrize("ruin", [{}, {"digest": ""}, {"cells": 3}, [], {"format": 2}])
def test_what_cannot_be_read_is_invalid_and_not_a_crash(ruin: Any) -> None:
    assert not check(ruin).valid
    if isinstance(ruin, dict):
        assert not check({**certificate(), **ruin}).valid or not ruin


def release_of(document: dict[str, Any]) -> dict[str, Any]:
    cells = []
    for cell in document["cells"]:
        if cell["role"] == "published":
            figure = {"shorthand": "c"} if cell["published"] == "hidden" else {"value": cell["published"]}
            cells.append({"period": cell["key"][0], "category": cell["key"][1], "breakdown": {}, **figure})
    return {"policy": {"threshold": document["policy"]["threshold"]}, "cells": cells}


def test_release_must_show_exactly_what_is_certified() -> None:
    counts, year = {"a": 3, "b": 9, "c": 20}, "2019/20"
    plain = problem(counts, {"a": "a", "b": "b", "c": "c", "all": "abc"})
    cells = [(cell, place_key(year, cell.key[0], {})) for cell in plain.cells]
    keyed = Problem(
        plain.inner,
        tuple(type(cell)(key, cell.sums, cell.value) for cell, key in cells),
        (),
        plain.protection,
    )
    document = certify(keyed, suppress(keyed))
    release = release_of(document)
    assert check(document, release).valid
    for place in range(len(release["cells"])):
        fewer = {**release, "cells": release["cells"][:place] + release["cells"][place + 1 :]}
        assert not check(document, fewer).valid
        other = copy.deepcopy(release)
        other["cells"][place] = {**other["cells"][place], "value": 99, "shorthand": None}
        assert not check(document, other).valid
    for by in (1, -1):
        other = {**release, "policy": {"threshold": release["policy"]["threshold"] + by}}
        assert "The release states another threshold" in check(document, other).reasons


def test_checker_is_short_and_uses_the_standard_library_alone() -> None:
    source = Path(checker.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < 222
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert modules <= sys.stdlib_module_names


def test_checker_runs_as_a_script(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    for document, code, words in ((certificate(), 0, "valid"), ({"digest": ""}, 1, "INVALID")):
        path.write_text(json.dumps(document), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-I", checker.__file__, str(path)], capture_output=True, text=True, check=False
        )
        assert run.returncode == code
        assert run.stdout.splitlines()[-1] == words
