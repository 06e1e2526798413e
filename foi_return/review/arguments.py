"""The arguments of the `review` commands. Nothing heavy is imported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foi_return.command_parser import new_command

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_review_commands(commands: Commands) -> None:
    """Adds `review` and its commands."""
    parser = _add(
        commands,
        "review",
        "Find out how right a flag is: a sheet for reviewers, and what their decisions say.",
        "review sheet --list crimes.xlsx --id 'Crime number' --flagged-column 'CSE flag' --about 'the CSE flag'",
    )
    kinds = parser.add_subparsers(dest="review_command", required=True, metavar="COMMAND")
    _add_sheet(kinds)
    _add_count(kinds)


def _add(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    return new_command(commands, name, summary, f"foi-return {example}")


def _add_told(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--about", metavar="TEXT", help="what the flag is, as readers will read it: 'the CSE flag'")
    add("--definition", metavar="TEXT", help="the definition that reviewers apply")
    add("--period", metavar="YEARS", action="append", help="the years the records are from: '2019/20 to 2023/24'")
    add("--confidence", type=float, metavar="P", help="confidence of the intervals, in per cent (default: 95)")
    add("--output", metavar="PATH", help="where to write (default: output/review-internal, or beside the sheet)")
    add("--force", action="store_true", help="replace what is there")
    add("--json", action="store_true", help="print a summary for a program to read")


def _add_sheet(commands: Commands) -> None:
    parser = _add(
        commands,
        "sheet",
        "Write a sheet for reviewers: flagged records, and unflagged ones, in random order.",
        "review sheet --map anytown --source hazards=hazards.xlsx --category cse --id 'Person ID' --per-id",
    )
    add = parser.add_argument
    add("--list", metavar="FILE", help="a list of records, CSV or a workbook, in place of an extract and a map")
    add("--sheet", metavar="NAME", help="the sheet of the list's workbook (default: its only one)")
    add("--flagged-column", metavar="COLUMN", help="the list's column that says yes or no: flagged (default: Flagged)")
    add("--map", metavar="MAP", help="field map: a .toml file, or the name of a shipped one")
    add("--source", action="append", metavar="NAME=PATH", help="the file of the source that holds the records")
    add("--request", metavar="NAME", help="the request definition that the map answers (default: core)")
    add("--category", metavar="KEY", help="the category of the map that the flag stands for")
    add("--records", metavar="NAME", help="which records of the map, where several can mean the category")
    add("--id", required=True, metavar="COLUMN", help="the one column of ids that reviewers find a record by")
    add("--per-id", action="store_true", help="everything with one id is one record: flagged if any of its rows is")
    add("--stratum", metavar="COLUMN", help="spread the sample over the values of this column")
    add("--flagged", metavar="N", help="how many flagged records: a number, 'all' (default) or 'planned'")
    add("--unflagged", metavar="N", help="how many unflagged records: a number, 'all' or 'planned' (default)")
    add("--half-width", type=float, metavar="POINTS", help="planned: half an interval's width in points (default: 5)")
    add("--expected", type=float, metavar="P", help="planned: the share expected to meet it, in per cent (default: 50)")
    add("--seed", type=int, metavar="N", help="the same seed draws the same sample (default: a new one, recorded)")
    _add_told(parser)


def _add_count(commands: Commands) -> None:
    parser = _add(
        commands,
        "count",
        "Count the reviewers' decisions: flags that were right, cases that were missed, the adjusted count.",
        "review count output/review-internal/review-sheet.xlsx",
    )
    add = parser.add_argument
    add("filled", metavar="SHEET", help="the filled sheet, or a list with decisions that was made by hand")
    add("--plan", metavar="FILE", help="the sheet's plan (default: review-plan.toml beside it)")
    add("--hand-made", action="store_true", help="the file is a list with decisions, not a sheet with a plan")
    add("--sheet", metavar="NAME", help="hand-made: the sheet of the workbook (default: its only one)")
    add("--decision-column", metavar="COLUMN", help="hand-made: the column of decisions (default: Decision)")
    add("--flagged-column", metavar="COLUMN", help="hand-made: the column that says flagged or not (default: Flagged)")
    add("--stratum", metavar="COLUMN", help="hand-made: the column of groups that were sampled apart")
    add("--id", metavar="COLUMN", help="hand-made: the column of ids, to refuse a record that stands twice")
    add("--met", action="append", metavar="WORD", help="hand-made: a word for 'met'; repeat it")
    add("--not-met", action="append", metavar="WORD", help="hand-made: a word for 'not met'; repeat it")
    add("--cannot-tell", action="append", metavar="WORD", help="hand-made: a word for 'cannot tell'; repeat it")
    add(
        "--population",
        action="append",
        metavar="GROUP=N",
        help="hand-made: how many records there are of which the list is a sample: unflagged=12000, or "
        "unflagged:STRATUM=800; repeat it",
    )
    _add_told(parser)
