"""Proposes the answers to the yes/no questions about fields of the system. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foi_return.maps.proposal import Proposal
from foi_return.terms.request import FlagQuestion, Request
from foi_return.wizard.meanings import suggest_flag


@dataclass(frozen=True, slots=True)
class ProposedFlag:
    """One yes/no question, and the names of the fields that answer it; none where nothing surely does."""

    part: str
    key: str
    label: str
    fields: tuple[str, ...]


def propose_flags(proposal: Proposal, request: Request) -> Iterator[ProposedFlag]:
    """Each flag question with the fields whose meaning is sure."""
    for flag in request.flags:
        fields = tuple(dict.fromkeys(_fields(flag, proposal)))
        yield ProposedFlag(flag.part, flag.key, flag.label, fields)


def _fields(flag: FlagQuestion, proposal: Proposal) -> Iterator[str]:
    for records in proposal.records:
        if flag.key == "risk_flag" and records.risk and records.risk.why.is_sure:
            yield records.risk.column
        for column in records.columns:
            name = column.why.target
            if flag.category:
                yield from (f"{name}: {item.value}" for item in column.meant if flag.category in item.keys)
            else:
                yield from (f"{name}: {value}" for value in suggest_flag(flag.key, column.others))
