"""Times what the wizard does between two questions, on an extract of its own making.

Run: PYTHONPATH=. python benchmarks/bench_wizard.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from foi_return.wizard.bench import Bench
from foi_return.wizard.course import default_of, next_turn
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.steps import understand
from foi_return.wizard.study import Study
from foi_return.wizard.supposed import supposed
from foi_return.wizard.whole_review import whole_review

SAID: dict[str, Answer] = {
    "request/start": "none",
    "request/reference": "FOI-1",
    "request/council": "Anytown Council",
    "request/contact": "",
    "request/regime": "FOIA",
    "request/received": "2026-07-06",
    "request/as_asked": "yes",
    "request/system": "Mosaic",
    "files/extracted_on": "2026-05-21",
}
OTHERS = (
    ("counting/placed_by", "open in year"),
    ("counting/age_taken", "31 March"),
    ("counting/overlap", "exclusive"),
    ("policy/profile", "five-or-fewer"),
    ("policy/profile", "fewer-than-10"),
    ("policy/profile", "bands"),
)


def write_extract(folder: Path, rows: int) -> None:
    """People, a fifth as many as records, and records of hazards of which 25 in 1,000 are exploitation."""
    tables = {
        "people": f"""SELECT 'P' || i AS "Person ID", CASE WHEN hash(i + 7) % 2 = 0 THEN 'Female' ELSE 'Male' END AS
            "Gender", strftime(DATE '2001-01-01' + (hash(i) % 7000)::INT, '%d/%m/%Y') AS "Date of birth"
            FROM range({rows // 5}) t(i)""",
        "hazards": f"""SELECT 'P' || (hash(i) % {rows // 5}) AS "Person ID", CASE WHEN h < 12 THEN 'CSE' WHEN h < 20
            THEN 'CCE' WHEN h < 23 THEN 'Gang association' WHEN h < 25 THEN 'CCE - county lines' WHEN h % 2 = 0 THEN
            'Neglect' ELSE 'Domestic abuse' END AS "Hazard", strftime(DATE '2018-04-01' + d, '%d/%m/%Y') AS
            "Start date", strftime(DATE '2018-06-01' + d, '%d/%m/%Y') AS "End date", CASE hash(i + 9) % 3 WHEN 0 THEN
            'Online' WHEN 1 THEN 'School' ELSE 'Not known' END AS "Setting"
            FROM (SELECT i, hash(i * 3) % 1000 AS h, (hash(i + 5) % 2900)::INT AS d FROM range({rows}) t(i))""",
    }
    for name, query in tables.items():
        duckdb.sql(f"COPY ({query}) TO '{folder / name}.csv' (HEADER)")


def timed(what: str, do: Callable[[], object]) -> None:
    begun = time.perf_counter()
    do()
    print(f"| {what} | {time.perf_counter() - begun:.2f} |", flush=True)


STARTS = {
    "python -c pass": ["-c", "pass"],
    "importing questionary": ["-c", "import questionary"],
    "foi-return --version": ["-m", "foi_return", "--version"],
    "the wizard up to its first question": ["-m", "foi_return", "wizard", "--plain"],
}


def time_starts() -> None:
    """The best of seven starts each: seconds on the clock, and how many times an empty Python that is."""
    print("| start | s | times python |\n|---|---|---|")
    floor = 0.0
    with tempfile.TemporaryDirectory() as folder:
        home = {**os.environ, "HOME": folder}
        for what, words in STARTS.items():
            taken = []
            for _ in range(7):
                begun = time.perf_counter()
                subprocess.run(
                    [sys.executable, *words], cwd=folder, env=home, capture_output=True, stdin=subprocess.DEVNULL
                )
                taken.append(time.perf_counter() - begun)
            floor = floor or min(taken)
            print(f"| {what} | {min(taken):.2f} | {min(taken) / floor:.0f} |", flush=True)
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    time_starts()
    with tempfile.TemporaryDirectory() as folder:
        write_extract(Path(folder), rows)
        print(f"{rows:,} rows\n\n| what | s |\n|---|---|")
        study, draft, worst = Study(None, None, None, lambda _text: None), Draft(SAID), 0.0
        while True:
            begun, read = time.perf_counter(), draft.many("files/all")
            facts, _ = study.look(draft)
            turn = next_turn(draft, facts)
            took = time.perf_counter() - begun
            if read and turn.settled is not None and turn.settled.key.startswith("files/"):
                print(f"| reading {turn.settled.key} | {took:.2f} |")
            else:
                worst = max(worst, took)
            draft = turn.draft
            if turn.step is not None:
                step = default_of(turn.step, draft)
                answer = understand(step, folder) if step.key == "files/all" else step.default
                draft = step.applied(draft, "" if answer is None else answer)
            elif turn.settled is None:
                break
        print(f"| the slowest step | {worst:.2f} |")
        bench = Bench(lambda _text: None)
        timed("the review", lambda: whole_review(draft, facts))
        timed("figures, the first time", lambda: bench.figures(draft, facts))
        timed("the same again", lambda: bench.figures(draft, facts))
        for key, answer in OTHERS:
            other = supposed(draft.said(key, answer), facts)
            assert other is not None
            timed(f"{key} = {answer}", lambda other=other: bench.figures(other, facts))  # type: ignore[misc]
        bench.close()


if __name__ == "__main__":
    main()
