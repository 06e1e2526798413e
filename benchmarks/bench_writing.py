"""What writing a workbook costs, as a ratio to the floor and to the best-known tool.

Three writers write the same tables: this program (with all that stands beside a table: cover, contents, questions,
notes, definitions, headings, heights of rows), XlsxWriter alone writing the same cells of the same sheets (the floor),
and gptables, where it is installed (`just bench-writing` makes an environment for it). Each runs in a process of its
own, so that its peak of memory is its own; imports are not counted.

    PYTHONPATH=. python benchmarks/bench_writing.py --tables 8 200
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROUNDS = 5
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, nargs="+", default=[8, 200])
    parser.add_argument("--gptables", metavar="PYTHON", help="the interpreter of an environment that has gptables")
    parser.add_argument("--write", nargs=2, metavar=("WRITER", "TABLES"), help=argparse.SUPPRESS)
    parser.add_argument("--file", metavar="FILE", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        _measure_one(arguments.write[0], int(arguments.write[1]), Path(arguments.file))
        return
    writers = {"floor": sys.executable, "foi-return": sys.executable, "foi-return, charts": sys.executable}
    if arguments.gptables:
        writers["gptables"] = arguments.gptables
    folder = HERE / ".work" / "writing"
    folder.mkdir(parents=True, exist_ok=True)
    print(
        "| tables | writer | processor s | ratio to floor | peak MB | file kB |\n| --- | --- | --- | --- | --- | --- |"
    )
    for tables in arguments.tables:
        floor = 0.0
        for writer, interpreter in writers.items():
            file = folder / f"{writer.replace(', ', '-')}-{tables}.xlsx"
            words = [interpreter, __file__, "--write", writer, str(tables), "--file", str(file)]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            floor = floor or found["seconds"]
            print(
                f"| {tables} | {writer} | {found['seconds']:.3f} | {found['seconds'] / floor:.1f} | "
                f"{found['peak']:.0f} | {file.stat().st_size / 1000:.0f} |"
            )


def _measure_one(writer: str, tables: int, file: Path) -> None:
    """Writes several times and prints the best time, in seconds, and the peak of memory, in MB."""
    figures = HERE / ".work" / "writing" / f"figures-{tables}.json"
    write = {"foi-return": _ours, "foi-return, charts": _charted, "floor": _floor, "gptables": _gptables}[writer]
    once: Callable[[], None] = write(tables, figures, file)
    once()
    best = min(_timed(once) for _ in range(ROUNDS if tables < 50 else 2))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": best, "peak": peak}))


def _timed(once: Callable[[], None]) -> float:
    start = time.process_time()
    once()
    return time.process_time() - start


def _ours(tables: int, figures: Path, file: Path, charts: bool = False) -> Callable[[], None]:
    from foi_return.outputs.workbook import write_workbook

    answer = _answer(tables)
    figures.write_text(json.dumps(_as_lists(answer)), encoding="utf-8")
    return lambda: write_workbook(answer, file, charts=charts)


def _charted(tables: int, figures: Path, file: Path) -> Callable[[], None]:
    return _ours(tables, figures, file, charts=True)


def _answer(tables: int):  # type: ignore[no-untyped-def]
    """The test's realistic answer with so many tables: its own nine, again and again."""
    from tests.support.protected import realistic_return

    answer = replace(realistic_return(), protection_stands=True)
    many = [
        replace(answer.tables[number % 9], key=f"{answer.tables[number % 9].key}-{number // 9}")
        for number in range(tables)
    ]
    return replace(answer, tables=tuple(many))


def _as_lists(answer) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    """Each sheet as its lines and the rows of its table, for writers that know nothing of this program."""
    from foi_return.outputs.workbook_layout import lay_out

    def plain(cell: object) -> object:
        return getattr(cell, "text", cell)

    return [
        {
            "name": sheet.name,
            "lines": [line.text for line in sheet.lines],
            "columns": [column.heading for column in sheet.table.columns] if sheet.table else [],
            "rows": [[plain(cell) for cell in row] for row in sheet.table.rows] if sheet.table else [],
        }
        for sheet in lay_out(answer)
    ]


def _floor(tables: int, figures: Path, file: Path) -> Callable[[], None]:
    """XlsxWriter alone: the same texts and numbers in the same places, as Excel tables, and nothing else."""
    import xlsxwriter

    figures.write_text(json.dumps(_as_lists(_answer(tables))), encoding="utf-8")
    sheets = json.loads(figures.read_text(encoding="utf-8"))

    def once() -> None:
        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "in_memory": True}) as workbook:
            for sheet in sheets:
                worksheet = workbook.add_worksheet(sheet["name"])
                worksheet.write_column(0, 0, sheet["lines"])
                if sheet["columns"]:
                    top = len(sheet["lines"])
                    worksheet.add_table(
                        top, 0, top + len(sheet["rows"]), len(sheet["columns"]) - 1,
                        {"data": sheet["rows"], "columns": [{"header": name} for name in sheet["columns"]]},
                    )  # fmt: skip

    return once


def _gptables(_tables: int, figures: Path, file: Path) -> Callable[[], None]:
    import gptables
    import pandas

    sheets = json.loads(figures.read_text(encoding="utf-8"))
    answering = {sheet["name"]: sheet for sheet in sheets if sheet["name"].startswith("Q") and sheet["rows"]}

    def once() -> None:
        made = {
            name: gptables.GPTable(
                table=pandas.DataFrame(sheet["rows"], columns=sheet["columns"]),
                table_name=f"t_{name}".lower(),
                title=sheet["lines"][0],
                subtitles=sheet["lines"][1:2],
                scope=sheet["lines"][2],
                source=sheet["lines"][-3],
                index_columns={2: 0},
            )
            for name, sheet in answering.items()
            if name not in ("Questions", "Question_2")
        }
        cover = gptables.Cover(cover_label="Cover", title=sheets[0]["lines"][0], intro=sheets[0]["lines"][1:4])
        gptables.write_workbook(filename=str(file), sheets=made, cover=cover, contentsheet_label="Contents")

    return once


if __name__ == "__main__":
    main()
