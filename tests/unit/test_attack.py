"""What the attack recovers from releases whose answer is known, what it leaves alone, and how it says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from foi_return.attack import AttackReport, Finding, Verdict, attack_files, report_lines, report_record
from foi_return.attack.marks import MarkKind, cell_number, mark_kind, mark_range
from foi_return.attack.options import Zeros, parse_options
from foi_return.attack.places import Place, age_span, category_key, is_total, period_label
from foi_return.attack.statements import Figure, Relation
from foi_return.attack.system import components
from foi_return.attack.verdicts import Rule, judge
from foi_return.errors import RequestError, SourceError
from foi_return.outputs.release import write_release as write_real_release
from foi_return.outputs.workbook import write_workbook
from foi_return.terms.protected import ProtectedCell, ProtectedReturn, ProtectedRow, ProtectedTable
from foi_return.terms.shorthand import Shorthand
from tests.support.protected import PERIODS, realistic_return
from tests.support.published_files import RULES, write_release, write_table


def found(report: AttackReport, place: str, reading: int = 0) -> Finding:
    """The finding of a place, by its words."""
    return next(finding for finding in report.readings[reading].findings if finding.words == place)


def out(report: AttackReport, reading: int = 0) -> dict[str, str]:
    """What comes out in one reading: place to range."""
    findings = report.readings[reading].of(Verdict.EXACT, Verdict.SMALL)
    return {finding.words: finding.range_words for finding in findings}


def test_total_less_its_parts_is_shown_with_its_arithmetic(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"cce by sex": "Female: 22; Male: c; Not known: 1; Total: 27"})
    report = attack_files([path])
    finding = found(report, "2021/22, CCE, Male")
    assert (finding.verdict, finding.low, finding.high) == (Verdict.EXACT, 4, 4)
    assert finding.proof == ("2021/22, CCE, Male = Total (27) - Female (22) - Not known (1) = 4",)
    assert report.exit_code == 9


def test_hidden_cells_that_sum_to_their_number_are_each_one(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"cse by sex": "Female: c; Male: c; Not known: c; Total: 3"})
    report = attack_files([path])
    assert out(report) == {f"2021/22, CSE, {label}": "1" for label in ("Female", "Male", "Not known")}
    assert "is hidden, so it is at least 1" in found(report, "2021/22, CSE, Male").proof[0]


def test_hidden_cells_that_may_be_zero_are_not_each_one(tmp_path: Path) -> None:
    path = write_release(
        tmp_path,
        tables={"cse by sex": "Female: c; Male: c; Not known: c; Total: 3"},
        sentence="A 0 is a true zero; a hidden number may be 0.",
    )
    finding = found(attack_files([path]), "2021/22, CSE, Male")
    assert (finding.verdict, finding.low, finding.high) == (Verdict.SMALL, 0, 3)


def test_safe_table_gives_nothing_away(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"cce by sex": "Female: c; Male: c; Not known: 0; Total: 27"})
    report = attack_files([path])
    assert report.exit_code == 0
    assert not report.readings[0].of(Verdict.EXACT, Verdict.SMALL, Verdict.NARROWED)
    assert report_lines(report)[-1].startswith("Nothing comes out")


def test_hidden_total_is_the_sum_of_its_shown_parts(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"cce by sex": "Female: 3; Male: 0; Total: c"})
    assert found(attack_files([path]), "2021/22, CCE").proof == ("2021/22, CCE = Female (3) + Male (0) = 3",)


def test_cell_shown_in_another_table_is_known(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"categories": "cce: c", "cce by sex": "Female: 0; Male: c; Total: 4"})
    assert out(attack_files([path])) == {"2021/22, CCE": "4", "2021/22, CCE, Male": "4"}


def test_row_left_out_is_a_zero(tmp_path: Path) -> None:
    tables = {
        "cce by sex": "Female: 20; Male: c; Not known: 5; Total: 28",
        "cse by sex": "Female: 30; Male: c; Total: 33",
    }
    report = attack_files([write_release(tmp_path, tables=tables)])
    assert out(report) == {"2021/22, CCE, Male": "3", "2021/22, CSE, Male": "3"}


def test_difference_of_a_category_and_both_is_a_latent_group(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"categories": "cce: 12; cse: 40; both: 10"})
    finding = found(attack_files([path]), "2021/22, CCE only")
    assert (finding.verdict, finding.latent, finding.low) == (Verdict.EXACT, True, 2)
    assert finding.proof == ("2021/22, CCE only = CCE (12) - Both CCE and CSE (10) = 2",)


def test_both_is_within_each_category_in_every_group(tmp_path: Path) -> None:
    tables = {
        "categories": "cce: 30; cse: 40; both: c",
        "cce by sex": "Female: 28; Male: c; Total: 30",
        "both by sex": "Female: c; Male: c; Total: c",
    }
    finding = found(attack_files([write_release(tmp_path, tables=tables)]), "2021/22, Both CCE and CSE, Male")
    assert (finding.verdict, finding.low, finding.high) == (Verdict.SMALL, 1, 2)
    assert "it is within CCE, Male (at most 2)" in finding.proof[-1]


def test_values_between_the_ends_are_tested_too() -> None:
    pair, one, other, rest = (Place("", "2021", name) for name in ("pair", "one", "other", "rest"))
    total = Place("", "2021", "total")
    figures = [Figure(place, 1, None, "*", True, 0, "t") for place in (pair, rest)]
    figures.append(Figure(total, 9, 9, "9", False, 0, "t"))
    relations = [
        Relation(((pair, 1), (one, -1), (other, -1))),
        Relation(((one, 1), (other, -1))),
        Relation(((total, 1), (pair, -1), (rest, -1))),
    ]
    (component,) = components(figures, relations)
    even, odd = sorted(judge(component, frozenset(), [Rule(5, Zeros.SHOWN)]), key=lambda finding: finding.place)
    assert (even.possible, even.excluded, even.verdict) == ((2, 4), (3, 5), Verdict.NARROWED)
    assert (odd.possible, odd.excluded) == ((1, 3, 5), (2, 4))
    assert any("is not 3" in sentence for sentence in even.proof)


def test_exclusive_counts_are_the_same_children_as_inclusive_ones(tmp_path: Path) -> None:
    exclusive = (*RULES[:3], "exclusive", *RULES[4:])
    earlier = write_release(tmp_path, "earlier.json", tables={"categories": "cce: 8; cse: 30"}, rules=exclusive)
    path = write_release(tmp_path, tables={"categories": "cce: 11; cse: c; both: c"})
    report = attack_files([path], [earlier])
    assert found(report, "2021/22, Both CCE and CSE").range_words == "3"
    assert found(report, "2021/22, CSE").verdict is Verdict.NOT_SMALL


def test_nested_age_bands_of_two_releases_give_their_difference(tmp_path: Path) -> None:
    earlier = write_release(
        tmp_path,
        "earlier.json",
        tables={"cse by age": "Under 12: 15; 12 to 14: 30; 15: 20; 16 to 17: 10; Total: 75"},
    )
    path = write_release(
        tmp_path, tables={"cse by age": "Under 10: 13; 10 to 12: 20; 13 to 15: 32; 16 to 17: 10; Total: 75"}
    )
    assert attack_files([path]).exit_code == 0
    finding = found(attack_files([path], [earlier]), "2021/22, CSE, aged 10 to 11")
    assert (finding.verdict, finding.low) == (Verdict.EXACT, 2)
    assert finding.proof == ("2021/22, CSE, aged 10 to 11 = Under 12 (15, earlier answer) - Under 10 (13) = 2",)


def test_what_an_earlier_answer_gives_away_alone_is_said(tmp_path: Path) -> None:
    earlier = write_release(tmp_path, "earlier.json", tables={"cce by sex": "Female: 20; Male: c; Total: 23"})
    path = write_release(tmp_path, tables={"cce by sex": "Female: c; Male: c; Total: c"})
    report = attack_files([path], [earlier])
    assert found(report, "2021/22, CCE, Male").already_out
    assert any("Earlier answers alone" in line for line in report_lines(report))


@pytest.mark.parametrize(
    "change", [{"extracted_on": "2025-04-20"}, {"council": "Othertown"}, {"rules": ("open", *RULES[1:])}]
)
def test_other_children_are_not_subtracted(tmp_path: Path, change: dict[str, object]) -> None:
    earlier = write_release(tmp_path, "earlier.json", tables={"cce by sex": "Female: 20; Male: 7; Total: 27"}, **change)
    path = write_release(tmp_path, tables={"cce by sex": "Female: c; Male: c; Total: 25"})
    report = attack_files([path], [earlier])
    assert report.exit_code == 0
    assert any("may not count the same children" in fact for fact in report.facts)


def test_age_taken_on_another_day_leaves_totals_comparable(tmp_path: Path) -> None:
    earlier = write_release(
        tmp_path,
        "earlier.json",
        tables={"cce by age": "Under 10: 3; 10 to 17: 24; Total: 27"},
        rules=(RULES[0], "age on 31 March", *RULES[2:]),
    )
    path = write_release(tmp_path, tables={"cce by age": "Under 10: c; 10 to 17: 25; Total: c"})
    finding = found(attack_files([path], [earlier]), "2021/22, CCE, Under 10")
    assert finding.range_words == "2"


def test_contexts_do_not_add_up_and_not_recorded_is_no_zero(tmp_path: Path) -> None:
    tables = {
        "exploited by context": "Online: c; School: 3; Placement: x",
        "cce by sex": "Female: x; Male: x; Total: x",
    }
    report = attack_files([write_release(tmp_path, tables=tables)])
    assert [finding.words for finding in report.readings[0].findings] == ["2021/22, Exploited, Online"]
    assert report.exit_code == 0


def test_within_adds_what_the_officer_knows(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"categories": "county lines: c; cce: 3; cse: 9"})
    assert attack_files([path]).exit_code == 0
    report = attack_files([path], options=parse_options(within=["county lines=cce"]))
    assert found(report, "2021/22, County lines").range_words == "1 to 3"


def test_contradicting_figures_are_told_and_the_rest_is_attacked(tmp_path: Path) -> None:
    tables = {"cce by sex": "Female: 20; Male: 9; Total: 27", "cse by sex": "Female: 5; Male: c; Total: 7"}
    report = attack_files([write_release(tmp_path, tables=tables)])
    assert "CCE (27) = Female (20) + Male (9)" in report.readings[0].contradictions[0]
    assert out(report) == {"2021/22, CSE, Male": "2"}


def protected_answer() -> ProtectedReturn:
    """A return whose tables agree with each other, with something to find."""

    def rows(category: str, table: dict[str, str], dimension: str = "sex") -> tuple[ProtectedRow, ...]:
        return tuple(
            ProtectedRow(
                label,
                tuple(
                    ProtectedCell(
                        period.label,
                        category,
                        {} if label == "Total" else {dimension: label},
                        Shorthand(figure) if figure.isalpha() else int(figure),
                        part_of_period=period.label == "2021/22",
                    )
                    for period, figure in zip(PERIODS[1:4], figures.split(), strict=True)
                ),
                (1,),
            )
            for label, figures in table.items()
        )

    answer = realistic_return()
    names = {"cce": "Child criminal exploitation (CCE)", "cse": "Child sexual exploitation (CSE)"}
    names["both"] = "Both CCE and CSE"
    totals = {"cce": "x 27 1302", "cse": "15 c 40", "both": "x c 9"}
    first = tuple(replace(rows(key, {"Total": figures})[0], label=names[key]) for key, figures in totals.items())
    parts = {
        "cce": {"Female": "x 22 1300", "Male": "x c c", "Not known": "x 1 c"},
        "cse": {"Female": "10 c 32", "Male": "5 3 8"},
        "both": {"Female": "x c 9", "Male": "x c 0"},
    }
    tables = [ProtectedTable("q1", "1", "By category, 2020/21 to 2022/23", "children", "Category", PERIODS[1:4], first)]
    for key, table in parts.items():
        title = f"{names[key]}: children by gender, 2020/21 to 2022/23"
        body = rows(key, {**table, "Total": totals[key]})
        tables.append(ProtectedTable(f"q5-{key}", "5", title, "children", "Gender", PERIODS[1:4], body))
    contexts = rows("exploited", {"Online": "c 9 1"}, "context")
    title = "Children recorded for exploitation, by context, 2020/21 to 2022/23"
    tables.append(ProtectedTable("q4", "4", title, "children", "Context", PERIODS[1:4], contexts))
    return replace(answer, periods=PERIODS[1:4], tables=tuple(tables))


def test_workbook_and_release_record_give_the_same_findings(tmp_path: Path) -> None:
    answer = protected_answer()
    write_workbook(answer, tmp_path / "answer.xlsx")
    write_real_release(answer, tmp_path / "release.json")
    first, second = attack_files([tmp_path / "answer.xlsx"]), attack_files([tmp_path / "release.json"])
    assert first.readings == second.readings
    assert (first.kinds, first.threshold) == (("a finished workbook",), 5)
    assert out(first)["2021/22, CCE, Male"] == "4"
    assert not first.readings[0].contradictions


def test_workbook_and_release_record_are_of_the_same_children(tmp_path: Path) -> None:
    answer = protected_answer()
    write_workbook(answer, tmp_path / "answer.xlsx")
    write_real_release(answer, tmp_path / "release.json")
    report = attack_files([tmp_path / "answer.xlsx"], [tmp_path / "release.json"])
    assert any("they count the same children" in fact for fact in report.facts)
    assert not any("taken to be the same" in fact for fact in report.facts)


HAND_MADE = """
    Table 3: Children at risk of CSE by sex,,
    Sex,2021/22,2022/23
    Girls,22,*
    Boys,*,*
    Not known,1,0
    Total,27,"1,009"
