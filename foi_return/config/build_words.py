"""The words of the `build` command that makes an answer again, from the answers that it was made with."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import Any

from foi_return.config.answers import Answers
from foi_return.config.exemptions import SMALL_NUMBERS
from foi_return.terms.timing import timing_words


def build_words(answers: Answers) -> list[str]:
    """The `build` command that makes the same return."""
    words = ["foi-return", "build", "--map", answers.field_map or "", "--reference", answers.reference or ""]
    for name, path in answers.sources.items():
        words += ["--source", f"{name}={path}"]
    if answers.request not in (None, "core"):
        words += ["--request", str(answers.request)]
    overrides = answers.overrides
    for option, items in (
        ("--years", overrides.years),
        ("--age-band", overrides.age_bands),
        ("--category", overrides.categories),
        ("--risk-level", answers.counting.get("risk_levels")),
    ):
        for item in items or ():
            words += [option, item]
    for option, paths in (
        ("--earlier", answers.earlier),
        ("--earlier-map", answers.earlier_maps),
        ("--earlier-request", answers.earlier_requests),
    ):
        for path in paths:
            words += [option, str(path)]
    for reference in answers.unprotected:
        words += ["--unprotected-against", reference]
    settings: dict[str, Any] = {
        "--extracted-on": answers.extracted_on,
        **{f"--{key.replace('_', '-')}": value for key, value in answers.counting.items() if key != "risk_levels"},
        "--policy": answers.policy,
        "--policy-file": answers.policy_file,
        "--threshold": answers.threshold,
        "--zeros": answers.zeros,
        "--reason": answers.reason,
        "--output": answers.output,
        "--engine": answers.engine,
        "--received": answers.received,
        "--letter-template": answers.letter_template,
        "--letter-words": answers.letter_words,
        "--review": answers.review,
        "--register": answers.register,
        "--prepared-by": answers.prepared_by,
        "--also": ",".join(answers.also) or None,
    }
    words += refusal_words(answers)
    for option, value in settings.items():
        if value is not None:
            words += [option, str(value)]
    own = ["--own-age-bands"] if answers.overrides.own_age_bands else []
    charts = ["--charts"] if answers.charts else []
    return [*words, *charts, *own, *timing_words(answers.timing)]


def refusal_words(answers: Answers) -> list[str]:
    """The options of `build` that say what was refused."""
    words: list[str] = []
    for item in answers.refusals or ():
        words += ["--refuse-part" if item.part else "--refuse", f"{item.question}={item.exemption}"]
    if answers.small_numbers:
        words += ["--small-numbers-under", answers.small_numbers.exemption]
    for item in (*(answers.refusals or ()), *([answers.small_numbers] if answers.small_numbers else ())):
        twice = sum(other.question == item.question for other in answers.refusals or ()) > 1
        key = f"{item.question}/{item.exemption}" if item.question and twice else item.question or SMALL_NUMBERS
        for option, text in (("--because", item.reason), ("--public-interest", item.public_interest)):
            words += [option, f"{key}={text}"] if text is not None else []
    return words


def quoted(words: list[str]) -> str:
    """A command with its words quoted as this system's shell needs it."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
