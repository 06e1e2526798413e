"""What a policy says of single places: what hiding a cell costs, and which cells must be shown.

A weight depends on a cell's place, never on its count. A small cell is shown only by order: with a reason, a name and a
date; the reader then knows it whatever else is done, and the rest is protected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foi_return.disclosure.problem import Key, Problem, Zeros, place_key
from foi_return.disclosure.system import cell_key, usual_weight
from foi_return.errors import DisclosureError, Fault
from foi_return.periods import date_in_words
from foi_return.tables import CountCell, CountTable
from foi_return.terms.policy import ShownCell, Weights
from foi_return.text import listed, nearest


def place_weights(tables: Sequence[CountTable], weights: Weights) -> dict[Key, int]:
    """The weight of each cell; one that stands in several tables has the greatest.

    Raises:
        DisclosureError: A weight is for a category or a question that no table has.
    """
    found: dict[Key, int] = {}
    for table, cell in _cells(tables):
        times = weights.categories.get(cell.category, 1) * weights.questions.get(table.definition.question, 1)
        key = cell_key(cell)
        found[key] = max(found.get(key, 0), times * usual_weight(cell, weights))
    categories = {cell.category for _, cell in _cells(tables)}
    questions = {table.definition.question for table in tables}
    faults = [
        Fault(f"policy: weights.{what}", f"no table has '{name}'", listed(sorted(known)), nearest(name, known))
        for what, named, known in (
            ("categories", weights.categories, categories),
            ("questions", weights.questions, questions),
        )
        for name in named
        if name not in known
    ]
    if faults:
        raise DisclosureError(faults)
    return found


def _cells(tables: Sequence[CountTable]) -> Iterator[tuple[CountTable, CountCell]]:
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                yield table, cell


@dataclass(frozen=True, slots=True)
class ForcedCells:
    """Cells that must be shown.

    Attributes:
        problem: The problem with them.
        names: What a person calls each.
        given: Those of them that are small, by order.
    """

    problem: Problem
    names: Mapping[Key, str]
    given: Mapping[Key, ShownCell]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader is told of each small number that is shown."""
        return tuple(
            f"{self.names[key]}: this number is small and is published by order. {cell.reason.rstrip('.')} "
            f"({date_in_words(cell.decided)})."
            for key, cell in self.given.items()
            if cell.decided is not None
        )


def force_shown(problem: Problem, shown: Sequence[ShownCell], tables: Sequence[CountTable]) -> ForcedCells:
    """The problem in which these cells are shown whatever else is hidden.

    Raises:
        DisclosureError: No table has such a cell, it has no figure, or it is small and not shown by order.
    """
    if not shown:
        return ForcedCells(problem, {}, {})
    names = _names(tables)
    wanted = {place_key(cell.period, cell.category, cell.breakdown): cell for cell in shown}
    cells = {cell.key: cell for cell in problem.cells if cell.published}
    gaps = {cell_key(cell) for _, cell in _cells(tables)} - cells.keys()
    small = {key: cell for key, cell in wanted.items() if key in cells and cells[key].is_small(problem.protection)}
    zeros_hidden = problem.protection.zeros is Zeros.HIDDEN
    faults = [_missing(cell, key, names, gaps) for key, cell in wanted.items() if key not in cells]
    for key, cell in small.items():
        is_zero = not cells[key].value
        faults += (
            [_hidden_zero(cell, names[key])] if is_zero and zeros_hidden else _order_faults(cell, names[key], is_zero)
        )
    if faults:
        raise DisclosureError(faults)
    forced = tuple(replace(cell, hideable=False) if cell.key in wanted else cell for cell in problem.cells)
    return ForcedCells(replace(problem, cells=forced), {key: names.get(key, "") for key in wanted}, small)


def _names(tables: Sequence[CountTable]) -> dict[Key, str]:
    """A name in words for each cell: its year, what the table is of, and the row."""
    names: dict[Key, str] = {}
    for table in tables:
        for row in (*table.rows, *table.left_out):
            for cell in row.cells:
                title = table.title.rpartition(",")[0]
                names.setdefault(cell_key(cell), f"{title}, {row.label}, {cell.selector.period}")
    return names


def _missing(cell: ShownCell, key: Key, names: Mapping[Key, str], gaps: set[Key]) -> Fault:
    if key in gaps:
        return Fault(cell.where, f"there is no figure to show for '{names[key]}'", "a cell that has one", "Remove it")
    place = ", ".join(key)
    places = {", ".join(other): other for other in names}
    return Fault(
        cell.where,
        f"no table of this return has the cell '{place}'",
        "the period, category and breakdown of a cell, as release.json has them",
        nearest(place, places) or "Mend it, or remove it",
    )


def _order_faults(cell: ShownCell, name: str, is_zero: bool) -> list[Fault]:
    missing = [
        what for what, given in (("reason", cell.reason), ("name", cell.name), ("date", cell.decided)) if not given
    ]
    if not missing:
        return []
    what = "a zero that discloses" if is_zero else "a small number"
    return [
        Fault(
            cell.where,
            f"'{name}' is {what}, and {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing",
            "a small number is shown only with a reason, a name and a date",
            "Add them if it was ordered or decided; else remove the cell",
        )
    ]


def _hidden_zero(cell: ShownCell, name: str) -> Fault:
    return Fault(
        cell.where,
        f"'{name}' is 0, and the policy hides every zero",
        'zeros = "shown", or a cell that is not 0',
        "Change the policy, or remove the cell",
    )
