"""The invented group-based crimes have the published margins; with another number of crimes they have their own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from foi_return.synthetic.dealing import Dealer
from foi_return.synthetic.drawing import Draws
from foi_return.synthetic.group_based import GroupBasedFiles, write_group_based
from tests.support.group_based_count import GroupBasedCount, count_group_based


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> GroupBasedFiles:
    return write_group_based(tmp_path_factory.mktemp("group"))


@pytest.fixture(scope="module")
def counted(files: GroupBasedFiles) -> GroupBasedCount:
    return count(files)


def count(files: GroupBasedFiles) -> GroupBasedCount:
    return count_group_based(files.crimes, files.victims, files.suspects)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.name == "crimes.csv":
            next(file)
        return list(csv.DictReader(file))


# --- The report's figures ---------------------------------------------------------------------------


def test_crimes_have_the_reports_margins(counted: GroupBasedCount) -> None:
    assert counted.total == 4_228
    assert counted.criterion == {"Familial": 1_125, "CSE": 717, "Institutional": 366, "Other": 1_636, "Unknown": 384}
    assert counted.recency == {"Recent": 2_440, "Non-recent": 1_500, "": 288}
    assert counted.offence == {"Rape": 1_702, "Sexual assault": 1_200, "Sexual activity": 1_094, "Other": 232}


def test_months_rise_and_fall_as_the_report_says(counted: GroupBasedCount) -> None:
    months = counted.month
    assert sum(months.values()) == 4_228
    assert all(months[month] < months[month - 1] for month in (2, 4, 6, 8, 10, 12))
    assert max(months, key=lambda month: months[month]) == 11
    assert counted.quarter == {
        quarter: sum(months[month] for month in range(3 * quarter - 2, 3 * quarter + 1)) for quarter in range(1, 5)
    }


def test_victims_have_the_reports_margins(counted: GroupBasedCount) -> None:
    victims = counted.victims
    assert victims.total == 4_422
    assert (victims.sex["Female"], victims.sex["Male"]) == (3_012, 865)
    assert (victims.age["Under 10"], victims.age["10 to 13"], victims.age["14 to 15"]) == (1_014, 1_179, 1_105)
    assert victims.age["18 and over"] == 157
    assert victims.total - victims.age[""] == 4_006
    assert victims.ethnicity["White"] == 1_744
    assert victims.total - victims.ethnicity[""] == 2_058


def test_suspects_have_the_reports_margins(counted: GroupBasedCount) -> None:
    suspects = counted.suspects
    assert suspects.total == 6_670
    assert (suspects.sex["Female"], suspects.sex["Male"]) == (1_170, 3_620)
    assert suspects.age["10 to 13"] + suspects.age["14 to 15"] == 1_862
    assert suspects.age["18 to 29"] == 843
    assert suspects.total - suspects.age[""] == 4_768
    assert suspects.ethnicity["White"] == 1_884
    assert suspects.total - suspects.ethnicity[""] == 2_266


def test_criteria_have_the_figures_of_their_own_pages(counted: GroupBasedCount) -> None:
    crimes, victims, suspects = counted.criterion_of, counted.victims.by_criterion, counted.suspects.by_criterion
    assert crimes["Familial"]["Non-recent"] == 660
    assert crimes["CSE"]["Rape"] == 472
    assert crimes["Institutional"]["Sexual assault"] == 207
    assert victims["Familial"]["age Under 10"] == 628
    assert victims["Familial"]["all"] - victims["Familial"]["age"] == 1_097
    assert (victims["CSE"]["sex Female"], victims["CSE"]["sex Male"]) == (630, 79)
    assert (suspects["Familial"]["sex Female"], suspects["Familial"]["sex Male"]) == (402, 871)
    assert (suspects["Institutional"]["sex Female"], suspects["Institutional"]["sex Male"]) == (77, 376)
    assert (suspects["CSE"]["sex Male"], suspects["CSE"]["age 18 to 29"]) == (479, 201)
    assert suspects["CSE"]["all"] - suspects["CSE"]["age"] == 521
    assert suspects["CSE"]["ethnicity White"] == 224
    assert suspects["CSE"]["all"] - suspects["CSE"]["ethnicity"] == 319


def test_crimes_committed_by_children_are_noted_from_april(counted: GroupBasedCount, files: GroupBasedFiles) -> None:
    later, children = counted.april_to_december, counted.by_children
    assert (children["Other"], later["Other"]) == (704, 1_271)
    assert (children["Familial"], later["Familial"]) == (128, 828)
    assert (children["CSE"], later["CSE"]) == (83, 565)
    assert (children["Institutional"], later["Institutional"]) == (146, 258)
    assert counted.criterion_of["Other"]["Sexual activity by children"] == 359
    marked = [row["Date Recorded"] for row in rows(files.crimes) if row["CSAE by Child"].startswith("Y")]
    assert not [text for text in marked if text[3:6] in {"01/", "JAN", "02/", "FEB", "03/", "MAR"} and "2023" in text]


def test_margins_are_the_reports_whatever_the_seed(tmp_path: Path, counted: GroupBasedCount) -> None:
    again = count(write_group_based(tmp_path, 5, single=100))
    assert (again.criterion, again.month, again.offence) == (counted.criterion, counted.month, counted.offence)
    assert (again.victims.age, again.suspects.age) == (counted.victims.age, counted.suspects.age)
    assert again.criterion_of != counted.criterion_of


# --- A second set, with margins of its own ----------------------------------------------------------


@pytest.mark.parametrize("seed", [2, 9])
def test_another_number_of_crimes_gives_consistent_totals(seed: int, tmp_path: Path) -> None:
    counted = count(write_group_based(tmp_path, seed, crimes=500, single=300))
    assert counted.total == 500
    crimes = (counted.criterion, counted.month, counted.quarter, counted.recency, counted.offence)
    assert {sum(margin.values()) for margin in crimes} == {500}
    for people in (counted.victims, counted.suspects):
        assert people.total > 450
        assert {sum(margin.values()) for margin in (people.sex, people.age, people.ethnicity)} == {people.total}
        assert sum(by["all"] for by in people.by_criterion.values()) == people.total


def test_seed_chooses_the_second_sets_margins(tmp_path: Path) -> None:
    first, second = (count(write_group_based(tmp_path, seed, crimes=300, single=50)) for seed in (2, 3))
    assert first.criterion != second.criterion
    assert first.victims.sex != second.victims.sex


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_group_based(tmp_path / name, 4, crimes=100, single=80) for name in ("one", "two"))
    assert first.crimes.read_bytes() == second.crimes.read_bytes()
    assert first.victims.read_bytes() == second.victims.read_bytes()
    assert first.suspects.read_bytes() == second.suspects.read_bytes()


def test_negative_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="negative"):
        write_group_based(tmp_path, crimes=-1)


def test_people_have_one_reference_on_all_of_their_crimes(files: GroupBasedFiles, counted: GroupBasedCount) -> None:
    """A count of references would give fewer people than the report, which counts each person on each crime."""
    for path, key, people in (
        (files.victims, "Victim Ref", counted.victims),
        (files.suspects, "Suspect Ref", counted.suspects),
    ):
        crimes: dict[str, set[str]] = {}
        told: dict[str, set[tuple[str, str]]] = {}
        for row in rows(path):
            crimes.setdefault(row[key], set()).add(row["Crime No"])
            told.setdefault(row[key], set()).add((row["Sex"][:1].upper(), row["Self-Defined Ethnicity"].strip()[:1]))
        several = [reference for reference in crimes if len(crimes[reference]) > 1]
        assert len(several) > 200
        assert all(len({sex for sex, _ in told[reference]} - {"", "U", "N"}) <= 1 for reference in several)
        group = pairs_of_group_based_crimes(files, path, key)
        assert len(group) == people.total
        assert len({reference for _, reference in group}) < people.total - 100


def stated_of(row: dict[str, str]) -> int:
    """How many offenders a crime states; 0 where it states none."""
    return int(row["No of Offenders"]) if row["No of Offenders"].isdigit() else 0


def pairs_of_group_based_crimes(files: GroupBasedFiles, path: Path, key: str) -> set[tuple[str, str]]:
    """Crime number and reference of everybody on a crime of 2023 with two or more offenders."""
    named: dict[str, set[str]] = {}
    for row in rows(files.suspects):
        named.setdefault(row["Crime No"], set()).add(row["Suspect Ref"])
    group = {
        row["Crime No"]
        for row in rows(files.crimes)
        if "2023" in row["Date Recorded"] and (stated_of(row) >= 2 or len(named.get(row["Crime No"], ())) >= 2)
    }
    return {(row["Crime No"], row[key]) for row in rows(path) if row["Crime No"] in group}


# --- What must not count ----------------------------------------------------------------------------


def test_group_based_follows_from_no_single_column(files: GroupBasedFiles) -> None:
    named: dict[str, set[str]] = {}
    for row in rows(files.suspects):
        named.setdefault(row["Crime No"], set()).add(row["Suspect Ref"])
    kinds = {
        (row["No of Offenders"].isdigit() and int(row["No of Offenders"]) > 1, len(named.get(row["Crime No"], ())) > 1)
        for row in rows(files.crimes)
    }
    assert kinds == {(False, False), (False, True), (True, False), (True, True)}


def test_files_hold_more_than_what_counts(files: GroupBasedFiles, counted: GroupBasedCount) -> None:
    crimes = {row["Crime No"] for row in rows(files.crimes)}
    assert len(crimes) > counted.total + 6_000
    assert len(rows(files.crimes)) > len(crimes)
    assert count_group_based(files.crimes, files.victims, files.suspects, 2022).total > 50
    assert count_group_based(files.crimes, files.victims, files.suspects, 2024).total > 50
    assert {row["Crime No"] for row in rows(files.victims)} - crimes
    assert {row["Crime No"] for row in rows(files.suspects)} - crimes


def test_codes_are_written_in_several_ways(files: GroupBasedFiles) -> None:
    victims = rows(files.victims)
    assert {"F", "Female", "female", "", "Unknown", "Not recorded"} <= {row["Sex"] for row in victims}
    assert {"", "Not stated", "NS", "Unknown"} <= {row["Self-Defined Ethnicity"] for row in victims}
    assert {"CSE", "Child Sexual Exploitation"} <= {row["Criterion"].strip() for row in rows(files.crimes)}


def test_stratum_that_asks_for_more_than_there_is_is_refused() -> None:
    with pytest.raises(ValueError, match="more of a value than there is"):
        Dealer(Draws(1), exact=True).deal(["a", "a"], {"x": 1, "y": 1}, {"a": {"x": 2}})
