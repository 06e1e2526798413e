"""The command line: arguments, what is printed, and exit codes. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from foi_return import __version__
from foi_return.batch_arguments import add_batch_commands, with_usual_batch_command
from foi_return.command_parser import new_command
from foi_return.correspondence.arguments import add_correspondence_commands, add_letter_choices
from foi_return.crash import guarded
from foi_return.maps.arguments import add_map_commands
from foi_return.pack_arguments import add_pack_commands
from foi_return.reconcile.arguments import add_reconcile_commands
from foi_return.register_arguments import add_register_commands
from foi_return.request_arguments import add_request_commands
from foi_return.review.arguments import add_review_commands

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 2 wrong arguments, 3 and up by kind of error."""
    from foi_return.console import prepare_streams

    prepare_streams()
    words = sys.argv[1:] if argv is None else argv
    arguments = _parser().parse_args(with_usual_batch_command(words))

    def run() -> int:
        from foi_return.commands import run_command

        code = run_command(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code

    return guarded(run)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="foi-return",
        description="Answers freedom-of-information requests about child exploitation from a council's case records.",
        epilog="Start with: foi-return demo",
    )
    parser.add_argument("--version", action="version", version=f"foi-return {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_wizard(commands)
    _add_build(commands)
    add_batch_commands(commands)
    add_request_commands(commands)
    _add_check(commands)
    _add_trace(commands)
    _add_attack(commands)
    _add_verify(commands)
    add_map_commands(commands)
    add_reconcile_commands(commands)
    add_review_commands(commands)
    add_register_commands(commands)
    add_correspondence_commands(commands)
    add_pack_commands(commands)
    return parser


def _add_demo(commands: Commands) -> None:
    parser = new_command(
        commands,
        "demo",
        "Invent an extract and answer a request from it: the core request, or another that comes with the program.",
        "foi-return demo --output output",
    )
    parser.add_argument("--request", metavar="NAME", help="the request (default: core); a wrong name lists them all")
    parser.add_argument("--output", metavar="DIR", help="folder for the extract and the answer (default: output)")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same figures (default: 1)")
    parser.add_argument(
        "--size", "--children", type=int, metavar="N", help="children, crimes and so on (default: 4000 children)"
    )
    _add_json(parser)


def _add_wizard(commands: Commands) -> None:
    parser = new_command(
        commands,
        "wizard",
        "Ask everything that an answer needs, then write it. For a first return, or a new system.",
        "foi-return wizard",
    )
    parser.add_argument("--request", metavar="NAME", help="request: a shipped name, a .toml file, or reconcile")
    parser.add_argument("--output", metavar="DIR", help="folder in which the answer's folder is made")
    parser.add_argument("--save-map", metavar="FILE", help="where to save the field map, or the reconcile definition")
    parser.add_argument("--plain", action="store_true", help="numbered lines: for screen readers and odd consoles")
    parser.add_argument("--resume", action="store_true", help="go on with the unfinished answers at once")
    parser.add_argument("--answers", metavar="FILE", help="begin with the answers of an earlier interview")
    parser.add_argument("--set", metavar="KEY=VALUE", action="append", help="one answer by its key; may be repeated")
    parser.add_argument("--no-input", action="store_true", help="ask nothing: name every answer that is missing")
    parser.add_argument(
        "--take-suggestions", action="store_true", help="with --no-input: a missing answer takes its suggestion"
    )


def _add_build(commands: Commands) -> None:
    parser = new_command(
        commands,
        "build",
        "Write an answer without a question, from a field map and the files of an extract.",
        "foi-return build --map anytown --reference FOI-2026-0123 \\\n"
        "      --source people=people.csv --source hazards=hazards.xlsx --source missing=missing.csv",
    )
    _add_return_options(parser)
    parser.add_argument("--output", metavar="DIR", help="folder in which the answer's folder is made (default: output)")
    parser.add_argument("--received", metavar="DATE", help="the day on which the request was received, for the letter")
    _add_timing(parser)
    parser.add_argument(
        "--letter-template", metavar="FILE", help="the council's letterhead for the letter, a .docx file"
    )
    parser.add_argument("--letter-words", metavar="FILE", help="a .toml file of words that replace those of the letter")
    parser.add_argument(
        "--review", metavar="FILE", help="result of `review count`, published with the answer, protected"
    )
    parser.add_argument(
        "--register", metavar="DIR", help="the register of answers: protect against all in it, and enter this one"
    )
    add_letter_choices(parser)
    parser.add_argument("--charts", action="store_const", const=True, help="draw charts of the published figures")
    parser.add_argument(
        "--also", metavar="FORMS", help="further forms, made with LibreOffice: ods, pdf, or both as ods,pdf"
    )
    parser.add_argument("--prepared-by", metavar="NAME", help="who makes this answer; a second person approves it")
    parser.add_argument("--require-approved", action="store_true", help="refuse a field map that nobody has approved")
    _add_json(parser)


def _add_timing(parser: argparse.ArgumentParser) -> None:
    """What bears on the last day for an answer, which the letter says."""
    add = parser.add_argument
    add("--clarification-asked", metavar="DATE", help="the day on which the requester was asked to clarify")
    add(
        "--clarification-received",
        metavar="DATE",
        help="the day on which the clarification came: the clock starts anew",
    )
    add("--bank-holiday", metavar="DATE", action="append", help="one more day that is no working day; repeat it")
    add("--not-bank-holiday", metavar="DATE", action="append", help="a bank holiday that was moved; repeat it")
    add("--due", metavar="DATE", help="a last day that replaces the one worked out; needs --due-reason")
    add("--due-reason", metavar="TEXT", help="why that day replaces the one worked out; it is not published")


def _add_check(commands: Commands) -> None:
    parser = new_command(
        commands,
        "check",
        "Check an extract against a field map before anything is built: columns, gaps, doubts, years without figures.",
        "foi-return check --map anytown --source people=people.csv --source hazards=hazards.xlsx \\\n"
        "      --source missing=missing.csv",
    )
    _add_return_options(parser)
    _add_json(parser)


def _add_trace(commands: Commands) -> None:
    parser = new_command(
        commands,
        "trace",
        "Show on the screen which rows of the extract stand behind one cell. For checking a count; not for sending.",
        "foi-return trace --answers answers.toml --table q5-cce --year 2021/22 --row Female",
    )
    _add_return_options(parser)
    parser.add_argument("--table", required=True, metavar="KEY", help="the table, such as q1 or q5-cce")
    parser.add_argument(
        "--year", required=True, metavar="YEAR", help="the period, such as 2021/22, as the table prints it"
    )
    parser.add_argument("--row", required=True, metavar="LABEL", help="the row's label, such as Female or Total")


def _add_attack(commands: Commands) -> None:
    parser = new_command(
        commands,
        "attack",
        "Play the reader: try to recover what a published answer hides, made by this program or by hand.",
        "foi-return attack output/FOI-2026-0123/FOI-2026-0123.xlsx --with last-year/release.json",
    )
    add = parser.add_argument
    add(
        "file",
        nargs="+",
        metavar="FILE",
        help="a workbook, a release.json, or a CSV or XLSX table with totals and marks",
    )
    add(
        "--with",
        action="append",
        dest="earlier",
        metavar="FILE",
        help="an earlier answer that the reader has; repeat it",
    )
    add("--threshold", type=int, metavar="N", help="numbers from 1 to N-1 are small (where the file does not say)")
    add(
        "--zeros",
        choices=("shown", "hidden", "unknown"),
        help="whether the file shows every zero (where it does not say)",
    )
    add("--rounded", type=int, metavar="N", help="the numbers are rounded to the nearest N")
    add("--controlled", action="store_true", help="with --rounded: up or down to a multiple, not to the nearest")
    add(
        "--percent",
        choices=("column", "row"),
        help="percentages in a table are of the total of their column, or of their row; without it they are left out",
    )
    add(
        "--mark",
        action="append",
        metavar="MARK=MEANING",
        help="what a mark means: small, hidden, zero, none or 1-4; repeat it",
    )
    add("--within", action="append", metavar="PART=WHOLE", help="all that PART counts is in WHOLE too; repeat it")
    add("--strict", action="store_true", help="also count numbers of which only some values are ruled out")
    _add_json(parser)


def _add_verify(commands: Commands) -> None:
    parser = new_command(
        commands,
        "verify",
        "Check files before they are sent, this program's or anybody's: what they hide, and figures that say too much.",
        "foi-return verify output/FOI-2026-0123 letter.docx",
    )
    add = parser.add_argument
    add(
        "file",
        nargs="+",
        metavar="FILE",
        help="a workbook (.xlsx, .xlsm, .ods), a letter (.docx), a table (.csv), or a folder",
    )
    add("--threshold", type=int, metavar="N", help="numbers from 1 to N-1 are small (where the file does not say)")
    add(
        "--zeros",
        choices=("shown", "hidden", "unknown"),
        help="whether the file shows every zero (where it does not say)",
    )
    add("--rounded", type=int, metavar="N", help="the numbers are rounded to the nearest N")
    add("--organisation", metavar="NAME", help="who publishes the files; as their author it is no person's name")
    add("--strict", action="store_true", help="end with 1 also where there are notes only")
    _add_json(parser)


def _add_return_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--answers", metavar="FILE", help="answers file; options given here replace what it says")
    add("--map", metavar="MAP", help="field map: a .toml file, or the name of a shipped one")
    add(
        "--source",
        action="append",
        metavar="NAME=PATH",
        help="the file of one source, or a pattern such as 'cin-*.xml'; repeat it",
    )
    add("--reference", metavar="REF", help="the council's reference for the request")
    add("--request", metavar="NAME", help="request definition: a shipped name or a .toml file (default: core)")
    years_help = "such as 2021/22, '2019/20 to 2025/26', 2023, '2023 Q1' or 2023-04; repeat it"
    add("--years", action="append", metavar="YEARS", help=years_help)
    add("--age-band", action="append", metavar="BAND", help="such as 'under 12', '12 to 14', '16+'; repeat it")
    add("--own-age-bands", action="store_true", help="the age bands are the council's own closest equivalent")
    add("--category", action="append", metavar="KEY", help="print this category only; repeat it")
    add("--extracted-on", metavar="DATE", help="the day on which the extract was made, as yyyy-mm-dd")
    add("--placed-by", metavar="RULE", help="'starts in year', 'open in year' or 'open at year end'")
    add("--age-taken", metavar="RULE", help="'first record', '31 March', '31 August' or 'year start'")
    add("--who-counts", metavar="RULE", help="'under 18' or 'everybody'")
    add("--overlap", metavar="RULE", help="'inclusive' or 'exclusive'")
    add("--risk-level", action="append", metavar="LEVEL", help="count records of this level only; repeat it")
    add("--identified-as", metavar="RULE", help="'at risk or victim', 'at risk' or 'victim'")
    add("--policy", metavar="NAME", help="suppression profile (default: fewer-than-5)")
    add("--policy-file", metavar="FILE", help="your own file of suppression profiles")
    add("--threshold", type=int, metavar="N", help="hide numbers from 1 to N-1; needs --reason")
    add(
        "--zeros",
        choices=("shown", "protected", "may be hidden", "hidden"),
        help="what becomes of true zeros (default: shown); a change needs --reason",
    )
    add(
        "--earlier",
        action="append",
        metavar="FILE",
        help="release.json of an earlier answer that readers have; repeat it",
    )
    add(
        "--earlier-map",
        action="append",
        metavar="FILE",
        help="another field map that an earlier answer was made with; those beside --map are found. Repeat it",
    )
    add(
        "--earlier-request",
        action="append",
        metavar="FILE",
        help="another request definition that an earlier answer was made by; shipped ones are found. Repeat it",
    )
    add(
        "--unprotected-against",
        action="append",
        metavar="REF",
        help="go on without an earlier answer that cannot be counted again; the answer says so. Repeat it",
    )
    add("--engine", choices=("duckdb", "pandas"), help="what counts (default: duckdb; pandas is the slow reference)")
    add("--reason", metavar="TEXT", help="why this policy; printed with the figures")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a summary for a program to read")


if __name__ == "__main__":
    sys.exit(main())
