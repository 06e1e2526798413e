"""Where each of several counted things is recorded: what is suggested, asked, and made of the answers."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from foi_return.config.field_map import bind_field_map, find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.errors import FieldMapError
from foi_return.maps.new import propose_new_map
from foi_return.maps.open_items import open_sentences
from foi_return.maps.proposal_text import Heading
from foi_return.synthetic.group_based import write_group_based
from foi_return.terms.field_map import FieldMap
from foi_return.wizard import Manner, run_wizard
from foi_return.wizard.draft import NO, YES, Answer
from foi_return.wizard.more_help import find_help
from foi_return.wizard.profile import profile_file
from foi_return.wizard.steps import Step
from foi_return.wizard.suggest import suggest_all
from foi_return.wizard.unit_places import find_places
from foi_return.wizard.wishes import Reply, Wish
from tests.unit.test_wizard_draft import BEGIN, ScriptedAsker
from tests.unit.test_wizard_wishes import Wishful

REQUEST = load_request("group-based")
NAMES = ("crimes", "victims", "suspects")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    yield


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small extract of crimes, victims and suspects."""
    folder = tmp_path_factory.mktemp("extract")
    write_group_based(folder, 5, crimes=150, single=100)
    return folder


def interview(folder: Path, asker: ScriptedAsker, manner: Manner | None = None) -> FieldMap:
    """Goes through an interview about group-based crimes; gives the map that it writes."""
    made = folder / "map.toml"
    code = run_wizard(request="group-based", output=folder / "output", save_to=made, asker=asker, manner=manner)
    assert code == 0, asker.told[-3:]
    return load_field_map(made, REQUEST)


def script(extract: Path, names: Sequence[str] = NAMES, said: Mapping[str, Answer] | None = None) -> dict[str, Answer]:
    """The answers that have no suggestion, and what is said beside them."""
    paths = "; ".join(str(extract / f"{name}.csv") for name in names)
    return {**BEGIN, "files/all": paths, "files/extracted_on": "31/12/2023", **(said or {})}


@dataclass
class Restless(ScriptedAsker):
    """Goes back once from each question that it has not gone back from before."""

    left: frozenset[str] = frozenset()

    def ask(self, step: Step) -> Reply:
        if step.key not in self.left and step.key.startswith(("units/", "records/", "split/")):
            self.left |= {step.key}
            self.asked.append(step)
            return Wish.BACK
        return super().ask(step)


def test_map_follows_from_the_suggestions_alone(extract: Path, tmp_path: Path) -> None:
    made = interview(tmp_path, ScriptedAsker(script(extract)))
    crimes, victims = made.records["crimes"], made.records["victims"]
    assert (crimes.id_columns, crimes.start) == (("Crime No",), "Date Recorded")
    assert (victims.id_columns, victims.start) == (("Crime No", "Victim Ref"), "crimes.Date Recorded")
    assert victims.unit == "victims"
    join, count = made.tables[victims.source].joins[0], made.tables[victims.source].counts[0]
    assert (join.source, dict(join.where)) == ("crimes", {"Crime No": "Crime No"})
    assert (count.source, count.distinct, dict(count.where)) == (
        "suspects",
        "Suspect Ref",
        {"crimes.Crime No": "Crime No"},
    )
    assert crimes.not_counted["No of Offenders"], "what is no number was shown, and is written as reviewed"


def test_asking_for_each_gives_the_same_map_as_the_proposals(extract: Path, tmp_path: Path) -> None:
    proposed = interview(tmp_path / "proposed", ScriptedAsker(script(extract)))
    each = {"units/how": "each", "records/how": "each", "records/crimes/how": "each", "records/victims/how": "each"}
    asker = ScriptedAsker(script(extract, said=each))
    assert interview(tmp_path / "each", asker).fingerprint == proposed.fingerprint
    asked = {step.key for step in asker.asked}
    assert {"units/crimes/files", "units/victims/victims/with", "units/victims/victims/by"} <= asked
    assert {"records/victims/child", "records/victims/start"} <= asked
    without = [step.key for step in asker.asked if find_help(step.key) is None]
    assert not without, "every question has help"


