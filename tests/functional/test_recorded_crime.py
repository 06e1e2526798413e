"""Recorded crime with a CSE flag: three systems' extracts answered with the shipped maps, held to a plain count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foi_return.attack import attack_files
from foi_return.config.answers import Answers
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.coverage import Gap
from foi_return.engine.findings import FindingsContext, find_findings
from foi_return.pipeline import ReturnInputs, count_tables
from foi_return.reading import count_extract, load_extract
from foi_return.run import answer_request
from foi_return.synthetic.recorded_crime import RECORDED_CRIME_SEED, RecordedCrimeFiles, write_recorded_crime
from foi_return.tables import CountTable
from foi_return.terms.findings import FindingCode
from tests.support.recorded_crime_count import CrimeCount, count_recorded_crime
from tests.support.small_council import POLICY

EXTRACTED_ON = date(2020, 11, 30)
SECOND_SIZE = 2_500
"""Lines of the second data set at most; the demo's would keep the slower engine busy for long."""
YEARS = ("2017/18", "2018/19", "2019/20", "2020/21")
SYSTEMS = {
    "police-connect": ("connect",),
    "police-niche": ("niche",),
    "police-two-systems": ("cms", "connect"),
}


@pytest.fixture(scope="module", params=[(RECORDED_CRIME_SEED, 6_000), (20, 900)], ids=["demo", "second data set"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RecordedCrimeFiles:
    seed, crimes = request.param
    return write_recorded_crime(tmp_path_factory.mktemp("crime"), seed, crimes=crimes)


def inputs_of(name: str) -> ReturnInputs:
    request = load_request("recorded-crime")
    return ReturnInputs("P1", request, load_field_map(find_field_map(name), request), POLICY, EXTRACTED_ON)


def sources_of(name: str, files: RecordedCrimeFiles) -> dict[str, Path]:
    return {system: getattr(files, system) for system in SYSTEMS[name]}


def figures(table: CountTable) -> dict[tuple[str, str], int | str]:
    """The figure, or the mark of its gap, by row and year; rows of zeros that are left out are there as well."""
    return {
        (row.label, cell.selector.period): cell.figure.shorthand.mark if isinstance(cell.figure, Gap) else cell.figure
        for row in (*table.left_out, *table.rows)
        for cell in row.cells
    }


def expected(counted: list[CrimeCount], what: str, known: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """What the plain count says of the rows of a breakdown."""
    found: dict[tuple[str, str], int] = {}
    for each in counted:
        for year, labels in getattr(each, what).items():
            for label, number in labels.items():
                place = (known.get(label, label) or "Not known", year)
                found[place] = found.get(place, 0) + number
    return found


@pytest.mark.parametrize("name", SYSTEMS)
def test_figures_are_those_of_a_plain_count(name: str, files: RecordedCrimeFiles) -> None:
    inputs, sources = inputs_of(name), sources_of(name, files)
    with load_extract(inputs, sources, lambda _: None) as extract:
        cells = count_extract(inputs, extract, None)
        if sum(path.read_bytes().count(b"\n") for path in sources.values()) < SECOND_SIZE:
            assert cells == count_extract(inputs, extract, "pandas")
        context = FindingsContext(extract.workspace, inputs.request, extract.bound, extract.query, extract.raw)
        codes = {finding.code: finding.count for finding in find_findings(context)}
    by_hand = [count_recorded_crime(path, system) for system, path in sources.items()]
    tables = {table.definition.key: figures(table) for table in count_tables(inputs, cells, frozenset())}
    years = YEARS[1:] if name == "police-connect" else YEARS
    flagged = {year: sum(each.cse[year] for each in by_hand) for year in years}
    label = "Crimes with the child sexual exploitation (CSE) flag"
    assert {year: tables["q1"][label, year] for year in years} == flagged
    legacy = inputs.field_map.records["cms"].classes["outcome"].values if name == "police-two-systems" else {}
    known = {value: row for row, values in legacy.items() for value in values}
    for key, what in (("q2-cse", "offence"), ("q3-cse", "outcome")):
        printed = {place: n for place, n in tables[key].items() if n and place[0] not in ("Total", "Recorded", "[x]")}
        wanted = {place: n for place, n in expected(by_hand, what, known).items() if place[1] in years}
        assert {place: n for place, n in printed.items() if place[1] in years} == wanted
    csa = "Crimes with the CSE flag and without the CSA flag"
    apart = [tables["q1-flags"][csa, year] for year in years[1:]]
    assert apart == [by_hand[-1].cse_not_csa[year] for year in years[1:]]
    assert FindingCode.NOT_WITHIN in codes or not any(by_hand[-1].cse_not_csa.values())


def test_year_of_the_change_of_system_is_to_follow_or_whole(files: RecordedCrimeFiles) -> None:
    for name, mark in (("police-connect", "[x]"), ("police-two-systems", None)):
        inputs = inputs_of(name)
        with load_extract(inputs, sources_of(name, files), lambda _: None) as extract:
            table = count_tables(inputs, count_extract(inputs, extract, None), frozenset())[0]
        first, *_, last = table.rows[0].cells
        assert (first.figure.shorthand.mark if isinstance(first.figure, Gap) else None) == mark
        assert last.caution == "Figures for 2020/21 cover 1 April 2020 to 30 November 2020 only."
        if isinstance(first.figure, Gap):
            assert "What CMS(ii) holds of 1 April to 4 December 2017 will be provided" in first.figure.reason


def test_answer_speaks_of_crimes_and_hides_what_a_reader_could_work_out(tmp_path: Path) -> None:
    files = write_recorded_crime(tmp_path / "extract", 5, crimes=1_500)
    answers = Answers(
        request="recorded-crime",
        reference="P1",
        field_map="police-connect",
        extracted_on=EXTRACTED_ON,
        sources={"connect": files.connect},
        output=tmp_path / "out",
    )
    outcome = answer_request(answers, lambda _: None)
    record: dict[str, Any] = json.loads((tmp_path / "out" / "P1" / "release.json").read_text(encoding="utf-8"))
    assert not attack_files([tmp_path / "out" / "P1" / "release.json"]).comes_out
    assert not attack_files([tmp_path / "out" / "P1" / "P1.xlsx"]).comes_out
    assert {cell["unit"] for cell in record["cells"]} == {"crimes", "percent of crimes"}
    told = [*record["counting_rules"]["sentences"], *(note["text"] for note in record["notes"])]
    assert told[0].startswith("A crime counts once in each financial year in which a record of its own starts")
    assert not [text for text in told if "child" in text.lower().replace("child sexual", "") or " age" in text]
    assert record["definitions"][0]["text"].startswith("A crime in which somebody takes advantage")
    assert outcome.counted.prepared.suppression.hidden
