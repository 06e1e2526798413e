"""Reads a file of the extract and reduces it to what the officer's screen needs. The rows are then let go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.dates import BLANKS, DATE_FORMATS, EXCEL_SERIAL
from foi_return.errors import Fault, SourceError
from foi_return.text import normalise
from foi_return.wizard.facts import MOST_VALUES, ColumnFacts, FileFacts
from foi_return.wizard.words import words_of

if TYPE_CHECKING:
    from foi_return.engine.workspace import RawTable, Workspace

MOST_SPELLINGS = 5_000
"""Different spellings of a column's values that are looked at one by one; more are no codes."""

PERSONAL_NAMES = frozenset(
    "name forename surname firstname lastname initials address postcode street phone telephone mobile email nhs upn "
    "uprn".split()
)
"""A column with one of these words in its name may hold what identifies a child; its values are never listed."""

PROSE_NAMES = frozenset("notes note comment comments narrative description details detail summary text".split())
"""A column with one of these words in its name holds free text if its values are sentences."""

_SERIALS = range(20_000, 60_000)
"""Excel's day numbers from 1954 to 2064; other numbers are not taken for dates."""


def read_sheets(path: Path) -> tuple[str, ...]:
    """The sheets that a file offers; none for a text file."""
    from foi_return.sources.extract import list_sheets

    return tuple(list_sheets(path))


def profile_file(path: Path, sheet: str = "") -> FileFacts:
    """What a file holds, column by column.

    Raises:
        SourceError: The file cannot be found, opened or understood.
    """
    from foi_return.engine.workspace import open_workspace
    from foi_return.sources.extract import list_columns, read_source
    from foi_return.sources.header import repeated_names
    from foi_return.terms.field_map import SourceSpec

    names, _ = list_columns(path, sheet or None)
    repeated = repeated_names(names)
    usable = [name for name in names if normalise(name) not in repeated]
    if not usable:
        raise SourceError(Fault(path.name, "no columns were found", "a header row and rows below it"))
    with open_workspace() as workspace:
        raw = read_source(workspace, SourceSpec("file", sheet=sheet or None), path, usable)
        rows, counts = _count_cells(workspace, raw)
        columns = tuple(_profile_column(workspace, raw, name, rows, *counts[name]) for name in usable)
        return FileFacts(
            str(path),
            sheet,
            raw.header_row,
            rows,
            columns,
            tuple(name for name in dict.fromkeys(names) if normalise(name) in repeated),
            len(raw.unreadable),
        )


def _count_cells(workspace: Workspace, raw: RawTable) -> tuple[int, dict[str, tuple[int, int]]]:
    """The number of rows, and for each column its filled cells and about how many different values."""
    parts = ["COUNT(*)"]
    for code in raw.columns.values():
        parts.append(f"COUNT(*) FILTER (WHERE trim({code}, $blanks) <> '')")
        parts.append(f"approx_count_distinct({code})")
    found = workspace.duckdb.execute(f"SELECT {', '.join(parts)} FROM {raw.table}", {"blanks": BLANKS}).fetchone()
    rows, *counts = (int(number) for number in found or (0,))
    pairs = zip(counts[::2], counts[1::2], strict=True)
    return rows, dict(zip(raw.columns, pairs, strict=True))


def _profile_column(workspace: Workspace, raw: RawTable, name: str, rows: int, filled: int, about: int) -> ColumnFacts:
    code = raw.columns[name]
    dates, years = _read_dates(workspace, raw, code, filled)
    if about > 2 * MOST_SPELLINGS:
        return ColumnFacts(name, rows, filled, about, None, _too_many(about), dates, years)
    spellings = _count_spellings(workspace, raw, code)
    values, unprintable = _merge_spellings(spellings)
    distinct = len(values) + unprintable
    unlisted = _why_unlisted(name, filled, values, distinct, bool(dates) and max(dates.values()) * 2 > filled)
    return ColumnFacts(name, rows, filled, distinct, None if unlisted else values, unlisted, dates, years, unprintable)


def _count_spellings(workspace: Workspace, raw: RawTable, code: str) -> dict[str, int]:
    found = workspace.duckdb.execute(
        f"SELECT {code}, COUNT(*) FROM {raw.table} WHERE {code} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 "
        f"LIMIT {2 * MOST_SPELLINGS}"
    ).fetchall()
    return {str(text): int(count) for text, count in found}


