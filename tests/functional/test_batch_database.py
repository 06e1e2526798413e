"""A batch over an extract in a database: counted there once, and kept as long as it counts the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from foi_return.batch import BatchOptions, run_batch
from foi_return.batch.grouping import grouping_of
from foi_return.batch.shelf import SharedExtract, extract_key
from foi_return.config.manifest import load_manifest
from foi_return.reading import count_extract, load_asked, load_extract
from tests.support.database_council import council_files, council_tables, write_database_map
from tests.support.databases import READER_VARIABLE, Table, fill_sqlite, open_schema

MANIFEST = """
format = 1
[defaults]
extract.field_map = "map.toml"
output.folder = "answers"
earlier.register_folder = "register"
[[requests]]
request.reference = "A"
request.years = ["2024/25"]
request.categories = ["cce"]
[[requests]]
request.reference = "B"
request.years = ["2023/24"]
request.age_bands = ["under 12", "12 to 17"]
request.categories = ["cse"]
"""


@dataclass(frozen=True)
class Database:
    """A council's database and the folder in which its answers are made.

    Attributes:
        folder: The folder, with the map and the manifest.
        halve: Deletes every second of the hazards, as a revision of the data.
    """

    folder: Path
    halve: Callable[[], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    (tmp_path / "batch.toml").write_text(MANIFEST, encoding="utf-8")
    hazards = council_tables()["hazards"]
    fewer = Table(hazards.columns, hazards.rows[::2], hazards.dates, hazards.format)
    if request.param == "sqlite":
        path = tmp_path / "cases.db"
        monkeypatch.setenv(READER_VARIABLE, fill_sqlite(path, council_tables()))
        write_database_map(tmp_path / "map.toml")
        yield Database(tmp_path, lambda: _refill_sqlite(path, fewer))
        return
    with open_schema() as schema:
        for name, table in council_tables().items():
            schema.fill(name, table)
        monkeypatch.setenv(READER_VARIABLE, schema.reader)
        write_database_map(tmp_path / "map.toml", schema.name)
        yield Database(tmp_path, lambda: schema.fill("hazards", fewer))


def _refill_sqlite(path: Path, hazards: Table) -> None:
    fill_sqlite(path, {"hazards": hazards})


def outcomes(folder: Path, options: BatchOptions | None = None) -> list[str]:
    batch = run_batch(load_manifest(folder / "batch.toml"), options or BatchOptions(), lambda _: None)
    return [" ".join((result.state.value, *result.why)) for result in batch.results]


def test_shared_count_in_a_database_is_each_returns_own(database: Database) -> None:
    entries = load_manifest(database.folder / "batch.toml").entries
    first, second = (load_asked(entry.answers) for entry in entries)
    shared = SharedExtract(extract_key(first, {}), [grouping_of(first), grouping_of(second)], lambda _: None)
    for inputs in (first, second):
        with load_extract(inputs, {}, lambda _: None) as alone:
            assert shared.cells(inputs) == count_extract(inputs, alone, None) != ()
    assert shared.times_counted == 1
    shared.close()


def test_answers_from_a_database_are_kept_as_long_as_it_counts_the_same(database: Database) -> None:
    assert outcomes(database.folder) == ["written", "written"]
    assert outcomes(database.folder) == ["kept", "kept"]
    database.halve()
    assert outcomes(database.folder) == ["written", "written"]


def test_answers_from_a_database_are_those_from_files_and_protected_together(database: Database) -> None:
    assert outcomes(database.folder) == ["written", "written"]
    files = council_files(database.folder / "files")
    told = "\n".join(f'extract.sources.{name} = "{path}"' for name, path in files.items())
    other = MANIFEST.replace('extract.field_map = "map.toml"', f'extract.field_map = "anytown"\n{told}')
    other = other.replace('"answers"', '"from-files"').replace('"register"', '"register-of-files"')
    (database.folder / "batch.toml").write_text(other, encoding="utf-8")
    assert outcomes(database.folder) == ["written", "written"]
    for reference in ("A", "B"):
        cells = [
            json.loads((database.folder / place / reference / "release.json").read_text(encoding="utf-8"))["cells"]
            for place in ("answers", "from-files")
        ]
        assert cells[0] == cells[1]
        assert any("value" in cell for cell in cells[0])
