"""Loads the file beside a published table that was made by hand: what its rows count, and what its marks mean."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from foi_return.config.toml_file import Model, check_model, read_toml
from foi_return.errors import RegisterError


class HandCounting(Model):
    """How it counted; what is left out takes the first choice."""

    placed_by: str = "starts in year"
    age_taken: str = "first record"
    who_counts: str = "under 18"
    overlap: str = "inclusive"
    risk_levels: list[str] = []
    identified_as: str = "at risk or victim"


class HandMadeTable(Model):
    """What somebody says of a table that was published before the program was used.

    Attributes:
        reference: The reference of the answer.
        council: The council's name, as the field map has it.
        threshold: The threshold that marks of small numbers go by.
        figures: Whether a number is the count of children, or the most that it can be (it counts episodes).
        category: The category that the table is about, where its rows and columns name none.
        period: The year, where the table names none.
        categories: What the table calls a category, and its key.
        sexes: What the table calls a sex or gender, and the field map's label.
        periods: What the table calls a year, and the financial year.
        marks: What each mark means: a span such as "1-4", "small", "any", "zero" or "none". Others are tried each way.
        counting: How it counted.
    """

    format: Literal[1]
    reference: str = Field(min_length=1)
    council: str = Field(min_length=1)
    threshold: int = Field(5, ge=2)
    figures: Literal["counts", "at most"] = "counts"
    category: str = ""
    period: str = ""
    categories: dict[str, str] = {}
    sexes: dict[str, str] = {}
    periods: dict[str, str] = {}
    marks: dict[str, str] = {}
    counting: HandCounting = HandCounting()


def load_hand_made(path: Path) -> HandMadeTable:
    """Loads the file.

    Raises:
        RegisterError: It is faulty; every fault is reported.
    """
    return check_model(HandMadeTable, read_toml(path, RegisterError), str(path), RegisterError)
