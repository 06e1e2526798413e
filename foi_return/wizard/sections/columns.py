"""What the questions about columns share: which columns can be chosen, what speaks for each, and its dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foi_return.dates import conflicting_formats, date_format_names
from foi_return.wizard.draft import Answer
from foi_return.wizard.evidence import column_in_words
from foi_return.wizard.facts import ColumnFacts, FileFacts
from foi_return.wizard.steps import Choice, Kind, Section, Step

NONE = ""
"""The answer where the files have no such column."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The column that is suggested for a purpose.

    Attributes:
        column: Its name; empty where none is suggested.
        sure: Whether it can be proposed without asking for it by itself.
        reason: Why.
        lacking: The column that the map names and this file does not have; else empty.
    """

    column: str = ""
    sure: bool = False
    reason: str = ""
    lacking: str = ""


def pick_column(role: str, file: FileFacts, from_map: str | None = None) -> Pick:
    """The column for a purpose: the one that the map names if the file has it, else what the evidence suggests."""
    column = file.column(from_map) if from_map else None
    if column is not None:
        return Pick(column.name, True, "as in the map you started from")
    lacking = from_map or ""
    found = file.suggestions.roles.get(role)
    if found is None:
        return Pick(lacking=lacking)
    return Pick(found.target, found.is_sure and not lacking, found.reason, lacking)


def pick_in_words(file: FileFacts, pick: Pick) -> str:
    """Why a column is suggested, and what it holds."""
    column = file.column(pick.column) if pick.column else None
    told = [pick.reason, column_in_words(column) if column else ""]
    return "; ".join(text for text in told if text) or "no column looks like it"


def column_step(
    key: str, section: Section, message: str, why: str, file: FileFacts, pick: Pick, *, none: str = "", accepted: bool
) -> Step:
    """The question which column serves a purpose.

    Args:
        key: The question's key.
        section: Its section.
        message: The question.
        why: Why it is asked.
        file: The file.
        pick: The suggestion.
        none: What to say for a file without such a column; empty where one is needed.
        accepted: Whether the officer has taken all suggestions for this file as they stand.
    """
    choices = [
        Choice(column.name, column.name, _evidence(column, pick)) for column in file.columns if column.filled or none
    ]
    if none:
        choices.insert(0, Choice(NONE, none))
    if pick.lacking:
        why += f" The map that you started from reads a column '{pick.lacking}', which this file does not have."
    default = pick.column if pick.column else (NONE if none else None)
    return Step(
        key,
        section,
        Kind.SELECT,
        message,
        why,
        tuple(choices),
        default=default,
        settled=default if accepted else None,
    )


def _evidence(column: ColumnFacts, pick: Pick) -> str:
    suggested = f"suggested: {pick.reason}; " if column.name == pick.column else ""
    return f"{suggested}{column_in_words(column)}"


def format_step(
    key: str, section: Section, message: str, columns: Sequence[ColumnFacts], from_map: Sequence[str] = ()
) -> Step:
    """The question in which formats the dates of some columns are written; settled where the dates leave no doubt."""
    read: dict[str, int] = {}
    for column in columns:
        for name, cells in column.dates.items():
            read[name] = read.get(name, 0) + cells
    filled = sum(column.filled for column in columns)
    order = date_format_names()
    found = sorted(read, key=lambda name: (-read[name], order.index(name)))
    fitting = _fitting(found)
    default = tuple(name for name in from_map if name in order) or tuple(fitting)
    covered = sum(read.get(name, 0) for name in default)
    clear = bool(read) and covered * 10 >= filled * 9 and not _is_ambiguous(read)
    missed = filled - covered
    offered = found or list(order)
    offered += [name for name in default if name not in offered]

    def check(answer: Answer) -> str:
        if not answer:
            return "Tick at least one."
        return "Day first and month first cannot both be right." if conflicting_formats(tuple(answer)) else ""

    return Step(
        key,
        section,
        Kind.CHECKBOX,
        message,
        _why_formats(read, filled),
        tuple(Choice(name, name, f"reads {read.get(name, 0):,} of {filled:,}") for name in offered),
        default=default,
        settled=default if clear else None,
        check=check,
        echo=lambda answer: _formats_in_words(columns, answer, missed) if answer == default else "",
    )


def _fitting(found: Sequence[str]) -> list[str]:
    """The formats that read anything, best first, without the lesser of day first and month first."""
    fitting: list[str] = []
    for name in found:
        if not conflicting_formats([*fitting, name]):
            fitting.append(name)
    return fitting


def _is_ambiguous(read: dict[str, int]) -> bool:
    """Whether the dates can be read month first nearly as well as day first."""
    day_first, month_first = read.get("dd/mm/yyyy", 0), read.get("mm/dd/yyyy", 0)
    return month_first * 10 >= day_first * 9 if month_first else False


def _why_formats(read: dict[str, int], filled: int) -> str:
    if _is_ambiguous(read):
        return (
            f"Of {filled:,} dates, {read.get('dd/mm/yyyy', 0):,} can be read day first and "
            f"{read.get('mm/dd/yyyy', 0):,} month first. They mean different days, so please say which it is: look at "
            "one whose day you know."
        )
    if not read:
        return "None of the dates is in a format that is known. Choose how they are meant to be written."
    return (
        f"There are {filled:,} dates. Tick every format that is used; a date in none of them is not read, and is "
        "reported afterwards."
    )


def _formats_in_words(columns: Sequence[ColumnFacts], answer: Answer, missed: int) -> str:
    names = " and ".join(f"'{column.name}'" for column in columns)
    formats = " or ".join(answer)
    rest = "every one can be read" if not missed else f"{missed:,} cannot be read and will be reported"
    return f"Dates in {names} are read as {formats}: {rest}."
