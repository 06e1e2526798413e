"""A batch over an extract in a database: counted there once, and kept as long as it counts the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from foi_return.batch import BatchOptions, run_batch
from foi_return.batch.grouping import grouping_of
from foi_return.batch.shelf import SharedExtract, extract_key
from foi_return.config.manifest import load_manifest
from foi_return.reading import count_extract, load_asked, load_extract
from tests.support.database_council import council_tables, write_database_map
from tests.support.databases import READER_VARIABLE, fill_sqlite

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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(READER_VARIABLE, fill_sqlite(tmp_path / "cases.db", council_tables()))
    write_database_map(tmp_path / "map.toml")
    (tmp_path / "batch.toml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def outcomes(folder: Path, options: BatchOptions | None = None) -> list[str]:
    batch = run_batch(load_manifest(folder / "batch.toml"), options or BatchOptions(), lambda _: None)
    return [" ".join((result.state.value, *result.why)) for result in batch.results]


def test_shared_count_in_a_database_is_each_returns_own(folder: Path) -> None:
    entries = load_manifest(folder / "batch.toml").entries
    first, second = (load_asked(entry.answers) for entry in entries)
    shared = SharedExtract(extract_key(first, {}), [grouping_of(first), grouping_of(second)], lambda _: None)
    for inputs in (first, second):
        with load_extract(inputs, {}, lambda _: None) as alone:
            assert shared.cells(inputs) == count_extract(inputs, alone, None) != ()
    assert shared.times_counted == 1
    shared.close()


@pytest.mark.slow
def test_answers_from_a_database_are_kept_as_long_as_it_counts_the_same(folder: Path) -> None:
    assert outcomes(folder) == ["written", "written"]
    assert outcomes(folder) == ["kept", "kept"]
    with sqlite3.connect(folder / "cases.db") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        biggest = max(names, key=lambda name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0])
        database.execute(f'DELETE FROM "{biggest}" WHERE rowid % 2 = 0')
    assert outcomes(folder) == ["written", "written"]
