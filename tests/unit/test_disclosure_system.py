"""The system of everything that the reader will know follows from what the published cells sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from foi_return.disclosure.problem import Problem, Protection, Role, Zeros
from foi_return.disclosure.system import EarlierFigure, Known, SystemBuilder
from foi_return.inner_cells import InnerCell, Selector
from foi_return.tables import CountCell
from foi_return.terms.request import NOT_KNOWN

YEAR = "2019/20"
YOUNG, MIDDLE, OLD = "Under 12", "12 to 13", "14 and over"
CELLS = (
    InnerCell(YEAR, ("cce",), "Female", YOUNG, 3),
    InnerCell(YEAR, ("cce", "online"), "Male", OLD, 9),
    InnerCell(YEAR, ("cce", "cse"), "Female", OLD, 17),
    InnerCell(YEAR, ("cse",), "Male", MIDDLE, 2),
)
MEANS: dict[str, dict[str, Any]] = {
    "cce": {"all_of": frozenset({"cce"})},
    "cse": {"all_of": frozenset({"cse"})},
    "both": {"all_of": frozenset({"cce", "cse"})},
    "again": {"all_of": frozenset({"cce", "cse"})},
    "either": {"any_of": frozenset({"cce", "cse"})},
    "gang": {"all_of": frozenset({"gang"})},
    "gang and cce": {"all_of": frozenset({"gang", "cce"})},
    "online": {"all_of": frozenset({"online"}), "any_of": frozenset({"cce", "cse"})},
}


def selector(category: str, sex: str | None = None, ages: Sequence[str] | None = None, period: str = YEAR) -> Selector:
    return Selector(period, **MEANS[category], sex=sex, age_groups=None if ages is None else frozenset(ages))


def count(category: str, sex: str | None = None, age: str | None = None, period: str = YEAR) -> CountCell:
    chosen = selector(category, sex, None if age is None else (age,), period)
    narrowed = (("sex", sex), ("age_group", age))
    breakdown = tuple((name, label) for name, label in narrowed if label is not None)
    return CountCell(chosen, category, breakdown, chosen.count(CELLS))


def known(**more: Any) -> Known:
    usual: dict[str, Any] = {
        "containments": (),
        "sexes": ("Female", "Male"),
        "age_groups": (YOUNG, MIDDLE, OLD),
        "recorded": frozenset((key, YEAR) for key in ("cce", "cse", "gang", "online")),
    }
    return Known(**usual | more)


def build(
    published: Sequence[CountCell],
    empty: Sequence[CountCell] = (),
    guard: bool = False,
    cells: Sequence[InnerCell] = CELLS,
    **more: Any,
) -> Problem:
    protection = Protection(5, Zeros.MAY_HIDE if guard else Zeros.SHOWN)
    return SystemBuilder(published, empty, cells, known(**more), protection, guard).build()


def latent(problem: Problem) -> dict[tuple[str, ...], int]:
    return {cell.key: cell.value for cell in problem.cells if cell.role is Role.LATENT}


def test_categories_that_are_counted_together_share_inner_cells_and_others_stand_apart() -> None:
    problem = build([count("online"), count("gang"), count("both"), count("cce"), count("cse")])
    assert [(inner.name, inner.count) for inner in problem.inner] == [
        ((YEAR, "cce", "every", "every"), 12),
        ((YEAR, "cse", "every", "every"), 2),
        ((YEAR, "cce+cse", "every", "every"), 17),
        ((YEAR, "gang", "every", "every"), 0),
        ((YEAR, "online", "every", "every"), 9),
    ]
    assert {cell.key[1]: cell.value for cell in problem.cells if cell.published} == {
        "online": 9,
        "gang": 0,
        "both": 17,
        "cce": 29,
        "cse": 19,
    }


def test_combinations_that_the_counting_rules_forbid_have_no_inner_cell() -> None:
    problem = build([count("gang and cce")], containments=(("gang", "cce"),))
    assert [inner.name[1] for inner in problem.inner] == ["cce", "cce+gang"]
    assert not problem.statements


def test_period_in_which_nobody_was_counted_is_all_zeros() -> None:
    later = CountCell(selector("cce", period="2020/21"), "cce", (), 0)
    assert [inner.count for inner in build([later]).inner] == [0]


def test_category_that_means_either_of_two_leaves_out_those_with_neither() -> None:
    problem = build([count("either"), count("gang and cce")])
    (either,) = [cell for cell in problem.cells if cell.key == (YEAR, "either")]
    names = {problem.inner[position].name[1] for position in either.sums}
    assert (either.value, "gang" in names, "cce" in names) == (31, False, True)


def test_row_that_is_left_out_is_a_zero_that_must_stay_shown() -> None:
    problem = build([count("cce")], [count("cse", "Female", MIDDLE)])
    assert [(cell.key[1], cell.value, cell.hideable) for cell in problem.cells] == [
        ("cce", 29, True),
        ("cse", 0, False),
    ]


def test_count_that_is_not_the_sum_of_its_inner_cells_is_a_bug() -> None:
    wrong = CountCell(selector("cce"), "cce", (), 30)
    with pytest.raises(AssertionError, match="counted twice or not at all"):
        build([wrong])


def test_weight_is_by_place_where_none_is_given() -> None:
    published = [
        count("cce"),
        count("cce", "Female"),
        CountCell(selector("cce", NOT_KNOWN), "cce", (("sex", NOT_KNOWN),), 0),
    ]
    problem = build(published, sexes=("Female", "Male", NOT_KNOWN))
    assert [cell.weight for cell in problem.cells if cell.published] == [10, 3, 2]


def test_groups_that_follow_by_subtraction_need_protection_once_each() -> None:
    published = [count(name, sex) for name in ("cce", "cse", "both", "again") for sex in (None, "Female")]
    assert latent(build(published)) == {
        (YEAR, "cce without both"): 12,
        (YEAR, "cse without both"): 2,
        (YEAR, "cce without both", "sex=Female"): 3,
        (YEAR, "cse without both", "sex=Female"): 0,
    }


def earlier(category: str, ages: Sequence[str], low: int, high: int | None, label: str) -> EarlierFigure:
    place = (YEAR, category, f"age_group={label}")
    return EarlierFigure(f"REF 1: {label}", place, selector(category, ages=ages), low, high)


def test_groups_that_only_two_answers_together_tell_apart_need_protection() -> None:
    """Under 14 (3) in the earlier answer; 14 and over in both; under 12 and 12 to 13 in this one."""
    published = [count("cce", age=age) for age in (MIDDLE, OLD)]
    problem = build(published, earlier=(earlier("cce", (YOUNG, MIDDLE), 3, 3, "Under 14"),))
    pieces = [cell for cell in problem.cells if cell.role is Role.LATENT]
    assert [(cell.key, cell.value) for cell in pieces] == [
        ((YEAR, "cce", "age_group=Under 14", "piece 0.1"), 3),
        ((YEAR, "cce", "age_group=Under 14", "piece 0.4"), 3),
    ]
    ages = [[problem.inner[position].name[3] for position in cell.sums] for cell in pieces]
    assert ages == [[YOUNG], [YOUNG, MIDDLE]]
    (statement,) = problem.statements
    assert (statement.name, statement.low, statement.high) == ("REF 1: Under 14", 3, 3)
    assert sorted(problem.inner[position].name[3] for position, _ in statement.terms) == [MIDDLE, YOUNG]


def test_what_an_earlier_answer_hid_needs_protection_still() -> None:
    problem = build([count("cce")], earlier=(earlier("cce", (YOUNG,), 1, None, "Under 12"),))
    assert latent(problem) == {(YEAR, "cce", "age_group=Under 12", "piece 0.0"): 3}
    shown = build([count("cce")], earlier=(earlier("cce", (OLD,), 26, 26, "14 and over"),))
    assert latent(shown) == {}


def test_earlier_figure_is_compared_with_the_same_split_of_the_same_category() -> None:
    figure = EarlierFigure("REF 1", (YEAR, "cce", "sex=Female"), selector("cce", "Female"), 20, 20)
    others = [count("cce"), count("cce", age=YOUNG)]
    assert "piece" not in str(latent(build(others, earlier=(figure,))))
    alike = build([*others, count("cce", "Male"), count("both", "Female")], earlier=(figure,))
    assert latent(alike)[(YEAR, "cce", "sex=Female", "piece 0.1")] == 20


def test_earlier_figure_of_what_is_not_printed_now_is_compared_with_what_shares_somebody_with_it() -> None:
    """Girls for CCE are printed no more, girls for both are: the difference is girls for CCE alone."""
    figure = EarlierFigure("REF 1", (YEAR, "cce", "sex=Female"), selector("cce", "Female"), 20, 20)
    pieces = latent(build([count("cce"), count("both", "Female")], earlier=(figure,)))
    assert pieces == {(YEAR, "cce", "sex=Female", "piece 0.1"): 3}
    apart = build([count("cce"), count("both", "Male")], earlier=(figure,))
    assert "piece" not in str(latent(apart))


def test_part_has_no_more_children_than_the_categories_it_lies_within() -> None:
    problem = build([count("cce"), count("cse"), count("both"), count("online")])
    (statement,) = problem.statements
    assert (statement.name, statement.low, statement.high) == (f"online lies within cce or cse in {YEAR}", 0, None)
    factors = {problem.inner[position].name[1]: factor for position, factor in statement.terms}
    assert factors == {"cce": 1, "cse": 1, "cce+cse": 1, "online": -1}


def test_containment_of_two_blocks_is_a_statement_and_of_what_no_table_has_is_not() -> None:
    pair = (("gang", "cce"), ("gang", "cse"))
    problem = build([count("cce"), count("gang")], containments=pair)
    assert [statement.name for statement in problem.statements] == [f"gang lies within cce in {YEAR}"]


def test_category_that_could_not_be_recorded_holds_nobody() -> None:
    problem = build(
        [count("cce"), count("cse"), count("online")], recorded=frozenset({("cce", YEAR), ("online", YEAR)})
    )
    (statement,) = problem.statements
    assert statement.name == f"online lies within cce in {YEAR}"
    assert {problem.inner[position].name[1] for position, _ in statement.terms} == {"cce", "online"}


def test_zero_discloses_where_all_of_a_group_are_in_one_known_class() -> None:
    published = [count("online"), *(count("online", sex) for sex in ("Female", "Male"))]
    published += [count("cce"), *(count("cce", age=age) for age in (YOUNG, MIDDLE, OLD))]
    guarded = [cell.key[1:] for cell in build(published, guard=True).cells if cell.protect_zero]
    assert guarded == [("online", "sex=Female")]
    assert not any(cell.protect_zero for cell in build(published).cells)


def test_zero_discloses_of_a_group_of_one_child_too() -> None:
    one = InnerCell(YEAR, ("gang",), "Male", OLD, 1)
    figures = {"Female": 0, "Male": 1}
    published = [CountCell(selector("gang", sex), "gang", (("sex", sex),), figure) for sex, figure in figures.items()]
    guarded = [cell.key[1:] for cell in build(published, guard=True, cells=(one,)).cells if cell.protect_zero]
    assert guarded == [("gang", "sex=Female")]
