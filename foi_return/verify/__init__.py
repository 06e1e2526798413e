"""Looks through a file before it is sent: for what it holds and does not show, and for figures that say too much.

It shares no code with what writes workbooks and letters: it reads the finished files again, part by part.
"""

from foi_return.verify.catalogue import CHECKS
from foi_return.verify.check_file import verify_file, verify_files
from foi_return.verify.finding import FileReport, Finding, Severity, exit_code
from foi_return.verify.options import VerifyOptions, parse_verify_options
from foi_return.verify.report import report_lines, report_record

__all__ = [
    "CHECKS",
    "FileReport",
    "Finding",
    "Severity",
    "VerifyOptions",
    "exit_code",
    "parse_verify_options",
    "report_lines",
    "report_record",
    "verify_file",
    "verify_files",
]
