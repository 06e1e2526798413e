"""Writes a proposed field map as TOML that teaches: what is sure stands, what is not is a remark to decide on. Pure.

Only what is of high confidence takes effect. Everything else is a remark that begins with OPEN, so that a map with
something essential open does not load until somebody has decided. No number of rows is written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from foi_return.config.field_map_versions import MAP_FORMAT
from foi_return.maps.coded import hints_in_words
from foi_return.maps.flags import propose_flags
from foi_return.maps.late_starts import late_starts
from foi_return.maps.proposal import CodedColumn, Grades, Named, People, Pick, Proposal, Records, Table
from foi_return.maps.propose import formats_of
from foi_return.terms.request import NOT_KNOWN, Request
from foi_return.text import printable
from foi_return.wizard.words import slug, words_of

LONGEST_REMARK = 400
WIDTH = 110
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
        *([_child(proposal.people)] if proposal.people else [_no_people()]),
        *(_table(records.table) for records in proposal.records if records.table),
        *(_records(records) for records in proposal.records),
        *_memberships(proposal, request),
        *_flags(proposal, request),
    ]
    return "\n".join(line for part in parts for line in (*part, ""))


def quote(value: object) -> str:
    """A text, a list or a table as TOML on one line."""
    import tomlkit

    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(name))} = {quote(item)}" for name, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(quote(item) for item in value)}]"
    return tomlkit.item(value).as_string()


def _key(name: str) -> str:
    plain = name.replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() else quote(name)


def _remark(text: str) -> str:
    return f"# {printable(text, LONGEST_REMARK)}"


def _set(name: str, value: object, remark: str = "") -> str:
    line = f"{_key(name)} = {quote(value)}"
    return f"{line} {_remark(remark)}" if remark else line


def _open(name: str, value: object, remark: str) -> str:
    return f"# OPEN: {_key(name)} = {quote(value)} {_remark(remark)}"


def _head(request: Request, heading: Heading) -> Iterator[str]:
    yield "# A field map proposed by `foi-return map new`. Nobody has approved it: check it line by line."
    yield "# What takes effect is of high confidence. Remarks that begin with OPEN are to be decided on: take the line"
    yield "# as it stands, change it, or strike it out. Values rarer than the threshold are named nowhere in this file."
    yield ""
    yield _set("format", MAP_FORMAT)
    yield _set("name", slug(heading.council or heading.system or "proposed", dash="-", fallback="proposed"))
    if heading.system:
        yield _set("title", f"{heading.council or 'Proposed map'}: {heading.system}")
    yield _set("request", request.name)
    yield ""
    yield "[council]"
    yield _set("name", heading.council) if heading.council else _open("name", "", "who answers; it is published")
    regime = "FOIA, or FOISA in Scotland"
    yield _set("regime", heading.regime) if heading.regime else _open("regime", "FOIA", regime)
    yield ""
    yield "[system]"
    name = "the case-management system; it is published"
    yield _set("name", heading.system) if heading.system else _open("name", "", name)


def _sources(proposal: Proposal) -> Iterator[str]:
    yield "# ---- The files of the extract. ----"
    for source in proposal.sources:
        yield ""
        if source.name in proposal.unused:
            yield _remark(f"{source.name}: not read as people or records: {proposal.unused[source.name]}")
        else:
            yield _remark(f"{source.name}: {proposal.kind(source.name)}")
        if source.name in _used(proposal):
            yield from _source(source)


def _source(source: Named) -> Iterator[str]:
    yield f"[sources.{_key(source.name)}]"
    yield _set("title", source.name.replace("_", " ").capitalize())
    if source.file.sheet:
        yield _set("sheet", source.file.sheet)


def _used(proposal: Proposal) -> set[str]:
    used = {records.source for records in proposal.records}
    used |= {join.source for records in proposal.records if records.table for join in records.table.joins}
    return used | ({proposal.people.source} if proposal.people else set())


def _no_people() -> Iterator[str]:
    yield "# OPEN: [child] is missing. No file has a column of ids and a column of birth dates."


def _child(people: People) -> Iterator[str]:
    yield "# ---- Who a child is. ----"
    yield ""
    yield "[child]"
    yield _set("source", people.source, people.why.reason)
    for purpose in ("id", "birth_date"):
        yield _pick(purpose, people.picks.get(purpose))
    if formats := formats_of({"birth_date": people.picks["birth_date"]}):
        yield _set("date_formats", formats)
    sex = people.picks.get("sex")
    if sex is None:
        yield "# No column of sex or gender was found."
        return
    yield _pick("sex", sex)
    asks = "gender" if "gender" in sex.why.target.casefold() else "sex"
    yield _set("sex_asks", asks) if sex.why.is_sure else _open("sex_asks", asks, "the word that the system uses")
    yield ""
    yield "[child.sex_values]" if sex.why.is_sure else "# OPEN: [child.sex_values]"
    for label, values in _sex_lists(people).items():
        yield _set(label, values) if sex.why.is_sure else _open(label, values, sex.why.reason)
    if "Indeterminate" not in people.sexes:
        yield _open("Indeterminate", ["Indeterminate"], "if the system has it")
    for value in people.open_sexes:
        yield _open("label", [value], "what this value means is not sure")
    if people.rarer_sexes:
        yield _remark(f"OPEN: {people.rarer_sexes} more values are rarer than the threshold.")


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
        return _open(name, "", "no column seems to be meant")
    evidence = f"{pick.why.confidence}: {pick.why.reason}"
    return _set(name, pick.column, evidence) if pick.why.is_sure else _open(name, pick.column, evidence)


def _table(table: Table) -> Iterator[str]:
    yield f"[tables.{_key(table.name)}]"
    yield _set("from", table.base)
    if table.joins:
        joins = [{"source": join.source, "where": {join.column: join.other}} for join in table.joins]
        for join in table.joins:
            yield _remark(f"{join.why.confidence}: {join.why.reason}")
        sure = all(join.why.is_sure for join in table.joins)
        yield _set("joins", joins) if sure else _open("joins", joins, "the columns have no word in common")
    if table.packing:
        unpack = {"column": table.column, "as": table.packing.kind}
        if table.packing.delimiter:
            unpack["delimiter"] = table.packing.delimiter
        yield _set("unpack", unpack, "its cells hold several values each")


def _records(records: Records) -> Iterator[str]:
    yield _remark(f"---- {records.name}: {records.why.reason} ----")
    yield ""
    yield f"[records.{_key(records.name)}]"
    yield _set("source", records.table.name if records.table else records.source)
    yield _pick("child", records.picks.get("child"))
    if records.ids_found is not None:
        found = "all" if records.ids_found == 1 else f"about {min(99, int(100 * records.ids_found))}%"
        yield _remark(f"{found} of its children's ids are found among the people")
    yield _pick("start", records.picks.get("start"))
    if "end" in records.picks:
        yield _pick("end", records.picks["end"])
    if formats := formats_of(records.picks):
        yield _set("date_formats", formats)
    yield "# OPEN: covers = { from = 2015-04-01 } # the days for which the file is complete; records do not say"
    if records.answered:
        test = {"column": records.answered.column, "values": list(records.answered.values["yes"])}
        yield _set("only_if", {"all": [test]}, records.answered.why.reason)
    yield from _grades(records)
    yield from _not_counted(records)


def _grades(records: Records) -> Iterator[str]:
    stem = f"records.{_key(records.name)}"
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
    yield _set("column", grades.column, evidence) if sure else _open("column", grades.column, evidence)
    for name, value in values.items():
        yield _set(name, value) if sure else _open(name, value, "if the column is right")


def _not_counted(records: Records) -> Iterator[str]:
    """Values that mean nothing that is asked for, and those of which nothing is known."""
    columns = [column for column in records.columns if column.meant and (column.others or column.open or column.rarer)]
    if not columns:
        return
    yield ""
    yield "# Reviewed values that belong to no category. Whoever knows the system adds those that are open."
    yield f"[records.{_key(records.name)}.not_counted]"
    for column in columns:
        yield f"{_key(column.name)} = ["
        for value, reason in column.others.items():
            yield f"  {quote(value)}, {_remark(reason)}"
        for item in column.open:
            if not item.hints:
                yield f"  # OPEN: {quote(item.value)}, {_remark('nothing is known of it')}"
        yield "]"
        if column.rarer:
            yield _remark(f"OPEN: {column.rarer} more values of '{column.name}' are rarer than the threshold.")


def _memberships(proposal: Proposal, request: Request) -> Iterator[Iterable[str]]:
    categories = {category.key: category.label for category in request.recorded_categories}
    contexts = {context.key: context.label for context in request.contexts}
    late = {item.key for item in late_starts(proposal, request)}
    for group, labels in (("categories", categories), ("contexts", contexts)):
        yield [f"# ---- What means each of the {group}. ----"]
        for key, label in labels.items():
            yield _mapping(group, key, label, proposal, request, late)


def _recorded(key: str, columns: Iterable[CodedColumn], *, is_late: bool) -> str:
    """Since when the category could be recorded: by the national list of factors, or to be said by an officer."""
    codes = {words_of(item.value)[0] for column in columns for item in column.meant if key in item.keys}
    if len(codes) == 1 and (day := FACTOR_SINCE.get(codes.pop())):
        return _set("recorded", {"from": day}, "the children in need census has this factor only since then")
    late = "it does not occur in the first year asked for: since when could it be recorded?"
    plain = "if it could be recorded only since some day"
    return f"# OPEN: recorded = {{ from = 2019-04-01 }} # {late if is_late else plain}"


def _mapping(
    group: str, key: str, label: str, proposal: Proposal, request: Request, late: Container[str]
) -> Iterator[str]:
    columns = [(records, column) for records in proposal.records for column in records.columns]
    ruled = [(records, column) for records, column in columns if any(key in item.keys for item in column.meant)]
    yield _remark(label)
    if ruled:
        yield f"[{group}.{_key(key)}]"
        if overlapping := _overlapping(key, [column for _, column in ruled], request):
            yield _set("may_overlap", overlapping, "a value means both")
        yield _recorded(key, [column for _, column in ruled], is_late=key in late)
        yield "rules = ["
        for records, column in ruled:
            yield from _rule(key, records, column)
    else:
        yield f"# OPEN: [{group}.{_key(key)}]"
        yield '# Nothing surely means it. Give it rules, or say that it is not recorded: held = false, reason = "..."'
    for records, column in columns:
        for item in column.open:
            hints = tuple(hint for hint in item.hints if hint.target == key)
            if hints:
                rule = {"records": records.name, "column": column.name, "values": [item.value]}
                yield f"  # OPEN: {quote(rule)}, {_remark(hints_in_words(hints))}"
    if ruled:
        yield "]"


def _rule(key: str, records: Records, column: CodedColumn) -> Iterator[str]:
    meant = [item for item in column.meant if key in item.keys]
    for item in meant:
        yield f"  {_remark(f'high: {quote(item.value)}: {item.reason}')}"
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
        lines = [_remark(f"{flag.part} {flag.label}"), f"[flags.{_key(flag.key)}]"]
        if flag.fields:
            yield [*lines, _set("answer", "yes"), _set("fields", list(flag.fields))]
        else:
            hint = "OPEN: yes, free text only, no or not known"
            yield [*lines, _set("answer", "not known", hint)]
