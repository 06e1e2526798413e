"""Rounded figures and percentages: the attack finds exactly what trying every filling finds."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.attack import AttackReport, Finding, Verdict, attack_files
from tests.support.published_files import release

PARTS = ("Female", "Male", "Not known")
LABELS = (*PARTS, "Total")
THRESHOLD = 5
FEW = settings.default.max_examples // 2 if settings.default else 20
MOST = 24
"""Brute force tries counts up to this; no figure here allows more for a part."""

counts = st.tuples(*[st.integers(0, 9)] * 3)
marks = st.tuples(*[st.booleans()] * 4)


def attack(record: dict[str, Any]) -> AttackReport:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "release.json"
        path.write_text(json.dumps(record), encoding="utf-8")
        return attack_files([path])


def table(texts: Sequence[str]) -> dict[str, str]:
    return {"cce by sex": "; ".join(f"{label}: {text}" for label, text in zip(LABELS, texts, strict=True))}


def compare(found: Finding, values: set[int], reach: int) -> None:
    assert found.low == min(values), (found, sorted(values))
    assert (found.high if found.high is not None else max(values)) == max(values)
    if found.verdict is not Verdict.NOT_SMALL:
        assert set(found.possible) == {value for value in values if 1 <= value <= reach}, (found, sorted(values))
    if found.verdict in (Verdict.EXACT, Verdict.SMALL):
        assert found.proof


def possible(agrees: Sequence[Callable[[int], bool]], together: Callable[[Sequence[int]], bool]) -> list[set[int]]:
    """Every value of each part and of the total in some filling that agrees with what is printed."""
    choices = [[value for value in range(MOST + 1) if agree(value)] for agree in agrees[:3]]
    found: list[set[int]] = [set(), set(), set(), set()]
    for parts in itertools.product(*choices):
        filling = (*parts, sum(parts))
        if agrees[3](filling[3]) and together(filling):
            for values, value in zip(found, filling, strict=True):
                values.add(value)
    return found


def nothing_more(_: Sequence[int]) -> bool:
    return True


@given(counts, marks, st.sampled_from(((2, 2), (4, 4))))
@settings(max_examples=FEW)
def test_rounded_tables(parts: tuple[int, ...], hidden: tuple[bool, ...], around: tuple[int, int]) -> None:
    below, above = around
    filling = (*parts, sum(parts))
    nearest = [(2 * count + 5) // 10 * 5 if below == 2 else count // 5 * 5 for count in filling]
    texts = [
        "0" if not count else "c" if hide and at < 3 else "low" if not number else str(number)
        for at, (count, number, hide) in enumerate(zip(filling, nearest, hidden, strict=True))
    ]
    record = release(table(texts), threshold=THRESHOLD)
    record["policy"] |= {"rounded_to": 5, "rounded_by": "x", "rounded_from": [below, above], "rounded_least": 1}

    def agrees(text: str) -> Callable[[int], bool]:
        if text == "0":
            return lambda value: value == 0
        if text == "c":
            return lambda value: value >= 1
        number = 0 if text == "low" else int(text)
        return lambda value: max(1, number - below) <= value <= number + above

    values = possible([agrees(text) for text in texts], nothing_more)
    report = attack(record)
    for found in report.readings[0].findings:
        at = LABELS.index(dict(found.place.labels).get("sex", "Total"))
        compare(found, values[at], 7)


@given(counts, marks, st.tuples(*[st.booleans()] * 3), st.integers(0, 9))
@settings(max_examples=FEW)
def test_percentages_beside_hidden_counts(
    parts: tuple[int, ...], hidden: tuple[bool, ...], leaks: tuple[bool, ...], more: int
) -> None:
    parts = (parts[0] + more, *parts[1:])
    filling = (*parts, sum(parts))
    if not filling[3]:
        return
    texts = ["c" if hide and count else str(count) for count, hide in zip(filling, hidden, strict=True)]
    tenths = [(2000 * count + filling[3]) // (2 * filling[3]) for count in parts]
    record = release(table(texts), threshold=THRESHOLD)
    for label, share, told in zip(PARTS, tenths, leaks, strict=True):
        figure = {"value": share / 10} if told else {"shorthand": "c"}
        place = {"table": "p", "period": "2021/22", "category": "cce", "breakdown": {"sex": label}, "label": label}
        record["cells"].append({**place, "unit": "percent of children", **figure})

    def fits(found: Sequence[int]) -> bool:
        total = found[3]
        return not total or all(
            (2 * share - 1) * total <= 2000 * count < (2 * share + 1) * total
            for count, share, told in zip(found[:3], tenths, leaks, strict=True)
            if told
        )

    def agrees(text: str) -> Callable[[int], bool]:
        return (lambda value: value >= 1) if text == "c" else (lambda value: value == int(text))

    values = possible([agrees(text) for text in texts], fits)
    bounded = max(map(max, values)) < MOST
    for found in attack(record).readings[0].findings:
        at = LABELS.index(dict(found.place.labels).get("sex", "Total"))
        if bounded and texts[3] != "c":
            compare(found, values[at], THRESHOLD)
        else:
            assert found.low == min(values[at])
            assert {value for value in values[at] if 1 <= value <= THRESHOLD} <= set(found.possible) or (
                found.verdict is Verdict.NOT_SMALL
            )
