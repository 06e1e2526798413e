"""Expressions that read text, ids and dates in a database where they stand, in the part of SQL that all four share.

Each database differs in the names of two functions, the collation that compares texts exactly, and what its own dates
are; that is all that stands apart here. The rest is `CASE`, `IN` on exact texts, `SUBSTRING` and `EXTRACT`: a text is a
date if each of its parts is one of the texts that such a part can be, which needs no arithmetic and no date function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from foi_return.dates import BLANKS, FIRST_DATE, date_key
from foi_return.engine.typed import COMPOSED, ESCAPES, PART
from foi_return.terms.shapes import NOTHING, Conditions, Test
from foi_return.text import NO_VALUE, SHEET_ERRORS

Expression = sa.ColumnElement[Any]
AnyQuery = sa.Select[Any] | sa.CompoundSelect[Any]

TEXT = sa.Unicode(4000).with_variant(sa.Text(), "postgresql", "sqlite")
"""Text as queries cast to it. SQL Server and Oracle cannot group longer ones; a code is not that long."""

LONGEST_LIST = 1_000
"""How many texts one IN may hold; Oracle takes no more."""

_DIGITS = [str(digit) for digit in range(10)]
_ASCII_BLANKS = "".join(map(chr, (*range(0x09, 0x0E), 0x20)))


class Kind(Enum):
    """What a column of a database holds, as far as it matters here."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    ZONED = "moment with a time zone"
    FLOAT = "floating-point number"

    @property
    def is_date(self) -> bool:
        """Whether the database itself says which day it is."""
        return self in (Kind.DATE, Kind.MOMENT, Kind.ZONED)


@dataclass(frozen=True, slots=True)
class ServerColumn:
    """A column of a table, view or query: its name as the database writes it, and what it holds."""

    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class ServerTable:
    """A source in a database.

    Attributes:
        name: The source's name.
        rows: The table, view or query.
        columns: Column as the field map writes it to the column of the database.
    """

    name: str
    rows: sa.FromClause
    columns: Mapping[str, ServerColumn]

    def cell(self, column: str) -> Expression:
        """The cell of a column, as it stands in the database."""
        return self.rows.c[self.columns[column].name]


