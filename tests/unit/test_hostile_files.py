"""Files that are broken on purpose: a clear error, bounded memory, no traceback. The large ones are `slow`."""

from __future__ import annotations

import random
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foi_return.engine.workspace import Workspace
from foi_return.errors import SourceError
from foi_return.sources.cin_xml import TABLES
from foi_return.sources.extent import MAX_CELLS, Extent
from foi_return.sources.extract import list_columns, list_sheets, read_source
from foi_return.terms.map_parts import SourceSpec
from tests.support.cin_census import census_xml, draw_census
from tests.support.hostile import billion_laughs, cell, far_corners, read_bounded, with_sheet, write_pieces
from tests.support.workbooks import write_ods, write_xls, write_xlsb, write_xlsx

ENDINGS = ["csv", "txt", "xml", "xlsx", "xlsm", "xls", "xlsb", "ods", ""]
STARTS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml version='1.0'?>", b"\xff\xfe", b"LAchildID,"]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only there can memory be limited and measured so")

MEMORY = 400
"""Megabytes within which every hostile file must be refused or read, 95 of which the program itself takes."""


def read_or_refuse(workspace: Workspace, path: Path, part: str = "") -> str:
    """Whatever a file holds, it is read, or refused with an error that a person can understand."""
    try:
        list_sheets(path)
        list_columns(path)
        read_source(workspace, SourceSpec("source", part=part), path, ["LAchildID"])
    except SourceError as error:
        return str(error)
    return ""


def refusal(workspace: Workspace, path: Path, part: str = "") -> str:
    message = read_or_refuse(workspace, path, part)
    assert message
    return message


@settings(max_examples=60)
@given(start=st.sampled_from(STARTS), content=st.binary(max_size=600), part=st.sampled_from(["", "factors"]))
@pytest.mark.parametrize("ending", ENDINGS)
def test_random_bytes_are_read_or_refused(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, ending: str, start: bytes, content: bytes, part: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"random.{ending}"
    path.write_bytes(start + content)
    read_or_refuse(workspace, path, part if ending == "xml" else "")


@pytest.mark.parametrize("write", [write_xlsx, write_xls, write_xlsb, write_ods])
def test_damaged_workbooks_are_read_or_refused(
    workspace: Workspace, tmp_path: Path, write: Callable[..., Path]
) -> None:
    """Cut at any place, and with any bytes changed."""
    path = write(tmp_path / "whole", {"Data": [["LAchildID", "Code"], *([str(row), "CSE"] for row in range(20))]})
    whole = path.read_bytes()
    rng = random.Random(1)
    for _ in range(60):
        content = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.5 else whole)
        for _ in range(rng.randrange(6) if content else 0):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content)
        read_or_refuse(workspace, path)


