"""What the values of a coded column are proposed to mean, and its grades. Pure."""

from __future__ import annotations

from foi_return.maps.proposal import CodedColumn, Grades, MeantValue, OpenValue
from foi_return.terms.request import Request
from foi_return.wizard import synonyms
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.known_others import known_other
from foi_return.wizard.meanings import Suggestion, suggest_grades
from foi_return.wizard.words import find_phrase, words_of

UNPACKED = "value"
"""The column into which packed cells are unpacked."""


def code_column(file: FileFacts, name: str, packed: bool, request: Request) -> CodedColumn:
    """A coded column with its values sorted into sure meanings, known others, and what is open.

    Args:
        file: The file, with its suggestions.
        name: The column.
        packed: Whether the values are those inside its cells.
        request: The request, for the order of its categories.
    """
    column = file.column(name)
    found = file.suggestions
    why = (found.packed if packed else found.coded)[name]
    meanings = (found.packed_meanings if packed else found.meanings).get(name, {})
    packing = column.packing if column else None
    counts = (packing.values if packed and packing else (column.values if column else None)) or {}
    meant: list[MeantValue] = []
    others: dict[str, str] = {}
    undecided: list[OpenValue] = []
    for value, rows in counts.items():
        items = meanings.get(value, ())
        sure = {item.target: item.reason for item in items if item.is_sure}
        hints = tuple(item for item in items if not item.is_sure)
        if sure:
            keys = tuple(key for key in request.memberships if key in sure)
            meant.append(MeantValue(value, keys, "; ".join(dict.fromkeys(sure.values()))))
        elif not hints and (reason := known_other(value, name)):
            others[value] = reason
        if hints or not (sure or value in others):
            undecided.append(OpenValue(value, rows, hints))
    holder = packing if packed else column
    rarer = holder.rarer if holder else 0
    return CodedColumn(UNPACKED if packed else name, why, tuple(meant), others, tuple(undecided), rarer)


def grade_risk(file: FileFacts) -> Grades | None:
    """The column with the risk level, its levels from the lowest, where it is sure."""
    why = file.suggestions.roles.get("risk")
    column = file.column(why.target) if why else None
    if why is None or column is None:
        return None
    levels: dict[str, tuple[str, ...]] = {}
    named = {value: _level(value) for value in column.values or ()}
    for value, level in sorted(named.items(), key=lambda item: synonyms.LEVEL_ORDER.index(item[1]) if item[1] else 99):
        if level:
            label = level.capitalize()
            levels[label] = (*levels.get(label, ()), value)
    return Grades(column.name, why, levels) if levels else None


def _level(value: str) -> str:
    words = words_of(value)
    return next((level for level in reversed(synonyms.LEVEL_ORDER) if find_phrase(words_of(level), words) >= 0), "")


def grade_identified(file: FileFacts) -> Grades | None:
    """The column that tells children at risk from victims, where it is sure."""
    why = file.suggestions.roles.get("identified")
    column = file.column(why.target) if why else None
    if why is None or column is None:
        return None
    values: dict[str, tuple[str, ...]] = {}
    for value, item in suggest_grades(column.values or ()).items():
        values[item.target] = (*values.get(item.target, ()), value)
    return Grades(column.name, why, values) if values else None


def hints_in_words(hints: tuple[Suggestion, ...]) -> str:
    """Hints in one line: what it may be, why, and how sure."""
    if not hints:
        return "nothing known"
    return "; ".join(f"perhaps {item.target} ({item.reason}; {item.confidence})" for item in hints)
