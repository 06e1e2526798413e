"""What the commands for letters do and print."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from foi_return.config.cost_rules import read_estimate
from foi_return.config.exemptions import RefusalAnswer, whole_refusal
from foi_return.config.request import load_request
from foi_return.console import Console
from foi_return.correspondence.cost_report import caution, cost_lines, cost_record, letter_advice, letter_reason
from foi_return.correspondence.pack import LetterPack, write_letter_pack
from foi_return.deadlines import due_date
from foi_return.errors import Fault, RequestError
from foi_return.options import day_of, path_of
from foi_return.outputs.beside_workbook import load_paper
from foi_return.outputs.letter_alone import LetterAlone, compose_not_held, compose_refused
from foi_return.terms.cost import Estimate
from foi_return.terms.field_map import Regime
from foi_return.terms.letter import LetterFacts
from foi_return.terms.refusals import Refusal


def run_correspondence(arguments: argparse.Namespace) -> int:
    """Runs a parsed command and returns its exit code."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "cost": _cost,
        "not-held": _not_held,
        "refuse": _refuse,
    }
    return commands[arguments.command](arguments)


def _cost(arguments: argparse.Namespace) -> int:
    estimate = _estimate(arguments)
    console = Console()
    if arguments.json:
        console.say(json.dumps(cost_record(estimate), indent=2, ensure_ascii=False))
    else:
        console.say("\n".join(cost_lines(estimate)))
    return 0


def _not_held(arguments: argparse.Namespace) -> int:
    letter, facts = _letter(arguments)
    paper = load_paper(path_of(arguments.letter_words), path_of(arguments.letter_template))
    parts = compose_not_held(letter, arguments.ask, arguments.ask_at or "", facts, paper.words)
    written = write_letter_pack(letter, parts, paper, path_of(arguments.output))
    _report(written, facts, as_json=arguments.json)
    return 0


def _refuse(arguments: argparse.Namespace) -> int:
    letter, facts = _letter(arguments)
    refusal, advice = _refusal(arguments, letter)
    paper = load_paper(path_of(arguments.letter_words), path_of(arguments.letter_template))
    parts = compose_refused(letter, refusal, advice, facts, paper.words)
    written = write_letter_pack(letter, parts, paper, path_of(arguments.output))
    _report(written, facts, as_json=arguments.json)
    if arguments.files and not arguments.json:
        Console().say(caution(letter.wording.counted))
    return 0


def _refusal(arguments: argparse.Namespace, letter: LetterAlone) -> tuple[Refusal, list[str]]:
    """The refusal, with its reason and advice from an estimate of cost where one is given.

    Raises:
        RequestError: The estimate is not above the limit, or something is missing.
    """
    reason, advice = arguments.reason, list(arguments.advice or ())
    if any((arguments.hours, arguments.files, arguments.minutes, arguments.other_costs, arguments.rate)):
        estimate = _estimate(arguments)
        if not estimate.is_over:
            raise RequestError(
                Fault("cost", "by this estimate answering costs no more than the limit", "an estimate above the limit",
                      "See: foi-return cost")
            )  # fmt: skip
        reason = " ".join([*letter_reason(estimate), *([reason] if reason else [])])
        advice = [*letter_advice(estimate, letter.divided_by), *advice]
    answer = RefusalAnswer(arguments.section, "", False, reason, arguments.weighed)
    return whole_refusal(letter.regime, answer, letter.wording.people), advice


def _estimate(arguments: argparse.Namespace) -> Estimate:
    return read_estimate(
        Regime(arguments.regime),
        arguments.hours or (),
        arguments.files,
        arguments.minutes,
        arguments.other_costs,
        arguments.rate,
    )


def _letter(arguments: argparse.Namespace) -> tuple[LetterAlone, LetterFacts]:
    regime = Regime(arguments.regime)
    request = load_request(arguments.request or "core")
    received = day_of(arguments.received, "--received")
    due = due_date(received, regime) if received else None
    council, contact = arguments.council, arguments.contact or ""
    letter = LetterAlone(
        council,
        contact,
        arguments.reference,
        request.title,
        regime,
        request.questions,
        request.wording,
        request.divided_by,
    )
    return letter, LetterFacts("", received, due)


def _report(written: LetterPack, facts: LetterFacts, *, as_json: bool) -> None:
    console = Console()
    if as_json:
        record = {
            "letter": str(written.letter),
            "pack": str(written.pack),
            "internal": str(written.internal),
            "due": facts.due.isoformat() if facts.due else None,
        }
        console.say(json.dumps(record, indent=2, ensure_ascii=False))
        return
    console.say(f"The letter is {written.letter}")
    console.say("Read it before it is sent: the law is offered, the decision is the council's.")
