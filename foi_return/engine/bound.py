"""Binds a field map to an extract: each value that the map names to the exact texts that stand in the columns.

Spelling variants (case, white space) are matched here, once, so that every query compares exact texts only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from foi_return.dates import BLANKS
from foi_return.engine.conditions import doubtful_texts, exact_test, held_sql, one_of, spellings, without
from foi_return.engine.typed import FOUND, TypedTable, no_people, type_people, type_records
from foi_return.engine.workspace import RawTable, Workspace, quoted
from foi_return.errors import Fault, FieldMapError
from foi_return.terms.counting import CountingRules
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import ChildSpec, GradeSpec, RecordsSpec
from foi_return.terms.request import NOT_KNOWN
from foi_return.terms.shapes import Condition, Test, conditions_of
from foi_return.text import any_number, normalise

MAX_VALUES = 2_000
"""A column with more different values than this holds no codes."""


@dataclass(frozen=True, slots=True)
class BoundClasses:
    """Where a typed table says in which class of a dimension something falls.

    Attributes:
        code: The column of the table with the values; empty where two dates say it.
        texts: Label of each class to the exact texts that mean it.
        unmapped: Texts that the map does not name, with their numbers of rows.
        first: The column with the key of the first of two dates.
        last: That of the second.
        numbers: The texts that are numbers, each with its number, where the request says which belong to which class.
    """

    code: str = ""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unmapped: Mapping[str, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoundRecords:
    """Records with the texts that mean something.

    Attributes:
        spec: What the field map says of them.
        typed: The typed table of those that mean anything.
        meanings: For each category or context, the conditions that mean it: (column of the table, exact texts).
        unreviewed: Column of the source to the texts that the map does not name in rows that hold what they must,
            each with its number of rows.
        risk: The column of the table and the texts of the risk levels that count; None where all count.
        identified: The same for at risk and victim.
        graded: Column of the source to texts of a grade that the map does not name, with their numbers of rows.
        only_if: What a row must hold to be a record, with exact texts of columns of the table; None for every row.
        doubtful: Column of a condition to texts that the map does not name, with their numbers of rows.
        held: The same with columns of the source.
        classes: By dimension of the request's own, where the typed table says in which class something falls.
    """

    spec: RecordsSpec
    typed: TypedTable
    meanings: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    unreviewed: Mapping[str, Mapping[str, int]]
    risk: tuple[str, tuple[str, ...]] | None
    identified: tuple[str, tuple[str, ...]] | None
    graded: Mapping[str, Mapping[str, int]]
    only_if: Test | None = None
    doubtful: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    held: Test | None = None
    classes: Mapping[str, BoundClasses] = field(default_factory=dict)


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

    def values(self, source: str, column: str, held: Test | None = None) -> Mapping[str, int]:
        """The different texts of a column in rows that hold a test, with numbers of rows; blank cells are left out."""

    def named_values(self, source: str, column: str, said: Sequence[str]) -> Mapping[str, int]:
        """The same of a column that a condition reads; where they are too many to be codes, those that it names."""

    def people(self, child: ChildSpec) -> TypedTable:
        """The rows of people, typed."""

    def records(
        self, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Meaning], phrases: Sequence[Meaning]
    ) -> TypedTable:
        """The records that mean anything, typed; `coded` are the columns of codes to keep."""


Meaning = tuple[str, tuple[str, ...]]
"""A column of a source, as the map names it, and exact texts in it (or phrases)."""

EVERY_ROW: Meaning = ("", ())
"""In place of a condition: every row means it."""


@dataclass(frozen=True, slots=True)
class LoadedSources:
    """The sources of an extract that have been loaded into the workspace."""

    workspace: Workspace
    raw: Mapping[str, RawTable]

    def values(self, source: str, column: str, held: Test | None = None) -> Mapping[str, int]:
        """See `Extract`."""
        raw = self.raw[source]
        return count_values(self.workspace, raw, column, held_sql(held, raw))

    def named_values(self, source: str, column: str, said: Sequence[str]) -> Mapping[str, int]:
        """See `Extract`. Such a column may hold ids, among which -1 stands for none."""
        raw = self.raw[source]
        try:
            return count_values(self.workspace, raw, column)
        except FieldMapError:
            code = f"lower(trim({raw.columns[column]}, {quoted(BLANKS)}))"
            return count_values(self.workspace, raw, column, one_of(code, [normalise(value) for value in said]))

    def people(self, child: ChildSpec) -> TypedTable:
        """See `Extract`."""
        return (
            type_people(self.workspace, self.raw[child.source], child) if child.is_known else no_people(self.workspace)
        )

    def records(
        self, spec: RecordsSpec, coded: Sequence[str], means: Sequence[Meaning], phrases: Sequence[Meaning]
    ) -> TypedTable:
        """See `Extract`."""
        raw = self.raw[spec.source]
        conditions, found = (
            [(raw.columns[column] if column else "", texts) for column, texts in each] for each in (means, phrases)
        )
        return type_records(self.workspace, raw, spec, coded, conditions, found)


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
    sexes = {label: spellings(sex_texts, values) for label, values in child.sex_values.items()}
    named = {text for texts in sexes.values() for text in texts}
    records = []
    faults: list[Fault] = []
    for spec in field_map.records.values():
        try:
            records.append(bind_records(extract, field_map, spec))
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


def with_rules(extract: Extract, bound: BoundExtract, rules: CountingRules) -> BoundExtract:
    """The same extract under other counting rules."""
    found = []
    for records in bound.records:
        spec = records.spec
        grades = [grade for grade in (spec.risk_level, spec.identified_as) if grade is not None]
        values = {grade.column: extract.values(spec.source, grade.column) for grade in grades}
        risk = _grade(spec.risk_level, rules.risk_levels, records.typed, values)
        choice = _identified_choice(rules.identified_as.value)
        identified = _grade(spec.identified_as, choice, records.typed, values)
        found.append(replace(records, risk=risk, identified=identified))
    return replace(bound, field_map=replace(bound.field_map, counting=rules), records=tuple(found))


def count_values(workspace: Workspace, raw: RawTable, column: str, held: str = "true") -> dict[str, int]:
    """The different texts of a column, each with its number of rows; blank cells are left out.

    Args:
        workspace: Where the table is.
        raw: The table.
        column: The column, as the file names it.
        held: Which rows to look at, as SQL.

    Raises:
        FieldMapError: There are more than `MAX_VALUES`.
    """
    code = raw.columns[column]
    rows = workspace.duckdb.execute(
        f"SELECT {code}, COUNT(*) FROM {raw.table} WHERE {code} IS NOT NULL AND ({held}) GROUP BY 1 ORDER BY 1 "
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


def bind_records(extract: Extract, field_map: FieldMap, spec: RecordsSpec) -> BoundRecords:
    """Types the records of one source and resolves every value that the map reads in them; see `bind`."""
    coded = field_map.coded_columns(spec.name)
    grades = [grade for grade in (spec.risk_level, spec.identified_as) if grade is not None]
    conditions = list(conditions_of(spec.only_if))
    graded = [grade.column for grade in grades]
    classed = [classes.column for classes in spec.classes.values() if classes.column is not None]
    columns = list(dict.fromkeys([*coded, *graded, *(condition.column for condition in conditions), *classed]))
    values: dict[str, Mapping[str, int]] = {column: extract.values(spec.source, column) for column in graded}
    values.update(_values_of_conditions(extract, spec, conditions))
    held = exact_test(spec.only_if, lambda column: column, values) if spec.only_if else None
    # A form's other answers are no codes: only in rows that can be records does a value have to be known.
    coded_values = {column: extract.values(spec.source, column, held) for column in coded}
    meanings, named = _meanings(field_map, spec, coded_values)
    means = [condition for each in meanings.values() for condition in each]
    phrases = [(rule.column, rule.contains) for rule in field_map.phrase_rules(spec.name)]
    typed = extract.records(spec, columns, means, phrases)
    for column, not_counted in spec.not_counted.items():
        if column in named:  # else a condition alone reads the column
            named[column].update(spellings(coded_values[column], not_counted))
    rules = field_map.counting
    by_code = {
        key: [(typed.codes[column] if column else "", texts) for column, texts in found]
        for key, found in meanings.items()
    }
    for number, key in enumerate(_keys_by_phrase(field_map, spec.name)):
        by_code.setdefault(key, []).append((f"p{number}", (FOUND,)))
    return BoundRecords(
        spec,
        typed,
        {key: tuple(found) for key, found in by_code.items()},
        {column: without(coded_values[column], names) for column, names in named.items()},
        _grade(spec.risk_level, rules.risk_levels, typed, values),
        _grade(spec.identified_as, _identified_choice(rules.identified_as.value), typed, values),
        {grade.column: without(values[grade.column], _named_grades(grade, values[grade.column])) for grade in grades},
        exact_test(spec.only_if, lambda column: typed.codes[column], values) if spec.only_if else None,
        doubtful_texts(conditions, spec, values),
        held,
        _bound_classes(spec, typed, {column: extract.values(spec.source, column, held) for column in classed}),
    )


def _bound_classes(
    spec: RecordsSpec, typed: TypedTable, values: Mapping[str, Mapping[str, int]]
) -> dict[str, BoundClasses]:
    """The classes of each dimension that these records know, with exact texts."""
    found = {}
    pairs = 0
    for key, classes in spec.classes.items():
        if classes.column is None:
            found[key] = BoundClasses(first=f"first{pairs}_key", last=f"last{pairs}_key")
            pairs += 1
        else:
            present, code = values[classes.column], typed.codes[classes.column]
            texts = {label: spellings(present, named) for label, named in classes.values.items()}
            numbers = {
                text: number for text in present if classes.is_number and (number := any_number(text)) is not None
            }
            known = {*numbers, *(text for each in texts.values() for text in each)}
            found[key] = BoundClasses(code, texts, without(present, known), numbers=numbers)
    return found


def _values_of_conditions(
    extract: Extract, spec: RecordsSpec, conditions: Sequence[Condition]
) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The texts in each column that a condition reads."""
    for column in dict.fromkeys(condition.column for condition in conditions):
        of_column = [condition for condition in conditions if condition.column == column]
        if any(condition.at_least is not None for condition in of_column):
            yield column, extract.values(spec.source, column)
        else:
            said = [value for condition in of_column for value in condition.named]
            yield column, extract.named_values(spec.source, column, said)


