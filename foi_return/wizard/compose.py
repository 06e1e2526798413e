"""Turns a complete draft into a field map and an answers file, checked by the same code as files written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from foi_return.config.answers import Answers
from foi_return.config.field_map import bind_field_map, load_field_map
from foi_return.config.field_map_versions import MAP_FORMAT
from foi_return.config.request import RequestOverrides
from foi_return.errors import Fault, FieldMapError
from foi_return.period_kinds import parse_periods
from foi_return.periods import parse_age_bands
from foi_return.terms.counting import IdentifiedAs
from foi_return.terms.field_map import FieldMap
from foi_return.terms.map_parts import SourceSpec
from foi_return.terms.request import NOT_KNOWN
from foi_return.text import normalise
from foi_return.wizard.chosen import ChosenFile, asked_of, chosen_file, chosen_files, record_files
from foi_return.wizard.conditions import counted_rows
from foi_return.wizard.draft import YES, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import keeps, kept_paths, kept_tables
from foi_return.wizard.rules import chosen_rules, every_files, not_counted, shared_values
from foi_return.wizard.sections.breakdowns import chosen_classes, date_formats_of, not_held
from foi_return.wizard.sections.categories import NOT_APPLICABLE
from foi_return.wizard.sections.clock import timing_of
from foi_return.wizard.sections.contexts import own_settings
from foi_return.wizard.sections.counting import OWN_POLICY
from foi_return.wizard.sections.flag_review import review_of
from foi_return.wizard.sections.flags import flag_statement
from foi_return.wizard.sections.grades import identified_grades, risk_grades
from foi_return.wizard.sections.letter import chosen_refusals
from foi_return.wizard.sections.people import sex_labels
from foi_return.wizard.sections.record_columns import id_columns_of
from foi_return.wizard.sections.the_request import BANDS_ARE, OURS, split_list
from foi_return.wizard.steps import Section
from foi_return.wizard.view import every_of, lists_people
from foi_return.wizard.words import slug

Tables = dict[str, Any]

CENSUS = "cin xml"
"""The kind of a source that is a table of a children in need census."""


def compose_map(draft: Draft, facts: Facts) -> FieldMap:
    """The field map that the answers mean.

    Raises:
        FieldMapError: The answers contradict each other, with every fault found.
    """
    tables = map_tables(draft, facts)
    if not tables["records"]:
        raise FieldMapError(
            Fault(
                "your answers",
                "no value of any column means a category or a setting, so there is nothing to count",
                "at least one",
                f"Change the section '{Section.CATEGORIES.value}', or name other files",
            )
        )
    return bind_field_map(tables, facts.request, "your answers")


def says_the_same(path: Path, draft: Draft, facts: Facts) -> bool:
    """Whether a field map's file means just what the answers mean, so that it can stay, with its remarks."""
    try:
        return load_field_map(path, facts.request).fingerprint == compose_map(draft, facts).fingerprint
    except FieldMapError:
        return False


def map_tables(draft: Draft, facts: Facts) -> Tables:
    """The field map as the tables of its file; an approval stays as long as the map means what was approved."""
    flags = {flag.key: _flag(flag.key, draft, facts) for flag in facts.request.flags}
    tables = kept_tables(draft, facts, flags) if keeps(draft, facts) else _asked_tables(draft, facts, flags)
    approval = facts.base_tables.get("approval")
    if approval and _meaning_of(tables, facts) == approval.get("fingerprint"):
        tables["approval"] = approval
    return tables


def _meaning_of(tables: Tables, facts: Facts) -> str:
    """The fingerprint of a map; empty where it cannot be used."""
    try:
        return bind_field_map(tables, facts.request, "your answers").fingerprint
    except FieldMapError:
        return ""


