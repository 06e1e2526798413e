"""Values of a breakdown's column that a map which is used as it stands does not list: which rows they are. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.terms.request import NOT_KNOWN, Dimension
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.sections.class_values import row_of


@dataclass(frozen=True, slots=True)
class NewClasses:
    """Values of a breakdown's column that the map does not list.

    Attributes:
        records: The records.
        dimension: The breakdown.
        column: The column, with those values alone.
    """

    records: str
    dimension: Dimension
    column: ColumnFacts

    @property
    def stem(self) -> str:
        """The beginning of the keys of all questions about them."""
        return f"new_split/{self.dimension.key}/{self.records}/{self.column.name}"


def new_classes(facts: Facts) -> tuple[NewClasses, ...]:
    """Every breakdown of some records in whose column there are values that the map does not list, with those."""
    found = []
    for (records, key), values in (facts.beside.classes if facts.beside else {}).items():
        dimension = facts.request.dimension(key)
        spec = facts.beside.read_by.records[records].classes.get(key) if facts.beside else None
        if values and dimension is not None and spec is not None and spec.column is not None:
            rows = sum(values.values())
            found.append(NewClasses(records, dimension, ColumnFacts(spec.column, rows, rows, len(values), values)))
    return tuple(found)


def new_rows(new: NewClasses, draft: Draft) -> dict[str, list[str]]:
    """Row to the new values that are counted in it; a row of its own has the value's name."""
    labels: dict[str, list[str]] = {}
    for value in new.column.values or {}:
        label = row_of(new.dimension, new.stem, value, draft) or NOT_KNOWN
        labels.setdefault(label, []).append(value)
    return labels
