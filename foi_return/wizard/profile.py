"""Reads a file of the extract and reduces it to what the officer's screen needs. The rows are then let go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.dates import BLANKS, DATE_FORMATS, EXCEL_SERIAL
from foi_return.errors import Fault, SourceError
from foi_return.text import normalise
from foi_return.wizard.facts import MOST_VALUES, SKETCH_SIZE, ColumnFacts, FileFacts
from foi_return.wizard.packed import find_packing
from foi_return.wizard.words import words_of

if TYPE_CHECKING:
    from foi_return.engine.workspace import RawTable, Workspace

MOSTLY_DATES = 0.5
"""The share of a column's cells that must be dates for it to be a column of dates."""

MOST_SPELLINGS = 5_000
"""Different spellings of a column's values that are looked at one by one; more are no codes."""

FEWEST_IDS = 10
"""A column with fewer different values is not compared with others as one of ids."""

PERSONAL_NAMES = frozenset(
    [
        "name",
        "forename",
        "surname",
        "firstname",
        "lastname",
        "initials",
        "address",
        "postcode",
        "street",
        "phone",
        "telephone",
        "mobile",
        "email",
        "nhs",
        "upn",
        "uprn",
    ]
)
"""A column with one of these words in its name may hold what identifies a child; its values are never listed."""

PERSONS = frozenset(["person", "pers", "child", "client", "user", "pupil", "case"])
"""With `id` in the same name, a column holds the ids of children."""

PROSE_NAMES = frozenset(
    ["notes", "note", "comment", "comments", "narrative", "description", "details", "detail", "summary", "text"]
)
"""A column with one of these words in its name holds free text if its values are sentences."""

REPEATS = 10
"""Unless each of them stands in so many rows on average: nobody writes the same note again and again."""

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
    from foi_return.terms.map_parts import SourceSpec

    names, _ = list_columns(path, sheet or None)
    repeated = repeated_names(names)
    usable = [name for name in names if normalise(name) not in repeated]
    if not usable:
        raise SourceError(Fault(path.name, "no columns were found", "a header row and rows below it"))
    with open_workspace() as workspace:
        raw = read_source(workspace, SourceSpec("file", sheet=sheet or None), path, usable)
        rows, counts = _count_cells(workspace, raw)
        days: dict[str, str] = {}
        found = [_profile_column(workspace, raw, name, rows, *counts[name], days) for name in usable]
        columns = tuple(_with_first_seen(workspace, raw, found, days))
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
        # Most texts begin with a visible character; to look for all blanks in each is slow.
        parts.append(
            f"COUNT(*) FILTER (WHERE CASE WHEN ord({code}) BETWEEN 33 AND 126 THEN true "
            f"ELSE trim({code}, $blanks) <> '' END)"
        )
        parts.append(f"approx_count_distinct({code})")
    found = workspace.duckdb.execute(f"SELECT {', '.join(parts)} FROM {raw.table}", {"blanks": BLANKS}).fetchone()
    rows, *counts = (int(number) for number in found or (0,))
    pairs = zip(counts[::2], counts[1::2], strict=True)
    return rows, dict(zip(raw.columns, pairs, strict=True))


def _profile_column(
    workspace: Workspace, raw: RawTable, name: str, rows: int, filled: int, about: int, days: dict[str, str]
) -> ColumnFacts:
    code = raw.columns[name]
    dates, years = _read_dates(workspace, raw, name, days)
    if about > 2 * MOST_SPELLINGS:
        may_be_ids = _may_be_ids(name, "", about) and not dates
        distinct, sketch = _sketch(workspace, raw, code) if may_be_ids else (about, ())
        return ColumnFacts(name, rows, filled, distinct, None, _too_many(about), dates, years, sketch=sketch)
    spellings = _count_spellings(workspace, raw, code)
    values, unprintable = merge_spellings(spellings)
    distinct = len(values) + unprintable
    dated = ColumnFacts(name, rows, filled, about, dates=dates).read_share > MOSTLY_DATES
    unlisted = _why_unlisted(name, filled, values, distinct, dated)
    listed = None if unlisted else values
    words = set(words_of(name))
    hidden = dated or words & PERSONAL_NAMES or (unlisted == "free text" and words & PROSE_NAMES)
    packing = None if hidden else find_packing(values)
    whole, sketch = _sketch(workspace, raw, code) if _may_be_ids(name, unlisted, distinct) else (distinct, ())
    distinct = whole if len(spellings) == 2 * MOST_SPELLINGS else distinct
    return ColumnFacts(name, rows, filled, distinct, listed, unlisted, dates, years, {}, unprintable, packing, sketch)


def _may_be_ids(name: str, unlisted: str, distinct: int) -> bool:
    named = set(words_of(name)) & (PERSONAL_NAMES | PROSE_NAMES)
    return distinct >= FEWEST_IDS and not named and unlisted not in ("dates", "free text")


def _sketch(workspace: Workspace, raw: RawTable, code: str) -> tuple[int, tuple[int, ...]]:
    """How many different texts a column has, and the smallest hashes of them.

    These say how far two columns hold the same ids, and no id.
    """
    found = workspace.duckdb.execute(
        f"SELECT h, COUNT(*) OVER () FROM (SELECT DISTINCT hash(upper(trim({code}))) AS h "
        f"FROM (SELECT DISTINCT {code} FROM {raw.table}) WHERE {code} <> '') ORDER BY h LIMIT {SKETCH_SIZE}"
    ).fetchall()
    return (int(found[0][1]) if found else 0), tuple(int(number) for number, _ in found)


