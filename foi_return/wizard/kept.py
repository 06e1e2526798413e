"""A field map that is used as it stands: what of it the answers change, and the tables that then come out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from foi_return.config.field_map import bind_field_map
from foi_return.terms.field_map import FieldMap, FlagAnswer
from foi_return.terms.needed import needed_columns
from foi_return.text import normalise
from foi_return.wizard.amend import (
    Tables,
    copied,
    drop_records,
    name_rows,
    name_sexes,
    name_values,
    rename_column,
    set_days,
)
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept_classes import new_classes, new_rows
from foi_return.wizard.kept_values import new_claims, new_columns, sexes_named
from foi_return.wizard.words import slug

USE = "request/use"
KEEP, ASK = "keep", "ask"
"""How a map that was started from is used: as it stands, or gone through question by question."""

NO_COLUMN = ""
"""The answer for a column that the extract does not have any more under any name."""

COUNT_REST, NO_FIGURES = "count the rest", "no figures"
"""What becomes of a category that the files left out record as well as the others."""


def keeps(draft: Draft, facts: Facts) -> bool:
    """Whether a map was started from and is used as it stands."""
    return facts.base is not None and draft.text(USE) == KEEP


def kept_base(facts: Facts) -> FieldMap:
    """The map that is used as it stands."""
    assert facts.base is not None
    return facts.base


# --- Files --------------------------------------------------------------------------------


def path_key(number: int) -> str:
    """The key of the question for the file of a source; sources are numbered from 1 in the map's order."""
    return f"files/{number}/path"


def kept_paths(draft: Draft, facts: Facts) -> dict[str, str]:
    """Source to the path of its file, or pattern of several; a source without one is left out."""
    named = {name: draft.text(path_key(number)) for number, name in enumerate(kept_base(facts).sources, start=1)}
    return {name: path for name, path in named.items() if path}


def sources_left_out(draft: Draft, facts: Facts) -> tuple[str, ...]:
    """The sources for which it was said that there is no file."""
    base = kept_base(facts)
    if base.database is not None:
        return ()
    answered = [name for number, name in enumerate(base.sources, start=1) if path_key(number) in draft]
    return tuple(name for name in answered if name not in kept_paths(draft, facts))


def needed_sources(base: FieldMap) -> frozenset[str]:
    """The sources without which nothing can be counted: those that say who the children are."""
    return frozenset([base.child.source, *(walk.source for walk in base.crosswalks.values())])


def records_without(base: FieldMap, sources: tuple[str, ...]) -> tuple[str, ...]:
    """The records that cannot be read without some sources, and those that count only beside them."""
    gone: list[str] = []
    for name, records in base.records.items():
        table = base.tables.get(records.source)
        others = [*(join.source for join in table.joins), *(count.source for count in table.counts)] if table else []
        read = {table.base, *others} if table else {records.source}
        if read & set(sources):
            gone.append(name)
    for name, records in base.records.items():
        if name not in gone and records.linked_to is not None and records.linked_to.records in gone:
            gone.append(name)
    return tuple(gone)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost with the records that are left out.

    Attributes:
        records: The records.
        whole: Categories and contexts that nothing else records.
        part: Those that other records record as well.
    """

    records: tuple[str, ...]
    whole: tuple[str, ...]
    part: tuple[str, ...]


def find_loss(draft: Draft, facts: Facts) -> Loss:
    """What the sources without a file would have recorded."""
    base = kept_base(facts)
    gone = records_without(base, sources_left_out(draft, facts))
    hit = {key for key, mapping in base.mappings.items() if any(rule.records in gone for rule in mapping.rules)}
    whole = {key for key in hit if all(rule.records in gone for rule in base.mappings[key].rules)}
    order = [key for key in facts.request.memberships if key in hit]
    return Loss(gone, tuple(key for key in order if key in whole), tuple(key for key in order if key not in whole))


# --- Columns ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missing:
    """A column that the map reads and the file does not have.

    Attributes:
        source: The source.
        column: The column, as the map names it.
        offered: The columns that the file has and the map does not read.
    """

    source: str
    column: str
    offered: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of the question which column it is now."""
        return f"lacks/{self.source}/{self.column}"


def missing_columns(draft: Draft, facts: Facts) -> tuple[Missing, ...]:
    """Every column that the map reads and its file lacks."""
    found = []
    needed = needed_columns(kept_base(facts))
    for source, path in kept_paths(draft, facts).items():
        header = facts.headers.get((source, path), ())
        present = {normalise(name) for name in header}
        read = {normalise(name) for name in needed[source]}
        free = tuple(name for name in header if normalise(name) not in read)
        lacking = dict.fromkeys(name for name in needed[source] if normalise(name) not in present)
        found += [Missing(source, name, free) for name in lacking]
    return tuple(found)


def may_be_without(base: FieldMap, missing: Missing) -> bool:
    """Whether the map can do without a column: sex or gender, or the end of records."""
    return any(True for _ in _places_of(base, missing)) and not _is_needed(base, missing)


def _places_of(base: FieldMap, missing: Missing) -> Iterator[tuple[str, str]]:
    """Where the map reads a column that it can do without: `child` or the records' name, and the key there."""
    if base.child.source == missing.source and _same(base.child.sex, missing.column):
        yield "child", "sex"
    for name, records in base.records.items():
        if records.source == missing.source and _same(records.end, missing.column):
            yield name, "end"


