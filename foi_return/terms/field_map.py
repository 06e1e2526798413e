"""What a field map says: where a council's system records each category of the request, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from foi_return.periods import Span
from foi_return.terms.counting import CountingRules
from foi_return.terms.request import Context, Request
from foi_return.terms.shapes import TableSpec, Test

UNLINKED = "unlinked"
"""The ids of a system whose children cannot be matched to those of the people source."""


NOT_ESTABLISHED = "Not established when this answer was made."
"""What a reader is told of an answer that is not known, where the map says nothing else."""


class Regime(StrEnum):
    """The law under which the council answers."""

    FOIA = "FOIA"
    FOISA = "FOISA"

    @property
    def act(self) -> str:
        """The name of the Act."""
        if self is Regime.FOIA:
            return "Freedom of Information Act 2000"
        return "Freedom of Information (Scotland) Act 2002"


class FlagAnswer(StrEnum):
    """The council's answer to one yes/no question about a field."""

    YES = "yes"
    FREE_TEXT = "free text only"
    NO = "no"
    NOT_KNOWN = "not known"


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
        child: The column with the child's id.
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
    child: str
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


@dataclass(frozen=True, slots=True)
class FlagStatement:
    """The council's answer to one yes/no question of the request.

    Attributes:
        answer: Yes, free text only, no or not known.
        fields: Names of the fields or categories, verbatim as the system has them.
        since: The day from which the field could be filled in; None means throughout or not known.
        note: A sentence for the reader.
        cleared: Those of the names that somebody has cleared for publication.
        described_as: Names that are not published, each with the description that stands in its place.
        ask: The role or team that is asked where the answer is not known yet; never published.
        descriptions: What stands in place of names; only a statement that may be published has any.
    """

    answer: FlagAnswer
    fields: tuple[str, ...] = ()
    since: date | None = None
    note: str = ""
    cleared: tuple[str, ...] = ()
    described_as: Mapping[str, str] = field(default_factory=dict)
    ask: str = ""
    descriptions: tuple[str, ...] = ()

    @property
    def printed_names(self) -> tuple[str, ...]:
        """The names that may be published, then what stands in place of the others, marked as such."""
        return (*self.fields, *(f"{text} (described; the name is withheld)" for text in self.descriptions))

    @property
    def uncleared(self) -> tuple[str, ...]:
        """The names that will be published although nobody has said that they may."""
        return tuple(name for name in self.fields if name not in self.cleared and name not in self.described_as)

    def published(self) -> FlagStatement:
        """The statement as a reader may see it: without the names that are described, and whom the council asks."""
        note = self.note
        if self.answer is FlagAnswer.NOT_KNOWN and not note:
            note = NOT_ESTABLISHED
        return FlagStatement(
            self.answer,
            tuple(name for name in self.fields if name not in self.described_as),
            self.since,
            note,
            descriptions=tuple(
                dict.fromkeys(self.described_as[name] for name in self.fields if name in self.described_as)
            ),
        )


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's approval of a map.

    Attributes:
        name: Who approved it.
        role: In which role.
        day: On which day.
        fingerprint: Of the meaning that was approved.
    """

    name: str
    role: str
    day: date
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A whole field map: one council, one system, one request definition.

    Attributes:
        name: The map's own name.
        title: What it is, for a person.
        request: The name of the request definition it answers.
        council: The council's name.
        contact: Where a reader can ask about the answer; empty where the map does not say.
        regime: The Act it answers under.
        system: The case-management system's name.
        sources: Sources by name.
        child: Who a child is.
        records: Records by name.
        context_needs_category: Whether a context counts only in a record that also means a category of its own.
        mappings: Categories and contexts by key.
        flags: Answers to the flag questions, by the question's key.
        counting: The counting rules chosen.
        fingerprint: A hash of the map's meaning; comments and order do not change it.
        tables: Tables that are made from sources, by name; records and people may name one in place of a source.
        approval: Who approved which meaning of it; None where nobody did.
        crosswalks: Ids of other systems and merged ids, by name.
        database: The database that holds every source; None where they are files.
        recording: A hash of what of its meaning says which children are recorded for what: without the counting rules,
            and without what is only said of the figures.
        own_contexts: Settings that the council records and the request does not ask for, by key, each with its label.
        older: Where the file is of an older format: a sentence that says so, and what to do; else empty.
        not_held: Dimensions of the request's own that the council does not record, each with the reason.
    """

    name: str
    title: str
    request: str
    council: str
    contact: str
    regime: Regime
    system: str
    sources: Mapping[str, SourceSpec]
    child: ChildSpec
    records: Mapping[str, RecordsSpec]
    context_needs_category: bool
    mappings: Mapping[str, CategoryMapping]
    flags: Mapping[str, FlagStatement]
    counting: CountingRules
    fingerprint: str
    tables: Mapping[str, TableSpec] = field(default_factory=dict)
    approval: Approval | None = None
    crosswalks: Mapping[str, CrosswalkSpec] = field(default_factory=dict)
    database: DatabaseSpec | None = None
    recording: str = ""
    own_contexts: Mapping[str, str] = field(default_factory=dict)
    older: str = field(default="", compare=False)
    not_held: Mapping[str, str] = field(default_factory=dict)

    def with_own_contexts(self, request: Request) -> Request:
        """The request with the council's own settings after its own."""
        known = {context.key for context in request.contexts}
        own = tuple(Context(key, label) for key, label in self.own_contexts.items() if key not in known)
        return replace(request, contexts=(*request.contexts, *own))

    def of_unit(self, request: Request, unit: str) -> FieldMap:
        """What the map says of one of the things that a request counts; of the first, with the people it names."""
        keys = request.of_unit(unit).memberships
        return replace(
            self,
            child=NOBODY if unit else self.child,
            records={name: records for name, records in self.records.items() if records.unit == unit},
            mappings={key: mapping for key, mapping in self.mappings.items() if key in keys},
        )

    @property
    def is_approved(self) -> bool:
        """Whether the map as it now means was approved."""
        return self.approval is not None and self.approval.fingerprint == self.fingerprint

    def base_of(self, name: str) -> str:
        """The source in whose rows the rows of a source or table stand."""
        return self.tables[name].base if name in self.tables else name

    def phrase_rules(self, records: str) -> tuple[Rule, ...]:
        """The rules that look for phrases in the free text of these records."""
        rules = (rule for mapping in self.mappings.values() for rule in mapping.rules)
        return tuple(rule for rule in rules if rule.records == records and rule.contains)

    def coded_columns(self, records: str) -> dict[str, tuple[str, ...]]:
        """The columns of these records whose values rules read, each with the keys of what they feed, in order."""
        columns: dict[str, dict[str, None]] = {}
        for mapping in self.mappings.values():
            for rule in mapping.rules:
                if rule.records == records and rule.values:
                    columns.setdefault(rule.column, {})[mapping.key] = None
        return {column: tuple(keys) for column, keys in columns.items()}