def _with_first_seen(
    workspace: Workspace, raw: RawTable, columns: list[ColumnFacts], days: Mapping[str, str]
) -> Iterator[ColumnFacts]:
    """The columns, those of codes with the first date of each value under every date column."""
    dated = [column.name for column in columns if column.read_share > MOSTLY_DATES]
    for column in columns:
        seen = {}
        for name in dated if column.values else ():
            code, dated_code = raw.columns[column.name], raw.columns[name]
            rows = workspace.duckdb.execute(
                f"SELECT r.{code}, MIN(d.day_key) FROM {raw.table} r JOIN {days[name]} d ON r.{dated_code} = d.text "
                f"WHERE r.{code} IS NOT NULL GROUP BY 1"
            ).fetchall()
            seen[name] = _first_of_each(rows)
        yield replace(column, first_seen=seen)


def _first_of_each(rows: Sequence[Sequence[object]]) -> dict[str, int]:
    first: dict[str, int] = {}
    for text, key in rows:
        value, day = normalise(str(text)), int(str(key))
        first[value] = min(day, first.get(value, day))
    return first


def _count_spellings(workspace: Workspace, raw: RawTable, code: str) -> dict[str, int]:
    found = workspace.duckdb.execute(
        f"SELECT {code}, COUNT(*) FROM {raw.table} WHERE {code} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 "
        f"LIMIT {2 * MOST_SPELLINGS}"
    ).fetchall()
    return {str(text): int(count) for text, count in found}


_UNSEEN = {ord(character): None for character in BLANKS if not character.isspace()}
"""Blanks that are no white space; two values are the same with and without them."""


def merge_spellings(spellings: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """Values under their most frequent spelling, most frequent first, and how many cannot be printed."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    unprintable = set()
    for text, rows in spellings.items():
        value = " ".join(text.translate(_UNSEEN).strip(BLANKS).split())
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
    prose = words & PROSE_NAMES and (distinct > MOST_VALUES or distinct * REPEATS > filled)
    if sentences and (prose or len(sentences) > max(20, filled // 10)):
        return "free text"
    if distinct > MOST_VALUES:
        return f"{distinct:,} different values"
    if filled > 30 and distinct * 10 > filled * 7:
        return "nearly every row has a value of its own"
    if "id" in words and (distinct > 20 or words & PERSONS):
        return "ids"
    return ""


def _read_dates(
    workspace: Workspace, raw: RawTable, name: str, days: dict[str, str]
) -> tuple[dict[str, int], tuple[int, int] | None]:
    """How many cells each date format reads, by the reading that counts, and the years of the best.

    The readings of the best are left in a table, whose name is put into `days`: `text` to `day_key`.
    """
    code = raw.columns[name]
    sample = workspace.duckdb.execute(
        f"SELECT DISTINCT trim({code}, $blanks) FROM {raw.table} WHERE trim({code}, $blanks) <> '' LIMIT 500",
        {"blanks": BLANKS},
    ).fetchall()
    formats = _possible_formats([str(text) for (text,) in sample])
    if not formats:
        return {}, None
    texts = workspace.new_table_name("texts")
    workspace.duckdb.execute(
        f"CREATE TABLE {texts} AS SELECT {code} AS c0, COUNT(*) AS alike FROM {raw.table} GROUP BY {code}"
    )
    read: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for form in formats:
        keys, cells, years = _read_as(workspace, texts, form)
        if cells > max(read.values(), default=0):
            days[name], best = keys, years
        if cells:
            read[form] = cells
    return read, best


def _read_as(workspace: Workspace, texts: str, form: str) -> tuple[str, int, tuple[int, int]]:
    """A table with the readings of some texts in one format, how many cells it reads, and its first and last year."""
    from foi_return.engine.typed import type_people
    from foi_return.engine.workspace import RawTable
    from foi_return.terms.map_parts import ChildSpec

    raw = RawTable(name="texts", table=texts, columns={"day": "c0"}, header_row=0, first_row=0)
    typed = type_people(workspace, raw, ChildSpec("texts", "day", "day", (form,), None, "sex", {}))
    keys = workspace.new_table_name("keys")
    workspace.duckdb.execute(
        f"CREATE TABLE {keys} AS SELECT t.c0 AS text, t.alike, p.birth_key AS day_key FROM {typed.table} p "
        f"JOIN {texts} t ON t.rowid = p.row_no WHERE p.birth_key IS NOT NULL"
    )
    cells, first, last = workspace.duckdb.execute(
        f"SELECT COALESCE(SUM(alike), 0), MIN(day_key) // 10000, MAX(day_key) // 10000 FROM {keys}"
    ).fetchone() or (0, 0, 0)
    return keys, int(cells), (int(first or 0), int(last or 0))


def _possible_formats(sample: list[str]) -> list[str]:
    """The formats that a column may be written in. It is the engine that then says how much of it each reads."""
    forms = [
        name for name, form in DATE_FORMATS.items() if any(re.match(form.shape + r"(?![0-9])", text) for text in sample)
    ]
    numbers = [text for text in sample if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text)]
    if len(numbers) * 2 > len(sample) and all(int(text[:5]) in _SERIALS for text in numbers):
        forms.append(EXCEL_SERIAL)
    return forms
