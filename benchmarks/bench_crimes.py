"""From a million rows of recorded crime (CSV) to a whole answer: this program, an analyst's script, and the floor.

The same comparison as `build_from_csv.py`, for a request whose unit is crimes and whose rows are offences and outcomes
as they come: hundreds of rows in a table instead of a few.

    PYTHONPATH=. python benchmarks/bench_crimes.py --rows 1000000 --runs 3
"""

from __future__ import annotations

import argparse
import shutil
import sys

from benchmarks.build_from_csv import HERE, WORK, compare
from foi_return.synthetic.recorded_crime import write_recorded_crime

ROWS_PER_CRIME = 1.38
"""Rows of the synthetic CONNECT file for each crime: some crimes are exported twice."""

FLOOR = """
import duckdb
columns = ["Crime Number", "Incident Created Date", "HO Sub Sub Group", "HO Outcome Desc", "Keyword Desc"]
counts = ', '.join(f'COUNT("{{name}}")' for name in columns)
source = "read_csv({path!r}, all_varchar = true, header = true, skip = 3)"
duckdb.connect().execute(f"SELECT {{counts}} FROM {{source}}").fetchall()
"""


def main() -> None:
    """Makes the extract if it is not there, runs the three in turn, prints medians and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    folder = WORK / f"crimes-{arguments.rows}"
    path = folder / "connect.csv"
    if not path.exists():
        write_recorded_crime(folder, seed=1, crimes=round(arguments.rows / ROWS_PER_CRIME))
    with path.open("rb") as file:
        rows = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    print(f"extract: {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
    output = WORK / "output"
    shutil.rmtree(output, ignore_errors=True)
    build = [sys.executable, "-m", "foi_return", "build", "--request", "recorded-crime", "--map", "police-connect"]
    build += ["--reference", "BENCH", "--extracted-on", "2020-11-30", f"--source=connect={path}"]
    commands = {
        "floor": [sys.executable, "-c", FLOOR.format(path=str(path))],
        "foi-return": [*build, "--output", str(output)],
        "analyst": [sys.executable, str(HERE / "analyst_crimes.py"), str(path), str(WORK / "crimes.xlsx")],
    }
    medians = compare(commands, arguments.runs)
    print(f"foi-return / floor   {medians['foi-return'] / medians['floor']:.2f}")
    print(f"foi-return / analyst {medians['foi-return'] / medians['analyst']:.2f}")


if __name__ == "__main__":
    main()
