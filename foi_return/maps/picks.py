"""Columns for a purpose, with the formats of their dates. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from foi_return.maps.proposal import Pick
from foi_return.wizard.facts import ColumnFacts, FileFacts


def pick_of(file: FileFacts, role: str, prefix: str) -> Pick:
    """The column that is suggested for a purpose, under the name that a table gives it."""
    why = file.suggestions.roles[role]
    column = file.column(why.target)
    return Pick(f"{prefix}{why.target}", why, date_formats(column) if column and column.dates else ())


def date_formats(column: ColumnFacts) -> tuple[str, ...]:
    """The formats that a column's dates are written in: the one that reads most, then those that read others."""
    return column.formats if column.dates[column.best_format] < column.filled else column.formats[:1]


def formats_of(picks: Mapping[str, Pick]) -> tuple[str, ...]:
    """The formats of all dates of a file, each once."""
    return tuple(dict.fromkeys(form for pick in picks.values() for form in pick.formats))
