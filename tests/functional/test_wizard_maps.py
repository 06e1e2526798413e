"""The wizard from every shipped map and from a database: Enter all the way gives the same map and the same figures."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from foi_return.cli import main
from foi_return.config.answers import load_answers
from foi_return.config.field_map import find_field_map, load_field_map
from foi_return.config.request import load_request
from foi_return.errors import FieldMapError, SourceError
from foi_return.outputs.release import RELEASE_NAME
from foi_return.terms.field_map import FieldMap
from foi_return.terms.meaning import differences, facts_of
from foi_return.wizard.compose import compose_answers, compose_map
from foi_return.wizard.draft import Answer, Draft
from foi_return.wizard.facts import Facts
from foi_return.wizard.filed import complete
from foi_return.wizard.study import Study
from tests.functional.test_shipped_field_maps import CENSUS_FILES, SYSTEMS, System
from tests.support.database_council import council_tables, write_database_map
from tests.support.databases import READER_VARIABLE, fill_sqlite
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
    return " ".join(f'"{path}"' for paths in reversed(extract.sources.values()) for path in paths)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.field_map)
def test_enter_all_the_way_gives_the_map_that_was_started_from(
    system: System, population: Population, tmp_path: Path
) -> None:
    extract = system.write(tmp_path, population)
    base = shipped(system.field_map)
    draft, facts = interview(given(base, f"shipped:{system.field_map}", files_of(system, extract)), tmp_path)
    composed = compose_map(draft, facts)
    found = differences(facts_of(base, REQUEST), facts_of(composed, REQUEST))
    if facts.beside is not None and facts.beside.sexes:
        assert [item.sentence() for item in found] == ["New: In 'pers_sex', '50' is shown as Not known."]
    else:
        assert not found
        assert composed.fingerprint == base.fingerprint
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
        "scottish-council",
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
