"""Reads the lists of a reconciliation: people to be compared, and what is on file about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.errors import Fault, SourceError
from foi_return.reconcile.people import ListedPerson, PersonTexts, listed_person
from foi_return.terms.map_parts import ChildSpec, SourceSpec
from foi_return.terms.reconciliation import NAMES, PARTNER, PEOPLE, RECORDS, PersonColumns, Reconciliation
from foi_return.text import listed, nearest, normalise

if TYPE_CHECKING:
    from foi_return.engine.workspace import RawTable, Workspace

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lists:
    """What was read.

    Attributes:
        partner: The people of the partner's list.
        people: Social care's people, each once by id.
        records: For each id, and each column that rules look at, what is on file, evened out.
        bad_birth_dates: By list: rows whose birth date is there and cannot be read.
        repeated_people: Rows of social care's people whose id stood in a row before; they are left out.
        nobody: Rows of social care's people without an id; they are left out.
    """

    partner: tuple[ListedPerson, ...]
    people: tuple[ListedPerson, ...]
    records: Mapping[str, Mapping[str, frozenset[str]]]
    bad_birth_dates: Mapping[str, int]
    repeated_people: int = 0
    nobody: int = 0


def read_lists(definition: Reconciliation, paths: Mapping[str, Path], progress: Progress) -> Lists:
    """Reads every list that a definition names.

    Raises:
        SourceError: A file is missing, cannot be read, lacks a column, or holds nobody; with all faults.
    """
    from foi_return.engine.workspace import open_workspace
    from foi_return.sources.extract import read_source

    faults = list(_naming_faults(definition, paths))
    with open_workspace() as workspace:
        raw: dict[str, RawTable] = {}
        for source in definition.sources:
            if source not in paths:
                continue
            progress(f"Reading {source} ({paths[source].name})")
            try:
                columns = list(definition.columns_of(source))
                raw[source] = read_source(workspace, SourceSpec(source), paths[source], columns)
            except SourceError as error:
                faults += error.faults
        if faults:
            raise SourceError(faults)
        lists = _lists(workspace, definition, raw)
    for source, found in ((PARTNER, lists.partner), (PEOPLE, lists.people)):
        if not found:
            step = "Check that this is the right file"
            faults.append(Fault(paths[source].name, "it holds nobody", "a row for each person", step))
    if faults:
        raise SourceError(faults)
    return lists


def _naming_faults(definition: Reconciliation, paths: Mapping[str, Path]) -> Iterator[Fault]:
    for source in definition.sources:
        if source not in paths:
            yield Fault(f"source '{source}'", "no file is given for it", "a file", f"Add --source {source}=FILE")
    for source in paths:
        if source not in definition.sources:
            expected = listed(definition.sources)
            step = nearest(source, definition.sources)
            yield Fault(f"source '{source}'", "the definition has no list of this name", expected, step)


def _lists(workspace: Workspace, definition: Reconciliation, raw: Mapping[str, RawTable]) -> Lists:
    partner, bad_partner = _people(workspace, definition, raw[PARTNER], PARTNER, {})
    names = _other_names(workspace, definition, raw[NAMES]) if NAMES in raw else {}
    everybody, bad_people = _people(workspace, definition, raw[PEOPLE], PEOPLE, names)
    people: dict[str, ListedPerson] = {}
    for person in everybody:
        if person.id:
            people.setdefault(person.id, person)
    with_id = sum(bool(person.id) for person in everybody)
    return Lists(
        tuple(partner),
        tuple(people.values()),
        _records(workspace, definition, raw[RECORDS]) if RECORDS in raw else {},
        {PARTNER: bad_partner, PEOPLE: bad_people},
        with_id - len(people),
        len(everybody) - with_id,
    )


def _people(
    workspace: Workspace,
    definition: Reconciliation,
    raw: RawTable,
    source: str,
    names: Mapping[str, list[tuple[str, str]]],
) -> tuple[list[ListedPerson], int]:
    """The people of a list, and how many birth dates cannot be read; blank rows are left out."""
    from foi_return.engine.typed import type_people

    columns = definition.partner_columns if source == PARTNER else definition.people_columns
    own_id = columns.id or columns.first_name
    typed = type_people(
        workspace, raw, ChildSpec(source, own_id, columns.birth_date, columns.date_formats, None, "sex", {})
    )
    wanted = definition.columns_of(source)
    cells = ", ".join(f"raw.{raw.columns[column]}" for column in wanted)
    query = (
        f"SELECT typed.row_no, typed.child_id, typed.birth_key, typed.birth_bad, {cells} FROM {typed.table} typed "
        f"JOIN (SELECT CAST({raw.row_sql} AS BIGINT) AS row_no, * FROM {raw.table}) raw USING (row_no) ORDER BY row_no"
    )
    tested = {rule.column for each in definition.rules for rule in each.holds if rule.source == source}
    sexes = {
        normalise(value): letter
        for letter, key in (("F", "female"), ("M", "male"))
        for value in columns.sex_values.get(key, ())
    }
    found, bad = [], 0
    for row_no, child_id, birth_key, birth_bad, *values in workspace.duckdb.execute(query).fetchall():
        row = {column: (value or "").strip() for column, value in zip(wanted, values, strict=True)}
        if not any(row.values()):
            continue
        bad += birth_bad
        person_id = (child_id or "") if columns.id else ""
        texts = _texts(columns, row, birth_key, sexes, names.get(person_id, []))
        looked_at = {column: frozenset({normalise(row[column])} - {""}) for column in tested}
        found.append(listed_person(row_no, person_id, texts, looked_at))
    return found, bad


def _texts(
    columns: PersonColumns,
    row: Mapping[str, str],
    birth_key: int | None,
    sexes: Mapping[str, str],
    names: list[tuple[str, str]],
) -> PersonTexts:
    sex = row[columns.sex] if columns.sex else ""
    return PersonTexts(
        row[columns.first_name],
        row[columns.last_name],
        birth_key,
        row[columns.birth_date],
        sexes.get(normalise(sex), ""),
        sex,
        row[columns.postcode] if columns.postcode else "",
        row[columns.address] if columns.address else "",
        tuple(filter(None, (*(row[column] for column in columns.other_first_names), *(first for first, _ in names)))),
        tuple(filter(None, (*(row[column] for column in columns.other_last_names), *(last for _, last in names)))),
    )


def _other_names(workspace: Workspace, definition: Reconciliation, raw: RawTable) -> dict[str, list[tuple[str, str]]]:
    from foi_return.engine.typed import trimmed_sql

    spec = definition.other_names
    if spec is None:
        return {}
    first, last = (raw.columns[column] if column else "''" for column in (spec.first_name, spec.last_name))
    found: dict[str, list[tuple[str, str]]] = {}
    query = f"SELECT {trimmed_sql(raw.columns[spec.id])}, {first}, {last} FROM {raw.table} ORDER BY {raw.row_sql}"
    for own_id, first_name, last_name in workspace.duckdb.execute(query).fetchall():
        if own_id:
            found.setdefault(own_id, []).append(((first_name or "").strip(), (last_name or "").strip()))
    return found


def _records(
    workspace: Workspace, definition: Reconciliation, raw: RawTable
) -> dict[str, Mapping[str, frozenset[str]]]:
    from foi_return.engine.typed import trimmed_sql

    tested = list(
        dict.fromkeys(holds.column for rule in definition.rules for holds in rule.holds if holds.source == RECORDS)
    )
    if not tested or definition.record_child is None:
        return {}
    found: dict[str, dict[str, set[str]]] = {}
    cells = ", ".join(raw.columns[column] for column in tested)
    child = trimmed_sql(raw.columns[definition.record_child])
    for own_id, *values in workspace.duckdb.execute(f"SELECT DISTINCT {child}, {cells} FROM {raw.table}").fetchall():
        if own_id:
            of_person = found.setdefault(own_id, {column: set() for column in tested})
            for column, value in zip(tested, values, strict=True):
                of_person[column].add(normalise(value or ""))
    return {own_id: {column: frozenset(held) for column, held in each.items()} for own_id, each in found.items()}
