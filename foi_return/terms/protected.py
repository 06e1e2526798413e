"""What may leave the building: protected figures, the only ones that a writer can be given.

There is no way from here to a true count: a hidden cell holds a shorthand and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from foi_return.period_kinds import PeriodKind, kind_of_all
from foi_return.periods import Period
from foi_return.terms.counting import EVERYTHING, CountingRules, Said
from foi_return.terms.field_map import FlagStatement, Regime
from foi_return.terms.request import PERCENT_OF, RECORDED, FlagQuestion, Question
from foi_return.terms.shorthand import Shorthand, band_text, meanings
from foi_return.terms.unit import CHILDREN, OF_CHILDREN, Unit, Wording

Figure = int | float | Shorthand
"""What a cell holds: a count, a percentage to one decimal place (always a float), or a shorthand."""


@dataclass(frozen=True, slots=True)
class ProtectedCell:
    """One published cell.

    Attributes:
        period: The label of its period.
        category: The key of its category.
        breakdown: What narrows it: dimension to label or key; empty for a total.
        published: The number that is shown, or the shorthand that stands in its place.
        part_of_period: Whether recording covered only a part of the period.
        share_of: Of a percentage, the number and what it is out of, each as it is shown; None for a number, and for
            percentages that another table explains.
    """

    period: str
    category: str
    breakdown: Mapping[str, str]
    published: Figure
    part_of_period: bool = False
    share_of: tuple[Figure, Figure] | None = None

    @property
    def text(self) -> str:
        """The cell as a reader sees it where the policy has the usual mark: `1,234`, `[c]`."""
        if isinstance(self.published, Shorthand):
            return self.published.mark
        return f"{self.published:.1f}" if isinstance(self.published, float) else f"{self.published:,}"


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """One row of a protected table.

    Attributes:
        label: What the row counts.
        cells: A cell for each period of the table, in order.
        notes: Numbers of the notes that explain the row or one of its cells.
    """

    label: str
    cells: tuple[ProtectedCell, ...]
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table that may be published.

    Attributes:
        key: Its name in files.
        question: The number of the question it answers.
        title: Its whole title, with the years.
        unit: What its figures are, in the plural: `children`, or `percent of children`.
        row_heading: The heading of the column of row labels.
        periods: Its columns.
        rows: Its rows, in order.
        adds_up: Whether its percentages are whole numbers, rounded up or down so that they add up to 100.
        counted: What is counted, in words; of percentages, what they are of.
    """

    key: str
    question: str
    title: str
    unit: str
    row_heading: str
    periods: tuple[Period, ...]
    rows: tuple[ProtectedRow, ...]
    adds_up: bool = False
    counted: Unit = CHILDREN

    @property
    def shows_recorded(self) -> bool:
        """Whether a row says of how many the breakdown was recorded."""
        return any(RECORDED in cell.breakdown.values() for row in self.rows for cell in row.cells)

    @property
    def shorthand_used(self) -> tuple[Shorthand, ...]:
        """Every shorthand that stands in a cell, in the order of the alphabet."""
        used = {cell.published for row in self.rows for cell in row.cells if isinstance(cell.published, Shorthand)}
        return tuple(sorted(used, key=lambda shorthand: shorthand.value))

    @property
    def holds_percentages(self) -> bool:
        """Whether its figures are percentages of counts that another table holds."""
        return self.unit.startswith(PERCENT_OF)

    @property
    def shows_shares(self) -> bool:
        """Whether each percentage stands beside the two numbers that it is made of."""
        return any(cell.share_of is not None for row in self.rows for cell in row.cells)

    @property
    def has_break(self) -> bool:
        """Whether any cell covers only a part of its period."""
        return any(cell.part_of_period for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the workbook: tables refer to it by number as `[note 1]`."""

    number: int
    text: str


CLOSEST_EQUIVALENT = "is the council's closest equivalent to"
"""What a note says of a row that counts not quite what was asked for, between the two names."""

QUALITY_PERIOD = "the whole extract"
"""What stands in place of a year for a figure on the quality of the records."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a category of the request means.

    Attributes:
        subject: The category, as tables print it.
        text: What it means.
    """

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class QualityFigure:
    """A figure on the quality of the records, which a note gives.

    Attributes:
        code: What is the matter with the rows.
        breakdown: The source, and the column where one is concerned.
        published: The number of rows, or the shorthand that stands in its place.
        unit: What is counted, in the plural.
    """

    code: str
    breakdown: Mapping[str, str]
    published: Figure
    unit: str = "rows"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line of the table about a review of flags.

    Attributes:
        key: What files call it.
        label: What it is.
        unit: `records` or `per cent`.
        published: The figure, or the shorthand that stands in its place.
        low: The lower end of its interval; `[z]` where it has none.
        high: The upper end.
    """

    key: str
    label: str
    unit: str
    published: Figure
    low: Figure = Shorthand.NOT_APPLICABLE
    high: Figure = Shorthand.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class ProtectedReview:
    """What may be published of a review of flags.

    Attributes:
        title: Its whole title, with the years.
        sentences: How the review was made and what its figures mean; no sentence holds a figure.
        lines: The figures.
        confidence: The confidence of the intervals in per cent; None where every record was reviewed.
    """

    title: str
    sentences: tuple[str, ...]
    lines: tuple[ReviewLine, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One line of the table that answers the yes/no questions."""

    question: FlagQuestion
    statement: FlagStatement


@dataclass(frozen=True, slots=True)
class PolicyStatement:
    """What a reader is told of the suppression policy.

    Attributes:
        name: The profile's name.
        threshold: Counts from 1 to one less than this are small.
        zeros_shown: Whether a true zero is published.
        sentence: The rule in words.
        reason: Why the council chose it.
        mark: The letters that stand in brackets in a hidden cell.
        rounded_to: The base to which numbers are rounded; None where they are exact.
        rounding: The rule of rounding in words, for each sheet of figures; empty where they are exact.
        rounded_by: How: "conventional" or "controlled"; empty where they are exact.
        rounded_from: The counts that a number n that is shown can stand for, as (n less this, n plus this).
        rounded_least: The least count that is shown rounded.
        banded: Whether a small count is shown as the range in which it lies.
    """

    name: str
    threshold: int
    zeros_shown: bool
    sentence: str
    reason: str
    mark: str = Shorthand.CONFIDENTIAL.value
    rounded_to: int | None = None
    rounding: str = ""
    rounded_by: str = ""
    rounded_from: tuple[int, int] = (0, 0)
    rounded_least: int = 0
    banded: bool = False

    def printed(self, shorthand: Shorthand) -> str:
        """How a shorthand is printed in this answer: `[c]`."""
        if shorthand is Shorthand.BAND:
            return band_text(self.threshold)
        return f"[{self.mark}]" if shorthand is Shorthand.CONFIDENTIAL else shorthand.mark


@dataclass(frozen=True, slots=True)
class ProtectedReturn:
    """A whole answer that may be published.

    Attributes:
        reference: The council's reference for the request.
        request: The request definition's name.
        title: What the request is about.
        council: The council's name.
        contact: Where a reader can ask about the answer; empty where nobody said.
        regime: The Act it answers under.
        system: The case-management system's name.
        unit: What is counted.
        periods: The periods that figures are given for, such as financial years.
        questions: The questions, in order.
        flag_question: The number of the question that the flag lines answer.
        flags: The answers to the yes/no questions.
        tables: The tables, in order.
        notes: Definitions and cautions, numbered from 1.
        counting: The counting rules.
        extracted_on: The day on which the extract was made; None where nobody said.
        coverage: What each source covers, in sentences.
        policy: The suppression policy as the reader is told it.
        field_map: The field map's name.
        fingerprint: The field map's fingerprint.
        protection_stands: False for a draft that is not protected against subtraction.
        quality: The figures that notes give on the quality of the records.
        review: A review of flags; None where there was none.
        recording: The hash of what of the field map says which children are recorded for what.
        definitions: What categories mean, where the request says so.
        said: Which counting rules a reader is told of, for each thing that is counted, in order.
        wording: The words in which it speaks of what it counts.
    """

    reference: str
    request: str
    title: str
    council: str
    contact: str
    regime: Regime
    system: str
    unit: str
    periods: tuple[Period, ...]
    questions: tuple[Question, ...]
    flag_question: str
    flags: tuple[FlagLine, ...]
    tables: tuple[ProtectedTable, ...]
    notes: tuple[Note, ...]
    counting: CountingRules
    extracted_on: date | None
    coverage: tuple[str, ...]
    policy: PolicyStatement
    field_map: str
    fingerprint: str
    protection_stands: bool
    quality: tuple[QualityFigure, ...] = ()
    review: ProtectedReview | None = None
    recording: str = ""
    definitions: tuple[Definition, ...] = ()
    said: tuple[Said, ...] = (EVERYTHING,)
    wording: Wording = OF_CHILDREN

    @property
    def counting_sentences(self) -> tuple[str, ...]:
        """The counting rules in sentences; those of the first thing that is counted come first."""
        told = (sentence for said in self.said for sentence in self.counting.sentences(self.period_kind, said))
        return tuple(dict.fromkeys(told))

    def said_of(self, table: ProtectedTable) -> Said:
        """Which counting rules the reader of a table is told of."""
        return next((said for said in self.said if said.unit == table.counted), self.said[0])

    @property
    def period_kind(self) -> PeriodKind:
        """The kind of all its periods."""
        return kind_of_all(self.periods)

    @property
    def meanings(self) -> dict[str, str]:
        """Every mark of the answer with its meaning."""
        band = self.policy.printed(Shorthand.BAND) if self.policy.banded else ""
        return meanings(self.policy.mark, self.policy.rounded_to is not None, band, self.wording.people)