"""


def test_hand_made_table_gives_up_the_mark_that_stands_alone(tmp_path: Path) -> None:
    report = attack_files([write_table(tmp_path, HAND_MADE)])
    assert out(report) == {"2021/22, CSE, Male": "4"}
    assert report.readings[0].words == "'*' means any number from 1"
    assert not report.readings[1].possible
    assert any("states no threshold" in fact for fact in report.facts)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = HAND_MADE.replace('"1,009"', "1009").replace(",", delimiter).replace("Not known", "Not known \N{POUND SIGN}")
    assert list(out(attack_files([write_table(tmp_path, text, encoding=encoding)]))) == ["2021/22, CSE, Male"]


def test_a_spreadsheet_made_by_hand_is_read_like_the_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in HAND_MADE.replace('"1,009"', "1009").strip().splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.strip().split(",")])
    book.save(tmp_path / "table.xlsx")
    assert out(attack_files([tmp_path / "table.xlsx"])) == {"2021/22, CSE, Male": "4"}


def test_mark_told_as_small_confines_more_than_one_that_hides(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021\nFemale,*\nMale,*\nTotal,7")
    hidden = attack_files([path], options=parse_options(marks=["*=hidden"], zeros="shown"))
    small = attack_files([path], options=parse_options(marks=["*=small"], zeros="shown"))
    band = attack_files([path], options=parse_options(marks=["*=0-4"]))
    assert hidden.exit_code == 0
    assert set(out(small).values()) == {"3 to 4"}
    assert set(out(band).values()) == {"3 to 4"}


def test_every_reading_of_an_unexplained_mark_is_tried(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021\nFemale,*\nMale,*\nNot known,-\nTotal,8")
    words = [reading.words for reading in attack_files([path]).readings]
    assert len(words) == len(set(words)) == 8
    assert "'*' means a number from 1 to 4, and '-' means zero" in words
    last = attack_files([path]).readings[-1]
    assert {finding.words: finding.range_words for finding in last.findings} == {
        "2021, Female": "4",
        "2021, Male": "4",
    }


def test_threshold_follows_from_marks_that_state_a_range(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021\nFemale,5 or fewer\nMale,9\nNot known,0\nTotal,14")
    report = attack_files([path])
    assert report.threshold == 6
    assert out(report) == {"2021, Female": "5"}


def test_rows_and_columns_with_totals_are_solved_together(tmp_path: Path) -> None:
    text = """
        Area;Under 10;10 to 12;13 to 15;Total
        North;<5;12;9;23
        South;7;<5;<5;12
        East;6;8;11;25
        Total;15;22;23;60
    """
    report = attack_files([write_table(tmp_path, text)])
    assert out(report) == {"aged 10 to 12, South": "2", "aged 13 to 15, South": "3", "Under 10, North": "2"}


def test_years_do_not_add_up_unless_figures_show_it(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Area,2020/21,2021/22,Total\nNorth,8,9,15\nSouth,20,*,22")
    report = attack_files([path])
    assert report.exit_code == 0
    assert any("do not add up" in fact for fact in report.facts)
    path = write_table(tmp_path, "Area,2020/21,2021/22,Total\nNorth,8,9,17\nSouth,20,*,22")
    assert out(attack_files([path])) == {"2021/22, South": "2"}


def test_labels_in_several_columns_and_two_rows_of_headings(tmp_path: Path) -> None:
    text = """
        Year,Sex,CCE,CSE,Both
        2020/21,Girls,9,9,*
        ,Boys,*,5,*
        ,Total,12,14,6
    """
    report = attack_files([write_table(tmp_path, text)], options=parse_options(marks=["*=hidden"]))
    assert out(report)["2020/21, CCE, Male"] == "3"
    text = """
        ,2020/21,,2021/22,
        Sex,CCE,CSE,CCE,CSE
        Girls,9,10,20,30
        Boys,*,11,22,33
        Total,12,21,42,63
    """
    assert out(attack_files([write_table(tmp_path, text)])) == {"2020/21, CCE, Male": "3"}


def test_rounded_figures_are_intervals(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021\nFemale,5\nMale,5\nTotal,5")
    finding = found(attack_files([path], options=parse_options(rounded=5)), "2021, Female")
    assert (finding.low, finding.high, finding.verdict) == (3, 4, Verdict.SMALL)


def test_percentages_and_rates_are_no_counts(tmp_path: Path) -> None:
    path = write_table(tmp_path, "Sex,2021,2021 %\nFemale,22,81.5\nMale,*,18.5\nTotal,26,100")
    assert out(attack_files([path])) == {"2021, Male": "4"}


def test_report_says_what_it_is_and_counts(tmp_path: Path) -> None:
    path = write_release(tmp_path, tables={"cce by sex": "Female: 22; Male: c; Total: 24"})
    report = attack_files([path])
    lines = report_lines(report)
    assert lines[0] == "Attacked: release.json (a release record)"
    assert "  2021/22, CCE, Male: 2 (printed as [c])" in lines
    assert lines[-2] == "Something comes out: 1 small number known or confined."
    record = json.loads(json.dumps(report_record(report)))
    assert record["comes_out"] is True
    assert record["readings"][0]["findings"][0]["breakdown"] == {"sex": "Male"}


def _wide_list() -> bytes:
    """A list with a row for each figure, in which every column but one seems to hold labels."""
    rows = [[f"w{column}x{number % 9}" for column in range(8)] + [str(number % 90)] for number in range(90)]
    return "\n".join(",".join(row) for row in [["age", *"bcdefgh", "2021"], *rows]).encode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("words.csv", b"Dear Sir or Madam,\nthank you for your request.\n", "no table of figures"),
        ("broken.json", b'{"cells": [', "not JSON"),
        ("other.json", b'{"name": "x"}', "no list of cells"),
        ("new.json", b'{"format": 99, "cells": []}', "format"),
        ("cell.json", b'{"format": 1, "cells": [{"table": "q1"}]}', "cell 1"),
        (
            "negative.json",
            b'{"format":1,"cells":[{"period":"2021","category":"a","breakdown":{},"value":-1}]}',
            "cell 1",
        ),
        ("broken.xlsx", b"PK\x03\x04rubbish", "cannot be read"),
        ("picture.csv", b"\x89PNG\r\n\0\0\0\rIHDR\0\0", "neither text nor a workbook"),
        ("quote.csv", b'Sex,2021\n"Female,3\n', "no table of figures"),
        (
            "open.csv",
            b"period,category,breakdown,breakdown_value,label,value,shorthand\n2021/22,cce,sex,Male,Male,9,\n",
            "release.json of the same answer",
        ),
        ("wide.csv", _wide_list(), "a few columns of labels"),
    ],
)
def test_wrong_files_are_refused_with_what_was_expected(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        attack_files([tmp_path / name])
    assert words in str(caught.value)
    assert name in str(caught.value)


def test_missing_files_and_folders_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        attack_files([tmp_path / "none.csv"], [tmp_path])
    assert len(caught.value.faults) == 2


def test_options_that_cannot_be_read_are_told_together() -> None:
    with pytest.raises(RequestError) as caught:
        parse_options(threshold=1, rounded=1, zeros="some", marks=["*", "*=4-1"], within=["cce"])
    assert len(caught.value.faults) == 6


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("1 234", 1234),
        ("12 [r]", 12),
        ("3.0", 3),
        ("3.5", None),
        ("12%", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_they_are_printed(text: str, value: int | None) -> None:
    assert cell_number(text) == value


@pytest.mark.parametrize(
    ("text", "kind", "stated"),
    [
        ("<5", MarkKind.RANGE, (None, 4)),
        ("fewer than 10", MarkKind.RANGE, (None, 9)),
        ("5 or fewer", MarkKind.RANGE, (None, 5)),
        ("1 to 4", MarkKind.RANGE, (1, 4)),
        ("10+", MarkKind.RANGE, (10, None)),
        ("**", MarkKind.HIDING, None),
        ("[c]", MarkKind.HIDING, None),
        ("[x]", MarkKind.NO_FIGURE, None),
        ("x", MarkKind.UNCLEAR, None),
        ("-", MarkKind.UNCLEAR, None),
        ("Female", None, None),
    ],
)
def test_marks_are_known(text: str, kind: MarkKind | None, stated: tuple[int | None, int | None] | None) -> None:
    assert mark_kind(text) is kind
    assert mark_range(text) == stated


def test_labels_are_read_one_way() -> None:
    assert [age_span(text) for text in ("Under 10", "10-12", "16+", "aged 13 to 15", "Total")] == [
        (0, 9),
        (10, 12),
        (16, 200),
        (13, 15),
        None,
    ]
    assert [period_label(text) for text in ("2019/20", "2019-20", "2019/2020", "2019", "Male")] == [
        "2019/20",
        "2019/20",
        "2019/20",
        "2019",
        None,
    ]
    assert [period_label(text) for text in ("april 2019", "2019 Q1", "Q2 2019/20", "2019/20 Q4", "May to 2019")] == [
        "April 2019",
        "January to March 2019",
        "July to September 2019",
        "January to March 2020",
        None,
    ]
    assert period_label("October 2019 to March 2020") == "October 2019 to March 2020"
    labels = ("CCE", "Child sexual exploitation (CSE) only", "Both CCE and CSE", "CCE through county lines")
    assert [category_key(text) for text in labels] == [
        "cce",
        "cse only",
        "both cce and cse",
        "cce through county lines",
    ]
    assert is_total("All children") and is_total("Grand total") and not is_total("All night")


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    tables = {"cce by sex": "Female: 20; Male: 7; Total: 27"}
    earlier = write_release(tmp_path / "old", tables=tables, council="Othertown")
    path = write_release(tmp_path, tables={"cce by sex": "Female: c; Male: 7; Total: 11"})
    report = attack_files([path], [earlier])
    assert report.names == (str(path), str(earlier))
    assert out(report) == {"2021/22, CCE, Female": "4"}


def test_table_without_a_total_is_no_false_comfort(tmp_path: Path) -> None:
    report = attack_files([write_table(tmp_path, "Area,2021/22\nNorth,*\nSouth,12")])
    assert report.exit_code == 0
    assert any("no row or column is recognised as a total" in fact for fact in report.facts)
