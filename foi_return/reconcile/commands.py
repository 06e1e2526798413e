"""What each `reconcile` command does and prints. No name, id or date of a child is ever printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from foi_return.config.policy import choose_policy
from foi_return.config.reconcile import load_reconciliation
from foi_return.console import Console
from foi_return.errors import Fault, FieldMapError
from foi_return.maps.approval import with_approval
from foi_return.options import day_of, path_of
from foi_return.outputs.file_faults import write_whole
from foi_return.reconcile.course import CountOutcome, count_lists, link_lists, summary
from foi_return.reconcile.pack import Comparison, Delivery
from foi_return.reconcile.told import count_lines, link_lines, warnings
from foi_return.run import DEFAULT_OUTPUT
from foi_return.terms.reconciliation import Reconciliation


def run_reconcile_command(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    """Runs a parsed `reconcile` command and returns its exit code.

    Args:
        arguments: The parsed arguments.
        sources: The files given with `--source`, by name; empty for a command that takes none.
    """
    commands: dict[str, Callable[[argparse.Namespace, Mapping[str, Path]], int]] = {
        "demo": _demo,
        "check": _check,
        "approve": _approve,
        "link": _link,
        "count": _count,
    }
    return commands[arguments.reconcile_command](arguments, sources)


def _output(arguments: argparse.Namespace) -> Path:
    return Path(arguments.output).expanduser() if arguments.output else DEFAULT_OUTPUT


def _comparison(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> Comparison:
    definition = Path(arguments.definition).expanduser()
    return Comparison(definition, sources, arguments.reference, _output(arguments))


def _delivery(arguments: argparse.Namespace) -> Delivery:
    return Delivery(
        received=day_of(arguments.received, "--received"),
        letter_template=path_of(arguments.letter_template),
        letter_words=path_of(arguments.letter_words),
        register=path_of(arguments.register),
        earlier=tuple(Path(path).expanduser() for path in arguments.earlier or ()),
        unprotected=tuple(arguments.unprotected_against or ()),
        prepared_by=arguments.prepared_by or "",
    )


def _demo(arguments: argparse.Namespace, _sources: Mapping[str, Path]) -> int:
    return run_reconcile_demo(_output(arguments), Console())


def run_reconcile_demo(
    output: Path, console: Console, seed: int | None = None, people: int | None = None, *, as_json: bool = False
) -> int:
    """Makes two synthetic lists, compares them, and says what was written.

    Args:
        output: The folder that receives the lists and the answer.
        console: Where it is said.
        seed: The same seed gives the same lists; None for the usual one.
        people: How many people social care knows; None for the usual number.
        as_json: Whether it is said for a program to read.
    """
    from foi_return.reconcile.demo import PEOPLE, SEED, make_demo

    seed, people = SEED if seed is None else seed, PEOPLE if people is None else people
    _tell(console, make_demo(output, console.progress, seed, people), as_json=as_json)
    return 0


def _check(arguments: argparse.Namespace, _sources: Mapping[str, Path]) -> int:
    definition = load_reconciliation(Path(arguments.definition).expanduser())
    console = Console()
    console.say(f"{definition.name}: it can be used. {_approval_sentence(definition)}")
    console.say(f"Lists: {', '.join(definition.sources)}. Rules, of which the first that fits wins:")
    for number, rule in enumerate(definition.rules, start=1):
        console.say(f"  {number}. {definition.categories[rule.category]}")
    return 0


def _approve(arguments: argparse.Namespace, _sources: Mapping[str, Path]) -> int:
    path = Path(arguments.definition).expanduser()
    name, role = arguments.name.strip(), arguments.role.strip()
    if not (name and role):
        raise FieldMapError(Fault("--name, --role", "one of them is blank", "who approves it, and in which role"))
    definition = load_reconciliation(path)
    today = date.today()  # noqa: DTZ011 - the day on the officer's calendar
    text = path.read_bytes().decode("utf-8-sig")
    write_whole(path, with_approval(text, name, role, today, definition.fingerprint, "reconcile approve").encode())
    Console().say(f"{definition.name}: {_approval_sentence(load_reconciliation(path))}")
    return 0


def _approval_sentence(definition: Reconciliation) -> str:
    if definition.approval is None:
        return "Nobody has approved it."
    given = definition.approval
    who = f"{given.name}, {given.role}, on {given.day.isoformat()}"
    if definition.is_approved:
        return f"Approved by {who}."
    return f"It was approved by {who}, but its meaning has changed since: the approval is void."


def _link(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    console = Console()
    outcome = link_lists(_comparison(arguments, sources), console.progress, force=arguments.force)
    console.progress_done()
    for line in link_lines(outcome):
        console.say(line)
    return 0


def _count(arguments: argparse.Namespace, sources: Mapping[str, Path]) -> int:
    policy_file = Path(arguments.policy_file).expanduser() if arguments.policy_file else None
    policy = choose_policy(
        arguments.policy,
        policy_file,
        threshold=arguments.threshold,
        zeros=arguments.zeros,
        reason=arguments.reason,
    )
    console = Console()
    outcome = count_lists(
        _comparison(arguments, sources),
        policy,
        [Path(path).expanduser() for path in arguments.decisions or ()],
        console.progress,
        delivery=_delivery(arguments),
        leave_undecided=arguments.leave_undecided,
        require_approved=arguments.require_approved,
    )
    _tell(console, outcome, as_json=arguments.json)
    return 0


def _tell(console: Console, outcome: CountOutcome, *, as_json: bool) -> None:
    console.progress_done()
    if as_json:
        console.say(json.dumps(summary(outcome), indent=2, ensure_ascii=False))
        return
    for line in count_lines(outcome):
        console.say(line)
    for line in warnings(outcome):
        console.say_aside(line)
