"""`map new` on the synthetic council: the proposed map gives the figures of the map that was made by hand."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.answers import Answers
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.maps.toml_lines import quote
from foi_return.pipeline import ReturnInputs, count_tables
from foi_return.reading import count_extract, load_extract, load_inputs
from foi_return.synthetic import write_extract
from foi_return.synthetic.group_based import write_group_based
from foi_return.synthetic.missing_from_care import write_missing_from_care
from foi_return.synthetic.recorded_crime import write_recorded_crime
from tests.support.small_council import POLICY

Figures = dict[tuple[str, str, str], object]

INTRODUCED = "recorded = { from = 2021-04-01 }"
FROM_2015 = "covers = { from = 2015-04-01 }"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    files = write_extract(tmp_path_factory.mktemp("extract"), seed=1, children=1_500)
    return {"people": files.people, "hazards": files.exploitation, "missing": files.missing}


@pytest.fixture(scope="module")
def proposed(sources: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "proposed.toml"
    assert (
        main(["map", "new", *words(sources), "--council", "Anytown Council", "--regime", "FOIA", "-o", str(path)]) == 0
    )
    return path


def words(sources: Mapping[str, Path]) -> list[str]:
    return [word for name, path in sources.items() for word in ("--source", f"{name}={path}")] + ["--system", "Any"]


def true_figures(field_map: str, sources: Mapping[str, Path]) -> Figures:
    """Every true figure of the core request, or the mark of its gap, by table, row and year."""
    inputs = load_inputs(Answers(reference="X", field_map=field_map, extracted_on=date(2026, 5, 21)))
    with load_extract(inputs, sources, lambda _: None) as extract:
        tables = count_tables(inputs, count_extract(inputs, extract, None), extract.bound.unreviewed_keys)
    return {
        (table.definition.key, row.label, period.label): cell.figure
        for table in tables
        for row in table.rows
        for period, cell in zip(table.periods, row.cells, strict=True)
    }


def test_proposed_map_gives_the_figures_of_the_shipped_one_once_the_open_dates_are_stated(
    proposed: Path, sources: Mapping[str, Path], tmp_path: Path
) -> None:
    text = proposed.read_text(encoding="utf-8")
    for key in ("cce", "county_lines"):
        text, replaced = re.subn(rf"(\[categories\.{key}\]\n(?:may.*\n)?)# OPEN: recorded.*", rf"\1{INTRODUCED}", text)
        assert replaced == 1
    text = text.replace(f"# OPEN: {FROM_2015}", FROM_2015).replace("# OPEN: Indeterminate", "Indeterminate")
    stated = tmp_path / "stated.toml"
    stated.write_text(text, encoding="utf-8")
    shipped = true_figures("anytown", sources)
    assert len(shipped) > 300
    assert true_figures(str(stated), sources) == shipped


def test_without_the_dates_only_what_was_introduced_later_differs(proposed: Path, sources: Mapping[str, Path]) -> None:
    shipped = true_figures("anytown", sources)
    found = true_figures(str(proposed), sources)
    differing = {key for key in shipped if key[1] != "Indeterminate" and found[key] != shipped[key]}
    assert differing
    assert {year for _, _, year in differing} == {"2019/20", "2020/21"}


def test_what_is_open_is_listed_for_programs(
    sources: Mapping[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.toml"
    assert main(["map", "new", *words(sources), "-o", str(path), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["sources"] == {"people": "people", "hazards": "records", "missing": "records"}
    late = {item["source"] for item in summary["open"] if item["about"] == "recorded"}
    assert {"cce", "county_lines"} <= late
    assert [fault.split(":")[0] for fault in summary["to_decide"]] == ["council.name", "council.regime"]


def test_map_that_is_there_is_kept_without_force(
    proposed: Path, sources: Mapping[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = proposed.read_bytes()
    assert main(["map", "new", *words(sources), "-o", str(proposed)]) == 7
    assert "there is such a file already" in capsys.readouterr().err
    assert proposed.read_bytes() == before


# --- Requests of one's own: several things that are counted, and breakdowns ----------------

Cells = Counter[tuple[object, ...]]


def propose(request: str, sources: Mapping[str, Path], path: Path) -> str:
    """The text of the map that is proposed for some files."""
    said = ["--request", request, "--council", "Anytown", "--regime", "FOIA", "-o", str(path)]
    assert main(["map", "new", *words(sources), *said]) == 0
    return path.read_text(encoding="utf-8")


def taken_as_they_stand(text: str) -> str:
    """The map with every open line taken, but for the days since when something could be recorded."""
    return re.sub(r'^(\s*)# OPEN: (?=\[|\{|"|[\w.-]+ = )(?!recorded = )', r"\1", text, flags=re.MULTILINE)


def cells_of(request: str, field_map: Path, sources: Mapping[str, Path], day: date, *left_out: str) -> Cells:
    """The inner cells without some categories and breakdowns, added up."""
    definition = load_request(request)
    inputs = ReturnInputs("R", definition, load_field_map(field_map, definition), POLICY, day)
    found: Cells = Counter()
    with load_extract(inputs, sources, lambda _: None) as extract:
        for cell in count_extract(inputs, extract, None):
            members = tuple(key for key in cell.memberships if key not in left_out)
            classes = tuple(each for each in cell.classes if each[0] not in left_out)
            found[cell.period, members, cell.sex, cell.age_group, classes] += cell.count
    return found


def test_crimes_victims_and_suspects_are_proposed_each_by_its_own_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_group_based(tmp_path / "extract")
    sources = {"crimes": files.crimes, "victims": files.victims, "suspects": files.suspects}
    text = propose("group-based", sources, tmp_path / "map.toml")
    shown = capsys.readouterr().out
    assert "[child]" not in text, "nothing of the request needs to know who somebody is"
    assert 'start = "crimes.Date Recorded"' in text
    assert "# OPEN: only_if" in text
    assert "crimes, only_if: whether only rows count that meet conditions" in shown
    assert "by_children, category: nothing surely means it" in shown
    assert main(["map", "check", str(tmp_path / "map.toml")]) != 0, "nothing is counted before somebody has decided"
    offences = load_field_map(find_field_map("group-based-offending"), load_request("group-based"))
    values = offences.records["crimes"].classes["offence"].values
    start = text.index("# OPEN: [records.crimes.breakdowns.offence.values]")
    end = text.index("# ----", start)
    listed = "\n".join(f"{quote(label)} = {quote(each)}" for label, each in values.items())
    by_hand = f"{text[:start]}[records.crimes.breakdowns.offence.values]\n{listed}\n\n{text[end:]}".replace(
        "# OPEN: [categories.by_children]",
        '[categories.by_children]\nrules = [{ records = "crimes", column = "CSAE by Child", values = ["Y", "Yes"] }]',
    )
    decided = tmp_path / "decided.toml"
    decided.write_text(taken_as_they_stand(by_hand), encoding="utf-8")
    assert main(["map", "check", str(decided)]) == 0
    day = date(2023, 12, 31)
    ours, theirs = (
        cells_of("group-based", path, sources, day, "by_children")
        for path in (decided, find_field_map("group-based-offending"))
    )
    assert ours == theirs
    assert sum(ours.values()) == 4_228 + 4_422 + 6_670


def test_file_of_episodes_is_proposed_for_children_and_for_episodes(tmp_path: Path) -> None:
    write_missing_from_care(tmp_path, 7, children=500)
    sources = {"people": tmp_path / "people.csv", "episodes": tmp_path / "episodes.csv"}
    text = propose("missing-from-care", sources, tmp_path / "map.toml")
    assert '# OPEN: "No", # in which row' in text, "a value of which nothing is known stays open"
    decided = tmp_path / "decided.toml"
    text = taken_as_they_stand(text.replace('  # OPEN: "No", # in which row', '  # "No", #'))
    decided.write_text(
        text.replace('"Not offered",', '"Not offered", "No",').replace('["Not offered"]', '["Not offered", "No"]')
    )
    day = date(2025, 3, 31)
    shipped = find_field_map("missing-from-care")
    ours, theirs = (cells_of("missing-from-care", path, sources, day) for path in (decided, shipped))
    assert ours == theirs


def test_crimes_are_proposed_by_their_flags_and_the_id_of_which_each_row_has_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_recorded_crime(tmp_path, 5, crimes=900)
    sources = {"niche": tmp_path / "niche.csv"}
    text = propose("recorded-crime", sources, tmp_path / "map.toml")
    assert "niche, id: perhaps 'Occurrence no': the only id of which each row has its own (medium)" in (
        capsys.readouterr().out
    )
    decided = tmp_path / "decided.toml"
    decided.write_text(taken_as_they_stand(text), encoding="utf-8")
    day, rows = date(2021, 3, 31), ("offence", "outcome")
    ours, theirs = (
        cells_of("recorded-crime", path, sources, day, *rows) for path in (decided, find_field_map("police-niche"))
    )
    assert ours == theirs
    assert sum(ours.values()) > 100


def test_breakdown_and_unit_that_no_file_holds_are_open_and_the_map_loads_once_they_are_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(f"C{number:04}", f"{1 + number % 28:02}/03/2023", "Yes") for number in range(200)]
    path = tmp_path / "crimes.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("Crime No", "Date recorded", "Attended"), *rows])
    text = propose("recorded-crime", {"crimes": path}, tmp_path / "map.toml")
    shown = capsys.readouterr().out
    assert "offence, breakdown: no column seems to hold it" in shown
    assert "# OPEN: [not_held.outcome]" in text
    propose("group-based", {"crimes": path}, tmp_path / "other.toml")
    shown = capsys.readouterr().out
    assert "victims, file: no file seems to hold them" in shown
    held = re.sub(r"# OPEN: \[categories\.(\w+)\]", r'[categories.\1]\nheld = false\nreason = "Not recorded."', text)
    held = held.replace(
        '[categories.cse]\nheld = false\nreason = "Not recorded."',
        '[categories.cse]\nrules = [{ records = "crimes", every = true }]',
    )
    decided = tmp_path / "decided.toml"
    decided.write_text(taken_as_they_stand(held), encoding="utf-8")
    assert main(["map", "check", str(decided)]) == 0


def test_outcomes_as_recorded_are_named_only_where_they_are_common(tmp_path: Path) -> None:
    outcomes = ["Charged", "No suspect identified", "Not known"] * 60 + ["Of one"]
    path = tmp_path / "crimes.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("Crime No", "Date recorded", "Home Office outcome", "CSE flag"))
        table.writerows(
            (f"C{number:04}", f"{1 + number % 28:02}/03/2019", outcome, "Yes")
            for number, outcome in enumerate(outcomes)
        )
    text = propose("recorded-crime", {"crimes": path}, tmp_path / "map.toml")
    assert "Of one" not in text
    assert "OPEN: 1 more values are rarer than the threshold" in text
    assert tomllib.loads(text)["records"]["crimes"]["breakdowns"]["outcome"] == {
        "column": "Home Office outcome",
        "as_recorded": ["Charged", "No suspect identified"],
        "values": {"Not known": ["Not known"]},
    }
