"""The arguments of the commands that work on finished answers. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_pack_commands(commands: Commands) -> None:
    """Adds `approve` and `clean`."""
    _add_approve(commands)
    _add_clean(commands)


def _add_approve(commands: Commands) -> None:
    summary = "Approve a pack as a second person: see the checks and what is hidden, then put your name to it."
    parser = new_command(
        commands,
        "approve",
        summary,
        "foi-return approve output/FOI-2026-0123 --name 'B. Second' --role 'Head of service' --zip",
    )
    add = parser.add_argument
    add("pack", metavar="PACK", help="the folder of the answer")
    add("--name", metavar="NAME", help="who approves it; not the person who made it")
    add("--role", metavar="ROLE", help="in which role")
    add("--date", metavar="DATE", help="on which day, as yyyy-mm-dd (default: today)")
    add("--made-by", metavar="NAME", help="who made the pack, where --prepared-by was not given to build")
    add("--yes", action="store_true", help="do not ask: the person has read the pack")
    add("--zip", action="store_true", help="also write the approved pack as one .zip with checksums")
    add("--check", action="store_true", help="only say whether it is approved and unchanged (exit code 0 or 1)")


def _add_clean(commands: Commands) -> None:
    summary = "List, and with --yes remove, what is kept for the council alone and is older than a number of days."
    parser = new_command(commands, "clean", summary, "foi-return clean --output output --older-than 90 --yes")
    add = parser.add_argument
    add("--output", metavar="DIR", help="the folder in which the answers are (default: output)")
    add("--older-than", type=int, metavar="DAYS", help="leave what was changed in the last DAYS days (default: 365)")
    add("--yes", action="store_true", help="remove what is listed")
