"""The replay attack: what does the choice of hidden cells itself tell a reader who has this program?

The certificate covers what the published figures say. A reader can do more: take a filling that agrees with all of
them, run the program on it, and rule it out if the program would have hidden other cells. This counts what is left.

How it is measured, on ten of thirty random councils, zeros shown, threshold 5, for some years of each (years do not
touch each other, so each is replayed alone):

1. Candidates. Every filling in the certificate for the year, then sampled ones: for each small cell and each value that
   the statements leave to it, up to SAMPLES whole-number fillings with that value that agree with every statement. By
   turns they leave small cells small and other hidden cells large, or do not care. Each minimises a random sum of
   the inner cells within REACH of the truth; the seed is fixed.
2. Replay. The program runs on each filling. It stays if the same cells are hidden (shown ones agree by construction),
   and if the earlier answer, for the years that it covers, would have hidden the same cells too.
3. Count. A value of a small cell is *left* if a filling with that value stays.

The sample is not the whole set: a value of which every sampled filling was ruled out may still have another that
stays. So what is left is counted too low, never too high, and the number of cells that become known is an upper limit.

Run: PYTHONPATH=. python benchmarks/bench_replay.py [--councils 10] [--years 3] [--samples 2]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from bench_suppression import EARLIER, YEARS, Council

from foi_return.disclosure.audit import as_published, hidden_rows
from foi_return.disclosure.components import divide
from foi_return.disclosure.pattern import Filling, Suppression, suppress
from foi_return.disclosure.problem import InnerCount, Key, Problem, SumCell, Zeros
from foi_return.disclosure.reader import Reader

REACH = 6
"""How far a sampled filling may be from the true count of an inner cell."""

NODES = 2_000
"""The nodes of each search for a sampled filling."""


@dataclass(frozen=True, slots=True)
class YearOfReply:
    """One year of a council's reply.

    Attributes:
        current: The reply, with the earlier answer among its statements.
        earlier: The earlier answer as a problem of its own; None where it does not cover the year.
    """

    current: Problem
    earlier: Problem | None


@dataclass(frozen=True, slots=True)
class CellLeft:
    """What is left to one small cell.

    Attributes:
        before: The values up to the threshold that the statements leave.
        after: Those of them that some filling of the sample keeps.
        fillings: How many distinct fillings of the sample keep some value up to the threshold, and how many there were.
    """

    key: Key
    value: int
    before: frozenset[int]
    after: frozenset[int]
    fillings: tuple[int, int]


def only(problem: Problem, year: str) -> Problem:
    """The part of a problem that is about one year."""
    positions = [position for position, inner in enumerate(problem.inner) if inner.name[0] == year]
    place = {position: number for number, position in enumerate(positions)}
    cells = [cell for cell in problem.cells if cell.key[0] == year]
    statements = [each for each in problem.statements if all(position in place for position, _ in each.terms)]
    return Problem(
        tuple(problem.inner[position] for position in positions),
        tuple(replace(cell, sums=tuple(place[position] for position in cell.sums)) for cell in cells),
        tuple(
            replace(each, terms=tuple((place[position], factor) for position, factor in each.terms))
            for each in statements
        ),
        problem.protection,
    )


def year_of_reply(council: Council, year: str) -> YearOfReply:
    """One year, with the earlier answer where it covers it."""
    current = only(council.problem(), year)
    if year not in YEARS[1:6]:
        return YearOfReply(current, None)
    cells = tuple(council.cells((year,), EARLIER, with_sex=False, apart=False))
    return YearOfReply(current, only(Problem(council.inner, cells, (), council.protection), year))


def filled(problem: Problem, filling: Filling) -> Problem:
    """The problem of a council whose true counts are a filling."""
    moves = dict(filling)
    counts = [inner.count + moves.get(position, 0) for position, inner in enumerate(problem.inner)]
    inner = tuple(InnerCount(each.name, count) for each, count in zip(problem.inner, counts, strict=True))

    def moved(cell: SumCell) -> SumCell:
        return replace(cell, value=sum(counts[position] for position in cell.sums))

    return replace(problem, inner=inner, cells=tuple(moved(cell) for cell in problem.cells))


def in_class(reader: Reader, threshold: int) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of each cell's move that keep zeros zero, small cells small and other cells large."""
    values = reader.component.values
    small = (values > 0) & (values < threshold)
    low = np.where(small, 1 - values, np.where(values == 0, 0, threshold - values))
    high = np.where(small, threshold - 1 - values, np.where(values == 0, 0, np.inf))
    return low.astype(np.float64), high.astype(np.float64)


def sampled(problem: Problem, found: Suppression, samples: int, seed: int) -> Iterator[Filling]:
    """Fillings that agree with all that is published, spread over the values of each small cell."""
    draw = np.random.Generator(np.random.PCG64(seed))
    for component in divide(problem, all_parts=True):
        pattern = hidden_rows(problem, component, found.hidden)
        reader = Reader(replace(component, states=as_published(component, pattern)), NODES)
        shown = reader.component.everything_hidden
        for cell in component.small:
            keys = [problem.cells[position].key for position in component.positions[cell]]
            wanted = {value for key in keys for value in found.witnesses.get(key, {})}
            for value, turn in ((value, turn) for value in sorted(wanted) for turn in range(samples)):
                filling = sample(reader, int(cell), value, shown, turn % 2 == 0, problem.protection.threshold, draw)
                if filling is not None:
                    yield component.expand(filling)