def _asked_tables(draft: Draft, facts: Facts, flags: Mapping[str, Tables]) -> Tables:
    """A map that was gone through question by question."""
    records = _records(draft, facts)
    people = draft.text("people/source")
    listed = lists_people(facts.request)
    tables = _tables(draft, facts, records)
    sources = dict.fromkeys([*([people] if listed else []), *_read(records, tables)])
    categories = {category.key for category in facts.request.recorded_categories}
    mappings = {key: _mapping(key, draft, facts) for key in facts.request.memberships}
    council = draft.text("request/council")
    return {
        "format": MAP_FORMAT,
        "name": slug(council, dash="-", fallback="council"),
        "title": f"{council}: {draft.text('request/system')}",
        "request": facts.request.name,
        "council": _council(draft),
        "system": {"name": draft.text("request/system")},
        "sources": {name: _source(name, draft, facts) for name in sources},
        **({"child": _child(draft, facts)} if listed else {}),
        **({"tables": tables} if tables else {}),
        "records": records,
        "categories": {key: table for key, table in mappings.items() if key in categories},
        "contexts": {key: table for key, table in mappings.items() if key not in categories},
        **_own_contexts(draft, facts),
        **({"not_held": absent} if (absent := not_held(draft, facts)) else {}),
        "flags": dict(flags),
        "counting": _counting(draft),
    }


def compose_answers(draft: Draft, facts: Facts, map_path: Path) -> Answers:
    """The answers that the field map does not hold, with absolute paths."""
    used = map_tables(draft, facts)["sources"]
    profile = draft.text("policy/profile")
    own = profile == OWN_POLICY
    paths = kept_paths(draft, facts) if keeps(draft, facts) else _asked_paths(draft, facts)
    small_numbers, refusals = chosen_refusals(draft)
    return Answers(
        request=facts.request_ref or facts.request.name,
        reference=draft.text("request/reference"),
        received=draft.day("request/received"),
        timing=timing_of(draft),
        overrides=_overrides(draft, facts),
        field_map=str(map_path.absolute()),
        extracted_on=draft.day("files/extracted_on"),
        sources={name: Path(path).absolute() for name, path in paths.items() if name in used},
        policy=next(iter(facts.policies), None) if own else profile,
        threshold=int(draft.text("policy/threshold")) if own else None,
        zeros=draft.text("policy/zeros") if own else None,
        reason=draft.text("policy/reason") if own else None,
        output=Path(draft.text("write/output")).absolute(),
        small_numbers=small_numbers,
        refusals=refusals,
        review=Path(review_of(draft)).absolute() if review_of(draft) else None,
        charts=True if draft.text("write/charts") == YES else None,
    )


def _asked_paths(draft: Draft, facts: Facts) -> dict[str, str]:
    return {file.name: file.file.path for file in chosen_files(draft, facts)}


def _council(draft: Draft) -> Tables:
    contact = draft.text("request/contact")
    table: Tables = {"name": draft.text("request/council"), "regime": draft.text("request/regime")}
    return table | ({"contact": contact} if contact else {})


def _overrides(draft: Draft, facts: Facts) -> RequestOverrides:
    """Years and age bands, where they are not those of the request definition."""
    years = split_list(draft.text("request/years"))
    bands = split_list(draft.text("request/age_bands"))
    same_years = parse_periods(years) == facts.request.periods
    same_bands = parse_age_bands(bands) == facts.request.age_bands
    own = not same_bands and draft.text(BANDS_ARE) == OURS
    return RequestOverrides(None if same_years else years, None if same_bands else bands, own_age_bands=own)


def _source(name: str, draft: Draft, facts: Facts) -> Tables:
    file = chosen_file(draft, facts, name)
    said = facts.base.sources.get(name) if facts.base else None
    titles = [draft.text(f"records/{each.name}/title") for each in record_files(draft, facts) if each.source == name]
    title = next(filter(None, titles), "") or (said.title if said else "") or name.replace("_", " ").capitalize()
    sheet = file.file.sheet if file else ""
    kept = _kept_of_source(said) if said else {}
    census = bool(sheet) and file is not None and file.file.path.casefold().endswith(".xml")
    where = {"kind": CENSUS, "part": sheet} if census else {"sheet": sheet} if sheet else {}
    return {"title": title, **where, **kept}


