"""What a request asks: its questions, categories, contexts, flags, breakdowns and tables, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from foi_return.period_kinds import kind_of_all
from foi_return.periods import AgeBand, Period
from foi_return.terms.unit import PEOPLE, Unit, Wording, together
from foi_return.years_between import YearsBetween


class Combine(StrEnum):
    """How a derived category follows from others."""

    ALL_OF = "all of"
    ANY_OF = "any of"


class Breakdown(StrEnum):
    """What every request can split a category by; a request may define dimensions of its own beside them."""

    SEX = "sex"
    AGE_GROUP = "age_group"
    CONTEXT = "context"


class PartOfPeriod(StrEnum):
    """The parts of a period that a dimension can tell apart, by the day from which a record counts."""

    QUARTER = "quarter"
    MONTH = "month"


NOT_KNOWN = "Not known"
"""The label of a sex, an age group or a class that was not recorded, or not in a form that can be used."""

RECORDED = "Recorded"
"""The label of the row that holds how many of a total had the dimension recorded: the total without not known."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something of its own that a request splits a category by, such as offence, outcome or month.

    What is counted falls in one class of it and no more; where its records disagree, or say nothing, it is not known.

    Attributes:
        key: Its name in files: `offence`.
        label: The heading of its rows.
        rows: The classes that the request names, in order; empty where they are taken as the council records them.
        years: For a dimension that is the time between two dates, or a number, what belongs to each of `rows`; else
            empty. A number is compared as that many years are.
        is_number: Whether it is a number and no time between two dates.
        part: For a dimension that is a part of the period, which part; else None.
        shows_recorded: Whether tables say how many had it recorded, and percentages are of those.
    """

    key: str
    label: str
    rows: tuple[str, ...] = ()
    years: tuple[YearsBetween, ...] = ()
    part: PartOfPeriod | None = None
    shows_recorded: bool = False
    is_number: bool = False

    @property
    def is_mapped(self) -> bool:
        """Whether a field map says where it is recorded; parts of a period follow from the record's day."""
        return self.part is None


PERCENT_OF = "percent of "
"""How the unit of a table of percentages begins: `percent of children`."""

PERCENT_SUFFIX = "-percent"
"""What the key of a table of percentages has after that of its table of counts."""