def _same(name: str | None, other: str) -> bool:
    return name is not None and normalise(name) == normalise(other)


def _is_needed(base: FieldMap, missing: Missing) -> bool:
    child = base.child
    read = [child.id, child.birth_date, *child.names] if child.source == missing.source else []
    for name, records in base.records.items():
        if records.source == missing.source:
            read += [*records.id_columns, records.start, *base.coded_columns(name), *records.not_counted]
            read += [column for classes in records.classes.values() for column in classes.columns]
    for table in base.tables.values():
        read += [own for own in table.joining_columns() if table.place_of(own)[0] == missing.source]
    return any(_same(name, missing.column) for name in read)


# --- The map ------------------------------------------------------------------------------


def readable_tables(draft: Draft, facts: Facts) -> Tables:
    """The tables of the map, changed so far that it can read this extract; no value is added yet."""
    base = kept_base(facts)
    tables = copied(facts.base_tables)
    tables.pop("approval", None)
    for missing in missing_columns(draft, facts):
        new = draft.text(missing.key)
        if new:
            rename_column(tables, base, missing.source, missing.column, new)
        elif missing.key in draft:
            for place, key in _places_of(base, missing):
                _do_without(tables, place, key)
    loss = find_loss(draft, facts)
    if loss.records:
        gone = loss.whole if draft.text("lacks/part") != NO_FIGURES else (*loss.whole, *loss.part)
        drop_records(tables, loss.records, {key: draft.text("lacks/reason") for key in gone})
    return tables


def _do_without(tables: Tables, place: str, key: str) -> None:
    if place == "child":
        for name in ("sex", "sex_values", "sex_asks"):
            tables["child"].pop(name, None)
    else:
        tables["records"][place].pop(key, None)


def readable_map(draft: Draft, facts: Facts) -> FieldMap:
    """The map that the answers so far make of the one that was started from, by which this extract is read.

    Raises:
        FieldMapError: Nothing can be counted by it.
    """
    if facts.beside is not None:
        return facts.beside.read_by
    return bind_field_map(readable_tables(draft, facts), facts.request, "the map you started from")


def kept_tables(draft: Draft, facts: Facts, flags: Mapping[str, Tables]) -> Tables:
    """The field map that the answers make, as the tables of its file.

    Args:
        draft: The answers.
        facts: What they rest on.
        flags: The answers to the yes/no questions, as tables of the file.
    """
    tables = readable_tables(draft, facts)
    if labels := sexes_named(draft, facts):
        name_sexes(tables, labels)
    for new in new_columns(facts):
        claims = new_claims(draft, facts, new)
        claimed = {value for values in claims.values() for value in values}
        rest = [value for value in new.column.values or () if value not in claimed]
        name_values(tables, new.records, new.column.name, claims, rest)
    for split in new_classes(facts):
        if split.records in tables["records"]:
            name_rows(tables, split.records, split.dimension.key, new_rows(split, draft))
    for name in tables["records"]:
        days = draft.day(f"records/{name}/from"), draft.day(f"records/{name}/to")
        set_days(tables, name, *days)
    _set_heading(tables, draft, kept_base(facts))
    tables["flags"] = {key: _without_change(table, facts, key) for key, table in flags.items()}
    _set_counting(tables, draft, kept_base(facts))
    return {key: value for key, value in tables.items() if value or key not in _MAY_BE_LEFT_OUT}


_MAY_BE_LEFT_OUT = {"tables", "combined", "contexts", "crosswalks"}


def _without_change(table: Tables, facts: Facts, key: str) -> Tables:
    """A flag's answer; as the map has it where it says the same."""
    said: Tables = facts.base_tables.get("flags", {}).get(key, {})
    unasked = {"note"} if table["answer"] == FlagAnswer.YES.value else {"note", "fields", "since"}
    told, meant = (
        {name: value for name, value in each.items() if value and name not in unasked} for each in (said, table)
    )
    return said if told == meant else table


def _set_heading(tables: Tables, draft: Draft, base: FieldMap) -> None:
    council, system = draft.text("request/council"), draft.text("request/system")
    contact = draft.text("request/contact")
    if (council, system) != (base.council, base.system):
        tables["name"] = slug(council, dash="-", fallback="council")
        tables["title"] = f"{council}: {system}"
    tables["council"] = {"name": council, "regime": draft.text("request/regime")}
    if contact:
        tables["council"]["contact"] = contact
    tables["system"] = {"name": system}


def _set_counting(tables: Tables, draft: Draft, base: FieldMap) -> None:
    counting: Tables = dict(tables.get("counting", {}))
    for name in ("placed_by", "age_taken", "who_counts", "overlap", "identified_as"):
        answer = draft.text(f"counting/{name}")
        if answer and answer != getattr(base.counting, name).value:
            counting[name] = answer
    levels = draft.many("counting/risk_levels")
    if set(levels) != set(base.counting.risk_levels):
        counting.pop("risk_at_least", None)
        counting["risk_levels"] = list(levels)
    tables["counting"] = counting
