"""The arguments of the `map` commands. Nothing heavy is imported; a new command adds itself to `add_map_commands`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_map_commands(commands: Commands) -> None:
    """Adds `map` and each of its commands."""
    summary = "Work on a field map by itself: propose one for a new extract."
    parser = commands.add_parser(
        "map",
        help=summary,
        description=summary,
        epilog="Example:\n  foi-return map new --source people=people.csv --source hazards=hazards.csv",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="map_command", required=True, metavar="COMMAND")
    _add_new(kinds)


def _add_new(commands: Commands) -> None:
    summary = "Propose a field map for any extract: which files, columns and values mean what, each with its evidence."
    parser = commands.add_parser(
        "new",
        help=summary,
        description=summary,
        epilog="Example:\n  foi-return map new --source people=people.csv --source hazards=hazards.xlsx -o my-map.toml",
        formatter_class=argparse.RawDescriptionHelpFormatter,
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
