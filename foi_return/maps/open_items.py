"""What a proposed map leaves open, for the officer's screen and for programs; no rare value is among it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from foi_return.maps.coded import hints_in_words
from foi_return.maps.flags import propose_flags
from foi_return.maps.late_starts import late_starts
from foi_return.maps.proposal import CodedColumn, Named, People, Pick, Proposal, Records, SplitBy
from foi_return.terms.request import Request
from foi_return.wizard.chosen import unit_keys
from foi_return.wizard.meanings import Confidence
from foi_return.wizard.view import lists_people

NO_COLUMN = "no column seems to be meant"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that is to be decided on.

    Attributes:
        source: The source or the records.
        about: What is open: the purpose of a column, or a value.
        column: The column; empty where none was found.
        value: The value; empty where the column itself is open.
        rows: How many rows have the value.
        rarer: How many values of the column are rarer than the threshold, where that is what is open.
        suggestion: What it may be, and why.
        confidence: high, medium, low or none.
    """

    source: str
    about: str
    column: str = ""
    value: str = ""
    rows: int = 0
    rarer: int = 0
    suggestion: str = ""
    confidence: str = "none"

    def sentence(self) -> str:
        """The item for the officer's screen."""
        if self.rarer:
            return f"{self.source}, '{self.column}': {self.rarer} rarer values, which the wizard shows"
        if self.value:
            return f"{self.source}, '{self.column}': '{self.value}' ({self.rows:,} rows): {self.suggestion}"
        column = f"perhaps '{self.column}': " if self.column else ""
        how_sure = f" ({self.confidence})" if self.confidence != "none" else ""
        return f"{self.source}, {self.about}: {column}{self.suggestion}{how_sure}"


def open_sentences(items: Iterable[OpenItem]) -> Iterator[str]:
    """The items for the officer's screen; what is open in the same way is told together."""
    groups: dict[tuple[object, ...], list[OpenItem]] = {}
    for number, item in enumerate(items):
        alike = item.about in ("category", "question", "covers")
        groups.setdefault((item.about, item.suggestion) if alike else (number,), []).append(item)
    for group in groups.values():
        yield replace(group[0], source=", ".join(item.source for item in group)).sentence()


def open_items(proposal: Proposal, request: Request) -> tuple[OpenItem, ...]:
    """Everything that is open: people, records by records, columns that are not read, categories, flags."""
    no_people = OpenItem("people", "file", suggestion=f"no file seems to list the {request.unit_of('').plural}")
    missing = [no_people] if lists_people(request) else []
    return (
        *(_of_people(proposal.people) if proposal.people else missing),
        *(item for records in proposal.records for item in _of_records(records)),
        *_of_what_no_file_holds(proposal, request),
        *(item for source in proposal.sources for item in _of_source(source, proposal)),
        *_of_memberships(proposal, request),
        *_of_flags(proposal, request),
    )


def _of_people(people: People) -> Iterator[OpenItem]:
    yield from _of_picks(people.source, people.picks)
    sex = people.picks.get("sex")
    column = sex.why.target if sex else ""
    for value, rows in people.open_sexes.items():
        yield OpenItem(people.source, "sex", column, value, rows, suggestion="nothing known")
    if people.rarer_sexes:
        yield OpenItem(people.source, "sex", column, rarer=people.rarer_sexes)


def _of_picks(source: str, picks: Mapping[str, Pick]) -> Iterator[OpenItem]:
    for purpose, pick in picks.items():
        if not pick.why.is_sure:
            yield OpenItem(source, purpose, pick.column, suggestion=pick.why.reason, confidence=pick.why.confidence)


def _of_records(records: Records) -> Iterator[OpenItem]:
    for purpose in ("child", "start"):
        if purpose not in records.picks:
            about = "id" if purpose == "child" and records.own_id else purpose
            yield OpenItem(records.name, about, suggestion=NO_COLUMN)
    names = {"child": "id"} if records.own_id else {}
    yield from _of_picks(records.name, {names.get(role, role): pick for role, pick in records.picks.items()})
    for join in records.table.joins if records.table else ():
        if not join.why.is_sure:
            about = f"join to {join.source}"
            yield OpenItem(records.name, about, join.column, suggestion=join.why.reason, confidence="medium")
    if records.ids_found is not None and records.ids_found < 0.5:
        share = int(100 * records.ids_found)
        yield OpenItem(records.name, "child", suggestion=f"only about {share}% of its ids are found among the people")
    for column in records.columns:
        yield from _of_column(records.name, column)
    yield OpenItem(records.name, "covers", suggestion="from which day to which day the file is complete")
    if records.only_if:
        text = f"whether only rows count that meet conditions: {records.only_if.reason}"
        yield OpenItem(records.name, "only_if", suggestion=text, confidence="medium")
    for split in records.splits:
        yield from _of_split(records.name, split)


