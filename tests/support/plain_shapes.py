"""Joins, packed cells, conditions, crosswalks and links in plain Python, written from the words of docs/field-maps.md.

It knows nothing of an engine: files are lists of rows, a table is a list of rows made by loops, a child is an id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from foi_return.terms.findings import FindingCode

WHITE = " \t\u00a0"
Cells = dict[str, str]


@dataclass(frozen=True)
class Row:
    """A row of a table, and the row of the base's file that it stands in."""

    number: int
    cells: Cells


def code(cell: str) -> str:
    """What a cell of codes says; empty where it is blank."""
    return " ".join(cell.split()).lower()


def key(cell: str) -> str:
    """What a key, an id or a date says; empty where it is blank."""
    text = cell.strip(WHITE)
    return "" if text.lower() == "null" else text


def rows_of(file: Sequence[Sequence[str]]) -> list[Row]:
    """The rows of a file; the header is its row 1."""
    header, *rows = file
    return [Row(number, dict(zip(header, row, strict=True))) for number, row in enumerate(rows, start=2)]


class Told:
    """Findings: the kind, the source, the column, and the rows."""

    def __init__(self) -> None:
        self.rows: dict[tuple[FindingCode, str, str], set[int]] = {}

    def add(self, kind: FindingCode, source: str, column: str, number: int) -> None:
        self.rows.setdefault((kind, source, column), set()).add(number)


def join(
    rows: Sequence[Row],
    table: str,
    ours: str,
    name: str,
    file: Sequence[Row],
    theirs: str,
    each: bool,
    told: Told,
    read: Sequence[str],
) -> list[Row]:
    """The rows with the columns of another file, for the first row of their key, or for each.

    A row that says the same as the first of its key, in the columns that are read of the file, was exported twice.
    """
    by_key: dict[str, list[Row]] = {}
    for row in file:
        text = key(row.cells[theirs])
        if text:
            if text in by_key and not each:
                first = by_key[text][0].cells
                if all(row.cells[column].strip(WHITE) == first[column].strip(WHITE) for column in read):
                    told.add(FindingCode.ROW_REPEATED, name, "", row.number)
                else:
                    told.add(FindingCode.KEY_REPEATED, name, theirs, row.number)
            by_key.setdefault(text, []).append(row)
    found = []
    for row in rows:
        text = key(row.cells[ours])
        fits = by_key.get(text, []) if text else []
        if text and not fits:
            told.add(FindingCode.KEY_UNMATCHED, table, ours, row.number)
        chosen: list[Row | None] = [*(fits if each else fits[:1])]
        for other in chosen or [None]:
            more = {f"{name}.{column}": other.cells[column] if other else "" for column in file_columns(file)}
            found.append(Row(row.number, {**row.cells, **more}))
    return found


def file_columns(file: Sequence[Row]) -> list[str]:
    return list(file[0].cells) if file else []


def unpack(rows: Sequence[Row], table: str, column: str, packing: str, into: str, told: Told) -> list[Row]:
    """A row for each value of a packed cell."""
    found = []
    for row in rows:
        cell = row.cells.get(column, "")
        complain = partial(told.add, FindingCode.CELL_NOT_JSON, table, column, row.number)
        values = _values(cell, packing, complain)
        said = [value.strip(WHITE) for value in values]
        found += [Row(row.number, {**row.cells, into: value}) for value in said if value]
    return found


def _values(cell: str, packing: str, complain: Callable[[], None]) -> Iterator[str]:
    if packing == "delimited":
        yield from cell.split(";")
        return
    if not key(cell):
        return
    try:
        found = json.loads(cell.strip(WHITE))
    except ValueError:
        complain()
        return
    if packing == "json list" and isinstance(found, list):
        yield from (_said(value) for value in found if value is not None)
    elif packing == "json object" and isinstance(found, dict):
        yield from (
            name for name, value in found.items() if _said(value).strip(WHITE).lower() in ("yes", "y", "true", "1")
        )
    else:
        complain()


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def holds(cells: Cells, test: Mapping[str, Any]) -> bool:
    """Whether a row holds what `only_if` says, in the words of the map's file."""
    said = []
    if "column" in test:
        text = code(cells.get(test["column"], ""))
        said.append(not test.get("values") or text in map(code, test["values"]))
        said.append(text not in map(code, test.get("not_values", [])))
    if test.get("all"):
        said += [holds(cells, part) for part in test["all"]]
    if test.get("any"):
        said.append(any(holds(cells, part) for part in test["any"]))
    return all(said)


def named_by(test: Mapping[str, Any]) -> dict[str, set[str]]:
    """The values that conditions name, by column."""
    found: dict[str, set[str]] = {}
    if "column" in test:
        found[test["column"]] = {code(value) for value in (*test.get("values", []), *test.get("not_values", []))}
    for part in (*test.get("all", []), *test.get("any", [])):
        for column, values in named_by(part).items():
            found.setdefault(column, set()).update(values)
    return found


def day(cell: str) -> date | None:
    """The day that a cell says; None where it says none."""
    try:
        return date.fromisoformat(key(cell))
    except ValueError:
        return None