@dataclass(frozen=True, slots=True)
class ServerSql:
    """How one database writes what differs.

    Attributes:
        name: SQLAlchemy's name of it.
        length: Its function for the length of a text.
        substring: Its function for a part of a text.
        collation: A collation under which two texts are equal only if every character is; None where that is so anyway.
        blanks: White space that is trimmed from ids and dates. Characters that a database's encoding does not have
            would be read as question marks, and trimmed as such; so only Unicode databases are sent them.
        fences: Whether a step of a query must be kept from being melted into the next, which would repeat its
            expressions in each place that reads them.
    """

    name: str
    length: str
    substring: str
    collation: str | None
    blanks: str
    fences: bool

    def text(self, cell: Expression) -> Expression:
        """A cell as text that compares exactly, whatever the column's own type and collation."""
        text = sa.cast(cell, TEXT)
        return text if self.collation is None else text.op("COLLATE")(sa.literal_column(self.collation))

    def trimmed(self, cell: Expression) -> Expression:
        """The text of a cell without white space at its ends; NULL where nothing is left."""
        text, blanks = self.text(cell), sa.literal(self.blanks, TEXT)
        if self.name == "mssql":
            found: Expression = sa.func.trim(blanks.op("FROM")(text), type_=TEXT)
        elif self.name == "oracle":
            found = sa.func.rtrim(sa.func.ltrim(text, blanks, type_=TEXT), blanks, type_=TEXT)
        else:
            found = sa.func.trim(text, blanks, type_=TEXT)
        if self.name == "oracle":  # An empty text is NULL there already.
            return found
        return sa.func.nullif(found, sa.literal("", TEXT), type_=TEXT)

    def identity(self, text: Expression) -> Expression:
        """An id; NULL where nobody's stands."""
        nobody = sa.func.lower(text, type_=TEXT).in_([NO_VALUE, *SHEET_ERRORS])
        return sa.case((nobody, sa.null()), else_=text)

    def joined(self, parts: Sequence[Expression]) -> Expression:
        """One text for the parts of an id, as `typed.joined_sql` makes it; NULL where a part is."""
        for character, written in ESCAPES:
            marks = sa.literal(character, TEXT), sa.literal(written, TEXT)
            parts = [sa.func.replace(part, *marks, type_=TEXT) for part in parts]
        text: Expression = sa.literal(COMPOSED, TEXT) + parts[0]
        for part in parts[1:]:
            text = text + sa.literal(PART, TEXT) + part
        # Where a part is NULL, Oracle joins the others.
        blank = sa.or_(*(part.is_(None) for part in parts))
        return sa.case((blank, sa.null()), else_=text)

    def filled(self, text: Expression) -> Expression:
        """The text of a cell with a date; NULL where there is none."""
        return sa.case((sa.func.lower(text, type_=TEXT) == NO_VALUE, sa.null()), else_=text)

    def day_of_date(self, cell: Expression, kind: Kind) -> Expression:
        """The day of a date or moment as yyyymmdd: for a moment with a time zone, its day in the council's zone."""
        if self.name == "oracle" and kind is Kind.ZONED:
            # EXTRACT would give the day in Greenwich; without its zone, the moment keeps the day that was written.
            cell = sa.cast(cell, sa.TIMESTAMP)
        year, month, day = (sa.extract(part, cell) for part in ("year", "month", "day"))
        key = sa.cast(year * 10_000 + month * 100 + day, sa.Integer)
        if self.name != "postgresql":
            return key
        # PostgreSQL's dates can be infinite, which no number is.
        first = datetime(FIRST_DATE.year, FIRST_DATE.month, FIRST_DATE.day)  # noqa: DTZ001
        last = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001
        return sa.case((cell.between(sa.literal(first, sa.DateTime), sa.literal(last, sa.DateTime)), key))

    def day_of_text(self, text: Expression, formats: Sequence[str]) -> Expression:
        """The day in a text as yyyymmdd, or NULL where it is no date in any of these formats (`TEXT_FORMATS`)."""
        whens = [self._reading(text, TEXT_FORMATS[name]) for name in dict.fromkeys(formats)]
        return sa.case(*whens, else_=None)

    def _reading(self, text: Expression, form: TextFormat) -> tuple[Expression, Expression]:
        century, years = self._part(text, form.year, 2), self._part(text, form.year + 2, 2)
        month, day = self._part(text, form.month, 2), self._part(text, form.day, 2)
        month_day = month + day
        leap = sa.or_(
            years.in_([f"{year:02d}" for year in range(4, 100, 4)]),
            sa.and_(years == "00", century.in_([f"{number:02d}" for number in range(0, 100, 4)])),
        )
        conditions = [
            *(self._part(text, place, 1) == form.separator for place in form.separators),
            *self._digits(text, form.year, 4),
            month.in_(_two_digits(1, 12)),
            day.in_(_two_digits(1, 31)),
            month_day.not_in(["0230", "0231", "0431", "0631", "0931", "1131"]),
            sa.or_(month_day != "0229", leap),
            self._time_of_day(text) if form.separators else self._length(text) == form.length,
        ]
        return sa.and_(*conditions), sa.cast(century + years + month + day, sa.Integer)

    def _time_of_day(self, text: Expression) -> Expression:
        """Whether nothing follows a day of ten characters, or a time of day that leaves it the same day."""
        length = self._length(text)
        fraction = [sa.or_(length < place, *self._digits(text, place, 1)) for place in range(21, 30)]
        after_seconds = sa.or_(length == 19, sa.and_(self._part(text, 20, 1) == ".", length.between(21, 29), *fraction))
        seconds = sa.and_(self._part(text, 17, 1) == ":", *self._sixty(text, 18))
        minutes = sa.and_(
            self._part(text, 11, 1).in_([" ", "T"]),
            self._part(text, 12, 2).in_(_two_digits(0, 23)),
            self._part(text, 14, 1) == ":",
            *self._sixty(text, 15),
        )
        return sa.or_(length == 10, sa.and_(minutes, sa.or_(length == 16, sa.and_(seconds, after_seconds))))

    def _digits(self, text: Expression, first: int, number: int) -> list[Expression]:
        return [self._part(text, place, 1).in_(_DIGITS) for place in range(first, first + number)]

    def _sixty(self, text: Expression, first: int) -> list[Expression]:
        """Whether two characters are a minute or a second."""
        return [self._part(text, first, 1).in_(_DIGITS[:6]), self._part(text, first + 1, 1).in_(_DIGITS)]

    def _part(self, text: Expression, first: int, length: int) -> Expression:
        function = getattr(sa.func, self.substring)
        found: Expression = function(text, sa.literal(first), sa.literal(length), type_=TEXT)
        return found

    def _length(self, text: Expression) -> Expression:
        found: Expression = getattr(sa.func, self.length)(text, type_=sa.Integer)
        return found

    def fenced(self, step: sa.Select[Any], name: str) -> sa.FromClause:
        """A step of a query as the next one reads it; OFFSET 0 keeps the two apart."""
        if self.fences:
            step = step.offset(sa.literal_column("0"))
        if self.name == "sqlite":  # It knows no OFFSET without a LIMIT; below 0 is none.
            step = step.limit(sa.literal_column("-1"))
        return step.subquery(name)

    def kept(self, step: sa.Select[Any], name: str) -> sa.FromClause:
        """A step that several others of a query read: computed once where the database can be told so."""
        found = step.cte(name)
        for dialect in ("postgresql", "sqlite"):
            found = found.prefix_with("MATERIALIZED", dialect=dialect)
        return found


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A way of writing a date in which every part has its fixed place; the first character's place is 1."""

    year: int
    month: int
    day: int
    separator: str
    separators: tuple[int, ...]
    length: int = 10


