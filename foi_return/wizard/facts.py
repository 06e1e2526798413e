"""What is known while the questions are asked: the request, the policies, and what each file holds. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foi_return.terms.field_map import FieldMap
from foi_return.terms.policy import Policy
from foi_return.terms.request import Request
from foi_return.text import normalise
from foi_return.wizard.meanings import Suggestion

MOST_VALUES = 200
"""A column with more different values than this is not offered as a column of codes."""


SKETCH_SIZE = 256
"""How many hashes stand for a column of ids; shares of them are right to some hundredths."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Cells that hold several values each.

    Attributes:
        kind: `json list`, `json object` (the keys whose value is a yes) or `delimited`.
        values: Each value inside the cells to the rows that hold it, most frequent first.
        delimiter: What stands between the values of delimited cells; else empty.
        rarer: How many values are left out because too few rows hold them.
    """

    kind: str
    values: Mapping[str, int]
    delimiter: str = ""
    rarer: int = 0


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column of a file, as far as the officer's screen needs it.

    Attributes:
        name: The column as the file writes it.
        rows: How many rows the file has.
        filled: In how many of them the column is not blank.
        distinct: How many different values it has; about how many, where there are very many.
        values: Each value in its most frequent spelling with its number of rows, most frequent first; None for a
            column that holds no codes, whose values are never listed.
        unlisted: Why the values are not listed; empty where they are.
        dates: Date format to how many of the filled cells it reads.
        years: The first and the last year of its dates, as the best format reads them; None where it has none.
        first_seen: For each date column of the file, by its name, the first calendar date key (yyyymmdd) of the rows
            with each value; only for columns of codes.
        unprintable: How many values hold invisible characters and can therefore not be written to a field map.
        packing: What its cells hold, where they hold several values each; else None.
        sketch: The smallest hashes of its different texts, in order, by which two columns of ids are compared; empty
            for a column that holds no ids.
        rarer: How many values are left out because too few rows hold them.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    values: Mapping[str, int] | None = None
    unlisted: str = ""
    dates: Mapping[str, int] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    first_seen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unprintable: int = 0
    packing: Packing | None = None
    sketch: tuple[int, ...] = ()
    rarer: int = 0

    @property
    def best_format(self) -> str:
        """The date format that reads most of the cells; empty where none reads any."""
        return max(self.dates, key=lambda name: self.dates[name], default="")

    @property
    def formats(self) -> tuple[str, ...]:
        """The date formats that read cells, the best first, without the lesser of day first and month first."""
        best = self.best_format
        clash = {"dd/mm/yyyy": "mm/dd/yyyy", "mm/dd/yyyy": "dd/mm/yyyy"}.get(best)
        others = [name for name, cells in self.dates.items() if name not in (best, clash) and cells]
        return (best, *others) if best else ()

    @property
    def read_share(self) -> float:
        """The share of filled cells that its date formats read together; cells are often written in several."""
        return min(1.0, sum(self.dates[name] for name in self.formats) / self.filled) if self.filled else 0.0

    @property
    def fill_rate(self) -> float:
        """The share of rows in which the column is not blank."""
        return self.filled / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class FileSuggestions:
    """What a file suggests, worked out once.

    Attributes:
        roles: What a column may be for (id, birth_date, sex, start, end, risk, identified) to the best column.
        coded: Columns that seem to say what a row records, each with the reason.
        meanings: Column to value to what the value may mean.
        packed: Columns whose cells hold several values each, some of which say what a row records.
        packed_meanings: Packed column to value inside its cells to what the value may mean.
    """

    roles: Mapping[str, Suggestion] = field(default_factory=dict)
    coded: Mapping[str, Suggestion] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, tuple[Suggestion, ...]]] = field(default_factory=dict)
    packed: Mapping[str, Suggestion] = field(default_factory=dict)
    packed_meanings: Mapping[str, Mapping[str, tuple[Suggestion, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file (or one sheet of a workbook) of the extract.

    Attributes:
        path: Its path as the officer gave it.
        sheet: The sheet, or empty.
        header_row: The row that holds the column names; the first row is 1.
        rows: How many rows stand below it.
        columns: Its columns, in order; those with a name that occurs twice are left out.
        repeated: Names that several columns share, so that none of them can be used.
        unreadable: How many rows do not fit the header and could not be read.
        suggestions: What it suggests to whoever answers the request.
    """

    path: str
    sheet: str
    header_row: int
    rows: int
    columns: tuple[ColumnFacts, ...]
    repeated: tuple[str, ...] = ()
    unreadable: int = 0
    suggestions: FileSuggestions = field(default_factory=FileSuggestions)

    def column(self, name: str) -> ColumnFacts | None:
        """The column of this name, whatever its case and spaces; None where there is none."""
        wanted = normalise(name)
        return next((column for column in self.columns if normalise(column.name) == wanted), None)


@dataclass(frozen=True, slots=True)
class Beside:
    """What an extract holds beside a map that is used as it stands.

    Attributes:
        read_by: The map, changed so far that it can read the extract.
        columns: Source, name and reason of each column that the map does not read, and whose name says that it records
            exploitation.
        rows: Source to its number of rows.
        values: Records and coded column to the values that the map does not name, with their numbers of rows, most
            frequent first.
        meanings: The same places to what each of those values may mean by its name.
        sexes: The same of the column with sex or gender.
        grades: The same of columns with a risk level, or at risk and victim.
        classes: Records and breakdown to the values of its column that the map does not list, most frequent first.
        conditions: Records and column that says which rows are records to the number of its values that the map does
            not name. They are not kept: such a column may hold ids, or free text.
    """

    read_by: FieldMap
    columns: tuple[tuple[str, str, str], ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    meanings: Mapping[tuple[str, str], Mapping[str, tuple[Suggestion, ...]]] = field(default_factory=dict)
    sexes: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    conditions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    classes: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything outside the answers on which the questions depend.

    Attributes:
        today: The day on which the questions are asked.
        request: The request definition with all of its categories.
        request_ref: The name or path under which the definition is found again.
        requests: The shipped definitions that can be chosen.
        shipped_maps: Names of shipped field maps, each with its title.
        base: The field map that the officer starts from, or None.
        base_tables: The same as the tables of its file.
        headers: Source of that map and path to the columns of the file, as the map reads it; nothing for a file that
            cannot be read so.
        unread: Paths that the map cannot read as any of its sources, each with the reason in a sentence.
        beside: What the extract holds beside a map that is used as it stands; None until it has been read.
        policies: Suppression profiles by name.
        sheets: The visible sheets of each workbook, by its path; none for a text file.
        files: Files that have been read, by path and sheet.
        newest: The day on which the newest of the files was last changed, or None.
        taken: Paths of files that exist already where something is to be written.
        output: The output folder given on the command line, or empty.
        save_to: The path for the field map given on the command line, or empty.
        folder: The folder in which the program was started.
        review_found: The result of a review of flags where `review count` writes it, or empty.
    """

    today: date
    request: Request
    request_ref: str = ""
    requests: tuple[str, ...] = ()
    shipped_maps: Mapping[str, str] = field(default_factory=dict)
    base: FieldMap | None = None
    base_tables: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    beside: Beside | None = None
    policies: Mapping[str, Policy] = field(default_factory=dict)
    sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[tuple[str, str], FileFacts] = field(default_factory=dict)
    newest: date | None = None
    taken: frozenset[str] = frozenset()
    output: str = ""
    save_to: str = ""
    folder: str = "."
    review_found: str = ""
