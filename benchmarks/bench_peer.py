"""The same table protected by the best-known tool and by this program, and read by one reader.

The table: 7 years x 3 categories x 3 sexes x 4 age groups with all totals, 640 cells. The peer is pytauargus 0.6.0,
with its optimal (OPT) and modular (MOD) methods, the same weights, and several protection levels. It is stopped after
so many seconds of processor time. Each pattern is read twice: by a reader who takes hidden cells to be 0 or more, and
by one who takes them to be 1 or more, because zeros are shown.

Run: PYTHONPATH=. python benchmarks/bench_peer.py [--cells 640|80] [--seconds 240] [--only NAME...]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from bench_suppression import cube
from peer import Levels, ask_peer, environment, task

from foi_return.disclosure.audit import audit
from foi_return.disclosure.components import divide
from foi_return.disclosure.pattern import suppress
from foi_return.disclosure.problem import Key, Problem, Zeros
from foi_return.disclosure.reader import Reader
from foi_return.disclosure.secondary import WorkLimits
from foi_return.disclosure.targets import find_targets

SHAPES = {"640": (7, 3, 3, 4), "80": (3, 3, 4)}
DEFAULT = Levels("its default, 20% of the value", share=0.2)
FROM_ZERO = Levels("0 to 5", lowest=0)
FROM_ONE = Levels("1 to 5", lowest=1)
ATTAINABLE = Levels("L to 5")


@dataclass(frozen=True, slots=True)
class Run:
    """One way to ask the peer: its name, method, levels, the zero rule, and whether it is told of the least value."""

    name: str
    method: str
    levels: Levels
    zeros: Zeros = Zeros.SHOWN
    told: bool = False


RUNS = (
    Run("opt-default", "OPT", DEFAULT),
    Run("mod-default", "MOD", DEFAULT),
    Run("mod-0-5", "MOD", FROM_ZERO),
    Run("opt-1-5", "OPT", FROM_ONE),
    Run("opt-0-5", "OPT", FROM_ZERO),
    Run("opt-told", "OPT", ATTAINABLE, told=True),
    Run("opt-zeros-hide", "OPT", FROM_ZERO, zeros=Zeros.MAY_HIDE),
)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What one reader gets out of a pattern.

    Attributes:
        small: Small cells known exactly.
        others: Other hidden cells known exactly.
        narrowed: Small cells of which a value that could have stayed possible is ruled out (the known ones too).
    """

    small: int
    others: int
    narrowed: int


def read(problem: Problem, hidden: Set[Key], zeros: Zeros, attainable: Mapping[Key, Set[int]]) -> Recovered:
    """Reads a pattern as somebody who believes what the zero rule says of hidden cells.

    Args:
        problem: The table.
        hidden: The pattern.
        zeros: SHOWN for hidden cells of 1 or more, MAY_HIDE for 0 or more.
        attainable: For each small cell with a limit, the values it can have when everything is hidden.
    """
    seen = audit(replace(problem, protection=replace(problem.protection, zeros=zeros)), hidden)
    wanted = set(range(problem.protection.threshold + 1))
    return Recovered(
        sum(cell.small and cell.known for cell in seen),
        sum(not cell.small and cell.known for cell in seen),
        sum(cell.small and bool(set(cell.missing) & set(attainable.get(cell.key, wanted))) for cell in seen),
    )


def attainable_values(problem: Problem) -> dict[Key, frozenset[int]]:
    """The values that each small cell could have if everything were hidden: more cannot be asked of a pattern."""
    found = {}
    for component in divide(problem):
        for target in find_targets(Reader(component, WorkLimits().reader_nodes), problem.protection):
            keys = [problem.cells[position].key for position in component.positions[target.cell]]
            found.update(dict.fromkeys(keys, frozenset(target.values)))
    return found


def line(name: str, problem: Problem, hidden: Set[Key], seconds: float, limits: Mapping[Zeros, Mapping]) -> None:
    """One row of the table."""
    primary = {cell.key for cell in problem.cells if cell.is_small(problem.protection)}
    weights = {cell.key: cell.weight for cell in problem.cells}
    values = {cell.key: cell.value for cell in problem.cells}
    secondary = hidden - primary
    columns = [name, str(len(primary)), str(len(secondary)), str(sum(weights[key] for key in secondary))]
    for zeros in (Zeros.MAY_HIDE, Zeros.SHOWN):
        if zeros is Zeros.SHOWN and any(values[key] == 0 for key in hidden):
            columns.append("zeros are hidden: this reader is not led to believe it")
            continue
        got = read(problem, hidden, zeros, limits[zeros])
        columns.append(f"{got.small} known, {got.narrowed} narrowed, {got.others} others known")
    print("| " + " | ".join([*columns, f"{seconds:.1f}"]) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--cells", choices=tuple(SHAPES), default="640")
    arguments = parser.parse_args()
    python = environment()
    print("| pattern | small | besides | weight | reader: 0 or more | reader: 1 or more | processor s |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    problems = {zeros: cube(SHAPES[arguments.cells], zeros) for zeros in (Zeros.SHOWN, Zeros.MAY_HIDE)}
    limits = {zeros: attainable_values(problem) for zeros, problem in problems.items()}
    for problem in problems.values() if not arguments.only else ():
        start = time.process_time()
        found = suppress(problem)
        seconds = time.process_time() - start
        gap = "proved" if found.proved else f"bound {found.bound}"
        line(f"foi-return, zeros {problem.protection.zeros} ({gap})", problem, found.hidden, seconds, limits)
    for run in RUNS:
        if arguments.only and run.name not in arguments.only:
            continue
        problem = problems[run.zeros]
        lowest = {key: min(values) for key, values in limits[Zeros.SHOWN].items()} if run.told else {}
        question = task(problem, run.method, run.levels, lowest, run.told)
        answer = ask_peer(problem, question, python, arguments.seconds)
        title = f"{run.name}: {run.method}, {run.levels.name}"
        if answer.secondary is None:
            print(f"| {title} | | | | | {answer.trouble} | {answer.seconds:.1f} |", flush=True)
            continue
        primary = {cell.key for cell in problem.cells if cell.is_small(problem.protection)}
        line(title, problem, primary | answer.secondary, answer.seconds, limits)


if __name__ == "__main__":
    main()
