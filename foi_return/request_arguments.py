"""The arguments of the `request` commands. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_request_commands(commands: Commands) -> None:
    """Adds `request` and each of its commands."""
    summary = "Work on a request definition: list those that come with the program, read one, check your own."
    parser = new_command(commands, "request", summary, "foi-return request check our-request.toml")
    kinds = parser.add_subparsers(dest="request_command", required=True, metavar="COMMAND")
    listing = new_command(
        kinds, "list", "List the request definitions that come with the program.", "foi-return request list"
    )
    listing.add_argument("--json", action="store_true", help="print it for a program to read")
    show = new_command(
        kinds, "show", "Read a definition out, with a skeleton of its tables.", "foi-return request show recorded-crime"
    )
    show.add_argument("request", metavar="REQUEST", help="a shipped name or a .toml file")
    check = new_command(
        kinds,
        "check",
        "Say whether a definition can be used, with every fault of it; and whether a field map answers it.",
        "foi-return request check our-request.toml --map our-map.toml",
    )
    check.add_argument("request", metavar="REQUEST", help="a .toml file, or a shipped name")
    check.add_argument("--map", metavar="MAP", help="a field map that should answer it")
    check.add_argument("--json", action="store_true", help="print it for a program to read")
