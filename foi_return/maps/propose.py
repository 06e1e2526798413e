"""Proposes a field map for an extract that nobody has described, each part with its evidence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foi_return.maps.coded import code_column, grade_identified, grade_risk
from foi_return.maps.counted import propose_counted, with_counted
from foi_return.maps.elsewhere import with_values_from_elsewhere
from foi_return.maps.joins import find_joins
from foi_return.maps.picks import pick_of
from foi_return.maps.proposal import CodedColumn, Grades, Named, People, Proposal, Records, Table
from foi_return.terms.request import Request
from foi_return.wizard import synonyms
from foi_return.wizard.column_names import column_words
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.links import share_found
from foi_return.wizard.meanings import Confidence, Suggestion, is_yes_no, suggest_sexes
from foi_return.wizard.view import lists_people
from foi_return.wizard.words import slug, words_of

NEEDED = frozenset(["id", "start"])
"""The purposes without which rows cannot be read as records."""


def propose_map(sources: Sequence[Named], request: Request) -> Proposal:
    """What each file of an extract seems to be, and how it would be read.

    Args:
        sources: The files without their rare values, each with its suggestions, under the names of their sources.
        request: The request that the map is to answer.
    """
    people = _find_people(sources) if lists_people(request) else None
    counted = {} if request.contexts else propose_counted(sources, request, people.source if people else "")
    records: list[Records] = []
    unused: dict[str, str] = {}
    for source in sources:
        found = counted.get(source.name) or ([] if request.units else list(_records_of(source, sources, request)))
        if source.name not in counted and not request.contexts:
            found = [with_counted(item, source.file, request) for item in found]
        records += [item if item.own_id else _with_ids_found(item, source, sources, people) for item in found]
        if not found and (people is None or people.source != source.name):
            unused[source.name] = _why_unused(source)
    for item in records:
        for name in {join.source for join in item.table.joins} if item.table else ():
            if name in unused:
                unused[name] = f"joined to '{item.source}', whose rows it dates"
    told = tuple(records) if request.units else with_values_from_elsewhere(records, request)
    return Proposal(tuple(sources), people, told, unused)


def _why_unused(source: Named) -> str:
    if source.rarely or source.file.suggestions.coded or source.file.suggestions.packed:
        return "a column may say what its rows record, but not surely"
    return "no value of any column means anything that is asked for"


def _find_people(sources: Sequence[Named]) -> People | None:
    """The file with ids and birth dates whose ids are the most; of two alike, the first."""
    best: tuple[tuple[bool, float, int], Named] | None = None
    for place, source in enumerate(sources):
        roles = source.file.suggestions.roles
        if "birth_date" not in roles or "id" not in roles:
            continue
        column = source.file.column(roles["id"].target)
        unique = column.distinct / column.filled if column and column.filled else 0.0
        rating = (roles["birth_date"].is_sure and roles["id"].is_sure, min(unique, 1.0), -place)
        if best is None or rating > best[0]:
            best = (rating, source)
    return _people(best[1], best[0][1]) if best else None


def _people(source: Named, unique: float) -> People:
    roles = source.file.suggestions.roles
    picks = {role: pick_of(source.file, role, "") for role in ("id", "birth_date", "sex") if role in roles}
    sure = roles["id"].is_sure and roles["birth_date"].is_sure
    shown = "each id stands once" if unique >= 0.99 else "an id may stand in several rows"
    reason = f"it has birth dates in '{roles['birth_date'].target}'; {shown}"
    why = Suggestion(source.name, Confidence.HIGH if sure else Confidence.LOW, reason)
    column = source.file.column(roles["sex"].target) if "sex" in roles else None
    if column is None:
        return People(source.name, why, picks)
    labels = suggest_sexes(column.values or ())
    sexes: dict[str, tuple[str, ...]] = {}
    open_sexes = {}
    for value, rows in (column.values or {}).items():
        if value in labels and labels[value].is_sure:
            sexes[labels[value].target] = (*sexes.get(labels[value].target, ()), value)
        else:
            open_sexes[value] = rows
    return People(source.name, why, picks, sexes, open_sexes, column.rarer)


def _records_of(source: Named, sources: Sequence[Named], request: Request) -> Iterator[Records]:
    """The records of a file: its plain coded columns together, each column with packed cells by itself."""
    file = source.file
    found = file.suggestions
    packed = [name for name, item in found.packed.items() if item.confidence is not Confidence.LOW]
    plain = [name for name, item in found.coded.items() if item.confidence is not Confidence.LOW and name not in packed]
    groups = [*([plain] if plain else []), *([name] for name in packed)]
    for columns in groups:
        is_packed = columns[0] in packed
        name = source.name if len(groups) == 1 or not is_packed else f"{source.name}_{slug(columns[0])}"
        coded = tuple(code_column(file, column, is_packed, request) for column in columns)
        yield _one_records(name, source, sources, coded, columns[0] if is_packed else "")


def _one_records(
    name: str, source: Named, sources: Sequence[Named], coded: tuple[CodedColumn, ...], packed: str
) -> Records:
    file = source.file
    roles = file.suggestions.roles
    lacking = frozenset(role for role in NEEDED if role not in roles)
    others = [other for other in sources if other is not source]
    joined = find_joins(source, others, lacking) if lacking else None
    picks = {}
    for purpose, role in (("child", "id"), ("start", "start"), ("end", "end")):
        if role in roles:
            picks[purpose] = pick_of(file, role, "")
        elif joined and role in joined[1].suggestions.roles and role in lacking:
            picks[purpose] = pick_of(joined[1], role, f"{joined[0][0].source}.")
    column = file.column(packed) if packed else None
    table = None
    if joined or column:
        joins = joined[0] if joined else ()
        table = Table(f"{name}_table", source.name, joins, packed, column.packing if column else None)
    best = next(level for level in Confidence if level in {item.why.confidence for item in coded})
    why = Suggestion(name, best, "; ".join(f"'{item.why.target}': {item.why.reason}" for item in coded))
    risk = grade_risk(file)
    identified = grade_identified(file)
    answered = _answered(file, {item.why.target for item in coded})
    return Records(name, source.name, table, why, picks, risk, identified, answered, coded)


def _answered(file: FileFacts, coded: set[str]) -> Grades | None:
    """The yes/no column beside a column of codes: a row with a no answers the code, and does not record it."""
    for column in file.columns:
        values = column.values or {}
        words = set(column_words(column.name))
        if column.name in coded or not words & synonyms.ANSWER_NAMES or not is_yes_no(values):
            continue
        yes = tuple(value for value in values if " ".join(words_of(value)) in synonyms.AFFIRMATIVE)
        why = Suggestion(column.name, Confidence.HIGH, "a yes/no column that answers the code of its row")
        return Grades(column.name, why, {"yes": yes})
    return None


def _with_ids_found(item: Records, source: Named, sources: Sequence[Named], people: People | None) -> Records:
    if people is None or people.source == source.name or "child" not in item.picks:
        return item
    holder, name = source, item.picks["child"].why.target
    if item.table and item.picks["child"].column != name:
        holder = next(other for other in sources if other.name == item.table.joins[0].source)
    listed = next(other for other in sources if other.name == people.source)
    column, ids = holder.file.column(name), listed.file.column(people.picks["id"].why.target)
    share = share_found(column, ids) if column and ids else None
    return replace(item, ids_found=share)
