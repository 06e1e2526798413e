"""Ids of several columns: a person on each crime, told apart whatever the columns hold, in files and in databases."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from foi_return.config.field_map import bind_field_map
from foi_return.config.toml_write import toml_text
from foi_return.engine.server import ServerSources, open_server
from foi_return.engine.server_sql import Kind, ServerColumn, ServerTable
from foi_return.engine.server_tables import find_tables
from foi_return.engine.trace import trace_cell
from foi_return.engine.workspace import Workspace, open_workspace
from foi_return.errors import FieldMapError
from foi_return.inner_cells import Selector
from foi_return.terms.field_map import FieldMap
from foi_return.terms.findings import Finding, FindingCode
from foi_return.terms.meaning import differences, facts_of
from foi_return.terms.needed import needed_columns
from tests.properties.test_databases_agree import SPEC, count_in
from tests.support.databases import READER_VARIABLE, Table, fill_sqlite, in_database
from tests.support.doubts import context_of, count_and_doubt
from tests.support.small_force import COLUMNS, Crime, SmallForce, cells_of

PAIR = ("Crime", "Person")
IN_2020 = "2020-05-01"
YEAR = "2020/21"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with open_workspace() as opened:
        yield opened


def force(folder: Path, pairs: Sequence[tuple[str, str]], columns: str | Sequence[str] = PAIR) -> SmallForce:
    return SmallForce(
        crimes=[Crime(crime, IN_2020, person=person) for crime, person in pairs], folder=folder, id=columns
    )


def bound_map(folder: Path, columns: str | Sequence[str], **changes: Any) -> FieldMap:
    council = SmallForce(folder=folder, id=columns)
    tables = council.field_map_tables()
    tables["records"]["crimes"].update(changes)
    return bind_field_map(tables, council.definition(), "map")


@pytest.mark.parametrize(
    ("pairs", "different"),
    [
        pytest.param([("C1", "P1"), ("C2", "P1"), ("C1", "P1")], 2, id="a person on two crimes"),
        pytest.param([("1", "23"), ("12", "3"), ("123", "")], 2, id="the columns do not run into each other"),
        pytest.param([("a|b", "c"), ("a", "b|c"), ("a|b|c", "d")], 3, id="a separator in a cell"),
        pytest.param(
            [("a~1b", "c"), ("a|b", "c"), ("a~", "1b|c"), ("a~0", "|c"), ("a~|", "c")], 5, id="escapes in cells"
        ),
        pytest.param([("A1", "p"), ("a1", "p"), (" A1\u00a0", "p\t")], 2, id="trimmed, and exact, as single ids are"),
        pytest.param([("1", "2"), ("2", "1")], 2, id="the order of the columns counts"),
        pytest.param([("É", "ß"), ("É", "ss"), ("\U0001f600", "ß")], 3, id="other letters"),
    ],
)
def test_same_id_only_where_each_column_is_the_same(
    pairs: Sequence[tuple[str, str]], different: int, workspace: Workspace, tmp_path: Path
) -> None:
    council = force(tmp_path, pairs)
    counted, _ = count_and_doubt(council, tmp_path, workspace)
    assert counted.figure("cse-outcome", YEAR, "Total") == different
    rows = [cells_of(crime) for crime in council.crimes]
    url = fill_sqlite(tmp_path / "crimes.db", {"crimes": Table(COLUMNS, rows)})
    with open_server(SPEC, {READER_VARIABLE: url}) as server:
        assert count_in(server, council).cells == counted.sql


def test_id_is_missing_if_one_of_its_columns_is_and_the_finding_names_that_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    pairs = [("C1", "P1"), ("", "P1"), ("C1", " "), ("C2", "#N/A"), ("null", ""), ("C2", "P1")]
    counted, found = count_and_doubt(force(tmp_path, pairs), tmp_path, workspace)
    assert counted.figure("cse-outcome", YEAR, "Total") == 2
    without = [finding for finding in found if finding.code is FindingCode.NO_ID]
    assert without == [
        Finding(FindingCode.NO_ID, "crimes", 2, "Crime", (3, 6)),
        Finding(FindingCode.NO_ID, "crimes", 2, "Person", (4, 5)),
    ]
    assert "column 'Person': The id of what is counted is blank (2; not counted)" in without[1].sentence()


def test_each_column_is_looked_at_for_what_a_spreadsheet_does_to_long_numbers(
    workspace: Workspace, tmp_path: Path
) -> None:
    pairs = [("1.2E+11", "P1"), ("C2", "12.0"), ("C3", "P3")]
    _, found = count_and_doubt(force(tmp_path, pairs), tmp_path, workspace)
    damaged = {(finding.column, finding.rows) for finding in found if finding.code is FindingCode.ID_DAMAGED}
    assert damaged == {("Crime", (2,)), ("Person", (3,))}


def test_repeated_row_is_one_and_another_person_of_the_crime_is_none(workspace: Workspace, tmp_path: Path) -> None:
    pairs = [("C1", "P1"), ("C1", "P2"), ("C1", "P1")]
    _, found = count_and_doubt(force(tmp_path, pairs), tmp_path, workspace)
    assert [finding.rows for finding in found if finding.code is FindingCode.ROW_REPEATED] == [(4,)]


def test_rows_behind_a_figure_are_listed_id_by_id(workspace: Workspace, tmp_path: Path) -> None:
    pairs = [("C1", "P1"), ("C2", "P1"), ("C1", "P2"), ("C1", "P1")]
    counted, _ = count_and_doubt(force(tmp_path, pairs), tmp_path, workspace)
    context = context_of(workspace, counted)
    selector = Selector(YEAR, all_of=frozenset(["cse"]))
    traced = trace_cell(workspace, counted.inputs.request, counted.bound, context.query, selector)
    assert sorted({row.child: [] for row in traced}) == [1, 2, 3]
    by_child = [{row.row for row in traced if row.child == child} for child in (1, 2, 3)]
    assert sorted(by_child, key=min) == [{2, 5}, {3}, {4}]


def test_database_reports_missing_and_repeated_ids_as_files_do(workspace: Workspace, tmp_path: Path) -> None:
    council = force(tmp_path, [("C1", "P1"), ("", "P1"), ("C1", "NULL"), ("C1", "P1"), ("C1", "P1"), ("C2", "P1")])
    _, found = count_and_doubt(council, tmp_path, workspace)
    rows = [cells_of(crime) for crime in council.crimes]
    url = fill_sqlite(tmp_path / "crimes.db", {"crimes": Table(COLUMNS, rows)})
    with open_server(SPEC, {READER_VARIABLE: url}) as server:
        told = count_in(server, council).findings
    assert told == {(each.code, each.source, each.column): each.count for each in found}
    assert told[FindingCode.ROW_REPEATED, "crimes", ""] == 2
    assert told[FindingCode.NO_ID, "crimes", "Person"] == 1


def test_floating_point_number_in_any_column_of_the_id_is_refused_in_a_database(tmp_path: Path) -> None:
    council = force(tmp_path, [("C1", "P1")])
    url = fill_sqlite(tmp_path / "crimes.db", {"crimes": Table(COLUMNS, [])})
    field_map = bind_field_map(in_database(council.field_map_tables()), council.definition(), "map")
    with open_server(SPEC, {READER_VARIABLE: url}) as server:
        table = find_tables(server, field_map.sources.values(), needed_columns(field_map))["crimes"]
        columns = {**table.columns, "Person": ServerColumn("Person", Kind.FLOAT)}
        found = ServerSources(server, {"crimes": ServerTable("crimes", table.rows, columns)})
        with pytest.raises(FieldMapError, match="column 'Person': the id is a floating-point number"):
            found.records(field_map.records["crimes"], [], [("", ())], [])


# --- What the map says ------------------------------------------------------------------------------


def test_one_column_in_a_list_means_what_it_means_alone(tmp_path: Path) -> None:
    alone, listed = (bound_map(tmp_path, columns) for columns in ("Crime", ["Crime"]))
    assert alone == listed


def test_columns_of_the_id_and_their_order_are_part_of_what_a_map_means(tmp_path: Path) -> None:
    maps = [bound_map(tmp_path, columns) for columns in ("Crime", PAIR, PAIR[::-1], ("Crime", "Offence"))]
    assert len({each.fingerprint for each in maps}) == len({each.recording for each in maps}) == 4


def test_map_says_in_words_that_the_columns_make_the_id_together(tmp_path: Path) -> None:
    request = SmallForce(folder=tmp_path).definition()
    one, two = (facts_of(bound_map(tmp_path, columns), request) for columns in ("Crime", PAIR))
    (found,) = differences(one, two)
    assert found.counts
    assert "in 'Crime'. It counts" in found.before
    assert "in 'Crime' and 'Person' together. It counts" in found.after
    three = facts_of(bound_map(tmp_path, (*PAIR, "Offence")), request)
    assert any("in 'Crime', 'Person' and 'Offence' together." in fact.sentence for fact in three)


def test_every_column_of_the_id_is_needed(tmp_path: Path) -> None:
    assert {"Crime", "Person"} <= set(needed_columns(bound_map(tmp_path, PAIR))["crimes"])


def test_map_survives_being_written_and_read(tmp_path: Path) -> None:
    council = SmallForce(folder=tmp_path, id=PAIR)
    written = tomllib.loads(toml_text(council.field_map_tables(), "A map"))
    assert bind_field_map(written, council.definition(), "map") == bound_map(tmp_path, PAIR)
    assert written["records"]["crimes"]["id"] == ["Crime", "Person"]


@pytest.mark.parametrize(
    ("columns", "changes", "words"),
    [
        pytest.param((), {}, r"records.crimes.id.*a list of names of columns", id="no column"),
        pytest.param(("Crime", "crime"), {}, "the column 'crime' is named twice", id="a column twice"),
        pytest.param(("Crime", " "), {}, "the column has no name", id="a column without a name"),
        pytest.param(PAIR, {"child": "Crime"}, "both child and id are given", id="a child as well"),
        pytest.param(PAIR, {"child_ids": "unlinked"}, "cannot be that of another system", id="of another system"),
    ],
)
def test_ids_that_cannot_be_meant_are_refused(
    columns: Sequence[str], changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(FieldMapError, match=words):
        bound_map(tmp_path, columns, **changes)


def test_what_is_no_column_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FieldMapError) as refused:
        bound_map(tmp_path, PAIR, id=[5])
    assert len(refused.value.faults) == 1
    assert "the name of a column, or a list of names of columns" in str(refused.value)


def test_children_who_are_listed_have_an_id_of_one_column(tmp_path: Path) -> None:
    council = SmallForce(folder=tmp_path, id=PAIR)
    tables = council.field_map_tables()
    tables["sources"]["people"] = {}
    tables["child"] = {"source": "people", "id": "Id", "birth_date": "Born", "date_formats": ["yyyy-mm-dd"]}
    with pytest.raises(FieldMapError, match="stands for nobody in 'people'"):
        bind_field_map(tables, council.definition(), "map")


def test_records_are_not_linked_to_others_whose_ids_have_another_number_of_columns(tmp_path: Path) -> None:
    council = SmallForce(folder=tmp_path, id=PAIR)
    tables = council.field_map_tables()
    tables["records"]["others"] = {**tables["records"]["crimes"], "id": "Crime"}
    tables["records"]["crimes"]["linked_to"] = {"records": "others", "within_days": 3}
    with pytest.raises(FieldMapError, match="the ids of 'others' have another number of columns"):
        bind_field_map(tables, council.definition(), "map")
