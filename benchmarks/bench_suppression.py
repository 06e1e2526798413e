"""Measures the suppression core: thirty random councils with an earlier answer, then cubes of growing size.

Times are processor time of the one thread that works, so that other programs on the machine do not count.

Run: PYTHONPATH=. python benchmarks/bench_suppression.py councils|cubes [--zeros shown|hide]
"""

from __future__ import annotations

import ast
import itertools
import random
import statistics
import sys
import time
from collections.abc import Iterable

from foi_return.disclosure.audit import audit
from foi_return.disclosure.certificate import certify
from foi_return.disclosure.checker import check
from foi_return.disclosure.pattern import Suppression, suppress
from foi_return.disclosure.problem import InnerCount, Problem, Protection, Role, Statement, SumCell, Zeros
from foi_return.disclosure.secondary import WorkLimits

YEARS = tuple(f"{year}/{year % 100 + 1}" for year in range(2019, 2026))
COMBINATIONS = {"cce": ("cce only", "both"), "cse": ("cse only", "both"), "both": ("both",)}
LATENT = {"cce only": ("cce only",), "cse only": ("cse only",)}
SEXES = {"Female": 0.55, "Male": 0.42, "Not known": 0.03}
AGES = {(0, 9): 0.04, (10, 11): 0.08, (12, 13): 0.2, (14, 14): 0.17, (15, 15): 0.21, (16, 17): 0.28, None: 0.02}
BANDS = {"under 10": (0, 9), "10 to 13": (10, 13), "14 to 15": (14, 15), "16 to 17": (16, 17), "Not known": None}
EARLIER = {"under 12": (0, 11), "12 to 14": (12, 14), "15": (15, 15), "16 to 17": (16, 17), "Not known": None}
APART = {"gang": 0.12, "ocg": 0.06, "county_lines": 0.15}


def inner_counts(seed: int, children: int) -> dict[tuple[str, ...], int]:
    """Children by year, combination, sex and age; skewed, growing over the years."""
    draw = random.Random(seed)
    counts: dict[tuple[str, ...], int] = {}
    for number, year in enumerate(YEARS):
        shares = {
            "cce only": draw.uniform(0.2, 0.6),
            "cse only": draw.uniform(0.2, 0.6),
            "both": draw.uniform(0.02, 0.2),
        }
        for combination, sex, age in itertools.product(shares, SEXES, AGES):
            counts[(year, combination, sex, str(age))] = 0
        for _ in range(int(children / 10 * (0.6 + 0.13 * number))):
            combination = draw.choices(list(shares), list(shares.values()))[0]
            sexes = SEXES if combination != "cse only" else {"Female": 0.82, "Male": 0.16, "Not known": 0.02}
            sex = draw.choices(list(sexes), list(sexes.values()))[0]
            age = draw.choices(list(AGES), list(AGES.values()))[0]
            counts[(year, combination, sex, str(age))] += 1
        for category, share in APART.items():
            exploited = sum(count for name, count in counts.items() if name[0] == year and name[1] in shares)
            counts[(year, category)] = sum(draw.random() < share for _ in range(exploited))
    return counts


def _within(age: str, band: tuple[int, int] | None) -> bool:
    own = ast.literal_eval(age)
    return own is None if band is None else own is not None and band[0] <= own[0] and own[1] <= band[1]


class Council:
    """Builds the problems of one council."""

    def __init__(self, seed: int, children: int, zeros: Zeros):
        self.counts = inner_counts(seed, children)
        self.protection = Protection(5, zeros)
        self.inner = tuple(InnerCount(name, count) for name, count in self.counts.items())
        self.position = {name: number for number, name in enumerate(self.counts)}

    def sums(self, year, combinations, sex=None, band=()):
        """Positions of the inner cells that a cell sums."""
        return tuple(
            number
            for name, number in self.position.items()
            if name[0] == year
            and len(name) == 4
            and name[1] in combinations
            and sex in (None, name[2])
            and (band == () or _within(name[3], band))
        )

    def cell(self, key, sums, weight, role=Role.PUBLISHED):
        """A cell with its true value."""
        return SumCell(key, sums, sum(self.inner[number].count for number in sums), weight, role=role)

    def cells(self, years, bands, with_sex=True, apart=True) -> Iterable[SumCell]:
        """The reply to the core request, with the groups that follow by subtraction."""
        for year in years:
            for category, combinations in (*COMBINATIONS.items(), *LATENT.items()):
                role = Role.LATENT if category in LATENT else Role.PUBLISHED
                yield self.cell((year, category), self.sums(year, combinations), 12, role)
                for sex in SEXES if with_sex else ():
                    sums = self.sums(year, combinations, sex)
                    yield self.cell((year, category, f"sex={sex}"), sums, 4, role)
                for label, band in bands.items():
                    sums = self.sums(year, combinations, band=band)
                    yield self.cell((year, category, f"age={label}"), sums, 3, role)
            for category in APART if apart else ():
                yield self.cell((year, category), (self.position[(year, category)],), 8)

    def containments(self, years) -> Iterable[Statement]:
        """What the counting rules enforce."""
        for year, category in itertools.product(years, APART):
            exploited = self.sums(year, ("cce only", "cse only", "both"))
            terms = (*((number, 1) for number in exploited), (self.position[(year, category)], -1))
            yield Statement(f"{category} within exploited, {year}", terms, 0, None)

    def earlier(self) -> Iterable[Statement]:
        """What an earlier, safe answer said of five of the years, with other bands."""
        years = YEARS[1:6]
        problem = Problem(
            self.inner, tuple(self.cells(years, EARLIER, with_sex=False, apart=False)), (), self.protection
        )
        hidden = suppress(problem).hidden
        for cell in problem.cells:
            if cell.published and cell.sums:
                terms = tuple((number, 1) for number in cell.sums)
                if cell.key in hidden:
                    yield Statement("earlier " + " ".join(cell.key), terms, self.protection.least_hidden, None)
                else:
                    yield Statement("earlier " + " ".join(cell.key), terms, cell.value, cell.value)

    def problem(self) -> Problem:
        """The whole reply, with the earlier answer and what everybody knows."""
        statements = (*self.containments(YEARS), *self.earlier())
        return Problem(self.inner, tuple(self.cells(YEARS, BANDS)), statements, self.protection)


