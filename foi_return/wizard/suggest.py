"""Suggests which column of a file is for what, from names, how far they are filled, and what stands in them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from foi_return.terms.request import Request
from foi_return.text import listed_with
from foi_return.wizard import synonyms
from foi_return.wizard.column_names import EXACT, HOLDS, NameFit, column_words, fit_name, is_avoided, is_second_best
from foi_return.wizard.facts import ColumnFacts, FileFacts, FileSuggestions
from foi_return.wizard.meanings import (
    Confidence,
    Suggestion,
    is_yes_no,
    suggest_column_meaning,
    suggest_grades,
    suggest_meanings,
    suggest_sexes,
)
from foi_return.wizard.words import words_of

MOSTLY = 0.8
"""The share of a column's cells that must be as expected."""


@dataclass(frozen=True, slots=True)
class _Rated:
    """One column rated for one purpose; higher is better."""

    column: ColumnFacts
    name: NameFit
    fits: bool
    evidence: str


Test = Callable[[ColumnFacts], tuple[bool, str]]


def suggest_all(file: FileFacts, request: Request) -> FileSuggestions:
    """Everything that a file suggests to whoever answers a request."""
    roles = {role: found for role in _TESTS if (found := suggest_column(role, file))}
    meanings = {
        column.name: suggest_meanings(column.values, column.name, request) for column in file.columns if column.values
    }
    inside = {
        column.name: suggest_meanings(column.packing.values, column.name, request)
        for column in file.columns
        if column.packing
    }
    packed = {name: found for name, items in inside.items() if (found := _coded_by_values(name, items, request))}
    return FileSuggestions(roles, _coded_columns(file, meanings, request), meanings, packed, inside)


def suggest_column(role: str, file: FileFacts) -> Suggestion | None:
    """The column that best serves a purpose, or None where none seems to.

    Args:
        role: id, birth_date, sex, start, end, risk or identified.
        file: The file.
    """
    rated = [_rate(role, column) for column in file.columns if not is_avoided(role, column.name)]
    likely = [item for item in rated if item.fits and (item.name.score or role in _BY_VALUES)]
    first = [item for item in likely if not is_second_best(role, item.column.name)]
    if not likely:
        return _by_name_alone(rated)
    best = max(first or likely, key=lambda item: (item.name.score, -item.name.rank, item.column.fill_rate))
    reason = "; ".join(
        part for part in (f"named like '{best.name.likeness}'" if best.name.score else "", best.evidence) if part
    )
    return Suggestion(best.column.name, _confidence(best, likely, second_best=not first), reason)


def _confidence(best: _Rated, likely: Sequence[_Rated], *, second_best: bool) -> Confidence:
    if second_best or not best.name.score:
        return Confidence.LOW
    if best.name.score < HOLDS or _equal_rival(best, likely):
        return Confidence.MEDIUM
    return Confidence.HIGH


def _by_name_alone(rated: Sequence[_Rated]) -> Suggestion | None:
    """A hint for a column with just the right name whose values do not look right."""
    named = [item for item in rated if item.name.score == EXACT and item.column.filled and not item.column.values]
    if not named:
        return None
    best = min(named, key=lambda item: -item.column.fill_rate)
    reason = f"named like '{best.name.likeness}', but its values do not look like it"
    return Suggestion(best.column.name, Confidence.LOW, reason)


def suggest_people(files: Sequence[FileFacts]) -> tuple[int, Suggestion] | None:
    """The place of the file that lists the children, which has their ids and birth dates; None where none seems to."""
    found: list[tuple[bool, float, int, str]] = []
    for place, file in enumerate(files):
        birth, person = file.suggestions.roles.get("birth_date"), file.suggestions.roles.get("id")
        column = file.column(birth.target) if birth else None
        if birth is not None and column is not None:
            found.append((birth.is_sure and person is not None, column.fill_rate, place, birth.target))
    if not found:
        return None
    sure, _, place, name = max(found, key=lambda item: (item[0], item[1], -item[2]))
    only = sum(item[0] for item in found) == 1
    confidence = Confidence.HIGH if sure and only else Confidence.LOW
    return place, Suggestion(files[place].path, confidence, f"it has birth dates in '{name}'")


def _coded_columns(
    file: FileFacts, meanings: Mapping[str, Mapping[str, tuple[Suggestion, ...]]], request: Request
) -> dict[str, Suggestion]:
    """The columns whose values say what kind of exploitation a row records, or in which setting."""
    found = {}
    for column in file.columns:
        if column.values and (suggestion := _coded(column, meanings[column.name], request)):
            found[column.name] = suggestion
    return found


