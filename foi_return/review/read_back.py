"""Reads decisions back: from the sheet that was written for reviewers, or from a list that somebody made by hand.

No message names an id or repeats what stands in a cell: a decision that is none may be a sentence about a child.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from foi_return.engine.workspace import RawTable, Workspace, open_workspace
from foi_return.errors import Fault, RequestError, SourceError
from foi_return.review.listing import NO, YES, in_rows, read_cells
from foi_return.review.plan import ReviewPlan, id_check
from foi_return.review.sampling import StratumKey
from foi_return.review.sheet_file import DECISION_COLUMN, NUMBER_COLUMN, TABLE_SHEET
from foi_return.sources.extract import is_spreadsheet, list_columns, list_sheets, read_source
from foi_return.terms.map_parts import SourceSpec
from foi_return.terms.review import Decision, Part, Stratum
from foi_return.text import listed, normalise

Reading = tuple[StratumKey, Decision | None]
"""The group of a record that was to be reviewed, and its decision; None where there is none."""


@dataclass(frozen=True, slots=True)
class HandMade:
    """How a list that was made by hand is to be read.

    Attributes:
        decision: The column of decisions.
        flagged: The column that says whether a record was flagged.
        stratum: The column of groups that were sampled apart; empty where there is none.
        id: The column of ids, to find records that stand twice; empty where there is none.
        sheet: The sheet of a workbook; None for its only one.
        words: Words for decisions, beside those of a sheet.
        populations: How many records a group has; a group that is left out is all in the list.
    """

    decision: str = DECISION_COLUMN
    flagged: str = "Flagged"
    stratum: str = ""
    id: str = ""
    sheet: str | None = None
    words: Mapping[str, Decision] = field(default_factory=dict)
    populations: Mapping[StratumKey, int] = field(default_factory=dict)


def read_sheet(path: Path, plan: ReviewPlan) -> tuple[Stratum, ...]:
    """The decisions of a filled sheet, by the groups of its plan.

    Raises:
        SourceError: The sheet is not the one that belongs to the plan, was changed elsewhere than in its decisions,
            holds a word that is no decision, or no decision at all.
    """
    sheet = TABLE_SHEET if is_spreadsheet(path) and TABLE_SHEET in list_sheets(path) else None
    columns = (NUMBER_COLUMN, plan.id_column, DECISION_COLUMN)
    with open_workspace() as workspace:
        raw = _read_own(workspace, path, sheet, columns)
        rows = [(number, cells) for number, cells in read_cells(workspace, raw, columns) if any(cells)]
    numbers, faults = _numbers(rows, plan, path.name)
    decisions, wrong = _decisions([(number, cells[2]) for number, cells in rows], {})
    faults += _word_faults(wrong, path.name, DECISION_COLUMN, {})
    if faults:
        raise SourceError(faults)
    if not any(decisions):
        raise SourceError(_nothing_reviewed(path.name, DECISION_COLUMN))
    keys = [key for key, _ in plan.strata]
    readings = [(keys[plan.rows[number - 1]], made) for number, made in zip(numbers, decisions, strict=True)]
    return count_decisions(readings, dict(plan.strata))


def read_list(path: Path, how: HandMade) -> tuple[Stratum, ...]:
    """The decisions of a list that was made by hand.

    Raises:
        SourceError: The list cannot be read, has rows that cannot be placed, words that are no decision, or no
            decision at all.
        RequestError: The population that is given for a group is smaller than its list, or no such group is listed.
    """
    columns = (how.decision, how.flagged, how.stratum or how.flagged, how.id or how.flagged)
    with open_workspace() as workspace:
        raw = _read(workspace, path, how.sheet, list(dict.fromkeys(columns)))
        rows = [(number, cells) for number, cells in read_cells(workspace, raw, columns) if any(cells)]
    faults = []
    doubtful = [number for number, cells in rows if normalise(cells[1]) not in (*YES, *NO)]
    if doubtful:
        faults.append(
            Fault(
                f"{path.name}, column '{how.flagged}', {in_rows(doubtful)}",
                "what stands there does not say whether the record was flagged",
                f"{listed(YES)}, or {listed(NO)}",
                "Mend the cells",
            )
        )
    if how.id:
        faults += _repeated_ids([(number, cells[3]) for number, cells in rows], path.name, how.id)
    decisions, wrong = _decisions([(number, cells[0]) for number, cells in rows], how.words)
    faults += _word_faults(wrong, path.name, how.decision, how.words)
    if faults:
        raise SourceError(faults)
    if not any(decisions):
        raise SourceError(_nothing_reviewed(path.name, how.decision))
    readings = []
    for (_, cells), made in zip(rows, decisions, strict=True):
        part = Part.FLAGGED if normalise(cells[1]) in YES else Part.UNFLAGGED
        readings.append(((part, normalise(cells[2]) if how.stratum else ""), made))
    return count_decisions(readings, _populations(readings, how.populations))


def count_decisions(readings: Sequence[Reading], populations: Mapping[StratumKey, int]) -> tuple[Stratum, ...]:
    """The decisions counted in each group, flagged groups first, in the order of the populations."""
    counts = Counter(readings)
    strata = [
        Stratum(
            key[0],
            population,
            counts[key, Decision.MET],
            counts[key, Decision.NOT_MET],
            counts[key, Decision.CANNOT_TELL],
            counts[key, None],
        )
        for key, population in populations.items()
    ]
    return tuple(sorted(strata, key=lambda stratum: list(Part).index(stratum.part)))


def _read(workspace: Workspace, path: Path, sheet: str | None, columns: Sequence[str]) -> RawTable:
    return read_source(workspace, SourceSpec("review", sheet=sheet), path, list(columns))


def _read_own(workspace: Workspace, path: Path, sheet: str | None, columns: Sequence[str]) -> RawTable:
    """A sheet whose columns are known; where one is missing, what stands in its place is not repeated."""
    try:
        return _read(workspace, path, sheet, columns)
    except SourceError:
        names = {normalise(name) for name in list_columns(path, sheet)[0]}
        missing = [column for column in columns if normalise(column) not in names]
        if not missing:
            raise
    raise SourceError(
        Fault(
            f"{path.name}{f', sheet {sheet!r}' if sheet else ''}",
            f"there is no column called {listed(missing)}",
            f"the columns {listed(columns)}, as they were written",
            "Write the headings as they were; for a list that was made by hand, add --hand-made",
        )
    )


def _numbers(rows: Sequence[tuple[int, tuple[str, ...]]], plan: ReviewPlan, name: str) -> tuple[list[int], list[Fault]]:
    """The sheet's own number of each row, and what is wrong with them and the ids beside them."""
    size = len(plan.rows)
    known = {str(number): number for number in range(1, size + 1)}
    numbers = [known.get(cells[0], 0) for _, cells in rows]
    strange = [row for (row, _), number in zip(rows, numbers, strict=True) if not number]
    times = Counter(number for number in numbers if number)
    twice = [row for (row, _), number in zip(rows, numbers, strict=True) if times[number] > 1]
    moved = [
        row
        for (row, cells), number in zip(rows, numbers, strict=True)
        if number and id_check(plan.seed, number, cells[1]) != plan.checks[number - 1]
    ]
    missing = size - len(times)
    undo = "Put the sheet's own rows back as they were written; only the decisions may be filled in"
    found = (
        (strange, f"{name}, column '{NUMBER_COLUMN}', {in_rows(strange)}", "the number is none of this sheet's rows",
         f"a number from 1 to {size:,}"),
        (twice, f"{name}, column '{NUMBER_COLUMN}', {in_rows(twice)}", "the number stands more than once",
         "each number once"),
        (moved, f"{name}, column '{plan.id_column}', {in_rows(moved)}",
         "the id is not the one that was written in the row of this number", "the sheet that belongs to this plan"),
        ([0] * missing, f"{name}, sheet '{TABLE_SHEET}'", f"{missing:,} of the sheet's {size:,} rows are missing",
         "every row, with an empty decision where the record was not reviewed"),
    )  # fmt: skip
    return numbers, [Fault(where, what, expected, undo) for rows_found, where, what, expected in found if rows_found]


