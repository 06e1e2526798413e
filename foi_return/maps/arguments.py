"""The arguments of the `map` commands. Nothing heavy is imported; a new command adds itself to `add_map_commands`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


_LIFE = (
    ("check", "Say whether a map can be used, and whether it is approved.", "map check anytown-field-map.toml"),
    ("show", "Read a map out in plain English, for somebody who knows the law, not the file.", "map show anytown"),
    ("diff", "Compare what two maps mean: what would be counted differently.", "map diff old-map.toml new-map.toml"),
    (
        "approve",
        "Approve a map: name, role and day are written into it. Any change of meaning voids the approval.",
        "map approve anytown-field-map.toml --name 'A. Officer' --role 'Information governance lead'",
    ),
    (
        "migrate",
        "Rewrite a map of an older format in the present one: its meaning, remarks and layout stay as they are.",
        "map migrate anytown-field-map.toml",
    ),
    ("schema", "Print the JSON Schema of field maps, for editors that help while typing.", "map schema"),
)


def add_map_commands(commands: Commands) -> None:
    """Adds `map` and each of its commands."""
    summary = "Work on a field map by itself: propose, check, read, compare and approve one."
    parser = new_command(
        commands, "map", summary, "foi-return map new --source people=people.csv --source hazards=hazards.csv"
    )
    kinds = parser.add_subparsers(dest="map_command", required=True, metavar="COMMAND")
    _add_new(kinds)
    for name, summary, example in _LIFE:
        _add_life(kinds, name, summary, example)


def _add_life(commands: Commands, name: str, summary: str, example: str) -> None:
    parser = new_command(commands, name, summary, f"foi-return {example}")
    if name == "diff":
        parser.add_argument("old", metavar="OLD", help="the map as it was: a path, or the name of a shipped one")
        parser.add_argument("new", metavar="NEW", help="the map as it is")
    elif name != "schema":
        parser.add_argument("map", metavar="MAP", help="a path, or the name of a shipped map")
    if name == "approve":
        parser.add_argument("--name", required=True, metavar="NAME", help="who approves it")
        parser.add_argument("--role", required=True, metavar="ROLE", help="in which role")
        parser.add_argument("--date", metavar="DATE", help="on which day, as yyyy-mm-dd (default: today)")
    if name == "migrate":
        parser.add_argument("--output", metavar="FILE", help="write it here, and leave the map as it is")
    if name in ("check", "diff", "migrate"):
        parser.add_argument("--json", action="store_true", help="print it for a program to read")


def _add_new(commands: Commands) -> None:
    summary = "Propose a field map for any extract: which files, columns and values mean what, each with its evidence."
    parser = new_command(
        commands,
        "new",
        summary,
        "foi-return map new --source people=people.csv --source hazards=hazards.xlsx -o my-map.toml",
    )
    add = parser.add_argument
    add(
        "--source",
        action="append",
        required=True,
        metavar="NAME=PATH",
        help="a file of the extract under a name of your choice; repeat it",
    )
    add("--request", metavar="NAME", help="request definition: a shipped name or a .toml file (default: core)")
    add("--council", metavar="NAME", help="the council's name, as it is to be published")
    add("--regime", choices=("FOIA", "FOISA"), help="the Act that the council answers under")
    add("--system", metavar="NAME", help="the case-management system's name, as it is to be published")
    add("-o", "--output", metavar="FILE", help="where to write the map (default: field-map.toml)")
    add("--force", action="store_true", help="replace a file that is there already")
    add("--json", action="store_true", help="print a summary for a program to read")
