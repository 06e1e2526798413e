"""Reading, comparing and approving field maps: what the `map` commands for information governance teams print."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from foi_return.config.field_map import find_field_map, load_field_map, map_schema
from foi_return.config.request import CORE, load_request, shipped_requests
from foi_return.config.toml_file import read_toml
from foi_return.console import Console
from foi_return.errors import Fault, FieldMapError, RequestError
from foi_return.maps.approval import approval_sentence, approve_map
from foi_return.outputs.follow_up import follow_up_lines
from foi_return.terms.field_map import FieldMap
from foi_return.terms.flag_doubts import flag_doubts, in_order
from foi_return.terms.meaning import Difference, differences, facts_of
from foi_return.terms.request import Request

DIFFERENT = 1
"""The exit code where two maps differ, as `diff` has it."""


def check(arguments: argparse.Namespace) -> int:
    """Says whether a map can be used, and whether it is approved."""
    field_map, request = load_map(arguments.map)
    doubts = in_order(flag_doubts(field_map, request))
    console = Console()
    if arguments.json:
        record = {
            "map": field_map.name,
            "fingerprint": field_map.fingerprint,
            "approved": field_map.is_approved,
            "present_format": not field_map.older,
            "doubts": [{"kind": each.kind.value, "part": each.part, "sentence": each.sentence} for each in doubts],
        }
        console.say(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        console.say(f"{arguments.map}: nothing is wrong with it. Fingerprint {field_map.fingerprint}.")
        console.say(approval_sentence(field_map))
        if field_map.older:
            console.say(field_map.older)
        for line in follow_up_lines(doubts):
            console.say(line)
    return 0


def show(arguments: argparse.Namespace) -> int:
    """Reads a map out in plain English."""
    field_map, request = load_map(arguments.map)
    console = Console()
    console.say(
        f"{field_map.title or field_map.name}\n{approval_sentence(field_map)} Fingerprint {field_map.fingerprint}."
    )
    for heading, found in groupby(facts_of(field_map, request), key=lambda fact: fact.heading):
        console.say(f"\n{heading}")
        for fact in found:
            console.say(f"  - {fact.sentence}")
    return 0


def diff(arguments: argparse.Namespace) -> int:
    """Compares what two maps mean."""
    (old, request), (new, other) = load_map(arguments.old), load_map(arguments.new)
    found = differences(facts_of(old, request), facts_of(new, other))
    console = Console()
    if arguments.json:
        console.say(json.dumps([_record(each) for each in found], indent=2, ensure_ascii=False))
        return DIFFERENT if found else 0
    for counts, title in ((True, "What may be counted differently:"), (False, "What is only said differently:")):
        chosen = [each for each in found if each.counts is counts]
        if chosen:
            console.say(title)
            for each in chosen:
                console.say(f"  {each.heading}: {each.sentence()}")
    if not found:
        console.say("The two maps mean the same.")
    return DIFFERENT if found else 0


def approve(arguments: argparse.Namespace) -> int:
    """Approves a map."""
    path = find_field_map(arguments.map)
    _, request = load_map(arguments.map)
    day = _day(arguments.date)
    approved = approve_map(path, request, arguments.name, arguments.role, day)
    Console().say(f"{path}: {approval_sentence(approved)}")
    return 0


def schema(_arguments: argparse.Namespace) -> int:
    """Prints the JSON Schema of field maps, for editors."""
    Console().say(json.dumps(map_schema(), indent=2, ensure_ascii=False))
    return 0


def _record(difference: Difference) -> dict[str, Any]:
    return {
        "heading": difference.heading,
        "before": difference.before or None,
        "after": difference.after or None,
        "figures_may_differ": difference.counts,
    }


def load_map(name: str) -> tuple[FieldMap, Request]:
    """A map that is named on the command line, and the request definition that it answers.

    A definition that does not come with the program is looked for beside the map.
    """
    path = find_field_map(name)
    request = str(read_toml(path, FieldMapError).get("request", CORE))
    definition = load_request(request if request in shipped_requests() else _beside(path, request) or request)
    field_map = load_field_map(path, definition)
    return field_map, field_map.with_own_contexts(definition)


def _beside(path: Path, request: str) -> str | None:
    """The file in the map's folder that is the definition of this name."""
    for other in sorted(path.parent.glob("*.toml")):
        try:
            tables = read_toml(other, RequestError)
        except RequestError:
            continue
        if tables.get("name") == request and "questions" in tables:
            return str(other)
    return None


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FieldMapError(Fault("--date", f"found '{text}'", "a date as yyyy-mm-dd, such as 2026-05-21")) from None