def test_damaged_census_is_read_or_refused(workspace: Workspace, tmp_path: Path) -> None:
    whole = census_xml(2022, draw_census(1, children=4)[2022]).encode()
    rng = random.Random(2)
    for _ in range(150):
        content = bytearray(whole[: rng.randrange(1, len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randrange(4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path = write_pieces(tmp_path / "cin.xml", [bytes(content)])
        message = read_or_refuse(workspace, path, rng.choice(list(TABLES)))
        assert "L1000" not in message


# ---- Bombs ----


@pytest.mark.parametrize(
    "write",
    [
        cell,
        lambda place: cell(place).replace(b'"', b"'"),
        lambda place: cell(place).replace(b"<c r=", b"<c s='0'\nr = "),
        lambda place: cell(place.lower()),
    ],
)  # fmt: skip
def test_sheet_with_far_corners_is_refused(workspace: Workspace, tmp_path: Path, write: Callable[[str], bytes]) -> None:
    path = with_sheet(tmp_path / "bomb.xlsx", far_corners(write))
    assert "cells lie between" in refusal(workspace, path)


def test_far_corners_of_other_forms_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    ods = write_ods(tmp_path / "bomb.ods", {"Data": [["LAchildID"], ["1"]]})
    with zipfile.ZipFile(ods) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048000">'
    ).replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" ')  # fmt: skip
    with zipfile.ZipFile(ods, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert "cells lie between" in refusal(workspace, ods)
    xlsb = write_xlsb(tmp_path / "bomb.xlsb", {"Data": [["LAchildID", *[None] * 15_000, "x"], *[[]] * 4_000, ["1"]]})
    assert "cells lie between" in refusal(workspace, xlsb)


def test_formatted_blank_cells_far_away_do_not_count(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>LAchildID</t></is></c><c r="XFD1" s="0"/></row>',
        b'<row r="2">' + cell("A2") + b"</row>",
        b'<row r="1048576"><c r="XFD1048576" s="0"/></row>',
    ]
    assert read_or_refuse(workspace, with_sheet(tmp_path / "formatted.xlsx", rows)) == ""


def test_rough_and_precise_extent_agree_on_what_is_small() -> None:
    rng = random.Random(3)
    for _ in range(200):
        width, height = rng.choice([1, 26, 27, 52, 53, 157, 703]), rng.choice([1, 9_999, 10_000, 99_999, 100_000])
        letters = ""
        number = width
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        rows = [b'<row r="1">' + cell("A1") + b"</row>", f'<row r="{height}">'.encode() + cell(f"{letters}{height}")]
        rough, precise = Extent(), Extent(precise=True)
        for piece in rows:
            rough.add(piece)
            precise.add(piece)
        assert precise.cells == width * height
        assert rough.cells >= precise.cells
    assert Extent().cells < MAX_CELLS


def test_entities_are_refused_before_they_grow(workspace: Workspace, tmp_path: Path) -> None:
    path = write_pieces(tmp_path / "laughs.xml", [billion_laughs().encode()])
    assert "declares a document type" in refusal(workspace, path, "factors")
    outside = '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message><Children>&x;</Children></Message>'
    assert "declares a document type" in refusal(workspace, write_pieces(path, [outside.encode()]), "factors")


def test_too_many_columns_or_endless_cells_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    wide = write_pieces(tmp_path / "wide.csv", [b"LAchildID," * 20_000, b"\n", b"1," * 20_000])
    assert "at most 16,384 columns" in refusal(workspace, wide)
    endless = write_pieces(tmp_path / "endless.csv", [b"x" * 2_000_000])
    assert "cells of at most 1,000,000 characters" in refusal(workspace, endless)


def zeros(megabytes: int, before: bytes = b"", after: bytes = b"") -> Iterator[bytes]:
    yield before
    for _ in range(megabytes):
        yield b" " * (1 << 20)
    yield after


def repeated(text: bytes, times: int, before: bytes = b"", after: bytes = b"") -> Iterator[bytes]:
    yield before
    for _ in range(times // 1_000):
        yield text * 1_000
    yield after


LARGE: dict[str, Callable[[Path], Path]] = {
    "far corners": lambda f: with_sheet(f / "b.xlsx", far_corners()),
    "sheet of 2 GB": lambda f: with_sheet(f / "b.xlsx", zeros(2_060)),
    "sheet of 2 GB that says 100 bytes": lambda f: with_sheet(f / "b.xlsx", zeros(2_060), 100),
    "row of 200 MB": lambda f: with_sheet(f / "b.xlsx", repeated(b"<c><v>1</v></c>", 13_000_000, b"<row>", b"</row>")),
    "cells without places": lambda f: with_sheet(f / "b.xlsx", repeated(b"<row><c/><c><v>1</v></c></row>", 40_000_000)),
    "csv cell of 10 million characters": lambda f: write_pieces(
        f / "b.csv", [b"LAchildID,x\n1,", b"x" * 10_000_000, b"\n2,y\n"]
    ),
    "csv header of 10 million characters": lambda f: write_pieces(f / "b.csv", [b"x" * 10_000_000, b",LAchildID\n"]),
    "csv of one line of 400 MB": lambda f: write_pieces(f / "b.csv", zeros(400, b"LAchildID,")),
    "csv of a million columns": lambda f: write_pieces(f / "b.csv", [b"LAchildID," * 1_000_000, b"\n", b"1," * 10**6]),
    "csv of 16 million columns": lambda f: write_pieces(f / "b.csv", [b"," * 15_999_000, b"\n"] * 60),
    "census with a text of 400 MB": lambda f: write_pieces(f / "b.xml", repeated(b"x" * 400, 10**6, b"<Message>")),
    "census with a tag of 400 MB": lambda f: write_pieces(f / "b.xml", repeated(b"x" * 400, 10**6, b"<Message a='")),
    "census ten million levels deep": lambda f: write_pieces(f / "b.xml", repeated(b"<x>", 10**7, b"<Message>")),
    "census with a million attributes": lambda f: write_pieces(
        f / "b.xml", [b"<Message ", *(f"a{number}='1' ".encode() for number in range(10**6)), b">"]
    ),
    "census child without end": lambda f: write_pieces(
        f / "b.xml", repeated(b"<Assessments></Assessments>", 10**7, b"<Message><Children><Child><CINdetails>")
    ),
    "census bomb": lambda f: write_pieces(f / "b.xml", [billion_laughs(30).encode()]),
}


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_hostile_file_is_refused_in_bounded_memory(tmp_path: Path, name: str) -> None:
    path = LARGE[name](tmp_path)
    found = read_bounded(path, MEMORY, "assessments" if path.suffix == ".xml" else "")
    print(f"{name}: {found.megabytes} MB, {found.seconds:.1f} s: {found.message}")  # noqa: T201
    assert found.error == ("" if name == "csv cell of 10 million characters" else "SourceError"), found.message
    assert found.megabytes < MEMORY


@on_linux
def test_workbook_bomb_is_refused_in_a_process_with_little_memory(tmp_path: Path) -> None:
    found = read_bounded(LARGE["far corners"](tmp_path), MEMORY)
    assert (found.error, "cells lie between" in found.message) == ("SourceError", True)


@on_linux
@pytest.mark.slow
def test_census_of_any_size_takes_no_more_memory(tmp_path: Path) -> None:
    children = draw_census(1, children=2_000)[2022]
    small = write_pieces(tmp_path / "small.xml", [census_xml(2022, children[:100]).encode()])
    body = census_xml(2022, children).encode()
    start, end = body.index(b"<Child>"), body.rindex(b"</Children>")
    large = write_pieces(tmp_path / "large.xml", [body[:start], *[body[start:end]] * 60, body[end:]])
    few, many = (read_bounded(path, MEMORY, "factors") for path in (small, large))
    assert (few.error, many.error) == ("", "")
    assert many.megabytes - few.megabytes < 250
