"""A whole extract: which files are read, and that no error ever repeats what stands in a record."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from foi_return.config.field_map import bind_field_map
from foi_return.config.request import load_request
from foi_return.engine.bound import bind_extract
from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError, UserError
from foi_return.sources.extract import list_columns, read_extract
from foi_return.terms.field_map import FieldMap
from foi_return.terms.needed import needed_columns
from tests.support.reading import read_file, write_bytes
from tests.support.small_council import Person, Record, SmallCouncil
from tests.support.workbooks import Cell, protect_xls, rewrite_part, write_ods, write_xls, write_xlsb, write_xlsx

CANARIES = ("7654321", "Canary Quetzal", "QX7 9ZZ", "31/02/2010", "canary hazard")
"""What stands in the records: an id, a name, a postcode, a birth date, a code."""

NEEDED = ["Person ID", "Born", "Hazard"]
HEADER = "Person ID,Name,Postcode,Born,Hazard"
RECORD = ",".join(CANARIES)


def field_map() -> FieldMap:
    return bind_field_map(SmallCouncil([], []).field_map_tables(), load_request("core"), "map")


def files(folder: Path) -> dict[str, Path]:
    council = SmallCouncil([Person("1", "2008-01-01")], [Record("1", "CSE", "2021-05-01")])
    return council.write(folder)


def test_columns_that_the_map_reads_are_needed_once_each() -> None:
    assert needed_columns(field_map()) == {
        "people": ["Child", "Born", "Sex"],
        "records": ["Child", "Start", "End", "Risk", "Identified", "Code", "Context"],
    }


def test_every_source_of_the_map_needs_a_file_and_every_file_a_source(workspace: Workspace, tmp_path: Path) -> None:
    given = files(tmp_path)
    with pytest.raises(SourceError) as caught:
        read_extract(workspace, field_map(), {"people": given["people"], "record": given["records"]}, lambda _: None)
    missing, unknown = caught.value.faults
    assert (missing.where, missing.next_step) == ("source 'records'", "Add --source records=FILE")
    assert (unknown.where, unknown.next_step) == ("source 'record'", "Did you mean 'records'?")


def test_faults_of_all_files_are_reported_together(workspace: Workspace, tmp_path: Path) -> None:
    people = write_bytes(tmp_path, "Child,Sex\n1,F\n", name="people.csv")
    records = tmp_path / "nothing.csv"
    with pytest.raises(SourceError) as caught:
        read_extract(workspace, field_map(), {"people": people, "records": records}, lambda _: None)
    assert [fault.found for fault in caught.value.faults] == [
        "there is no column called 'Born'",
        "there is no such file",
    ]


def test_progress_names_the_source_and_the_file(workspace: Workspace, tmp_path: Path) -> None:
    told: list[str] = []
    tables = read_extract(workspace, field_map(), files(tmp_path), told.append)
    assert told == ["Reading people (people.csv)", "Reading records (records.csv)"]
    assert list(tables) == ["people", "records"]


def test_one_file_may_serve_two_sources(workspace: Workspace, tmp_path: Path) -> None:
    columns = "Child,Born,Sex,Code,Start,End,Context,Risk,Identified\n1,2008-01-01,F,CSE,2021-05-01,,,,\n"
    path = write_bytes(tmp_path, columns)
    tables = read_extract(workspace, field_map(), {"people": path, "records": path}, lambda _: None)
    assert tables["people"].table != tables["records"].table


# ---- No error repeats a record. ----


def make_rows(header: bool = True) -> list[list[Cell]]:
    record: list[Cell] = list(CANARIES)
    return [list(HEADER.split(",")), record, record] if header else [record, record]


def cut(path: Path) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def spoil(path: Path) -> Path:
    """A name where a truth value should stand: the reader's own message repeats it."""
    old, new = b'r="A2" t="s"><v>5<', b't="b" r="A2"><v>Canary Quetzal<'
    return rewrite_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(old, new))


TEXT_FAULTS: Mapping[str, bytes] = {
    "no header": f"{RECORD}\n{RECORD}\n".encode(),
    "another header": f"A,B,C,D,E\n{RECORD}\n".encode(),
    "two columns missing": f"Person ID,Name,Postcode,When,What\n{RECORD}\n".encode(),
    "a column twice": f"Person ID,Born,Postcode,Born,Hazard\n{RECORD}\n".encode(),
    "zero byte": f"{HEADER}\n{RECORD}\0\n".encode(),
    "zero bytes everywhere": b"\0\1\2\3".join(RECORD.encode()[place : place + 1] for place in range(len(RECORD))),
    "zero byte and no header": f"{RECORD}\0\n".encode(),
    "markup": f"<table><tr><td>{RECORD}</td></tr></table>".encode(),
    "one broken line": f'"{RECORD}\n{RECORD}"x\n'.encode(),
    "records on one line": f"{RECORD}".encode(),
    "tabs": f"{RECORD}\n".replace(",", "\t").encode("utf-16"),
    "header that is nearly right, below records": f"{RECORD}\nPersonID,Name,Postcode,Born,Hazrd\n".encode(),
    "record that holds the names of columns": f"7654321,Hazard,Canary Quetzal\n{RECORD}\n".encode(),
}

