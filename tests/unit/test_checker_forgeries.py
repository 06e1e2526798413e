"""Forged certificates whose fingerprint fits: each hides one lie, and the checker must name it."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from foi_return.disclosure.checker import check, main

FULL, LESS = "every value from L to the threshold", "every value from L to one less than the threshold"
EXACT, ALIKE = "not exactly known", "every value that rounds to the same number"
BY_TEN = {"base": 10, "method": "conventional", "hides_small": False, "far": 1}

Document = dict[str, Any]


def fitted(document: Document) -> Document:
    rest = {name: part for name, part in document.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return {**rest, "digest": hashlib.sha256(text.encode()).hexdigest()}


def cell(name: str, sums: Sequence[int], published: int | str | None, **more: Any) -> Document:
    role = "latent" if published is None else "published"
    return {
        "key": [name],
        "sums": list(sums),
        "published": published,
        "role": role,
        "protect_zero": False,
        **more,
    }


def fillings(start: int, values: Sequence[int], true: int, partner: int) -> list[list[list[int]]]:
    """One filling for each value of an inner cell, with another that moves against it."""
    return [[[start, value - true], [partner, true - value]] if value != true else [] for value in values]


def hidden_pair(true: int = 3, values: Sequence[int] = (1, 2, 3, 4, 5), **policy: Any) -> Document:
    """A (small) and B (9) are hidden, C (20) and their total are shown; a witness for each of the values of A."""
    counts = (true, 9, 20)
    return {
        "format": 1,
        "policy": {"threshold": 5, "zeros": "shown", "level": FULL, "rounding": None, "banded": False, **policy},
        "inner_cells": [{"name": [f"cellule «{name}»"], "count": n} for name, n in zip("abc", counts, strict=True)],
        "cells": [
            cell("a", [0], "hidden"),
            cell("b", [1], "hidden"),
            cell("c", [2], 20),
            cell("all", [0, 1, 2], sum(counts)),
        ],
        "statements": [],
        "fillings": fillings(0, values, true, 1),
        "witnesses": [{"cell": ["a"], "values": [[value, number] for number, value in enumerate(values)]}],
        "limited": [],
        "given": [],
    }


def reasons(document: Document) -> list[str]:
    verdict = check(fitted(document))
    assert verdict.valid is (not verdict.reasons)
    return verdict.reasons


def limit(name: str, at_least: Document | None = None, at_most: Document | None = None, *missing: int) -> Document:
    return {"cell": [name], "at_least": at_least, "at_most": at_most, "missing": list(missing)}


def proof(
    statements: Sequence[tuple[int, int]] = (), cells: Sequence[tuple[str, int]] = (), scale: int = 1
) -> Document:
    return {
        "scale": scale,
        "cells": [[[name], times] for name, times in cells],
        "statements": [list(each) for each in statements],
    }


def line(
    terms: Sequence[tuple[int, int]], low: int | None = None, high: int | None = None, name: str = "earlier"
) -> Document:
    return {"name": name, "terms": [list(term) for term in terms], "low": low, "high": high}


def test_honest_certificate_by_hand_is_valid_and_a_wrong_fingerprint_is_named() -> None:
    good = fitted(hidden_pair())
    assert check(good) == (True, [], [])
    assert check({**good, "digest": good["digest"][::-1]}) == (False, ["The digest does not fit"], [])


def test_what_cannot_be_read_says_what_was_met() -> None:
    assert check({}) == (False, ["The certificate cannot be read: KeyError 'digest'"], [])
    endless = hidden_pair(threshold=float("inf"))
    assert reasons(endless)[0].startswith("The certificate cannot be read: OverflowError")


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": 1},
        {"zeros": "secret"},
        {"level": "some values"},
        {"level": ALIKE},
        {"level": ALIKE, "rounding": {**BY_TEN, "base": 1}},
    ],
)
def test_unknown_policy_is_refused(changes: Document) -> None:
    assert reasons(hidden_pair(**changes))[0] == "The format or the policy is not known"


def test_unknown_format_is_refused() -> None:
    assert reasons({**hidden_pair(), "format": 2}) == ["The format or the policy is not known"]


def test_cell_that_stands_twice_is_refused() -> None:
    document = hidden_pair()
    document["cells"].append(copy.deepcopy(document["cells"][2]))
    assert reasons(document) == ["A cell stands twice"]


@pytest.mark.parametrize(
    ("values", "policy", "lacking"),
    [
        ((1, 2, 3, 4), {}, [5]),
        ((1, 2, 3, 5), {}, [4]),
        ((2, 3, 4, 5), {}, [1]),
        ((1, 2, 4, 5), {}, [3]),
        ((1, 2, 3, 4), {"level": LESS}, []),
        ((1, 2, 3), {"level": LESS}, [4]),
        ((1, 2, 3, 4, 5), {"zeros": "may be hidden"}, [0]),
        ((0, 1, 2, 3, 4, 5), {"zeros": "hidden"}, []),
        ((3,), {"level": EXACT}, [4]),
        ((3, 2), {"level": EXACT}, []),
    ],
)
def test_every_value_needs_its_witness(values: tuple[int, ...], policy: Document, lacking: list[int]) -> None:
    assert reasons(hidden_pair(3, values, **policy)) == [f"('a',) has no witness for {value}" for value in lacking]


def test_small_cell_without_any_witness_lacks_every_value() -> None:
    document = {**hidden_pair(), "witnesses": []}
    assert reasons(document) == [f"('a',) has no witness for {value}" for value in range(1, 6)]


def test_high_threshold_asks_for_every_value_up_to_it() -> None:
    lacking = {f"('a',) has no witness for {value}" for value in range(1, 61)}
    assert lacking <= set(reasons(hidden_pair(50, (), threshold=60)))


def test_threshold_of_two_protects_a_single_child() -> None:
    assert reasons(hidden_pair(1, (1, 2), threshold=2)) == []
    assert reasons(hidden_pair(1, (1,), threshold=2)) == ["('a',) has no witness for 2"]


@pytest.mark.parametrize(("count", "small"), [(1, True), (4, True), (5, False)])
def test_small_is_from_one_to_one_less_than_the_threshold(count: int, small: bool) -> None:
    document = hidden_pair(count, ())
    document["cells"][0]["published"] = count
    assert ("('a',) is small and shown, or no given" in reasons(document)) is small


@pytest.mark.parametrize(
    ("zeros", "protected", "small"),
    [("may be hidden", False, False), ("may be hidden", True, True), ("hidden", False, True), ("shown", False, False)],
)
def test_zero_is_small_where_zeros_are_hidden_or_it_discloses(zeros: str, protected: bool, small: bool) -> None:
    document = hidden_pair(0, (), zeros=zeros)
    document["cells"][0] |= {"published": 0, "protect_zero": protected}
    document["cells"][1]["published"] = 9
    assert ("('a',) is small and shown, or no given" in reasons(document)) is small


def cce_only(values: Sequence[int]) -> Document:
    """CCE 20 is shown, both (17) is hidden; the 3 with CCE only stand in no table."""
    document = hidden_pair(3, values)
    document["inner_cells"][1]["count"] = 17
    document["cells"] = [cell("cce", [0, 1], 20), cell("both", [1], "hidden"), cell("only", [0], None)]
    document["witnesses"][0]["cell"] = ["only"]
    return document


def test_group_that_no_table_shows_may_be_zero() -> None:
    assert reasons(cce_only((0, 1, 2, 3, 4, 5))) == []
    assert reasons(cce_only((1, 2, 3, 4, 5))) == ["('only',) has no witness for 0"]
    shown = cce_only((0, 1, 2, 3, 4, 5))
    shown["cells"][2]["published"] = 3
    assert reasons(shown)[0] == "('only',) is latent but published"


def test_counts_are_whole_numbers() -> None:
    for count in (20.0, True):
        document = hidden_pair()
        document["inner_cells"][2]["count"] = count
        document["cells"][2:] = [cell("c", [2], int(count)), cell("all", [0, 1, 2], 12 + int(count))]
        assert reasons(document)[0] == "A count is not a whole number"
    document = hidden_pair()
    document["inner_cells"].append({"name": ["d"], "count": -1})
    assert reasons(document) == ["A count is not a whole number"]


def test_cell_sums_each_inner_cell_once_by_its_place() -> None:
    for sums, published in (([2, 2], 40), ([-1], 20)):
        document = hidden_pair()
        document["cells"].append(cell("odd", sums, published))
        assert reasons(document) == ["('odd',) sums an inner cell twice"]
    document = hidden_pair()
    document["cells"].append(cell("nobody", [], 0))
    assert reasons(document) == []


def test_figure_that_is_not_true_is_refused() -> None:
    document = hidden_pair()
    document["cells"][2]["published"] = 21
    assert reasons(document) == ["('c',) does not show its true value"]


def test_zero_may_not_be_hidden_where_hidden_cells_are_at_least_one() -> None:
    document = hidden_pair()
    document["inner_cells"].append({"name": ["d"], "count": 0})
    document["cells"].append(cell("d", [3], "hidden"))
    assert reasons(document) == ["('d',) must be shown"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("a", "('a',) must be shown"),
        ("b", "('b',) must be shown"),
        ("c", "('c',) is small and shown, or no given"),
    ],
)
def test_given_is_a_small_cell_that_is_shown_and_nothing_else(given: str, fault: str) -> None:
    assert fault in reasons({**hidden_pair(), "given": [[given]]})


def test_group_that_no_table_shows_cannot_be_excused_as_given() -> None:
    document = cce_only(())
    assert reasons({**document, "given": [["only"]]}) == ["('only',) is latent but published"]


def test_shown_numbers_that_are_not_small_do_not_excuse_what_they_give_away() -> None:
    """B and the total shown give A away; calling them givens would prove that nothing could be done."""
    document = hidden_pair(3, (3,))
    document["cells"][1]["published"] = 9
    at_least, at_most = (proof(cells=[("all", sign), ("b", -sign), ("c", -sign)]) for sign in (1, -1))
    document |= {"limited": [limit("a", at_least, at_most)], "given": [["b"], ["c"], ["all"]]}
    assert reasons(document) == [f"('{name}',) is small and shown, or no given" for name in ("b", "c", "all")]


def test_given_bounds_what_has_the_same_sum() -> None:
    document = hidden_pair(3, (3,))
    document["cells"][0]["published"] = 3
    document["cells"].append(cell("same", [0], None))
    document["witnesses"][0]["cell"] = ["same"]
    document |= {"given": [["a"]], "limited": [limit("same", proof(cells=[("a", 1)]), proof(cells=[("a", -1)]))]}
    assert reasons(document) == []


@pytest.mark.parametrize(("low", "high"), [(4, None), (None, 2), (4, 9), (1, 2)])
def test_statement_that_is_false_is_refused(low: int | None, high: int | None) -> None:
    document = {**hidden_pair(3, (3,), level=EXACT), "statements": [line([(0, 1)], low, high)]}
    assert reasons(document)[0] == "The statement 'earlier' is false"


@pytest.mark.parametrize(
    ("low", "high", "broken"),
    [(3, None, [0, 1]), (None, 3, [3, 4]), (3, 9, [0, 1]), (2, 3, [0, 3, 4]), (0, None, []), (None, 5, [])],
)
def test_filling_agrees_with_every_statement(low: int | None, high: int | None, broken: list[int]) -> None:
    document = {**hidden_pair(), "statements": [line([(2, 1)], 20, 20, "of C"), line([(0, 1)], low, high)]}
    assert reasons(document) == [f"Filling {number} breaks 'earlier'" for number in broken]


def test_statement_names_inner_cells_by_their_place() -> None:
    """Counted from the end, its terms would not be seen to move."""
    document = {**hidden_pair(), "statements": [line([(-3, 1)], 3, 3)]}
    assert reasons(document) == ["The statement 'earlier' is false"]


def test_filling_moves_whole_children_and_none_below_zero() -> None:
    document = hidden_pair()
    document["inner_cells"].append({"name": ["d"], "count": 0})
    document["cells"][0]["sums"] = [0, 3]
    for moves in ([[0, 1], [3, -1]], [[0, 0.5], [3, -0.5]], [[-1, 1], [0, -1]]):
        forged = {**document, "fillings": [*document["fillings"], moves]}
        assert set(reasons(forged)) <= {
            "Filling 5 has a count that is not a whole number of 0 or more",
            "Filling 5 contradicts ('all',)",
        }
        assert reasons(forged)[0].startswith("Filling 5 has a count")
    forged = {**document, "fillings": [*document["fillings"], [[4, 1]]]}
    assert reasons(forged) == ["The certificate cannot be read: IndexError list index out of range"]


def test_filling_leaves_what_is_shown_and_hidden_cells_above_nothing() -> None:
    for moves, fault in (([[2, 1], [1, -1]], "c"), ([[1, -9], [0, 9]], "b"), ([[1, 1]], "all")):
        document = hidden_pair()
        assert reasons({**document, "fillings": [*document["fillings"], moves]}) == [
            f"Filling 5 contradicts ('{fault}',)"
        ]


def test_witness_gives_the_value_that_it_is_for() -> None:
    for number in (0, -2):
        document = hidden_pair()
        document["witnesses"][0]["values"][3][1] = number
        gives = 1 if number == 0 else 4
        assert reasons(document) == [f"The witness for ('a',) = 4 gives {gives}"]


AT_MOST_4 = line([(0, 1)], None, 4)
AT_LEAST_2 = line([(0, 1)], 2, None)
AB_IS_12, B_AT_MOST_9 = line([(0, 1), (1, 1)], 12, None), line([(1, 2)], None, 18)


@pytest.mark.parametrize(
    ("values", "statements", "found"),
    [
        ((1, 2, 3, 4), [AT_MOST_4], limit("a", None, proof([(0, -1)]))),
        ((2, 3, 4, 5), [AT_LEAST_2], limit("a", proof([(0, 1)]))),
        ((1, 2, 3, 4), [line([(0, 2)], None, 9)], limit("a", None, proof([(0, -1)], scale=2))),
        ((3, 4, 5), [AB_IS_12, B_AT_MOST_9], limit("a", proof([(0, 2), (1, -1)], scale=2))),
    ],
)
def test_proof_of_a_limit_excuses_what_lies_beyond_it(
    values: tuple[int, ...], statements: list[Document], found: Document
) -> None:
    document = hidden_pair(3, values)
    document |= {"statements": statements, "limited": [found]}
    if len(statements) > 1:  # what the second statement forbids lets A move with nobody else
        document["fillings"] = [[[0, value - 3]] if value != 3 else [] for value in values]
        document["cells"] = [document["cells"][0], *document["cells"][2:3]]
    assert reasons(document) == []
    assert reasons({**document, "limited": []}) != []


def test_cell_that_statements_fix_needs_no_other_value() -> None:
    exactly = {**hidden_pair(3, (3,), level=EXACT), "statements": [line([(0, 1)], 3, 3)]}
    assert reasons({**exactly, "limited": [limit("a", proof([(0, 1)]), proof([(0, -1)]))]}) == []
    assert reasons({**exactly, "limited": [limit("a", proof([(0, 1)]))]}) == ["('a',) has no witness for 4"]


def test_value_that_no_pattern_could_leave_is_told_as_unproved() -> None:
    document = {**hidden_pair(3, (1, 3, 5)), "limited": [limit("a", None, None, 2, 4)]}
    verdict = check(fitted(document))
    assert verdict == (True, [], ["('a',) has no witness for 2", "('a',) has no witness for 4"])
    assert reasons({**document, "limited": [limit("a", None, None, 2)]}) == ["('a',) has no witness for 4"]
    known = {**hidden_pair(3, (3,), level=EXACT), "limited": [limit("a", None, None, 2, 4)]}
    assert check(fitted(known)) == (True, [], ["('a',) has no witness for 2"])


@pytest.mark.parametrize(
    "forged",
    [
        proof([(0, 1)]),  # A and B are at least 12 together; A alone need not be
        proof([(1, -1)], scale=-1),
        proof([(-2, 1), (-1, -1)], scale=2),  # counted from the end, as rounded numbers could be named
    ],
)
def test_proof_that_does_not_add_up_excuses_nothing(forged: Document) -> None:
    document = hidden_pair(3, (3,), zeros="may be hidden")
    document |= {"statements": [AB_IS_12, B_AT_MOST_9], "limited": [limit("a", forged)]}
    lacking = [f"('a',) has no witness for {value}" for value in (0, 1, 2, 4, 5)]
    assert reasons(document) == ["The proof for ('a',) does not add up", *lacking]


def test_proof_takes_hidden_cells_from_below_only() -> None:
    """All three are 32, so A would be at most 3 if B and C were at most 9 and 20."""
    document = hidden_pair(3, (1, 2, 3))
    document["statements"] = [line([(0, 1), (1, 1), (2, 1)], 32, 32)]
    document["limited"] = [limit("a", proof([(0, 1)], [("b", -1), ("c", -1)]))]
    found = reasons(document)
    assert found[:2] == ["The proof for ('a',) uses ['b']", "The proof for ('a',) uses ['c']"]


def test_shown_zero_is_nobody_and_a_zero_that_may_be_hidden_is_not() -> None:
    """A with D is at least 3. A zero that must be shown makes D nobody; else D might be all of them."""
    document = hidden_pair(3, (3, 4, 5))
    document["inner_cells"].append({"name": ["d"], "count": 0})
    document["cells"].append(cell("d", [3], 0))
    document |= {"statements": [line([(0, 1), (3, 1)], 3)], "limited": [limit("a", proof([(0, 1)]))]}
    assert reasons(document) == []
    document["policy"]["zeros"] = "may be hidden"
    assert reasons(document)[0] == "The proof for ('a',) does not add up"


def rounded(true: int = 7, values: Sequence[int] = tuple(range(5, 15)), **more: Any) -> Document:
    """A is shown as the multiple of ten next to it; eight is not small."""
    shown, told = (0, (1, 4)) if true < 5 else (10, (5, 14))
    document = hidden_pair(true, values, threshold=8, level=ALIKE, rounding={**BY_TEN, **more})
    document["fillings"] = [[[0, value - true]] if value != true else [] for value in values]
    document["cells"] = [cell("a", [0], shown, statement=0)]
    document["statements"] = [line([(0, 1)], *told, "shown rounded")]
    return document


@pytest.mark.parametrize(("true", "values"), [(7, tuple(range(5, 15))), (2, (1, 2, 3, 4)), (5, tuple(range(5, 15)))])
def test_rounded_number_leaves_every_count_that_rounds_to_it(true: int, values: tuple[int, ...]) -> None:
    assert reasons(rounded(true, values)) == []
    for value in (values[0], values[-1]):
        fewer = tuple(each for each in values if each != value)
        assert reasons(rounded(true, fewer)) == [f"('a',) has no witness for {value}"]


def test_rounded_number_is_told_by_its_place_and_is_no_given() -> None:
    document = rounded()
    document["cells"][0]["statement"] = -1
    assert reasons(document)[0] == "('a',) is not told as shown"
    assert reasons({**rounded(), "given": [["a"]]})[0] == "('a',) is not told as shown"


def test_nothing_that_is_shown_rounded_excuses_a_missing_value() -> None:
    document = rounded(7, (7,))
    document["limited"] = [limit("a", proof([(0, 1)]), proof([(0, -1)]))]
    assert reasons(document)[:2] == ["The proof for ('a',) does not add up"] * 2
    zero = rounded(2, (1, 2, 3, 4))
    zero["cells"] += [cell("b", [1], "hidden"), cell("same", [0], "hidden")]
    zero["limited"] = [limit("same", None, proof())]
    assert "The proof for ('same',) does not add up" in reasons(zero)


def release(*figures: Document, threshold: int = 5) -> Document:
    usual = {"period": "2019/20", "category": "cce", "breakdown": {}, "unit": "children"}
    return {"policy": {"threshold": threshold}, "cells": [{**usual, **figure} for figure in figures]}


def certified(*cells: tuple[tuple[str, ...], int]) -> Document:
    document = hidden_pair()
    document |= {"witnesses": [], "fillings": []}
    document["inner_cells"] = [{"name": list(key), "count": count} for key, count in cells]
    document["cells"] = [
        cell("", [place], count) | {"key": ["2019/20", "cce", *key]} for place, (key, count) in enumerate(cells)
    ]
    return fitted(document)


BOYS = {"breakdown": {"sex": "Male"}}
SHARE = {**BOYS, "unit": "percent of children"}


@pytest.mark.parametrize(("share", "right"), [(1.3, True), (1.2, True), (1.25, True), (1.3002, False), (1.1998, False)])
def test_share_is_within_rounding_of_its_figures(share: float, right: bool) -> None:
    document = certified(((), 2000), (("sex=Male",), 25))
    verdict = check(document, release({"value": 2000}, {**BOYS, "value": 25}, {**SHARE, "value": share}))
    fault = "The release's share for ('2019/20', 'cce', 'sex=Male') is not of its figures"
    assert verdict.reasons == ([] if right else [fault])


def test_places_without_a_figure_and_hidden_shares_are_passed_over() -> None:
    document = certified(((), 2000), (("sex=Male",), 25))
    shown = ({"value": 2000}, {**BOYS, "value": 25})
    passed_over = (
        {"category": "gang", "shorthand": "x"},
        {"category": "ocg", "shorthand": "z"},
        {**SHARE, "shorthand": "c"},
    )
    assert check(document, release(*shown, *passed_over)).valid
    plain = [{name: part for name, part in each.items() if name != "unit"} for each in release(*shown)["cells"]]
    assert check(document, {**release(), "cells": plain}).valid


def test_figure_that_is_not_certified_is_named_and_so_is_one_that_is_left_out() -> None:
    document = certified(*(((f"age_group={age}",), 40 + age) for age in range(10, 17)))
    fault = "The release's ('2019/20', 'gang') is not as certified"
    left_out = [("2019/20", "cce", f"age_group={age}") for age in range(10, 15)]
    assert check(document, release({"category": "gang", "value": 30})).reasons == [
        fault,
        f"Certified cells are not in the release: {left_out}",
    ]


def test_number_that_rounds_to_nothing_may_not_be_left_out() -> None:
    document = rounded(2, (1, 2, 3, 4))
    document["cells"][0]["key"] = document["witnesses"][0]["cell"] = ["2019/20", "cce"]
    assert check(fitted(document), release({"shorthand": "low"}, threshold=8)).valid
    assert check(fitted(document), release(threshold=8)).reasons == [
        "Certified cells are not in the release: [('2019/20', 'cce')]"
    ]


def test_verdict_is_printed_with_what_it_rests_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, other = tmp_path / "certificate.json", tmp_path / "release.json"
    document = {**hidden_pair(3, (1, 3, 5)), "limited": [limit("a", None, None, 2, 4)]}
    path.write_text(json.dumps(fitted(document)), encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "('a',) has no witness for 2",
        "('a',) has no witness for 4",
        "valid",
    ]
    path.write_text(json.dumps(certified(((), 2000))), encoding="utf-8")
    other.write_text(json.dumps(release({"value": 2001})), encoding="utf-8")
    assert main([str(path), str(other)]) == 1
    assert capsys.readouterr().out.splitlines() == ["The release's ('2019/20', 'cce') is not as certified", "INVALID"]
