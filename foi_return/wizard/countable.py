"""What counting rules need to know of the records that count: whether they end, and how they are graded. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.terms.counting import IdentifiedAs
from foi_return.wizard.chosen import record_files
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import keeps, readable_map
from foi_return.wizard.rules import chosen_rules, every_files
from foi_return.wizard.sections.grades import identified_grades, risk_grades


@dataclass(frozen=True, slots=True)
class Countable:
    """Records of which some value means a category or context.

    Attributes:
        title: How the screen names them.
        ends: Whether they have an end.
        levels: Their risk levels; none where they have no such column.
        tells: At risk and victim, as far as they say so.
    """

    title: str
    ends: bool
    levels: tuple[str, ...]
    tells: frozenset[IdentifiedAs]


def countable(draft: Draft, facts: Facts) -> tuple[Countable, ...]:
    """The records that count."""
    return _of_map(draft, facts) if keeps(draft, facts) else _of_files(draft, facts)


def _of_files(draft: Draft, facts: Facts) -> tuple[Countable, ...]:
    named = {rule.file.name for rule in chosen_rules(draft, facts)}
    named |= {file.name for files in every_files(draft, facts).values() for file in files}
    return tuple(
        Countable(
            file.title,
            bool(draft.text(f"records/{file.name}/end")),
            tuple(risk_grades(draft, facts, file)),
            frozenset(grade for grade, values in identified_grades(draft, facts, file).items() if values),
        )
        for file in record_files(draft, facts)
        if file.name in named
    )


def _of_map(draft: Draft, facts: Facts) -> tuple[Countable, ...]:
    found = []
    for name, records in readable_map(draft, facts).records.items():
        graded = records.identified_as.values if records.identified_as else {}
        found.append(
            Countable(
                f"'{name}'",
                records.end is not None,
                tuple(records.risk_level.values) if records.risk_level else (),
                frozenset(IdentifiedAs(grade) for grade, values in graded.items() if values),
            )
        )
    return tuple(found)
