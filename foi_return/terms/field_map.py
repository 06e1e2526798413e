"""What a field map says: where a council's system records each category of the request, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from foi_return.terms.counting import CountingRules
from foi_return.terms.map_parts import (
    NOBODY,
    CategoryMapping,
    ChildSpec,
    CrosswalkSpec,
    DatabaseSpec,
    RecordsSpec,
    Rule,
    SourceSpec,
)
from foi_return.terms.request import Context, Request
from foi_return.terms.shapes import TableSpec

NOT_ESTABLISHED = "Not established when this answer was made."
"""What a reader is told of an answer that is not known, where the map says nothing else."""


class Regime(StrEnum):
    """The law under which the council answers."""

    FOIA = "FOIA"
    FOISA = "FOISA"

    @property
    def act(self) -> str:
        """The name of the Act."""
        if self is Regime.FOIA:
            return "Freedom of Information Act 2000"
        return "Freedom of Information (Scotland) Act 2002"


class FlagAnswer(StrEnum):
    """The council's answer to one yes/no question about a field."""

    YES = "yes"
    FREE_TEXT = "free text only"
    NO = "no"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class FlagStatement:
    """The council's answer to one yes/no question of the request.

    Attributes:
        answer: Yes, free text only, no or not known.
        fields: Names of the fields or categories, verbatim as the system has them.
        since: The day from which the field could be filled in; None means throughout or not known.
        note: A sentence for the reader.
        cleared: Those of the names that somebody has cleared for publication.
        described_as: Names that are not published, each with the description that stands in its place.
        ask: The role or team that is asked where the answer is not known yet; never published.
        descriptions: What stands in place of names; only a statement that may be published has any.
    """

    answer: FlagAnswer
    fields: tuple[str, ...] = ()
    since: date | None = None
    note: str = ""
    cleared: tuple[str, ...] = ()
    described_as: Mapping[str, str] = field(default_factory=dict)
    ask: str = ""
    descriptions: tuple[str, ...] = ()

    @property
    def printed_names(self) -> tuple[str, ...]:
        """The names that may be published, then what stands in place of the others, marked as such."""
        return (*self.fields, *(f"{text} (described; the name is withheld)" for text in self.descriptions))

    @property
    def uncleared(self) -> tuple[str, ...]:
        """The names that will be published although nobody has said that they may."""
        return tuple(name for name in self.fields if name not in self.cleared and name not in self.described_as)

    def published(self) -> FlagStatement:
        """The statement as a reader may see it: without the names that are described, and whom the council asks."""
        note = self.note
        if self.answer is FlagAnswer.NOT_KNOWN and not note:
            note = NOT_ESTABLISHED
        return FlagStatement(
            self.answer,
            tuple(name for name in self.fields if name not in self.described_as),
            self.since,
            note,
            descriptions=tuple(
                dict.fromkeys(self.described_as[name] for name in self.fields if name in self.described_as)
            ),
        )


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's approval of a map.

    Attributes:
        name: Who approved it.
        role: In which role.
        day: On which day.
        fingerprint: Of the meaning that was approved.
    """

    name: str
    role: str
    day: date
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A whole field map: one council, one system, one request definition.

    Attributes:
        name: The map's own name.
        title: What it is, for a person.
        request: The name of the request definition it answers.
        council: The council's name.
        contact: Where a reader can ask about the answer; empty where the map does not say.
        regime: The Act it answers under.
        system: The case-management system's name.
        sources: Sources by name.
        child: Who a child is.
        records: Records by name.
        context_needs_category: Whether a context counts only in a record that also means a category of its own.
        mappings: Categories and contexts by key.
        flags: Answers to the flag questions, by the question's key.
        counting: The counting rules chosen.
        fingerprint: A hash of the map's meaning; comments and order do not change it.
        tables: Tables that are made from sources, by name; records and people may name one in place of a source.
        approval: Who approved which meaning of it; None where nobody did.
        crosswalks: Ids of other systems and merged ids, by name.
        database: The database that holds every source; None where they are files.
        recording: A hash of what of its meaning says which children are recorded for what: without the counting rules,
            and without what is only said of the figures.
        own_contexts: Settings that the council records and the request does not ask for, by key, each with its label.
        older: Where the file is of an older format: a sentence that says so, and what to do; else empty.
        not_held: Dimensions of the request's own that the council does not record, each with the reason.
    """

    name: str
    title: str
    request: str
    council: str
    contact: str
    regime: Regime
    system: str
    sources: Mapping[str, SourceSpec]
    child: ChildSpec
    records: Mapping[str, RecordsSpec]
    context_needs_category: bool
    mappings: Mapping[str, CategoryMapping]
    flags: Mapping[str, FlagStatement]
    counting: CountingRules
    fingerprint: str
    tables: Mapping[str, TableSpec] = field(default_factory=dict)
    approval: Approval | None = None
    crosswalks: Mapping[str, CrosswalkSpec] = field(default_factory=dict)
    database: DatabaseSpec | None = None
    recording: str = ""
    own_contexts: Mapping[str, str] = field(default_factory=dict)
    older: str = field(default="", compare=False)
    not_held: Mapping[str, str] = field(default_factory=dict)

    def with_own_contexts(self, request: Request) -> Request:
        """The request with the council's own settings after its own."""
        known = {context.key for context in request.contexts}
        own = tuple(Context(key, label) for key, label in self.own_contexts.items() if key not in known)
        return replace(request, contexts=(*request.contexts, *own))

    def completed(self, keys: Iterable[str]) -> FieldMap:
        """The same map for a request with further categories and settings, none of which it records."""
        missing = {key: CategoryMapping(key, held=False) for key in keys if key not in self.mappings}
        return replace(self, mappings={**self.mappings, **missing}) if missing else self

    def of_unit(self, request: Request, unit: str) -> FieldMap:
        """What the map says of one of the things that a request counts; of the first, with the people it names."""
        keys = request.of_unit(unit).memberships
        return replace(
            self,
            child=NOBODY if unit else self.child,
            records={name: records for name, records in self.records.items() if records.unit == unit},
            mappings={key: mapping for key, mapping in self.mappings.items() if key in keys},
        )

    @property
    def is_approved(self) -> bool:
        """Whether the map as it now means was approved."""
        return self.approval is not None and self.approval.fingerprint == self.fingerprint

    def base_of(self, name: str) -> str:
        """The source in whose rows the rows of a source or table stand."""
        return self.tables[name].base if name in self.tables else name

    def phrase_rules(self, records: str) -> tuple[Rule, ...]:
        """The rules that look for phrases in the free text of these records."""
        rules = (rule for mapping in self.mappings.values() for rule in mapping.rules)
        return tuple(rule for rule in rules if rule.records == records and rule.contains)

    def coded_columns(self, records: str) -> dict[str, tuple[str, ...]]:
        """The columns of these records whose values rules read, each with the keys of what they feed, in order."""
        columns: dict[str, dict[str, None]] = {}
        for mapping in self.mappings.values():
            for rule in mapping.rules:
                if rule.records == records and rule.values:
                    columns.setdefault(rule.column, {})[mapping.key] = None
        return {column: tuple(keys) for column, keys in columns.items()}
