"""Suggests where each of the things that a request counts is recorded: its file, and what its rows belong to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foi_return.terms.request import Request
from foi_return.terms.unit import CHILDREN, Unit
from foi_return.wizard import synonyms
from foi_return.wizard.chosen import unit_keys
from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import ColumnFacts, FileFacts
from foi_return.wizard.links import Pair, best_pair, is_key
from foi_return.wizard.meanings import Suggestion
from foi_return.wizard.words import words_of

Files = Mapping[str, FileFacts]
"""Files by the names of their sources."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """The file in which the rows of another find one row each, and by which columns."""

    source: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """The file that seems to hold one of the things that a request counts.

    Attributes:
        source: The file.
        reason: What speaks for it.
        belongs: The file that has the date from which it counts, where its own has none that is sure; else None.
    """

    source: str
    reason: str
    belongs: Belonging | None = None


def own_id(file: FileFacts, unit: Unit) -> str:
    """The column that holds the id of what is counted: named after it, and filled in every row; empty for none or two.

    Of ids with a word of a person in their names, none is that of a thing.
    """
    own = {*words_of(unit.singular), *words_of(unit.plural)}
    named = [column.name for column in _called_ids(file) if own & set(column_words(column.name))]
    return named[0] if len(named) == 1 else ""


SEVERAL_ROWS = "one id stands in several rows"
"""What is told of an id that is no key, in a file whose rows belong to rows of another."""


def stands_once(file: FileFacts, column: str) -> bool:
    """Whether nearly each row has an id of its own; a person's reference over all crimes stands on each of them."""
    found = file.column(column)
    return found is not None and is_key(found)


def likely_id(file: FileFacts) -> str:
    """The only column that is called an id and has a value of its own in nearly each row; empty for none or several."""
    found = [column.name for column in _called_ids(file) if is_key(column)]
    return found[0] if len(found) == 1 else ""


def _called_ids(file: FileFacts) -> list[ColumnFacts]:
    """The columns that are filled in every row and have a word of an id in their names."""
    return [
        column
        for column in file.columns
        if column.filled == column.rows and set(column_words(column.name)) & synonyms.ID_WORDS
    ]


def find_places(files: Files, request: Request, people: str = "") -> dict[str, UnitPlace]:
    """Each of the things that a request counts with the file that seems to hold it; those without one are left out.

    Args:
        files: The files of the extract, with their suggestions.
        request: The request.
        people: The file that only lists the children; empty where there is none.
    """
    found: dict[str, UnitPlace] = {}
    for unit in unit_keys(request):
        rated = [
            (rating, -place, name, reason)
            for place, (name, file) in enumerate(files.items())
            if (rating := _rate(name, file, request.unit_of(unit), name == people)) and (reason := rating[2])
        ]
        if rated:
            *_, name, reason = max(rated, key=lambda item: (item[0][:2], item[1]))
            found[unit] = UnitPlace(name, reason)
    taken = [place.source for place in found.values()]
    return {
        unit: UnitPlace(place.source, place.reason, find_belonging(place.source, files, taken))
        for unit, place in found.items()
    }


def _rate(name: str, file: FileFacts, unit: Unit, lists_people: bool) -> tuple[int, float, str] | None:
    """How well a file fits, how far its ids stand once each, and why; None where nothing speaks for it."""
    own = {*words_of(unit.singular), *words_of(unit.plural)}
    named = own & set(words_of(name))
    column = _child_id(file) if unit.plural == CHILDREN.plural else own_id(file, unit)
    if unit.plural == CHILDREN.plural and ("start" not in file.suggestions.roles or (lists_people and not column)):
        return None
    if not named and not column:
        return None
    facts = file.column(column) if column else None
    share = min(1.0, facts.distinct / facts.filled) if facts and facts.filled else 0.0
    reasons = [f"it is called '{' '.join(sorted(named))}'"] if named else []
    reasons += [f"'{column}' is an id of {unit.one}, filled in every row"] if column else []
    return bool(named) + bool(column), share, " and ".join(reasons)


def rates(name: str, file: FileFacts, unit: Unit) -> str:
    """Why a file seems to hold what is counted; empty where nothing speaks for it."""
    rating = _rate(name, file, unit, lists_people=False)
    return rating[2] if rating else ""


def _child_id(file: FileFacts) -> str:
    found = file.suggestions.roles.get("id")
    return found.target if found and found.is_sure else ""


def find_belonging(source: str, files: Files, others: Sequence[str]) -> Belonging | None:
    """The file whose date the rows of another count by; None for a file that has a date of its own that is sure.

    Args:
        source: The file.
        files: All files.
        others: Those that hold something that is counted, in the order of the request.
    """
    file = files[source]
    if is_sure(file.suggestions.roles.get("start")):
        return None
    for name in dict.fromkeys(others):
        dated = name != source and is_sure(files[name].suggestions.roles.get("start"))
        if dated and (pair := best_pair(file, files[name])):
            return Belonging(name, pair)
    return None


def is_sure(found: Suggestion | None) -> bool:
    """Whether something is suggested, and leaves no doubt."""
    return found is not None and found.is_sure
