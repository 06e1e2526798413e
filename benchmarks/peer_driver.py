"""Runs the peer on one table; started by bench_peer.py with the Python of the peer's own environment.

Reads task.json in the folder given, writes found.json there: the numbers of the cells that the peer hides besides.
Imports nothing of this project. The text for the optimal method is the one that the peer itself writes, with exact
weights; the modular method goes the peer's usual way, through a table of all cells and its description.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pytauargus import HiTaSCtrl
from pytauargus.batch import Suppress
from pytauargus.engine import CS_SECONDARY_UNSAFE, CS_SECONDARY_UNSAFE_MANUAL, Engine, parse_rda_table

TOTAL = "Total"


def optimal(task: dict[str, Any], folder: Path) -> list[int]:
    """Cells that the optimal method hides besides, from relations with bounds and protection levels."""
    top = max(cell["value"] for cell in task["cells"]) * 2 + 100
    lines = ["0", str(len(task["cells"]))]
    for number, cell in enumerate(task["cells"]):
        below, above = cell["levels"]
        known = f"{cell['value']} {cell['weight']} {cell['status']}"
        lines.append(f"{number} {known} {cell['least']} {top} {below:.3f} {above:.3f} 0")
    lines.append(str(len(task["relations"])))
    for total, parts in task["relations"]:
        terms = " ".join(f"{part} (1)" for part in parts)
        lines.append(f"0 {len(parts) + 1} : {total} (-1) {terms} ")
    asked, answer = folder / "jj.in", folder / "jj.out"
    asked.write_text("\n".join(lines) + "\n")
    solver = HiTaSCtrl()
    code = solver.full_jj(in_file_jj=str(asked), out_file=str(answer), max_time=task["minutes"])
    if code > 1:
        raise SystemExit(f"The peer gave up with code {code}: {solver.error_string(code)}")
    found = {int(line.split()[0]) for line in answer.read_text().splitlines() if line.strip()}
    return sorted(number for number in found if task["cells"][number]["status"] != "u")


def modular(task: dict[str, Any], folder: Path) -> list[int]:
    """Cells that the modular method hides besides, from the table itself."""
    width = len(task["cells"][0]["place"])
    described = ['<SEPARATOR> ";"', '<SAFE> "S"', '<UNSAFE> "U"', '<PROTECT> "P"']
    for dimension in range(width):
        described += [f"D{dimension}", " <RECODEABLE>", f' <TOTCODE> "{TOTAL}"']
    described += ["N", " <NUMERIC>", "C", " <NUMERIC> <COST>", "F", " <FREQUENCY>", "S", " <STATUS>"]
    described += ["L", " <NUMERIC> <LOWERPL>", "U", " <NUMERIC> <UPPERPL>"]
    (folder / "table.rda").write_text("\n".join(described) + "\n")
    rows = []
    for cell in task["cells"]:
        place = [TOTAL if each is None else f"c{each:02}" for each in cell["place"]]
        status = "U" if cell["status"] == "u" else "S"
        numbers = [cell["value"], cell["weight"], cell["value"], status, *cell["levels"]]
        rows.append(";".join([*place, *map(str, numbers)]))
    (folder / "table.tab").write_text("\n".join(rows) + "\n")
    (folder / "task.arb").write_text(
        f'<OPENTABLEDATA> "{folder / "table.tab"}"\n<OPENMETADATA> "{folder / "table.rda"}"\n'
        f'<SPECIFYTABLE> {"".join(chr(34) + f"D{each}" + chr(34) for each in range(width))}|"N"||"C"\n'
        "<SAFETYRULE> MAN(20)\n<READTABLE>\n"
    )
    parse_rda_table(folder / "table.rda")
    engine = Engine()
    engine.run_batch(folder / "task.arb")
    engine.suppress(Suppress("MOD", 1, mod_max_time=task["minutes"], mod_singleton=True))
    codes = [sorted({cell["place"][each] for cell in task["cells"]} - {None}) for each in range(width)]
    found = []
    for number, cell in enumerate(task["cells"]):
        # In the engine's own order the total comes first in each dimension.
        place = 0
        for dimension, own in enumerate(cell["place"]):
            place = place * (len(codes[dimension]) + 1) + (0 if own is None else codes[dimension].index(own) + 1)
        if abs(engine._tau.get_table_cell_value(0, place) - cell["value"]) > 1e-9:
            raise SystemExit(f"Cell {number} is not where it should be in the peer's table")
        if engine._tau.get_table_cell_status(0, place) in (CS_SECONDARY_UNSAFE, CS_SECONDARY_UNSAFE_MANUAL):
            found.append(number)
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    task = json.loads((folder / "task.json").read_text())
    start = time.process_time()
    hidden = {"OPT": optimal, "MOD": modular}[task["method"]](task, folder)
    seconds = time.process_time() - start
    (folder / "found.json").write_text(
        json.dumps({"hidden": hidden, "seconds": seconds, "version": version("pytauargus")})
    )


if __name__ == "__main__":
    main()
