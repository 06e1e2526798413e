"""Gives every coded column the values that mean something in another column of the extract. Pure.

A value may be common in one file and rarer than the threshold in another. Left out there, it would not be counted;
named there because it is rare, it would be given away. So it is named in both, whether the second file has it or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_return.maps.proposal import CodedColumn, MeantValue, Records
from foi_return.terms.request import Request
from foi_return.text import normalise
from foi_return.wizard import synonyms
from foi_return.wizard.meanings import is_yes_no

REASON = "it means so in another column of the extract; it stands here whether this file has it or not"


def with_values_from_elsewhere(records: Sequence[Records], request: Request) -> tuple[Records, ...]:
    """The records with the sure values of each coded column added to the others of its kind.

    Columns of settings are one kind, columns of categories the other. Yes and no, and codes of the census, mean
    something only in their own column, and are added to none.
    """
    contexts = {context.key for context in request.contexts}
    kinds: dict[bool, dict[str, MeantValue]] = {True: {}, False: {}}
    for column in (column for item in records for column in item.columns if not _is_closed(column)):
        for value in column.meant:
            kinds[_is_setting(column, contexts)].setdefault(normalise(value.value), replace(value, reason=REASON))
    return tuple(
        replace(
            item,
            columns=tuple(
                column if _is_closed(column) else _with_values(column, kinds[_is_setting(column, contexts)])
                for column in item.columns
            ),
        )
        for item in records
    )


def _is_setting(column: CodedColumn, contexts: set[str]) -> bool:
    return all(key in contexts for value in column.meant for key in value.keys)


def _is_closed(column: CodedColumn) -> bool:
    values = [item.value for item in column.meant]
    codes = all(normalise(value) in synonyms.FACTOR_CODES for value in values)
    return not values or codes or is_yes_no([*values, *column.others])


def _with_values(column: CodedColumn, known: dict[str, MeantValue]) -> CodedColumn:
    own = {normalise(value) for value in (*(item.value for item in column.meant), *column.others)}
    own |= {normalise(item.value) for item in column.open}
    return replace(column, meant=(*column.meant, *(item for name, item in known.items() if name not in own)))