def _decisions(
    cells: Sequence[tuple[int, str]], words: Mapping[str, Decision]
) -> tuple[list[Decision | None], list[int]]:
    """The decision of each row, and the rows whose word is none."""
    known = {**{decision.value: decision for decision in Decision}, **{normalise(word): words[word] for word in words}}
    decisions: list[Decision | None] = []
    wrong = []
    for row, text in cells:
        word = normalise(text)
        decisions.append(known.get(word))
        if word and word not in known:
            wrong.append(row)
    return decisions, wrong


def _word_faults(rows: Sequence[int], name: str, column: str, words: Mapping[str, Decision]) -> Iterator[Fault]:
    if rows:
        yield Fault(
            f"{name}, column '{column}', {in_rows(rows)}",
            "what stands there is no decision",
            f"{listed([*(decision.value for decision in Decision), *words])}, or an empty cell",
            "Choose from the list" if not words else "Mend the cells, or name more words with --met and --not-met",
        )


def _repeated_ids(cells: Sequence[tuple[int, str]], name: str, column: str) -> Iterator[Fault]:
    times = Counter(text for _, text in cells)
    repeated = [row for row, text in cells if times[text] > 1]
    if repeated:
        yield Fault(
            f"{name}, column '{column}', {in_rows(repeated)}",
            "the id of the row is blank or stands in another row too",
            "each record once",
            "Leave one row for each record",
        )


def _nothing_reviewed(name: str, column: str) -> Fault:
    return Fault(
        f"{name}, column '{column}'",
        "no record has a decision",
        listed(decision.value for decision in Decision),
        "Let reviewers fill in this column; decisions in another column are not read",
    )


def _populations(readings: Sequence[Reading], given: Mapping[StratumKey, int]) -> dict[StratumKey, int]:
    """How many records each group has: what was said, else how many are in the list."""
    listed_rows = Counter(key for key, _ in readings)
    faults = []
    for key, population in given.items():
        part, name = key
        where = f"--population {part.value}{':...' if name else ''}={population}"
        if key not in listed_rows:
            # Of a side that was not reviewed at all, its size says that there is something to be known.
            faults.append(Fault(where, "no row of the list is of that group", "a group that the list has"))
        elif population < listed_rows[key]:
            faults.append(Fault(where, f"the list has {listed_rows[key]:,} such rows", "a number that is no smaller"))
    if faults:
        raise RequestError(faults)
    return {key: given.get(key, rows) for key, rows in sorted(listed_rows.items(), key=lambda item: item[0])}
