"""What another answer would hide or change: two sets of figures compared, without showing one that is hidden. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from foi_return.disclosure.problem import Key
from foi_return.terms.protected import ProtectedCell, ProtectedTable
from foi_return.terms.request import Request
from foi_return.terms.shorthand import Shorthand
from foi_return.text import sentence_case
from foi_return.wizard.figures import Figures
from foi_return.wizard.preview import BANDED, PROTECTING, SMALL, cell_place, reason_of
from foi_return.wizard.table_view import TableView

SHOWN, LOW, UNRECORDED = "shown", "Above 0, but rounds to 0", "Not recorded or not applicable"
KINDS = {
    SHOWN: "Shown",
    SMALL: "Hidden because they are small",
    BANDED: "Shown as a range, because they are small",
    PROTECTING: "Hidden to protect another",
    LOW: LOW,
    UNRECORDED: UNRECORDED,
}
"""The kinds of cells, with what a row of the comparison calls each."""

ALWAYS = (SHOWN, SMALL, PROTECTING, UNRECORDED)
MOST_TOLD = 4
"""Totals that are named when a change is told; the rest are counted."""


def kind_of(figures: Figures, cell: ProtectedCell) -> str:
    """Which of `KINDS` a cell is."""
    if cell.published in (Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE):
        return UNRECORDED
    if cell.published is Shorthand.ROUNDS_TO_ZERO:
        return LOW
    return reason_of(figures, cell) or SHOWN


def count_kinds(figures: Figures) -> dict[str, Counter[str]]:
    """How many cells of each kind every table has, by the table's key; tables of percentages are left out."""
    return {
        table.key: Counter(kind_of(figures, cell) for row in table.rows for cell in row.cells)
        for table in _tables(figures)
    }


def _tables(figures: Figures) -> list[ProtectedTable]:
    return [table for table in figures.prepared.answer.tables if not table.holds_percentages]


def comparison(alternatives: Mapping[str, Figures], title: str, legend: Sequence[str] = ()) -> TableView:
    """How many cells each alternative shows, hides and does not have.

    Args:
        alternatives: The figures by the heading of their column; the present answer's are the first.
        title: What is compared.
        legend: What the headings mean.
    """
    counts = [sum(count_kinds(figures).values(), Counter()) for figures in alternatives.values()]
    kinds = [kind for kind in KINDS if kind in ALWAYS or any(count[kind] for count in counts)]
    rows = [(KINDS[kind], *(f"{count[kind]:,}" for count in counts)) for kind in kinds]
    present, *others = alternatives.items()
    if others:
        changed = [len(changed_totals(present[1], figures)) for _, figures in others]
        rows.append(("Totals that would change", "", *(f"{number:,}" for number in changed)))
        parts = [changed_parts(present[1], figures) for _, figures in others]
        rows.append(("Cells of breakdowns that would change", "", *(f"{number:,}" for number in parts)))
    notes = [line for name, figures in others for line in _tables_told(name, present[1], figures)]
    lead = "Numbers of cells in all tables. Nothing has been changed yet."
    return TableView(title, lead, ("Cells", *alternatives), tuple(rows), (*legend, *notes))


def _tables_told(name: str, now: Figures, instead: Figures) -> Iterator[str]:
    """Which tables hide more or less."""
    before, after = count_kinds(now), count_kinds(instead)
    told = []
    for table in _tables(instead):
        was, would = (_hidden(counts.get(table.key, Counter())) for counts in (before, after))
        if was != would:
            told.append(f"  {table.title.rpartition(',')[0] or table.title}: {was} not shown exactly now, {would} then")
    if told:
        yield f"{name}: tables that change:"
        yield from told
    else:
        yield f"{name}: in every table, as many numbers are not shown exactly as now."


def _hidden(count: Mapping[str, int]) -> int:
    return sum(count.get(kind, 0) for kind in (SMALL, BANDED, PROTECTING))


