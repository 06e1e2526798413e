"""Checks open data against its own metadata, by the rules of the W3C; it shares no code with what writes them.

Source: W3C, Metadata Vocabulary for Tabular Data, 5.1 to 5.11; Model for Tabular Data, 6.4 (parsing cells).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

_COMMON = re.compile(r"(dc|schema):[a-zA-Z]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]*")
_NUMBERS = {"nonNegativeInteger": re.compile(r"\+?\d+"), "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")}
_PROPERTIES = {
    "group": {"@context", "dialect", "tables"},
    "table": {"url", "tableSchema"},
    "schema": {"columns", "primaryKey"},
    "column": {"name", "titles", "datatype", "required", "separator"},
    "datatype": {"base", "format", "minimum", "maximum"},
}


def faults(files: Mapping[str, bytes], metadata: Mapping[str, Any]) -> list[str]:
    """Every fault of the metadata, and of every cell of the files that it describes."""
    return [*_group_faults(metadata), *(fault for table in metadata["tables"] for fault in _table_faults(table, files))]


def _group_faults(metadata: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown("group", metadata)
    context = metadata["@context"]
    if context[0] != "http://www.w3.org/ns/csvw" or set(context[1]) - {"@language", "@base"}:
        yield "the context is not that of the vocabulary"
    for needed in ("dc:title", "dc:license", "dc:publisher", "dc:identifier"):
        if not metadata.get(needed):
            yield f"{needed} is missing"
    if not metadata["tables"]:
        yield "there is no table"


def _table_faults(table: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    url, schema = table["url"], table["tableSchema"]
    columns = schema["columns"]
    yield from _unknown("table", table)
    yield from _unknown("schema", schema)
    names = [column["name"] for column in columns]
    if len(set(names)) < len(names) or not all(_NAME.fullmatch(name) for name in names):
        yield f"{url}: the columns' names are not unique, or not names"
    content = files[url]
    if content.replace(b"\r\n", b"").count(b"\n") or not content.endswith(b"\r\n"):
        yield f"{url}: a line does not end as declared"
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    if len(header) != len(columns) or any(
        title not in column["titles"] for title, column in zip(header, columns, strict=True)
    ):
        yield f"{url}: the header is not what the titles say"
    keys = set()
    for number, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            yield f"{url}, row {number}: {len(row)} cells"
            continue
        for column, cell in zip(columns, row, strict=True):
            if not _holds(cell, column):
                yield f"{url}, row {number}, {column['name']}: {cell!r}"
        keys.add(tuple(row[names.index(name)] for name in schema["primaryKey"]))
    if len(keys) < len(rows):
        yield f"{url}: two rows have one primary key"
    for column in columns:
        yield from _unknown("column", column)


def _unknown(kind: str, described: Mapping[str, Any]) -> Iterator[str]:
    for key in described:
        if key not in _PROPERTIES[kind] and not _COMMON.fullmatch(key):
            yield f"a {kind} has no property {key}"


def _holds(cell: str, column: Mapping[str, Any]) -> bool:
    """Whether a cell is what its column declares."""
    if cell == "":
        return not column["required"]
    datatype = column["datatype"]
    described = {"base": datatype} if isinstance(datatype, str) else datatype
    assert not set(described) - _PROPERTIES["datatype"]
    parts = cell.split(column["separator"]) if "separator" in column else [cell]
    return all(_valid(part, described) for part in parts)


def _valid(text: str, datatype: Mapping[str, Any]) -> bool:
    base = datatype["base"]
    if base == "string":
        return "format" not in datatype or re.fullmatch(datatype["format"], text) is not None
    if base == "boolean":
        return text in ("true", "false", "1", "0")
    if base == "date":
        assert datatype["format"] == "yyyy-MM-dd"
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and bool(date.fromisoformat(text))
    if not _NUMBERS[base].fullmatch(text):
        return False
    number = Decimal(text)
    return bool(datatype.get("minimum", number) <= number <= datatype.get("maximum", number))