def sample(
    reader: Reader,
    cell: int,
    value: int,
    shown: np.ndarray,
    keep_class: bool,
    threshold: int,
    draw: np.random.Generator,
) -> np.ndarray | None:
    """One filling with a value for a cell, at a random corner; None where none is near."""
    part = reader.programme(cell, value, shown)
    model = part.model
    cost = draw.integers(-3, 4, len(model.cost)).astype(np.float64)
    row_low, row_high = model.row_low.copy(), model.row_high.copy()
    if keep_class:
        low, high = in_class(reader, threshold)
        hidden = np.flatnonzero((np.arange(len(low)) != cell) & shown)
        row_low[hidden] = np.maximum(row_low[hidden], low[hidden])
        row_high[hidden] = np.minimum(row_high[hidden], high[hidden])
    near = replace(
        model, cost=cost, low=np.maximum(model.low, -REACH), high=np.full(len(cost), float(REACH)),
        row_low=row_low, row_high=row_high,
    )  # fmt: skip
    columns = reader.run(replace(part, model=near), whole=True).columns
    if not len(columns):
        return None
    moves = np.rint(columns).astype(np.int64)
    return moves if reader.witnesses.possible(moves) else None


def same_pattern(year: YearOfReply, filling: Filling, hidden: frozenset[Key], before: frozenset[Key]) -> bool:
    """Whether the program would have hidden the same cells, now and then, had the filling been the truth."""
    if year.earlier is not None and suppress(filled(year.earlier, filling)).hidden != before:
        return False
    return suppress(filled(year.current, filling)).hidden == hidden


def agrees(year: YearOfReply, filling: Filling, hidden: frozenset[Key]) -> bool:
    """Whether a filling agrees with every shown figure, every statement, and that hidden cells are at least 1."""
    moved = filled(year.current, filling)  # raises where a statement is false
    shown = {cell.key: cell.value for cell in year.current.cells if cell.published and cell.key not in hidden}
    return all(
        cell.value == shown[cell.key] if cell.key in shown else cell.value >= 1 or not cell.published
        for cell in moved.cells
    )


def replay(year: YearOfReply, samples: int, seed: int) -> tuple[list[CellLeft], int, int]:
    """Replays one year; gives its small cells, and how many fillings were tried and how many stayed."""
    found = suppress(year.current)
    before = suppress(year.earlier).hidden if year.earlier is not None else frozenset()
    fillings = {(): None}
    fillings.update({filling: None for values in found.witnesses.values() for filling in values.values()})
    fillings.update(dict.fromkeys(sampled(year.current, found, samples, seed)))
    stays = {}
    for filling in fillings:
        if not agrees(year, filling, found.hidden):
            raise AssertionError("A candidate contradicts what is published")
        stays[filling] = same_pattern(year, filling, found.hidden, before)
    if not stays[()]:
        raise AssertionError("The program gave another pattern for the same counts")
    cells = {cell.key: cell for cell in year.current.cells}
    left = [cell_left(cells[key], values, stays, year.current.protection.threshold)
            for key, values in found.witnesses.items()]  # fmt: skip
    return left, len(stays), sum(stays.values())


def cell_left(cell: SumCell, values: Mapping[int, Filling], stays: Mapping[Filling, bool], top: int) -> CellLeft:
    """What the sample leaves to one cell."""
    after, kept, tried = set(), 0, 0
    for filling, stayed in stays.items():
        moves = dict(filling)
        value = cell.value + sum(moves.get(position, 0) for position in cell.sums)
        if value > top:
            continue
        tried += 1
        kept += stayed
        if stayed:
            after.add(value)
    return CellLeft(cell.key, cell.value, frozenset(values), frozenset(after) & frozenset(values), (kept, tried))


def report(name: str, left: list[CellLeft]) -> None:
    """One row: medians over cells, and how many cells become known."""
    open_before = [cell for cell in left if len(cell.before) > 1]
    known = [cell for cell in open_before if len(cell.after) == 1]
    two = [cell for cell in open_before if len(cell.after) == 2]
    if not open_before:
        return
    shares = [cell.fillings[0] / cell.fillings[1] for cell in open_before]
    print(
        f"| {name} | {len(open_before)} | {statistics.median(len(cell.before) for cell in open_before):g} | "
        f"{statistics.median(len(cell.after) for cell in open_before):g} | "
        f"{statistics.median(shares):.0%} | {len(two)} | {len(known)} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--councils", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--samples", type=int, default=2)
    arguments = parser.parse_args()
    everything: list[CellLeft] = []
    start = time.process_time()
    print("| council | small cells not out already | values left by the statements (median) | after replay (median) | "
          "fillings that stay (median share) | two values left | one value left |")  # fmt: skip
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    years = [YEARS[each] for each in random.Random(0).sample(range(len(YEARS)), arguments.years)]
    tried = stayed = 0
    for seed in range(arguments.first, arguments.councils):
        children = (300, 1500, 5000)[seed % 3]
        council = Council(seed, children, Zeros.SHOWN)
        left: list[CellLeft] = []
        for year in years:
            cells, some, kept = replay(year_of_reply(council, year), arguments.samples, seed)
            left += cells
            tried, stayed = tried + some, stayed + kept
        report(f"{seed}, {children} children", left)
        everything += left
    report("all", everything)
    for published in (True, False):
        role = "published" if published else "latent"
        report(f"all {role}", [cell for cell in everything if is_published(cell.key) == published])
    print(f"\nyears {', '.join(sorted(years))}; {tried} fillings replayed, {stayed} stayed; "
          f"{time.process_time() - start:.0f} s of processor time")  # fmt: skip
    for value in range(1, 6):
        has = [cell for cell in everything if value in cell.before and len(cell.before) > 1]
        print(f"value {value}: left to {len(has)} cells by the statements, to "
              f"{sum(value in cell.after for cell in has)} after the replay")  # fmt: skip


def is_published(key: Key) -> bool:
    """Whether a cell of the councils stands in a table."""
    return not key[1].endswith(" only")


if __name__ == "__main__":
    main()
