"""What a reader is told of the quality of the records: rows that could not be used, as figures like any other.

Only rows that stand in no other figure are told of here: how many children lack a sex or a birth date is what the
tables show as not known. So these figures are a part of the one system that no other figure touches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding, FindingCode, meaning_of
from foi_return.terms.unit import CHILDREN, Unit

TOLD = (
    FindingCode.ROW_UNREADABLE,
    FindingCode.CELL_NOT_JSON,
    FindingCode.NO_CHILD_ID,
    FindingCode.NO_ID,
    FindingCode.NO_START,
    FindingCode.BAD_START,
)
"""The findings that the public reads of, in the order in which it does."""


@dataclass(frozen=True, slots=True)
class QualityCount:
    """How many rows of a source could not be used, and why; a true count.

    Attributes:
        code: Why.
        source: The source, as the map calls it.
        column: The column concerned; empty where none is.
        rows: How many rows.
        unit: What the words for why speak of.
    """

    code: FindingCode
    source: str
    column: str
    rows: int
    unit: Unit = field(default=CHILDREN, compare=False)

    @property
    def breakdown(self) -> dict[str, str]:
        """What tells this figure from another with the same reason."""
        return {"source": self.source, **({"column": self.column} if self.column else {})}


def quality_counts(findings: Sequence[Finding]) -> tuple[QualityCount, ...]:
    """The figures that the public is told, in order."""
    found: dict[tuple[FindingCode, str, str], int] = {}
    units: dict[tuple[FindingCode, str, str], Unit] = {}
    for finding in findings:
        if finding.code in TOLD and finding.count:
            place = (finding.code, finding.source, finding.column)
            found[place] = found.get(place, 0) + finding.count
            units.setdefault(place, finding.unit)
    order = sorted(found, key=lambda place: (TOLD.index(place[0]), place[1], place[2]))
    return tuple(QualityCount(*place, found[place], units[place]) for place in order)


def quality_sentences(told: Sequence[tuple[QualityCount, str]], field_map: FieldMap) -> Iterator[str]:
    """The notes: each figure as it is printed, with what it means and what became of the rows.

    Args:
        told: The figures, each with what is printed in its place.
        field_map: Names the sources as a reader knows them.
    """
    for count, printed in told:
        meaning = meaning_of(count.code, count.unit)
        base = field_map.base_of(count.source)
        title = field_map.sources[base].title if base in field_map.sources else ""
        column = f", '{count.column}'" if count.column else ""
        yield (
            f"Quality of the records: {title or base}{column}. {meaning.meaning}. Rows of which this is so: {printed} "
            f"({meaning.effect})."
        )
