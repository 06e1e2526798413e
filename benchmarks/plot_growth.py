"""How processor time, hidden cells and the gap to the bound grow with the number of cells.

    PYTHONPATH=. python benchmarks/plot_growth.py measure benchmarks/growth.csv 80 160 ...   adds rows, one per size
    PYTHONPATH=. python benchmarks/plot_growth.py draw benchmarks/growth.csv docs/growth.svg

Drawing needs matplotlib (`benchmarks/requirements-plot.txt`), measuring does not. The picture is the same, byte for
byte, for the same figures. Replies are those of bench_suppression's councils, cut to some of their years; cubes are
single tables with all totals, which hold together as one component.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foi_return.disclosure.problem import Problem

CUBES = {
    80: (3, 3, 4),
    160: (7, 3, 4),
    320: (7, 3, 1, 4),
    640: (7, 3, 3, 4),
    1408: (7, 10, 3, 3),
    2720: (7, 16, 3, 4),
    8160: (7, 50, 3, 4),
}
COLUMNS = ("kind", "cells", "small", "besides", "cost", "bound", "seconds")
KINDS = {"reply": ("o", "whole replies, by years"), "cube": ("s", "single tables with all totals")}


def reply(years: int) -> Problem:
    """The reply to the core request for so many years, with an earlier answer about those that it covers."""
    from bench_suppression import BANDS, YEARS, Council

    from foi_return.disclosure.problem import Problem, Zeros

    council = Council(1, 1500, Zeros.SHOWN)
    whole = council.problem()
    kept = set(YEARS[:years])
    statements = tuple(
        each for each in whole.statements if whole.inner[each.terms[0][0]].name[0] in kept
    )  # fmt: skip
    return Problem(council.inner, tuple(council.cells(YEARS[:years], BANDS)), statements, council.protection)


def measure(kind: str, problem: Problem) -> dict[str, object]:
    """One row."""
    from foi_return.disclosure.pattern import suppress

    start = time.process_time()
    found = suppress(problem)
    seconds = time.process_time() - start
    return {
        "kind": kind,
        "cells": sum(cell.published for cell in problem.cells),
        "small": len(found.primary),
        "besides": len(found.secondary),
        "cost": found.cost,
        "bound": found.bound,
        "seconds": round(seconds, 2),
    }


def write(path: Path, row: dict[str, object]) -> None:
    """Adds a row, in place of one of the same kind and size."""
    rows = [each for each in read(path) if (each["kind"], each["cells"]) != (row["kind"], str(row["cells"]))]
    rows.append({name: str(row[name]) for name in COLUMNS})
    rows.sort(key=lambda each: (each["kind"], int(each["cells"])))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    """The rows so far."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def draw(rows: list[dict[str, str]], path: Path) -> None:
    """Three panels over the number of cells."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(12, 4), layout="constrained")
    for kind, (marker, label) in KINDS.items():
        own = [row for row in rows if row["kind"] == kind]
        cells = [int(row["cells"]) for row in own]
        gaps = [100 * (int(row["cost"]) - int(row["bound"])) / max(1, int(row["cost"])) for row in own]
        hidden = [100 * (int(row["small"]) + int(row["besides"])) / int(row["cells"]) for row in own]
        seconds = [max(0.01, float(row["seconds"])) for row in own]
        for panel, values in zip(panels, (seconds, hidden, gaps), strict=True):
            panel.plot(cells, values, marker=marker, label=label)
    titles = ("Processor time, seconds", "Cells hidden, %", "Gap between pattern and bound, % of weight")
    for panel, title in zip(panels, titles, strict=True):
        panel.set_xscale("log")
        panel.set_xlabel("Published cells")
        panel.set_title(title, fontsize=10)
        panel.grid(alpha=0.3)
    panels[0].set_yscale("log")
    for panel in panels[1:]:
        panel.set_ylim(bottom=-2)
    panels[0].legend(fontsize=8)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    describe(path, rows)


def describe(path: Path, rows: list[dict[str, str]]) -> None:
    """Gives the picture a title and a description for those who do not see it, and no trailing spaces."""
    said = "; ".join(
        f"{row['kind']} of {row['cells']} cells: {row['seconds']} s, "
        f"{int(row['small']) + int(row['besides'])} hidden, weight {row['cost']}, bound {row['bound']}"
        for row in rows
    )
    text = "\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n"
    start = text.index(">", text.index("<svg")) + 1
    head = text[:start].replace("<svg ", '<svg role="img" aria-labelledby="growth-title growth-description" ', 1)
    title = '<title id="growth-title">How the cost of disclosure control grows with the number of cells</title>'
    path.write_text(f'{head}\n {title}\n <desc id="growth-description">{said}.</desc>{text[start:]}')


def main() -> None:
    command, table, *rest = sys.argv[1:]
    if command == "draw":
        draw(read(Path(table)), Path(rest[0]))
        return
    from bench_suppression import cube

    from foi_return.disclosure.problem import Zeros

    asked = [int(each) for each in rest] or [*CUBES]
    for years in (1, 2, 4, 7) if not rest or "0" in rest else ():
        row = measure("reply", reply(years))
        write(Path(table), row)
        print(row, flush=True)
    for cells in (each for each in asked if each):
        row = measure("cube", cube(CUBES[cells], Zeros.SHOWN))
        write(Path(table), row)
        print(row, flush=True)


if __name__ == "__main__":
    main()
