"""Lists the records that may be reviewed, flagged and not: from any list, or from an extract and its field map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_return.dates import date_key
from foi_return.engine.bound import LoadedSources, bind_records
from foi_return.engine.conditions import held_sql
from foi_return.engine.typed import type_people
from foi_return.engine.workspace import RawTable, Workspace, open_workspace, quoted
from foi_return.errors import Fault, FieldMapError, SourceError
from foi_return.review.sampling import ListedRecord
from foi_return.sources.extract import read_source
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import ChildSpec, RecordsSpec, SourceSpec
from foi_return.terms.needed import needed_columns
from foi_return.terms.review import Part, ReviewPeriod
from foi_return.text import SHEET_ERRORS, listed, nearest, normalise

YES = ("yes", "y", "true", "1", "flagged")
NO = ("no", "n", "false", "0", "not flagged", "unflagged")

_SHOWN_ROWS = 5

Progress = Callable[[str], None]
Listing = tuple[list[ListedRecord], int]
"""The records that may be reviewed, and how many rows are left out because they have no id to find them by."""


@dataclass(frozen=True, slots=True)
class ListColumns:
    """The columns of a list, or of the records of an extract.

    Attributes:
        id: The one column of ids that reviewers find a record by.
        stratum: The column by which a sample is spread; empty for a simple sample.
        flagged: For a list: the column that says whether a record is flagged.
    """

    id: str
    stratum: str = ""
    flagged: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a source: its number in the file, its id, which may be blank, and where it belongs."""

    number: int
    id: str
    part: Part
    stratum: str


def list_records(path: Path, sheet: str | None, columns: ListColumns, per_id: bool, progress: Progress) -> Listing:
    """The records of a list: a text file or a workbook with a row for each.

    Raises:
        SourceError: The file cannot be read, lacks a column, or has rows that cannot be placed.
    """
    progress(f"Reading {path.name}")
    with open_workspace() as workspace:
        wanted = list(dict.fromkeys(filter(None, (columns.id, columns.flagged, columns.stratum))))
        raw = read_source(workspace, SourceSpec("list", sheet=sheet), path, wanted)
        rows = []
        wrong: list[int] = []
        for number, cells in read_cells(workspace, raw, (columns.id, columns.flagged, columns.stratum or columns.id)):
            word = normalise(cells[1])
            if word not in (*YES, *NO):
                wrong.append(number)
                continue
            part = Part.FLAGGED if word in YES else Part.UNFLAGGED
            rows.append(_Row(number, cells[0], part, cells[2] if columns.stratum else ""))
    if wrong:
        raise SourceError(
            Fault(
                f"{path.name}, column '{columns.flagged}', {in_rows(wrong)}",
                "what stands there does not say whether the record is flagged",
                f"{listed(YES)}, or {listed(NO)}",
                "Mend the cells, or leave the rows out of the list",
            )
        )
    return _records(rows, path.name, columns.id, per_id)


