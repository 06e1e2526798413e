"""The wizard for requests that count several things, from an extract that no field map describes yet."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.inner_cells import InnerCell
from foi_return.pipeline import ReturnInputs
from foi_return.reading import count_extract, load_extract
from foi_return.synthetic.group_based import write_group_based
from foi_return.synthetic.missing_from_care import write_missing_from_care
from foi_return.terms.field_map import FieldMap
from foi_return.wizard.sections.start import NO_MAP
from tests.support.small_council import POLICY

MADE = Path("anytown-field-map.toml")


def run_wizard(request: str, files: str, extracted_on: str, said: dict[str, str]) -> int:
    """Answers from nothing with what is said, and with the suggestions for all else."""
    said = {
        "request/start": NO_MAP,
        "request/reference": "FOI-1",
        "request/council": "Anytown",
        "request/received": "06/07/2026",
        "request/system": "Crime system",
        "files/all": files,
        "files/extracted_on": extracted_on,
        **said,
    }
    words = [word for key, value in said.items() for word in ("--set", f"{key}={value}")]
    return main(["wizard", "--request", request, "--no-input", "--take-suggestions", *words])


def inner_cells(request_name: str, field_map: FieldMap, paths: dict[str, Path], day: date) -> Counter[InnerCell]:
    """Every inner cell that a map counts in an extract."""
    inputs = ReturnInputs("R", load_request(request_name), field_map, POLICY, day)
    with load_extract(inputs, paths, lambda _: None) as extract:
        return Counter(count_extract(inputs, extract, None))


def same_as_shipped(request_name: str, shipped: str, paths: dict[str, Path], day: date) -> FieldMap:
    """Holds the wizard's map to the shipped one, inner cell by inner cell; gives the wizard's."""
    request = load_request(request_name)
    theirs = inner_cells(request_name, load_field_map(find_field_map(shipped), request), paths, day)
    made = load_field_map(MADE, request)
    ours = inner_cells(request_name, made, {name: paths[name] for name in made.sources}, day)
    assert ours == theirs
    assert len(theirs) > 100, "so that the two could differ"
    return made


def test_group_based_crimes_are_counted_from_nothing_as_the_shipped_map_counts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = write_group_based(tmp_path / "extract")
    paths = {"crimes": files.crimes, "victims": files.victims, "suspects": files.suspects}
    shipped = load_field_map(find_field_map("group-based-offending"), load_request("group-based"))
    offences = shipped.records["crimes"].classes["offence"].values
    said = {
        f"split/offence/crimes/Offence Description/is/{value}": label
        for label, values in offences.items()
        for value in values
    }
    said |= {
        "values/crimes/columns": "CSAE by Child",
        "values/crimes/CSAE by Child/keys": "by_children",
        "values/crimes/CSAE by Child/is/by_children": "Y; Yes",
        "since/which": "by_children",
        "since/by_children": "01/04/2023",
    }
    assert run_wizard("group-based", "; ".join(map(str, paths.values())), "31/12/2023", said) == 0
    made = same_as_shipped("group-based", "group-based-offending", paths, date(2023, 12, 31))
    assert {records.unit for records in made.records.values()} == {"", "victims", "suspects"}


def test_children_and_their_episodes_are_counted_from_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_missing_from_care(tmp_path, 7, children=400)
    paths = {"people": tmp_path / "people.csv", "episodes": tmp_path / "episodes.csv"}
    said = {"split/interview/episodes/Return interview/is/No": "Not offered"}
    assert run_wizard("missing-from-care", "people.csv; episodes.csv", "31/03/2025", said) == 0
    made = same_as_shipped("missing-from-care", "missing-from-care", paths, date(2025, 3, 31))
    assert [made.records[name].id_columns for name in ("children", "episodes")] == [("Person ID",), ("Episode ID",)]


def test_kept_interview_gives_the_same_map_and_every_missing_answer_can_be_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_group_based(tmp_path, 5, crimes=120, single=60)
    files = "crimes.csv; victims.csv; suspects.csv"
    number = "records/crimes/if/at_least/#rows of suspects"
    assert run_wizard("group-based", files, "31/12/2023", {number: "3"}) == 0
    first = MADE.read_text(encoding="utf-8")
    assert load_field_map(MADE, load_request("group-based")).records["victims"].only_if is not None
    assert "at_least = 3" in first
    request = load_request("group-based")
    meaning = load_field_map(MADE, request).fingerprint

    def again(answers: str, made: str, *words: str) -> int:
        """Goes through kept answers once more, under another reference and into another folder."""
        other = ["--set", f"request/reference={made}", "--set", f"write/output={made}", "--save-map", f"{made}.toml"]
        return main(["wizard", "--request", "group-based", "--answers", answers, "--no-input", *other, *words])

    assert again("FOI-1-interview.toml", "second") == 0
    assert load_field_map(Path("second.toml"), request).fingerprint == meaning
    kept = Path("FOI-1-interview.toml").read_text(encoding="utf-8").splitlines()
    Path("less.toml").write_text("\n".join(line for line in kept if number not in line), encoding="utf-8")
    capsys.readouterr()
    assert again("less.toml", "third") != 0
    assert number in capsys.readouterr().err
    assert again("less.toml", "third", "--set", f"{number}=3") == 0
    assert load_field_map(Path("third.toml"), request).fingerprint == meaning
