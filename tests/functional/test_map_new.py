"""`map new` on the synthetic council: the proposed map gives the figures of the map that was made by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.answers import Answers
from foi_return.pipeline import count_tables
from foi_return.reading import count_extract, load_extract, load_inputs
from foi_return.synthetic import write_extract

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
