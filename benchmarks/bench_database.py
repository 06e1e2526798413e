"""From a table of many records in PostgreSQL to a workbook, as ratios in one run.

The floor is a COUNT over the same columns and nothing else; the other way to do it fetches every row into pandas, and
counts nothing yet. Each is a process of its own; its memory is its own and not the server's. Needs a server that may be
filled and emptied: FOI_RETURN_TEST_POSTGRESQL names its URL.

    python benchmarks/bench_database.py --rows 1000000 --runs 3
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import psycopg
from build_from_csv import WORK, Measured, run
from psycopg import sql

from foi_return.synthetic import HAZARD_ROWS_PER_CHILD, catalogue
from foi_return.synthetic.council import generate_children

SCHEMA = "foi_return_bench"
MAP = Path(__file__).parents[1] / "field_maps" / "anytown.toml"
COLUMNS = {
    "hazards": ("Person ID", "Hazard", "Risk level", "Identified as", "Setting", "Start date", "End date"),
    "people": ("Person ID", "Date of birth", "Gender"),
}
FLOOR = """
import os, psycopg
with psycopg.connect(os.environ["BENCH_DB"]) as connection:
    for table, columns in {columns!r}.items():
        counts = ", ".join(f'COUNT("{{name}}")' for name in columns)
        connection.execute(f'SELECT {{counts}} FROM {schema}."{{table}}"').fetchall()
"""
FETCH = """
import os, pandas, psycopg
with psycopg.connect(os.environ["BENCH_DB"]) as connection:
    for table, columns in {columns!r}.items():
        names = ", ".join(f'"{{name}}"' for name in columns)
        rows = connection.execute(f'SELECT {{names}} FROM {schema}."{{table}}"').fetchall()
        pandas.DataFrame(rows, columns=list(columns))
"""


def fill(connection: psycopg.Connection, rows: int, *, dated: bool) -> None:
    """Lays down the three tables of a council of about so many records, with dates as dates or as text."""
    headers = {
        "people": catalogue.PEOPLE_HEADER,
        "hazards": catalogue.HAZARDS_HEADER[1:],
        "missing": catalogue.MISSING_HEADER,
    }
    connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    for name, header in headers.items():
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL("date" if dated and is_date(column) else "text"))
            for column in header
        )
        connection.execute(sql.SQL("CREATE TABLE {}.{} ({})").format(*map(sql.Identifier, (SCHEMA, name)), columns))
    children = list(generate_children(seed=1, children=round(rows / HAZARD_ROWS_PER_CHILD)))
    for name, header in headers.items():
        lines = (line for child in children for line in getattr(child, name))
        copy(connection, name, header, lines, dated=dated)
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


def is_date(column: str) -> bool:
    return "date" in column.lower() or column in ("Missing from", "Returned")


def copy(
    connection: psycopg.Connection, name: str, header: Sequence[str], lines: Iterable[Sequence[str]], *, dated: bool
) -> None:
    dates = {place for place, column in enumerate(header) if dated and is_date(column)}
    with connection.cursor().copy(f'COPY {SCHEMA}."{name}" FROM STDIN') as target:
        for line in lines:
            target.write_row([as_date(text) if place in dates else text for place, text in enumerate(line)])


def as_date(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").strftime("%Y-%m-%d")  # noqa: DTZ007
    except ValueError:
        return None


def write_map(path: Path) -> None:
    """The example map with its sources in the database."""
    text = MAP.read_text(encoding="utf-8")
    for name in ("people", "hazards", "missing"):
        text = text.replace(f"[sources.{name}]", f'[sources.{name}]\ntable = "{SCHEMA}.{name}"')
    path.write_text(
        text.replace("[system]", '[database]\nurl_from = "environment:BENCH_DB"\n\n[system]'), encoding="utf-8"
    )


def main() -> None:
    """Fills the tables, runs the three in turn, prints medians and ratios; once with dates, once with text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--fill", choices=("dates", "text"), help="only lay down the tables")
    arguments = parser.parse_args()
    os.environ["BENCH_DB"] = os.environ["FOI_RETURN_TEST_POSTGRESQL"]
    if arguments.fill:
        with psycopg.connect(os.environ["BENCH_DB"]) as connection:
            fill(connection, arguments.rows, dated=arguments.fill == "dates")
        return
    WORK.mkdir(exist_ok=True)
    field_map, output = WORK / "database.toml", WORK / "output-database"
    write_map(field_map)
    commands = {
        "floor": [sys.executable, "-c", FLOOR.format(columns=COLUMNS, schema=SCHEMA)],
        "foi-return": [sys.executable, "-m", "foi_return", "build", "--map", str(field_map), "--reference", "BENCH",
                       "--output", str(output)],
        "fetch": [sys.executable, "-c", FETCH.format(columns=COLUMNS, schema=SCHEMA)],
    }  # fmt: skip
    for kind, title in (("dates", "dates of the database"), ("text", "dates as text")):
        # In a process of its own: the memory of this one would be counted as that of those it starts.
        run([sys.executable, __file__, "--rows", str(arguments.rows), "--fill", kind])
        shutil.rmtree(output, ignore_errors=True)
        report(title, measure(commands, arguments.runs))
    with psycopg.connect(os.environ["BENCH_DB"], autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, list[Measured]]:
    measured: dict[str, list[Measured]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            figures = run(command)
            if turn:  # the first warms the server's cache
                measured[name].append(figures)
    return measured


def report(title: str, measured: dict[str, list[Measured]]) -> None:
    print(f"{title:24}{'wall s':>18}{'own processor s':>17}{'own peak MB':>13}   (median; least to most)")
    medians = {}
    for name, runs in measured.items():
        walls = sorted(item.wall for item in runs)
        medians[name] = statistics.median(walls)
        processor = statistics.median(item.processor for item in runs)
        memory = statistics.median(item.memory for item in runs)
        print(f"  {name:22}{medians[name]:8.2f} ({walls[0]:.2f}-{walls[-1]:.2f}){processor:13.2f}{memory:13.0f}")
    print(f"  foi-return / floor {medians['foi-return'] / medians['floor']:.2f}")
    print(f"  foi-return / fetch {medians['foi-return'] / medians['fetch']:.2f}")


if __name__ == "__main__":
    main()