def test_going_back_from_each_question_changes_nothing(extract: Path, tmp_path: Path) -> None:
    straight = interview(tmp_path / "straight", ScriptedAsker(script(extract)))
    asker = Restless(script(extract, said={"units/how": "each"}))
    assert interview(tmp_path / "back", asker).fingerprint == straight.fingerprint
    assert len(asker.left) > 30


def test_leaving_keeps_the_answers_and_resume_goes_on_at_the_same_question(extract: Path, tmp_path: Path) -> None:
    key = "records/crimes/if/at_least/#rows of suspects"
    asker = ScriptedAsker(script(extract), stop_at=key)
    stopped = run_wizard(request="group-based", output=tmp_path / "output", save_to=None, asker=asker)
    assert stopped != 0
    again = ScriptedAsker(script(extract))
    made = interview(tmp_path, again, Manner(resume=True))
    assert [step.key for step in again.asked][:2] == ["tasks", key]
    assert set(made.records) == set(NAMES)


def test_nothing_is_proposed_for_what_no_file_seems_to_hold_and_a_file_is_asked_for(
    extract: Path, tmp_path: Path
) -> None:
    asker = ScriptedAsker(script(extract, ("crimes", "victims")), stop_at="units/suspects/files")
    run_wizard(request="group-based", output=tmp_path / "output", save_to=None, asker=asker)
    keys = [step.key for step in asker.asked]
    assert not any(key.startswith("units/how") for key in keys)
    assert keys[-1] == "units/victims/victims/to"
    check = next(step for step in asker.asked if step.key == "units/victims/files").check
    assert "no victims are counted" in check(())
    assert not check(("victims",))


def test_conditions_on_values_of_a_linked_row_must_all_hold(extract: Path, tmp_path: Path) -> None:
    said: dict[str, Answer] = {
        "records/victims/counted": "some",
        "records/victims/if/what": ("Sex", "crimes.No of Offenders"),
        "records/victims/if/values/Sex": ("Female", "F"),
        "records/victims/if/at_least/crimes.No of Offenders": "3",
        "records/victims/if/how": "all",
    }
    made = interview(tmp_path, ScriptedAsker(script(extract, said=said)))
    sentences = [test.column for test in made.records["victims"].only_if.parts]  # type: ignore[union-attr]
    assert sentences == ["Sex", "crimes.No of Offenders"]
    assert made.records["victims"].only_if.every  # type: ignore[union-attr]
    assert not made.tables[made.records["victims"].source].counts, "the crimes' own condition is another"
    assert made.records["crimes"].only_if != made.records["victims"].only_if


def test_number_from_which_rows_count_must_be_one(extract: Path, tmp_path: Path) -> None:
    asker = ScriptedAsker(script(extract), stop_at="records/crimes/if/how")
    run_wizard(request="group-based", output=tmp_path / "output", save_to=None, asker=asker)
    step = next(each for each in asker.asked if each.key.startswith("records/crimes/if/at_least/"))
    assert step.default == "2", "the definition says: two or more"
    assert step.read is not None
    assert step.read("1,000") == "1000"
    with pytest.raises(ValueError, match="no whole number"):
        step.read("several")


