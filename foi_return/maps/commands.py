"""What each `map` command does and prints. A new command adds itself to `run_map_command`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from foi_return.console import Console
from foi_return.maps import life
from foi_return.maps.migrate import migrate
from foi_return.maps.new import NewMap, propose_new_map
from foi_return.maps.open_items import OpenItem, open_sentences
from foi_return.maps.proposal_text import Heading


def run_map_command(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    """Runs a parsed `map` command and returns its exit code.

    Args:
        arguments: The parsed arguments.
        sources: The files given with `--source`, by name; empty for a command that takes none.
    """
    if arguments.map_command == "new":
        return _new(arguments, sources)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "check": life.check,
        "show": life.show,
        "diff": life.diff,
        "approve": life.approve,
        "migrate": migrate,
        "schema": life.schema,
    }
    return commands[arguments.map_command](arguments)


def _new(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    console = Console()
    heading = Heading(arguments.system or "", arguments.council or "", arguments.regime or "")
    made = propose_new_map(
        sources,
        arguments.request or "core",
        heading,
        Path(arguments.output or "field-map.toml"),
        force=arguments.force,
        progress=console.progress,
    )
    console.progress_done()
    if arguments.json:
        console.say(json.dumps(_record(made), indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(_lines(made)))
    return 0


def _record(made: NewMap) -> dict[str, Any]:
    proposal = made.proposal
    return {
        "map": str(made.path),
        "sources": {source.name: proposal.kind(source.name) for source in proposal.sources},
        "open": [_filled(item) for item in made.open],
        "to_decide": list(made.faults),
    }


def _filled(item: OpenItem) -> dict[str, Any]:
    return {name: value for name, value in asdict(item).items() if value}


def _lines(made: NewMap) -> list[str]:
    proposal = made.proposal
    found = ["The files:"]
    for source in proposal.sources:
        kind = proposal.kind(source.name)
        reason = proposal.unused.get(source.name, "")
        if not reason:
            people = [proposal.people.why.reason] if proposal.people and proposal.people.source == source.name else []
            reason = "; ".join([*people, *(item.why.reason for item in proposal.records if item.source == source.name)])
        found.append(f"  {source.name}: {kind} ({reason})")
    left = [f"  {sentence}" for sentence in open_sentences(made.open)]
    found += ["", f"Left open, {len(left)} to be decided on:", *left] if left else ["", "Nothing is left open."]
    if made.faults:
        found += ["", "Before the map can be used:", *(f"  {fault}" for fault in made.faults)]
    return [*found, "", f"The proposed field map is {made.path}. Check it line by line: nobody has approved it."]
