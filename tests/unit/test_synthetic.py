"""The synthetic council: repeatable, dirty in the ways real extracts are, and at the published rates."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from foi_return.synthetic import ExtractFiles, catalogue, extract_files, write_extract, write_hazards_csv

CHILDREN = 4_000
SEED = 1
EXPLOITATION = {
    "cse",
    "cce",
    "cce - county lines",
    "gang association",
    "organised crime group",
    "modern slavery / trafficking",
}
# As first written, on Python 3.11. They change only with the tables of the catalogue or the order of the draws.
PEOPLE_OF_SEED_7 = [
    "3238327,11/03/2013,Female,Ironbrook,Closed",
    "9418666,08/01/2023,Male,Dunmarsh,Open",
    "5599005,02/02/2016,Female,Abbot's Green,Closed",
]


@dataclass(frozen=True, slots=True)
class Hazard:
    person_id: str
    name: str
    start: date
    end: date | None
    row: dict[str, str]

    @property
    def year(self) -> int:
        return financial_year_start(self.start)


@dataclass(frozen=True, slots=True)
class Council:
    files: ExtractFiles
    people: list[dict[str, str]]
    rows: list[dict[str, str]]
    missing: list[dict[str, str]]
    hazards: list[Hazard]
    born: dict[str, date]

    def exploitation(self) -> Iterator[Hazard]:
        return (hazard for hazard in self.hazards if hazard.name in EXPLOITATION)

    def children_by_year(self, is_counted: Callable[[str], bool]) -> dict[int, set[str]]:
        years: dict[int, set[str]] = defaultdict(set)
        for hazard in self.hazards:
            if is_counted(hazard.name):
                years[hazard.year].add(hazard.person_id)
        return years


def financial_year_start(day: date) -> int:
    return day.year if day >= date(day.year, 4, 1) else day.year - 1


def read_date(text: str) -> date | None:
    try:
        return date(int(text[6:]), int(text[3:5]), int(text[:2]))
    except ValueError:
        return None


def read_csv(path: Path, encoding: str, title_rows: int = 0) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(title_rows):
            next(file)
        return list(csv.DictReader(file))


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_cce(name: str) -> bool:
    return name.startswith("cce")


def is_cse(name: str) -> bool:
    return name == "cse"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    """The default council, its long table as CSV: quicker to read, and shown below to hold the same rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extract_files, "SHEET_ROWS_LIMIT", 0)
        files = write_extract(tmp_path_factory.mktemp("council"), seed=SEED, children=CHILDREN)
    people = read_csv(files.people, "utf-8-sig")
    rows = read_csv(files.exploitation, "utf-8-sig", title_rows=2)
    hazards = [
        Hazard(row["Person ID"], row["Hazard"].strip().casefold(), start, read_date(row["End date"]), row)
        for row in rows
        if row["Person ID"] and (start := read_date(row["Start date"]))
    ]
    born = {row["Person ID"]: day for row in people if (day := read_date(row["Date of birth"]))}
    return Council(files, people, rows, read_csv(files.missing, "cp1252"), hazards, born)


# --- Files --------------------------------------------------------------------------------------


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = write_extract(tmp_path / "first", seed=7, children=80)
    second = write_extract(tmp_path / "second", seed=7, children=80)
    assert first.people.read_bytes() == second.people.read_bytes()
    assert first.exploitation.read_bytes() == second.exploitation.read_bytes()
    assert first.missing.read_bytes() == second.missing.read_bytes()


def test_another_seed_writes_another_council(tmp_path: Path) -> None:
    first = write_extract(tmp_path / "first", seed=7, children=80)
    second = write_extract(tmp_path / "second", seed=8, children=150)
    assert first.people.read_bytes() != second.people.read_bytes()
    assert first.exploitation.read_bytes() != second.exploitation.read_bytes()
    assert first.missing.read_bytes() != second.missing.read_bytes()


def test_draws_do_not_depend_on_the_version_of_python(tmp_path: Path) -> None:
    files = write_extract(tmp_path, seed=7, children=3)
    assert files.people.read_text(encoding="utf-8-sig").splitlines()[1:] == PEOPLE_OF_SEED_7