def written(folder: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_files_are_told_apart_by_their_ids_where_their_names_say_nothing(tmp_path: Path) -> None:
    crimes = [(f"C{number:03}", f"{1 + number % 28:02}/03/2023") for number in range(60)]
    victims = [(f"V{number:03}", f"C{number % 40:03}") for number in range(60)]
    suspects = [(f"S{number:03}", f"C{number % 20:03}") for number in range(60)]
    paths = {
        "a": written(tmp_path, "a", ("Suspect Ref", "Crime No"), suspects),
        "b": written(tmp_path, "b", ("Victim Ref", "Crime No"), victims),
        "c": written(tmp_path, "c", ("Crime No", "Date recorded"), crimes),
    }
    files = {}
    for name, path in paths.items():
        file = profile_file(path)
        files[name] = file.__class__(file.path, "", 1, file.rows, file.columns, suggestions=suggest_all(file, REQUEST))
    places = find_places(files, REQUEST)
    assert {unit: place.source for unit, place in places.items()} == {"": "c", "victims": "b", "suspects": "a"}
    assert [place.belongs.source if place.belongs else "" for place in places.values()] == ["", "c", "c"]
    undated = {name: file for name, file in files.items() if name != "c"}
    assert all(place.belongs is None for place in find_places(undated, REQUEST).values())


@pytest.mark.parametrize(("said", "ids"), [(YES, ("Crime No", "Victim Ref")), (NO, ("Victim Ref",))])
def test_reference_that_a_person_keeps_over_all_crimes_counts_on_each_if_somebody_says_so(
    extract: Path, tmp_path: Path, said: str, ids: tuple[str, ...]
) -> None:
    asker = ScriptedAsker({**script(extract), "records/victims/on_each": said})
    made = interview(tmp_path, asker)
    assert made.records["victims"].id_columns == ids
    assert made.records["suspects"].id_columns == ("Crime No", "Suspect Ref")
    step = next(each for each in asker.asked if each.key == "records/victims/on_each")
    assert step.default == YES
    assert "one id stands in several rows" in step.help
    assert not any(each.key == "records/crimes/on_each" for each in asker.asked)


def test_proposed_id_of_such_a_reference_is_open(tmp_path: Path) -> None:
    crimes = [(f"C{number:03}", f"{1 + number % 28:02}/03/2023", 2) for number in range(60)]
    people = [[(f"{letter}{number % 30:03}", f"C{number % 60:03}") for number in range(90)] for letter in "VS"]
    written(tmp_path, "crimes", ("Crime No", "Date recorded", "No of Offenders"), crimes)
    written(tmp_path, "victims", ("Victim Ref", "Crime No"), people[0])
    written(tmp_path, "suspects", ("Suspect Ref", "Crime No"), people[1])
    made = propose_new_map(
        {name: tmp_path / f"{name}.csv" for name in NAMES},
        "group-based",
        Heading("System", "Council", "FOIA"),
        tmp_path / "map.toml",
        force=False,
        progress=lambda _: None,
    )
    assert "victims, id: perhaps 'Victim Ref'" in "\n".join(open_sentences(made.open))
    text = (tmp_path / "map.toml").read_text(encoding="utf-8")
    assert '# OPEN: id = ["Crime No", "Victim Ref"]' in text


def test_figures_so_far_are_of_what_is_counted(extract: Path, tmp_path: Path) -> None:
    asker = Wishful(script(extract), "split/criterion/crimes/column", wishes={"values/crimes/columns": [Wish.FIGURES]})
    run_wizard(request="group-based", output=tmp_path / "output", save_to=None, asker=asker)
    shown = next(text for text in asker.told if "Victims of group-based crimes" in text and "2023" in text)
    assert "Crimes, victims and suspects each year" in shown
    assert "Total" not in shown


def test_map_in_which_nothing_records_one_of_the_things_is_refused_in_words() -> None:
    tables = tomllib.loads(find_field_map("group-based-offending").read_text(encoding="utf-8"))
    del tables["records"]["suspects"], tables["tables"]["suspects_of_crimes"]
    tables["categories"]["suspects"] = {"held": False, "reason": "Not recorded."}
    tables["not_held"] = {f"suspect_{key}": {"reason": "Not recorded."} for key in ("sex", "age", "ethnicity")}
    with pytest.raises(FieldMapError, match="counts suspects, and no records are of them"):
        bind_field_map(tables, REQUEST, "map")
