"""Binds a field map to an extract: each value that the map names to the exact texts that stand in the columns.

Spelling variants (case, white space) are matched here, once, so that every query compares exact texts only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foi_return.dates import BLANKS
from foi_return.engine.typed import FOUND, TypedTable, type_people, type_records
from foi_return.engine.workspace import RawTable, Workspace
from foi_return.errors import Fault, FieldMapError
from foi_return.tables import NOT_KNOWN
from foi_return.terms.field_map import FieldMap, GradeSpec, RecordsSpec
from foi_return.terms.shapes import Condition, Conditions, Test, conditions_of
from foi_return.text import normalise

MAX_VALUES = 2_000
"""A column with more different values than this holds no codes."""


NOTHING = "\x00"
"""A text that no cell holds: what stands for values of the map that the extract does not have."""


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
        held: What a row must hold to be a record, as SQL on the raw table.
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
    held: str = "true"


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


def bind_extract(workspace: Workspace, field_map: FieldMap, raw: Mapping[str, RawTable]) -> BoundExtract:
    """Types every source and resolves every value of the map.

    Raises:
        FieldMapError: A column that the map reads as codes holds too many different values to be one.
    """
    child = field_map.child
    people = type_people(workspace, raw[child.source], child)
    sex_texts = count_values(workspace, raw[child.source], child.sex) if child.sex is not None else {}
    sexes = {label: _texts(sex_texts, values) for label, values in child.sex_values.items()}
    named = {text for texts in sexes.values() for text in texts}
    records = []
    faults: list[Fault] = []
    for spec in field_map.records.values():
        try:
            records.append(_bind_records(workspace, field_map, spec, raw[spec.source]))
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
        raise FieldMapError(
            Fault(
                f"column '{column}'",
                f"it holds more than {MAX_VALUES:,} different values, so it is no column of codes",
                "a column in which each value stands for something",
                "Choose another column in the field map",
            )
        )
    return {str(text): int(count) for text, count in rows if normalise(text)}


def _bind_records(workspace: Workspace, field_map: FieldMap, spec: RecordsSpec, raw: RawTable) -> BoundRecords:
    coded = field_map.coded_columns(spec.name)
    grades = [grade for grade in (spec.risk_level, spec.identified_as) if grade is not None]
    conditions = list(conditions_of(spec.only_if))
    graded = [grade.column for grade in grades]
    columns = list(dict.fromkeys([*coded, *graded, *(condition.column for condition in conditions)]))
    values = {column: count_values(workspace, raw, column) for column in graded}
    for condition in conditions:
        values.setdefault(condition.column, _condition_values(workspace, raw, condition.column, conditions))
    held = _held_sql(spec.only_if, raw, values) if spec.only_if else "true"
    # A form's other answers are no codes: only in rows that can be records does a value have to be known.
    coded_values = {column: count_values(workspace, raw, column, held) for column in coded}
    meanings: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    named: dict[str, set[str]] = {column: set() for column in coded}
    for key, mapping in field_map.mappings.items():
        for rule in mapping.rules:
            if rule.records == spec.name and rule.values:
                texts = _texts(coded_values[rule.column], rule.values)
                named[rule.column].update(texts)
                if texts:
                    meanings.setdefault(key, []).append((rule.column, texts))
    means = [(raw.columns[column], texts) for conditions in meanings.values() for column, texts in conditions]
    phrases = [(raw.columns[rule.column], rule.contains) for rule in field_map.phrase_rules(spec.name)]
    typed = type_records(workspace, raw, spec, columns, means, phrases)
    for column, not_counted in spec.not_counted.items():
        if column in named:  # else a condition alone reads the column
            named[column].update(_texts(coded_values[column], not_counted))
    rules = field_map.counting
    by_code = {key: [(typed.codes[column], texts) for column, texts in found] for key, found in meanings.items()}
    for number, key in enumerate(_keys_by_phrase(field_map, spec.name)):
        by_code.setdefault(key, []).append((f"p{number}", (FOUND,)))
    return BoundRecords(
        spec,
        typed,
        {key: tuple(found) for key, found in by_code.items()},
        {column: _without(coded_values[column], names) for column, names in named.items()},
        _grade(spec.risk_level, rules.risk_levels, typed, values),
        _grade(spec.identified_as, _identified_choice(rules.identified_as.value), typed, values),
        {grade.column: _without(values[grade.column], _named_grades(grade, values[grade.column])) for grade in grades},
        _bound_test(spec.only_if, typed, values) if spec.only_if else None,
        _doubtful(conditions, spec, values),
        held,
    )


def _keys_by_phrase(field_map: FieldMap, records: str) -> Iterator[str]:
    """The category or context of each rule that looks for phrases, in the order of `phrase_rules`."""
    for key, mapping in field_map.mappings.items():
        for rule in mapping.rules:
            if rule.records == records and rule.contains:
                yield key


def _bound_test(test: Test, typed: TypedTable, values: Mapping[str, Mapping[str, int]]) -> Test:
    """The test with exact texts of the columns of the typed table."""
    if isinstance(test, Conditions):
        return Conditions(test.every, tuple(_bound_test(part, typed, values) for part in test.parts))
    texts = values[test.column]
    wanted = _texts(texts, test.values) or ((NOTHING,) if test.values else ())
    return Condition(typed.codes[test.column], wanted, _texts(texts, test.not_values))


def _condition_values(
    workspace: Workspace, raw: RawTable, column: str, conditions: Sequence[Condition]
) -> dict[str, int]:
    """The texts of a column that a condition reads, each with its number of rows.

    Of a column with more of them than codes can have, such as ids among which -1 stands for none, only those that
    conditions name, whatever their case and the blanks around them.
    """
    try:
        return count_values(workspace, raw, column)
    except FieldMapError:
        said = [value for test in conditions if test.column == column for value in (*test.values, *test.not_values)]
        code = f"lower(trim({raw.columns[column]}, {_quoted(BLANKS)}))"
        return count_values(workspace, raw, column, _one_of(code, [normalise(value) for value in said]))


def _held_sql(test: Test, raw: RawTable, values: Mapping[str, Mapping[str, int]]) -> str:
    """The test as SQL on the raw table, with exact texts."""
    if isinstance(test, Conditions):
        parts = [f"({_held_sql(part, raw, values)})" for part in test.parts]
        return (" AND " if test.every else " OR ").join(parts)
    column, texts = raw.columns[test.column], values[test.column]
    wanted = [f"COALESCE({_one_of(column, _texts(texts, test.values))}, false)"] if test.values else []
    if test.not_values:
        wanted.append(f"NOT COALESCE({_one_of(column, _texts(texts, test.not_values))}, false)")
    return " AND ".join(wanted) or "true"


def _one_of(column: str, texts: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(map(_quoted, texts))})" if texts else "false"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _doubtful(
    conditions: Sequence[Condition], spec: RecordsSpec, values: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Texts of the columns of conditions that no condition names, and that are not listed as not counted."""
    named: dict[str, set[str]] = {}
    for condition in conditions:
        known = (*condition.values, *condition.not_values, *spec.not_counted.get(condition.column, ()))
        named.setdefault(condition.column, set()).update(_texts(values[condition.column], known))
    return {column: _without(values[column], texts) for column, texts in named.items()}


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