def test_workbook_holds_two_titles_a_header_and_the_rows_of_the_csv_as_text(tmp_path: Path) -> None:
    files = write_extract(tmp_path, seed=SEED, children=150)
    assert files.exploitation == tmp_path / "exploitation.xlsx"
    rows_written = write_hazards_csv(tmp_path / "hazards.csv", seed=SEED, children=150)
    workbook = load_workbook(files.exploitation, read_only=True)
    cells = list(workbook.active.iter_rows(values_only=True)) if workbook.active else []
    workbook.close()
    assert [row[0] for row in cells[:2]] == list(catalogue.HAZARDS_TITLES)
    assert cells[2] == catalogue.HAZARDS_HEADER
    with (tmp_path / "hazards.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.reader(file))[3:]
    assert [[value or "" for value in row] for row in cells[3:]] == expected
    assert rows_written == files.hazard_rows == len(expected)


def test_long_table_too_large_for_a_worksheet_is_written_as_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract_files, "SHEET_ROWS_LIMIT", 600)
    files = write_extract(tmp_path / "large", seed=SEED, children=150)
    write_hazards_csv(tmp_path / "hazards.csv", seed=SEED, children=150)
    assert files.exploitation == tmp_path / "large" / "exploitation.csv"
    assert files.exploitation.read_bytes() == (tmp_path / "hazards.csv").read_bytes()
    assert not (tmp_path / "large" / "exploitation.xlsx").exists()


def test_rows_reckoned_for_each_child_are_near_those_written(council: Council) -> None:
    assert council.files.hazard_rows == pytest.approx(CHILDREN * extract_files.HAZARD_ROWS_PER_CHILD, rel=0.05)


def test_counts_are_those_of_the_rows_in_the_files(council: Council) -> None:
    assert council.files.people_rows == len(council.people)
    assert council.files.hazard_rows == len(council.rows)
    assert council.files.missing_rows == len(council.missing)


def test_headers_are_those_of_the_council(council: Council) -> None:
    assert tuple(council.people[0]) == catalogue.PEOPLE_HEADER
    assert tuple(council.rows[0]) == catalogue.HAZARDS_HEADER
    assert tuple(council.missing[0]) == catalogue.MISSING_HEADER


def test_people_are_utf8_with_a_byte_order_mark_and_missing_episodes_are_cp1252(council: Council) -> None:
    people, missing = council.files.people.read_bytes(), council.files.missing.read_bytes()
    assert people.startswith(b"\xef\xbb\xbf")
    assert people.count(b"\r\n") == people.count(b"\n") == council.files.people_rows + 1
    assert b"Caf\xe9" in missing
    with pytest.raises(UnicodeDecodeError):
        missing.decode("utf-8")


def test_progress_ends_at_the_number_of_children(tmp_path: Path) -> None:
    reported: list[int] = []
    write_extract(tmp_path, seed=SEED, children=50, progress=reported.append)
    assert reported == [50]


@pytest.mark.parametrize("children", [0, 10_000_000])
def test_impossible_number_of_children_is_refused_before_anything_is_written(tmp_path: Path, children: int) -> None:
    with pytest.raises(ValueError, match="children must be from 1"):
        write_extract(tmp_path / "new", seed=SEED, children=children)
    assert not (tmp_path / "new").exists()


# --- People -------------------------------------------------------------------------------------


def test_person_ids_are_seven_digits_and_many_start_with_zero(council: Council) -> None:
    ids = {row["Person ID"] for row in council.people}
    assert all(len(person_id) == 7 and person_id.isdecimal() for person_id in ids)
    assert sum(person_id.startswith("0") for person_id in ids) > len(ids) / 12


def test_a_few_people_are_repeated_and_fewer_with_another_birth_date(council: Council) -> None:
    rows_by_id = defaultdict(list)
    for row in council.people:
        rows_by_id[row["Person ID"]].append(tuple(row.values()))
    repeated = [rows for rows in rows_by_id.values() if len(rows) > 1]
    same = sum(len(set(rows)) == 1 for rows in repeated)
    assert 0 < len(repeated) - same < same < 0.01 * CHILDREN