BOOK_FAULTS: Mapping[str, Callable[[Path], Path]] = {
    "no header": lambda path: write_xlsx(path, {"Data": make_rows(header=False)}),
    "no header in .xls": lambda path: write_xls(path, {"Data": make_rows(header=False)}),
    "no header in .xlsb": lambda path: write_xlsb(path, {"Data": make_rows(header=False)}),
    "no header in .ods": lambda path: write_ods(path, {"Data": make_rows(header=False)}),
    "two sheets": lambda path: write_xlsx(path, {"A": make_rows(), "B": make_rows()}),
    "cut": lambda path: cut(write_xlsx(path, {"Data": make_rows()})),
    "cut .xls": lambda path: cut(write_xls(path, {"Data": make_rows()})),
    "cut .ods": lambda path: cut(write_ods(path, {"Data": make_rows()})),
    "spoiled": lambda path: spoil(write_xlsx(path, {"Data": make_rows()})),
    "password": lambda path: protect_xls(write_xls(path, {"Data": make_rows()})),
}


def check_silence(error: BaseException) -> None:
    """Nothing that is shown, logged or kept in the chain of errors holds a cell of a record."""
    texts = [str(error), repr(error), "".join(traceback.format_exception(error)), repr(error.args)]
    if isinstance(error, UserError):
        texts += [str(fault) for fault in error.faults]
    text = "\n".join(texts).casefold()
    assert not [canary for canary in CANARIES if canary.casefold() in text]
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


@pytest.mark.parametrize("fault", TEXT_FAULTS)
def test_no_error_about_a_text_file_repeats_a_record(workspace: Workspace, tmp_path: Path, fault: str) -> None:
    path = write_bytes(tmp_path, TEXT_FAULTS[fault])
    with pytest.raises(SourceError) as caught:
        read_file(workspace, path, NEEDED)
    check_silence(caught.value)


@pytest.mark.parametrize("fault", BOOK_FAULTS)
def test_no_error_about_a_workbook_repeats_a_record(workspace: Workspace, tmp_path: Path, fault: str) -> None:
    path = BOOK_FAULTS[fault](tmp_path / "extract")
    with pytest.raises(SourceError) as caught:
        read_file(workspace, path, NEEDED)
    check_silence(caught.value)


@pytest.mark.parametrize(
    "row",
    [RECORD + ",more", "7654321,Canary Quetzal", f'"{RECORD}', f'{RECORD}"x', f'7654321,"Canary" Quetzal,{RECORD}'],
)
def test_rows_that_cannot_be_read_raise_no_error_and_are_known_by_their_number(
    workspace: Workspace, tmp_path: Path, row: str
) -> None:
    path = write_bytes(tmp_path, f"{HEADER}\n{row}\n{RECORD}\n")
    found = read_file(workspace, path, NEEDED)
    assert found.unreadable in {(2,), ()}
    assert list(found.rows)[-1] == 3


def test_column_that_holds_no_codes_is_refused_without_naming_a_value(workspace: Workspace, tmp_path: Path) -> None:
    people = write_bytes(tmp_path, "Child,Born,Sex\n1,2008-01-01,F\n", name="people.csv")
    rows = "".join(f"{number},Canary Quetzal {number},2021-01-01,,,,\n" for number in range(2_500))
    records = write_bytes(tmp_path, "Child,Code,Start,End,Context,Risk,Identified\n" + rows, name="records.csv")
    mapping = field_map()
    raw = read_extract(workspace, mapping, {"people": people, "records": records}, lambda _: None)
    with pytest.raises(UserError, match="column 'Code': it holds more than 2,000 different values") as caught:
        bind_extract(workspace, mapping, raw)
    check_silence(caught.value)


def test_database_error_hides_the_texts_that_it_was_given_and_blocks_nothing(workspace: Workspace) -> None:
    import sqlalchemy as sa

    workspace.connection.execute(sa.text("SELECT 1"))
    with pytest.raises(sa.exc.DBAPIError) as caught:
        workspace.connection.execute(sa.text("SELECT * FROM nowhere WHERE name = :name"), {"name": CANARIES[1]})
    assert CANARIES[1] not in "".join(traceback.format_exception(caught.value))
    assert workspace.connection.execute(sa.text("SELECT 2")).scalar_one() == 2


def test_columns_of_a_file_without_a_header_are_listed_by_the_wizard_only_if_asked(tmp_path: Path) -> None:
    """Without a map to say what a header looks like, the first row with the most cells is offered, and reviewed."""
    assert list_columns(write_bytes(tmp_path, f"{HEADER}\n{RECORD}\n"))[0] == HEADER.split(",")


def test_sources_that_no_rule_reads_are_not_opened(workspace: Workspace, tmp_path: Path) -> None:
    mapping = field_map()
    unused = replace(mapping, sources={**mapping.sources, "unused": mapping.sources["people"]})
    tables = read_extract(workspace, unused, {**files(tmp_path), "unused": tmp_path / "nothing.csv"}, lambda _: None)
    assert list(tables) == ["people", "records"]
