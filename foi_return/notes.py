"""The notes of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foi_return.disclosure.earlier import LeftOut
from foi_return.disclosure.protect import row_sentences
from foi_return.period_kinds import kind_of_all
from foi_return.tables import CountTable
from foi_return.terms.field_map import FieldMap
from foi_return.terms.policy import Policy
from foi_return.terms.protected import Note
from foi_return.terms.request import Request
from foi_return.terms.unit import together
from foi_return.text import sentence_case


def numbered_notes(
    request: Request,
    field_map: FieldMap,
    policy: Policy,
    left_out: Sequence[LeftOut],
    tables: Sequence[CountTable],
    by_order: Sequence[str],
    quality: Sequence[str],
) -> tuple[Note, ...]:
    """Numbers the sentences that rows refer to, and those that hold for all, in the order in which a reader meets them.

    Args:
        request: What is asked.
        field_map: How it is recorded.
        policy: The suppression policy.
        left_out: Earlier answers that this one is not protected against.
        tables: The tables, whose rows refer to notes.
        by_order: Sentences on cells that are shown by order.
        quality: Sentences on the quality of the records.
    """
    sentences = [sentence for table in tables for row in table.rows for sentence in row_sentences(row)]
    texts = dict.fromkeys((*sentences, *by_order, *_standing_notes(request, field_map, policy, left_out), *quality))
    return tuple(Note(number, text) for number, text in enumerate(texts, start=1))


def _standing_notes(
    request: Request, field_map: FieldMap, policy: Policy, left_out: Sequence[LeftOut]
) -> tuple[str, ...]:
    """Cautions that hold for every answer from case records, whatever this extract holds."""
    rounding, short = policy.rounding, kind_of_all(request.periods).short
    unit = request.counted
    return (
        *(told for left in left_out if (told := left.told_of(unit))),
        *((sentence_case(rounding.sentence()),) if rounding else ()),
        *_own_age_bands(request),
        f"The figures count what was recorded in {field_map.system}. They are not an estimate of "
        f"{_ESTIMATE.get(unit.plural, f'how many {unit.plural} there are')}: recording depends on practice, which "
        "changes over time.",
        f"Records whose start date is missing or is no real date cannot be placed in a {short} and are not counted.",
        *_not_known_notes(request, field_map),
        f"{sentence_case(unit.one)} is counted once in a {short} even where several records, or several sources, name "
        f"the same {unit.singular}.",
    )


_ESTIMATE = {"children": "how many children are exploited"}


def _not_known_notes(request: Request, field_map: FieldMap) -> Iterator[str]:
    if field_map.child.is_known:
        yield (
            f"{sentence_case(request.unit_of('').plural)} whose sex, gender or birth date is not recorded in a form "
            "that can be used are shown as not known where a table has any."
        )
    own = {dimension.key for dimension in request.dimensions}
    split = dict.fromkeys(request.unit_of_table(table) for table in request.tables if table.breakdown in own)
    if split:
        unit = together(list(split))
        yield (
            f"{sentence_case(unit.one)} of which a breakdown is not recorded, or whose records of one "
            f"{kind_of_all(request.periods).short} disagree, is shown as not known."
        )


def _own_age_bands(request: Request) -> tuple[str, ...]:
    if not request.asked_age_bands:
        return ()
    asked, own = ([band.label for band in bands] for bands in (request.asked_age_bands, request.age_bands))
    return (
        f"The age groups {'; '.join(own)} are the council's closest equivalent to those asked for: {'; '.join(asked)}.",
    )
