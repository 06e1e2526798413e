"""Scores what is suggested for labelled columns and values: precision and recall, by confidence.

The open two thirds are for work on the matcher; the held-out third is scored once, when that work is finished.

Run: PYTHONPATH=. python benchmarks/bench_suggest.py [--held-out] [--faults]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from foi_return.config.request import load_request
from tests.support.labels import HELD_OUT, OPEN, load_labels
from tests.support.suggest_score import Score, read_labelled_files, score_columns, score_files, score_values

LEVELS = {"high": ("high",), "medium": ("medium",), "low": ("low",), "all": ("high", "medium", "low")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="score the held-out third")
    parser.add_argument("--faults", action="store_true", help="name what is wrong and what is missed")
    arguments = parser.parse_args()
    split = HELD_OUT if arguments.held_out else OPEN
    labels, request = load_labels(), load_request("core")
    with tempfile.TemporaryDirectory() as folder:
        files = read_labelled_files(labels, Path(folder), request)
    scores = {
        "values": score_values(labels, request, split),
        "columns": score_columns(labels, files, request, split),
        "files": score_files(labels, files, request),
    }
    print(f"{split}\n\n| labels | confidence | right | wrong | precision | recall |\n|---|---|---|---|---|---|")
    for name, score in scores.items():
        for level in LEVELS:
            print(row(name, level, score))
    if arguments.faults:
        for name, score in scores.items():
            print_faults(name, score)


def row(name: str, level: str, score: Score) -> str:
    levels = LEVELS[level]
    right = sum(score.right.get(item, 0) for item in levels)
    wrong = sum(len(score.wrong.get(item, ())) for item in levels)
    recall = score.recall(*levels) if level in ("high", "all") else None
    return f"| {name} | {level} | {right} | {wrong} | {share(score.precision(*levels))} | {share(recall)} |"


def share(number: float | None) -> str:
    return "" if number is None else f"{number:.3f}"


def print_faults(name: str, score: Score) -> None:
    for level, faults in score.wrong.items():
        for fault in faults:
            print(f"{name}, wrong, {level}: {fault}")
    for fault in score.missed:
        print(f"{name}, missed: {fault}")


if __name__ == "__main__":
    main()