def test_a_few_birth_dates_are_blank_or_impossible(council: Council) -> None:
    texts = Counter(row["Date of birth"] for row in council.people if not read_date(row["Date of birth"]))
    assert 0.01 * CHILDREN < texts.pop("") < 0.03 * CHILDREN
    assert "31/02/2010" in texts
    assert "00/00/0000" in texts


def test_genders_are_mostly_clean_and_sometimes_in_every_dirty_form(council: Council) -> None:
    genders = Counter(row["Gender"] for row in council.people)
    assert genders["Male"] + genders["Female"] > 0.9 * CHILDREN
    dirty = {"M", "F", "female", " Male", "Male\u00a0", "U", "Unknown", "Not stated", "", "Unborn/Unknown"}
    assert dirty <= set(genders)


def test_some_children_are_born_on_29_february(council: Council) -> None:
    exploited = {hazard.person_id for hazard in council.exploitation()}
    leap_day = {person for person, born in council.born.items() if (born.month, born.day) == (2, 29)}
    assert leap_day & exploited


def test_a_few_exploited_children_are_not_among_the_people(council: Council) -> None:
    people = {row["Person ID"] for row in council.people}
    outside = {hazard.person_id for hazard in council.exploitation()} - people
    assert 0 < len(outside) < 0.01 * CHILDREN


# --- Hazards ------------------------------------------------------------------------------------


def test_most_hazards_are_not_exploitation_and_have_no_judgement(council: Council) -> None:
    others = [hazard for hazard in council.hazards if hazard.name not in EXPLOITATION]
    assert len(others) > 0.8 * len(council.hazards)
    columns = ("Risk level", "Identified as", "Setting")
    assert not any(hazard.row[column] for hazard in others for column in columns)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("Risk level", {"Low", "Medium", "High", ""}),
        ("Identified as", {"At risk", "Victim", ""}),
        ("Setting", set(catalogue.SETTINGS)),
    ],
)
def test_exploitation_hazards_use_every_value_of_a_judgement(council: Council, column: str, values: set[str]) -> None:
    assert {hazard.row[column] for hazard in council.exploitation()} == values


def test_hazards_have_variants_in_case_and_outer_spaces_only(council: Council) -> None:
    spellings = {row["Hazard"] for row in council.rows}
    assert {"CSE", "cse", "CSE ", "Domestic Abuse"} <= spellings
    names = {factor.name for factor in (*catalogue.EXPLOITATION_FACTORS, *catalogue.OTHER_FACTORS)}
    expected = {name.casefold() for name in names | {catalogue.COUNTY_LINES}}
    assert {spelling.strip().casefold() for spelling in spellings} == expected


def test_no_cce_hazard_starts_before_cce_was_recorded(council: Council) -> None:
    starts = [hazard.start for hazard in council.hazards if is_cce(hazard.name)]
    assert date(2021, 4, 1) <= min(starts) < date(2021, 7, 1)


@pytest.mark.parametrize("year", range(2019, 2026))
def test_every_year_has_cse_missing_and_assessed_children(council: Council, year: int) -> None:
    assert council.children_by_year(is_cse)[year]
    assert any(financial_year_start(day) == year for day in missing_days(council))
    assert council.files.assessed[f"{year}/{year - 1999}"] > 0.1 * CHILDREN


def test_children_assessed_grow_slightly(council: Council) -> None:
    assessed = list(council.files.assessed.values())
    assert list(council.files.assessed) == list(catalogue.YEARS)
    assert 1 < assessed[-1] / assessed[0] < 1.3


def test_a_child_can_have_several_exploitation_records_in_a_year(council: Council) -> None:
    records = Counter((hazard.person_id, hazard.year, hazard.name) for hazard in council.exploitation())
    assert max(records.values()) >= 3


def test_children_with_cce_and_cse_have_them_in_one_year_or_in_different_years_only(council: Council) -> None:
    cce, cse = council.children_by_year(is_cce), council.children_by_year(is_cse)
    in_one_year = set().union(*(cce[year] & cse[year] for year in range(2021, 2026)))
    in_any_years = set().union(*cce.values()) & set().union(*cse.values())
    assert in_one_year
    assert in_any_years - in_one_year


