"""Many requests from one manifest: each extract read once, each answer protected against all before it."""

from foi_return.batch.options import BatchOptions
from foi_return.batch.report import batch_lines, batch_record, exit_code_of
from foi_return.batch.results import Result, State
from foi_return.batch.running import Batch, run_batch

__all__ = [
    "Batch",
    "BatchOptions",
    "Result",
    "State",
    "batch_lines",
    "batch_record",
    "exit_code_of",
    "run_batch",
]
