"""The open data says what the workbook says, cell by cell, and is what its metadata declares."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from foi_return.errors import OutputError
from foi_return.outputs.open_data import (
    ALL_NAME,
    METADATA_NAME,
    file_names,
    inert,
    render_open_data,
    write_open_data,
)
from foi_return.outputs.release import release_record
from foi_return.terms.licence import Licence
from foi_return.terms.protected import Figure, ProtectedReturn, ProtectedTable
from foi_return.terms.shorthand import Shorthand
from tests.support.csvw_check import faults
from tests.support.protected import HOSTILE_TEXTS, hostile_return, realistic_return


def with_figures(answer: ProtectedReturn, figure: Figure) -> ProtectedReturn:
    """The answer with one figure in every cell."""

    def changed(table: ProtectedTable) -> ProtectedTable:
        rows = tuple(
            replace(row, cells=tuple(replace(cell, published=figure) for cell in row.cells)) for row in table.rows
        )
        return replace(table, rows=rows)

    return replace(answer, tables=tuple(changed(table) for table in answer.tables))


def banded() -> ProtectedReturn:
    answer = with_figures(realistic_return(), Shorthand.BAND)
    return replace(answer, policy=replace(answer.policy, banded=True))


def rounded() -> ProtectedReturn:
    answer = with_figures(realistic_return(), Shorthand.ROUNDS_TO_ZERO)
    return replace(answer, policy=replace(answer.policy, rounded_to=5, rounding="numbers are rounded to 5"))


def percentages() -> ProtectedReturn:
    answer = with_figures(realistic_return(), 33.0)
    return replace(answer, tables=tuple(replace(table, unit="percent of children") for table in answer.tables))


def shares() -> ProtectedReturn:
    """Percentages beside the two numbers that they are made of, some of them hidden; the other tables are numbers."""
    answer = realistic_return()
    first, *others = answer.tables
    figures: list[tuple[Figure, tuple[Figure, Figure]]] = [
        (25.0, (3, 12)),
        (Shorthand.CONFIDENTIAL, (Shorthand.CONFIDENTIAL, 12)),
    ]
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, published=published, share_of=share_of)
                for cell, (published, share_of) in zip(row.cells, figures * len(row.cells), strict=False)
            ),
        )
        for row in first.rows
    )
    return replace(answer, tables=(replace(first, unit="percent of children", rows=rows), *others))


RETURNS = [
    pytest.param(realistic_return(), id="realistic"),
    pytest.param(hostile_return(), id="hostile"),
    pytest.param(with_figures(realistic_return(), Shorthand.CONFIDENTIAL), id="all hidden"),
    pytest.param(with_figures(realistic_return(), 1_234), id="nothing hidden"),
    pytest.param(banded(), id="bands"),
    pytest.param(rounded(), id="rounded"),
    pytest.param(percentages(), id="percentages"),
    pytest.param(shares(), id="shares"),
    pytest.param(replace(realistic_return(), flags=(), tables=()), id="no table"),
]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


@pytest.mark.parametrize("answer", RETURNS)
def test_files_are_what_their_metadata_declares(answer: ProtectedReturn) -> None:
    files = render_open_data(answer)
    metadata = json.loads(files.pop(METADATA_NAME))
    assert {table["url"] for table in metadata["tables"]} == set(files)
    assert faults(files, metadata) == []


@pytest.mark.parametrize("answer", RETURNS)
def test_rows_agree_with_the_release_record(answer: ProtectedReturn) -> None:
    files = render_open_data(answer)
    cells = release_record(answer)["cells"]
    rows = rows_of(files[ALL_NAME])
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        assert (row["table"], row["period"], row["category"]) == (cell["table"], cell["period"], cell["category"])
        if "value" in cell:
            assert Decimal(row["value"]) == Decimal(str(cell["value"]))
            assert row["shorthand"] == ""
        else:
            assert row["value"] == ""
            assert row["shorthand"] == answer.policy.printed(Shorthand(cell["shorthand"]))
        assert row["part_of_period"] == ("true" if "b" in cell.get("marks", ()) else "false")
        assert row["notes"].split() == [str(note) for note in cell.get("notes", ())]
    apart = [row for table in answer.tables for row in rows_of(files[f"{table.key}.csv"])]
    assert apart == [{name: row[name] for name in one} for one, row in zip(apart, rows, strict=True)]


def test_bands_rounding_and_percentages_read_as_in_the_workbook() -> None:
    assert {row["shorthand"] for row in rows_of(render_open_data(banded())[ALL_NAME])} == {"1 to 4"}
    assert {row["shorthand"] for row in rows_of(render_open_data(rounded())[ALL_NAME])} == {"[low]"}
    assert {row["value"] for row in rows_of(render_open_data(percentages())[ALL_NAME])} == {"33.0"}
    assert "Numbers are rounded to 5" in render_open_data(rounded())[METADATA_NAME].decode()


def test_no_cell_of_hostile_texts_starts_a_formula_and_all_can_be_had_again() -> None:
    files = render_open_data(hostile_return())
    for name in set(files) - {METADATA_NAME}:
        for row in csv.reader(io.StringIO(files[name].decode("utf-8"), newline="")):
            assert not [cell for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@")]
    labels = {row["label"] for row in rows_of(files["q1.csv"])}
    assert {label.removeprefix("'") if inert(label[1:]) == label else label for label in labels} == set(HOSTILE_TEXTS)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", " =1", "\N{NO-BREAK SPACE}=1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert inert(f"a{text}") == f"a{text}"


def test_text_that_may_not_be_published_stops_everything(tmp_path: Path) -> None:
    answer = replace(realistic_return(), system="Mosaic\u202e", notes=())
    answer = replace(answer, tables=(replace(answer.tables[0], title="Up\u202e"), *answer.tables[1:]))
    with pytest.raises(OutputError, match=r"all-tables\.csv, row 2, column 'title'.*U\+202E"):
        write_open_data(answer, tmp_path / "csv")
    assert not (tmp_path / "csv").exists()


def test_metadata_names_publisher_licence_and_reference(tmp_path: Path) -> None:
    answer = replace(realistic_return(), protection_stands=True)
    write_open_data(answer, tmp_path / "csv", Licence("Ours", "https://anytown.example/licence"))
    metadata = json.loads((tmp_path / "csv" / METADATA_NAME).read_text(encoding="utf-8"))
    assert metadata["dc:publisher"] == {"schema:name": answer.council}
    assert metadata["dc:license"] == {"@id": "https://anytown.example/licence"}
    assert metadata["dc:identifier"] == answer.reference
    assert "DRAFT" not in json.dumps(metadata)
    assert "DRAFT" in render_open_data(realistic_return())[METADATA_NAME].decode()


def test_names_of_files_are_safe_and_unlike() -> None:
    names = file_names(["q1", "Q1", "notes", "CON", "all-tables"])
    assert names == ("q1.csv", "q1-2.csv", "notes-2.csv", "con-2.csv", "all-tables-2.csv")


@pytest.mark.parametrize(
    ("was", "damaged"),
    [
        (",27,,false", ",27.5,,false"),
        (",27,,false", ",27,[q],false"),
        (",27,,false", ",27,,no"),
        ("2021-04-01", "01/04/2021"),
        ("children,27", ",27"),
        ("period,", "year,"),
    ],
)
def test_checker_finds_damage(was: str, damaged: str) -> None:
    files = render_open_data(with_figures(realistic_return(), 27))
    metadata = json.loads(files.pop(METADATA_NAME))
    content = files["q1.csv"].decode()
    assert was in content
    assert faults({**files, "q1.csv": content.replace(was, damaged, 1).encode()}, metadata)


def test_percentage_has_the_two_numbers_it_is_made_of_and_nothing_where_one_is_hidden() -> None:
    answer = shares()
    files = render_open_data(answer)
    table, other = (rows_of(files[name]) for name in file_names(each.key for each in answer.tables[:2]))
    assert {(row["value"], row["shorthand"], row["number"], row["out_of"]) for row in table} == {
        ("25.0", "", "3", "12"),
        ("", "[c]", "", "12"),
    }
    assert "number" not in other[0]
    everything = rows_of(files[ALL_NAME])
    assert [(row["number"], row["out_of"]) for row in everything[: len(table)]] == [
        (row["number"], row["out_of"]) for row in table
    ]
    assert {(row["number"], row["out_of"]) for row in everything[len(table) :]} == {("", "")}