def test_open_ended_exploitation_records_begin_years_before_2019(council: Council) -> None:
    open_ended = [hazard.start for hazard in council.exploitation() if not hazard.row["End date"]]
    assert date(2015, 4, 1) <= min(open_ended) < date(2018, 4, 1)


def test_exploited_people_may_be_adults_or_unborn_at_the_record(council: Council) -> None:
    ages = [
        age(council.born[hazard.person_id], hazard.start)
        for hazard in council.exploitation()
        if hazard.person_id in council.born
    ]
    assert min(ages) == -1
    assert max(ages) >= 18


def test_a_child_can_turn_18_between_two_exploitation_records_in_a_year(council: Council) -> None:
    is_adult = defaultdict(set)
    for hazard in council.exploitation():
        if born := council.born.get(hazard.person_id):
            is_adult[hazard.person_id, hazard.year].add(age(born, hazard.start) >= 18)
    assert {False, True} in is_adult.values()


def test_an_exploited_child_can_have_no_birth_date(council: Council) -> None:
    no_birth_date = {row["Person ID"] for row in council.people if not row["Date of birth"]}
    assert no_birth_date & {hazard.person_id for hazard in council.exploitation()}


def test_a_few_records_lack_a_person_or_start_or_end_before_they_start(council: Council) -> None:
    few = 0.01 * len(council.rows)
    assert 0 < sum(not row["Person ID"] for row in council.rows) < few
    assert 0 < sum(not row["Start date"] for row in council.rows) < few
    assert 0 < sum(bool(row["Start date"]) and not read_date(row["Start date"]) for row in council.rows) < few
    assert 0 < sum(bool(hazard.end and hazard.end < hazard.start) for hazard in council.hazards) < few


def test_notes_hold_commas_quotes_and_what_a_spreadsheet_takes_for_a_formula(council: Council) -> None:
    notes = {row["Notes"] for row in council.rows}
    assert {character for note in notes for character in note if character in ",\"'"} == {",", '"', "'"}
    assert {"=", "@"} <= {note[:1] for note in notes}


# --- Rates --------------------------------------------------------------------------------------


def missing_days(council: Council) -> Iterator[date]:
    return (day for row in council.missing if (day := read_date(row["Missing from"])))


def assert_rate(found: int, assessed: int, share: float) -> None:
    """Within three standard errors, each wider by a quarter because the same children come back."""
    error = 1.25 * (share * (1 - share) / assessed) ** 0.5
    assert found / assessed == pytest.approx(share, abs=3 * error)


@pytest.mark.parametrize(
    ("prefix", "share", "first_year"),
    [
        ("cse", 0.027, 2019),
        ("cce", 0.031, 2021),
        ("cce - county lines", 0.031 / 5, 2021),
        ("gang", 0.020, 2019),
        ("modern", 0.005, 2019),
        ("organised", 0.004, 2019),
    ],
)
def test_children_with_a_hazard_are_at_the_published_share_of_those_assessed(
    council: Council, prefix: str, share: float, first_year: int
) -> None:
    years = council.children_by_year(lambda name: name.startswith(prefix))
    found = sum(len(years[year]) for year in range(first_year, 2026))
    assert_rate(found, sum(list(council.files.assessed.values())[first_year - 2019 :]), share)


def test_missing_children_are_at_the_published_share_of_those_assessed(council: Council) -> None:
    found = {
        (row["Person ID"], financial_year_start(day))
        for row in council.missing
        if (day := read_date(row["Missing from"])) and day >= date(2019, 4, 1)
    }
    assert_rate(len(found), sum(council.files.assessed.values()), 0.035)


def test_exploited_children_are_mostly_13_to_17_girls_for_cse_and_boys_for_cce(council: Council) -> None:
    genders = {row["Person ID"]: row["Gender"] for row in council.people}
    ages = [
        age(council.born[hazard.person_id], hazard.start)
        for hazard in council.exploitation()
        if hazard.person_id in council.born
    ]
    assert sum(13 <= years <= 17 for years in ages) > 0.75 * len(ages)
    for is_counted, usual in ((is_cse, "Female"), (is_cce, "Male")):
        children = set().union(*council.children_by_year(is_counted).values())
        assert sum(genders.get(child) == usual for child in children) > 0.6 * len(children)
