"""The sequence from inner cells to a return that may be published, readable as its specification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foi_return.coverage import find_coverage, source_coverage_sentences
from foi_return.disclosure.primary import protect_primary, row_sentences
from foi_return.tables import CountTable, InnerCell, TableBuilder
from foi_return.terms.field_map import FieldMap
from foi_return.terms.policy import Policy, ZeroPolicy
from foi_return.terms.protected import FlagLine, Note, PolicyStatement, ProtectedReturn
from foi_return.terms.request import Request


@dataclass(frozen=True, slots=True)
class ReturnInputs:
    """All that a return follows from, beside the inner cells.

    Attributes:
        reference: The council's reference for the request.
        request: What is asked, with any overrides applied.
        field_map: How the council records it, with the counting rules chosen.
        policy: The suppression policy.
        extracted_on: The day on which the extract was made; None where nobody said.
    """

    reference: str
    request: Request
    field_map: FieldMap
    policy: Policy
    extracted_on: date | None


def count_tables(
    inputs: ReturnInputs, cells: Sequence[InnerCell], unreviewed: frozenset[str]
) -> tuple[CountTable, ...]:
    """The request's tables as true counts, each cell a sum of inner cells."""
    coverage = find_coverage(inputs.request, inputs.field_map, inputs.extracted_on)
    return TableBuilder(inputs.request, inputs.field_map, coverage, cells, unreviewed).build()


def prepare_return(inputs: ReturnInputs, cells: Sequence[InnerCell], unreviewed: frozenset[str]) -> ProtectedReturn:
    """Turns inner cells into the answer that may be published.

    Args:
        inputs: What the return follows from.
        cells: The inner cells of all its periods.
        unreviewed: Keys whose coded columns hold values that nobody has reviewed.
    """
    tables = count_tables(inputs, cells, unreviewed)
    notes = _notes(inputs, tables)
    numbers = {note.text: note.number for note in notes}
    request, field_map, policy = inputs.request, inputs.field_map, inputs.policy
    return ProtectedReturn(
        reference=inputs.reference,
        request=request.name,
        title=request.title,
        council=field_map.council,
        contact=field_map.contact,
        regime=field_map.regime,
        system=field_map.system,
        unit=request.unit,
        periods=request.periods,
        questions=request.questions,
        flag_question=request.flag_question,
        flags=tuple(FlagLine(flag, field_map.flags[flag.key]) for flag in request.flags),
        tables=tuple(protect_primary(table, policy, request.unit, numbers) for table in tables),
        notes=notes,
        counting=field_map.counting,
        extracted_on=inputs.extracted_on,
        coverage=source_coverage_sentences(field_map),
        policy=PolicyStatement(
            policy.name,
            policy.threshold,
            policy.zeros is ZeroPolicy.SHOWN,
            policy.sentence(),
            policy.reason,
        ),
        field_map=field_map.name,
        fingerprint=field_map.fingerprint,
        protection_stands=False,
    )


def _notes(inputs: ReturnInputs, tables: Sequence[CountTable]) -> tuple[Note, ...]:
    """Numbers the sentences that rows refer to, in the order in which a reader meets them."""
    sentences = [sentence for table in tables for row in table.rows for sentence in row_sentences(row)]
    texts = dict.fromkeys((*sentences, *_standing_notes(inputs)))
    return tuple(Note(number, text) for number, text in enumerate(texts, start=1))


def _standing_notes(inputs: ReturnInputs) -> tuple[str, ...]:
    """Cautions that hold for every answer from case records, whatever this extract holds."""
    return (
        f"The figures count what was recorded in {inputs.field_map.system}. They are not an estimate of how many "
        "children are exploited: recording depends on practice, which changes over time.",
        "Records whose start date is missing or is no real date cannot be placed in a year and are not counted.",
        "Children whose sex, gender or birth date is not recorded in a form that can be used are shown as not known "
        "where a table has any.",
        "A child is counted once in a year even where several records, or several sources, name the same child.",
    )
