"""How a batch is run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run; none of it changes a figure.

    Attributes:
        require_approved: Whether a field map that nobody has approved as it now means is refused.
        dry_run: Whether everything is checked that can be, and nothing written.
        jobs: How many councils are answered for at the same time, each in a process of its own.
    """

    require_approved: bool = False
    dry_run: bool = False
    jobs: int = 1
