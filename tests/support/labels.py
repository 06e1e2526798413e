"""Labelled columns and values, in the styles of the systems that councils use: what suggestions are scored against.

The labels stand in `tests/labels`. A third of the columns and of the values is held out, by a draw that anybody can
repeat, and is scored only when the suggestions are finished. All names and values are invented, or are public names of
columns; the cells of the files are drawn at random.
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).parents[1] / "labels"
SEED = 20261125
"""Chooses what is held out, and the cells of the files."""

ROWS = 300
OPEN, HELD_OUT = "open", "held out"

Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class ValueLabel:
    """One value of a column and what it means.

    Attributes:
        group: The values that stand in one column together.
        column: The column's name.
        value: The value as the system writes it.
        means: The categories and contexts that it may mean; none where it means nothing that is asked for.
        how: `one` meaning; `several`, each of them true of the value; `either`, which cannot be told from the value,
            so none of them may be taken for granted; `doubtful`, which an officer must decide; or `none`.
        split: Open, or held out.
    """

    group: str
    column: str
    value: str
    means: frozenset[str]
    how: str
    split: str


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """One column of a file and what it is for.

    Attributes:
        file: The file's name.
        column: The column's name.
        role: id (of the child), birth_date, sex, start, end, risk, identified, code, setting, text, or none.
        holds: What its cells are like, for `write_file`.
        filled: The share of its cells that are filled, in percent.
        split: Open, or held out.
    """

    file: str
    column: str
    role: str
    holds: str
    filled: int
    split: str


@dataclass(frozen=True, slots=True)
class FileLabel:
    """One file: the system whose style it has, and whether it lists people, records, both or neither."""

    file: str
    system: str
    kind: str


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels."""

    files: tuple[FileLabel, ...]
    columns: tuple[ColumnLabel, ...]
    values: tuple[ValueLabel, ...]

    def group(self, name: str) -> tuple[ValueLabel, ...]:
        """The values of one group, in their order."""
        return tuple(label for label in self.values if label.group == name)


def load_labels() -> Labels:
    """The labels, each with its side of the split."""
    columns, values = _rows("columns"), _rows("values")
    held_columns = draw_held_out(columns, lambda row: row["role"])
    held_values = draw_held_out(values, lambda row: row["how"])
    return Labels(
        tuple(FileLabel(row["file"], row["system"], row["kind"]) for row in _rows("files")),
        tuple(
            ColumnLabel(row["file"], row["column"], row["role"], row["holds"], int(row["filled"]), _split(held))
            for row, held in zip(columns, held_columns, strict=True)
        ),
        tuple(
            ValueLabel(
                row["group"], row["column"], row["value"], frozenset(row["means"].split(";")) - {""}, row["how"],
                _split(held),
            )
            for row, held in zip(values, held_values, strict=True)
        ),
    )  # fmt: skip


def draw_held_out(labels: Sequence[Label], stratum: Callable[[Label], str]) -> list[bool]:
    """Which labels are held out: a third of each stratum, by a seeded draw."""
    strata: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        strata[stratum(label)].append(place)
    held: set[int] = set()
    for name in sorted(strata):
        draw = random.Random(f"{SEED} {name}")
        held.update(draw.sample(strata[name], round(len(strata[name]) / 3)))
    return [place in held for place in range(len(labels))]


def write_file(labels: Labels, name: str, folder: Path, rows: int = ROWS) -> Path:
    """Writes a file of the labelled columns, with cells drawn at random, and returns its path."""
    columns = [label for label in labels.columns if label.file == name]
    cells = [_cells(label, labels, rows) for label in columns]
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([label.column for label in columns])
        writer.writerows(zip(*cells, strict=True))
    return path


def _cells(label: ColumnLabel, labels: Labels, rows: int) -> list[str]:
    draw = random.Random(f"{SEED} {label.file} {label.column}")
    kind, _, what = label.holds.partition(" ")
    make = _MAKERS[kind](draw, what, labels)
    cells = [make(row) if draw.random() * 100 < label.filled else "" for row in range(rows)]
    if not any(cells):
        cells[0] = make(0)
    return cells


Maker = Callable[[int], str]


def _ids(draw: random.Random, what: str, labels: Labels) -> Maker:
    del labels
    numbers = draw.sample(range(100_000, 999_999), 1000)
    return (lambda row: str(numbers[row])) if what == "unique" else (lambda _: str(numbers[draw.randrange(180)]))


def _dates(first: int, last: int) -> Callable[[random.Random, str, Labels], Maker]:
    def maker(draw: random.Random, what: str, labels: Labels) -> Maker:
        del labels
        start = date(first, 1, 1)
        days = (date(last, 12, 31) - start).days
        return lambda _: _written(start + timedelta(draw.randrange(days)), what)

    return maker


def _written(day: date, form: str) -> str:
    month = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"][day.month - 1]
    forms = {"dd/mm/yyyy": "{0:%d/%m/%Y}", "yyyy-mm-dd": "{0:%Y-%m-%d}", "dd-mmm-yyyy": "{0:%d}-{1}-{0:%Y}"}
    return forms[form].format(day, month)


def _listed(draw: random.Random, values: Sequence[str]) -> Maker:
    """Each value at least a few times, the first ones most."""
    weights = [1 / (place + 2) for place in range(len(values))]
    return lambda row: values[row % len(values)] if row < 6 * len(values) else draw.choices(values, weights)[0]


def _list(draw: random.Random, what: str, labels: Labels) -> Maker:
    del labels
    return _listed(draw, what.split("|"))


def _group(draw: random.Random, what: str, labels: Labels) -> Maker:
    return _listed(draw, [label.value for label in labels.group(what)])


def _several(join: Callable[[list[str]], str]) -> Callable[[random.Random, str, Labels], Maker]:
    def maker(draw: random.Random, what: str, labels: Labels) -> Maker:
        group = {"factors": "factors_codes"}.get(what, what)
        values = [label.value for label in labels.group(group)]
        return lambda row: join(sorted({values[row % len(values)], *draw.sample(values, draw.randrange(3))}))

    return maker


_SENTENCE_WORDS = tuple(
    "met with family school said that visit planned no concerns about cse or gangs discussed online follow up".split()  # noqa: SIM905
)


def _text(draw: random.Random, what: str, labels: Labels) -> Maker:
    del what, labels
    words = _SENTENCE_WORDS
    return lambda _: " ".join(draw.choices(words, k=draw.randrange(6, 14))).capitalize() + "."


def _names(draw: random.Random, what: str, labels: Labels) -> Maker:
    del what, labels
    return lambda _: "Name " + "".join(draw.choices("abcdefghij", k=5))


def _numbers(draw: random.Random, what: str, labels: Labels) -> Maker:
    del labels
    return lambda _: str(draw.randrange(int(what) + 1))


_MAKERS: Mapping[str, Callable[[random.Random, str, Labels], Maker]] = {
    "ids": _ids,
    "births": _dates(2004, 2024),
    "dates": _dates(2018, 2025),
    "list": _list,
    "group": _group,
    "json": _several(json.dumps),
    "delimited": _several("; ".join),
    "text": _text,
    "names": _names,
    "numbers": _numbers,
}


def _split(held: bool) -> str:
    return HELD_OUT if held else OPEN


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def of_split(labels: Iterable[ValueLabel], split: str) -> list[ValueLabel]:
    """The values of one side of the split."""
    return [label for label in labels if label.split == split]
