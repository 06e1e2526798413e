"""The arguments of the `batch` commands. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_USUAL = "run"
_KINDS = (_USUAL, "new", "calendar")


def with_usual_batch_command(words: Sequence[str]) -> list[str]:
    """The words of a command line in which `batch MANIFEST` may stand for `batch run MANIFEST`."""
    if len(words) > 1 and words[0] == "batch" and words[1] not in (*_KINDS, "-h", "--help"):
        return [words[0], _USUAL, *words[1:]]
    return list(words)


def add_batch_commands(commands: Commands) -> None:
    """Adds `batch` and each of its commands."""
    summary = (
        "Answer many requests from one manifest: an extract is read once, each answer protected against all others."
    )
    parser = new_command(commands, "batch", summary, "foi-return batch requests.toml --dry-run")
    kinds = parser.add_subparsers(dest="batch_command", required=True, metavar="COMMAND")
    _add_run(kinds)
    _add_new(kinds)
    _add_calendar(kinds)


def _add(kinds: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    return new_command(kinds, name, summary, f"foi-return batch {example}")


def _add_run(kinds: Commands) -> None:
    summary = "Answer every request of a manifest (`run` may be left out). Run it again to go on where it stopped."
    add = _add(kinds, _USUAL, summary, "run requests.toml --dry-run").add_argument
    add("manifest", metavar="MANIFEST", help="the manifest, a .toml file (docs/batch.md)")
    add("--dry-run", action="store_true", help="check all that can be checked beforehand, and write nothing")
    add("--require-approved", action="store_true", help="refuse field maps that nobody has approved")
    add("--jobs", type=int, default=1, metavar="N", help="answer for so many councils at the same time (default: 1)")
    add("--index", metavar="FILE", help="where to write the overview, an .xlsx file (default: in the output folder)")
    add("--json", action="store_true", help="print what became of each request for a program to read")


def _add_new(kinds: Commands) -> None:
    summary = "Write a manifest of the requests that the register knows, with their years moved on."
    add = _add(kinds, "new", summary, "new --register //share/foi-register --since 2025-01-01").add_argument
    add("--register", metavar="DIR", help="the register's folder (default: what FOI_RETURN_REGISTER names)")
    add("--output", metavar="FILE", default="batch.toml", help="the manifest to write (default: batch.toml)")
    add("--council", metavar="NAME", help="whose answers (default: those of the only council in the register)")
    add("--since", metavar="DATE", help="answers that were entered on this day or later, as yyyy-mm-dd")
    add("--until", metavar="DATE", help="answers that were entered on this day or before")
    add("--years-on", type=int, default=1, metavar="N", help="how many years the years asked for move on (default: 1)")
    add("--map", metavar="MAP", help="the field map of the new extract (default: the one that they were made with)")
    add("--source", action="append", metavar="NAME=PATH", help="the file of one source; repeat it")
    add("--extracted-on", metavar="DATE", help="the day on which the new extract was made")
    add("--received", metavar="DATE", help="the day on which they were received, for all of them")
    add("--force", action="store_true", help="replace a file that is there already")


def _add_calendar(kinds: Commands) -> None:
    summary = "List the deadlines of a manifest, what is done already, and field maps whose approval is old."
    add = _add(kinds, "calendar", summary, "calendar requests.toml --older-than 365").add_argument
    add("manifest", nargs="?", metavar="MANIFEST", help="the manifest, a .toml file")
    add("--map", action="append", metavar="MAP", help="a field map to look at as well; repeat it")
    add("--older-than", type=int, default=365, metavar="DAYS", help="an approval older than this is old (default: 365)")
    add("--json", action="store_true", help="print it for a program to read")
