"""Marks, notes and messages of single cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foi_return.coverage import Gap
from foi_return.disclosure.placing import force_shown, place_weights
from foi_return.disclosure.problem import Problem, Protection, Zeros
from foi_return.disclosure.protect import Pattern, protect_table
from foi_return.errors import DisclosureError, Fault
from foi_return.inner_cells import Selector
from foi_return.periods import Period, financial_year
from foi_return.tables import CountCell, CountRow, CountTable
from foi_return.terms.policy import ShownCell, Weights
from foi_return.terms.request import TableDefinition
from foi_return.terms.shorthand import Shorthand
from tests.support.releases import problem

YEAR: Period = financial_year(2021)
NOT_RECORDED = Gap(Shorthand.NOT_AVAILABLE, "Gangs were not recorded.")


def count(category: str, figure: int | Gap, caution: str = "") -> CountCell:
    return CountCell(Selector(YEAR.label, frozenset({category})), category, (), figure, caution)


def table() -> CountTable:
    rows = (
        CountRow("CCE", (count("cce", 12),), ("A caution of the row.",)),
        CountRow("CSE", (count("cse", 3, "A caution of the cell."),)),
        CountRow("Gang", (count("gang", NOT_RECORDED),)),
        CountRow("OCG", (count("ocg", 0),)),
    )
    definition = TableDefinition("q1", "1", "Children", ("cce", "cse", "gang", "ocg"))
    return CountTable(definition, "Number of children, 2021/22", "Category", (YEAR,), rows)


NOTES = {"A caution of the row.": 2, "A caution of the cell.": 1, "Gangs were not recorded.": 3}


def test_protected_row_has_its_marks_and_the_numbers_of_its_notes() -> None:
    shown = protect_table(table(), Pattern(frozenset({(YEAR.label, "cse")})), "children", NOTES)
    assert [(row.label, row.cells[0].published, row.notes) for row in shown.rows] == [
        ("CCE", 12, (2,)),
        ("CSE", Shorthand.CONFIDENTIAL, (1,)),
        ("Gang", Shorthand.NOT_AVAILABLE, (3,)),
        ("OCG", 0, ()),
    ]


@pytest.mark.parametrize(
    ("count", "number", "tells_zeros", "stands"),
    [(2, 0, True, Shorthand.ROUNDS_TO_ZERO), (2, 0, False, 0), (0, 0, True, 0), (12, 10, True, 10)],
)
def test_count_that_rounds_to_zero_is_told_from_a_true_zero(
    count: int, number: int, tells_zeros: bool, stands: int | Shorthand
) -> None:
    assert Pattern(frozenset(), {("x",): number}, tells_zeros).published(("x",), count) == stands


def as_problem(zeros: Zeros = Zeros.SHOWN) -> Problem:
    letters = problem({"c": 12, "s": 3, "o": 0}, {"cce": "c", "cse": "s", "ocg": "o"}, Protection(5, zeros))
    cells = tuple(replace(cell, key=(YEAR.label, *cell.key)) for cell in letters.cells)
    return replace(letters, cells=cells)


def faults(category: str, zeros: Zeros = Zeros.SHOWN, guarded: bool = False) -> Fault:
    asked = as_problem(zeros)
    if guarded:
        cells = tuple(replace(cell, protect_zero=not cell.value) for cell in asked.cells)
        asked = replace(asked, cells=cells)
    with pytest.raises(DisclosureError) as raised:
        force_shown(asked, [ShownCell("file: shown[1]", YEAR.label, category, {})], [table()])
    (fault,) = raised.value.faults
    return fault


SMALL = (
    "a small number is shown only with a reason, a name and a date",
    "Add them if it was ordered or decided; else remove the cell",
)


def test_cell_that_cannot_be_shown_is_refused_with_what_to_do() -> None:
    where, lacking = "file: shown[1]", "and reason and name and date are missing"
    assert faults("cse") == Fault(where, f"'Number of children, CSE, 2021/22' is a small number, {lacking}", *SMALL)
    zero = faults("ocg", Zeros.MAY_HIDE, guarded=True)
    assert zero == Fault(where, f"'Number of children, OCG, 2021/22' is a zero that discloses, {lacking}", *SMALL)
    assert faults("ocg", Zeros.HIDDEN) == Fault(
        where,
        "'Number of children, OCG, 2021/22' is 0, and the policy hides every zero",
        'zeros = "shown", or a cell that is not 0',
        "Change the policy, or remove the cell",
    )
    assert faults("gang") == Fault(
        where,
        "there is no figure to show for 'Number of children, Gang, 2021/22'",
        "a cell that has one",
        "Remove it",
    )
    assert faults("csa zzzzzzzzzzzzzzzzz") == Fault(
        where,
        "no table of this return has the cell '2021/22, csa zzzzzzzzzzzzzzzzz'",
        "the period, category and breakdown of a cell, as release.json has them",
        "Mend it, or remove it",
    )


def test_nothing_is_forced_where_nothing_is_asked() -> None:
    forced = force_shown(as_problem(), [], [table()])
    assert (forced.problem, forced.names, forced.given, forced.notes) == (as_problem(), {}, {}, ())


def test_weight_for_what_no_table_has_is_refused_with_the_choices() -> None:
    with pytest.raises(DisclosureError) as raised:
        place_weights([table()], Weights(categories={"csa": 2}))
    (fault,) = raised.value.faults
    assert (fault.where, fault.found) == ("policy: weights.categories", "no table has 'csa'")
    assert "'cce'" in fault.expected
    assert fault.next_step.startswith("Did you mean '")
