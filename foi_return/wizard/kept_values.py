"""Values of the extract that a map which is used as it stands does not name: what each is taken to mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.sections.people import label_of
from foi_return.wizard.view import EACH, Claims, Reading, seal


@dataclass(frozen=True, slots=True)
class NewValues:
    """Values of a coded column that the map does not name.

    Attributes:
        records: The records.
        column: The column, with those values alone.
    """

    records: str
    column: ColumnFacts

    @property
    def stem(self) -> str:
        """The beginning of the keys of all questions about them."""
        return f"new/{self.records}/{self.column.name}"


def new_columns(facts: Facts) -> tuple[NewValues, ...]:
    """Every coded column that holds values which the map does not name, with those."""
    found = facts.beside.values.items() if facts.beside else ()
    return tuple(NewValues(records, _column(name, dict(values))) for (records, name), values in found if values)


def _column(name: str, values: dict[str, int]) -> ColumnFacts:
    rows = sum(values.values())
    return ColumnFacts(name, rows, rows, len(values), values)


def read_new(new: NewValues, facts: Facts) -> dict[str, Reading]:
    """What each new value is taken to mean by its name."""
    meanings = facts.beside.meanings.get((new.records, new.column.name), {}) if facts.beside else {}
    readings = {}
    for value in new.column.values or ():
        items = meanings.get(value, ())
        sure = tuple(item for item in items if item.is_sure)
        reason = ", ".join(dict.fromkeys(item.reason for item in sure))
        hints = tuple(item for item in items if not item.is_sure)
        readings[value] = Reading(tuple(item.target for item in sure), reason, hints)
    return readings


def how_key(new: NewValues, facts: Facts) -> str:
    """The key of the proposal about the new values of a column; other values or meanings make another proposal."""
    proposed = sorted(f"{value}: {' '.join(reading.keys)}" for value, reading in read_new(new, facts).items())
    return f"{new.stem}/how/{seal(*proposed)}"


def new_claims(draft: Draft, facts: Facts, new: NewValues) -> Claims:
    """Category or context to the new values of a column that mean it."""
    if draft.text(how_key(new, facts)) == EACH:
        keys = [key for key in facts.request.memberships if key in draft.many(f"{new.stem}/keys")]
        claims = {key: draft.many(f"{new.stem}/is/{key}") for key in keys}
    else:
        readings = read_new(new, facts)
        claims = {
            key: tuple(value for value, reading in readings.items() if key in reading.keys)
            for key in facts.request.memberships
        }
    present = new.column.values or {}
    kept = {key: tuple(value for value in values if value in present) for key, values in claims.items()}
    return {key: values for key, values in kept.items() if values}


def sexes_named(draft: Draft, facts: Facts) -> dict[str, list[str]]:
    """Label to the new values for sex or gender that mean it."""
    labels: dict[str, list[str]] = {}
    for value in facts.beside.sexes if facts.beside else ():
        if label := label_of(draft, value):
            labels.setdefault(label, []).append(value)
    return labels
