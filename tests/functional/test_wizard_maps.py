"""The wizard from every shipped map and from a database: Enter all the way gives the same map and the same figures."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.answers import load_answers
from foi_return.config.field_map import bind_field_map, find_field_map, load_field_map, shipped_field_maps
from foi_return.config.request import load_request
from foi_return.errors import InteractionError, SourceError
from foi_return.inner_cells import InnerCell
from foi_return.outputs.release import RELEASE_NAME
from foi_return.reading import count_extract, load_extract, load_inputs
from foi_return.synthetic import write_extract
from foi_return.terms.field_map import FieldMap
from foi_return.terms.meaning import differences, facts_of
from foi_return.wizard.compose import compose_answers, compose_map
from foi_return.wizard.course import course
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.filed import complete
from foi_return.wizard.finish import save_map
from foi_return.wizard.more_help import find_help
from foi_return.wizard.steps import Step
from foi_return.wizard.study import Study
from tests.functional.test_shipped_field_maps import CENSUS_FILES, OF_OTHER_REQUESTS, SYSTEMS, System
from tests.support.database_council import council_tables, write_database_map
from tests.support.databases import READER_VARIABLE, fill_sqlite
from tests.support.maps import with_names_cleared
from tests.support.systems.files import SystemExtract
from tests.support.systems.population import EXTRACTED_ON, Population, draw_population

REFERENCE = "FOI-2026-0123"
REQUEST = load_request("core")
BY_NAME = {system.field_map: system for system in SYSTEMS}


@pytest.fixture(scope="module")
def population() -> Population:
    return draw_population(children=60)


def shipped(name: str) -> FieldMap:
    return load_field_map(find_field_map(name), REQUEST)


def names_cleared(name: str) -> FieldMap:
    """The shipped map once the officer has said that the names of its fields may be published."""
    tables = tomllib.loads(find_field_map(name).read_text(encoding="utf-8"))
    return bind_field_map(with_names_cleared(tables), REQUEST, name)


def given(base: FieldMap, start: str, files: str = "") -> dict[str, Answer]:
    """What no map answers; everything else is left to the suggestions."""
    return {
        "request/start": start,
        "request/reference": REFERENCE,
        "request/council": base.council,
        "request/contact": base.contact,
        "request/regime": base.regime.value,
        "request/received": "06/07/2026",
        "files/extracted_on": EXTRACTED_ON.isoformat(),
        **({"files/all": files} if files else {}),
    }


def interview(answers: Mapping[str, Answer], folder: Path) -> tuple[Draft, Facts]:
    """The answers with every suggestion taken, and what they rest on."""
    study = Study(None, folder / "output", None, lambda _text: None)
    draft = complete(Draft(dict(answers)), study, take_suggestions=True)
    facts, refused = study.look(draft)
    assert not refused
    return draft, facts


def files_of(system: System, extract: SystemExtract) -> str:
    """The files as an officer gives them: in any order, in quotes, those of several years as a pattern."""
    if system.field_map == "cin-census":
        (folder,) = {path.parent for paths in extract.sources.values() for path in paths}
        return f'"{folder / CENSUS_FILES}" '
    return " ".join(f'"{path}"' for paths in reversed(list(extract.sources.values())) for path in paths)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.field_map)
def test_enter_all_the_way_gives_the_map_that_was_started_from(
    system: System, population: Population, tmp_path: Path
) -> None:
    extract = system.write(tmp_path, population)
    base = shipped(system.field_map)
    draft, facts = interview(given(base, f"shipped:{system.field_map}", files_of(system, extract)), tmp_path)
    composed = compose_map(draft, facts)
    assert not [step.key for step in course(draft, facts) if find_help(step.key) is None]
    found = differences(facts_of(names_cleared(system.field_map), REQUEST), facts_of(composed, REQUEST))
    if facts.beside is not None and facts.beside.sexes:
        assert [item.sentence() for item in found] == ["New: In 'pers_sex', '50' is shown as Not known."]
    else:
        assert not found
        assert composed.fingerprint == names_cleared(system.field_map).fingerprint
    answers = compose_answers(draft, facts, tmp_path / "map.toml")
    for source, path in answers.sources.items():
        files = extract.sources[system.sources[source]]
        assert path == (files[0] if len(files) == 1 else tmp_path / CENSUS_FILES), "each file is the one of its source"
    assert answers.sources.keys() == base.sources.keys()


def published(folder: Path) -> dict[str, object]:
    """The public record of an answer, without what names its map."""
    record = json.loads((folder / REFERENCE / RELEASE_NAME).read_text(encoding="utf-8"))
    return {key: value for key, value in record.items() if not key.startswith("field_map")}


def wizard_words(answers: Mapping[str, Answer], output: Path) -> list[str]:
    words = ["wizard", "--no-input", "--take-suggestions", "--output", str(output)]
    return [*words, *(word for key, value in answers.items() for word in ("--set", f"{key}={value}"))]


@pytest.mark.parametrize(
    "name",
    [
        "cin-census",
        pytest.param("scottish-council", marks=pytest.mark.slow),
        pytest.param("mosaic", marks=pytest.mark.slow),
        pytest.param("standard-safeguarding-dataset", marks=pytest.mark.slow),
        pytest.param("liquidlogic-lcs", marks=pytest.mark.slow),
        pytest.param("frameworki", marks=pytest.mark.slow),
        pytest.param("eclipse", marks=pytest.mark.slow),
        pytest.param("flags-in-one-spreadsheet", marks=pytest.mark.slow),
    ],
)
def test_wizard_and_build_publish_the_same_from_a_shipped_map(
    name: str, population: Population, tmp_path: Path
) -> None:
    system = BY_NAME[name]
    extract = system.write(tmp_path, population)
    base = shipped(name)
    answers = given(base, f"shipped:{name}", files_of(system, extract))
    assert main(wizard_words(answers, tmp_path / "by-wizard")) == 0
    sources = [
        f"{source}={extract.sources[table][0] if len(extract.sources[table]) == 1 else tmp_path / CENSUS_FILES}"
        for source, table in system.sources.items()
    ]
    words = ["build", "--map", name, "--reference", REFERENCE, "--extracted-on", EXTRACTED_ON.isoformat()]
    words += [word for source in sources for word in ("--source", source)]
    assert main([*words, "--output", str(tmp_path / "by-build")]) == 0
    assert published(tmp_path / "by-wizard") == published(tmp_path / "by-build")


@pytest.mark.slow
def test_plain_lines_lead_from_a_map_and_a_folder_to_a_workbook(population: Population, tmp_path: Path) -> None:
    (tmp_path / "extract").mkdir()
    BY_NAME["scottish-council"].write(tmp_path / "extract", population)
    choices = [name for name in shipped_field_maps() if name not in OF_OTHER_REQUESTS]
    start = str(len(("nothing", "saved", "earlier")) + 1 + choices.index("scottish-council"))
    about = [start, REFERENCE, "Testshire Council", "", "2", "06/07/2026", "", ""]
    rest = [f'"{tmp_path / "extract"}" ', "21/05/2026", "", "", "", "", "", "", "", ""]
    done = subprocess.run(
        [sys.executable, "-m", "foi_return", "wizard", "--plain"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        input="".join(f"{line}\n" for line in [*about, *rest]),
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "'concerns' is ird-concerns.csv." in done.stdout
    assert "rows that count only under a condition" in done.stdout
    assert "the extract lacks nothing" not in done.stdout, "another council's rows are a value that no condition names"
    assert list((tmp_path / "output" / REFERENCE).glob("*.xlsx"))


# --- A database ---------------------------------------------------------------------------


def test_wizard_and_build_publish_the_same_from_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READER_VARIABLE, fill_sqlite(tmp_path / "cases.db", council_tables()))
    map_path = write_database_map(tmp_path / "map.toml")
    base = load_field_map(Path(map_path), REQUEST)
    answers = {**given(base, "file"), "request/map": map_path, "write/map": map_path}
    written = Path(map_path).read_text(encoding="utf-8")
    assert main(wizard_words(answers, tmp_path / "by-wizard")) == 0
    words = ["build", "--map", map_path, "--reference", REFERENCE, "--extracted-on", EXTRACTED_ON.isoformat()]
    assert main([*words, "--output", str(tmp_path / "by-build")]) == 0
    assert published(tmp_path / "by-wizard") == published(tmp_path / "by-build")
    saved = load_answers(tmp_path / f"{REFERENCE}-answers.toml")
    assert not saved.sources
    assert saved.field_map == map_path
    assert Path(map_path).read_text(encoding="utf-8") == written, "a map that says the same stays, with its remarks"
    for path in tmp_path.glob("*.toml"):
        assert "cases.db" not in path.read_text(encoding="utf-8"), "the URL is nowhere but in the environment"


def test_database_that_cannot_be_reached_is_told_and_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(READER_VARIABLE, raising=False)
    map_path = write_database_map(tmp_path / "map.toml")
    study = Study(None, tmp_path / "output", None, lambda _text: None)
    answers = {**given(load_field_map(Path(map_path), REQUEST), "file"), "request/map": map_path}
    with pytest.raises(SourceError, match=READER_VARIABLE):
        complete(Draft(answers), study, take_suggestions=True)
    reached = {**answers, "request/use": "keep", "files/database": "connect"}
    _, (refusal,) = study.look(Draft(reached))
    assert refusal.key == "files/database"


def test_map_of_an_older_format_is_used_as_it_stands(population: Population, tmp_path: Path) -> None:
    system = BY_NAME["frameworki"]
    extract = system.write(tmp_path, population)
    old = tmp_path / "old.toml"
    text = find_field_map("frameworki").read_text(encoding="utf-8")
    old.write_text(text.replace("format = 2", "format = 1"), encoding="utf-8")
    base = load_field_map(old, REQUEST)
    assert base.older
    draft, facts = interview({**given(base, "file", files_of(system, extract)), "request/map": str(old)}, tmp_path)
    assert compose_map(draft, facts).fingerprint == names_cleared("frameworki").fingerprint


# --- What an extract lacks ----------------------------------------------------------------


def rewritten(path: Path, changes: Mapping[str, str]) -> Path:
    """A text file with other words in it, in a folder of its own."""
    text = path.read_bytes()
    for old, new in changes.items():
        assert old.encode() in text
        text = text.replace(old.encode(), new.encode())
    folder = path.parent / "changed"
    folder.mkdir(exist_ok=True)
    (folder / path.name).write_bytes(text)
    return folder / path.name


def question(draft: Draft, facts: Facts, key: str) -> Step:
    """A question of the course, by its key or by what its key begins with."""
    return next(step for step in course(draft, facts) if step.key.startswith(key))


def figures(draft: Draft, facts: Facts, folder: Path) -> tuple[InnerCell, ...]:
    """What is counted by the map that the answers make, before anything is hidden."""
    save_map(draft, facts, folder / "map.toml")
    answers = compose_answers(draft, facts, folder / "map.toml")
    inputs = load_inputs(answers)
    with load_extract(inputs, answers.sources, lambda _text: None) as extract:
        return count_extract(inputs, extract, None)


def test_columns_under_other_names_are_asked_for_and_read(population: Population, tmp_path: Path) -> None:
    system = BY_NAME["standard-safeguarding-dataset"]
    extract = system.write(tmp_path, population)
    people, assessments, factors = (paths[0] for paths in extract.sources.values())
    renamed = (
        rewritten(people, {"pers_dob": "pers_birth_date"}),
        rewritten(assessments, {"cina_assessment_id": "cina_id", "cina_assessment_auth_date": "cina_authorised"}),
        factors,
    )
    base = shipped(system.field_map)
    answers = given(base, f"shipped:{system.field_map}", ";".join(map(str, renamed)))
    answers |= {
        "lacks/people/pers_dob": "pers_birth_date",
        "lacks/assessments/cina_assessment_id": "cina_id",
        "lacks/assessments/cina_assessment_auth_date": "cina_authorised",
    }
    draft, facts = interview(answers, tmp_path / "renamed")
    composed = compose_map(draft, facts)
    assert composed.child.birth_date == "pers_birth_date"
    assert composed.records["factors"].start == "assessments.cina_authorised"
    assert dict(composed.tables["assessed"].joins[0].where) == {"cinf_assessment_id": "cina_id"}
    assert "'pers_birth_date' is read in its place" in question(draft, facts, "kept/people").help
    whole = given(base, f"shipped:{system.field_map}", files_of(system, extract))
    assert figures(draft, facts, tmp_path / "renamed") == figures(
        *interview(whole, tmp_path / "whole"), tmp_path / "whole"
    )


def test_records_of_a_file_that_is_not_there_are_not_recorded_never_zero(
    population: Population, tmp_path: Path
) -> None:
    system = BY_NAME["mosaic"]
    extract = system.write(tmp_path, population)
    (extract.sources["MO_QUESTION_LOOKUPS"][0]).unlink()
    present = ";".join(str(path) for (path,) in extract.sources.values() if path.exists())
    base = shipped("mosaic")
    draft, facts = interview({**given(base, "shipped:mosaic", present), "files/8/path": ""}, tmp_path)
    composed = compose_map(draft, facts)
    assert set(composed.records) == {"factors"}
    assert set(composed.sources) == {"persons", "steps", "subjects", "factors"}
    for key in ("ocg", "county_lines"):
        assert not composed.mappings[key].held
        assert composed.mappings[key].reason == "The records that hold this were not supplied for this answer."
    assert composed.mappings["cse"] == base.mappings["cse"]
    assert "the file 'lookups'" in question(draft, facts, "kept/people").help


def test_what_other_records_hold_as_well_is_not_counted_too_low(tmp_path: Path) -> None:
    files = write_extract(tmp_path / "extract", seed=1, children=60)
    base = shipped("anytown")
    answers = {**given(base, "shipped:anytown", f"{files.people};{files.exploitation}"), "request/use": "keep"}
    draft, facts = interview({**answers, "files/3/path": ""}, tmp_path)
    missing = {
        key for key, mapping in base.mappings.items() if any(rule.records == "missing" for rule in mapping.rules)
    }
    assert missing
    composed = compose_map(draft, facts)
    assert {key for key in missing if not composed.mappings[key].held} == missing
    draft, facts = interview({**answers, "files/3/path": "", "lacks/part": "count the rest"}, tmp_path)
    assert all(compose_map(draft, facts).mappings[key].held for key in missing)


def test_people_cannot_be_left_out(population: Population, tmp_path: Path) -> None:
    system = BY_NAME["scottish-council"]
    extract = system.write(tmp_path, population)
    concerns = extract.sources["concerns"][0]
    with pytest.raises(InteractionError, match="files/1/path"):
        interview(given(shipped("scottish-council"), "shipped:scottish-council", str(concerns)), tmp_path)


# --- What an extract adds -----------------------------------------------------------------


def test_new_values_are_asked_about_and_nothing_else(population: Population, tmp_path: Path) -> None:
    system = BY_NAME["scottish-council"]
    extract = system.write(tmp_path, population)
    people = extract.sources["people"][0]
    concerns = rewritten(extract.sources["concerns"][0], {"Child sexual exploitation": "CSE"})
    base = shipped("scottish-council")
    answers = given(base, "shipped:scottish-council", f"{people};{concerns}")
    draft, facts = interview(answers, tmp_path / "new")
    step = question(draft, facts, "new/")
    assert "CSE" in step.help
    assert "Child sexual exploitation (CSE)" in step.help
    assert sum(each.key.startswith("new/") for each in course(draft, facts)) == 1
    composed = compose_map(draft, facts)
    added = [
        item.sentence()
        for item in differences(facts_of(names_cleared(system.field_map), REQUEST), facts_of(composed, REQUEST))
    ]
    assert added == ["New: 'CSE' in 'Area of concern' of the records 'concerns' means it."]
    whole = given(base, "shipped:scottish-council", files_of(system, extract))
    assert figures(draft, facts, tmp_path / "new") == figures(*interview(whole, tmp_path / "old"), tmp_path / "old")


def test_new_values_can_be_gone_through_one_by_one(population: Population, tmp_path: Path) -> None:
    system = BY_NAME["scottish-council"]
    extract = system.write(tmp_path, population)
    concerns = rewritten(extract.sources["concerns"][0], {"Child sexual exploitation": "Thing A", "Neglect": "Thing B"})
    base = shipped("scottish-council")
    answers = given(base, "shipped:scottish-council", f"{extract.sources['people'][0]};{concerns}")
    draft, facts = interview(answers, tmp_path)
    how = question(draft, facts, "new/").key
    stem = how.split("/how/")[0]
    claims: dict[str, Answer] = {
        how: "each",
        f"{stem}/keys": ("cse", "gang"),
        f"{stem}/is/cse": ("Thing A",),
        f"{stem}/is/gang": ("Thing A",),
    }
    draft, facts = interview({**answers, **claims}, tmp_path)
    composed = compose_map(draft, facts)
    assert "Thing A" in composed.mappings["cse"].rules[0].values
    assert "Thing A" in composed.mappings["gang"].rules[-1].values
    assert composed.mappings["gang"].held, "what was not held is, once a value means it"
    assert "Thing B" in composed.records["concerns"].not_counted["Area of concern"]


def test_new_column_that_may_record_exploitation_is_pointed_out(population: Population, tmp_path: Path) -> None:
    system = BY_NAME["eclipse"]
    extract = system.write(tmp_path, population)
    persons, answers_file = (paths[0] for paths in extract.sources.values())
    header, *lines = persons.read_text(encoding="utf-8").splitlines()
    persons.write_text("\n".join([f"{header},CSE_FLAG", *(f"{line},N" for line in lines)]), encoding="utf-8")
    draft, facts = interview(given(shipped("eclipse"), "shipped:eclipse", f"{persons};{answers_file}"), tmp_path)
    assert "the column 'CSE_FLAG' of 'persons'" in question(draft, facts, "kept/people").help


@pytest.mark.slow
def test_map_that_is_not_right_any_more_is_gone_through_question_by_question(tmp_path: Path) -> None:
    files = write_extract(tmp_path / "extract", seed=1, children=60)
    base = shipped("anytown")
    paths = {"files/1/path": files.people, "files/2/path": files.exploitation, "files/3/path": files.missing}
    answers = {**given(base, "shipped:anytown", str(tmp_path / "extract")), "request/use": "keep"}
    answers |= {key: str(path) for key, path in paths.items()}
    draft, facts = interview(answers, tmp_path)
    people = question(draft, facts, "kept/people")
    assert [choice.value for choice in people.choices] == ["right", "again"]
    again = people.applied(draft, "again")
    study = Study(None, tmp_path / "output", None, lambda _text: None)
    asked = complete(again, study, take_suggestions=True)
    facts, _ = study.look(asked)
    keys = {step.key.split("/")[0] for step in course(asked, facts)}
    assert {"people", "records", "values"} <= keys
    assert "kept" not in keys
    found = differences(facts_of(base, REQUEST), facts_of(compose_map(asked, facts), REQUEST))
    assert not [item.sentence() for item in found if item.counts], "gone through with Enter, it means the same"