@dataclass(frozen=True, slots=True)
class Category:
    """An answer class of the request, such as CCE.

    Attributes:
        key: Its name in files: `cce`.
        label: How a table prints it, in our own words.
        parts: For a derived category, the keys of the categories it follows from; else empty.
        combine: How the parts combine; None for a category that is recorded itself.
        without: For a derived category, the keys of categories that it leaves out: flagged for one and not for another.
        within: The key of a category that everything recorded for it should be recorded for too; departures are
            reported. Empty for none.
        definition: What it means, for the reader; empty where its label says it.
        unit: What it counts, where the request counts several things; empty for the first of them.
    """

    key: str
    label: str
    parts: tuple[str, ...] = ()
    combine: Combine | None = None
    without: tuple[str, ...] = ()
    within: str = ""
    definition: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """A setting of exploitation that the request asks about; a child may have several in a year."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class FlagQuestion:
    """One yes/no question about a field of the council's system, such as 2(a).

    Attributes:
        part: `2(a)`.
        key: Its name in field maps: `cse_flag`.
        label: What is asked after, in our own words.
        category: The category that a structured field of this kind would feed, or None.
    """

    part: str
    key: str
    label: str
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question.

    Attributes:
        number: `1`.
        text: What it asks, in our own words.
    """

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """One table of figures over the periods.

    Attributes:
        key: Its name in files: `q5-cce`.
        question: The number of the question it answers.
        title: Its title; periods are added when it is printed.
        categories: The categories that are its rows, or for a breakdown the one category broken down.
        breakdown: What splits the category: one of `Breakdown`, or the key of a dimension; None where the rows are
            categories.
        percentages: Whether a table of percentages of its totals stands beside it.
    """

    key: str
    question: str
    title: str
    categories: tuple[str, ...]
    breakdown: str | None = None
    percentages: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request definition with any overrides applied.

    Attributes:
        name: `core`.
        title: What the whole request is about.
        unit: What is counted, in the plural: `children`.
        periods: The periods asked about, all of one kind, in order of time.
        age_bands: The bands that ages are grouped in, youngest first.
        categories: Every category, in the order of the request, derived ones included.
        contexts: Every context, in the order of the request.
        flags: The yes/no questions.
        flag_question: The number of the question whose parts the flags are; empty where there are none.
        questions: Every question, in order.
        tables: Every table, in the order in which they are printed.
        asked_age_bands: The bands that were asked for, where the council answers in its own instead; else empty.
        dimensions: What it splits categories by beside sex, age and context.
        unit_singular: One of what is counted: `child`.
        unit_is_person: Whether that is somebody, and no thing or event.
        units: What else it counts beside, by the key that categories and records name: victims of those crimes.
        named_people: Whom its figures are about, where the definition says it; else None.
        service: What the authority does that keeps such records: `policing`; empty where the definition does not say.
    """

    name: str
    title: str
    unit: str
    periods: tuple[Period, ...]
    age_bands: tuple[AgeBand, ...]
    categories: tuple[Category, ...]
    contexts: tuple[Context, ...]
    flags: tuple[FlagQuestion, ...]
    flag_question: str
    questions: tuple[Question, ...]
    tables: tuple[TableDefinition, ...]
    asked_age_bands: tuple[AgeBand, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    unit_singular: str = "child"
    unit_is_person: bool = True
    units: Mapping[str, Unit] = field(default_factory=dict)
    named_people: Unit | None = None
    service: str = ""

    @property
    def counted(self) -> Unit:
        """What is counted, in words; several things together where there are several."""
        return together([self.unit_of(""), *self.units.values()])

    @property
    def people(self) -> Unit:
        """Whom its figures are about: those it names, else those it counts, else people."""
        if self.named_people is not None:
            return self.named_people
        counted = [unit for unit in (self.unit_of(""), *self.units.values()) if unit.is_person]
        return together(counted) if counted else PEOPLE

    @property
    def wording(self) -> Wording:
        """The words in which an answer speaks of what it counts."""
        return Wording(self.counted, self.unit_of(""), self.people, self.service)

    @property
    def divided_by(self) -> tuple[str, ...]:
        """By what of every request's own it divides what is counted, in words: the period, sex, age group."""
        named = {Breakdown.SEX: "sex", Breakdown.AGE_GROUP: "age group"}
        return (kind_of_all(self.periods).short, *(words for key, words in named.items() if self.uses(key)))

    def unit_of_table(self, table: TableDefinition) -> Unit:
        """What the figures of a table are numbers of."""
        return self.unit_of(self.category(table.categories[0]).unit)

    def unit_of(self, key: str) -> Unit:
        """One of the things that are counted; the empty key is the first."""
        return self.units[key] if key else Unit(self.unit, self.unit_singular, self.unit_is_person)

    def of_unit(self, key: str) -> Request:
        """What the request asks of one of the things that it counts."""
        if not self.units:
            return self
        categories = tuple(category for category in self.categories if category.unit == key)
        keys = {category.key for category in categories}
        tables = tuple(table for table in self.tables if keys.issuperset(table.categories))
        unit = self.unit_of(key)
        asked = {table.breakdown for table in tables}
        return replace(
            self,
            categories=categories,
            contexts=() if key else self.contexts,
            tables=tables,
            unit=unit.plural,
            unit_singular=unit.singular,
            unit_is_person=unit.is_person,
            units={},
            named_people=self.people,
            dimensions=tuple(dimension for dimension in self.dimensions if dimension.key in asked),
        )

    def joined_with(self, others: Iterable[Request]) -> Request:
        """The same request with the categories and settings of others beside its own; of one key the first counts.

        Its tables stay as they are: what is added is counted, so that answers to the others can be told apart from it,
        and not printed.
        """
        categories = {item.key: item for item in self.categories}
        contexts = {item.key: item for item in self.contexts}
        for request in others:
            categories |= {item.key: item for item in request.categories if item.key not in categories}
            contexts |= {item.key: item for item in request.contexts if item.key not in contexts}
        return replace(self, categories=tuple(categories.values()), contexts=tuple(contexts.values()))

    @property
    def has_overlaps(self) -> bool:
        """Whether it asks for what is recorded for two categories together, such as both CCE and CSE."""
        return any(category.combine is Combine.ALL_OF and not category.without for category in self.categories)

    @property
    def recorded_categories(self) -> tuple[Category, ...]:
        """The categories that a field map must map: those that do not follow from others."""
        return tuple(category for category in self.categories if category.combine is None)

    @property
    def memberships(self) -> tuple[str, ...]:
        """Keys of all that a child can be recorded for: recorded categories, then contexts."""
        return tuple(category.key for category in self.recorded_categories) + tuple(
            context.key for context in self.contexts
        )

    def category(self, key: str) -> Category:
        """The category with this key. Raises KeyError where the request has none."""
        for category in self.categories:
            if category.key == key:
                return category
        raise KeyError(key)

    def dimension(self, key: str | None) -> Dimension | None:
        """The dimension with this key; None where it is none of the request's own."""
        return next((dimension for dimension in self.dimensions if dimension.key == key), None)

    def uses(self, breakdown: str) -> bool:
        """Whether a table is broken down so."""
        return any(table.breakdown == breakdown for table in self.tables)
