"""The known answer is right, and a database that counts in another way is refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from foi_return.coverage import find_coverage
from foi_return.engine import query, self_check
from foi_return.engine.reference import count_inner_cells_reference
from foi_return.engine.server import Server, open_server
from foi_return.engine.server_sql import TEXT, Expression, ServerSql
from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError
from foi_return.sources.extract import read_source
from foi_return.terms.map_parts import DatabaseSpec
from tests.support.databases import READER_VARIABLE, fill_sqlite


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    url = fill_sqlite(tmp_path / "empty.db", {})
    with open_server(DatabaseSpec(f"environment:{READER_VARIABLE}", 60), {READER_VARIABLE: url}) as opened:
        yield opened


def test_known_answer_is_what_the_reference_engine_counts(workspace: Workspace, tmp_path: Path) -> None:
    columns = ("child", "code", "start", "end", "context")
    rows: dict[str, tuple[Sequence[str], Sequence[Sequence[str | None]]]] = {
        "people": (("child", "born", "sex"), self_check.PEOPLE),
        "written": (columns, self_check.WRITTEN),
        "dated": (columns[:4], self_check.DATED),
    }
    raw = {}
    for name, (header, lines) in rows.items():
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header, *lines])
        raw[name] = read_source(workspace, self_check.FIELD_MAP.sources[name], path, list(header))
    coverage = find_coverage(self_check.REQUEST, self_check.FIELD_MAP, None)
    counted = count_inner_cells_reference(workspace, self_check.REQUEST, self_check.FIELD_MAP, raw, coverage)
    assert counted == self_check.KNOWN


def test_sound_database_passes(server: Server) -> None:
    self_check.check_known_answer(server)


def _changed_sql(**changes: Any) -> Callable[[Server, pytest.MonkeyPatch], None]:
    return lambda server, _: setattr(server, "sql", replace(server.sql, **changes))


def _changed_method(name: str, method: Callable[..., Expression]) -> Callable[[Server, pytest.MonkeyPatch], None]:
    return lambda _, monkeypatch: monkeypatch.setattr(ServerSql, name, method)


BROKEN: dict[str, Callable[[Server, pytest.MonkeyPatch], None]] = {
    "compares without regard to case": _changed_method(
        "text", lambda _sql, cell: sa.func.lower(sa.cast(cell, TEXT), type_=TEXT)
    ),
    "trims letters as well as blanks": _changed_sql(blanks=" ac"),
    "trims nothing": _changed_sql(blanks="#"),
    "reads a date by its first eight characters": _changed_method(
        "day_of_text",
        lambda _sql, text, _formats: sa.cast(sa.func.replace(sa.func.substr(text, 1, 10), "-", ""), sa.Integer),
    ),
    "reads the word null as an id": _changed_method("identity", lambda _sql, text: text),
    "thinks an age is a year less": lambda _, monkeypatch: monkeypatch.setattr(query, "YEAR_OF_AGE", 10_100),
    "loses the last text of a list": lambda _, monkeypatch: monkeypatch.setattr(
        query, "is_one_of", lambda cell, texts: cell.in_(list(texts)[:-1])
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_database_that_counts_wrongly_is_refused(how: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    BROKEN[how](server, monkeypatch)
    with pytest.raises(SourceError, match="the answer is wrong"):
        self_check.check_known_answer(server)


def test_another_moment_of_the_day_is_refused_as_well(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of the last second of a year belongs to that year."""
    late = tuple((child, code, "2020-04-01 00:00:00", end) for child, code, _, end in self_check.DATED)
    monkeypatch.setattr(self_check, "DATED", late)
    with pytest.raises(SourceError, match="2019/20"):
        self_check.check_known_answer(server)