def councils(zeros: Zeros) -> None:
    times = []
    for seed in range(30):
        children = (300, 1500, 5000)[seed % 3]
        problem = Council(seed, children, zeros).problem()
        start = time.process_time()
        found = suppress(problem)
        took = time.process_time() - start
        times.append(took)
        start = time.process_time()
        certificate = certify(problem, found)
        verdict = check(certificate)
        lapse = time.process_time() - start
        published = sum(cell.published for cell in problem.cells)
        latent = sum(cell.is_small(problem.protection) and not cell.published for cell in problem.cells)
        print(
            f"{seed:2} {children:5} cells {published} statements {len(problem.statements)} "
            f"small {len(found.primary)} latent {latent} secondary {len(found.secondary)} cost {found.cost} "
            f"bound {found.bound} proved {found.proved} limited {sum(each.notable for each in found.limited)} "
            f"out {sum(each.already_out for each in found.limited)} {took:.2f} s, "
            f"certificate {'valid' if verdict.valid else verdict.reasons[:3]} {lapse:.2f} s",
            flush=True,
        )
    print(f"median {statistics.median(times):.2f} s, worst {max(times):.2f} s")


def cube(sizes: tuple[int, ...], zeros: Zeros, seed: int = 1, mean: float = 3.0) -> Problem:
    """Every cell of a cube with all totals, skewed small counts."""
    draw = random.Random(seed)
    names = list(itertools.product(*(range(size) for size in sizes)))
    weights = [[draw.lognormvariate(0, 0.7) for _ in range(size)] for size in sizes]
    counts = []
    for name in names:
        share = mean
        for dimension, place in enumerate(name):
            share *= weights[dimension][place]
        counts.append(min(60, int(draw.expovariate(1 / share)) if share > 0 else 0))
    cells = []
    for place in itertools.product(*(range(size + 1) for size in sizes)):
        sums = tuple(
            number
            for number, name in enumerate(names)
            if all(own in (each, size) for own, each, size in zip(place, name, sizes, strict=True))
        )
        totals = sum(own == size for own, size in zip(place, sizes, strict=True))
        key = tuple(f"{own:02}" if own < size else "all" for own, size in zip(place, sizes, strict=True))
        cells.append(SumCell(key, sums, sum(counts[number] for number in sums), 1 + 2 * totals))
    inner = tuple(
        InnerCount(tuple(f"{each:02}" for each in name), count) for name, count in zip(names, counts, strict=True)
    )
    return Problem(inner, tuple(cells), (), Protection(5, zeros))


def report(name: str, problem: Problem, found: Suppression, took: float) -> None:
    gap = (found.cost - found.bound) / max(1, found.cost)
    print(
        f"{name}: {len(problem.cells)} cells, small {len(found.primary)}, secondary {len(found.secondary)}, "
        f"cost {found.cost}, bound {found.bound} (gap {gap:.1%}), proved {found.proved}, "
        f"limited {sum(each.notable for each in found.limited)}, {took:.1f} s",
        flush=True,
    )


def cubes(zeros: Zeros, names: list[str]) -> None:
    shapes = {"640": (7, 3, 3, 4), "1408": (7, 10, 3, 3), "8160": (7, 50, 3, 4)}
    for name in names or shapes:
        problem = cube(shapes[name], zeros)
        start = time.process_time()
        found = suppress(problem, WorkLimits())
        report(name, problem, found, time.process_time() - start)
        start = time.process_time()
        certificate = certify(problem, found)
        print(f"  certificate built in {time.process_time() - start:.1f} s")
        start = time.process_time()
        verdict = check(certificate)
        print(f"  checked in {time.process_time() - start:.1f} s: {verdict.valid} {verdict.reasons[:3]}")
        start = time.process_time()
        ranges = audit(problem, found.hidden)
        print(f"  audited {len(ranges)} cells in {time.process_time() - start:.1f} s")


if __name__ == "__main__":
    rule = Zeros.MAY_HIDE if "hide" in sys.argv else Zeros.SHOWN
    if "councils" in sys.argv:
        councils(rule)
    else:
        cubes(rule, [name for name in sys.argv[1:] if name.isdigit()])
