"""Binds a field map to an extract: each value that the map names to the exact texts that stand in the columns.

Spelling variants (case, white space) are matched here, once, so that every query compares exact texts only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from foi_return.engine.typed import TypedTable, type_people, type_records
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, FieldMapError
from foi_return.tables import NOT_KNOWN
from foi_return.terms.field_map import ChildSpec, FieldMap, GradeSpec, RecordsSpec
from foi_return.text import normalise

MAX_VALUES = 2_000
"""A column with more different values than this holds no codes."""


@dataclass(frozen=True, slots=True)
class BoundRecords:
    """Records with the texts that mean something.

    Attributes:
        spec: What the field map says of them.
        typed: The typed table of those that mean anything.
        meanings: For each category or context, the conditions that mean it: (column of the table, exact texts).
        unreviewed: Column of the source to the texts that the map does not name, each with its number of rows.
        risk: The column of the table and the texts of the risk levels that count; None where all count.
        identified: The same for at risk and victim.
        graded: Column of the source to texts of a grade that the map does not name, with their numbers of rows.
    """

    spec: RecordsSpec
    typed: TypedTable
    meanings: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    unreviewed: Mapping[str, Mapping[str, int]]
    risk: tuple[str, tuple[str, ...]] | None
    identified: tuple[str, tuple[str, ...]] | None
    graded: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class BoundExtract:
    """A whole extract, bound.

    Attributes:
        field_map: The map.
        people: The typed table of people.
        sexes: Label to the exact texts that mean it, in the map's order, without not known.
        sex_unmapped: Texts for sex that the map does not name, with their numbers of rows.
        records: The records, in the map's order.
    """

    field_map: FieldMap
    people: TypedTable
    sexes: Mapping[str, tuple[str, ...]]
    sex_unmapped: Mapping[str, int]
    records: tuple[BoundRecords, ...]

    @property
    def unreviewed_keys(self) -> frozenset[str]:
        """Categories and contexts that rest on a column with values that nobody has reviewed."""
        return frozenset(
            key
            for records in self.records
            for column, keys in self.field_map.coded_columns(records.spec.name).items()
            if records.unreviewed.get(column)
            for key in keys
        )


class Extract(Protocol):
    """An extract where it stands: what binding asks of it, whichever engine answers."""

    def values(self, source: str, column: str) -> Mapping[str, int]:
        """The different texts of a column, each with its number of rows; blank cells are left out."""

    def people(self, child: ChildSpec) -> TypedTable:
        """The rows of people, typed."""

    def records(self, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Condition]) -> TypedTable:
        """The records that mean anything, typed; `coded` are the columns of codes to keep."""


Condition = tuple[str, tuple[str, ...]]
"""A column of a source, as the map names it, and exact texts in it."""


@dataclass(frozen=True, slots=True)
class LoadedSources:
    """The sources of an extract that have been loaded into the workspace."""

    workspace: Workspace
    raw: Mapping[str, RawTable]

    def values(self, source: str, column: str) -> Mapping[str, int]:
        """See `Extract`."""
        return count_values(self.workspace, self.raw[source], column)

    def people(self, child: ChildSpec) -> TypedTable:
        """See `Extract`."""
        return type_people(self.workspace, self.raw[child.source], child)

    def records(self, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Condition]) -> TypedTable:
        """See `Extract`."""
        raw = self.raw[spec.source]
        conditions = [(raw.columns[column], texts) for column, texts in means]
        return type_records(self.workspace, raw, spec, coded, conditions)


def bind_extract(workspace: Workspace, field_map: FieldMap, raw: Mapping[str, RawTable]) -> BoundExtract:
    """Binds loaded sources; see `bind`."""
    return bind(LoadedSources(workspace, raw), field_map)


def bind(extract: Extract, field_map: FieldMap) -> BoundExtract:
    """Types every source and resolves every value of the map.

    Raises:
        FieldMapError: A column that the map reads as codes holds too many different values to be one.
    """
    child = field_map.child
    people = extract.people(child)
    sex_texts = extract.values(child.source, child.sex) if child.sex is not None else {}
    sexes = {label: _texts(sex_texts, values) for label, values in child.sex_values.items()}
    named = {text for texts in sexes.values() for text in texts}
    records = []
    faults: list[Fault] = []
    for spec in field_map.records.values():
        try:
            records.append(_bind_records(extract, field_map, spec))
        except FieldMapError as error:
            faults += error.faults
    if faults:
        raise FieldMapError(faults)
    return BoundExtract(
        field_map,
        people,
        {label: texts for label, texts in sexes.items() if label != NOT_KNOWN},
        {text: rows for text, rows in sex_texts.items() if text not in named},
        tuple(records),
    )


def count_values(workspace: Workspace, raw: RawTable, column: str) -> dict[str, int]:
    """The different texts of a column, each with its number of rows; blank cells are left out.

    Raises:
        FieldMapError: There are more than `MAX_VALUES`.
    """
    code = raw.columns[column]
    rows = workspace.duckdb.execute(
        f"SELECT {code}, COUNT(*) FROM {raw.table} WHERE {code} IS NOT NULL GROUP BY 1 ORDER BY 1 "
        f"LIMIT {MAX_VALUES + 1}"
    ).fetchall()
    if len(rows) > MAX_VALUES:
        raise too_many_values(column)
    return {str(text): int(count) for text, count in rows if normalise(text)}


def too_many_values(column: str) -> FieldMapError:
    """The error for a column with more values than a column of codes can have."""
    return FieldMapError(
        Fault(
            f"column '{column}'",
            f"it holds more than {MAX_VALUES:,} different values, so it is no column of codes",
            "a column in which each value stands for something",
            "Choose another column in the field map",
        )
    )


def _bind_records(extract: Extract, field_map: FieldMap, spec: RecordsSpec) -> BoundRecords:
    coded = field_map.coded_columns(spec.name)
    grades = [grade for grade in (spec.risk_level, spec.identified_as) if grade is not None]
    columns = list(dict.fromkeys([*coded, *(grade.column for grade in grades)]))
    values = {column: extract.values(spec.source, column) for column in columns}
    meanings: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    named: dict[str, set[str]] = {column: set() for column in coded}
    for key, mapping in field_map.mappings.items():
        for rule in mapping.rules:
            if rule.records == spec.name:
                texts = _texts(values[rule.column], rule.values)
                named[rule.column].update(texts)
                if texts:
                    meanings.setdefault(key, []).append((rule.column, texts))
    typed = extract.records(spec, columns, [condition for each in meanings.values() for condition in each])
    for column, not_counted in spec.not_counted.items():
        named[column].update(_texts(values[column], not_counted))
    rules = field_map.counting
    return BoundRecords(
        spec,
        typed,
        {
            key: tuple((typed.codes[column], texts) for column, texts in conditions)
            for key, conditions in meanings.items()
        },
        {column: _without(values[column], names) for column, names in named.items()},
        _grade(spec.risk_level, rules.risk_levels, typed, values),
        _grade(spec.identified_as, _identified_choice(rules.identified_as.value), typed, values),
        {grade.column: _without(values[grade.column], _named_grades(grade, values[grade.column])) for grade in grades},
    )


def _identified_choice(choice: str) -> tuple[str, ...]:
    """One choice, or none where both count; the words are those of the field map."""
    return () if " or " in choice else (choice,)


def _grade(
    grade: GradeSpec | None,
    chosen: Sequence[str],
    typed: TypedTable,
    values: Mapping[str, Mapping[str, int]],
) -> tuple[str, tuple[str, ...]] | None:
    if grade is None or not chosen:
        return None
    texts = tuple(text for level in chosen for text in _texts(values[grade.column], grade.values[level]))
    return typed.codes[grade.column], texts


def _named_grades(grade: GradeSpec, texts: Mapping[str, int]) -> set[str]:
    return {text for values in grade.values.values() for text in _texts(texts, values)}


def _texts(texts: Mapping[str, int], values: Sequence[str]) -> tuple[str, ...]:
    """The exact texts of a column that are spellings of one of the values."""
    wanted = {normalise(value) for value in values}
    return tuple(text for text in texts if normalise(text) in wanted)


def _without(texts: Mapping[str, int], named: set[str]) -> dict[str, int]:
    return {text: rows for text, rows in texts.items() if text not in named}
