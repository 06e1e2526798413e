"""The parts of a field map: its sources, who is counted, its records and the rules that say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_return.periods import Span
from foi_return.terms.shapes import Test

UNLINKED = "unlinked"
"""The ids of a system whose children cannot be matched to those of the people source."""


@dataclass(frozen=True, slots=True)
class DatabaseSpec:
    """The database in which all sources of a map are counted.

    Attributes:
        url_from: Where its URL is found: `environment:NAME` or `keyring:SERVICE/USER`. Never the URL itself.
        timeout_seconds: The longest that one query may take.
    """

    url_from: str
    timeout_seconds: int


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A table of the extract: a file, several files or sheets that hold it between them, or a table of a database.

    Attributes:
        name: What the field map and the command line call it.
        title: What it is, for a person.
        sheet: The worksheet to read; None means the only one.
        sheets: Worksheets that hold one table between them; `("*",)` means every one that is not hidden.
        header_row: The row of the file that holds the column names, or their first row; None means that it is looked
            for.
        header_rows: How many rows the column names take, 1 or 2; None means that it is found out.
        kind: `cin xml` for a children in need census; empty where the file's ending tells.
        part: Which table of a census file: `children`, `assessments` or `factors`.
        password: The environment variable that holds the workbook's password; empty where the map names none.
        table: The table or view of the database, as `schema.table`; None for a file or a query.
        query: A single SELECT of the database; None for a file or a table.
    """

    name: str
    title: str = ""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    header_rows: int | None = None
    kind: str = ""
    part: str = ""
    password: str = ""
    table: str | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class IdForm:
    """How long ids are, where some exports pad them and others do not; longer ids stay as they are.

    Attributes:
        width: How many characters a whole id has.
        fill: The character that shorter ones are filled up with on the left.
    """

    width: int
    fill: str

    def filled(self, text: str) -> str:
        """The whole id."""
        return text.rjust(self.width, self.fill)


@dataclass(frozen=True, slots=True)
class CrosswalkSpec:
    """A source with two columns of ids that mean the same children.

    Attributes:
        name: What records call the ids of its first column.
        source: The source.
        old: The column with the other id: that of another system, or one that was merged into another.
        new: The column with the id used here.
    """

    name: str
    source: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """Where the extract says who a child is.

    Attributes:
        source: The source with a row for each person; empty where the map names none: there are then no birth dates,
            no sex and nobody who could be missing from it.
        id: The column with the child's id; ids are text.
        birth_date: The column with the birth date.
        date_formats: The formats in which birth dates are written, tried in order.
        sex: The column with sex or gender, or None where the council records neither.
        sex_asks: Whether that column holds `sex` or `gender`: the word used in titles.
        sex_values: Label in the answer to the values in the column that mean it.
        id_form: How long ids are, in this source and in records; None where they are taken as they stand.
        merged: The crosswalk of ids that were merged into others; empty where there is none.
        names: Columns with names, read only to find people who may be there twice; empty where none is read.
    """

    source: str
    id: str
    birth_date: str
    date_formats: tuple[str, ...]
    sex: str | None
    sex_asks: str
    sex_values: Mapping[str, tuple[str, ...]]
    id_form: IdForm | None = None
    merged: str = ""
    names: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether a source says anything of what is counted beside its records."""
        return bool(self.source)


NOBODY = ChildSpec("", "", "", (), None, "sex or gender", {})
"""What stands in a map of something that has no birth date and no sex, such as crimes."""


@dataclass(frozen=True, slots=True)
class GradeSpec:
    """A column that grades a record (its risk level; at risk or victim) and the values that mean each grade.

    Attributes:
        column: The column.
        values: Grade to the values that mean it.
        ordered: Whether the grades stand from lowest to highest.
    """

    column: str
    values: Mapping[str, tuple[str, ...]]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class ClassSpec:
    """Where records say in which class of a dimension of the request's own something falls.

    Attributes:
        column: The column with values that mean a class, or with a number of years; None where the dimension is the
            time between two dates.
        values: Label of each class to the values that mean it.
        first: The column with the first of two dates; None where a column says it.
        last: The column with the second.
        is_number: Whether the column holds a number, of which the request says to which class it belongs.
    """

    column: str | None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    is_number: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it reads."""
        return tuple(filter(None, (self.column, self.first, self.last)))