def _meanings(
    field_map: FieldMap, spec: RecordsSpec, values: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, list[Meaning]], dict[str, set[str]]]:
    """What means each category in these records, and the texts of each coded column that mean something."""
    meanings: dict[str, list[Meaning]] = {}
    named: dict[str, set[str]] = {column: set() for column in values}
    for key, mapping in field_map.mappings.items():
        for rule in mapping.rules:
            if rule.records == spec.name and rule.values:
                texts = spellings(values[rule.column], rule.values)
                named[rule.column].update(texts)
                if texts:
                    meanings.setdefault(key, []).append((rule.column, texts))
            if rule.records == spec.name and rule.every:
                meanings.setdefault(key, []).append(EVERY_ROW)
    return meanings, named


def _keys_by_phrase(field_map: FieldMap, records: str) -> Iterator[str]:
    """The category or context of each rule that looks for phrases, in the order of `phrase_rules`."""
    for key, mapping in field_map.mappings.items():
        for rule in mapping.rules:
            if rule.records == records and rule.contains:
                yield key


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
    texts = tuple(text for level in chosen for text in spellings(values[grade.column], grade.values[level]))
    return typed.codes[grade.column], texts


def _named_grades(grade: GradeSpec, texts: Mapping[str, int]) -> set[str]:
    return {text for values in grade.values.values() for text in spellings(texts, values)}