def _kept_of_source(said: SourceSpec) -> Tables:
    """What the map started from says of a source and nobody is asked about."""
    password = f"environment:{said.password}" if said.password else ""
    table: Tables = {"header_row": said.header_row, "header_rows": said.header_rows, "password_from": password}
    return {key: value for key, value in table.items() if value}


def _child(draft: Draft, facts: Facts) -> Tables:
    table: Tables = {
        "source": draft.text("people/source"),
        "id": draft.text("people/id"),
        "birth_date": draft.text("people/birth_date"),
        "date_formats": list(draft.many("people/date_formats")),
    }
    labels = sex_labels(draft, facts)
    if draft.text("people/sex") and labels:
        table["sex"] = draft.text("people/sex")
        table["sex_asks"] = draft.text("people/sex_asks")
        table["sex_values"] = _with_absent(labels, _base_sexes(facts, table["sex"]))
    return table


def _base_sexes(facts: Facts, column: str) -> Mapping[str, tuple[str, ...]]:
    base = facts.base.child if facts.base else None
    same = base is not None and base.sex is not None and normalise(base.sex) == normalise(column)
    return base.sex_values if base and same else {}


def _with_absent(lists: Mapping[str, tuple[str, ...]], base: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Lists of values, with those that the map started from names and this extract does not happen to hold."""
    present = {normalise(value) for values in lists.values() for value in values}
    merged = {}
    for label in sorted(dict.fromkeys([*base, *lists]), key=lambda label: label == NOT_KNOWN):
        absent = [value for value in base.get(label, ()) if normalise(value) not in present]
        if values := [*lists.get(label, ()), *absent]:
            merged[label] = values
    return merged


def _records(draft: Draft, facts: Facts) -> Tables:
    """The records of every file that some rule reads."""
    reviewed = not_counted(draft, facts)
    for each in (each for found in own_settings(draft, facts).values() for each in found):
        columns = reviewed[each.file.name]
        columns[each.column.name] = [value for value in columns[each.column.name] if value != each.value]
        if not columns[each.column.name]:
            del columns[each.column.name]
    return {
        file.name: _one_records(file, draft, facts, reviewed.get(file.name, {}))
        for file in record_files(draft, facts)
        if file.name in reviewed or every_of(draft, file)
    }


def _one_records(file: ChosenFile, draft: Draft, facts: Facts, reviewed: dict[str, list[str]]) -> Tables:
    stem = f"records/{file.name}"
    counted = counted_rows(file, draft, facts)
    unit: Tables = {"unit": file.unit} if file.unit else {}
    table: Tables = {**unit, "source": _table_name(file, draft, facts) if file.link or counted.counts else file.source}
    *others, own = id_columns_of(file, draft)
    table["child" if lists_people(asked_of(file, facts)) else "id"] = [*others, own] if others else own
    table["start"] = draft.text(f"{stem}/start")
    if draft.text(f"{stem}/end"):
        table["end"] = draft.text(f"{stem}/end")
    table["date_formats"] = list(date_formats_of(file, draft, facts))
    covers = {"from": draft.day(f"{stem}/from"), "to": draft.day(f"{stem}/to")}
    table["covers"] = {key: day for key, day in covers.items() if day is not None}
    if levels := risk_grades(draft, facts, file):
        table["risk_level"] = {"column": draft.text(f"{stem}/risk"), "values": levels}
    grades = identified_grades(draft, facts, file)
    if any(grades.values()):
        column = draft.text(f"{stem}/identified")
        at_risk, victim = grades[IdentifiedAs.AT_RISK], grades[IdentifiedAs.VICTIM]
        table["identified_as"] = {"column": column, "at_risk": at_risk, "victim": victim}
    if counted.tests:
        table["only_if"] = counted.only_if
    numbers = {column: list(values) for column, values in counted.reviewed.items() if column not in reviewed}
    if reviewed or numbers:
        table["not_counted"] = {**reviewed, **numbers}
    if classes := chosen_classes(file, draft, facts):
        table["breakdowns"] = classes
    return table


def _table_name(file: ChosenFile, draft: Draft, facts: Facts) -> str:
    """What the table is called that is made before its rows are records; no source is called so."""
    taken = {each.source for each in chosen_files(draft, facts)}
    name = f"{file.name}_table"
    while name in taken:
        name += "_"
    return name


def _tables(draft: Draft, facts: Facts, records: Tables) -> Tables:
    """The tables that records are read from: a file with the columns of another, and with numbers of rows."""
    tables = {}
    for file in record_files(draft, facts):
        counts = counted_rows(file, draft, facts).counts
        if file.name in records and (file.link or counts):
            table: Tables = {"from": file.source}
            if file.link:
                table["joins"] = [{"source": file.link.source, "where": {file.link.column: file.link.key}}]
            if counts:
                table["counts"] = [dict(count) for count in counts]
            tables[records[file.name]["source"]] = table
    return tables


def _read(records: Tables, tables: Tables) -> Iterator[str]:
    """The sources that records are read from."""
    for name in (table["source"] for table in records.values()):
        made = tables.get(name, {})
        yield made.get("from", name)
        yield from (part["source"] for part in (*made.get("joins", ()), *made.get("counts", ())))


def _mapping(key: str, draft: Draft, facts: Facts) -> Tables:
    rules = [rule for rule in chosen_rules(draft, facts) if rule.key == key]
    every = every_files(draft, facts).get(key, ())
    base = facts.base.mappings.get(key) if facts.base else None
    if not rules and not every:
        return _not_held(key, draft)
    table: Tables = {}
    recorded: dict[str, date | None] = {
        "from": draft.day(f"since/{key}") if key in draft.many("since/which") else None,
        "to": base.recorded.end if base else None,
    }
    if days := {name: day for name, day in recorded.items() if day is not None}:
        table["recorded"] = days
    if label := draft.text(f"label/{key}"):
        table["label"] = label
    overlapping = dict.fromkeys(first for first, second in shared_values(draft, facts) if second == key)
    overlapping |= dict.fromkeys(sorted(base.may_overlap if base else ()))
    if overlapping:
        table["may_overlap"] = list(overlapping)
    table["rules"] = [
        {"records": rule.file.name, "column": rule.column.name, "values": [*rule.values, *rule.absent]}
        for rule in rules
    ]
    table["rules"] += [{"records": file.name, "every": True} for file in every]
    return table


def _own_contexts(draft: Draft, facts: Facts) -> Tables:
    """The council's own settings, each under the label that its system has; nothing where none is published."""
    tables = {
        key: {
            "label": found[0].value,
            "rules": [
                {"records": each.file.name, "column": each.column.name, "values": [each.value]} for each in found
            ],
        }
        for key, found in own_settings(draft, facts).items()
    }
    return {"own_contexts": tables} if tables else {}


def _not_held(key: str, draft: Draft) -> Tables:
    held = draft.text(f"held/{key}")
    absent = "applicable" if held == NOT_APPLICABLE else "held"
    return {absent: False, "reason": draft.text(f"held/{key}/reason/{held.replace(' ', '_')}")}


def _flag(key: str, draft: Draft, facts: Facts) -> Tables:
    """The answer to a yes/no question; what it does not say is left out."""
    said = flag_statement(draft, facts, key)
    table: Tables = {
        "answer": said.answer.value,
        "fields": list(said.fields),
        "since": said.since,
        "note": said.note,
        "cleared": list(said.cleared),
        "described_as": dict(said.described_as),
        "ask": said.ask,
    }
    return {name: value for name, value in table.items() if value}


def _counting(draft: Draft) -> Tables:
    names = ("placed_by", "age_taken", "who_counts", "overlap")
    table: Tables = {name: draft.text(f"counting/{name}") for name in names}
    table["risk_levels"] = list(draft.many("counting/risk_levels"))
    table["identified_as"] = draft.text("counting/identified_as") or IdentifiedAs.EITHER.value
    table["context_needs_category"] = draft.text("contexts/need_category") != "no"
    return table
