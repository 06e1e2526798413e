"""The tables of an answer before it is written: as they would be published, or with true counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from foi_return.coverage import Gap
from foi_return.disclosure.explain import PUBLIC_REASON
from foi_return.disclosure.problem import Key, place_key
from foi_return.period_kinds import kind_of_all
from foi_return.tables import CountTable
from foi_return.terms.policy import ZeroPolicy
from foi_return.terms.protected import PolicyStatement, ProtectedCell, ProtectedTable
from foi_return.terms.shorthand import BREAK_MARK, Shorthand
from foi_return.wizard.figures import Figures
from foi_return.wizard.table_view import TableView

PROTECTED = "These are the figures as they would be published. Nothing has been written yet."
INTERNAL = (
    "INTERNAL VIEW: true counts, not protected. They are for you alone: do not copy them into an answer or a message. "
    "This program writes them to no file. A mark beside a number says what readers see instead."
)
SMALL, PROTECTING, BANDED = "a small number itself", "hidden to protect another", "a small number, shown as its range"


def table_view(figures: Figures, number: int, *, internal: bool = False) -> TableView:
    """One table of the answer.

    Args:
        figures: The figures.
        number: The table's place in the answer, from 0.
        internal: Whether true counts are shown, which a reader must not see.
    """
    answer = figures.prepared.answer
    table = answer.tables[number]
    counted = counted_table(figures, table)
    shown = internal and counted is not None
    rows = []
    for place, row in enumerate(table.rows):
        texts = [_text(cell, answer.policy) for cell in row.cells]
        if shown and counted is not None:
            pairs = zip(texts, counted.rows[place].cells, strict=True)
            texts = [_true(text, cell.figure) for text, cell in pairs]
        rows.append((row.label, *texts))
    partly = [any(row.cells[place].part_of_period for row in table.rows) for place in range(len(table.periods))]
    years = [
        f"{period.label} {BREAK_MARK}" if part else period.label
        for period, part in zip(table.periods, partly, strict=True)
    ]
    lead = INTERNAL if shown else PROTECTED
    if internal and not shown:
        lead = f"{PROTECTED} There is no internal view of percentages: look at the table of their counts."
    return TableView(
        f"{'INTERNAL VIEW, not to be copied. ' if shown else ''}Question {table.question}: {table.title}",
        lead,
        (table.row_heading, *years),
        tuple(rows),
        tuple(_notes(figures, table, counted)),
    )


def counted_table(figures: Figures, table: ProtectedTable) -> CountTable | None:
    """The true counts of a table; None for one of percentages."""
    return next((each for each in figures.counted if each.definition.key == table.key), None)


def _text(cell: ProtectedCell, policy: PolicyStatement) -> str:
    return policy.printed(cell.published) if isinstance(cell.published, Shorthand) else cell.text


def _true(text: str, figure: int | Gap) -> str:
    """A true count, with the mark or number that a reader sees in its place where that is another."""
    if isinstance(figure, Gap):
        return text
    true = f"{figure:,}"
    return true if text == true else f"{true} {text if text.startswith('[') else f'[{text}]'}"


def _notes(figures: Figures, table: ProtectedTable, counted: CountTable | None) -> Iterator[str]:
    answer = figures.prepared.answer
    marks = {answer.policy.printed(shorthand) for shorthand in table.shorthand_used}
    marks |= {BREAK_MARK} if table.has_break else set()
    yield from (f"{mark} {meaning}" for mark, meaning in answer.meanings.items() if mark in marks)
    why = list(why_hidden(figures, table))
    if why:
        yield "Why each number is hidden, for you alone: which ones are small must not be told."
        yield from (f"  {line}" for line in why)
    for reason, where in (gaps_of(counted) if counted else {}).items():
        yield f"{where}: {reason}"


def cell_place(cell: ProtectedCell) -> Key:
    """The key under which protection knows a cell."""
    return place_key(cell.period, cell.category, cell.breakdown)


def reason_of(figures: Figures, cell: ProtectedCell) -> str:
    """Why a cell shows no exact number: `SMALL`, `PROTECTING`, `BANDED`; empty where protection did not hide it."""
    if cell.published is Shorthand.BAND:
        return BANDED
    if cell.published is not Shorthand.CONFIDENTIAL:
        return ""
    return SMALL if cell_place(cell) in figures.prepared.suppression.primary else PROTECTING


def why_hidden(figures: Figures, table: ProtectedTable) -> Iterator[str]:
    """For each row with hidden numbers: in which years they are small, and in which they protect another."""
    if table.holds_percentages:
        if any(cell.published is Shorthand.CONFIDENTIAL for row in table.rows for cell in row.cells):
            yield "A percentage is hidden where it would tell one of the two numbers that it comes from."
        return
    zeros = figures.inputs.policy.zeros is ZeroPolicy.HIDDEN
    words = {SMALL: "a small number or a zero itself" if zeros else SMALL, PROTECTING: PROTECTING, BANDED: BANDED}
    years = [period.label for period in table.periods]
    protecting = False
    for row in table.rows:
        reasons = [reason_of(figures, cell) for cell in row.cells]
        found = {reason: [places for places, each in enumerate(reasons) if each == reason] for reason in words}
        protecting = protecting or bool(found[PROTECTING])
        told = [f"{words[reason]} in {runs(places, years)}" for reason, places in found.items() if places]
        if told:
            yield f"{row.label}: {'; '.join(told)}"
    if protecting:
        yield f"Of those that protect another, readers may be told: {PUBLIC_REASON}"


def gaps_of(table: CountTable) -> dict[str, str]:
    """Each reason why there is no figure, with the rows and years it holds for."""
    places: dict[str, dict[str, list[int]]] = {}
    for row in table.rows:
        for place, cell in enumerate(row.cells):
            if isinstance(cell.figure, Gap):
                places.setdefault(f"{cell.figure.shorthand.mark} {cell.figure.reason}", {}).setdefault(
                    row.label, []
                ).append(place)
            elif cell.caution:
                places.setdefault(cell.caution, {}).setdefault(row.label, []).append(place)
    return {reason: _where(rows, table) for reason, rows in places.items()}


def _where(rows: dict[str, list[int]], table: CountTable) -> str:
    """`CCE, 2019/20 to 2020/21`: rows that share their years together; all rows are not named."""
    years = [period.label for period in table.periods]
    every = f"every {kind_of_all(table.periods).short}"
    together: dict[tuple[int, ...], list[str]] = {}
    for label, places in rows.items():
        together.setdefault(tuple(places), []).append(label)
    told = []
    for shared, labels in together.items():
        named = "" if len(labels) == len(table.rows) > 1 else f"{'; '.join(labels)}, "
        told.append(f"{named}{every if len(shared) == len(years) else runs(shared, years)}")
    return "; ".join(told)


def runs(places: Iterable[int], names: Sequence[str]) -> str:
    """Places in a row of names, neighbours together: `2019/20 to 2021/22, 2023/24`."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][-1] + 1:
            found[-1].append(place)
        else:
            found.append([place])
    return ", ".join(_run_in_words([names[place] for place in run]) for run in found)


def _run_in_words(names: Sequence[str]) -> str:
    """The first and the last name; all of them where each is a span itself, as that of a quarter."""
    if len(names) == 1 or " to " in names[0]:
        return ", ".join(names)
    return f"{names[0]} to {names[-1]}"
