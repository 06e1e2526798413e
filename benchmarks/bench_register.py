"""What the register prevents, and what it costs: successive requests for the same children, and many earlier answers.

python benchmarks/bench_register.py differencing --councils 50
python benchmarks/bench_register.py differencing --councils 50 --revised
python benchmarks/bench_register.py growth --releases 10 100 1000
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foi_return.attack import Finding, Verdict, attack_files
from foi_return.config.earlier import load_every_earlier
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.policy import choose_policy
from foi_return.config.request import RequestOverrides, load_request, override
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import release_record
from foi_return.pipeline import PreparedReturn, ReturnInputs, prepare_return
from foi_return.register import open_register
from foi_return.terms.request import NOT_KNOWN, Breakdown

YEARS = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26")
SEXES = ("Female", "Male", NOT_KNOWN)
PATTERNS = (("cce",), ("cse",), ("cce", "cse"))
DEFINITION = load_request("core")
MAP = load_field_map(find_field_map("anytown"), DEFINITION)
POLICY = choose_policy(None, None, threshold=None, zeros=None, reason=None)

Child = tuple[str, tuple[str, ...], str, int]
"""Year, categories, sex and age of one child in one year."""


@dataclass
class Tally:
    """What ten requests to each of some councils gave away."""

    recovered: int = 0
    councils: int = 0
    exact: int = 0
    avoidable: int = 0
    exposed: int = 0
    unreported: int = 0


def random_children(draw: random.Random, years: Sequence[str], number: int) -> list[Child]:
    """Some children; more of them older, more girls where CSE is recorded."""
    found = []
    for year in years:
        for _ in range(round(number * draw.uniform(0.6, 1.4))):
            keys = draw.choices(PATTERNS, (5, 4, 2))[0]
            girls = 8 if "cse" in keys else 3
            sex = draw.choices(SEXES, (girls, 10 - girls, 0.4))[0]
            found.append((year, keys, sex, min(17, max(5, round(draw.gauss(14.5, 2))))))
    return found


def random_request(draw: random.Random, years: Sequence[str], least: int, most: int) -> ReturnInputs:
    """A request with bands and years of its own."""
    edges = sorted(draw.sample(range(8, 18), draw.randint(1, 3)))
    bands = [f"under {edges[0]}", *(f"{low} to {high - 1}" for low, high in itertools.pairwise(edges))]
    chosen = draw.sample(list(years), draw.randint(least, most))
    request = override(DEFINITION, RequestOverrides(chosen, [*bands, f"{edges[-1]}+"], ("cce", "cse", "both")))
    split = (Breakdown.SEX, Breakdown.AGE_GROUP)
    tables = tuple(table for table in request.tables if table.key == "q1" or table.breakdown in split)
    return ReturnInputs("NEW", replace(request, tables=tables), MAP, POLICY, None)


def protect(inputs: ReturnInputs, children: Sequence[Child]) -> PreparedReturn:
    """Counts the children and protects the answer."""
    bands = inputs.counted_request.age_bands
    years = {period.label for period in inputs.request.periods}
    groups = Counter(
        (year, keys, sex, next(band.label for band in bands if band.holds(age)))
        for year, keys, sex, age in children
        if year in years
    )
    cells = [InnerCell(*place, count) for place, count in sorted(groups.items())]
    return prepare_return(inputs, cells, frozenset())


def with_earlier(inputs: ReturnInputs, paths: Sequence[Path]) -> ReturnInputs:
    """The request, protected together with earlier answers."""
    earlier, _ = load_every_earlier(paths, inputs.request, MAP, SEXES, ())
    return replace(inputs, earlier=earlier)


def write(prepared: PreparedReturn, reference: str, folder: Path) -> Path:
    """Writes the release record."""
    path = folder / f"{reference}.json"
    path.write_text(json.dumps({**release_record(prepared.answer), "reference": reference}), encoding="utf-8")
    return path


def known_small(paths: Sequence[Path]) -> list[Finding]:
    """What a reader of all answers learns of small numbers."""
    report = attack_files(paths[-1:], paths[:-1])
    return list(report.readings[0].of(Verdict.EXACT, Verdict.SMALL))


def all_hidden(path: Path) -> Path:
    """The same answer with every number hidden, 0 excepted: what a reader learns of it whatever is hidden."""
    record = json.loads(path.read_text(encoding="utf-8"))
    for cell in record["cells"]:
        if cell.get("value"):
            del cell["value"]
            cell["shorthand"] = "c"
    hidden = path.with_name(f"{path.stem}-hidden.json")
    hidden.write_text(json.dumps(record), encoding="utf-8")
    return hidden


def avoidable(paths: Sequence[Path]) -> int:
    """How many small numbers come out with some answer that would not have come out had it hidden everything.

    Each answer is looked at beside those before it. What comes out of those alone, or of the rows of the new one though
    all its numbers are hidden, is no doing of its protection.
    """
    found = 0
    before: set[Any] = set()
    for number in range(1, len(paths) + 1):
        now = {each.place for each in known_small(paths[:number])}
        if now - before:
            whatever = {each.place for each in known_small([*paths[: number - 1], all_hidden(paths[number - 1])])}
            found += len(now - before - whatever)
        before |= now
    return found


def revise(draw: random.Random, children: list[Child]) -> list[Child]:
    """The same children after a correction of some records: one in fifty is dropped, as many are added."""
    kept = [child for child in children if draw.random() > 0.02]
    return kept + [draw.choice(children) for _ in range(len(children) - len(kept) + draw.randint(-1, 2))]


def small_differences(record: dict[str, Any], before: dict[str, Any], threshold: int) -> set[tuple[Any, ...]]:
    """The places at which two records print numbers that differ by a small number."""
    then, now = (
        {
            (cell["period"], cell["category"], *(f"{k}={v}" for k, v in sorted(cell["breakdown"].items()))): cell[
                "value"
            ]
            for cell in each["cells"]
            if "value" in cell
        }
        for each in (before, record)
    )
    return {place for place in then.keys() & now.keys() if 0 < abs(then[place] - now[place]) < threshold}


def ten_requests(seed: int, *, register: bool, revised: bool, tally: Tally) -> None:
    """Ten requests to one council, each protected alone or with the register."""
    draw = random.Random(seed)
    years = YEARS[:3]
    children = random_children(draw, years, draw.choice((25, 60, 150)))
    with tempfile.TemporaryDirectory() as name:
        paths: list[Path] = []
        for number in range(10):
            inputs = random_request(draw, years, 1, 2)
            prepared = protect(with_earlier(inputs, paths) if register else inputs, children)
            path = write(prepared, f"R{number}", Path(name))
            if revised:
                now = json.loads(path.read_text(encoding="utf-8"))
                every = [small_differences(now, json.loads(each.read_text(encoding="utf-8")), 5) for each in paths]
                told = {each.place for each in prepared.revised if each.exposed}
                tally.exposed += len(told)
                tally.unreported += len(set().union(*every) - told)
                children = revise(draw, children)
            paths.append(path)
        if not revised:
            found = known_small(paths)
            tally.recovered += len(found)
            tally.councils += bool(found)
            tally.exact += sum(each.verdict is Verdict.EXACT for each in found)
            tally.avoidable += avoidable(paths) if found else 0


def differencing(councils: int, *, revised: bool, alone: bool) -> None:
    for register in (not alone,):
        tally, start = Tally(), time.process_time()
        for seed in range(councils):
            ten_requests(seed, register=register, revised=revised, tally=tally)
        took = time.process_time() - start
        how = "with the register" if register else "each alone"
        if revised:
            print(f"{councils} councils, data revised, {how}: {tally.exposed} differences reported as exposed, "
                  f"{tally.unreported} not reported; {took:.0f} s", flush=True)  # fmt: skip
        else:
            whose = f"{tally.avoidable} of them the doing of an answer that could have hidden more"
            print(f"{councils} councils, ten requests, {how}: {tally.recovered} small numbers known or confined, in "
                  f"{tally.councils} councils, of which exactly known {tally.exact}; {whose}; {took:.0f} s",
                  flush=True)  # fmt: skip


def growth(sizes: Sequence[int]) -> None:
    """Time to protect the next answer after so many. The earlier ones are each protected alone, which is quick."""
    draw = random.Random(1)
    children = random_children(draw, YEARS, 150)
    with tempfile.TemporaryDirectory() as name:
        register = open_register(Path(name) / "register")
        for number in range(max(sizes)):
            path = write(protect(random_request(draw, YEARS, 1, 2), children), f"R{number}", Path(name))
            register.enter(path, None)
            if number + 1 in sizes:
                inputs = random_request(random.Random(2), YEARS, 7, 7)
                start = time.process_time()
                opened = open_register(Path(name) / "register")
                files = [opened.release_file(answer) for answer in opened.known_to_readers(MAP.council)]
                read = time.process_time()
                inputs = with_earlier(inputs, files)
                loaded = time.process_time()
                prepared = protect(inputs, children)
                done = time.process_time()
                print(f"{number + 1} earlier answers: register {read - start:.2f} s, loading {loaded - read:.2f} s, "
                      f"protecting {done - loaded:.2f} s; {len(prepared.problem.inner)} inner cells, "
                      f"{len(prepared.problem.statements)} statements, {len(prepared.problem.cells)} cells, "
                      f"{'proved' if prepared.suppression.proved else 'not proved'}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    first = kinds.add_parser("differencing")
    first.add_argument("--councils", type=int, default=50)
    first.add_argument("--revised", action="store_true")
    first.add_argument("--alone", action="store_true", help="protect each answer alone, as without a register")
    second = kinds.add_parser("growth")
    second.add_argument("--releases", type=int, nargs="+", default=[10, 100, 1000])
    asked = parser.parse_args()
    if asked.kind == "differencing":
        differencing(asked.councils, revised=asked.revised, alone=asked.alone)
    else:
        growth(asked.releases)


if __name__ == "__main__":
    main()
