"""What a reconcile definition says: whose lists are compared, who is who in them, which outcome wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foi_return.periods import Period
from foi_return.terms.field_map import Approval, Regime

PARTNER, PEOPLE, NAMES, RECORDS = "partner", "people", "names", "records"
"""The sources of a reconciliation: the partner's list, social care's people, their other names, what is on file."""


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """Where a list says who a person is; None where it has no such column.

    Attributes:
        id: The list's own id; a partner's list need not have one.
        first_name: The column with first names.
        last_name: The column with surnames.
        birth_date: The column with birth dates.
        date_formats: The formats in which they are written, tried in order.
        sex: The column with sex.
        sex_values: `female` and `male` to the values that mean them.
        postcode: The column with postcodes.
        address: The column with the first line of the address.
        other_first_names: Columns with a nickname, an alias or a second first name.
        other_last_names: Columns with a previous surname, an alias or a parent's surname.
    """

    id: str | None
    first_name: str
    last_name: str
    birth_date: str
    date_formats: tuple[str, ...]
    sex: str | None = None
    sex_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    postcode: str | None = None
    address: str | None = None
    other_first_names: tuple[str, ...] = ()
    other_last_names: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read to tell who a person is."""
        single = (self.id, self.first_name, self.last_name, self.birth_date, self.sex, self.postcode, self.address)
        return (*(column for column in single if column), *self.other_first_names, *self.other_last_names)


@dataclass(frozen=True, slots=True)
class OtherNames:
    """A source with further names of social care's people, a row for each; a column that is None is not there."""

    id: str
    first_name: str | None
    last_name: str | None


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition: a column of a source holds one of the values, whatever their case and white space.

    Attributes:
        source: `partner`, `people` or `records`.
        column: The column.
        values: The values; any one suffices.
    """

    source: str
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """One rule; it fits a listed person if every condition that it has holds. Without any, it fits everybody.

    Attributes:
        category: The key of the category that it gives.
        found: Whether the person must be among social care's people; None where that does not matter.
        unsettled: True for a person whose match no clerk has decided.
        age_from: The least age in completed years on the last day of the period; None where age does not matter.
        holds: What must stand in the lists.
    """

    category: str
    found: bool | None = None
    unsettled: bool = False
    age_from: int | None = None
    holds: tuple[Holds, ...] = ()

    @property
    def fits_everybody(self) -> bool:
        """Whether it has no condition."""
        return self.found is None and not self.unsettled and self.age_from is None and not self.holds


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability two rows are one person.

    Attributes:
        match: At least so probable: matched without a clerk.
        clerical: At least so probable, but not matched: a clerk decides.
    """

    match: float
    clerical: float


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A whole reconcile definition.

    Attributes:
        name: Its own name.
        title: What the answer is about.
        question: The request's question, in the council's words.
        council: The council's name.
        contact: Where a reader can ask; empty where nobody said.
        regime: The Act it answers under.
        system: The name of social care's system.
        partner: Who made the list, such as a police force.
        listed: What the people of the list are called in the answer, in the plural: `children on the police list`.
        period: The days that the list covers.
        partner_columns: Where the partner's list says who a person is.
        people_columns: Where social care's people say it.
        other_names: Further names of social care's people; None where there is no such source.
        record_child: The column of the records with the person's id; None where there are no records.
        categories: Key to label, in the order of the table.
        rules: The rules; the first that fits wins, and the last fits everybody.
        thresholds: From which probability two rows are one person.
        fingerprint: A hash of its meaning.
        recording: A hash of what of it says who is counted as what; titles, labels and questions aside.
        approval: Who approved which meaning of it; None where nobody did.
    """

    name: str
    title: str
    question: str
    council: str
    contact: str
    regime: Regime
    system: str
    partner: str
    listed: str
    period: Period
    partner_columns: PersonColumns
    people_columns: PersonColumns
    other_names: OtherNames | None
    record_child: str | None
    categories: Mapping[str, str]
    rules: tuple[OutcomeRule, ...]
    thresholds: Thresholds
    fingerprint: str
    recording: str
    approval: Approval | None = None

    @property
    def is_approved(self) -> bool:
        """Whether the definition as it now means was approved."""
        return self.approval is not None and self.approval.fingerprint == self.fingerprint

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that it reads, in order."""
        names = NAMES if self.other_names else None
        return tuple(source for source in (PARTNER, PEOPLE, names, RECORDS if self.record_child else None) if source)

    def columns_of(self, source: str) -> tuple[str, ...]:
        """The columns of a source that are read, each once."""
        own: dict[str, tuple[str | None, ...]] = {
            PARTNER: self.partner_columns.columns,
            PEOPLE: self.people_columns.columns,
            NAMES: () if self.other_names is None else (
                self.other_names.id, self.other_names.first_name, self.other_names.last_name
            ),
            RECORDS: (self.record_child,),
        }  # fmt: skip
        tested = (holds.column for rule in self.rules for holds in rule.holds if holds.source == source)
        return tuple(dict.fromkeys(column for column in (*own[source], *tested) if column))
