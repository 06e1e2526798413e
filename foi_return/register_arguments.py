"""The arguments of the `register` commands. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


_KINDS = (
    ("list", "List the answers of the register, with what became of each.", "register list --register //share/foi"),
    ("show", "Show one answer of the register: its figures, and what it was protected against.", "register show 12"),
    (
        "add",
        "Enter answers that went out before, or from another register, as release.json files.",
        "register add output/FOI-2025-0042/release.json",
    ),
    (
        "sent",
        "Record that an answer went out. From then on it stays in the register.",
        "register sent 12 --pack output/FOI-2026-0012",
    ),
    (
        "never-sent",
        "Record that an answer never went out, so that later ones need not be protected against it.",
        "register never-sent 12",
    ),
    ("export", "Copy the release records of the register into a folder.", "register export --output backup"),
    ("check", "Look for damage: every entry against the one before, every release by its hash.", "register check"),
    (
        "restore",
        "Put back what is damaged: entries from their copies, releases from the files named.",
        "register restore output/FOI-2025-0042/release.json",
    ),
    (
        "risks",
        "Play the reader of all answers in the register together: what do they give away already?",
        "register risks --council 'Anytown Council'",
    ),
)


def add_register_commands(commands: Commands) -> None:
    """Adds `register` and each of its commands."""
    summary = "Keep the register of answers that readers have, against which each new one is protected."
    parser = new_command(commands, "register", summary, "foi-return register list --register //share/foi-register")
    kinds = parser.add_subparsers(dest="register_command", required=True, metavar="COMMAND")
    for name, words, example in _KINDS:
        _add_kind(kinds, name, words, example)


def _add_kind(commands: Commands, name: str, summary: str, example: str) -> None:
    parser = new_command(commands, name, summary, f"foi-return {example}")
    add = parser.add_argument
    add("--register", metavar="DIR", help="the register's folder (default: what FOI_RETURN_REGISTER names)")
    if name in ("show", "sent", "never-sent"):
        add("answer", metavar="ANSWER", help="the number of its entry, or its reference")
    if name == "sent":
        add("--pack", metavar="DIR", help="the folder that went out; a second person must have approved it")
    if name == "add":
        add("file", nargs="+", metavar="FILE", help="a release.json; with --about, a published table as CSV or XLSX")
        add("--about", metavar="FILE", help="a .toml file that says what a table made by hand counts")
        add("--pending", action="store_true", help="it is not certain that it was sent")
    if name == "restore":
        add("file", nargs="*", metavar="FILE", help="a release.json, from an answer's folder or a backup")
    if name == "export":
        add("answer", nargs="*", metavar="ANSWER", help="number or reference (default: every answer)")
        add("--output", required=True, metavar="DIR", help="the folder to copy them into")
    if name == "risks":
        add("--council", metavar="NAME", help="whose answers (default: those of the only council in the register)")
    if name in ("list", "show", "check", "risks"):
        add("--json", action="store_true", help="print it for a program to read")
