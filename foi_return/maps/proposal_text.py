"""Writes a proposed field map as TOML that teaches: what is sure stands, what is not is a remark to decide on. Pure.

Only what is of high confidence takes effect. Everything else is a remark that begins with OPEN, so that a map with
something essential open does not load until somebody has decided. No number of rows is written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from foi_return.config.field_map_versions import MAP_FORMAT
from foi_return.dates import conflicting_formats
from foi_return.maps.coded import hints_in_words
from foi_return.maps.flags import propose_flags
from foi_return.maps.late_starts import late_starts
from foi_return.maps.open_items import units_without
from foi_return.maps.picks import formats_of
from foi_return.maps.proposal import CodedColumn, Grades, Named, OnlyIf, People, Pick, Proposal, Records, Table
from foi_return.maps.split_text import splits_text, unheld_text
from foi_return.maps.toml_lines import open_line, plain_key, quote, remark, set_line
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.wizard.view import lists_people
from foi_return.wizard.words import slug, words_of

FACTOR_SINCE = {"24a": date(2021, 4, 1)}
"""Factors that the children in need census did not have from the beginning."""

STANDARD_SEXES = {"Female": "Female", "Male": "Male"}
"""Written whether the extract holds them or not, so that they say nothing of it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the officer says of the council; an empty text is left open."""

    system: str = ""
    council: str = ""
    regime: str = ""


def proposal_text(proposal: Proposal, request: Request, heading: Heading) -> str:
    """The proposed field map as the text of its file."""
    parts = [
        _head(request, heading),
        _sources(proposal),
        *([_child(proposal.people, request)] if proposal.people else [_no_people()] if lists_people(request) else []),
        *(_table(records.table, records.only_if) for records in proposal.records if records.table),
        *(_records(records, request) for records in proposal.records),
        *(_no_records(unit, request) for unit in units_without(proposal, request)),
        *unheld_text(proposal, request),
        *_memberships(proposal, request),
        *(_flags(proposal, request) if request.flags else []),
    ]
    return "\n".join(line for part in parts for line in (*part, ""))


def _head(request: Request, heading: Heading) -> Iterator[str]:
    yield "# A field map proposed by `foi-return map new`. Nobody has approved it: check it line by line."
    yield "# What takes effect is of high confidence. Remarks that begin with OPEN are to be decided on: take the line"
    yield "# as it stands, change it, or strike it out. Values rarer than the threshold are named nowhere in this file."
    yield ""
    yield set_line("format", MAP_FORMAT)
    yield set_line("name", slug(heading.council or heading.system or "proposed", dash="-", fallback="proposed"))
    if heading.system:
        yield set_line("title", f"{heading.council or 'Proposed map'}: {heading.system}")
    yield set_line("request", request.name)
    yield ""
    yield "[council]"
    yield (
        set_line("name", heading.council) if heading.council else open_line("name", "", "who answers; it is published")
    )
    regime = "FOIA, or FOISA in Scotland"
    yield set_line("regime", heading.regime) if heading.regime else open_line("regime", "FOIA", regime)
    yield ""
    yield "[system]"
    name = "the case-management system; it is published"
    yield set_line("name", heading.system) if heading.system else open_line("name", "", name)


def _sources(proposal: Proposal) -> Iterator[str]:
    yield "# ---- The files of the extract. ----"
    for source in proposal.sources:
        yield ""
        if source.name in proposal.unused:
            yield remark(f"{source.name}: not read as people or records: {proposal.unused[source.name]}")
        else:
            yield remark(f"{source.name}: {proposal.kind(source.name)}")
        if source.name in _used(proposal):
            yield from _source(source)


def _source(source: Named) -> Iterator[str]:
    yield f"[sources.{plain_key(source.name)}]"
    yield set_line("title", source.name.replace("_", " ").capitalize())
    if source.file.sheet:
        yield set_line("sheet", source.file.sheet)


def _used(proposal: Proposal) -> set[str]:
    used = {records.source for records in proposal.records}
    used |= {join.source for records in proposal.records if records.table for join in records.table.joins}
    return used | ({proposal.people.source} if proposal.people else set())


def _no_people() -> Iterator[str]:
    yield "# OPEN: [child] is missing. No file has a column of ids and a column of birth dates."


def _child(people: People, request: Request) -> Iterator[str]:
    yield f"# ---- Who {request.unit_of('').one} is. ----"
    yield ""
    yield "[child]"
    yield set_line("source", people.source, people.why.reason)
    for purpose in ("id", "birth_date"):
        yield _pick(purpose, people.picks.get(purpose))
    if formats := formats_of({"birth_date": people.picks["birth_date"]}):
        yield set_line("date_formats", formats)
    sex = people.picks.get("sex")
    if sex is None:
        yield "# No column of sex or gender was found."
        return
    yield _pick("sex", sex)
    asks = "gender" if "gender" in sex.why.target.casefold() else "sex"
    yield (
        set_line("sex_asks", asks) if sex.why.is_sure else open_line("sex_asks", asks, "the word that the system uses")
    )
    yield ""
    yield "[child.sex_values]" if sex.why.is_sure else "# OPEN: [child.sex_values]"
    for label, values in _sex_lists(people).items():
        yield set_line(label, values) if sex.why.is_sure else open_line(label, values, sex.why.reason)
    if "Indeterminate" not in people.sexes:
        yield open_line("Indeterminate", ["Indeterminate"], "if the system has it")
    for value in people.open_sexes:
        yield open_line("label", [value], "what this value means is not sure")
    if people.rarer_sexes:
        yield remark(f"OPEN: {people.rarer_sexes} more values are rarer than the threshold.")


def _sex_lists(people: People) -> dict[str, tuple[str, ...]]:
    """The values of each label, with the plain word for the label, which every map may name."""
    lists = {}
    taken = {value.casefold() for values in people.sexes.values() for value in values}
    for label in sorted(dict.fromkeys([*STANDARD_SEXES, *people.sexes]), key=lambda label: label == NOT_KNOWN):
        plain = () if label.casefold() in taken else (label,)
        lists[label] = (*people.sexes.get(label, ()), *plain)
    return lists


def _pick(name: str, pick: Pick | None) -> str:
    if pick is None:
        return open_line(name, "", "no column seems to be meant")
    evidence = f"{pick.why.confidence}: {pick.why.reason}"
    return set_line(name, pick.column, evidence) if pick.why.is_sure else open_line(name, pick.column, evidence)


def _table(table: Table, only_if: OnlyIf | None) -> Iterator[str]:
    yield f"[tables.{plain_key(table.name)}]"
    yield set_line("from", table.base)
    if table.joins:
        joins = [{"source": join.source, "where": {join.column: join.other}} for join in table.joins]
        for join in table.joins:
            yield remark(f"{join.why.confidence}: {join.why.reason}")
        sure = all(join.why.is_sure for join in table.joins)
        yield set_line("joins", joins) if sure else open_line("joins", joins, "the columns have no word in common")
    if table.packing:
        unpack = {"column": table.column, "as": table.packing.kind}
        if table.packing.delimiter:
            unpack["delimiter"] = table.packing.delimiter
        yield set_line("unpack", unpack, "its cells hold several values each")
    if only_if and only_if.counts:
        yield open_line("counts", list(only_if.counts), "for the condition below")


def _no_records(unit: str, request: Request) -> Iterator[str]:
    counted = request.unit_of(unit).plural
    yield remark(f"OPEN: the request counts {counted}, and no file seems to hold them: [records.NAME] is missing.")


def _records(records: Records, request: Request) -> Iterator[str]:
    yield remark(f"---- {records.name}: {records.why.reason} ----")
    yield ""
    yield f"[records.{plain_key(records.name)}]"
    yield set_line("source", records.table.name if records.table else records.source)
    if records.unit:
        yield set_line("unit", records.unit)
    if records.id_with and (own := records.picks.get("child")):
        yield open_line("id", [records.id_with, own.column], f"{own.why.confidence}: {own.why.reason}")
    else:
        yield _pick("id" if records.own_id else "child", records.picks.get("child"))
    if records.ids_found is not None:
        found = "all" if records.ids_found == 1 else f"about {min(99, int(100 * records.ids_found))}%"
        yield remark(f"{found} of its ids are found among the people")
    yield _pick("start", records.picks.get("start"))
    if "end" in records.picks:
        yield _pick("end", records.picks["end"])
    if formats := _formats(records):
        yield set_line("date_formats", formats)
    since = date(2015, 4, 1) if request.contexts else request.periods[0].first_day
    yield open_line("covers", {"from": since}, "the days for which the file is complete; records do not say")
    if records.only_if:
        tests = [dict(test) for test in records.only_if.tests]
        yield open_line("only_if", {"any": tests} if len(tests) > 1 else tests[0], records.only_if.reason)
    if records.answered:
        test = {"column": records.answered.column, "values": list(records.answered.values["yes"])}
        yield set_line("only_if", {"all": [test]}, records.answered.why.reason)
    yield from _grades(records)
    yield from _not_counted(records)
    yield from splits_text(records)


def _formats(records: Records) -> tuple[str, ...]:
    """The formats of all dates of some records, those of breakdowns as well, without two that contradict each other."""
    found = list(formats_of(records.picks))
    for form in (form for split in records.splits for form in split.formats):
        if form not in found and not conflicting_formats((*found, form)):
            found.append(form)
    return tuple(found)


def _grades(records: Records) -> Iterator[str]:
    stem = f"records.{plain_key(records.name)}"
    if records.risk:
        sure = records.risk.why.is_sure
        yield from _block(f"{stem}.risk_level", records.risk, {"values": dict(records.risk.values)}, sure)
    if records.identified:
        values = {name.replace(" ", "_"): list(listed) for name, listed in records.identified.values.items()}
        yield from _block(f"{stem}.identified_as", records.identified, values, records.identified.why.is_sure)


def _block(title: str, grades: Grades, values: Mapping[str, object], sure: bool) -> Iterator[str]:
    yield ""
    yield f"[{title}]" if sure else f"# OPEN: [{title}]"
    evidence = f"{grades.why.confidence}: {grades.why.reason}"
    yield set_line("column", grades.column, evidence) if sure else open_line("column", grades.column, evidence)
    for name, value in values.items():
        yield set_line(name, value) if sure else open_line(name, value, "if the column is right")


def _not_counted(records: Records) -> Iterator[str]:
    """Values that mean nothing that is asked for, and those of which nothing is known."""
    columns = [column for column in records.columns if column.meant and (column.others or column.open or column.rarer)]
    if not columns:
        return
    yield ""
    yield "# Reviewed values that belong to no category. Whoever knows the system adds those that are open."
    yield f"[records.{plain_key(records.name)}.not_counted]"
    for column in columns:
        yield f"{plain_key(column.name)} = ["
        for value, reason in column.others.items():
            yield f"  {quote(value)}, {remark(reason)}"
        for item in column.open:
            if not item.hints:
                yield f"  # OPEN: {quote(item.value)}, {remark('nothing is known of it')}"
        yield "]"
        if column.rarer:
            yield remark(f"OPEN: {column.rarer} more values of '{column.name}' are rarer than the threshold.")


def _memberships(proposal: Proposal, request: Request) -> Iterator[Iterable[str]]:
    categories = {category.key: category.label for category in request.recorded_categories}
    contexts = {context.key: context.label for context in request.contexts}
    late = {item.key for item in late_starts(proposal, request)}
    for group, labels in (("categories", categories), ("contexts", contexts)):
        if labels:
            yield [f"# ---- What means each of the {group}. ----"]
        for key, label in labels.items():
            yield _mapping(group, key, label, proposal, request, late)


def _recorded(key: str, columns: Iterable[CodedColumn], *, is_late: bool) -> str:
    """Since when the category could be recorded: by the national list of factors, or to be said by an officer."""
    codes = {words_of(item.value)[0] for column in columns for item in column.meant if key in item.keys}
    if len(codes) == 1 and (day := FACTOR_SINCE.get(codes.pop())):
        return set_line("recorded", {"from": day}, "the children in need census has this factor only since then")
    late = "it does not occur in the first year asked for: since when could it be recorded?"
    plain = "if it could be recorded only since some day"
    return f"# OPEN: recorded = {{ from = 2019-04-01 }} # {late if is_late else plain}"


def _mapping(
    group: str, key: str, label: str, proposal: Proposal, request: Request, late: Container[str]
) -> Iterator[str]:
    columns = [(records, column) for records in proposal.records for column in records.columns]
    ruled = [(records, column) for records, column in columns if any(key in item.keys for item in column.meant)]
    yield remark(label)
    if ruled:
        yield f"[{group}.{plain_key(key)}]"
        if overlapping := _overlapping(key, [column for _, column in ruled], request):
            yield set_line("may_overlap", overlapping, "a value means both")
        yield _recorded(key, [column for _, column in ruled], is_late=key in late)
        yield "rules = ["
        for records, column in ruled:
            yield from _rule(key, records, column)
    else:
        yield f"# OPEN: [{group}.{plain_key(key)}]"
        yield '# Nothing surely means it. Give it rules, or say that it is not recorded: held = false, reason = "..."'
        if every := [{"records": each.name, "every": True} for each in proposal.records if each.every == key]:
            yield open_line("rules", every, "if each row means it; if not, a column says which rows do")
    for records, column in columns:
        for item in column.open:
            hints = tuple(hint for hint in item.hints if hint.target == key)
            if hints:
                rule = {"records": records.name, "column": column.name, "values": [item.value]}
                yield f"  # OPEN: {quote(rule)}, {remark(hints_in_words(hints))}"
    if ruled:
        yield "]"


def _rule(key: str, records: Records, column: CodedColumn) -> Iterator[str]:
    meant = [item for item in column.meant if key in item.keys]
    for item in meant:
        yield f"  {remark(f'high: {quote(item.value)}: {item.reason}')}"
    values = [item.value for item in meant]
    yield f"  {quote({'records': records.name, 'column': column.name, 'values': values})},"


def _overlapping(key: str, columns: Iterable[CodedColumn], request: Request) -> list[str]:
    """The keys before this one with which it shares a value."""
    shared = {other for column in columns for item in column.meant if key in item.keys for other in item.keys}
    before = request.memberships[: request.memberships.index(key)]
    return [other for other in before if other in shared]


def _flags(proposal: Proposal, request: Request) -> Iterator[Iterable[str]]:
    yield ["# ---- The yes/no questions. Names of fields are published: an officer must have cleared them. ----"]
    for flag in propose_flags(proposal, request):
        lines = [remark(f"{flag.part} {flag.label}"), f"[flags.{plain_key(flag.key)}]"]
        if flag.fields:
            yield [*lines, set_line("answer", "yes"), set_line("fields", list(flag.fields))]
        else:
            hint = "OPEN: yes, free text only, no or not known"
            yield [*lines, set_line("answer", "not known", hint)]
