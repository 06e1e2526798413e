"""Section 4, for each file of records: which values grade a record, by risk level and as at risk or victim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foi_return.terms.counting import IdentifiedAs
from foi_return.terms.map_parts import GradeSpec, RecordsSpec
from foi_return.terms.unit import Unit
from foi_return.text import normalise
from foi_return.wizard import synonyms
from foi_return.wizard.chosen import ChosenFile
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import ColumnFacts, Facts
from foi_return.wizard.meanings import suggest_grades
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.view import base_records, rows_in_words, seal
from foi_return.wizard.words import words_of

_SECTION = Section.RECORDS
_GRADES = ((IdentifiedAs.AT_RISK, "at risk of exploitation"), (IdentifiedAs.VICTIM, "a victim"))


def grade_steps(
    stem: str, chosen: ChosenFile, draft: Draft, base: RecordsSpec | None, unit: Unit, *, accepted: bool
) -> list[Step]:
    """The questions about the values of the two columns; settled where the columns were accepted and leave no doubt."""
    steps = []
    if (risk := _usable(chosen, draft, f"{stem}/risk")) is not None:
        steps.append(_risk(stem, risk, base.risk_level if base else None, accepted))
    if (identified := _usable(chosen, draft, f"{stem}/identified")) is not None:
        steps += _identified(stem, identified, draft, base.identified_as if base else None, unit, accepted)
    return steps


def _usable(chosen: ChosenFile, draft: Draft, key: str) -> ColumnFacts | None:
    """The column chosen under a key, if its values can be listed."""
    name = draft.text(key)
    column = chosen.file.column(name) if name else None
    return column if column is not None and column.values else None


def _choices(column: ColumnFacts) -> tuple[Choice, ...]:
    return tuple(Choice(value, value, rows_in_words(rows)) for value, rows in (column.values or {}).items())


def _risk(stem: str, column: ColumnFacts, said: GradeSpec | None, accepted: bool) -> Step:
    values = tuple(column.values or ())
    known = _grades_in(said)
    default = tuple(value for value in values if said is None or normalise(value) in known)
    return Step(
        f"{stem}/risk_values/{seal(*values)}",
        _SECTION,
        Kind.CHECKBOX,
        f"Which values of '{column.name}' are risk levels?",
        "Untick what is none, such as a value for not assessed. Blank cells have no level.",
        _choices(column),
        default=default,
        settled=default if accepted and not _unknown(values, default) else None,
        check=lambda answer: "" if answer else "Tick at least one.",
    )


def _identified(
    stem: str, column: ColumnFacts, draft: Draft, said: GradeSpec | None, unit: Unit, accepted: bool
) -> list[Step]:
    values = tuple(column.values or ())
    known = _grades_in(said)
    grades = {value: item.target for value, item in suggest_grades(values).items()}
    grades |= {value: known[normalise(value)] for value in values if normalise(value) in known}
    clear = accepted and not _unknown(values, tuple(grades))
    at_risk = draft.many(_key(stem, IdentifiedAs.AT_RISK, values))

    def check(answer: Answer) -> str:
        twice = [value for value in answer if value in at_risk]
        return f"'{twice[0]}' is ticked as at risk already; one value cannot mean both." if twice else ""

    steps = []
    for grade, words in _GRADES:
        taken = at_risk if grade is IdentifiedAs.VICTIM else ()
        default = tuple(value for value in values if grades.get(value) == grade.value and value not in taken)
        steps.append(
            Step(
                _key(stem, grade, values),
                _SECTION,
                Kind.CHECKBOX,
                f"Which values of '{column.name}' say that the {unit.singular} is {words}?",
                "Tick none if no value does.",
                _choices(column),
                default=default,
                settled=default if clear else None,
                check=check if grade is IdentifiedAs.VICTIM else lambda _answer: "",
            )
        )
    return steps


def _key(stem: str, grade: IdentifiedAs, values: Sequence[str]) -> str:
    return f"{stem}/{grade.name.lower()}/{seal(*values)}"


def _grades_in(said: GradeSpec | None) -> dict[str, str]:
    """The values that the map started from names, evened out, with the grade that each means."""
    lists = said.values if said else {}
    return {normalise(value): grade for grade, values in lists.items() for value in values}


def _unknown(values: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a value is neither known nor one that says that nothing is known."""
    return any(value not in known and " ".join(words_of(value)) not in synonyms.UNSURE for value in values)


def risk_grades(draft: Draft, facts: Facts, chosen: ChosenFile) -> dict[str, list[str]]:
    """Risk level to the values that mean it; none where a file has no such column.

    Each value is a level of its own, unless the map started from groups them.
    """
    stem = f"records/{chosen.name}"
    column = _usable(chosen, draft, f"{stem}/risk")
    if column is None:
        return {}
    base = base_records(facts, chosen.name)
    known = _grades_in(base.risk_level if base else None)
    ticked = draft.many(f"{stem}/risk_values/{seal(*(column.values or ()))}")
    grades: dict[str, list[str]] = {level: [] for level in dict.fromkeys(known.values())}
    for value in ticked:
        grades.setdefault(known.get(normalise(value), value), []).append(value)
    absent = _absent(base.risk_level if base else None, column)
    return {level: values for level in grades if (values := [*grades[level], *absent.get(level, ())])}


def identified_grades(draft: Draft, facts: Facts, chosen: ChosenFile) -> dict[IdentifiedAs, list[str]]:
    """At risk and victim to the values that say so."""
    stem = f"records/{chosen.name}"
    column = _usable(chosen, draft, f"{stem}/identified")
    if column is None:
        return {}
    base = base_records(facts, chosen.name)
    absent = _absent(base.identified_as if base else None, column)
    values = tuple(column.values or ())
    return {grade: [*draft.many(_key(stem, grade, values)), *absent.get(grade.value, ())] for grade, _ in _GRADES}


def _absent(said: GradeSpec | None, column: ColumnFacts) -> Mapping[str, list[str]]:
    """Values that the map started from grades, and this extract does not happen to hold."""
    if said is None or normalise(said.column) != normalise(column.name):
        return {}
    present = {normalise(value) for value in column.values or ()}
    return {
        grade: [value for value in values if normalise(value) not in present] for grade, values in said.values.items()
    }
