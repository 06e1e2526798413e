"""From a large extract (CSV) to a workbook: this program, a good analyst's script, and the floor, in one run.

The floor is DuckDB reading the same columns of the same file and nothing else. Each is a process of its own; wall time,
processor time and peak memory are the kernel's. Ratios are what to quote: times depend on the machine.

    python benchmarks/build_from_csv.py --rows 1000000 --runs 3
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE / ".work"
FLOOR = """
import duckdb
c = duckdb.connect()
files = (
    ({hazards!r}, 2, ["Person ID", "Hazard", "Risk level", "Identified as", "Setting", "Start date", "End date"]),
    ({people!r}, 0, ["Person ID", "Date of birth", "Gender"]),
)
for path, skip, columns in files:
    counts = ', '.join(f'COUNT("{{name}}")' for name in columns)
    source = f"read_csv('{{path}}', all_varchar = true, header = true, skip = {{skip}})"
    c.execute(f"SELECT {{counts}} FROM {{source}}").fetchall()
"""


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds, seconds of processor, megabytes at the peak."""

    wall: float
    processor: float
    memory: float


def run(command: list[str]) -> Measured:
    """Runs a command to its end and measures it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        message = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{command[:3]} failed:\n{message}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(commands: dict[str, list[str]], runs: int) -> dict[str, float]:
    """Runs the commands in turn, prints what each took, and gives the median of its seconds."""
    measured: dict[str, list[Measured]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            figures = run(command)
            if turn:  # the first warms the disk's cache
                measured[name].append(figures)
    print(f"{'':12}{'wall s':>18}{'processor s':>14}{'peak MB':>10}   (median; least to most)")
    medians = {}
    for name, taken in measured.items():
        walls = sorted(item.wall for item in taken)
        medians[name] = statistics.median(walls)
        processor = statistics.median(item.processor for item in taken)
        memory = statistics.median(item.memory for item in taken)
        print(f"{name:12}{medians[name]:8.2f} ({walls[0]:.2f}-{walls[-1]:.2f}){processor:10.2f}{memory:10.0f}")
    return medians


def main() -> None:
    """Makes the extract if it is not there, runs the three in turn, prints medians and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    from foi_return.synthetic import HAZARD_ROWS_PER_CHILD, extract_files

    folder = WORK / str(arguments.rows)
    if not (folder / "missing.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        extract_files.SHEET_ROWS_LIMIT = 0  # always CSV
        files = extract_files.write_extract(folder, seed=1, children=round(arguments.rows / HAZARD_ROWS_PER_CHILD))
        print(f"extract: {files.hazard_rows:,} records, {files.people_rows:,} people")
    hazards, people, missing = (str(folder / name) for name in ("exploitation.csv", "people.csv", "missing.csv"))
    output = WORK / "output"
    shutil.rmtree(output, ignore_errors=True)
    sources = [f"--source={name}={path}" for name, path in
               (("hazards", hazards), ("people", people), ("missing", missing))]  # fmt: skip
    build = [sys.executable, "-m", "foi_return", "build", "--map", "anytown", "--reference", "BENCH", *sources]
    commands = {
        "floor": [sys.executable, "-c", FLOOR.format(hazards=hazards, people=people)],
        "foi-return": [*build, "--output", str(output)],
        "analyst": [sys.executable, str(HERE / "analyst_script.py"), hazards, people, missing, str(WORK / "a.xlsx")],
    }
    medians = compare(commands, arguments.runs)
    print(f"foi-return / floor   {medians['foi-return'] / medians['floor']:.2f}")
    print(f"foi-return - 3 floor {medians['foi-return'] - 3 * medians['floor']:.2f} s (aim: at most 1 s)")
    print(f"foi-return / analyst {medians['foi-return'] / medians['analyst']:.2f} (aim: below 1)")


if __name__ == "__main__":
    main()
