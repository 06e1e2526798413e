"""The figures that the answers give, while nothing has been written. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from foi_return.pipeline import PreparedReturn, ReturnInputs
from foi_return.tables import CountTable


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one meaning of the answers.

    Attributes:
        inputs: What they follow from.
        counted: The true counts, for the internal view and for telling why a cell is hidden.
        prepared: What may be published, and how it was protected.
    """

    inputs: ReturnInputs
    counted: tuple[CountTable, ...]
    prepared: PreparedReturn
