"""Section 1, where it begins: what the answers start from, and how a map that is there already is used."""

from __future__ import annotations

from pathlib import PurePath

from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.kept import ASK, KEEP, USE
from foi_return.wizard.paths import full_path
from foi_return.wizard.steps import Choice, Kind, Section, Step
from foi_return.wizard.unasked import find_unasked
from foi_return.wizard.view import lines

NO_MAP, MAP_FILE, SHIPPED, EARLIER = "none", "file", "shipped:", "answers"
"""The answers to what the officer starts from; a shipped map's name follows the third."""

_SECTION = Section.REQUEST


def start_steps(draft: Draft, facts: Facts) -> list[Step]:
    """What the answers start from: nothing, a map, or the answers to an earlier request."""
    steps = [_start(facts)]
    start = draft.text("request/start")
    if start == MAP_FILE:
        steps.append(_path("request/map", "Path of the saved field map", "A field map"))
    if start == EARLIER:
        steps.append(_path("request/earlier", "Path of the earlier answers", "A file of the wizard's answers"))
    if facts.base is not None and steps[-1].key in draft:
        steps.append(_use(draft, facts))
    return steps


def _start(facts: Facts) -> Step:
    shipped = [
        Choice(f"{SHIPPED}{name}", f"An example map: {name}", title) for name, title in facts.shipped_maps.items()
    ]
    nothing = Choice(NO_MAP, "No, from nothing: this is the first answer from this system")
    return Step(
        "request/start",
        _SECTION,
        Kind.SELECT,
        "Start from a field map?",
        "A field map says how your system records each thing that the request asks for. These questions write one from "
        "the files of an extract, or start from one that is there: you are then asked only what your extract lacks or "
        "adds. To count in a database, start from a map that names it (docs/databases.md); foi-return map new proposes "
        "a map for an export of its tables.",
        (
            nothing,
            Choice(MAP_FILE, "Yes, from a map that was saved before"),
            Choice(EARLIER, "From the answers to an earlier request", "a file that ends in -interview.toml"),
            *shipped,
        ),
        default=NO_MAP,
    )


def _path(key: str, message: str, what: str) -> Step:
    return Step(
        key,
        _SECTION,
        Kind.PATH,
        message,
        "A file that ends in .toml. Tab completes a path; you can also drag the file into this window.",
        read=full_path,
        check=lambda answer: "" if PurePath(str(answer)).suffix == ".toml" else f"{what} ends in .toml.",
    )


def _use(draft: Draft, facts: Facts) -> Step:
    """How the map is used. One that says more than is asked is used as it stands, so that nothing of it is lost."""
    assert facts.base is not None
    unasked = find_unasked(facts.base, facts.base_tables)
    own = not draft.text("request/start").startswith(SHIPPED)
    begun = USE not in draft and any(draft.keys_under("people/", "records/", "values/"))
    keep = Choice(KEEP, "As it stands: only what this extract lacks or adds is asked")
    ask = Choice(ASK, "As suggestions: every part of it is asked again")
    return Step(
        USE,
        _SECTION,
        Kind.SELECT,
        "How shall the map be used?",
        "As it stands, its columns, values and categories are shown in plain words, and the figures follow from it. "
        "As suggestions, you go through it, and can change each part.",
        (keep,) if unasked else (keep, ask),
        default=KEEP if unasked or (own and not begun) else ASK,
        settled=KEEP if unasked else None,
        echo=lambda answer: _why_kept(unasked) if answer == KEEP and unasked else "",
    )


def _why_kept(unasked: tuple[str, ...]) -> str:
    return (
        "The map is used as it stands, because going through it question by question would lose of it:\n"
        f"{lines((each,) for each in unasked)}\nYou are asked for the files, for what they lack or add, and for the "
        "rest of the answer."
    )