def _merge_spellings(spellings: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """Values under their most frequent spelling, most frequent first, and how many cannot be printed."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    unprintable = set()
    for text, rows in spellings.items():
        value = " ".join(text.strip(BLANKS).split())
        if not value:
            continue
        if not value.isprintable():
            unprintable.add(normalise(value))
            continue
        shown.setdefault(normalise(value), value)
        counts[normalise(value)] += rows
    return {shown[value]: rows for value, rows in counts.most_common()}, len(unprintable)


def _too_many(distinct: int) -> str:
    return f"about {distinct:,} different values"


def _why_unlisted(name: str, filled: int, values: Mapping[str, int], distinct: int, dated: bool) -> str:
    """Why the values of a column are not shown; empty where it may be a column of codes."""
    words = set(words_of(name))
    if dated:
        return "dates"
    if words & PERSONAL_NAMES:
        return "its name says that it identifies people"
    sentences = [value for value in values if len(value.split()) >= 5 or len(value) > 60]
    if sentences and (words & PROSE_NAMES or len(sentences) > max(20, filled // 10)):
        return "free text"
    if distinct > MOST_VALUES:
        return f"{distinct:,} different values"
    if filled > 30 and distinct * 10 > filled * 7:
        return "nearly every row has a value of its own"
    if "id" in words and distinct > 20:
        return "ids"
    return ""


def _read_dates(
    workspace: Workspace, raw: RawTable, code: str, filled: int
) -> tuple[dict[str, int], tuple[int, int] | None]:
    """How many cells each date format reads, by the reading that counts; and the years of the best."""
    from foi_return.engine.typed import type_people
    from foi_return.engine.workspace import RawTable
    from foi_return.terms.field_map import ChildSpec

    sample = workspace.duckdb.execute(
        f"SELECT DISTINCT trim({code}, $blanks) FROM {raw.table} WHERE trim({code}, $blanks) <> '' LIMIT 500",
        {"blanks": BLANKS},
    ).fetchall()
    formats = _possible_formats([str(text) for (text,) in sample])
    if not formats:
        return {}, None
    days = workspace.new_table_name("days")
    workspace.duckdb.execute(
        f"CREATE TABLE {days} AS SELECT {code} AS c0, COUNT(*) AS alike FROM {raw.table} GROUP BY {code}"
    )
    texts = RawTable("days", days, {"day": "c0"}, 0, 0)
    read: dict[str, int] = {}
    years: dict[str, tuple[int, int]] = {}
    for form in formats:
        typed = type_people(workspace, texts, ChildSpec("days", "day", "day", (form,), None, "sex", {}))
        cells, first, last = workspace.duckdb.execute(
            f"SELECT COALESCE(SUM(d.alike), 0), MIN(t.birth_key) // 10000, MAX(t.birth_key) // 10000 "
            f"FROM {typed.table} t JOIN {days} d ON d.rowid = t.row_no WHERE t.birth_key IS NOT NULL"
        ).fetchone() or (0, 0, 0)
        workspace.duckdb.execute(f"DROP TABLE {typed.table}")
        if cells and cells * 20 > filled:
            read[form], years[form] = int(cells), (int(first), int(last))
    workspace.duckdb.execute(f"DROP TABLE {days}")
    if not read:
        return {}, None
    return read, years[max(read, key=lambda form: read[form])]


_SHAPES = {
    "dd/mm/yyyy": r"\d{1,2}/\d{1,2}/\d{4}",
    "mm/dd/yyyy": r"\d{1,2}/\d{1,2}/\d{4}",
    "dd-mm-yyyy": r"\d{1,2}-\d{1,2}-\d{4}",
    "dd.mm.yyyy": r"\d{1,2}\.\d{1,2}\.\d{4}",
    "dd mmm yyyy": r"\d{1,2} [A-Za-z]{3} \d{4}",
    "dd-mmm-yyyy": r"\d{1,2}-[A-Za-z]{3}-\d{4}",
    "dd mmmm yyyy": r"\d{1,2} [A-Za-z]{3,} \d{4}",
    "yyyy-mm-dd": r"\d{4}-\d{1,2}-\d{1,2}",
    "yyyy/mm/dd": r"\d{4}/\d{1,2}/\d{1,2}",
    "yyyymmdd": r"(19|20)\d{6}",
}
"""What a date of each format looks like; a format is tried on a whole column only if some of it looks so."""


def _possible_formats(sample: list[str]) -> list[str]:
    """The formats that a column may be written in. It is the engine that then says how much of it each reads."""
    forms = [
        name
        for name in DATE_FORMATS
        if name not in _SHAPES or sum(bool(re.match(_SHAPES[name] + r"(?!\d)", text)) for text in sample)
    ]
    numbers = [text for text in sample if re.fullmatch(r"\d{5}(\.\d+)?", text)]
    if len(numbers) * 2 > len(sample) and all(int(text[:5]) in _SERIALS for text in numbers):
        forms.append(EXCEL_SERIAL)
    return forms
