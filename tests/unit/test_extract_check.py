"""An extract is checked before anything is built: what is there, what is missing, what nobody has looked at."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.field_map import find_field_map
from foi_return.extract_check import month_lines
from foi_return.synthetic import ExtractFiles, write_extract


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ExtractFiles:
    return write_extract(tmp_path_factory.mktemp("extract"), seed=1, children=1000)


def words(files: ExtractFiles, map_name: str = "anytown") -> list[str]:
    named = (("people", files.people), ("hazards", files.exploitation), ("missing", files.missing))
    sources = [word for name, path in named for word in ("--source", f"{name}={path}")]
    return ["check", "--map", map_name, *sources]


@pytest.fixture
def unreviewed(tmp_path: Path) -> Path:
    """The map without one common and one rare value that it had reviewed."""
    path = tmp_path / "map.toml"
    shutil.copy(find_field_map("anytown"), path)
    text = path.read_text(encoding="utf-8")
    for value in ('  "Neglect",\n', '  "Modern slavery / trafficking",\n'):
        assert value in text
        text = text.replace(value, "", 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_check_tells_columns_months_gaps_and_doubts(files: ExtractFiles, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(files)) == 1
    screen = capsys.readouterr().out
    for text in ("people: ", "Date of birth: filled in", "by the month in which they start", "Doubtful rows:"):
        assert text in screen
    assert "cce, 2019/20, 2020/21:" in screen
    assert not list(Path.cwd().glob("output/check*"))


def test_rare_values_are_named_on_the_screen_only(
    files: ExtractFiles, unreviewed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(words(files, str(unreviewed)))
    screen = capsys.readouterr().out
    assert "'Neglect'" in screen
    assert "'Modern slavery / trafficking'" in screen
    main([*words(files, str(unreviewed)), "--json"])
    record = json.loads(capsys.readouterr().out)
    (column,) = record["values_not_reviewed"]
    assert all(rows >= 5 for rows in column["values"].values())
    listed = screen.split("does not name")[1].split("Doubtful rows")[0].count(" rows)")
    assert len(column["values"]) + column["rarer_values"] == listed
    assert not record["clean"]


def test_months_without_records_are_seen() -> None:
    lines = list(month_lines({(2020, 11): 90, (2022, 1): 1, (2022, 2): 60}))
    assert lines[1:] == [
        "  2020  . . . . . . . . . . 9 .  90",
        "  2021  . . . . . . . . . . . .  0",
        "  2022  1 6 . . . . . . . . . .  61",
    ]
    assert list(month_lines({})) == ["  none"]
