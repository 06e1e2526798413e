"""The arguments of the `reconcile` commands. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_LISTS = "--source partner=police.csv --source people=people.csv --source records=records.csv"


def add_reconcile_commands(commands: Commands) -> None:
    """Adds `reconcile` and each of its commands."""
    summary = "Compare a partner's list of children with social care's records, and count what was found."
    parser = _parser(commands, "reconcile", summary, "demo --output output")
    kinds = parser.add_subparsers(dest="reconcile_command", required=True, metavar="COMMAND")
    demo = _add(kinds, "demo", "Make two synthetic lists and compare them.", "demo --output output")
    demo.add_argument("--output", metavar="DIR", help="folder for the lists and the answer (default: output)")
    check = _add(kinds, "check", "Say whether a reconcile definition can be used.", "check anytown-police-list.toml")
    check.add_argument("definition", metavar="FILE", help="the reconcile definition, a .toml file")
    approve = _add(
        kinds,
        "approve",
        "Approve a reconcile definition: name, role and day are written into it.",
        "approve anytown-police-list.toml --name 'A. Officer' --role 'Information governance lead'",
    )
    approve.add_argument("definition", metavar="FILE", help="the reconcile definition, a .toml file")
    approve.add_argument("--name", required=True, metavar="NAME", help="who approves it")
    approve.add_argument("--role", required=True, metavar="ROLE", help="in which role")
    link = _add(
        kinds,
        "link",
        "Link the lists, and write the pairs that a clerk must decide.",
        f"link anytown-police-list.toml --reference FOI-2026-0123 \\\n      {_LISTS}",
    )
    _add_lists(link)
    link.add_argument("--force", action="store_true", help="replace a list of pairs that is there already")
    count = _add(
        kinds,
        "count",
        "Count what was found, protect the figures and write the answer.",
        f"count anytown-police-list.toml --reference FOI-2026-0123 \\\n      {_LISTS} --decisions pairs-to-decide.xlsx",
    )
    _add_lists(count)
    count.add_argument("--decisions", action="append", metavar="FILE", help="a list that clerks filled in; repeat it")
    count.add_argument("--leave-undecided", action="store_true", help="count undecided rows by the rule for unsettled")
    count.add_argument("--require-approved", action="store_true", help="refuse a definition that nobody has approved")
    count.add_argument(
        "--received", metavar="DATE", help="the day on which the request came, as yyyy-mm-dd: for the letter"
    )
    count.add_argument(
        "--letter-template", metavar="FILE", help="the council's letterhead for the letter, a .docx file"
    )
    count.add_argument("--letter-words", metavar="FILE", help="a .toml file of words that replace those of the letter")
    count.add_argument(
        "--register", metavar="DIR", help="the register: protect against the answers in it, and enter this one"
    )
    count.add_argument(
        "--earlier", metavar="FILE", action="append", help="release.json of an earlier comparison; repeat it"
    )
    count.add_argument(
        "--unprotected-against",
        action="append",
        metavar="REF",
        help="go on without that earlier comparison; repeat it",
    )
    count.add_argument("--prepared-by", metavar="NAME", help="who makes the answer; somebody else approves it")
    count.add_argument("--json", action="store_true", help="print a summary for a program to read")
    count.add_argument("--policy", metavar="NAME", help="suppression profile (default: fewer-than-5)")
    count.add_argument("--policy-file", metavar="FILE", help="your own file of suppression profiles")
    count.add_argument("--threshold", type=int, metavar="N", help="hide numbers from 1 to N-1; needs --reason")
    count.add_argument(
        "--zeros", choices=("shown", "protected", "may be hidden", "hidden"), help="what becomes of zeros"
    )
    count.add_argument("--reason", metavar="TEXT", help="why this policy; printed with the figures")


def _add(kinds: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    return _parser(kinds, name, summary, example)


def _parser(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    return new_command(commands, name, summary, f"foi-return reconcile {example}")


def _add_lists(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("definition", metavar="FILE", help="the reconcile definition, a .toml file")
    parser.add_argument("--reference", required=True, metavar="REF", help="the council's reference for the request")
    parser.add_argument("--source", action="append", metavar="NAME=PATH", help="the file of each list; repeat it")
    parser.add_argument("--output", metavar="DIR", help="folder in which the answer's folder is made (default: output)")
