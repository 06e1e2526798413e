"""Values that so few rows hold that they may be a child's own: shown on an interview's screen only. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from foi_return.wizard.facts import FileFacts
from foi_return.wizard.meanings import suggest_sexes

FEWEST_ROWS = 5
"""A value in fewer rows is rare. The threshold of the answer is not known yet when the values are asked about."""


def is_rare(rows: int) -> bool:
    """Whether a value that this many rows hold is suggested for no place from which it would be published."""
    return rows < FEWEST_ROWS


def rare_values(files: Iterable[FileFacts]) -> frozenset[str]:
    """The rare values of these files whose words say nothing that is known, so that they may be names or remarks."""
    found: set[str] = set()
    for file in files:
        for column in file.columns:
            known = {
                value
                for meanings in (file.suggestions.meanings, file.suggestions.packed_meanings)
                for value, suggestions in meanings.get(column.name, {}).items()
                if any(suggestion.is_sure for suggestion in suggestions)
            }
            values = {**(column.values or {}), **(column.packing.values if column.packing else {})}
            known |= {value for value, said in suggest_sexes(values).items() if said.is_sure}
            found |= {value for value, rows in values.items() if is_rare(rows) and value not in known}
    return frozenset(found)