TEXT_FORMATS: Mapping[str, TextFormat] = {
    "yyyy-mm-dd": TextFormat(1, 6, 9, "-", (5, 8)),
    "dd/mm/yyyy": TextFormat(7, 4, 1, "/", (3, 6)),
    "dd-mm-yyyy": TextFormat(7, 4, 1, "-", (3, 6)),
    "yyyymmdd": TextFormat(1, 5, 7, "", (), 8),
}
"""The formats in which a text of a database can be read as a date, each part written in full."""


def _two_digits(first: int, last: int) -> list[str]:
    return [f"{number:02d}" for number in range(first, last + 1)]


def is_one_of(cell: Expression, texts: Iterable[str]) -> Expression:
    """Whether a cell holds one of the texts exactly, however many there are."""
    every = list(texts)
    lists = [every[start : start + LONGEST_LIST] for start in range(0, len(every), LONGEST_LIST)]
    return sa.or_(sa.false(), *(cell.in_(part) for part in lists))


def holds(test: Test, cell: Callable[[str], Expression]) -> Expression:
    """Whether a row holds what it must to be a record; a blank cell has no value.

    Args:
        test: With exact texts.
        cell: The cell of a column, by the name that the test has for it.
    """
    if isinstance(test, Conditions):
        parts = [holds(part, cell) for part in test.parts]
        return sa.and_(*parts) if test.every else sa.or_(*parts)
    text = cell(test.column)
    wanted = []
    if test.values:
        wanted.append(sa.and_(text.is_not(None), is_one_of(text, [each for each in test.values if each != NOTHING])))
    if test.not_values:
        wanted.append(sa.or_(text.is_(None), sa.not_(is_one_of(text, test.not_values))))
    return sa.and_(sa.true(), *wanted)


def within(day: Expression, last_key: int) -> Expression:
    """A day, or NULL where it is too early or late to be about a child of the request."""
    return sa.case((day.between(date_key(FIRST_DATE), last_key), day))


SERVER_SQL: Mapping[str, ServerSql] = {
    sql.name: sql
    for sql in (
        ServerSql("sqlite", "length", "substr", "BINARY", BLANKS, fences=True),
        ServerSql("postgresql", "length", "substr", '"C"', BLANKS, fences=True),
        ServerSql("mssql", "len", "substring", "Latin1_General_100_BIN2", BLANKS, fences=False),
        ServerSql("oracle", "length", "substr", None, _ASCII_BLANKS, fences=False),
    )
}
"""Each database that can be counted in, by SQLAlchemy's name of it."""


def for_encoding(sql: ServerSql, encoding: str) -> ServerSql:
    """The same, for a database whose texts are in an encoding other than Unicode."""
    if encoding.upper().replace("-", "") == "UTF8":
        return sql
    return ServerSql(sql.name, sql.length, sql.substring, sql.collation, _ASCII_BLANKS, sql.fences)