def _of_split(name: str, split: SplitBy) -> Iterator[OpenItem]:
    """What is open of a breakdown: where it is, and in which row each value is counted that is not sure."""
    about = f"breakdown {split.dimension.key}"
    for found in (split.column, split.first, split.last):
        if found is not None and not found.is_sure:
            yield OpenItem(name, about, found.target, suggestion=found.reason, confidence=found.confidence)
    if split.first is not None and split.last is None:
        yield OpenItem(name, about, suggestion="no date seems to be the later one")
    column = split.column.target if split.column else ""
    for item in split.likely:
        rows = f"perhaps {item.row} ({item.reason}; medium)"
        yield OpenItem(name, about, column, item.value, split.counts.get(item.value, 0), 0, rows, "medium")
    for value, count in split.unknown.items():
        yield OpenItem(name, about, column, value, count, suggestion="nothing known")
    if split.rarer:
        yield OpenItem(name, about, column, rarer=split.rarer)


def unheld(proposal: Proposal, request: Request) -> list[tuple[str, str]]:
    """Key and label of each breakdown that no file seems to hold."""
    held = {split.dimension.key for records in proposal.records for split in records.splits}
    return [(each.key, each.label) for each in request.dimensions if each.is_mapped and each.key not in held]


def units_without(proposal: Proposal, request: Request) -> list[str]:
    """The things that a request counts of which no records were found; none for a request about settings."""
    if request.contexts or not (request.units or request.dimensions):
        return []
    there = {records.unit for records in proposal.records}
    return [unit for unit in unit_keys(request) if unit not in there]


def _of_what_no_file_holds(proposal: Proposal, request: Request) -> Iterator[OpenItem]:
    for unit in units_without(proposal, request):
        yield OpenItem(request.unit_of(unit).plural, "file", suggestion="no file seems to hold them")
    for key, _ in unheld(proposal, request):
        yield OpenItem(
            key, "breakdown", suggestion="no column seems to hold it: say where it is, or that it is not held"
        )


def _of_column(name: str, column: CodedColumn) -> Iterator[OpenItem]:
    for item in column.open:
        levels = [hint.confidence for hint in item.hints]
        best = next((level for level in Confidence if level in levels), "none")
        yield OpenItem(name, "value", column.name, item.value, item.rows, 0, hints_in_words(item.hints), best)
    if column.rarer:
        yield OpenItem(name, "value", column.name, rarer=column.rarer)


def _of_source(source: Named, proposal: Proposal) -> Iterator[OpenItem]:
    """Columns that no records read, which may all the same say what rows record."""
    own = [records for records in proposal.records if records.source == source.name]
    read = {column.why.target for records in own for column in records.columns}
    for name, item in {**source.file.suggestions.coded, **source.file.suggestions.packed}.items():
        if name not in read and name not in source.rarely:
            about = "what its rows record"
            yield OpenItem(source.name, about, name, suggestion=item.reason, confidence=item.confidence)
    for name in source.rarely:
        text = "values rarer than the threshold may say it; the wizard shows them"
        yield OpenItem(source.name, "what its rows record", name, suggestion=text, confidence="low")


def _of_memberships(proposal: Proposal, request: Request) -> Iterator[OpenItem]:
    columns = [column for records in proposal.records for column in records.columns]
    meant = {key for column in columns for item in column.meant for key in item.keys}
    for key in request.memberships:
        if key not in meant:
            every = [records.name for records in proposal.records if records.every == key]
            text = "nothing surely means it: give it rules, or say that it is not held"
            if every:
                text = f"whether each row of {' and '.join(every)} means it (every = true), or a column says which"
            yield OpenItem(key, "category", suggestion=text)
    for late in late_starts(proposal, request):
        text = (
            f"it first occurs in '{late.records}' in {late.first}, the file begins in {late.file_first}: if it could "
            "not be recorded before some day, state that day, or the years before become zeros"
        )
        yield OpenItem(late.key, "recorded", suggestion=text)


def _of_flags(proposal: Proposal, request: Request) -> Iterator[OpenItem]:
    for flag in propose_flags(proposal, request):
        if not flag.fields:
            yield OpenItem(flag.key, "question", suggestion="whether there is such a field, and its name")
