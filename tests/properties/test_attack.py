"""The attack finds exactly what brute force over all fillings finds, on small random releases and tables."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.attack import AttackReport, Finding, Verdict, attack_files
from foi_return.attack.options import parse_options
from tests.support.published_files import release

THRESHOLD = 5
FEW = settings.default.max_examples // 3 if settings.default else 13
"""Each example is a whole attack; the thorough profile tries as many more."""
SEXES = ("Female", "Male", "Not known")
Values = dict[str, set[int]]


def findings(report: AttackReport) -> dict[str, Finding]:
    return {finding.words: finding for finding in report.readings[0].findings}


def check(finding: Finding, values: set[int]) -> None:
    """The range, the values below the threshold and a proof where it is needed."""
    assert (finding.low, finding.high) == (min(values), max(values)), (finding, sorted(values))
    if finding.verdict is not Verdict.NOT_SMALL:
        expected = tuple(value for value in sorted(values) if 1 <= value <= THRESHOLD)
        assert finding.possible == expected, (finding, sorted(values))
    if finding.verdict in (Verdict.EXACT, Verdict.SMALL):
        assert finding.proof
    if finding.verdict is Verdict.SAFE and finding.printed:
        assert len(values) > 1


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide a total into ordered parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def attack_release(tables: dict[str, str], earlier: dict[str, str] | None = None) -> AttackReport:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in (("release.json", tables), ("earlier.json", earlier)):
            if content is not None:
                path = Path(folder) / name
                path.write_text(json.dumps(release(content)), encoding="utf-8")
                paths.append(path)
        return attack_files(paths[:1], paths[1:])


def printed(values: Iterable[int], hidden: Sequence[bool]) -> list[str]:
    return ["c" if hide and value else str(value) for value, hide in zip(values, hidden, strict=True)]


def fits(text: str, value: int) -> bool:
    return value >= 1 if text == "c" else value == int(text)


small = st.integers(0, 3)
marks = st.booleans()


@given(st.tuples(*[small] * 6), st.tuples(*[marks] * 9))
@settings(max_examples=FEW)
def test_categories_that_overlap_by_sex(counts: tuple[int, ...], hidden: tuple[bool, ...]) -> None:
    cce_only, both, cse_only = counts[0:2], counts[2:4], counts[4:6]
    cce = [a + b for a, b in zip(cce_only, both, strict=True)]
    cse = [a + b for a, b in zip(cse_only, both, strict=True)]
    parts = [printed(row, hidden[n : n + 2]) for n, row in zip((0, 2, 4), (cce, cse, both), strict=True)]
    both_total = "c" if hidden[8] and sum(both) > 0 else str(sum(both))
    tables = {
        f"{key} by sex": f"Female: {row[0]}; Male: {row[1]}; Total: {total}"
        for key, row, total in zip(("cce", "cse", "both"), parts, (sum(cce), sum(cse), both_total), strict=True)
    }
    found = findings(attack_release(tables))
    values: Values = {}
    for f1, m1, f2, m2 in splits(sum(cce), 4):
        for f3, m3 in splits(sum(cse) - f2 - m2, 2) if sum(cse) >= f2 + m2 else ():
            filling = {
                "CCE, Female": f1 + f2,
                "CCE, Male": m1 + m2,
                "CSE, Female": f2 + f3,
                "CSE, Male": m2 + m3,
                "Both CCE and CSE, Female": f2,
                "Both CCE and CSE, Male": m2,
                "Both CCE and CSE": f2 + m2,
                "CCE only": f1 + m1,
                "CCE only, Female": f1,
                "CCE only, Male": m1,
                "CSE only": f3 + m3,
                "CSE only, Female": f3,
                "CSE only, Male": m3,
            }
            texts = (*parts[0], *parts[1], *parts[2], both_total)
            if all(map(fits, texts, itertools.islice(filling.values(), 7))):
                for place, value in filling.items():
                    values.setdefault(f"2021/22, {place}", set()).add(value)
    assert found
    for place, finding in found.items():
        check(finding, values[place])


@given(st.tuples(*[small] * 5), st.tuples(*[marks] * 6))
@settings(max_examples=FEW)
def test_age_bands_of_two_releases(counts: tuple[int, ...], hidden: tuple[bool, ...]) -> None:
    # Single groups: under 10, 10 to 11, 12, 13 to 14, 15 to 17.
    def bands(ages: Sequence[int]) -> tuple[list[int], list[int]]:
        a, b, c, d, e = ages
        return [a, b + c, d + e], [a + b, c + d, e]

    now, before = bands(counts)
    texts, older = printed(now, hidden[:3]), printed(before, hidden[3:])
    total = sum(counts)
    report = attack_release(
        {"cse by age": f"Under 10: {texts[0]}; 10 to 12: {texts[1]}; 13 to 17: {texts[2]}; Total: {total}"},
        {"cse by age": f"Under 12: {older[0]}; 12 to 14: {older[1]}; 15 to 17: {older[2]}; Total: {total}"},
    )
    labels = (
        ("Under 10", "aged 10 to 12", "aged 13 to 17"),
        ("Under 12", "aged 12 to 14", "aged 15 to 17"),
        ("aged 10 to 11", "aged 12", "aged 13 to 14"),
    )
    values: Values = {}
    for filling in splits(total, 5):
        mine, other = bands(filling)
        if all(map(fits, texts, mine)) and all(map(fits, older, other)):
            for names, numbers in zip(labels, (mine, other, filling[1:4]), strict=True):
                for name, number in zip(names, numbers, strict=True):
                    values.setdefault(f"2021/22, CSE, {name}", set()).add(number)
    for place, finding in findings(report).items():
        check(finding, values[place])


@given(st.tuples(*[st.integers(0, 4)] * 9), st.tuples(*[marks] * 9), marks)
@settings(max_examples=FEW)
def test_plain_tables_with_totals(counts: tuple[int, ...], hidden: tuple[bool, ...], zeros_may_hide: bool) -> None:
    rows = [counts[n : n + 3] for n in (0, 3, 6)]
    texts = [
        ["*" if hide and (value or zeros_may_hide) else str(value) for value, hide in zip(row, marks_, strict=True)]
        for row, marks_ in zip(rows, (hidden[0:3], hidden[3:6], hidden[6:9]), strict=True)
    ]
    least = 0 if zeros_may_hide else 1
    lines = ["Area,East side,West side,Middle,Total"]
    for name, row, cells in zip(("North", "South", "Centre"), rows, texts, strict=True):
        lines.append(f"{name},{','.join(cells)},{sum(row)}")
    sums = [sum(column) for column in zip(*rows, strict=True)]
    lines.append(f"Total,{','.join(map(str, sums))},{sum(sums)}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        options = parse_options(marks=["*=hidden"], zeros="unknown" if zeros_may_hide else "shown")
        found = findings(attack_files([path], options=options))
    values: Values = {}
    for top in splits(sum(rows[0]), 3):
        for middle in splits(sum(rows[1]), 3):
            bottom = tuple(total - a - b for total, a, b in zip(sums, top, middle, strict=True))
            filling = (*top, *middle, *bottom)
            flat = itertools.chain.from_iterable(texts)
            if min(filling) >= 0 and all(
                value >= least if text == "*" else value == int(text) for text, value in zip(flat, filling, strict=True)
            ):
                places = itertools.product(("North", "South", "Centre"), ("East side", "West side", "Middle"))
                for (row_name, column), value in zip(places, filling, strict=True):
                    values.setdefault(f"{row_name}, {column}", set()).add(value)
    for finding in found.values():
        labels = dict(finding.place.labels)
        check(finding, values[f"{labels['area']}, {labels['column 1']}"])


@given(st.tuples(*[st.integers(1, 4)] * 3), st.integers(2, 4))
@settings(max_examples=FEW)
def test_order_of_rows_does_not_matter(counts: tuple[int, ...], shown: int) -> None:
    rows = [
        f"{label}: {'c' if number < shown else value}"
        for number, (label, value) in enumerate(zip(SEXES, counts, strict=True))
    ]
    total = f"Total: {sum(counts)}"
    first = attack_release({"cce by sex": "; ".join([*rows, total])})
    second = attack_release({"cce by sex": "; ".join([total, *reversed(rows)])})
    assert first.readings == second.readings
