"""Earlier answers over other days: counted again over those days, protected against, or refused by name."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.attack import AttackReport, Verdict, attack_files
from foi_return.config.answers import Answers
from foi_return.config.earlier_periods import linked_answers
from foi_return.config.request import RequestOverrides
from foi_return.config.toml_write import toml_text
from foi_return.disclosure.checker import check
from foi_return.disclosure.earlier import EarlierAnswer, Spot
from foi_return.errors import DisclosureError
from foi_return.periods import Period
from foi_return.register import open_register
from foi_return.run import answer_request
from foi_return.terms.view import Window, window_in
from tests.support.batch_council import make_folder
from tests.support.small_council import Person, Record, SmallCouncil

YEAR = "2021/22"
QUARTERS = "2021/22 Q1 to 2021/22 Q4"
JUNE = date(2022, 6, 30)


def council(later: int, *, days: Sequence[str] = ("2021-05-01",)) -> SmallCouncil:
    """Twenty children of the first months, and some whose records start in December."""
    people = [Person(f"{number:03d}", "2008-05-01", "FM"[number % 2]) for number in range(40)]
    records = [Record(f"{number:03d}", "CSE", days[number % len(days)]) for number in range(20)]
    records += [Record(f"{20 + number:03d}", "CSE", "2021-12-05") for number in range(later)]
    return SmallCouncil(people, records)


def answer(folder: Path, of: SmallCouncil, reference: str, years: str, *earlier: str, **more: Any) -> dict[str, Any]:
    """Answers, checks the certificate, and reads the release record."""
    field_map = folder / "map.toml"
    field_map.write_text(toml_text(of.field_map_tables(), "A map."), encoding="utf-8")
    answers = Answers(
        request="core",
        reference=reference,
        field_map=str(field_map),
        sources=of.write(folder),
        output=folder / "out",
        overrides=RequestOverrides(years=(years,), categories=("cse",)),
        earlier=tuple(release(folder, each) for each in earlier),
        **more,
    )
    answer_request(answers, lambda _: None)
    record: dict[str, Any] = json.loads(release(folder, reference).read_text(encoding="utf-8"))
    certificate = folder / "out" / f"{reference}-internal" / "certificate.json"
    assert check(json.loads(certificate.read_text(encoding="utf-8")), record).valid
    return record


def release(folder: Path, reference: str) -> Path:
    return folder / "out" / reference / "release.json"


def attack(folder: Path, reference: str, earlier: str) -> AttackReport:
    return attack_files([release(folder, reference)], [release(folder, earlier)], names=[reference, earlier])


def totals(record: dict[str, Any]) -> dict[str, object]:
    return {
        cell["period"]: cell.get("value", cell.get("shorthand")) for cell in record["cells"] if cell["table"] == "q1"
    }


def told_apart(report: AttackReport) -> list[str]:
    """What comes out of two answers as the number of children whom only one of them counts."""
    found = report.readings[0].of(Verdict.EXACT, Verdict.SMALL)
    return [each.place.definition for each in found if "without" in each.place.definition]


def test_extract_that_ended_in_november_and_the_whole_year_do_not_tell_of_one_child(tmp_path: Path) -> None:
    november = answer(tmp_path, council(1), "FIRST", YEAR, extracted_on=date(2021, 11, 30))
    assert totals(november) == {YEAR: 20}
    alone = answer(tmp_path, council(1), "ALONE", YEAR, extracted_on=JUNE)
    assert totals(alone) == {YEAR: 21}
    assert told_apart(attack(tmp_path, "ALONE", "FIRST")) == ["2021/22 without 2021/22 to 2021-11-30"] * 2
    together = answer(tmp_path, council(1), "SECOND", YEAR, "FIRST", extracted_on=JUNE)
    assert totals(together) == {YEAR: "c"}
    assert not told_apart(attack(tmp_path, "SECOND", "FIRST"))
    # What was not so when the first answer was made is no revision: the figure is true of its own days.
    about = json.loads((tmp_path / "out" / "SECOND-internal" / "certificate.json").read_text(encoding="utf-8"))
    named = [each["name"] for each in about["statements"]]
    assert "FIRST: 2021/22 to 30 November 2021, cse" in named
    hidden = (tmp_path / "out" / "SECOND-internal" / "what-is-hidden.txt").read_text(encoding="utf-8")
    assert "Other figures of earlier answers that the present extract does not bear out\n  None." in hidden
    assert "CSE), 2021/22] = 21 were shown" in hidden
    compared = (tmp_path / "out" / "SECOND-internal" / "compared-with-earlier.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.DictReader(compared.splitlines()) if row["Category"] == "cse" and not row["Breakdown"]]
    assert rows[0]["Why it differs"].startswith("the earlier extract ended on 2021-11-30, within the period")


def test_enough_later_children_are_no_small_number(tmp_path: Path) -> None:
    answer(tmp_path, council(12), "FIRST", YEAR, extracted_on=date(2021, 11, 30))
    assert totals(answer(tmp_path, council(12), "SECOND", YEAR, "FIRST", extracted_on=JUNE)) == {YEAR: 32}


def test_extract_that_goes_no_further_counts_the_same_days(tmp_path: Path) -> None:
    day = {"extracted_on": date(2021, 12, 31)}
    first = answer(tmp_path, council(1), "FIRST", YEAR, **day)
    assert totals(answer(tmp_path, council(1), "SECOND", YEAR, "FIRST", **day)) == totals(first) == {YEAR: 21}


def test_four_quarters_and_their_year_do_not_tell_of_one_child(tmp_path: Path) -> None:
    of = council(0, days=("2021-05-01", "2021-08-01", "2021-11-01", "2022-02-01"))
    again = SmallCouncil(of.people, [*of.records, Record("000", "CSE", "2021-08-02")])
    quarters = answer(tmp_path, again, "QUARTERS", QUARTERS)
    assert list(totals(quarters).values()) == [5, 6, 5, 5]
    assert totals(answer(tmp_path, of, "ALONE", YEAR)) == {YEAR: 20}
    together = answer(tmp_path, again, "YEAR", YEAR, "QUARTERS")
    assert totals(together) == {YEAR: "c"}, "21 in the quarters less 20 in the year is the one child in two of them"


def test_quarters_after_their_year_do_not_tell_of_one_child(tmp_path: Path) -> None:
    """The year was published before the quarter: what is left is as small."""
    answer(tmp_path, council(1), "YEAR", YEAR)
    assert totals(answer(tmp_path, council(1), "ALONE", "2021/22 Q1")) == {"April to June 2021": 20}
    after = answer(tmp_path, council(1), "QUARTER", "2021/22 Q1", "YEAR")
    assert totals(after) == {"April to June 2021": "c"}


def test_quarters_one_by_one_after_their_year_are_protected_together(tmp_path: Path) -> None:
    """Nobody recurs: 21 in the year less ten, six and four in three quarters is one child in the last."""
    days = ["2021-05-01"] * 5 + ["2021-08-01"] * 3 + ["2021-11-01"] * 2
    of = council(0, days=days)
    of = SmallCouncil(of.people, [*of.records, Record("030", "CSE", "2022-02-01")])
    answer(tmp_path, of, "YEAR", YEAR)
    before = ["YEAR"]
    shown: dict[str, object] = {}
    for number in (1, 2, 3):
        shown |= totals(answer(tmp_path, of, f"Q{number}", f"2021/22 Q{number}", *before))
        before.append(f"Q{number}")
    certificate = (tmp_path / "out" / "Q3-internal" / "certificate.json").read_text(encoding="utf-8")
    named = {each["name"] for each in json.loads(certificate)["statements"]}
    assert {"YEAR: 2021/22, cse", "Q1: April to June 2021, cse", "Q2: July to September 2021, cse"} <= named
    values = [value for value in shown.values() if isinstance(value, int)]
    assert 21 - sum(values) >= 5, shown


def test_period_that_lies_to_two_present_ones_by_way_of_others_is_refused_by_name() -> None:
    """The second quarter shares days with an answer over those of the first, and with one over those of the third."""
    of = SmallCouncil((), (), years=("2021/22 Q1", "2021/22 Q3"))
    request = of.inputs().request
    first, third = request.periods

    def over(reference: str, *days: tuple[date, date], spots: tuple[Spot, ...] = ()) -> EarlierAnswer:
        elsewhere = tuple(Window(Period(*each, reference), each[1]) for each in days)
        return EarlierAnswer(reference, (), (), spots=spots, elsewhere=elsewhere)

    spring = over("SPRING", spots=(Spot("a", first.label, window_in(first, date(2021, 5, 1), date(2021, 8, 31))),))
    autumn = over("AUTUMN", spots=(Spot("b", third.label, window_in(third, date(2021, 9, 1), date(2021, 11, 30))),))
    summer = over("SUMMER", (date(2021, 7, 1), date(2021, 9, 30)))
    later = over("LATER", (date(2022, 1, 1), date(2022, 3, 31)))
    joined, faults = linked_answers([spring, summer, later], request)
    assert not faults
    days = window_in(first, date(2021, 7, 1), date(2021, 9, 30))
    assert joined == (spring, replace(summer, spots=(Spot("SUMMER", first.label, days),), elsewhere=()), later)
    _, faults = linked_answers([spring, autumn, summer], request)
    assert list(faults) == ["SUMMER"]
    assert "by way of other answers to 2 periods of this request" in faults["SUMMER"]


def test_period_across_several_present_ones_is_refused_or_left_out_by_name(tmp_path: Path) -> None:
    answer(tmp_path, council(1), "FIRST", YEAR)
    with pytest.raises(DisclosureError) as refused:
        answer(tmp_path, council(1), "SECOND", QUARTERS, "FIRST")
    words = " ".join(str(refused.value).split())
    assert "its 2021/22 shares days with 4 periods of this request: 'April to June 2021'" in words
    assert "--unprotected-against" in words
    without = answer(tmp_path, council(1), "SECOND", QUARTERS, "FIRST", unprotected=("FIRST",))
    assert totals(without)["April to June 2021"] == 20


def test_batch_answers_a_year_after_its_quarters_as_a_build_does(tmp_path: Path) -> None:
    requests: list[dict[str, Any]] = [
        {"request": {"reference": "QUARTERS", "years": [QUARTERS], "categories": ["cse"]}},
        {"request": {"reference": "YEAR", "years": [YEAR], "categories": ["cse"]}},
    ]
    made = make_folder(tmp_path / "batch", requests, council(1))
    assert made.outcomes() == ["written", "written"]
    assert [entry.reference for entry in open_register(made.register).entries] == ["QUARTERS", "YEAR"]
    answer(tmp_path, council(1), "QUARTERS", QUARTERS)
    alone = answer(tmp_path, council(1), "YEAR", YEAR, "QUARTERS")
    batched = json.loads(made.release("YEAR"))
    assert totals(batched) == totals(alone) == {YEAR: "c"}
    assert made.outcomes() == ["kept", "kept"]
