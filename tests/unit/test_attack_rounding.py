"""Rounded figures and percentages under attack: what is read of them, what comes out, and how it is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from foi_return.attack import AttackReport, Finding, Verdict, attack_files, report_lines
from foi_return.attack.options import parse_options
from foi_return.attack.percentages import percent_of
from foi_return.attack.places import Place
from foi_return.attack.rounding import Rounded, stated_rounding
from foi_return.errors import RequestError, SourceError
from foi_return.outputs.release import write_release as write_real_release
from foi_return.outputs.workbook import write_workbook
from foi_return.pipeline import prepare_return
from foi_return.terms.policy import Policy, PolicyLevel, ZeroPolicy
from foi_return.terms.rounding import Rounding, RoundingMethod
from tests.support.published_files import release, write_table
from tests.support.small_council import POLICY
from tests.unit.test_percentages import with_percentages
from tests.unit.test_policy_rules import CELLS

WHOLE, PART = Place("", "2021/22", "cce"), Place("", "2021/22", "cce", (("sex", "Male"),))


def found(report: AttackReport, place: str) -> Finding:
    return next(finding for finding in report.readings[0].findings if finding.words == place)


def rounded_policy(rounding: Rounding, **settings: Any) -> Policy:
    return replace(POLICY, level=PolicyLevel.ROUNDED, rounding=rounding, **settings)


POLICIES = [
    POLICY,
    rounded_policy(Rounding(5)),
    rounded_policy(Rounding(5, hides_small=True), threshold=8),
    rounded_policy(Rounding(5, RoundingMethod.CONTROLLED)),
    rounded_policy(Rounding(10), zeros=ZeroPolicy.HIDDEN),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_workbook_and_release_record_say_the_same_of_rounding_and_percentages(tmp_path: Path, policy: Policy) -> None:
    answer = prepare_return(with_percentages(policy), CELLS, frozenset()).answer
    write_workbook(answer, tmp_path / "answer.xlsx")
    write_real_release(answer, tmp_path / "release.json")
    options = parse_options(threshold=policy.threshold)
    first, second = (attack_files([tmp_path / name], options=options) for name in ("answer.xlsx", "release.json"))
    assert first.readings == second.readings
    assert first.exit_code == 0
    assert first.readings[0].findings
    rounded = [fact for fact in second.facts if "rounded to multiples" in fact]
    assert bool(rounded) == (policy.rounding is not None)


@pytest.mark.parametrize("policy", POLICIES)
def test_rounding_is_read_from_the_sentence_as_the_release_has_it(policy: Policy) -> None:
    if policy.rounding is None:
        assert stated_rounding(policy.sentence(), None, True) is None
        return
    rule = policy.rounding
    hidden = policy.threshold if rule.hides_small else None
    assert stated_rounding(policy.sentence(), hidden, policy.tells_zeros) == Rounded(
        rule.base, rule.below, rule.above, hidden or int(policy.tells_zeros), policy.tells_zeros
    )
    farther = replace(rule, method=RoundingMethod.CONTROLLED, far=2)
    told = stated_rounding(replace(policy, rounding=farther).sentence(), hidden, policy.tells_zeros)
    assert told is not None and (told.below, told.above) == (farther.below, farther.above)


def test_rounding_alone_is_nothing_that_comes_out_and_anything_narrower_is(tmp_path: Path) -> None:
    def report(text: str) -> AttackReport:
        return attack_files([write_table(tmp_path, text)], options=parse_options(rounded=5, zeros="shown"))

    alone = report("Sex,2021\nFemale,30\nMale,5\nTotal,35")
    assert found(alone, "2021, Male").verdict is Verdict.SAFE
    narrower = report("Sex,2021\nFemale,30\nMale,5\nTotal,30")
    male = found(narrower, "2021, Male")
    assert (male.verdict, male.low, male.high, male.excluded) == (Verdict.SMALL, 3, 4, (5, 6, 7))
    (sentence,) = male.proof
    assert sentence == "2021, Male = Total (at most 32) - Female (30, 28 to 32), so it is at most 4"
    assert narrower.exit_code == 9


def test_exactly_known_rounded_number_is_told_with_its_arithmetic(tmp_path: Path) -> None:
    text = "Sex,2021\nFemale,5\nMale,5\nNot known,5\nTotal,10"
    report = attack_files([write_table(tmp_path, text)], options=parse_options(rounded=5))
    finding = found(report, "2021, Male")
    assert (finding.low, finding.high) == (3, 6)
    text = "Sex,2021\nFemale,5\nMale,5\nNot known,5\nOther,5\nTotal,10"
    report = attack_files([write_table(tmp_path, text)], options=parse_options(rounded=5))
    finding = found(report, "2021, Male")
    assert (finding.verdict, finding.low) == (Verdict.EXACT, 3)
    assert any("at most 3" in sentence for sentence in finding.proof)


def test_low_mark_and_zero_of_a_rounded_table(tmp_path: Path) -> None:
    text = "Sex,2021\nFemale,30\nMale,[low]\nNot known,0\nTotal,30"
    report = attack_files([write_table(tmp_path, text)], options=parse_options(rounded=5))
    assert (found(report, "2021, Male").low, found(report, "2021, Male").high) == (1, 2)
    assert report.exit_code == 0
    without = attack_files(
        [write_table(tmp_path, text.replace("[low]", "5").replace("Total,30", "Total,35"))],
        options=parse_options(rounded=5, zeros="unknown"),
    )
    assert (found(without, "2021, Not known").low, found(without, "2021, Not known").high) == (0, 2)


def test_controlled_rounding_of_a_table_reaches_farther(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021\nFemale,30\nMale,5\nTotal,35")
    report = attack_files([path], options=parse_options(rounded=5, controlled=True))
    assert (found(report, "2021, Male").low, found(report, "2021, Male").high) == (1, 9)


def leaky(tmp_path: Path, figures: str, share: float, **policy: Any) -> Path:
    """A release whose record holds one percentage of a number that it hides."""
    record = release({"cce by sex": figures})
    record["policy"] |= policy
    place = {"table": "p", "period": "2021/22", "category": "cce", "breakdown": {"sex": "Male"}, "label": "Male"}
    record["cells"].append({**place, "unit": "percent of children", "value": share})
    path = tmp_path / "release.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_percentage_of_a_hidden_number_gives_it_away_and_says_how(tmp_path: Path) -> None:
    report = attack_files([leaky(tmp_path, "Female: c; Male: c; Total: 27", 14.8)])
    male = found(report, "2021/22, CCE, Male")
    assert (male.verdict, male.low, male.high) == (Verdict.EXACT, 4, 4)
    assert male.proof == (
        "2021/22, CCE, Male is 14.8% of Total (27), so it is at least 4",
        "2021/22, CCE, Male is 14.8% of Total (27), so it is at most 4",
    )
    assert report.exit_code == 9
    assert any("14.8% of Total" in line for line in report_lines(report))


def test_percentage_gives_away_a_hidden_total_and_through_it_a_part(tmp_path: Path) -> None:
    """25 is 92.6% of 27 alone, so the others are 2."""
    record = leaky(tmp_path, "Female: c; Male: 25; Total: c", 92.6)
    female = found(attack_files([record]), "2021/22, CCE, Female")
    assert (female.verdict, female.low) == (Verdict.EXACT, 2)
    assert "Male (25) is 92.6%" in " ".join(female.proof)


def test_percentage_of_rounded_numbers_says_nothing_unless_it_is_not_of_them(tmp_path: Path) -> None:
    rounding = {"rounded_to": 5, "rounded_by": "conventional", "rounded_from": [2, 2], "rounded_least": 1}
    of_shown = attack_files([leaky(tmp_path, "Female: 25; Male: 5; Total: 30", 16.7, **rounding)])
    assert found(of_shown, "2021/22, CCE, Male").verdict is Verdict.SAFE
    of_true = attack_files([leaky(tmp_path, "Female: 25; Male: 5; Total: 30", 10.7, **rounding)])
    male = found(of_true, "2021/22, CCE, Male")
    assert (male.verdict, male.low, male.high) == (Verdict.EXACT, 3, 3)


@pytest.mark.parametrize("of", ["column", "row"])
def test_percentages_of_a_table_are_used_as_the_officer_says(tmp_path: Path, of: str) -> None:
    by_column = "Sex,2021,2021 %\nFemale,*,85.2\nMale,*,14.8\nTotal,27,100"
    by_row = "Year,Female,Male,Total,Male %\n2021,*,*,27,14.8\n2022,*,*,40,50.0"
    path = write_table(tmp_path, by_column if of == "column" else by_row)
    silent = attack_files([path], options=parse_options(marks=["*=hidden"]))
    assert silent.exit_code == 0
    assert any("percentages are not used" in fact for fact in silent.facts)
    report = attack_files([path], options=parse_options(marks=["*=hidden"], percent=of))
    assert found(report, "2021, Male").range_words == "4"


def test_table_of_percentages_alone_with_its_totals(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021 %,2021\nFemale,85.2%,\nMale,14.8%,\nTotal,100%,27")
    report = attack_files([path], options=parse_options(percent="column", marks=["=hidden"]))
    assert found(report, "2021, Male").range_words == "4"


def test_percentage_under_a_format_of_a_spreadsheet_is_read_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Sex", "2021", "Share"], ["Female", "*", 399 / 409], ["Male", "*", 10 / 409], ["Total", 409, 1]):
        sheet.append(row)
    for cell in sheet["C"][1:]:
        cell.number_format = "0%"
    book.save(tmp_path / "table.xlsx")
    report = attack_files([tmp_path / "table.xlsx"], options=parse_options(percent="column", threshold=20))
    assert found(report, "2021, Male").range_words == "10"


@pytest.mark.parametrize(
    ("text", "ends", "decimals"),
    [
        ("18.5%", (369, 371), 1),
        ("18", (35, 37), 0),
        ("18.50 %", (3699, 3701), 2),
        ("100", (199, 201), 0),
        ("14.8148148%", (29627, 29631), 3),
    ],
)
def test_percentage_is_an_interval_to_the_places_printed(text: str, ends: tuple[int, int], decimals: int) -> None:
    percent = percent_of(text, PART, WHOLE)
    assert percent is not None
    assert (percent.ends, percent.decimals) == (ends, decimals)
    assert percent_of("c", PART, WHOLE) is None


def test_options_and_records_of_rounding_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError) as caught:
        parse_options(controlled=True, percent="all")
    assert len(caught.value.faults) == 2
    path = leaky(tmp_path, "Female: 25; Male: 5; Total: 30", 10.7, rounded_to=5, rounded_from="wide")
    with pytest.raises(SourceError, match="what it says of rounding"):
        attack_files([path])
    for share in (101.0, -1.0, True):
        with pytest.raises(SourceError, match="cell 4"):
            attack_files([leaky(tmp_path, "Female: 25; Male: 5; Total: 30", share)])
