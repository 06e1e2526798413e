"""Plays the reader: tries to recover what a published answer hides, from the published files alone.

It shares no code with the protector: it reads the files again, derives every relation between figures by itself and
solves by a route of its own, so that a statement that the protector forgot comes to light here.
"""

from foi_return.attack.attack import attack_files
from foi_return.attack.options import AttackOptions, parse_options
from foi_return.attack.outcome import AttackReport, Finding, Reading, Verdict
from foi_return.attack.report import report_lines, report_record

__all__ = [
    "AttackOptions",
    "AttackReport",
    "Finding",
    "Reading",
    "Verdict",
    "attack_files",
    "parse_options",
    "report_lines",
    "report_record",
]