def changed_totals(before: Figures, after: Figures) -> list[str]:
    """Every total that is printed otherwise than before: `CCE, 2021/22: 45, was 40`.

    A change that is itself a small number is told as one: two protected answers can differ by one child.
    """
    was, now = _totals(before), _totals(after)
    threshold = max(figures.inputs.policy.threshold for figures in (before, after))
    told = []
    for place, (label, cell) in now.items():
        text = _text(after, cell)
        if place not in was:
            told.append(f"{label}, {cell.period}: {text}, is new")
            continue
        old = was[place][1]
        if _text(before, old) == text:
            continue
        small = (
            isinstance(old.published, int)
            and isinstance(cell.published, int)
            and abs(old.published - cell.published) < threshold
        )
        if small:
            told.append(f"{label}, {cell.period}: changed by less than {threshold}")
        else:
            told.append(f"{label}, {cell.period}: {text}, was {_text(before, old)}")
    told += [f"{label}, {cell.period}: is left out" for place, (label, cell) in was.items() if place not in now]
    return told


def _totals(figures: Figures) -> dict[tuple[str, str], tuple[str, ProtectedCell]]:
    """The totals of each category by category and year, each once."""
    found: dict[tuple[str, str], tuple[str, ProtectedCell]] = {}
    for table in _tables(figures):
        for row in table.rows:
            for cell in row.cells:
                if not cell.breakdown:
                    found.setdefault((cell.category, cell.period), (row.label, cell))
    return found


def _text(figures: Figures, cell: ProtectedCell) -> str:
    policy = figures.prepared.answer.policy
    return policy.printed(cell.published) if isinstance(cell.published, Shorthand) else cell.text


def what_changed(before: Figures, after: Figures) -> str:
    """What a changed answer did to the figures, in a few lines."""
    totals, parts = changed_totals(before, after), changed_parts(before, after)
    hidden = [sum(map(_hidden, count_kinds(figures).values())) for figures in (before, after)]
    more = [f"and {len(totals) - MOST_TOLD:,} more"] if len(totals) > MOST_TOLD else []
    told = f"Totals that changed: {'; '.join([*totals[:MOST_TOLD], *more])}." if totals else "No total changed."
    of_parts = f"{parts:,} cells of the breakdowns changed" if parts else "No cell of a breakdown changed"
    same = "as many as before" if hidden[0] == hidden[1] else f"before {hidden[0]:,}"
    return f"{told} {of_parts}; in all tables {hidden[1]:,} cells are not shown exactly, {same}."


def changed_parts(before: Figures, after: Figures) -> int:
    """How many cells of the breakdowns are printed otherwise, are new or are left out."""
    was, now = _parts(before), _parts(after)
    return sum(was.get(place) != now.get(place) for place in was.keys() | now.keys())


def _parts(figures: Figures) -> dict[tuple[str, Key], str]:
    return {
        (table.key, cell_place(cell)): _text(figures, cell)
        for table in _tables(figures)
        for row in table.rows
        for cell in row.cells
        if cell.breakdown
    }


_TOTAL = "Total"
"""How a table calls the row of everything it splits; a category that stands in such tables alone has no other row."""


def category_figures(figures: Figures, keys: Sequence[str], request: Request) -> TableView:
    """How many of what is counted the answers give each year for some categories and contexts, as protected figures."""
    labels = {category.key: category.label for category in request.categories}
    answer = figures.prepared.answer
    rows: dict[str, tuple[str, ...]] = {}
    for table in _tables(figures):
        for row in table.rows:
            key = _key_of(row.cells[0])
            if key in keys:
                label = labels.get(key, row.label) if row.label == _TOTAL else row.label
                rows.setdefault(key, (label, *(_text(figures, cell) for cell in row.cells)))
    years = [period.label for period in answer.periods]
    used = {text for row in rows.values() for text in row[1:]}
    notes = [f"{mark} {meaning}" for mark, meaning in answer.meanings.items() if mark in used]
    return TableView(
        f"{sentence_case(answer.wording.counted.plural)} each {answer.period_kind.short}, with the answers so far and "
        "the suggestions for the rest",
        "These figures are provisional, and protected as they would be in the answer. Two such screens, with different "
        "answers, can tell more than either: do not copy them.",
        ("Counted for", *years),
        tuple(rows[key] for key in keys if key in rows),
        tuple(notes),
    )


def _key_of(cell: ProtectedCell) -> str:
    """What a row counts: its category where nothing narrows it, or the context that alone does; else empty."""
    if not cell.breakdown:
        return cell.category
    return cell.breakdown.get("context", "") if set(cell.breakdown) == {"context"} else ""
