"""Proposes the records of a request without settings: the rows that are what it counts, one thing or several. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from foi_return.maps.classes import propose_splits
from foi_return.maps.coded import code_column
from foi_return.maps.joins import join_by
from foi_return.maps.picks import pick_of
from foi_return.maps.proposal import Named, OnlyIf, Pick, Records, Table
from foi_return.terms.request import Request
from foi_return.wizard.chosen import linked, unit_stem
from foi_return.wizard.condition_suggest import is_named, least_number, named_numbers
from foi_return.wizard.facts import FileFacts
from foi_return.wizard.links import best_pair
from foi_return.wizard.meanings import Confidence, Suggestion
from foi_return.wizard.unit_places import (
    SEVERAL_ROWS,
    Belonging,
    UnitPlace,
    find_places,
    likely_id,
    own_id,
    rates,
    stands_once,
)
from foi_return.wizard.view import lists_people


def propose_counted(sources: Sequence[Named], request: Request, people: str) -> dict[str, list[Records]]:
    """The records of each file whose rows seem to be what the request counts, by the name of its source.

    Of a request that counts one thing, several files may hold it, such as those of an older system.

    Args:
        sources: The files without their rare values.
        request: The request.
        people: The file that lists the children; empty where there is none.
    """
    files = {source.name: source.file for source in sources}
    places = find_places(files, request, people)
    found: dict[str, list[Records]] = {}
    for unit, place in places.items():
        found.setdefault(place.source, []).append(_records(unit, place, files, places, request))
    if not request.units:
        for name, file in files.items():
            coded = any(why.confidence is not Confidence.LOW for why in _coded(file).values())
            if coded:
                found.pop(name, None)  # its rows are told apart by a column; see `with_counted`
            elif name not in found and name != people and (reason := rates(name, file, request.unit_of(""))):
                found[name] = [_records("", UnitPlace(name, reason), files, places, request)]
    return found


def _coded(file: FileFacts) -> Mapping[str, Suggestion]:
    return {**file.suggestions.coded, **file.suggestions.packed}


def _records(
    unit: str, place: UnitPlace, files: Mapping[str, FileFacts], places: Mapping[str, UnitPlace], request: Request
) -> Records:
    asked = request.of_unit(unit)
    belongs = place.belongs
    own = files[place.source]
    file = linked(own, belongs.source, files[belongs.source]) if belongs else own
    name = unit_stem(unit, request).partition("/")[2] if request.units else place.source
    picks = dict(_picks(file, own, asked))
    id_with = _id_with(own, belongs, picks.get("child"))
    if id_with:
        why = picks["child"].why
        reason = f"{why.reason}, but {SEVERAL_ROWS}: with '{id_with}', {asked.counted.one} counts on each of these"
        picks["child"] = replace(picks["child"], why=Suggestion(why.target, Confidence.MEDIUM, reason))
    only_if = (
        _through(belongs.source, files, places, request)
        if belongs
        else _only_if(file, place.source, files, places, request, asked)
    )
    joins = (join_by(belongs.source, belongs.pair),) if belongs else ()
    needs_table = bool(joins) or bool(only_if and only_if.counts)
    coded = tuple(
        column
        for each, why in file.suggestions.coded.items()
        if why.confidence is not Confidence.LOW
        and (column := code_column(file, each, False, asked)).meant
        and all(item.keys for item in column.meant)
    )
    start = picks["start"].column if "start" in picks else ""
    return Records(
        name,
        place.source,
        Table(f"{name}_table", place.source, joins) if needs_table else None,
        Suggestion(name, Confidence.HIGH, place.reason),
        picks,
        None,
        None,
        None,
        coded,
        own_id=not lists_people(asked),
        id_with=id_with,
        unit=unit,
        every="" if coded else _every(asked),
        splits=tuple(propose_splits(file, start, asked)),
        only_if=only_if,
    )


def _id_with(own: FileFacts, belongs: Belonging | None, pick: Pick | None) -> str:
    """The column by which rows belong to others, if it makes an id with one that stands in several rows."""
    if belongs is None or pick is None or pick.column == belongs.pair.column or stands_once(own, pick.column):
        return ""
    return belongs.pair.column


def _own_id(file: FileFacts, asked: Request) -> Pick | None:
    """The column with the ids of what is counted; not sure where it is only the likeliest."""
    if column := own_id(file, asked.counted):
        reason = "named after what is counted, and filled in every row"
        return Pick(column, Suggestion(column, Confidence.HIGH, reason))
    if column := likely_id(file):
        return Pick(column, Suggestion(column, Confidence.MEDIUM, "the only id of which each row has its own"))
    return None


def with_counted(item: Records, file: FileFacts, request: Request) -> Records:
    """Records that a coded column gave away, read as what a request without settings counts, with its breakdowns."""
    start = item.picks["start"].column if "start" in item.picks else ""
    item = replace(item, splits=tuple(propose_splits(file, start, request)))
    if lists_people(request):
        return item
    pick = _own_id(file, request)
    others = {purpose: other for purpose, other in item.picks.items() if purpose != "child"}
    return replace(item, own_id=True, picks={**({"child": pick} if pick else {}), **others})


def _every(asked: Request) -> str:
    """The category that each row likely means: the only one, or the one that is called like what is counted."""
    categories = asked.recorded_categories
    named = [each.key for each in categories if asked.unit in (each.key, each.label.casefold())]
    return categories[0].key if len(categories) == 1 else next(iter(named), "")


def _picks(file: FileFacts, own: FileFacts, asked: Request) -> Iterator[tuple[str, Pick]]:
    roles = file.suggestions.roles
    if lists_people(asked):
        if "id" in roles:
            yield "child", pick_of(file, "id", "")
    elif pick := _own_id(own, asked):
        yield "child", pick
    for role in ("start", "end"):
        if role in roles:
            yield role, pick_of(file, role, "")


def _only_if(
    file: FileFacts,
    source: str,
    files: Mapping[str, FileFacts],
    places: Mapping[str, UnitPlace],
    request: Request,
    asked: Request,
) -> OnlyIf | None:
    """Conditions of which the definition speaks: numbers in columns, and numbers of rows of other files."""
    least = least_number(asked)
    if least is None:
        return None
    named = named_numbers(file, asked)
    tests: list[dict[str, Any]] = [{"column": column, "at_least": least} for column in named]
    counts: list[dict[str, Any]] = []
    reasons = list(named.values())
    for unit, place in places.items():
        counted = request.unit_of(unit)
        pair = best_pair(files[place.source], file) if place.source != source else None
        if pair is not None and is_named(counted, asked):
            count = {"source": place.source, "where": {pair.key: pair.column}}
            distinct = own_id(files[place.source], counted)
            into = f"Number of {place.source}"
            counts.append({**count, **({"distinct": distinct} if distinct else {}), "into": into})
            tests.append({"column": into, "at_least": least})
            reasons.append(counted.plural)
    told = " and ".join(f"'{reason}'" for reason in reasons)
    return OnlyIf(tuple(tests), tuple(counts), f"the definition speaks of {told}") if tests else None


def _through(
    source: str, files: Mapping[str, FileFacts], places: Mapping[str, UnitPlace], request: Request
) -> OnlyIf | None:
    """The conditions on the rows to which those of another file belong, as these read them."""
    holder = next((unit for unit, place in places.items() if place.source == source), None)
    if holder is None:
        return None
    said = _only_if(files[source], source, files, places, request, request.of_unit(holder))
    if said is None:
        return None
    made = {count["into"] for count in said.counts}

    def named(column: str) -> str:
        return column if column in made else f"{source}.{column}"

    return OnlyIf(
        tuple({**test, "column": named(test["column"])} for test in said.tests),
        tuple({**count, "where": {named(ours): its for ours, its in count["where"].items()}} for count in said.counts),
        f"as for the {request.unit_of(holder).plural} to which they belong: {said.reason}",
    )