def read_cells(workspace: Workspace, raw: RawTable, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row's number in the file, and the trimmed text of some columns; in the order of the file."""
    codes = ", ".join(raw.columns[column] for column in columns)
    query = f"SELECT CAST({raw.row_sql} AS BIGINT) AS row_no, {codes} FROM {raw.table} ORDER BY 1"
    for number, *cells in workspace.duckdb.execute(query).fetchall():
        yield number, tuple((cell or "").strip() for cell in cells)


def list_extract(
    field_map: FieldMap,
    records: str | None,
    category: str,
    sources: Mapping[str, Path],
    columns: ListColumns,
    period: ReviewPeriod | None,
    per_id: bool,
    progress: Progress,
) -> Listing:
    """The records of one source of an extract: flagged are those that mean a category under the field map.

    Args:
        field_map: How the council records each category.
        records: Which records of the map; None where only one of them can mean the category.
        category: The key of the category or context.
        sources: The file of each source.
        columns: The columns of ids and groups, as the source names them.
        period: The records that start in these days alone; None for all.
        per_id: Whether everything with one id is one record, flagged if any of its rows is.
        progress: Told in words what is being done.

    Raises:
        FieldMapError: The map has no such records or category, or they are made from several files.
        SourceError: The file cannot be read, lacks a column, or has rows that cannot be placed.
    """
    spec = _choose_records(field_map, records, category)
    if spec.source not in sources:
        raise SourceError(
            Fault(f"source '{spec.source}'", "no file is given for it", "", f"--source {spec.source}=FILE")
        )
    path = sources[spec.source]
    wanted = [*needed_columns(field_map)[spec.source], columns.id, *filter(None, (columns.stratum,))]
    with open_workspace() as workspace:
        progress(f"Reading {spec.source} ({path.name})")
        raw = read_source(workspace, field_map.sources[spec.source], path, list(dict.fromkeys(wanted)))
        bound = bind_records(LoadedSources(workspace, {spec.source: raw}), field_map, spec)
        meant = [f"{column} IN ({', '.join(map(quoted, texts))})" for column, texts in bound.meanings.get(category, ())]
        flagged = set(
            workspace.row_numbers(f"SELECT row_no FROM {bound.typed.table} WHERE {' OR '.join(meant) or 'false'}")
        )
        held = set(
            workspace.row_numbers(
                f"SELECT CAST({raw.row_sql} AS BIGINT) FROM {raw.table} WHERE {held_sql(bound.held, raw)}"
            )
        )
        days = _start_days(workspace, raw, spec, columns.id)
        rows = [
            _Row(
                number,
                cells[0],
                Part.FLAGGED if number in flagged else Part.UNFLAGGED,
                cells[1] if columns.stratum else "",
            )
            for number, cells in read_cells(workspace, raw, (columns.id, columns.stratum or columns.id))
            if number in held and _is_in(days[number], period)
        ]
    return _records(rows, path.name, columns.id, per_id)


def _choose_records(field_map: FieldMap, records: str | None, category: str) -> RecordsSpec:
    meaning = [rule.records for rule in field_map.mappings[category].rules] if category in field_map.mappings else []
    able = list(dict.fromkeys(meaning))
    if field_map.database is not None:
        raise FieldMapError(
            Fault(field_map.name, "the extract stays in a database", "a file", "Export the records, and use --list")
        )
    if not able:
        with_rules = [key for key, mapping in field_map.mappings.items() if mapping.rules]
        raise FieldMapError(
            Fault("--category", f"no record means '{category}'", listed(with_rules), nearest(category, with_rules))
        )
    if records is None and len(able) > 1:
        raise FieldMapError(Fault("--records", f"several records can mean '{category}'", f"one of {listed(able)}"))
    chosen = records or able[0]
    if chosen not in able:
        raise FieldMapError(
            Fault("--records", f"no records '{chosen}' mean '{category}'", listed(able), nearest(chosen, able))
        )
    spec = field_map.records[chosen]
    if spec.source not in field_map.sources:
        raise FieldMapError(
            Fault(
                f"records '{chosen}'",
                "they are made by joining or unpacking files, so that no row of a file is one record",
                "records that stand in one file",
                "Export them as a list with a column that says which are flagged, and use --list",
            )
        )
    return spec


def _start_days(workspace: Workspace, raw: RawTable, spec: RecordsSpec, id_column: str) -> dict[int, int | None]:
    """The day on which the record of each row starts, as yyyymmdd; None where that is no date."""
    # What types people types a date of every row; records are typed only where they mean something.
    typed = type_people(
        workspace, raw, ChildSpec(spec.source, id_column, spec.start, spec.date_formats, None, "sex", {})
    )
    return dict(workspace.duckdb.execute(f"SELECT row_no, birth_key FROM {typed.table}").fetchall())


def _is_in(day: int | None, period: ReviewPeriod | None) -> bool:
    return period is None or (day is not None and date_key(period.first_day) <= day <= date_key(period.last_day))


def _records(rows: Sequence[_Row], name: str, id_column: str, per_id: bool) -> Listing:
    """The rows as records with an id each, and how many have none; or the faults of their ids."""
    where = f"{name}, column '{id_column}'"
    if not rows:
        raise SourceError(
            Fault(name, "there is no record to review", "at least one row, in the days that are asked for")
        )
    faults = []
    blank = [row.number for row in rows if not row.id or row.id.lower() in SHEET_ERRORS]
    without = frozenset(blank)
    if len(blank) == len(rows):
        faults.append(Fault(where, "there is no id in any row", "a column of ids", "Choose another with --id"))
    by_id: dict[str, list[_Row]] = {}
    for row in rows:
        if row.number not in without:
            by_id.setdefault(row.id, []).append(row)
    repeated = sorted(row.number for group in by_id.values() if len(group) > 1 for row in group)
    if repeated and not per_id:
        faults.append(
            Fault(
                f"{where}, {in_rows(repeated)}",
                f"{len(repeated):,} rows share their id with another",
                "a column whose ids are of one row each",
                "Choose another with --id, or take everything with one id as one record with --per-id",
            )
        )
    if faults:
        raise SourceError(faults)
    return [_record(group) for group in by_id.values()], len(blank)


def _record(rows: Sequence[_Row]) -> ListedRecord:
    """The rows with one id as one record, in the group of its first flagged row, or of its first."""
    first = next((row for row in rows if row.part is Part.FLAGGED), rows[0])
    return ListedRecord(first.id, first.part, " ".join(first.stratum.split()))


def in_rows(numbers: Sequence[int]) -> str:
    """Rows of a file by number: `rows 3, 7 and 12 more`."""
    shown = ", ".join(f"{number:,}" for number in numbers[:_SHOWN_ROWS])
    rest = len(numbers) - _SHOWN_ROWS
    return f"row {shown}" if len(numbers) == 1 else f"rows {shown}{f' and {rest:,} more' if rest > 0 else ''}"