@dataclass(frozen=True, slots=True)
class ToFollow:
    """Days whose figures the council promises for later.

    Attributes:
        days: The days.
        note: The promise, as a sentence for the reader.
    """

    days: Span
    note: str


@dataclass(frozen=True, slots=True)
class Link:
    """Records that count only near another record of the same child.

    Attributes:
        records: The other records; one counts here if it means a category and the counting rules let it count.
        within_days: The other record started, or was open, at most so many days before or after the start of this one.
    """

    records: str
    within_days: int


@dataclass(frozen=True, slots=True)
class RecordsSpec:
    """A source whose rows record exploitation, and how to read one.

    Attributes:
        name: What rules call these records.
        source: The source that holds them.
        id_columns: The column with the child's id, or with that of what is counted. Several make one id together;
            their order says which of them is which in other records.
        start: The column with the date from which the record counts.
        end: The column with its last day, None where records have no end; a blank cell means still open.
        date_formats: The formats in which its dates are written, tried in order.
        covers: The days for which the source is complete.
        risk_level: The column with the risk level, or None.
        identified_as: The column that tells at risk from victim, or None.
        not_counted: Column to the reviewed values in it that belong to no category.
        only_if: What a row must hold to be a record at all; None where every row may be one.
        to_follow: Days of which the source is still to be supplied, or None.
        child_ids: The crosswalk that says whose its ids are, or `UNLINKED`; empty where they are those of people.
        linked_to: Which other record a child must have near one of these for it to count, or None.
        classes: By dimension of the request's own, where these records say in which class something falls.
        unit: What their ids are those of, where the request counts several things; empty for the first of them.
    """

    name: str
    source: str
    id_columns: tuple[str, ...]
    start: str
    end: str | None
    date_formats: tuple[str, ...]
    covers: Span = field(default_factory=Span)
    risk_level: GradeSpec | None = None
    identified_as: GradeSpec | None = None
    not_counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_if: Test | None = None
    to_follow: ToFollow | None = None
    child_ids: str = ""
    linked_to: Link | None = None
    classes: Mapping[str, ClassSpec] = field(default_factory=dict)
    unit: str = ""

    def has_own_id(self, child: ChildSpec) -> bool:
        """Whether the id is that of what is counted, such as a crime, and not a child's."""
        return bool(self.unit) or not child.is_known


@dataclass(frozen=True, slots=True)
class Rule:
    """A record means a category (or context) if its column holds one of the values, or one of the phrases in free text.

    Attributes:
        records: The records.
        column: The column.
        values: Whole values.
        contains: Phrases that are looked for as whole words, whatever their case and the white space between words.
        every: Whether each of the records means it; the rule then has no column.
    """

    records: str
    column: str
    values: tuple[str, ...]
    contains: tuple[str, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class CategoryMapping:
    """How one category or context is recorded.

    Attributes:
        key: The category's or context's key.
        held: False where the council declares that it does not record it in a structured way.
        applicable: False where the question cannot arise for this council.
        reason: Why it is not held or not applicable, for the reader.
        label: The council's own label where its category is only the closest equivalent; else empty.
        recorded: The days on which it could be recorded; a flag introduced later has a start.
        may_overlap: Keys with which it may share a value of a column.
        rules: Each of them suffices; several may feed one category.
    """

    key: str
    held: bool = True
    applicable: bool = True
    reason: str = ""
    label: str = ""
    recorded: Span = field(default_factory=Span)
    may_overlap: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
