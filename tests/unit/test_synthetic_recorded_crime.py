"""The invented extracts of recorded crime: repeatable, dirty, and counted twice in different ways."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from foi_return.synthetic.offences import COMMON, OUTCOMES, RARE, REGULAR
from foi_return.synthetic.recorded_crime import RecordedCrimeFiles, write_recorded_crime
from tests.support.recorded_crime_count import SYSTEMS, CrimeCount, count_recorded_crime, read_day

YEARS = ["2017/18", "2018/19", "2019/20", "2020/21"]
OFFENCES = {*COMMON, *REGULAR, *RARE}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> RecordedCrimeFiles:
    return write_recorded_crime(tmp_path_factory.mktemp("crime"))


def table(files: RecordedCrimeFiles, system: str) -> list[list[str]]:
    encoding, titles = SYSTEMS[system][:2]
    path = {"connect": files.connect, "cms": files.cms, "niche": files.niche}[system]
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))[titles + 1 :]


def count(files: RecordedCrimeFiles, system: str) -> CrimeCount:
    path = {"connect": files.connect, "cms": files.cms, "niche": files.niche}[system]
    return count_recorded_crime(path, system)


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_recorded_crime(tmp_path / name, seed=3, crimes=300) for name in ("one", "two"))
    other = write_recorded_crime(tmp_path / "three", seed=4, crimes=300)
    assert first.connect.read_bytes() == second.connect.read_bytes() != other.connect.read_bytes()
    assert first.cms.read_bytes() == second.cms.read_bytes() != other.cms.read_bytes()
    assert first.niche.read_bytes() == second.niche.read_bytes() != other.niche.read_bytes()


def test_too_few_crimes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="200 or more"):
        write_recorded_crime(tmp_path, crimes=199)


def test_lists_of_offences_and_outcomes_are_as_long_as_the_public_ones() -> None:
    assert len(OFFENCES) == len([*COMMON, *REGULAR, *RARE]) >= 150
    assert len({outcome for outcome, _ in OUTCOMES}) == len(OUTCOMES) >= 20


@pytest.mark.parametrize("system", ["connect", "cms", "niche"])
@pytest.mark.parametrize("seed", [1, 8])
def test_breakdowns_add_up_to_the_flagged_crimes(system: str, seed: int, tmp_path: Path) -> None:
    counted = count(write_recorded_crime(tmp_path, seed, crimes=1_000), system)
    assert sum(counted.cse.values()) > 20
    assert {year: sum(by.values()) for year, by in counted.offence.items()} == counted.cse
    assert {year: sum(by.values()) for year, by in counted.outcome.items()} == counted.cse
    assert {offence for by in counted.offence.values() for offence in by} <= OFFENCES


def test_seed_chooses_the_figures(tmp_path: Path) -> None:
    figures = [count(write_recorded_crime(tmp_path, seed, crimes=600), "niche").cse for seed in (1, 2)]
    assert figures[0] != figures[1]


def test_each_system_answers_for_its_own_years(files: RecordedCrimeFiles) -> None:
    assert sorted(count(files, "connect").cse) == sorted(count(files, "niche").cse) == YEARS
    assert list(count(files, "cms").cse) == ["2017/18"]


def test_sexual_offences_dominate_and_the_tail_is_long(files: RecordedCrimeFiles) -> None:
    counted = count(files, "connect")
    seen = {offence for by in counted.offence.values() for offence in by}
    common = sum(by[offence] for by in counted.offence.values() for offence in COMMON)
    assert len(seen) > 120
    assert 0.4 < common / sum(counted.cse.values()) < 0.6
    assert any(number == 1 for number in counted.offence["2019/20"].values())


def test_few_flagged_crimes_depart_from_being_a_subset(files: RecordedCrimeFiles) -> None:
    for system in ("connect", "niche"):
        counted = count(files, system)
        departures = sum(counted.cse_not_csa.values())
        assert 0 < departures < 0.05 * sum(counted.cse.values())
        assert all(counted.csa[year] > counted.cse[year] for year in YEARS)


def test_some_outcomes_are_not_recorded(files: RecordedCrimeFiles) -> None:
    assert all(count(files, system).outcome["2017/18"][""] for system in ("connect", "cms", "niche"))


@pytest.mark.parametrize("system", ["connect", "cms", "niche"])
def test_crimes_are_repeated_and_some_are_outside_the_days_asked_for(files: RecordedCrimeFiles, system: str) -> None:
    rows = table(files, system)
    days = [read_day(row[1]) for row in rows]
    first, last = SYSTEMS[system][6:]
    assert len(rows) > len({row[0] for row in rows})
    assert any(rows.count(row) > 1 for row in rows[:200])
    assert any(day is not None and not first <= day <= last for day in days)
    assert (None in days) == (system != "cms")


def test_keywords_come_in_one_cell_and_in_a_row_each(files: RecordedCrimeFiles) -> None:
    cells = [row[4] for row in table(files, "connect")]
    words = {word for cell in cells for word in cell.split(";")}
    spellings = {word for word in words if " ".join(word.lower().split()) == "child sex exploitation"}
    assert {"Child Sex Exploitation", "CHILD SEX EXPLOITATION", "child sex exploitation"} <= spellings
    assert any("\N{NO-BREAK SPACE}" in word for word in spellings)
    of_crime: dict[str, set[str]] = {}
    for row in table(files, "connect"):
        of_crime.setdefault(row[0], set()).add(row[4])
    assert any(len(cells) > 1 for cells in of_crime.values())


def test_migrated_crimes_stand_in_both_systems_and_count_in_the_earlier_one(files: RecordedCrimeFiles) -> None:
    legacy = {row[0] for row in table(files, "cms")}
    migrated = [row for row in table(files, "connect") if row[0] in legacy]
    assert migrated
    assert all(str(read_day(row[1])) < "2017-12-05" for row in migrated)


def test_order_and_repetition_of_rows_do_not_change_a_count(files: RecordedCrimeFiles, tmp_path: Path) -> None:
    lines = files.niche.read_text(encoding="utf-8-sig").splitlines()
    again = tmp_path / "niche.csv"
    again.write_text("\n".join([*lines[:2], *sorted(lines[2:]), *lines[2:50]]), encoding="utf-8-sig")
    assert count_recorded_crime(again, "niche") == count(files, "niche")
