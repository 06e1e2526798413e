"""What each command does: turns arguments into answers, runs, and prints the outcome or the error."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.console import Console
from foi_return.errors import UserError
from foi_return.options import answers_of, path_of, sources_of
from foi_return.terms.places import place_in_words

if TYPE_CHECKING:
    from foi_return.run import Outcome

DOUBTFUL = 1
"""The exit code of a check that found something to look into."""

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def run_command(arguments: argparse.Namespace) -> int:
    """Runs a parsed command.

    Returns:
        0, or the exit code of the kind of error, whose faults have then been printed.
    """
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "demo": _demo,
        "wizard": _wizard,
        "build": _build,
        "batch": _batch,
        "request": _request,
        "check": _check,
        "trace": _trace,
        "attack": _attack,
        "verify": _verify,
        **{name: _correspond for name in ("cost", "not-held", "refuse")},
        "map": _map,
        "reconcile": _reconcile,
        "review": _review,
        "register": _register,
        "approve": _approve,
        "clean": _clean,
    }
    try:
        return commands[arguments.command](arguments)
    except UserError as error:
        Console().error(error)
        return error.exit_code
    except KeyboardInterrupt:
        Console().say_aside("Stopped. Nothing was changed.")
        return INTERRUPTED


def _demo(arguments: argparse.Namespace) -> int:
    from foi_return.config.build_words import build_words, quoted
    from foi_return.config.request import CORE
    from foi_return.demo import DEMO_SEED, RECONCILE, make_demo

    console = Console()
    if arguments.request == RECONCILE:
        from foi_return.reconcile.commands import run_reconcile_demo

        return run_reconcile_demo(
            Path(arguments.output or "output"), console, arguments.seed, arguments.size, as_json=arguments.json
        )
    answers, outcome = make_demo(
        Path(arguments.output or "output"),
        console.progress,
        request=arguments.request or CORE,
        seed=DEMO_SEED if arguments.seed is None else arguments.seed,
        size=arguments.size,
    )
    _report(console, outcome, as_json=arguments.json)
    if not arguments.json:
        console.say(f"\nThe same answer from the same files:\n  {quoted(build_words(answers))}")
    return 0


def _wizard(arguments: argparse.Namespace) -> int:
    from foi_return.demo import RECONCILE
    from foi_return.wizard import Manner, run_wizard

    output, save_to = path_of(arguments.output), path_of(arguments.save_map)
    manner = Manner(
        plain=arguments.plain,
        resume=arguments.resume,
        answers=path_of(arguments.answers),
        settings=tuple(arguments.set or ()),
        no_input=arguments.no_input,
        take_suggestions=arguments.take_suggestions,
    )
    if arguments.request == RECONCILE:
        from foi_return.reconcile.interview import run_interview

        return run_interview(output=output, save_to=save_to, manner=manner)
    return run_wizard(request=arguments.request, output=output, save_to=save_to, manner=manner)


def _build(arguments: argparse.Namespace) -> int:
    from foi_return.run import answer_request

    console = Console()
    outcome = answer_request(answers_of(arguments), console.progress, arguments.require_approved)
    _report(console, outcome, as_json=arguments.json)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from foi_return.extract_check import check_extract, check_lines, check_record

    console = Console()
    found = check_extract(answers_of(arguments), console.progress)
    console.progress_done()
    if arguments.json:
        console.say(json.dumps(check_record(found), indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(check_lines(found)))
    return 0 if found.is_clean else DOUBTFUL


def _trace(arguments: argparse.Namespace) -> int:
    from foi_return.tracing import trace_return

    console = Console()
    traced = trace_return(answers_of(arguments), arguments.table, arguments.year, arguments.row, console.progress)
    console.progress_done()
    console.say(f"{traced.title}; {arguments.year}; {arguments.row}: {traced.figure}")
    console.say("For checking a count. This is not protected: do not copy it into an answer.\n")
    for row in traced.rows:
        meaning = "; ".join(row.means) or "no category of its own"
        place = place_in_words(row.row, traced.pieces.get(row.source, ()))
        console.say(f"  {traced.unit.singular} {row.child}: {row.source}, {place}: {meaning}")
    for group in traced.groups:
        meaning = "; ".join(group.means) or "no category of its own"
        console.say(f"  {group.source}: {group.rows:,} rows of {group.children:,} {traced.unit.plural}: {meaning}")
    return 0


def _attack(arguments: argparse.Namespace) -> int:
    from foi_return.attack import attack_files, parse_options, report_lines, report_record

    options = parse_options(
        threshold=arguments.threshold,
        zeros=arguments.zeros,
        rounded=arguments.rounded,
        marks=arguments.mark or [],
        within=arguments.within or [],
        strict=arguments.strict,
        controlled=arguments.controlled,
        percent=arguments.percent,
    )
    files, earlier = ([Path(name) for name in names] for names in (arguments.file, arguments.earlier or []))
    report = attack_files(files, earlier, options)
    console = Console()
    if arguments.json:
        console.say(json.dumps(report_record(report), indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(report_lines(report)))
    return report.exit_code


def _verify(arguments: argparse.Namespace) -> int:
    from foi_return.verify import exit_code, parse_verify_options, report_lines, report_record, verify_files

    options = parse_verify_options(
        arguments.threshold, arguments.zeros, arguments.rounded, arguments.organisation or ""
    )
    reports = verify_files([Path(name) for name in arguments.file], options)
    console = Console()
    if arguments.json:
        console.say(json.dumps(report_record(reports, arguments.strict), indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(report_lines(reports)))
    return exit_code(reports, arguments.strict)


def _map(arguments: argparse.Namespace) -> int:
    from foi_return.maps.commands import run_map_command

    return run_map_command(arguments, sources_of(getattr(arguments, "source", None) or []))


def _review(arguments: argparse.Namespace) -> int:
    from foi_return.review.commands import run_review_command

    return run_review_command(arguments, sources_of(getattr(arguments, "source", None) or []))


def _register(arguments: argparse.Namespace) -> int:
    from foi_return.register_commands import run_register_command

    return run_register_command(arguments)


def _request(arguments: argparse.Namespace) -> int:
    from foi_return.request_commands import run_request_command

    return run_request_command(arguments)


def _batch(arguments: argparse.Namespace) -> int:
    from foi_return.batch_commands import run_batch_command

    return run_batch_command(arguments, sources_of(getattr(arguments, "source", None) or []))


def _correspond(arguments: argparse.Namespace) -> int:
    from foi_return.correspondence.commands import run_correspondence

    return run_correspondence(arguments)


def _approve(arguments: argparse.Namespace) -> int:
    from foi_return.sign_off import run_approve

    return run_approve(arguments)


def _clean(arguments: argparse.Namespace) -> int:
    from foi_return.clean_up import run_clean

    return run_clean(arguments)


def _reconcile(arguments: argparse.Namespace) -> int:
    from foi_return.reconcile.commands import run_reconcile_command

    return run_reconcile_command(arguments, sources_of(getattr(arguments, "source", None) or []))


def _report(console: Console, outcome: Outcome, *, as_json: bool) -> None:
    from foi_return.run import summary
    from foi_return.told import protection_sentences

    console.progress_done()
    if as_json:
        console.say(json.dumps(summary(outcome), indent=2, ensure_ascii=False))
        return
    for sentence in findings_sentences(outcome):
        console.say(sentence)
    console.say(f"\nThe workbook is {outcome.workbook}")
    console.say("Beside it are the letter (.docx) and the open data (csv); docs/answer-pack.md explains them.")
    console.say(f"What must not be sent (findings by row number) is in {outcome.internal}")
    if not outcome.internal_is_private:
        console.say("Others who use this disk may be able to read that folder: move it to one that only you can open.")
    for sentence in protection_sentences(outcome.counted.prepared, outcome.unproved):
        console.say(sentence)
    for sentence in outcome.registered.sentences() if outcome.registered else ():
        console.say(sentence)
    console.say(f"It is a draft until a second person approves it: foi-return approve {outcome.pack}")
    from foi_return.outputs.follow_up import follow_up_lines

    for line in follow_up_lines(outcome.doubts):
        console.say_aside(line)
    if not outcome.map_is_approved:
        name = outcome.counted.answer.field_map
        console.say_aside(f"Warning: the field map '{name}' is not approved. See: foi-return map approve --help")
    if outcome.older_map:
        console.say_aside(outcome.older_map)


def findings_sentences(outcome: Outcome) -> list[str]:
    """What was doubtful in the extract, for the officer's screen; no value rarer than the threshold is named."""
    sentences = [finding.sentence() for finding in outcome.counted.findings]
    for item in outcome.counted.unreviewed:
        named = [f"'{value}' ({rows:,} rows)" for value, rows in item.named.items()]
        named += [f"{item.rarer} rarer ones, which the wizard shows"] if item.rarer else []
        sentences.append(
            f"{item.source}, column '{item.column}': values that the field map does not name: {', '.join(named)}. Map "
            "each to a category, or list it under not_counted."
        )
    return ["Findings:", *(f"  {sentence}" for sentence in sentences)] if sentences else []
