"""Section 4 for requests that count several things: which file holds each, and which other file its rows belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foi_return.wizard.chosen import ALONE, ChosenFile, chosen_files, unit_keys, unit_stem
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.links import Pair, best_pair
from foi_return.wizard.sections.columns import Pick, column_step
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.unit_places import UnitPlace, find_belonging, find_places
from foi_return.wizard.view import EACH, RIGHT, lines, lists_people, seal

_SECTION = Section.RECORDS


def unit_steps(draft: Draft, facts: Facts) -> list[Step]:
    """The questions where each of the things that the request counts is recorded."""
    request = facts.request
    files = chosen_files(draft, facts)
    people = draft.text("people/source") if lists_people(request) else ""
    places = find_places({file.name: file.file for file in files}, request, people)
    steps: list[Step] = []
    accepted = False
    if len(places) == len(unit_keys(request)):
        steps.append(_proposal(places, files, facts))
        if draft.text(steps[0].key) not in (RIGHT, EACH):
            return steps
        accepted = draft.text(steps[0].key) == RIGHT
    for unit in unit_keys(request):
        steps += _steps_of(unit, places.get(unit), files, draft, facts, accepted)
        if any(step.key not in draft for step in steps):
            return steps
    return steps


def _proposal(places: Mapping[str, UnitPlace], files: Sequence[ChosenFile], facts: Facts) -> Step:
    titles = {file.name: file.title for file in files}
    rows = []
    for unit, place in places.items():
        plural = facts.request.unit_of(unit).plural
        rows.append((plural, titles[place.source], place.reason))
        if place.belongs:
            belongs = f"each belongs to a row of {titles[place.belongs.source]}: {place.belongs.pair.reason}"
            rows.append(("", "", belongs))
    counted = facts.request.counted.plural
    return Step(
        f"units/how/{seal(*(' '.join(row) for row in rows))}",
        _SECTION,
        Kind.SELECT,
        f"Is this where {counted} are recorded?",
        f"The request counts {counted}, each by rows of its own. Where they seem to be:\n{lines(rows)}",
        (Choice(RIGHT, "Yes, all of them"), Choice(EACH, "No, ask me for each")),
        default=RIGHT,
    )


def _steps_of(
    unit: str, place: UnitPlace | None, files: Sequence[ChosenFile], draft: Draft, facts: Facts, accepted: bool
) -> list[Step]:
    """The questions about one of the things that are counted."""
    stem = unit_stem(unit, facts.request)
    counted = facts.request.unit_of(unit)
    default = (place.source,) if place else ()
    steps = [
        Step(
            f"{stem}/files",
            _SECTION,
            Kind.CHECKBOX,
            f"Which files hold the {counted.plural}?",
            f"Tick each file in which a row is about one of the {counted.plural}, with an id of {counted.one}. Rows "
            "with the same id are one. One file may hold several things that are counted.",
            tuple(
                Choice(
                    file.name, file.title, f"suggested: {place.reason}" if place and file.name == place.source else ""
                )
                for file in files
            ),
            default=default,
            settled=default if accepted else None,
            check=lambda answer: (
                "" if answer else f"Tick at least one file; without it no {counted.plural} are counted."
            ),
        )
    ]
    for name in draft.many(steps[0].key):
        file = next((each for each in files if each.name == name), None)
        if file is not None and len(files) > 1:
            steps += _belonging_steps(stem, file, files, draft, facts, accepted)
    return steps


def _belonging_steps(
    stem: str, file: ChosenFile, files: Sequence[ChosenFile], draft: Draft, facts: Facts, accepted: bool
) -> list[Step]:
    """Whether each row belongs to a row of another file, and by which columns it is found."""
    others = {other.name: other for other in files if other.name != file.name}
    pairs = {name: best_pair(file.file, other.file) for name, other in others.items()}
    counted = [
        name for unit in unit_keys(facts.request) for name in draft.many(f"{unit_stem(unit, facts.request)}/files")
    ]
    found = find_belonging(file.name, {each.name: each.file for each in files}, [*counted, *others])
    default = found.source if found else ALONE
    stem = f"{stem}/{file.name}"
    step = Step(
        f"{stem}/with",
        _SECTION,
        Kind.SELECT,
        f"Does each row of {file.title} belong to a row of another file?",
        "A victim belongs to a crime, an answer to an assessment. What the other file says of it can then be used: the "
        "day from which it counts, whether it counts at all, what it is split by. A row without one there has none of "
        "this.",
        (
            Choice(ALONE, "No, it stands by itself: its date and all else are in it"),
            *(Choice(name, f"Yes, to a row of {other.title}", _found(pairs[name])) for name, other in others.items()),
        ),
        default=default,
        settled=default if accepted else None,
    )
    other = others.get(draft.text(step.key))
    if other is None:
        return [step]
    pair = pairs[other.name]
    message = f"Which column of {file.title} says to which row of {other.title} it belongs?"
    why = f"It holds the id under which that row stands in {other.title}."
    own = Pick(pair.column, True, pair.reason) if pair else Pick()
    key = Pick(pair.key, True, pair.reason) if pair else Pick()
    return [
        step,
        column_step(f"{stem}/by", _SECTION, message, why, file.file, own, accepted=accepted and pair is not None),
        column_step(
            f"{stem}/to",
            _SECTION,
            f"Which column of {other.title} holds that id?",
            "Each id should stand once in it; of several rows with one id the first counts, the others are reported.",
            other.file,
            key,
            accepted=accepted and pair is not None,
        ),
    ]


def _found(pair: Pair | None) -> str:
    return pair.reason if pair else "no column of it holds the ids of a column of that file"
