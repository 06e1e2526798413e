"""Settings and age groups of the council's own: in a field map, in the wizard, and in what is published."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.config.answers import Answers, answers_tables, load_answers
from foi_return.config.field_map import load_field_map
from foi_return.config.request import RequestOverrides, load_request
from foi_return.config.toml_write import toml_text
from foi_return.errors import FieldMapError
from foi_return.run import answer_request
from foi_return.synthetic import ExtractFiles, write_extract
from foi_return.terms.meaning import facts_of
from foi_return.wizard.compose import compose_answers, compose_map
from foi_return.wizard.draft import Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.review import review
from foi_return.wizard.sections.the_request import BANDS_ARE, OURS
from foi_return.wizard.steps import Section
from tests.support.maps import Tables, anytown, bound, only_fault
from tests.unit.test_wizard_steps import BEGUN, HAZARDS, PEOPLE, column, facts_with, walk

CORE = load_request("core")
OWN = {
    "label": "School or college",
    "rules": [{"records": "hazards", "column": "Setting", "values": ["School or PRU"]}],
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ExtractFiles:
    return write_extract(tmp_path_factory.mktemp("extract"), seed=1, children=300)


def own_tables() -> Tables:
    """The example map, with the setting of schools under a name of its own."""
    tables = anytown()
    school = next(key for key, item in tables["contexts"].items() if "School or PRU" in str(item.get("rules")))
    tables["contexts"][school] = {"held": False, "reason": "Recorded with colleges."}
    return tables | {"own_contexts": {"own_school": OWN}}


def build(tables: Tables, files: ExtractFiles, folder: Path, engine: str = "duckdb") -> list[dict[str, str]]:
    folder.mkdir()
    path = folder / "map.toml"
    path.write_text(toml_text(tables, "A map."), encoding="utf-8")
    answers = Answers(
        reference="F1",
        field_map=str(path),
        sources={"people": files.people, "hazards": files.exploitation, "missing": files.missing},
        output=folder / "out",
        engine=engine,
        overrides=RequestOverrides(["2021/22 to 2023/24"]),
        threshold=2,
        reason="So that most figures are shown.",
    )
    pack = answer_request(answers, lambda _: None).pack
    with (pack / "csv" / "all-tables.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["breakdown"] == "context"]


def figures(rows: list[dict[str, str]], label: str) -> dict[tuple[str, str], str]:
    return {(row["category"], row["period"]): row["value"] + row["shorthand"] for row in rows if row["label"] == label}


def test_own_setting_has_rows_of_its_own_and_a_note(files: ExtractFiles, tmp_path: Path) -> None:
    rows = build(own_tables(), files, tmp_path / "own")
    assert len(figures(rows, "School or college")) == 3
    assert set(figures(rows, "School or pupil referral unit").values()) == {"[x]"}
    record = json.loads((tmp_path / "own" / "out" / "F1" / "release.json").read_text(encoding="utf-8"))
    notes = [note["text"] for note in record["notes"]]
    assert "'School or college' is a setting as the council records it; the request does not name it." in notes
    assert {"context": "own_school"} in [cell["breakdown"] for cell in record["cells"]]


@pytest.mark.slow
def test_own_setting_has_the_figures_of_its_values_in_both_engines(tmp_path: Path) -> None:
    many = write_extract(tmp_path, seed=1, children=2500)
    rows = build(own_tables(), many, tmp_path / "own")
    own = figures(rows, "School or college")
    asked = figures(build(anytown(), many, tmp_path / "asked"), "School or pupil referral unit")
    both = {place: (own[place], asked[place]) for place in own}
    shown = [pair for pair in both.values() if pair[0].isdigit() and pair[1].isdigit()]
    assert len(shown) > 1, both
    assert all(mine == theirs for mine, theirs in shown)
    assert rows == build(own_tables(), many, tmp_path / "reference", "pandas")


@pytest.mark.parametrize(
    ("key", "label", "said"),
    [
        ("cse", "Taxi", "has something of this key"),
        ("own_online", "ONLINE", "the request asks for 'ONLINE' itself"),
    ],
)
def test_own_setting_that_the_request_asks_for_is_refused(key: str, label: str, said: str) -> None:
    rule = {"records": "hazards", "column": "Setting", "values": ["Taxi"]}
    change = {key: {"label": label, "rules": [rule]}}
    tables = anytown()
    tables["own_contexts"] = change
    with pytest.raises(FieldMapError) as caught:
        bound(tables)
    assert said in str(caught.value.faults[0])


def test_value_of_an_own_setting_cannot_mean_another_as_well() -> None:
    said = only_fault(lambda tables: tables.update(own_contexts={"own_school": OWN}))
    assert "School or PRU" in said


def test_map_without_own_settings_means_what_it_meant() -> None:
    assert bound(anytown()).fingerprint == bound({**anytown(), "own_contexts": {}}).fingerprint
    field_map = bound(own_tables())
    told = [fact.sentence for fact in facts_of(field_map, field_map.with_own_contexts(CORE))]
    assert "The answer calls it 'School or college', the closest equivalent." in told


# --- The wizard ---------------------------------------------------------------------------

PLACES = column("Setting", {"Online": 20, "Taxi": 12, "Allotment": 9, "Not known": 5})


def with_places() -> Facts:
    return facts_with(PEOPLE, replace(HAZARDS, columns=(*HAZARDS.columns, PLACES)))


def test_own_settings_are_shown_beside_the_requests_and_none_is_taken_by_enter() -> None:
    done = walk(with_places())
    step = done.question("contexts/own")[0]
    lines = step.help.splitlines()
    rows = [tuple(part.strip() for part in line.split("|")) for line in lines if "|" in line]
    assert rows[0] == ("The request asks for", "Your system holds")
    assert ("Online", "Online") in rows
    assert ("(not asked for)", "Taxi") in rows
    assert max(len(line) for line in lines if "|" in line) < 60, "both columns fit a narrow window"
    assert [choice.title for choice in step.choices] == ["Taxi", "Allotment"]
    assert step.default == ()
    assert compose_map(done.draft, with_places()).own_contexts == {}


def test_ticked_setting_is_published_under_its_own_label() -> None:
    facts = with_places()
    done = walk(facts, {"contexts/own": ("hazards/Setting: Taxi",)})
    field_map = compose_map(done.draft, facts)
    assert field_map.own_contexts == {"own_taxi": "Taxi"}
    assert field_map.records["hazards"].not_counted["Setting"] == ("Allotment", "Not known")
    assert "Taxi" in review(done.draft, facts, field_map)[Section.CONTEXTS]
    based = replace(facts, base=field_map)
    paths = {"request/use": "ask", "files/1/path": "people.csv", "files/2/path": "hazards.csv", "files/3/path": ""}
    again = walk(based, paths)
    assert again.question("contexts/own")[0].default == ("hazards/Setting: Taxi",)
    assert compose_map(again.draft, based).fingerprint == field_map.fingerprint


def test_column_of_the_requests_settings_alone_asks_nothing() -> None:
    places = column("Setting", {"Online": 20, "Not known": 5})
    facts = facts_with(PEOPLE, replace(HAZARDS, columns=(*HAZARDS.columns, places)))
    assert not any(key.startswith("contexts/own") for key in walk(facts).keys)


def test_other_age_groups_are_shown_beside_the_requests_and_may_be_our_own(tmp_path: Path) -> None:
    facts = facts_with(PEOPLE, HAZARDS)
    begun = {key: answer for key, answer in BEGUN.items() if key != "request/as_asked"}
    answers = {"request/as_asked": "no", "request/age_bands": "under 10, 10 to 13, 14 to 17, 18+", BANDS_ARE: OURS}
    done = walk(facts, answers, Draft(begun))
    step = done.question(BANDS_ARE)[0]
    rows = [tuple(part.strip() for part in line.split("|")) for line in step.help.splitlines() if "|" in line]
    assert rows[4:6] == [("13 to 15", "10 to 13 (in part); 14 to"), ("", "17 (in part)")]
    assert rows[-1] == ("(not asked for)", "18 and over")
    overrides = compose_answers(done.draft, facts, tmp_path / "map.toml").overrides
    assert overrides.own_age_bands
    assert "request/bands_are" not in walk(facts, {}, Draft(dict(BEGUN))).keys


def test_note_says_that_age_groups_are_the_councils_own(files: ExtractFiles, tmp_path: Path) -> None:
    overrides = RequestOverrides(["2023/24"], ["under 10", "10 to 13", "14 to 17"], None, own_age_bands=True)
    answers = Answers(
        reference="F1",
        field_map="anytown",
        overrides=overrides,
        sources={"people": files.people, "hazards": files.exploitation, "missing": files.missing},
        output=tmp_path,
    )
    path = tmp_path / "answers.toml"
    path.write_text(toml_text(answers_tables(answers), "Answers."), encoding="utf-8")
    assert load_answers(path).overrides.own_age_bands
    pack = answer_request(load_answers(path), lambda _: None).pack
    told = (
        "The age groups Under 10; 10 to 13; 14 to 17 are the council's closest equivalent to those asked for: Under "
        "10; 10 to 12; 13 to 15; 16 to 17."
    )
    assert told in (pack / "csv" / "notes.csv").read_text(encoding="utf-8")


def test_shipped_maps_load() -> None:
    assert load_field_map(Path(__file__).parents[2] / "field_maps" / "anytown.toml", CORE).own_contexts == {}