def _coded(column: ColumnFacts, meanings: Mapping[str, tuple[Suggestion, ...]], request: Request) -> Suggestion | None:
    name = column.name
    if is_yes_no(column.values or ()):
        about = suggest_column_meaning(name, request)
        return Suggestion(name, _surest(about), f"a yes/no column {about[0].reason}") if about else None
    return _coded_by_values(name, meanings, request)


def _coded_by_values(name: str, meanings: Mapping[str, tuple[Suggestion, ...]], request: Request) -> Suggestion | None:
    hints = {value: items for value, items in meanings.items() if items}
    if not hints or _names_places(hints, request):
        return None
    best = _surest(item for items in hints.values() for item in items)
    named = [value for value, items in hints.items() if any(item.confidence is best for item in items)]
    reason = f"it holds {_some(named)}"
    if other := sorted(synonyms.OTHER_COLUMNS & set(column_words(name))):
        return Suggestion(name, Confidence.LOW, f"{reason}, but it is a column of '{other[0]}'")
    return Suggestion(name, best, reason)


def _surest(items: Iterable[Suggestion]) -> Confidence:
    levels = {item.confidence for item in items}
    return next(level for level in Confidence if level in levels)


def _names_places(hints: Mapping[str, tuple[Suggestion, ...]], request: Request) -> bool:
    """Whether the hints are settings, and no more than chance: the names of schools, or rooms to be let."""
    contexts = {context.key for context in request.contexts}
    items = [item for items in hints.values() for item in items]
    return all(item.target in contexts for item in items) and not any(item.is_sure for item in items)


def _some(values: Sequence[str]) -> str:
    shown = ", ".join(f"'{value}'" for value in values[:3])
    return f"{shown} and {len(values) - 3} more" if len(values) > 3 else shown


def _rate(role: str, column: ColumnFacts) -> _Rated:
    fits, evidence = _TESTS[role](column)
    return _Rated(column, fit_name(role, column.name), fits, evidence)


def _equal_rival(best: _Rated, likely: Sequence[_Rated]) -> bool:
    return any(
        item is not best and (item.name.score, item.name.rank) == (best.name.score, best.name.rank) for item in likely
    )


def _share(part: int, whole: int) -> str:
    """A share in words; never rounded up to all."""
    if part == whole:
        return "all"
    return f"{min(99, round(100 * part / whole))}%" if whole else "none"


def _is_id(column: ColumnFacts) -> tuple[bool, str]:
    fits = column.filled * 2 > column.rows and column.read_share < MOSTLY and column.distinct > 1
    return fits, f"filled in {_share(column.filled, column.rows)} of the rows"


def _is_date(column: ColumnFacts) -> tuple[bool, str]:
    forms = column.formats
    if not forms:
        return False, ""
    share = _share(min(column.filled, sum(column.dates[form] for form in forms)), column.filled)
    return column.read_share >= MOSTLY, f"{share} of its values are dates {listed_with(forms, 'or')}"


def _is_sex(column: ColumnFacts) -> tuple[bool, str]:
    values = column.values or {}
    known = suggest_sexes(values)
    rows = sum(values[value] for value in known)
    told = {item.target for item in known.values()}
    fits = bool(values) and rows >= MOSTLY * column.filled and {"Male", "Female"} <= told
    return fits, f"{_share(rows, column.filled)} of its values are like {_some(list(known))}"


def _is_risk(column: ColumnFacts) -> tuple[bool, str]:
    values = column.values or {}
    known = [value for value in values if set(words_of(value)) & synonyms.LEVELS]
    return len(known) * 2 >= len(values) > 1 and len(values) <= 12, f"it holds {_some(known)}"


def _is_identified(column: ColumnFacts) -> tuple[bool, str]:
    grades = suggest_grades(column.values or {})
    fits = len({item.target for item in grades.values()}) == 2
    return fits, f"it holds {_some(list(grades))}"


_TESTS: dict[str, Test] = {
    "id": _is_id,
    "birth_date": _is_date,
    "sex": _is_sex,
    "start": _is_date,
    "end": _is_date,
    "risk": _is_risk,
    "identified": _is_identified,
}
_BY_VALUES = ("sex", "identified")
"""Purposes that the values alone give away, whatever the column is called."""
